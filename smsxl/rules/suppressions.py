"""Suppressions that do not do what whoever wrote them believes (WBK701 to WBK704)."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import ClassVar, Final

from smsxl.rules.base import AfterRule, Detail, Hit, Rule
from smsxl.rules.examples import Add, Put, example
from smsxl.rules.findings import Finding, Severity
from smsxl.rules.suppressing import Suppression, listed_fields, suppressions_in, target
from smsxl.rules.workbook_cells import AREA, CLAUSE
from smsxl.tables.book import Book
from smsxl.tables.own import SUPPRESSIONS
from smsxl.tables.rows import as_text

_OWNER_BLANK: Final = Put("Risks", "R-2", "owner", None)
_ROW: Final = {"rule": "RSK107", "row_id": "R-2", "reason": "A new owner starts in January.", "by": "Ada Quinn",
               "until": dt.date(2099, 1, 31)}
_AGREED: Final = example(_OWNER_BLANK, Add(SUPPRESSIONS.name, _ROW))


def _with(**values: object) -> Add:
    return Add(SUPPRESSIONS.name, {**_ROW, **values})


class SuppressionRule(AfterRule):
    """What the rules about suppressions share, wherever these stand."""

    area = AREA
    clause = CLAUSE
    severity = Severity.WARNING
    passing = _AGREED
    field: ClassVar[str]

    def __init__(self, possible: frozenset[str], never: frozenset[str]) -> None:
        """Take the codes of the rules that can be suppressed, and of those that can't."""
        self.possible = possible
        self.never = never

    @abstractmethod
    def fault(self, suppression: Suppression, as_of: dt.date, *, used: bool) -> Mapping[str, str] | None:
        """Return the words of the message where a suppression has the fault. `used` says that it fits a finding."""

    def words(self, suppression: Suppression, as_of: dt.date, *, used: bool) -> Mapping[str, str] | None:
        """Return all words of the message where a suppression has the fault."""
        found = self.fault(suppression, as_of, used=used)
        return None if found is None else {"where": suppression.place, "rule": suppression.rule or "no rule",
                                           "target": target(suppression), **found}

    def at(self, suppression: Suppression) -> str:
        """Return the field that has to be changed."""
        return self.field

    def find(self, book: Book, found: Sequence[Finding], ran: Collection[str]) -> Iterator[Hit]:
        for each in suppressions_in(book):
            used = each.rule not in ran or any(each.fits(finding) for finding in found)
            words = self.words(each, book.as_of, used=used)
            if words is not None:
                yield Hit(SUPPRESSIONS.name, each.record, self.at(each), detail=Detail(words))


class SuppressionIncomplete(SuppressionRule):
    """A suppression does not say all that it has to.

    What it checks: rows of Suppressions and [[suppress]] in smsxl.toml for the rule, the row id or the fingerprint, the
    reason, who decided and the last day.
    Why it matters: a finding that nobody answers for, or that is hidden for ever, is a finding lost. The suppression
    does not count.
    How to fix: fill in what is missing, or delete the suppression.
    """

    code = "WBK701"
    name = "suppression-incomplete"
    severity = Severity.ERROR
    message = "The suppression of {rule} for {target} in {where} says no {missing}, so it does not count."
    fix = "Fill in {missing}, or delete it."
    failing = example(_OWNER_BLANK, _with(reason=None), at=(SUPPRESSIONS.name, "", "reason"))

    def fault(self, suppression: Suppression, as_of: dt.date, *, used: bool) -> Mapping[str, str] | None:
        return {"missing": listed_fields(suppression.missing)} if suppression.missing else None

    def at(self, suppression: Suppression) -> str:
        return suppression.missing[0]


class SuppressionExpired(SuppressionRule):
    """A suppression has ended.

    What it checks: whether the last day of a suppression has passed; that day still counts. What can't be read as a
    date counts as passed: write 2027-01-31, or type a date into the cell.
    Why it matters: the finding is back, and whoever agreed to it should know.
    How to fix: settle the finding and delete the suppression, or decide anew.
    """

    code = "WBK702"
    name = "suppression-expired"
    message = "The suppression of {rule} for {target} in {where} {ended}, so it does not count."
    fix = "Settle what the rule found and delete the suppression, or decide anew and enter a later day."
    field = "until"
    failing = example(_OWNER_BLANK, _with(until=dt.date(2020, 1, 31)), at=(SUPPRESSIONS.name, "", "until"))

    def fault(self, suppression: Suppression, as_of: dt.date, *, used: bool) -> Mapping[str, str] | None:
        if "until" in suppression.missing or not suppression.is_over(as_of):
            return None
        day = suppression.last_day
        return {"ended": f'has "{as_text(suppression.until)[:60]}" for its last day, which is no date' if day is None
                else f"ended on {day.isoformat()}"}


class SuppressionOfUnknownRule(SuppressionRule):
    """A suppression names a rule that there is not, or that can't be suppressed.

    What it checks: the rule of each suppression. What says that a sheet, a table or a column is missing can't be
    suppressed, since it says that something was not checked; neither can what is found about suppressions.
    Why it matters: the suppression does nothing.
    How to fix: enter the code as the finding has it; `smsxl rule` lists them all.
    """

    code = "WBK703"
    name = "suppression-of-unknown-rule"
    severity = Severity.ERROR
    message = "The suppression in {where} names {rule}, {why}."
    fix = "Enter the code of the finding that is meant, or delete the suppression."
    field = "rule"
    failing = example(_with(rule="RSK999"), at=(SUPPRESSIONS.name, "", "rule"))

    def fault(self, suppression: Suppression, as_of: dt.date, *, used: bool) -> Mapping[str, str] | None:
        if not suppression.rule or suppression.rule in self.possible:
            return None
        return {"why": "which can't be suppressed" if suppression.rule in self.never else "which is no rule"}


class SuppressionStale(SuppressionRule):
    """A suppression fits no finding.

    What it checks: whether what a suppression means is still found, where its rule was run. A fingerprint fits only as
    long as the cell's content is the same.
    Why it matters: what was agreed to is settled, or has changed and was not judged again. One that stays may hide the
    next fault of that row.
    How to fix: delete the suppression, or point it to the finding that is meant.
    """

    code = "WBK704"
    name = "suppression-stale"
    message = "The suppression of {rule} for {target} in {where} fits no finding."
    fix = "Delete it, since what it was for is settled; or point it to what is found now, if that may stand as well."
    field = "rule"
    failing = example(_with(), at=(SUPPRESSIONS.name, "", "rule"))

    def fault(self, suppression: Suppression, as_of: dt.date, *, used: bool) -> Mapping[str, str] | None:
        return {} if suppression.rule in self.possible and suppression.counts(as_of) and not used else None


def rules_about(others: Sequence[Rule]) -> tuple[SuppressionRule, ...]:
    """Return the rules about suppressions of other rules."""
    kinds = (SuppressionIncomplete, SuppressionExpired, SuppressionOfUnknownRule, SuppressionStale)
    possible = frozenset(rule.code for rule in others if rule.suppressible)
    never = frozenset((*(rule.code for rule in others if not rule.suppressible), *(kind.code for kind in kinds)))
    return tuple(kind(possible, never) for kind in kinds)
