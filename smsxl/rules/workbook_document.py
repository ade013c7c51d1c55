"""The document as a controlled one: its approval (WBK501 and WBK502)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import numpy as np

from smsxl.rules.base import BookRule, Detail, Hit, RowRule, place_of
from smsxl.rules.examples import Add, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import as_day
from smsxl.rules.workbook_kinds import misfit
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_AREA: Final = "Document"
_CLAUSE: Final = "7.5"


class ApprovedWithoutApprover(RowRule):
    """The document is approved, and it does not say by whom or when.

    What it checks: documents whose status is Approved: that Approved by and Approved on are filled in.
    Why it matters: without a name and a day the approval can't be shown to anyone; to an auditor it did not happen.
    How to fix: enter who approved it and when, or set the status back to In review.
    """

    code = "WBK501"
    name = "approved-without-approver"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = 'The document is Approved, but "{column}" is blank.'
    fix = "Enter {expected}, or set the status back to In review."
    table = "Organisation"
    fields = ("approved_by", "approved_on")
    failing = example(Put("Organisation", "", "approved_by", None), at=("Organisation", "", "approved_by"))
    passing = example(Put("Organisation", "", "approved_by", None), Put("Organisation", "", "approved_on", None),
                      Put("Organisation", "", "status", "In review"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return ~(rows.blank(field) & (book.status == "approved"))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        related = (place_of(rows, i, "status"),) if "status" in rows else ()
        return Detail(expected="who approved it" if field == "approved_by" else "the day of the approval",
                      related=related)


class ChangedAfterApproval(BookRule):
    """The document was changed after it was approved.

    What it checks: documents whose status is Approved: the day of the approval against the last date in Changes.
    Why it matters: what people work by is not what was approved.
    How to fix: have the changed version approved and enter the new date, or set the status back to In review.
    """

    code = "WBK502"
    name = "changed-after-approval"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "The document was approved on {approved}, but it was changed on {changed}."
    fix = "Have the change approved and enter the new date, or set the status back to In review."
    failing = example(Add("ChangeLog", {"version": "1.1", "date": dt.date(2026, 11, 20), "author": "Anna Assessor",
                                        "change": "New criteria"}), at=("Organisation", "", "approved_on"))
    passing = example(Add("ChangeLog", {"version": "1.0", "date": dt.date(2026, 11, 12), "author": "Anna Assessor",
                                        "change": "Typing errors"}))

    def find(self, book: Book) -> Iterator[Hit]:
        form, changes = book.rows.get("Organisation"), book.rows.get("ChangeLog")
        if form is None or changes is None or book.status != "approved" or not len(changes):
            return
        days, approved = changes.date("date"), form.raw("approved_on")[0]
        if not np.isfinite(days).any() or misfit(approved, form.declaration["approved_on"]) is not None:
            return
        last = int(np.nanargmax(days))
        if days[last] >= form.date("approved_on")[0] + 1:  # a change on the day itself is part of what was approved
            yield Hit("Organisation", 0, "approved_on", detail=Detail(
                {"approved": as_day(form, "approved_on", 0), "changed": as_day(changes, "date", last)},
                expected=f"{as_day(changes, 'date', last)} or later", related=(place_of(changes, last, "date"),)))


RULES = (ApprovedWithoutApprover, ChangedAfterApproval)
