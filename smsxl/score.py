"""The service that scores a workbook: calculated columns get back their formulas and the values that are right now.

Everything else in the file stays as it is. What other formulas make of the new values is the spreadsheet program's
business: it is told to calculate where that is safe, else the number of cells is said.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from smsxl.dependants import count_dependants
from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellValue
from smsxl.errors import UnwritableError, UsageError
from smsxl.hosts import openpyxl_writer
from smsxl.hosts.package import Limits
from smsxl.hosts.package.edit import Content, FormulaCell, NewValue, edit_workbook
from smsxl.hosts.package.edit.table_xml import TablePart
from smsxl.hosts.port import NOT_CALCULATED, GridValue, Workbook
from smsxl.hosts.save import Original, Saved, save_file
from smsxl.repair import dialect_of as written_in
from smsxl.tables import header_of
from smsxl.tables.book import Book, declared_texts
from smsxl.tables.evaluate import same_value
from smsxl.tables.formula import LAMBDA, PLAIN, PYTHON, Dialect, Expr
from smsxl.tables.model import Kind
from smsxl.tables.rows import Rows

_Place = tuple[str, str]
"""A table and one of its fields."""

_TODAY: Final = re.compile(r"\s*TODAY\(\s*\)\s*", re.IGNORECASE)
_LAMBDA_NAME: Final = re.compile(r"\s*_xlfn\.LAMBDA\(")


@dataclass(frozen=True)
class ColumnScore:
    """What changed in one calculated column: cells that got their formula, and cells that got another value."""

    table: str
    field: str
    formulas: int
    values: int


@dataclass(frozen=True)
class Scored:
    """What a score did. `dependants` are other formula cells that may show values from before until recalculated."""

    path: str
    as_of: dt.date
    columns: tuple[ColumnScore, ...] = ()
    skipped: tuple[str, ...] = ()
    """Sentences: what could not be scored, and why."""
    lost: tuple[str, ...] = ()
    """Sentences: what the writer lost."""
    dependants: int = 0
    recalculates: bool = False
    """Whether the spreadsheet program calculates them when it opens the workbook."""
    saved: Saved | None = None
    """None where there was nothing to write."""

    @property
    def formulas(self) -> int:
        """The cells that got their formula."""
        return sum(column.formulas for column in self.columns)

    @property
    def values(self) -> int:
        """The cells that got another value."""
        return sum(column.values for column in self.columns)


@dataclass
class Plan:
    """What is to be written, by sheet and cell."""

    cells: dict[str, dict[tuple[int, int], Content]] = field(default_factory=dict)
    column_formulas: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """Table, header, formula, whether an array: what new rows shall get where the table says something else."""
    columns: list[ColumnScore] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    touched: dict[str, str] = field(default_factory=dict)
    """The tables in which values changed, with their sheets."""


def score_file(path: str, out: str | os.PathLike[str] | None = None, *, today: dt.date, in_place: bool = False,
               engine: str = "package", limits: Limits = Limits()) -> Scored:  # noqa: B008
    """Score a workbook in place or into `out`.

    Dates are judged as of the workbook's own date, which is `today` where it is `=TODAY()`. The engine openpyxl writes
    to `out` alone. Raises UnreadableError and UnwritableError, each in one sentence.
    """
    with edit_workbook(path, limits) as edit:
        book, follows = dated(edit.workbook, today)
        if not any(rows.declaration.calculated for rows in book.rows.values()):
            raise UnwritableError(f"{path} holds none of the tables with calculated columns that smsxl scores; make "
                                  "one with `smsxl new` and paste your rows in.")
        parts = {part.name.casefold(): part for _, part in edit.tables()}
        plan = plan_of(book, dialect_of(book, has_macros=edit.has_macros), parts)
        if follows and book.sheet_as_of != book.as_of:
            rows = book["Organisation"]
            plan.cells.setdefault(rows.sheet, {})[rows.cell(0, "as_of")] = NewValue(book.as_of)
            plan.touched.setdefault("Organisation", rows.sheet)
        dependants = count_dependants(book, plan.touched) if plan.touched else 0
        scored = Scored(path, book.as_of, tuple(plan.columns), tuple(plan.skipped), dependants=dependants,
                        recalculates=dependants > 0 and not edit.has_macros)
        if engine == "openpyxl":
            return _save_by_openpyxl(path, out, plan, scored)
        for sheet, cells in plan.cells.items():
            edit.set_cells(sheet, cells)
        for table, header, formula, array in plan.column_formulas:
            edit.set_column_formula(table, header, formula, array=array)
        if scored.recalculates:
            edit.recalculate_on_load()
        saved = edit.save(out, in_place=in_place) if edit.is_changed or out is not None else None
    return replace(scored, saved=saved)


def _save_by_openpyxl(path: str, out: str | os.PathLike[str] | None, plan: Plan, scored: Scored) -> Scored:
    original = Original.of(path)
    lost = openpyxl_writer.losses(path)
    sentence = f"Written by openpyxl, which loses {', '.join(lost)}."
    if out is None or os.path.realpath(out) == str(original.file):
        raise UsageError(f"--engine openpyxl writes only to another file, given with -o, because it would lose "
                         f"{', '.join(lost)}.")
    saved = save_file(original, lambda target: openpyxl_writer.write(path, plan.cells, target), out)
    return replace(scored, saved=saved, lost=(sentence,), recalculates=scored.dependants > 0)


def dated(workbook: Workbook, today: dt.date) -> tuple[Book, bool]:
    """Return the workbook as of its own date, and whether that follows the calendar (`=TODAY()`)."""
    book = Book(workbook, today)
    rows = book.rows.get("Organisation")
    formula = (rows.formulas.get("as_of") or [None])[0] if rows is not None else None
    if rows is None or "as_of" not in rows or (isinstance(formula, str) and _TODAY.fullmatch(formula)):
        return book, formula is not None
    return (book, False) if book.sheet_as_of == today else (Book(workbook, book.sheet_as_of), False)


def dialect_of(book: Book, *, has_macros: bool) -> Dialect:
    """Return how the workbook writes our functions: as LAMBDA names, plainly, or as Python functions of its macros."""
    found = written_in(book)
    has_lambdas = any(name.sheet is None and _LAMBDA_NAME.match(name.text) for name in book.workbook.names)
    return PYTHON if found is LAMBDA and has_macros and not has_lambdas else found


def plan_of(book: Book, dialect: Dialect, parts: Mapping[str, TablePart]) -> Plan:
    """Return what has to be written so that every calculated cell has its formula and the right value."""
    plan = Plan()
    unknown = _uncomputable(book)
    for rows in book.rows.values():
        if rows.declaration.kind is not Kind.TABLE or not rows.declaration.calculated:
            continue
        if not rows.is_excel_table:
            plan.skipped.append(f"{rows.declaration.name} on the sheet {rows.sheet} is not an Excel table any more, so "
                                "its calculated columns were left as they are; select its cells in Excel, press Ctrl+T "
                                f"and name the table {rows.declaration.name}.")
            continue
        for column in rows.declaration.calculated:
            missing = unknown.get((rows.declaration.name, column.field))
            if missing is not None:
                plan.skipped.append(f"{rows.declaration.name} > {column.header} was left as it is, since it is "
                                    f"calculated from the column {header_of(*missing)!r}, which {missing[0]} does not "
                                    "have; give the column that header again, then score.")
            elif column.field in rows:
                _plan_column(plan, book, rows, column.field, dialect, parts[rows.declaration.name.casefold()])
            else:
                plan.skipped.append(f"{rows.declaration.name} on the sheet {rows.sheet} has no column "
                                    f"{column.header!r}, which smsxl calculates; add it, then score again.")
    return plan


def _uncomputable(book: Book) -> dict[_Place, _Place]:
    """Return the calculated columns that need a column which is not there, itself or by way of others, and which one.

    A formula that names it would be damage, and values computed without it would be wrong.
    """
    needs = {(name, column.field): _needs(name, column.formula) for name, rows in book.rows.items()
             for column in rows.declaration.calculated if column.formula is not None}
    found: dict[_Place, _Place] = {}
    while True:
        more: dict[_Place, _Place] = {}
        for place, needed in needs.items():
            if place not in found:
                for other in sorted(needed):
                    if other in found:
                        more[place] = found[other]
                    elif other not in needs and (other[0] not in book or other[1] not in book[other[0]]):
                        more[place] = other
        if not more:
            return found
        found |= more


def _needs(table: str, formula: Expr) -> set[_Place]:
    """Return the columns that a formula names."""
    named: set[_Place] = set()

    def header(*place: str) -> str:
        named.add((place[0], place[1]))
        return place[1]

    PLAIN.write(formula, table, header)
    LAMBDA.write(formula, table, header)
    return named


def _plan_column(plan: Plan, book: Book, rows: Rows, field_name: str, dialect: Dialect,
                 part: TablePart) -> None:
    table = rows.declaration
    expression = table[field_name].formula
    if expression is None:
        return
    text = dialect.write(expression, table.name, book.header)
    renamed = text != dialect.write(expression, table.name, header_of)
    header = part.headers[rows.places[field_name][1] - part.area.first_column]
    written = part.formulas.get(header)
    known = written is not None and _is_declared(book, rows, field_name, written.text, text)
    array = written.array if written is not None and known else dialect.is_array(expression)
    values = book.truth(table.name, field_name)
    states = _states(book, rows, field_name, text) if renamed else book.formula_states(table.name, field_name)
    place = rows.places[field_name][1]
    cells: dict[tuple[int, int], Content] = {}
    formulas = changed = 0
    for row, value, state, old in zip(rows.numbers, values, states, rows.raw(field_name), strict=True):
        same = _same(old, value)
        if state:
            cells[row, place] = FormulaCell(text, "" if value is None else value, array=array and dialect.array,
                                            legacy=array and not dialect.array)
            formulas += 1
        elif not same:
            cells[row, place] = NewValue("" if value is None else value)
        changed += not same
    if cells:
        plan.cells.setdefault(rows.sheet, {}).update(cells)
        plan.columns.append(ColumnScore(table.name, field_name, formulas, changed))
    if changed:
        plan.touched[table.name] = rows.sheet
    if not known:
        plan.column_formulas.append((table.name, header, text, array))


def _same(old: GridValue, new: CellValue) -> bool:
    if type(old) is type(new) and old == new:  # most are, and nothing is quicker to see
        return True
    if old is NOT_CALCULATED:
        return False
    if isinstance(new, dt.date) and isinstance(old, (int, float)):  # a date in a cell that shows it as a number
        return old == to_serial(new)
    return same_value(old, new)


def _states(book: Book, rows: Rows, field_name: str, text: str) -> list[int]:
    """Return for each row whether it has the formula that it has to have (0) under headers that people changed."""
    normal = book.normaliser(rows)
    written = rows.formulas.get(field_name) or [None] * len(rows)
    return [int(formula is None or normal(formula, row) != normal(text, row))
            for formula, row in zip(written, rows.numbers, strict=True)]


def _is_declared(book: Book, rows: Rows, field_name: str, written: str, text: str) -> bool:
    """Whether a formula is `text`, or the one that a column is declared with in any of its forms."""
    normal, row = book.normaliser(rows), rows.area.first_row
    return normal(written, row) in {normal(each, row)
                                    for each in (text, *declared_texts(rows.declaration, field_name))}
