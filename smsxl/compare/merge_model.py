"""What a merge of three workbooks has to do, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from smsxl.domain.values import CellValue

REMOVED: Final = "(removed)"
ADDED: Final = "(new row)"
CHANGED: Final = "(changed)"


@dataclass(frozen=True)
class Taken:
    """A cell of THEIRS that goes into OURS: what it holds, and the formula that gives it where somebody typed one."""

    value: CellValue
    formula: str | None = None


@dataclass(frozen=True)
class Conflict:
    """What could not be merged: where, and what the three workbooks have there, as people read it.

    The row is `row` of OURS, or the added row number `added` of its table; neither where no row of OURS is meant.
    """

    title: str
    row_id: str
    column: str
    base: str
    ours: str
    theirs: str
    note: str
    table: str | None = None
    field: str | None = None
    row: int | None = None
    added: int | None = None
    sheet: str | None = None


@dataclass
class TablePlan:
    """What changes in one table of OURS: cells by (row, field), rows to remove, rows to add by field."""

    table: str
    cells: dict[tuple[int, str], Taken] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    added: list[Mapping[str, Taken]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.cells or self.removed or self.added)


@dataclass(frozen=True)
class MergePlan:
    """What changes in OURS, table by table, and what is left for people to decide."""

    tables: tuple[TablePlan, ...]
    conflicts: tuple[Conflict, ...]
