"""Registers that smsxl does not read, so that it can say why: lying on their side, or a form for each risk."""

from __future__ import annotations

from typing import Final

from smsxl.hosts.port import Workbook, column_letters
from smsxl.registers.cells import Cells
from smsxl.registers.headings import meaning

_COLUMNS: Final = 6
"""Columns of a sheet, from the left, in which headings may stand one below another."""

_ROWS: Final = 300
_SURE: Final = 0.9
_FIELDS: Final = 5
"""As many different fields one below another are headings, not cells that happen to be called so."""


def lying(path: str, workbook: Workbook) -> str | None:
    """Return the sentence that says how a register lies that is not read as it lies; None where there is none."""
    for info in workbook.sheets:
        if info.kind != "worksheet":
            continue
        cells = Cells(workbook, info.name)
        for column in sorted(cells.grid.columns)[:_COLUMNS]:
            named = _named(cells, column)
            fields = {name for names in named for name in names}
            if len(named) < _FIELDS or len(fields) < _FIELDS or not {"likelihood", "impact"} <= fields:
                continue
            where = f"{path} > {info.name}"
            if sum("likelihood" in names for names in named) > 2:
                return (f"{where} describes each risk in a form of its own, with the headings in column "
                        f"{column_letters(column)}; smsxl reads tables with a risk per row: move the risks into one.")
            return (f"{where} has its headings one below another in column {column_letters(column)} and a risk per "
                    "column; smsxl reads a risk per row: copy the table, paste it with Paste Special > Transpose, and "
                    "check that.")
    return None


def _named(cells: Cells, column: int) -> list[set[str]]:
    """Return the fields that each cell of a column may name, for those that name any for sure."""
    found = []
    for row in cells.rows[:_ROWS]:
        value = cells.raw(row, column)
        if isinstance(value, str) and len(value) <= 60:
            names = {name for name, strength in meaning(value).fields.items() if strength >= _SURE}
            if names:
                found.append(names)
    return found
