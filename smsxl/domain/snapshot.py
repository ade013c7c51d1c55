"""How things stood at a report, and what has changed since the one before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Set, Tuple

from smsxl.domain.words import word_key

Key = Tuple[str, str]

ALL_DAYS = 92
"""As many days back every report is remembered: a quarter. Before that the last one of each month is."""

MOST_ENTRIES = 200_000
"""As many entries are remembered at the most: a fifth of the rows of a sheet."""


@dataclass(frozen=True)
class Entry:
    """How one row, or one figure of the summary, stood on a day."""

    as_of: dt.date
    table: str
    id: str
    value: Optional[float] = None
    level: str = ""
    state: str = ""
    status: str = ""

    @property
    def key(self) -> Key:
        """What tells it from others of its day."""
        return (word_key(self.table), word_key(self.id))


@dataclass(frozen=True)
class Change:
    """An entry of the last report and of this one; None where it was not there, or is not there any more."""

    before: Optional[Entry]
    now: Optional[Entry]


def with_snapshot(history: Iterable[Entry], snapshot: Iterable[Entry]) -> List[Entry]:
    """Return the history with a snapshot at its end; what it held of the snapshot's days is replaced."""
    fresh: Dict[Tuple[dt.date, Key], Entry] = {}
    for entry in snapshot:
        fresh.setdefault((entry.as_of, entry.key), entry)
    days = {day for day, _ in fresh}
    return [entry for entry in history if entry.as_of not in days] + list(fresh.values())


def thinned(history: Iterable[Entry], today: dt.date) -> List[Entry]:
    """Return the history without the days that nobody compares with any more.

    Every day of the last ALL_DAYS days stays, and of each month before the last day that it has. Where more than
    MOST_ENTRIES are left the oldest days go, but never the newest one.
    """
    entries = list(history)
    counts: Dict[dt.date, int] = {}
    for entry in entries:
        counts[entry.as_of] = counts.get(entry.as_of, 0) + 1
    last_of_month = {(day.year, day.month): day for day in sorted(counts)}
    room = MOST_ENTRIES
    kept: Set[dt.date] = set()
    for day in sorted(counts, reverse=True):
        if (today - day).days > ALL_DAYS and last_of_month[day.year, day.month] != day:
            continue
        room -= counts[day]
        if room < 0 and kept:
            break
        kept.add(day)
    return [entry for entry in entries if entry.as_of in kept]


def last_before(history: Iterable[Entry], day: dt.date) -> List[Entry]:
    """Return the entries of the last day in the history before a day; of one that comes twice the last."""
    earlier = [entry for entry in history if entry.as_of < day]
    last = max((entry.as_of for entry in earlier), default=None)
    return list({entry.key: entry for entry in earlier if entry.as_of == last}.values())


def changes(before: Iterable[Entry], now: Iterable[Entry]) -> List[Change]:
    """Return what differs, in the order of this report, then what is gone in the order of the last one."""
    old = {entry.key: entry for entry in before}
    new = {entry.key: entry for entry in now}
    found = [Change(old.get(key), entry) for key, entry in new.items() if _differs(old.get(key), entry)]
    return found + [Change(entry, None) for key, entry in old.items() if key not in new]


def _differs(before: Optional[Entry], now: Entry) -> bool:
    return before is None or (before.value, before.level, before.state, before.status) != (
        now.value, now.level, now.state, now.status)
