from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsxl.build import new_workbook
from smsxl.domain.tolerance import ABOVE_TOLERANCE, WITHIN_APPETITE
from smsxl.portfolio.extract import LevelStep, MatrixCell, Named, TopRisk, extract_of, severity
from smsxl.portfolio.gather import Gathered
from smsxl.portfolio.picture import ALL, Portfolio, count_of, picture
from smsxl.report import summarise_file
from smsxl.reports.risk.counts import open_threats
from smsxl.rules.common import RATINGS
from tests.portfolio.conftest import DAY, gathered, sound
from tests.reports.conftest import summary_of

COUNTS = ("threats", "untreated", "actions_overdue", "reviews_overdue", "acceptances_expired", "errors", "warnings")


def made(*files: Gathered, **options: Any) -> Portfolio:
    """Return the picture of files below the folder `all`."""
    return picture(files, ["all"], as_of=DAY, **options)


def test_an_extract_says_what_the_summary_says() -> None:
    """The figures of a workbook are those of its own report."""
    summary = summary_of()
    found, risk = sound(), summary.risk
    assert risk is not None
    threats = open_threats(risk.risks)
    assert found.threats == len(threats)
    assert count_of(found.tolerance, ABOVE_TOLERANCE) == len(risk.above)
    assert sum(each.count for each in found.tolerance) == sum(each.count for each in found.by_level) == len(threats)
    assert [each.id for each in found.top if each.tolerance == ABOVE_TOLERANCE] == [
        each.source.id for each in sorted(risk.above, key=lambda each: (-(each.current.score or 0), each.source.id))]
    for kind, heat in zip(RATINGS, risk.heat, strict=True):
        placed = {(cell.likelihood, cell.impact): getattr(cell, kind) for cell in found.matrix}
        assert placed == {(cell.likelihood, cell.impact): len(cell.rows) for line in heat.cells for cell in line}
    assert (found.has_risks, found.has_plan) == (True, True)
    assert sum(area.applying for area in found.areas) > 0


FILES = st.lists(st.builds(
    lambda unit, number, counts: gathered(f"all/{unit}/{number}.xlsx", **dict(zip(COUNTS, counts, strict=True))),
    st.sampled_from("abc"), st.integers(0, 99), st.lists(st.integers(0, 9), min_size=7, max_size=7)),
    min_size=1, max_size=6, unique_by=lambda each: each.path)


@given(FILES)
@settings(max_examples=40, deadline=None)
def test_units_add_up_to_all(files: list[Gathered]) -> None:
    """Every figure of all registers is the sum of that of the units, and every file is in one unit."""
    found = made(*files)
    for name in (*COUNTS, "files", "unread", "kpis", "off_target"):
        assert getattr(found.all, name) == sum(getattr(unit, name) for unit in found.units), name
    assert found.all.unit == ALL
    assert {each.unit for each in found.files} == {unit.unit for unit in found.units}


@given(FILES, st.randoms())
@settings(max_examples=40, deadline=None)
def test_the_order_of_files_changes_nothing_but_their_list(files: list[Gathered], chance: Any) -> None:
    """Figures, units, maps and the gravest risks do not depend on the order in which files are read."""
    mixed = list(files)
    chance.shuffle(mixed)
    one, other = made(*files), made(*mixed)
    assert (one.all, one.units, one.top, one.categories) == (other.all, other.units, other.top, other.categories)
    assert [replace(heat, files=()) for heat in one.heat] == [replace(heat, files=()) for heat in other.heat]
    assert sorted(each.path for each in one.files) == sorted(each.path for each in other.files)


def test_a_workbook_that_could_not_be_read_is_named_and_changes_no_figure() -> None:
    """What is not in the figures is in the list of files, with the reason."""
    good = gathered("all/a/one.xlsx")
    alone, both = made(good), made(good, Gathered("all/a/two.xlsx", error="all/a/two.xlsx is no workbook."))
    assert replace(both.all, files=1, unread=0) == alone.all
    assert both.top == alone.top
    assert [each.error for each in both.unread] == ["all/a/two.xlsx is no workbook."]


def test_registers_of_other_scales_are_not_added_up() -> None:
    """A 3 by 3 matrix and a 5 by 5 matrix have a heat map each, and no cell counts the risks of the other."""
    small = tuple(MatrixCell(p, i, "Low", current=p * i) for p in (1, 2, 3) for i in (1, 2, 3))
    found = made(gathered("all/a/five.xlsx"), gathered("all/b/three.xlsx", matrix=small, threats=36))
    assert [(heat.likelihoods, heat.files) for heat in found.heat] == [
        ((3, 2, 1), ("all/b/three.xlsx",)), ((5, 4, 3, 2, 1), ("all/a/five.xlsx",))]
    assert sum(cell.current for line in found.heat[0].cells for cell in line) == 36
    assert count_of(found.heat[0].unplaced, "current") == 0
    assert count_of(found.heat[0].unplaced, "inherent") == 36


