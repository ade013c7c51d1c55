"""The tables of a workbook as records that can be laid side by side, whatever order rows and columns have."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Final

from smsxl.compare.meaning import Meaning, meaning, written
from smsxl.hosts.port import NOT_CALCULATED, Formula, GridValue, SharedFormula, cell_name
from smsxl.tables.book import Book
from smsxl.tables.locate import value_at
from smsxl.tables.model import Column, Kind, Part, Table, Type
from smsxl.tables.rows import Rows, as_text, is_blank
from smsxl.tables.text import fold

_MOVING: Final = re.compile(r"\b(?:TODAY|NOW)\(", re.IGNORECASE)
"""What gives another value every day, though nobody changed anything."""

_OWN: Final = "own:"
"""How the fields begin that stand for columns of the user's own."""

_AXES: Final = ("likelihood", "impact")


@dataclass(frozen=True)
class Field:
    """A column as it is compared. `column` is its declaration; None for a column of the user's own."""

    name: str
    header: str
    column: Column | None = None
    typed_over: bool = False
    """Whether the column is calculated: its cells then hold only what somebody typed over the formula."""


@dataclass
class Records:
    """The rows of one table. Every list is as long as there are rows; `at` gives the cell of a row's field."""

    table: str
    title: str
    """What people call it: the name of its sheet, or of the table where a sheet holds several."""
    sheet: str
    fields: dict[str, Field]
    values: dict[str, list[GridValue]]
    formulas: dict[str, list[Formula | None]]
    at: Callable[[int, str], tuple[int, int]]
    count: int
    declaration: Table | None = None
    key: str | None = None
    label: str | None = None
    """The field that says in words what a row is about."""
    names: list[str] = field(default_factory=list)
    """What a row is called where no cell says it, as for the cells of the matrix."""
    places: Callable[[int, str], str] | None = None
    """The name of the cell of a row's field, where it is another one than `at` gives."""

    def __len__(self) -> int:
        return self.count

    @property
    def is_form(self) -> bool:
        """Whether this is a form: one record, a cell per field."""
        return self.declaration is not None and self.declaration.kind is Kind.FORM

    def value(self, i: int, name: str) -> GridValue:
        """Return what a cell holds; None where the column is not there."""
        values = self.values.get(name)
        return None if values is None else values[i]

    def cell(self, i: int, name: str) -> str | None:
        """Return the A1 name of a row's field; None where the column is not there."""
        if name not in self.fields:
            return None
        return cell_name(*self.at(i, name)) if self.places is None else self.places(i, name)

    def first_cell(self, i: int) -> str | None:
        """Return the cell that leads to a row: its id, else its first field."""
        name = self.key if self.key in self.fields else next(iter(self.fields), None)
        return None if name is None else self.cell(i, name)

    def id_of(self, i: int) -> str:
        """Return what a row is called; "" where it has no id."""
        if self.names:
            return self.names[i]
        return " ".join(as_text(self.value(i, self.key)).split()) if self.key is not None else ""

    def label_of(self, i: int) -> str:
        """Return in words what a row is about."""
        return " ".join(as_text(self.value(i, self.label)).split()) if self.label is not None else ""

    @cached_property
    def keys(self) -> list[str]:
        """The ids in the form in which they are compared; "" where there is none."""
        return [fold(self.id_of(i)) for i in range(self.count)]

    @cached_property
    def meanings(self) -> dict[str, list[Meaning]]:
        """What the cells mean, by field."""
        return {name: _each(values, partial(meaning, column=self.fields[name].column))
                for name, values in self.values.items()}

    @cached_property
    def written(self) -> dict[str, list[Meaning]]:
        """How the cells are written, by field."""
        return {name: _each(values, written) for name, values in self.values.items()}


def _each(values: list[GridValue], of: Callable[[GridValue], Hashable]) -> list[Hashable]:
    """Call a function for every cell, once for those that are alike."""
    known: dict[tuple[type, GridValue], Hashable] = {}
    out = []
    for value in values:
        key = (type(value), value)
        if key not in known:
            known[key] = of(value)
        out.append(known[key])
    return out


def records_of(book: Book) -> dict[str, Records]:
    """Return the tables that people fill in, by name, in the order of their declarations. Generated ones are left out.

    Cells of calculated columns count only where somebody typed something else over the formula.
    """
    found: dict[str, Records] = {}
    shared = _shared_sheets(book)
    for name, rows in book.rows.items():
        if rows.declaration.part is Part.OWN:
            continue
        title = name if rows.sheet in shared else rows.sheet
        found[name] = _matrix(book, rows, title) if rows.declaration.kind is Kind.GRID else _table(book, rows, title)
    return found


