"""Data that the sheet hides or that its tables do not reach (WBK401 to WBK404)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from smsxl.hosts.port import Area, Grid, cell_name
from smsxl.rules.base import BookRule, Detail, Hit, Place
from smsxl.rules.examples import Delete, Put, Shape, example
from smsxl.rules.findings import Severity
from smsxl.rules.workbook_cells import AREA, CLAUSE, JUDGED
from smsxl.tables import TABLES, Kind
from smsxl.tables.book import Book
from smsxl.tables.locate import value_at
from smsxl.tables.rows import Rows, is_blank
from smsxl.tables.text import fold

_REACH: Final = 50
"""How many sheet rows below a table are looked at."""
_MOST_RUNS: Final = 5
"""How many runs of hidden rows a message names."""
_CELLS_OF_A_ROW: Final = 3
"""A row apart from its table with fewer cells is a remark or a legend."""
_TITLE_ROWS: Final = 4
"""How many rows above another table may hold its title and its help line."""


def _judged(book: Book) -> Iterator[Rows]:
    return (book[table.name] for table in JUDGED if table.name in book)


class ValueHiddenByMerge(BookRule):
    """A merged cell hides a value.

    What it checks: merged cells over the data of tables, forms and the matrix: values that are still stored in the
    cells that the merge covers.
    Why it matters: nobody sees the value, yet formulas and filters read it; and the rows below seem to share a value
    that they do not have.
    How to fix: unmerge the cells, decide what belongs into each, and fill every row.
    """

    code = "WBK401"
    name = "value-hidden-by-merge"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    needs_file = True
    message = 'Cell {cell} holds "{value}", but nobody sees it: it is merged into {first}.'
    fix = "Unmerge {merged} and enter in each cell what belongs there."
    failing = example(Shape("merged with the row below:", "Risks", "R-1", "owner"), at=("Risks", "R-2", "owner"))
    passing = example(Put("Risks", "R-5", "notes", None), Put("Risks", "R-4", "notes", None),
                      Shape("merged with the row below:", "Risks", "R-4", "notes"))

    def find(self, book: Book) -> Iterator[Hit]:
        for rows in _judged(book):
            grid = book.workbook.grid(rows.sheet)
            for merge in grid.merges:
                if _overlap(merge, rows.area):
                    yield from self._hidden(rows, grid, merge)

    def _hidden(self, rows: Rows, grid: Grid, merge: Area) -> Iterator[Hit]:
        first = Place(rows.sheet, merge.first_row, merge.first_column)
        fields = {column: field for field, (_, column) in rows.places.items()} if (
            rows.declaration.kind is Kind.TABLE) else {}
        for row, column in _filled_cells(grid, merge):
            if (row, column) == (merge.first_row, merge.first_column) or (row, column) not in rows.area:
                continue
            record = bisect_left(rows.numbers, row)
            known = fields and record < len(rows) and rows.numbers[record] == row
            yield Hit(rows.declaration.name, record if known else None, fields.get(column), sheet=rows.sheet, row=row,
                      column=column, value=value_at(grid, row, column), detail=Detail(
                {"cell": cell_name(row, column), "merged": str(merge),
                 "first": cell_name(merge.first_row, merge.first_column)},
                expected="cells that are not merged", related=(first,)))


def _overlap(one: Area, other: Area) -> bool:
    return (one.first_row <= other.last_row and other.first_row <= one.last_row
            and one.first_column <= other.last_column and other.first_column <= one.last_column)


def _filled_cells(grid: Grid, area: Area) -> Iterator[tuple[int, int]]:
    """Yield the cells of an area that hold a value, row by row."""
    low, high = bisect_left(grid.rows, area.first_row), bisect_right(grid.rows, area.last_row)
    columns = [c for c in sorted(grid.columns) if area.first_column <= c <= area.last_column]
    for i in range(low, high):
        for column in columns:
            if not is_blank(grid.columns[column].values[i]):
                yield grid.rows[i], column


class RowOutsideTable(BookRule):
    """A row stands below its table instead of in it.

    What it checks: the 50 sheet rows below each Excel table, in its columns, for values that belong to no other table.
    Excel's totals row is part of the table; what a blank row separates from it is left alone where it fills one or two
    cells of a row, as a remark or a legend does.
    Why it matters: no formula, filter, dropdown or check reaches the row; the risk in it does not exist for anyone.
    How to fix: drag the table's lower right corner over the row, or type the row again into the table.
    """

    code = "WBK402"
    name = "row-outside-table"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "Row {row} of {sheet} holds values below the table {table}, where nothing reads them."
    fix = "Drag the lower right corner of {table} down over the row, or enter the row in the table."
    failing = example(Shape("typed below the table:", "Risks", "", "title"))
    passing = example(Put("Risks", "R-5", "title", "The last row of the table"))

    def find(self, book: Book) -> Iterator[Hit]:
        for rows in _judged(book):
            # A form or the matrix whose name is lost may be what stands below; that is the finding then.
            lost = any(table.name not in book for table in JUDGED
                       if table.kind is not Kind.TABLE and table.sheet == rows.declaration.sheet)
            if rows.declaration.kind is Kind.TABLE and rows.is_excel_table and not lost:
                yield from self._below(book, rows)

    def _below(self, book: Book, rows: Rows) -> Iterator[Hit]:
        info = next(t for name, t in book.workbook.tables.items() if fold(name) == fold(rows.declaration.name))
        last = info.area.last_row
        below = Area(last + 1, info.area.first_column, last + _REACH, info.area.last_column)
        others = [area for area in _taken(book, rows.sheet) if area != info.area]
        cells: dict[int, list[int]] = {}
        for row, column in _filled_cells(book.workbook.grid(rows.sheet), below):
            if not any((row, column) in _with_title(area, last) for area in others):
                cells.setdefault(row, []).append(column)
        fields = {column: field for field, (_, column) in rows.places.items()}
        adjoining = last
        for row, columns in cells.items():
            if row == adjoining + 1:
                adjoining = row
            elif len(columns) < min(_CELLS_OF_A_ROW, len(info.columns)):
                continue
            yield Hit(rows.declaration.name, field=fields.get(columns[0]), sheet=rows.sheet, row=row,
                      column=columns[0], value=value_at(book.workbook.grid(rows.sheet), row, columns[0]),
                      detail=Detail({"row": row}, expected="a row of the table"))


def _taken(book: Book, sheet: str) -> Iterable[Area]:
    """Return the areas of a sheet that belong to any Excel table, form or grid."""
    for info in book.workbook.tables.values():
        if info.sheet == sheet:
            yield info.area
    for table in TABLES:
        if table.kind is not Kind.TABLE and table.name in book and book[table.name].sheet == sheet:
            yield book[table.name].area


def _with_title(area: Area, last: int) -> Area:
    """Return an area with the title above it, which never adjoins a table that ends in row `last`."""
    first = max(area.first_row - _TITLE_ROWS, last + 2) if area.first_row > last else area.first_row
    return Area(min(first, area.first_row), area.first_column, area.last_row, area.last_column)


class BlankRow(BookRule):
    """A blank row stands between the rows of a table.

    What it checks: rows without any input between the first and the last row that has some. Neighbouring blank rows
    are one finding; blank rows at the end are room to grow.
    Why it matters: sorting, filtering and many programs stop at a blank row and miss what is below.
    How to fix: delete the row, or sort the table.
    """

    code = "WBK403"
    name = "blank-row"
    severity = Severity.WARNING
    area = AREA
    clause = CLAUSE
    message = "{which} of {table} is blank, with further rows below."
    fix = "Delete the blank rows, or fill them in."
    failing = example(Shape("row emptied:", "Risks", "R-2"))
    passing = example(Delete("Distribution", "D-1"))

    def find(self, book: Book) -> Iterator[Hit]:
        for rows in _judged(book):
            for first, last in _runs(rows.blank_rows):
                which = f"Row {first}" if first == last else f"Each of the rows {first} to {last}"
                yield Hit(rows.declaration.name, sheet=rows.sheet, row=first, column=rows.area.first_column,
                          detail=Detail({"which": which}, expected="no blank row"))


def _rows_in_words(runs: Sequence[tuple[int, int]]) -> str:
    """Return runs of rows in words: "Rows 6 to 8, 11 and 3 more"; a filter can leave hundreds of runs."""
    said = [str(first) if first == last else f"{first} to {last}" for first, last in runs[:_MOST_RUNS]]
    rest = sum(last - first + 1 for first, last in runs[_MOST_RUNS:])
    last_words = f"{rest} more" if rest else said.pop()
    many = len(runs) > 1 or runs[0][0] != runs[0][1]
    return f"{'Rows' if many else 'Row'} {f'{chr(44)} '.join(said)}{' and ' if said else ''}{last_words}"


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last number of each run of consecutive numbers."""
    first = last = None
    for number in numbers:
        if last is None or number != last + 1:
            if first is not None and last is not None:
                yield first, last
            first = number
        last = number
    if first is not None and last is not None:
        yield first, last


