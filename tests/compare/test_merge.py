"""`smsxl merge` on files: what is taken, what is in conflict, and what stays untouched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from smsxl.compare.service import diff_files
from smsxl.hosts.package.edit import FormulaCell, WorkbookEdit, edit_workbook
from smsxl.hosts.port import MARK
from smsxl.tables import header_of
from smsxl.tables.book import Book
from tests.cli.books import Outcome, smsxl, write_workbook
from tests.compare.content import book, edited, fresh
from tests.edit.ours import AS_OF, book_of, sample
from tests.edit.parts import by_openpyxl, changed
from tests.edit.soundness import faults
from tests.rules.sound import Records

Edit = Callable[[Records], object]


class Three:
    """BASE, OURS and THEIRS as files without an ending, as git hands them over."""

    def __init__(self, folder: Path) -> None:
        self.base, self.ours, self.theirs = (folder / f".merge_file_{name}" for name in ("base", "ours", "theirs"))

    def write(self, ours: Edit, theirs: Edit) -> Outcome:
        """Write the three from the sound workbook with edits, and merge them."""
        for path, edit in ((self.base, lambda _: None), (self.ours, ours), (self.theirs, theirs)):
            content = fresh()
            edit(content)
            write_workbook(book(content).workbook, path)  # type: ignore[arg-type]
        return self.merge()

    def merge(self) -> Outcome:
        """Merge the three."""
        return smsxl("merge", str(self.base), str(self.ours), str(self.theirs))

    def cell(self, table: str, row: str, field: str) -> Any:
        """Return a cell of the result by the id of its row."""
        rows = book_of(self.ours)[table]
        return rows.raw(field)[rows.index[row.casefold()]]

    def conflicts(self) -> list[tuple[Any, ...]]:
        """Return the rows of the sheet Conflicts: table, row, cell, column, base, ours, theirs."""
        shutil.copy(self.ours, self.ours.with_suffix(".xlsx"))
        found = by_openpyxl(self.ours.with_suffix(".xlsx"))
        if "Conflicts" not in found.sheetnames:
            return []
        return [row[:7] for row in found["Conflicts"].iter_rows(min_row=5, values_only=True)]


@pytest.fixture
def three(tmp_path: Path) -> Three:
    """Return three files to be written."""
    return Three(tmp_path)


def put(table: str, row: int, **fields: Any) -> Edit:
    """Return an edit that types into the fields of a row."""
    return lambda content: content[table][row].update(fields)


def both(*edits: Edit) -> Edit:
    """Return several edits as one."""
    return lambda content: [edit(content) for edit in edits]


def test_different_cells_of_one_row_merge(three: Three) -> None:
    """What either side changed is there, calculated columns are right, and there is nothing to decide."""
    outcome = three.write(put("Risks", 0, current_likelihood=1), put("Risks", 0, current_impact=1, owner="Them"))
    assert (outcome.code, outcome.err) == (0, "")
    assert (three.cell("Risks", "R-1", "current_likelihood"), three.cell("Risks", "R-1", "current_impact")) == (1, 1)
    assert three.cell("Risks", "R-1", "owner") == "Them"
    assert three.cell("Risks", "R-1", "current_score") == 1
    assert three.cell("Risks", "R-1", "current_level") == "Low"
    assert three.conflicts() == []


def test_a_cell_that_both_changed_is_a_conflict(three: Three) -> None:
    """OURS stays in the cell; Conflicts names the cell and the three values, and links to it."""
    outcome = three.write(put("Risks", 1, owner="Us"), put("Risks", 1, owner="Them", cause="Theirs"))
    assert outcome.code == 1
    assert "1 conflict, listed on the sheet Conflicts" in outcome.out
    assert three.cell("Risks", "R-2", "owner") == "Us"
    assert three.cell("Risks", "R-2", "cause") == "Theirs"
    rows = book_of(three.ours)["Risks"]
    cell = f"{chr(64 + rows.places['owner'][1])}{rows.numbers[1]}"
    assert three.conflicts() == [("Risks", "R-2", cell, "Owner", "Olga Owner", "Us", "Them")]
    link = by_openpyxl(three.ours.with_suffix(".xlsx"))["Conflicts"]["C5"].hyperlink
    assert link.location.replace("'", "") == f"Risks!{cell}"
    assert faults(three.ours) == []


def test_spaces_are_no_conflict(three: Three) -> None:
    """Where one side only tidied a text, the other one's new text is taken, or stays."""
    assert three.write(put("Risks", 0, cause="  A known cause ", event="New event"),
                       put("Risks", 0, cause="New cause", event="An event  may happen")).code == 0
    assert three.cell("Risks", "R-1", "cause") == "New cause"
    assert three.cell("Risks", "R-1", "event") == "New event"


