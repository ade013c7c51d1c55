"""Measurements: every period has its value, once, for a KPI that is there (KPI103, KPI106 to KPI108)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final

import numpy as np

from smsxl.domain.dates import from_serial
from smsxl.domain.periods import Period, missing_periods, period_of
from smsxl.rules.base import Detail, RowRule, place_of
from smsxl.rules.common import among, grace_days, holds, per_book
from smsxl.rules.examples import Add, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.kpis import AREA, CLAUSE
from smsxl.rules.shared import Listed
from smsxl.rules.workbook_kinds import Misfit, misfit
from smsxl.tables import BY_NAME
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_NAMED: Final = 3
"""How many missing periods a message names."""

_SEVERAL: Final = 3
"""From how many periods on it can be seen that a KPI is measured more often than its frequency says."""

_LABELS: Final = {choice.key: choice.label for choice in BY_NAME["Kpis"]["frequency"].choices}


@per_book
def _days(book: Book) -> dict[int, list[tuple[int, dt.date]]]:
    """Return for each KPI, by its row, its measurements with a readable day: their rows and days."""
    rows, index = book["Measurements"], book["Kpis"].index
    days = rows.date("period")
    found: dict[int, list[tuple[int, dt.date]]] = {}
    for k in map(int, np.flatnonzero(np.isfinite(days))):
        i = index.get(rows.folded("kpi")[k])
        if i is not None:
            found.setdefault(i, []).append((k, from_serial(float(days[k])).date()))
    return found


@per_book
def _strays(book: Book) -> tuple[tuple[dt.date, ...], Counter[str]]:
    """Return the measurements that may belong elsewhere.

    Those whose KPI is not there as their days, and how many have no readable day by the KPI that they name.
    """
    rows, index = book["Measurements"], book["Kpis"].index
    kpis, days = rows.folded("kpi"), rows.date("period")
    readable, there = np.isfinite(days), among(kpis, index.keys())
    lost = (from_serial(float(day)).date() for day in days[readable & ~there])
    return tuple(lost), Counter(kpis[k] for k in np.flatnonzero(~readable))


def _frequency(kpis: Rows, i: int) -> str | None:
    """Return a KPI's frequency as the domain writes it; None where it has none that is known."""
    return _LABELS.get(kpis.choice("frequency")[i] or "")


@per_book
def _missing(book: Book) -> dict[int, list[Period]]:
    """Return for each KPI, by its row, the periods that ended (and the days of grace with them) without a value.

    A value whose KPI or day is mistyped, or that stands in a period that has one already, may be the missing one:
    where there are as many of these as are missing, their own findings come first.
    """
    kpis = book["Kpis"]
    until = book.as_of - dt.timedelta(days=int(grace_days(book)))
    lost, dayless = _strays(book)
    repeated = Counter(kpi for kpi, _ in _repeated(book).values())
    found: dict[int, list[Period]] = {}
    for i in range(len(kpis)):
        frequency = _frequency(kpis, i)
        if frequency is None or i not in _days(book):
            continue
        missing = missing_periods([day for _, day in _days(book)[i]], frequency, until)
        if missing:
            elsewhere = {period_of(day, frequency) for day in lost}
            missing = [period for period in missing if period not in elsewhere]
        if len(missing) > repeated[i] + dayless[kpis.folded("id")[i]]:
            found[i] = missing
    return found


