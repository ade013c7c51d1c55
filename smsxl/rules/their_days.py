"""The days in the columns of dates of a register, also where they are typed as texts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from smsxl.hosts.port import GridValue
from smsxl.rules.their import FEWEST
from smsxl.rules.workbook_kinds import read_date

if TYPE_CHECKING:
    from smsxl.registers.model import Register

_CJK: Final = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?")
_OF_THE_YEAR: Final = re.compile(r"(?<=\d)\s*(?:r|г|р)\.?(?:oku|ода|оку)?$", re.IGNORECASE)  # noqa: RUF001 - Polish, Russian and Ukrainian
_DOTTED: Final = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}\.?")
_SLASHED: Final = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}")
_MONTHS: Final = 12
_LONGEST: Final = 40


def days_of(register: Register, name: str) -> list[tuple[int, dt.date]]:
    """Return the days in the column of a field, with their rows; none where it holds few."""
    mapped = register.columns.get(name)
    return [] if mapped is None else days_in(register, mapped.column)


def days_in(register: Register, column: int) -> list[tuple[int, dt.date]]:
    """Return the days in a column, with their rows; none where it holds few.

    A text with two readings, such as 03/04/2027, is read as the column's other texts are; where none of them tells,
    it is left out.
    """
    days = by_row(register, column)
    return list(days.items()) if len(days) >= min(FEWEST, len(register.records) / 2) else []


def by_row(register: Register, column: int) -> dict[int, dt.date]:
    """Return the days in a column by their rows, however few; what is left out is none, or can't be told for sure."""
    values = {row: register.cells.value(row, column) for row in register.records}
    order = _order(list(values.values()))
    return {row: found[0 if len(found) == 1 else order or 0] for row, value in values.items()
            if (found := readings(value)) and (len(found) == 1 or order is not None)}


def readings(value: GridValue) -> tuple[dt.date, ...]:
    """Return the days that a cell may mean, day before month first; none where it holds no date."""
    if isinstance(value, dt.datetime):
        return (value.date(),)
    if isinstance(value, dt.date):
        return (value,)
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ()
    text = _OF_THE_YEAR.sub("", _CJK.sub(r"\1-\2-\3", value.strip()))
    found = read_date(text)
    return found[:1] if _DOTTED.fullmatch(text) else found


def _order(values: Sequence[GridValue]) -> int | None:
    """Return which reading the texts of a column have: 0 day first, 1 month first; None where none tells."""
    parts = [match for value in values if isinstance(value, str) and (match := _SLASHED.match(value.strip()))]
    days, months = (any(int(match[place]) > _MONTHS for match in parts) for place in (1, 2))
    return None if days == months else 0 if days else 1
