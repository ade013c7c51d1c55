"""Reads the open workbook as it is now.

Excel saves a copy into a private temporary folder, which is read as any other file: hidden rows, merged cells and
remembered values are as true as on the command line. Where Excel gives no copy, or one that can't be read (a password,
a sensitivity label, another format), values and formulas are taken from its sheets in bulk.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from smsxl.domain.values import CellError
from smsxl.errors import UnreadableError
from smsxl.hosts.memory import Calculated, Content, MemoryWorkbook
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import Area, DefinedName, Grid, GridValue, SheetInfo, TableInfo, Workbook
from smsxl.hosts.program import Reading

_ERRORS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
_VISIBILITY: Final = {True: "visible", False: "hidden"}


@contextmanager
def reading(book: Any, path: str) -> Iterator[Reading]:  # noqa: ANN401 - xlwings decides at run time what it holds
    """Let the workbook be read. `path` is what messages call it; the copy is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="smsxl-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, f"copy{Path(book.name).suffix or '.xlsx'}")
        try:
            yield _read(book, path, copy)
        except UnreadableError as error:
            raise UnreadableError(str(error).replace(str(copy), path)) from error


def _read(book: Any, path: str, copy: Path) -> Reading:  # noqa: ANN401
    try:
        _copy(book, path, copy)
        file = path if _is_saved(book) and Path(path).is_file() else None
        return Reading(_Copy(open_workbook(copy), path), file=file)
    except UnreadableError as error:
        reason = str(error).replace(str(copy), "the copy").rstrip(".")
    except Exception:  # noqa: BLE001 - what it raises is the engine's business
        reason = "Excel gave no copy of it; save it and try again"
    gap = f"{path} was read from Excel's sheets, which do not tell all ({reason})."
    return Reading(workbook_from_sheets(book, path), gap)


def _copy(book: Any, path: str, copy: Path) -> None:  # noqa: ANN401
    """Let Excel save a copy; where it can't (macOS), take the file if nothing in it is unsaved."""
    try:
        book.api.SaveCopyAs(str(copy))
    except Exception:
        if not _is_saved(book) or not Path(path).is_file():
            raise
        shutil.copyfile(path, copy)


def _is_saved(book: Any) -> bool:  # noqa: ANN401
    """Whether the file on disk is what Excel shows."""
    with contextlib.suppress(Exception):  # macOS knows it by another name
        return book.api.Saved is True
    with contextlib.suppress(Exception):
        return book.api.saved.get() is True
    return False


class _Copy:
    """A copy under the name of the workbook that it was made of."""

    def __init__(self, workbook: Workbook, path: str) -> None:
        self._workbook = workbook
        self.path = path
        self.sheets: Sequence[SheetInfo] = workbook.sheets
        self.tables = workbook.tables
        self.names = workbook.names
        self.date1904: bool = getattr(workbook, "date1904", False)

    def grid(self, sheet: str) -> Grid:
        """Return what a sheet holds."""
        return self._workbook.grid(sheet)


def workbook_from_sheets(book: Any, path: str) -> MemoryWorkbook:  # noqa: ANN401
    """Return values, formulas, tables and names, one call to Excel for each kind and sheet."""
    sheets: dict[str, dict[tuple[int, int], Content]] = {}
    tables, visibility = [], {}
    names = [_name(name) for name in book.names]
    for sheet in book.sheets:
        sheets[sheet.name] = _cells(sheet)
        visibility[sheet.name] = _VISIBILITY.get(sheet.visible, "hidden")
        tables += [_table(table, sheet.name) for table in sheet.tables]
    out = MemoryWorkbook(sheets, tables, names, path)
    out.visibility = visibility
    return out


def _cells(sheet: Any) -> dict[tuple[int, int], Content]:  # noqa: ANN401
    used = sheet.used_range
    values = used.options(ndim=2, err_to_str=True).value
    formulas = _rows(used.formula)
    out: dict[tuple[int, int], Content] = {}
    for row, (line, written) in enumerate(zip(values, formulas, strict=True), start=used.row):
        for column, (value, formula) in enumerate(zip(line, written, strict=True), start=used.column):
            cell = _value(value)
            if isinstance(formula, str) and formula.startswith("=") and formula != value:
                out[row, column] = Calculated(formula[1:], cell)
            elif cell is not None:
                out[row, column] = cell
    return out


def _rows(formulas: object) -> Sequence[Sequence[object]]:
    """Return formulas as rows: of one cell Excel gives its text alone."""
    if not isinstance(formulas, (tuple, list)):
        return [[formulas]]
    return formulas if isinstance(formulas[0], (tuple, list)) else [formulas]


def _value(value: object) -> GridValue:
    if isinstance(value, str) and value in _ERRORS:
        return CellError(value)
    if isinstance(value, decimal.Decimal):  # what COM makes of cells formatted as money
        return float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value  # type: ignore[return-value]  # xlwings gives cell values


def _table(table: Any, sheet: str) -> TableInfo:  # noqa: ANN401
    cells = table.range
    (height, width), header = cells.shape, table.header_row_range
    area = Area(cells.row, cells.column, cells.row + height - 1, cells.column + width - 1)
    texts = [] if header is None else header.options(ndim=2).value[0]
    return TableInfo(table.name, sheet, area, tuple("" if text is None else str(text) for text in texts),
                     0 if header is None else 1, 1 if table.show_totals else 0)


def _name(name: Any) -> DefinedName:  # noqa: ANN401
    sheet, _, own = name.name.rpartition("!")
    return DefinedName(own, name.refers_to.removeprefix("="), sheet.strip("'").replace("''", "'") or None)
