"""The editor of a workbook in memory: what the other editors have to do, in its plainest form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from typing import Final

from smsxl.errors import UsageError
from smsxl.hosts.edit import Entry, Link, NewSheet, OwnTable
from smsxl.hosts.memory import Content, MemoryWorkbook
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import Area, DefinedName, Grid, TableInfo

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

    @contextmanager
    def put_sheets(self, rendered: str, sheets: Sequence[NewSheet], after: str) -> Iterator[Sequence[str]]:
        for sheet in sheets:
            if sheet.name in self._workbook.cells:
                self._refuse_foreign(sheet.name)
        kept = deepcopy((vars(self._workbook), self.links))
        try:
            for sheet in sheets:
                self._put_sheet(open_workbook(rendered).grid(sheet.name), sheet, after)
                after = sheet.name
            yield ()
        except BaseException:
            vars(self._workbook).update(kept[0])
            self.links = kept[1]
            raise

    def _put_sheet(self, grid: Grid, sheet: NewSheet, after: str) -> None:
        workbook = self._workbook
        if sheet.name not in workbook.cells:
            names = list(workbook.cells)
            place = names.index(after) + 1 if after in names else len(names)
            cells: dict[str, dict[tuple[int, int], Content]] = {}
            for name in [*names[:place], sheet.name, *names[place:]]:
                cells[name] = workbook.cells.get(name, {})
            workbook.cells = cells
            workbook.names.append(DefinedName(self._mark, "TRUE", sheet.name, hidden=True))
        workbook.tables = {name: table for name, table in workbook.tables.items() if table.sheet != sheet.name}
        workbook.cells[sheet.name] = {(row, column): value for column, found in grid.columns.items()
                                      for row, value in zip(grid.rows, found.values, strict=True) if value is not None}
        for (row, column), (formula, value) in sheet.formulas.items():
            workbook.set_formula(sheet.name, row, column, formula, value)

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
        self._refuse_foreign(table.sheet)
        if table.name not in workbook.tables:
            area = Area(_HEADER_ROW, 1, _HEADER_ROW + 1, len(table.headers))
            workbook.tables[table.name] = TableInfo(table.name, table.sheet, area, table.headers)
            self.write_block(table.sheet, _HEADER_ROW, 1, [table.headers])
        return workbook.tables[table.name]

    def _refuse_foreign(self, sheet: str) -> None:
        if not any(name.name == self._mark and name.sheet == sheet for name in self._workbook.names):
            raise UsageError(f"The sheet {sheet} is not smsxl's own, so nothing was written to it; rename it and "
                             "try again.")

    def _resize(self, info: TableInfo, last_row: int) -> None:
        self._workbook.tables[info.name] = replace(info, area=replace(info.area, last_row=last_row))


def _column(info: TableInfo, header: str) -> int:
    return info.area.first_column + info.columns.index(header)
