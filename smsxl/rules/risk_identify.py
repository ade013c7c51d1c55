"""Identify: what every risk has to say (RSK101 to RSK112)."""

from __future__ import annotations

from typing import Final

import numpy as np

from smsxl.rules.base import Detail, OnRegisters, RowRule, place_of
from smsxl.rules.common import equal, is_open, known_keys, per_book, unknown
from smsxl.rules.examples import Add, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Listed
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_IDENTIFY: Final = "6.1.2 Identify"
_CLAUSE: Final = "6.1.2"


class IdMissing(Filled):
    """A risk has no id.

    What it checks: that every row of Risks has an id.
    Why it matters: treatments, acceptances and reports refer to a risk by its id; without one none of them can.
    How to fix: give it the next free id, such as R-013, and never use that id again.
    """

    code = "RSK101"
    name = "id-missing"
    severity = Severity.ERROR
    area = _IDENTIFY
    clause = _CLAUSE
    message = "The risk in {id} has no id, so no treatment and no acceptance can refer to it."
    fix = "Give the risk a short id that no other risk has."
    completeness = True
    on_registers = OnRegisters(message="The risk in {id} has no {column}, so nothing can refer to it.",
                               hidden="The id is missing in {column}.",
                               many="{count} of {of} risks have no {column}, so nothing can refer to them.")
    table = "Risks"
    fields = ("id",)
    failing = example(Add("Risks", {"type": "Threat", "title": "A risk without an id"}), at=None)
    passing = example(Put("Risks", "R-1", "title", None))


class _Repeated(RowRule):
    """The shared check of texts that may stand only once: the first one stands, the later ones fail."""

    table = "Risks"
    area = _IDENTIFY
    clause = _CLAUSE

    def counts(self, rows: Rows) -> Bools:
        """Return the rows that are compared with each other."""
        return np.ones(len(rows), dtype=bool)

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        texts = rows.folded(field)
        counted = self.counts(rows)
        passed = np.ones(len(rows), dtype=bool)
        if counted.all() and len(set(texts)) == len(texts):
            return passed
        seen: set[str] = set()
        for i in np.flatnonzero(counted):
            if texts[i] in seen:
                passed[i] = False
            elif texts[i]:
                seen.add(texts[i])
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        first = _first_of(book, self, field)[rows.folded(field)[i]]
        return Detail({"other": rows.key_of(first) or f"row {rows.numbers[first]}", "row": rows.numbers[first]},
                      related=(place_of(rows, first, field),))


@per_book
def _first_of(book: Book, rule: _Repeated, field: str) -> dict[str, int]:
    """Return the first of the compared risks with each text."""
    texts = book["Risks"].folded(field)
    return {texts[k]: int(k) for k in reversed(np.flatnonzero(rule.counts(book["Risks"])))}


class IdRepeated(_Repeated):
    """Two risks have the same id.

    What it checks: that no id stands twice in Risks; ids that differ in case or spaces only are the same.
    Why it matters: a treatment or an acceptance of this id belongs to one of the two, and nobody can say to which.
    How to fix: give the later risk an id of its own, and correct the rows that refer to it.
    """

    code = "RSK102"
    name = "id-repeated"
    severity = Severity.ERROR
    message = "The id {value} already stands in row {row}; case and spaces make no difference."
    fix = "Give one of the two risks an id of its own, and correct what refers to it."
    fields = ("id",)
    failing = example(Put("Risks", "R-3", "id", "r-1 "), at=("Risks", "r-1 ", "id"))
    passing = example(Put("Risks", "R-3", "id", "R-11"))


class TitleMissing(Filled):
    """A risk has no title.

    What it checks: that every risk has a title.
    Why it matters: the title is what people read in summaries and minutes; a bare number tells them nothing.
    How to fix: say in a few words what could happen.
    """

    code = "RSK103"
    name = "title-missing"
    severity = Severity.ERROR
    area = _IDENTIFY
    clause = _CLAUSE
    message = "{id} has no title."
    fix = "Say in a few words what could happen."
    completeness = True
    on_registers = OnRegisters(message="{id} has no {column}: nobody can tell what the risk is.",
                               hidden="The risk is not named in {column}.",
                               many="{count} of {of} risks have no {column}.")
    table = "Risks"
    fields = ("title",)
    failing = example(Put("Risks", "R-1", "title", "  "), at=("Risks", "R-1", "title"))
    passing = example(Put("Risks", "R-1", "title", "An unusual title"))


