"""The cells of a sheet by their address, with formulas calculated where the file remembers no value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from smsxl.domain.values import CellError
from smsxl.hosts.package.formulas import formula_at
from smsxl.hosts.port import (
    NOT_CALCULATED,
    Area,
    Formula,
    Grid,
    GridValue,
    HasPlaces,
    Workbook,
    cell_name,
    column_letters,
)
from smsxl.registers.formulas.calculate import FormulaError, Sight, Value, calculate
from smsxl.registers.formulas.functions import FUNCTIONS
from smsxl.registers.formulas.parse import Node, NotUnderstoodError, tree
from smsxl.tables.rows import is_blank
from smsxl.tables.text import fold

_MOST_MERGED: Final = 50_000
_DEEPEST: Final = 12
_FIRST_ROWS: Final = 400
_FIRST_COLUMNS: Final = 60


class Cells:
    """One sheet of a workbook."""

    def __init__(self, workbook: Workbook, sheet: str) -> None:
        self.workbook = workbook
        self.sheet = sheet
        self.grid: Grid = workbook.grid(sheet)
        self._at = {row: i for i, row in enumerate(self.grid.rows)}
        self.headers: dict[str, int] = {}
        self._computed: dict[tuple[str, int, int], GridValue] = {}
        self._depth = 0
        self._others: dict[str, Cells] = {sheet: self}
        self._names: dict[str, Node] | None = None

    @property
    def rows(self) -> list[int]:
        """The rows that hold anything, ascending."""
        return self.grid.rows

    def raw(self, row: int, column: int) -> GridValue:
        """Return what the file says a cell holds."""
        i, found = self._at.get(row), self.grid.columns.get(column)
        return found.values[i] if i is not None and found is not None else None

    def formula(self, row: int, column: int) -> Formula | None:
        """Return a cell's formula."""
        i, found = self._at.get(row), self.grid.columns.get(column)
        return found.formulas[i] if i is not None and found is not None and found.formulas is not None else None

    def value(self, row: int, column: int) -> GridValue:
        """Return what a cell shows; a formula without a remembered value is calculated, None where that can't be."""
        found = self.raw(row, column)
        return self.calculated(row, column) if found is NOT_CALCULATED else found

    def filled(self, row: int, column: int) -> bool:
        """Whether a person would see anything in a cell."""
        return not is_blank(self.value(row, column))

    def typed(self, row: int, column: int) -> bool:
        """Whether somebody typed a value into a cell."""
        return self.formula(row, column) is None and not is_blank(self.raw(row, column))

    def calculated(self, row: int, column: int) -> GridValue:
        """Return what a cell's formula gives; None where that is not known."""
        key = (self.sheet, row, column)
        if key not in self._computed:
            formula = self.formula(row, column)
            self._computed[key] = None
            if formula is not None and self._depth < _DEEPEST:
                self._depth += 1
                try:
                    self._computed[key] = calculate(formula, row, column, self.sight)
                except FormulaError as error:
                    self._computed[key] = CellError(str(error))
                except (NotUnderstoodError, RecursionError):
                    pass  # what is not understood, or is a long chain of deep formulas, is not judged
                finally:
                    self._depth -= 1
        return self._computed[key]

    @cached_property
    def beginning(self) -> Sequence[tuple[int, int, GridValue]]:
        """The filled cells of the first rows and columns, row by row: the row, the column and what it shows."""
        columns = list(self.grid.columns)[:_FIRST_COLUMNS]
        return [(row, column, value) for row in self.rows[:_FIRST_ROWS] for column in columns
                if not is_blank(value := self.value(row, column))]

    @cached_property
    def sight(self) -> Sight:
        """What the formulas of this sheet see."""
        return Sight(self.fetch, self.headers, self.names, self.rows[-1] if self.rows else 1, FUNCTIONS)

    def fetch(self, sheet: str | None, row: int, column: int) -> Value:
        """Return a cell as formulas see it."""
        cells = self.other(sheet) if sheet is not None else self
        if cells is None:
            raise NotUnderstoodError
        found = cells.value(row, column)
        if isinstance(found, bool) or found is None or isinstance(found, str):
            return found
        if isinstance(found, (int, float)):
            return float(found)
        if isinstance(found, CellError):
            raise FormulaError(found.code)
        if isinstance(found, dt.datetime):
            return float((found - dt.datetime(1899, 12, 30)).days)
        raise NotUnderstoodError

    def other(self, sheet: str) -> Cells | None:
        """Return another sheet of the workbook, however it is spelt; None where there is none."""
        key = fold(sheet)
        for name, cells in self._others.items():
            if fold(name) == key:
                return cells
        for info in self.workbook.sheets:
            if fold(info.name) == key and info.kind == "worksheet":
                cells = Cells(self.workbook, info.name)
                cells._others = self._others
                self._others[info.name] = cells
                return cells
        return None

    @property
    def names(self) -> dict[str, Node]:
        """The defined names that formulas may use."""
        if self._names is None:
            self._names = {}
            for defined in self.workbook.names:
                try:
                    self._names[defined.name.casefold()] = tree(defined.text.lstrip("="), 1, 1)
                except NotUnderstoodError:
                    continue
        return self._names

    @cached_property
    def merged(self) -> dict[tuple[int, int], Area]:
        """The merged area that each covered cell belongs to; areas of whole rows and columns are left out."""
        found: dict[tuple[int, int], Area] = {}
        for area in self.grid.merges:
            size = (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)
            if len(found) + size > _MOST_MERGED:
                continue
            for row in range(area.first_row, area.last_row + 1):
                for column in range(area.first_column, area.last_column + 1):
                    found[row, column] = area
        return found

    def through_merge(self, row: int, column: int) -> GridValue:
        """Return what a person sees at a cell: under a merge, what its first cell holds."""
        found = self.value(row, column)
        if is_blank(found):
            area = self.merged.get((row, column))
            if area is not None:
                return self.value(area.first_row, area.first_column)
        return found

    def letters(self, column: int) -> str:
        """Return what people call a column: its letters, or where fields lie in rows the number of that row."""
        places = self._places
        return column_letters(column) if places is None else places.letters(self.sheet, column)

    def line(self, row: int, *, short: bool = False) -> str:
        """Return what people call the row of a record: "row 7", or "column E" where it really is one."""
        places = self._places
        if places is not None:
            return places.line(self.sheet, row, short=short)
        return str(row) if short else f"row {row}"

    def where(self, row: int, column: int) -> str:
        """Return sheet and name of a cell, where it really lies."""
        sheet, name = self._real(row, column)
        return f"{sheet}!{name}"

    def place(self, row: int, column: int, beside: int) -> str:
        """Return the name of a cell where it really lies, with its sheet where the row `beside` lies on another one."""
        sheet, name = self._real(row, column)
        return name if sheet == self._real(beside, column)[0] else f"{sheet}!{name}"

    def _real(self, row: int, column: int) -> tuple[str, str]:
        if self._places is None:
            return self.sheet, cell_name(row, column)
        sheet, down, across = self._places.real(self.sheet, row, column)
        return sheet, cell_name(down or row, across or column)

    def written(self, formula: Formula, row: int, column: int) -> str:
        """Return the text of a formula at a cell as it stands in the file."""
        text = formula_at(formula, row, column)
        return text if self._places is None else self._places.written(self.sheet, text)

    @property
    def parts(self) -> Mapping[tuple[int, str], int]:
        """The columns that hold a part of the cells of another one, by that column and by the field that they are."""
        return {} if self._places is None else self._places.parts(self.sheet)

    @property
    def split(self) -> Mapping[int, str]:
        """The columns with two ratings in a cell, which are seen in parts, with their headings."""
        return {} if self._places is None else self._places.split(self.sheet)

    @property
    def lies(self) -> str:
        """How the records of the sheet really lie: in "rows", in "columns" or in "forms"."""
        return "rows" if self._places is None else self._places.lies(self.sheet)

    @property
    def _places(self) -> HasPlaces | None:
        return self.workbook if isinstance(self.workbook, HasPlaces) else None
