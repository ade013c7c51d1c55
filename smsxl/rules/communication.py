"""Communication and training of the plan (COM102 to COM108)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from smsxl.rules.base import BookRule, Detail, Hit, at_header
from smsxl.rules.common import equal, holds, unreadable
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.roles import is_repeated, roles_meant
from smsxl.rules.shared import Filled, Timely, as_day
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_AREA: Final = "6.3 Communication and training"
_CLAUSE: Final = "7.4"
_COMPETENCE: Final = "7.2"
_AWARENESS: Final = "7.3"


class AudienceMissing(Filled):
    """Nothing says who is told.

    What it checks: that every communication has an audience.
    Why it matters: what is for everybody reaches nobody.
    How to fix: enter who is told: customers, employees, suppliers, the board.
    """

    code = "COM102"
    name = "audience-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{id} does not say who is told."
    fix = "Enter the audience: customers, employees, suppliers, the board."
    completeness = True
    table = "Communications"
    fields = ("audience",)
    failing = example(Put("Communications", "CO-1", "audience", None), at=("Communications", "CO-1", "audience"))
    passing = example(Put("Communications", "CO-1", "frequency", None))


class ChannelOrResponsibleMissing(Filled):
    """Nothing says how something is communicated, or who does it.

    What it checks: that every communication has a channel and the role that does it.
    Why it matters: a communication without a channel and without anybody behind it does not take place.
    How to fix: enter the channel, and choose the role.
    """

    code = "COM103"
    name = "channel-or-responsible-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{id} does not say {what}."
    fix = "{remedy}."
    completeness = True
    table = "Communications"
    fields = ("channel", "responsible_role")
    failing = example(Put("Communications", "CO-1", "channel", None), at=("Communications", "CO-1", "channel"))
    passing = example(Put("Communications", "CO-1", "responsible_role", "RO-2"))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        channel = field == "channel"
        return Detail({"what": "how they are told" if channel else "who does it",
                       "remedy": "Enter the channel" if channel else "Choose the role that does it"},
                      expected="a channel" if channel else "a role")


def _aware(book: Book) -> frozenset[int] | None:
    """Return the roles that awareness training names.

    None where a name is mistyped, or an audience blank or unreadable: it may mean any of them. A training whose kind
    is mistyped may be one of awareness.
    """
    training = book["Training"]
    kinds = training.choice("kind")
    named: set[str] = set()
    for i in np.flatnonzero(equal(kinds, "awareness") | unreadable(kinds)):
        parts = training.ids("audience_roles")[i]
        if not parts:
            return None
        named.update(parts)
    return roles_meant(book, named)


class AwarenessMissing(BookRule):
    """A role has no awareness training.

    What it checks: that every role takes part in at least one training of the kind Awareness. Where there is no such
    training at all that is one finding.
    Why it matters: everybody who works for the services has to know the policy, the objectives and what they
    contribute.
    How to fix: add the role to an awareness training, or plan one.
    """

    code = "COM104"
    name = "awareness-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = _AWARENESS
    message = "No awareness training is planned for {who}."
    fix = "{remedy}."
    completeness = True
    failing = example(Put("Training", "TR-1", "audience_roles", "Service manager, RO-3"), at=("Roles", "RO-2", "role"))
    passing = example(Put("Training", "TR-1", "audience_roles", "ro-1, RO-2, management board"))

    def find(self, book: Book) -> Iterator[Hit]:
        if not (holds(book, "Training", "kind", "audience_roles") and holds(book, "Roles", "role")):
            return
        training, roles = book["Training"], book["Roles"]
        if not len(training) or not len(roles):
            return
        kinds = training.choice("kind")
        if not (equal(kinds, "awareness") | unreadable(kinds)).any():
            label = training.declaration["kind"].label("awareness")
            yield at_header(training, "kind", Detail({
                "who": "anybody", "remedy": f"Plan a training of the kind {label} for all roles"}, expected=label))
            return
        aware = _aware(book)
        for i in () if aware is None else sorted(set(range(len(roles))) - aware):
            if not roles.blank("role")[i] and not is_repeated(roles, i):
                role = roles.text("role")[i].strip()
                yield Hit("Roles", i, "role", detail=Detail({
                    "who": f"the role {role}", "remedy": f"Add {role} to an awareness training, or plan one"},
                    expected="an awareness training"))


class CommunicationOverdue(Timely):
    """A communication is overdue.

    What it checks: that no communication is past the day on which it is done next.
    Why it matters: people wait for it, or do without what they have to know.
    How to fix: do it, enter the day as the last one, and set the next.
    """

    code = "COM105"
    name = "communication-overdue"
    area = _AREA
    clause = _CLAUSE
    message = "{id} was to be done on {day}, {late} ago{since}."
    fix = "{remedy}."
    table = "Communications"
    fields = ("next",)
    failing = example(Put("Communications", "CO-1", "next", dt.date(2026, 11, 20)),
                      at=("Communications", "CO-1", "next"))
    passing = example(Put("Communications", "CO-1", "next", dt.date(2026, 11, 22)))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        detail = super().explain(rows, i, field, book)
        if rows.date("last")[i] >= rows.date(field)[i]:
            words = {"since": f"; it was done on {as_day(rows, 'last', i)}, and the next day was not set",
                     "remedy": "Enter the day on which it is done next"}
        else:
            words = {"since": "", "remedy": "Do it, enter the day as the last one, and set the next"}
        return Detail({**detail.values, **words}, expected=detail.expected)


def _is_share(rows: Rows) -> Bools:
    """Return the trainings whose completed share is one: 0 to 1."""
    shares = rows.number("completed_share")
    return np.logical_and(shares >= 0, shares <= 1)


def _percent(share: float) -> str:
    """Return a share as people say it; what is not all of them is never called 100 %."""
    whole = math.floor(share * 100 + 1e-9)
    return f"{whole} %" if whole else "less than 1 %"


class TrainingOverdue(Timely):
    """A training is overdue.

    What it checks: that no training is past its date before all of its people have completed it.
    Why it matters: people do work for which they have not been prepared.
    How to fix: hold it and enter the share that completed it, or agree a new date.
    """

    code = "COM106"
    name = "training-overdue"
    area = _AREA
    clause = _COMPETENCE
    message = "{id} was due on {day}, {late} ago, and {done} completed it."
    fix = "Hold it and enter the share that completed it, or agree a new date."
    table = "Training"
    fields = ("due",)
    failing = example(Put("Training", "TR-1", "completed_share", 0.8), at=("Training", "TR-1", "due"))
    passing = example(Put("Training", "TR-1", "due", dt.date(2020, 1, 1)))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        # A share that can't be read may mean that all have completed it; that finding comes first.
        return super().passes(rows, field, book) | ~(rows.blank("completed_share") | _is_share(rows))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        detail = super().explain(rows, i, field, book)
        share = rows.number("completed_share")[i]
        done = f"{_percent(share)} have" if share > 0 else "nobody is said to have"
        return Detail({**detail.values, "done": done}, expected=detail.expected)


class TrainingWithoutEvidence(Filled):
    """A training took place, and nothing shows it.

    What it checks: that every training that somebody has completed says where that is recorded.
    Why it matters: competence has to be shown; an auditor asks for the list of those who took part.
    How to fix: enter where the record is.
    """

    code = "COM107"
    name = "training-without-evidence"
    severity = Severity.WARNING
    area = _AREA
    clause = _COMPETENCE
    message = "{share} have completed {id}, but it does not say where that is recorded."
    fix = "Enter where the record of those who took part is."
    completeness = True
    table = "Training"
    fields = ("evidence",)
    failing = example(Put("Training", "TR-1", "evidence", None), at=("Training", "TR-1", "evidence"))
    passing = example(Put("Training", "TR-2", "evidence", None))

    def judged(self, rows: Rows, book: Book) -> Bools:
        some: Bools = _is_share(rows) & (rows.number("completed_share") > 0)
        return some

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        share = _percent(rows.number("completed_share")[i])
        return Detail({"share": share[:1].upper() + share[1:]}, expected="where it is recorded")


class TrainingWithoutAudience(Filled):
    """Nothing says who takes part in a training.

    What it checks: that every training names the roles that take part.
    Why it matters: nobody is invited, and the share that completed it is a share of nothing.
    How to fix: enter the roles, separated by commas.
    """

    code = "COM108"
    name = "training-without-audience"
    severity = Severity.ERROR
    area = _AREA
    clause = _COMPETENCE
    message = "{id} names no role that takes part."
    fix = "Enter the roles that take part, separated by commas."
    completeness = True
    table = "Training"
    fields = ("audience_roles",)
    failing = example(Put("Training", "TR-2", "audience_roles", None), at=("Training", "TR-2", "audience_roles"))
    passing = example(Put("Training", "TR-2", "audience_roles", "RO-1"))


RULES = (AudienceMissing, ChannelOrResponsibleMissing, AwarenessMissing, CommunicationOverdue, TrainingOverdue,
         TrainingWithoutEvidence, TrainingWithoutAudience)
