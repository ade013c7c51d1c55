"""Objectives: aligned, SMART, measured, provided for, told and followed up (OBJ101 to OBJ110)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Final

import numpy as np

from smsxl.rules.base import Detail, RowRule, place_of
from smsxl.rules.common import among, equal, named_in, per_book
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Owned, Timely, as_day, listed
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_AREA: Final = "6.3 Objectives"
_CLAUSE: Final = "6.2"

_NEEDED: Final = {
    "S": ("metric",), "M": ("metric", "baseline", "target", "unit"), "A": ("why_achievable",),
    "T": ("due",)}
"""The fields behind each letter of SMART. A blank objective, R and a due date before the start are found by others."""

_MEANS: Final = {"S": "specific", "M": "measurable", "A": "achievable", "T": "time-bound"}


def is_live(rows: Rows) -> Bools:
    """Return the objectives that were not dropped."""
    return ~equal(rows.choice("status"), "dropped")


def is_pursued(rows: Rows) -> Bools:
    """Return the objectives that are still to be reached."""
    return ~equal(rows.choice("status"), "dropped", "achieved", "missed")


@per_book
def _gaps(book: Book, letter: str) -> Bools:
    """Return the objectives that lack a letter of SMART, as the worksheet function says it."""
    words = book.truth("Objectives", "smart_gaps")
    return np.fromiter((isinstance(word, str) and letter in word.split(", ") for word in words), bool, len(words))


class NotSmart(RowRule):
    """An objective is not SMART.

    What it checks: that an objective is specific (a metric besides its text), measurable (metric, baseline, target and
    unit), achievable (a reason why) and time-bound (a due date). The business goal that makes it relevant, and a due
    date before the start, are findings of their own.
    Why it matters: nobody can say whether such an objective was reached, so nobody works for it.
    How to fix: fill in what the message names.
    """

    code = "OBJ101"
    name = "not-smart"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "{id} is not {letters}: {missing}."
    fix = "Fill in {fields}."
    completeness = True
    table = "Objectives"
    fields = tuple(dict.fromkeys(field for fields in _NEEDED.values() for field in fields))
    failing = example(Put("Objectives", "O-1", "baseline", None), at=("Objectives", "O-1", "baseline"))
    passing = example(Put("Objectives", "O-1", "start", None))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        gaps = [_gaps(book, letter) for letter, fields in _NEEDED.items() if field in fields]
        lacking: Bools = np.logical_or.reduce(gaps)
        bad = lacking & rows.blank(field) & is_live(rows)
        for earlier in self.fields[:self.fields.index(field)]:
            bad &= ~rows.blank(earlier)  # one finding an objective, at the first cell that is blank
        return ~bad

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        letters = [letter for letter in _NEEDED if _gaps(book, letter)[i] and _blank(rows, i, letter)]
        blank = [name for name in self.fields if rows.blank(name)[i]]
        headers = [rows.declaration[name].header for name in blank]
        return Detail({"letters": listed([f"{_MEANS[letter]} ({letter})" for letter in letters]),
                       "missing": f"{listed(headers)} {'is' if len(headers) == 1 else 'are'} blank",
                       "fields": listed(headers)}, expected="all of SMART",
                      related=tuple(place_of(rows, i, name) for name in blank if name != field))


def _blank(rows: Rows, i: int, letter: str) -> bool:
    return any(rows.blank(field)[i] for field in _NEEDED[letter])


class _Unserved(RowRule):
    """The shared check of objectives that no row of another table names."""

    area = _AREA
    clause = _CLAUSE
    completeness = True
    table = "Objectives"
    fields = ("id",)
    by: ClassVar[tuple[str, str]]
    """The table and its column that should name it."""

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        named = named_in(book, *self.by)
        if named is None:
            return np.ones(len(rows), dtype=bool)
        return among(rows.folded(field), named) | rows.blank(field) | ~is_live(rows)


class ObjectiveWithoutKpi(_Unserved):
    """No KPI shows whether an objective is reached.

    What it checks: that every objective that was not dropped is the objective of at least one KPI.
    Why it matters: an objective that nobody measures is a wish.
    How to fix: name the objective at the KPI that shows it, or add one.
    """

    code = "OBJ102"
    name = "objective-without-kpi"
    severity = Severity.ERROR
    message = "No KPI shows whether {id} is reached."
    fix = "Name {id} at the KPI that shows it, or add such a KPI."
    by = ("Kpis", "objective")
    failing = example(Put("Kpis", "K-1", "objective", "O-2"), at=("Objectives", "O-1", "id"))
    passing = example(Put("Kpis", "K-1", "objective", "o-1 "))


class ObjectiveWithoutResource(_Unserved):
    """Nothing is provided for an objective.

    What it checks: that every objective that was not dropped is named by at least one resource.
    Why it matters: without people, means or money it will not be reached.
    How to fix: name the objective at the resources that serve it, or plan them.
    """

    code = "OBJ103"
    name = "objective-without-resource"
    severity = Severity.WARNING
    message = "No resource is planned for {id}."
    fix = "Name {id} at the resources that serve it, or plan them."
    by = ("Resources", "used_for")
    failing = example(Put("Resources", "RS-2", "used_for", "PR-1"), Put("Resources", "RS-5", "used_for", "O-2"),
                      at=("Objectives", "O-1", "id"))
    passing = example(Put("Resources", "RS-2", "used_for", "PR-1"))


class ObjectiveWithoutBusinessGoal(Filled):
    """An objective serves no business goal.

    What it checks: that every objective that was not dropped names the business goal that it serves.
    Why it matters: service management is there for the business; an objective without such a goal can't be weighed
    against others, and it is not relevant in the sense of SMART.
    How to fix: enter the goal, or drop the objective.
    """

    code = "OBJ104"
    name = "objective-without-business-goal"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{id} names no business goal that it serves, so it is not relevant (R)."
    fix = "Enter the business goal that it serves, or drop the objective."
    completeness = True
    table = "Objectives"
    fields = ("business_goal",)
    failing = example(Put("Objectives", "O-1", "business_goal", None), at=("Objectives", "O-1", "business_goal"))
    passing = example(Put("Objectives", "O-1", "business_goal", None), Put("Objectives", "O-1", "status", "Dropped"),
                      Put("Kpis", "K-1", "objective", "O-2"))

    def judged(self, rows: Rows, book: Book) -> Bools:
        return is_live(rows)


class DueBeforeStart(RowRule):
    """An objective is due before its work starts.

    What it checks: that the due date of an objective that was not dropped lies after its start.
    Why it matters: one of the two dates is wrong, and the road map with it.
    How to fix: correct the date that is wrong.
    """

    code = "OBJ105"
    name = "due-before-start"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{id} is due on {due}, but it starts on {start}."
    fix = "Correct the date that is wrong: the due date has to lie after the start."
    table = "Objectives"
    fields = ("due",)
    failing = example(Put("Objectives", "O-1", "start", dt.date(2027, 6, 1)), at=("Objectives", "O-1", "due"))
    passing = example(Put("Objectives", "O-1", "start", None))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        # As the domain has it: whole days, so that a time of day makes no difference.
        return ~((np.floor(rows.date(field)) <= np.floor(rows.date("start"))) & is_live(rows))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        start = as_day(rows, "start", i)
        return Detail({"due": as_day(rows, field, i), "start": start}, expected=f"a date after {start}",
                      related=(place_of(rows, i, "start"),))


class OverdueAndOpen(Timely):
    """An objective is still open after its due date.

    What it checks: that no objective is open past the day by which it should be reached.
    Why it matters: it was missed, and nobody has said so or given it a new date.
    How to fix: set it to Achieved, Missed or Dropped with its result, or agree a new date.
    """

    code = "OBJ106"
    name = "overdue-and-open"
    area = _AREA
    clause = _CLAUSE
    message = "{id} was due on {day}, {late} ago, and is still open."
    fix = "Set it to Achieved, Missed or Dropped and enter the result, or agree a new date."
    table = "Objectives"
    fields = ("due",)
    failing = example(Put("Objectives", "O-1", "due", dt.date(2026, 11, 21)), at=("Objectives", "O-1", "due"))
    passing = example(Put("Objectives", "O-1", "due", dt.date(2026, 11, 22)))


class _NeededWhilePursued(Filled):
    """The shared check of what an objective needs as long as it is to be reached."""

    area = _AREA
    clause = _CLAUSE
    completeness = True
    table = "Objectives"

    def judged(self, rows: Rows, book: Book) -> Bools:
        return is_pursued(rows)


class ObjectiveNotCommunicated(_NeededWhilePursued):
    """Nobody was told about an objective.

    What it checks: that every open objective says when the people concerned were told.
    Why it matters: people can't work towards what they have not heard of.
    How to fix: tell them, and enter the date.
    """

    code = "OBJ107"
    name = "objective-not-communicated"
    severity = Severity.WARNING
    message = "{id} does not say when the people concerned were told about it."
    fix = "Tell the people concerned, and enter the date."
    fields = ("communicated_on",)
    failing = example(Put("Objectives", "O-1", "communicated_on", None), at=("Objectives", "O-1", "communicated_on"))
    passing = example(Put("Objectives", "O-2", "communicated_on", None))


class ObjectiveWithoutActions(_NeededWhilePursued):
    """Nothing is planned for an objective.

    What it checks: that every open objective says what will be done for it.
    Why it matters: without actions nothing will change, and the metric will stay where it is.
    How to fix: enter what will be done.
    """

    code = "OBJ108"
    name = "objective-without-actions"
    severity = Severity.WARNING
    message = "{id} does not say what will be done to reach it."
    fix = "Enter the actions that lead to it."
    fields = ("actions",)
    failing = example(Put("Objectives", "O-1", "actions", None), at=("Objectives", "O-1", "actions"))
    passing = example(Put("Objectives", "O-2", "actions", None))


class ClosedWithoutResult(Filled):
    """An objective was closed without a result.

    What it checks: that every objective that was achieved or missed says what came of it.
    Why it matters: the result is the evidence, and what the next objective is set by.
    How to fix: enter where the metric stands and what was learnt.
    """

    code = "OBJ109"
    name = "closed-without-result"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "{id} is {status}, but it does not say with what result."
    fix = "Enter where the metric stands now and what was learnt."
    completeness = True
    table = "Objectives"
    fields = ("result",)
    failing = example(Put("Objectives", "O-2", "result", None), at=("Objectives", "O-2", "result"))
    passing = example(Put("Objectives", "O-1", "result", None))

    def judged(self, rows: Rows, book: Book) -> Bools:
        return equal(rows.choice("status"), "achieved", "missed")

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"status": rows.text("status")[i].strip().lower()}, expected="the result")


class ObjectiveOwnerMissing(Owned):
    """Nobody answers for an objective.

    What it checks: that every objective that was not dropped names the role that answers for it.
    Why it matters: what everybody answers for, nobody does.
    How to fix: choose the role.
    """

    code = "OBJ110"
    name = "objective-owner-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    table = "Objectives"
    failing = example(Put("Objectives", "O-1", "owner_role", None), at=("Objectives", "O-1", "owner_role"))
    passing = example(Put("Objectives", "O-1", "owner_role", "process owner"))

    def judged(self, rows: Rows, book: Book) -> Bools:
        return is_live(rows)


RULES = (NotSmart, ObjectiveWithoutKpi, ObjectiveWithoutResource, ObjectiveWithoutBusinessGoal, DueBeforeStart,
         OverdueAndOpen, ObjectiveNotCommunicated, ObjectiveWithoutActions, ClosedWithoutResult,
         ObjectiveOwnerMissing)