def new_risk(title: str) -> Edit:
    """Return an edit that adds a risk with the id R-6 and an action for it."""
    return lambda content: (content["Risks"].append({"id": "R-6", "title": title, "type": "Threat"}),
                            content["Treatments"].append({"id": "T-9" if title == "Us" else "T-10", "risk": "R-6",
                                                          "action": f"For {title}"}))


def test_two_new_rows_with_one_id_are_both_kept(three: Three) -> None:
    """THEIRS gets the next free id, what THEIRS refers to it by follows, and the conflict says so."""
    assert three.write(new_risk("Us"), new_risk("Them")).code == 1
    assert three.cell("Risks", "R-6", "title") == "Us"
    assert three.cell("Risks", "R-7", "title") == "Them"
    assert three.cell("Treatments", "T-9", "risk") == "R-6"
    assert three.cell("Treatments", "T-10", "risk") == "R-7"
    assert [(row[1], row[5]) for row in three.conflicts()] == [("R-7", "(new row)")]


def test_the_same_new_row_on_both_sides_is_one(three: Three) -> None:
    """A row that both sides added alike is there once."""
    assert three.write(new_risk("Us"), new_risk("Us")).code == 0
    assert book_of(three.ours)["Risks"].text("id").count("R-6") == 1


def test_a_new_category_on_both_sides_merges_by_cell(three: Three) -> None:
    """A row known by a word, not by an id of its own, is one row, and its cells are merged."""
    def added(**fields: str) -> Edit:
        return lambda content: content["Categories"].append({"category": "Legal", **fields})

    assert three.write(added(description="Law"), added(description="Courts", example="A fine")).code == 1
    assert three.cell("Categories", "Legal", "description") == "Law"
    assert three.cell("Categories", "Legal", "example") == "A fine"
    assert [row[3:7] for row in three.conflicts()] == [(header_of("Categories", "description"), None, "Law", "Courts")]


@pytest.mark.parametrize(("ours", "theirs", "shown"), [
    (put("Controls", 0, owner="Us"), lambda content: content["Controls"].pop(0), ("(changed)", "(removed)")),
    (lambda content: content["Controls"].pop(0), put("Controls", 0, owner="Them"), ("(removed)", None))])
def test_a_row_removed_here_and_changed_there_is_kept(ours: Edit, theirs: Edit, shown: Any, three: Three) -> None:
    """The row stays, or comes back, with what was changed in it; the conflict says so."""
    assert three.write(ours, theirs).code == 1
    assert three.cell("Controls", "C-1", "owner") in ("Us", "Them")
    (conflict,) = three.conflicts()
    assert conflict[:2] == ("Controls", "C-1")
    assert conflict[5] == shown[0]
    assert shown[1] in (None, conflict[6])


def test_a_row_that_one_side_removed_goes(three: Three) -> None:
    """Rows below it move up, so that the table has no gap, and keep what OURS changed in them."""
    assert three.write(both(put("Controls", 1, owner="Us"), put("Risks", 4, owner="Us")),
                       both(lambda content: content["Controls"].pop(0), put("Controls", 0, evidence="Them"),
                            lambda content: content["Risks"].pop(2))).code == 0
    rows = book_of(three.ours)["Controls"]
    assert (rows.text("id"), rows.text("owner"), rows.text("evidence")) == (["C-2"], ["Us"], ["Them"])
    risks = book_of(three.ours)["Risks"]
    assert risks.text("id") == ["R-1", "R-2", "R-4", "R-5"]
    assert not risks.blank_rows
    assert risks.text("owner")[3] == "Us"
    assert list(risks.text("current_level")) == [str(value) for value in book_of(three.ours).truth("Risks",
                                                                                                   "current_level")]


