"""The sheet `xlwings.conf`: what the macros of a workbook read to find Python.

xlwings' VBA module reads keys and values from A1 down to the first blank cell of column A. A key that stands there
without a value hides the one in the user's own `.xlwings/xlwings.conf`, so only keys that have a value are written.
The keys that can be set are those in :data:`SETTINGS`; others that somebody added stay where they are.
"""

from __future__ import annotations

import ntpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SHEET: Final = "xlwings.conf"
UDF_MODULE: Final = "smsxl_udfs"
MACRO_MODULE: Final = "smsxl_macros"
INTERPRETER_WIN: Final = "INTERPRETER_WIN"
INTERPRETER_MAC: Final = "INTERPRETER_MAC"

_FOLDERS: Final = ("LOCALAPPDATA", "APPDATA", "USERPROFILE", "PROGRAMFILES")
"""Folders that have another path for every user or computer; xlwings expands their names."""


@dataclass(frozen=True)
class Setting:
    """One line of the sheet; the value that every workbook begins with, "" for none; whether it works with no other."""

    key: str
    value: str
    help: str
    needed: bool = True


SETTINGS: Final = (
    Setting(INTERPRETER_WIN, "", "Python on Windows: the path of python.exe in the folder where smsxl is installed."),
    Setting(INTERPRETER_MAC, "", "Python on a Mac: the path of python in the folder where smsxl is installed."),
    Setting("PYTHONPATH", "", "More folders to look for Python modules in; smsxl needs none."),
    Setting("UDF MODULES", UDF_MODULE, "The module with the worksheet functions."),
    Setting("USE UDF SERVER", "True", "Buttons use the Python that the functions have started already."),
    Setting("ADD_WORKBOOK_TO_PYTHONPATH", "False", "Python loads nothing from the folder of this workbook."),
    Setting("SHOW CONSOLE", "False", "Whether Python's window is shown.", needed=False),
)


def configured(values: Mapping[str, str] | None = None, existing: Sequence[tuple[str, str]] = ()) -> list[
        tuple[str, str]]:
    """Return the lines of the sheet, key and value, from row 1 on.

    `values` set keys, "" takes one out. `existing` lines (what the sheet holds now) keep their order and their values
    where nothing else is asked for; without them every setting has the value that a workbook begins with.
    """
    lines = {key.upper(): value for key, value in existing if key}
    if not existing:
        lines = {setting.key: setting.value for setting in SETTINGS}
    lines |= {key.upper(): value for key, value in (values or {}).items()}
    return [(key, value) for key, value in lines.items() if value]


def unset(lines: Sequence[tuple[str, str]]) -> list[Setting]:
    """Return the settings that have no line yet."""
    there = {key.upper() for key, _ in lines}
    return [setting for setting in SETTINGS if setting.key not in there]


def interpreter_setting(system: str, executable: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the setting that names a Python on a system (as in `sys.platform`); empty where Excel does not run."""
    if system == "win32":
        return {INTERPRETER_WIN: portable(executable, environment)}
    if system == "darwin":
        return {INTERPRETER_MAC: executable}
    return {}


def portable(path: str, environment: Mapping[str, str]) -> str:
    """Return a Windows path with the name of a user's folder in place of the folder itself.

    So the workbook does not tell who made it, and another user with the same installation can use it.
    """
    for name in _FOLDERS:
        folder = environment.get(name, "").rstrip("\\")
        if folder and ntpath.normcase(path).startswith(ntpath.normcase(folder) + "\\"):
            return f"%{name}%{path[len(folder):]}"
    return path
