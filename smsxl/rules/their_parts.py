"""Cells that hold two ratings, and say neither (RSK626)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from smsxl.registers.book import RegisterBook
from smsxl.rules.base import Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import TheirRule, at_heading, hit, name_of
from smsxl.tables.rows import as_text, is_blank

if TYPE_CHECKING:
    from smsxl.registers.model import Register


class RatingsUnreadable(TheirRule):
    """A cell that should hold a likelihood and an impact holds something else, such as a date.

    What it checks: columns with two ratings in each cell, such as "4 x 5" or "L4 / I5": every cell that says neither.
    Why it matters: spreadsheets make a date of 4/5 as it is typed, and nobody can tell any more which number was which;
    the risk has no rating then.
    How to fix: format the column as Text and type the rating again, best in a column for each of the two.
    """

    code = "RSK626"
    name = "own-ratings-unreadable"
    severity = Severity.ERROR
    message = "{what} where {columns} should stand{such}."
    fix = "Format the column as Text and type the rating again; a column for each of the two is safer."
    failing = example(Theirs("T3", "Today (L x I)"), *(Theirs(f"T{row}", "2 x 3") for row in range(4, 15)),
                      Theirs("T15", dt.date(2026, 5, 4)), at=("Risk list", "T15", ""))
    passing = example(Theirs("T3", "Today (L x I)"), *(Theirs(f"T{row}", "2 x 3") for row in range(4, 16)))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for (real, field), column in register.cells.parts.items():
            stage = field.removesuffix("likelihood")
            impact = register.cells.parts.get((real, f"{stage}impact"))
            if not field.endswith("likelihood") or impact is None:
                continue
            names = [register.place.heading.text(each) for each in (column, impact)]
            read = [row for row in register.records
                    if not all(is_blank(register.cells.value(row, each)) for each in (column, impact))]
            such = f", such as {as_text(register.cells.value(read[0], real))}" if read else ""
            found = [row for row in register.records
                     if row not in read and not is_blank(register.cells.value(row, real))]
            filled = len(found) + len(read)
            words = {"columns": " and ".join(names), "such": such}
            if len(found) > max(_FEW, filled / 2):
                dates = sum(isinstance(register.cells.value(row, real), dt.date) for row in found)
                made = "dates, which spreadsheets make of ratings such as 4/5," if dates > len(found) / 2 else "other texts"
                yield at_heading(register, real, field, what=f"{len(found)} of {filled} cells hold {made}", **words)
                continue
            for row in found:
                value = register.cells.value(row, real)
                made = f", a date that a spreadsheet made of {value.day}/{value.month} or {value.month}/{value.day}," if (
                    isinstance(value, dt.date)) else ""
                yield hit(register, row, real, field,
                          what=f"{name_of(register, row)} has {as_text(value) or value}{made}", **words)


_FEW: Final = 3

RULES: Final = (RatingsUnreadable,)
