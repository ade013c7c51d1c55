"""Typed-in cells whose content does not fit their column (WBK201 to WBK205)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Final

import numpy as np

from smsxl.domain.values import CellError
from smsxl.functions import each
from smsxl.hosts.port import GridValue
from smsxl.rules.base import Detail, OnRegisters, RowRule
from smsxl.rules.common import per_book
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.workbook_kinds import (
    NUMERIC,
    Misfit,
    misfit,
    read_date,
    read_number,
    read_pair,
    stray_spaces,
)
from smsxl.tables import BY_NAME, TABLES, Column, Kind, Part, Table, Type
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text
from smsxl.tables.text import fold

AREA: Final = "Workbook"
CLAUSE: Final = "7.5"
JUDGED: Final = tuple(table for table in TABLES if table.part is not Part.OWN)
"""The tables that people fill in."""


@cache
def input_places(*types: Type) -> tuple[tuple[str, str], ...]:
    """Return (table, field) of every typed-in column of these types, in tables and forms; of all where none is given.

    The cells of the matrix are judged with the criteria.
    """
    return tuple((table.name, column.field) for table in JUDGED if table.kind is not Kind.GRID
                 for column in table.inputs if not types or column.type in types)


@per_book
def kinds_in(book: Book, table: str, field: str) -> frozenset[type]:
    """Return which Python types the cells of a column have."""
    return frozenset(map(type, book[table].raw(field)))


def where(rows: Rows, i: int, field: str) -> str:
    """Return a cell in words: "Current impact of R-1", "Assessment date", "Version in row 7"."""
    header = rows.declaration[field].header
    if rows.is_form:
        return header
    key = rows.key_of(i)
    if header.endswith((" of", " by", " on")):
        header = f'"{header}"'
    return f"{header} of {key}" if key and field != rows.declaration.key else f"{header} in row {rows.numbers[i]}"


def names_things(table: Table, column: Column) -> bool:
    """Whether the texts of a column name something, so that a date among them is an accident."""
    return column.required or column.field in (table.key, table.title)


class _Unfit(RowRule):
    """The shared check: which values of a column have the rule's misfit."""

    area = AREA
    clause = CLAUSE
    severity = Severity.ERROR
    misfit: Misfit
    types: frozenset[Type] = frozenset()

    def places(self) -> Iterable[tuple[str, str]]:
        return input_places(*sorted(self.types, key=lambda kind: kind.value))

    def possible(self, kinds: frozenset[type], column: Column) -> bool:
        """Whether values of these Python types can have the misfit: spares most columns a closer look."""
        raise NotImplementedError

    def excused(self, value: GridValue, column: Column, book: Book) -> bool:
        """Whether a more specific rule reports this value."""
        return False

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        column = rows.declaration[field]
        if not self.possible(kinds_in(book, rows.declaration.name, field), column):
            return np.ones(len(rows), dtype=bool)
        naming = names_things(rows.declaration, column)

        def fits(value: GridValue) -> bool:
            return misfit(value, column, names_things=naming) is not self.misfit or self.excused(value, column, book)

        return np.array(each(rows.raw(field), fits), dtype=bool)


class CellErrorFound(_Unfit):
    """A cell shows an error such as #REF!.

    What it checks: every cell that people fill in, and calculated columns in which no formula is left. A calculated
    cell with its formula is judged by what the formula should give.
    Why it matters: the error hides what was there, and every formula that reads the cell fails with it.
    How to fix: look up what was meant, and type it again.
    """

    code = "WBK201"
    name = "cell-error"
    message = "{where} holds the error {value} instead of a value."
    fix = "Type the value that belongs there."
    misfit = Misfit.ERROR
    failing = example(Put("Risks", "R-2", "owner", CellError("#REF!")), at=("Risks", "R-2", "owner"))
    passing = example(Put("Risks", "R-2", "owner", "The #REF! team"))

    def places(self) -> Iterable[tuple[str, str]]:
        calculated = ((table.name, column.field) for table in JUDGED for column in table.calculated)
        return (*input_places(), *calculated)

    def possible(self, kinds: frozenset[type], column: Column) -> bool:
        return CellError in kinds

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        if rows.declaration[field].calculated and field in rows.formulas:
            return np.ones(len(rows), dtype=bool)
        return super().passes(rows, field, book)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"where": where(rows, i, field)})


