"""One form for formulas that mean the same.

Excel, Calc, Python writers and people write the same calculated column in different ways: with `_xlfn.` prefixes or
without, `[@Impact]` or `Risks[[#This Row],[Impact]]` or `I5`, in any case and spacing. :class:`Normaliser` maps all
of them to one text in which this row's cells read `{header}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from smsxl.hosts.port import Area, Formula, SharedFormula, cell_name, column_number
from smsxl.tables.text import fold

_TOKEN: Final = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<sheet>'(?:[^']|'')*'!|[A-Za-z_][\w.]*!)
  | (?P<book>\[\d+\]!?)
  | (?P<table>[A-Za-z_\\][\w.]*(?=\[)|(?<![\w\])])(?=\[))
  | (?P<range>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}:\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w(.]))
  | (?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w(.]))
  | (?P<word>[A-Za-z_\\][\w.]*)
  | (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?)
  | (?P<space>\s+)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PREFIX: Final = re.compile(r"^(?:_xlfn\.|_xlws\.|_xlpm\.|_xlop\.|_xll\.)+", re.IGNORECASE)
_PART: Final = re.compile(r"\[((?:'.|[^\[\]'])*)\]")
_UNESCAPE: Final = re.compile(r"'(.)")


class Normaliser:
    """Brings the formulas of one table's calculated columns into one form.

    `columns` gives the folded header of each sheet column that the table covers, `body` the table's data rows.
    """

    def __init__(self, table: str, sheet: str, columns: Mapping[int, str], body: Area) -> None:
        self._table = fold(table)
        self._sheet = fold(sheet)
        self._columns = columns
        self._body = body
        self._known: dict[object, str] = {}

    def __call__(self, formula: Formula, row: int) -> str:
        """Return the normal form of a formula that stands in a sheet row."""
        if isinstance(formula, SharedFormula):
            key: object = (formula.text, formula.master)
            text, row = formula.text, formula.master[0]
        else:
            key = text = formula
        known = self._known.get(key)
        if known is not None:
            return known
        normal, depends_on_row = self._normal(text, row)
        if not depends_on_row or isinstance(formula, SharedFormula):
            self._known[key] = normal
        return normal

    def same_in_every_row(self, formula: Formula) -> bool:
        """Whether a formula that was normalised means the same in every row: it names no cell by its address."""
        return (formula if isinstance(formula, str) else (formula.text, formula.master)) in self._known

    def _normal(self, text: str, row: int) -> tuple[str, bool]:
        """Return the normal form, and whether it depends on the row that the formula stands in."""
        out: list[str] = []
        depends = False
        position = 0
        while match := _TOKEN.match(text, position):
            position = match.end()
            kind, word = match.lastgroup or "", match.group()
            if kind == "table":
                reference, position = _bracketed(text, position)
                out.append(self._structured(word, reference))
            else:
                depends |= kind in ("range", "cell")
                out.append(self._word(kind, word, row))
        return "".join(out), depends

    def _word(self, kind: str, word: str, row: int) -> str:
        """Return the normal form of one token."""
        if kind in ("space", "book") or word == "@":
            return ""
        if kind == "sheet":
            name = fold(word[:-1].strip("'").replace("''", "'"))
            return "" if name == self._sheet else f"{name}!"
        if kind == "range":
            return self._range(word) or ":".join(self._cell(cell, row) for cell in word.split(":"))
        if kind == "cell":
            return self._cell(word, row)
        if kind == "text":
            return word
        return _PREFIX.sub("", word).casefold()

    def _structured(self, table: str, reference: str) -> str:
        """Write `Risks[[#This Row],[Impact]]`, `[@Impact]`, `Risks[Impact]` ... in one way."""
        inner = reference[1:-1].strip()
        own = not table or fold(table) == self._table
        this_row = inner.startswith("@")
        if this_row:
            inner = inner[1:].strip()
        parts = [fold(_UNESCAPE.sub(r"\1", part)) for part in _PART.findall(inner)] if inner.startswith("[") else (
            [fold(_UNESCAPE.sub(r"\1", inner))] if inner else [])
        if "#this row" in parts:
            this_row = True
        parts = [part for part in parts if part not in ("#this row", "#data")]
        colon = ":" in re.sub(r"\[[^\]]*\]", "", inner) and len(parts) == 2  # noqa: PLR2004 - from, to
        name = ":".join(parts) if colon else ",".join(parts)
        if own:
            return f"{{{name}}}" if this_row else f"<{name}>"
        return f"{fold(table)}{'@' if this_row else ''}[{name}]"

    def _cell(self, cell: str, row: int) -> str:
        column, at = _split_cell(cell)
        header = self._columns.get(column)
        if header is not None and at == row:
            return f"{{{header}}}"
        return cell_name(at, column)

    def _range(self, cells: str) -> str | None:
        """Equate the range over a column's data rows with the column itself."""
        (first, top), (last, bottom) = (_split_cell(cell) for cell in cells.split(":"))
        header = self._columns.get(first)
        if header is None or first != last or (top, bottom) != (self._body.first_row, self._body.last_row):
            return None
        return f"<{header}>"


def _split_cell(cell: str) -> tuple[int, int]:
    name = cell.replace("$", "")
    letters = name.rstrip("0123456789")
    return column_number(letters), int(name[len(letters):])


def _bracketed(text: str, start: int) -> tuple[str, int]:
    """Return the bracketed text that starts at `start`, and where it ends; `'` escapes a character."""
    depth, i = 0, start
    while i < len(text):
        if text[i] == "'":
            i += 2
            continue
        depth += {"[": 1, "]": -1}.get(text[i], 0)
        i += 1
        if depth == 0:
            break
    return text[start:i], i
