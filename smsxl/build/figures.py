"""Figures of the summaries: each is declared once, as the formula in the cell and the value that it must show.

The methods of :class:`Facts` write the formula and find the same rows in Python, so that the cached value can't drift
from the formula. Conditions are written as criteria of COUNTIFS, or as arrays inside SUMPRODUCT and AGGREGATE, which
take arrays in a plain cell of every program.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError, CellValue
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.tables import BY_NAME, Type, header_of
from smsxl.tables.book import Book
from smsxl.tables.formula import whole_column
from smsxl.tables.rows import as_text

Bools = NDArray[np.bool_]

_AGGREGATE: Final = "_xlfn.AGGREGATE"
"""14: the largest, 15: the smallest; 6: leave errors out, such as those of a division by a condition that fails."""

NUMERIC: Final = (Type.NUMBER, Type.WHOLE, Type.SHARE, Type.DATE, Type.RATING)


@dataclass(frozen=True)
class Figure:
    """A formula (without `=`) and its value."""

    formula: str
    value: CellValue


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


@dataclass(frozen=True)
class Linked:
    """How many rows of another table belong to a row, compared with a number.

    Each of `ways` is a set of pairs (field there, field here) that have to agree; what agrees in several ways counts
    for each. `where` holds for the rows there.
    """

    table: str
    ways: tuple[tuple[tuple[str, str], ...], ...]
    where: tuple[Where, ...] = ()
    operator: str = ">"
    number: int = 0


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
        return Figure(f"COUNTIFS({self._criteria(table, where)})", int(self._all(table, where).sum()))

    def total(self, table: str, field: str, *where: Where) -> Figure:
        """Return the sum of a field's numbers over the rows that meet all conditions."""
        numbers = [number for number, met in zip(self._numbers(table, field), self._all(table, where), strict=True)
                   if met and number is not None]
        column = _column(table, field)
        return Figure(f"SUMIFS({column},{self._criteria(table, where)})", fsum(numbers))

    def linked(self, table: str, where: Sequence[Where], links: Linked) -> Figure:
        """Return the number of a table's rows that meet all conditions and have so many rows in another table."""
        written, mask = [], self._all(table, where)
        counts = np.zeros(len(mask))
        there = np.flatnonzero(self._all(links.table, links.where))
        for way in links.ways:
            pairs = [part for other, own in way for part in (_column(links.table, other), _column(table, own))]
            further = [self._criteria(links.table, links.where)] if links.where else []
            written.append(f"COUNTIFS({','.join(pairs + further)})")
            theirs = [self.column(links.table, other) for other, _ in way]
            known = Counter(tuple(_key(cells[i]) for cells in theirs) for i in there)
            keys = zip(*(map(_key, self.column(table, own)) for _, own in way), strict=True)
            counts += [0 if "" in key else known[key] for key in keys]
        held = {">": counts > links.number, "=": counts == links.number}[links.operator]
        tests = [self._array(table, each) for each in where]
        tests.append(f"({'+'.join(written)}{links.operator}{links.number})")
        return Figure(f"SUMPRODUCT({'*'.join(tests)})", int((mask & held).sum()))

    def largest(self, table: str, field: str, *where: Where) -> Figure:
        """Return the largest number or latest date of a field among the rows that meet all conditions; "" for none."""
        return self._extreme(table, field, where, largest=True)

    def smallest(self, table: str, field: str, *where: Where) -> Figure:
        """Return the smallest number or first date of a field among the rows that meet all conditions; "" for none."""
        return self._extreme(table, field, where, largest=False)

    def _extreme(self, table: str, field: str, where: Sequence[Where], *, largest: bool) -> Figure:
        numbers = [number for number, met in zip(self._numbers(table, field), self._all(table, where), strict=True)
                   if met and number is not None]
        column = _column(table, field)
        tests = "*".join([*(self._array(table, each) for each in where), f'({column}<>"")'])
        value: CellValue = "" if not numbers else max(numbers) if largest else min(numbers)
        return Figure(f'IFERROR({_AGGREGATE}({14 if largest else 15},6,{column}/({tests}),1),"")', value)

    def place(self, table: str, number: int, *where: Where) -> Figure:
        """Return which row of a table is the n-th that meets all conditions, counted from 1; 0 where there is none."""
        found = np.flatnonzero(self._all(table, where))
        value = int(found[number - 1]) + 1 if number <= len(found) else 0
        column = _column(table, where[0].field)
        rows = f"ROW({column})-ROW({table}[[#Headers],{column.removeprefix(table)}])"
        tests = "*".join(self._array(table, each) for each in where)
        return Figure(f"IFERROR({_AGGREGATE}(15,6,({rows})/({tests}),{number}),0)", value)

    def at(self, table: str, field: str, place: int | Ref | Figure) -> Figure:
        """Return what a table has in a field of its n-th row; "" past its end, for a blank and for an error.

        Text stays text, numbers and dates stay numbers.
        """
        number = place if isinstance(place, int) else place.value
        cells = self.column(table, field)
        inside = isinstance(number, int) and 0 < number <= len(cells)
        value = cells[number - 1] if inside and isinstance(number, int) else ""
        shown: CellValue = "" if value is None or isinstance(value, CellError) else value
        where = place if isinstance(place, int) else place.text if isinstance(place, Ref) else place.formula
        found = f"INDEX({_column(table, field)},{where})"
        if BY_NAME[table][field].type in NUMERIC:
            formula = f'IFERROR(IF({found}="","",{found}),"")'
        else:
            formula, shown = f'IFERROR({found}&"","")', as_text(shown)
        return Figure(formula if isinstance(place, int) else f'IF({where}=0,"",{formula})', shown)

    def beyond(self, table: str, slots: int, words: str) -> Figure:
        """Return how many rows a list of so many lines leaves out, in words; "" where it has room for all."""
        column, rows = whole_column(table, header_of(table, BY_NAME[table].columns[0].field)), len(self.book[table])
        return Figure(f'IF(ROWS({column})>{slots},ROWS({column})-{slots}&" {words}","")',
                      f"{rows - slots} {words}" if rows > slots else "")

    def _criteria(self, table: str, where: Sequence[Where]) -> str:
        return ",".join(f"{_column(table, each.field)},{_criterion(each.operator, each.operand)}" for each in where)

    def _array(self, table: str, where: Where) -> str:
        """Return a condition as an array of truth values; an error in a calculated cell meets no equality."""
        column, operand = _column(table, where.field), where.operand
        text = operand.text if isinstance(operand, Ref) else _quoted(operand)
        if BY_NAME[table][where.field].calculated and where.operator in ("=", "<>"):
            wanted = text if isinstance(operand, Ref) else f"{{{text}}}"
            found = f"ISNUMBER(MATCH({column},{wanted},0))"
            return found if where.operator == "=" else f"(1-{found})"
        test = f"({column}{where.operator}{text})"
        return test if where.operator in ("=", "<>") else f"ISNUMBER({column})*{test}"

    def _all(self, table: str, where: Sequence[Where]) -> Bools:
        mask = np.ones(len(self.book[table]), dtype=bool)
        for each in where:
            operand = each.operand
            mask &= self._mask(table, each.field, each.operator, operand.value if isinstance(operand, Ref) else operand)
        return mask

    def _numbers(self, table: str, field: str) -> Iterator[float | None]:
        for cell in self.column(table, field):
            key = _key(cell)
            yield key if isinstance(key, float) else None

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
    return _quoted(operand if operator == "=" else operator + operand)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _column(table: str, field: str) -> str:
    return whole_column(table, header_of(table, field))


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
        return float(to_serial(cell))
    if isinstance(cell, _NUMBER) and not isinstance(cell, bool):
        return float(cell)
    return str(cell).casefold()


def unless_blank(guard: Ref | None, figure: Figure) -> Figure:
    """Return a figure that stays empty while a cell is."""
    if guard is None:
        return figure
    return Figure(f'IF({guard.text}="","",{figure.formula})', figure.value if guard.value else "")


def share(part: Figure, whole: Figure) -> Figure:
    """Return a part of a whole as a share; "" where the whole is 0."""
    total = whole.value
    known = isinstance(total, (int, float)) and total and isinstance(part.value, (int, float))
    return Figure(f'IF({whole.formula}=0,"",{part.formula}/{whole.formula})',
                  part.value / total if known else "")  # type: ignore[operator]


def added(*figures: Figure) -> Figure:
    """Return the sum of counts."""
    return Figure("+".join(figure.formula for figure in figures), sum(int(str(figure.value)) for figure in figures))


def nth_text(table: str, field: str, number: int, facts: Facts) -> Figure:
    """Return the text of a table's n-th row, "" past its end."""
    cells = facts.column(table, field)
    value = cells[number - 1] if number <= len(cells) else ""
    text = "" if value is None else str(value)
    return Figure(f'IFERROR(INDEX({whole_column(table, header_of(table, field))},{number})&"","")', text)
