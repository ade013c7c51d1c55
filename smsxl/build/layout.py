"""Where everything lies in the template: sheets, tables, forms, the matrix, and the names that point to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from smsxl.domain.matrix import Matrix
from smsxl.hosts.port import Area, column_letters
from smsxl.tables import SHEETS, Kind, Part, Table
from smsxl.tables.compose import Tables, matrix_of, tables_of
from smsxl.tables.formula import whole_column
from smsxl.tables.model import Column
from smsxl.tables.own import FINDINGS, LOOKED_UP, SUMMARIES

HEADER_ROW: Final = 4
"""The header row of every table that has a sheet of its own."""

FORM_ROW: Final = 19
"""The first row of the Organisation form on Start; its labels stand in column B."""

ROOM: Final = 5
"""Empty rows kept below each criteria table, so that it can grow."""

LISTS: Final = "Lists"
"""The hidden sheet with the words of drop-downs that are too long to stand in the drop-down itself."""

_LONGEST_INLINE_LIST: Final = 255
_MATRIX_ROOM: Final = 11
_LEFT: Final = 1
_RIGHT: Final = 8


def quoted(sheet: str) -> str:
    """Return a sheet's name as references write it."""
    return f"'{sheet}'" if " " in sheet else sheet


def absolute(area: Area) -> str:
    """Return an area with absolute rows and columns, such as $A$4:$C$9."""
    first = f"${column_letters(area.first_column)}${area.first_row}"
    last = f"${column_letters(area.last_column)}${area.last_row}"
    return first if first == last else f"{first}:{last}"


def reference(sheet: str, area: Area) -> str:
    """Return an absolute reference with its sheet."""
    return f"{quoted(sheet)}!{absolute(area)}"


def list_name(table: str) -> str:
    """Return the defined name over the key column of a table, as drop-downs use it."""
    return f"list_{table}"


@dataclass(frozen=True)
class Placed:
    """A declaration and where it lies: a table with its header row, a form or grid with all of its cells."""

    table: Table
    area: Area

    def column(self, field: str) -> int:
        """Return the 1-based sheet column of a table's field."""
        return self.area.first_column + [column.field for column in self.table.columns].index(field)

    def cell(self, field: str) -> Area:
        """Return the cell that holds a form's value."""
        row = self.area.first_row + [column.field for column in self.table.columns].index(field)
        return Area(row, self.area.first_column + 1, row, self.area.first_column + 1)

    @property
    def first_data_row(self) -> int:
        """The row of a table's first record."""
        return self.area.first_row + 1


class Layout:
    """The sheets of one workbook and what lies where in them."""

    def __init__(self, content: Tables, part: str) -> None:
        self.part = part
        self.tables: tuple[Table, ...] = tables_of(part)
        self.matrix: Matrix = matrix_of(content)
        self._sizes = {table.name: max(1, len(content.get(table.name) or ())) for table in self.tables}
        self.placed: dict[str, Placed] = {}
        self._place_criteria()
        for table in self.tables:
            if table.name not in self.placed:
                self.placed[table.name] = Placed(table, self._alone(table))

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The visible sheets in order."""
        present = {table.sheet for table in self.tables} | {
            sheet for sheet, part in SUMMARIES.items() if any(table.part is part for table in self.tables)}
        return tuple(sheet for sheet in SHEETS if sheet in present)

    def has(self, table: str) -> bool:
        """Whether the workbook has a table."""
        return table in self.placed

    def __getitem__(self, table: str) -> Placed:
        return self.placed[table]

    def names(self) -> dict[str, str]:
        """Return the defined names: forms, their named cells, the matrix, and the lists behind drop-downs."""
        found: dict[str, str] = {}
        for placed in self.placed.values():
            table = placed.table
            if table.kind is not Kind.TABLE:
                found[table.name] = reference(table.sheet, placed.area)
            for column in table.columns:
                if column.name:
                    found[column.name] = reference(table.sheet, placed.cell(column.field))
        for name in sorted(self._referred()):
            key = self[name].table.names[0]
            found[list_name(name)] = whole_column(name, self[name].table[key].header)
        for name, area in self.level_names().items():
            found[name] = reference(self["RiskLevels"].table.sheet, area)
        for name, field in LOOKED_UP.items():
            found[name] = whole_column(FINDINGS.name, FINDINGS[field].header)
        for number, (name, words) in enumerate(self.long_lists().items(), start=1):
            found[name] = reference(LISTS, Area(2, number, 1 + len(words), number))
        return found

    def level_names(self) -> dict[str, Area]:
        """Return the name of each level's label cell: conditional formats may name cells of other sheets only so."""
        levels = self["RiskLevels"]
        column = levels.column("label")
        rows = range(levels.first_data_row, levels.area.last_row + 1)
        return {f"level_{i}": Area(row, column, row, column) for i, row in enumerate(rows, start=1)}

    def _referred(self) -> set[str]:
        columns = [column for table in self.tables for column in table.columns]
        wanted = {name for column in columns for name in column.refers} | {c.scale for c in columns if c.scale}
        return {name for name in wanted if name in self.placed}

    def long_lists(self) -> dict[str, tuple[str, ...]]:
        """Return the choices that no drop-down can hold itself, by defined name: too long, or with commas."""
        return {choice_name(table, column): labels for table in self.tables for column in table.columns
                if (labels := labels_of(column)) and not fits_inline(labels)}

    def _alone(self, table: Table) -> Area:
        if table.kind is Kind.FORM:
            return Area(FORM_ROW, 2, FORM_ROW + len(table.columns) - 1, 3)
        return Area(HEADER_ROW, 1, HEADER_ROW + self._sizes[table.name], len(table.columns))

    def _place_criteria(self) -> None:
        """Lay the criteria out in two columns of blocks; the right one holds the matrix and the tolerances."""
        by_name = {table.name: table for table in self.tables if table.part is Part.CRITERIA}
        top = HEADER_ROW + 1
        for table in by_name.values():
            if table.name in ("RiskMatrix", "Tolerances"):
                continue
            height = len(table.columns) - 1 if table.kind is Kind.FORM else self._sizes[table.name]
            width = 2 if table.kind is Kind.FORM else len(table.columns)
            self.placed[table.name] = Placed(table, Area(top, _LEFT, top + height, _LEFT + width - 1))
            top += height + 1 + ROOM
        rows, columns = len(self.matrix.likelihoods), len(self.matrix.impacts)
        top = HEADER_ROW + 2
        self.placed["RiskMatrix"] = Placed(
            by_name["RiskMatrix"], Area(top, _RIGHT + 1, top + rows, _RIGHT + 1 + columns))
        top += _MATRIX_ROOM + ROOM - 2
        table = by_name["Tolerances"]
        self.placed["Tolerances"] = Placed(
            table, Area(top, _RIGHT, top + self._sizes["Tolerances"], _RIGHT + len(table.columns) - 1))


def labels_of(column: Column) -> tuple[str, ...]:
    """Return the labels of a column's allowed values."""
    return tuple(choice.label for choice in column.choices)


def fits_inline(labels: Sequence[str]) -> bool:
    """Whether a drop-down can hold its words itself."""
    return not any("," in label for label in labels) and len(",".join(labels)) <= _LONGEST_INLINE_LIST


def choice_name(table: Table, column: Column) -> str:
    """Return the defined name over a column's long list of choices."""
    return f"words_{table.name}_{column.field}"
