"""What a cell means, apart from how it is written: what two workbooks are compared by."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable
from typing import Final

from smsxl.domain.values import CellError
from smsxl.hosts.port import NOT_CALCULATED, GridValue
from smsxl.tables.model import Column, Type
from smsxl.tables.rows import as_serial, as_text
from smsxl.tables.text import fold, split_ids, tidy

Meaning = Hashable
"""None for a cell in which a person sees nothing."""

_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMERIC: Final = (Type.RATING, Type.NUMBER, Type.WHOLE, Type.SHARE)
_LONG: Final = 15
"""The digits that a spreadsheet keeps of a number."""


def meaning(value: GridValue, column: Column | None) -> Meaning:
    """Return what a cell of a column means; equal for cells that mean the same.

    Not told apart: 3, 3.0 and a text "3" in a column of numbers; the ways to write a day; the order of listed ids; the
    case of ids and of words from a list; spaces, line breaks and invisible characters.
    """
    if value is None or value is NOT_CALCULATED:
        return None
    if isinstance(value, CellError):
        return ("error", value.code)
    kind = Type.TEXT if column is None else column.type
    if kind in _NUMERIC:
        return _number(value)
    if kind is Type.DATE:
        return _day(value)
    text = " ".join(tidy(_text(value)).split())
    if not text:
        return None
    if column is not None and column.many:
        return tuple(sorted(set(map(fold, split_ids(_text(value)))))) or None
    if kind in (Type.ID, Type.REFERENCE):
        return fold(text)
    if column is not None and column.choices:
        return column.choice_keys.get(fold(text), text)
    return text


def written(value: GridValue) -> Meaning:
    """Return how a cell is written: kind and value; numbers and days of equal value are one, a blank is None."""
    if value is None or value is NOT_CALCULATED or value == "":
        return None
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, (int, float)):
        return ("number", format(value, f".{_LONG}g"))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return ("day", value.date())
    if isinstance(value, dt.date):
        return ("day", value)
    if isinstance(value, CellError):
        return ("error", value.code)
    return ("text", value)


def _text(value: GridValue) -> str:
    if isinstance(value, float):
        return format(value, f".{_LONG}g")
    return as_text(value)


def _number(value: GridValue) -> Meaning:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(format(value, f".{_LONG}g"))
    text = tidy(as_text(value))
    return float(text) if len(text) <= _LONG and _NUMBER.fullmatch(text) else text or None


def _day(value: GridValue) -> Meaning:
    serial = as_serial(value)
    if serial == serial:
        return float(format(serial, f".{_LONG}g"))
    text = tidy(as_text(value))
    if _DAY.fullmatch(text):
        try:
            return as_serial(dt.date.fromisoformat(text))
        except ValueError:  # the 31st of February
            return text
    return text or None