@pytest.mark.parametrize("seed", range(8))
def test_what_only_theirs_changed_arrives_whole(seed: int, three: Three, tmp_path: Path) -> None:
    """With OURS as BASE the result holds exactly what THEIRS holds, whatever was edited."""
    for path in (three.base, three.ours):
        write_workbook(book(fresh()).workbook, path)  # type: ignore[arg-type]
    write_workbook(book(edited(seed)).workbook, three.theirs)  # type: ignore[arg-type]
    if three.merge().code == 0:
        assert diff_files(str(three.theirs), str(three.ours), today=AS_OF).tables == ()
        assert faults(three.ours) == []
    else:
        assert three.conflicts()  # only ids that stand there twice
    again = tmp_path / "again"
    shutil.copy(three.ours, again)
    assert smsxl("merge", str(three.base), str(again), str(three.base)).code == 0
    assert again.read_bytes() == three.ours.read_bytes()


def edit_file(path: Path, out: Path, edit: Callable[[WorkbookEdit, Book], object]) -> Path:
    """Write a copy of a workbook with an edit."""
    with edit_workbook(path) as opened:
        edit(opened, Book(opened.workbook, AS_OF))
        opened.save(out)
    return out


def test_everything_else_in_ours_stays(tmp_path: Path) -> None:
    """Sheets, charts and pictures of the user's own are those of OURS, byte for byte; -o leaves OURS as it is."""
    base = sample(tmp_path / "base.xlsx")
    ours = edit_file(base, tmp_path / "ours.xlsx", lambda edit, _: edit.set_cells("Mine", {(5, 2): "ours"}))
    theirs = edit_file(base, tmp_path / "theirs.xlsx", lambda edit, book: edit.set_cells(
        "Risks", {book["Risks"].cell(0, "owner"): "Them"}))
    before = ours.read_bytes()
    outcome = smsxl("merge", str(base), str(ours), str(theirs), "-o", str(tmp_path / "out.xlsx"))
    assert outcome.code == 0, outcome.err
    assert ours.read_bytes() == before
    assert len(changed(ours, tmp_path / "out.xlsx")) == 1
    assert book_of(tmp_path / "out.xlsx")["Risks"].text("owner")[0] == "Them"


def test_removed_row_stays_blank_where_somebody_counts_on_its_place(tmp_path: Path) -> None:
    """Where a formula of the user's refers to a cell of the table, no row moves."""
    base = sample(tmp_path / "base.xlsx")
    ours = tmp_path / "ours.xlsx"
    with edit_workbook(base) as edit:
        rows = Book(edit.workbook, AS_OF)["Risks"]
        edit.set_cells("Mine", {(9, 9): FormulaCell("Risks!C9", "x")})
        edit.save(ours)
    theirs = edit_file(base, tmp_path / "theirs.xlsx", lambda edit, _: edit.set_cells("Risks", {
        rows.cell(2, name): None for name in rows.places if not rows.declaration[name].calculated}))
    assert smsxl("merge", str(base), str(ours), str(theirs)).code == 0
    merged = book_of(ours)["Risks"]
    assert merged.blank_rows == (rows.numbers[2],)
    assert merged.numbers == [number for number in rows.numbers if number != rows.numbers[2]]


def test_other_sheets_of_theirs_are_named(tmp_path: Path) -> None:
    """What THEIRS changed outside the tables is not merged in silence: one line a sheet, and the exit code says so."""
    base = sample(tmp_path / "base.xlsx")
    ours = shutil.copy(base, tmp_path / "ours.xlsx")
    theirs = edit_file(base, tmp_path / "theirs.xlsx", lambda edit, _: edit.set_cells("Mine", {(5, 2): "theirs"}))
    outcome = smsxl("merge", str(base), str(ours), str(theirs))
    assert outcome.code == 1
    assert "changed the cells B5 outside the tables" in outcome.out


