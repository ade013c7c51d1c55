"""Shared formulas: the text that a formula has at another cell than its master."""

from __future__ import annotations

import re

from smsxl.hosts.port import LAST_COLUMN, LAST_ROW, Formula, column_letters, column_number

# In this order: texts, quoted sheet names, bracketed column names (kept as they are), then what may be a reference.
_TOKEN = re.compile(
    r"""
    (?P<kept> "(?:[^"]|"")*" | '(?:[^']|'')*' )
    | (?P<bracket> \[ )
    | (?<![\w.$\\?]) (?:
        (?P<cell> (?P<c1>\$?)(?P<c>[A-Za-z]{1,3})(?P<r1>\$?)(?P<r>[0-9]{1,7}) ) (?![\w.(!\[\\?])
      | (?P<columns> (?P<a1>\$?)(?P<a>[A-Za-z]{1,3}) : (?P<b1>\$?)(?P<b>[A-Za-z]{1,3}) ) (?![\w.(!\[\\?])
      | (?P<rows> (?P<x1>\$?)(?P<x>[0-9]{1,7}) : (?P<y1>\$?)(?P<y>[0-9]{1,7}) ) (?![\w.(!\[\\?])
    )
    """,
    re.VERBOSE,
)


def formula_at(formula: Formula, row: int, column: int) -> str:
    """Return the formula's text at a cell (1-based): relative references of a shared formula are moved there.

    A reference that leaves the sheet becomes `#REF!`. A text is returned as it is.
    """
    if isinstance(formula, str):
        return formula
    down, right = row - formula.master[0], column - formula.master[1]
    return formula.text if not down and not right else _move(formula.text, down, right)


def _move(text: str, down: int, right: int) -> str:
    moved: list[str] = []
    at = 0
    while (match := _TOKEN.search(text, at)) is not None:
        moved.append(text[at:match.start()])
        if match["bracket"]:
            at = _bracket_end(text, match.start())
            moved.append(text[match.start():at])
            continue
        moved.append(_moved_token(match, down, right))
        at = match.end()
    moved.append(text[at:])
    return "".join(moved)


def _bracket_end(text: str, start: int) -> int:
    """Return where the bracket closes that opens at `start`; `'` takes the next character as it is."""
    depth = 0
    at = start
    while at < len(text):
        character = text[at]
        if character == "'":
            at += 1
        elif character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(text)


def _moved_token(match: re.Match[str], down: int, right: int) -> str:
    if match["cell"]:
        if column_number(match["c"]) > LAST_COLUMN or not 1 <= int(match["r"]) <= LAST_ROW:
            return match.group()  # a name that only looks like a cell, such as VAT9999999
        parts = [_moved_column(match["c1"], match["c"], right), _moved_row(match["r1"], match["r"], down)]
        return "#REF!" if None in parts else "".join(part for part in parts if part)
    if match["columns"]:
        parts = [_moved_column(match["a1"], match["a"], right), _moved_column(match["b1"], match["b"], right)]
    elif match["rows"]:
        parts = [_moved_row(match["x1"], match["x"], down), _moved_row(match["y1"], match["y"], down)]
    else:
        return match.group()
    return "#REF!" if None in parts else ":".join(part for part in parts if part)


def _moved_column(fixed: str, letters: str, right: int) -> str | None:
    if fixed:
        return fixed + letters
    number = column_number(letters)
    return column_letters(number + right) if 1 <= number + right <= LAST_COLUMN else None


def _moved_row(fixed: str, digits: str, down: int) -> str | None:
    if fixed:
        return fixed + digits
    number = int(digits)
    return str(number + down) if 1 <= number + down <= LAST_ROW else None
