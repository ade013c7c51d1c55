"""Registers of other layouts are compared by the columns that are understood, and by the others as headed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from smsxl.rules.examples import Theirs
from tests.cli.books import smsxl, write_book, write_workbook
from tests.registers.sound import their_workbook


def write(path: Path, *edits: Theirs, order: Any = None) -> str:
    """Write the register of another layout with edits, its rows in another order where one is given."""
    workbook = their_workbook(edits)
    cells = workbook.cells["Risk list"]
    if order is not None:
        rows: dict[int, dict[int, Any]] = {row: {} for row in range(4, 16)}
        for row, column in [place for place in cells if place[0] in rows]:
            rows[row][column] = cells.pop((row, column))
        for place, row in enumerate(order(sorted(rows)), start=4):
            for column, content in rows[row].items():
                cells[place, column] = content
    write_workbook(workbook, path)
    return str(path)


def test_order_is_no_change_and_cells_are_shown(tmp_path: Path) -> None:
    """Sorted, nothing is shown; a changed cell is shown once, and not the score that follows from it."""
    old, turned = write(tmp_path / "old.xlsx"), write(tmp_path / "turned.xlsx", order=reversed)
    assert smsxl("diff", old, turned, "--exit-code").code == 0
    new = write(tmp_path / "new.xlsx", Theirs("D5", "Somebody"), Theirs("E6", 1))
    shown = smsxl("diff", old, new).out
    assert [line.split(None, 1)[1] for line in shown.splitlines() if " -> " in line][1:] == [
        "Risk owner: Noor -> Somebody", "Likelihood (1-5): 2 -> 1"]
    assert "of another layout" in shown


def test_different_kinds_are_refused(tmp_path: Path) -> None:
    """A register of another layout is not compared with a workbook of ours, in one sentence."""
    outcome = smsxl("diff", write(tmp_path / "old.xlsx"), write_book(tmp_path / "new.xlsx"))
    assert outcome.code == 3
    assert outcome.err.count("\n") == 1
    assert "can't be compared" in outcome.err