def _shared_sheets(book: Book) -> set[str]:
    sheets = [rows.sheet for rows in book.rows.values()]
    return {sheet for sheet in sheets if sheets.count(sheet) > 1}


def _table(book: Book, rows: Rows, title: str) -> Records:
    table = rows.declaration
    fields = {column.field: Field(column.field, column.header, column) for column in table.inputs
              if column.field in rows}
    values = {name: _shown(rows, name) for name in fields}
    for name, cells in _typed_over(book, rows):
        fields[name] = Field(name, table[name].header, table[name], typed_over=True)
        values[name] = cells
    own = {} if rows.is_form else dict(_own_columns(book, rows))
    fields |= {name: Field(name, header) for name, (header, _, _) in own.items()}
    values |= {name: cells for name, (_, _, cells) in own.items()}
    columns = {name: column for name, (_, column, _) in own.items()}

    def at(i: int, name: str) -> tuple[int, int]:
        return (rows.numbers[i], columns[name]) if name in columns else rows.cell(i, name)

    return Records(table.name, title, rows.sheet, fields, values, rows.formulas, at, len(rows), table, table.key,
                   table.title, [title] if rows.is_form else [])


def _shown(rows: Rows, name: str) -> list[GridValue]:
    """Return the cells of a column; a formula that gives another value every day stands for itself."""
    values, formulas = rows.raw(name), rows.formulas.get(name)
    if formulas is None:
        return values
    return [f"={text}" if _MOVING.search(text := formula_text(formula)) else value
            for value, formula in zip(values, formulas, strict=True)]


def formula_text(formula: Formula | None) -> str:
    """Return a formula as its first cell has it; "" where there is none."""
    return formula.text if isinstance(formula, SharedFormula) else formula or ""


def _typed_over(book: Book, rows: Rows) -> Iterator[tuple[str, list[GridValue]]]:
    """Yield the calculated columns in which somebody typed something other than what the formula would give."""
    for column in rows.declaration.calculated:
        if column.field not in rows or not rows.is_excel_table:
            continue
        states = book.formula_states(rows.declaration.name, column.field)
        if 2 not in states:  # noqa: PLR2004 - no formula, see Book
            continue
        right = book.expected(rows.declaration.name, column.field)
        cells: list[GridValue] = [
            None if state != 2 or is_blank(raw) or raw is NOT_CALCULATED  # noqa: PLR2004 - as above
            or meaning(raw, column) == meaning(computed, column) else raw
            for state, raw, computed in zip(states, rows.raw(column.field), right, strict=True)]
        if any(cell is not None for cell in cells):
            yield column.field, cells


def _own_columns(book: Book, rows: Rows) -> Iterator[tuple[str, tuple[str, int, list[GridValue]]]]:
    """Yield the columns that the user added to a table: field, header, sheet column and cells; no calculated ones."""
    declared = {column for _, column in rows.places.values()} | {column for _, column in rows.repeated}
    others = sorted((column, folded) for column, folded in rows.headers.items() if folded and column not in declared)
    if not others:
        return
    grid = book.workbook.grid(rows.sheet)
    index = {row: i for i, row in enumerate(grid.rows)}
    places = [index[row] for row in rows.numbers if row in index]
    seen: set[str] = set()
    for column, folded in others:
        found = grid.columns.get(column)
        if folded in seen or found is None or len(places) != len(rows):
            continue
        if found.formulas is not None and any(found.formulas[i] is not None for i in places):
            continue
        seen.add(folded)
        header = as_text(value_at(grid, rows.area.first_row - 1, column)) or folded
        yield _OWN + folded, (" ".join(header.split()), column, [found.values[i] for i in places])


def _matrix(book: Book, rows: Rows, title: str) -> Records:
    """Return the risk matrix as a record for each likelihood and impact, whichever way its axes run."""
    place, name = book.matrix, rows.declaration.columns[0].field
    cells: Mapping[tuple[int, int], tuple[int, int]] = {} if place is None else place.cells
    ratings = sorted(cells)
    grid = book.workbook.grid(rows.sheet)
    return Records(
        rows.declaration.name, title, rows.sheet, {name: Field(name, rows.declaration[name].header, None)},
        {name: [value_at(grid, *cells[rating]) for rating in ratings]}, {}, lambda i, _: cells[ratings[i]],
        len(ratings), rows.declaration,
        names=[", ".join(f"{axis} {part}" for axis, part in zip(_AXES, rating, strict=True)) for rating in ratings])


def natural_fields(records: Records) -> tuple[str, ...]:
    """Return what tells the rows of a table without ids apart: its required references and days."""
    if records.declaration is None or records.key is not None or records.names:
        return ()
    return tuple(column.field for column in records.declaration.inputs
                 if column.required and column.type in (Type.REFERENCE, Type.DATE) and column.field in records.fields)
