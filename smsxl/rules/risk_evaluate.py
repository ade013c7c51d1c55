"""Evaluate: what has to be decided about a risk, and when it is looked at again (RSK401 to RSK502)."""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np

from smsxl.domain.tolerance import ABOVE_TOLERANCE, WITHIN_TOLERANCE, tolerance_for
from smsxl.functions import each
from smsxl.rules.base import AppliesTo, Detail, OnRegisters, RowRule, place_of
from smsxl.rules.common import among, equal, grace_days, has_action, is_open, scores, today, tolerance_now, unknown
from smsxl.rules.examples import Delete, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled
from smsxl.tables.book import Book
from smsxl.tables.risk import OPPORTUNITY_TREATMENTS, THREAT_TREATMENTS
from smsxl.tables.rows import Bools, Floats, Rows, as_serial, as_text

_TREAT: Final = "6.1.2 Treat"
_REVIEW: Final = "6.1.2 Review"
_CLAUSE: Final = "6.1.3"


def _undecided(rows: Rows, book: Book) -> Bools:
    """Return the open risks without a treatment.

    A residual rating that is lower all the same is the more special fault of RSK208, at the same cell.
    """
    lowered = scores(book, "residual") < scores(book, "current")
    return rows.blank("treatment") & is_open(rows) & ~lowered


def _nothing_done(rows: Rows, book: Book) -> Bools:
    """Return the risks above tolerance for which nothing at all is done."""
    acted = has_action(book)
    if acted is None:
        return np.zeros(len(rows), dtype=bool)
    return equal(tolerance_now(book), ABOVE_TOLERANCE) & ~acted


