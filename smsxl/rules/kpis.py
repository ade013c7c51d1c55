"""KPIs: target and direction, and what is done where they are missed (KPI101, 102, 104, 105, 109, 110)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Final

import numpy as np

from smsxl.domain.kpi import OFF_TARGET, WORSENING
from smsxl.rules.base import Detail, RowRule, place_of
from smsxl.rules.common import equal, holds, known_keys, per_book, unreadable_ids
from smsxl.rules.examples import Add, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Owned, is_elsewhere
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text

AREA: Final = "6.3 KPIs and monitoring"
CLAUSE: Final = "9.1"


class _Needed(Filled):
    """The shared facts of what every KPI needs."""

    area = AREA
    clause = CLAUSE
    completeness = True
    table = "Kpis"


class TargetMissing(_Needed):
    """A KPI has no target.

    What it checks: that every KPI has a target.
    Why it matters: a figure without a target is neither good nor bad.
    How to fix: agree the value to reach and enter it.
    """

    code = "KPI101"
    name = "target-missing"
    severity = Severity.ERROR
    message = "{id} has no target."
    fix = "Agree the value to reach and enter it."
    fields = ("target",)
    failing = example(Put("Kpis", "K-1", "target", None), at=("Kpis", "K-1", "target"))
    passing = example(Put("Kpis", "K-2", "tolerance", 0))


class DirectionMissing(_Needed):
    """A KPI does not say which way is better.

    What it checks: that every KPI says whether higher or lower is better.
    Why it matters: without it nobody can say whether the target is met, or whether the trend is good.
    How to fix: choose Higher or Lower.
    """

    code = "KPI102"
    name = "direction-missing"
    severity = Severity.ERROR
    message = "{id} does not say whether higher or lower is better."
    fix = "Choose Higher or Lower."
    fields = ("direction",)
    failing = example(Put("Kpis", "K-1", "direction", None), at=("Kpis", "K-1", "direction"))
    passing = example(Put("Kpis", "K-1", "direction", "higher"))


class FrequencyMissing(_Needed):
    """A KPI does not say how often it is measured.

    What it checks: that every KPI has a frequency.
    Why it matters: nobody knows when the next figure is due, and nobody notices that one is missing.
    How to fix: choose the frequency.
    """

    code = "KPI109"
    name = "frequency-missing"
    severity = Severity.WARNING
    message = "{id} does not say how often it is measured."
    fix = "Choose how often it is measured."
    fields = ("frequency",)
    failing = example(Put("Kpis", "K-1", "frequency", None), at=("Kpis", "K-1", "frequency"))
    passing = example(Put("Kpis", "K-1", "frequency", "monthly"))


class KpiOwnerMissing(_Needed, Owned):
    """Nobody answers for a KPI.

    What it checks: that every KPI names the role that answers for it.
    Why it matters: where it goes wrong nobody acts, since it is nobody's figure.
    How to fix: choose the role.
    """

    code = "KPI110"
    name = "kpi-owner-missing"
    severity = Severity.WARNING
    failing = example(Put("Kpis", "K-1", "owner_role", None), at=("Kpis", "K-1", "owner_role"))
    passing = example(Put("Kpis", "K-1", "owner_role", "RO-1"))


@per_book
def latest(book: Book) -> dict[int, list[int]]:
    """Return for each KPI, by its row, the rows of its latest measurement (several where a period stands twice)."""
    rows, index = book["Measurements"], book["Kpis"].index
    days = rows.date("period")
    found: dict[int, list[int]] = {}
    for k in map(int, np.flatnonzero(np.isfinite(days) & np.isfinite(rows.number("value")))):
        i = index.get(rows.folded("kpi")[k])
        if i is None:
            continue
        if i not in found or days[k] > days[found[i][0]]:
            found[i] = [k]
        elif days[k] == days[found[i][0]]:
            found[i].append(k)
    return found


@per_book
def acted(book: Book) -> frozenset[int]:
    """Return the KPIs, by their rows, whose latest measurement says what was done."""
    if not holds(book, "Measurements", "kpi", "period", "value", "action"):
        return frozenset()
    blank = book["Measurements"].blank("action")
    return frozenset(i for i, places in latest(book).items() if not all(blank[k] for k in places))


@per_book
def _improved(book: Book) -> frozenset[str] | None:
    """Return what open improvements are linked to, folded; None where one of them may be linked to anything.

    That is where a link is mistyped or can't be read; that finding comes first.
    """
    if not holds(book, "Improvements", "linked_to", "status"):
        return frozenset()
    rows = book["Improvements"]
    going = ~equal(rows.choice("status"), "done", "rejected")
    named = frozenset(part for i in np.flatnonzero(going) for part in rows.ids("linked_to")[i])
    column = rows.declaration["linked_to"]
    known = known_keys(book, *column.refers)
    mistyped = known is not None and any(not is_elsewhere(part, column, book) for part in named - known)
    return None if mistyped or (going & unreadable_ids(rows, "linked_to")).any() else named


class _WithoutAction(RowRule):
    """The shared check of KPIs that go wrong while nothing is done: no action at the figure, no open improvement."""

    severity = Severity.WARNING
    area = AREA
    clause = "10.1"
    table = "Kpis"
    word: ClassVar[str]

    def wrong(self, rows: Rows, book: Book) -> Bools:
        """Return the KPIs that go wrong."""
        field = self.fields[0]
        words = book.truth("Kpis", field)
        return np.fromiter((word == self.word for word in words), bool, len(rows))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = np.ones(len(rows), dtype=bool)
        if "Measurements" not in book:
            return passed
        ids, improved = rows.folded("id"), _improved(book)
        for i in map(int, np.flatnonzero(self.wrong(rows, book))):
            passed[i] = improved is None or i in acted(book) or ids[i] in improved or rows.index.get(ids[i], i) != i
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        measured = book["Measurements"]
        places = latest(book).get(i, [])
        target = as_text(rows.raw("target")[i])
        return Detail({"latest": as_text(book.truth("Kpis", "latest_value")[i]), "target": target,
                       "wanted": f" with a target of {target}" if target else ""},
                      expected="an action or an improvement",
                      related=tuple(place_of(measured, k, "action") for k in places))


class OffTargetWithoutAction(_WithoutAction):
    """A KPI is off target, and nothing is done about it.

    What it checks: KPIs whose latest value is off target: that the measurement says what was done about it, or that an
    open improvement is linked to the KPI.
    Why it matters: measuring is worth nothing where nobody acts on it.
    How to fix: enter the action at the measurement, or an improvement that is linked to the KPI.
    """

    code = "KPI104"
    name = "off-target-without-action"
    message = "{id} is off target with {latest} where {target} is wanted, and nothing is done about it."
    fix = "Enter what is done at its latest measurement, or link an improvement to {id}."
    fields = ("status",)
    word = OFF_TARGET
    failing = example(Add("Measurements", {"kpi": "K-2", "period": dt.date(2026, 10, 1), "value": 9}),
                      at=("Kpis", "K-2", "status"))
    passing = example(Add("Measurements", {"kpi": "K-2", "period": dt.date(2026, 10, 1), "value": 9,
                                           "action": "Changes are stopped until the tests are mended"}))


class WorseningWithoutAction(_WithoutAction):
    """A KPI gets worse, and nothing is done about it.

    What it checks: KPIs that are not off target yet but whose trend is worsening: that the latest measurement says
    what was done about it, or that an open improvement is linked to the KPI. The trend looks at the last 12 values in
    their order, whatever periods lie between them; missing periods are a finding of their own.
    Why it matters: now it costs little to turn it round; once the target is missed customers have noticed.
    How to fix: enter the action at the measurement, or an improvement that is linked to the KPI.
    """

    code = "KPI105"
    name = "worsening-without-action"
    message = "{id} is getting worse, now {latest}{wanted}, and nothing is done about it."
    fix = "Enter what is done at its latest measurement, or link an improvement to {id}."
    fields = ("trend",)
    word = WORSENING
    failing = example(*(Add("Measurements", {"kpi": "K-2", "period": dt.date(2026, month, 1), "value": value})
                        for month, value in ((8, 4.5), (9, 4.8), (10, 5))),
                      *(Add("Measurements", {"kpi": "K-2", "period": dt.date(2025, month, 1), "value": value})
                        for month, value in ((2, 1), (3, 1.5), (5, 2), (6, 3))), at=("Kpis", "K-2", "trend"))
    passing = example(Put("Improvements", "I-1", "linked_to", "K-1, K-2"))

    def wrong(self, rows: Rows, book: Book) -> Bools:
        off = np.fromiter((word == OFF_TARGET for word in book.truth("Kpis", "status")), bool, len(rows))
        worsening: Bools = np.logical_and(super().wrong(rows, book), ~off)
        return worsening


RULES = (TargetMissing, DirectionMissing, OffTargetWithoutAction, WorseningWithoutAction, FrequencyMissing,
         KpiOwnerMissing)
