"""docProps/app.xml lists the titles of sheets: a new one is added where the list is as Excel writes it."""

from __future__ import annotations

from typing import Final

from smsxl.hosts.package.edit.content import escape_text
from smsxl.hosts.package.edit.markup import Element, Splices
from smsxl.hosts.package.edit.parts import Parts
from smsxl.hosts.package.relationships import relations_of

_PROPERTIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_TYPES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"


def list_sheet(parts: Parts, before: list[str], name: str, place: int) -> None:
    """Add a sheet's title at its place among the worksheets, whose titles are `before`.

    A list that does not hold exactly these titles is left alone: Excel writes it anew and reads nothing from it.
    """
    part = next((each.part for each in relations_of(parts, "") if each.kind == "extended-properties"), None)
    if part is None or not parts.has(part):
        return
    data, root = parts.xml(part)
    pairs = root.first(f"{_PROPERTIES} HeadingPairs", f"{_TYPES} vector")
    titles = root.first(f"{_PROPERTIES} TitlesOfParts", f"{_TYPES} vector")
    if pairs is None or titles is None:
        return
    start = 0
    for count in pairs.each(f"{_TYPES} variant", f"{_TYPES} i4"):
        if not count.text.strip().isdecimal():
            return
        number = int(count.text)
        if before and [node.text for node in titles.children[start:start + number]] == before:
            _insert(parts, part, data, count, titles, start + place, name)
            return
        start += number


def _insert(parts: Parts, part: str, data: bytes, count: Element, titles: Element, at: int, name: str) -> None:
    changes = Splices(data)
    changes.replace(count.inside, count.close, str(int(count.text) + 1))
    changes.set_attributes(titles, size=len(titles.children) + 1)
    p = titles.prefix
    place = titles.children[at].start if at < len(titles.children) else titles.close
    changes.insert(place, f"<{p}lpstr>{escape_text(name)}</{p}lpstr>")
    parts.write(part, changes.apply())
