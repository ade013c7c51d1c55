"""Typed-in values that the declarations do not allow (WBK206 to WBK210)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from smsxl.domain.values import CellError
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.rules.base import Detail, OnRegisters, RowRule, place_of
from smsxl.rules.common import per_book
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled, Listed, unknown_ids
from smsxl.rules.workbook_cells import AREA, CLAUSE, JUDGED, input_places, kinds_in, where
from smsxl.rules.workbook_kinds import stray_spaces
from smsxl.tables import BY_NAME, Choice, Column, Kind, Type
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text
from smsxl.tables.text import fold, tidy

Places = frozenset[tuple[str, str]]

_OWN_LIST: Final[Places] = frozenset({("Risks", "relates_to"), ("Risks", "treatment")})
_OWN_REQUIRED: Final[Places] = frozenset({
    ("Risks", "id"), ("Risks", "title"), ("Risks", "owner"), ("Risks", "current_likelihood"),
    ("Risks", "current_impact"), ("Treatments", "owner"), ("Treatments", "due"), ("Acceptances", "until"),
    ("RiskLevels", "review_days"), ("Obligations", "how_it_applies"), ("Resources", "purpose"),
})
_OWN_REFERENCE: Final[Places] = frozenset({
    ("Risks", "category"), ("Risks", "service"), ("Risks", "objective"), ("Risks", "controls"),
    ("Treatments", "risk"), ("Acceptances", "risk"), ("Acceptances", "level"), ("Tolerances", "highest_level"),
    ("PlanItems", "owner_role"), ("Processes", "interfaces"), ("Measurements", "kpi"),
})
_OWN_KEY: Final = frozenset({"Risks", "LikelihoodScale", "ImpactScale", "RiskLevels", "Tolerances", "Categories"})
"""Columns and tables with a rule of their own, which explains the fault better."""


class ValueNotInList(RowRule):
    """A cell holds something that its list does not offer.

    What it checks: every column with a dropdown, without regard to case and spaces. What a risk relates to and its
    treatment have rules of their own.
    Why it matters: whatever counts or filters by the listed values passes over this row.
    How to fix: choose a value from the dropdown.
    """

    code = "WBK206"
    name = "value-not-in-list"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = '{where} is "{value}", but the list has {expected}.'
    fix = "Choose one of {expected}."
    failing = example(Put("Controls", "C-1", "status", "Working"), at=("Controls", "C-1", "status"))
    passing = example(Put("Controls", "C-1", "status", "active"))

    def places(self) -> Iterable[tuple[str, str]]:
        return (place for place in input_places(Type.CHOICE) if place not in _OWN_LIST)

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed: Bools = rows.choice(field) != np.array(None)
        values = rows.raw(field)
        for i in np.flatnonzero(~passed):  # an error or a formula without a value is not a choice at all
            passed[i] = isinstance(values[i], CellError) or values[i] is NOT_CALCULATED
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        labels = [choice.label for choice in rows.declaration[field].choices]
        return Detail({"where": where(rows, i, field)}, expected=", ".join(labels))


class RequiredMissing(Filled):
    """A cell that every row needs is blank.

    What it checks: the columns that the tables and forms need in every row, except those that a rule of their own
    explains better (such as the owner of a risk).
    Why it matters: without it the row can't be understood or judged.
    How to fix: fill in the cell.
    """

    code = "WBK207"
    name = "required-missing"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "{where} is blank, but it is needed."
    fix = "Fill in the cell: {help}."
    completeness = True
    on_registers = OnRegisters(fields=("status", "category", "type"),
                               hidden="A value is missing in {column}.",
                               many="{column} is blank for {count} of {of} risks.")
    failing = example(Put("Risks", "R-3", "category", None), at=("Risks", "R-3", "category"))
    passing = example(Put("Risks", "R-3", "notes", None))

    def places(self) -> Iterable[tuple[str, str]]:
        return (place for place in input_places()
                if BY_NAME[place[0]][place[1]].required and place not in _OWN_REQUIRED)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        column = rows.declaration[field]
        return Detail({"where": where(rows, i, field), "help": (column.help[:1].lower() + column.help[1:]).rstrip(".")},
                      expected="a value")


class ReferenceUnknown(Listed):
    """A cell names something that its table does not have.

    What it checks: the services that components belong to, the controls that actions become, and every other
    reference without a rule of its own, where the table that it refers to is there.
    Why it matters: the link leads nowhere, so nothing that hangs on it is counted.
    How to fix: correct the id, or enter the missing row in the other table.
    """

    code = "WBK208"
    name = "reference-unknown"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "{where} names {unknown}, which {table_names} does not have."
    fix = "Correct the id, or enter it in {table_names}."
    failing = example(Put("Services", "S-2", "part_of", "S-9"), at=("Services", "S-2", "part_of"))
    passing = example(Put("Services", "S-2", "part_of", "s-1 "))

    def places(self) -> Iterable[tuple[str, str]]:
        return (place for place in input_places(Type.REFERENCE) if place not in _OWN_REFERENCE)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        names = " or ".join(rows.declaration[field].refers)
        return Detail({"where": where(rows, i, field), "table_names": names,
                       "unknown": unknown_ids(rows, i, field, book)}, expected=f"an id of {names}")


class KeyRepeated(RowRule):
    """An id stands twice in a table.

    What it checks: the ids of services, actions, controls, acceptances, plan items and all other rows that have one,
    and the names of roles, without regard to case and spaces. Risks and the criteria have rules of their own.
    Why it matters: whatever refers to the id means one of the two rows, and nobody knows which.
    How to fix: give one of the rows a new id, and correct what refers to it.
    """

    code = "WBK209"
    name = "key-repeated"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "The {key} {value} in row {row} already stands in row {first}."
    fix = "Give one of the two rows a new id, and correct what refers to it."
    failing = example(Put("Controls", "C-2", "id", "c-1"), at=("Controls", "c-1", "id"))
    passing = example(Put("Controls", "C-2", "id", "C-11"), Put("Treatments", "T-1", "becomes_control", "C-11"))

    def places(self) -> Iterable[tuple[str, str]]:
        return ((table.name, name) for table in JUDGED for name in table.names
                if table.kind is Kind.TABLE and table.name not in _OWN_KEY)

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        keys = rows.folded(field)
        repeated = {key for key, count in Counter(keys).items() if count > 1 and key}
        if not repeated:
            return np.ones(len(rows), dtype=bool)
        first: dict[str, int] = {}
        return np.fromiter((key not in repeated or first.setdefault(key, i) == i for i, key in enumerate(keys)), bool,
                           len(rows))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        first = rows.folded(field).index(rows.folded(field)[i])
        return Detail({"row": rows.numbers[i], "first": rows.numbers[first],
                       "key": rows.declaration[field].header.lower()}, expected="an id of its own",
                      related=(place_of(rows, first, field),))


class LabelSpelledOtherwise(RowRule):
    """A label or an id is written with other capitals than where it comes from.

    What it checks: columns with a dropdown and columns that refer to other tables, for values that differ from the
    list or the other table in capitals alone. smsxl and Excel's own functions take them for the same.
    Why it matters: pivot tables, Power Query, scripts and dropdowns with a typed list take them for another value.
    How to fix: write it as its list does; `smsxl fix` does it for the whole workbook.
    """

    code = "WBK210"
    name = "label-spelled-otherwise"
    severity = Severity.NOTE
    area = AREA
    clause = CLAUSE
    message = '{where} is "{value}", which is written "{expected}" where it comes from.'
    fix = 'Write "{expected}", or let `smsxl fix` do it.'
    failing = example(Put("Controls", "C-1", "status", "active"), at=("Controls", "C-1", "status"))
    passing = example(Put("Controls", "C-1", "status", "Working"))

    def places(self) -> Iterable[tuple[str, str]]:
        return input_places(Type.CHOICE, Type.REFERENCE)

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        values = rows.raw(field)
        if str not in kinds_in(book, rows.declaration.name, field):
            return np.ones(len(rows), dtype=bool)
        column = rows.declaration[field]
        odd = {value for value in set(values) if isinstance(value, str) and not stray_spaces(value)
               and respelled(value, column, book) != plainly(value)}
        return np.fromiter((value not in odd for value in values), bool, len(rows))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        text = as_text(rows.raw(field)[i])
        return Detail({"where": where(rows, i, field)}, expected=respelled(text, rows.declaration[field], book))


def plainly(text: str) -> str:
    """Return a text as it is compared, but with its capitals."""
    return unicodedata.normalize("NFC", tidy(text)) if not text.isascii() else " ".join(text.split())


def respelled(text: str, column: Column, book: Book) -> str:
    """Return a value with the capitals of its list, or of the tables that it refers to; else as it is."""
    known = spellings(book, column.refers) if column.refers else _labels(column.choices)
    plain = plainly(text)
    if not column.many:
        return known.of(plain)
    return re.sub(r"[^,;]+", lambda part: part[0].replace(part[0].strip(), known.of(part[0].strip())), plain)


@dataclass(frozen=True)
class Spellings:
    """How the values that a column may hold are written, and each by its folded form."""

    written: frozenset[str]
    by_fold: Mapping[str, str]

    def of(self, text: str) -> str:
        """Return a text as it is written where it comes from; as it is where it comes from nowhere."""
        return text if text in self.written else self.by_fold.get(fold(text), text)


@cache
def _labels(choices: tuple[Choice, ...]) -> Spellings:
    labels = [choice.label for choice in choices]
    return Spellings(frozenset(labels), {fold(label): label for label in labels})


@per_book
def spellings(book: Book, tables: tuple[str, ...]) -> Spellings:
    """Return how the names of rows are written in their own tables."""
    there = [book[table] for table in tables if table in book]
    names = [plainly(text) for rows in there for name in rows.declaration.names if name in rows
             for text in rows.text(name)]
    return Spellings(frozenset(names), {fold(text): text for text in reversed(names)})


RULES = (ValueNotInList, RequiredMissing, ReferenceUnknown, KeyRepeated, LabelSpelledOtherwise)
