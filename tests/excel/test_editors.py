"""What every editor has to do, whatever holds the workbook: one body over all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from smsxl.domain.values import CellValue
from smsxl.errors import UsageError
from smsxl.hosts.edit import Editor, Link, NewSheet, OwnTable
from smsxl.hosts.excel.editor import ExcelEditor
from smsxl.hosts.memory_edit import MemoryEditor
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import MARK, Workbook
from smsxl.tables.book import Book
from smsxl.tables.locate import value_at
from smsxl.tables.own import FINDINGS, own_table
from tests.cli.books import write_workbook
from tests.rules.sound import sound_workbook
from tests.rules.sound_rows import AS_OF

HOSTILE = ("=1+1", "+1", "-2", "@SUM(A1)", "'quoted", "''twice", "\ttab", "\rreturn", "1/2", "1e5", "2026-11-22",
           "TRUE", "#N/A", "007", "50%", " space", '=HYPERLINK("http://x","y")', "line\nbreak", "</v><f>1</f>",
           "x" * 2000)
"""Texts of which a program could make something else."""

TABLE = OwnTable("Extra", "Extra sheet", "Help", ("A", "B"), (10, 20))


@dataclass
class Edited:
    """An editor, and how to see what it did."""

    editor: Editor
    look: Callable[[], Workbook]

    def cell(self, sheet: str, row: int, column: int) -> Any:
        """Return what a cell holds now."""
        return value_at(self.look().grid(sheet), row, column)


@pytest.fixture(params=["memory", "excel"])
def edited(request: pytest.FixtureRequest, tmp_path: Path, xw: Any, excel: Any) -> Edited:
    """Return the sound workbook under each editor."""
    workbook = sound_workbook()
    if request.param == "memory":
        return Edited(MemoryEditor(workbook, MARK), lambda: workbook)
    path = tmp_path / "book.xlsx"
    write_workbook(workbook, path)
    book = excel.books.open(str(path))

    def look() -> Workbook:
        copy = tmp_path / "copy.xlsx"
        book.save_copy(copy)
        return open_workbook(copy)

    return Edited(ExcelEditor(xw.Book(impl=book)), look)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_stays_that_text(text: str, edited: Edited) -> None:
    """No text becomes a formula, a number, a day, a boolean or an error, and none loses a character."""
    edited.editor.write_block("Risks", 60, 2, [[text, text], [text, None]])
    found = [edited.cell("Risks", *at) for at in ((60, 2), (60, 3), (61, 2))]
    assert [_as_saved(cell) for cell in found] == [_as_saved(text)] * 3
    assert edited.cell("Risks", 61, 3) is None
    grid = edited.look().grid("Risks")
    assert not any(grid.columns[2].formulas[i] for i, row in enumerate(grid.rows) if row >= 60) if (
        grid.columns[2].formulas) else True


def _as_saved(text: Any) -> Any:
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


@pytest.mark.parametrize("value", [1, 2.5, True, False, dt.date(2026, 11, 22)])
def test_a_value_stays_that_value(value: CellValue, edited: Edited) -> None:
    """Numbers, booleans and days arrive as what they are."""
    edited.editor.write_block("Risks", 60, 2, [[value]])
    found = edited.cell("Risks", 60, 2)
    assert type(found) is not str
    assert (found.date() if isinstance(found, dt.datetime) else found) == value


def test_own_table_is_made_filled_shortened_and_emptied(edited: Edited) -> None:
    """The rows of an own table are replaced as a whole: none of the old ones stays, and its area fits."""
    for count in (3, 5, 1, 0):
        edited.editor.replace_rows(TABLE, [[f"a{n}", n] for n in range(count)])
        workbook = edited.look()
        info = workbook.tables["Extra"]
        area = info.area
        assert (info.sheet, info.columns, area.last_row - area.first_row) == (
            "Extra sheet", ("A", "B"), max(1, count))
        held = [(value_at(workbook.grid("Extra sheet"), row, 1), value_at(workbook.grid("Extra sheet"), row, 2))
                for row in range(area.first_row + 1, area.first_row + 7)]
        assert held == [*((f"a{n}", n) for n in range(count)), *[(None, None)] * (6 - count)]
        assert any(name.name == MARK and name.sheet == "Extra sheet" for name in workbook.names)


def test_own_table_shows_links_by_their_text(edited: Edited) -> None:
    """A link shows its text, also where the sheet's name has quotes in it."""
    edited.editor.replace_rows(TABLE, [[Link("E14", "it's \"so\"", "E14"), "x"]])
    row = edited.look().tables["Extra"].area.first_row + 1
    assert edited.cell("Extra sheet", row, 1) == "E14"


def test_a_users_sheet_is_refused(edited: Edited) -> None:
    """A sheet without the mark is never written to."""
    with pytest.raises(UsageError, match="The sheet Risks is not smsxl's own"):
        edited.editor.replace_rows(OwnTable("Mine", "Risks", "", ("A",), (9,)), [["x"]])


