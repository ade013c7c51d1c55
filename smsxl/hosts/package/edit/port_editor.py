"""The file as an adapter of the writing port: what the services call, whatever holds the workbook."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from smsxl.errors import UsageError
from smsxl.hosts.edit import Entry, Link, NewSheet, OwnTable
from smsxl.hosts.package.edit.content import LONGEST_TEXT, Content, FormulaCell
from smsxl.hosts.package.edit.editor import WorkbookEdit
from smsxl.hosts.package.edit.errors import SheetTakenError
from smsxl.hosts.package.edit.own_sheet import render_own_sheet
from smsxl.hosts.package.edit.transplant import quoted_sheet

_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CUT: Final = " ..."


class PackageEditor:
    """Satisfies `Editor` over a workbook that is being edited; nothing is written before that is saved.

    `dynamic` says that array formulas are dynamic arrays, as in Excel 365.
    """

    def __init__(self, edit: WorkbookEdit, *, dynamic: bool = True) -> None:
        self._edit = edit
        self._dynamic = dynamic

    def write_block(self, sheet: str, row: int, column: int, cells: Sequence[Sequence[Entry]]) -> None:
        """Write a rectangle of cells whose first one is (row, column). A link becomes its text."""
        self._edit.set_cells(sheet, {(r, c): _content(entry) for r, line in enumerate(cells, start=row)
                                     for c, entry in enumerate(line, start=column)})

    def replace_rows(self, table: OwnTable, rows: Sequence[Sequence[Entry]]) -> None:
        """Replace all rows of a table of smsxl's own; its sheet is made where it is missing."""
        if not self._has(table.name):
            self._make(table)
        headers = self._headers(table)
        contents = [{header: _content(entry) for header, entry in zip(headers, line, strict=True)} for line in rows]
        links = {(i, header): f"{quoted_sheet(entry.sheet)}!{entry.cell}" for i, line in enumerate(rows)
                 for header, entry in zip(headers, line, strict=True) if isinstance(entry, Link)}
        self._edit.replace_rows(table.name, contents, links)

    @contextmanager
    def put_sheets(self, rendered: str, sheets: Sequence[NewSheet], after: str) -> Iterator[Sequence[str]]:
        """Bring sheets of a rendered workbook in. Old sheets are filled anew; who fails does not save."""
        for sheet in sheets:
            after = self._edit.put_sheet(sheet.name, rendered, after).sheet
            self._edit.set_cells(after, {place: FormulaCell(*formula) for place, formula in sheet.formulas.items()})
        yield ()

    def set_formulas(self, table: str, header: str, rows: Sequence[int], formula: str, *, array: bool) -> None:
        """Put a formula into sheet rows of a table's column."""
        sheet, found = self._edit.table(table)
        column = found.column(header)
        cell = FormulaCell(formula, array=array and self._dynamic, legacy=array and not self._dynamic)
        self._edit.set_cells(sheet, {(row, column): cell for row in rows})

    def append_row(self, table: str, cells: Mapping[str, Entry]) -> int:
        """Add a row to a table, given by headers, and return its sheet row."""
        if not self._has(table):
            raise UsageError(f"{self._edit.path} has no table {table}; put it back, or make a new workbook.")
        _, found = self._edit.table(table)
        known = {header.casefold() for header in found.headers}
        row = {header: _content(entry) for header, entry in cells.items() if header.casefold() in known}
        return self._edit.append_rows(table, [row])[0]

    def _has(self, table: str) -> bool:
        try:
            self._edit.table(table)
        except KeyError:
            return False
        return True

    def _headers(self, table: OwnTable) -> tuple[str, ...]:
        """Return the headers in the order of the declaration. Raises SheetTakenError where the table lacks one."""
        _, found = self._edit.table(table.name)
        known = {header.casefold(): header for header in found.headers}
        missing = [header for header in table.headers if header.casefold() not in known]
        if missing:
            raise SheetTakenError(f"{self._edit.path} has a table {table.name} without the column {missing[0]}, so it "
                                  "is not the one that smsxl fills; delete its sheet, then try again.")
        return tuple(known[header.casefold()] for header in table.headers)

    def _make(self, table: OwnTable) -> None:
        with tempfile.TemporaryDirectory() as folder:
            rendered = Path(folder, "own.xlsx")
            render_own_sheet(table, rendered)
            self._edit.put_sheet(table.sheet, rendered, table.after)
        for name, header in table.names.items():
            text = header if _PLAIN_NAME.fullmatch(header) else re.sub(r"(['\[\]#])", r"'\1", header)
            self._edit.define_name(name, f"{table.name}[{text}]")


def _content(entry: Entry) -> Content:
    if isinstance(entry, Link):
        return entry.text
    if isinstance(entry, str) and len(entry) > LONGEST_TEXT // 2:
        cut = entry.encode("utf-16-le", "surrogatepass")[:2 * (LONGEST_TEXT - len(_CUT))]
        text = cut.decode("utf-16-le", "ignore")
        return text + _CUT if len(text) < len(entry) else entry
    return entry
