"""Sheets of a small workbook made by XlsxWriter, moved into another package.

A sheet's part is written anew with the target's style numbers and with its texts inline; drawings, charts, pictures
and tables move under names that are free.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Final

from smsxl.hosts.package.container import part_key
from smsxl.hosts.package.edit.content import escape_formula
from smsxl.hosts.package.edit.errors import EditError
from smsxl.hosts.package.edit.markup import Splices, without_attribute
from smsxl.hosts.package.edit.metadata import dynamic_array_mark
from smsxl.hosts.package.edit.parts import Parts, relations_part, relative
from smsxl.hosts.package.edit.style_import import StyleImport
from smsxl.hosts.package.edit.workbook_xml import WorkbookXml
from smsxl.hosts.package.relationships import Relation, relations_of
from smsxl.hosts.package.text import unescape

_ITEM: Final = re.compile(rb"<si>(.*?)</si>|<si/>", re.DOTALL)
_SHARED_TEXT: Final = re.compile(rb'<c ([^<>]*?) ?t="s"([^<>]*)><v>(\d+)</v></c>')
_STYLED: Final = re.compile(rb'<(c|row|col) ([^<>]*?)\b(s|style)="(\d+)"')
_ARRAY: Final = re.compile(rb'(<c [^<>]*?) cm="\d+"')
_RICH: Final = re.compile(rb'<c [^<>]*? vm="')
_RULE: Final = re.compile(rb'(<(?:cfRule|sortCondition|colorFilter|dxf) [^<>]*?\bdxfId=")(\d+)(")')
_TABLE_DXF: Final = re.compile(rb'(\b\w*[dD]xfId=")(\d+)(")')
_CHART_REFERENCE: Final = re.compile(rb"(<c:f>)([^<]*)(</c:f>)")
_VIEW: Final = re.compile(rb"<sheetView\b[^<>]*>")
_PROPERTIES: Final = re.compile(rb"<sheetPr\b[^<>]*?(/?)>")
_CODE_NAME: Final = re.compile(rb"""<(?:[A-Za-z_][\w.-]*:)?sheetPr\b[^<>]*?\bcodeName=["']([^"'<>]*)["']""")
_SELECTED: Final = re.compile(rb"""<(?:[A-Za-z_][\w.-]*:)?sheetView\b[^<>]*?\btabSelected=["'](?:1|true)["']""")
_REFERENCE: Final = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!(.*)", re.DOTALL)
_OWN_NAMES: Final = "_xlnm."


class Transplant:
    """Moves sheets of one rendered workbook into a package; `finish` writes the styles that came with them."""

    def __init__(self, target: Parts, rendered: Parts) -> None:
        self._target = target
        self._rendered = rendered
        self._book = WorkbookXml(target)
        self._from = WorkbookXml(rendered)
        self._styles = StyleImport(target, self._book.part, rendered, self._from.part)
        self._texts = self._read_texts()
        self._moved: dict[str, str] = {}

    def _read_texts(self) -> list[bytes]:
        part = next((each.part for each in relations_of(self._rendered, self._from.part)
                     if each.kind == "sharedStrings"), None)
        if part is None or not self._rendered.has(part):
            return []
        return [match[1] or b"<t/>" for match in _ITEM.finditer(b"".join(self._rendered.chunks(part)))]

    def source_of(self, name: str) -> str:
        """Return the rendered sheet that becomes the sheet `name`: the one of this name, or the only one."""
        sheets = [sheet.name for sheet in self._from.sheets()]
        if name in sheets:
            return name
        if len(sheets) == 1:
            return sheets[0]
        message = f"the rendered workbook has no sheet {name!r}"
        raise KeyError(message)

    def move(self, source: str, name: str, part: str, *, code_name: bytes = b"", selected: bool = False) -> None:
        """Write the rendered sheet `source` as the part `part` of the sheet `name`, with all that belongs to it."""
        sheet = self._from.sheet(source)
        data = b"".join(self._rendered.chunks(sheet.part))
        if _RICH.search(data):
            message = f"the sheet {source!r} has pictures in cells, which can't be moved"
            raise ValueError(message)
        data = self._restyled(data)
        data = _VIEW.sub(lambda match: without_attribute(match[0], b"tabSelected"), data)
        if selected:
            data = _VIEW.sub(lambda match: match[0][:len(b"<sheetView")] + b' tabSelected="1"'
                             + match[0][len(b"<sheetView"):], data, count=1)
        if code_name:
            data = _with_code_name(data, code_name)
        self._target.write(part, data)
        self._move_relations(sheet.part, part, source, name)

    def define_names(self, source: str, name: str) -> None:
        """Give the sheet `name` what the rendered sheet has as its own: print area, print titles, filter."""
        wanted = {defined.name: defined for defined in self._from.names()
                  if defined.sheet == source and defined.name.startswith(_OWN_NAMES)}
        for defined in list(self._book.names()):
            if defined.sheet == name and defined.name.startswith(_OWN_NAMES) and defined.name not in wanted:
                self._book.forget(defined.name, name)
        for defined in wanted.values():
            self._book.define(defined.name, _with_sheet(defined.text, source, name), name, hidden=defined.hidden)

    def finish(self) -> None:
        """Write the styles."""
        self._styles.finish()

    def _restyled(self, data: bytes) -> bytes:
        data = _SHARED_TEXT.sub(
            lambda match: b"<c " + match[1] + b' t="inlineStr"' + match[2] + b"><is>" + self._texts[int(match[3])]
            + b"</is></c>", data)
        data = _STYLED.sub(
            lambda match: b'<%s %s%s="%d"' % (match[1], match[2], match[3], self._styles.cell(int(match[4]))), data)
        data = _RULE.sub(lambda match: match[1] + b"%d" % self._styles.dxf(int(match[2])) + match[3], data)
        if _ARRAY.search(data):
            mark = dynamic_array_mark(self._target, self._book.part)
            data = _ARRAY.sub(lambda match: match[1] + b' cm="%d"' % mark, data)
        return data

    # ------------------------------------------------------------------ what belongs to a sheet

    def _move_relations(self, source: str, target: str, old: str, new: str) -> None:
        listing = relations_part(source)
        if not self._rendered.has(listing):
            return
        by_id = {relation.id: relation for relation in relations_of(self._rendered, source)}
        data, root = self._rendered.xml(listing)
        changes = Splices(data)
        for node in root.each("Relationship"):
            relation = by_id.get(node.attributes.get("Id", ""))
            if relation is None:
                continue  # an address outside the package
            moved = self._move_part(relation, old, new)
            changes.set_attributes(node, Target=relative(target, moved))
        self._target.write(relations_part(target), changes.apply())

    def _move_part(self, relation: Relation, old: str, new: str) -> str:
        key = part_key(relation.part)
        if key in self._moved:
            return self._moved[key]
        name = self._moved[key] = self._target.free_name(relation.part)
        data = b"".join(self._rendered.chunks(relation.part))
        if relation.kind == "chart":
            data = _CHART_REFERENCE.sub(lambda match: match[1] + _own_cells(match[2], old, new) + match[3], data)
        elif relation.kind == "table":
            data = self._renumbered_table(data)
        self._target.add(name, data, self._rendered.content_type(relation.part) or "application/octet-stream")
        self._move_relations(relation.part, name, old, new)
        return name

    def _renumbered_table(self, data: bytes) -> bytes:
        names = {defined.name.casefold() for defined in self._book.names() if defined.sheet is None}
        numbers: set[int] = set()
        for sheet in self._book.sheets():
            for relation in relations_of(self._target, sheet.part) if sheet.kind == "worksheet" else ():
                if relation.kind == "table" and self._target.has(relation.part):
                    _, root = self._target.xml(relation.part)
                    numbers.add(int(root.attributes.get("id", "0")))
                    names.add(root.attributes.get("displayName", "").casefold())
        data = _TABLE_DXF.sub(lambda match: match[1] + b"%d" % self._styles.dxf(int(match[2])) + match[3], data)
        match = re.search(rb'<table [^<>]*?\bid="(\d+)"[^<>]*?displayName="([^"]*)"', data)
        if match is None:
            return data
        if match[2].decode().casefold() in names:
            raise EditError(f"{self._target.path} has the name {match[2].decode()} already, which a table of smsxl has "
                            "to have; give yours another name.")
        free = next(number for number in count(1) if number not in numbers)
        return data[:match.start(1)] + b"%d" % free + data[match.end(1):]


def code_name_of(data: bytes) -> bytes:
    """Return the name by which macros know a sheet, as the part writes it; empty where it has none."""
    match = _CODE_NAME.search(data.partition(b"sheetData")[0])
    return match[1] if match is not None else b""


def is_selected(data: bytes) -> bool:
    """Whether a sheet's tab is selected."""
    return _SELECTED.search(data.partition(b"sheetData")[0]) is not None


def _with_code_name(data: bytes, name: bytes) -> bytes:
    attribute = b' codeName="' + name + b'"'
    match = _PROPERTIES.search(data)
    if match is not None:
        tag = without_attribute(match[0], b"codeName")
        at = match.start() + len(b"<sheetPr")
        return data[:at] + attribute + tag[len(b"<sheetPr"):] + data[match.end():]
    root = re.search(rb"<worksheet\b[^<>]*>", data)
    at = root.end() if root is not None else 0
    return data[:at] + b"<sheetPr" + attribute + b"/>" + data[at:]


def _own_cells(raw: bytes, old: str, new: str) -> bytes:
    """Return a chart's reference with the sheet's new name. Raises ValueError for cells of another sheet."""
    text = unescape(raw.decode())
    match = _REFERENCE.fullmatch(text)
    if match is None or (match[1] or match[2]).replace("''", "'") != old:
        message = f"a chart of {old!r} refers to {text!r}, not to cells of its own sheet"
        raise ValueError(message)
    return escape_formula(_with_sheet(text, old, new)).encode()


def _with_sheet(text: str, old: str, new: str) -> str:
    """Return references to cells of a sheet with the sheet's new name."""
    if old == new:
        return text
    for spelled in (quoted_sheet(old) + "!", old + "!"):
        text = text.replace(spelled, "\0")
    return text.replace("\0", quoted_sheet(new) + "!")


def quoted_sheet(name: str) -> str:
    """Return a sheet's name as references may always write it."""
    return "'" + name.replace("'", "''") + "'"


