"""What matters: each line that can be crossed, both ways, and what is no crossing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from smsxl.compare.model import Diff
from smsxl.compare.service import diff_books
from smsxl.rules.examples import Add, Delete, Edit, Level, Put
from tests.compare.content import difference, fresh
from tests.rules.sound import sound_book


def told(*edits: Edit) -> set[tuple[str, str, str, str, str, str]]:
    """Return what matters between the sound workbook and itself with edits."""
    return _told(diff_books(sound_book(), sound_book(edits)))


def _told(diff: Diff) -> set[tuple[str, str, str, str, str, str]]:
    return {(each.kind, each.direction.value, each.row.id, each.what, each.old, each.new) for each in diff.matters}


def put(table: str, row: str, **fields: Any) -> tuple[Edit, ...]:
    """Return edits of one row."""
    return tuple(Put(table, row, field, value) for field, value in fields.items())


CASES: list[tuple[str, tuple[Edit, ...], set[tuple[str, str, str, str, str, str]]]] = [
    ("current level rises and leaves the tolerance", put("Risks", "R-3", current_likelihood=5, current_impact=4), {
        ("tolerance", "worse", "R-3", "Current tolerance", "Within appetite", "Above tolerance"),
        ("level", "worse", "R-3", "Current level", "Low", "Extreme")}),
    ("residual level falls", put("Risks", "R-1", residual_likelihood=1, residual_impact=1), {
        ("tolerance", "better", "R-1", "Residual tolerance", "Within tolerance", "Within appetite"),
        ("level", "better", "R-1", "Residual level", "Moderate", "Low")}),
    ("inherent level rises", put("Risks", "R-4", inherent_likelihood=5, inherent_impact=5), {
        ("level", "worse", "R-4", "Inherent level", "Moderate", "Extreme")}),
    ("an opportunity's benefit rises", put("Risks", "R-5", current_likelihood=5), {
        ("level", "better", "R-5", "Current level", "Moderate", "Extreme")}),
    ("a rating moves within its level", put("Risks", "R-4", current_likelihood=2, current_impact=2), set()),
    ("a text changes", put("Risks", "R-4", title="Another"), set()),
    ("a new risk is above tolerance", (Add("Risks", {
        "id": "R-9", "type": "Threat", "title": "New", "category": "Technical", "status": "Open",
        "current_likelihood": 5, "current_impact": 5}),), {
        ("tolerance", "worse", "R-9", "Current tolerance", "", "Above tolerance")}),
    ("a new risk is within tolerance", (Add("Risks", {
        "id": "R-9", "type": "Threat", "title": "New", "category": "Technical", "status": "Open",
        "current_likelihood": 1, "current_impact": 1}),), set()),
    ("a risk above tolerance is gone", (Delete("Risks", "R-1"),), {
        ("tolerance", "better", "R-1", "Current tolerance", "Above tolerance", "")}),
    ("a risk is closed", put("Risks", "R-4", status="Closed"), {
        ("risk", "better", "R-4", "Status", "Open", "Closed")}),
    ("a risk has happened", put("Risks", "R-4", status="Realised"), {
        ("risk", "worse", "R-4", "Status", "Open", "Realised")}),
    ("an accepted risk has another text", put("Risks", "R-2", event="Another"), {
        ("acceptance", "worse", "R-2", "Acceptance", "Valid", "None")}),
    ("an acceptance has run out", put("Acceptances", "A-1", until=dt.date(2026, 11, 21)), {
        ("acceptance", "worse", "R-2", "Acceptance", "Valid", "None")}),
    ("an acceptance is gone", (Delete("Acceptances", "A-1"),), {
        ("acceptance", "worse", "R-2", "Acceptance", "Valid", "None")}),
    ("a KPI misses its target", put("Kpis", "K-1", target=1_000_000), {
        ("kpi", "worse", "K-1", "Status", "On target", "Off target")}),
    ("an objective is achieved", put("Objectives", "O-1", status="Achieved"), {
        ("objective", "better", "O-1", "Status", "Open", "Achieved")}),
    ("an objective is dropped", put("Objectives", "O-1", status="Dropped"), {
        ("objective", "worse", "O-1", "Status", "Open", "Dropped")}),
    ("the scoring method changes", put("Settings", "", soon_days=20), {
        ("criteria", "other", "Settings", "Soon days", "30", "20")}),
    ("the day of assessment changes", put("Organisation", "", assessment_date=dt.date(2026, 11, 20)), {
        ("criteria", "other", "Start", "Assessment date", "2026-11-02", "2026-11-20")}),
]


@pytest.mark.parametrize(("edits", "wanted"), [pytest.param(edits, wanted, id=name) for name, edits, wanted in CASES])
def test_what_crossed_is_told(edits: tuple[Edit, ...], wanted: set[Any]) -> None:
    """Each edit of the sound workbook crosses exactly the lines that are listed."""
    assert told(*edits) == wanted


@pytest.mark.parametrize(("edits", "wanted"), [pytest.param(edits, wanted, id=name) for name, edits, wanted in CASES])
def test_back_again_is_the_opposite(edits: tuple[Edit, ...], wanted: set[Any]) -> None:
    """Undoing the edit crosses the same lines the other way."""
    opposite = {"worse": "better", "better": "worse", "other": "other"}
    assert _told(diff_books(sound_book(edits), sound_book())) == {
        (kind, opposite[direction], row, what, new, old) for kind, direction, row, what, old, new in wanted}


def test_criteria_move_levels_without_a_rating() -> None:
    """A cell of the matrix that changes moves the risks of that rating, and the reason says so."""
    diff = diff_books(sound_book(), sound_book([Level(1, 3, "Extreme")]))
    moved = [each for each in diff.matters if each.kind == "level"]
    assert [(each.row.id, each.what, each.new) for each in moved] == [("R-4", "Current level", "Extreme")]
    assert moved[0].reason == "the criteria changed, the rating did not"
    assert [(each.row.id, each.old, each.new) for each in diff.matters if each.kind == "criteria"] == [
        ("likelihood 1, impact 3", moved[0].old, "Extreme")]
    assert [table.table for table in diff.tables] == ["RiskMatrix"]


def test_calculated_columns_are_no_changes_of_their_own() -> None:
    """A new rating is two changed cells at most, though score, level, tolerance and rank follow."""
    content = fresh()
    content["Risks"][0]["current_likelihood"] = 5
    (table,) = difference(fresh(), content).tables
    assert [[change.field for change in row.fields] for row in table.changed] == [["current_likelihood"]]


def test_typed_over_formula_is_a_change() -> None:
    """A value that somebody typed over a formula is shown, against what is calculated there."""
    from smsxl.rules.examples import Write

    typed = [Put("Risks", "R-1", "title", "x"), Write("Risks", "R-1", "current_level", None)]
    assert [[change.field for change in row.fields] for row in
            diff_books(sound_book(typed[:1]), sound_book(typed)).rows()] == []
    book = sound_book(typed)
    rows = book["Risks"]
    book.workbook.set_cell(rows.sheet, *rows.cell(0, "current_level"), "Low")  # type: ignore[attr-defined]
    from smsxl.tables.book import Book

    (row,) = diff_books(sound_book(typed[:1]), Book(book.workbook, book.as_of)).rows()
    assert [(change.field, change.old, change.new, change.typed_over) for change in row.fields] == [
        ("current_level", None, "Low", True)]


def test_a_row_without_an_id_is_known_by_its_nature() -> None:
    """A measurement is known by KPI and period, however little of it is alike: a changed value is one cell."""
    content = fresh()
    content["Measurements"][0] |= {"value": 1, "comment": "Other", "action": "Another"}
    (table,) = difference(fresh(), content).tables
    assert (len(table.added), len(table.removed)) == (0, 0)
    assert [[change.field for change in row.fields] for row in table.changed] == [["value", "comment", "action"]]
