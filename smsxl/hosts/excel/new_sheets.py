"""Sheets of a rendered workbook in the open one: Excel copies them, so that charts, colours and widths come along.

The old sheets go last. Until then they keep everything under a spare name, and a failure gives it back to them. Excel
lets formulas follow a sheet that is renamed, so the spare name shows which sheets the user's formulas refer to.
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
from smsxl.hosts.excel.own_sheet import disown, is_own, mark_own
from smsxl.hosts.excel.places import entered_formula, find_sheet


@dataclass
class _Put:
    """A sheet that was brought in, and the one whose place it takes; `spare` is the name of that one meanwhile.

    `kept` is the name under which that one stays, where it has to.
    """

    name: str
    new: Any
    old: Any
    spare: str
    kept: str | None = None


@contextmanager
def put_sheets(book: Any, rendered: str, sheets: Sequence[NewSheet], after: str) -> Iterator[Sequence[str]]:  # noqa: ANN401
    """Bring sheets in; they stay if the block inside ends well. See :class:`smsxl.hosts.edit.Editor`."""
    _refuse(book, sheets)
    before = _Before(book, [sheet.name.casefold() for sheet in sheets])
    puts: list[_Put] = []
    with book.app.properties(display_alerts=False):
        try:
            puts += _copied(book, rendered, sheets, after, before)
            for put in puts:
                _take_place(put)
            _keep(book, puts, before)
            yield [put.kept for put in puts if put.kept is not None]
            for put in puts:
                if put.old is not None and put.kept is None:
                    put.old.delete()
                    put.old = None
            for put in puts:
                if put.kept is not None:
                    put.old.name = put.kept
                    disown(put.old)
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
            puts.append(_Put(sheet.name if old is None else old.name, new, old, before.free(f"smsxl {number}")))
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


def _keep(book: Any, puts: Sequence[_Put], before: _Before) -> None:  # noqa: ANN401
    """Find the old sheets to which formulas of other sheets, or names, refer, and how to call them."""
    old = [put for put in puts if put.old is not None]
    texts = [name.refers_to for name in book.names if "!" not in name.name] if old else []
    inside = {name for put in puts for name in (put.spare, put.name)}
    for sheet in book.sheets if old else ():
        if sheet.name not in inside:
            texts += _formulas(sheet.used_range.formula)
    for put in old:
        if any(f"{put.spare}'!" in text for text in texts):
            put.kept = before.free(f"{put.name} (before)")


def _formulas(entered: Any) -> list[str]:  # noqa: ANN401
    """Return the formulas in what Excel gives for an area: rows, or the text of a single cell."""
    rows = entered if isinstance(entered, (tuple, list)) else ((entered,),)
    return [text for row in rows for text in (row if isinstance(row, (tuple, list)) else (row,))
            if isinstance(text, str) and text.startswith("=")]


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

    def free(self, name: str) -> str:
        """Return a name like this one that no sheet has."""
        taken = {sheet.casefold() for sheet in self._sheets}
        while name.casefold() in taken:
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
                _give_back(put)
        kept = self._sheets | {name for put in puts for name in (put.spare, put.kept)}
        for name in [sheet.name for sheet in self._book.sheets if sheet.name not in kept]:
            with contextlib.suppress(Exception):
                self._book.sheets[name].delete()
        for rows in self._rows:
            with contextlib.suppress(Exception):
                rows.restore()
        for name in [name for name in self._book.names if "!" not in name.name]:
            with contextlib.suppress(Exception):
                self._restore_name(name)

    def _restore_name(self, name: Any) -> None:  # noqa: ANN401
        was = self._names.get(name.name)
        if was is None:
            name.delete()
        elif name.refers_to != was:
            name.refers_to = was


def _give_back(put: _Put) -> None:
    """Give an old sheet its name and its mark again; the new one is called so that it is known for new."""
    if put.old is None or put.old.name not in {put.spare, put.kept}:
        return
    if put.new.name == put.name:
        put.new.name = f"{put.spare} new"
    put.old.name = put.name
    if not is_own(put.old):
        mark_own(put.old)
