"""Sheets and their tables."""

from __future__ import annotations

import numbers
from typing import Any

from openpyxl.utils import range_boundaries
from openpyxl.worksheet.table import Table as StoredTable
from openpyxl.worksheet.table import TableColumn
from xlwings import NoSuchObjectError, base_classes

from tests.excel_engine.cells import Range
from tests.excel_engine.moves import copied, deleted, renamed


class Sheets(base_classes.Sheets):
    """The worksheets of a workbook."""

    book: Any = None

    def __init__(self, book: Any) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        return self.book.wb

    @property
    def active(self) -> Any:
        return Sheet(self.book, self.api.active)

    def __call__(self, key: Any) -> Any:
        try:
            return Sheet(self.book, self.api.worksheets[int(key) - 1] if isinstance(key, numbers.Number)
                         else self.api[key])
        except (KeyError, IndexError):
            raise NoSuchObjectError(key) from None

    def __len__(self) -> int:
        return len(self.api.worksheets)

    def __iter__(self) -> Any:
        return (Sheet(self.book, worksheet) for worksheet in self.api.worksheets)

    def add(self, before: Any = None, after: Any = None, name: Any = None) -> Any:
        self.book.changed = True
        at = before.index - 1 if before else after.index if after else None
        made = self.api.create_sheet(name, at)
        self.api.active = self.api.index(made)
        return Sheet(self.book, made)


class SheetApi:
    """Excel's own object of a sheet."""

    def __init__(self, worksheet: Any) -> None:
        self.ProtectContents = bool(worksheet.protection.sheet)


class Sheet(base_classes.Sheet):
    """A worksheet."""

    book: Any = None

    def __init__(self, book: Any, worksheet: Any) -> None:
        self.book = book
        self.ws = worksheet

    api = property(lambda self: SheetApi(self.ws))
    index = property(lambda self: self.book.wb.worksheets.index(self.ws) + 1)

    @property
    def name(self) -> str:
        return str(self.ws.title)

    @name.setter
    def name(self, value: str) -> None:
        self.book.changed = True
        renamed(self.book, self.ws, value)

    @property
    def visible(self) -> bool:
        return bool(self.ws.sheet_state == "visible")

    @visible.setter
    def visible(self, value: bool) -> None:
        self.book.changed = True
        self.ws.sheet_state = "visible" if value else "hidden"

    def copy(self, before: Any, after: Any) -> None:
        assert before is None, "nobody needs it"
        after.book.changed = True
        copied(self.ws, after.book, after.index)

    def delete(self) -> None:
        self.book.changed = True
        deleted(self.book, self.ws)

    @property
    def tables(self) -> Any:
        return Tables(self)

    used_range = property(lambda self: Range(self, 1, 1, self.ws.max_row, self.ws.max_column))

    @property
    def names(self) -> Any:
        from tests.excel_engine.books import Names

        return Names(self.book, self.ws)

    def activate(self) -> None:
        self.book.wb.active = self.index - 1

    def clear_contents(self) -> None:
        self.used_range.clear_contents()

    def range(self, first: Any, second: Any = None) -> Any:
        one = self._corners(first)
        two = one if second is None else self._corners(second)
        return Range(self, min(one[0], two[0]), min(one[1], two[1]), max(one[2], two[2]), max(one[3], two[3]))

    @staticmethod
    def _corners(place: Any) -> tuple[int, int, int, int]:
        if isinstance(place, Range):
            return place.r1, place.c1, place.r2, place.c2
        if isinstance(place, tuple):
            return (*place, *place)  # type: ignore[return-value]
        left, top, right, bottom = range_boundaries(place)
        return top, left, bottom, right  # type: ignore[return-value]


class Tables(base_classes.Tables):
    """The tables of a sheet."""

    sheet: Any = None

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def __call__(self, key: Any) -> Any:
        return next(table for number, table in enumerate(self, start=1) if key in (number, table.name))

    def __len__(self) -> int:
        return len(self.sheet.ws.tables)

    def __iter__(self) -> Any:
        return (Table(self.sheet, stored) for stored in self.sheet.ws.tables.values())

    def add(self, *, source: Any, name: str, has_headers: bool, table_style_name: str, **_: Any) -> Any:
        assert has_headers
        assert table_style_name
        self.sheet.book.changed = True
        cells = source.impl
        stored = StoredTable(displayName=name, name=name, ref=cells.reference)
        stored._initialise_columns()
        for column, header in zip(stored.tableColumns, cells.raw_value[0], strict=True):
            column.name = header
        self.sheet.ws.add_table(stored)
        return Table(self.sheet, stored)


class Table(base_classes.Table):
    """An Excel table."""

    parent: Any = None

    def __init__(self, sheet: Sheet, stored: StoredTable) -> None:
        self.parent = sheet
        self.stored = stored

    api = None
    name = property(lambda self: self.stored.displayName)
    show_totals = property(lambda self: bool(self.stored.totalsRowCount))

    @property
    def range(self) -> Any:
        return self.parent.range(self.stored.ref)

    @property
    def header_row_range(self) -> Any:
        whole = self.range
        return Range(self.parent, whole.r1, whole.c1, whole.r1, whole.c2)

    @property
    def data_body_range(self) -> Any:
        whole = self.range
        return Range(self.parent, whole.r1 + 1, whole.c1, whole.r2, whole.c2)

    def resize(self, target: Any) -> None:
        self.parent.book.changed = True
        cells = target.impl
        assert (cells.r1, cells.c1) == (self.range.r1, self.range.c1), "a table's header row can't move"
        self.stored.ref = cells.reference
        if self.stored.autoFilter is not None:
            self.stored.autoFilter.ref = cells.reference
        assert all(isinstance(column, TableColumn) for column in self.stored.tableColumns)