class TitleRepeated(_Repeated):
    """Two open risks have the same title.

    What it checks: the titles of the open risks, without regard to case and spaces.
    Why it matters: the same risk entered twice is counted twice and treated by two owners, or by none.
    How to fix: delete or close one of the two, or say in the titles what tells them apart.
    """

    code = "RSK104"
    name = "title-repeated"
    severity = Severity.WARNING
    message = "{id} has the same title as {other}."
    fix = "Close one of the two, or say in the titles what tells them apart."
    fields = ("title",)
    failing = example(Put("Risks", "R-4", "title", "SOUND risk  number 1"), at=("Risks", "R-4", "title"))
    passing = example(Put("Risks", "R-4", "title", "Sound risk number 1"), Put("Risks", "R-4", "status", "Closed"))

    def counts(self, rows: Rows) -> Bools:
        return is_open(rows)


class _Unknown(Listed):
    """What a risk names of another table."""

    severity = Severity.ERROR
    area = _IDENTIFY
    clause = _CLAUSE
    table = "Risks"


class CategoryUnknown(_Unknown):
    """A risk has a category that Criteria does not list.

    What it checks: the category of every risk against the categories on Criteria.
    Why it matters: appetite and tolerance are set per category; a mistyped one gets the limits of all others, and is
    missing in every count.
    How to fix: choose a category from the list, or add the new one to Categories on Criteria.
    """

    code = "RSK105"
    name = "category-unknown"
    message = '{id} has the category "{value}", which Categories on Criteria does not list.'
    fix = "Choose a category from the list, or add this one to Categories."
    fields = ("category",)
    failing = example(Put("Risks", "R-1", "category", "Techncal"), at=("Risks", "R-1", "category"))
    passing = example(Put("Risks", "R-1", "category", "technical "))


