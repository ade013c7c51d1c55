"""The second port: the few ways in which smsxl writes into a workbook that is there already.

The live Excel, the file and the workbook in memory satisfy :class:`Editor` structurally. A text is data whatever it
looks like: no adapter may let a program make a formula, a date or a number of it. Addresses are 1-based.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from smsxl.domain.values import CellValue


@dataclass(frozen=True)
class Link:
    """A cell that shows a text and leads to another cell of the workbook (`cell` is an A1 name)."""

    text: str
    sheet: str
    cell: str


Entry = CellValue | Link
"""What is written to a cell: a value, None to empty it, or a link."""


@dataclass(frozen=True)
class OwnTable:
    """A table on a sheet that is smsxl's own, with what is needed to make the sheet where it is missing.

    `widths` are in characters; `names` are workbook names by the header of the column that each refers to; `formats`
    are the number formats of the columns, None for the general one. A new sheet comes behind the sheet `after`, or last
    where that is None.
    """

    name: str
    sheet: str
    help: str
    headers: tuple[str, ...]
    widths: tuple[int, ...]
    names: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str | None, ...] = ()
    after: str | None = "Start"


@dataclass(frozen=True)
class NewSheet:
    """A sheet of a rendered workbook, to be brought into the user's.

    `formulas` belong into its cells by (row, column): the formula as files store it, without `=`, and its value.
    """

    name: str
    formulas: Mapping[tuple[int, int], tuple[str, CellValue]] = field(default_factory=dict)


class Editor(Protocol):
    """Writes to an open workbook. Everything that is not named in a call stays as it is."""

    def write_block(self, sheet: str, row: int, column: int, cells: Sequence[Sequence[Entry]]) -> None:
        """Write a rectangle of cells whose first one is (row, column). Their formats stay."""

    def replace_rows(self, table: OwnTable, rows: Sequence[Sequence[Entry]]) -> None:
        """Replace all rows of a table of smsxl's own.

        Where the sheet is missing it is added, with the mark of smsxl's own sheets. Raises UsageError where a sheet or
        table of that name is the user's.
        """

    def put_sheets(self, rendered: str, sheets: Sequence[NewSheet],
                   after: str) -> AbstractContextManager[Sequence[str]]:
        """Bring sheets of a rendered workbook in, with the mark of smsxl's own sheets.

        Each takes the place of the one that smsxl made before; a new one comes behind the last of them, the first
        behind the sheet `after`, or last where that is missing. What is written inside the context belongs to it: where
        something fails, the sheets and smsxl's own tables are as they were. An old sheet whose cells formulas of the
        user's would lose is kept; the context is the names under which such sheets stay. Raises UsageError, before
        anything is written, where a sheet of that name is the user's.
        """

    def set_formulas(self, table: str, header: str, rows: Sequence[int], formula: str, *, array: bool) -> None:
        """Put a formula, as files store it without `=`, into sheet rows of a table's column.

        `array` says that it has to be entered as an array formula of one cell where the program tells them apart.
        """

    def append_row(self, table: str, cells: Mapping[str, Entry]) -> int:
        """Add a row to a table, given by headers, and return its sheet row.

        A last row whose cells under these headers are all blank is filled instead. Headers that the table lacks are
        left out. Raises UsageError where the table is missing or has no room below it.
        """
