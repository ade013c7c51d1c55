"""A .ods or .xls file as a workbook of values: formulas, formats and hidden cells are not seen."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path
from typing import Any, Final

from smsxl.errors import UnreadableError
from smsxl.hosts.memory import MemoryWorkbook
from smsxl.hosts.port import Area, GridValue

SUFFIXES: Final = (".ods", ".xls")
_MOST_BYTES: Final = 256 << 20
_MOST_CELLS: Final = 5_000_000


def open_values(path: str | os.PathLike[str]) -> MemoryWorkbook:
    """Open a workbook of LibreOffice (.ods) or of old Excel (.xls). Raises UnreadableError in one sentence."""
    name = os.fspath(path)
    import python_calamine  # noqa: PLC0415 - only for these files

    if not Path(name).is_file():
        raise UnreadableError(f"{name} does not exist; check the name and the folder.")
    if Path(name).stat().st_size > _MOST_BYTES:
        raise UnreadableError(f"{name} is too big to be read: more than {_MOST_BYTES:,} bytes.")
    try:
        book = python_calamine.CalamineWorkbook.from_path(name)
        sheets: dict[str, dict[tuple[int, int], GridValue]] = {}
        merges: dict[str, list[Area]] = {}
        hidden: dict[str, str] = {}
        for info in book.sheets_metadata:
            sheet = book.get_sheet_by_name(info.name)
            sheets[info.name] = _cells(name, sheet)
            for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ():
                merges.setdefault(info.name, []).append(Area(r1 + 1, c1 + 1, r2 + 1, c2 + 1))
            if "Visible" not in str(info.visible):
                hidden[info.name] = "hidden"
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        reason = re.sub(r"\s+", " ", str(error))
        raise UnreadableError(f"{name} can't be read as a workbook ({reason}); open it in LibreOffice or Excel and "
                              "save it as .xlsx.") from error
    if not sheets:
        raise UnreadableError(f"{name} is a workbook without any sheet; restore an earlier version.")
    workbook = MemoryWorkbook(sheets, path=name)
    workbook.merges.update(merges)
    workbook.visibility.update(hidden)
    return workbook


def _cells(name: str, sheet: Any) -> dict[tuple[int, int], GridValue]:  # noqa: ANN401 - calamine's own class
    if sheet.height * sheet.width > 40 * _MOST_CELLS:
        raise UnreadableError(f"{name} is too big to be read: a sheet spans {sheet.height:,} rows and "
                              f"{sheet.width:,} columns.")
    cells = {(row, column): _value(value) for row, line in enumerate(sheet.iter_rows(), start=1)
             for column, value in enumerate(line, start=1) if value not in ("", None)}
    if len(cells) > _MOST_CELLS:
        raise UnreadableError(f"{name} is too big to be read: more than {_MOST_CELLS:,} values in a sheet.")
    return cells


def _value(value: object) -> GridValue:
    if isinstance(value, dt.timedelta):
        return value.total_seconds() / 86_400
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value  # type: ignore[return-value]  # calamine gives texts, numbers, booleans, dates and times
