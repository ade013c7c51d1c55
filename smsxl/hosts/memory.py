"""A workbook in memory, for composing new workbooks and for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from smsxl.hosts.port import Area, DefinedName, Formula, Grid, GridColumn, GridValue, SheetInfo, TableInfo


@dataclass
class MemorySheet:
    """One sheet: values and formulas by 1-based (row, column)."""

    values: dict[tuple[int, int], GridValue] = field(default_factory=dict)
    formulas: dict[tuple[int, int], Formula] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)


class MemoryWorkbook:
    """Satisfies the port; everything in it may be edited, and :meth:`grid` always shows the present state."""

    def __init__(self, path: str = "memory.xlsx") -> None:
        self.path = path
        self.contents: dict[str, MemorySheet] = {}
        self.excel_tables: dict[str, TableInfo] = {}
        self.defined_names: list[DefinedName] = []

    @property
    def sheets(self) -> list[SheetInfo]:
        return [SheetInfo(name, position) for position, name in enumerate(self.contents)]

    @property
    def tables(self) -> Mapping[str, TableInfo]:
        return self.excel_tables

    @property
    def names(self) -> list[DefinedName]:
        return self.defined_names

    def sheet(self, name: str) -> MemorySheet:
        """Return a sheet to edit; added at the end where it is not there yet."""
        return self.contents.setdefault(name, MemorySheet())

    def drop(self, sheet: str) -> None:
        """Remove a sheet with its tables and the names that refer to it."""
        del self.contents[sheet]
        self.excel_tables = {name: info for name, info in self.excel_tables.items() if info.sheet != sheet}
        self.defined_names = [name for name in self.defined_names if not name.text.startswith((f"{sheet}!", f"'{sheet}'!"))]

    def put(self, sheet: str, row: int, column: int, value: GridValue, formula: Formula | None = None) -> None:
        """Set a cell: its value, and its formula where it has one."""
        target = self.sheet(sheet)
        target.values[row, column] = value
        if formula is None:
            target.formulas.pop((row, column), None)
        else:
            target.formulas[row, column] = formula

    def put_row(self, sheet: str, row: int, column: int, values: Iterable[GridValue]) -> None:
        """Set neighbouring cells of a row to plain values."""
        for offset, value in enumerate(values):
            self.put(sheet, row, column + offset, value)

    def grid(self, sheet: str) -> Grid:
        content = self.contents[sheet]
        filled = [cell for cell, value in content.values.items() if value is not None or cell in content.formulas]
        rows = sorted({row for row, _ in filled})
        at = {row: i for i, row in enumerate(rows)}
        columns: dict[int, GridColumn] = {}
        for row, column in sorted(filled):
            target = columns.setdefault(column, GridColumn([None] * len(rows)))
            target.values[at[row]] = content.values.get((row, column))
            formula = content.formulas.get((row, column))
            if formula is not None:
                if target.formulas is None:
                    target.formulas = [None] * len(rows)
                target.formulas[at[row]] = formula
        return Grid(sheet, rows, dict(sorted(columns.items())), frozenset(content.hidden_rows),
                    frozenset(content.hidden_columns), tuple(content.merges))
