"""Rows of Excel tables: appended below the last one that is filled, or replaced altogether."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from smsxl.hosts.package.edit.content import Content, FormulaCell, NewValue
from smsxl.hosts.package.edit.errors import EditError
from smsxl.hosts.package.edit.parts import Parts
from smsxl.hosts.package.edit.sheet import SheetEdit
from smsxl.hosts.package.edit.table_xml import TablePart, grow_ranges, relink, resize, tables_on
from smsxl.hosts.port import LAST_ROW, Area, Grid, cell_name


@dataclass(frozen=True)
class Place:
    """A sheet in which rows are written: its part, what it held when it was opened, and the changes that wait."""

    part: str
    grid: Grid
    edit: SheetEdit

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.grid.sheet


def append_rows(parts: Parts, place: Place, table: TablePart, rows: Sequence[Mapping[str, Content]]) -> list[int]:
    """Add rows to a table, given by header text; return their sheet rows. Raises EditError and KeyError."""
    if not rows:
        return []
    cells = _Cells(place.grid, place.edit)
    if table.totals_rows:
        raise EditError(f"{parts.path} has a totals row under the table {table.name} on the sheet {place.sheet}, so "
                        "that no row can be added below it; switch the totals row off in Excel (Table Design), then "
                        "try again.")
    first = _first_free(table, cells)
    last = first + len(rows) - 1
    if last > table.last_row:
        _refuse_below(parts, place, table, cells, last)
        _grow(parts, table, place.edit, last)
    for number, row in enumerate(rows, start=first):
        _fill(table, place.edit, number, row, is_new=number > table.last_row)
    return list(range(first, last + 1))


def replace_rows(parts: Parts, place: Place, table: TablePart, rows: Sequence[Mapping[str, Content]],
                 links: Mapping[tuple[int, str], str]) -> None:
    """Put other rows into a table; what stood there goes. Raises EditError and KeyError."""
    edit = place.edit
    cells = _Cells(place.grid, edit)
    last = table.first_row + max(1, len(rows)) - 1
    if last > table.last_row:
        _refuse_below(parts, place, table, cells, last)
    columns = range(table.area.first_column, table.area.last_column + 1)
    for number in range(table.first_row, table.last_row + 1):
        for column in columns:
            edit.set(number, column, None)
    for number, row in enumerate(rows, start=table.first_row):
        if number > table.last_row:
            edit.like[number] = table.first_row
        for column in columns:
            edit.set(number, column, None)
        for header, content in row.items():
            edit.set(number, table.column(header), content)
    if last != table.last_row:
        if last > table.last_row:
            edit.frame.append(partial(grow_ranges, area=table.area, last_row=last))
        resize(parts, table, last)
    places = {cell_name(table.first_row + number, table.column(header)): target
              for (number, header), target in links.items()}
    around = Area(table.first_row, table.area.first_column, max(last, table.last_row), table.area.last_column)
    edit.frame.append(partial(relink, area=around, links=places))


class _Cells:
    """What the cells of a sheet hold, with the changes that wait."""

    def __init__(self, grid: Grid, edit: SheetEdit) -> None:
        self._grid = grid
        self._edit = edit

    def holds(self, row: int, column: int) -> bool:
        waiting = self._edit.cells.get(row, {})
        if column in waiting:
            return waiting[column] is not None
        place = bisect_left(self._grid.rows, row)
        found = self._grid.columns.get(column)
        if found is None or place >= len(self._grid.rows) or self._grid.rows[place] != row:
            return False
        return found.values[place] is not None or bool(found.formulas and found.formulas[place])

    def rows_between(self, first: int, last: int) -> set[int]:
        """Return the rows that may hold something."""
        rows = self._grid.rows
        waiting = {row for row in self._edit.cells if first <= row <= last}
        return waiting | set(rows[bisect_left(rows, first):bisect_right(rows, last)])

    @property
    def merges(self) -> tuple[Area, ...]:
        return self._grid.merges


def _first_free(table: TablePart, cells: _Cells) -> int:
    """Return the row below the last one in which a person entered something."""
    typed = [column for column, header in enumerate(table.headers, start=table.area.first_column)
             if header not in table.formulas]
    row = table.last_row
    while row >= table.first_row and not any(cells.holds(row, column) for column in typed):
        row -= 1
    return row + 1


def _refuse_below(parts: Parts, place: Place, table: TablePart, cells: _Cells, last: int) -> None:
    area = Area(table.area.last_row + 1, table.area.first_column, last, table.area.last_column)
    if last > LAST_ROW:
        raise EditError(f"{parts.path} has no room on the sheet {place.sheet} for {last - table.last_row:,} more rows.")
    found = next((cell_name(row, column) for row in sorted(cells.rows_between(area.first_row, last))
                  for column in range(area.first_column, area.last_column + 1) if cells.holds(row, column)), None)
    if found is None:
        others = [other.area for other in tables_on(parts, place.part) if other.part != table.part]
        found = next((str(other) for other in (*others, *cells.merges) if _overlap(other, area)), None)
    if found is not None:
        raise EditError(f"{parts.path} > {place.sheet}!{found} lies below the table {table.name}, where a new row has "
                        "to go; move it further down or to another sheet, then try again.")


def _overlap(one: Area, other: Area) -> bool:
    return (one.first_row <= other.last_row and other.first_row <= one.last_row
            and one.first_column <= other.last_column and other.first_column <= one.last_column)


def _grow(parts: Parts, table: TablePart, edit: SheetEdit, last: int) -> None:
    edit.frame.append(partial(grow_ranges, area=table.area, last_row=last))
    resize(parts, table, last)


def _fill(table: TablePart, edit: SheetEdit, number: int, row: Mapping[str, Content], *, is_new: bool) -> None:
    if is_new:
        edit.like[number] = table.last_row
    given = {table.column(header): content for header, content in row.items()}
    for column, header in enumerate(table.headers, start=table.area.first_column):
        formula = table.formulas.get(header)
        content = given.get(column)
        if formula is not None and not isinstance(content, (FormulaCell, NewValue)):
            content = FormulaCell(formula.text, content, array=formula.array)
        if is_new or column in given or formula is not None:
            edit.set(number, column, content)
