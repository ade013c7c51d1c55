"""Computes calculated columns in Python: the same abstract formulas that the template's cells hold.

A column is computed as a whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from statistics import fmean
from typing import Any, Protocol

from smsxl.domain.dates import to_serial
from smsxl.domain.values import NOT_AVAILABLE, CellValue
from smsxl.functions import BY_NAME, Same, call, each, over_rows, scalar
from smsxl.tables.formula import Call, Expr, Field, If, IfNa, Lookup, Name, Native, Series, Spelled, Text, Whole
from smsxl.tables.rows import FIRST_YEAR
from smsxl.tables.text import fold

Range = Sequence[Sequence[CellValue]]


class Source(Protocol):
    """Where the cells come from that a formula refers to."""

    def column(self, field: str) -> Sequence[CellValue]:
        """Return this table's column."""

    def whole(self, table: str, field: str, last: str | None) -> Range | None:
        """Return the cells of a column (or a run of columns) of any table; None where it is not there."""

    def name(self, name: str) -> CellValue | Range:
        """Return what a defined name holds; None where it is not there."""


def evaluate(expression: Expr, source: Source, length: int) -> list[CellValue]:
    """Return the values of a calculated column of `length` rows."""
    result = _evaluate(expression, source, length)
    return [result.value] * length if isinstance(result, Same) else list(result)


def _evaluate(  # noqa: C901 - a case per kind of expression
        expr: Expr, source: Source, length: int) -> Same | Sequence[CellValue]:
    match expr:
        case Field(field):
            return source.column(field)
        case Whole(field, table, last):
            return Same(source.whole(table, field, last))
        case Name(name):
            return Same(source.name(name))
        case Text(text):
            return Same(text)
        case If(field, equals, then, otherwise):
            yes = _spread(_evaluate(then, source, length), length)
            no = _spread(_evaluate(otherwise, source, length), length)
            tests = each(source.column(field), lambda v: _equals(v, equals))
            return [y if test else n for test, y, n in zip(tests, yes, no, strict=True)]
        case IfNa(formula):
            values = _spread(_evaluate(formula, source, length), length)
            return ["" if value == NOT_AVAILABLE else value for value in values]
        case Lookup():
            return _lookup(expr, source)
        case Series():
            return _series(expr, source)
        case Spelled(formula):
            return _evaluate(formula, source, length)
        case Native(_, same_as):
            return _whole_call(same_as, source, length)
        case Call(name, arguments):
            return _call(name, [_evaluate(argument, source, length) for argument in arguments], length)


def _equals(value: CellValue, wanted: str | int) -> bool:
    if isinstance(wanted, str):
        return isinstance(value, str) and fold(value) == fold(wanted)
    return not isinstance(value, bool) and value == wanted


def _compared(value: CellValue) -> CellValue:
    """Return a cell as `=` compares it: text without regard to case; None where it is blank."""
    if isinstance(value, str):
        return value.casefold() or None
    return _numeric(value) if isinstance(value, dt.date) else value


def _numeric(value: CellValue) -> float | None:
    """Return the number of a cell, that of a date too; None where ISNUMBER says that it is none."""
    if isinstance(value, dt.date):
        return to_serial(value) if value.year >= FIRST_YEAR else None
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _cells(source: Source, table: str, field: str) -> list[CellValue]:
    return [row[0] for row in source.whole(table, field, None) or ()]


def _lookup(expr: Lookup, source: Source) -> list[CellValue]:
    found: dict[CellValue, CellValue] = {}
    keys, wanted = (_cells(source, expr.table, field) for field in (expr.key, expr.wanted))
    for key, value in zip(each(keys, _compared), wanted, strict=True):
        found.setdefault(key, value)
    found[None] = NOT_AVAILABLE
    return [found.get(key, NOT_AVAILABLE) for key in each(source.column(expr.field), _compared)]


def _series(expr: Series, source: Source) -> list[Any]:
    """Return for each row what its formula gives: the last number or "", or several as a tuple, the latest last."""
    dated: dict[CellValue, dict[float, list[float]]] = {}
    columns = (_cells(source, expr.table, field) for field in (expr.key, expr.order, expr.value))
    for own, order, value in zip(*columns, strict=True):
        day, number = _numeric(order), _numeric(value)
        if day is not None and number is not None:
            dated.setdefault(_compared(own), {}).setdefault(day, []).append(number)
    none: Any = "" if expr.last == 1 else ()
    known: dict[CellValue, Any] = {}
    for own, values in dated.items():
        places = sorted(day for day, numbers in values.items() for _ in numbers)[-expr.last:]
        means = tuple(fmean(values[day]) for day in places)
        known[own] = means[0] if expr.last == 1 else means
    known[None] = none
    return [known.get(_compared(own), none) for own in source.column(expr.own)]


def _spread(result: Same | Sequence[CellValue], length: int) -> Sequence[CellValue]:
    return [result.value] * length if isinstance(result, Same) else result


def _call(name: str, arguments: Sequence[Same | Sequence[CellValue]], length: int) -> Same | list[CellValue]:
    function = BY_NAME[name]
    if all(isinstance(argument, Same) for argument in arguments):
        return Same(scalar(function, [argument.value for argument in arguments if isinstance(argument, Same)]))
    results: list[Any] = over_rows(function, arguments, length)
    return results


def _whole_call(expr: Call, source: Source, length: int) -> list[CellValue]:
    """Call a function that takes whole columns and gives one."""
    arguments: list[Any] = []
    for argument in expr.arguments:
        value = _evaluate(argument, source, length)
        arguments.append(value.value if isinstance(value, Same) else value)
    if length == 0:
        return []
    result: Any = call(expr.function, *arguments)
    return [row[0] for row in result] if isinstance(result, (list, tuple)) else [result] * length  # an error


def same_value(cached: object, computed: CellValue) -> bool:
    """Whether a cached value is what we computed; blank and "" are one, numbers agree to 1 part in 10^9."""
    if isinstance(cached, bool) or isinstance(computed, bool):
        return cached is computed
    if isinstance(cached, (int, float)) and isinstance(computed, (int, float)):
        return abs(cached - computed) <= 1e-9 * max(1.0, abs(computed))
    if cached is None or cached == "":
        return computed is None or computed == ""
    return cached == computed
