"""Packages of a few kilobytes to megabytes that unpack to something huge, each of another shape."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.hosts.packages import DECLARATION, MAIN, parts_of, sheet_xml, workbook_xml

_SHEET: Final = "xl/worksheets/sheet1.xml"
_BLOCK: Final = 1 << 20

Part = tuple[str, str, str]
"""What stands before, what is repeated, what stands after."""


def _letters(number: int) -> str:
    return (chr(64 + (number - 1) // 26) if number > 26 else "") + chr(65 + (number - 1) % 26)


_HEAD: Final = f'{DECLARATION}<worksheet xmlns="{MAIN}">'
_CELLS: Final = f'{_HEAD}<sheetData><row r="1">'
_TEXT: Final = f'{_CELLS}<c r="A1" t="str"><v>'
_INLINE: Final = f'{_CELLS}<c r="A1" t="inlineStr"><is>'
_PREFIXED: Final = (f'{DECLARATION}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>')
_STRINGS: Final = f'{DECLARATION}<sst xmlns="{MAIN}">'
_STYLES: Final = f'{DECLARATION}<styleSheet xmlns="{MAIN}">'
_BOOK: Final = workbook_xml().removesuffix("</workbook>")
_RELATIONS: Final = (
    f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">')
_END: Final = "</sheetData></worksheet>"
_TEXTS: Final = "xl/sharedStrings.xml"
_WORKBOOK: Final = "xl/workbook.xml"


def _sparse() -> Part:
    """Return a sheet in which each row holds one cell, and the columns are many."""
    wide = "".join(f'<c r="{_letters(n)}1"><v>1</v></c>' for n in range(1, 200))
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(2, 1_048_577))
    return f"{_CELLS}{wide}</row>{rows}", "", _END


BOMBS: Final[Mapping[str, Callable[[], tuple[str, Part]]]] = {
    "spaces before the rows": lambda: (_SHEET, (_HEAD, " ", "<sheetData/></worksheet>")),
    "spaces in the rows": lambda: (_SHEET, (f"{_HEAD}<sheetData>", " ", _END)),
    "one cell without end": lambda: (_SHEET, (_TEXT, "a", f"</v></c></row>{_END}")),
    "one cell without end, prefixed": lambda: (
        _SHEET, (_PREFIXED, "a", "</x:v></x:c></x:row></x:sheetData></x:worksheet>")),
    "one attribute without end": lambda: (_SHEET, (f'{_HEAD}<sheetPr x="', "a", '"/><sheetData/></worksheet>')),
    "cells of one row": lambda: (_SHEET, (_CELLS, '<c r="A1"><v>1</v></c>', f"</row>{_END}")),
    "rows without number": lambda: (_SHEET, (f"{_HEAD}<sheetData>", "<row/>", _END)),
    "sparse rows": lambda: (_SHEET, _sparse()),
    "merges": lambda: (
        _SHEET, (f"{_HEAD}<sheetData/><mergeCells>", '<mergeCell ref="A1:B2"/>', "</mergeCells></worksheet>")),
    "hidden columns": lambda: (
        _SHEET, (f"{_HEAD}<cols>", '<col min="1" max="16384" hidden="1"/>', "</cols><sheetData/></worksheet>")),
    "phonetic runs": lambda: (_SHEET, (_INLINE, "<rPh ", f"</is></c></row>{_END}")),
    "empty shared texts": lambda: (_TEXTS, (_STRINGS, "<si><t/></si>", "</sst>")),
    "one shared text": lambda: (_TEXTS, (f"{_STRINGS}<si><t>", "\U0001f525a", "</t></si></sst>")),
    "shared texts": lambda: (_TEXTS, (_STRINGS, f"<si><t>\U0001f525{'a' * 900}</t></si>", "</sst>")),
    "cell formats": lambda: (
        "xl/styles.xml", (f"{_STYLES}<cellXfs>", '<xf numFmtId="0"/>', "</cellXfs></styleSheet>")),
    "deep elements": lambda: ("xl/styles.xml", (_STYLES, "<a>", "")),
    "elements of the workbook": lambda: (_WORKBOOK, (_BOOK, "<a/>", "</workbook>")),
    "names": lambda: (_WORKBOOK, (
        f"{_BOOK}<definedNames>", '<definedName name="x">A!$A$1</definedName>', "</definedNames></workbook>")),
    "relationships": lambda: ("_rels/.rels", (_RELATIONS, "<Relationship/>", "</Relationships>")),
}
"""By name: the part and its content."""


def _chunks(part: Part, size: int) -> Iterator[bytes]:
    before, repeated, after = part
    yield before.encode()
    if repeated:
        block = (repeated * (_BLOCK // len(repeated.encode()))).encode()
        for _ in range(size // len(block)):
            yield block
    yield after.encode()


def write(path: Path, name: str, size: int) -> None:
    """Write the bomb of a name; its part unpacks to about `size` bytes."""
    bomb, content = BOMBS[name]()
    parts = parts_of(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'), f"{_STRINGS}</sst>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for part, data in parts.items():
            if part != bomb:
                package.writestr(part, data)
        with package.open(bomb, "w", force_zip64=True) as stream:
            for chunk in _chunks(content, size):
                stream.write(chunk)
