"""Finds the declared tables, grids and forms in a workbook.

An Excel table is found by its name. Where it is gone (converted to a range, pasted into another book), the header row
is looked for on the declared sheet, so that its rows can be judged all the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Final

from smsxl.hosts.port import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    Formula,
    Grid,
    GridColumn,
    GridValue,
    TableInfo,
    Workbook,
    column_number,
)
from smsxl.tables.model import Kind, Table
from smsxl.tables.rows import Rows, as_text, is_blank
from smsxl.tables.text import fold

_HEADER_SEARCH_ROWS: Final = 40
_ENOUGH_HEADERS: Final = 0.5
_REFERENCE: Final = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_MOST_MATRIX_CELLS: Final = 10_000
"""A matrix has a few dozen cells; a name over more than this points somewhere else, such as to whole columns."""


def parse_reference(text: str) -> tuple[str, Area] | None:
    """Return sheet and area of a reference such as `Criteria!$B$4:$G$9`; None where the text is not one."""
    match = _REFERENCE.fullmatch(text.strip().lstrip("="))
    if match is None:
        return None
    quoted, plain, c1, r1, c2, r2 = match.groups()
    rows = sorted((int(r1), int(r2 or r1)))
    columns = sorted((column_number(c1), column_number(c2 or c1)))
    if rows[0] < 1 or rows[1] > LAST_ROW or columns[1] > LAST_COLUMN:
        return None
    return (quoted.replace("''", "'") if quoted else plain), Area(rows[0], columns[0], rows[1], columns[1])


def named_area(workbook: Workbook, name: str) -> tuple[str, Area] | None:
    """Return sheet and area that a global defined name refers to."""
    for defined in workbook.names:
        if defined.sheet is None and fold(defined.name) == fold(name):
            found = parse_reference(defined.text)
            if found is not None and any(sheet.name == found[0] for sheet in workbook.sheets):
                return found
    return None


def find_sheet(workbook: Workbook, name: str) -> str | None:
    """Return a worksheet's name as the workbook spells it."""
    return next((s.name for s in workbook.sheets if s.kind == "worksheet" and fold(s.name) == fold(name)), None)


def locate(workbook: Workbook, table: Table) -> Rows | None:
    """Return a declared table's rows as they stand in the workbook; None where it is not there."""
    if table.kind is Kind.TABLE:
        rows = _excel_table(workbook, table)
        return rows if rows is not None else _plain_range(workbook, table)  # a table without records is there, too
    found = (matrix_area if table.kind is Kind.GRID else named_area)(workbook, table.name)
    if found is None:
        return None
    sheet, area = found
    return (_form if table.kind is Kind.FORM else _grid)(table, workbook.grid(sheet), area)


def matrix_area(workbook: Workbook, name: str) -> tuple[str, Area] | None:
    """Return sheet and area of a matrix; None where its name is gone or points to what can be no matrix."""
    found = named_area(workbook, name)
    if found is None:
        return None
    area = found[1]
    size = (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)
    return found if size <= _MOST_MATRIX_CELLS else None


def _excel_table(workbook: Workbook, table: Table) -> Rows | None:
    info = next((info for name, info in workbook.tables.items() if fold(name) == fold(table.name)), None)
    if info is None or info.header_rows == 0:
        return None
    grid = workbook.grid(info.sheet)
    header_row = info.area.first_row
    headers = {c: as_text(value_at(grid, header_row, c)) or name for c, name in _named_columns(info)}
    body = Area(header_row + 1, info.area.first_column, info.area.last_row - info.totals_rows, info.area.last_column)
    return _rows(table, grid, headers, body)


def _named_columns(info: TableInfo) -> list[tuple[int, str]]:
    return list(enumerate(info.columns, start=info.area.first_column))


def _plain_range(workbook: Workbook, table: Table) -> Rows | None:
    """Look for the declared headers in the first rows of the declared sheet."""
    sheet = find_sheet(workbook, table.sheet)
    if sheet is None:
        return None
    grid = workbook.grid(sheet)
    wanted = _field_names(table)
    best: tuple[int, int, dict[int, str]] = (0, 0, {})
    for row in grid.rows[:_HEADER_SEARCH_ROWS]:
        headers = {c: as_text(value_at(grid, row, c)) for c in grid.columns}
        hits = len({wanted[fold(text)] for text in headers.values() if fold(text) in wanted})
        if hits > best[0]:
            best = (hits, row, {c: text for c, text in headers.items() if text})
    hits, header_row, headers = best
    if hits < max(2, _ENOUGH_HEADERS * len(table.columns)):
        return None
    body = Area(header_row + 1, min(headers), max(header_row + 1, grid.rows[-1]), max(headers))
    rows = _rows(table, grid, headers, body)
    rows.is_excel_table = False
    return rows


