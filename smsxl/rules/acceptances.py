"""Treat: who bears which risk, until when, and by what right (ACC101 to ACC109)."""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np

from smsxl.rules.accepted import accepts, by_acceptance, changes, levels_accepted, needed, standing, who_may
from smsxl.rules.base import AppliesTo, Detail, Place, RowRule, place_of
from smsxl.rules.common import either, holds, today
from smsxl.rules.examples import Add, Delete, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Listed
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text
from smsxl.tables.text import fold

_TREAT: Final = "6.1.2 Treat"
_CLAUSE: Final = "6.1.3"


class _AcceptanceRule(RowRule):
    """A rule over the rows of Acceptances."""

    area = _TREAT
    clause = _CLAUSE
    table = "Acceptances"

    def risk_place(self, rows: Rows, i: int, field: str, book: Book) -> tuple[Place, ...]:
        """Return the place of the accepted risk's field, for `related`."""
        found = by_acceptance(book).get(i)
        return (place_of(book["Risks"], found.risk, field),) if found is not None else ()


def _none(rows: Rows) -> Bools:
    return np.zeros(len(rows), dtype=bool)


class AcceptanceMissing(RowRule):
    """A risk stays above tolerance, and nobody has accepted it.

    What it checks: open threats above tolerance after treatment (as they stand now, where no residual rating is given)
    that are accepted or treated: that Acceptances holds an acceptance of them that has begun.
    Why it matters: a risk that the organization can't bear by its own criteria may be borne only by a decision of
    somebody with the authority for it, on record and for a time.
    How to fix: have it accepted by whoever may accept its level, and enter that in Acceptances; or treat it further.
    """

    code = "ACC101"
    name = "acceptance-missing"
    severity = Severity.ERROR
    area = _TREAT
    clause = _CLAUSE
    message = "{id} has the treatment {value} and stays above tolerance, but {lacking}."
    fix = "Have it accepted by whoever may, and enter that in Acceptances; or treat it further."
    completeness = True
    applies_to = AppliesTo.THREATS
    table = "Risks"
    fields = ("treatment",)
    failing = example(Delete("Acceptances", "A-1"), at=("Risks", "R-2", "treatment"))
    passing = example(Delete("Acceptances", "A-1"), Put("Risks", "R-2", "type", "Opportunity"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        if not holds(book, "Acceptances", "risk"):
            return np.ones(len(rows), dtype=bool)
        lacking = needed(book) & ~rows.blank("id")
        lacking[list(standing(book))] = False
        return ~lacking

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        accepted = book["Acceptances"]
        ahead = np.flatnonzero(np.floor(accepted.date("accepted_on")) > today(book)).tolist()
        later = [k for k in ahead if accepted.folded("risk")[k] == rows.folded("id")[i]]
        if not later:
            return Detail({"lacking": "Acceptances has no acceptance of it"})
        begins = place_of(accepted, later[0], "accepted_on")
        said = f"its acceptance {accepted.key_of(later[0]) or f'in row {accepted.numbers[later[0]]}'} begins only on"
        return Detail({"lacking": f"{said} {as_text(accepted.raw('accepted_on')[later[0]])}"}, related=(begins,))


class AcceptanceExpired(_AcceptanceRule):
    """The acceptance of a risk has expired.

    What it checks: the latest acceptance of every open threat that is treated by acceptance or stays above tolerance:
    that its last day has not passed.
    Why it matters: an expired acceptance counts as none; the risk is borne without anybody's decision.
    How to fix: have the risk accepted again as it is now, in a new row, or treat it.
    """

    code = "ACC102"
    name = "acceptance-expired"
    severity = Severity.ERROR
    message = "{id}, the acceptance of {risk}, expired on {value}."
    fix = "Have the risk accepted again, in a new row, or treat it."
    fields = ("until",)
    failing = example(Put("Acceptances", "A-1", "until", dt.date(2026, 11, 21)), at=("Acceptances", "A-1", "until"))
    passing = example(Put("Acceptances", "A-1", "until", dt.date(2026, 11, 22)))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        failed = _none(rows)
        if by_acceptance(book):
            relies = needed(book) | accepts(book["Risks"])
            failed[[k for k, found in by_acceptance(book).items() if found.expired and relies[found.risk]]] = True
        return ~failed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"risk": rows.text("risk")[i].strip()}, expected=f"{book.as_of.isoformat()} or later",
                      related=self.risk_place(rows, i, "treatment", book))


