"""What a call from a Calc cell gives: the registry's answer, in the form in which Calc takes it.

Calc hands over numbers, texts, ranges as rows of them, and None for an argument that is left out. A date is its serial
number, TRUE is 1.0, a blank cell 0.0 and a blank cell in a range `""`.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Dict, Tuple, Union

from smsxl.domain.dates import to_serial
from smsxl.domain.values import (
    DIVISION_ERROR,
    NAME_ERROR,
    NOT_AVAILABLE,
    NUMBER_ERROR,
    REFERENCE_ERROR,
    VALUE_ERROR,
    CellError,
    CellValue,
)
from smsxl.functions import Function, Result, Takes, Today, call

Cells = Tuple[Tuple[Union[str, float], ...], ...]
"""Rows of cells for Calc."""

Array = Callable[[Cells], object]
"""Makes of rows of cells what Calc takes for an array."""

REMEMBERED = 50_000
"""How many answers are remembered for a function; then it begins anew."""

LARGEST_KEY = 300
"""The cells of the largest range with which an answer is remembered."""

_CODES = {VALUE_ERROR: 519, DIVISION_ERROR: 532, NOT_AVAILABLE: 32767, REFERENCE_ERROR: 524, NUMBER_ERROR: 503,
          NAME_ERROR: 525}
"""The numbers by which Calc knows its error values."""


@lru_cache(maxsize=None)
def error_number(error: CellError) -> float:
    """Return what Calc shows as an error value: a number that is none, and carries the error's code.

    Each error has one such object: no two that are made are equal, and arrays are known again by their cells.
    """
    bits = 0x7FF8 << 48 | _CODES.get(error, _CODES[VALUE_ERROR])
    number: float = struct.unpack("<d", struct.pack("<Q", bits))[0]
    return number


def for_calc(result: Result, array: Array) -> object:
    """Return a result in the form in which Calc takes it."""
    if not isinstance(result, tuple):
        return _as_cell(result)
    cells = tuple(tuple(map(_as_cell, row)) for row in result if row) or (("",),)
    return cells[0][0] if len(cells) == 1 == len(cells[0]) else array(cells)


def _as_cell(value: CellValue) -> str | float:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, CellError):
        return error_number(value)
    if isinstance(value, dt.date):
        return float(to_serial(value))
    if isinstance(value, dt.time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    return float(value)


def answering(function: Function, report: Callable[[BaseException], object], array: Array) -> Callable[..., object]:
    """Return the method of the add-in that answers a function.

    It remembers answers by all arguments, contents of ranges included, so that they are right without any event; a call
    that means today is not remembered, nor one over whole columns. What nobody foresaw is reported and gives `#VALUE!`.
    """
    known: Dict[Tuple[object, ...], object] = {}
    keeps = not any(argument.takes is Takes.COLUMN for argument in function.arguments)
    days = [place for place, argument in enumerate(function.arguments) if argument.default is Today.TODAY]

    def answer(_: object, *arguments: object) -> object:
        found = known.get(arguments)
        if found is not None:
            return found
        try:
            found = for_calc(call(function, *arguments), array)
        except Exception as error:  # noqa: BLE001 - the boundary: a cell shows an error, never a traceback
            report(error)
            return error_number(VALUE_ERROR)
        if keeps and all(isinstance(arguments[place], float) for place in days) and _is_small(arguments):
            if len(known) >= REMEMBERED:
                known.clear()
            known[arguments] = found
        return found

    answer.__name__ = function.name
    answer.__doc__ = function.summary
    return answer


def _is_small(arguments: tuple[object, ...]) -> bool:
    return all(not isinstance(value, tuple) or len(value) * len(value[0]) <= LARGEST_KEY for value in arguments)
