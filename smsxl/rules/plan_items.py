"""The plan's own sheets: what has to be planned, obligations and other parties (PLN101 to PLN109)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import numpy as np

from smsxl.rules.base import BookRule, Detail, Hit, at_header
from smsxl.rules.common import equal, plan_untouched
from smsxl.rules.examples import Delete, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Listed, Timely
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_AREA: Final = "6.3 Plan"
_CLAUSE: Final = "6.3"

RISK_APPROACH: Final = "risk_management_approach"
"""The key of the area of plan items that say how risks are managed."""


def items_of(book: Book) -> Rows | None:
    """Return the plan items where something can be said about what they leave out."""
    rows = book.rows.get("PlanItems")
    return rows if rows is not None and "area" in rows and not plan_untouched(book) else None


class ItemMissing(BookRule):
    """The plan leaves an area out.

    What it checks: that every area of the plan has at least one item, known limitations, technology and interested
    parties among them. The risk management approach has a rule of its own.
    Why it matters: the standard asks for each of them; what is not in the plan is not done, and an auditor looks for
    exactly what is not there.
    How to fix: bring the item back; where it does not apply, say so in the plan and why.
    """

    code = "PLN101"
    name = "item-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = 'The plan has no item for "{expected}".'
    fix = 'Add an item with the area "{expected}"; where it does not apply, set it to Not applicable and say why.'
    completeness = True
    failing = example(Delete("PlanItems", "P-20"))
    passing = example(Delete("PlanItems", "P-01"))

    def find(self, book: Book) -> Iterator[Hit]:
        rows = items_of(book)
        if rows is None:
            return
        present = set(rows.choice("area"))
        if None in present or "" in present:
            return  # a mistyped area may be the one that is missing; that finding comes first
        for choice in rows.declaration["area"].choices:
            if choice.key not in present and choice.key != RISK_APPROACH:
                yield at_header(rows, "area", Detail(expected=choice.label))


class ItemWithoutApproach(Filled):
    """A requirement is under way or answered, and nothing says how.

    What it checks: that every item that is in progress or in place says how it is done, and that every item that is
    not applicable says why.
    Why it matters: the approach is the answer of the plan; a status without one is a claim.
    How to fix: enter how your organization does it, or why it does not apply.
    """

    code = "PLN102"
    name = "item-without-approach"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{id} is {status}, but it does not say {what}."
    fix = "Enter {what}."
    completeness = True
    table = "PlanItems"
    fields = ("approach",)
    failing = example(Put("PlanItems", "P-01", "approach", None), at=("PlanItems", "P-01", "approach"))
    passing = example(Put("PlanItems", "P-01", "approach", None), Put("PlanItems", "P-01", "status", "Not started"))

    def judged(self, rows: Rows, book: Book) -> Bools:
        begun = equal(rows.choice("status"), "in_progress", "in_place", "not_applicable")
        return begun & ~equal(rows.choice("area"), RISK_APPROACH)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        out = rows.choice("status")[i] == "not_applicable"
        what = "why it does not apply" if out else "how it is done"
        return Detail({"status": rows.text("status")[i].strip().lower(), "what": what}, expected=what)


class ItemWithoutEvidence(Filled):
    """A requirement is said to be in place, and nothing shows it.

    What it checks: that every item that is in place says where its evidence is.
    Why it matters: what can't be shown does not count in an audit.
    How to fix: enter the document, record or system where an auditor finds it, or set the item to In progress.
    """

    code = "PLN103"
    name = "item-without-evidence"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{id} is said to be in place, but it names no evidence."
    fix = "Enter where an auditor finds it, or set it to In progress."
    completeness = True
    table = "PlanItems"
    fields = ("evidence",)
    failing = example(Put("PlanItems", "P-01", "evidence", None), at=("PlanItems", "P-01", "evidence"))
    passing = example(Put("PlanItems", "P-01", "evidence", None), Put("PlanItems", "P-01", "status", "In progress"))

    def judged(self, rows: Rows, book: Book) -> Bools:
        return equal(rows.choice("status"), "in_place")


class ItemOwnerUnknown(Listed):
    """A plan item names a role that Roles does not have.

    What it checks: the owner role of every plan item against the names and ids on Roles.
    Why it matters: nobody knows who that is, so nobody answers for the item.
    How to fix: choose a role from the dropdown, or enter the role on Roles.
    """

    code = "PLN104"
    name = "item-owner-unknown"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = 'Nobody on Roles is the "{value}" that shall answer for {id}.'
    fix = "Choose a role from the list, or enter this one on Roles."
    table = "PlanItems"
    fields = ("owner_role",)
    failing = example(Put("PlanItems", "P-01", "owner_role", "Head of nothing"),
                      at=("PlanItems", "P-01", "owner_role"))
    passing = example(Put("PlanItems", "P-01", "owner_role", "ro-2"))


class ItemOverdue(Timely):
    """A plan item is overdue.

    What it checks: that no item is past its date and neither in place nor out of scope.
    Why it matters: the plan says by when, and it did not happen.
    How to fix: finish it and set it to In place, or agree a new date.
    """

    code = "PLN105"
    name = "item-overdue"
    area = _AREA
    clause = _CLAUSE
    message = "{id} was due on {day}, {late} ago, and is not in place."
    fix = "Finish it and set it to In place, or agree a new date."
    table = "PlanItems"
    fields = ("due",)
    failing = example(Put("PlanItems", "P-01", "status", "In progress"),
                      Put("PlanItems", "P-01", "due", dt.date(2026, 11, 21)), at=("PlanItems", "P-01", "due"))
    passing = example(Put("PlanItems", "P-01", "due", dt.date(2026, 11, 21)))


_AREAS: Final = (
    ("the objectives", ("Objectives",)),
    ("roles and responsibilities", ("Roles", "Raci")),
    ("resources and budget", ("Resources",)),
    ("the processes", ("Processes",)),
    ("communication and training", ("Communications", "Training")),
    ("KPIs and monitoring", ("Kpis", "Measurements")),
    ("improvement and review", ("Improvements", "Reviews")),
    ("the obligations", ("Obligations",)),
    ("the other parties", ("OtherParties",)),
)
"""The areas of the plan that have sheets of their own. Risks to the SMS stand on Risks, where a rule looks for them."""

_CAN_BE_NONE: Final = {"Obligations": "obligations", "OtherParties": "other_parties"}
"""The sheets that may be empty where the plan says so: the area whose items are then all Not applicable."""


def _is_none(book: Book, table: str) -> bool:
    """Whether the plan says that there is nothing to enter in a table."""
    items = items_of(book)
    if items is None or table not in _CAN_BE_NONE:
        return False
    mine = items.choice("status")[equal(items.choice("area"), _CAN_BE_NONE[table])]
    return bool(len(mine)) and bool(equal(mine, "not_applicable").all())


class AreaEmpty(BookRule):
    """A sheet of the plan is empty.

    What it checks: that every sheet of the plan holds at least one row; an area whose sheets are all empty is one
    finding. A plan that nobody has begun is not judged. Obligations and Other parties may be empty where the items of
    that area on Plan are Not applicable.
    Why it matters: the plan has to answer all of its areas, and an empty sheet answers nothing.
    How to fix: enter the first row.
    """

    code = "PLN106"
    name = "area-empty"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "The plan says nothing about {about}: {sheets} {verb} empty."
    fix = "Enter the first row on {sheet}."
    completeness = True
    failing = example(Delete("Resources", "*"))
    passing = example(Delete("Resources", "RS-3"), Delete("Resources", "RS-4"))

    def find(self, book: Book) -> Iterator[Hit]:
        if plan_untouched(book):
            return
        for about, names in _AREAS:
            tables = [book[name] for name in names if name in book]
            empty = [rows for rows in tables if not len(rows) and not _is_none(book, rows.declaration.name)]
            for together in [empty] if len(empty) == len(names) else [[rows] for rows in empty]:
                rows, sheets = together[0], [each.sheet for each in together]
                first = rows.declaration.key or rows.declaration.columns[0].field
                column = rows.places[first][1] if first in rows.places else rows.area.first_column
                words = {"about": about, "sheets": " and ".join(sheets), "verb": "is" if len(sheets) == 1 else "are"}
                yield Hit(table=rows.declaration.name, field=first, row=rows.area.first_row, column=column,
                          detail=Detail(words, expected="at least one row"))


class ObligationNotApplied(Filled):
    """An obligation is listed, and nothing says how it is applied.

    What it checks: that every obligation says what it means for the services.
    Why it matters: a law or contract that is only named is not met by that.
    How to fix: enter what follows from it for the services, and how that is met.
    """

    code = "PLN107"
    name = "obligation-not-applied"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{id} does not say how it applies to the services."
    fix = "Enter what it means for the services and how that is met."
    completeness = True
    table = "Obligations"
    fields = ("how_it_applies",)
    failing = example(Put("Obligations", "OB-1", "how_it_applies", None), at=("Obligations", "OB-1", "how_it_applies"))
    passing = example(Put("Obligations", "OB-1", "applies_to", None))


class OtherPartyNotControlled(Filled):
    """Another party takes part in the services, and nothing says how it is controlled.

    What it checks: that every other party says how its part is measured and evaluated.
    Why it matters: the organization answers for the whole service, the supplier's part included.
    How to fix: enter the agreement, the figures and the meetings by which its part is watched.
    """

    code = "PLN108"
    name = "other-party-not-controlled"
    severity = Severity.ERROR
    area = _AREA
    clause = "8.2.3"
    message = "Nothing says how the part of {id} in the services is controlled."
    fix = "Enter how its part is measured and evaluated."
    completeness = True
    table = "OtherParties"
    fields = ("controlled_by",)
    failing = example(Put("OtherParties", "OP-1", "controlled_by", None), at=("OtherParties", "OP-1", "controlled_by"))
    passing = example(Put("OtherParties", "OP-1", "controlled_by", "Audit once a year"))


class RiskApproachMissing(BookRule):
    """The plan does not say how risks are managed.

    What it checks: that the plan has an item for the risk management approach, that it applies, and that it says how
    risks are identified, analysed, evaluated and treated once work on it has begun.
    Why it matters: without an agreed approach two people rate the same risk in two ways, and the register can't be
    compared from year to year.
    How to fix: describe the approach in that item: who assesses, by which criteria, when, and who decides.
    """

    code = "PLN109"
    name = "risk-approach-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = "6.1"
    message = "The plan does not say how risks are managed: {reason}."
    fix = "Describe who assesses risks, by which criteria, when, and who decides, in the item {expected}."
    completeness = True
    failing = example(Put("PlanItems", "P-32", "approach", None), at=("PlanItems", "P-32", "approach"))
    passing = example(Put("PlanItems", "P-32", "approach", None), Put("PlanItems", "P-32", "status", "Not started"))

    def find(self, book: Book) -> Iterator[Hit]:
        rows = items_of(book)
        if rows is None:
            return
        areas = rows.choice("area")
        mine = np.flatnonzero(equal(areas, RISK_APPROACH))
        label = rows.declaration["area"].label(RISK_APPROACH)
        if not len(mine):
            if not equal(areas, "").any() and not any(area is None for area in areas):
                reason = f'no item has the area "{label}"'
                yield at_header(rows, "area", Detail({"reason": reason}, expected=f'"{label}"'))
            return
        for i in map(int, mine):
            status = rows.choice("status")[i]
            if status == "not_applicable":
                yield Hit("PlanItems", i, "status", detail=Detail(
                    {"reason": f"{rows.key_of(i) or label} is said not to apply"}, expected=f'"{label}"'))
            elif status != "not_started" and rows.blank("approach")[i]:
                yield Hit("PlanItems", i, "approach", detail=Detail(
                    {"reason": f"{rows.key_of(i) or label} has no approach"}, expected=f'"{label}"'))


RULES = (ItemMissing, ItemWithoutApproach, ItemWithoutEvidence, ItemOwnerUnknown, ItemOverdue, AreaEmpty,
         ObligationNotApplied, OtherPartyNotControlled, RiskApproachMissing)
