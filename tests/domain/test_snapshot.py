"""What History remembers: every report of a quarter, then one a month, and never more than a sheet bears."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsxl.domain import snapshot
from smsxl.domain.snapshot import ALL_DAYS, Entry, last_before, thinned

TODAY = dt.date(2026, 11, 22)


def reports(*days: dt.date, rows: int = 2) -> list[Entry]:
    """Return the entries of reports on these days."""
    return [Entry(day, "Risks", f"R-{i}", float(i)) for day in days for i in range(rows)]


def days_of(entries: list[Entry]) -> list[dt.date]:
    """Return the days that are remembered, in their order."""
    return list(dict.fromkeys(entry.as_of for entry in entries))


def test_a_quarter_in_full_then_one_a_month() -> None:
    """Of daily reports of two years those of the last quarter stay, and the last of each month before, whole."""
    daily = [TODAY - dt.timedelta(days=i) for i in range(730, -1, -1)]
    found = thinned(reports(*daily), TODAY)
    recent = [day for day in daily if (TODAY - day).days <= ALL_DAYS]
    before = days_of(found)[: -len(recent)]
    assert days_of(found)[-len(recent):] == recent
    assert len(before) == 21
    assert all((day + dt.timedelta(days=1)).day == 1 for day in before)
    assert len(found) == 2 * len(days_of(found))


@given(st.lists(st.dates(dt.date(2015, 1, 1), TODAY), unique_by=lambda day: (day.year, day.month), max_size=60))
def test_who_reports_once_a_month_loses_nothing(days: list[dt.date]) -> None:
    """One report a month, or fewer, are remembered for ever, in their order."""
    entries = reports(*days)
    assert thinned(entries, TODAY) == entries


@given(st.lists(st.dates(dt.date(2024, 1, 1), TODAY), unique=True, max_size=60))
def test_the_trend_since_the_last_report_stays_the_same(days: list[dt.date]) -> None:
    """What the next report compares with is never taken out, and thinning twice takes out no more than once."""
    entries = reports(*days)
    once = thinned(entries, TODAY)
    assert last_before(once, TODAY + dt.timedelta(days=1)) == last_before(entries, TODAY + dt.timedelta(days=1))
    assert thinned(once, TODAY) == once


def test_reports_after_the_day_stay() -> None:
    """A report as of an earlier day takes nothing out that is newer."""
    entries = reports(*(TODAY + dt.timedelta(days=i) for i in range(200)))
    assert thinned(entries, TODAY) == entries


@pytest.mark.parametrize(("most", "left"), [(10, 3), (3, 1), (1, 1)])
def test_the_oldest_go_where_a_sheet_would_overflow(most: int, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """More entries than a sheet bears are cut from the oldest day on; the newest report stays whatever it holds."""
    monkeypatch.setattr(snapshot, "MOST_ENTRIES", most)
    days = [TODAY - dt.timedelta(days=i) for i in range(4, -1, -1)]
    assert days_of(thinned(reports(*days, rows=3), TODAY)) == days[-left:]
