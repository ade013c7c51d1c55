"""How things stood at a report, and what has changed since the one before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Tuple

from smsxl.domain.words import word_key

Key = Tuple[str, str]


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
