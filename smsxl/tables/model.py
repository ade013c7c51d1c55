"""What a declaration of a table says, and nothing about how it is read, drawn or checked.

A table is declared once. The template, the schema, the reader, the mapping of foreign registers (`aliases`) and the
data dictionary are all derived from these values.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from smsxl.tables.formula import Expr


class Kind(enum.Enum):
    """How a declaration lies in the sheet."""

    TABLE = "table"
    """An Excel table that grows: a header and a row per record."""
    GRID = "grid"
    """A plain range with a defined name, sized by the scales (the risk matrix)."""
    FORM = "form"
    """Field and value side by side, under a defined name; one record."""


class Part(enum.Enum):
    """Which half of the workbook a table belongs to."""

    START = "start"
    CRITERIA = "criteria"
    RISK = "risk"
    PLAN = "plan"
    OWN = "own"
    """Sheets that smsxl itself writes."""


class Type(enum.Enum):
    """What a column's cells hold."""

    ID = "id"
    TEXT = "text"
    CHOICE = "choice"
    REFERENCE = "reference"
    RATING = "rating"
    NUMBER = "number"
    WHOLE = "whole number"
    SHARE = "share"
    DATE = "date"
    COLOUR = "colour"


@dataclass(frozen=True)
class Choice:
    """An allowed value: code compares `key`, people see `label`."""

    key: str
    label: str


def choices(*labels: str) -> tuple[Choice, ...]:
    """Return choices whose keys are their labels in lower snake case."""
    return tuple(Choice("_".join("".join(c if c.isalnum() else " " for c in s).lower().split()), s) for s in labels)


YES_NO = choices("Yes", "No")


@dataclass(frozen=True)
class Column:
    """One column of a table (or one line of a form).

    `refers` names the tables whose key column a cell of this column repeats; `many` allows several, separated by
    commas. `scale` names the table whose `value` column lists the allowed ratings. `formula` makes the column
    calculated. `group` puts it into an outline group; `printed` keeps it on paper.
    """

    field: str
    type: Type
    help: str
    required: bool = False
    choices: tuple[Choice, ...] = ()
    refers: tuple[str, ...] = ()
    many: bool = False
    scale: str | None = None
    formula: Expr | None = None
    header: str = ""
    aliases: tuple[str, ...] = ()
    width: int = 14
    number_format: str | None = None
    group: str | None = None
    printed: bool = False
    name: str | None = None
    """The defined name of a form's cell, where formulas refer to it."""

    def __post_init__(self) -> None:
        if not self.header:
            words = self.field.replace("_", " ")
            object.__setattr__(self, "header", words[:1].upper() + words[1:])

    @property
    def calculated(self) -> bool:
        """Whether the cells of this column hold a formula and are never typed."""
        return self.formula is not None

    @cached_property
    def choice_keys(self) -> dict[str, str]:
        """The key of each allowed value, by its label without regard to case."""
        return {choice.label.casefold(): choice.key for choice in self.choices}

    def label(self, key: str) -> str:
        """Return the label of an allowed value's key."""
        return next(choice.label for choice in self.choices if choice.key == key)


@dataclass(frozen=True)
class Table:
    """A declared table, grid or form."""

    name: str
    sheet: str
    part: Part
    area: str
    """The step of the guide that the table serves, such as "6.1.2 Treat"."""
    help: str
    columns: tuple[Column, ...]
    kind: Kind = Kind.TABLE
    key: str | None = None
    """The field that other tables refer to a row by."""
    title: str | None = None
    """The field that says in words what a row is about."""
    prefix: str = ""
    """How ids of this table begin in the template."""
    known_by: tuple[str, ...] = ()
    """The fields that other tables may refer to a row by, the one that drop-downs offer first; the key where none is
    given."""
    in_template: bool = True
    """Whether a new workbook has it; what it does not have is added when it is first needed."""

    @cached_property
    def by_field(self) -> dict[str, Column]:
        """The columns by field name."""
        return {column.field: column for column in self.columns}

    def __getitem__(self, field: str) -> Column:
        return self.by_field[field]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields that tell a row from all others: what other tables refer to it by, and its key."""
        return tuple(dict.fromkeys((*self.known_by, *([self.key] if self.key else []))))

    @cached_property
    def inputs(self) -> tuple[Column, ...]:
        """The columns that people fill in."""
        return tuple(column for column in self.columns if not column.calculated)

    @cached_property
    def calculated(self) -> tuple[Column, ...]:
        """The columns that hold a formula."""
        return tuple(column for column in self.columns if column.calculated)

    def of_type(self, *types: Type) -> Iterator[Column]:
        """Yield the input columns of the given types."""
        return (column for column in self.inputs if column.type in types)
