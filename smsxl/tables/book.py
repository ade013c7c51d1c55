"""A workbook seen through the declarations: which tables it has, its criteria, and what its columns should hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from smsxl.domain.criteria import Criteria, Level, Tolerance, default_criteria
from smsxl.domain.dates import from_serial
from smsxl.domain.matrix import Matrix
from smsxl.domain.scales import Scale, ScaleEntry
from smsxl.domain.scoring import method_key
from smsxl.domain.values import CellValue
from smsxl.hosts.port import NOT_CALCULATED, Formula, GridValue, HasPlaces, Workbook
from smsxl.tables import BY_NAME, TABLES, header_of
from smsxl.tables.evaluate import Range, Source, evaluate
from smsxl.tables.formula import DIALECTS, LAMBDA
from smsxl.tables.locate import locate, matrix_area, value_at
from smsxl.tables.model import Column, Part, Table
from smsxl.tables.normalise import Normaliser
from smsxl.tables.rows import Rows, as_number, as_text

_DAY: Final = ("", "AsOf")
"""Stands for the day among the columns that a formula reads."""


@dataclass(frozen=True)
class MatrixPlace:
    """The risk matrix as it lies in the sheet: the cell of every (likelihood, impact), and of the axes' values."""

    sheet: str
    cells: Mapping[tuple[int, int], tuple[int, int]]
    axes: Mapping[tuple[str, int], tuple[int, int]]
    raw: Sequence[Sequence[GridValue]]


