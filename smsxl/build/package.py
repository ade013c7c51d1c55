"""The finishing touches that XlsxWriter has no option for, made in the finished package.

Every entry is rewritten in its order with a fixed date, so that the same input gives the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Final

from smsxl.hosts.port import MARK

_CALCULATION: Final = re.compile(r"<calcPr [^>]*/>")
_CURRENT_CALCULATION: Final = '<calcPr calcId="191029"/>'
"""XlsxWriter names an older Excel and asks for a full calculation on load; both would discard our values."""

_MARK: Final = f'<definedName name="{MARK}"'
_FIRST_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)

TEXT_RESULT: Final = "\ue000"
"""Stands before a text that a formula gives: XlsxWriter leaves the type of an empty text out and takes a text of digits
for a number."""

ERROR_RESULT: Final = "\ue001"
"""Stands before an error that a formula gives: XlsxWriter takes it for a text in dynamic arrays."""

ARRAY_FORMULA: Final = "\ue002"
"""Stands before the formula of a table's column whose cells are array formulas."""

_COLUMN_FORMULA: Final = "<calculatedColumnFormula>"
_ARRAY_COLUMN_FORMULA: Final = '<calculatedColumnFormula array="1">'

RIBBON_RELATIONSHIPS: Final = {
    "customUI.xml": "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    "customUI14.xml": "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"}
"""The parts of a ribbon, for Excel 2007 and for later ones, with the type of the relationship to each."""

_RIBBON_FOLDER: Final = "customUI"
_RELATIONSHIPS_END: Final = "</Relationships>"

_ERROR: Final = f"<v>{ERROR_RESULT}".encode()
_ERROR_CELL: Final = re.compile(rb't="str">(<f[^>]*>[^<]*</f><v>)' + ERROR_RESULT.encode())
_CHUNK: Final = 1 << 20


def finish(source: Path, target: Path, ribbon: Mapping[str, bytes] | None = None) -> None:
    """Write the package `source` to `target`: current calculation, hidden marks, array columns, the ribbon's parts."""
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as finished:
        for entry in package.infolist():
            info = _entry(entry.filename)
            info.external_attr = entry.external_attr
            info.file_size = entry.file_size
            with package.open(entry) as part, finished.open(info, "w") as out:
                if entry.filename == "xl/workbook.xml":
                    out.write(_workbook(part.read().decode("utf-8")).encode("utf-8"))
                elif entry.filename.startswith("xl/tables/"):
                    out.write(_table(part.read().decode("utf-8")).encode("utf-8"))
                elif entry.filename == "_rels/.rels":
                    out.write(_relationships(part.read().decode("utf-8"), ribbon or {}).encode("utf-8"))
                elif not entry.filename.endswith(".xml"):
                    out.write(part.read())
                else:
                    for rows in _chunks(part):
                        out.write(_values(rows))
        for name, content in (ribbon or {}).items():
            finished.writestr(_entry(f"{_RIBBON_FOLDER}/{name}"), content)


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIRST_ZIP_DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _chunks(part: IO[bytes]) -> Iterator[bytes]:
    """Yield a part in pieces that end with a whole row, so that 50,000 rows never stand in memory at once."""
    rest = b""
    while block := part.read(_CHUNK):
        rest += block
        cut = rest.rfind(b"</row>")
        if cut >= 0:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _values(rows: bytes) -> bytes:
    if _ERROR in rows:
        rows = _ERROR_CELL.sub(rb't="e">\1', rows)
    return rows.replace(TEXT_RESULT.encode(), b"")


def _workbook(text: str) -> str:
    return _CALCULATION.sub(_CURRENT_CALCULATION, text).replace(_MARK, f'{_MARK} hidden="1"')


def _relationships(text: str, ribbon: Mapping[str, bytes]) -> str:
    added = "".join(f'<Relationship Id="rIdRibbon{number}" Type="{RIBBON_RELATIONSHIPS[name]}" '
                    f'Target="{_RIBBON_FOLDER}/{name}"/>' for number, name in enumerate(ribbon, start=1))
    return text.replace(_RELATIONSHIPS_END, added + _RELATIONSHIPS_END)


def _table(text: str) -> str:
    return text.replace(_COLUMN_FORMULA + ARRAY_FORMULA, _ARRAY_COLUMN_FORMULA)
