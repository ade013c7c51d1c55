"""Sheets of a rendered workbook in the open one: Excel copies them, so that charts, colours and widths come along.

The old sheets go last. Until then they keep everything under a spare name, and a failure gives it back to them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from smsxl.errors import UsageError
from smsxl.hosts.edit import NewSheet
from smsxl.hosts.excel.own_rows import OwnRows, own_rows
from smsxl.hosts.excel.own_sheet import is_own, mark_own
from smsxl.hosts.excel.places import entered_formula, find_sheet


@dataclass
class _Put:
    """A sheet that was brought in, and the one whose place it takes; `spare` is the name of that one meanwhile."""

    name: str
    new: Any
    old: Any
    spare: str


@contextmanager
def put_sheets(book: Any, rendered: str, sheets: Sequence[NewSheet], after: str) -> Iterator[None]:  # noqa: ANN401
    """Bring sheets in; they stay if the block inside ends well. See :class:`smsxl.hosts.edit.Editor`."""
    _refuse(book, sheets)
    before = _Before(book, [sheet.name.casefold() for sheet in sheets])
    puts: list[_Put] = []
    with book.app.properties(display_alerts=False):
        try:
            puts += _copied(book, rendered, sheets, after, before)
            for put in puts:
                _take_place(put)
            yield
            for put in puts:
                if put.old is not None:
                    put.old.delete()
                    put.old = None
        except BaseException:
            before.restore(puts)
            raise
        finally:
            before.show()


def _refuse(book: Any, sheets: Sequence[NewSheet]) -> None:  # noqa: ANN401
    """Raise UsageError where sheets can't be added, or one of the user's has a name that is needed."""
    if getattr(book.api, "ProtectStructure", False) is True:
        raise UsageError(f"The structure of {book.name} is protected, so no sheet can be added; unprotect it (Review, "
                         "Protect Workbook) and try again.")
    for sheet in sheets:
        found = find_sheet(book, sheet.name)
        if found is not None and not is_own(found):
            raise UsageError(f"The sheet {found.name} is not smsxl's own, so it was left as it is and no summary was "
                             "made; rename it and try again.")


def _copied(book: Any, rendered: str, sheets: Sequence[NewSheet], after: str,  # noqa: ANN401
            before: _Before) -> list[_Put]:
    """Let Excel copy the sheets, and fill in their formulas; the rendered workbook is closed again."""
    puts: list[_Put] = []
    small = book.app.books.open(rendered, update_links=False, read_only=True, add_to_mru=False)
    try:
        anchor = _held(book, after) or book.sheets[len(book.sheets) - 1]
        for number, sheet in enumerate(sheets, start=1):
            old = _held(book, sheet.name)
            new = anchor = small.sheets[sheet.name].copy(after=old or anchor)
            puts.append(_Put(sheet.name if old is None else old.name, new, old, before.spare(number)))
            mark_own(new)
            for place, (formula, _) in sheet.formulas.items():
                new.range(place).formula = entered_formula(formula)
    finally:
        with contextlib.suppress(Exception):  # what went wrong before says more
            small.close()
    return puts


def _take_place(put: _Put) -> None:
    """Give a new sheet the name of the old one."""
    if put.old is not None:
        put.old.name = put.spare
    if put.new.name != put.name:
        put.new.name = put.name
    if put.old is not None and put.old.visible is False:
        put.new.visible = False


def _held(book: Any, name: str) -> Any:  # noqa: ANN401
    """Return a sheet by its name: one that is held by its number is another one once sheets are added."""
    found = find_sheet(book, name)
    return None if found is None else book.sheets[found.name]


class _Before:
    """The workbook as it was: which sheets and names it had, what its own tables held, and what was in view."""

    def __init__(self, book: Any, renewed: Sequence[str]) -> None:  # noqa: ANN401
        self._book = book
        self._sheets = {sheet.name for sheet in book.sheets}
        self._names = {name.name: name.refers_to for name in book.names if "!" not in name.name}
        self._shown = book.sheets.active.name
        self._rows: list[OwnRows] = [own_rows(table) for sheet in book.sheets
                                     if sheet.name.casefold() not in renewed and is_own(sheet)
                                     for table in sheet.tables]

    def spare(self, number: int) -> str:
        """Return a name that no sheet has."""
        taken, name = {name.casefold() for name in self._sheets}, f"smsxl {number}"
        while name in taken:
            name += "_"
        return name

    def show(self) -> None:
        """Bring into view what was, or what took its place."""
        with contextlib.suppress(Exception):  # where the user looks is a courtesy
            self._book.activate()
            self._book.sheets[self._shown].activate()

    def restore(self, puts: Sequence[_Put]) -> None:
        """Take everything back. A step that fails must not keep the others."""
        for put in puts:
            with contextlib.suppress(Exception):
                if put.old is not None and put.old.name == put.spare:
                    if put.new.name == put.name:
                        put.new.name = f"{put.spare} new"
                    put.old.name = put.name
        kept = self._sheets | {put.spare for put in puts}
        for name in [sheet.name for sheet in self._book.sheets if sheet.name not in kept]:
            with contextlib.suppress(Exception):
                self._book.sheets[name].delete()
        for rows in self._rows:
            with contextlib.suppress(Exception):
                rows.restore()
        for name in list(self._book.names):
            with contextlib.suppress(Exception):
                if "!" in name.name:
                    continue
                if name.name not in self._names:
                    name.delete()
                elif name.refers_to != self._names[name.name]:
                    name.refers_to = self._names[name.name]