def test_formulas_go_into_the_given_rows_alone(edited: Edited) -> None:
    """A formula replaces what stands in the given rows of the column, and in no other."""
    book = Book(edited.look(), AS_OF)
    rows = book["Risks"]
    header = book.header("Risks", "current_score")
    edited.editor.write_block("Risks", rows.numbers[1], rows.places["current_score"][1], [[99]])
    assert Book(edited.look(), AS_OF).formula_states("Risks", "current_score") == [0, 2, 0, 0, 0]
    written = rows.formulas["current_score"][0]
    assert isinstance(written, str)
    edited.editor.set_formulas("Risks", header, [rows.numbers[1]], written, array=True)
    assert Book(edited.look(), AS_OF).formula_states("Risks", "current_score") == [0] * 5


def test_appended_row_joins_the_table(edited: Edited) -> None:
    """A row is added below the last, by headers; a header that the table lacks is left out."""
    before = edited.look().tables["Acceptances"].area
    book = Book(edited.look(), AS_OF)
    row = edited.editor.append_row("Acceptances", {book.header("Acceptances", "id"): "A-9", "No such header": 1,
                                                   book.header("Acceptances", "risk"): "=R-1"})
    assert row == before.last_row + 1
    assert edited.look().tables["Acceptances"].area.last_row == row
    seen = Book(edited.look(), AS_OF)["Acceptances"]
    assert (seen.raw("id")[-1], seen.raw("risk")[-1]) == ("A-9", "=R-1")


def test_missing_table_is_said(edited: Edited) -> None:
    """A table that is not there gets a sentence."""
    with pytest.raises(UsageError, match="no table Nothing"):
        edited.editor.append_row("Nothing", {"A": 1})


def test_findings_is_declared_once() -> None:
    """What editors know of Findings comes from its declaration."""
    table = own_table(FINDINGS)
    assert (table.name, table.headers) == (FINDINGS.name, tuple(column.header for column in FINDINGS.columns))
    assert set(table.names.values()) <= set(table.headers)


def test_links_of_excel_escape_what_sheets_are_called(xw: Any, excel: Any, tmp_path: Path) -> None:
    """A sheet's name is data in the formula of a link: quotes and apostrophes are doubled."""
    path = tmp_path / "book.xlsx"
    write_workbook(sound_workbook(), path)
    book = xw.Book(impl=excel.books.open(str(path)))
    shown = book.sheets.active.name
    ExcelEditor(book).replace_rows(TABLE, [[Link('say "E14"', "it's \"so\"", "E14"), "x"]])
    assert book.sheets["Extra sheet"].range("A5").formula == (
        '=HYPERLINK("#\'it\'\'s ""so""\'!E14","say ""E14""")')
    assert book.sheets.active.name == shown


@pytest.fixture
def rendered(tmp_path: Path) -> str:
    """Return a workbook of two sheets, to be brought in."""
    path = tmp_path / "rendered.xlsx"
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name in ("One", "Two"):
            book.add_worksheet(name).write_column(0, 0, [name, 7, "=1+1"])
    return str(path)


SHEETS = (NewSheet("One", {(2, 1): ("COUNTA(Risks[Id])", 7)}), NewSheet("Two"))


def put(editor: Editor, rendered: str) -> list[str]:
    """Bring both sheets in, and return what is kept."""
    with editor.put_sheets(rendered, SHEETS, "Risks") as kept:
        return list(kept)


def names_of(workbook: Workbook) -> list[str]:
    """Return the names of the sheets."""
    return [sheet.name for sheet in workbook.sheets]


def test_sheets_come_in_and_are_made_anew_in_their_place(edited: Edited, rendered: str) -> None:
    """New sheets come one behind the other, with mark and formulas; the next time they are replaced where they are."""
    names = names_of(edited.look())
    place = names.index("Risks") + 1
    for _ in range(2):
        assert put(edited.editor, rendered) == []
        workbook = edited.look()
        assert names_of(workbook) == [*names[:place], "One", "Two", *names[place:]]
        grid = workbook.grid("One")
        assert [value_at(grid, row, 1) for row in (1, 3)] == ["One", "=1+1"]
        formulas = grid.columns[1].formulas
        assert formulas is not None
        assert list(formulas) == [None, "COUNTA(Risks[Id])", None]
        marked = [name.sheet for name in workbook.names if name.name == MARK and name.sheet in {"One", "Two"}]
        assert sorted(map(str, marked)) == ["One", "Two"]


def test_a_failure_inside_takes_new_sheets_back(edited: Edited, rendered: str) -> None:
    """What is written together with new sheets fails together with them."""
    names = names_of(edited.look())

    def fail() -> None:
        with edited.editor.put_sheets(rendered, SHEETS, "Risks"):
            edited.editor.replace_rows(TABLE, [["a", 1]])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert names_of(edited.look()) == names
    assert "Extra" not in edited.look().tables


def test_new_sheets_leave_a_users_sheet_alone(edited: Edited, rendered: str) -> None:
    """A sheet of that name without the mark stops all of it."""
    names, sheets = names_of(edited.look()), [NewSheet("One"), NewSheet("Risks")]
    with pytest.raises(UsageError, match="The sheet Risks is not smsxl's own"), edited.editor.put_sheets(
            rendered, sheets, "Start"):
        pass
    assert names_of(edited.look()) == names
