"""A workbook in memory that satisfies the port: for tests and for the examples of rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from smsxl.hosts.port import (
    NOT_CALCULATED,
    Area,
    DefinedName,
    Formula,
    Grid,
    GridColumn,
    GridValue,
    SheetInfo,
    SheetRules,
    TableInfo,
)


@dataclass(frozen=True)
class Calculated:
    """A formula cell: its text without `=`, and the value that the file remembers."""

    formula: Formula
    value: GridValue = NOT_CALCULATED


Content = GridValue | Calculated
Cells = Mapping[tuple[int, int], Content]


class MemoryWorkbook:
    """A workbook made of `{sheet: {(row, column): value or Calculated}}`, easy to edit."""

    def __init__(
        self,
        sheets: Mapping[str, Cells],
        tables: Iterable[TableInfo] = (),
        names: Iterable[DefinedName] = (),
        path: str = "book.xlsx",
    ) -> None:
        self.path = path
        self.cells: dict[str, dict[tuple[int, int], Content]] = {name: dict(cells) for name, cells in sheets.items()}
        self.tables: dict[str, TableInfo] = {table.name: table for table in tables}
        self.names: list[DefinedName] = list(names)
        self.visibility: dict[str, str] = {}
        self.hidden_rows: dict[str, set[int]] = {}
        self.hidden_columns: dict[str, set[int]] = {}
        self.merges: dict[str, list[Area]] = {}
        self.sheet_rules: dict[str, SheetRules] = {}

    @property
    def sheets(self) -> Sequence[SheetInfo]:
        """All sheets in workbook order."""
        return tuple(
            SheetInfo(name, place, self.visibility.get(name, "visible")) for place, name in enumerate(self.cells)
        )

    def grid(self, sheet: str) -> Grid:
        """Return what a sheet holds now. Raises KeyError for a name that no sheet has."""
        filled = {at: _entry(content) for at, content in self.cells[sheet].items() if content is not None}
        rows = sorted({row for row, _ in filled})
        columns = {}
        for column in sorted({column for _, column in filled}):
            entries = [filled.get((row, column), (None, None)) for row in rows]
            formulas = [formula for _, formula in entries]
            columns[column] = GridColumn([value for value, _ in entries], formulas if any(formulas) else None)
        return Grid(
            sheet, rows, columns, frozenset(self.hidden_rows.get(sheet, set()) & set(rows)),
            frozenset(self.hidden_columns.get(sheet, ())), merges=tuple(self.merges.get(sheet, ())),
        )

    def rules(self, sheet: str) -> SheetRules:
        """Return the conditional formats and allowed lists of a sheet."""
        return self.sheet_rules.get(sheet, SheetRules())

    def set_cell(self, sheet: str, row: int, column: int, content: Content) -> None:
        """Set a cell; None empties it."""
        self.cells[sheet][row, column] = content

    def set_formula(
        self, sheet: str, row: int, column: int, formula: Formula, value: GridValue = NOT_CALCULATED
    ) -> None:
        """Make a cell a formula with a remembered value."""
        self.cells[sheet][row, column] = Calculated(formula, value)

    def drop_sheet(self, sheet: str) -> None:
        """Remove a sheet with its tables and its own names."""
        del self.cells[sheet]
        self.tables = {name: table for name, table in self.tables.items() if table.sheet != sheet}
        self.names = [name for name in self.names if name.sheet != sheet]

    def hide_row(self, sheet: str, row: int) -> None:
        """Hide a row."""
        self.hidden_rows.setdefault(sheet, set()).add(row)

    def hide_column(self, sheet: str, column: int) -> None:
        """Hide a column."""
        self.hidden_columns.setdefault(sheet, set()).add(column)

    def merge(self, sheet: str, area: Area) -> None:
        """Merge an area; as in a file, the cells under it keep what they hold."""
        self.merges.setdefault(sheet, []).append(area)


def _entry(content: Content) -> tuple[GridValue, Formula | None]:
    return (content.value, content.formula) if isinstance(content, Calculated) else (content, None)
