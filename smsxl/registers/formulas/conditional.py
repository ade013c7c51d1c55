"""Functions that count and add up what a criterion such as "High", ">=15" or "<>Closed" is true of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from smsxl.registers.formulas.calculate import (
    Calculation,
    FormulaError,
    Function,
    Value,
    compare,
    is_number,
    rank_of,
)
from smsxl.registers.formulas.parse import Node, NotUnderstoodError

_WILD: Final = "*?~"
_CRITERION: Final = re.compile(r"(<=|>=|<>|<|>|=)?(.*)", re.DOTALL)
_PART: Final = re.compile(r"~[*?~]|[*?]|[^*?~]+|~", re.DOTALL)


def matches(wanted: Value, cell: Value) -> bool:
    """Whether a cell is what is looked for: the same, without regard to case, or fit for its wildcards."""
    if isinstance(wanted, str) and isinstance(cell, str) and not set(_WILD).isdisjoint(wanted):
        return _pattern(wanted).fullmatch(cell) is not None
    return cell is not None and rank_of(wanted) == rank_of(cell)


def literal(text: str) -> str:
    """Return what matches a text as it is, whatever wildcards it holds."""
    return re.sub(r"([*?~])", r"~\1", text)


@lru_cache(maxsize=1_000)
def _pattern(wanted: str) -> re.Pattern[str]:
    """Return the wildcards of a spreadsheet as a regular expression; "~" before one takes it as it is."""
    written = {"*": ".*", "?": "."}
    parts = (written.get(part) or re.escape(part[1:] if part in ("~*", "~?", "~~") else part)
             for part in _PART.findall(wanted))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def _criterion(test: Value) -> tuple[str, Value]:
    """Return the comparison and the value of a criterion."""
    match = _CRITERION.fullmatch(test) if isinstance(test, str) else None
    op, rest = ("=", test) if match is None else (match[1] or "=", _read(match[2]))
    if rest is None or (rest == "" and op != "="):
        raise NotUnderstoodError  # programs differ in what it means
    return op, rest


def _read(text: str) -> Value:
    """Return what a criterion or a cell says: a number where it reads as one."""
    try:
        return float(text)
    except ValueError:
        return text


def _meets(op: str, rest: Value, cell: Value) -> bool:
    """Whether a cell meets a criterion."""
    if op == "<>":
        return not _meets("=", rest, cell)
    if op != "=":
        return cell is not None and rank_of(cell)[0] == rank_of(rest)[0] and compare(op, cell, rest)
    if rest == "":
        return cell in ("", None)
    if isinstance(rest, float) and isinstance(cell, str):  # a text that reads as the number is counted too
        return _read(cell) == rest
    return matches(rest, cell)


def _countif(calc: Calculation, args: tuple[Node, ...]) -> Value:
    counts, (op, rest) = calc.counted(args[0]), _criterion(calc.one(args[1]))
    if op == "=" and isinstance(rest, str) and rest and set(_WILD).isdisjoint(rest):
        return float(counts.get(rank_of(rest), (None, 0))[1])  # as in every row of a column that looks for its id
    return float(sum(count for cell, count in counts.values() if _meets(op, rest, cell)))


def _chosen(calc: Calculation, args: tuple[Node, ...]) -> Iterator[bool]:
    """Yield of each cell of areas of one size, each with its criterion, whether it meets all of them."""
    lines = []
    for area, test in zip(args[::2], args[1::2], strict=True):
        op, rest = _criterion(calc.one(test))
        lines.append([_meets(op, rest, cell) for row in calc.block(area) for cell in row])
    return map(all, zip(*lines, strict=True))


def _of_chosen(make: Callable[[list[float]], float]) -> Function:
    """Return a function over the numbers of its first area where the others meet their criteria."""
    def found(calc: Calculation, args: tuple[Node, ...]) -> Value:
        cells = [cell for row in calc.block(args[0]) for cell in row]
        return make([float(cell) for cell, chosen in zip(cells, _chosen(calc, args[1:]), strict=True)
                     if chosen and is_number(cell)])

    return found


def _with_one(make: Callable[[list[float]], float]) -> Function:
    """Return a function over an area, or another of its size, where the first meets a criterion."""
    several = _of_chosen(make)
    return lambda calc, args: several(calc, (args[2] if len(args) > 2 else args[0], args[0], args[1]))


def mean(numbers: list[float]) -> float:
    """Return the mean of numbers. Raises FormulaError where there are none."""
    if not numbers:
        raise FormulaError("#DIV/0!")
    return sum(numbers) / len(numbers)


CONDITIONAL: Final[Mapping[str, Function]] = {
    "COUNTIF": _countif, "COUNTIFS": lambda calc, args: float(sum(_chosen(calc, args))),
    "SUMIF": _with_one(sum), "SUMIFS": _of_chosen(sum), "AVERAGEIF": _with_one(mean), "AVERAGEIFS": _of_chosen(mean),
    "MAXIFS": _of_chosen(lambda numbers: max(numbers, default=0.0)),
    "MINIFS": _of_chosen(lambda numbers: min(numbers, default=0.0)),
}
"""Each of these functions by its name in files."""
