"""Excel with the workbook open, as the buttons see it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from smsxl.errors import UsageError
from smsxl.hosts.edit import Editor
from smsxl.hosts.excel.editor import ExcelEditor
from smsxl.hosts.excel.guard import load_xlwings
from smsxl.hosts.excel.reading import reading
from smsxl.hosts.port import Area
from smsxl.hosts.program import Reading, Selection

_TITLE: Final = "smsxl"
_TEXT: Final = 2
"""The kind of answer that InputBox is to give."""

_SETTINGS: Final = {"screen_updating": False, "calculation": "manual", "enable_events": False}
"""What is held back while cells are written."""

_FILLS_COLUMNS: Final = "AutoFillFormulasInLists"
"""Whether Excel spreads a formula that is entered in a table over its whole column."""


def calling_program() -> ExcelProgram:
    """Return the workbook whose button was pressed; for an add-in's button the workbook in front.

    Raises UsageError outside Excel.
    """
    try:
        xw = load_xlwings()
        book = xw.Book.caller()
    except Exception as error:
        raise UsageError("This is what a button in Excel runs; on the command line there is `smsxl check`.") from error
    return ExcelProgram(book.app.books.active if book.name.lower().endswith(".xlam") else book)


class ExcelProgram:
    """Satisfies `Program` over an xlwings book."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - xlwings decides at run time what it holds
        self._book = book
        self._app = book.app
        self.editor: Editor = ExcelEditor(book)

    @property
    def path(self) -> str:
        try:
            return str(self._book.fullname)
        except Exception:  # noqa: BLE001 - a place on the web that has no folder on this computer
            return str(self._book.name)

    @property
    def folder(self) -> str | None:
        parent = Path(self.path).parent
        return str(parent) if parent.is_absolute() and parent.is_dir() else None

    @property
    def can_ask(self) -> bool:
        try:
            return callable(self._app.api.InputBox)
        except Exception:  # noqa: BLE001 - macOS has no such thing
            return False

    def reading(self) -> AbstractContextManager[Reading]:
        return reading(self._book, self.path)

    @contextmanager
    def writing(self) -> Iterator[None]:
        before: list[tuple[Any, str, Any]] = []
        try:
            for owner, name, value in self._held_back():
                with contextlib.suppress(Exception):  # not every system has each of them
                    before.append((owner, name, getattr(owner, name)))
                    setattr(owner, name, value)
            yield
        finally:
            for owner, name, value in reversed(before):
                with contextlib.suppress(Exception):  # one that can't be set back must not keep the others
                    setattr(owner, name, value)

    def _held_back(self) -> Iterator[tuple[Any, str, Any]]:
        for name, value in _SETTINGS.items():
            yield self._app, name, value
        with contextlib.suppress(Exception):  # macOS has no such object
            yield self._app.api.AutoCorrect, _FILLS_COLUMNS, False

    def selection(self) -> Selection | None:
        cells = self._app.selection
        if cells is None or cells.sheet.book.name != self._book.name:
            return None
        height, width = cells.shape
        return Selection(cells.sheet.name, Area(cells.row, cells.column, cells.row + height - 1,
                                                cells.column + width - 1))

    def select(self, sheet: str, area: Area) -> None:
        target = self._book.sheets[sheet]
        target.activate()
        target.range((area.first_row, area.first_column), (area.last_row, area.last_column)).select()

    def calculate(self) -> None:
        try:
            self._app.api.CalculateFull()  # cells that show #NAME? from before the functions were there, too
        except Exception:  # noqa: BLE001 - what it raises is the engine's business
            self._app.calculate()

    def progress(self, text: str | None) -> None:
        self._app.status_bar = f"{_TITLE}: {text}" if text else False

    def say(self, text: str) -> None:
        self.progress(None)
        self._app.alert(text, _TITLE)

    def ask(self, question: str, default: str = "") -> str | None:
        answer = self._app.api.InputBox(Prompt=question, Title=_TITLE, Default=default, Type=_TEXT)
        return None if answer is False else str(answer)
