"""Cells that hold two ratings, and say neither (RSK626)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from smsxl.registers.book import RegisterBook
from smsxl.rules.base import Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import TheirRule, at_heading, hit
from smsxl.rules.their_cells import field_of
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
    message = "{id} holds {found} where {columns} should stand{such}."
    hidden = "A cell of {column} holds something else than the two ratings that belong there."
    fix = "Format the column as Text and type the rating again; a column for each of the two is safer."
    failing = example(Theirs("T3", "Today (L x I)"), *(Theirs(f"T{row}", "2 x 3") for row in range(4, 15)),
                      Theirs("T15", dt.date(2026, 5, 4)), at=("Risk list", "T15", ""))
    passing = example(Theirs("T3", "Today (L x I)"), *(Theirs(f"T{row}", "2 x 3") for row in range(4, 16)))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        parts = register.cells.parts
        for (real, axis), column in parts.items():
            impact = parts.get((real, "impact"))
            if axis == "likelihood" and impact is not None and column in register.place.heading.texts:
                yield from _unread(register, real, (column, impact))


def _unread(register: Register, real: int, parts: tuple[int, int]) -> Iterator[Hit]:
    """Yield the cells of a column that say neither part; one finding where most do."""
    cells, field = register.cells, field_of(register, parts[0])
    read = [row for row in register.records if any(not is_blank(cells.value(row, part)) for part in parts)]
    found = [row for row in register.records if row not in read and not is_blank(cells.value(row, real))]
    words = {"columns": " and ".join(register.place.heading.text(part) for part in parts),
             "such": f", such as {as_text(cells.value(read[0], real))}" if read else ""}
    filled = len(found) + len(read)
    if len(found) > max(_FEW, filled / 2):
        dates = sum(isinstance(cells.value(row, real), dt.date) for row in found)
        what = "dates, which spreadsheets make of ratings such as 4/5," if dates > len(found) / 2 else "other texts"
        yield _saying(at_heading(register, real, field), id="This column",
                      found=f"{what} in {len(found)} of {filled} cells", **words)
        return
    for row in found:
        value = cells.value(row, real)
        made = ""
        if isinstance(value, dt.date):
            day, month = value.day, value.month
            made = f", a date that a spreadsheet made of {day}/{month} or {month}/{day},"
        yield _saying(hit(register, row, real, field), found=f"{as_text(value) or value}{made}", **words)


def _saying(told: Hit, /, **words: str) -> Hit:
    return replace(told, detail=replace(told.detail, values={**told.detail.values, **words}))


_FEW: Final = 3

RULES: Final = (RatingsUnreadable,)
