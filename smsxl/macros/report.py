"""Generate report: the summary sheets show the state of now, as after `smsxl report`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smsxl.hosts.program import Program
from smsxl.macros.looking import Looked, checked
from smsxl.macros.words import joined
from smsxl.report import put_summary, refuse_nothing, sha256_of
from smsxl.reports.history import thinning
from smsxl.reports.summary import summarise
from smsxl.tables import Part
from smsxl.tables.locate import find_sheet
from smsxl.tables.own import SUMMARIES


@dataclass(frozen=True)
class Shown:
    """The sheets that show the summaries, and old ones that stay because formulas of the user's refer to them.

    `forgotten` is how many earlier reports History does not remember any more.
    """

    sheets: Sequence[str]
    kept: Sequence[str] = ()
    forgotten: int = 0


Render = Callable[[Program, Looked], Shown]
"""Brings the summaries of a workbook up to date."""

_NO_FILE: Final = "unknown, since changes were not saved"


def rendered(program: Program, looked: Looked) -> Shown:
    """Make the summary sheets anew, and fill Findings and History, as `smsxl report` does with a file.

    Raises UsageError where a sheet of the user's has the name of one of them.
    """
    book, found = looked.book, looked.report.findings
    sha256 = _NO_FILE if looked.file is None else sha256_of(looked.file)
    summary = summarise(book, found, file=Path(program.path).name, sha256=sha256)
    with program.writing():
        put = put_summary(program.editor, book, found, summary)
    program.calculate()
    others = [sheet for name in SUMMARIES if name not in put.rendered.sheets
              and (sheet := find_sheet(book.workbook, name)) is not None]
    return Shown([*put.rendered.sheets, *others], put.kept, put.forgotten)


def report(program: Program, as_of: dt.date, render: Render = rendered) -> Shown:
    """Bring the summaries up to date, and say which are missing and where to get them."""
    program.progress("Bringing the summaries up to date ...")
    with checked(program, as_of) as looked:
        refuse_nothing(looked.book)
        shown = render(program, looked)
        halves = {part for part in (Part.RISK, Part.PLAN) if part in looked.book.parts}
    wanted = [name for name, part in SUMMARIES.items() if part in halves]
    missing = [name for name in wanted if name.casefold() not in {sheet.casefold() for sheet in shown.sheets}]
    parts = [f"Up to date: {joined(shown.sheets)}."] if shown.sheets else []
    if missing:
        parts.append(f"The workbook has no {joined(missing)}: make one with `smsxl new` and move your rows "
                     "there.")
    if shown.kept:
        parts.append(f"Formulas of yours refer to the summary as it was, so it stays as {joined(shown.kept)}; let them "
                     "refer to the tables instead, and delete it.")
    if shown.forgotten:
        parts.append(thinning(shown.forgotten))
    if looked.report.error is not None:
        parts.append(f"Not wholly checked: {looked.report.error}")
    program.say(" ".join(parts))
    return shown
