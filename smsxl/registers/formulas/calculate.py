"""Calculates the formulas that registers use for scores and levels, without Excel.

Only what such formulas consist of is known; everything else raises NotUnderstoodError, and nothing is said about it.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeGuard

from smsxl.domain.values import CellError
from smsxl.hosts.port import Formula
from smsxl.registers.formulas.parse import Node, NotUnderstoodError, Ref, tree

Value = float | str | bool | None
Block = list[list[Value]]
Rank = tuple[int, float, str]
Counts = Mapping[Rank | None, tuple[Value, int]]
"""A value of each rank, and how many cells have it; blank cells have no rank."""

Area = tuple[str | None, tuple[int, int], tuple[int, int]]
"""A sheet, the first and the last cell."""

Fetch = Callable[[str | None, int, int], Value]

_MOST_CELLS: Final = 20_000
_KEPT_FROM: Final = 50
_KEPT_IS_CHEAPER: Final = 4
_MOST_READ: Final = 30_000_000
"""So many cells in areas are read for the formulas of a sheet."""

LONGEST: Final = 32_767
"""As many characters a cell holds."""

_GIVING_CELLS: Final = ("CHOOSE", "IF", "IFERROR", "IFNA", "IFS", "INDEX", "OFFSET", "SWITCH", "XLOOKUP")
"""Functions whose result may be a cell."""


class FormulaError(Exception):
    """A formula gives a cell error, such as `#N/A`."""


class Sight:
    """What a formula sees: cells of its own and of other sheets, its table's columns, and defined names."""

    def __init__(self, fetch: Fetch, headers: Mapping[str, int], names: Mapping[str, Node], last_row: int,
                 functions: Mapping[str, Function]) -> None:
        self.fetch = fetch
        self.functions = functions
        self.headers = headers
        """The column of each folded header, for references such as [@Impact]."""
        self.names = names
        self.last_row = last_row
        self.blocks: dict[Area, Block] = {}
        """Larger areas as they were read once: every row of a column may rank itself among all of it."""
        self.numbers: dict[Area, list[float]] = {}
        """The numbers of these areas."""
        self.counts: dict[Area, Counts] = {}
        """How often each value stands in these areas."""
        self.left = _MOST_READ
        """So many cells in areas may still be read."""


Function = Callable[["Calculation", tuple[Node, ...]], Value | Block]


def calculate(formula: Formula, row: int, column: int, sight: Sight) -> Value:
    """Return what a formula gives in its cell. Raises FormulaError and NotUnderstoodError."""
    found = Calculation(sight, row, column).value(tree(formula, row, column))
    return found if not isinstance(found, list) else found[0][0]


