"""Computes calculated columns in Python: the same abstract formulas that the template's cells hold.

A column is computed as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from smsxl.domain.values import CellValue
from smsxl.functions import BY_NAME, Same, call, each, over_rows, scalar
from smsxl.tables.formula import Call, Expr, Field, If, Name, Native, Text, Whole
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


def _evaluate(expr: Expr, source: Source, length: int) -> Same | Sequence[CellValue]:
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
            wanted = fold(equals)
            yes = _spread(_evaluate(then, source, length), length)
            no = _spread(_evaluate(otherwise, source, length), length)
            tests = each(source.column(field), lambda v: isinstance(v, str) and fold(v) == wanted)
            return [y if test else n for test, y, n in zip(tests, yes, no, strict=True)]
        case Native(_, same_as):
            return _whole_call(same_as, source, length)
        case Call(name, arguments):
            return _call(name, [_evaluate(argument, source, length) for argument in arguments], length)


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
