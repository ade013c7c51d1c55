"""Calculated cells: typed over, changed, stale or without a value (WBK301 to WBK305).

One calculated cell gives at most one finding. Columns without any formula are plain values: scores, levels, tolerance
and ranks among them are judged by RSK301 to RSK304, the others here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from smsxl.domain.values import NAME_ERROR, CellError, CellValue
from smsxl.hosts.port import NOT_CALCULATED, Formula, GridValue, SharedFormula
from smsxl.rules.base import BookRule, Detail, Hit, RowRule, place_of
from smsxl.rules.common import per_book
from smsxl.rules.examples import Cache, Put, Write, example
from smsxl.rules.findings import Severity
from smsxl.rules.workbook_cells import AREA, CLAUSE, JUDGED, where
from smsxl.tables import Kind
from smsxl.tables.book import Book, header_of
from smsxl.tables.evaluate import same_value
from smsxl.tables.formula import DIALECTS, LAMBDA, columns_of, fields_of
from smsxl.tables.rows import Bools, Rows, as_serial, as_text, is_blank

DECLARED, OTHER, NONE = 0, 1, 2
"""What stands in a calculated cell: the declared formula, another one, none (see `Book.formula_states`)."""

_RISK_RULES: Final = frozenset({"score", "level", "tolerance", "rank"})
_MOST_RELATED: Final = 20
_LONGEST: Final = 160


def calculated_places() -> list[tuple[str, str]]:
    """Return (table, field) of every calculated column."""
    return [(table.name, column.field) for table in JUDGED if table.kind is Kind.TABLE for column in table.calculated]


def agrees(cached: GridValue, computed: CellValue) -> bool:
    """Whether a cached value is what we computed; a date may have lost its format."""
    if is_blank(cached):
        return is_blank(computed)
    if same_value(cached, computed):
        return True
    return isinstance(computed, dt.date) and as_serial(computed) == as_serial(cached)


def in_words(value: GridValue) -> str:
    """Return a value as messages name it."""
    if isinstance(value, CellError):
        return f"the error {value}"
    text = as_text(value)
    return "nothing" if not text.strip() else f'"{text}"' if isinstance(value, str) else text


def _plain(rows: Rows, field: str) -> bool:
    """Whether a calculated column holds no formula at all."""
    return field not in rows.formulas


class CalculatedCellTypedOver(RowRule):
    """A calculated cell was typed over.

    What it checks: calculated columns that hold formulas: cells in which there is none. The message says whether the
    value is right. A column without any formula is taken for a column of plain values.
    Why it matters: the cell no longer follows when a rating changes; it shows yesterday's answer for ever.
    How to fix: copy the formula from the cell above or below.
    """

    code = "WBK301"
    name = "calculated-cell-typed-over"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "{where} is calculated, but its formula is gone and {found} stands there; {verdict}."
    fix = "Copy the formula of this column from another row into the cell."
    failing = example(Write("Risks", "R-1", "current_score", None), at=("Risks", "R-1", "current_score"))
    passing = example(Put("Risks", "R-1", "current_impact", 5))

    def places(self) -> Iterable[tuple[str, str]]:
        return calculated_places()

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        states = book.formula_states(rows.declaration.name, field)
        if _plain(rows, field) or NONE not in states:
            return np.ones(len(rows), dtype=bool)
        passed: Bools = np.array(states) != NONE
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        cell, right = rows.raw(field)[i], book.expected(rows.declaration.name, field)[i]
        shown = in_words(right)
        verdict = "the value is right today" if agrees(cell, right) else f"the value is wrong, it should be {shown}"
        return Detail({"where": where(rows, i, field), "found": in_words(cell), "verdict": verdict},
                      expected="the column's formula, which gives " + shown)


class FormulaDiffers(RowRule):
    """A calculated cell holds another formula than its column declares.

    What it checks: every formula of a calculated column against the declared one, whatever way of writing it:
    prefixes, @, case, spaces, cell references or column names. Where a whole column holds another formula, that is
    one finding.
    Why it matters: one cell judges by other criteria than its neighbours, and nobody sees it.
    How to fix: copy the formula from a row that has the right one, or take it from the message.
    """

    code = "WBK302"
    name = "formula-differs-in-column"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "{where} holds ={found}{everywhere}, but the column declares ={declared}."
    fix = "Put the declared formula back into the cell; most rows still have it."
    failing = example(Write("Risks", "R-1", "current_score", "1+11"), at=("Risks", "R-1", "current_score"))
    passing = example(Write("Risks", "R-1", "current_level",
                            'if(or([@[Current likelihood]]="",[@[Current impact]]=""),"",RISK_LEVEL('
                            "[@[Current likelihood]], [@[Current impact]], RiskMatrix))"))

    def places(self) -> Iterable[tuple[str, str]]:
        return calculated_places()

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = np.ones(len(rows), dtype=bool)
        states = book.formula_states(rows.declaration.name, field)
        if _plain(rows, field) or OTHER not in states:
            return passed
        passed = np.array(states) != OTHER
        if _other_everywhere(rows, field, book):
            passed[np.flatnonzero(~passed)[1:]] = True  # said once
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        written = rows.formulas[field][i]
        declared = _declared(rows, field, book)
        everywhere = " (and so in the whole column)" if _other_everywhere(rows, field, book) else ""
        return Detail({"where": where(rows, i, field), "found": _cut(_text(written)), "declared": _cut(declared),
                       "everywhere": everywhere}, expected="=" + declared)


def _other_everywhere(rows: Rows, field: str, book: Book) -> bool:
    """Whether one and the same other formula stands in every row that has one, and in several."""
    states = book.formula_states(rows.declaration.name, field)
    if DECLARED in states or states.count(OTHER) < 2:  # noqa: PLR2004 - one cell is no column
        return False
    normal = book.normaliser(rows)
    return len({normal(formula, row) for formula, row in zip(rows.formulas[field], rows.numbers, strict=True)
                if formula is not None}) == 1


def _declared(rows: Rows, field: str, book: Book) -> str:
    """Return the declared formula in the dialect that the column's other cells are written in."""
    table, normal = rows.declaration, book.normaliser(rows)
    formula = table[field].formula
    if formula is None:
        return ""
    states = book.formula_states(table.name, field)
    texts = {normal(text, rows.numbers[0]): text
             for text in (dialect.write(formula, table.name, header_of) for dialect in DIALECTS)}
    if DECLARED in states:
        i = states.index(DECLARED)
        written = rows.formulas[field][i]
        if written is not None and (found := texts.get(normal(written, rows.numbers[i]))) is not None:
            return found
    return LAMBDA.write(formula, table.name, header_of)


