"""The workbook that the doctor looks at."""

from __future__ import annotations

from smsxl.doctor.model import Subject
from smsxl.hosts.port import Workbook
from smsxl.tables.locate import find_sheet, value_at
from smsxl.tables.rows import as_text
from smsxl.xlwings_conf import SHEET

_NAMES, _VALUES = 1, 2


def subject_of(workbook: Workbook, path: str) -> Subject:
    """Return what the doctor has to know of a workbook. `path` is where it really lies."""
    sheet = find_sheet(workbook, SHEET)
    settings = {}
    if sheet is not None:
        grid = workbook.grid(sheet)
        settings = {as_text(value_at(grid, row, _NAMES)).strip().upper(): as_text(value_at(grid, row, _VALUES)).strip()
                    for row in grid.rows}
    return Subject(path, settings, sheet is not None, getattr(workbook, "date1904", False))
