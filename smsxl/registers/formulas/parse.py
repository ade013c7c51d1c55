"""Formulas as trees, seen from the cell that they stand in: equal formulas of a filled-down column are equal trees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from smsxl.hosts.port import LAST_COLUMN, LAST_ROW, Formula, SharedFormula, column_number

_MOST_LENGTH: Final = 4096
_MOST_DEPTH: Final = 80
_TOKEN: Final = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<text>"(?:[^"]|"")*")
  | (?P<error>\#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!))
  | (?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)
  | (?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w(.\[]))
  | (?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}(?![\w(.]))
  | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[^\W\d][\w.]*|\\[\w.]+)
  | (?P<part>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
  | (?P<op><=|>=|<>|[-+*/^&=<>%(),;:{}@!])
    """,
    re.VERBOSE,
)
_REFERENCE: Final = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_LOOSE: Final = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|(?<![\w.$\\])(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?![\w(.!\[])')
_PREFIX: Final = re.compile(r"^(?:_xlfn\.|_xlws\.|_xlpm\.)+", re.IGNORECASE)


class NotUnderstoodError(Exception):
    """A formula is written in a way that smsxl does not understand."""


@dataclass(frozen=True)
class Node:
    """A part of a formula.

    `kind` is num, text, bool, error, ref, range, columns, name, part, call, op, neg, percent, array or empty; `value`
    and `args` belong to it.
    """

    kind: str
    value: Any = None
    args: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Ref:
    """A cell as a formula names it: a row and a column, each fixed or counted from the formula's own cell."""

    sheet: str | None
    row: int
    column: int
    fixed_row: bool
    fixed_column: bool

    def at(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell that it means in a formula of a cell."""
        return (self.row if self.fixed_row else row + self.row,
                self.column if self.fixed_column else column + self.column)


def relative(formula: Formula, row: int, column: int) -> str:
    """Return the text of a formula with its cells counted from its own: the same for all cells of a filled column."""
    if isinstance(formula, SharedFormula):
        return _relative(formula.text, *formula.master)
    return _counted(formula, row, column)


@lru_cache(maxsize=4096)
def _relative(text: str, row: int, column: int) -> str:
    return _counted(text, row, column)


def _counted(text: str, row: int, column: int) -> str:
    def count(match: re.Match[str]) -> str:
        if match[2] is None:
            return match[0]
        across, down = column_number(match[2]), int(match[4])
        if across > LAST_COLUMN or not 1 <= down <= LAST_ROW:
            return match[0]
        return (f"R{down}" if match[3] else f"R[{down - row}]") + (f"C{across}" if match[1] else f"C[{across - column}]")

    return _LOOSE.sub(count, text)


_trees: dict[str, Node | None] = {}


def tree(formula: Formula, row: int, column: int) -> Node:
    """Return the tree of a formula that stands in a cell. Raises NotUnderstoodError."""
    text, at = (formula.text, formula.master) if isinstance(formula, SharedFormula) else (formula, (row, column))
    key = relative(formula, row, column)
    if key not in _trees:
        if len(_trees) > 20_000:
            _trees.clear()
        try:
            _trees[key] = _Parser(text, *at).whole()
        except NotUnderstoodError:
            _trees[key] = None
    found = _trees[key]
    if found is None:
        raise NotUnderstoodError
    return found


class _Parser:
    def __init__(self, text: str, row: int, column: int) -> None:
        if len(text) > _MOST_LENGTH:
            raise NotUnderstoodError
        self._row, self._column = row, column
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise NotUnderstoodError
            if match.lastgroup != "space":
                self._tokens.append((match.lastgroup, match[0]))
            at = match.end()
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        found = self._compared()
        if self._at != len(self._tokens):
            raise NotUnderstoodError
        return found

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("", "")

    def _take(self) -> tuple[str, str]:
        token = self._peek()
        self._at += 1
        return token

    def _next_is(self, *ops: str) -> bool:
        kind, text = self._peek()
        return kind == "op" and text in ops

    def _need(self, op: str) -> None:
        if self._take() != ("op", op):
            raise NotUnderstoodError

    def _binary(self, deeper: str, *ops: str) -> Node:
        left: Node = getattr(self, deeper)()
        while self._next_is(*ops):
            _, op = self._take()
            left = Node("op", op, (left, getattr(self, deeper)()))
        return left

    def _compared(self) -> Node:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise NotUnderstoodError
        found = self._binary("_joined", "=", "<", ">", "<=", ">=", "<>")
        self._depth -= 1
        return found

    def _joined(self) -> Node:
        return self._binary("_added", "&")

    def _added(self) -> Node:
        return self._binary("_multiplied", "+", "-")

    def _multiplied(self) -> Node:
        return self._binary("_raised", "*", "/")

    def _raised(self) -> Node:
        return self._binary("_signed", "^")

    def _signed(self) -> Node:
        if self._next_is("-"):
            self._take()
            return Node("neg", None, (self._signed(),))
        if self._next_is("+", "@"):
            self._take()
            return self._signed()
        found = self._atom()
        while self._next_is("%"):
            self._take()
            found = Node("percent", None, (found,))
        return found

    def _atom(self) -> Node:
        kind, text = self._take()
        if kind == "number":
            return Node("num", float(text))
        if kind == "text":
            return Node("text", text[1:-1].replace('""', '"'))
        if kind == "error":
            return Node("error", text)
        if kind == "op" and text == "(":
            found = self._compared()
            self._need(")")
            return found
        if kind == "op" and text == "{":
            return self._array()
        if kind == "sheet":
            return self._reference(text[:-1].strip("'").replace("''", "'"), *self._take())
        if kind in ("cell", "columns"):
            return self._reference(None, kind, text)
        if kind == "part":
            return Node("part", ("", text))
        if kind == "word":
            return self._word(text)
        raise NotUnderstoodError

    def _word(self, text: str) -> Node:
        if self._next_is("("):
            self._take()
            return Node("call", _PREFIX.sub("", text).upper(), self._arguments())
        if self._peek()[0] == "part":
            return Node("part", (text, self._take()[1]))
        if text.upper() in ("TRUE", "FALSE"):
            return Node("bool", text.upper() == "TRUE")
        return Node("name", text)

    def _arguments(self) -> tuple[Node, ...]:
        out: list[Node] = []
        if self._next_is(")"):
            self._take()
            return ()
        while True:
            out.append(Node("empty") if self._next_is(",", ")", ";") else self._compared())
            kind, text = self._take()
            if kind == "op" and text == ")":
                return tuple(out)
            if kind != "op" or text not in (",", ";"):
                raise NotUnderstoodError

    def _array(self) -> Node:
        rows: list[Node] = []
        row: list[Node] = []
        while True:
            row.append(self._signed())
            kind, text = self._take()
            if kind != "op" or text not in (",", ";", "}"):
                raise NotUnderstoodError
            if text in (";", "}"):
                rows.append(Node("row", None, tuple(row)))
                row = []
            if text == "}":
                return Node("array", None, tuple(rows))

    def _reference(self, sheet: str | None, kind: str, text: str) -> Node:
        if kind == "columns":
            first, last = (column_number(part.replace("$", "")) for part in text.split(":"))
            return Node("columns", (sheet, min(first, last), max(first, last)))
        if kind == "error":
            return Node("error", text)
        if kind != "cell":
            raise NotUnderstoodError
        first_cell = self._ref(sheet, text)
        if self._next_is(":"):
            self._take()
            kind, text = self._take()
            if kind != "cell":
                raise NotUnderstoodError
            return Node("range", (first_cell, self._ref(sheet, text)))
        return Node("ref", first_cell)

    def _ref(self, sheet: str | None, text: str) -> Ref:
        match = _REFERENCE.fullmatch(text)
        if match is None:
            raise NotUnderstoodError
        column, row = column_number(match[2]), int(match[4])
        if column > LAST_COLUMN or not 1 <= row <= LAST_ROW:
            raise NotUnderstoodError
        return Ref(sheet, row if match[3] else row - self._row, column if match[1] else column - self._column,
                   bool(match[3]), bool(match[1]))
