"""Which other formulas of a workbook may depend on values that smsxl changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from smsxl.hosts.port import SharedFormula
from smsxl.tables.book import Book


def count_dependants(book: Book, touched: Mapping[str, str]) -> int:
    """Return how many formula cells of others may depend on tables that changed (table: sheet); rather too many.

    A formula counts where it names such a table or its sheet, stands on such a sheet, or does so by way of a defined
    name or of another sheet with formulas that count.
    """
    others = {info.name: _other_formulas(book, info.name) for info in book.workbook.sheets}
    names = {name.name: name.text for name in book.workbook.names if "LAMBDA(" not in name.text}
    words = {*touched, *touched.values()}
    while True:
        mentions = _mentions(words)
        more = {name for name, text in names.items() if mentions(text)}
        more |= {sheet for sheet, formulas in others.items() if any(map(mentions, formulas))}
        if more <= words:
            break
        words |= more
    return sum(count for sheet, formulas in others.items() for text, count in formulas.items()
               if sheet in words or mentions(text))


def _mentions(words: Iterable[str]) -> Callable[[str], bool]:
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