class NumberAsText(_Unfit):
    """A number is stored as text.

    What it checks: columns of numbers and ratings for texts that read as a number: "4", "1,200", "12 %", "$0",
    "4 - Likely". Where a separator may mean thousands or decimals, both readings are named.
    Why it matters: formulas do not count a text; the row drops out of every score, total and comparison without a
    word.
    How to fix: type the number again into a cell that is not formatted as text.
    """

    code = "WBK202"
    name = "number-as-text"
    message = '{where} holds the text "{value}", which reads as {reading}.'
    fix = "Type it again as the number {expected}, in a cell that is not formatted as text."
    misfit = Misfit.NUMBER_AS_TEXT
    types = NUMERIC
    failing = example(Put("Risks", "R-1", "current_likelihood", "4"), at=("Risks", "R-1", "current_likelihood"))
    passing = example(Put("Risks", "R-1", "current_likelihood", 4.0))

    def possible(self, kinds: frozenset[type], column: Column) -> bool:
        return str in kinds

    def excused(self, value: GridValue, column: Column, book: Book) -> bool:
        """Leave a word that contradicts its number to the rule that says so."""
        pair = read_pair(as_text(value)) if column.type is Type.RATING else None
        if pair is None:
            return False
        scale = book.criteria.likelihood if column.scale == "LikelihoodScale" else book.criteria.impact
        return scale.value_of(pair[1]) not in (None, pair[0])

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        text = as_text(rows.raw(field)[i])
        pair = read_pair(text) if rows.declaration[field].type is Type.RATING else None
        readings = [as_text(number) for number in ([float(pair[0])] if pair else read_number(text))]
        said = f"the number {readings[0]}" if len(readings) == 1 else (
            f"{readings[0]} or {readings[1]}, depending on what the separator means")
        return Detail({"where": where(rows, i, field), "reading": said}, expected=" or ".join(readings))


class DateAsText(_Unfit):
    """A date is stored as text.

    What it checks: date columns for texts that read as a date, in the usual notations. Where day and month can't be
    told apart (03.04.2027), both readings are named.
    Why it matters: formulas do not understand a text as a date; nothing becomes due, overdue or expired.
    How to fix: type the date again into a cell that is formatted as a date.
    """

    code = "WBK203"
    name = "date-as-text"
    message = '{where} holds the text "{value}", which reads as {reading}.'
    fix = "Type it again as the date {expected}, in a cell that is formatted as a date."
    misfit = Misfit.DATE_AS_TEXT
    types = frozenset({Type.DATE})
    failing = example(Put("Treatments", "T-1", "due", "03.04.2027"), at=("Treatments", "T-1", "due"))
    passing = example(Put("Treatments", "T-1", "due", dt.date(2027, 4, 3)))

    def possible(self, kinds: frozenset[type], column: Column) -> bool:
        return str in kinds

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        days = [day.isoformat() for day in read_date(as_text(rows.raw(field)[i]))]
        said = f"the date {days[0]}" if len(days) == 1 else (
            f"{days[0]} or {days[1]}: it is ambiguous which number is the day and which the month")
        return Detail({"where": where(rows, i, field), "reading": said}, expected=" or ".join(days))


class WrongType(_Unfit):
    """A cell holds something that its column can't hold.

    What it checks: words in a column of numbers or dates, dates among numbers, fractions and negative numbers where
    things are counted, shares outside 0 to 100 %, numbers that are no date in a date column and dates before 1990 or
    after 2099, colours that are none, and ids and names that a spreadsheet turned into a date. Texts may be numbers.
    Why it matters: formulas give an error for such a cell or pass over it.
    How to fix: enter what the column asks for; remarks belong into a column of text.
    """

    code = "WBK205"
    name = "wrong-type"
    message = '{where} holds the {kind} "{value}" where {expected} belongs.'
    fix = "Enter {expected}."
    misfit = Misfit.WRONG_TYPE
    types = NUMERIC | {Type.DATE, Type.COLOUR, Type.ID, Type.TEXT}
    failing = example(Put("Treatments", "T-1", "due", "as soon as possible"), at=("Treatments", "T-1", "due"))
    passing = example(Put("Distribution", "D-1", "document_version", 1))

    def excused(self, value: GridValue, column: Column, book: Book) -> bool:
        return isinstance(value, str) and column is BY_NAME["Measurements"]["value"]  # KPI107 says it

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = super().passes(rows, field, book)
        if rows.declaration[field].type is Type.DATE:
            for i in np.flatnonzero(np.isnan(rows.date(field)) & ~rows.blank(field)):
                passed[i] &= not isinstance(rows.raw(field)[i], dt.date)  # one that is too long ago or too far off
        return passed

    def possible(self, kinds: frozenset[type], column: Column) -> bool:
        dates = {dt.date, dt.datetime}
        if column.type in NUMERIC:
            countable = {int, float} if column.type in (Type.RATING, Type.NUMBER) else set()
            return bool(kinds - countable - {type(None)})
        if column.type is Type.DATE:
            return bool(kinds - dates - {type(None)})
        return column.type is Type.COLOUR or bool(kinds & (dates | {bool, dt.time}))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        value, column = rows.raw(field)[i], rows.declaration[field]
        return Detail({"where": where(rows, i, field), "kind": _kind_of(value)}, expected=_wanted(value, column, book))


