"""Calling a worksheet function from Python: one call, or a call over ranges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from typing import Dict, List, Optional, Tuple, TypeVar

from smsxl.domain.values import NOT_AVAILABLE, NUMBER_ERROR, VALUE_ERROR, CellError, CellValue
from smsxl.functions.convert import clean, first_error, is_blank, plain_result
from smsxl.functions.function import Function
from smsxl.functions.model import Argument, Blank, CellFault, Given, Result, Table, Takes, Today
from smsxl.functions.registry import BY_NAME

Converted = TypeVar("Converted")


def scalar(function: Function, args: Sequence[Given]) -> Result:
    """Return what one call gives, as the worksheet does, with None or a missing trailing argument for an omitted one.

    A VALUE argument is a cell value (a date may be a date, a datetime or a serial number), a COLUMN argument a
    sequence of them, a TABLE argument a sequence of rows. A function over columns gives a grid, every other one a cell
    value. Wrong input gives a `CellError`, in this order: the first cell error of the arguments, `""` for a blank that
    empties, `#VALUE!` for a wrong kind, `#N/A` for a missing criterion.

    Raises TypeError where there are more arguments than the function has.
    """
    if len(args) > len(function.arguments):
        raise TypeError(f"{function.name} has {len(function.arguments)} arguments, {len(args)} are given")
    given = [*args, *[None] * (len(function.arguments) - len(args))]
    return _decide(function, [_look(function, argument, value) for argument, value in zip(function.arguments, given)])


class _Looked:
    """What one argument means: its cell error, whether it empties the result, its fault, or the prepared value.

    Compared by identity: one object stands for one distinct cell. A plain class, since ten are made in a call.
    """

    __slots__ = ("empties", "error", "fault", "prepared")

    def __init__(
        self,
        error: Optional[CellError] = None,
        empties: bool = False,  # noqa: FBT001, FBT002 - a field
        fault: Optional[CellError] = None,
        prepared: Given = None,
    ) -> None:
        self.error = error
        self.empties = empties
        self.fault = fault
        self.prepared = prepared


_EMPTIES = _Looked(empties=True)


def _look(function: Function, argument: Argument, value: Given) -> _Looked:
    if argument.takes is Takes.VALUE and not isinstance(value, (tuple, list)):
        return _look_at_cell(argument, value)
    shaped = _shaped(argument, value)
    own_rows = function.keeps_errors_in_rows and argument.takes is Takes.COLUMN
    error = None if own_rows else first_error(shaped)
    if error is not None:
        return _Looked(error=error)
    if argument.blank is Blank.EMPTIES and _all_blank(argument, shaped):
        return _Looked(empties=True)
    try:
        return _Looked(prepared=_prepared(argument, shaped))
    except CellFault as fault:
        return _Looked(fault=fault.error)


def _look_at_cell(argument: Argument, value: CellValue) -> _Looked:
    """Look at what nearly every argument is, without the detour over ranges."""
    if isinstance(value, CellError):
        return _Looked(error=value)
    if is_blank(value):
        if argument.blank is Blank.EMPTIES:
            return _EMPTIES
        return _Looked(prepared=_in_place_of_blank(argument))
    try:
        return _Looked(prepared=clean(argument, value))
    except CellFault as fault:
        return _Looked(fault=fault.error)


def _in_place_of_blank(argument: Argument) -> Given:
    if argument.default is Today.TODAY:
        return dt.date.today()
    return argument.default if argument.blank is Blank.DEFAULT else None


def _decide(function: Function, looked: Sequence[_Looked]) -> Result:
    """Return the result: the first cell error, else `""` for a blank that empties, else the first fault, else it."""
    for one in looked:
        if one.error is not None:
            return one.error
    if any(one.empties for one in looked):
        return ""
    for one in looked:
        if one.fault is not None:
            return one.fault
    try:
        return plain_result(function.compute(*[one.prepared for one in looked]))
    except CellFault as fault:
        return fault.error
    except OverflowError:
        return NUMBER_ERROR


class Same:
    """An argument of :func:`over_rows` that is the same in every row."""

    def __init__(self, value: Given) -> None:
        self.value = value


def over_rows(function: Function, args: Sequence[Given], length: int) -> List[Result]:
    """Return what a call gives in each of `length` rows: what :func:`scalar` gives, much faster over many rows.

    An argument is a sequence of cells, one a row, or a :class:`Same`. Each distinct cell of a column is looked at once
    and each distinct row computed once, since a register has few of them.
    """
    looked: List[Optional[_Looked]] = []
    columns: List[Tuple[int, List[_Looked]]] = []
    for place, argument in enumerate(function.arguments):
        value = args[place] if place < len(args) else None
        if value is None or isinstance(value, Same):
            looked.append(_look(function, argument, value if value is None else value.value))
        else:
            looked.append(None)
            columns.append((place, each(value, partial(_look, function, argument))))
    known: Dict[Tuple[_Looked, ...], Result] = {}
    rows = list(zip(*(column for _, column in columns))) if columns else [()] * length
    for row in set(rows):
        for (place, _), one in zip(columns, row):
            looked[place] = one
        known[row] = _decide(function, [one for one in looked if one is not None])
    return list(map(known.__getitem__, rows))


def each(values: Sequence[Given], convert: Callable[[Given], Converted]) -> List[Converted]:
    """Return every cell converted, each distinct one once: a register has few of them.

    A whole number and the same number as a float count as one cell; a boolean is told from both.
    """
    if bool in set(map(type, values)):  # True equals 1, so the kind has to be part of the key
        keys = [(value.__class__, value) for value in values]
        converted = {key: convert(key[1]) for key in set(keys)}
        return list(map(converted.__getitem__, keys))
    known = {value: convert(value) for value in set(values)}
    return list(map(known.__getitem__, values))


def call(function: Function | str, *args: Given) -> Result:
    """Return what a call over cells and ranges gives; a range is a list or tuple of rows.

    Ranges in VALUE arguments broadcast as Excel's operators do: a column with a row gives a grid, and what a shorter
    range lacks is `#N/A`. Raises KeyError for an unknown function name.
    """
    if isinstance(function, str):
        function = BY_NAME[function.upper()]
    if function.gives_grid or not any(
        _is_range(value) for argument, value in zip(function.arguments, args) if argument.takes is Takes.VALUE
    ):
        return scalar(function, args)
    grids = [
        _rows(value) if argument.takes is Takes.VALUE else None for argument, value in zip(function.arguments, args)
    ]
    height = max(len(grid) for grid in grids if grid is not None)
    width = max((len(row) for grid in grids if grid is not None for row in grid), default=0)
    return tuple(
        tuple(_element(function, args, grids, row, column) for column in range(width)) for row in range(height)
    )


def _element(
    function: Function, args: Sequence[Given], grids: Sequence[Table | None], row: int, column: int
) -> CellValue:
    picked: list[Given] = []
    for value, grid in zip(args, grids):
        if grid is None:
            picked.append(value)
            continue
        line = 0 if len(grid) == 1 else row
        place = 0 if max(map(len, grid)) == 1 else column
        if line >= len(grid) or place >= len(grid[line]):
            return NOT_AVAILABLE
        picked.append(grid[line][place])
    result = scalar(function, picked)
    return VALUE_ERROR if isinstance(result, tuple) else result


def _is_range(value: object) -> bool:
    return isinstance(value, (tuple, list))


def _rows(value: Given) -> Table:
    """Return a cell or a range as rows; a flat sequence is one column, an empty one a blank cell."""
    if not _is_range(value):
        return ((value,),)
    rows = tuple(tuple(row) if _is_range(row) else (row,) for row in value)
    return tuple(row or (None,) for row in rows) or ((None,),)


def _shaped(argument: Argument, value: Given) -> Given:
    """Return an argument in the shape in which it is taken; of a range where a cell belongs its first cell."""
    rows = _rows(value)
    if argument.takes is Takes.TABLE:
        return rows
    if argument.takes is Takes.COLUMN:
        return tuple(cell for row in rows for cell in row)
    return rows[0][0] if rows and rows[0] else None


def _all_blank(argument: Argument, value: Given) -> bool:
    if argument.takes is Takes.VALUE:
        return is_blank(value)
    if argument.takes is Takes.COLUMN:
        return all(is_blank(cell) for cell in value)
    return all(is_blank(cell) for row in value for cell in row)


def _prepared(argument: Argument, value: Given) -> Given:
    """Return an argument as `compute` wants it. Raises CellFault where it is of the wrong kind."""
    if _all_blank(argument, value):
        if argument.takes is Takes.COLUMN and argument.default is None:
            return value
        if argument.takes is Takes.COLUMN:
            return (argument.default,)
        return _in_place_of_blank(argument)
    if argument.takes is Takes.VALUE:
        return clean(argument, value)
    if argument.takes is Takes.TABLE and max(len(row) for row in value) < argument.columns:
        raise CellFault(VALUE_ERROR)
    return value
