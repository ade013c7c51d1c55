"""Formulas of calculated columns: typed over or changed; and the day that they were calculated for (WBK301, 302, 305).

One calculated cell gives at most one finding; what its value should be is judged in `workbook_stale`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from smsxl.domain.values import CellError, CellValue
from smsxl.hosts.port import Formula, GridValue, SharedFormula
from smsxl.rules.base import BookRule, Detail, Hit, RowRule
from smsxl.rules.examples import Put, Write, example
from smsxl.rules.findings import Severity
from smsxl.rules.workbook_cells import AREA, CLAUSE, JUDGED, where
from smsxl.rules.workbook_kinds import misfit
from smsxl.tables import Kind, header_of
from smsxl.tables.book import Book
from smsxl.tables.evaluate import same_value
from smsxl.tables.formula import DIALECTS, LAMBDA
from smsxl.tables.rows import Bools, Rows, as_serial, as_text, is_blank

DECLARED, OTHER, NONE = 0, 1, 2
"""What stands in a calculated cell: the declared formula, another one, none (see `Book.formula_states`)."""

_THIS_ROW: Final = re.compile(r"\w+\[\[#This Row\],\[((?:'.|[^\[\]'])+)\]\]")
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


def is_plain(rows: Rows, field: str) -> bool:
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
        if is_plain(rows, field) or NONE not in states:
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
    fix = "Put the declared formula back; rows that still have it can be copied from."
    failing = example(Write("Risks", "R-1", "current_score", "1+11"), at=("Risks", "R-1", "current_score"))
    passing = example(Write("Risks", "R-1", "current_level",
                            'if(or([@[Current likelihood]]="",[@[Current impact]]=""),"",RISK_LEVEL('
                            "[@[Current likelihood]], [@[Current impact]], RiskMatrix))"))

    def places(self) -> Iterable[tuple[str, str]]:
        return calculated_places()

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = np.ones(len(rows), dtype=bool)
        states = book.formula_states(rows.declaration.name, field)
        if is_plain(rows, field) or OTHER not in states:
            return passed
        others = np.flatnonzero(np.array(states) == OTHER)
        passed[others[:1] if _other_everywhere(rows, field, book) else others] = False
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
    """Return a formula as Excel shows it in its own table, on one line and not too long."""
    flat = " ".join(_THIS_ROW.sub(r"[@[\1]]", text).split())
    return flat if len(flat) <= _LONGEST else flat[:_LONGEST - 3] + "..."


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
        form = book.rows.get("Organisation")
        if form is None or misfit(form.raw("as_of")[0], form.declaration["as_of"]) is not None:
            return
        if book.sheet_as_of != book.as_of:
            yield Hit("Organisation", 0, "as_of", value=book.sheet_as_of, detail=Detail(
                {"own": book.sheet_as_of.isoformat()}, expected=book.as_of.isoformat()))


RULES = (CalculatedCellTypedOver, FormulaDiffers, OtherDay)
