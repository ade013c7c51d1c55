"""The sheet xlwings.conf: what xlwings' module reads there, and what `new` fills in."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from smsxl.build import new_workbook
from smsxl.tables.formula import PYTHON
from smsxl.xlwings_conf import SETTINGS, SHEET, configured, interpreter_setting, portable, unset
from tests.build.conftest import AS_OF
from workbooks.excel.modules import source

HOME: Final = {"USERPROFILE": r"C:\Users\ann", "LOCALAPPDATA": r"C:\Users\ann\AppData\Local"}


def lines(path: Path) -> list[tuple[str, str]]:
    """Return the lines of a workbook's sheet as xlwings' GetConfigFromSheet reads them: down to the first blank."""
    found: list[tuple[str, str]] = []
    for key, value, *_ in openpyxl.load_workbook(path, keep_vba=True)[SHEET].iter_rows(values_only=True):
        if key is None:
            break
        found.append((str(key), str(value)))
    return found


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_each_key_is_one_that_xlwings_reads(setting: object) -> None:
    """A key is spelled as xlwings' module asks for it, which compares capitals."""
    key = setting.key  # type: ignore[attr-defined]
    assert key == key.upper()
    assert re.search(rf'GetConfig\("{key}"', source("xlwings.bas"))


@pytest.mark.parametrize(("platform", "key"), [
    ("linux", None), ("win32", "INTERPRETER_WIN"), ("darwin", "INTERPRETER_MAC")])
def test_new_writes_what_this_computer_knows(platform: str, key: str | None, tmp_path: Path,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows and on a Mac the Python that runs `new` is named; elsewhere no key stands without a value."""
    monkeypatch.setattr("smsxl.build.macros.sys.platform", platform)
    path = tmp_path / "book.xlsm"
    new_workbook(path, dialect=PYTHON, as_of=AS_OF)
    expected = [(setting.key, setting.value) for setting in SETTINGS if setting.value]
    found = lines(path)
    assert [line for line in found if line[0] != key] == expected
    assert dict(found).get(key or "") == (sys.executable if key else None)
    text = " ".join(str(cell.value) for row in openpyxl.load_workbook(path)[SHEET] for cell in row)
    assert ("Not set yet: INTERPRETER_WIN" in text) is (platform != "win32")


def test_what_a_workbook_says() -> None:
    """The functions' module, the server for the buttons, and nothing loaded from beside the workbook."""
    values = dict(configured())
    assert values == {"UDF MODULES": "smsxl_udfs", "USE UDF SERVER": "True", "ADD_WORKBOOK_TO_PYTHONPATH": "False",
                      "SHOW CONSOLE": "False"}
    assert [setting.key for setting in unset(configured())] == ["INTERPRETER_WIN", "INTERPRETER_MAC", "PYTHONPATH"]


def test_setting_keeps_what_is_there() -> None:
    """A key is set without touching the others: those that somebody added or changed stay, in their order."""
    existing = [("Conda Env", "x"), ("SHOW CONSOLE", "True"), ("INTERPRETER_WIN", "old")]
    assert configured({"interpreter_win": "new"}, existing) == [
        ("CONDA ENV", "x"), ("SHOW CONSOLE", "True"), ("INTERPRETER_WIN", "new")]
    assert configured({"INTERPRETER_WIN": ""}, existing) == [("CONDA ENV", "x"), ("SHOW CONSOLE", "True")]
    assert configured({"PYTHONPATH": "p"})[0] == ("PYTHONPATH", "p")


@pytest.mark.parametrize(("path", "expected"), [
    (r"C:\Users\ann\AppData\Local\smsxl\Scripts\python.exe", r"%LOCALAPPDATA%\smsxl\Scripts\python.exe"),
    (r"c:\users\ANN\smsxl\python.exe", r"%USERPROFILE%\smsxl\python.exe"),
    (r"C:\Users\anna\python.exe", r"C:\Users\anna\python.exe"), (r"D:\python\python.exe", r"D:\python\python.exe")])
def test_a_path_does_not_tell_who_made_the_workbook(path: str, expected: str) -> None:
    """The user's own folder is written by the name that Windows has for it."""
    assert portable(path, HOME) == expected


def test_elsewhere_there_is_no_excel() -> None:
    """On Linux no interpreter is named: the workbook goes to another computer."""
    assert interpreter_setting("linux", "/usr/bin/python", {}) == {}
