"""Checks that rules of several families share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smsxl.domain.due import OVERDUE
from smsxl.rules.base import Detail, RowRule
from smsxl.rules.common import known_keys, today, unknown, unreadable
from smsxl.rules.findings import Severity
from smsxl.tables import BY_NAME
from smsxl.tables.book import Book
from smsxl.tables.model import Column
from smsxl.tables.rows import Bools, Rows, as_text
from smsxl.tables.text import fold, split_ids


class Filled(RowRule):
    """The check of cells that must not be blank."""

    def judged(self, rows: Rows, book: Book) -> Bools:
        """Return the rows in which the cell is needed: all, where a rule does not say otherwise."""
        return np.ones(len(rows), dtype=bool)

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        missing = rows.blank(field)
        return ~(missing & self.judged(rows, book)) if missing.any() else ~missing


class Owned(Filled):
    """The check that a row names the role that answers for it."""

    message = "{id} names no role that answers for it."
    fix = "Choose the role that answers for it."
    completeness = True
    fields = ("owner_role",)


class Listed(RowRule):
    """The check of cells that name rows of other tables: silent where those can't be known."""

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        column = rows.declaration[field]
        known = known_keys(book, *column.refers)
        if known is None:
            return np.ones(len(rows), dtype=bool)
        if not column.many:
            return ~unknown(rows.folded(field), known)
        strange = {part for part in set().union(*rows.ids(field)) - known if not is_elsewhere(part, column, book)}
        return np.fromiter((strange.isdisjoint(parts) for parts in rows.ids(field)), bool, len(rows))


def unknown_ids(rows: Rows, i: int, field: str, book: Book) -> str:
    """Return what a cell names that the tables it refers to don't have, as people typed it."""
    column = rows.declaration[field]
    known = known_keys(book, *column.refers) or frozenset()
    text = as_text(rows.raw(field)[i])
    parts = split_ids(text) if column.many else [text.strip()]
    return ", ".join(part for part in parts
                     if fold(part) not in known and not (column.many and is_elsewhere(fold(part), column, book)))


def is_elsewhere(folded: str, column: Column, book: Book) -> bool:
    """Whether an id looks like one of the half that this workbook does not have, such as R-1 in a plan alone."""
    return any(folded.startswith(fold(BY_NAME[name].prefix)) for name in column.refers
               if name not in book and not book.expects(BY_NAME[name]) and BY_NAME[name].prefix)


class Timely(RowRule):
    """The check of a calculated due status: what is overdue fails at the cell of its date."""

    severity = Severity.WARNING

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        words = book.truth(rows.declaration.name, "due_status")
        on_time = np.fromiter((word != OVERDUE for word in words), bool, len(rows))
        passed: Bools = on_time | ~np.isfinite(rows.date(field))  # no date that anybody means: another finding
        if "status" in rows.declaration.by_field and rows.declaration["status"].choices:
            passed |= unreadable(rows.choice("status"))  # it may mean that the work is done; that finding comes first
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        late = int(today(book) - rows.date(field)[i])
        return Detail({"day": as_day(rows, field, i), "late": f"{late} day{'s' if late != 1 else ''}"},
                      expected=f"{book.as_of.isoformat()} or later")


def as_day(rows: Rows, field: str, i: int) -> str:
    """Return a date as messages write it."""
    return as_text(rows.raw(field)[i])[:10]


def listed(words: Sequence[str]) -> str:
    """Return words as a list: "A", "A and B", "A, B and C"."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
