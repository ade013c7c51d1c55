"""Explain, Generate report and Doctor, and what all buttons have in common."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from smsxl.buttons import BUTTONS
from smsxl.check import check_file
from smsxl.doctor import this_machine
from smsxl.errors import UnreadableError
from smsxl.hosts.excel.program import calling_program
from smsxl.macros import excel as entry
from smsxl.macros.doctor import doctor
from smsxl.macros.excel import MACROS, excel_macros, press
from smsxl.macros.explain import explain
from smsxl.macros.report import Shown, report
from smsxl.rules import BY_CODE
from smsxl.rules.pages import page_of
from tests.excel.places import DAY, alerts, contents, select
from tests.excel_engine.windows import calling, windows

VALIDATE = BUTTONS[0]


@pytest.fixture(autouse=True)
def _own_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_every_finding_is_explained_at_its_cell(opened: Any) -> None:
    """With the cell of a finding selected, its message, its fix and its rule's page are told."""
    program = opened("sample-flawed.xlsx")
    findings = [f for f in check_file(program.path, as_of=DAY).findings if f.cell and f.table and f.sheet]
    assert len(findings) > 20
    for finding in findings:
        select(program, finding.sheet, finding.cell)  # type: ignore[arg-type]
        made = explain(program, DAY)
        assert finding in made.findings, finding
        assert BY_CODE[finding.code] in made.rules
    text = made.text()
    for _, section in page_of(BY_CODE[made.findings[0].code]).sections:
        assert section in text


def test_rules_that_look_at_a_sound_cell_are_listed(opened: Any) -> None:
    """Where nothing was found the rules that look at the cell are named with what they check."""
    program = opened("sample.xlsx")
    select(program, "Risks", "T6")
    made = explain(program, DAY)
    assert made.findings == ()
    assert made.rules
    assert "No finding here." in alerts(program)[-1]
    assert f"{made.rules[0].code}: {page_of(made.rules[0]).title}" in alerts(program)[-1]


def test_a_row_is_explained_as_a_whole(opened: Any) -> None:
    """With a whole row selected every finding of the row is told, and only of that row."""
    program = opened("sample-flawed.xlsx")
    findings = check_file(program.path, as_of=DAY).findings
    finding = next(f for f in findings if f.sheet == "Risks" and f.row_id)
    row = finding.order[1]
    select(program, "Risks", f"A{row}:XFD{row}")
    made = explain(program, DAY)
    assert set(made.findings) == {f for f in findings if f.sheet == "Risks" and f.order[1] == row}
    assert str(finding.row_id) in made.place


@pytest.mark.parametrize(("sheet", "cells"), [("Risks", "A1"), ("Risk Summary", "B4"), ("Risks", "A5000")])
def test_a_place_that_no_rule_sees_is_said(sheet: str, cells: str, opened: Any) -> None:
    """Outside the tables a sentence says what to select."""
    program = opened("sample.xlsx")
    select(program, sheet, cells)
    with pytest.raises(Exception, match="lies in none of the tables"):
        explain(program, DAY)


def test_message_fits_on_the_screen(opened: Any) -> None:
    """However many findings and rules there are, the message stays short enough to read."""
    program = opened("sample-flawed.xlsx")
    select(program, "Risks", "A5:XFD60")
    made = explain(program, DAY)
    assert len(made.findings) > 3
    assert len(made.text().splitlines()) <= 35


def test_a_full_renderer_can_take_over(opened: Any) -> None:
    """The seam: what renders the summaries is handed the program and the tables, and its sheets are named."""
    program = opened("sample.xlsx")
    report(program, DAY, lambda _, looked: Shown(["Risk Summary"] if "Risks" in looked.book else []))
    assert "Up to date: Risk Summary." in alerts(program)[-1]


def test_doctor_says_what_the_command_says(opened: Any) -> None:
    """The button looks at the same things as `smsxl doctor FILE`, and shows what is to be done first."""
    program = opened("sample.xlsx")
    checks = doctor(program, this_machine())
    assert "dates" in {check.key for check in checks}
    assert alerts(program)[-1].splitlines()[0]


def test_every_button_has_its_macro() -> None:
    """Each declared button does something, and nothing else can be pressed."""
    assert set(MACROS) == {button.key for button in BUTTONS}
    assert list(excel_macros()) == [button.key for button in BUTTONS]


