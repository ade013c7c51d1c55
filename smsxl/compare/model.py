"""What changed between two workbooks, as plain data."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator
from dataclasses import dataclass

from smsxl.hosts.port import GridValue


@dataclass(frozen=True)
class RowPlace:
    """A row in one of the workbooks: its id ("" where it has none), what it is about, and its cell."""

    id: str
    label: str
    sheet: str
    cell: str | None


@dataclass(frozen=True)
class FieldChange:
    """A cell that holds something else. A cell is None where that side has no such row or column."""

    field: str
    header: str
    old: GridValue
    new: GridValue
    old_cell: str | None
    new_cell: str | None
    typed_over: bool = False
    """Whether the column is calculated and somebody typed over its formula on one side; None means not there."""
    spelling: bool = False
    """Whether only spaces, letter case or the kind of cell differ."""


@dataclass(frozen=True)
class RowChange:
    """A row that is new (no `old`), gone (no `new`) or changed, with the cells that differ."""

    old: RowPlace | None
    new: RowPlace | None
    fields: tuple[FieldChange, ...]

    @property
    def place(self) -> RowPlace:
        """The row as it is now, or as it was."""
        place = self.new or self.old
        if place is None:
            raise ValueError("a change of no row")
        return place


@dataclass(frozen=True)
class TableDiff:
    """What changed in one table. `columns_added` and `columns_removed` are headers."""

    table: str
    title: str
    added: tuple[RowChange, ...] = ()
    removed: tuple[RowChange, ...] = ()
    changed: tuple[RowChange, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.added or self.removed or self.changed or self.columns_added or self.columns_removed)


class Direction(enum.Enum):
    """Whether what happened is bad news."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"


@dataclass(frozen=True)
class Matter:
    """Something that crossed a line: a level, a tolerance, an acceptance, a target, or the criteria themselves.

    `what` names the line, such as "Current level"; `reason` says in words why, where that is not plain to see.
    """

    kind: str
    direction: Direction
    table: str
    title: str
    row: RowPlace
    what: str
    old: str
    new: str
    reason: str = ""


@dataclass(frozen=True)
class Side:
    """One of the two workbooks, and the day as of which it is judged."""

    path: str
    as_of: dt.date


@dataclass(frozen=True)
class Diff:
    """Everything that changed, with what matters on top. `notes` are sentences on what could not be compared."""

    old: Side
    new: Side
    matters: tuple[Matter, ...]
    tables: tuple[TableDiff, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        return not self.matters and not self.tables

    def rows(self) -> Iterator[RowChange]:
        """Yield every row that is new, gone or changed."""
        for table in self.tables:
            yield from (*table.added, *table.removed, *table.changed)
