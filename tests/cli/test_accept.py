"""`smsxl accept`: a row in Acceptances that the rules take for a valid acceptance."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from smsxl.domain.fingerprint import FINGERPRINT_FIELDS, verify
from tests.cli.books import Outcome, smsxl
from tests.edit.ours import AS_OF, book_of, sample
from tests.edit.parts import added, by_openpyxl, changed, edits
from tests.edit.soundness import faults
from tests.edit.test_cells import INJECTIONS


def accept(path: Path, risk: str, *more: str, by: str = "Ines Vogel", reason: str = "Nothing else pays.") -> Outcome:
    """Run the command for a risk."""
    return smsxl("accept", str(path), risk, f"--by={by}", "--role", "Management board", "--until", "2027-06-30",
                 f"--reason={reason}", "--on", AS_OF.isoformat(), *more)


def test_an_acceptance_is_recorded(tmp_path: Path) -> None:
    """The new row says what is accepted, by whom and until when, with a fingerprint that fits and its status."""
    path, old = sample(tmp_path / "book.xlsx"), sample(tmp_path / "old.xlsx")
    outcome = accept(path, "r-005", "--evidence", "Minutes of the board")
    assert outcome.code == 0, outcome.err
    rows, risks = book_of(path)["Acceptances"], book_of(path)["Risks"]
    last = len(rows) - 1
    assert len(rows) == len(book_of(old)["Acceptances"]) + 1
    assert (rows.text("risk")[last], rows.text("accepted_by")[last]) == ("R-005", "Ines Vogel")
    assert rows.raw("until")[last] == dt.date(2027, 6, 30)
    assert rows.text("status")[last] == "Valid"
    record = risks.index["r-005"]
    assert verify(rows.text("fingerprint")[last], {name: risks.raw(name)[record] for name in FINGERPRINT_FIELDS})
    assert rows.text("id")[last] in outcome.out
    assert book_of(path).formula_states("Acceptances", "status")[last] == 0
    assert len(changed(old, path)) == 3  # its sheet, its table, and that Excel has to calculate
    assert added(old, path) == set()
    assert faults(path) == []
    sheet = by_openpyxl(path)["Acceptances"]
    assert sheet.cell(*rows.cell(last, "until")).number_format == sheet.cell(*rows.cell(0, "until")).number_format
    found = smsxl("check", str(path), "--as-of", AS_OF.isoformat(), "--output-format", "concise").out
    assert not [line for line in found.splitlines() if f"> {rows.sheet}!" in line and str(rows.numbers[last]) in line]


@pytest.mark.parametrize("text", INJECTIONS)
def test_answers_stay_text(text: str, tmp_path: Path) -> None:
    """What a person answers is never a formula."""
    path = sample(tmp_path / "book.xlsx")
    assert accept(path, "R-005", by=text, reason=text).code == 0
    rows = book_of(path)["Acceptances"]
    cell = by_openpyxl(path)["Acceptances"].cell(*rows.cell(len(rows) - 1, "reason"))
    assert cell.data_type == "s"
    assert cell.value.split() == text.split()


@pytest.mark.parametrize(("risk", "more", "word"), [
    ("R-999", (), "no risk"), ("R-005", ("--until", "2020-01-01"), "before it begins")])
def test_what_makes_no_sense_is_refused(risk: str, more: tuple[str, ...], word: str, tmp_path: Path) -> None:
    """An unknown risk or a last day in the past is wrong usage, and the workbook stays as it was."""
    path = sample(tmp_path / "book.xlsx")
    before = path.read_bytes()
    outcome = accept(path, risk, *more)
    assert outcome.code == 2
    assert word in outcome.err
    assert path.read_bytes() == before


def test_to_another_file(tmp_path: Path) -> None:
    """With -o the workbook stays as it is."""
    path, out = sample(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    before = path.read_bytes()
    assert accept(path, "R-005", "-o", str(out)).code == 0
    assert path.read_bytes() == before
    assert {row for row, _ in edits(path, out, "Acceptances")} == {book_of(out)["Acceptances"].numbers[-1]}
