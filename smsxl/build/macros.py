"""What makes a workbook one with macros: the VBA project, the ribbon, the sheet that says where Python is.

The parts are built from sources by workbooks/excel/build.py and stand in smsxl/assets/excel.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from smsxl.build.layout import LISTS, Layout
from smsxl.build.package import RIBBON_RELATIONSHIPS
from smsxl.xlwings_conf import SETTINGS, SHEET, configured, interpreter_setting, unset

if TYPE_CHECKING:
    from smsxl.build.canvas import Canvas

WORKBOOK_CODE_NAME: Final = "ThisWorkbook"
_KEY_WIDTH, _VALUE_WIDTH, _HELP_WIDTH = 34, 60, 90


def asset(name: str) -> bytes:
    """Return a built part."""
    return files("smsxl").joinpath("assets", "excel", name).read_bytes()


def project_name(part: str) -> str:
    """Return the file name of the VBA project for a workbook of a part; each has a module per sheet."""
    return f"vbaProject-{part}.bin"


def sheet_names(layout: Layout) -> list[str]:
    """Return all sheets of a workbook with macros in order, the hidden ones last."""
    return [*layout.sheets, *([LISTS] if layout.long_lists() else []), SHEET]


def code_name(place: int) -> str:
    """Return the name that VBA has for the sheet at a place, counted from 0."""
    return f"Sheet{place + 1}"


def add_macros(canvas: Canvas) -> None:
    """Add the VBA project and the sheet xlwings.conf, behind all other sheets."""
    write_conf_sheet(canvas.workbook, canvas.styles["label"], canvas.styles["plain"]).hide()
    canvas.mark_as_own(SHEET)
    add_project(canvas.workbook, asset(project_name(canvas.layout.part)))


def add_project(workbook: Any, project: bytes) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    """Give a workbook its VBA project, and every sheet the name of its module in it."""
    workbook.add_vba_project(BytesIO(project), True)
    workbook.set_vba_name(WORKBOOK_CODE_NAME)
    for place, sheet in enumerate(workbook.worksheets()):
        sheet.set_vba_name(code_name(place))


def write_conf_sheet(workbook: Any, key_style: Any, style: Any, *, interpreter: bool = True) -> Any:  # noqa: ANN401
    """Add the sheet xlwings.conf and return it; `interpreter` fills in the Python that runs now, where it can serve."""
    sheet = workbook.add_worksheet(SHEET)
    sheet.set_column(0, 0, _KEY_WIDTH)
    sheet.set_column(1, 1, _VALUE_WIDTH)
    sheet.set_column(2, 2, _HELP_WIDTH)
    helps = {setting.key: setting.help for setting in SETTINGS}
    lines = configured(interpreter_setting(sys.platform, sys.executable, os.environ) if interpreter else None)
    for row, (key, value) in enumerate(lines):
        sheet.write_string(row, 0, key, key_style)
        sheet.write_string(row, 1, value, style)
        sheet.write_string(row, 2, helps[key], style)
    # Behind an empty row, where xlwings does not read, and not in the column of the keys.
    for row, setting in enumerate(unset(lines), start=len(lines) + 1):
        sheet.write_string(row, 2, f"Not set yet: {setting.key}. {setting.help}", style)
    return sheet


@contextlib.contextmanager
def conf_workbook() -> Iterator[Path]:
    """Make a small workbook with the sheet xlwings.conf alone, for a workbook that is there already."""
    import xlsxwriter  # noqa: PLC0415 - slow to load, and only this needs it

    with tempfile.TemporaryDirectory(prefix="smsxl-") as folder:
        path = Path(folder, "conf.xlsx")
        workbook = xlsxwriter.Workbook(str(path), {"tmpdir": folder})
        write_conf_sheet(workbook, None, None)
        workbook.close()
        yield path


def ribbon() -> dict[str, bytes]:
    """Return the parts of a workbook's ribbon."""
    return {name: asset(name) for name in RIBBON_RELATIONSHIPS}


def addin_path() -> Path:
    """Return where the add-in lies in the installed package."""
    return Path(str(files("smsxl").joinpath("assets", "excel", "smsxl.xlam")))
