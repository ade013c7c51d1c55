"""Checks that rules of several families share."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from smsxl.rules.base import RowRule
from smsxl.rules.common import known_keys, unknown
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows


class Filled(RowRule):
    """The check of cells that must not be blank."""

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return ~rows.blank(field)


class Listed(RowRule):
    """The check of cells that name a row of another table: silent where its rows can't be known."""

    refers: ClassVar[tuple[str, ...]]

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        known = known_keys(book, *self.refers)
        return np.ones(len(rows), dtype=bool) if known is None else ~unknown(rows.folded(field), known)
