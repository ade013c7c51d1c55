"""Validate: what is wrong goes to the sheet Findings, and the cells light up."""

from __future__ import annotations

import datetime as dt

from smsxl.findings_table import finding_rows
from smsxl.formats.model import FileReport
from smsxl.hosts.port import Area
from smsxl.hosts.program import Program
from smsxl.macros.looking import checked
from smsxl.macros.words import counts
from smsxl.tables.own import FINDINGS, own_table


def validate(program: Program, as_of: dt.date) -> FileReport:
    """Check the workbook and replace the rows of Findings. Nothing else of the workbook is touched."""
    program.progress("Checking the workbook ...")
    with checked(program, as_of) as looked:
        report, rows = looked.report, finding_rows(looked.report.counted, looked.book)
    program.progress("Writing what was found ...")
    with program.writing():
        program.editor.replace_rows(own_table(FINDINGS), rows)
    if rows:
        program.select(FINDINGS.sheet, Area(1, 1, 1, 1))
    program.say(_sentence(report))
    return report


def _sentence(report: FileReport) -> str:
    found = counts(report)
    text = f"{found[:1].upper()}{found[1:]}"
    if report.counted:
        text += f". The sheet {FINDINGS.sheet} says what, where and how to fix it; the cells in question are marked"
    if report.error is not None:
        text += f". Not wholly checked: {report.error.rstrip('.')}"
    return f"{text}."
