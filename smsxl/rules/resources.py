"""Resources and budget (RES101 to RES108)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar, Final

import numpy as np

from smsxl.domain.budget import OVER_BUDGET
from smsxl.rules.base import BookRule, Detail, Hit, RowRule, at_header, place_of
from smsxl.rules.common import among, per_book
from smsxl.rules.examples import Delete, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Owned
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text
from smsxl.tables.text import fold

_AREA: Final = "6.3 Resources"
_CLAUSE: Final = "7.1"


class OverBudget(RowRule):
    """A resource costs more than planned.

    What it checks: the actual cost of every resource against its plan; up to 10 % more is "At limit" and passes.
    Why it matters: the money is missing elsewhere, or the plan was wrong; either way somebody has to decide.
    How to fix: have the new plan approved, or stop spending.
    """

    code = "RES101"
    name = "over-budget"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "{id} has cost {value}, which is over its plan of {planned}."
    fix = "Have the new plan approved and enter it, or stop spending."
    table = "Resources"
    fields = ("actual",)
    failing = example(Put("Resources", "RS-1", "actual", 1101), at=("Resources", "RS-1", "actual"))
    passing = example(Put("Resources", "RS-1", "actual", 1100))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        words = book.truth("Resources", "budget_status")
        return np.fromiter((word != OVER_BUDGET for word in words), bool, len(rows))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        planned = as_text(rows.raw("planned")[i])
        return Detail({"planned": planned}, expected=f"at most {planned}", related=(place_of(rows, i, "planned"),))


class ResourceWithoutOwner(Owned):
    """Nobody answers for a resource.

    What it checks: that every resource names the role that answers for it.
    Why it matters: nobody sees to it that it is there in time, and nobody watches what it costs.
    How to fix: choose the role.
    """

    code = "RES102"
    name = "resource-without-owner"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    table = "Resources"
    failing = example(Put("Resources", "RS-1", "owner_role", None), at=("Resources", "RS-1", "owner_role"))
    passing = example(Put("Resources", "RS-1", "owner_role", "Process owner"))


class ResourceWithoutPurpose(Filled):
    """A resource does not say what it is for.

    What it checks: that every resource is either for establishing the SMS or for operating it.
    Why it matters: building costs once and running costs every year; a budget that mixes the two misleads.
    How to fix: choose Establish or Operate; split the row where it is both.
    """

    code = "RES103"
    name = "resource-without-purpose"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{id} does not say whether it is for establishing the SMS or for operating it."
    fix = "Choose Establish or Operate; split the row where it is both."
    completeness = True
    table = "Resources"
    fields = ("purpose",)
    failing = example(Put("Resources", "RS-1", "purpose", None), at=("Resources", "RS-1", "purpose"))
    passing = example(Put("Resources", "RS-1", "purpose", "establish"))


class _NoneOf(BookRule):
    """The shared check of a list of which every word has to be the answer of at least one resource."""

    area = _AREA
    clause = _CLAUSE
    completeness = True
    field: ClassVar[str]

    def find(self, book: Book) -> Iterator[Hit]:
        rows = book.rows.get("Resources")
        if rows is None or not len(rows) or self.field not in rows:
            return
        answers = set(rows.choice(self.field))
        if answers & {"", None}:
            return  # a blank or mistyped one may be what is missing; that finding comes first
        for choice in rows.declaration[self.field].choices:
            if choice.key not in answers:
                yield at_header(rows, self.field, Detail({"verb": choice.label.lower()}, expected=choice.label))


class KindMissing(_NoneOf):
    """A kind of resource is left out.

    What it checks: that people, technology, facilities, information and money each have at least one row.
    Why it matters: the standard asks for all of them; what is not planned is missing on the day it is needed.
    How to fix: enter what is needed of that kind, even where it is there already and costs nothing more.
    """

    code = "RES104"
    name = "kind-missing"
    severity = Severity.WARNING
    message = 'No resource is of the kind "{expected}".'
    fix = "Enter what is needed of that kind, even where it is there already."
    field = "kind"
    failing = example(Delete("Resources", "RS-3"))
    passing = example(Put("Resources", "RS-3", "description", "Two rooms"))


class PurposeMissing(_NoneOf):
    """Nothing is planned for establishing the SMS, or nothing for operating it.

    What it checks: that at least one resource is for establishing and one for operating.
    Why it matters: a system that is built without money to run it stops; one that is run without money to build it
    never starts.
    How to fix: enter what the missing part takes.
    """

    code = "RES105"
    name = "purpose-missing"
    severity = Severity.ERROR
    message = 'No resource has the purpose "{expected}".'
    fix = "Enter what it takes to {verb} the SMS and its services."
    field = "purpose"
    failing = example(Put("Resources", "RS-2", "purpose", "Operate"), Put("Resources", "RS-5", "purpose", "Operate"))
    passing = example(Put("Resources", "RS-2", "purpose", "Operate"))


class PlannedMissing(Filled):
    """A resource has no planned cost.

    What it checks: that every resource has a planned cost; 0 is one.
    Why it matters: the budget is the sum of these; a blank cell is money that nobody has asked for.
    How to fix: enter what it will cost in the period, 0 where it costs nothing more.
    """

    code = "RES106"
    name = "planned-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{id} has no planned cost."
    fix = "Enter what it will cost in the period, 0 where it costs nothing more."
    completeness = True
    table = "Resources"
    fields = ("planned",)
    failing = example(Put("Resources", "RS-1", "planned", None), at=("Resources", "RS-1", "planned"))
    passing = example(Put("Resources", "RS-1", "planned", 0), Put("Resources", "RS-1", "actual", 0))


_WRITTEN: Final = {
    "eur": ("\u20ac", "euro", "euros"), "gbp": ("\u00a3",), "usd": ("$", "us$"), "cad": ("$", "ca$"),
    "aud": ("$", "au$"), "inr": ("\u20b9",), "jpy": ("\u00a5",), "cny": ("\u00a5",), "chf": ("fr.", "sfr.")}
"""How people write a currency besides its code, folded: the same money written in two ways is no mixture."""


class CurrencyMixed(RowRule):
    """A cost is in another currency.

    What it checks: the currency of every resource against the document's on Start; where that is blank, against the
    one that most resources have.
    Why it matters: sums over the budget add the numbers as they stand, and the total is wrong.
    How to fix: enter the cost in the document's currency.
    """

    code = "RES107"
    name = "currency-mixed"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "{id} is in {value}, but the budget is in {expected}."
    fix = "Enter the cost in {expected}."
    table = "Resources"
    fields = ("currency",)
    failing = example(Put("Resources", "RS-1", "currency", "USD"), at=("Resources", "RS-1", "currency"))
    passing = example(Put("Resources", "RS-1", "currency", "eur"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        wanted = fold(_currency(book))
        same = {"", wanted, *_WRITTEN.get(wanted, ())} | {code for code, signs in _WRITTEN.items() if wanted in signs}
        return among(rows.folded(field), same)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail(expected=_currency(book))


@per_book
def _currency(book: Book) -> str:
    """Return the currency of the budget: the document's, else the one that most resources have."""
    stated = as_text(book.of_form("Organisation", "currency")).strip()
    if stated:
        return stated
    rows = book["Resources"]
    found = Counter(text for text in rows.folded("currency") if text)
    if not found:
        return ""
    return rows.text("currency")[rows.folded("currency").index(found.most_common(1)[0][0])].strip()


class PeriodMissing(Filled):
    """A cost names no period.

    What it checks: that every resource that costs something names the period of its plan and cost.
    Why it matters: 10,000 a month and 10,000 a year are different plans.
    How to fix: enter the period, such as the year.
    """

    code = "RES108"
    name = "period-missing"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "{id} does not say for which period its cost is planned."
    fix = "Enter the period, such as the year."
    completeness = True
    table = "Resources"
    fields = ("period",)
    failing = example(Put("Resources", "RS-1", "period", None), at=("Resources", "RS-1", "period"))
    passing = example(Put("Resources", "RS-1", "period", 2027))

    def judged(self, rows: Rows, book: Book) -> Bools:
        free: Bools = (rows.number("planned") == 0) & (rows.blank("actual") | (rows.number("actual") == 0))
        return ~free


RULES = (OverBudget, ResourceWithoutOwner, ResourceWithoutPurpose, KindMissing, PurposeMissing, PlannedMissing,
         CurrencyMixed, PeriodMissing)