class AcceptanceWithoutExpiry(Filled, _AcceptanceRule):
    """An acceptance has no last day.

    What it checks: that every acceptance says until when it holds.
    Why it matters: the reasons for bearing a risk pass; without a last day nobody asks again.
    How to fix: agree on a last day with whoever accepted it; a year at most is usual.
    """

    code = "ACC103"
    name = "acceptance-without-expiry"
    severity = Severity.ERROR
    message = "{id} does not say until when the risk is accepted."
    fix = "Enter the last day on which the acceptance holds."
    completeness = True
    fields = ("until",)
    failing = example(Put("Acceptances", "A-1", "until", None), at=("Acceptances", "A-1", "until"))
    passing = example(Put("Acceptances", "A-1", "until", dt.date(2027, 11, 22)))


class AuthorityTooLow(_AcceptanceRule):
    """A risk was accepted by somebody who may not accept its level.

    What it checks: the role of every standing acceptance against the roles of the accepted level and of the levels
    above it in RiskLevels on Criteria.
    Why it matters: whoever bears a risk must have the authority for what it can cost; otherwise it is not accepted.
    How to fix: have the risk accepted by one of the roles that may, or correct the role.
    """

    code = "ACC104"
    name = "authority-too-low"
    severity = Severity.ERROR
    message = "{id} was accepted in the role {value}, but a risk of level {level} may be accepted only by {expected}."
    fix = "Have it accepted by {expected}."
    fields = ("role",)
    failing = example(Put("Acceptances", "A-1", "role", "Service manager"), at=("Acceptances", "A-1", "role"))
    passing = example(Put("Acceptances", "A-1", "role", "head of service  management"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        failed = _none(rows)
        roles, levels = rows.folded(field), levels_accepted(book)
        may = {level: set(map(fold, who_may(book, level))) for level in set(levels.values())}
        for k, found in by_acceptance(book).items():
            if roles[k] and isinstance(rows.raw(field)[k], str) and k in levels and not found.expired:
                failed[k] = bool(may[levels[k]]) and roles[k] not in may[levels[k]]
        return ~failed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        level = levels_accepted(book)[i]
        return Detail({"level": level.label}, expected=either(who_may(book, level)),
                      related=(*(place_of(rows, i, axis) for axis in ("likelihood", "impact")),
                               *self.risk_place(rows, i, "treatment", book)))


class RiskChangedSinceAcceptance(_AcceptanceRule):
    """A risk is no longer what was accepted.

    What it checks: standing acceptances: the likelihood and impact that were accepted against the risk's residual
    rating or its rating of today, and the fingerprint against the risk's texts, ratings, category, service and
    treatment. The fingerprint is looked at where the ratings agree.
    Why it matters: somebody accepted another risk than the one that is there now, and may not know.
    How to fix: have the risk accepted as it is now, in a new row; or undo the change if it was a slip.
    """

    code = "ACC105"
    name = "risk-changed-since-acceptance"
    severity = Severity.ERROR
    message = "{id} no longer fits {risk}: {reason}."
    fix = "Have the risk accepted as it is now, in a new row, or undo the change."
    fields = ("likelihood", "impact", "fingerprint")
    failing = example(Put("Acceptances", "A-1", "likelihood", 2), at=("Acceptances", "A-1", "likelihood"))
    passing = example(Put("Risks", "R-2", "notes", "A note is not part of what was accepted"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        failed = _none(rows)
        failed[[k for k, change in changes(book).items() if change.field == field]] = True
        return ~failed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        change, risk = changes(book)[i], by_acceptance(book)[i].risk
        return Detail({"risk": rows.text("risk")[i].strip(), "reason": change.reason}, expected=None,
                      related=tuple(place_of(book["Risks"], risk, name) for name in change.risk_fields))


class AcceptanceRiskUnknown(Listed, _AcceptanceRule):
    """An acceptance is of a risk that is not in Risks.

    What it checks: the risk of every acceptance against the ids in Risks.
    Why it matters: the decision belongs to no risk, and the risk that it was meant for counts as not accepted.
    How to fix: correct the id.
    """

    code = "ACC106"
    name = "acceptance-risk-unknown"
    severity = Severity.ERROR
    message = "{id} accepts {value}, which is not in Risks."
    fix = "Enter the id of the risk that was accepted."
    fields = ("risk",)
    failing = example(Put("Acceptances", "A-1", "risk", "R-22"), at=("Acceptances", "A-1", "risk"))
    passing = example(Put("Acceptances", "A-1", "risk", "r-2"))


class EvidenceMissing(Filled, _AcceptanceRule):
    """An acceptance has no evidence.

    What it checks: that every acceptance says where the decision is recorded.
    Why it matters: an auditor asks for the decision, not for the row that tells of it.
    How to fix: enter the minutes, the message or the ticket in which it was decided.
    """

    code = "ACC107"
    name = "evidence-missing"
    severity = Severity.WARNING
    message = "{id} does not say where the decision is recorded."
    fix = "Enter the minutes, the message or the ticket of the decision."
    completeness = True
    fields = ("evidence",)
    failing = example(Put("Acceptances", "A-1", "evidence", None), at=("Acceptances", "A-1", "evidence"))
    passing = example(Put("Acceptances", "A-1", "evidence", "Ticket 4711"))


class AcceptedByOwnOwner(_AcceptanceRule):
    """A risk was accepted by its own owner.

    What it checks: standing acceptances of anything above the lowest level: that the risk's owner is somebody else.
    Why it matters: whoever owns a risk gains from calling it acceptable; a second pair of eyes is the point of
    accepting.
    How to fix: have it accepted by somebody else with the authority, or give the risk another owner.
    """

    code = "ACC108"
    name = "accepted-by-own-owner"
    severity = Severity.WARNING
    message = "{id} was accepted by {value}, who owns {risk}."
    fix = "Have it accepted by somebody else with the authority for its level."
    fields = ("accepted_by",)
    failing = example(Put("Acceptances", "A-1", "accepted_by", "olga owner"),
                      at=("Acceptances", "A-1", "accepted_by"))
    passing = example(Put("Risks", "R-1", "owner", "Bea Board"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        failed = _none(rows)
        if by_acceptance(book):
            people, owners, levels = rows.folded(field), book["Risks"].folded("owner"), levels_accepted(book)
            lowest = min(level.rank for level in book.criteria.levels)
            for k, found in by_acceptance(book).items():
                same = bool(people[k]) and people[k] == owners[found.risk]
                failed[k] = same and not found.expired and not (k in levels and levels[k].rank == lowest)
        return ~failed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"risk": rows.text("risk")[i].strip()}, expected="somebody else",
                      related=self.risk_place(rows, i, "owner", book))


class FingerprintMissing(_AcceptanceRule):
    """An acceptance has no fingerprint of what was accepted.

    What it checks: standing acceptances: that the fingerprint is there, which smsxl computes from the risk.
    Why it matters: without it a later change of the risk's texts does not show; only its ratings are compared.
    How to fix: let smsxl record the acceptance, or accept that changes of the texts stay unseen.
    """

    code = "ACC109"
    name = "fingerprint-missing"
    severity = Severity.NOTE
    message = "{id} has no fingerprint, so a later change of the texts of {risk} would not show."
    fix = "Let smsxl record the acceptance, so that it holds the fingerprint."
    fields = ("fingerprint",)
    failing = example(Put("Acceptances", "A-1", "fingerprint", None), at=("Acceptances", "A-1", "fingerprint"))
    passing = example(Add("Acceptances", {"id": "A-2", "risk": "R-5", "accepted_by": "Bea Board"}))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        failed = _none(rows)
        failed[[k for k, found in by_acceptance(book).items() if not found.expired]] = True
        return ~(failed & rows.blank(field))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"risk": as_text(rows.raw("risk")[i]).strip()})


RULES = (AcceptanceMissing, AcceptanceExpired, AcceptanceWithoutExpiry, AuthorityTooLow, RiskChangedSinceAcceptance,
         AcceptanceRiskUnknown, EvidenceMissing, AcceptedByOwnOwner, FingerprintMissing)
