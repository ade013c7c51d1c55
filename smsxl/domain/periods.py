"""The periods that KPIs are measured in: calendar weeks (ISO 8601), months, quarters and years."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import List

from smsxl.domain.words import word_key

WEEKLY = "Weekly"
MONTHLY = "Monthly"
QUARTERLY = "Quarterly"
YEARLY = "Yearly"

FREQUENCIES: tuple[str, ...] = (WEEKLY, MONTHLY, QUARTERLY, YEARLY)

_MONTHS = {MONTHLY: 1, QUARTERLY: 3, YEARLY: 12}
_WEEK = 7
_FIRST_MONDAY = dt.date(1, 1, 1).toordinal()


@dataclass(frozen=True, order=True)
class Period:
    """One period: the number of its kind since the year 1, so that the next one is one more.

    `frequency` is one of FREQUENCIES as written there; :func:`period_of` takes it in any case.
    """

    number: int
    frequency: str

    @property
    def first_day(self) -> dt.date:
        """The day on which it begins."""
        if self.frequency == WEEKLY:
            return dt.date.fromordinal(_FIRST_MONDAY + self.number * _WEEK)
        year, month = divmod(self.number * _MONTHS[self.frequency], 12)
        return dt.date(year, month + 1, 1)

    @property
    def last_day(self) -> dt.date:
        """The day on which it ends."""
        return Period(self.number + 1, self.frequency).first_day - dt.timedelta(days=1)

    def __str__(self) -> str:
        """Return it as people write it: 2026-W07, 2026-11, 2026-Q4 or 2026."""
        first = self.first_day
        if self.frequency == WEEKLY:
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02d}"
        if self.frequency == MONTHLY:
            return f"{first.year}-{first.month:02d}"
        return f"{first.year}-Q{first.month // 3 + 1}" if self.frequency == QUARTERLY else str(first.year)


def period_of(day: dt.date, frequency: str) -> Period:
    """Return the period that a day lies in. Raises ValueError for an unknown frequency."""
    known = _known(frequency)
    if known == WEEKLY:
        return Period((day.toordinal() - _FIRST_MONDAY) // _WEEK, known)
    return Period((day.year * 12 + day.month - 1) // _MONTHS[known], known)


@lru_cache(maxsize=16)
def _known(frequency: str) -> str:
    known = next((word for word in FREQUENCIES if word_key(word) == word_key(frequency)), None)
    if known is None:
        raise ValueError(f"the frequency {frequency!r} is not known: use one of {', '.join(FREQUENCIES)}")
    return known


def ended_before(day: dt.date, frequency: str) -> Period:
    """Return the last period that ended before a day. Raises ValueError for an unknown frequency."""
    current = period_of(day, frequency)
    return Period(current.number - 1, current.frequency)


def missing_periods(days: List[dt.date], frequency: str, until: dt.date) -> List[Period]:
    """Return the periods without a day among `days`: after the first one's, up to the last that ended before `until`.

    Empty where there is no day at all. Raises ValueError for an unknown frequency.
    """
    if not days:
        return []
    present = {period_of(day, frequency).number for day in days}
    last = ended_before(until, frequency)
    return [Period(number, last.frequency) for number in range(min(present), last.number + 1) if number not in present]
