"""`smsxl excel-setup`: the settings of a workbook with macros, and the add-in."""

from __future__ import annotations

import datetime as dt
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from smsxl.build import new_workbook
from smsxl.cli.main import run
from smsxl.doctor import Machine, this_machine
from smsxl.errors import UsageError
from smsxl.excel_setup import install_add_in, interpreter_of, lines_of, set_up_workbook
from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.edit import edit_workbook
from smsxl.tables.formula import PYTHON

PYTHON_EXE = r"C:\Users\ada\AppData\Local\smsxl\Scripts\python.exe"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a new workbook with macros."""
    path = tmp_path / "book.xlsm"
    new_workbook(path, dialect=PYTHON, as_of=dt.date(2026, 11, 22))
    return path


def _machine(system: str, **others: object) -> Machine:
    return replace(this_machine(), system=system, **others)  # type: ignore[arg-type]


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_only_the_settings_change(book: Path) -> None:
    """Every part but the sheet xlwings.conf stays byte for byte, and what others set there stays too."""
    with edit_workbook(book) as edit:
        rows = len(lines_of(edit.workbook))
        edit.set_cells("xlwings.conf", {(rows + 1, 1): "DEBUG UDFS", (rows + 1, 2): "True"})
        edit.save(in_place=True)
    before = _parts(book)
    lines, written = set_up_workbook(str(book), {"INTERPRETER_WIN": PYTHON_EXE})
    assert written == str(book)
    after = _parts(book)
    changed = {name for name in before if before[name] != after[name]}
    assert len(changed) == 1
    assert before.keys() == after.keys()
    assert ("INTERPRETER_WIN", PYTHON_EXE) in lines
    assert ("DEBUG UDFS", "True") in lines
    workbook = open_workbook(book)
    assert lines_of(workbook) == lines
    texts = [value for value in workbook.grid("xlwings.conf").columns[3].values if isinstance(value, str)]
    assert not any("Not set yet: INTERPRETER_WIN" in text for text in texts)
    assert any("Not set yet: INTERPRETER_MAC" in text for text in texts)


def test_twice_is_once(book: Path) -> None:
    """The second run with the same values changes no setting, and a new value replaces the old."""
    first, _ = set_up_workbook(str(book), {"INTERPRETER_WIN": PYTHON_EXE})
    again, _ = set_up_workbook(str(book), {"INTERPRETER_WIN": PYTHON_EXE})
    assert first == again
    other, _ = set_up_workbook(str(book), {"interpreter_win": "python"})
    assert dict(other)["INTERPRETER_WIN"] == "python"
    assert len(other) == len(first)


def test_the_folder_of_a_user_is_written_by_its_name() -> None:
    """The workbook serves another user with the same installation, and does not tell who made it."""
    windows = _machine("win32", executable=PYTHON_EXE, environment={"LOCALAPPDATA": r"C:\Users\ada\AppData\Local"})
    assert interpreter_of(windows) == {"INTERPRETER_WIN": r"%LOCALAPPDATA%\smsxl\Scripts\python.exe"}
    mac = _machine("darwin", executable="/opt/py/bin/python")
    assert interpreter_of(mac) == {"INTERPRETER_MAC": "/opt/py/bin/python"}
    assert interpreter_of(_machine("linux")) == {}


def test_the_add_in_lands_where_excel_loads_it(tmp_path: Path) -> None:
    """It carries this Python's path, and still is an add-in with our macros; the installed original stays."""
    mac = _machine("darwin", executable="/opt/py/bin/python", home=str(tmp_path))
    path = Path(install_add_in(mac))
    assert path.name == "smsxl.xlam"
    assert path.is_relative_to(tmp_path)
    assert ("INTERPRETER_MAC", "/opt/py/bin/python") in lines_of(open_workbook(path))
    parts = _parts(path)
    assert "xl/vbaProject.bin" in parts
    assert b"addin.macroEnabled" in parts["[Content_Types].xml"]
    assert install_add_in(mac) == str(path), "a second time replaces it"
    with pytest.raises(UsageError, match="Windows and macOS"):
        install_add_in(_machine("linux"))


def test_what_cannot_be_set_up_is_one_sentence(
        book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook without macros, and a computer that does not know which Python is meant."""
    monkeypatch.setattr("smsxl.doctor.this_machine", lambda: _machine("linux"))
    plain = tmp_path / "plain.xlsx"
    new_workbook(plain, as_of=dt.date(2026, 11, 22))
    assert run(["excel-setup", str(plain), "--windows-python", PYTHON_EXE]) == 2
    assert run(["excel-setup", str(book)]) == 2
    assert run(["excel-setup"]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 3
    assert run(["excel-setup", str(book), "--windows-python", PYTHON_EXE]) == 0
    assert PYTHON_EXE in capsys.readouterr().out
