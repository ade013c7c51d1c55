"""Computes calculated columns in Python: the same abstract formulas that the template's cells hold.

A column is computed as a whole. Calls are remembered per distinct inputs, since a register has few of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from smsxl.domain.values import CellValue
from smsxl.functions import BY_NAME, call, scalar
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


@dataclass(frozen=True)
class _Same:
    """A value that is the same in every row."""

    value: Any


class _Flag:
    """A boolean among remembered inputs, where True must not be taken for 1."""

    def __init__(self, *, value: bool) -> None:
        self.value = value


_TRUE: Final = _Flag(value=True)
_FALSE: Final = _Flag(value=False)


def evaluate(expression: Expr, source: Source, length: int) -> list[CellValue]:
    """Return the values of a calculated column of `length` rows."""
    result = _evaluate(expression, source, length)
    return [result.value] * length if isinstance(result, _Same) else list(result)


def _evaluate(expr: Expr, source: Source, length: int) -> _Same | Sequence[CellValue]:
    match expr:
        case Field(field):
            return source.column(field)
        case Whole(field, table, last):
            return _Same(source.whole(table, field, last))
        case Name(name):
            return _Same(source.name(name))
        case Text(text):
            return _Same(text)
        case If(field, equals, then, otherwise):
            wanted = fold(equals)
            yes = _spread(_evaluate(then, source, length), length)
            no = _spread(_evaluate(otherwise, source, length), length)
            tests = (isinstance(v, str) and fold(v) == wanted for v in source.column(field))
            return [y if test else n for test, y, n in zip(tests, yes, no, strict=True)]
        case Native(_, same_as):
            return _whole_call(same_as, source, length)
        case Call(name, arguments):
            return _call(name, [_evaluate(argument, source, length) for argument in arguments])


def _spread(result: _Same | Sequence[CellValue], length: int) -> Sequence[CellValue]:
    return [result.value] * length if isinstance(result, _Same) else result


def _call(name: str, arguments: Sequence[_Same | Sequence[CellValue]]) -> _Same | list[CellValue]:
    function = BY_NAME[name]
    varying = [i for i, argument in enumerate(arguments) if not isinstance(argument, _Same)]
    inputs: list[Any] = [argument.value if isinstance(argument, _Same) else None for argument in arguments]
    if not varying:
        return _Same(scalar(function, inputs))
    known: dict[tuple[Any, ...], Any] = {}
    out: list[Any] = []
    for key in zip(*(_without_booleans(arguments[i]) for i in varying), strict=True):
        try:
            out.append(known[key])
        except KeyError:
            for i, value in zip(varying, key, strict=True):
                inputs[i] = value.value if isinstance(value, _Flag) else value
            known[key] = result = scalar(function, inputs)
            out.append(result)
    return out


def _without_booleans(cells: Any) -> Sequence[Any]:  # noqa: ANN401 - cells of any kind
    if bool in set(map(type, cells)):
        return [(_TRUE if v else _FALSE) if isinstance(v, bool) else v for v in cells]
    found: Sequence[Any] = cells
    return found


def _whole_call(expr: Call, source: Source, length: int) -> list[CellValue]:
    """Call a function that takes whole columns and gives one."""
    arguments: list[Any] = []
    for argument in expr.arguments:
        value = _evaluate(argument, source, length)
        arguments.append(value.value if isinstance(value, _Same) else value)
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
