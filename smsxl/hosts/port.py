"""The port: how smsxl sees a workbook, whatever program holds it.

Adapters satisfy :class:`Workbook` structurally. Reading coerces nothing: a cell is what the file says it is, with
its sheet address. Addresses are 1-based (row, column) pairs; :func:`cell_name` writes them as A1.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable

from smsxl.domain.values import CellValue


class _NotCalculated(enum.Enum):
    NOT_CALCULATED = "not calculated"

    def __repr__(self) -> str:
        return "NOT_CALCULATED"


NOT_CALCULATED: Final = _NotCalculated.NOT_CALCULATED
"""The value of a formula cell for which the file holds no cached value."""

MARK: Final = "_smsxl"
"""The hidden sheet-scoped name that says that a sheet is smsxl's own."""

GridValue = CellValue | _NotCalculated

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
"""The size of a sheet."""


def column_letters(column: int) -> str:
    """Return the letters of a 1-based column number: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the 1-based number of column letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """Return the A1 name of a 1-based cell address."""
    return f"{column_letters(column)}{row}"


def cell_of(name: str) -> tuple[int, int]:
    """Return the 1-based row and column of an A1 name."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters):]), column_number(letters)


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, 1-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def __str__(self) -> str:
        first = cell_name(self.first_row, self.first_column)
        last = cell_name(self.last_row, self.last_column)
        return first if first == last else f"{first}:{last}"

    def __contains__(self, cell: object) -> bool:
        if not isinstance(cell, tuple):
            return False
        row, column = cell
        return bool(self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column)


@dataclass(frozen=True)
class SheetInfo:
    """One sheet in workbook order. `visibility` is visible, hidden or very hidden; `kind` worksheet or other."""

    name: str
    position: int
    visibility: str = "visible"
    kind: str = "worksheet"


@dataclass(frozen=True)
class TableInfo:
    """An Excel table: its name, sheet, whole area (headers and totals included) and header texts."""

    name: str
    sheet: str
    area: Area
    columns: tuple[str, ...]
    header_rows: int = 1
    totals_rows: int = 0


@dataclass(frozen=True)
class DefinedName:
    """A defined name; `sheet` is None where it is global; `text` is what it refers to, without `=`."""

    name: str
    text: str
    sheet: str | None = None
    hidden: bool = False


@dataclass(frozen=True)
class SharedFormula:
    """A formula that cells share: the text as written in its master cell. One object serves all cells of a group."""

    text: str
    master: tuple[int, int]


Formula = str | SharedFormula


@dataclass
class GridColumn:
    """One column of a grid: values and formulas, aligned with the grid's rows. `formulas` is None where none is."""

    values: list[GridValue]
    formulas: list[Formula | None] | None = None


@dataclass
class Grid:
    """What one sheet holds, column by column, with sheet addresses.

    `rows` are the sheet's row numbers that hold at least one value or formula, ascending; every column is as long.
    Columns that hold nothing are absent.
    """

    sheet: str
    rows: list[int] = field(default_factory=list)
    columns: dict[int, GridColumn] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    folded_columns: frozenset[int] = frozenset()
    """Those of the hidden columns that an outline folds away: one click brings them back."""
    merges: tuple[Area, ...] = ()


@dataclass(frozen=True)
class ColourRule:
    """A conditional format: where, its kind and operator as the file has them, its formulas, and the fill (RRGGBB)."""

    areas: tuple[Area, ...]
    kind: str
    operator: str
    formulas: tuple[str, ...]
    colour: str | None
    text: str | None = None
    priority: int = 0


@dataclass(frozen=True)
class AllowedList:
    """A list that cells may be chosen from: `"Open,Closed"` in quotes, or a reference."""

    areas: tuple[Area, ...]
    text: str


@dataclass(frozen=True)
class SheetRules:
    """What a sheet says about its cells besides what they hold."""

    colours: tuple[ColourRule, ...] = ()
    lists: tuple[AllowedList, ...] = ()


@runtime_checkable
class HasRules(Protocol):
    """A workbook that can also say which conditional formats and allowed lists a sheet has."""

    def rules(self, sheet: str) -> SheetRules:
        """Return them; read at the first call, remembered after."""


@runtime_checkable
class HasPlaces(Protocol):
    """A workbook that is seen in another arrangement than the one in which its cells really lie."""

    def real(self, sheet: str, row: int | None, column: int | None) -> tuple[str, int | None, int | None]:
        """Return the sheet, row and column where a cell really lies."""

    def lies(self, sheet: str) -> str:
        """Return how the records of a sheet really lie: in "rows", in "columns" or in "forms"."""

    def letters(self, sheet: str, column: int) -> str:
        """Return what people call a column: its letters, or the number of the row that it really is."""

    def line(self, sheet: str, row: int, *, short: bool = False) -> str:
        """Return what people call a row: "row 7", "column E"; shortly "7", "E"."""

    def parts(self, sheet: str) -> Mapping[tuple[int, str], int]:
        """Return the column that is seen for a field which is only a part of the cells of a real column."""

    def split(self, sheet: str) -> Mapping[int, str]:
        """Return the columns with two ratings in a cell, which are seen in parts, with their real headings."""

    def written(self, sheet: str, formula: str) -> str:
        """Return a formula as it stands in the file."""


class Workbook(Protocol):
    """An open workbook."""

    @property
    def path(self) -> str:
        """The file's path as the user gave it."""

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """All sheets in workbook order."""

    @property
    def tables(self) -> Mapping[str, TableInfo]:
        """All Excel tables by name."""

    @property
    def names(self) -> Sequence[DefinedName]:
        """All defined names."""

    def grid(self, sheet: str) -> Grid:
        """Return everything a sheet holds; read at the first call, remembered after."""
