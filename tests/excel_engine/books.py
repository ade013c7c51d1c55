"""Workbooks: openpyxl holds the formulas, `values` what Excel remembers of them."""

from __future__ import annotations

import datetime as dt
import numbers
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.formula import ArrayFormula
from xlwings import base_classes

from smsxl.domain.values import CellError
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.tables import Kind
from smsxl.tables.book import Book as DeclaredBook
from tests.excel_engine.remembered import remember
from tests.excel_engine.sheets import Sheets
from tests.excel_engine.typed import ERRORS


class Books(base_classes.Books):
    """The open workbooks."""

    api = None
    app: Any = None

    def __init__(self, app: Any) -> None:
        self.app = app
        self._open: list[Book] = []

    @property
    def active(self) -> Any:
        return self._open[-1]

    def open(self, fullname: str, *_: Any, **__: Any) -> Any:
        self._open.append(Book(self.app, Path(fullname).absolute()))
        return self._open[-1]

    def __call__(self, key: Any) -> Any:
        if isinstance(key, numbers.Number):
            return self._open[int(key) - 1]  # type: ignore[call-overload]
        for book in self._open:
            if key in (book.name, book.fullname):
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Any:
        return iter(self._open)

    def close(self, book: Book) -> None:
        """Forget a workbook."""
        self._open.remove(book)


class BookApi:
    """Excel's own object of a workbook. `gives_copies` is off where a policy forbids it."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.gives_copies = True

    @property
    def Saved(self) -> bool:  # noqa: N802
        """Whether nothing was changed since the workbook was opened."""
        return not self._book.changed

    def SaveCopyAs(self, path: str) -> None:  # noqa: N802
        """Write the workbook as it is now, remembered values included."""
        if not self.gives_copies:
            raise PermissionError
        self._book.save_copy(Path(path))


class Book(base_classes.Book):
    """A workbook. `values` holds the remembered value of every formula cell, by sheet, row and column."""

    app: Any = None
    api: Any = None

    def __init__(self, app: Any, path: Path) -> None:
        self.app = app
        self.path = path
        self.api = BookApi(self)
        self.changed = False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it will drop
            self.wb = openpyxl.load_workbook(path)
            remembered = open_workbook(path)
        self.values: dict[tuple[str, int, int], Any] = {}
        for info in remembered.sheets:
            grid = remembered.grid(info.name)
            for column, cells in grid.columns.items():
                if cells.formulas is not None:
                    for row, value, formula in zip(grid.rows, cells.values, cells.formulas, strict=True):
                        if formula is not None and value is not NOT_CALCULATED:
                            self.values[info.name, row, column] = as_com(value)

    name = property(lambda self: self.path.name)
    fullname = property(lambda self: str(self.path))
    sheets = property(Sheets)
    names = property(lambda self: Names(self, None))

    def activate(self) -> None:
        pass

    def close(self) -> None:
        self.app.books.close(self)

    def save_copy(self, target: Path) -> None:
        """Write the file; the untouched one as it was."""
        if not self.changed:
            shutil.copy(self.path, target)
            return
        self.wb.save(target)
        remember(target, self.values)

    def calculate(self) -> None:
        """Give each declared formula of a calculated column the value that it has now."""
        if not self.changed:
            return
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, self.path.name)
            self.save_copy(copy)
            declared = DeclaredBook(open_workbook(copy), dt.date.today())
            for rows in declared.rows.values():
                for column in rows.declaration.calculated if rows.declaration.kind is Kind.TABLE else ():
                    if column.field not in rows:
                        continue
                    states = declared.formula_states(rows.declaration.name, column.field)
                    expected = declared.expected(rows.declaration.name, column.field)
                    for i, (state, value) in enumerate(zip(states, expected, strict=True)):
                        if state == 0:
                            self.values[rows.sheet, *rows.cell(i, column.field)] = as_com(value)


def as_com(value: Any) -> Any:
    """Return a value as COM gives it: numbers as floats, errors as whole numbers, days as moments."""
    if isinstance(value, CellError):
        return ERRORS[value.code]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return float(value) if type(value) is int else value


def formula_of(content: Any) -> str | None:
    """Return the formula of a cell's content in openpyxl, with `=`; None where it is none."""
    if isinstance(content, ArrayFormula):
        return "=" + str(content.text).lstrip("=")
    return content if isinstance(content, str) and content.startswith("=") else None


class Names(base_classes.Names):
    """The names of a workbook, or of one of its sheets."""

    book: Any = None
    sheet: Any = None

    def __init__(self, book: Book, sheet: Any) -> None:
        self.book = book
        self.sheet = sheet

    @property
    def api(self) -> Any:
        return (self.sheet or self.book.wb).defined_names

    def __len__(self) -> int:
        return len(self.api)

    def __call__(self, key: Any) -> Any:
        return Name(self, list(self.api)[key - 1] if isinstance(key, int) else key)

    def contains(self, key: Any) -> bool:
        return key in self.api

    def add(self, name: str, refers_to: str) -> Any:
        self.book.changed = True
        self.api[name] = DefinedName(name, attr_text=refers_to.removeprefix("="))
        return Name(self, name)


class NameApi:
    """Excel's own object of a name."""

    def __init__(self, defined: DefinedName) -> None:
        object.__setattr__(self, "_defined", defined)

    def __setattr__(self, attribute: str, value: Any) -> None:
        assert attribute == "Visible"
        self._defined.hidden = not value  # type: ignore[attr-defined]


class Name(base_classes.Name):
    """A defined name; a sheet's own has the sheet in front."""

    def __init__(self, names: Names, name: str) -> None:
        self._names = names
        self._name = name

    @property
    def api(self) -> Any:
        return NameApi(self._names.api[self._name])

    @property
    def name(self) -> str:
        return self._name if self._names.sheet is None else f"'{self._names.sheet.title}'!{self._name}"

    def delete(self) -> None:
        self._names.book.changed = True
        del self._names.api[self._name]

    @property
    def refers_to(self) -> str:
        return f"={self._names.api[self._name].attr_text}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._names.add(self._name, value)
