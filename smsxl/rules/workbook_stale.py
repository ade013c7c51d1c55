"""Values of calculated cells: stale, or not there (WBK303 and WBK304).

Columns without any formula are plain values: scores, levels, tolerance and ranks among them are judged by RSK301 to
RSK304, the others here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from smsxl.domain.values import NAME_ERROR, CellError
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.rules.base import BookRule, Detail, Hit, RowRule, place_of
from smsxl.rules.common import per_book
from smsxl.rules.examples import Cache, example
from smsxl.rules.findings import Severity
from smsxl.rules.workbook_cells import AREA, CLAUSE, JUDGED, where
from smsxl.rules.workbook_formulas import DECLARED, agrees, calculated_places, in_words, is_plain
from smsxl.tables import Kind
from smsxl.tables.book import Book
from smsxl.tables.formula import columns_of, fields_of
from smsxl.tables.rows import Bools, Rows, as_text, is_blank

_RISK_RULES: Final = frozenset({"score", "level", "tolerance", "rank"})
_MOST_RELATED: Final = 20


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
    if is_plain(rows, field):
        if table == "Risks" and field.rsplit("_", 1)[-1] in _RISK_RULES:
            return  # RSK301 to RSK304 judge them
        if rows.blank(field).all():
            return  # an empty column is not calculated, which is one note
        yield from (i for i, (cell, right) in enumerate(zip(raw, expected, strict=True))
                    if cell != right and not isinstance(cell, CellError) and not isinstance(right, CellError)
                    and not agrees(cell, right))
        return
    if _follows_from_others(book, rows, field):
        return
    states = book.formula_states(table, field)
    yield from (i for i, (cell, right) in enumerate(zip(raw, expected, strict=True))
                if cell != right and states[i] == DECLARED and cell is not NOT_CALCULATED
                and not isinstance(right, CellError)  # the input that leads to an error is the finding
                and not agrees(cell, right))


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
            if table.kind is Kind.TABLE and table.name in book and len(book[table.name]):
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
    if not any(wrong.values()):
        return {}
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
    message = "The column {column} of {table} has no calculated value in {count} of its {total} cells."
    fix = "Recalculate the workbook (Ctrl+Alt+F9 in Excel) and save it; where the formula is gone, put it back."
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
        count = len(self._without(rows, field, book))
        return Detail({"count": count, "total": len(rows)}, expected="calculated values")

    def _without(self, rows: Rows, field: str, book: Book) -> Sequence[int]:
        raw = rows.raw(field)
        if is_plain(rows, field):
            judged = rows.declaration.name == "Risks" and field.rsplit("_", 1)[-1] in _RISK_RULES
            expected = book.expected(rows.declaration.name, field)
            empty = not judged and bool(rows.blank(field).all())
            return [i for i, right in enumerate(expected) if not is_blank(right)] if empty else []
        if NOT_CALCULATED not in raw:
            return []
        states = book.formula_states(rows.declaration.name, field)
        return [i for i, value in enumerate(raw) if value is NOT_CALCULATED and states[i] == DECLARED]


RULES = (StaleCalculatedValue, NotCalculated)
