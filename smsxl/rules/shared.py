"""Checks that rules of several families share."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from smsxl.domain.due import OVERDUE
from smsxl.rules.base import Detail, RowRule
from smsxl.rules.common import known_keys, today, unknown
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text


class Filled(RowRule):
    """The check of cells that must not be blank."""

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return ~rows.blank(field)


class FilledWhere(RowRule):
    """The check of cells that must not be blank in the rows that :meth:`judged` picks."""

    def judged(self, rows: Rows, book: Book) -> Bools:
        """Return the rows in which the cell is needed."""
        raise NotImplementedError

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return ~(rows.blank(field) & self.judged(rows, book))


class Listed(RowRule):
    """The check of cells that name a row of another table: silent where its rows can't be known."""

    refers: ClassVar[tuple[str, ...]]

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        known = known_keys(book, *self.refers)
        return np.ones(len(rows), dtype=bool) if known is None else ~unknown(rows.folded(field), known)


class Timely(RowRule):
    """The check of a calculated due status: what is overdue fails at the cell of its date."""

    severity = Severity.WARNING
    status: ClassVar[str] = "due_status"
    """The calculated column that says so."""

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        words = book.truth(rows.declaration.name, self.status)
        on_time = np.fromiter((word != OVERDUE for word in words), bool, len(rows))
        passed: Bools = on_time | ~np.isfinite(rows.date(field))  # no date that anybody means: another finding
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        late = int(today(book) - rows.date(field)[i])
        return Detail({"day": as_day(rows, field, i), "late": f"{late} day{'s' if late != 1 else ''}"},
                      expected=f"{book.as_of.isoformat()} or later")


def as_day(rows: Rows, field: str, i: int) -> str:
    """Return a date as messages write it."""
    return as_text(rows.raw(field)[i])[:10]
