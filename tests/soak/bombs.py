"""Packages of a few kilobytes to megabytes that unpack to something huge, each of another shape."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from tests.hosts.packages import DECLARATION, MAIN, parts_of, sheet_xml, workbook_xml

_SHEET: Final = "xl/worksheets/sheet1.xml"
_ROWS: Final = "<sheetData>"
_BLOCK: Final = 1 << 20

Part = tuple[str, str, str]
"""What stands before, what is repeated, what stands after."""


def _letters(number: int) -> str:
    return (chr(64 + (number - 1) // 26) if number > 26 else "") + chr(65 + (number - 1) % 26)


def _sparse() -> Part:
    """Return a sheet in which each row holds one cell, and the columns are many."""
    wide = "".join(f'<c r="{_letters(n)}1"><v>1</v></c>' for n in range(1, 200))
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(2, 1_048_577))
    return f'{DECLARATION}<worksheet xmlns="{MAIN}"><sheetData><row r="1">{wide}</row>{rows}', "", "</sheetData></worksheet>"


_HEAD: Final = f'{DECLARATION}<worksheet xmlns="{MAIN}">'
_STRINGS: Final = f'{DECLARATION}<sst xmlns="{MAIN}">'
_STYLES: Final = f'{DECLARATION}<styleSheet xmlns="{MAIN}">'

BOMBS: Final[Mapping[str, Callable[[], tuple[str, Part]]]] = {
    "spaces before the rows": lambda: (_SHEET, (_HEAD, " ", "<sheetData/></worksheet>")),
    "spaces in the rows": lambda: (_SHEET, (_HEAD + _ROWS, " ", "</sheetData></worksheet>")),
    "one cell without end": lambda: (_SHEET, (f'{_HEAD}{_ROWS}<row r="1"><c r="A1" t="str"><v>', "a", "</v></c></row></sheetData></worksheet>")),
    "one cell without end, prefixed": lambda: (_SHEET, (
        f'{DECLARATION}<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>', "a",
        "</x:v></x:c></x:row></x:sheetData></x:worksheet>")),
    "one attribute without end": lambda: (_SHEET, (f'{_HEAD}<sheetPr x="', "a", '"/><sheetData/></worksheet>')),
    "cells of one row": lambda: (_SHEET, (f'{_HEAD}{_ROWS}<row r="1">', '<c r="A1"><v>1</v></c>', "</row></sheetData></worksheet>")),
    "rows without number": lambda: (_SHEET, (_HEAD + _ROWS, "<row/>", "</sheetData></worksheet>")),
    "sparse rows": lambda: (_SHEET, _sparse()),
    "merges": lambda: (_SHEET, (f"{_HEAD}<sheetData/><mergeCells>", '<mergeCell ref="A1:B2"/>', "</mergeCells></worksheet>")),
    "hidden columns": lambda: (_SHEET, (f"{_HEAD}<cols>", '<col min="1" max="16384" hidden="1"/>', "</cols><sheetData/></worksheet>")),
    "phonetic runs": lambda: (_SHEET, (f'{_HEAD}{_ROWS}<row r="1"><c r="A1" t="inlineStr"><is>', "<rPh ", "</is></c></row></sheetData></worksheet>")),
    "empty shared texts": lambda: ("xl/sharedStrings.xml", (_STRINGS, "<si><t/></si>", "</sst>")),
    "one shared text": lambda: ("xl/sharedStrings.xml", (f"{_STRINGS}<si><t>", "\U0001f525a", "</t></si></sst>")),
    "shared texts": lambda: ("xl/sharedStrings.xml", (_STRINGS, f"<si><t>\U0001f525{'a' * 900}</t></si>", "</sst>")),
    "cell formats": lambda: ("xl/styles.xml", (f"{_STYLES}<cellXfs>", '<xf numFmtId="0"/>', "</cellXfs></styleSheet>")),
    "deep elements": lambda: ("xl/styles.xml", (_STYLES, "<a>", "")),
    "elements of the workbook": lambda: ("xl/workbook.xml", (workbook_xml()[:-len("</workbook>")], "<a/>", "</workbook>")),
    "names": lambda: ("xl/workbook.xml", (workbook_xml()[:-len("</workbook>")] + "<definedNames>",
                                          '<definedName name="x">A!$A$1</definedName>', "</definedNames></workbook>")),
    "relationships": lambda: ("_rels/.rels", (
        f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">', "<Relationship/>", "</Relationships>")),
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
