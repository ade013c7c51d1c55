"""Content laid out as a workbook in memory, and the values of its calculated columns.

The template builder takes its cached values from here, the tests of the rules their workbooks. Content is rows by
table name, a row by field name; forms are tables of one row. The matrix is the built-in one unless the content has
rows of likelihood, impact and level under `RiskMatrix`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from smsxl.domain.matrix import Matrix, default_matrix
from smsxl.domain.values import CellValue
from smsxl.hosts.memory import Calculated, Content, MemoryWorkbook
from smsxl.hosts.port import MARK, NOT_CALCULATED, Area, DefinedName, GridValue, TableInfo, cell_name
from smsxl.tables import SHEETS, TABLES, header_of
from smsxl.tables.book import Book
from smsxl.tables.formula import LAMBDA, Dialect
from smsxl.tables.model import Column, Kind, Part, Table
from smsxl.tables.rows import Rows

Records = Sequence[Mapping[str, Any]]
Tables = Mapping[str, Records]

PARTS: Final[Mapping[str, frozenset[Part]]] = {
    "both": frozenset(Part),
    "risk": frozenset(Part) - {Part.PLAN},
    "plan": frozenset(Part) - {Part.RISK},
}
"""Which tables `smsxl new --part` writes."""

_FIRST_ROW: Final = 4
_GAP: Final = 2


def tables_of(part: str = "both") -> tuple[Table, ...]:
    """Return the declarations that a new workbook has of a part: both, risk or plan."""
    return tuple(table for table in TABLES if table.part in PARTS[part] and table.in_template)


def matrix_of(content: Tables) -> Matrix:
    """Return the risk matrix of the content; the built-in one where it has none."""
    rows = content.get("RiskMatrix")
    if not rows:
        return default_matrix()
    cells = {(int(row["likelihood"]), int(row["impact"])): str(row["level"]) for row in rows}
    return Matrix(tuple(dict.fromkeys(like for like, _ in cells)), tuple(dict.fromkeys(imp for _, imp in cells)), cells)


def grid_of(matrix: Matrix) -> list[list[CellValue]]:
    """Return a matrix as cells: impacts in the first row, likelihoods in the first column, the highest on top."""
    impacts = sorted(matrix.impacts)
    rows: list[list[CellValue]] = [[None, *impacts]]
    rows += [[like, *(matrix.cells.get((like, imp)) for imp in impacts)]
             for like in sorted(matrix.likelihoods, reverse=True)]
    return rows


def day_of(content: Tables, as_of: dt.date | None = None) -> dt.date:
    """Return the day by which content is judged: the given one, else its AsOf, else its assessment date.

    Raises ValueError where there is none of them.
    """
    form = content["Organisation"][0] if content.get("Organisation") else {}
    for day in (as_of, form.get("as_of"), form.get("assessment_date")):
        if isinstance(day, dt.date):
            return day
    message = "content without AsOf and assessment date needs a day to be judged by"
    raise ValueError(message)


def book_of(content: Tables, as_of: dt.date, part: str = "both") -> Book:
    """Return content as a book whose `truth` gives the calculated columns; a table without rows has one blank row.

    Records stay where they are: nothing is laid out cell by cell, so that 50,000 risks cost little.
    """
    tables = tables_of(part)
    forms = tuple(table for table in tables if table.kind is not Kind.TABLE)
    book = Book(_laid_out(forms, content, LAMBDA, as_of, None), as_of)
    for table in tables:
        if table.kind is Kind.TABLE:
            book.rows[table.name] = _rows(table, content.get(table.name) or [{}])
    return book


def compose(content: Tables, dialect: Dialect = LAMBDA, *, as_of: dt.date | None = None, settled: bool = False,
            part: str = "both") -> MemoryWorkbook:
    """Lay content out as a workbook in memory.

    Calculated cells hold the dialect's formula without a cached value; with `settled` with the value computed as of
    `as_of` (see :func:`day_of`). A table that new workbooks do not have is there where the content has rows for it.
    """
    day = day_of(content, as_of)
    later = tuple(table for table in TABLES if not table.in_template and content.get(table.name))
    return _laid_out((*tables_of(part), *later), content, dialect, day,
                     book_of(content, day, part) if settled else None)


def _rows(table: Table, records: Records) -> Rows:
    return Rows(
        declaration=table, sheet=table.sheet,
        area=Area(_FIRST_ROW + 1, 1, _FIRST_ROW + len(records), len(table.columns)),
        numbers=list(range(_FIRST_ROW + 1, _FIRST_ROW + 1 + len(records))),
        places={column.field: (_FIRST_ROW, i) for i, column in enumerate(table.columns, start=1)},
        values={column.field: [record.get(column.field) for record in records] for column in table.inputs},
        formulas={},
    )


def _laid_out(tables: Sequence[Table], content: Tables, dialect: Dialect, day: dt.date,
              book: Book | None) -> MemoryWorkbook:
    """Lay tables out one below the other on their sheets."""
    present = {table.sheet for table in tables}
    sheets: dict[str, dict[tuple[int, int], Content]] = {
        name: {} for name in (*SHEETS, *(table.sheet for table in tables)) if name in present}
    infos: list[TableInfo] = []
    names = [DefinedName(MARK, "TRUE", sheet, hidden=True)
             for sheet in sheets if any(t.part is Part.OWN and t.sheet == sheet for t in tables)]
    for table in tables:
        cells = sheets[table.sheet]
        top = max((row for row, _ in cells), default=_FIRST_ROW - 1 - _GAP) + 1 + _GAP
        if table.kind is Kind.TABLE:
            placed = _table_cells(table, content, dialect, book, top)
            infos.append(TableInfo(table.name, table.sheet, _extent(placed),
                                   tuple(column.header for column in table.columns)))
        elif table.kind is Kind.FORM:
            placed = _form_cells(table, content, day, top)
            names.append(DefinedName(table.name, _reference(table.sheet, _extent(placed))))
            names += [DefinedName(column.name, _reference(table.sheet, Area(top + i, 2, top + i, 2)))
                      for i, column in enumerate(table.columns) if column.name]
        else:
            placed = {(top + r, c): value for r, line in enumerate(grid_of(matrix_of(content)))
                      for c, value in enumerate(line, start=1)}
            names.append(DefinedName(table.name, _reference(table.sheet, _extent(placed))))
        cells.update(placed)
    return MemoryWorkbook(sheets, infos, names)


def _table_cells(table: Table, content: Tables, dialect: Dialect, book: Book | None,
                 top: int) -> dict[tuple[int, int], Content]:
    records = content.get(table.name) or [{}]
    cells: dict[tuple[int, int], Content] = {}
    for c, column in enumerate(table.columns, start=1):
        cells[top, c] = column.header
        for i, value in enumerate(_column_cells(table, column, records, dialect, book), start=top + 1):
            cells[i, c] = value
    return cells


def _column_cells(table: Table, column: Column, records: Records, dialect: Dialect,
                  book: Book | None) -> Iterator[Content]:
    if column.formula is None:
        return (record.get(column.field) for record in records)
    text = dialect.write(column.formula, table.name, header_of)
    values: Sequence[GridValue] = [NOT_CALCULATED] * len(records) if book is None else (
        book.truth(table.name, column.field))
    return (Calculated(text, value) for value in values)


def _form_cells(table: Table, content: Tables, day: dt.date, top: int) -> dict[tuple[int, int], Content]:
    record = (content.get(table.name) or [{}])[0]
    cells: dict[tuple[int, int], Content] = {}
    for row, column in enumerate(table.columns, start=top):
        value = record.get(column.field)
        cells[row, 1] = column.header
        cells[row, 2] = day if column.name == "AsOf" and value is None else value
    return cells


def _extent(cells: Mapping[tuple[int, int], Content]) -> Area:
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    return Area(min(rows), min(columns), max(rows), max(columns))


def _reference(sheet: str, area: Area) -> str:
    quoted = f"'{sheet}'" if " " in sheet else sheet
    first, last = ("$" + cell_name(r, c).rstrip("0123456789") + f"${r}"
                   for r, c in ((area.first_row, area.first_column), (area.last_row, area.last_column)))
    return f"{quoted}!{first}" if first == last else f"{quoted}!{first}:{last}"
