"""The sample is the same every time, moves with its date, and grows to any size."""

from __future__ import annotations

import datetime as dt
from math import prod

import pytest

from smsxl.content import read
from smsxl.errors import UsageError
from smsxl.sample import MOST_RISKS, sample_tables

TODAY = dt.date(2026, 11, 22)


def test_the_same_every_time() -> None:
    """Two calls give the same rows, and a longer register begins with the shorter one."""
    assert sample_tables(TODAY) == sample_tables(TODAY)
    assert sample_tables(TODAY, 120) == sample_tables(TODAY, 120)
    long, short = sample_tables(TODAY, 120), sample_tables(TODAY, 40)
    for name in ("Risks", "Treatments", "Acceptances"):
        assert long[name][: len(short[name])] == short[name]


def test_generated_register_is_as_long_as_asked_for() -> None:
    """Ids run from R-00001; titles differ over a whole round of scenarios and far beyond."""
    assert sample_tables(TODAY, 0)["Risks"] == []
    risks = sample_tables(TODAY, 3_000)["Risks"]
    assert [risk["id"] for risk in risks] == [f"R-{number:05d}" for number in range(1, 3_001)]
    assert len({risk["title"] for risk in risks}) == 3_000


def test_vocabulary_fills_a_worksheet() -> None:
    """There are more compositions than a worksheet has rows, and no word of the vocabulary comes twice."""
    words = read("sample/vocabulary.toml")
    lists = [words["systems"], words["customer_names"], words["customer_branches"],
             [scenario["title"] for scenario in words["scenarios"]]]
    assert prod(len(entries) for entries in lists) >= MOST_RISKS
    for entries in lists:
        assert len(set(entries)) == len(entries)
    for title in lists[-1]:
        assert "{system}" in title
        assert "{customer}" in title


@pytest.mark.parametrize("number", [-1, MOST_RISKS + 1])
def test_a_number_that_no_sheet_holds_is_refused(number: int) -> None:
    """The message names the number and the limit."""
    with pytest.raises(UsageError, match=f"0 to {MOST_RISKS} risks, not {number}"):
        sample_tables(TODAY, number)


@pytest.mark.parametrize("number", [None, 60])
def test_dates_move_with_the_as_of_date(number: int | None) -> None:
    """A sample for another day has every date moved by the same days, and nothing else changed.

    Measurements lie on the first days of calendar periods instead, and budgets are those of the year.
    """
    shift = dt.timedelta(days=400)
    moved = sample_tables(TODAY + shift, number)
    for resource in moved["Resources"]:
        resource["period"] = str(TODAY.year)
    for name, rows in sample_tables(TODAY, number).items():
        if name == "Measurements":
            assert [row["value"] for row in moved[name]] == [row["value"] for row in rows]
            continue
        back = [
            {field: value - shift if isinstance(value, dt.date) else value for field, value in row.items()}
            for row in moved[name]
        ]
        assert back == rows, name
