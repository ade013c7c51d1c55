"""A register of another layout seen as our table of risks: its own headings and words, our names for its fields.

So the rules of our template that make sense for it run as they are. What the register lacks the view lacks too, and
they pass over it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Final

import numpy as np

from smsxl.domain.criteria import Criteria, default_criteria
from smsxl.domain.scales import Scale, ScaleEntry
from smsxl.domain.values import CellValue
from smsxl.hosts.port import Area, GridValue
from smsxl.registers.criteria.bands import score_numbers
from smsxl.registers.criteria.direction import descends
from smsxl.registers.criteria.scales import numbers, ratings
from smsxl.registers.fields import STAGES
from smsxl.registers.model import Register
from smsxl.registers.words import choice, plain
from smsxl.tables import BY_NAME
from smsxl.tables.book import Book
from smsxl.tables.model import Choice, Column, Table
from smsxl.tables.rows import Rows, as_text, is_blank

RISKS: Final = "Risks"
_CHOICES: Final = {"treatment": "treatments", "status": "statuses", "type": "types"}
_SAME: Final = ("id", "type", "title", "cause", "consequence", "category", "owner", "treatment", "status")
_FIRST_RATED: Final = frozenset(("initial", "initiale", "inicial", "iniziale", "original", "ursprunglich", "anfang",
                                 "anfanglich", "startrisiko", "poczatkowe", "исходный", "исходная", "initialt", "当初"))
"""Words of a rating as it was at first: today's may well be above it."""


class RegisterView(Book):
    """One register as our table of risks. `fields` gives the register's own field of each of ours."""

    foreign = True

    def __init__(self, register: Register, book: Book) -> None:
        super().__init__(book.workbook, book.as_of, tables=())
        self.register = register
        self.fields = _fields(register)
        self.rows = {RISKS: _rows(register, self.fields)}

    def own_field(self, field: str | None) -> str | None:
        """Return the register's field for one of ours."""
        return self.fields.get(field, field) if field is not None else None

    @cached_property
    def status(self) -> str:
        """What lacks is a warning: a register of another layout does not say that it is approved."""
        return "in_review"

    @cached_property
    def criteria(self) -> Criteria:
        """The register's own scales. It has no tolerance of ours."""
        default = default_criteria()
        return replace(default, tolerances=(), likelihood=self._used("likelihood"), impact=self._used("impact"))

    def _used(self, axis: str) -> Scale:
        found = {value for ours, own in self.fields.items() if ours.endswith(axis)
                 for value in numbers(self.register, own) if value is not None}
        return Scale(axis, tuple(ScaleEntry(value, "") for value in sorted(found)))  # type: ignore[arg-type]  # theirs may be shares

    def truth(self, table: str, field: str) -> list[CellValue]:  # noqa: ARG002 - it has one table
        """Return the scores as the register has them; nothing else is calculated in it."""
        kind, _, what = field.partition("_")
        stage = next((own.removesuffix("likelihood") for ours, own in self.fields.items()
                      if ours == f"{kind}_likelihood"), None)
        if what != "score" or stage is None:
            return [None] * len(self.rows[RISKS])
        return list(score_numbers(self.register, stage))


def _fields(register: Register) -> dict[str, str]:
    """Return the register's field for each of ours that it has."""
    found: dict[str, str] = {name: name for name in _SAME if name in register.columns}
    if "description" in register.columns:
        found["event" if "title" in found else "title"] = "description"
    three = any(name.startswith("current_") for name in register.columns)
    kinds = {"": "inherent" if three else "current", "current_": "current", "residual_": "residual"}
    for stage in STAGES:
        if stage == "" and three and _rated_at_first(register):
            continue
        for axis in ("likelihood", "impact"):
            if stage + axis in register.columns and not (stage == "residual_" and descends(register, axis)):
                found[f"{kinds[stage]}_{axis}"] = stage + axis
    return found


def _rated_at_first(register: Register) -> bool:
    return any(set(plain(register.place.heading.whole(register.columns[axis].column)).split()) & _FIRST_RATED
               for axis in ("likelihood", "impact") if axis in register.columns)


def _rows(register: Register, fields: dict[str, str]) -> Rows:
    cells, records, declared = register.cells, register.records, BY_NAME[RISKS]
    values: dict[str, list[GridValue]] = {}
    places: dict[str, tuple[int, int]] = {}
    columns = dict(declared.by_field)
    for ours, own in fields.items():
        column = register.columns[own].column
        values[ours] = [cells.through_merge(row, column) for row in records]
        if own == "category":
            values[ours] = _filled_down(values[ours])
        places[ours] = (register.place.heading.rows[-1], column)
        columns[ours] = _column(declared[ours], register, own, values[ours])
    table = _table(declared, columns)
    area = Area(records[0], min(at[1] for at in places.values()), records[-1], max(at[1] for at in places.values()))
    rows = Rows(table, register.sheet, area, list(records), places, values, {}, is_excel_table=False)
    for ours, own in fields.items():
        if ours.endswith(("likelihood", "impact")):
            _rate(rows, register, ours, own)
    if {"current_likelihood", "current_impact"} <= fields.keys():
        # One half of a rating is a finding of its own; where both lack, that is said once.
        both = rows.blank("current_likelihood") & rows.blank("current_impact")
        rows.seen("blank", "current_likelihood", both)
        rows.seen("blank", "current_impact", np.zeros(len(rows), dtype=bool))
    return rows


def _filled_down(values: list[GridValue]) -> list[GridValue]:
    """Return categories of which only the first row of each group has one with those of the others; else as they are."""
    if sum(map(is_blank, values)) <= len(values) / 2:
        return values
    out: list[GridValue] = []
    for value in values:
        out.append(out[-1] if is_blank(value) and out else value)
    return out


def _rate(rows: Rows, register: Register, ours: str, own: str) -> None:
    """Let the ratings of a column count as the numbers that they stand for, words and ticks too."""
    found = np.array([np.nan if n is None else n for n in numbers(register, own)], dtype=float)
    # Money that an opportunity brings is negative in some registers: the more of it the better.
    rows.seen("number", ours, np.abs(found))
    if register.columns[own].ticks:
        rows.seen("blank", ours, np.array([rating is None for rating in ratings(register, own)], dtype=bool))


def _table(declared: Table, columns: dict[str, Column]) -> Table:
    return replace(declared, columns=tuple(columns[column.field] for column in declared.columns))


def _column(declared: Column, register: Register, own: str, values: list[GridValue]) -> Column:
    """Return our column with the register's heading, and its words where it is one of words."""
    header = register.place.heading.text(register.columns[own].column) or declared.header
    words: tuple[Choice, ...] = ()
    kind = _CHOICES.get(own)
    if kind is not None:
        shown = {as_text(value).strip().casefold(): as_text(value).strip() for value in reversed(values)
                 if not is_blank(value)}
        words = tuple(Choice(choice(kind, text) or plain(text) or text, text) for text in shown.values())
    return replace(declared, header=header, choices=words, refers=(), scale=declared.scale)