def test_how_a_program_spells_a_formula_is_no_change(tmp_path: Path) -> None:
    """LibreOffice writes FALSE() where Excel writes FALSE; that is no conflict, another formula is one."""
    base = sample(tmp_path / "base.xlsx")
    for text, code in (("IF(FALSE(),1,2)", 0), ("IF(FALSE(),1,3)", 1)):
        ours = edit_file(base, tmp_path / "ours.xlsx", lambda edit, _: edit.set_cells(
            "Mine", {(9, 9): FormulaCell("IF(FALSE,1,2)", 2)}))
        theirs = edit_file(base, tmp_path / "theirs.xlsx", lambda edit, _, text=text: edit.set_cells(
            "Mine", {(9, 9): FormulaCell(text, 2)}))
        assert smsxl("merge", str(base), str(ours), str(theirs)).code == code


def test_the_next_merge_lists_its_own_conflicts(three: Three, tmp_path: Path) -> None:
    """Conflicts that were listed by an earlier merge go when the next one has something to write."""
    three.write(put("Risks", 1, owner="Us"), put("Risks", 1, owner="Them"))
    assert len(three.conflicts()) == 1
    shutil.copy(three.ours, three.base)
    theirs = edit_file(three.base, tmp_path / "theirs.xlsx", lambda edit, book: edit.set_cells(
        "Risks", {book["Risks"].cell(0, "cause"): "Later"}))
    assert smsxl("merge", str(three.base), str(three.ours), str(theirs)).code == 0
    assert [row for row in three.conflicts() if any(row)] == []
    assert three.cell("Risks", "R-1", "cause") == "Later"


def test_a_users_own_sheet_of_that_name_is_left_alone(tmp_path: Path) -> None:
    """Where the user has a sheet Conflicts, the list goes to another one."""
    base = sample(tmp_path / "base.xlsx")
    with xlsxwriter.Workbook(str(tmp_path / "extra.xlsx")) as extra:
        extra.add_worksheet("Conflicts").write(0, 0, "Mine")
    with edit_workbook(base) as edit:
        edit.put_sheet("Conflicts", tmp_path / "extra.xlsx", after=None)
        edit.remove_name(MARK, "Conflicts")
        edit.save(in_place=True)
    ours, theirs = (edit_file(base, tmp_path / f"{name}.xlsx", lambda edit, book, name=name: edit.set_cells(
        "Risks", {book["Risks"].cell(0, "owner"): name})) for name in ("Us", "Them"))
    outcome = smsxl("merge", str(base), str(ours), str(theirs))
    assert (outcome.code, "on the sheet Conflicts_smsxl" in outcome.out) == (1, True)
    assert by_openpyxl(ours)["Conflicts"]["A1"].value == "Mine"


@pytest.mark.parametrize(("spoil", "word"), [
    (lambda path: path.write_bytes(b""), "is empty"), (lambda path: path.write_bytes(b"PK\x03\x04 no"), "")])
def test_what_cant_be_read_leaves_ours_untouched(spoil: Any, word: str, three: Three) -> None:
    """With an unreadable BASE nothing is merged, and the exit code is 3."""
    three.write(lambda _: None, lambda _: None)
    spoil(three.base)
    before = three.ours.read_bytes()
    outcome = three.merge()
    assert outcome.code == 3
    assert word in outcome.err
    assert outcome.err.count("\n") == 1
    assert three.ours.read_bytes() == before


def test_another_layout_is_refused(tmp_path: Path) -> None:
    """A workbook with only half of the tables is not merged into a whole one."""
    whole, half = tmp_path / "whole.xlsx", tmp_path / "half.xlsx"
    assert smsxl("new", str(whole), "--sample").code == 0
    assert smsxl("new", str(half), "--part", "risk").code == 0
    before = whole.read_bytes()
    outcome = smsxl("merge", str(half), str(whole), str(half))
    assert outcome.code == 3
    assert "has no table" in outcome.err
    assert whole.read_bytes() == before