class TreatmentMissing(RowRule):
    """A risk is above the appetite, and nobody has decided what is done about it.

    What it checks: open threats above the appetite of their category: that a treatment is chosen.
    Why it matters: bearing a risk is a decision too; without one nobody has taken it. Within the tolerance it may be
    borne, so this is a warning; above it, RSK404 is an error.
    How to fix: choose a treatment; Accept is one.
    """

    code = "RSK401"
    name = "treatment-missing"
    severity = Severity.WARNING
    area = _TREAT
    clause = _CLAUSE
    message = "{id} {rated}, above its appetite, but no treatment is chosen."
    fix = "Choose a treatment; to bear the risk as it is, choose Accept."
    completeness = True
    applies_to = AppliesTo.THREATS
    table = "Risks"
    fields = ("treatment",)
    failing = example(Put("Risks", "R-4", "current_likelihood", 2), at=("Risks", "R-4", "treatment"))
    passing = example(Put("Risks", "R-4", "current_likelihood", 2), Put("Risks", "R-4", "treatment", "Accept"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        above = equal(tolerance_now(book), WITHIN_TOLERANCE, ABOVE_TOLERANCE)
        return ~(above & _undecided(rows, book) & ~_nothing_done(rows, book))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return _score_detail(rows, i, book)


class TreatmentUnknown(RowRule):
    """A treatment is none of the allowed ones.

    What it checks: the treatment of every risk against the list.
    Why it matters: every comparison and every count passes over a word that it does not know.
    How to fix: choose the treatment from the list.
    """

    code = "RSK402"
    name = "treatment-unknown"
    severity = Severity.ERROR
    area = _TREAT
    clause = _CLAUSE
    message = '{id} has the treatment "{value}", which is none of {expected}.'
    fix = "Choose one of {expected}."
    table = "Risks"
    fields = ("treatment",)
    failing = example(Put("Risks", "R-1", "treatment", "Mitigate"), at=("Risks", "R-1", "treatment"))
    passing = example(Put("Risks", "R-1", "treatment", "transfer (share)"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return ~unknown(rows.folded(field), rows.declaration[field].choice_keys.keys())

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail(expected=_treatments(rows, i), related=(place_of(rows, i, "type"),))


class TreatmentUnfitForType(RowRule):
    """A threat is treated like an opportunity, or the other way round.

    What it checks: threats are avoided, reduced, transferred or accepted; opportunities exploited, enhanced, shared
    or accepted.
    Why it matters: either the type or the treatment is wrong, and with the type every comparison is turned round.
    How to fix: correct the treatment or the type.
    """

    code = "RSK403"
    name = "treatment-unfit-for-type"
    severity = Severity.ERROR
    area = _TREAT
    clause = _CLAUSE
    message = "{id} has the treatment {value}, but for the type {type} the list has {expected}."
    fix = "Choose one of {expected}, or correct the type."
    on_registers = OnRegisters(message="{id} has the {column} {value}, which does not fit its type {type}.",
                               hidden="The treatment in {column} does not fit the type.",
                               fix="Correct the {column} or the type.", severity=Severity.WARNING)
    table = "Risks"
    fields = ("treatment",)
    failing = example(Put("Risks", "R-1", "treatment", "Exploit"), at=("Risks", "R-1", "treatment"))
    passing = example(Put("Risks", "R-5", "treatment", "Accept"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        kind, chosen = rows.choice("type"), rows.choice(field).tolist()
        unfit = equal(kind, "threat") & among(chosen, OPPORTUNITY_TREATMENTS - THREAT_TREATMENTS)
        unfit |= equal(kind, "opportunity") & among(chosen, THREAT_TREATMENTS - OPPORTUNITY_TREATMENTS)
        return ~unfit

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"type": rows.text("type")[i].strip()}, expected=_treatments(rows, i),
                      related=(place_of(rows, i, "type"),))


class AboveToleranceUntreated(RowRule):
    """A risk is above tolerance, and nothing is done about it.

    What it checks: open threats above the tolerance of their category: that a treatment is chosen or an action runs.
    Why it matters: above tolerance means that the organization can't bear it; this is the finding that an auditor
    writes up first.
    How to fix: choose a treatment and enter its actions, or have the risk accepted by whoever may.
    """

    code = "RSK404"
    name = "above-tolerance-untreated"
    severity = Severity.ERROR
    area = _TREAT
    clause = _CLAUSE
    message = "{id} {rated}, above its tolerance, but no treatment is chosen and no action is planned."
    fix = "Choose a treatment and enter its actions in Treatments, or have the risk accepted."
    applies_to = AppliesTo.THREATS
    table = "Risks"
    fields = ("treatment",)
    failing = example(Put("Risks", "R-2", "treatment", None), at=("Risks", "R-2", "treatment"))
    passing = example(Delete("Treatments", "T-1"), Put("Risks", "R-1", "treatment", "Accept"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return ~(_undecided(rows, book) & _nothing_done(rows, book))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return _score_detail(rows, i, book)


class ClosedAboveTolerance(RowRule):
    """A risk is closed although it is above tolerance.

    What it checks: closed threats: their current rating, or the inherent one where there is none, against the
    tolerance.
    Why it matters: a closed risk is neither treated nor reviewed nor shown, and this one can't be borne.
    How to fix: open it again, or rate it again if it is gone.
    """

    code = "RSK405"
    name = "closed-above-tolerance"
    severity = Severity.ERROR
    area = _TREAT
    clause = _CLAUSE
    message = "{id} is closed, but still {rated}, above its tolerance."
    fix = "Open it again, or rate it as it stands now."
    applies_to = AppliesTo.THREATS
    table = "Risks"
    fields = ("status",)
    failing = example(Put("Risks", "R-1", "status", "Closed"), at=("Risks", "R-1", "status"))
    passing = example(Put("Risks", "R-3", "status", "Closed"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return is_open(rows) | ~equal(tolerance_now(book), ABOVE_TOLERANCE)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return _score_detail(rows, i, book)


class ReviewMissing(Filled):
    """A risk has never been reviewed.

    What it checks: that every open, rated risk has the date of its last review.
    Why it matters: without it no next review can be set, and the rating grows old unnoticed.
    How to fix: enter the day on which the risk was last looked at; for a new risk the day of its rating.
    """

    code = "RSK501"
    name = "review-missing"
    severity = Severity.ERROR
    area = _REVIEW
    clause = _CLAUSE
    message = "{id} has no date of its last review, so its next review is not set."
    fix = "Enter the day on which the risk was last looked at."
    completeness = True
    table = "Risks"
    fields = ("last_review",)
    failing = example(Put("Risks", "R-3", "last_review", None), at=("Risks", "R-3", "last_review"))
    passing = example(Put("Risks", "R-3", "last_review", None), Put("Risks", "R-3", "status", "Closed"))

    def judged(self, rows: Rows, book: Book) -> Bools:
        rated = ~(rows.blank("current_likelihood") | rows.blank("current_impact"))
        return rated & is_open(rows)


class ReviewOverdue(RowRule):
    """The review of a risk is overdue.

    What it checks: open risks: the last review plus the days that its current level allows and the days of grace in
    Settings, against today.
    Why it matters: controls wear out and the world changes; after this time the rating is no longer believed.
    How to fix: look at the risk again, correct its ratings and enter the day.
    """

    code = "RSK502"
    name = "review-overdue"
    severity = Severity.WARNING
    area = _REVIEW
    clause = _CLAUSE
    message = "{id} was last reviewed on {value}, and its next review was due on {due}."
    fix = "Review the risk and enter the day."
    table = "Risks"
    fields = ("last_review",)
    failing = example(Put("Risks", "R-1", "last_review", dt.date(2026, 7, 1)), at=("Risks", "R-1", "last_review"))
    passing = example(Put("Risks", "R-3", "last_review", dt.date(2026, 7, 1)))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        late = _next_review(book) + grace_days(book) < today(book)
        return ~(late & is_open(rows) & np.isfinite(rows.date(field)))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        due = book.truth("Risks", "next_review")[i]
        return Detail({"due": as_text(due)}, related=(place_of(rows, i, "next_review"),))


def _next_review(book: Book) -> Floats:
    return np.array(each(book.truth("Risks", "next_review"), as_serial), dtype=float)


def _treatments(rows: Rows, i: int) -> str:
    """Return the treatments for the type of a risk, in words."""
    keys = OPPORTUNITY_TREATMENTS if rows.choice("type")[i] == "opportunity" else THREAT_TREATMENTS
    return ", ".join(choice.label for choice in rows.declaration["treatment"].choices if choice.key in keys)


def _score_detail(rows: Rows, i: int, book: Book) -> Detail:
    """Return what is compared with the tolerance, and its place: the score, or the level where that decides."""
    kind = "current" if np.isfinite(scores(book, "current")[i]) else "inherent"
    score = float(scores(book, kind)[i])
    limits = tolerance_for(rows.text("category")[i].strip(), book.criteria.tolerances)
    by_level = limits is not None and limits.tolerance is not None and score <= limits.tolerance and (
        tolerance_now(book)[i] == ABOVE_TOLERANCE)
    rated = f"has the level {as_text(book.truth('Risks', f'{kind}_level')[i])}" if by_level else (
        f"scores {as_text(score)}")
    return Detail({"rated": rated}, related=(place_of(rows, i, f"{kind}_{'level' if by_level else 'score'}"),))


RULES = (TreatmentMissing, TreatmentUnknown, TreatmentUnfitForType, AboveToleranceUntreated, ClosedAboveTolerance,
         ReviewMissing, ReviewOverdue)