class Book:
    """A workbook and its tables. `as_of` is the day by which due rules judge."""

    foreign = False
    """Whether this is a register of another layout, seen as our table of risks."""

    def __init__(self, workbook: Workbook, as_of: dt.date, tables: Sequence[Table] = TABLES) -> None:
        self.workbook = workbook
        self.as_of = as_of
        self.rows: dict[str, Rows] = {}
        for table in tables:
            found = locate(workbook, table)
            if found is not None:
                self.rows[table.name] = found
        self._computed: dict[tuple[str, str, bool], list[CellValue]] = {}
        self._read: dict[tuple[str, str], set[tuple[str, str]]] = {}
        self._states: dict[tuple[str, str], list[int]] = {}
        self._accepted: dict[tuple[str, str], set[str]] = {}
        self._normalisers: dict[str, Normaliser] = {}
        self.memory: dict[object, Any] = {}
        """What others computed from the book and need again."""

    def __contains__(self, table: object) -> bool:
        return table in self.rows

    def __getitem__(self, table: str) -> Rows:
        return self.rows[table]

    @property
    def views(self) -> Sequence[Book]:
        """The registers of another layout that the workbook holds, each seen as our table of risks."""
        return ()

    def own_field(self, field: str | None) -> str | None:
        """Return what the workbook itself means by a field of ours: another one only in registers of another layout."""
        return field

    def line(self, sheet: str | None, row: int) -> str:
        """Return what people call a row: "row 7", or "column E" where a record really lies in one."""
        workbook = self.workbook
        return workbook.line(sheet, row) if sheet and isinstance(workbook, HasPlaces) else f"row {row}"

    @cached_property
    def parts(self) -> frozenset[Part]:
        """The halves of the workbook that are there: a half counts when one of its tables is."""
        return frozenset(rows.declaration.part for rows in self.rows.values())

    @property
    def is_ours(self) -> bool:
        """Whether it has a table that people fill in; a sheet of findings or suppressions alone makes no workbook."""
        return any(rows.declaration.part is not Part.OWN for rows in self.rows.values())

    def header(self, table: str, field: str) -> str:
        """Return the text of a column's header as the sheet has it; the declared one where the column is missing."""
        rows = self.rows.get(table)
        if rows is not None and not rows.is_form and field in rows.places:
            written = as_text(value_at(self.workbook.grid(rows.sheet), *rows.places[field]))
            if written:
                return written
        return header_of(table, field)

    def expects(self, table: Table) -> bool:
        """Whether a table belongs to a half of the workbook that is there."""
        return table.part in (Part.START, Part.CRITERIA) or table.part in self.parts

    def of_form(self, form: str, field: str) -> CellValue:
        """Return a form's value; None where it is blank or missing."""
        rows = self.rows.get(form)
        value = rows.raw(field)[0] if rows is not None and len(rows) else None
        return None if value is NOT_CALCULATED else value

    @cached_property
    def status(self) -> str:
        """The document's status as a key; draft where none is given."""
        rows = self.rows.get("Organisation")
        return (rows.choice("status")[0] or "draft") if rows is not None else "draft"

    @cached_property
    def sheet_as_of(self) -> dt.date:
        """The date by which the workbook's own formulas were last computed: the cached value of AsOf."""
        value = self.of_form("Organisation", "as_of")
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date):
            return value
        try:
            return from_serial(as_number(value)).date()
        except ValueError:  # no number, or one that is no day
            return self.as_of

    # ------------------------------------------------------------------ criteria

    @cached_property
    def matrix(self) -> MatrixPlace | None:
        """The risk matrix where it lies; None where it is missing."""
        found = matrix_area(self.workbook, "RiskMatrix")
        if found is None:
            return None
        sheet, area = found
        grid = self.workbook.grid(sheet)
        rows = range(area.first_row, area.last_row + 1)
        columns = range(area.first_column, area.last_column + 1)
        raw = [[value_at(grid, r, c) for c in columns] for r in rows]
        likelihoods = {r: _whole(raw[r - area.first_row][0]) for r in rows[1:]}
        impacts = {c: _whole(raw[0][c - area.first_column]) for c in columns[1:]}
        cells = {(like, imp): (r, c) for r, like in likelihoods.items() for c, imp in impacts.items() if like and imp}
        axes = {("likelihood", like): (r, area.first_column) for r, like in likelihoods.items() if like}
        axes |= {("impact", imp): (area.first_row, c) for c, imp in impacts.items() if imp}
        return MatrixPlace(sheet, cells, axes, raw)

    @cached_property
    def criteria(self) -> Criteria:
        """The criteria that the workbook states; the built-in ones stand in for a table that is missing or empty."""
        default = default_criteria()
        return Criteria(
            likelihood=self._scale("LikelihoodScale", default.likelihood),
            impact=self._scale("ImpactScale", default.impact),
            levels=self._levels() or default.levels,
            matrix=self._matrix() or default.matrix,
            tolerances=self._tolerances() or default.tolerances,
            categories=tuple(t for t in self._texts("Categories", "category") if t) or default.categories,
            method=self._method() or default.method,
            soon_days=_whole(self.of_form("Settings", "soon_days")) or default.soon_days,
        )

    def _texts(self, table: str, field: str) -> list[str]:
        rows = self.rows.get(table)
        return [text.strip() for text in rows.text(field)] if rows is not None else []

    def _scale(self, table: str, default: Scale) -> Scale:
        rows = self.rows.get(table)
        if rows is None or not len(rows):
            return default
        ends = [rows.number(f) if f in rows else None for f in ("from_per_year", "to_per_year")]
        entries = []
        for i, (value, label) in enumerate(zip(rows.raw("value"), rows.text("label"), strict=True)):
            number = _whole(value)
            if number:
                low, high = (None if end is None or end[i] != end[i] else float(end[i]) for end in ends)
                entries.append(ScaleEntry(number, label.strip(), low, high))
        return Scale(default.name, tuple(sorted(entries, key=lambda e: e.value))) if entries else default

    def _levels(self) -> tuple[Level, ...]:
        rows = self.rows.get("RiskLevels")
        if rows is None:
            return ()
        columns = zip(rows.text("label"), rows.number("rank"), rows.number("review_days"), rows.text("colour"),
                      rows.text("action"), rows.text("accepted_by_role"), strict=True)
        levels = [Level(label.strip(), int(rank) if rank == rank else i, int(days) if days == days else 0,
                        colour, action, role.strip())
                  for i, (label, rank, days, colour, action, role) in enumerate(columns, start=1) if label.strip()]
        return tuple(sorted(levels, key=lambda level: level.rank))

    def _matrix(self) -> Matrix | None:
        place = self.matrix
        if place is None or not place.cells:
            return None
        grid = self.workbook.grid(place.sheet)
        likelihoods = tuple(dict.fromkeys(like for like, _ in place.cells))
        impacts = tuple(dict.fromkeys(imp for _, imp in place.cells))
        levels = {rating: text for rating, cell in place.cells.items()
                  if (text := as_text(value_at(grid, *cell)).strip())}
        return Matrix(likelihoods, impacts, levels)

    def _tolerances(self) -> tuple[Tolerance, ...]:
        rows = self.rows.get("Tolerances")
        if rows is None:
            return ()
        columns = zip(rows.text("category"), rows.number("appetite"), rows.number("tolerance"),
                      rows.text("highest_level"), strict=True)
        return tuple(Tolerance(category.strip(), _or_none(appetite), _or_none(tolerance), highest.strip() or None)
                     for category, appetite, tolerance, highest in columns if category.strip())

    def _method(self) -> str | None:
        return method_key(as_text(self.of_form("Settings", "scoring_method")))

    # ------------------------------------------------------------------ calculated columns

    def truth(self, table: str, field: str) -> list[CellValue]:
        """Return a calculated column computed from what people typed, as of `as_of`."""
        return self._compute(table, field, as_sheet=False)

    def expected(self, table: str, field: str) -> list[CellValue]:
        """Return what a calculated column's cells should hold now.

        As of the workbook's own AsOf, and with other calculated cells as they are where somebody typed over them.
        """
        return self._compute(table, field, as_sheet=True)

    def _compute(self, table: str, field: str, *, as_sheet: bool) -> list[CellValue]:
        key = (table, field, as_sheet)
        if key not in self._computed:
            rows = self.rows[table]
            formula = rows.declaration[field].formula
            if formula is None:
                message = f"{table}.{field} is not calculated"
                raise KeyError(message)
            if as_sheet and self._is_as_typed(table, field):
                self._computed[key] = self.truth(table, field)
            else:
                cells = _Cells(self, rows, as_sheet=as_sheet)
                self._computed[key] = evaluate(formula, cells, len(rows))
                if not as_sheet:
                    self._read[table, field] = cells.read
        return self._computed[key]

    def _is_as_typed(self, table: str, field: str) -> bool:
        """Whether a column as the sheet should have it is the truth.

        It is where nothing that it reads differs: nobody typed over a formula before it, and the sheet's day is ours
        if it reads the day.
        """
        self.truth(table, field)
        for other, name in self._read[table, field]:
            if (other, name) == _DAY:
                if self.sheet_as_of != self.as_of:
                    return False
            elif name in self.rows[other] and (
                    any(self.formula_states(other, name)) or self.expected(other, name) is not self.truth(other, name)):
                return False
        return True

    def of_new_row(self, table: str, row: Mapping[str, CellValue]) -> dict[str, CellValue]:
        """Return the calculated cells of a row that the table is to get, from what its other cells will hold."""
        rows = self.rows[table]
        source = _NewRow(self, rows, row)
        return {column.field: evaluate(column.formula, source, 1)[0] for column in rows.declaration.calculated
                if column.formula is not None and column.field in rows}

    def formula_states(self, table: str, field: str) -> list[int]:
        """Return for each row of a calculated column: 0 the declared formula, 1 another formula, 2 none."""
        key = (table, field)
        if key not in self._states:
            self._states[key] = self._formula_states(self.rows[table], field)
        return self._states[key]

    def _formula_states(self, rows: Rows, field: str) -> list[int]:
        written = rows.formulas.get(field)
        if written is None or not len(rows):
            return [2] * len(rows)
        formula = rows.declaration[field].formula
        # As our own builder writes it: the same text needs no normalising, and most workbooks hold nothing else.
        known: dict[Formula | None, int] = {None: 2}
        if formula is not None:
            known[LAMBDA.write(formula, rows.declaration.name, header_of)] = 0
        if set(written) <= known.keys():
            return list(map(known.__getitem__, written))
        out = []
        for text, row in zip(written, rows.numbers, strict=True):
            state = known.get(text)
            if text is not None and state is None:
                state = 0 if self._is_declared(rows, field, text, row) else 1
                if self.normaliser(rows).same_in_every_row(text):
                    known[text] = state
            out.append(2 if state is None else state)
        return out

    def _is_declared(self, rows: Rows, field: str, formula: Formula, row: int) -> bool:
        key = (rows.declaration.name, field)
        normal = self.normaliser(rows)
        if key not in self._accepted:
            self._accepted[key] = {normal(text, rows.numbers[0]) for text in declared_texts(rows.declaration, field)}
        return normal(formula, row) in self._accepted[key]

    def normaliser(self, rows: Rows) -> Normaliser:
        """Return what brings the formulas of a table into one form."""
        name = rows.declaration.name
        if name not in self._normalisers:
            self._normalisers[name] = Normaliser(name, rows.sheet, rows.headers, rows.area)
        return self._normalisers[name]


