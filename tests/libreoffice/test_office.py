"""Finding LibreOffice, and ending it so that nothing is left."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from smsxl.cli.main import run as smsxl
from smsxl.errors import UsageError
from smsxl.libreoffice import office

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the programs that these tests make up are shell scripts")


@pytest.fixture(autouse=True)
def _look_again() -> None:
    office.find.cache_clear()


def _program(path: Path, text: str) -> str:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_without_libreoffice_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                                   capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no LibreOffice, one sentence says where to get it; nothing is made."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_PLACES", ())
    monkeypatch.delenv("SMSXL_SOFFICE", raising=False)
    Path("book.xlsx").write_bytes(b"")
    assert smsxl(["render", "book.xlsx"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "libreoffice.org" in said
    assert sorted(path.name for path in Path().iterdir()) == ["book.xlsx"]


@pytest.mark.parametrize(("text", "message"), [
    ("echo LibreOffice 7.4.7.2 40", "7.4 is too old"), ("echo OpenOffice", "does not say its version")])
def test_an_old_version_is_refused(text: str, message: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Older versions ignore the functions' names, so they are refused by their number."""
    monkeypatch.setenv("SMSXL_SOFFICE", _program(tmp_path / "soffice", text))
    with pytest.raises(UsageError, match=message):
        office.find()


def test_its_version_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Version and folder come from the program that the variable names."""
    monkeypatch.setenv("SMSXL_SOFFICE", _program(tmp_path / "soffice", "echo LibreOffice 26.8.1.2 abc"))
    assert office.find().version == (26, 8)
    assert office.find().folder == tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_nothing_is_left_of_a_program_that_takes_too_long(tmp_path: Path) -> None:
    """When the time is up, the program and what it started are ended, and no dead child is kept."""
    script = _program(tmp_path / "slow", f"sleep 60 & echo $! > {tmp_path}/child; echo begun; wait")
    began = time.monotonic()
    done = office.run([script], 0.5)
    assert done.code is None
    assert done.output == "begun\n"
    assert time.monotonic() - began < 10
    child = int((tmp_path / "child").read_text())
    for _ in range(50):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split(") ")[1][:1]:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the program's child lives on")
    states = [entry.read_text().rpartition(") ")[2].split()[:2] for entry in Path("/proc").glob("[0-9]*/stat")
              if entry.exists()]
    assert ["Z", str(os.getpid())] not in states


def test_it_is_started_again_where_it_asks_for_it(tmp_path: Path) -> None:
    """LibreOffice asks by an exit code for being started again, as it does in a new profile."""
    script = _program(tmp_path / "soffice", f"[ -e {tmp_path}/seen ] && exit 0; touch {tmp_path}/seen; exit 81")
    assert office.work(office.Office(script, (25, 2)), [], 30, tmp_path / "tmp").code == 0
