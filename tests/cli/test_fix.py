"""`smsxl fix`: what leaves no doubt is put right, and nothing else changes."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smsxl.errors import UnwritableError
from smsxl.fix import Choice, fix_file
from smsxl.formats.fixes import Fixed
from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.edit import FormulaCell
from smsxl.rules import BY_CODE
from smsxl.rules.engine import run
from smsxl.rules.fixes import FIXES, level_of
from smsxl.rules.pages import page_of
from smsxl.tables.book import Book
from tests.cli.books import smsxl
from tests.edit.parts import changed, edits
from tests.edit.soundness import faults as package_faults
from tests.flawed.manifest import AS_OF, SAMPLE, Fault, check, clean, faults, places, planted, where
from tests.flawed.plant import plant

Place = tuple[str, str]


def fixed(path: Path | str, *, unsafe: bool = False, codes: Any = BY_CODE, **options: Any) -> Fixed:
    """Fix a workbook in place."""
    return fix_file(str(path), Choice(frozenset(codes), AS_OF, unsafe), **options)


def spoiled(path: Path, *edits_: dict[str, Any]) -> Path:
    """Write the sample with some edits."""
    package = clean()
    for edit in edits_:
        plant(package, places(), edit)
    package.save(path)
    return path


def value(path: Path, place: str) -> Any:
    """Return what a cell of the sample holds in a workbook."""
    sheet, cell = places()[place]
    assert sheet is not None
    assert cell is not None
    grid = open_workbook(str(path)).grid(sheet)
    letters, number = cell.rstrip("0123456789"), int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return grid.columns[column].values[grid.rows.index(number)] if column in grid.columns else None


def cells_of(result: Fixed) -> set[Place]:
    """Return the cells that were fixed."""
    return {(change.sheet, change.cell) for change in result.changes}


def differing(before: Path, after: Path) -> set[Place]:
    """Return the cells of which two workbooks hold something else, by sheet and A1 name."""
    from smsxl.hosts.port import cell_name
    return {(sheet.name, cell_name(*at)) for sheet in open_workbook(str(before)).sheets
            for at in edits(before, after, sheet.name)}


SAFE = [fault for fault in faults() if fault.code in FIXES and level_of(fault.code) == "safe"]


@pytest.mark.parametrize("fault", SAFE, ids=lambda fault: fault.name)
def test_planted_fault_is_fixed_and_nothing_else_changes(fault: Fault, tmp_path: Path) -> None:
    """A planted fault with a safe fix is gone, no finding is new, and a second run changes nothing.

    Where a fault has no safe fix in this very case it stays as it is.
    """
    path, before = tmp_path / "book.xlsx", tmp_path / "before.xlsx"
    planted(fault).save(before)
    shutil.copy(before, path)
    result = fixed(path)
    found, was = where(check(path)), where(check(before))
    assert not found - was
    assert differing(before, path) == cells_of(result)
    for change in result.changes:
        assert not change.code or (change.code, change.sheet, change.cell) not in found
    assert package_faults(path) == package_faults(before)
    own = where(check(SAMPLE))
    assert not result.changes or found[_at(fault)] < was[_at(fault)] or fault.code == "WBK304", own
    bytes_ = path.read_bytes()
    assert fixed(path).changes == ()
    assert path.read_bytes() == bytes_


def _at(fault: Fault) -> tuple[str, str | None, str | None]:
    return (fault.code, *places()[fault.finds.split(" at ")[1]])


@pytest.mark.parametrize(("edit", "after"), [
    ({"cell": "Controls > C-07 > Cost", "text": "1200.50"}, 1200.5),
    ({"cell": "Controls > C-07 > Cost", "text": " 12 000 "}, 12000),
    ({"cell": "Controls > C-07 > Cost", "text": "1,200"}, "1,200"),
    ({"cell": "Controls > C-07 > Cost", "text": "$ 12"}, "$ 12"),
    ({"cell": "Controls > C-07 > Cost", "text": "12 %"}, "12 %"),
    ({"cell": "Controls > C-04 > Next check", "text": "2027-04-13"}, dt.date(2027, 4, 13)),
    ({"cell": "Controls > C-04 > Next check", "text": "13/04/2027"}, dt.date(2027, 4, 13)),
    ({"cell": "Controls > C-04 > Next check", "text": "13 April 2027"}, dt.date(2027, 4, 13)),
    ({"cell": "Controls > C-04 > Next check", "text": "04.04.2027"}, dt.date(2027, 4, 4)),
    ({"cell": "Controls > C-04 > Next check", "text": "01/03/2027"}, "01/03/2027"),
    ({"cell": "Controls > C-04 > Next check", "text": "13/04/27"}, "13/04/27"),
    ({"cell": "Controls > C-04 > Next check", "text": "2027-04-13 10:30"}, "2027-04-13 10:30"),
    ({"cell": "Controls > C-20 > Status", "text": " active"}, "Active"),
    ({"cell": "Controls > C-20 > Status", "text": "ACTIVE"}, "Active"),
    ({"cell": "Controls > C-20 > Status", "text": "Actve"}, "Actve"),
    ({"cell": "Services > SVC-06 > Name", "text": "\u00a0A  name\u200b with spaces "}, "A name with spaces"),
    ({"cell": "Controls > C-07 > Evidence", "text": "\u0645\u06cc\u200c\u0634"}, "\u0645\u06cc\u200c\u0634"),
    ({"cell": "Controls > C-07 > Evidence", "text": " a\nb"}, "a\nb"),
])
def test_safe_fix_changes_what_leaves_no_doubt(edit: dict[str, Any], after: Any, tmp_path: Path) -> None:
    """Numbers, dates, labels and spaces are put right where one reading is left; where there are two, they stay."""
    path = spoiled(tmp_path / "book.xlsx", edit)
    fixed(path)
    held = value(path, edit["cell"])
    assert held == after if not isinstance(after, dt.date) else held in (after, dt.datetime.combine(after, dt.time()))


@pytest.mark.parametrize(("edit", "after"), [
    ({"cell": "Controls > C-07 > Cost", "text": "$ 12"}, 12),
    ({"cell": "Controls > C-07 > Cost", "text": "1,200"}, "1,200"),
    ({"cell": "Controls > C-20 > Status", "text": "Actve"}, "Active"),
    ({"cell": "Controls > C-20 > Status", "text": "Working"}, "Working"),
    ({"cell": "Risks > R-024 > Service", "text": "SVC-4"}, "SVC-04"),
    ({"cell": "Risks > R-024 > Service", "text": "svc 4"}, "SVC-04"),
    ({"cell": "Risks > R-024 > Service", "text": "SVC-40"}, "SVC-40"),
    ({"cell": "Risks > R-024 > Category", "text": "Tecnical"}, "Technical"),
    ({"cell": "Controls > C-04 > Next check", "text": "01/03/2027"}, "01/03/2027"),
])
def test_unsafe_fix_guesses_where_one_answer_is_near(edit: dict[str, Any], after: Any, tmp_path: Path) -> None:
    """With --unsafe a label or an id that can mean only one is taken for it; a date with two readings never is."""
    path = spoiled(tmp_path / "book.xlsx", edit)
    assert fixed(path).changes == ()
    result = fixed(path, unsafe=True)
    assert value(path, edit["cell"]) == after
    assert all(not change.safe for change in result.changes if change.code)


def test_what_follows_from_a_fix_follows(tmp_path: Path) -> None:
    """A rating that becomes a number brings the calculated cells with it, in a plain range as well."""
    rating = {"cell": "Risks > R-024 > Current likelihood", "text": "5"}
    shown = [{"cell": f"Risks > R-024 > Current {name}", "shows_error": "#VALUE!"} for name in ("score", "level")]
    for more in ((), ({"table": "Risks", "removed": True},)):
        path = spoiled(tmp_path / "book.xlsx", rating, *shown, *more)
        before = where(check(path))
        result = fixed(path)
        assert [value(path, f"Risks > R-024 > Current {name}") for name in ("likelihood", "score", "level")] == [
            5, 10, "High"]
        assert not where(check(path)) - before
        assert [change.code for change in result.changes] == ["WBK202", "", ""]
        assert fixed(path).changes == ()


def test_formulas_of_users_are_left_alone(tmp_path: Path) -> None:
    """A typed-in cell with a formula is never turned into a value, whatever it shows."""
    path = tmp_path / "book.xlsx"
    package = clean()
    sheet, cell = places()["Controls > C-07 > Cost"]
    from tests.flawed.package import Content
    assert sheet is not None
    assert cell is not None
    package.put(sheet, cell, Content("str", '<f>"1"&amp;"2"</f><v>12</v>'))
    package.save(path)
    assert "WBK202" in {finding.code for finding in check(path)}
    before = path.read_bytes()
    assert fixed(path, unsafe=True).changes == ()
    assert path.read_bytes() == before


def test_new_finding_keeps_a_fix_from_being_made(tmp_path: Path) -> None:
    """A number that would be outside the scale stays a text, is said to be left, and others are fixed all the same."""
    path = spoiled(tmp_path / "book.xlsx", {"cell": "Risks > R-024 > Current likelihood", "text": "9"},
                   {"cell": "Controls > C-20 > Status", "text": "active"})
    result = fixed(path)
    assert value(path, "Risks > R-024 > Current likelihood") == "9"
    assert value(path, "Controls > C-20 > Status") == "Active"
    assert [finding.code for finding in result.withheld] == ["WBK202"]


def test_only_what_is_selected_is_fixed(tmp_path: Path) -> None:
    """With one rule selected the findings of the others stay as they are, byte for byte."""
    path = spoiled(tmp_path / "book.xlsx", {"cell": "Controls > C-20 > Status", "text": "active"},
                   {"cell": "Risks > R-018 > Current score", "bare": True},
                   {"cell": "Services > SVC-06 > Name", "text": "A name "})
    assert {change.code for change in fixed(path, codes={"WBK210"}).changes} == {"WBK210"}
    assert {change.code for change in fixed(path, codes={"WBK301"}).changes} == {"WBK301"}
    assert {change.code for change in fixed(path).changes} == {"WBK204"}


_SPOILT = st.lists(st.sampled_from([
    {"cell": "Controls > C-20 > Status", "text": "active"}, {"cell": "Controls > C-07 > Cost", "text": "12"},
    {"cell": "Controls > C-04 > Next check", "text": "2027-04-13"}, {"cell": "Risks > R-013 > Id", "text": "R-013 "},
    {"cell": "Risks > R-024 > Current impact", "text": "4 - Major"},
    {"cell": "Risks > R-024 > Residual likelihood", "text": "5"},
    {"cell": "Risks > R-018 > Current score", "bare": True},
    {"cell": "Risks > R-030 > Current level", "formula": "1+1"},
    {"cell": "Risks > R-011 > Residual score", "shows": 99}, {"cell": "Risks > R-012 > Rank", "number": 1},
    {"column": "Risks > Open points", "uncalculated": True}, {"column": "Treatments > Due status", "bare": True},
    {"cell": "Treatments > T-019 > Due", "text": "31.01.2027"}, {"cell": "Risks > R-040 > Owner", "text": "  "},
    {"cell": "Treatments > T-030 > Status", "text": "in  progress"}, {"table": "Controls", "removed": True},
    {"table": "Treatments", "removed": True}]), min_size=1, max_size=6, unique_by=str)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wrong=_SPOILT, unsafe=st.booleans())
def test_fixing_is_idempotent_and_brings_nothing_new(wrong: list[dict[str, Any]], unsafe: bool,  # noqa: FBT001
                                                     tmp_path: Path) -> None:
    """Whatever is wrong together: what was fixed is gone, nothing is new, only named cells differ, once is enough."""
    before, path = tmp_path / "before.xlsx", tmp_path / "book.xlsx"
    wrong = sorted(wrong, key=lambda edit: "table" in edit)  # a table is lost last, or its cells could not be found
    spoiled(before, *wrong)
    shutil.copy(before, path)
    result = fixed(path, unsafe=unsafe)
    was, found = where(check(before)), where(check(path))
    assert not found - was
    for change in result.changes:
        assert not change.code or found[change.code, change.sheet, change.cell] == 0
    assert differing(before, path) == cells_of(result)
    sheets = {change.sheet for change in result.changes}
    untouched = [name for name in changed(before, path) if name.startswith("xl/worksheets/sheet")]
    assert len(untouched) == len(sheets)
    assert package_faults(path) == []
    assert fixed(path, unsafe=unsafe).changes == ()
    formulas_before = Counter(_formulas(before))
    restored = sum(isinstance(change.after, FormulaCell) for change in result.changes)
    assert sum((formulas_before - Counter(_formulas(path))).values()) <= restored
    assert Counter(_formulas(path)).total() >= formulas_before.total()


def _formulas(path: Path) -> list[str]:
    book = open_workbook(str(path))
    return [f"{sheet.name} {formula}" for sheet in book.sheets for column in book.grid(sheet.name).columns.values()
            for formula in column.formulas or () if formula is not None]


def test_diff_says_each_cell_and_writes_nothing(tmp_path: Path) -> None:
    """--diff names cell, before, after and rule, exits 1 while there is something to fix, and leaves the file alone."""
    path = spoiled(tmp_path / "book.xlsx", {"cell": "Controls > C-20 > Status", "text": "active"})
    before = path.read_bytes()
    day = AS_OF.isoformat()
    done = smsxl("fix", str(path), "--diff", "--as-of", day)
    sheet, cell = places()["Controls > C-20 > Status"]
    assert done.code == 1
    assert f'{sheet}!{cell}  "active" -> "Active"  WBK210' in done.out
    assert path.read_bytes() == before
    done = smsxl("fix", str(path), "--as-of", day, "--output-format", "json")
    assert done.code == 0
    file, = json.loads(done.out)["files"]
    assert file["changes"] == [{
        "code": "WBK210", "safe": True, "sheet": sheet, "cell": cell, "row_id": "C-20", "column": "Status",
        "before": "active", "before_formula": None, "after": "Active", "after_formula": None}]
    done = smsxl("fix", str(path), "--diff", "--as-of", day)
    assert done.code == 0
    assert "nothing to fix" in done.out


def test_result_goes_to_another_file_and_bad_files_do_not_stop_the_others(tmp_path: Path) -> None:
    """-o leaves the original; a file that can't be read is said, the others are fixed, and the exit code is 3."""
    path = spoiled(tmp_path / "a.xlsx", {"cell": "Controls > C-20 > Status", "text": "active"})
    before = path.read_bytes()
    out = tmp_path / "out.xlsx"
    day = AS_OF.isoformat()
    assert smsxl("fix", str(path), "-o", str(out), "--as-of", day).code == 0
    assert path.read_bytes() == before
    assert value(out, "Controls > C-20 > Status") == "Active"
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK no workbook")
    done = smsxl("fix", str(bad), str(path), "--as-of", day)
    assert done.code == 3
    assert "bad.xlsx" in done.err
    assert value(path, "Controls > C-20 > Status") == "Active"
    assert smsxl("fix", str(bad), str(path), "-o", str(out)).code == 2


