"""`smsxl textconv`: the same contents give the same text, and a change is a changed line."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from smsxl.hosts.package.edit import edit_workbook
from tests.cli.books import smsxl, write_workbook
from tests.compare.content import TABLES, book, edited, fresh
from tests.edit.ours import sample
from tests.rules.sound import Records


def text(content: Records, path: Path) -> list[str]:
    """Return the text of a workbook with these rows, in a file without an ending."""
    write_workbook(book(content).workbook, path)  # type: ignore[arg-type]
    outcome = smsxl("textconv", str(path))
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out.splitlines()


@pytest.mark.parametrize("seed", range(5))
def test_order_is_no_change(seed: int, tmp_path: Path) -> None:
    """Rows in another order give the same text, also where ids are missing or stand there twice."""
    content = edited(seed)
    turned = {name: list(rows) for name, rows in content.items()}
    for table in TABLES:
        random.Random(seed).shuffle(turned[table.name])
    assert text(content, tmp_path / "a") == text(turned, tmp_path / "b")


def test_a_changed_field_is_one_line(tmp_path: Path) -> None:
    """A new rating changes its own line, and no line of what is calculated from it; line breaks stay in their line."""
    content = fresh()
    content["Risks"][0]["current_likelihood"] = 5
    content["Risks"][1]["cause"] = "one\ntwo"
    old, new = text(fresh(), tmp_path / "a"), text(content, tmp_path / "b")
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [
        ("  Current likelihood: 4", "  Current likelihood: 5"), ("  Cause: A known cause", "  Cause: one\\ntwo")]
    assert "Risks R-1" in old


def test_what_lies_outside_the_tables_shows(tmp_path: Path) -> None:
    """A sheet of the user's own has a line, which changes when one of its cells does."""
    path = sample(tmp_path / "book.xlsx")
    before = smsxl("textconv", str(path)).out.splitlines()
    with edit_workbook(path) as edit:
        edit.set_cells("Mine", {(9, 1): "another"})
        edit.save(in_place=True)
    after = smsxl("textconv", str(path)).out.splitlines()
    assert [line.split(":")[0] for line in after if line not in before] == ["Sheet Mine"]


def test_other_workbooks_are_shown_cell_by_cell(tmp_path: Path) -> None:
    """A workbook without any of our tables is text all the same, formulas as they are written."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "other.xlsx")) as book_:
        sheet = book_.add_worksheet("Any")
        sheet.write(0, 0, "Text")
        sheet.write_formula(1, 1, "=1+1", None, 2)
    assert smsxl("textconv", str(tmp_path / "other.xlsx")).out == "Any!A1: Text\nAny!B2: =1+1\n"


def test_what_is_no_workbook_is_said(tmp_path: Path) -> None:
    """A file that can't be read gives one sentence and the exit code 3, and no text."""
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04broken")
    outcome = smsxl("textconv", str(tmp_path / "book.xlsx"))
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (3, "", 1)
