"""The summary as plain data: every figure is what the workbook's own formulas count, and says which rows it is."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from smsxl.build.figures import Facts, compared, differs, equal
from smsxl.build.figures import Ref as Cell
from smsxl.build.glance import OPEN_OPPORTUNITY, OPEN_THREAT, coverage
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import column_number
from smsxl.reports.model import Amount, Count, Share, Source
from smsxl.reports.summary import Summary
from smsxl.rules.examples import Add, Put
from smsxl.tables.book import Book
from smsxl.tables.rows import as_text
from tests.reports.conftest import AS_OF, SAMPLE, summary_of


@pytest.fixture(scope="module")
def book() -> Book:
    """Return the sample."""
    return Book(open_workbook(str(SAMPLE)), AS_OF)


@pytest.fixture(scope="module")
def facts(book: Book) -> Facts:
    """Return the sample as the template's live formulas count it."""
    return Facts(book)


def walk(value: object) -> Iterator[Any]:
    """Yield every part of a summary."""
    yield value
    if isinstance(value, tuple):
        for each in value:
            yield from walk(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from walk(getattr(value, field.name))


def named(counts: tuple[Count, ...]) -> dict[str, int]:
    """Return counts by their labels."""
    return {count.label: count.count for count in counts}


def test_first_figures_are_those_of_the_live_formulas(sample: Summary, facts: Facts) -> None:
    """The first figures of both parts are what COUNTIFS over the tables gives."""
    assert sample.risk is not None
    assert sample.plan is not None
    risk, plan = named(sample.risk.glance), named(sample.plan.glance)
    today = Cell("AsOf", AS_OF)
    expected = {
        "Open threats": facts.count("Risks", *OPEN_THREAT),
        "Open threats above tolerance": facts.count("Risks", *OPEN_THREAT, equal("current_tolerance",
                                                                                 "Above tolerance")),
        "Open opportunities": facts.count("Risks", *OPEN_OPPORTUNITY),
        "Actions overdue": facts.count("Treatments", equal("due_status", "Overdue")),
        "Reviews overdue": facts.count("Risks", differs("status", "Closed"), compared("next_review", "<", today)),
        "Plan items overdue": facts.count("PlanItems", equal("due_status", "Overdue")),
        "KPIs off target": facts.count("Kpis", equal("status", "Off target")),
    }
    assert {label: (risk | plan)[label] for label in expected} == {
        label: figure.value for label, figure in expected.items()}
    assert sample.plan.coverage[-1].in_place.share == coverage(facts).value


def test_levels_categories_and_maps_count_each_open_threat_once(sample: Summary, facts: Facts) -> None:
    """By level, by category, in the heat map and by tolerance the open threats are the same, each once."""
    assert sample.risk is not None
    risk = sample.risk
    threats = {risk.source for risk in sample.risk.risks if risk.open and risk.threat}
    assert len(threats) == facts.count("Risks", *OPEN_THREAT).value
    for heat in risk.heat:
        placed = [source for line in heat.cells for cell in line for source in cell.rows]
        assert sorted(map(repr, (*placed, *heat.unplaced))) == sorted(map(repr, threats))
        for line in heat.cells:
            for cell in line:
                assert len(cell.rows) == facts.count(
                    "Risks", *OPEN_THREAT, equal(f"{heat.kind}_likelihood", Cell("", cell.likelihood)),
                    equal(f"{heat.kind}_impact", Cell("", cell.impact))).value
    for line_ in (*risk.levels, risk.ranking):
        counted = [row for count in getattr(line_, "counts", ()) for row in count.rows] or [
            each.risk.source for each in risk.ranking.placed]
        assert sorted(map(repr, counted)) == sorted(map(repr, threats))
    for kind in risk.levels:
        for count in kind.counts:
            if count.label != "Not rated":
                assert count.count == facts.count("Risks", *OPEN_THREAT,
                                                  equal(f"{kind.label}_level", count.label)).value
    assert sum(len(line.above) for line in risk.tolerance) == len(risk.above)
    assert [each.rank for each in risk.ranking.placed] == [each.risk.rank for each in risk.ranking.placed]


def test_money_is_what_the_sheet_sums(sample: Summary, facts: Facts) -> None:
    """Planned and actual cost are the sums of their columns, by kind, by purpose and in all."""
    assert sample.plan is not None
    (budget,) = sample.plan.budgets
    for field in ("planned", "actual"):
        total: Amount = getattr(budget.total, field)
        assert total.value == facts.total("Resources", field).value
        for lines in (budget.by_kind, budget.by_purpose):
            assert sum(getattr(line, field).value for line in lines) == total.value


def test_every_figure_says_where_its_rows_stand(sample: Summary, book: Book) -> None:
    """Each row that a figure names is there: the cell of the sheet holds the id that the figure gives."""
    seen = 0
    for part in walk(sample):
        if isinstance(part, Source) and part.id and part.table != "Raci":
            grid = book.workbook.grid(part.sheet)
            letters, row = part.cell.rstrip("0123456789"), int(part.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
            assert as_text(grid.columns[column_number(letters)].values[grid.rows.index(row)]) == part.id
            seen += 1
        if isinstance(part, Count):
            assert part.of is None or part.count <= part.of
            assert len(set(part.rows)) == part.count, part.label
        if isinstance(part, Share):
            assert set(part.rows) <= set(part.of)
    assert seen > 1000


def test_provenance_names_file_versions_and_criteria(sample: Summary) -> None:
    """The summary says what it was made from; the version of the criteria changes with any of their texts."""
    assert len(sample.provenance.sha256) == 64
    assert sample.provenance.as_of == AS_OF
    plain = summary_of().provenance.criteria
    assert summary_of([Put("Risks", "R-1", "title", "Another title")]).provenance.criteria == plain
    assert summary_of([Put("RiskLevels", "High", "action", "Something else")]).provenance.criteria != plain
    assert summary_of([Put("Settings", "", "soon_days", 31)]).provenance.criteria != plain


def test_roadmap_shows_the_overdue_first_and_nothing_that_is_done(sample: Summary) -> None:
    """What is overdue stands on top, then everything by date; done, dropped and rejected rows are left out."""
    late = [each.status == "Overdue" for each in sample.roadmap]
    assert any(late)
    assert late == sorted(late, reverse=True)
    rest = [each.end for each in sample.roadmap if each.status != "Overdue"]
    assert rest == sorted(rest)
    assert not {"Done"} & {each.status for each in sample.roadmap}


def test_work_of_a_role_is_the_work_of_its_person() -> None:
    """A risk's owner and the owner of a KPI by role are one list where one person is both."""
    found = summary_of([Put("Risks", "R-1", "owner", "Ada Quinn"), Put("Roles", "RO-2", "person", "ada quinn"),
                        Put("Improvements", "I-1", "owner_role", "RO-2")])
    (mine,) = (each for each in found.work if each.owner.casefold() == "ada quinn")
    assert {"Review", "Improve"} <= {task.kind for task in mine.tasks}


@pytest.mark.parametrize(("edits", "kind", "row"), [
    ((Put("Acceptances", "A-1", "until", dt.date(2026, 1, 1)),), "Accept", "R-2"),
    ((Put("Risks", "R-1", "last_review", dt.date(2020, 1, 1)),), "Review", "R-1"),
    ((Put("Treatments", "T-1", "status", "In progress"),), "Treat", "T-1"),
    ((Put("Improvements", "I-1", "status", "Open"),), "Improve", "I-1"),
    ((Put("PlanItems", "P-01", "status", "In progress"),), "Put in place", "P-01"),
    ((Put("Controls", "C-1", "next_check", dt.date(2026, 1, 1)),), "Check", "C-1"),
    ((Add("Measurements", {"kpi": "K-2", "period": dt.date(2026, 10, 1), "value": 9}),), "Improve", "K-2"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_to_be_done_is_on_a_list(edits: tuple[Any, ...], kind: str, row: str) -> None:
    """Each thing that has to be treated, accepted, reviewed, checked, improved or put in place is a task."""
    found = {(task.kind, task.id) for each in summary_of(edits).work for task in each.tasks}
    assert (kind, row) in found


def test_half_a_workbook_has_half_a_summary() -> None:
    """A workbook without rows gives figures of nothing, and no error."""
    empty = summary_of([Put("Organisation", "", "organization", None)])
    assert empty.document.organization == ""
