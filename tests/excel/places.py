"""What tests look at in the open workbook."""

from __future__ import annotations

import datetime as dt
from typing import Any

from smsxl.hosts.excel.program import ExcelProgram
from smsxl.tables.own import FINDINGS

DAY = dt.date(2026, 11, 22)
WORKBOOKS = ("sample.xlsx", "sample-flawed.xlsx", "template.xlsx")


def contents(program: ExcelProgram) -> dict[tuple[str, int, int], Any]:
    """Return what every cell holds, formulas as such, by sheet, row and column."""
    book = program._book.impl
    out = {}
    for worksheet in book.wb.worksheets:
        for (row, column), cell in worksheet._cells.items():
            if cell.value is not None:
                out[worksheet.title, row, column] = getattr(cell.value, "text", cell.value)
    return out


def findings_sheet(program: ExcelProgram) -> list[list[Any]]:
    """Return the rows of Findings below its header, blank ones left out."""
    table = program._book.sheets[FINDINGS.sheet].tables[0]
    assert table.name == FINDINGS.name
    return [row for row in table.data_body_range.options(ndim=2).value if any(row)]


def alerts(program: ExcelProgram) -> list[str]:
    """Return the messages that were shown."""
    shown: list[str] = program._book.app.impl.alerts
    return shown


def select(program: ExcelProgram, sheet: str, cells: str) -> None:
    """Select cells as a person would."""
    program._book.sheets[sheet].range(cells).select()