def test_suppressed_findings_are_left_standing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody agreed to leave as it is, fix leaves as it is."""
    monkeypatch.chdir(tmp_path)
    path = spoiled(tmp_path / "book.xlsx", {"cell": "Controls > C-20 > Status", "text": "active"},
                   {"cell": "Risks > R-018 > Current score", "bare": True})
    Path("smsxl.toml").write_text("\n".join(
        f'[[suppress]]\nrule = "{code}"\nrow_id = "{row}"\nreason = "r"\nby = "b"\nuntil = 2099-01-01'
        for code, row in (("WBK210", "C-20"), ("WBK301", "R-018"))), "utf-8")
    assert smsxl("fix", str(path), "--diff", "--as-of", AS_OF.isoformat()).code == 0


def test_workbook_without_our_tables_is_refused(tmp_path: Path) -> None:
    """A register of another layout is not touched, and the way into ours is named."""
    import xlsxwriter
    path = tmp_path / "their.xlsx"
    xlsxwriter.Workbook(str(path)).close()
    with pytest.raises(UnwritableError, match="import"):
        fixed(path)


def test_pages_say_what_can_be_fixed() -> None:
    """The page of each rule says safe, unsafe or none, from the one table of fixes."""
    for code, rule in BY_CODE.items():
        assert dict(page_of(rule).facts)["Fixable"] == level_of(code) == page_of(rule).as_data()["fixable"]
    assert set(FIXES) <= set(BY_CODE)
    assert level_of("WBK303") == "safe"
    assert level_of("RSK105") == "unsafe"
    assert level_of("RSK107") == "none"


def test_clean_sample_has_nothing_to_fix(tmp_path: Path) -> None:
    """A workbook without faults stays byte for byte."""
    path = tmp_path / "book.xlsx"
    shutil.copy(SAMPLE, path)
    before = path.read_bytes()
    result = fixed(path)
    assert result.changes == ()
    assert result.saved is None
    assert path.read_bytes() == before
    assert run([BY_CODE["WBK303"]], Book(open_workbook(str(path)), AS_OF)) == []
