"""Identify: what the risks together have to cover (RSK113 to RSK116)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from smsxl.rules.base import BookRule, Detail, Hit, RowRule, at_header
from smsxl.rules.common import among, equal, has_risks, holds, is_open, is_threat, known_keys, unknown
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_IDENTIFY: Final = "6.1.2 Identify"
_CLAUSE: Final = "6.1.2"


class CriticalServiceWithoutRisk(RowRule):
    """A critical service has no risk.

    What it checks: that every service, component or activity marked as critical has an open threat, of its own or of
    something that is part of it.
    Why it matters: a critical service without any risk has not been assessed; nothing is free of risk.
    How to fix: ask what could stop it, and enter the answer in Risks; or mark it as not critical.
    """

    code = "RSK113"
    name = "critical-service-without-risk"
    severity = Severity.WARNING
    area = _IDENTIFY
    clause = _CLAUSE
    message = "{id} is critical, but no open threat names it or a part of it."
    fix = "Ask what could stop it and enter the answer in Risks, or mark it as not critical."
    completeness = True
    table = "Services"
    fields = ("id",)
    failing = example(Put("Services", "S-2", "critical", "Yes"), at=("Services", "S-2", "id"))
    passing = example(Put("Services", "S-2", "critical", "Yes"), Put("Risks", "R-1", "service", "S-2"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        everything = np.ones(len(rows), dtype=bool)
        if not (has_risks(book) and holds(book, "Risks", "service")):
            return everything
        risks = book["Risks"]
        known = known_keys(book, *risks.declaration["service"].refers)
        if known is None or unknown(risks.folded("service"), known).any():
            return everything  # a mistyped id may mean this very service; that finding comes first
        named = {risks.folded("service")[i] for i in np.flatnonzero(is_open(risks) & is_threat(risks))}
        covered = _with_wholes(rows, named)
        critical = equal(rows.choice("critical"), "yes")
        return ~critical | rows.blank(field) | among(rows.folded(field), covered)


def _with_wholes(services: Rows, named: set[str]) -> set[str]:
    """Return the services named, and all that they are part of."""
    parents = dict(zip(services.folded("id"), services.folded("part_of"), strict=True))
    covered: set[str] = set()
    for start in named:
        service = start
        while service and service not in covered:
            covered.add(service)
            service = parents.get(service, "")
    return covered


class NothingCritical(BookRule):
    """No service is marked as critical.

    What it checks: that Services marks at least one service, component or activity as critical.
    Why it matters: the assessment begins with what customers cannot do without; where nothing is critical, nobody
    has asked.
    How to fix: mark as critical whatever stops customers from working when it fails.
    """

    code = "RSK114"
    name = "nothing-critical"
    severity = Severity.WARNING
    area = _IDENTIFY
    clause = _CLAUSE
    message = "No service, component or activity is marked as critical."
    fix = "List the services, and mark as critical whatever stops customers from working when it fails."
    completeness = True
    failing = example(Put("Services", "S-1", "critical", "No"), at=("Services", "S-1", "critical"))
    passing = example(Put("Services", "S-1", "critical", "No"), Put("Services", "S-2", "critical", "Yes"))

    def find(self, book: Book) -> Iterator[Hit]:
        if not (has_risks(book) and holds(book, "Services", "critical")):
            return
        services = book["Services"]
        if set(services.choice("critical")) <= {"no"}:  # a blank or unknown answer is another finding
            yield Hit(table="Services", field="critical",
                      row=services.numbers[0] if len(services) else services.area.first_row,
                      column=services.places["critical"][1],
                      value=services.raw("critical")[0] if len(services) else None,
                      detail=Detail(expected="Yes at least once"))


class CategoryWithoutRisk(RowRule):
    """A category has no risk.

    What it checks: that every category on Criteria is the category of at least one risk, closed ones included.
    Why it matters: the categories are there so that no kind of risk is forgotten; this one has been.
    How to fix: look for risks of this category, or remove the category if it does not concern you.
    """

    code = "RSK115"
    name = "category-without-risk"
    severity = Severity.WARNING
    area = _IDENTIFY
    clause = _CLAUSE
    message = 'No risk has the category "{value}".'
    fix = "Look for risks of this category, or remove it from Categories."
    completeness = True
    table = "Categories"
    fields = ("category",)
    failing = example(Put("Risks", "R-4", "category", "Technical"), at=("Categories", "Security", "category"))
    passing = example(Put("Risks", "R-4", "category", "SECURITY"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        used = _answers(book, "category", set(rows.folded(field)))
        return np.ones(len(rows), dtype=bool) if used is None else among(rows.folded(field), used | {""})


class RelatesToWithoutRisk(BookRule):
    """Nothing relates to the organization, the service requirements, the other parties or the SMS.

    What it checks: that each of the four is what at least one risk relates to, closed ones included.
    Why it matters: the standard asks for the risks of all four; the management system itself is forgotten most.
    How to fix: ask what could go wrong there, and enter it; say so in the plan if there really is nothing.
    """

    code = "RSK116"
    name = "relates-to-without-risk"
    severity = Severity.WARNING
    area = _IDENTIFY
    clause = _CLAUSE
    message = 'No risk relates to "{expected}".'
    fix = "Ask what could go wrong there, and enter the answer in Risks."
    completeness = True
    failing = example(Put("Risks", "R-4", "relates_to", "Organization"))
    passing = example(Put("Risks", "R-4", "relates_to", "sms"))

    def find(self, book: Book) -> Iterator[Hit]:
        if not holds(book, "Risks", "relates_to"):
            return
        risks = book["Risks"]
        labels = {choice.label.casefold(): choice.label for choice in risks.declaration["relates_to"].choices}
        used = _answers(book, "relates_to", set(labels))
        if used is None:
            return
        for folded, label in labels.items():
            if folded not in used:
                yield at_header(risks, "relates_to", Detail(expected=label))


def _answers(book: Book, field: str, known: set[str]) -> set[str] | None:
    """Return what the risks answer in a field; None where an answer is missing or unknown, which comes first."""
    if not (has_risks(book) and holds(book, "Risks", field)):
        return None
    used = set(book["Risks"].folded(field))
    return used if used <= known else None


RULES = (CriticalServiceWithoutRisk, NothingCritical, CategoryWithoutRisk, RelatesToWithoutRisk)
