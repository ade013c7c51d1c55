from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from smsxl.portfolio.gather import is_picture
from smsxl.portfolio.picture import Portfolio
from smsxl.portfolio.remember import beside
from smsxl.reports.schema import schema_of
from smsxl.rules.examples import Put
from tests.cli.books import environment, smsxl, write_book
from tests.reports.test_in_browser import HOSTILE

DAY = "2026-11-22"


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """Return a folder with three workbooks of two units."""
    for name in ("north/one.xlsx", "north/two.xlsx", "south/three.xlsx"):
        write_book(tmp_path / "group" / name, Put("Risks", "R-1", "title", f"Title of {name}"))
    return tmp_path / "group"


def read_count(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by the path of each workbook that is read."""
    from smsxl.portfolio import gather

    read: list[str] = []
    original = gather.summarise_file

    def counted(path: str, **options: Any) -> Any:
        read.append(path)
        return original(path, **options)

    monkeypatch.setattr(gather, "summarise_file", counted)
    return read


def test_json_follows_its_schema(group: Path) -> None:
    """What --json prints is one object after the published schema, and the same each time."""
    outcome = smsxl("portfolio", str(group), "--json", "-", "--as-of", DAY)
    assert outcome.code == 0, outcome.err
    data = json.loads(outcome.out)
    jsonschema.validate(data, schema_of(Portfolio, "smsxl portfolio"))
    assert [unit["unit"] for unit in data["units"]] == ["north", "south"]
    assert data["all"]["files"] == 3
    assert smsxl("portfolio", str(group), "--json", "-", "--as-of", DAY).out == outcome.out


def test_second_run_reads_only_what_changed(group: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read again while nothing changes; of three workbooks one that changed; all with --fresh."""
    out = str(group.parent / "all.xlsx")
    read = read_count(monkeypatch)
    outputs = []
    for expected, options, change in ((3, (), False), (0, (), False), (1, (), True), (3, ("--fresh",), False),
                                      (3, ("--as-of", "2026-12-31"), False)):
        if change:
            write_book(group / "south" / "three.xlsx", Put("Risks", "R-1", "title", "Another title"))
        read.clear()
        assert smsxl("portfolio", str(group), "-o", out, "--as-of", DAY, *options).code == 0
        assert len(read) == expected
        outputs.append(Path(out).read_bytes())
    assert outputs[0] == outputs[1] != outputs[2] == outputs[3] != outputs[4]


@pytest.mark.parametrize("damage", [
    lambda text: text[:-40], lambda text: text + "{}\n", lambda text: text.replace('"threats":', '"threads":'),
    lambda text: text.replace('"version": "', '"version": "9.'),
    lambda text: text.replace('"errors":0', '"errors":"x"'),
])
def test_a_damaged_memory_is_not_believed(group: Path, damage: Any) -> None:
    """A line that is torn, of another shape or of another version is made anew; the picture stays right."""
    out = group.parent / "all.xlsx"
    assert smsxl("portfolio", str(group), "-o", str(out), "--as-of", DAY).code == 0
    before = out.read_bytes()
    kept = beside(out)
    kept.write_text(damage(kept.read_text()))
    outcome = smsxl("portfolio", str(group), "-o", str(out), "--as-of", DAY)
    assert (outcome.code, outcome.err, out.read_bytes()) == (0, "", before)


def test_a_file_that_is_not_ours_is_not_written_over(group: Path) -> None:
    """A user's file under the name of the memory stays; a user's workbook under the name of the picture stays too."""
    out = group.parent / "all.xlsx"
    beside(out).write_text("my notes\n")
    outcome = smsxl("portfolio", str(group), "-o", str(out), "--as-of", DAY)
    assert outcome.code == 0
    assert "is no file of smsxl's" in outcome.err
    assert beside(out).read_text() == "my notes\n"
    mine = Path(write_book(group.parent / "mine.xlsx"))
    before = mine.read_bytes()
    outcome = smsxl("portfolio", str(group), "-o", str(mine), "--as-of", DAY)
    assert outcome.code == 2
    assert "is no portfolio made by smsxl" in outcome.err
    assert mine.read_bytes() == before


def test_what_cannot_be_read_is_named_and_the_rest_is_there(group: Path) -> None:
    """A broken workbook makes the exit code 3, stands in the picture with the reason, and stops nobody else."""
    (group / "north" / "broken.xlsx").write_bytes(b"PK\x03\x04 no")
    outcome = smsxl("portfolio", str(group), "--json", "-", "--as-of", DAY)
    data = json.loads(outcome.out)
    assert outcome.code == 3
    assert "broken.xlsx" in outcome.err
    assert [Path(each["path"]).name for each in data["files"] if each["error"]] == ["broken.xlsx"]
    assert (data["all"]["files"], data["all"]["unread"]) == (4, 1)


def test_the_picture_is_not_part_of_itself(group: Path) -> None:
    """A picture in the folder that it is made of is left out the next time."""
    out = group / "all.xlsx"
    for _ in range(2):
        assert smsxl("portfolio", str(group), "-o", str(out), "--as-of", DAY).code == 0
    assert is_picture(str(out))
    assert openpyxl.load_workbook(out)["Workbooks"].max_row == 4


@pytest.mark.parametrize("arguments", [
    ("-o", "all.pdf"), ("--html", "all.xlsx"), ("-o", "no/such/all.xlsx"), ("--html", "a.html", "--json", "a.html"),
    ("--top", "0"), ("--unit", "team"),
])
def test_wrong_usage_is_one_sentence(group: Path, arguments: tuple[str, ...], tmp_path: Path,
                                     monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs that can't be written and options that don't exist are refused before a workbook is read."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    outcome = smsxl("portfolio", str(group), *arguments)
    assert outcome.code == 2
    assert len(outcome.err.strip().splitlines()) == 1
    assert "Traceback" not in outcome.err
    assert list(folder.iterdir()) == []


def test_hostile_text_is_data_in_every_output(tmp_path: Path) -> None:
    """Titles, owners and names that look like markup, formulas or links are shown, never run."""
    fields = ("title", "cause", "event", "consequence", "owner", "category", "notes")
    edits = [Put("Risks", "R-1", field, text) for field, text in zip(fields, HOSTILE, strict=True)]
    write_book(tmp_path / "g" / "=cmd" / "<b>#1.xlsx", *edits, Put("Organisation", "", "organization", HOSTILE[1]))
    out, html = tmp_path / "all.xlsx", tmp_path / "all.html"
    assert smsxl("portfolio", str(tmp_path / "g"), "-o", str(out), "--html", str(html), "--as-of", DAY).code == 0
    text = html.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "<img" not in text
    assert "<b>#1" not in text
    for sheet in openpyxl.load_workbook(out):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
    titles = [cell.value for cell in openpyxl.load_workbook(out)["Top risks"]["C"]]
    assert HOSTILE[0] in titles


def test_a_killed_run_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is killed leaves what it read; the next one reads the rest, and the picture is that of one run."""
    for number in range(12):
        write_book(tmp_path / "g" / f"u{number}" / "book.xlsx", Put("Risks", "R-1", "title", f"Title {number}"))
    out = tmp_path / "all.xlsx"
    command = [sys.executable, "-m", "smsxl", "portfolio", str(tmp_path / "g"), "-o", str(out), "--as-of", DAY]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment())
    until = time.monotonic() + 60
    while time.monotonic() < until and not (beside(out).exists() and beside(out).read_text().count("\n") > 3):
        time.sleep(0.01)
    if os.name == "nt":
        process.terminate()
    else:
        process.send_signal(signal.SIGKILL)
    process.wait()
    remembered = beside(out).read_text().count('"key"')
    assert remembered > 0
    assert not out.exists(), "the picture is written at the end"
    read = read_count(monkeypatch)
    assert smsxl("portfolio", str(tmp_path / "g"), "-o", str(out), "--as-of", DAY).code == 0
    assert 0 < len(read) <= 12 - remembered + 1
    first = out.read_bytes()
    assert smsxl("portfolio", str(tmp_path / "g"), "-o", str(out), "--as-of", DAY, "--fresh").code == 0
    assert out.read_bytes() == first