class HiddenRowWithData(BookRule):
    """A hidden row holds data, or a column that people must fill in is hidden.

    What it checks: hidden rows inside tables and forms that hold input (one finding a table, at the first of them), and
    hidden columns that every row needs. Columns that the sheet's outline folds away are not hidden: one click shows
    them.
    Why it matters: the rows count in every figure, but whoever reads or prints the sheet does not see them.
    How to fix: show the rows and columns again: clear the filter, or select the neighbours and choose Unhide.
    """

    code = "WBK404"
    name = "hidden-row-with-data"
    severity = Severity.WARNING
    area = AREA
    clause = CLAUSE
    needs_file = True
    message = "{what} hidden, though {reason}."
    fix = "Show {them} again: clear the filter, or select the neighbours and choose Unhide."
    failing = example(Shape("row hidden:", "Risks", "R-3"), at=("Risks", "R-3", "id"))
    passing = example(Put("Risks", "R-3", "notes", "Hidden?"))

    def find(self, book: Book) -> Iterator[Hit]:
        for rows in _judged(book):
            grid = book.workbook.grid(rows.sheet)
            if grid.hidden_rows:
                yield from self._rows(rows, grid)
            if grid.hidden_columns - grid.folded_columns and rows.declaration.kind is Kind.TABLE:
                yield from self._columns(rows, grid)

    def _rows(self, rows: Rows, grid: Grid) -> Iterator[Hit]:
        table = rows.declaration
        if table.kind is Kind.TABLE:
            numbers = [number for number in rows.numbers if number in grid.hidden_rows]
        else:
            numbers = sorted({row for row, _ in _filled_cells(grid, rows.area)} & grid.hidden_rows)
        field = table.key if table.key is not None and table.key in rows and table.kind is Kind.TABLE else None
        column = rows.places[field][1] if field is not None else rows.area.first_column
        if numbers:  # a filter hides many runs of rows, and is one cause
            runs, first, one = list(_runs(numbers)), numbers[0], len(numbers) == 1
            what = f"{_rows_in_words(runs)} of {table.name} {'is' if one else 'are'}"
            yield Hit(table.name, bisect_left(rows.numbers, first) if table.kind is Kind.TABLE else None, field,
                      sheet=rows.sheet, row=first, column=column, value=value_at(grid, first, column),
                      detail=Detail({"what": what, "them": "it" if one else "them",
                                     "reason": "it holds data" if one else "they hold data"},
                                    expected="no hidden data",
                                    related=tuple(Place(rows.sheet, row, column) for row, _ in runs[1:_MOST_RUNS])))

    def _columns(self, rows: Rows, grid: Grid) -> Iterator[Hit]:
        hidden = grid.hidden_columns - grid.folded_columns
        for column in rows.declaration.inputs:
            if column.required and column.field in rows and rows.places[column.field][1] in hidden:
                row, at = rows.places[column.field]
                yield Hit(rows.declaration.name, field=column.field, sheet=rows.sheet, row=row, column=at,
                          value=value_at(grid, row, at), detail=Detail(
                    {"what": f"The column {column.header} of {rows.declaration.name} is", "them": "it",
                     "reason": "every row needs it"}, expected="no hidden column that has to be filled in"))


RULES = (ValueHiddenByMerge, RowOutsideTable, BlankRow, HiddenRowWithData)
