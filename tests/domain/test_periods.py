"""The laws of calendar periods."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsxl.domain.periods import FREQUENCIES, Period, ended_before, missing_periods, period_of

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
KINDS = st.sampled_from(FREQUENCIES)


@given(DAYS, KINDS)
def test_a_day_lies_in_its_period(day: dt.date, frequency: str) -> None:
    """Each day lies between the first and the last day of its period, and those are in the same one."""
    period = period_of(day, frequency)
    assert period.first_day <= day <= period.last_day
    assert period_of(period.first_day, frequency) == period_of(period.last_day, frequency) == period


@given(DAYS, KINDS)
def test_periods_follow_each_other(day: dt.date, frequency: str) -> None:
    """The day after a period is the first one of the next, and their names differ and sort by time."""
    period = period_of(day, frequency)
    following = period_of(period.last_day + dt.timedelta(days=1), frequency)
    assert following.number == period.number + 1
    assert following.first_day == period.last_day + dt.timedelta(days=1)
    assert str(period) < str(following)


@given(DAYS, KINDS)
def test_the_last_ended_period_ended(day: dt.date, frequency: str) -> None:
    """The last period that ended before a day ends before it, and the next one does not."""
    ended = ended_before(day, frequency)
    assert ended.last_day < day <= Period(ended.number + 1, frequency).last_day


@given(st.lists(DAYS, max_size=8), KINDS, DAYS)
def test_missing_and_present_make_the_whole(days: list[dt.date], frequency: str, until: dt.date) -> None:
    """Missing periods have no day, lie after the first one and ended in time; with the present ones there is no gap."""
    missing = missing_periods(days, frequency, until)
    present = {period_of(day, frequency) for day in days}
    assert not present & set(missing)
    assert all(period.last_day < until and period.first_day > min(days) for period in missing)
    if days:
        first, last = period_of(min(days), frequency), ended_before(until, frequency)
        ended = {period.number for period in present if period.number <= last.number}
        assert len(missing) + len(ended) == max(0, last.number - first.number + 1)


@pytest.mark.parametrize(("day", "frequency", "name"), [
    (dt.date(2026, 11, 22), "Monthly", "2026-11"), (dt.date(2026, 11, 22), "quarterly", "2026-Q4"),
    (dt.date(2026, 11, 22), "Yearly", "2026"), (dt.date(2026, 11, 22), "WEEKLY", "2026-W47"),
    (dt.date(2027, 1, 1), "Weekly", "2026-W53"), (dt.date(2024, 12, 30), "Weekly", "2025-W01"),
])
def test_names(day: dt.date, frequency: str, name: str) -> None:
    """Periods are written as people write them, weeks by ISO 8601."""
    assert str(period_of(day, frequency)) == name


def test_unknown_frequency_is_named() -> None:
    """A word that is no frequency is refused with the words that are."""
    with pytest.raises(ValueError, match=r"'Often'.*Weekly, Monthly"):
        period_of(dt.date(2026, 1, 1), "Often")