def test_a_cell_that_registers_call_by_different_levels_has_no_level() -> None:
    """Where matrices of one size differ, the cell shows the count alone."""
    other = tuple(replace(cell, level="Extreme") if (cell.likelihood, cell.impact) == (1, 1) else cell
                  for cell in sound().matrix)
    found = made(gathered("all/a/one.xlsx"), gathered("all/b/two.xlsx", matrix=other))
    cells = {(cell.likelihood, cell.impact): cell for line in found.heat[0].cells for cell in line}
    assert cells[1, 1].level == cells[1, 1].colour == ""
    assert cells[5, 4].level != ""


def test_levels_of_other_names_stand_apart() -> None:
    """Registers whose levels have other names get a table of their own; case alone makes no difference."""
    green = (LevelStep("Green", "00FF00"), LevelStep("Red", "FF0000"))
    loud = tuple(replace(step, label=step.label.upper()) for step in sound().levels)
    counts = tuple(Named(each.label.upper(), each.count) for each in sound().by_level)
    found = made(gathered("all/a/one.xlsx"), gathered("all/b/two.xlsx", levels=loud, by_level=counts),
                 gathered("all/c/three.xlsx", levels=green, by_level=(Named("Red", 2),)))
    assert [(line.files, len(line.levels)) for line in found.levels] == [(2, 4), (1, 2)]
    assert dict(found.levels[0].units)["b"] == dict(found.levels[0].units)["a"]


def risk(**values: Any) -> TopRisk:
    """Return a risk for the order of the gravest."""
    plain: dict[str, Any] = {
        "sheet": "Risks", "cell": "A5", "id": "R-1", "title": "", "category": "", "owner": "", "likelihood": 1,
        "impact": 1, "score": 1.0, "level": "Low", "standing": 0.0, "share": 0.1, "tolerance": WITHIN_APPETITE,
        "treatment": "", "next_review": None}
    return TopRisk(**plain | values)


@pytest.mark.parametrize(("graver", "lighter"), [
    ({"tolerance": ABOVE_TOLERANCE}, {"standing": 1.0, "share": 1.0}),
    ({"standing": 1.0, "share": 0.5}, {"standing": 0.6, "share": 0.9}),
    ({"standing": 0.5, "share": 0.7, "score": 6}, {"standing": 0.5, "share": 0.6, "score": 15}),
    ({}, {"tolerance": "", "standing": None, "share": None}),
    ({"id": "R-1"}, {"id": "R-2"}),
])
def test_the_gravest_risk_comes_first(graver: dict[str, Any], lighter: dict[str, Any]) -> None:
    """Tolerance, then the level's place, then the share of the highest score, across different criteria."""
    assert severity(risk(**graver)) < severity(risk(**lighter))


@pytest.mark.parametrize(("files", "unit", "unit_is", "units"), [
    ([("all/a/1.xlsx", "X"), ("all/b/c/2.xlsx", "X")], None, "folder", ["a", "b"]),
    ([("all/1.xlsx", "X"), ("all/2.xlsx", "Y")], None, "organization", ["X", "Y"]),
    ([("all/1.xlsx", "X"), ("all/2.xlsx", "X")], None, "file", ["1", "2"]),
    ([("all/a/1.xlsx", "X"), ("all/b/2.xlsx", "")], "organization", "organization", ["b", "X"]),
    ([("all/a/1.xlsx", "X"), ("all/2.xlsx", "X")], "folder", "folder", ["a", "all"]),
    ([("elsewhere/1.xlsx", "X"), ("all/a/2.xlsx", "X")], None, "folder", ["a", "elsewhere"]),
])
def test_units_are_what_tells_the_workbooks_apart(files: list[tuple[str, str]], unit: str | None, unit_is: str,
                                                  units: list[str]) -> None:
    """Folders where there are several, else organizations, else the files; or what is asked for."""
    found = made(*(gathered(path, organization=name) for path, name in files), unit=unit)
    assert (found.unit_is, [each.unit for each in found.units]) == (unit_is, units)


def test_only_so_many_of_the_gravest_are_listed() -> None:
    """The list of the gravest is as long as asked for."""
    assert len(made(gathered("all/a/1.xlsx"), gathered("all/a/2.xlsx"), top=2).top) == 2


def test_a_workbook_without_risks_gives_its_plan(tmp_path: Path) -> None:
    """A workbook of one half gives that half, and the other stays empty."""
    new_workbook(tmp_path / "plan.xlsx", part="plan", sample=True, as_of=DAY)
    found = extract_of(summarise_file(str(tmp_path / "plan.xlsx"), as_of=DAY))
    whole = made(Gathered("all/a/plan.xlsx", found))
    assert (found.has_risks, found.has_plan, found.threats, found.matrix) == (False, True, 0, ())
    assert (whole.heat, whole.levels, whole.top) == ((), (), ())
    assert whole.all.in_place is not None
