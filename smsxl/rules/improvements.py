"""Improvements and reviews: who does them, what gave rise to them, what came of them (IMP101 to IMP107)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import numpy as np

from smsxl.rules.base import BookRule, Detail, Hit, RowRule, at_header
from smsxl.rules.common import equal, grace_days, today, unreadable
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Owned, Timely, as_day
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_AREA: Final = "6.3 Improvement and review"
_IMPROVEMENT: Final = "10.2"
_REVIEW: Final = "9.3"

YEAR: Final = 365
"""Days within which the plan has to be looked at again."""


class ImprovementWithoutOwner(Owned):
    """Nobody answers for an improvement.

    What it checks: that every improvement that was not rejected names the role that answers for it.
    Why it matters: an improvement that belongs to nobody does not happen.
    How to fix: choose the role.
    """

    code = "IMP101"
    name = "improvement-without-owner"
    severity = Severity.ERROR
    area = _AREA
    clause = _IMPROVEMENT
    table = "Improvements"
    failing = example(Put("Improvements", "I-1", "owner_role", None), at=("Improvements", "I-1", "owner_role"))
    passing = example(Put("Improvements", "I-1", "owner_role", None), Put("Improvements", "I-1", "status", "Rejected"))

    def judged(self, rows: Rows, book: Book) -> Bools:
        return ~equal(rows.choice("status"), "rejected")


class SourceMissing(Filled):
    """Nothing says what gave rise to an improvement.

    What it checks: that every improvement names its source: a KPI, an audit, feedback, a risk, a review or another.
    Why it matters: improvement shall come from measurements and from what people say; without the source nobody can
    see whether it does.
    How to fix: choose the source.
    """

    code = "IMP102"
    name = "source-missing"
    severity = Severity.WARNING
    area = _AREA
    clause = _IMPROVEMENT
    message = "{id} does not say what gave rise to it."
    fix = "Choose the source: a KPI, an audit, feedback, a risk, a review or another."
    completeness = True
    table = "Improvements"
    fields = ("source",)
    failing = example(Put("Improvements", "I-1", "source", None), at=("Improvements", "I-1", "source"))
    passing = example(Put("Improvements", "I-1", "source", "Feedback"))


class ImprovementOverdue(Timely):
    """An improvement is overdue.

    What it checks: that no open improvement is past its date.
    Why it matters: it was promised by then; what it was to mend goes on.
    How to fix: finish it and enter the result, reject it, or agree a new date.
    """

    code = "IMP103"
    name = "improvement-overdue"
    area = _AREA
    clause = _IMPROVEMENT
    message = "{id} was due on {day}, {late} ago, and is not done."
    fix = "Finish it and enter the result, reject it, or agree a new date."
    table = "Improvements"
    fields = ("due",)
    failing = example(Put("Improvements", "I-1", "due", dt.date(2026, 11, 1)), at=("Improvements", "I-1", "due"))
    passing = example(Put("Improvements", "I-1", "due", dt.date(2026, 11, 22)))


class DoneWithoutResult(Filled):
    """An improvement is done, and nothing says what came of it.

    What it checks: that every improvement that is done has a result.
    Why it matters: without the result nobody knows whether it helped, and the next one can't learn from it.
    How to fix: enter what changed, best with the figure that shows it.
    """

    code = "IMP104"
    name = "done-without-result"
    severity = Severity.WARNING
    area = _AREA
    clause = _IMPROVEMENT
    message = "{id} is done, but it does not say what came of it."
    fix = "Enter what changed, best with the figure that shows it."
    completeness = True
    table = "Improvements"
    fields = ("result",)
    failing = example(Put("Improvements", "I-2", "result", None), at=("Improvements", "I-2", "result"))
    passing = example(Put("Improvements", "I-1", "result", None))

    def judged(self, rows: Rows, book: Book) -> Bools:
        return equal(rows.choice("status"), "done")


class PlanReviewOverdue(RowRule):
    """A review is overdue.

    What it checks: for each kind of review the next date of the latest one, with the days of grace of Settings.
    Why it matters: the review was planned and did not take place; the plan goes on without it.
    How to fix: hold the review and enter it as a row of its own, or enter the date to which it was moved.
    """

    code = "IMP105"
    name = "plan-review-overdue"
    severity = Severity.WARNING
    area = _AREA
    clause = _REVIEW
    message = "The next {kind} after {id} was due on {day}, and there is none."
    fix = "Hold it and enter it as a row of its own, or enter the date to which it was moved."
    table = "Reviews"
    fields = ("next_date",)
    failing = example(Put("Reviews", "RV-2", "next_date", dt.date(2026, 11, 1)), at=("Reviews", "RV-2", "next_date"))
    passing = example(Put("Reviews", "RV-2", "next_date", dt.date(2026, 11, 20)))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        days = np.floor(rows.date("date"))
        passed = np.ones(len(rows), dtype=bool)
        late = np.floor(rows.date(field)) + grace_days(book) < today(book)
        kinds = rows.choice("kind")
        for i in np.flatnonzero(late):
            # One whose kind or date can't be read may be the review that is missing; that finding comes first.
            later = (equal(kinds, str(kinds[i])) | unreadable(kinds)) & ~(days <= days[i])
            passed[i] = not kinds[i] or not np.isfinite(days[i]) or bool(later.any())
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"kind": rows.text("kind")[i].strip().lower(), "day": as_day(rows, field, i)},
                      expected=f"{book.as_of.isoformat()} or later")


class NoReviewInAYear(BookRule):
    """The plan has not been reviewed for a year.

    What it checks: that a management review or a plan review took place within the last 365 days.
    Why it matters: the standard asks for reviews at planned intervals; a plan that nobody has looked at for a year
    describes another organization.
    How to fix: hold the review, and enter what it concluded.
    """

    code = "IMP106"
    name = "no-review-in-a-year"
    severity = Severity.ERROR
    area = _AREA
    clause = _REVIEW
    message = "Neither a management review nor a plan review took place in the year before {day}{last}."
    fix = "Hold the review, and enter what it concluded."
    completeness = True
    failing = example(Put("Reviews", "RV-1", "date", dt.date(2025, 11, 1)),
                      Put("Reviews", "RV-2", "date", dt.date(2025, 11, 2)))
    passing = example(Put("Reviews", "RV-1", "date", dt.date(2025, 11, 1)))

    def find(self, book: Book) -> Iterator[Hit]:
        rows = book.rows.get("Reviews")
        if rows is None or not len(rows) or not all(field in rows for field in ("date", "kind")):
            return
        kinds, days = rows.choice("kind"), np.floor(rows.date("date"))
        mine = equal(kinds, "management_review", "plan_review")
        # One whose kind or date is blank or can't be read may be the one; that finding comes first.
        may_be = mine | equal(kinds, "") | unreadable(kinds)
        if (may_be & (((days >= today(book) - YEAR) & (days <= today(book))) | ~np.isfinite(days))).any():
            return
        held = np.flatnonzero(mine & (days <= today(book))).tolist()
        latest = max(held, key=lambda i: days[i], default=None)
        last = "" if latest is None else f"; the last one was on {as_day(rows, 'date', latest)}"
        yield at_header(rows, "date", Detail({"day": book.as_of.isoformat(), "last": last},
                                             expected="a review within the year"))


class ReviewWithoutConclusions(Filled):
    """A review took place, and nothing says what it concluded.

    What it checks: that every review before today has its conclusions; one of today may still be written up.
    Why it matters: the decisions are the reason for the review and its evidence.
    How to fix: enter what was found and decided, or where the minutes are.
    """

    code = "IMP107"
    name = "review-without-conclusions"
    severity = Severity.WARNING
    area = _AREA
    clause = _REVIEW
    message = "{id} took place on {day}, but it has no conclusions."
    fix = "Enter what was found and decided, or where the minutes are."
    completeness = True
    table = "Reviews"
    fields = ("conclusions",)
    failing = example(Put("Reviews", "RV-1", "conclusions", None), at=("Reviews", "RV-1", "conclusions"))
    passing = example(Put("Reviews", "RV-1", "conclusions", None), Put("Reviews", "RV-1", "date", dt.date(2026, 12, 1)))

    def judged(self, rows: Rows, book: Book) -> Bools:
        held: Bools = rows.date("date") < today(book)
        return held

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"day": as_day(rows, "date", i)}, expected="the conclusions")


RULES = (ImprovementWithoutOwner, SourceMissing, ImprovementOverdue, DoneWithoutResult, PlanReviewOverdue,
         NoReviewInAYear, ReviewWithoutConclusions)
