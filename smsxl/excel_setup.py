"""Makes the macros work on a computer: says in the workbook where Python is, and puts the add-in where Excel looks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smsxl.build.macros import addin_path, conf_workbook
from smsxl.doctor import Machine
from smsxl.doctor.checks import add_in_places
from smsxl.errors import UnwritableError, UsageError
from smsxl.hosts.package.edit import Content, WorkbookEdit, edit_workbook
from smsxl.hosts.port import Workbook
from smsxl.tables.locate import find_sheet, value_at
from smsxl.tables.rows import as_text
from smsxl.xlwings_conf import SETTINGS, SHEET, configured, interpreter_setting, unset

_KEYS, _VALUES, _HELP = 1, 2, 3
_HELPS: Final = {setting.key: setting.help for setting in SETTINGS}


def interpreter_of(machine: Machine) -> dict[str, str]:
    """Return the setting for the Python that runs now; empty on a system that has no Excel."""
    return interpreter_setting(machine.system, machine.executable, machine.environment)


def set_up_workbook(path: str, values: Mapping[str, str], out: str | None = None) -> tuple[list[tuple[str, str]], str]:
    """Write settings into the sheet xlwings.conf of a workbook with macros; return all its lines, and the file.

    Nothing else of the workbook is touched, and settings of others stay. Raises UsageError for a workbook without
    macros and UnwritableError where it can't be written.
    """
    with edit_workbook(path) as edit:
        if edit.related_part("vbaProject") is None:
            raise UsageError(f"{path} has no macros, so there is nothing to set up in it; for Python in formulas make "
                             "one with `smsxl convert FILE --formulas python -o OUT.xlsm`.")
        if find_sheet(edit.workbook, SHEET) is None:
            with conf_workbook() as rendered:
                edit.put_sheet(SHEET, rendered, after=None)
            edit.hide_sheet(SHEET)
        lines = _write(edit, values)
        return lines, edit.save(out, in_place=True).path


def lines_of(workbook: Workbook) -> list[tuple[str, str]]:
    """Return the settings that a workbook has, as xlwings reads them: down to the first row without a key."""
    sheet = find_sheet(workbook, SHEET)
    if sheet is None:
        return []
    grid, lines, row = workbook.grid(sheet), [], 1
    while key := as_text(value_at(grid, row, _KEYS)).strip():
        lines.append((key, as_text(value_at(grid, row, _VALUES)).strip()))
        row += 1
    return lines


def _write(edit: WorkbookEdit, values: Mapping[str, str]) -> list[tuple[str, str]]:
    """Write the lines, and below them what is not set, as a new workbook has it."""
    sheet = find_sheet(edit.workbook, SHEET) or SHEET
    grid = edit.workbook.grid(sheet) if find_sheet(edit.workbook, SHEET) is not None else None
    lines = configured(values, lines_of(edit.workbook))
    cells: dict[tuple[int, int], Content] = {}
    for row in range(1, max(grid.rows, default=0) + 1 if grid is not None else 1):
        own = as_text(value_at(grid, row, _HELP)) if grid is not None else ""
        if own.startswith("Not set yet: "):
            cells[row, _HELP] = None
    for row, (key, value) in enumerate(lines, start=1):
        cells |= {(row, _KEYS): key, (row, _VALUES): value, (row, _HELP): _HELPS.get(key)}
    for row, setting in enumerate(unset(lines), start=len(lines) + 2):
        cells[row, _HELP] = f"Not set yet: {setting.key}. {setting.help}"
    edit.set_cells(sheet, cells)
    return lines


def install_add_in(machine: Machine) -> str:
    """Put the add-in, set up for the Python that runs now, where Excel loads it by itself; return its path.

    Raises UsageError on a system without Excel and UnwritableError where the folder can't be written.
    """
    values = interpreter_of(machine)
    if not values:
        raise UsageError("The add-in is for Excel on Windows and macOS; here, use the commands, such as `smsxl check`.")
    target = Path(add_in_places(machine)[0])
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableError(f"{target.parent} can't be made ({error.strerror}); ask for the right to write there."
                              ) from error
    with edit_workbook(addin_path()) as edit:
        _write(edit, values)
        edit.save(target)
    return str(target)
