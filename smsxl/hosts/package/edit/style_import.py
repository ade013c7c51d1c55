"""Formats of one workbook added to another: appended, never rewritten, and what is there already is used again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from smsxl.hosts.package.edit.content import escape_attribute
from smsxl.hosts.package.edit.errors import EditError
from smsxl.hosts.package.edit.markup import Element, Splices
from smsxl.hosts.package.edit.parts import Parts
from smsxl.hosts.package.relationships import relations_of
from smsxl.hosts.package.xmltree import MAIN

_ORDER: Final = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs",
                 "tableStyles", "colors", "extLst")
_ITEMS: Final = {"fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf", "dxfs": "dxf"}
_FIRST_CUSTOM: Final = 164
_MOST_FORMATS: Final = 65_000
"""Excel keeps at most 65,490 cell formats."""

_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_NO_STYLES: Final = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>')
_TAG: Final = re.compile(rb"<(/?)(?=[A-Za-z])")
_NUMBER_FORMAT: Final = re.compile(rb'(<numFmt numFmtId=")(\d+)(")')


@dataclass
class _List:
    """One list of the target's styles: what is there, by its bytes, and what is added."""

    element: Element | None
    known: dict[bytes, int] = field(default_factory=dict)
    count: int = 0
    added: list[bytes] = field(default_factory=list)

    def index(self, item: bytes) -> int:
        """Return the place of an item, which is added where it is not there."""
        place = self.known.get(item)
        if place is None:
            place = self.known[item] = self.count
            self.count += 1
            self.added.append(item)
        return place


class StyleImport:
    """Brings formats of `source` into the styles of `target`, one by one; `finish` writes them."""

    def __init__(self, target: Parts, workbook_part: str, source: Parts, source_workbook: str) -> None:
        self._parts = target
        self._part = _styles_part(target, workbook_part)
        self._data, self._root = target.xml(self._part)
        self._source, self._from = source.xml(_styles_part(source, source_workbook))
        self._lists = {name: self._list(name) for name in _ITEMS}
        formats = self._root.first("numFmts")
        self._formats = {node.attributes.get("formatCode", ""): int(node.attributes.get("numFmtId", "0"))
                         for node in (formats.each("numFmt") if formats is not None else ())}
        self._new_formats: dict[str, int] = {}
        self._has_base = self._root.first("cellStyleXfs") is not None
        self._cells: dict[int, int] = {}
        self._dxfs: dict[int, int] = {}

    def _list(self, name: str) -> _List:
        element = self._root.first(name)
        found = _List(element)
        for child in element.each(_ITEMS[name]) if element is not None else ():
            found.known.setdefault(self._data[child.start:child.end], found.count)
            found.count += 1
        return found

    def cell(self, number: int) -> int:
        """Return the target's number of a cell format of the source."""
        if number not in self._cells:
            self._cells[number] = self._import_cell(number)
        return self._cells[number]

    def dxf(self, number: int) -> int:
        """Return the target's number of a differential format of the source."""
        if number not in self._dxfs:
            node = self._item("dxfs", number)
            raw = _NUMBER_FORMAT.sub(self._renumbered(node), self._raw(node))
            self._dxfs[number] = self._lists["dxfs"].index(self._spelled(raw))
        return self._dxfs[number]

    def _renumbered(self, node: Element) -> Callable[[re.Match[bytes]], bytes]:
        code = next((each.attributes.get("formatCode", "") for each in node.each("numFmt")), "")
        return lambda match: match[1] + str(self._number_format(int(match[2]), code)).encode() + match[3]

    def _import_cell(self, number: int) -> int:
        node = self._item("cellXfs", number)
        facts = dict(node.attributes)
        code = next((each.attributes.get("formatCode", "") for each in self._from.each("numFmts", "numFmt")
                     if each.attributes.get("numFmtId") == facts.get("numFmtId")), "")
        facts["numFmtId"] = str(self._number_format(int(facts.get("numFmtId", "0")), code))
        for name, key in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
            item = self._item(name, int(facts.get(key, "0")))
            facts[key] = str(self._lists[name].index(self._spelled(self._raw(item))))
        facts.pop("xfId", None)
        if self._has_base:
            facts["xfId"] = "0"
        # With the default format as its base, a cell format has to say what it wants of its own.
        facts |= {"applyFont": "1", "applyFill": "1", "applyBorder": "1", "applyNumberFormat": "1"}
        written = "".join(f' {key}="{escape_attribute(value)}"' for key, value in facts.items())
        inside = self._source[node.inside:node.close]
        raw = f"<xf{written}>".encode() + inside + b"</xf>" if inside else f"<xf{written}/>".encode()
        place = self._lists["cellXfs"].index(self._spelled(raw))
        if place > _MOST_FORMATS:
            raise EditError(f"{self._parts.path} has so many cell formats ({place:,}) that Excel takes no more; remove "
                            "those that are not used, then try again.")
        return place

    def _number_format(self, number: int, code: str) -> int:
        if number < _FIRST_CUSTOM:
            return number
        if code not in self._formats:
            self._formats[code] = max((_FIRST_CUSTOM - 1, *self._formats.values())) + 1
            self._new_formats[code] = self._formats[code]
        return self._formats[code]

    def _item(self, name: str, place: int) -> Element:
        listed = self._from.first(name)
        if listed is None or place >= len(listed.children):
            message = f"the rendered workbook has no {name} {place}"
            raise IndexError(message)
        return listed.children[place]

    def _raw(self, element: Element) -> bytes:
        return self._source[element.start:element.end]

    def _spelled(self, raw: bytes) -> bytes:
        prefix = self._root.prefix.encode()
        return _TAG.sub(rb"<\1" + prefix, raw) if prefix else raw

    def finish(self) -> None:
        """Write what was added."""
        changes = Splices(self._data)
        p = self._root.prefix
        if self._new_formats:
            items = [f'<{p}numFmt numFmtId="{number}" formatCode="{escape_attribute(code)}"/>'.encode()
                     for code, number in self._new_formats.items()]
            formats = self._root.first("numFmts")
            known = len(formats.children) if formats is not None else 0
            self._extend(changes, "numFmts", formats, items, known + len(items))
        for name, listed in self._lists.items():
            if listed.added:
                self._extend(changes, name, listed.element, listed.added, listed.count)
        if changes:
            self._parts.write(self._part, changes.apply())

    def _extend(self, changes: Splices, name: str, element: Element | None, items: list[bytes], count: int) -> None:
        p = self._root.prefix
        body = b"".join(items)
        if element is not None and not element.empty:
            changes.set_attributes(element, count=count)
            changes.insert(element.close, body)
            return
        written = f'<{p}{name} count="{count}">'.encode() + body + f"</{p}{name}>".encode()
        if element is not None:
            changes.replace(element.start, element.end, written)
            return
        later = _ORDER[_ORDER.index(name) + 1:]
        following = next((child for child in self._root.children if child.name in later), None)
        changes.insert(following.start if following is not None else self._root.close, written)


def _styles_part(parts: Parts, workbook_part: str) -> str:
    part = next((each.part for each in relations_of(parts, workbook_part) if each.kind == "styles"), None)
    if part is None or not parts.has(part):
        folder = workbook_part.rpartition("/")[0]
        part = parts.free_name(f"{folder}/styles.xml" if folder else "styles.xml")
        parts.add(part, _NO_STYLES.encode(), _CONTENT_TYPE)
        parts.relate(workbook_part, "styles", part)
    return part
