"""What a workbook holds besides our tables: sheets and cells of the user's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from smsxl.compare.meaning import Meaning, written
from smsxl.hosts.package import formula_at
from smsxl.hosts.port import MARK
from smsxl.tables.book import Book

Cell = tuple[int, int]

_SPELLING: Final = re.compile(r"_xl(?:fn|ws|pm)\.|(?<=\bTRUE)\(\)|(?<=\bFALSE)\(\)", re.IGNORECASE)
"""What one program writes into a formula and another does not."""


def own_sheets(book: Book) -> frozenset[str]:
    """Return the sheets that smsxl makes, and may make anew."""
    return frozenset(name.sheet for name in book.workbook.names
                     if name.sheet is not None and name.name.casefold() == MARK)


def cells_besides(book: Book, sheet: str) -> dict[Cell, tuple[str, Meaning]]:
    """Return the cells of a sheet that lie in none of our tables: formula ("" for none) and what was typed.

    What a formula gives is left out, since it changes though nobody changed anything.
    """
    areas = [rows.area for rows in book.rows.values() if rows.sheet == sheet]
    grid = book.workbook.grid(sheet)
    found: dict[Cell, tuple[str, Meaning]] = {}
    for number, column in grid.columns.items():
        formulas = column.formulas or [None] * len(grid.rows)
        ours = [(area.first_row, area.last_row) for area in areas if area.first_column <= number <= area.last_column]
        for row, value, formula in zip(grid.rows, column.values, formulas, strict=True):
            if any(first <= row <= last for first, last in ours):
                continue
            typed = written(value) if formula is None else None
            if typed is not None or formula is not None:
                text = "" if formula is None else _SPELLING.sub("", formula_at(formula, row, number))
                found[row, number] = (text, typed)
    return found


def besides(book: Book) -> Iterator[tuple[str, Mapping[Cell, tuple[str, Meaning]]]]:
    """Yield the sheets that are not smsxl's own, with the cells that lie in none of our tables."""
    own = own_sheets(book)
    for info in book.workbook.sheets:
        if info.name not in own:
            yield info.name, cells_besides(book, info.name)