class MeasurementMissing(RowRule):
    """A KPI was not measured.

    What it checks: that every KPI has a value, and from its first one on a value for every period of its frequency
    that has ended; the last one may be late by the days of grace in Settings.
    Why it matters: a trend over gaps means nothing, and where nobody measures nobody steers.
    How to fix: enter the missing values; where it is measured less often than was agreed, agree the frequency anew.
    """

    code = "KPI103"
    name = "measurement-missing"
    severity = Severity.WARNING
    area = AREA
    clause = CLAUSE
    message = "{id} has no value{periods}."
    fix = "Enter {expected} on Measurements, or agree another frequency."
    completeness = True
    table = "Kpis"
    fields = ("id", "frequency")
    failing = example(Put("Kpis", "K-2", "frequency", "Monthly"), at=("Kpis", "K-2", "frequency"))
    passing = example(Put("Kpis", "K-1", "frequency", "Quarterly"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = np.ones(len(rows), dtype=bool)
        if not holds(book, "Measurements", "kpi", "period", "value") or not len(book["Measurements"]):
            return passed
        if field == "frequency":
            passed[list(_missing(book))] = False
            return passed
        if _mistyped(book):
            return passed
        measured = _days(book)
        for i, kpi in enumerate(rows.folded(field)):
            passed[i] = not kpi or rows.index[kpi] in measured
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        if field == "id":
            return Detail({"periods": " at all"}, expected="its values")
        missing = _missing(book)[i]
        named = ", ".join(map(str, missing[:_NAMED]))
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        return Detail({"periods": f" for {named}{more}"},
                      expected="the missing value" if len(missing) == 1 else "the missing values")


@per_book
def _mistyped(book: Book) -> bool:
    """Whether a measurement names no KPI or one that is not there, or has no readable day: it may be a missing one."""
    rows = book["Measurements"]
    return bool(set(rows.folded("kpi")) - book["Kpis"].index.keys()) or not np.isfinite(rows.date("period")).all()


class MeasurementKpiUnknown(Listed):
    """A value belongs to no KPI.

    What it checks: the KPI of every measurement against the ids on KPIs.
    Why it matters: the value is in no latest figure, no status and no trend.
    How to fix: correct the id, or enter the KPI.
    """

    code = "KPI106"
    name = "measurement-kpi-unknown"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = 'No KPI has the id "{value}" that this value belongs to.'
    fix = "Correct the id, or enter the KPI."
    table = "Measurements"
    fields = ("kpi",)
    failing = example(Add("Measurements", {"kpi": "K-9", "period": dt.date(2026, 10, 1), "value": 1}))
    passing = example(Put("Measurements", "", "kpi", "k-1"))


def is_no_number(value: object, rows: Rows) -> bool:
    """Whether a measured value is a text that can't be read as a number."""
    return isinstance(value, str) and misfit(value, rows.declaration["value"], names_things=False) is Misfit.WRONG_TYPE


class ValueNotANumber(RowRule):
    """A measured value is no number.

    What it checks: every value on Measurements for words, such as "n/a" or "see report". Numbers that were typed as
    text are another finding.
    Why it matters: the value counts nowhere, and its status can't be calculated.
    How to fix: enter the number; leave out the row where nothing was measured, and put the words into the comment.
    """

    code = "KPI107"
    name = "value-not-a-number"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = 'The value "{value}" of {kpi} is no number.'
    fix = "Enter the number, and put the words into the comment."
    table = "Measurements"
    fields = ("value",)
    failing = example(Put("Measurements", "", "value", "see report"))
    passing = example(Put("Measurements", "", "value", 97))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return np.fromiter((not is_no_number(value, rows) for value in rows.raw(field)), bool, len(rows))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"kpi": rows.text("kpi")[i].strip() or "a KPI"}, expected="a number")


@per_book
def _repeated(book: Book) -> dict[int, tuple[int, int]]:
    """Return the measurements with a value whose KPI has one for the same period: their rows, the KPI, that row."""
    kpis, blank = book["Kpis"], book["Measurements"].blank("value")
    found: dict[int, tuple[int, int]] = {}
    for i, measured in _days(book).items():
        frequency = _frequency(kpis, i)
        first: dict[object, int] = {}
        for k, day in measured:
            key = day if frequency is None else period_of(day, frequency)
            if not blank[k] and first.setdefault(key, k) != k:
                found[k] = i, first[key]
    return found


@per_book
def _too_often(book: Book) -> dict[int, int]:
    """Return the KPIs with more repeated values than periods, and how many: it is their frequency that is wrong."""
    repeated = Counter(kpi for kpi, _ in _repeated(book).values())
    periods = {i: len(measured) - repeated[i] for i, measured in _days(book).items()}
    return {i: count for i, count in repeated.items()
            if _SEVERAL <= periods[i] < count and _frequency(book["Kpis"], i) is not None}


class PeriodRepeated(RowRule):
    """A KPI has two values for one period.

    What it checks: that no KPI has two values within one period of its frequency. A KPI with several values for most
    of its periods is measured more often than its frequency says, which is one finding, at the first of them.
    Why it matters: one of the two is wrong, and the figures use both.
    How to fix: delete the wrong one, or correct its period; choose the frequency by which the KPI is measured.
    """

    code = "KPI108"
    name = "period-repeated"
    severity = Severity.WARNING
    area = AREA
    clause = CLAUSE
    message = "{kpi} already has a value for {name}{more}."
    fix = "{remedy}."
    table = "Measurements"
    fields = ("period",)
    failing = example(Add("Measurements", {"kpi": "K-1", "period": dt.date(2026, 10, 15), "value": 96}))
    passing = example(Add("Measurements", {"kpi": "K-1", "period": dt.date(2026, 11, 1), "value": 96}))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = np.ones(len(rows), dtype=bool)
        if holds(book, "Kpis", "id"):
            said: set[int] = set()
            for k, (kpi, _) in _repeated(book).items():
                passed[k] = kpi in said and kpi in _too_often(book)
                said.add(kpi)
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        kpi, first = _repeated(book)[i]
        frequency = _frequency(book["Kpis"], kpi)
        day = from_serial(float(rows.date(field)[i])).date()
        name = str(period_of(day, frequency) if frequency else day)
        words = {"kpi": rows.text("kpi")[i].strip(), "name": name, "more": "",
                 "remedy": "Delete the wrong one, or correct its period"}
        if kpi in _too_often(book):
            words |= {"more": f", and so it is with {_too_often(book)[kpi] - 1} more of its values",
                      "remedy": f"Choose on KPIs how often it is measured, if that is not {frequency}, or delete the "
                                "values that are wrong"}
        return Detail(words, expected="one value a period", related=(place_of(rows, first, field),))


RULES = (MeasurementMissing, MeasurementKpiUnknown, ValueNotANumber, PeriodRepeated)
