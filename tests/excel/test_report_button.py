"""Generate report in Excel: the same sheets as `smsxl report` makes in the file, and all of them or nothing."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from smsxl.buttons import BUTTONS
from smsxl.hosts.edit import Link, OwnTable
from smsxl.hosts.excel.editor import ExcelEditor
from smsxl.hosts.excel.own_sheet import disown, is_own
from smsxl.hosts.excel.program import ExcelProgram
from smsxl.hosts.package import open_workbook
from smsxl.macros.excel import press
from smsxl.macros.report import Shown, report
from smsxl.report import write_report
from smsxl.reports.sheets.live import day_of_sheet
from smsxl.tables.book import Book
from smsxl.tables.own import FINDINGS, HISTORY
from tests.cli.books import write_workbook
from tests.excel.places import DAY, alerts, contents
from tests.excel.test_editors import SHEETS, TABLE, rendered
from tests.excel_engine import books
from tests.rules.sound import sound_workbook

__all__ = ["rendered"]

OTHER = OwnTable("Other", "Other sheet", "Help", ("A",), (10,), {"others": "A"})
OURS = ("Risk Summary", "Plan Summary")
BUTTON = next(button for button in BUTTONS if button.key == "report")
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension:UserWarning")


@pytest.fixture(autouse=True)
def _own_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def sheets_of(program: ExcelProgram) -> list[str]:
    """Return the names of the sheets in order."""
    return [sheet.name for sheet in program._book.sheets]


def saved(program: ExcelProgram, path: Path) -> Any:
    """Return the workbook as Excel would save it."""
    program._book.impl.save_copy(path)
    return openpyxl.load_workbook(path)


def shown(sheet: Any) -> dict[str, Any]:
    """Return what the cells of a sheet hold, formulas as they are entered, with their formats."""
    return {cell.coordinate: (str(cell.value).replace("_xlfn.", ""), cell.data_type, cell.number_format, cell.font.b,
                              cell.fill.fgColor.rgb)
            for row in sheet.iter_rows() for cell in row if cell.value is not None}


def rows_of(book: Any, table: str) -> list[list[Any]]:
    """Return the rows of an own table, links by their text."""
    area = book[table].tables[table].ref
    return [[str(value).rpartition(",")[2].strip('")') if str(value).startswith("=HYPERLINK") else value
             for value in (cell.value for cell in row)] for row in book[table][area]]


@pytest.mark.parametrize("name", ["sample.xlsx", "template.xlsx"])
def test_excel_shows_what_the_file_would(name: str, opened: Any, tmp_path: Path) -> None:
    """Sheets, their order, cells, formulas, charts, links, Findings and History are those of `smsxl report FILE`."""
    program = opened(name)
    day = day_of_sheet(Book(open_workbook(program.path), DAY), dt.date.today())
    file = tmp_path / "file" / name
    file.parent.mkdir()
    shutil.copy(program.path, file)
    live = write_report(str(file), as_of=day).live
    wanted = openpyxl.load_workbook(file)
    assert report(program, day) == Shown(["Risk Summary", "Plan Summary", "RACI grid"], [])
    found = saved(program, tmp_path / "excel.xlsx")
    assert found.sheetnames == wanted.sheetnames
    formulas = 0
    for sheet in OURS:
        assert shown(found[sheet]) == shown(wanted[sheet])
        formulas += sum(cell[1] == "f" for cell in shown(found[sheet]).values())
        assert sorted(map(str, found[sheet].merged_cells.ranges)) == sorted(map(str, wanted[sheet].merged_cells.ranges))
        assert [len(sheet_._charts) for sheet_ in (found[sheet], wanted[sheet])] == [len(wanted[sheet]._charts)] * 2
        assert {cell.hyperlink.location for row in found[sheet].iter_rows() for cell in row if cell.hyperlink} == {
            cell.hyperlink.location for row in wanted[sheet].iter_rows() for cell in row if cell.hyperlink}
        mark = found[sheet].defined_names["_smsxl"]
        assert (mark.attr_text, mark.hidden) == ("TRUE", True)
        assert found[sheet].print_area == wanted[sheet].print_area
    assert formulas == live > 100
    for table in (FINDINGS.name, HISTORY.name):
        assert rows_of(found, table) == rows_of(wanted, table)
    assert found[HISTORY.name]["A5"].number_format == wanted[HISTORY.name]["A5"].number_format == "yyyy-mm-dd"
    assert alerts(program) == ["Up to date: Risk Summary, Plan Summary and RACI grid."]


def test_only_own_sheets_change_and_a_second_report_of_the_day_replaces_the_first(opened: Any) -> None:
    """Every other cell stays; a second report leaves as many sheets and as much history; Excel is as it was."""
    program = opened("sample.xlsx")
    program._book.sheets["Risks"].activate()
    before = contents(program)
    report(program, DAY)
    after = contents(program)
    own = {*OURS, FINDINGS.sheet, HISTORY.sheet}
    assert {place: value for place, value in after.items() if place[0] not in own} == {
        place: value for place, value in before.items() if place[0] not in own}
    names = sheets_of(program)
    assert program._book.sheets.active.name == "Risks"
    report(program, DAY)
    assert sheets_of(program) == names
    again = contents(program)
    changed = {place for place in after.keys() | again.keys() if after.get(place) != again.get(place)}
    assert {sheet for sheet, _, _ in changed} <= set(OURS)
    assert all("unknown, since changes were not saved" in str(again[place]) for place in changed)
    app = program._book.app
    assert len(app.books) == 1
    assert (app.screen_updating, app.calculation, app.enable_events, app.display_alerts) == (
        True, "automatic", True, True)


def test_missing_summary_is_made(opened: Any) -> None:
    """A summary that was deleted comes back, behind the first sheet; what smsxl new alone makes is named."""
    program = opened("sample.xlsx")
    names = sheets_of(program)
    for name in ("Risk Summary", "RACI grid"):
        program._book.sheets[name].delete()
    assert report(program, DAY).sheets == list(OURS)
    assert sheets_of(program) == [*(name for name in names if name != "RACI grid"), HISTORY.sheet]
    assert "The workbook has no RACI grid: make one with `smsxl new`" in alerts(program)[-1]


@pytest.mark.parametrize("name", ["Plan Summary", FINDINGS.sheet])
def test_a_users_sheet_is_never_touched(name: str, opened: Any) -> None:
    """A sheet of that name without the mark stops the report with a sentence; no cell and no sheet is another."""
    program = opened("sample.xlsx")
    disown(program._book.sheets[name])
    before, names = contents(program), sheets_of(program)
    press(BUTTON, program, DAY)
    assert len(alerts(program)) == 1
    assert f"The sheet {name} is not smsxl's own" in alerts(program)[0]
    assert (contents(program), sheets_of(program), len(program._book.app.books)) == (before, names, 1)


def test_protected_structure_is_said(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no sheet can be added a sentence says why, and nothing is written."""
    program = opened("sample.xlsx")
    monkeypatch.setattr(program._book.api, "ProtectStructure", True, raising=False)
    before = contents(program)
    press(BUTTON, program, DAY)
    assert "The structure of sample.xlsx is protected" in alerts(program)[0]
    assert contents(program) == before


