"""The plan half of the sample: complete, linked and believable on any day."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.sample import sample_tables
from smsxl.tables import BY_NAME, Part
from smsxl.tables.book import Book
from smsxl.tables.compose import book_of, compose

AS_OF = dt.date(2026, 11, 22)
OFF_TARGET = {"K-02", "K-06"}
"""As the file of the KPIs says."""


@pytest.mark.parametrize("day", [dt.date(2026, 1, 1), dt.date(2028, 2, 29), dt.date(2027, 8, 31)])
def test_no_day_breaks_the_plan(day: dt.date) -> None:
    """On any day the sample has no finding but its one overdue action."""
    found = run(RULES, Book(compose(sample_tables(day), as_of=day, settled=True), day))
    assert [finding.code for finding in found] == ["TRT104"]


def test_every_table_of_the_plan_is_filled() -> None:
    """Every table of the plan has at least eight rows."""
    tables = sample_tables(AS_OF)
    assert {name: len(tables[name]) for name, table in BY_NAME.items()
            if table.part is Part.PLAN and len(tables.get(name, ())) < 8} == {}


def test_two_years_of_monthly_values() -> None:
    """At least ten KPIs have monthly values for two years and more."""
    tables = sample_tables(AS_OF)
    monthly = {row["id"] for row in tables["Kpis"] if row["frequency"] == "Monthly"}
    counts = Counter(row["kpi"] for row in tables["Measurements"] if row["kpi"] in monthly)
    assert len(counts) >= 10
    assert min(counts.values()) >= 25
    assert max(row["period"] for row in tables["Measurements"]) == dt.date(2026, 10, 1)


def test_kpis_tell_their_story() -> None:
    """The KPIs that are meant to be off target or to get worse are, and each has its action and its improvement."""
    book = book_of(sample_tables(AS_OF), AS_OF)
    ids = book["Kpis"].text("id")
    status, trend = (dict(zip(ids, book.truth("Kpis", field), strict=True)) for field in ("status", "trend"))
    assert {kpi for kpi, word in status.items() if word == "Off target"} == OFF_TARGET
    assert {kpi for kpi, word in trend.items() if word == "Worsening"} == {"K-05"}
    measured = book["Measurements"]
    for kpi in (*OFF_TARGET, "K-05"):
        last = max((k for k, name in enumerate(measured.text("kpi")) if name == kpi), key=measured.date("period").item)
        assert measured.text("action")[last]
        assert any(kpi.casefold() in links for links in book["Improvements"].ids("linked_to"))


def test_generated_risks_keep_the_plan() -> None:
    """With generated risks the plan stays, and no improvement is linked to a risk that is not there."""
    tables = sample_tables(AS_OF, 5)
    assert not any("R-0" in str(row.get("linked_to")) for row in tables["Improvements"])
    assert len(tables["Measurements"]) == len(sample_tables(AS_OF)["Measurements"])
