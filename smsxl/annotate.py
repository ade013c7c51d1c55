"""The service that writes what a check found into a copy of the workbook: a sheet Findings, and nothing else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from smsxl.errors import UsageError
from smsxl.findings_table import finding_rows
from smsxl.formats.model import FileReport, Status
from smsxl.hosts.edit import Entry, Link, OwnTable
from smsxl.hosts.package import Limits
from smsxl.hosts.package.edit import EditError, WorkbookEdit, edit_workbook
from smsxl.hosts.package.edit.own_sheet import render_own_sheet
from smsxl.hosts.package.edit.port_editor import PackageEditor
from smsxl.rules.findings import Severity
from smsxl.tables.own import FINDINGS, own_table

_ADDED: Final = "smsxl"


@dataclass(frozen=True)
class Annotated:
    """Where the findings were written. `sheet` is the sheet's name; `alone` says why the file holds nothing else."""

    path: str
    sheet: str
    alone: str | None = None


def annotate(report: FileReport, out: str | os.PathLike[str], limits: Limits = Limits()) -> Annotated:  # noqa: B008
    """Write a copy of a checked workbook with its findings.

    Where the workbook can't be copied with a change (signed, Strict, protected), the findings are written as a workbook
    of their own. Raises UnreadableError, and UsageError where `out` is the workbook itself.
    """
    if Path(out).exists() and Path(out).samefile(report.path):
        raise UsageError(f"{os.fspath(out)} is the workbook itself; give another name for the copy with the findings.")
    rows = _rows(report)
    try:
        with edit_workbook(report.path, limits) as edit:
            table = _free(edit)
            PackageEditor(edit).replace_rows(table, rows)
            edit.save(out)
    except EditError as error:
        return _alone(rows, out, str(error))
    return Annotated(os.fspath(out), table.sheet)


def _rows(report: FileReport) -> list[list[Entry]]:
    rows = finding_rows(report.counted)
    if report.status is not Status.CHECKED and report.error is not None:
        cells: dict[str, Entry] = {"severity": Severity.NOTE.value, "message": report.error}
        rows.insert(0, [cells.get(column.field) for column in FINDINGS.columns])
    return rows


def _free(edit: WorkbookEdit) -> OwnTable:
    """Return the table of findings, under names that are free where the user has a sheet or table of that name."""
    table = own_table(FINDINGS)
    try:
        sheet, _ = edit.table(table.name)
    except KeyError:
        sheet = None
    if sheet is not None and edit.is_own(sheet):
        return table
    names = {name.name for name in edit.names()} | {part.name for _, part in edit.tables()}
    own = edit.own_sheets()
    sheets = {info.name for info in edit.workbook.sheets if info.name.casefold() not in own}
    return replace(table, sheet=_unused(table.sheet, sheets, " ({})"), name=_unused(table.name, names, "_{}"), names={})


def _unused(wanted: str, taken: set[str], pattern: str) -> str:
    known = {name.casefold() for name in taken}
    name, number = wanted, 1
    while name.casefold() in known:
        name = wanted + pattern.format(_ADDED if number == 1 else f"{_ADDED}{number}")
        number += 1
    return name


def _alone(rows: Sequence[Sequence[Entry]], out: str | os.PathLike[str], reason: str) -> Annotated:
    """Write the findings as a workbook of their own; there is nothing in it that links could lead to."""
    table = replace(own_table(FINDINGS), names={})
    texts = [[entry.text if isinstance(entry, Link) else entry for entry in line] for line in rows]
    with tempfile.TemporaryDirectory() as folder:
        rendered = Path(folder, "findings.xlsx")
        render_own_sheet(table, rendered)
        with edit_workbook(rendered) as edit:
            edit.mark_own(table.sheet)
            PackageEditor(edit).replace_rows(table, texts)
            edit.save(out)
    return Annotated(os.fspath(out), table.sheet, reason)
