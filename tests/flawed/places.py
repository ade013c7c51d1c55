"""Where things stand in a workbook, looked up with openpyxl by what people see: ids, headers and labels.

A place is a line such as `Risks > R-014 > Owner`:

    Risks > R-014 > Owner        the cell of a row, by what stands in the table's first column
    Risks > row 3 > Owner        the third row of a table
    Risks > header > Owner       a header
    Risks > below > Owner        the cell under the last row of a table
    Risks > beside > Risk owner  the header cell to the right of a table, for a column added there
    Organisation > Approved by   the value of a form; `Organisation > label > Approved by` is its label
    RiskMatrix > 4 > 2           the cell of likelihood 4 and impact 2
    sheet Risks                  a sheet, no cell of it
    cell Suppressions!E2         a cell of a sheet that a fault brings along
    workbook                     no sheet either
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

SEPARATOR = " > "


@dataclass(frozen=True)
class Box:
    """A table, a form or the matrix as it lies in a sheet."""

    sheet: str
    area: tuple[int, int, int, int]
    """First column, first row, last column, last row."""
    cells: list[list[Any]]

    def cell(self, row: int, column: int) -> str:
        """Return the name of a cell, counted from the first of the area."""
        return f"{get_column_letter(self.area[0] + column)}{self.area[1] + row}"


class Places:
    """The tables and named ranges of a workbook."""

    def __init__(self, path: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path)
        self.tables: dict[str, Box] = {}
        self.named: dict[str, Box] = {}
        for sheet in book.worksheets:
            for name, ref in sheet.tables.items():
                self.tables[name] = self._box(sheet, ref)
        for name, defined in book.defined_names.items():
            if "[" in defined.attr_text or "(" in defined.attr_text:
                continue  # a column of a table, or a function
            for title, ref in defined.destinations:
                self.named[name] = self._box(book[title], ref.replace("$", ""))

    @staticmethod
    def _box(sheet: Any, ref: str) -> Box:
        area = range_boundaries(ref)
        cells = sheet.iter_rows(min_col=area[0], min_row=area[1], max_col=area[2], max_row=area[3], values_only=True)
        return Box(sheet.title, area, [list(row) for row in cells])

    def __getitem__(self, place: str) -> tuple[str | None, str | None]:
        """Return the sheet and the cell of a place."""
        if place == "workbook":
            return None, None
        if place.startswith("sheet "):
            return place.removeprefix("sheet "), None
        if place.startswith("cell "):
            sheet, _, cell = place.removeprefix("cell ").partition("!")
            return sheet, cell
        name, *rest = place.split(SEPARATOR)
        if name in self.tables:
            return self._of_table(self.tables[name], *rest)
        box = self.named[name]
        if len(rest) == 1:
            return box.sheet, box.cell(self._row(box, rest[0]), 1)
        if rest[0] == "label":
            return box.sheet, box.cell(self._row(box, rest[1]), 0)
        likelihoods = [row[0] for row in box.cells]
        return box.sheet, box.cell(likelihoods.index(int(rest[0])), box.cells[0].index(int(rest[1])))

    def _of_table(self, box: Box, row: str, header: str) -> tuple[str, str]:
        if row == "beside":
            return box.sheet, box.cell(0, len(box.cells[0]))
        column = box.cells[0].index(header)
        if row in ("header", "below"):
            return box.sheet, box.cell(0 if row == "header" else len(box.cells), column)
        return box.sheet, box.cell(int(row[4:]) if row.startswith("row ") else self._row(box, row), column)

    @staticmethod
    def _row(box: Box, key: str) -> int:
        found = [i for i, row in enumerate(box.cells) if str(row[0]) == key]
        assert len(found) == 1, f"{key} stands {len(found)} times"
        return found[0]

    def headers(self, table: str) -> list[str]:
        """Return the headers of a table."""
        return [str(header) for header in self.tables[table].cells[0]]

    def keys(self, table: str) -> list[str]:
        """Return what stands in the first column of a table."""
        return [str(row[0]) for row in self.tables[table].cells[1:]]