def _text(formula: Formula | None) -> str:
    return formula.text if isinstance(formula, SharedFormula) else formula or ""


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[:_LONGEST - 3] + "..."


@dataclass(frozen=True)
class _Wrong:
    """The calculated cells of a table that show something else than their formula gives, by field."""

    cells: dict[str, list[int]]
    unknown_function: dict[str, list[int]]
    """Cells that show #NAME?, in columns in which nothing else is wrong: the program did not know the function."""


@per_book
def _wrong_cells(book: Book, table: str) -> _Wrong:
    rows = book[table]
    cells: dict[str, list[int]] = {}
    unknown: dict[str, list[int]] = {}
    for column in rows.declaration.calculated:
        if column.field in rows:
            wrong = list(_wrong_in(book, rows, column.field))
            raw = rows.raw(column.field)
            target = unknown if len(wrong) > 1 and all(raw[i] == NAME_ERROR for i in wrong) else cells
            target[column.field] = wrong
    return _Wrong(cells, unknown)


def _wrong_in(book: Book, rows: Rows, field: str) -> Iterator[int]:
    raw, expected = rows.raw(field), book.expected(rows.declaration.name, field)
    if raw == expected and bool not in set(map(type, raw)):
        return
    table = rows.declaration.name
    if _plain(rows, field):
        if table == "Risks" and field.rsplit("_", 1)[-1] in _RISK_RULES:
            return  # RSK301 to RSK304 judge them
        if rows.blank(field).all():
            return  # an empty column is not calculated, which is one note
        yield from (i for i, (cell, right) in enumerate(zip(raw, expected, strict=True))
                    if cell != right and not isinstance(cell, CellError) and not agrees(cell, right))
        return
    if _follows_from_others(book, rows, field):
        return
    states = book.formula_states(table, field)
    yield from (i for i, (cell, right) in enumerate(zip(raw, expected, strict=True))
                if cell != right and states[i] == DECLARED and cell is not NOT_CALCULATED and not agrees(cell, right))


