"""Treat: the actions (TRT101 to TRT107)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import numpy as np

from smsxl.rules.base import BookRule, Detail, Hit, RowRule, place_of
from smsxl.rules.common import among, equal, has_action, holds, is_open
from smsxl.rules.examples import Delete, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Listed, Timely
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text

_TREAT: Final = "6.1.2 Treat"
_CLAUSE: Final = "6.1.3"


class ActionMissing(RowRule):
    """A treatment is chosen, but there is no action for it.

    What it checks: open risks with any treatment but Accept: that Treatments has an action for them that is not
    dropped.
    Why it matters: a treatment without an action, an owner and a date is an intention; the risk stays as it is.
    How to fix: enter at least one action in Treatments, or choose Accept.
    """

    code = "TRT101"
    name = "action-missing"
    severity = Severity.ERROR
    area = _TREAT
    clause = _CLAUSE
    message = "{id} has the treatment {value}, but Treatments has no action for it."
    fix = "Enter an action for it in Treatments, or choose Accept."
    completeness = True
    table = "Risks"
    fields = ("treatment",)
    failing = example(Put("Treatments", "T-1", "status", "Dropped"), at=("Risks", "R-1", "treatment"))
    passing = example(Delete("Treatments", "T-1"), Put("Risks", "R-1", "status", "Closed"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        acted = has_action(book)
        if acted is None:
            return np.ones(len(rows), dtype=bool)
        keys = {choice.key for choice in rows.declaration[field].choices} - {"accept"}
        changes = among(rows.choice(field).tolist(), keys)
        return ~(changes & is_open(rows) & ~acted & ~rows.blank("id"))


class ActionOwnerMissing(Filled):
    """An action has no owner.

    What it checks: that every action names who does it.
    Why it matters: what everybody could do, nobody does.
    How to fix: enter one person; ask that person first.
    """

    code = "TRT102"
    name = "action-owner-missing"
    severity = Severity.ERROR
    area = _TREAT
    clause = _CLAUSE
    message = "The action {id} has no owner."
    fix = "Enter the person who does it."
    completeness = True
    table = "Treatments"
    fields = ("owner",)
    failing = example(Put("Treatments", "T-1", "owner", None), at=("Treatments", "T-1", "owner"))
    passing = example(Put("Treatments", "T-1", "owner", "Somebody Else"))


class ActionDueMissing(Filled):
    """An action has no due date.

    What it checks: that every action has a date by which it is done.
    Why it matters: an action without a date is never late, and so never done.
    How to fix: agree on a date with the owner.
    """

    code = "TRT103"
    name = "action-due-missing"
    severity = Severity.ERROR
    area = _TREAT
    clause = _CLAUSE
    message = "The action {id} has no due date."
    fix = "Enter the day by which it is done."
    completeness = True
    table = "Treatments"
    fields = ("due",)
    failing = example(Put("Treatments", "T-2", "due", None), at=("Treatments", "T-2", "due"))
    passing = example(Put("Treatments", "T-2", "due", dt.date(2027, 1, 31)))


class ActionOverdue(Timely):
    """An action is overdue.

    What it checks: actions that are neither done nor dropped: that their due date has not passed.
    Why it matters: the risk was to be smaller by now, and is not; whoever reads the residual rating is misled.
    How to fix: do it, or agree on a new date and say why; enter Done where it is done.
    """

    code = "TRT104"
    name = "action-overdue"
    severity = Severity.WARNING
    area = _TREAT
    clause = _CLAUSE
    message = "The action {id} for {risk} was due on {value} and is not done."
    fix = "Do it and enter when it was done, or agree on a new date."
    table = "Treatments"
    fields = ("due",)
    failing = example(Put("Treatments", "T-1", "due", dt.date(2026, 11, 21)), at=("Treatments", "T-1", "due"))
    passing = example(Put("Treatments", "T-1", "due", dt.date(2026, 11, 22)))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"risk": rows.text("risk")[i].strip() or "no risk"}, related=(place_of(rows, i, "status"),))


class ActionRiskUnknown(Listed):
    """An action treats a risk that is not in Risks.

    What it checks: the risk of every action against the ids in Risks.
    Why it matters: the action helps no risk that anybody looks at, and the risk that it was meant for looks untreated.
    How to fix: correct the id, or delete the action.
    """

    code = "TRT105"
    name = "action-risk-unknown"
    severity = Severity.ERROR
    area = _TREAT
    clause = _CLAUSE
    message = "The action {id} treats {value}, which is not in Risks."
    fix = "Enter the id of the risk that it treats."
    table = "Treatments"
    fields = ("risk",)
    failing = example(Put("Treatments", "T-3", "risk", "R-44"), at=("Treatments", "T-3", "risk"))
    passing = example(Put("Treatments", "T-3", "risk", "r-4 "))


class DoneWithoutEvaluation(RowRule):
    """An action is done, but nobody has looked at its effect.

    What it checks: actions that are done: that the day of their evaluation is there, and then what they changed.
    Why it matters: the standard asks to evaluate whether actions work; what was done is not yet what has helped.
    How to fix: look whether the risk has become smaller, and enter when and what you found.
    """

    code = "TRT106"
    name = "done-without-evaluation"
    severity = Severity.WARNING
    area = _TREAT
    clause = _CLAUSE
    message = 'The action {id} is done, but "{column}" is blank.'
    fix = "Look at what it changed, and enter the day and the effect."
    completeness = True
    table = "Treatments"
    fields = ("effect_evaluated_on", "effect")
    failing = example(Put("Treatments", "T-3", "effect_evaluated_on", None),
                      at=("Treatments", "T-3", "effect_evaluated_on"))
    passing = example(Put("Treatments", "T-3", "effect_evaluated_on", None),
                      Put("Treatments", "T-3", "status", "Dropped"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        missing = rows.blank(field) & equal(rows.choice("status"), "done")
        return ~(missing & ~rows.blank("effect_evaluated_on")) if field == "effect" else ~missing


class DoneWithoutReassessment(BookRule):
    """An action was done after its risk had last been rated.

    What it checks: open risks with an action that is done: that they were rated on that day or later.
    Why it matters: the current rating still shows the risk as it was before, so the action can't be seen to work.
    How to fix: rate the risk again with what is in place now, and enter the day.
    """

    code = "TRT107"
    name = "done-without-reassessment"
    severity = Severity.WARNING
    area = _TREAT
    clause = _CLAUSE
    message = "{id} was last rated on {value}, before its action {action} was done on {done}."
    fix = "Rate the risk again as it stands now, and enter the day."
    failing = example(Put("Treatments", "T-3", "done_on", dt.date(2026, 11, 20)), at=("Risks", "R-4", "assessed_on"))
    passing = example(Put("Treatments", "T-3", "done_on", dt.date(2026, 11, 20)),
                      Put("Risks", "R-4", "assessed_on", dt.date(2026, 11, 20)))

    def find(self, book: Book) -> Iterator[Hit]:
        if not (holds(book, "Risks", "id", "assessed_on") and holds(book, "Treatments", "risk", "done_on")):
            return
        risks, actions = book["Risks"], book["Treatments"]
        done, rated = np.floor(actions.date("done_on")), np.floor(risks.date("assessed_on"))
        open_ = is_open(risks)
        latest: dict[int, int] = {}
        for k in np.flatnonzero(equal(actions.choice("status"), "done") & np.isfinite(done)).tolist():
            i = risks.index.get(actions.folded("risk")[k])
            if i is not None and open_[i] and done[k] > rated[i] and (i not in latest or done[k] > done[latest[i]]):
                latest[i] = k
        for i, k in latest.items():
            yield Hit(table="Risks", record=i, field="assessed_on", detail=Detail(
                {"action": actions.key_of(k) or f"in row {actions.numbers[k]}",
                 "done": as_text(actions.raw("done_on")[k])},
                related=(place_of(actions, k, "done_on"),)))


RULES = (ActionMissing, ActionOwnerMissing, ActionDueMissing, ActionOverdue, ActionRiskUnknown, DoneWithoutEvaluation,
         DoneWithoutReassessment)
