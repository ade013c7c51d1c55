"""`smsxl report`: what it writes, what it refuses, and what it says."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from smsxl.build import build_workbook
from smsxl.cli.main import run
from smsxl.hosts.package import open_workbook
from smsxl.rules.examples import Put
from tests.rules.sound import edited_content

DAY = ("--as-of", "2026-11-22")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a workbook as `smsxl new` makes it, with the sound rows and an improvement that is still open."""
    path = tmp_path / "books" / "book.xlsx"
    path.parent.mkdir()
    build_workbook(path, as_of=dt.date(2026, 11, 22), fixed=True, content=edited_content([
        Put("Improvements", "I-1", "status", "Open"), Put("Improvements", "I-1", "owner_role", "Service manager")]))
    return path


def test_owner_gets_a_list_on_the_terminal(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--owner prints the work of a person, found by name or by role, without regard to case; the file is only read."""
    before = book.read_bytes()
    assert run(["report", str(book), "--owner", "service MANAGER", *DAY]) == 0
    text = capsys.readouterr().out
    assert "I-1" in text
    assert "as of 2026-11-22." in text
    assert book.read_bytes() == before


def test_an_owner_without_work_is_told_who_has_some(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is not there is wrong usage, and the names that are there are listed."""
    assert run(["report", str(book), "--owner", "Nobody Known", *DAY]) == 2
    assert "there is work for" in capsys.readouterr().err


def test_files_are_written_and_named(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page, the JSON and the calendar appear where they are asked for; the workbook is only read."""
    before = book.read_bytes()
    outs = [tmp_path / name for name in ("r.html", "r.json", "r.ics")]
    assert run(["report", str(book), "--html", str(outs[0]), "--json", str(outs[1]), "--ics", str(outs[2]), *DAY]) == 0
    assert outs[0].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert json.loads(outs[1].read_text(encoding="utf-8"))["schema"] == 1
    assert outs[2].read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert capsys.readouterr().out.count("Wrote ") == 3
    assert book.read_bytes() == before


def test_without_options_the_sheets_are_brought_up_to_date(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The plain command changes the workbook in place, and says what it did."""
    before = book.read_bytes()
    assert run(["report", str(book), *DAY]) == 0
    assert book.read_bytes() != before
    assert "Risk Summary, Plan Summary, Findings and History are as of 2026-11-22" in capsys.readouterr().out
    assert run(["check", str(book), *DAY]) in (0, 1)


def test_history_is_thinned_and_that_is_said(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of reports that are older than a quarter the last of each month stays; which go is said, and they are gone."""
    for day in ("2026-01-05", "2026-01-12", "2026-02-02"):
        assert run(["report", str(book), "--as-of", day]) == 0
    assert "taken out" not in capsys.readouterr().out
    assert run(["report", str(book), *DAY]) == 0
    assert "1 in between is taken out." in " ".join(capsys.readouterr().out.split())
    column = open_workbook(str(book)).grid("History").columns[1].values
    days = dict.fromkeys(value for value in column if isinstance(value, dt.date))
    assert [str(day)[:10] for day in days] == ["2026-01-12", "2026-02-02", "2026-11-22"]
    assert run(["report", str(book), *DAY]) == 0
    assert "taken out" not in capsys.readouterr().out


def test_another_file_can_be_written(book: Path, tmp_path: Path) -> None:
    """With -o the workbook stays as it is and its copy has the summary."""
    before = book.read_bytes()
    out = tmp_path / "out.xlsx"
    assert run(["report", str(book), "-o", str(out), *DAY]) == 0
    assert book.read_bytes() == before
    assert out.read_bytes()[:2] == b"PK"


@pytest.mark.parametrize(("options", "said"), [
    (["--html", "book.xlsx"], "named twice"), (["--html", "x.xlsx"], "name of a workbook"),
    (["--html", "a.txt", "--ics", "a.txt"], "named twice"), (["--ics", "no/such/folder/a.ics"], "can't be written"),
    (["--audience", "Internal"], "-o"), (["--audience", "Nobody"], "Nobody"), (["--as-of", "soon"], "not a date"),
])
def test_what_makes_no_sense_is_refused(options: list[str], said: str, book: Path, monkeypatch: pytest.MonkeyPatch,
                                        capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong options are said in a sentence, and nothing is written."""
    monkeypatch.chdir(book.parent)
    before = sorted(path.name for path in book.parent.iterdir()), book.read_bytes()
    assert run(["report", "book.xlsx", *options]) == 2
    assert said in capsys.readouterr().err
    assert (sorted(path.name for path in book.parent.iterdir()), book.read_bytes()) == before


def test_what_is_no_workbook_of_ours_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that can't be read, or that holds nothing of ours, ends with the exit code for that."""
    path = tmp_path / "notes.xlsx"
    path.write_text("not a workbook", encoding="utf-8")
    assert run(["report", str(path), "--html", str(tmp_path / "a.html")]) == 3
    assert not (tmp_path / "a.html").exists()
    assert run(["report", str(tmp_path / "missing.xlsx"), "--owner", "Ada"]) == 3
    assert "Traceback" not in capsys.readouterr().err
