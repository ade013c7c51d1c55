"""The worksheet functions as Excel calls them: what arrives over COM in, what COM can carry out.

Arguments arrive as `Value2`: numbers as floats, texts, booleans, None for a blank cell or an omitted argument, tuples
of rows for ranges. COM would turn a cell error into a bare number and a text into nothing but a text, so errors arrive
and leave as texts with a mark in front; the number that COM makes of one is understood too. Results are rows in any
case: xlwings hands a single cell on as a value.

Dates arrive and leave as serial numbers, which Excel counts from 1904 in workbooks that are set so. Nothing in a call
says which it is, and asking Excel would cost more than the call. Every function compares days or adds to them, so both
systems give the right answer as long as all days come from the same one: in a workbook that counts from 1904 `as_of`
has to be given, as all formulas of smsxl's own workbooks do.
"""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from smsxl.domain.dates import to_serial
from smsxl.domain.values import VALUE_ERROR, CellError, CellValue
from smsxl.functions import FUNCTIONS, Function, call
from smsxl.functions.model import Given, Result
from smsxl.hosts.excel.guard import load_xlwings

ERROR_MARK: Final = "\ue000"
"""Stands before the text of a cell error, such as #N/A, on its way through COM."""

Carried = bool | float | str
Rows = tuple[tuple[Carried, ...], ...]
Udf = Callable[..., Rows]

_COM_ERRORS: Final[Mapping[int, CellError]] = {
    -2146826288: CellError("#NULL!"), -2146826281: CellError("#DIV/0!"), -2146826273: CellError("#VALUE!"),
    -2146826265: CellError("#REF!"), -2146826259: CellError("#NAME?"), -2146826252: CellError("#NUM!"),
    -2146826246: CellError("#N/A"),
}
"""What COM makes of cell errors: the numbers of VBA's CVErr with Excel's facility code."""

_logged: set[tuple[str, type[BaseException]]] = set()


def received(value: Given) -> Given:
    """Return an argument as the registry takes it."""
    kind = type(value)
    if kind is float or value is None:
        return value
    if kind is str:
        return CellError(value[1:]) if value.startswith(ERROR_MARK) else value
    if kind is tuple or kind is list:
        return tuple(tuple(map(received, row)) if isinstance(row, (tuple, list)) else received(row) for row in value)
    return _COM_ERRORS.get(value, value) if kind is int else value


def carried(value: CellValue) -> Carried:
    """Return a cell of a result as COM can carry it."""
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, CellError):
        return ERROR_MARK + value.code
    if isinstance(value, dt.date):
        return float(to_serial(value))
    return ""


def answer(function: Function, arguments: Iterable[Given]) -> Rows:
    """Return what a call gives, as rows. A bug of ours gives #VALUE! and one log, not one for each cell."""
    try:
        result: Result = call(function, *map(received, arguments))
        if isinstance(result, tuple):
            return tuple(tuple(map(carried, row)) for row in result)
        return ((carried(result),),)
    except Exception as error:  # noqa: BLE001 - the boundary: a cell shows an error, never a traceback
        if (function.name, type(error)) not in _logged:
            _logged.add((function.name, type(error)))
            from smsxl.bugs import write_log  # noqa: PLC0415 - needed only here

            write_log(error)
        return ((carried(VALUE_ERROR),),)


def python_function(function: Function) -> Udf:
    """Return a worksheet function as a Python function with its name, help and arguments."""
    def udf(*arguments):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN202 - xlwings would convert by annotations
        return answer(function, arguments)

    udf.__name__ = udf.__qualname__ = function.name
    udf.__doc__ = function.summary
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    udf.__signature__ = inspect.Signature([  # type: ignore[attr-defined]
        inspect.Parameter(argument.name, kind, default=None if argument.optional else inspect.Parameter.empty)
        for argument in function.arguments])
    return udf


def bind(udf: Udf, function: Function, xw: Any) -> Udf:  # noqa: ANN401
    """Tell xlwings of a worksheet function: category, help, and that nothing is to be converted on the way."""
    for argument in function.arguments:
        udf = xw.arg(argument.name, "raw", doc=argument.help)(udf)
    udf = xw.ret("raw")(udf)
    bound: Udf = xw.func(category=function.category)(udf)  # last, since each of the others sets the category back
    return bound


def worksheet_functions(xw: Any = None) -> dict[str, Udf]:  # noqa: ANN401
    """Return every worksheet function by its name, bound to xlwings on Windows (or to `xw` where it is given)."""
    if xw is None and sys.platform == "win32":
        xw = load_xlwings()
    made = {function.name: python_function(function) for function in FUNCTIONS}
    return made if xw is None else {function.name: bind(made[function.name], function, xw) for function in FUNCTIONS}
