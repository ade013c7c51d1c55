from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from smsxl.check import check_file
from smsxl.findings_table import finding_rows
from smsxl.formats.model import Status
from smsxl.hosts.edit import Link
from smsxl.hosts.excel.reading import workbook_from_sheets
from smsxl.hosts.port import MARK
from smsxl.macros.validate import validate
from smsxl.rules import RULES
from smsxl.rules.base import RowRule
from smsxl.tables import BY_NAME
from smsxl.tables.own import FINDINGS, LOOKED_UP
from tests.excel.places import DAY, WORKBOOKS, alerts, contents, findings_sheet


def as_shown(rows: Any) -> list[list[Any]]:
    """Return rows of Findings as the sheet shows them."""
    return [[cell.text if isinstance(cell, Link) else cell for cell in row] for row in rows]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_findings_are_those_of_the_command_line(name: str, opened: Any) -> None:
    """The button finds exactly what `smsxl check` finds in the same file, and the sheet shows all of it."""
    program = opened(name)
    wanted = check_file(program.path, as_of=DAY)
    report = validate(program, DAY)
    assert report == wanted
    assert findings_sheet(program) == as_shown(finding_rows(wanted.counted))


@pytest.mark.parametrize("name", WORKBOOKS)
def test_nothing_else_is_touched(name: str, opened: Any) -> None:
    """Every cell of every other sheet holds what it held, formula by formula."""
    program = opened(name)
    before = contents(program)
    validate(program, DAY)
    after = contents(program)
    assert ({key: cell for key, cell in before.items() if key[0] != FINDINGS.sheet}
            == {key: cell for key, cell in after.items() if key[0] != FINDINGS.sheet})


@pytest.mark.parametrize("name", WORKBOOKS)
def test_validating_again_gives_the_same(name: str, opened: Any) -> None:
    """What Validate writes is no fault for the next check, and old findings do not stay behind."""
    program = opened(name)
    first = validate(program, DAY)
    second = validate(program, DAY)
    assert second.findings == first.findings
    assert len(findings_sheet(program)) == len(first.counted)


def test_lights_go_out_with_the_next_validation(opened: Any) -> None:
    """A workbook that was put right has an empty Findings, in one blank row."""
    program = opened("sample-flawed.xlsx")
    validate(program, DAY)
    program.editor.replace_rows(_own(), [])
    assert findings_sheet(program) == []
    assert program._book.sheets[FINDINGS.sheet].tables[0].data_body_range.shape[0] == 1


def test_links_lead_to_the_cells(opened: Any) -> None:
    """The cell of each finding is a link into its sheet, and shows the address by which the cell lights up."""
    program = opened("sample-flawed.xlsx")
    report = validate(program, DAY)
    sheet = program._book.sheets[FINDINGS.sheet]
    column = [column.field for column in FINDINGS.columns].index("cell") + 1
    formulas = [sheet.range((row, column)).formula for row in range(5, 5 + len(report.counted))]
    assert formulas == [f'=HYPERLINK("#\'{finding.sheet}\'!{finding.cell}","{finding.cell}")'
                        for finding in report.counted]


def test_field_is_the_header_of_the_sheet(opened: Any) -> None:
    """Cells light up by the text of their header, so Findings has it, not our name for the field."""
    program = opened("sample-flawed.xlsx")
    report = validate(program, DAY)
    for finding, row in zip(report.counted, findings_sheet(program), strict=True):
        if finding.table and finding.field in BY_NAME[finding.table].by_field:
            assert row[5] == BY_NAME[finding.table][finding.field].header


def test_links_stay_links_in_cells_formatted_as_text(opened: Any) -> None:
    """Where somebody formatted Findings as text, where a formula would show as such, the links work all the same."""
    program = opened("sample-flawed.xlsx")
    sheet = program._book.sheets[FINDINGS.sheet]
    sheet.range((5, 1), (5, 8)).number_format = "@"
    validate(program, DAY)
    column = [column.field for column in FINDINGS.columns].index("cell") + 1
    assert sheet.range((5, column)).impl._cell(5, column).data_type == "f"


