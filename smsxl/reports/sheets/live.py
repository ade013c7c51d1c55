"""Figures that the spreadsheet counts itself: the formula over the tables, beside the number of the summary."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Final

from smsxl.build.figures import Facts, Figure, Where
from smsxl.build.plan_figures import plan_lines
from smsxl.build.risk_figures import risk_lines
from smsxl.domain.values import CellValue
from smsxl.tables import Part, header_of
from smsxl.tables.book import Book
from smsxl.tables.text import fold

_PLAIN: Final = re.compile(r"(?!(?i:true|false)$)[^\W\d][^*?~\x00-\x1f\ud800-\udfff]{0,200}|")
"""Words that COUNTIFS compares letter by letter: they begin with a letter, hold no wildcard and are no truth value."""

Shown = Figure | CellValue
"""What a cell of a summary sheet shows: a formula with its value, or a value."""


class Live:
    """Makes formulas where the spreadsheet will come to the same number; plain values where `on` is False."""

    def __init__(self, book: Book | None = None, *, on: bool = False) -> None:
        self._facts = Facts(book) if book is not None else None
        self.is_on = on and book is not None
        """Whether figures are formulas where they can be."""
        self.as_of = book.as_of if book is not None else None

    def after(self, days: int) -> dt.date | None:
        """Return the day that lies some days after AsOf."""
        return None if self.as_of is None else self.as_of + dt.timedelta(days=days)

    def count(self, value: int, table: str, *where: Where) -> Shown:
        """Return a count of the summary as COUNTIFS over the rows that meet all conditions."""
        if self._facts is None or not (_is_plain(where) and self._can(table, (each.field for each in where))):
            return value
        figure = self._facts.count(table, *where)
        return figure if figure.value == value else value

    def total(self, value: float, table: str, field: str, *where: Where) -> Shown:
        """Return a sum of the summary as SUMIFS."""
        if self._facts is None or not (_is_plain(where) and self._can(table, (field, *(each.field for each in where)))):
            return value
        figure = self._facts.total(table, field, *where)
        return figure if figure.value == value else value

    def lines(self, part: Part) -> Iterator[tuple[str, Shown, str]]:
        """Yield the lines of the template's own summary, one for each thing that the guide asks for."""
        if self._facts is not None:
            for line in (risk_lines if part is Part.RISK else plan_lines)(self._facts):
                yield line.label, line.figure if self._can(line.table, line.fields) else line.figure.value, line.kind

    def _can(self, table: str, fields: Iterable[str]) -> bool:
        """Whether the table and its columns are called as they are declared, so that a formula finds them."""
        book = self._facts.book if self._facts is not None and self.is_on else None
        rows = book.rows.get(table) if book is not None else None
        if book is None or rows is None or not rows.is_excel_table:
            return False
        return all(field in rows.places and fold(book.header(table, field)) == fold(header_of(table, field))
                   for field in fields)


def _is_plain(where: Iterable[Where]) -> bool:
    """Whether COUNTIFS takes the words of all conditions as they stand."""
    return all(_PLAIN.fullmatch(condition.operand) for condition in where if isinstance(condition.operand, str))


def live_for(book: Book, today: dt.date) -> Live:
    """Return what makes formulas for a book; plain values where its AsOf will be another day than the report's."""
    return Live(book, on=day_of_sheet(book, today) == book.as_of)


def day_of_sheet(book: Book, today: dt.date) -> dt.date:
    """Return the day by which the workbook's formulas will calculate: today where AsOf is a formula, else its date."""
    rows = book.rows.get("Organisation")
    written = rows.formulas.get("as_of") if rows is not None else None
    return today if written and written[0] is not None else book.sheet_as_of
