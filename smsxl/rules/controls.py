"""Control: the controls and the credit that ratings give them (TRT201 to TRT206)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set as AbstractSet
from typing import Final

import numpy as np

from smsxl.rules.base import AppliesTo, Detail, RowRule, place_of
from smsxl.rules.common import equal, holds, is_open, scores, today
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Listed, unknown_ids
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_CONTROL: Final = "6.1.2 Control"
_CLAUSE: Final = "6.1.3"
_MONITORING_CLAUSE: Final = "9.1"


class ControlUnknown(Listed):
    """A risk names a control that is not listed.

    What it checks: every id in the controls of a risk against Controls.
    Why it matters: the rating counts on something that nobody owns, watches or can show to an auditor.
    How to fix: correct the id, or enter the control in Controls.
    """

    code = "TRT201"
    name = "control-unknown"
    severity = Severity.ERROR
    area = _CONTROL
    clause = _CLAUSE
    message = "{id} counts on {unknown}, which Controls does not list."
    fix = "Correct the id, or enter the control in Controls."
    table = "Risks"
    fields = ("controls",)
    failing = example(Put("Risks", "R-1", "controls", "C-1, C-77"), at=("Risks", "R-1", "controls"))
    passing = example(Put("Risks", "R-1", "controls", "c-1; C-1"))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"unknown": unknown_ids(rows, i, field, book)})


def _any(risks: Rows, wanted: AbstractSet[str]) -> Bools:
    """Return the risks whose controls are among the wanted ones."""
    if not wanted:
        return np.zeros(len(risks), dtype=bool)
    return np.fromiter((not wanted.isdisjoint(ids) for ids in risks.ids("controls")), bool, len(risks))


class ControlOwnerMissing(Filled):
    """A control has no owner.

    What it checks: that every control that is not retired names who keeps it working.
    Why it matters: a control that belongs to nobody is the first to fail unnoticed.
    How to fix: enter the person or the role that keeps it working.
    """

    code = "TRT202"
    name = "control-owner-missing"
    severity = Severity.ERROR
    area = _CONTROL
    clause = _CLAUSE
    message = "The control {id} has no owner."
    fix = "Enter who keeps it working."
    completeness = True
    table = "Controls"
    fields = ("owner",)
    failing = example(Put("Controls", "C-1", "owner", None), at=("Controls", "C-1", "owner"))
    passing = example(Put("Controls", "C-2", "owner", None), Put("Controls", "C-2", "status", "Retired"))

    def judged(self, rows: Rows, book: Book) -> Bools:
        return ~equal(rows.choice("status"), "retired")


def _active(rows: Rows) -> Bools:
    return equal(rows.choice("status"), "active")


class ControlMonitoringMissing(Filled):
    """Nobody can say how the effect of a control is watched.

    What it checks: that every active control says how it is monitored.
    Why it matters: current ratings trust the controls; the trust has to come from somewhere.
    How to fix: write how anyone would notice that it no longer works: a test, a report, an alarm.
    """

    code = "TRT203"
    name = "control-monitoring-missing"
    severity = Severity.WARNING
    area = _CONTROL
    clause = _MONITORING_CLAUSE
    message = "The control {id} is active, but does not say how its effect is watched."
    fix = "Write how anyone would notice that it no longer works."
    completeness = True
    table = "Controls"
    fields = ("monitoring",)
    failing = example(Put("Controls", "C-1", "monitoring", None), at=("Controls", "C-1", "monitoring"))
    passing = example(Put("Controls", "C-2", "monitoring", None))

    def judged(self, rows: Rows, book: Book) -> Bools:
        return _active(rows)


class ControlCheckOverdue(RowRule):
    """The check of a control is overdue.

    What it checks: active controls: that the day of their next check has not passed.
    Why it matters: what was effective at the last check may have stopped since; the ratings count on it all the same.
    How to fix: check it, and enter the result, the day and the day of the next check.
    """

    code = "TRT204"
    name = "control-check-overdue"
    severity = Severity.WARNING
    area = _CONTROL
    clause = _MONITORING_CLAUSE
    message = "The check of the control {id} was due on {value}."
    fix = "Check it, and enter the day of the check and of the next one."
    table = "Controls"
    fields = ("next_check",)
    failing = example(Put("Controls", "C-1", "next_check", dt.date(2026, 11, 21)),
                      at=("Controls", "C-1", "next_check"))
    passing = example(Put("Controls", "C-1", "next_check", dt.date(2026, 11, 22)))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return ~((np.floor(rows.date(field)) < today(book)) & _active(rows))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail(related=(place_of(rows, i, "last_check"),) if "last_check" in rows else ())


class _Credited(RowRule):
    """The shared check of controls that must not lower a rating: those for which `field` holds one of `keys`."""

    area = _CONTROL
    clause = _CLAUSE
    applies_to = AppliesTo.THREATS
    table = "Risks"
    fields = ("controls",)

    def useless(self, controls: Rows) -> dict[str, int]:
        """Return the controls that deserve no credit: the record by the folded id."""
        raise NotImplementedError

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        if not holds(book, "Controls", "id"):
            return np.ones(len(rows), dtype=bool)
        lowered = scores(book, "current") < scores(book, "inherent")
        return ~(_any(rows, self.useless(book["Controls"]).keys()) & lowered & is_open(rows))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        controls = book["Controls"]
        records = self.useless(controls)
        named = [records[text] for text in dict.fromkeys(rows.ids(field)[i]) if text in records]
        return Detail(
            {"controls": ", ".join(f"{controls.key_of(k)} ({self.says(controls, k)})" for k in named)},
            related=(*(place_of(controls, k, self.shows) for k in named),
                     place_of(rows, i, "current_likelihood"), place_of(rows, i, "current_impact")))

    shows = "status"

    def says(self, controls: Rows, k: int) -> str:
        """Return what is wrong with a control, as Controls says it."""
        return controls.text(self.shows)[k].strip()


class IneffectiveControlCredited(_Credited):
    """A rating is lower because of a control that does not work.

    What it checks: open threats whose current score is below the inherent one: that none of their active controls was
    found not effective.
    Why it matters: the risk is shown smaller than it is, and the failed control is not missed.
    How to fix: take the control out and rate the risk again, or repair the control and check it.
    """

    code = "TRT205"
    name = "ineffective-control-credited"
    severity = Severity.WARNING
    message = "{id} is rated lower than without controls, but it counts on {controls}."
    fix = "Rate the risk without the control, or repair the control and check it again."
    failing = example(Put("Controls", "C-1", "effectiveness", "Not effective"), at=("Risks", "R-1", "controls"))
    passing = example(Put("Controls", "C-1", "effectiveness", "Partly"))
    shows = "effectiveness"

    def useless(self, controls: Rows) -> dict[str, int]:
        failed = equal(controls.choice("effectiveness"), "not_effective") & _active(controls)
        return _records(controls, failed)


class PlannedControlCredited(_Credited):
    """A rating is lower because of a control that is not there.

    What it checks: open threats whose current score is below the inherent one: that none of their controls is planned
    or retired.
    Why it matters: the current rating says how the risk stands today; a planned control helps tomorrow, a retired one
    no longer.
    How to fix: take the control out and rate the risk again; what a planned control will change is the residual
    rating.
    """

    code = "TRT206"
    name = "planned-control-credited"
    severity = Severity.ERROR
    message = "{id} is rated lower than without controls, but it counts on {controls}, not at work today."
    fix = "Take the control out and rate the risk as it stands today."
    failing = example(Put("Risks", "R-1", "controls", "C-1, C-2"), at=("Risks", "R-1", "controls"))
    passing = example(Put("Risks", "R-1", "controls", "C-1, C-2"), Put("Controls", "C-2", "status", "Active"))

    def useless(self, controls: Rows) -> dict[str, int]:
        return _records(controls, equal(controls.choice("status"), "planned", "retired"))


def _records(controls: Rows, wanted: Bools) -> dict[str, int]:
    return {controls.folded("id")[k]: int(k) for k in np.flatnonzero(wanted) if controls.folded("id")[k]}


RULES = (ControlUnknown, ControlOwnerMissing, ControlMonitoringMissing, ControlCheckOverdue,
         IneffectiveControlCredited, PlannedControlCredited)
