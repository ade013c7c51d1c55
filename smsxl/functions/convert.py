"""From what a cell holds to what the domain computes with."""

from __future__ import annotations

import datetime as dt
import math
from functools import lru_cache

from smsxl.domain.dates import LAST_SERIAL, PHANTOM_SERIAL, date_from_serial, to_serial
from smsxl.domain.values import NUMBER_ERROR, VALUE_ERROR, CellError, CellValue, cell_text, is_number
from smsxl.domain.words import tidy, word_key
from smsxl.functions.model import Argument, CellFault, Kind, Result

_DAY = dt.timedelta(days=1)


def is_blank(value: CellValue) -> bool:
    """Tell whether a cell shows nothing: blank, an empty text or spaces."""
    return value is None or (isinstance(value, str) and not value.strip(" "))


def as_number(value: CellValue) -> float | None:
    """Return a cell as the worksheet counts with it, dates as serial numbers; None where it is no number."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date):
        try:
            return to_serial(value)
        except ValueError:
            return None
    if isinstance(value, dt.time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return dt.timedelta(seconds=seconds, microseconds=value.microsecond) / _DAY
    return value if is_number(value) else None


def clean(argument: Argument, value: CellValue) -> object:
    """Return a value that is not blank as its argument's kind wants it. Raises CellFault where it is of another."""
    if argument.kind is Kind.ANY:
        return value
    if argument.kind in (Kind.TEXT, Kind.WORD):
        return _clean_text(argument, value)
    number = as_number(value)
    if number is None:
        raise CellFault(VALUE_ERROR)
    if argument.kind is Kind.DATE:
        return clean_date(number)
    if argument.kind is Kind.RATING:
        return clean_rating(number)
    if argument.kind is Kind.SHARE and number < 0:
        raise CellFault(VALUE_ERROR)
    return number


def clean_rating(value: CellValue) -> int:
    """Return a rating. Raises CellFault unless it is a whole number from 1."""
    number = as_number(value)
    if number is None or number < 1 or number != int(number):
        raise CellFault(VALUE_ERROR)
    return int(number)


def clean_date(number: float) -> dt.date:
    """Return the day of a serial number. Raises CellFault unless it is a day from 1 January 1900 to 9999."""
    day = int(number // 1)
    if not 1 <= day <= LAST_SERIAL or day == PHANTOM_SERIAL:
        raise CellFault(VALUE_ERROR)
    return date_from_serial(day)


def clean_text(value: CellValue) -> str:
    """Return a cell as a text with single spaces. Raises CellFault for a boolean."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        raise CellFault(VALUE_ERROR)
    number = as_number(value)
    return tidy(cell_text(value if number is None else number))


def _clean_text(argument: Argument, value: CellValue) -> str:
    text = clean_text(value)
    if argument.kind is Kind.TEXT:
        return text
    word = _by_key(argument.words).get(word_key(text))
    if word is None:
        raise CellFault(VALUE_ERROR)
    return word


@lru_cache(maxsize=64)
def _by_key(words: tuple[str, ...]) -> dict[str, str]:
    return {word_key(word): word for word in reversed(words)}


def plain_result(result: Result) -> Result:
    """Return a result as a cell shows it: whole floats as whole numbers, no infinity."""
    if isinstance(result, tuple):
        return tuple(tuple(plain_cell(value) for value in row) for row in result)
    return plain_cell(result)


def plain_cell(value: CellValue) -> CellValue:
    """Return a value as a cell can hold it."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    try:
        number = float(value)
    except OverflowError:
        return NUMBER_ERROR
    if not is_number(number):
        return NUMBER_ERROR
    return int(number) if number.is_integer() else number


def first_error(values: object) -> CellError | None:
    """Return the first cell error in a cell, a column or a table, row by row."""
    if isinstance(values, CellError):
        return values
    if isinstance(values, (tuple, list)):
        for value in values:
            if isinstance(value, (CellError, tuple, list)):
                error = first_error(value)
                if error is not None:
                    return error
    return None
