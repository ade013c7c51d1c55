"""`smsxl trace`: coverage, broken threads, one thread; as text and as JSON."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from smsxl.build import new_workbook
from smsxl.cli.main import run
from smsxl.rules.examples import Add, Delete, Put, Shape
from smsxl.tables import TABLES, Kind, Part
from tests.cli.books import write_book

DAY = "2026-11-22"


def traced(path: str, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """Return what the command prints about a workbook that it can read."""
    capsys.readouterr()
    assert run(["trace", path, "--as-of", DAY, *options]) == 0
    return capsys.readouterr().out


def broken(path: str, capsys: pytest.CaptureFixture[str]) -> set[tuple[str, str, str]]:
    """Return kind, id and cell of every broken thread; the JSON follows its schema."""
    data: dict[str, Any] = json.loads(traced(path, capsys, "--output-format", "json"))
    jsonschema.validate(data, json.loads(files("smsxl").joinpath("assets", "trace.schema.json").read_text()))
    assert data["totals"]["broken"] == len(data["broken"])
    return {(each["kind"], each["id"], each["cell"]) for each in data["broken"]}


@pytest.mark.parametrize(("edits", "kind", "row"), [
    ((Put("Kpis", "K-1", "objective", "O-2"),), "Objectives", "O-1"),
    ((Put("Resources", "RS-2", "used_for", "PR-1"), Put("Resources", "RS-5", "used_for", "O-2")), "Objectives", "O-1"),
    ((Put("Processes", "PR-1", "objective", None),), "Processes", "PR-1"),
    ((Put("Kpis", "K-2", "process", "PR-1"),), "Processes", "PR-2"),
    ((Put("Kpis", "K-2", "target", 1),), "Kpis", "K-2"),
    ((Put("Improvements", "I-1", "linked_to", None),), "Improvements", "I-1"),
    ((Put("Treatments", "T-1", "risk", "R-4"),), "Risks", "R-1"),
    ((Add("Controls", {"id": "C-9", "control": "Alone", "status": "Active"}),), "Controls", "C-9"),
])
def test_broken_thread_is_named(edits: tuple[Any, ...], kind: str, row: str, tmp_path: Path,
                                capsys: pytest.CaptureFixture[str]) -> None:
    """Cutting one link of a sound workbook breaks the thread of exactly that row (or also that of its partner)."""
    before = broken(write_book(tmp_path / "sound.xlsx"), capsys)
    after = broken(write_book(tmp_path / "cut.xlsx", *edits), capsys)
    assert (kind, row) in {(k, r) for k, r, _ in after - before}


def test_dropped_objective_needs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An objective that was dropped breaks no thread."""
    path = write_book(tmp_path / "book.xlsx", Put("Objectives", "O-1", "status", "Dropped"),
                      Put("Kpis", "K-1", "objective", "O-2"))
    assert not any(row == "O-1" for _, row, _ in broken(path, capsys))


def test_sample_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sample shows every area, its links and its broken threads with their cells, in 100 characters."""
    path = tmp_path / "sample.xlsx"
    new_workbook(path, sample=True)
    out = traced(str(path), capsys)
    assert "Known limitations" in out
    assert "Objectives - KPIs" in out
    assert out.splitlines()[-1].endswith("threads are broken.")
    assert max(map(len, out.splitlines())) <= 100


def test_thread_of_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row shows what hangs on it: the objective its KPI, and that its improvement."""
    out = traced(write_book(tmp_path / "book.xlsx"), capsys, "--id", "o-1")
    assert out.splitlines()[0].startswith("O-1  Objectives!")
    assert [text for text in ("K-1", "PR-1", "R-1", "I-1") if text not in out] == []


def test_same_input_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON of a workbook is the same each time."""
    path = write_book(tmp_path / "book.xlsx")
    assert len({traced(path, capsys, "--output-format", "json") for _ in range(2)}) == 1


@pytest.mark.parametrize("part", ["risk", "plan"])
def test_half_a_workbook(part: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A workbook of one half, and one without rows, has nothing broken."""
    path = tmp_path / "half.xlsx"
    new_workbook(path, part=part)
    assert "Nothing is linked yet" in traced(str(path), capsys)


PARTS = [table for table in TABLES if table.kind is Kind.TABLE and table.part in (Part.PLAN, Part.RISK)]


@pytest.mark.parametrize("sheet", sorted({table.sheet for table in PARTS}))
def test_workbook_without_a_sheet(sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Any sheet may be gone: what hangs on it is not asked for, and everything else is followed."""
    path = write_book(tmp_path / "book.xlsx", Shape("sheet dropped:", sheet))
    tables = {table.name for table in PARTS if table.sheet == sheet}
    data = json.loads(traced(path, capsys, "--output-format", "json"))
    for link in data["links"]:
        assert link["kind"] not in tables
        assert set(link["partners"]) - tables
    assert data["totals"]["expected"] > 0


@pytest.mark.parametrize("table", [table.name for table in PARTS if table.key])
def test_odd_ids(table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Repeated, blank and odd ids, and blank rows between the others, are followed without an error of ours."""
    key = next(declared.key for declared in PARTS if declared.name == table)
    odd: list[dict[str, Any]] = [{key: value} for value in ("X" * 5_000, 7, 7.0, "\u0645\u062e", " ", "a,b", True)]
    path = write_book(tmp_path / "book.xlsx", Add(table, {}), *(Add(table, row) for row in [*odd, *odd]))
    broken(path, capsys)
    assert max(map(len, traced(path, capsys, "--all").splitlines())) <= 120


@pytest.mark.parametrize(("until", "is_broken"), [("2026-11-22", False), ("2026-11-21", True)])
def test_expired_acceptance_holds_no_thread(until: str, is_broken: bool, tmp_path: Path,  # noqa: FBT001
                                            capsys: pytest.CaptureFixture[str]) -> None:
    """A risk that was accepted until yesterday is neither treated nor accepted."""
    path = write_book(tmp_path / "book.xlsx", Put("Acceptances", "A-1", "until", dt.date.fromisoformat(until)))
    assert (("Risks", "R-2") in {each[:2] for each in broken(path, capsys)}) == is_broken


def test_risks_of_another_workbook_are_not_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a plan alone an improvement may come from a risk that stands elsewhere."""
    gone = [Shape("sheet dropped:", sheet) for sheet in sorted(
        {table.sheet for table in PARTS if table.part is Part.RISK})]
    path = write_book(tmp_path / "book.xlsx", Put("Improvements", "I-2", "linked_to", "R-77"), *gone)
    assert "I-2" not in {row for _, row, _ in broken(path, capsys)}
    path = write_book(tmp_path / "book2.xlsx", Put("Improvements", "I-2", "linked_to", None), *gone)
    assert "I-2" in {row for _, row, _ in broken(path, capsys)}


def test_hostile_text_is_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ids and titles reach a terminal as text only."""
    path = write_book(tmp_path / "book.xlsx", Add("Controls", {
        "id": "C-9\x1b[31m", "control": "\x1b]0;x\x07", "status": "Active"}))
    assert "\x1b" not in traced(path, capsys)


def test_what_cannot_be_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown id is a wrong usage, a file that can't be read is exit code 3; both are one sentence."""
    path = write_book(tmp_path / "book.xlsx", Delete("Improvements", "*"))
    assert run(["trace", path, "--id", "X-99"]) == 2
    assert run(["trace", path, "--id", "O-1", "--output-format", "json"]) == 2
    assert run(["trace", str(tmp_path / "none.xlsx")]) == 3
    assert capsys.readouterr().err.count("\n") == 3
