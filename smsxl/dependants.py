"""Which other formulas of a workbook may depend on values that smsxl changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from smsxl.hosts.port import Area, Grid, SharedFormula
from smsxl.tables.book import Book
from smsxl.tables.locate import parse_reference

_OWN_CELL: Final = re.compile(r"(?<![\w!.\[:'])\$?[A-Z]{1,3}\$?[0-9]{1,7}(?![\w(\[!])", re.IGNORECASE)
"""A reference to a cell of the formula's own sheet."""

Test = Callable[[str], bool]


def count_dependants(book: Book, touched: Mapping[str, str]) -> int:
    """Return how many formula cells of others may depend on tables that changed (table: sheet); rather too many.

    A formula counts where it names such a table or its sheet, or a sheet or a defined name with a formula that counts,
    or where it refers to cells of its own sheet and a formula there counts.
    """
    sheets = set(touched.values())
    others = {info.name: _other_formulas(book, info.name) for info in book.workbook.sheets}
    words = {*touched, *sheets}
    while True:
        mentions = _mentions(words)
        counts = {sheet: {text: count for text, count in formulas.items() if mentions(text) or (
            sheet in sheets and _OWN_CELL.search(text) is not None)} for sheet, formulas in others.items()}
        found = {sheet for sheet, counted in counts.items() if counted} | _names(book, words, mentions)
        if found <= words:
            return sum(sum(counted.values()) for counted in counts.values())
        sheets |= found & others.keys()
        words |= found


def _names(book: Book, words: set[str], mentions: Test) -> set[str]:
    """Return the defined names that lead to something that counts; one that leads to a constant does not."""
    found = set()
    for name in book.workbook.names:
        place = parse_reference(name.text)
        if place is None:
            counts = "LAMBDA(" not in name.text and mentions(name.text)
        else:
            sheet, area = place
            known = any(info.name == sheet for info in book.workbook.sheets)
            counts = sheet in words and known and any(map(mentions, _formulas_in(book.workbook.grid(sheet), area)))
        if counts or (place is not None and place[0] in words and _is_calculated(book, *place)):
            found.add(name.name)
    return found


def _is_calculated(book: Book, sheet: str, area: Area) -> bool:
    """Whether an area overlaps a calculated column of ours, or the workbook's own date."""
    for rows in book.rows.values():
        if rows.sheet == sheet:
            for name, (row, column) in rows.places.items():
                own = rows.declaration[name].calculated and rows.area.first_row <= area.last_row and (
                    area.first_row <= rows.area.last_row)
                date = name == "as_of" and (row, column) in area
                if date or (own and area.first_column <= column <= area.last_column):
                    return True
    return False


def _formulas_in(grid: Grid, area: Area) -> Iterable[str]:
    for number, column in grid.columns.items():
        if column.formulas is not None and area.first_column <= number <= area.last_column:
            for row, formula in zip(grid.rows, column.formulas, strict=True):
                if formula is not None and area.first_row <= row <= area.last_row:
                    yield formula.text if isinstance(formula, SharedFormula) else formula


def _mentions(words: Iterable[str]) -> Test:
    listed = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w.])(?:{listed})(?![\w.])", re.IGNORECASE)
    return lambda text: pattern.search(text) is not None


def _other_formulas(book: Book, sheet: str) -> Counter[str]:
    """Return the formulas of a sheet that are not those of our calculated columns, with the number of their cells."""
    own = {place[1]: rows.area for rows in book.rows.values() if rows.sheet == sheet
           for name, place in rows.places.items() if rows.declaration[name].calculated}
    counts: Counter[str] = Counter()
    grid = book.workbook.grid(sheet)
    for number, column in grid.columns.items():
        if column.formulas is None:
            continue
        ours = own.get(number)
        for row, formula in zip(grid.rows, column.formulas, strict=True):
            if formula is not None and not (ours is not None and ours.first_row <= row <= ours.last_row):
                counts[formula.text if isinstance(formula, SharedFormula) else formula] += 1
    return counts
