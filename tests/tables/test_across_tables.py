"""Calculated columns that read another table: what Python computes and what LibreOffice shows are one."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsxl.build import build_workbook
from smsxl.content import template_tables
from smsxl.domain.kpi import kpi_status, kpi_trend
from smsxl.hosts.package import open_workbook
from smsxl.tables.book import Book
from smsxl.tables.compose import book_of
from smsxl.tables.evaluate import same_value
from smsxl.tables.formula import PLAIN
from smsxl.tables.measure import TREND_VALUES
from tests import office

AS_OF = dt.date(2026, 11, 22)
CALCULATED = [("Kpis", field) for field in ("latest_value", "status", "trend")] + [("Measurements", "status")]


def content(kpis: list[dict[str, Any]], measurements: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return a new workbook's content with these KPIs and values."""
    return {**template_tables(AS_OF), "Kpis": kpis, "Measurements": measurements}


def measured(*values: Any, kpi: str = "K-1", start: int = 0) -> list[dict[str, Any]]:
    """Return values of following months."""
    return [{"kpi": kpi, "period": dt.date(2024 + month // 12, month % 12 + 1, 1), "value": value}
            for month, value in enumerate(values, start=start)]


def kpi(**changes: Any) -> dict[str, Any]:
    """Return a KPI that shall reach 100."""
    return {"id": "K-1", "kpi": "Share", "direction": "Higher", "target": 100, **changes}


def columns(kpis: list[dict[str, Any]], measurements: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return the calculated columns by "Table field"."""
    book = book_of(content(kpis, measurements), AS_OF)
    return {f"{table} {field}": list(book.truth(table, field)) for table, field in CALCULATED}


@pytest.mark.parametrize(("kpis", "measurements", "column", "expected"), [
    ([kpi()], measured(90, 101), "Kpis latest_value", [101]),
    ([kpi()], list(reversed(measured(90, 101))), "Kpis latest_value", [101]),
    ([kpi()], [*measured(90, 101), *measured(95, start=1)], "Kpis latest_value", [98]),
    ([kpi()], measured(90, "n/a", None), "Kpis latest_value", [90]),
    ([kpi()], [*measured(90), {"kpi": "K-1", "period": "May 2026", "value": 7}], "Kpis latest_value", [90]),
    ([kpi(id="k-1")], measured(90), "Kpis latest_value", [90]),
    ([kpi(id="K-2")], measured(90), "Kpis latest_value", [""]),
    ([kpi(id=None)], [{"kpi": None, "period": AS_OF, "value": 3}], "Kpis latest_value", [""]),
    ([kpi(id="K-2")], measured(90), "Kpis status", [""]),
    ([kpi(target=None)], measured(90), "Kpis status", [""]),
    ([kpi()], measured(90, 91, 92), "Kpis trend", ["Stable"]),
    ([kpi()], measured(50, 70, 90), "Kpis trend", ["Improving"]),
    ([kpi(direction="Lower")], measured(50, 70, 90), "Kpis trend", ["Worsening"]),
    ([kpi(direction=None)], measured(50, 70, 90), "Kpis trend", [""]),
    ([kpi()], measured(50, 70), "Kpis trend", [""]),
    ([kpi()], measured(*range(300, 100, -10), *[100] * TREND_VALUES), "Kpis trend", ["Stable"]),
    ([kpi()], measured(100, 95, 80), "Measurements status", ["On target", "At risk", "Off target"]),
    ([kpi(tolerance=0.3)], measured(80), "Measurements status", ["At risk"]),
    ([kpi()], measured(80, kpi="K-9"), "Measurements status", [""]),
    ([kpi()], [{"kpi": None, "period": AS_OF, "value": 3}], "Measurements status", [""]),
    ([kpi(), kpi(target=1)], measured(80), "Measurements status", ["Off target"]),
])
def test_kpis_read_their_measurements(kpis: list[dict[str, Any]], measurements: list[dict[str, Any]], column: str,
                                      expected: list[Any]) -> None:
    """The latest value, its status and its trend come from the KPI's own rows, by date, whatever else stands there."""
    assert columns(kpis, measurements)[column] == expected


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(-50, 150)), max_size=30))
@settings(max_examples=60, deadline=None)
def test_values_are_taken_by_date(found: list[tuple[int, int]]) -> None:
    """The order of the rows makes no difference: the last values by date, several of one date as their mean."""
    rows = [row for month, value in found for row in measured(value, start=month)]
    by_month: dict[int, list[int]] = {}
    for month, value in found:
        by_month.setdefault(month, []).append(value)
    series = [fmean(by_month[month]) for month in sorted(month for month, _ in found)][-TREND_VALUES:]
    result = columns([kpi()], rows)
    assert result["Kpis latest_value"] == [series[-1] if series else ""]
    assert result["Kpis trend"] == [kpi_trend(series, "Higher") or ""]
    assert result["Measurements status"] == [kpi_status(value, 100, "Higher") for _, value in found] or not found


def random_content(seed: int) -> dict[str, list[dict[str, Any]]]:
    """Return many KPIs with values of every shape: few, none, level, repeated, texts, gaps, ties."""
    dice = random.Random(seed)
    kpis, measurements = [], []
    for number in range(60):
        name = f"K-{number:02d}"
        kpis.append(kpi(id=name, direction=dice.choice(["Higher", "Lower", "higher", None]),
                        target=dice.choice([0, 50, 99.5, None]), tolerance=dice.choice([None, 0, 0.25])))
        base, step, noise = dice.choice([0, 50, -20]), dice.choice([0, 0.1, 3, -3]), dice.choice([0, 0.3, 10])
        for month in dice.sample(range(30), dice.choice([0, 1, 2, 3, 5, 12, 13, 25])):
            value: Any = round(base + step * month + dice.uniform(-noise, noise), 3)
            if dice.random() < 0.05:
                value = dice.choice(["n/a", None])
            times = dice.choice([1] * 9 + [2])
            measurements += measured(value, kpi=dice.choice([name, name.lower()]), start=month) * times
    dice.shuffle(measurements)
    return content(kpis, measurements)


def test_libreoffice_shows_the_same(tmp_path: Path) -> None:
    """For KPIs with values of every shape LibreOffice calculates what Python cached, trend and status included."""
    path = tmp_path / "kpis.xlsx"
    build_workbook(path, as_of=AS_OF, fixed=True, content=random_content(7), dialect=PLAIN)
    ours, theirs = (Book(open_workbook(str(book)), AS_OF) for book in (path, office.recalculated(path, tmp_path)))
    for table, field in CALCULATED:
        computed, shown = ours.truth(table, field), theirs[table].raw(field)
        assert len(set(computed)) > 2
        assert [(i, c, s) for i, (c, s) in enumerate(zip(computed, shown, strict=True)) if not same_value(s, c)] == []