def _follows_from_others(book: Book, rows: Rows, field: str) -> bool:
    """Whether a column reads a whole column in which somebody typed over a formula.

    What it should show then follows from values that another rule already questions.
    """
    table = rows.declaration
    formula = table[field].formula
    read = columns_of(formula, table.name) if formula is not None else frozenset()
    return any(any(book.formula_states(table.name, name)) for name in read if name in rows and table[name].calculated)


class StaleCalculatedValue(BookRule):
    """A calculated cell shows something else than its formula gives.

    What it checks: the value that the file remembers for each calculated cell, against what its formula gives for the
    present inputs as of the workbook's own date. It is reported at the first wrong cell of a chain; the cells that
    follow from it are named as related. In columns of plain values (without any formula) each wrong value is reported.
    Why it matters: whoever opens the file without recalculating, prints it or reads it with another program sees
    the wrong result.
    How to fix: open the workbook in Excel and recalculate everything (Ctrl+Alt+F9), then save it.
    """

    code = "WBK303"
    name = "stale-calculated-value"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "{where} shows {found}, but should show {right}{others}."
    fix = "Recalculate the whole workbook (Ctrl+Alt+F9 in Excel) and save it; where the formula is gone, put it back."
    failing = example(Cache("Risks", "R-1", "current_score", 99), at=("Risks", "R-1", "current_score"))
    passing = example(Cache("Risks", "R-1", "current_score", 12.0))

    def find(self, book: Book) -> Iterator[Hit]:
        for table in JUDGED:
            if table.name in book and table.kind is Kind.TABLE and table.calculated:
                wrong = _wrong_cells(book, table.name)
                yield from self._unknown_functions(book, book[table.name], wrong.unknown_function)
                yield from self._chains(book, book[table.name], wrong.cells)

    def _unknown_functions(self, book: Book, rows: Rows, wrong: dict[str, list[int]]) -> Iterator[Hit]:
        for field, records in wrong.items():
            followers = [(i, field) for i in records[1:]]
            yield self._hit(book, rows, (records[0], field), followers,
                            f", and so do {len(followers)} further cells of the column: the program that saved the "
                            "file does not know a function in it")

    def _chains(self, book: Book, rows: Rows, wrong: dict[str, list[int]]) -> Iterator[Hit]:
        chains = _chains(rows, wrong)
        for root, followers in chains.items():
            others = "" if not followers else (
                f", and {len(followers)} {'cell that follows' if len(followers) == 1 else 'cells that follow'} from it "
                f"{'is' if len(followers) == 1 else 'are'} wrong too")
            yield self._hit(book, rows, root, followers, others)

    def _hit(self, book: Book, rows: Rows, root: tuple[int, str], followers: Sequence[tuple[int, str]],
             others: str) -> Hit:
        i, field = root
        right = book.expected(rows.declaration.name, field)[i]
        related = tuple(place_of(rows, j, name) for j, name in followers[:_MOST_RELATED])
        return Hit(rows.declaration.name, i, field, value=rows.raw(field)[i], detail=Detail(
            {"where": where(rows, i, field), "found": in_words(rows.raw(field)[i]), "right": in_words(right),
             "others": others}, expected=as_text(right) or in_words(right), related=related))


def _chains(rows: Rows, wrong: dict[str, list[int]]) -> dict[tuple[int, str], list[tuple[int, str]]]:
    """Return each first wrong cell (record, field) with the wrong cells that follow from it."""
    table = rows.declaration
    sets = {field: set(records) for field, records in wrong.items()}
    chains: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    root_of: dict[tuple[int, str], tuple[int, str]] = {}
    for field in _in_order(rows, wrong):
        formula = table[field].formula
        in_row = [name for name in wrong if formula is not None and name in _sources(rows, field)]
        whole = sorted(columns_of(formula, table.name)) if formula is not None else []
        elsewhere = next(((min(sets[name]), name) for name in whole if sets.get(name)), None)
        first: tuple[int, str] | None = None
        for i in sorted(wrong[field]):
            cause = next(((i, name) for name in in_row if i in sets[name]), None) or elsewhere or first
            root = root_of.get(cause, cause) if cause is not None else None
            if root is None:
                root_of[i, field] = (i, field)
                chains[i, field] = []
                if whole:
                    first = (i, field)  # a place in an order: one wrong place moves the others
            else:
                root_of[i, field] = root
                chains[root].append((i, field))
    return chains


