"""Ranges of cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from copy import copy
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from xlwings import base_classes

from tests.excel_engine.typed import ERRORS, FormulaText, entered


class Range(base_classes.Range):
    """A rectangle of cells of a sheet."""

    name = None
    sheet: Any = None

    def __init__(self, sheet: Any, top: int, left: int, bottom: int, right: int) -> None:
        self.sheet = sheet
        self.r1, self.c1, self.r2, self.c2 = top, left, bottom, right

    api = property(lambda self: (self.sheet.name, self.reference))
    row = property(lambda self: self.r1)
    column = property(lambda self: self.c1)
    shape = property(lambda self: (self.r2 - self.r1 + 1, self.c2 - self.c1 + 1))
    coords = property(lambda self: (self.sheet.name, self.r1, self.c1, *self.shape))

    @property
    def reference(self) -> str:
        """The address without dollar signs."""
        return f"{get_column_letter(self.c1)}{self.r1}:{get_column_letter(self.c2)}{self.r2}"

    def __len__(self) -> int:
        return int(self.shape[0] * self.shape[1])

    def __call__(self, row: int, column: int | None = None) -> Any:
        if column is None:
            row, column = (row - 1) // self.shape[1] + 1, (row - 1) % self.shape[1] + 1
        row, column = self.r1 + row - 1, self.c1 + column - 1
        return Range(self.sheet, row, column, row, column)

    def get_address(self, *_: Any) -> str:
        return self.reference

    address = property(lambda self: self.reference)

    def places(self) -> Iterator[tuple[int, int]]:
        """Yield row and column of every cell."""
        return ((row, column) for row in range(self.r1, self.r2 + 1)
                for column in range(self.c1, self.c2 + 1))

    def _cell(self, row: int, column: int) -> Any:
        return self.sheet.ws.cell(row, column)

    def _content(self, row: int, column: int) -> Any:
        cell = self.sheet.ws._cells.get((row, column))
        return None if cell is None else cell.value

    def _read(self, row: int, column: int) -> Any:
        from tests.excel_engine.books import as_com, formula_of

        content = self._content(row, column)
        cell = self.sheet.ws._cells.get((row, column))
        if cell is not None and cell.data_type != "s" and formula_of(content) is not None:
            return self.sheet.book.values.get((self.sheet.name, row, column))
        if isinstance(content, str) and cell.data_type == "e":
            return ERRORS[content]
        return as_com(content)

    @property
    def raw_value(self) -> Any:
        return tuple(tuple(self._read(row, column) for column in range(self.c1, self.c2 + 1))
                     for row in range(self.r1, self.r2 + 1))

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        self._write(data, as_array=False)

    def _write(self, data: Any, *, as_array: bool) -> None:
        assert not self.sheet.ws.protection.sheet, "Excel refuses to write to a protected sheet"
        self.sheet.book.changed = True
        for row, column in self.places():
            value = data
            if isinstance(data, (list, tuple)):
                value = data[row - self.r1][column - self.c1]
            cell = self._cell(row, column)
            self._put(cell, entered(value, cell.number_format), as_array=as_array)

    def _put(self, cell: Any, value: Any, *, as_array: bool) -> None:
        self.sheet.book.values.pop((self.sheet.name, cell.row, cell.column), None)
        cell.value = None
        if isinstance(value, FormulaText):
            cell.value = ArrayFormula(cell.coordinate, value.text) if as_array else value.text
            shown = hyperlink_text(value.text)
            if shown is not None:
                self.sheet.book.values[self.sheet.name, cell.row, cell.column] = shown
        elif isinstance(value, str):
            cell.value = value
            cell.data_type = "s"
        elif type(value) is int and value in ERRORS.values():
            cell.value = next(text for text, number in ERRORS.items() if number == value)
            cell.data_type = "e"
        else:
            if isinstance(value, dt.datetime) and cell.number_format == "General":
                cell.number_format = "yyyy-mm-dd"
            shown_as = cell.number_format
            cell.value = value
            cell.number_format = shown_as

    @property
    def formula(self) -> Any:
        from tests.excel_engine.books import formula_of

        def text(row: int, column: int) -> str:
            content = self._content(row, column)
            return formula_of(content) or ("" if content is None else str(content))

        rows = tuple(tuple(text(row, column) for column in range(self.c1, self.c2 + 1))
                     for row in range(self.r1, self.r2 + 1))
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        self._write(value, as_array=False)

    formula2 = property(lambda self: self.formula, lambda self, value: self._write(value, as_array=True))

    def clear_contents(self) -> None:
        self._write(None, as_array=False)

    def autofill(self, destination: Any, type_: str) -> None:
        assert type_ == "fill_formats"
        self.sheet.book.changed = True
        for row, column in destination.impl.places():
            model = self._cell(self.r1, column)
            target = self._cell(row, column)
            if target is not model:
                target._style = copy(model._style)

    @property
    def number_format(self) -> str | None:
        formats = {self._cell(row, column).number_format for row, column in self.places()}
        return formats.pop() if len(formats) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.sheet.book.changed = True
        for row, column in self.places():
            self._cell(row, column).number_format = value

    @property
    def column_width(self) -> Any:
        return self.sheet.ws.column_dimensions[get_column_letter(self.c1)].width

    @column_width.setter
    def column_width(self, value: float) -> None:
        for column in range(self.c1, self.c2 + 1):
            self.sheet.ws.column_dimensions[get_column_letter(column)].width = value

    @property
    def font(self) -> Any:
        return Font(self)

    def select(self) -> None:
        self.sheet.book.app.selected = self


class Font(base_classes.Font):
    """The font of a range."""

    api = None

    def __init__(self, cells: Range) -> None:
        self._cells = cells

    @property
    def bold(self) -> bool:
        return all(self._cells._cell(row, column).font.b for row, column in self._cells.places())

    @bold.setter
    def bold(self, value: bool) -> None:
        for row, column in self._cells.places():
            cell = self._cells._cell(row, column)
            font = copy(cell.font)
            font.b = value
            cell.font = font


def hyperlink_text(formula: str) -> str | None:
    """Return what a cell with =HYPERLINK(place,text) shows."""
    if not formula.startswith("=HYPERLINK("):
        return None
    return formula.rpartition(',"')[2].removesuffix('")').replace('""', '"')
