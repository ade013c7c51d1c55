"""The roadmap: objectives, actions, improvements and reviews on one time line, the overdue ones first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from smsxl.domain.due import OVERDUE, due_status, is_done
from smsxl.reports.model import Source
from smsxl.reports.view import Look

OBJECTIVE = "Objective"
ACTION = "Action"
IMPROVEMENT = "Improvement"
REVIEW = "Review"

LANES = (OBJECTIVE, ACTION, IMPROVEMENT, REVIEW)


@dataclass(frozen=True)
class Milestone:
    """Something that is to be reached: by when, and since when it is worked on where that is known."""

    lane: str
    source: Source
    what: str
    owner: str
    start: dt.date | None
    end: dt.date
    status: str


def roadmap(look: Look) -> tuple[Milestone, ...]:
    """Return what is not done yet and has a date: overdue first, each group by date."""
    return tuple(sorted(_milestones(look), key=lambda each: (each.status != OVERDUE, each.end, LANES.index(each.lane),
                                                             each.source.id)))


def _milestones(look: Look) -> Iterator[Milestone]:
    yield from _open(look, OBJECTIVE, "Objectives", "objective", "owner_role", "start")
    yield from _open(look, ACTION, "Treatments", "action", "owner")
    yield from _open(look, IMPROVEMENT, "Improvements", "improvement", "owner_role")
    yield from _reviews(look)


def _open(look: Look, lane: str, table: str, what: str, owner: str, start: str = "") -> Iterator[Milestone]:
    rows = look[table]
    for i, source in enumerate(rows.sources):
        due, status = rows.dates("due")[i], rows.texts("status")[i]
        if due is not None and not is_done(status) and rows.texts("due_status")[i]:
            yield Milestone(lane, source, rows.texts(what)[i], rows.texts(owner)[i],
                            rows.dates(start)[i] if start else None, due, rows.texts("due_status")[i])


def _reviews(look: Look) -> Iterator[Milestone]:
    """Yield the next review of each kind: the date that the latest one of its kind names."""
    rows = look["Reviews"]
    latest: dict[str, int] = {}
    for i, (kind, day) in enumerate(zip(rows.texts("kind"), rows.dates("date"), strict=True)):
        known = latest.get(kind)
        if day is not None and (known is None or day >= (rows.dates("date")[known] or day)):
            latest[kind] = i
    for kind, i in latest.items():
        end = rows.dates("next_date")[i]
        if end is not None:
            yield Milestone(REVIEW, rows.sources[i], kind, "", None, end,
                            due_status(end, None, as_of=look.as_of, soon_days=look.soon_days))