def _sources(rows: Rows, field: str) -> frozenset[str]:
    """Return the calculated fields of the same row that a field follows from, directly or through others."""
    table = rows.declaration
    found: set[str] = set()
    open_fields = {field}
    while open_fields:
        formula = table[open_fields.pop()].formula
        read = fields_of(formula) if formula is not None else frozenset()
        new = {name for name in read if table[name].calculated} - found
        found |= new
        open_fields |= new
    return frozenset(found)


def _in_order(rows: Rows, wrong: dict[str, list[int]]) -> list[str]:
    """Return the fields so that each comes after those that it follows from, else in the order of the columns."""
    depth = {field: len(_sources(rows, field)) + len(_whole_sources(rows, field)) for field in wrong}
    return sorted(wrong, key=lambda field: depth[field])


def _whole_sources(rows: Rows, field: str) -> list[str]:
    table = rows.declaration
    formula = table[field].formula
    return [name for name in columns_of(formula, table.name) if table[name].calculated] if formula is not None else []


class NotCalculated(RowRule):
    """A calculated column has no values.

    What it checks: calculated cells for which the file remembers no value, and calculated columns that are empty. One
    note per column, at its first such cell; smsxl judges by what it computes itself.
    Why it matters: programs that do not calculate (viewers, scripts) show nothing there.
    How to fix: open the workbook in Excel, let it calculate, and save it.
    """

    code = "WBK304"
    name = "not-calculated"
    severity = Severity.NOTE
    area = AREA
    clause = CLAUSE
    message = "The column {column} of {table} holds no calculated values ({count} of {total} cells)."
    fix = "Open the workbook in Excel, recalculate it (Ctrl+Alt+F9) and save it; where the formula is gone, put it back."
    failing = example(Cache("Risks", "R-1", "rank", None), at=("Risks", "R-1", "rank"))
    passing = example(Cache("Risks", "R-1", "current_score", 12))

    def places(self) -> Iterable[tuple[str, str]]:
        return calculated_places()

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = np.ones(len(rows), dtype=bool)
        without = self._without(rows, field, book)
        if len(without):
            passed[without[0]] = False
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"count": len(self._without(rows, field, book)), "total": len(rows)}, expected="calculated values")

    def _without(self, rows: Rows, field: str, book: Book) -> Sequence[int]:
        raw = rows.raw(field)
        if _plain(rows, field):
            judged = rows.declaration.name == "Risks" and field.rsplit("_", 1)[-1] in _RISK_RULES
            expected = book.expected(rows.declaration.name, field)
            empty = not judged and bool(rows.blank(field).all())
            return [i for i, right in enumerate(expected) if not is_blank(right)] if empty else []
        if NOT_CALCULATED not in raw:
            return []
        states = book.formula_states(rows.declaration.name, field)
        return [i for i, value in enumerate(raw) if value is NOT_CALCULATED and states[i] == DECLARED]


class OtherDay(BookRule):
    """The workbook was calculated for another day than it is checked for.

    What it checks: the date in AsOf, by which the workbook's formulas judge, against the day of this check.
    Why it matters: a risk that the sheet shows as on time may be overdue by now; the workbook's cells are judged by
    its own date, what is due by the day of the check.
    How to fix: recalculate the workbook, or check it with `--as-of` and its own date.
    """

    code = "WBK305"
    name = "other-day"
    severity = Severity.NOTE
    area = AREA
    clause = CLAUSE
    message = "The workbook was calculated for {own}, but it is checked for {expected}."
    fix = "Recalculate and save the workbook, or check it as of {own}."
    failing = example(Put("Organisation", "", "as_of", dt.date(2026, 11, 20)),
                      at=("Organisation", "", "as_of"))
    passing = example(Put("Organisation", "", "as_of", None))

    def find(self, book: Book) -> Iterator[Hit]:
        if book.sheet_as_of != book.as_of:
            yield Hit("Organisation", 0, "as_of", value=book.sheet_as_of, detail=Detail(
                {"own": book.sheet_as_of.isoformat()}, expected=book.as_of.isoformat()))


RULES = (CalculatedCellTypedOver, FormulaDiffers, StaleCalculatedValue, NotCalculated, OtherDay)
