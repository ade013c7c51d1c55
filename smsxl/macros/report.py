"""Generate report: the summary sheets show the state of now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from smsxl.hosts.program import Program
from smsxl.macros.looking import open_book
from smsxl.macros.words import joined
from smsxl.tables import Part
from smsxl.tables.book import Book
from smsxl.tables.locate import find_sheet
from smsxl.tables.own import SUMMARIES

Render = Callable[[Program, Book], Sequence[str]]
"""Brings the summaries of a workbook up to date and returns the sheets that show them."""


def recalculated(program: Program, book: Book) -> Sequence[str]:
    """Calculate the summaries that the workbook has: their figures are formulas over its tables.

    Raises nothing where one is missing; it is not among the sheets that are returned.
    """
    program.calculate()
    return [found for name in SUMMARIES if (found := find_sheet(book.workbook, name)) is not None]


def report(program: Program, as_of: dt.date, render: Render = recalculated) -> Sequence[str]:
    """Bring the summaries up to date, and say which are missing and where to get them."""
    program.progress("Bringing the summaries up to date ...")
    with open_book(program, as_of) as book:
        shown = render(program, book)
        halves = {part for part in (Part.RISK, Part.PLAN) if part in book.parts}
    wanted = [name for name, part in SUMMARIES.items() if part in halves]
    missing = [name for name in wanted if name.casefold() not in {sheet.casefold() for sheet in shown}]
    parts = [f"Up to date: {joined(list(shown))}."] if shown else []
    if missing:
        parts.append(f"The workbook has no {joined(missing)}: make one with `smsxl new` and move your rows "
                     "there.")
    program.say(" ".join(parts))
    return shown