def _kind_of(value: GridValue) -> str:
    if isinstance(value, (str, bool)):
        return "text" if isinstance(value, str) else "value"
    if isinstance(value, (int, float)):
        return "number"
    return "time" if isinstance(value, dt.time) else "date"


def _wanted(value: GridValue, column: Column, book: Book) -> str:
    if column.type is Type.RATING:
        scale = book.criteria.likelihood if column.scale == "LikelihoodScale" else book.criteria.impact
        number = scale.value_of(value) if isinstance(value, str) else None
        return "a number of the scale" if number is None else f"the number {number}"
    if column.type is Type.DATE:
        return "a date from 1990 to 2099" if isinstance(value, dt.date) else "a date"
    return {Type.NUMBER: "a number", Type.WHOLE: "a whole number, 0 or more", Type.SHARE: "a share from 0 % to 100 %",
            Type.COLOUR: "a colour of six hexadecimal digits"}.get(column.type, "a text")


class StraySpace(RowRule):
    """A cell holds spaces that nobody sees.

    What it checks: every text that people type for spaces in front, at the end or doubled, no-break spaces and
    zero-width characters. smsxl compares texts without them, Excel does not. Two spaces after a sentence are left
    alone.
    Why it matters: for a formula "R-1 " is not "R-1": counts and look-ups miss the row, and nobody sees why.
    How to fix: type the text again, or clean it with TRIM and CLEAN.
    """

    code = "WBK204"
    name = "stray-space"
    severity = Severity.WARNING
    area = AREA
    clause = CLAUSE
    message = "{where} holds {kinds}."
    fix = "Type it again without, as it looks on the screen."
    on_registers = OnRegisters(
        fields=("id", "type", "category", "owner", "treatment", "status"), severity=Severity.NOTE,
        many="{count} of {of} cells of {column} hold stray spaces.",
        hidden="There are stray spaces in {column}.")
    failing = example(Put("Services", "S-1", "name", "Managed  hosting\u00a0"), at=("Services", "S-1", "name"))
    passing = example(Put("Risks", "R-1", "rationale", "It was discussed.  Nobody objected."))
    _TYPES: Final = (Type.ID, Type.TEXT, Type.CHOICE, Type.REFERENCE, Type.COLOUR)

    def places(self) -> Iterable[tuple[str, str]]:
        return input_places(*self._TYPES)

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        values = rows.raw(field)
        if str not in kinds_in(book, rows.declaration.name, field):
            return np.ones(len(rows), dtype=bool)
        # The first three tests let almost every text pass without a call.
        stray = {value for value in set(values) if isinstance(value, str)
                 and ("  " in value or value != value.strip() or not value.isascii()) and stray_spaces(value)
                 and not self._reported_elsewhere(rows, field, value, book)}
        if not stray:
            return np.ones(len(rows), dtype=bool)
        return np.fromiter((value not in stray for value in values), bool, len(rows))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        kinds = stray_spaces(as_text(rows.raw(field)[i]))
        said = kinds[0] if len(kinds) == 1 else f"{', '.join(kinds[:-1])} and {kinds[-1]}"
        return Detail({"where": where(rows, i, field), "kinds": said}, expected="no stray spaces")

    def _reported_elsewhere(self, rows: Rows, field: str, value: str, book: Book) -> bool:
        """Leave cells that another rule finds blank, repeated, outside the list or without a partner to that rule."""
        column = rows.declaration[field]
        folded = fold(value)
        if not folded:
            return column.required
        if field == rows.declaration.key:
            return rows.raw(field)[rows.index[folded]] != value
        if column.type is Type.CHOICE:
            return folded not in column.choice_keys
        if column.type is Type.COLOUR:
            return misfit(value, column) is not None
        there = [book[name] for name in column.refers if name in book]
        known = {key for table in there for key in table.index}
        return bool(there) and any(part not in known for part in rows.ids(field)[rows.raw(field).index(value)])


RULES = (CellErrorFound, NumberAsText, DateAsText, StraySpace, WrongType)
