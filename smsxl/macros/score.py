"""Score: the declared formulas of calculated columns are put back, and everything is calculated again."""

from __future__ import annotations

import datetime as dt

from smsxl.hosts.program import Program
from smsxl.macros.looking import open_book
from smsxl.macros.words import joined, number
from smsxl.repair import Repair, repairs


def score(program: Program, as_of: dt.date) -> list[Repair]:
    """Restore typed-over and changed formulas of calculated columns, calculate, and return what was restored."""
    program.progress("Looking for calculated cells without their formula ...")
    with open_book(program, as_of) as book:
        found = list(repairs(book))
    if found:
        program.progress("Putting the formulas back ...")
        with program.writing():
            for repair in found:
                repair.apply(program.editor)
    program.progress("Calculating ...")
    program.calculate()
    program.say(_sentence(found))
    return found


def _sentence(found: list[Repair]) -> str:
    if not found:
        return "Calculated. No calculated cell had lost its formula."
    by_table: dict[str, int] = {}
    for repair in found:
        by_table[repair.table] = by_table.get(repair.table, 0) + len(repair.rows)
    where = joined([f"{count} in {table}" for table, count in by_table.items()])
    return f"Calculated. Put the formula back into {number(sum(by_table.values()), 'calculated cell')}: {where}."
