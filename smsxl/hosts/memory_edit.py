"""The editor of a workbook in memory: what the other editors have to do, in its plainest form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from smsxl.errors import UsageError
from smsxl.hosts.edit import Entry, Link, OwnTable
from smsxl.hosts.memory import MemoryWorkbook
from smsxl.hosts.port import Area, DefinedName, TableInfo

_HEADER_ROW: Final = 4


class MemoryEditor:
    """Satisfies `Editor` over a `MemoryWorkbook`. `links` holds where the links of each sheet lead."""

    def __init__(self, workbook: MemoryWorkbook, mark: str) -> None:
        self._workbook = workbook
        self._mark = mark
        self.links: dict[tuple[str, int, int], Link] = {}

    def write_block(self, sheet: str, row: int, column: int, cells: Sequence[Sequence[Entry]]) -> None:
        for r, line in enumerate(cells, start=row):
            for c, entry in enumerate(line, start=column):
                self.links.pop((sheet, r, c), None)
                if isinstance(entry, Link):
                    self.links[sheet, r, c] = entry
                self._workbook.set_cell(sheet, r, c, entry.text if isinstance(entry, Link) else entry)

    def replace_rows(self, table: OwnTable, rows: Sequence[Sequence[Entry]]) -> None:
        info = self._own(table)
        area = info.area
        blank = [[None] * len(table.headers)] * (area.last_row - area.first_row)
        self.write_block(table.sheet, area.first_row + 1, area.first_column, blank)
        self.write_block(table.sheet, area.first_row + 1, area.first_column, rows)
        self._resize(info, area.first_row + max(1, len(rows)))

    def set_formulas(self, table: str, header: str, rows: Sequence[int], formula: str, *,
                     array: bool) -> None:  # noqa: ARG002 - in memory a formula is a formula
        info = self._workbook.tables[table]
        for row in rows:
            self._workbook.set_formula(info.sheet, row, _column(info, header), formula)

    def append_row(self, table: str, cells: Mapping[str, Entry]) -> int:
        info = self._workbook.tables.get(table)
        if info is None:
            raise UsageError(f"The workbook has no table {table}; put it back, or make a new workbook.")
        present = {header: entry for header, entry in cells.items() if header in info.columns}
        row, held = info.area.last_row, self._workbook.cells[info.sheet]
        if any(held.get((row, _column(info, header))) is not None for header in present):
            row += 1
            if any(at[0] == row and content is not None for at, content in held.items()):
                raise UsageError(f"{info.sheet}: row {row} below the table {table} is not empty; make room there.")
            self._resize(info, row)
        for header, entry in present.items():
            self.write_block(info.sheet, row, _column(info, header), [[entry]])
        return row

    def _own(self, table: OwnTable) -> TableInfo:
        workbook = self._workbook
        if table.sheet not in workbook.cells:
            workbook.cells[table.sheet] = {}
            workbook.names.append(DefinedName(self._mark, "TRUE", table.sheet, hidden=True))
        if not any(name.name == self._mark and name.sheet == table.sheet for name in workbook.names):
            raise UsageError(f"The sheet {table.sheet} is not smsxl's own, so nothing was written to it; rename it and "
                             "try again.")
        if table.name not in workbook.tables:
            area = Area(_HEADER_ROW, 1, _HEADER_ROW + 1, len(table.headers))
            workbook.tables[table.name] = TableInfo(table.name, table.sheet, area, table.headers)
            self.write_block(table.sheet, _HEADER_ROW, 1, [table.headers])
        return workbook.tables[table.name]

    def _resize(self, info: TableInfo, last_row: int) -> None:
        self._workbook.tables[info.name] = replace(info, area=replace(info.area, last_row=last_row))


def _column(info: TableInfo, header: str) -> int:
    return info.area.first_column + info.columns.index(header)
