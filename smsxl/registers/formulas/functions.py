"""The worksheet functions that registers make their scores and levels of."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Final

from smsxl.registers.formulas.calculate import (
    Block,
    Calculation,
    FormulaError,
    Function,
    Value,
    arithmetic,
    compare,
    is_number,
    number,
    rank_of,
    truth,
)
from smsxl.registers.formulas.conditional import CONDITIONAL, literal, matches, mean
from smsxl.registers.formulas.parse import Node, NotUnderstoodError
from smsxl.registers.formulas.texts import TEXTS


def _if(calc: Calculation, args: tuple[Node, ...]) -> Value | Block:
    if truth(calc.one(args[0])):
        return calc.value(args[1]) if len(args) > 1 else True
    return calc.value(args[2]) if len(args) > 2 else False


def _ifs(calc: Calculation, args: tuple[Node, ...]) -> Value | Block:
    for condition, then in zip(args[::2], args[1::2], strict=False):
        if truth(calc.one(condition)):
            return calc.value(then)
    raise FormulaError("#N/A")


def _switch(calc: Calculation, args: tuple[Node, ...]) -> Value | Block:
    wanted = calc.one(args[0])
    pairs = args[1:]
    for given, then in zip(pairs[::2], pairs[1::2], strict=False):
        if compare("=", wanted, calc.one(given)):
            return calc.value(then)
    if len(pairs) % 2:
        return calc.value(pairs[-1])
    raise FormulaError("#N/A")


def _iferror(calc: Calculation, args: tuple[Node, ...]) -> Value | Block:
    try:
        return calc.value(args[0])
    except FormulaError:
        return calc.value(args[1])


def _ifna(calc: Calculation, args: tuple[Node, ...]) -> Value | Block:
    try:
        return calc.value(args[0])
    except FormulaError as error:
        if str(error) != _MISSING:
            raise
        return calc.value(args[1])


_MISSING: Final = "#N/A"


def _error_in(calc: Calculation, node: Node) -> str | None:
    """Return the error that a part of a formula gives; None where it gives a value."""
    try:
        calc.value(node)
    except FormulaError as error:
        return str(error)
    return None


def _is(test: Callable[[Value], bool]) -> Function:
    """Return a function that asks what kind of value its argument is; an error is of none of the kinds."""
    def ask(calc: Calculation, args: tuple[Node, ...]) -> Value:
        try:
            return test(calc.one(args[0]))
        except FormulaError:
            return False

    return ask


def _and(calc: Calculation, args: tuple[Node, ...]) -> Value:
    found = [truth(calc.one(arg)) for arg in args]  # all are calculated, so that an error shows
    return all(found)


def _or(calc: Calculation, args: tuple[Node, ...]) -> Value:
    found = [truth(calc.one(arg)) for arg in args]
    return any(found)


def _choose(calc: Calculation, args: tuple[Node, ...]) -> Value | Block:
    which = int(number(calc.one(args[0])))
    if not 1 <= which < len(args):
        raise FormulaError("#VALUE!")
    return calc.value(args[which])


def _product(calc: Calculation, args: tuple[Node, ...]) -> Value:
    numbers = list(calc.numbers(args))
    return math.prod(numbers) if numbers else 0.0


def _median(calc: Calculation, args: tuple[Node, ...]) -> Value:
    numbers = list(calc.numbers(args))
    if not numbers:
        raise FormulaError("#NUM!")
    return median(numbers)


def _nth(*, falling: bool) -> Function:
    """Return the function that gives the number at some place of an area in order."""
    def found(calc: Calculation, args: tuple[Node, ...]) -> Value:
        numbers, place = sorted(calc.numbers(args[:1]), reverse=falling), math.ceil(number(calc.one(args[1])))
        if not 1 <= place <= len(numbers):
            raise FormulaError("#NUM!")
        return numbers[place - 1]

    return found


def _mod(calc: Calculation, args: tuple[Node, ...]) -> Value:
    value, by = (number(calc.one(arg)) for arg in args[:2])
    if by == 0:
        raise FormulaError("#DIV/0!")
    return value - by * math.floor(value / by)


def _let(calc: Calculation, args: tuple[Node, ...]) -> Value | Block:
    known = dict(calc.known)
    for name, then in zip(args[:-1:2], args[1:-1:2], strict=True):
        if name.kind != "name":
            raise NotUnderstoodError
        known[str(name.value).casefold()] = calc.knowing(known).value(then)
    return calc.knowing(known).value(args[-1])


def _rounded(whole: Callable[[float], int]) -> Function:
    """Return a function that rounds the size of a number to some digits, as `whole` makes whole numbers of it."""
    def found(calc: Calculation, args: tuple[Node, ...]) -> Value:
        value, digits = number(calc.one(args[0])), int(number(calc.one(args[1]))) if len(args) > 1 else 0
        return math.copysign(whole(abs(value) * 10.0 ** digits) / 10.0 ** digits, value)

    return found


def _place(wanted: Value, cells: Sequence[Value], kind: int) -> int:
    """Return where a value stands: 0 exactly, 1 the last not above it in rising cells, -1 in falling ones."""
    if wanted is None:
        wanted = 0.0
    if kind == 0:
        for i, cell in enumerate(cells):
            if matches(wanted, cell):
                return i
        raise FormulaError("#N/A")
    found = -1
    op, sort = "<=" if kind > 0 else ">=", rank_of(wanted)[0]
    for i, cell in enumerate(cells):
        if cell is None or rank_of(cell)[0] != sort:
            continue  # numbers are sought among numbers, texts among texts
        if compare(op, cell, wanted):
            found = i
        else:
            break
    if found < 0:
        raise FormulaError("#N/A")
    return found


def _exactly(calc: Calculation, args: tuple[Node, ...], place: int) -> int:
    return 1 if len(args) <= place or truth(calc.one(args[place])) else 0


def _vlookup(calc: Calculation, args: tuple[Node, ...]) -> Value:
    block = calc.block(args[1])
    row = _place(calc.one(args[0]), [line[0] for line in block], _exactly(calc, args, 3))
    return block[row][_inside(number(calc.one(args[2])), len(block[0]))]


def _hlookup(calc: Calculation, args: tuple[Node, ...]) -> Value:
    block = calc.block(args[1])
    column = _place(calc.one(args[0]), block[0], _exactly(calc, args, 3))
    return block[_inside(number(calc.one(args[2])), len(block))][column]


def _inside(place: float, length: int) -> int:
    if not 1 <= int(place) <= length:
        raise FormulaError("#REF!")
    return int(place) - 1


def _line(block: Block) -> list[Value]:
    if len(block) == 1:
        return block[0]
    if any(len(row) > 1 for row in block):
        raise NotUnderstoodError
    return [row[0] for row in block]


def _lookup(calc: Calculation, args: tuple[Node, ...]) -> Value:
    block = calc.block(args[1])
    wanted = calc.one(args[0])
    if len(args) > 2:
        return _line(calc.block(args[2]))[_place(wanted, _line(block), 1)]
    if len(block) >= len(block[0]):
        return block[_place(wanted, [row[0] for row in block], 1)][-1]
    return block[-1][_place(wanted, block[0], 1)]


def _xlookup(calc: Calculation, args: tuple[Node, ...]) -> Value | Block:
    kind = int(number(calc.one(args[4]))) if len(args) > 4 else 0
    if kind not in (0, -1):
        raise NotUnderstoodError
    wanted = calc.one(args[0])
    if kind == 0 and isinstance(wanted, str):
        wanted = literal(wanted)  # without wildcards, unlike in MATCH
    try:
        place = _place(wanted, _line(calc.block(args[1])), -kind)
    except FormulaError:
        if len(args) > 3 and args[3].kind != "empty":
            return calc.value(args[3])
        raise
    return _line(calc.block(args[2]))[place]


def _match(calc: Calculation, args: tuple[Node, ...]) -> Value:
    kind = int(number(calc.one(args[2]))) if len(args) > 2 and args[2].kind != "empty" else (
        0 if len(args) > 2 else 1)
    return float(_place(calc.one(args[0]), _line(calc.block(args[1])), kind) + 1)


def _index(calc: Calculation, args: tuple[Node, ...]) -> Block:
    block = calc.block(args[0])
    row = int(number(calc.one(args[1])))
    if len(args) > 2:
        column = int(number(calc.one(args[2])))
    elif len(block) == 1:
        row, column = 1, row
    else:
        column = 1
    lines = block if row == 0 else [block[_inside(row, len(block))]]
    return [line if column == 0 else [line[_inside(column, len(line))]] for line in lines]


def _offset(calc: Calculation, args: tuple[Node, ...]) -> Value:
    sheet, (row, column), _ = calc.area(args[0])
    if len(args) > 3:
        raise NotUnderstoodError
    down, right = (int(number(calc.one(arg))) for arg in args[1:3])
    return calc._fetch(sheet, row + down, column + right)  # noqa: SLF001 - the functions are part of the calculation


def _sumproduct(calc: Calculation, args: tuple[Node, ...]) -> Value:
    blocks = [calc.block(arg) for arg in args]
    total = 0.0
    for rows in zip(*blocks, strict=True):
        for cells in zip(*rows, strict=True):
            total += math.prod(float(v) if is_number(v) else 0.0 for v in cells)
    return total


def _rank(calc: Calculation, args: tuple[Node, ...]) -> Value:
    wanted = number(calc.one(args[0]))
    numbers = list(calc.numbers(args[1:2]))
    rising = len(args) > 2 and truth(calc.one(args[2]))
    if wanted not in numbers:
        raise FormulaError("#N/A")
    return 1.0 + sum(n < wanted if rising else n > wanted for n in numbers)


FUNCTIONS: Final[Mapping[str, Function]] = {
    "IF": _if, "IFS": _ifs, "SWITCH": _switch, "IFERROR": _iferror, "IFNA": _ifna, "AND": _and, "OR": _or,
    "NOT": lambda calc, args: not truth(calc.one(args[0])), "ISERROR": lambda calc, args: _error_in(calc, args[0]) is not None,
    "ISNA": lambda calc, args: _error_in(calc, args[0]) == _MISSING,
    "ISBLANK": _is(lambda value: value is None), "ISTEXT": _is(lambda value: isinstance(value, str)),
    "ISNUMBER": _is(is_number),
    "CHOOSE": _choose, "PRODUCT": _product, "SUM": lambda calc, args: sum(calc.numbers(args)),
    "AVERAGE": lambda calc, args: mean(list(calc.numbers(args))), "MAX": lambda calc, args: max(calc.numbers(args), default=0.0),
    "MIN": lambda calc, args: min(calc.numbers(args), default=0.0), "ROUND": _rounded(lambda size: math.floor(size + 0.5 + 1e-9)),
    "ROUNDUP": _rounded(lambda size: math.ceil(size - 1e-9)), "ROUNDDOWN": _rounded(lambda size: math.floor(size + 1e-9)),
    "INT": lambda calc, args: float(math.floor(number(calc.one(args[0])))),
    "ABS": lambda calc, args: abs(number(calc.one(args[0]))), "POWER": lambda calc, args: arithmetic(
        "^", number(calc.one(args[0])), number(calc.one(args[1]))),
    "SQRT": lambda calc, args: math.sqrt(number(calc.one(args[0]))),
    "VLOOKUP": _vlookup, "HLOOKUP": _hlookup, "LOOKUP": _lookup, "XLOOKUP": _xlookup, "MATCH": _match,
    "INDEX": _index, "OFFSET": _offset, "SUMPRODUCT": _sumproduct, "RANK": _rank,
    "RANK.EQ": _rank, "TRUE": lambda calc, args: True, "FALSE": lambda calc, args: False,  # noqa: ARG005
    "COUNT": lambda calc, args: float(len(list(calc.numbers(args)))),
    "COUNTA": lambda calc, args: float(sum(v is not None for a in args for row in calc.block(a) for v in row)),
    "COUNTBLANK": lambda calc, args: float(sum(v in (None, "") for a in args for row in calc.block(a) for v in row)),
    "MOD": _mod, "MEDIAN": _median, "LARGE": _nth(falling=True), "SMALL": _nth(falling=False),
    "LET": _let,
    **CONDITIONAL, **TEXTS,
}
"""Every function that is understood, by its name in files."""
