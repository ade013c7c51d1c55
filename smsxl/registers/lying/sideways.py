"""Headings of a register one below another with too few rated risks to be read, so that it can be said."""

from __future__ import annotations

from typing import Final

from smsxl.hosts.port import Workbook, column_letters
from smsxl.registers.cells import Cells
from smsxl.registers.headings.meaning import meaning

_COLUMNS: Final = 6
"""Columns of a sheet, from the left, in which headings may stand one below another."""

_ROWS: Final = 300
_SURE: Final = 0.9
_FIELDS: Final = 5
"""As many different fields one below another are headings, not cells that happen to be called so."""


def lying(path: str, workbook: Workbook) -> str | None:
    """Return the sentence on headings one below another that were not read as a register; None where there are none.

    A register on its side (`turned`) and forms (`forms`) are believed when at least two risks have both ratings.
    """
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
            return (f"{where} has the headings of a register one below another in column {column_letters(column)}, but "
                    "not two risks beside them of which nearly all have a likelihood and an impact; enter the ratings, "
                    "or make a table with a risk per row.")
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