def test_windows_finds_the_macros(xw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows xlwings knows each macro as a sub with its help, and runs it through its own dispatch."""
    pressed: list[str] = []
    monkeypatch.setattr(entry, "calling_program", lambda: None)
    monkeypatch.setattr(entry, "press", lambda button, *_: pressed.append(button.key))
    with windows(monkeypatch, xw) as udfs:
        module = ModuleType("smsxl_macros_on_windows")
        module.__file__ = __file__
        vars(module).update(excel_macros(xw))
        monkeypatch.setitem(sys.modules, module.__name__, module)
        for button in BUTTONS:
            known = vars(module)[button.key].__xlfunc__
            assert (known["name"], known["sub"], known["args"], known["ret"]["doc"]) == (
                button.key, True, [], button.summary)
            calling(udfs, module.__name__)(button.key)
    assert pressed == [button.key for button in BUTTONS]


@pytest.mark.parametrize("button", BUTTONS, ids=lambda button: button.key)
def test_buttons_run_on_the_calling_workbook(button: Any, opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each macro, called as Excel calls it, works on the workbook of its button and ends with a message."""
    import smsxl_macros

    program = opened("sample.xlsx")
    program._book.set_mock_caller()
    select(program, "Risks", "A6")
    program._book.app.api.answers = ["Ann", "Management board", "2099-01-01", "Why not"]
    monkeypatch.setattr(entry, "today", lambda: DAY)
    getattr(smsxl_macros, button.key)()
    assert len(alerts(program)) == 1
    assert program._book.app.impl.status_bar is False
    assert "bug" not in alerts(program)[0]


def test_add_in_works_on_the_workbook_in_front(opened: Any, tmp_path: Path, xw: Any) -> None:
    """The add-in's buttons mean the workbook that the person sees, not the add-in itself."""
    add_in = opened("template.xlsx")
    add_in._book.impl.path = tmp_path / "smsxl.xlam"
    front = opened("sample.xlsx")
    add_in._book.set_mock_caller()
    assert calling_program().path == front.path
    assert xw.apps.active.books.count == 2


def test_outside_excel_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch, xw: Any) -> None:
    """Whoever runs a macro from Python learns that there is a command."""
    monkeypatch.delattr(xw.Book, "_mock_caller", raising=False)
    with pytest.raises(Exception, match="what a button in Excel runs"):
        calling_program()


@pytest.mark.parametrize(("error", "words"), [
    (UnreadableError("book.xlsx has a password; remove it."), "book.xlsx has a password; remove it."),
    (ZeroDivisionError("a cell says SECRET"), "Validate stopped because of a bug in smsxl; please report it with the "),
    (type("com_error", (Exception,), {})("SECRET"), "Validate stopped, because Excel refused something")])
def test_a_failure_is_one_sentence_and_a_log(error: Exception, words: str, opened: Any, tmp_path: Path,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong in a macro is said in a sentence; the workbook keeps its state, the log holds no cell."""
    program = opened("sample.xlsx")
    before = contents(program)

    def fail(*_: Any) -> None:
        program.progress("Writing")
        raise error

    monkeypatch.setitem(MACROS, "validate", fail)  # type: ignore[arg-type]
    press(VALIDATE, program, DAY)
    assert len(alerts(program)) == 1
    assert alerts(program)[0].startswith(words)
    assert "SECRET" not in alerts(program)[0]
    assert "\n" not in alerts(program)[0]
    assert contents(program) == before
    assert program._book.app.impl.status_bar is False
    logs = list((tmp_path / "state" / "smsxl").glob("*.log")) if not isinstance(error, UnreadableError) else []
    assert all("SECRET" not in log.read_text(encoding="utf-8") for log in logs)
    assert bool(logs) is not isinstance(error, UnreadableError)


def test_macros_are_judged_by_the_day_they_are_pressed() -> None:
    """Due dates are judged by today, as on the command line."""
    assert entry.today() == dt.date.today()


def test_giving_up_gives_the_status_bar_back(opened: Any) -> None:
    """Whoever cancels a question sees Excel's own status bar again, and no message."""
    program = opened("sample.xlsx")
    select(program, "Risks", "A6")
    program._book.app.api.answers = [False]
    program.progress("Before")
    press(next(button for button in BUTTONS if button.key == "accept"), program, DAY)
    assert program._book.app.impl.status_bar is False
    assert alerts(program) == []
