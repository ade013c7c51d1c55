"""Service continuity: how critical services go on when they fail (SVC101)."""

from __future__ import annotations

from smsxl.rules.common import equal
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows


class ContinuityMissing(Filled):
    """A critical service has no arrangement for going on when it fails.

    What it checks: that every service, component or activity marked as critical says how it goes on when it fails.
    Why it matters: customers can't work without it, and the day of the failure is too late to think about it.
    How to fix: enter the arrangement (a second site, a standby, a way of working by hand), or mark it as not critical.
    """

    code = "SVC101"
    name = "continuity-missing"
    severity = Severity.ERROR
    area = "6.1.2 Treat"
    clause = "8.7.2"
    message = "{id} is critical, but nothing says how it goes on when it fails."
    fix = "Enter the arrangement for its continuity, or mark it as not critical."
    completeness = True
    table = "Services"
    fields = ("continuity_arrangement",)
    failing = example(Put("Services", "S-1", "continuity_arrangement", " "),
                      at=("Services", "S-1", "continuity_arrangement"))
    passing = example(Put("Services", "S-2", "continuity_arrangement", None))

    def judged(self, rows: Rows, book: Book) -> Bools:
        return equal(rows.choice("critical"), "yes")


RULES = (ContinuityMissing,)
