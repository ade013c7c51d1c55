from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from smsxl.macros.accept import accept_selected
from smsxl.macros.validate import validate
from smsxl.tables import header_of
from tests.excel.places import DAY, alerts, contents, select

COLUMNS = ("id", "risk", "accepted_by", "role", "accepted_on", "until", "likelihood", "impact", "level", "reason")


def last_row(program: Any) -> dict[str, Any]:
    """Return the last row of Acceptances by field."""
    table = next(t for sheet in program._book.sheets for t in sheet.tables if t.name == "Acceptances")
    header = table.header_row_range.options(ndim=2).value[0]
    values = dict(zip(header, table.data_body_range.options(ndim=2).value[-1], strict=True))
    return {field: values[header_of("Acceptances", field)] for field in (*COLUMNS, "fingerprint", "status")}


def test_answers_make_a_row(opened: Any) -> None:
    """Who, role, last day and reason are asked, and one row is added with the ratings and the level as values."""
    program = opened("sample.xlsx")
    before = contents(program)
    select(program, "Risks", "D6")
    program._book.app.api.answers = ["Ann Board", "Management board", "2027-06-30", "=The cost, +1 @x"]
    made = accept_selected(program, DAY)
    assert made is not None
    row = last_row(program)
    assert (row["accepted_by"], row["role"], row["reason"]) == ("Ann Board", "Management board", "=The cost, +1 @x")
    assert (row["accepted_on"], row["until"]) == (dt.datetime(2026, 11, 22), dt.datetime(2027, 6, 30))
    assert {field: row[field] for field in ("id", "risk", "level", "fingerprint")} == {
        field: made.row[field] for field in ("id", "risk", "level", "fingerprint")}
    assert (row["likelihood"], row["impact"]) == (made.row["likelihood"], made.row["impact"])
    assert {key: cell for key, cell in contents(program).items() if before.get(key) != cell}.keys() == {
        key for key in contents(program) if key not in before}
    program.calculate()
    assert last_row(program)["status"] == "Valid"


def test_the_new_row_stands_the_check(opened: Any) -> None:
    """The acceptance that was recorded has a fingerprint that fits, and adds no finding but the missing evidence."""
    program = opened("sample.xlsx")
    known = {(finding.code, finding.row_id) for finding in validate(program, DAY).findings}
    select(program, "Risks", "A6")
    program._book.app.api.answers = ["Ann Board", "Management board", None, "Why not"]
    made = accept_selected(program, DAY)
    assert made is not None
    program.calculate()
    new = {(finding.code, finding.row_id) for finding in validate(program, DAY).findings} - known
    assert new <= {("ACC107", made.row["id"])}


def test_giving_up_writes_nothing(opened: Any) -> None:
    """Cancel at any question leaves the workbook as it was."""
    for n in range(4):
        program = opened("sample.xlsx")
        before = contents(program)
        select(program, "Risks", "A6")
        program._book.app.api.answers = [*["2027-01-01"] * n, False]
        assert accept_selected(program, DAY) is None
        assert contents(program) == before
        program._book.close()


def test_a_day_that_is_none_is_asked_again(opened: Any) -> None:
    """Whoever mistypes the day is told and asked again."""
    program = opened("sample.xlsx")
    select(program, "Risks", "A6")
    api = program._book.app.api
    api.answers = ["Ann Board", "Management board", "next June", "2027-06-30", "Why not"]
    accept_selected(program, DAY)
    assert "'next June' is not a day" in api.questions[3]


def test_where_nothing_can_be_asked_the_cells_are_selected(opened: Any) -> None:
    """Without a question (macOS) the row comes with those cells empty, and they are selected."""
    program = opened("sample.xlsx")
    select(program, "Risks", "A6")
    app = program._book.app.impl
    app.api = object()
    assert not program.can_ask
    made = accept_selected(program, DAY)
    assert made is not None
    assert set(made.missing) == {"accepted_by", "role", "until", "reason"}
    row = last_row(program)
    assert (row["accepted_by"], row["until"], row["reason"]) == (None, None, None)
    assert app.selected.sheet.name == "Acceptances"
    assert header_of("Acceptances", "until") in alerts(program)[-1]


def test_template_row_is_filled_first(opened: Any) -> None:
    """The blank row of a fresh workbook takes the first acceptance: no gap stays above it."""
    program = opened("template.xlsx")
    risks = next(t for t in program._book.sheets["Risks"].tables)
    header = risks.header_row_range.options(ndim=2).value[0]
    cells = {"id": "'R-1", "type": "'Threat", "title": "'Fire", "current_likelihood": 3, "current_impact": 4,
             "status": "'Open"}
    row = risks.data_body_range.row
    for field, value in cells.items():
        risks.parent.range((row, 1 + header.index(header_of("Risks", field)))).value = value
    select(program, "Risks", f"A{row}")
    program._book.app.api.answers = ["Ann", "Service manager", "2027-01-01", "Why not"]
    made = accept_selected(program, DAY)
    assert made is not None
    table = next(t for t in program._book.sheets["Acceptances"].tables)
    assert table.data_body_range.shape[0] == 1
    assert last_row(program)["id"] == "A-01"
    assert "may be accepted only by Head of service management or Management board" in alerts(program)[-1]


@pytest.mark.parametrize(("sheet", "cells", "sentence"), [
    ("Controls", "A6", "Select a cell in the row of a risk"), ("Risks", "A6:A7", "Select a cell in the row of a risk"),
    ("Risks", "A2", "There is no risk in row 2")])
def test_no_risk_selected(sheet: str, cells: str, sentence: str, opened: Any) -> None:
    """Without one selected risk a sentence says what to select."""
    program = opened("sample.xlsx")
    select(program, sheet, cells)
    with pytest.raises(Exception, match=sentence):
        accept_selected(program, DAY)


def test_no_room_below_is_said(opened: Any) -> None:
    """What somebody wrote below the table is not swallowed by it."""
    program = opened("sample.xlsx")
    table = next(t for t in program._book.sheets["Acceptances"].tables)
    below = table.range.row + table.range.shape[0]
    program._book.sheets["Acceptances"].range((below, 2)).value = "'my note"
    before = contents(program)
    select(program, "Risks", "A6")
    program._book.app.api.answers = ["Ann", "Management board", "2027-01-01", "Why not"]
    with pytest.raises(Exception, match=f"row {below} below the table Acceptances is not empty"):
        accept_selected(program, DAY)
    assert contents(program) == before