def _field_names(table: Table) -> dict[str, str]:
    names = {fold(alias): column.field for column in table.columns for alias in column.aliases}
    names.update({fold(column.header): column.field for column in table.columns})
    return names


def _rows(table: Table, grid: Grid, headers: dict[int, str], body: Area) -> Rows:
    names = _field_names(table)
    columns: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    for column, text in sorted(headers.items()):
        name = names.get(fold(text))
        if name is None:
            continue
        if name in columns:
            repeated.append((name, column))
        else:
            columns[name] = column
    low, high = bisect_left(grid.rows, body.first_row), bisect_right(grid.rows, body.last_row)
    numbers = grid.rows[low:high]
    values = {name: _slice(grid, column, low, high) for name, column in columns.items()}
    formulas = {name: cells for name, column in columns.items()
                if (cells := _formulas(grid, column, low, high)) is not None}
    filled = _filled(table, values, len(numbers))
    if filled is not None:
        numbers = [numbers[i] for i in filled]
        values = {name: [cells[i] for i in filled] for name, cells in values.items()}
        formulas = {name: [written[i] for i in filled] for name, written in formulas.items()}
    present = set(numbers)
    blank = tuple(row for row in range(body.first_row, numbers[-1]) if row not in present) if (
        numbers and numbers[-1] - body.first_row >= len(numbers)) else ()
    return Rows(
        declaration=table, sheet=grid.sheet, area=body, numbers=numbers,
        places={name: (body.first_row - 1, column) for name, column in columns.items()},
        values=values, formulas=formulas, repeated=tuple(repeated), blank_rows=blank,
        headers={column: fold(text) for column, text in headers.items()},
    )


def _filled(table: Table, values: dict[str, list[GridValue]], length: int) -> list[int] | None:
    """Return the records that hold any input; None where all of them do."""
    candidates = list(range(length))
    for column in table.inputs:
        cells = values.get(column.field)
        if cells is not None:
            candidates = [i for i in candidates if is_blank(cells[i])]
        if not candidates:
            return None
    empty = set(candidates)
    return [i for i in range(length) if i not in empty]


def _form(table: Table, grid: Grid, area: Area) -> Rows:
    """Read field and value side by side: labels in the first column of the area, values in the second."""
    names = _field_names(table)
    places: dict[str, tuple[int, int]] = {}
    repeated: list[tuple[str, int]] = []
    for row in grid.rows[bisect_left(grid.rows, area.first_row):bisect_right(grid.rows, area.last_row)]:
        name = names.get(fold(as_text(value_at(grid, row, area.first_column))))
        if name is None:
            continue
        if name in places:
            repeated.append((name, row))
        else:
            places[name] = (row, area.first_column + 1)
    formulas: dict[str, list[Formula | None]] = {
        name: [formula] for name, place in places.items() if (formula := _formula_at(grid, *place)) is not None}
    return Rows(declaration=table, sheet=grid.sheet, area=area, numbers=[area.first_row], places=places,
                values={name: [value_at(grid, *place)] for name, place in places.items()},
                formulas=formulas, repeated=tuple(repeated))


def _grid(table: Table, grid: Grid, area: Area) -> Rows:
    """Read a matrix as one record per cell inside its axes, row by row."""
    cells = [(r, c) for r in range(area.first_row + 1, area.last_row + 1)
             for c in range(area.first_column + 1, area.last_column + 1)]
    name = table.columns[0].field
    return Rows(declaration=table, sheet=grid.sheet, area=area, numbers=[r for r, _ in cells],
                places={name: (area.first_row, area.first_column)},
                values={name: [value_at(grid, r, c) for r, c in cells]}, formulas={})


def _slice(grid: Grid, column: int, low: int, high: int) -> list[GridValue]:
    found: GridColumn | None = grid.columns.get(column)
    return found.values[low:high] if found is not None else [None] * (high - low)


def _formulas(grid: Grid, column: int, low: int, high: int) -> list[Formula | None] | None:
    found = grid.columns.get(column)
    if found is None or found.formulas is None:
        return None
    cells = found.formulas[low:high]
    return cells if any(cell is not None for cell in cells) else None


def _index(grid: Grid, row: int) -> int | None:
    i = bisect_left(grid.rows, row)
    return i if i < len(grid.rows) and grid.rows[i] == row else None


def value_at(grid: Grid, row: int, column: int) -> GridValue:
    """Return what a cell of a grid holds; None where it is blank."""
    i, found = _index(grid, row), grid.columns.get(column)
    return found.values[i] if i is not None and found is not None else None


def _formula_at(grid: Grid, row: int, column: int) -> Formula | None:
    i, found = _index(grid, row), grid.columns.get(column)
    return found.formulas[i] if i is not None and found is not None and found.formulas is not None else None

