"""What the rules for registers of other layouts share. They judge a register by its own scales and rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from smsxl.hosts.port import GridValue
from smsxl.registers.book import RegisterBook
from smsxl.registers.fields import STAGES
from smsxl.rules.base import BookRule, Detail, Hit, Place, Rule
from smsxl.tables.book import Book
from smsxl.tables.rows import as_text

if TYPE_CHECKING:
    from smsxl.registers.model import Register

ANALYSE: Final = "6.1.2 Analyse"
ASSESS: Final = "6.1.2"
FEWEST: Final = 5
"""As many rows have to agree before those that don't are called wrong."""

SHARE: Final = 0.7
"""The share of the rows that have to agree before the others are called wrong."""


class TheirRule(BookRule):
    """A rule over registers of other layouts; silent in workbooks made by smsxl."""

    area = ANALYSE
    clause = ASSESS

    def find(self, book: Book) -> Iterator[Hit]:
        if isinstance(book, RegisterBook):
            for register in book.registers:
                yield from self.judge(register, book)

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        """Yield every fault of one register."""
        raise NotImplementedError


def judges_registers(rule: Rule) -> bool:
    """Whether a rule judges registers of other layouts: made for them, or one of ours that makes sense for them."""
    return isinstance(rule, TheirRule) or rule.on_registers is not None


def hit(register: Register, row: int, column: int, field: str | None = None, *, expected: str | None = None,
        related: tuple[Place, ...] = (), **values: object) -> Hit:
    """Return a finding at a cell of a register."""
    header = register.place.heading.text(column)
    words = {"id": name_of(register, row), "column": header or register.cells.letters(column), **values}
    return Hit(sheet=register.sheet, row=row, column=column, field=field, value=value_of(register, row, column),
               row_id=id_of(register, row), detail=Detail(words, expected, related))


def at_heading(register: Register, column: int, field: str | None = None, **values: object) -> Hit:
    """Return a finding at the heading of a column."""
    found = hit(register, register.place.heading.rows[-1], column, field)
    return replace(found, detail=replace(found.detail, values={**found.detail.values, **values}))


def value_of(register: Register, row: int, column: int) -> GridValue:
    """Return what a cell shows."""
    return register.cells.value(row, column)


def id_of(register: Register, row: int) -> str | None:
    """Return the id of a risk as people read it; None where it has none."""
    mapped = register.columns.get("id")
    if mapped is None or row not in register.records:
        return None
    return as_text(register.cells.value(row, mapped.column)).strip() or None


def name_of(register: Register, row: int) -> str:
    """Return how messages call a risk: by its id, else by its row."""
    named = register.cells.line(row)
    return id_of(register, row) or named[:1].upper() + named[1:]


def stages_with(register: Register, *axes: str) -> Iterator[str]:
    """Yield the stages of which a register has all these columns."""
    for stage in STAGES:
        if all(stage + axis in register.columns for axis in axes):
            yield stage


def number_text(value: float) -> str:
    """Return a number as people write it."""
    return f"{value:.10g}"