def test_missing_names_are_made(opened: Any) -> None:
    """Where the names that cells light up by are gone with the sheet they come back with it."""
    program = opened("sample-flawed.xlsx")
    book = program._book.impl
    del book.wb[FINDINGS.sheet]
    for name in LOOKED_UP:
        del book.wb.defined_names[name]
    book.changed = True
    validate(program, DAY)
    assert set(LOOKED_UP) <= set(book.wb.defined_names)


def test_text_that_begins_like_a_formula_is_read_as_text(opened: Any) -> None:
    """Read cell by cell, a title such as =1+1 that is a text is no formula."""
    program = opened("sample.xlsx")
    program.editor.write_block("Risks", 6, 4, [["=1+1"]])
    read = workbook_from_sheets(program._book, program.path)
    assert read.cells["Risks"][6, 4] == "=1+1"


def test_missing_sheet_is_made_with_the_mark(opened: Any) -> None:
    """Where Findings was deleted it comes back as smsxl's own, and the names that light cells up point to it again."""
    program = opened("sample-flawed.xlsx")
    book = program._book.impl
    del book.wb[FINDINGS.sheet]
    book.changed = True
    for name in LOOKED_UP:
        book.wb.defined_names[name].attr_text = "#REF!"
    shown = book.wb.active.title
    validate(program, DAY)
    made = book.wb[FINDINGS.sheet]
    assert made.defined_names[MARK].hidden
    assert findings_sheet(program)
    assert {name: book.wb.defined_names[name].attr_text for name in LOOKED_UP} == {
        name: f"{FINDINGS.name}[{FINDINGS[field].header}]" for name, field in LOOKED_UP.items()}
    assert shown != FINDINGS.sheet
    assert len(validate(program, DAY).counted) == len(findings_sheet(program))


@pytest.mark.parametrize("with_table", [True, False])
def test_a_users_sheet_of_that_name_is_left_alone(opened: Any, *, with_table: bool) -> None:
    """A sheet Findings without the mark belongs to the user: the message says so, and not a cell changes."""
    program = opened("sample-flawed.xlsx")
    book = program._book.impl
    del book.wb[FINDINGS.sheet].defined_names[MARK]
    if not with_table:
        del book.wb[FINDINGS.sheet].tables[FINDINGS.name]
    book.changed = True
    before = contents(program)
    with pytest.raises(Exception, match="The sheet Findings is not smsxl's own") as caught:
        validate(program, DAY)
    assert caught.type.__name__ == "UsageError"
    assert contents(program) == before


def test_a_users_table_of_that_name_is_left_alone(opened: Any) -> None:
    """A table Findings on another sheet stays the user's too."""
    program = opened("sample-flawed.xlsx")
    program._book.impl.wb[FINDINGS.sheet].title = "Mine"
    program._book.impl.changed = True
    with pytest.raises(Exception, match="The table Findings on the sheet Mine is not smsxl's own"):
        validate(program, DAY)


def test_protected_sheet_is_refused_in_a_sentence(opened: Any) -> None:
    """Excel would refuse with a number; the sentence says which sheet, and what to do."""
    program = opened("sample-flawed.xlsx")
    program._book.impl.wb[FINDINGS.sheet].protection.enable()
    with pytest.raises(Exception, match=r"The sheet Findings is protected.*unprotect it"):
        validate(program, DAY)


def test_own_configuration_of_the_folder_counts(opened: Any, tmp_path: Any) -> None:
    """The button obeys the configuration file beside the workbook, as the command does."""
    program = opened("sample-flawed.xlsx")
    (tmp_path / "smsxl.toml").write_text('select = ["RSK"]\n', encoding="utf-8")
    report = validate(program, DAY)
    assert {finding.code[:3] for finding in report.counted} == {"RSK"}


