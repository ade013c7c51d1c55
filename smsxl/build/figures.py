"""Figures of the summaries: each is declared once, as the formula in the cell and the value that it must show.

A :class:`Count` writes its COUNTIFS and counts the same rows in Python, so that the cached value can't drift from the
formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellValue
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.tables import header_of
from smsxl.tables.book import Book
from smsxl.tables.formula import whole_column

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Figure:
    """A formula (without `=`) and its value."""

    formula: str
    value: CellValue


@dataclass(frozen=True)
class FigureLine:
    """A line of a block of figures: its label, its figure, and the columns that the figure is counted from.

    `kind` says what the figure is: "count", "money" or "day".
    """

    label: str
    figure: Figure
    kind: str
    table: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Ref:
    """A cell or name within a formula, and what it holds."""

    text: str
    value: CellValue


@dataclass(frozen=True)
class Where:
    """One condition of a count: a field compared with a constant or with a cell. `is_not` "" means not blank."""

    field: str
    operator: str
    operand: str | Ref


def equal(field: str, operand: str | Ref) -> Where:
    """Return the condition that a field holds a value."""
    return Where(field, "=", operand)


def differs(field: str, operand: str | Ref = "") -> Where:
    """Return the condition that a field holds anything else; without a value that it is not blank."""
    return Where(field, "<>", operand)


def compared(field: str, operator: str, operand: Ref) -> Where:
    """Return the condition that a field's number or date compares with a cell's."""
    return Where(field, operator, operand)


class Facts:
    """The book's columns as masks, each computed once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._masks: dict[tuple[str, str, str, CellValue], Bools] = {}

    def column(self, table: str, field: str) -> Sequence[CellValue]:
        """Return a column, calculated or typed in."""
        rows = self.book[table]
        if rows.declaration[field].calculated:
            return self.book.truth(table, field)
        return [None if value is NOT_CALCULATED else value for value in rows.raw(field)]

    def count(self, table: str, *where: Where) -> Figure:
        """Return the number of a table's rows that meet all conditions."""
        criteria, mask = self._matching(table, where)
        return Figure(f"COUNTIFS({','.join(criteria)})", int(mask.sum()))

    def total(self, table: str, field: str, *where: Where) -> Figure:
        """Return the sum of a column's numbers over the rows that meet all conditions."""
        column = whole_column(table, header_of(table, field))
        criteria, mask = self._matching(table, where)
        formula = f"SUMIFS({','.join([column, *criteria])})" if criteria else f"SUM({column})"
        return Figure(formula, float(np.nansum(self.book[table].number(field)[mask])))

    def _matching(self, table: str, where: Sequence[Where]) -> tuple[list[str], Bools]:
        """Return the conditions as COUNTIFS and SUMIFS take them, and the rows that meet them all."""
        criteria: list[str] = []
        mask = np.ones(len(self.book[table]), dtype=bool)
        for condition in where:
            operand = condition.operand
            column = whole_column(table, header_of(table, condition.field))
            criteria += [column, _criterion(condition.operator, operand)]
            mask &= self._mask(table, condition.field, condition.operator,
                               operand.value if isinstance(operand, Ref) else operand)
        return criteria, mask

    def _mask(self, table: str, field: str, operator: str, operand: CellValue) -> Bools:
        key = (table, field, operator, operand)
        if key not in self._masks:
            cells = self.column(table, field)
            self._masks[key] = np.fromiter(
                (_meets(cell, operator, operand) for cell in cells), dtype=bool, count=len(cells))
        return self._masks[key]


def _criterion(operator: str, operand: str | Ref) -> str:
    if isinstance(operand, Ref):
        return operand.text if operator == "=" else f'"{operator}"&{operand.text}'
    return '"' + (operand if operator == "=" else operator + operand).replace('"', '""') + '"'


_NUMBER: Final = (int, float)


def _meets(cell: CellValue, operator: str, operand: CellValue) -> bool:
    """Compare as COUNTIFS does: text without regard to case, order among numbers and dates only."""
    if operator in ("=", "<>"):
        return (_key(cell) == _key(operand)) is (operator == "=")
    left, right = _key(cell), _key(operand)
    if not isinstance(left, _NUMBER) or not isinstance(right, _NUMBER):
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[operator]


def _key(cell: CellValue) -> str | float:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return to_serial(cell)
    if isinstance(cell, _NUMBER) and not isinstance(cell, bool):
        return float(cell)
    return str(cell).casefold()


def nth_text(table: str, field: str, number: int, facts: Facts) -> Figure:
    """Return the text of a table's n-th row, "" past its end."""
    cells = facts.column(table, field)
    value = cells[number - 1] if number <= len(cells) else ""
    text = "" if value is None else str(value)
    return Figure(f'IFERROR(INDEX({whole_column(table, header_of(table, field))},{number})&"","")', text)
