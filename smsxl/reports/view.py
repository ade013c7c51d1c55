"""A table of the book as the summaries look at it: texts and dates that are always there, and where rows stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from smsxl.domain.dates import from_serial
from smsxl.domain.values import CellError, CellValue, is_number
from smsxl.hosts.port import cell_name
from smsxl.reports.model import Source, Sources
from smsxl.tables import BY_NAME
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, as_serial, as_text
from smsxl.tables.text import fold, tidy

_T = TypeVar("_T")


class View:
    """The rows of one table; a table that is not there has none."""

    def __init__(self, book: Book, table: str) -> None:
        self.book = book
        self.table = BY_NAME[table]
        self.rows = book.rows.get(table)
        self._made: dict[tuple[str, str], list[Any]] = {}

    def __len__(self) -> int:
        return 0 if self.rows is None else len(self.rows)

    def _once(self, kind: str, field: str, make: Callable[[], list[_T]]) -> list[_T]:
        """Return a column in one of its forms, made when it is first asked for."""
        key = (kind, field)
        if key not in self._made:
            self._made[key] = make() if self.rows is not None else []
        made: list[_T] = self._made[key]
        return made

    def values(self, field: str) -> list[CellValue]:
        """Return the cells of a column: what people typed, or what a calculated column should hold."""
        if self.rows is None:
            return []
        if self.table[field].calculated:
            return list(self.book.truth(self.table.name, field))
        return [value if isinstance(value, (str, bool, int, float, dt.date, dt.time, CellError)) else None
                for value in self.rows.raw(field)]

    def texts(self, field: str) -> list[str]:
        """Return the cells of a column as people read them."""
        return self._once("text", field, lambda: [tidy(as_text(value)) for value in self.values(field)])

    def dates(self, field: str) -> list[dt.date | None]:
        """Return the days that a column holds."""
        return self._once("date", field, lambda: self._days(field))

    def _days(self, field: str) -> list[dt.date | None]:
        if self.rows is None or self.table[field].calculated:
            return [_day(as_serial(value)) for value in self.values(field)]
        return [_day(day) for day in self.rows.date(field)]

    def numbers(self, field: str) -> list[float | None]:
        """Return the numbers that a column holds."""
        return self._once("number", field, lambda: [float(value) if is_number(value) else None
                                                    for value in self.values(field)])

    def keys(self, field: str) -> list[str]:
        """Return the keys of allowed values; "" where a cell is blank or holds none of them."""
        rows = self.rows
        return [] if rows is None else self._once("key", field, lambda: [key or "" for key in rows.choice(field)])

    def ids(self, field: str) -> list[list[str]]:
        """Return the ids that the cells list, folded."""
        return [] if self.rows is None else self.rows.ids(field)

    def folded(self, field: str) -> list[str]:
        """Return the texts in the form in which they are compared."""
        return self._once("folded", field, lambda: [fold(text) for text in self.texts(field)])

    @cached_property
    def sources(self) -> Sources:
        """Where each row stands."""
        if self.rows is None:
            return ()
        field = self.table.key if self.table.key in self.rows else next(iter(self.rows.places), None)
        ids = self.texts(self.table.key) if self.table.key else [""] * len(self)
        titles = self.texts(self.table.title) if self.table.title else [""] * len(self)
        return tuple(
            Source(self.table.name, self.rows.sheet,
                   cell_name(*self.rows.cell(i, field)) if field else cell_name(self.rows.numbers[i], 1), ids[i],
                   titles[i])
            for i in range(len(self)))

    @cached_property
    def index(self) -> dict[str, int]:
        """The row of each name that other tables may use, folded."""
        return {} if self.rows is None else dict(self.rows.index)

    def where(self, chosen: Iterable[object] | Bools) -> Sources:
        """Return where the rows stand that are chosen: a truth value for each."""
        return tuple(source for source, yes in zip(self.sources, chosen, strict=True) if yes)

    def at(self, places: Iterable[int]) -> Sources:
        """Return where the rows with these numbers stand."""
        return tuple(self.sources[i] for i in places)

    def is_one_of(self, field: str, *wanted: str) -> list[bool]:
        """Return which rows hold one of some words, without regard to case."""
        words = {fold(word) for word in wanted}
        return [text in words for text in self.folded(field)]

    def filled(self, field: str) -> list[bool]:
        """Return which rows hold anything."""
        return [bool(text) for text in self.texts(field)]


class Look:
    """A book as the summaries look at it: its tables, each looked at once, and what of the whole book still counts.

    `whole` is the book before rows were left out for an audience: whether a link is there is asked of it.
    """

    def __init__(self, book: Book, whole: Book | None = None) -> None:
        self.book = book
        self.whole = whole or book
        self._views: dict[str, View] = {}

    def __getitem__(self, table: str) -> View:
        if table not in self._views:
            self._views[table] = View(self.book, table)
        return self._views[table]

    @property
    def as_of(self) -> dt.date:
        """The day by which everything is judged."""
        return self.book.as_of

    @property
    def soon_days(self) -> int:
        """How many days ahead count as soon."""
        return self.book.criteria.soon_days


def every(*masks: Iterable[object] | Bools) -> list[bool]:
    """Return where all masks are true."""
    return [all(marks) for marks in zip(*masks, strict=True)]


def no(mask: Iterable[object] | Bools) -> list[bool]:
    """Return where a mask is false."""
    return [not mark for mark in mask]


def _day(serial: float) -> dt.date | None:
    if not np.isfinite(serial):
        return None
    try:
        return from_serial(float(serial)).date()
    except ValueError:
        return None