def test_message_counts(opened: Any) -> None:
    """The message says how many of each, and where to look."""
    program = opened("sample-flawed.xlsx")
    report = validate(program, DAY)
    numbers = {severity.value: count for severity, count in report.counts.items()}
    assert alerts(program)[-1].startswith(
        f"{numbers['error']} errors, {numbers['warning']} warnings and {numbers['note']} note. The sheet Findings")


def test_screen_and_calculation_are_as_before(opened: Any) -> None:
    """The screen was held back, the calculation paused while cells were written, and both are back."""
    program = opened("sample-flawed.xlsx")
    app = program._book.app.impl
    app._settings["calculation"] = "semiautomatic"
    validate(program, DAY)
    assert ("calculation", "manual") in app.history
    assert (app.screen_updating, app.calculation, app.enable_events) == (True, "semiautomatic", True)
    assert app.status_bar is False
    assert app.api.AutoCorrect.history == [("AutoFillFormulasInLists", False), ("AutoFillFormulasInLists", True)]


def test_settings_come_back_after_an_error(opened: Any) -> None:
    """Whatever goes wrong while cells are written, nobody is left with a frozen screen."""
    program = opened("sample-flawed.xlsx")
    app = program._book.app.impl

    def fail() -> None:
        with program.writing():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (app.screen_updating, app.calculation, app.enable_events) == (True, "automatic", True)


def test_without_a_copy_what_could_not_be_seen_is_said(opened: Any) -> None:
    """Where Excel gives no copy all is found but what needs the file, and the report is incomplete."""
    program = opened("sample-flawed.xlsx")
    wanted = check_file(program.path, as_of=DAY)
    program._book.api.gives_copies = False
    program._book.impl.changed = True
    report = validate(program, DAY)
    needs_file = {rule.code for rule in RULES if rule.needs_file}
    assert needs_file == {"WBK401", "WBK404", "WBK616"}
    assert report.status is Status.INCOMPLETE
    assert report.error is not None
    assert all(code in report.error for code in needs_file)
    assert "Not wholly checked" in alerts(program)[-1]

    def told(findings: Any) -> list[Any]:
        return [(f.code, f.sheet, f.cell, f.message, f.fingerprint) for f in findings if f.code not in needs_file]

    assert told(report.findings) == told(wanted.findings)


def test_without_a_copy_a_saved_workbook_is_read_from_its_file(opened: Any) -> None:
    """Where Excel can't save copies (macOS) a workbook without unsaved changes is checked wholly all the same."""
    program = opened("sample-flawed.xlsx")
    wanted = check_file(program.path, as_of=DAY)
    program._book.api.gives_copies = False
    assert validate(program, DAY) == wanted


def test_rules_over_merges_and_hidden_rows_say_that_they_need_the_file() -> None:
    """A rule that looks at what only the file tells is left out where the file can't be seen."""
    import inspect

    for rule in RULES:
        text = inspect.getsource(type(rule))
        if "merges" in text or "hidden_rows" in text:
            assert rule.needs_file, rule.code
        assert not (rule.needs_file and isinstance(rule, RowRule))


def test_unreadable_copy_is_told_without_its_path(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that can't be read (a password, a label) leads to the bulk reading; the temporary path is nobody's."""
    program = opened("sample.xlsx")
    monkeypatch.setattr(program._book.impl, "save_copy", lambda target: target.write_bytes(b"locked"))
    report = validate(program, DAY)
    assert report.status is Status.INCOMPLETE
    assert report.error is not None
    assert "smsxl-" not in report.error
    assert replace(report, status=Status.CHECKED, error=None).counts[next(iter(report.counts))] == 0


def test_foreign_workbook_gets_a_sentence(opened: Any, tmp_path: Any) -> None:
    """A workbook without our tables is not given a Findings sheet."""
    import openpyxl

    path = tmp_path / "foreign.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "mine"
    book.save(path)
    program = opened(path)
    before = contents(program)
    with pytest.raises(Exception, match="holds none of the tables"):
        validate(program, dt.date(2026, 1, 1))
    assert contents(program) == before


def _own() -> Any:
    from smsxl.tables.own import own_table

    return own_table(FINDINGS)
