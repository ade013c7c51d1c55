"""Calling a worksheet function from Python: one call, or a call over ranges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from smsxl.domain.values import NOT_AVAILABLE, NUMBER_ERROR, VALUE_ERROR, CellValue
from smsxl.functions.convert import clean, first_error, is_blank, plain_result
from smsxl.functions.function import Function
from smsxl.functions.model import Argument, Blank, CellFault, Given, Result, Table, Takes, Today
from smsxl.functions.registry import BY_NAME


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
    given = [_shaped(argument, value) for argument, value in zip(function.arguments, args)]
    given += [_shaped(argument, None) for argument in function.arguments[len(given) :]]
    pairs = list(zip(function.arguments, given))
    for argument, value in pairs:
        own_rows = function.keeps_errors_in_rows and argument.takes is Takes.COLUMN
        error = None if own_rows else first_error(value)
        if error is not None:
            return error
    if any(argument.blank is Blank.EMPTIES and _all_blank(argument, value) for argument, value in pairs):
        return ""
    try:
        return plain_result(function.compute(*[_prepared(argument, value) for argument, value in pairs]))
    except CellFault as fault:
        return fault.error
    except OverflowError:
        return NUMBER_ERROR


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
        if argument.default is Today.TODAY:
            return dt.date.today()
        if argument.takes is Takes.COLUMN:
            return (argument.default,)
        return argument.default if argument.blank is Blank.DEFAULT else None
    if argument.takes is Takes.VALUE:
        return clean(argument, value)
    if argument.takes is Takes.TABLE and max(len(row) for row in value) < argument.columns:
        raise CellFault(VALUE_ERROR)
    return value
