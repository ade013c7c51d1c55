"""Which cells of calculated columns lack their declared formula, and what to put there. Only calculated columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smsxl.functions import BY_NAME as FUNCTIONS
from smsxl.hosts.edit import Editor
from smsxl.tables import Kind, header_of
from smsxl.tables.book import Book
from smsxl.tables.formula import LAMBDA, PLAIN, Dialect, Native, Spelled
from smsxl.tables.model import Column, Table
from smsxl.tables.rows import Rows

_DECLARED = 0


@dataclass(frozen=True)
class Repair:
    """A column of a table (`header` as the sheet has it), sheet rows to mend, and the formula that belongs there."""

    table: str
    header: str
    rows: tuple[int, ...]
    formula: str
    array: bool

    def apply(self, editor: Editor) -> None:
        """Put the formula into the cells."""
        editor.set_formulas(self.table, self.header, self.rows, self.formula, array=self.array)


def repairs(book: Book) -> Iterator[Repair]:
    """Yield what `score` has to mend: rows with entries whose formula is gone or another one.

    Tables that were turned into plain ranges are left alone, since the formulas refer to the table by its name.
    """
    dialect = dialect_of(book)
    for rows in book.rows.values():
        table = rows.declaration
        if table.kind is not Kind.TABLE or not rows.is_excel_table:
            continue
        for column in table.calculated:
            if column.field in rows:
                states = book.formula_states(table.name, column.field)
                wrong = tuple(row for row, state in zip(rows.numbers, states, strict=True) if state != _DECLARED)
                if wrong:
                    yield repair_of(book, rows, column, wrong, dialect)


def repair_of(book: Book, rows: Rows, column: Column, numbers: tuple[int, ...], dialect: Dialect) -> Repair:
    """Return the repair that puts a column's declared formula into sheet rows."""
    formula = column.formula
    if formula is None:
        raise KeyError(column.field)
    array = isinstance(formula, Spelled) if dialect.spelled_out else not isinstance(formula, Native)
    table = rows.declaration.name
    return Repair(table, book.header(table, column.field), numbers, dialect.write(formula, table, header_of), array)


def dialect_of(book: Book) -> Dialect:
    """Return the dialect that the workbook's formulas are written in.

    The first declared formula that differs between the dialects tells; without any, whether the workbook knows our
    functions: as names that hold a LAMBDA, or through the macros of an .xlsm.
    """
    for rows in book.rows.values():
        if rows.declaration.kind is Kind.TABLE:
            for column in rows.declaration.calculated:
                found = _dialect_in(book, rows, column)
                if found is not None:
                    return found
    knows = any(name.name.upper() in FUNCTIONS for name in book.workbook.names)
    return LAMBDA if knows or book.workbook.path.lower().endswith(".xlsm") else PLAIN


def _dialect_in(book: Book, rows: Rows, column: Column) -> Dialect | None:
    written = rows.formulas.get(column.field)
    if written is None or column.formula is None:
        return None
    texts = [_text(rows.declaration, column, dialect) for dialect in (LAMBDA, PLAIN)]
    if texts[0] == texts[1]:
        return None
    normal = book.normaliser(rows)
    for formula, row in zip(written, rows.numbers, strict=True):
        if formula is not None:
            form = normal(formula, row)
            for text, dialect in zip(texts, (LAMBDA, PLAIN), strict=True):
                if form == normal(text, row):
                    return dialect
    return None


def _text(table: Table, column: Column, dialect: Dialect) -> str:
    return "" if column.formula is None else dialect.write(column.formula, table.name, header_of)
