"""Where anything with a due date stands on a day."""

from __future__ import annotations

import datetime as dt

from smsxl.domain.criteria import DEFAULT_SOON_DAYS
from smsxl.domain.words import word_key

DONE = "Done"
ON_TRACK = "On track"
DUE_SOON = "Due soon"
OVERDUE = "Overdue"
NO_DATE = "No date"

DUE_STATUSES: tuple[str, ...] = (DONE, ON_TRACK, DUE_SOON, OVERDUE, NO_DATE)

DONE_WORDS: tuple[str, ...] = ("Done", "Achieved", "In place", "Closed", "Dropped", "Rejected", "Not applicable")
"""The statuses after which a due date no longer matters."""

_DONE_KEYS = frozenset(word_key(word) for word in DONE_WORDS)


def is_done(status: str | None) -> bool:
    """Tell whether a status ends the work."""
    return status is not None and word_key(status) in _DONE_KEYS


def due_status(due: dt.date | None, status: str | None, *, as_of: dt.date, soon_days: float = DEFAULT_SOON_DAYS) -> str:
    """Return where something stands on the day `as_of`; the due day itself is not yet overdue."""
    if is_done(status):
        return DONE
    if due is None:
        return NO_DATE
    if due < as_of:
        return OVERDUE
    return DUE_SOON if (due - as_of).days <= soon_days else ON_TRACK