class Calculation:
    """The calculation of one formula in one cell."""

    def __init__(self, sight: Sight, row: int, column: int, known: Mapping[str, Value | Block] | None = None) -> None:
        self._sight, self._row, self._column = sight, row, column
        self.known: Mapping[str, Value | Block] = known or {}
        """What names stand for in this part of the formula, as LET has it."""

    def knowing(self, known: Mapping[str, Value | Block]) -> Calculation:
        """Return the calculation with further names."""
        return Calculation(self._sight, self._row, self._column, known)

    def value(self, node: Node) -> Value | Block:
        kind = node.kind
        if kind in ("num", "text", "bool"):
            found: Value = node.value
            return found
        if kind == "empty":
            return None
        if kind == "error":
            raise FormulaError(str(node.value))
        if kind == "ref":
            ref: Ref = node.value
            return self._fetch(ref.sheet, *ref.at(self._row, self._column))
        if kind in ("range", "columns", "array"):
            return self.block(node)
        if kind == "part":
            return self._part(node)
        if kind == "name":
            name = str(node.value).casefold()
            return self.known[name] if name in self.known else self.value(self._named(node))
        if kind == "neg":
            return -number(self.one(node.args[0]))
        if kind == "percent":
            return number(self.one(node.args[0])) / 100
        if kind == "op":
            return self._operation(str(node.value), *node.args)
        return self._call(str(node.value), node.args)

    def one(self, node: Node) -> Value:
        found = self.value(node)
        if isinstance(found, list):
            if len(found) == 1 and len(found[0]) == 1:
                return found[0][0]
            raise NotUnderstoodError
        return found

    def block(self, node: Node) -> Block:
        if node.kind == "array":
            return [[self.one(cell) for cell in row.args] for row in node.args]
        if node.kind == "name" and str(node.value).casefold() not in self.known:
            return self.block(self._named(node))
        if node.kind not in ("range", "columns"):
            found = self.value(node)
            return found if isinstance(found, list) else [[found]]
        sheet, (top, left), (bottom, right) = area = self.area(node)
        size = (bottom - top + 1) * (right - left + 1)
        if size > _MOST_CELLS:
            raise NotUnderstoodError
        kept = self._sight.blocks.get(area)
        self._sight.left -= size if kept is None else size // _KEPT_IS_CHEAPER
        if self._sight.left < 0:
            raise NotUnderstoodError  # each of many formulas reads much: better not judged than never done
        if kept is not None:
            return kept
        found = [[self._fetch_quietly(sheet, r, c) for c in range(left, right + 1)] for r in range(top, bottom + 1)]
        if size > _KEPT_FROM:
            self._sight.blocks[area] = found
        return found

    def area(self, node: Node) -> Area:
        """Return sheet, first and last cell of a reference."""
        if node.kind == "name":
            return self.area(self._named(node))
        if node.kind == "ref":
            ref: Ref = node.value
            at = ref.at(self._row, self._column)
            return ref.sheet, at, at
        if node.kind == "columns":
            sheet, left, right = node.value
            return sheet, (1, left), (min(self._sight.last_row, _MOST_CELLS // (right - left + 1)), right)
        if node.kind != "range":
            raise NotUnderstoodError
        first, last = node.value
        (r1, c1), (r2, c2) = (ref.at(self._row, self._column) for ref in (first, last))
        return first.sheet, (min(r1, r2), min(c1, c2)), (max(r1, r2), max(c1, c2))

    def _fetch(self, sheet: str | None, row: int, column: int) -> Value:
        if row < 1 or column < 1:
            raise FormulaError("#REF!")
        found: object = self._sight.fetch(sheet, row, column)
        if isinstance(found, CellError):
            raise FormulaError(found.code)
        return found  # type: ignore[return-value]  # nothing else than values and errors is fetched

    def _fetch_quietly(self, sheet: str | None, row: int, column: int) -> Value:
        try:
            return self._fetch(sheet, row, column)
        except FormulaError:
            return None

    def _named(self, node: Node) -> Node:
        found = self._sight.names.get(str(node.value).casefold())
        if found is None:
            raise NotUnderstoodError
        return found

    def _part(self, node: Node) -> Value:
        """Return the cell of this row that `[@Impact]` or `Table1[[#This Row],[Impact]]` names."""
        _, text = node.value
        inner = text[1:-1].strip()
        if not (inner.startswith("@") or "#this row" in inner.casefold()):
            raise NotUnderstoodError
        name = inner.lstrip("@").strip()
        if "#this row" in name.casefold():
            name = name.partition("],")[2]
        name = " ".join(name.strip().strip("[]").replace("'", "").split()).casefold()
        column = self._sight.headers.get(name)
        if column is None:
            raise NotUnderstoodError
        return self._fetch(None, self._row, column)

    def _operation(self, op: str, left: Node, right: Node) -> Value:
        a, b = self.one(left), self.one(right)
        if op == "&":
            return joined("", (text_of(a), text_of(b)))
        if op in _COMPARED:
            return compare(op, a, b)
        return arithmetic(op, number(a), number(b))

    def _call(self, name: str, args: tuple[Node, ...]) -> Value | Block:
        function = self._sight.functions.get(name)
        if function is None:
            raise NotUnderstoodError
        try:
            found = function(self, args)
        except (IndexError, ValueError, TypeError, ArithmeticError):  # too few arguments, or such as no one writes
            raise NotUnderstoodError from None
        if isinstance(found, float) and not math.isfinite(found):
            raise FormulaError("#NUM!")
        return found

    def numbers(self, args: Sequence[Node]) -> Iterator[float]:
        """Yield the numbers of arguments as SUM sees them: texts and blanks of ranges are passed over."""
        for node in args:
            if node.kind in ("range", "columns"):
                yield from self._numbers_in(node)
                continue
            found = self.value(node)
            if isinstance(found, list):
                yield from _numbers(found)
            elif node.kind == "call" and node.value in _GIVING_CELLS and not is_number(found):
                raise NotUnderstoodError  # a text that was typed is an error, one in a cell is passed over
            elif node.kind in ("ref", "part"):
                if is_number(found):
                    yield float(found)
            elif found is not None:
                yield number(found)

    def counted(self, node: Node) -> Counts:
        """Return how often each value stands in an area."""
        area, block = self.area(node) if node.kind in ("range", "columns") else None, self.block(node)
        if area in self._sight.counts:
            return self._sight.counts[area]
        found: dict[Rank | None, tuple[Value, int]] = {}
        for row in block:
            for cell in row:
                key = None if cell is None else rank_of(cell)
                found[key] = (cell, found[key][1] + 1 if key in found else 1)
        if area in self._sight.blocks:
            self._sight.counts[area] = found
        return found

    def _numbers_in(self, node: Node) -> Iterable[float]:
        area, block = self.area(node), self.block(node)
        if area not in self._sight.blocks:
            return _numbers(block)
        if area not in self._sight.numbers:
            self._sight.numbers[area] = list(_numbers(block))
        return self._sight.numbers[area]


def _numbers(block: Block) -> Iterator[float]:
    return (float(v) for row in block for v in row if is_number(v))


def is_number(value: Value | Block) -> TypeGuard[float]:
    """Whether a value is a number, which TRUE is not."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def arithmetic(op: str, x: float, y: float) -> float:
    """Return what an operator makes of two numbers. Raises FormulaError."""
    try:
        found = _ARITHMETIC[op](x, y)
    except ZeroDivisionError:
        raise FormulaError("#DIV/0!") from None
    except OverflowError:
        raise FormulaError("#NUM!") from None
    if isinstance(found, complex) or not math.isfinite(found):
        raise FormulaError("#NUM!")
    return found


_ARITHMETIC: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": operator.pow}


def number(value: Value) -> float:
    """Return a value as arithmetic takes it. Raises FormulaError."""
    if value is None:
        return 0.0
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, (int, float)):
        return float(value)
    try:
        found = float(str(value).strip().rstrip("%"))
    except ValueError:
        raise FormulaError("#VALUE!") from None
    if not math.isfinite(found):
        raise FormulaError("#VALUE!")
    return found / 100 if str(value).strip().endswith("%") else found


def text_of(value: Value) -> str:
    """Return a value as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return f"{value + 0:.15g}".upper()  # as many digits as spreadsheets show
    return value


def joined(between: str, texts: Iterable[str]) -> str:
    """Return texts as one. Raises FormulaError where it is longer than a cell can hold: each row may double a text."""
    found: list[str] = []
    length = 0
    for text in texts:
        length += len(text) + (len(between) if found else 0)
        if length > LONGEST:
            raise FormulaError("#VALUE!")
        found.append(text)
    return between.join(found)


def truth(value: Value) -> bool:
    """Return a value as a condition. Raises FormulaError."""
    if isinstance(value, str):
        raise FormulaError("#VALUE!")
    return bool(value)


def compare(op: str, a: Value, b: Value) -> bool:
    """Compare as spreadsheets do: numbers come before texts, texts before booleans; a blank is 0 or an empty text."""
    if a is None:
        a = "" if isinstance(b, str) else False if isinstance(b, bool) else 0.0
    if b is None:
        b = "" if isinstance(a, str) else False if isinstance(a, bool) else 0.0
    return _COMPARED[op](rank_of(a), rank_of(b))


_COMPARED: Final[Mapping[str, Callable[[Rank, Rank], bool]]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}


def rank_of(value: Value) -> Rank:
    """Return a value's place among all values; what spreadsheets take for equal has the same."""
    if isinstance(value, bool):
        return (2, float(value), "")
    if isinstance(value, str):
        return (1, 0.0, value.casefold())
    return (0, float(value or 0), "")
