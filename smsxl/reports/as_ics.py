"""Work lists as a calendar (RFC 5545): an event of a whole day for each task that has a date."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final

import smsxl
from smsxl.domain.due import OVERDUE
from smsxl.domain.words import word_key
from smsxl.domain.worklist import Task
from smsxl.reports.summary import Summary
from smsxl.reports.tasks import WorkList

_FOLD: Final = 75
"""Octets of a line, its break not counted (3.1)."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def as_ics(summary: Summary, lists: Iterable[WorkList]) -> str:
    """Return the calendar. The same summary gives the same bytes; a task keeps its UID when its date moves.

    What should have been done already stands on the day of the report: in the past nobody would see it. Tasks without
    a date are left out.
    """
    owners = list(lists)
    name = summary.document.organization or summary.provenance.file
    title = f"{name}: {owners[0].owner or 'nobody'}" if len(owners) == 1 else name
    out = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//smsxl//smsxl {smsxl.__version__}//EN", "CALSCALE:GREGORIAN",
           "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(title)}"]
    for found in owners:
        for task in found.tasks:
            if task.due is not None or task.at_once:
                out += _event(summary, found.owner, task)
    out.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in out for part in _folded(line))


def dated(found: WorkList) -> int:
    """Return how many tasks of a list the calendar holds."""
    return sum(task.due is not None or task.at_once for task in found.tasks)


def _event(summary: Summary, owner: str, task: Task) -> Iterator[str]:
    as_of = summary.provenance.as_of
    late = task.state(as_of, summary.criteria.soon_days) == OVERDUE
    first = as_of if late or task.due is None else task.due
    words = [task.kind, task.id]
    note = [f"{summary.provenance.file} > {task.sheet}!{task.cell}", f"Owner: {owner or 'nobody'}"]
    if task.due is not None:
        note.append(f"Due: {task.due.isoformat()}")
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(summary, owner, task)}"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    if first < dt.date.max:
        yield f"DTEND;VALUE=DATE:{_day(first + dt.timedelta(days=1))}"
    yield f"SUMMARY:{_text(f'{OVERDUE}: ' if late else '')}{_text(' '.join(filter(None, words)))}: {_text(task.what)}"
    yield f"DESCRIPTION:{_text(chr(10).join(note))}"
    yield f"CATEGORIES:{_text(task.kind)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: dt.date) -> str:
    """Return a day as RFC 5545 writes it; strftime leaves the zeros of early years out."""
    return day.isoformat().replace("-", "")


def _uid(summary: Summary, owner: str, task: Task) -> str:
    document = summary.document
    parts = (document.organization, document.document_id, word_key(owner), task.kind, task.sheet,
             word_key(task.id) or task.cell, "" if task.id else task.what)
    return f"{hashlib.sha256(chr(31).join(parts).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@smsxl"


def _text(text: str) -> str:
    """Return a text as a value (3.3.11)."""
    plain = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces of 75 octets at most, never within a character; all but the first begin with a space."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode("utf-8"))
        if size + octets > _FOLD:
            yield piece
            piece, size = " ", 1
        piece += character
        size += octets
    yield piece