def test_a_summary_that_formulas_refer_to_stays(opened: Any) -> None:
    """No formula of the user's loses what it refers to: the old summary stays under another name, and is theirs."""
    program = opened("sample.xlsx")
    sheet = program._book.sheets["Changes"]
    sheet.range("Z1").formula = "='Risk Summary'!A1"
    assert report(program, DAY).kept == ["Risk Summary (before)"]
    assert sheet.range("Z1").formula == "='Risk Summary (before)'!A1"
    assert "so it stays as Risk Summary (before)" in alerts(program)[-1]
    assert not is_own(program._book.sheets["Risk Summary (before)"])
    names = sheets_of(program)
    assert names.index("Risk Summary (before)") == names.index("Risk Summary") - 1
    assert report(program, DAY).kept == []
    assert sheets_of(program) == names


class Refusing:
    """Lets Excel refuse one change of a workbook: the one that comes after `left` others."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = -1
        monkeypatch.setattr(books.Book, "changed", property(lambda book: book.__dict__["changed"], self._change),
                            raising=False)

    def _change(self, book: Any, value: bool) -> None:  # noqa: FBT001
        if value and self.left >= 0:
            self.left -= 1
            if self.left < 0:
                raise PermissionError
        book.__dict__["changed"] = value


def state(program: ExcelProgram) -> dict[str, Any]:
    """Return all that a report could change in a workbook."""
    book = program._book.impl.wb
    return {
        "sheets": [(sheet.title, sheet.sheet_state, sorted(sheet.defined_names)) for sheet in book],
        "cells": contents(program),
        "tables": {table.name: (sheet.title, table.ref) for sheet in book for table in sheet.tables.values()},
        "names": {name: defined.attr_text for name, defined in book.defined_names.items()},
        "shown": book.active.title,
    }


@pytest.mark.parametrize(("there", "formula"), [(1, None), (1, "='One'!A1"), (2, "='One'!A1+'Two'!A1")],
                         ids=["replaced", "kept", "both-kept"])
def test_a_failure_at_any_step_leaves_the_workbook_as_it_was(
        there: int, formula: str | None, opened: Any, excel: Any, tmp_path: Path, rendered: str,
        monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever change Excel refuses: sheets, cells, tables, names and what is in view are as before."""
    path = tmp_path / "book.xlsx"
    write_workbook(sound_workbook(), path)
    refusing = Refusing(monkeypatch)
    started = opened(path)
    with started.editor.put_sheets(rendered, SHEETS[:there], "Risks"):
        started.editor.replace_rows(TABLE, [["=a", 1], [Link("E14", "Risks", "E14"), dt.date(2026, 1, 2)]])
        started._book.sheets["Risks"].range("Z1").formula = formula
    started._book.impl.save_copy(path)
    refused = 0
    while True:
        excel.reset()
        program = opened(path)
        before, refusing.left = state(program), refused
        try:
            with program.editor.put_sheets(rendered, SHEETS, "Risks"):
                program.editor.replace_rows(TABLE, [[f"new {n}", n] for n in range(4)])
                program.editor.replace_rows(OTHER, [["x"]])
        except PermissionError:
            assert refusing.left == -1
            assert state(program) == before, refused
            assert len(excel.books) == 1
            refused += 1
        else:
            break
    assert refused > 20
    refusing.left = -1
    assert "Two" in sheets_of(program)
    assert ("One (before)" in sheets_of(program)) is (formula is not None)


