"""Communicate: the results of the assessment reach those who need them (COM101)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

import numpy as np

from smsxl.rules.base import BookRule, Detail, Hit, place_of
from smsxl.rules.common import has_risks, holds, today
from smsxl.rules.examples import Delete, Put, example
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book
from smsxl.tables.rows import as_text

_COMMUNICATE: Final = "6.1.2 Communicate"


class AssessmentNotDistributed(BookRule):
    """The assessment is newer than its last distribution.

    What it checks: the date of the assessment on Start against the latest day in Distribution up to today.
    Why it matters: stakeholders and teams decide on what they were sent last, and that is not what stands here.
    How to fix: send the results to those who need them, and enter each audience in Distribution.
    """

    code = "COM101"
    name = "assessment-not-distributed"
    severity = Severity.WARNING
    area = _COMMUNICATE
    clause = "7.4"
    message = "The assessment of {assessed} has not been sent to anybody{last}."
    fix = "Send the results to those who need them, and enter each audience in Distribution."
    completeness = True
    failing = example(Put("Distribution", "D-1", "sent_on", dt.date(2026, 10, 1)),
                      at=("Distribution", "D-1", "sent_on"))
    passing = example(Put("Distribution", "D-1", "sent_on", dt.date(2026, 10, 1)), Delete("Risks", "*"))

    def find(self, book: Book) -> Iterator[Hit]:
        if not (has_risks(book) and holds(book, "Organisation", "assessment_date")
                and holds(book, "Distribution", "sent_on")):
            return
        start, sent = book["Organisation"], book["Distribution"]
        assessed, days = np.floor(start.date("assessment_date")[0]), np.floor(sent.date("sent_on"))
        if not assessed <= today(book) or not (np.isfinite(days) | sent.blank("sent_on")).all():
            return  # the assessment has no date or is to come, or a day of sending can't be read: other findings
        done = days <= today(book)
        if (done & (days >= assessed)).any():
            return
        words = {"assessed": as_text(start.raw("assessment_date")[0]), "last": ""}
        related = (place_of(start, 0, "assessment_date"),)
        if not len(sent):
            yield Hit(table="Distribution", field="sent_on", row=sent.area.first_row,
                      column=sent.places["sent_on"][1], detail=Detail(words, "a day of sending", related))
        elif np.isfinite(days).any():
            last = int(np.nanargmax(np.where(done, days, -days)))  # before today the last one, else the next
            which = "last distribution was" if done[last] else "next distribution is planned"
            words["last"] = f"; the {which} on {as_text(sent.raw('sent_on')[last])}"
            yield Hit(table="Distribution", record=last, field="sent_on",
                      detail=Detail(words, f"{words['assessed']} or later", related))


RULES = (AssessmentNotDistributed,)
