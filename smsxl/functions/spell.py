"""Spells the calls of our functions in a formula out in built-in functions, wherever they stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Optional, Tuple

from smsxl.functions.function import Function, plain
from smsxl.functions.registry import BY_NAME

_CALL = re.compile(r"(?<![\w.!\]])(" + "|".join(BY_NAME) + r")\s*\(", re.IGNORECASE)
_QUOTES = "\"'"


@dataclass(frozen=True)
class Spelled:
    """A formula without calls of our functions.

    `array` says that it has to be entered as an array formula; `left` are the functions that have no such form, whose
    calls stay as they are.
    """

    text: str
    array: bool = False
    left: Tuple[str, ...] = ()


def calls_functions(formula: str) -> bool:
    """Whether a formula calls one of our functions by its name."""
    return _next_call(formula, 0) is not None


def spelled_out(formula: str) -> Spelled:
    """Return a formula (without `=`) with every call of our functions spelled out, those in arguments too."""
    out: List[str] = []
    left: List[str] = []
    array, at = False, 0
    while (found := _next_call(formula, at)) is not None:
        function, start, inside = found
        end = _closing(formula, inside)
        if end is None:
            break
        arguments: List[Optional[str]] = []
        for text in _arguments(formula[inside:end]):
            inner = spelled_out(text)
            array |= inner.array
            left += inner.left
            arguments.append(inner.text.strip() or None)
        out.append(formula[at:start])
        at = end + 1
        try:
            out.append(plain(function, arguments))
            array |= function.array_entered
        except ValueError:
            left.append(function.name)
            out.append(f"{function.name}({','.join(text or '' for text in arguments)})")
    return Spelled("".join(out) + formula[at:], array, tuple(dict.fromkeys(left)))


def _next_call(formula: str, at: int) -> Optional[Tuple[Function, int, int]]:
    """Return the next call of a function of ours: the function, where its name begins, where its arguments begin."""
    while at < len(formula):
        character = formula[at]
        if character in _QUOTES:
            at = _skip_quoted(formula, at)
        elif character == "[":
            at = _skip_brackets(formula, at)
        else:
            match = _CALL.match(formula, at)
            if match is not None:
                return BY_NAME[match[1].upper()], at, match.end()
            at += 1
    return None


def _arguments(text: str) -> List[str]:
    """Return the arguments of a call; a call without any has none."""
    parts, start, depth, at = [], 0, 0, 0
    while at < len(text):
        character = text[at]
        if character in _QUOTES:
            at = _skip_quoted(text, at)
            continue
        if character == "[":
            at = _skip_brackets(text, at)
            continue
        depth += (character in "({") - (character in ")}")
        if character == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]] if text.strip() else []


def _closing(formula: str, at: int) -> Optional[int]:
    """Return where the bracket closes whose inside begins at a place; None where it never does."""
    depth = 1
    while at < len(formula):
        character = formula[at]
        if character in _QUOTES:
            at = _skip_quoted(formula, at)
            continue
        if character == "[":
            at = _skip_brackets(formula, at)
            continue
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return at
        at += 1
    return None


def _skip_quoted(text: str, at: int) -> int:
    """Return the place behind a text or a quoted sheet name; a doubled quote goes on."""
    quote = text[at]
    at += 1
    while at < len(text):
        if text[at] == quote:
            if text[at + 1:at + 2] != quote:
                return at + 1
            at += 1
        at += 1
    return at


def _skip_brackets(text: str, at: int) -> int:
    """Return the place behind a reference to a table; `'` escapes a character in it."""
    depth = 0
    while at < len(text):
        if text[at] == "'":
            at += 1
        else:
            depth += (text[at] == "[") - (text[at] == "]")
        at += 1
        if depth == 0:
            break
    return at