def declared_texts(table: Table, field: str) -> list[str]:
    """Return the formula of a calculated column in every dialect."""
    formula = table[field].formula
    return [] if formula is None else [dialect.write(formula, table.name, header_of) for dialect in DIALECTS]


class _Cells(Source):
    """The cells of a book as formulas see them."""

    def __init__(self, book: Book, rows: Rows, *, as_sheet: bool) -> None:
        self._book = book
        self._rows = rows
        self._as_sheet = as_sheet
        self.read: set[tuple[str, str]] = set()
        """The calculated columns that were asked for, and `_DAY` where the day was."""

    def column(self, field: str) -> Sequence[CellValue]:
        return self._values(self._rows, field)

    def _values(self, rows: Rows, field: str) -> Sequence[CellValue]:
        declared = rows.declaration[field]
        if not declared.calculated:
            if field not in rows.formulas:  # only a formula that somebody typed in can lack a value
                return cast("list[CellValue]", rows.raw(field))
            return [None if v is NOT_CALCULATED else v for v in rows.raw(field)]
        name = rows.declaration.name
        self.read.add((name, field))
        if not self._as_sheet or field not in rows:
            return self._book.truth(name, field)
        computed = self._book.expected(name, field)
        states = self._book.formula_states(name, field)
        if not any(states):
            return computed
        return [c if state == 0 or raw is NOT_CALCULATED else raw
                for c, raw, state in zip(computed, rows.raw(field), states, strict=True)]

    def whole(self, table: str, field: str, last: str | None) -> Range | None:
        rows = self._book.rows.get(table)
        if rows is None:
            return None
        fields = [column.field for column in BY_NAME[table].columns]
        chosen = fields[fields.index(field):fields.index(last or field) + 1]
        return list(zip(*(self._values(rows, name) for name in chosen), strict=True))

    def name(self, name: str) -> CellValue | Range:
        if name == "AsOf":
            self.read.add(_DAY)
            return self._book.sheet_as_of if self._as_sheet else self._book.as_of
        if name == "RiskMatrix":
            place = self._book.matrix
            return None if place is None else [
                [None if v is NOT_CALCULATED else v for v in row] for row in place.raw]
        form, column = _NAMED[name]
        return self._book.of_form(form, column.field)


class _NewRow(_Cells):
    """One row that the table does not have yet; all other cells are those of the book."""

    def __init__(self, book: Book, rows: Rows, row: Mapping[str, CellValue]) -> None:
        super().__init__(book, rows, as_sheet=False)
        self._row = row

    def column(self, field: str) -> Sequence[CellValue]:
        return [self._row.get(field)]


_NAMED: dict[str, tuple[str, Column]] = {
    column.name: (table.name, column) for table in TABLES for column in table.columns if column.name}


def _whole(value: GridValue) -> int:
    """Return a positive whole number; 0 where the cell holds none."""
    number = as_number(value)
    return int(number) if number >= 1 and number == int(number) else 0


def _or_none(number: float) -> float | None:
    return None if number != number else float(number)