class RelatesToUnknown(RowRule):
    """A risk relates to something that is not one of the four choices.

    What it checks: that relates-to is Organization, Service requirements, Other parties or SMS.
    Why it matters: the standard asks for the risks of each of these; a risk under another word covers none of them.
    How to fix: choose from the list what the risk concerns.
    """

    code = "RSK106"
    name = "relates-to-unknown"
    severity = Severity.ERROR
    area = _IDENTIFY
    clause = _CLAUSE
    message = '{id} relates to "{value}", which is none of {expected}.'
    fix = "Choose one of {expected}."
    table = "Risks"
    fields = ("relates_to",)
    failing = example(Put("Risks", "R-2", "relates_to", "Suppliers"), at=("Risks", "R-2", "relates_to"))
    passing = example(Put("Risks", "R-2", "relates_to", "other parties"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return ~unknown(rows.folded(field), rows.declaration[field].choice_keys.keys())

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail(expected=", ".join(choice.label for choice in rows.declaration[field].choices))


class OwnerMissing(Filled):
    """A risk has no owner.

    What it checks: that every risk names the person who answers for it.
    Why it matters: a risk that belongs to nobody is treated by nobody.
    How to fix: enter the person who can decide about the risk and knows it best.
    """

    code = "RSK107"
    name = "owner-missing"
    severity = Severity.ERROR
    area = _IDENTIFY
    clause = _CLAUSE
    message = "{id} has no owner."
    fix = "Enter the person who answers for the risk."
    completeness = True
    table = "Risks"
    fields = ("owner",)
    failing = example(Put("Risks", "R-1", "owner", None), at=("Risks", "R-1", "owner"))
    passing = example(Put("Risks", "R-1", "owner", "Somebody Else"))


class ServiceUnknown(_Unknown):
    """A risk names a service that is not listed.

    What it checks: the service of every risk against the ids in Services and in Processes.
    Why it matters: the risk is not counted for the service that it hits, and that service looks safer than it is.
    How to fix: choose an id from Services, or add the service there.
    """

    code = "RSK108"
    name = "service-unknown"
    message = "{id} names the service {value}, which neither Services nor Processes lists."
    fix = "Choose an id from the list, or add the service to Services."
    fields = ("service",)
    failing = example(Put("Risks", "R-1", "service", "S-9"), at=("Risks", "R-1", "service"))
    passing = example(Put("Risks", "R-1", "service", "s-2"))


class ObjectiveUnknown(_Unknown):
    """A risk names an objective that is not listed.

    What it checks: the objective of every risk against the ids in Objectives.
    Why it matters: the thread from the objective to what endangers it is broken, so nobody sees that it is at risk.
    How to fix: choose an id from Objectives, or add the objective there.
    """

    code = "RSK110"
    name = "objective-unknown"
    message = "{id} names the objective {value}, which Objectives does not list."
    fix = "Choose an id from the list, or add the objective to Objectives."
    fields = ("objective",)
    failing = example(Put("Risks", "R-1", "objective", "O-9"), at=("Risks", "R-1", "objective"))
    passing = example(Put("Risks", "R-1", "objective", "o-2"))


class ServiceMissing(RowRule):
    """A risk to the service requirements names no service.

    What it checks: that an open risk which relates to the service requirements says which service it hits.
    Why it matters: nobody can tell which customers are hit, nor whether a critical service is covered.
    How to fix: choose the service, component or process from the list.
    """

    code = "RSK109"
    name = "service-missing"
    severity = Severity.WARNING
    area = _IDENTIFY
    clause = _CLAUSE
    message = "{id} relates to the service requirements, but names no service."
    fix = "Choose the service, component or process that it hits."
    completeness = True
    table = "Risks"
    fields = ("service",)
    failing = example(Put("Risks", "R-1", "service", None), at=("Risks", "R-1", "service"))
    passing = example(Put("Risks", "R-3", "service", None))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        if not known_keys(book, *rows.declaration[field].refers):
            return np.ones(len(rows), dtype=bool)  # there is nothing to choose from
        asked = equal(rows.choice("relates_to"), "service_requirements") & is_open(rows)
        return ~(asked & rows.blank(field))


class _NotTold(Filled):
    """The shared check of a text that an open risk should have."""

    severity = Severity.WARNING
    area = _IDENTIFY
    clause = _CLAUSE
    completeness = True
    table = "Risks"

    def judged(self, rows: Rows, book: Book) -> Bools:
        return is_open(rows)


class ConsequenceMissing(_NotTold):
    """A risk does not say what it leads to.

    What it checks: that every open risk has a consequence.
    Why it matters: the impact rates the consequence; without it nobody can follow or challenge the rating.
    How to fix: write what happens to the service if the event happens: "so that ...".
    """

    code = "RSK111"
    name = "consequence-missing"
    message = "{id} does not say what it leads to."
    fix = 'Write the consequence, such as "so that the service stops".'
    on_registers = OnRegisters(message="{id} does not say what it leads to: {column} is blank.",
                               hidden="What it leads to is missing in {column}.",
                               many="{count} of {of} risks do not say what they lead to: {column} is blank.")
    fields = ("consequence",)
    failing = example(Put("Risks", "R-1", "consequence", None), at=("Risks", "R-1", "consequence"))
    passing = example(Put("Risks", "R-1", "consequence", None), Put("Risks", "R-1", "status", "Closed"))


class CustomerImpactMissing(_NotTold):
    """A risk does not say what customers notice of it.

    What it checks: that every open risk has a customer impact.
    Why it matters: the standard asks for the impact on customers; a risk told from the inside alone is rated too low.
    How to fix: write what customers notice; "nothing" is an answer too.
    """

    code = "RSK112"
    name = "customer-impact-missing"
    message = "{id} does not say what customers notice of it."
    fix = 'Write what customers notice; "nothing" is an answer too.'
    fields = ("customer_impact",)
    failing = example(Put("Risks", "R-2", "customer_impact", ""), at=("Risks", "R-2", "customer_impact"))
    passing = example(Put("Risks", "R-2", "customer_impact", "Nothing"))


RULES = (IdMissing, IdRepeated, TitleMissing, TitleRepeated, CategoryUnknown, RelatesToUnknown, OwnerMissing,
         ServiceUnknown, ServiceMissing, ObjectiveUnknown, ConsequenceMissing, CustomerImpactMissing)
