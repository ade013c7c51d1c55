"""Functions over texts that registers make ids, labels and levels of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smsxl.registers.formulas.calculate import (
    LONGEST,
    Calculation,
    FormulaError,
    Function,
    Value,
    joined,
    number,
    text_of,
    truth,
)
from smsxl.registers.formulas.parse import Node, NotUnderstoodError


def _text(calc: Calculation, args: tuple[Node, ...], place: int = 0) -> str:
    return text_of(calc.one(args[place]))


def _count(calc: Calculation, args: tuple[Node, ...], place: int, least: int = 0) -> int:
    """Return a number of characters, or 1 where none is given. Raises FormulaError where it is below the least."""
    found = int(number(calc.one(args[place]))) if len(args) > place else 1
    if found < least:
        raise FormulaError("#VALUE!")
    return found


def _left(calc: Calculation, args: tuple[Node, ...]) -> Value:
    return _text(calc, args)[:_count(calc, args, 1)]


def _right(calc: Calculation, args: tuple[Node, ...]) -> Value:
    text, count = _text(calc, args), _count(calc, args, 1)
    return text[-count:] if count else ""


def _mid(calc: Calculation, args: tuple[Node, ...]) -> Value:
    text, start, length = _text(calc, args), _count(calc, args, 1, 1), _count(calc, args, 2)
    return text[start - 1:start - 1 + length]


def _find(calc: Calculation, args: tuple[Node, ...]) -> Value:
    return _found(calc, args, _text(calc, args), _text(calc, args, 1))


def _search(calc: Calculation, args: tuple[Node, ...]) -> Value:
    wanted = _text(calc, args)
    if not set("*?~").isdisjoint(wanted):
        raise NotUnderstoodError
    return _found(calc, args, wanted.casefold(), _text(calc, args, 1).casefold())


def _found(calc: Calculation, args: tuple[Node, ...], wanted: str, text: str) -> float:
    found = text.find(wanted, _count(calc, args, 2, 1) - 1)
    if found < 0:
        raise FormulaError("#VALUE!")
    return float(found + 1)


def _substitute(calc: Calculation, args: tuple[Node, ...]) -> Value:
    text, old, new = (_text(calc, args, place) for place in range(3))
    if not old:
        return text
    if len(text) + text.count(old) * (len(new) - len(old)) > LONGEST:
        raise FormulaError("#VALUE!")
    if len(args) < 4:
        return text.replace(old, new)
    which = _count(calc, args, 3, 1)
    parts = text.split(old)
    return text if which >= len(parts) else old.join(parts[:which]) + new + old.join(parts[which:])


def _joined(calc: Calculation, args: tuple[Node, ...]) -> Value:
    between, skips = _text(calc, args), truth(calc.one(args[1]))
    texts = (text_of(value) for arg in args[2:] for row in calc.block(arg) for value in row)
    return joined(between, (text for text in texts if text or not skips))


def _value(calc: Calculation, args: tuple[Node, ...]) -> Value:
    found = calc.one(args[0])
    if found == "":
        raise FormulaError("#VALUE!")
    return number(found)


def _only_text(calc: Calculation, args: tuple[Node, ...]) -> Value:
    found = calc.one(args[0])
    return found if isinstance(found, str) else ""


def _only_number(calc: Calculation, args: tuple[Node, ...]) -> Value:
    found = calc.one(args[0])
    return 0.0 if isinstance(found, str) else number(found)


TEXTS: Final[Mapping[str, Function]] = {
    "LEFT": _left, "RIGHT": _right, "MID": _mid, "FIND": _find, "SEARCH": _search, "SUBSTITUTE": _substitute,
    "TEXTJOIN": _joined, "VALUE": _value, "NUMBERVALUE": _value, "T": _only_text, "N": _only_number,
    "LEN": lambda calc, args: float(len(_text(calc, args))),
    "TRIM": lambda calc, args: " ".join(part for part in _text(calc, args).split(" ") if part),
    "UPPER": lambda calc, args: _text(calc, args).upper(), "LOWER": lambda calc, args: _text(calc, args).lower(),
    "CONCATENATE": lambda calc, args: joined("", (text_of(calc.one(arg)) for arg in args)),
    "CONCAT": lambda calc, args: joined("", (text_of(v) for arg in args for row in calc.block(arg) for v in row)),
    "EXACT": lambda calc, args: _text(calc, args) == _text(calc, args, 1),
}
"""Each of these functions by its name in files."""