def test_excel_refusing_is_said_and_nothing_has_changed(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the last table can't be filled the whole report is taken back, in a sentence."""
    program = opened("sample.xlsx")
    before = state(program)
    fill = ExcelEditor.replace_rows

    def replace_rows(self: ExcelEditor, table: Any, rows: Any) -> None:
        fill(self, table, rows)
        if table.name == HISTORY.name:
            raise type("com_error", (Exception,), {})

    monkeypatch.setattr(ExcelEditor, "replace_rows", replace_rows)
    press(BUTTON, program, DAY)
    assert alerts(program)[0].startswith("Generate report stopped, because Excel refused something")
    assert len(alerts(program)) == 1
    assert state(program) == before
    assert len(program._book.app.books) == 1
    assert (program._book.app.screen_updating, program._book.app.calculation) == (True, "automatic")


def test_without_a_copy_the_report_says_what_it_could_not_see(opened: Any) -> None:
    """Where Excel gives no copy the summaries are made from its sheets, and the message says what was not checked."""
    program = opened("sample.xlsx")
    program._book.impl.api.gives_copies = False
    program._book.impl.changed = True
    assert report(program, DAY).sheets[:2] == list(OURS)
    assert "Not wholly checked: " in alerts(program)[0]
    assert "unknown, since changes were not saved" in str(contents(program).values())
