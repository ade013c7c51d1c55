"""A workbook with other contents in some cells, to see what would become of it before anything is written."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from smsxl.hosts.package.edit.content import Content, FormulaCell, NewValue
from smsxl.hosts.port import DefinedName, Grid, GridColumn, SheetInfo, TableInfo, Workbook

Cells = Mapping[str, Mapping[tuple[int, int], Content]]


class Overlay:
    """Satisfies `Workbook` over another one. Cells that are changed stand in rows that hold something already."""

    def __init__(self, below: Workbook, cells: Cells) -> None:
        self._below = below
        self._cells = cells
        self._grids: dict[str, Grid] = {}

    @property
    def path(self) -> str:
        """The path of the workbook below."""
        return self._below.path

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """Its sheets."""
        return self._below.sheets

    @property
    def tables(self) -> Mapping[str, TableInfo]:
        """Its tables."""
        return self._below.tables

    @property
    def names(self) -> Sequence[DefinedName]:
        """Its names."""
        return self._below.names

    def grid(self, sheet: str) -> Grid:
        """Return a sheet with the other contents."""
        if not self._cells.get(sheet):
            return self._below.grid(sheet)
        if sheet not in self._grids:
            self._grids[sheet] = _changed(self._below.grid(sheet), self._cells[sheet])
        return self._grids[sheet]


def _changed(grid: Grid, cells: Mapping[tuple[int, int], Content]) -> Grid:
    columns = dict(grid.columns)
    for number in {column for _, column in cells}:
        old = columns.get(number, GridColumn([None] * len(grid.rows)))
        formulas = None if old.formulas is None else list(old.formulas)
        columns[number] = GridColumn(list(old.values), formulas)
    for (row, number), content in cells.items():
        i, column = bisect_left(grid.rows, row), columns[number]
        column.values[i] = content.value if isinstance(content, (FormulaCell, NewValue)) else content
        if isinstance(content, FormulaCell):
            column.formulas = column.formulas or [None] * len(grid.rows)
            column.formulas[i] = content.formula
    return replace(grid, columns=columns)
