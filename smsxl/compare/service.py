"""Compares two workbook files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Final

from smsxl.compare.changes import changes, pairs_of
from smsxl.compare.matters import matters
from smsxl.compare.model import Diff, Side
from smsxl.compare.records import Records, records_of
from smsxl.errors import UnreadableError
from smsxl.hosts.opening import open_any
from smsxl.hosts.package import Limits
from smsxl.hosts.port import Workbook
from smsxl.registers.wishes import Wish
from smsxl.tables.book import Book

_OF_REGISTERS: Final = ("These are registers of another layout: they are compared by their columns, and what crossed a "
                        "level or a tolerance is not judged.")

Wishes = Callable[[str], Sequence[Wish]]
"""What people said about the registers of a file, by its path."""


def _no_wishes(_: str) -> Sequence[Wish]:
    return ()


def diff_files(old: str, new: str, *, today: dt.date, as_of: dt.date | None = None, spelling: bool = False,
               limits: Limits = Limits(), wishes: Wishes = _no_wishes) -> Diff:  # noqa: B008
    """Return what changed from one workbook to another, whatever their names end in.

    Each is judged as of its own day, as its formulas were when it was saved; the new one as of `as_of` where that is
    given. Workbooks without our tables are compared as the registers that they hold, which `wishes` describes. Raises
    UnreadableError, in one sentence, for what can't be read or holds nothing that can be compared.
    """
    before, after = book_of(open_any(old, limits), today), book_of(open_any(new, limits), today, as_of)
    if before.rows and after.rows:
        return diff_books(before, after, spelling=spelling)
    if not before.rows and not after.rows:
        return _of_registers(before, after, wishes, spelling=spelling)
    path = new if before.rows else old
    raise UnreadableError(f"{path} holds none of the tables of smsxl, which the other workbook has, so the two can't "
                          "be compared; bring it into the same form with `smsxl import`.")


def _of_registers(old: Book, new: Book, wishes: Wishes, *, spelling: bool) -> Diff:
    from smsxl.compare.registers import registers_of  # noqa: PLC0415 - no workbook of ours waits for it
    from smsxl.registers.book import RegisterBook  # noqa: PLC0415 - as above

    found = []
    for book in (old, new):
        path = book.workbook.path
        records = registers_of(RegisterBook(book.workbook, book.as_of, wishes(path)))
        if not records:
            raise UnreadableError(f"{path} holds none of the tables that smsxl compares, and no risk register of "
                                  "another layout was found; make a workbook with `smsxl new`, or name the sheet and "
                                  "the columns in smsxl.toml.")
        found.append(records)
    tables = changes(found[0], found[1], pairs_of(found[0], found[1]), spelling=spelling)
    return Diff(Side(old.workbook.path, old.as_of), Side(new.workbook.path, new.as_of), (), tables, (_OF_REGISTERS,))


def book_of(workbook: Workbook, today: dt.date, as_of: dt.date | None = None) -> Book:
    """Return a workbook's tables as of a day: the one given, else its own, which is `today` where it has none."""
    book = Book(workbook, as_of or today)
    return book if as_of is not None or book.sheet_as_of == today else Book(workbook, book.sheet_as_of)


def diff_books(old: Book, new: Book, *, spelling: bool = False) -> Diff:
    """Return what changed from one book to another, each judged as of its own day."""
    records = records_of(old), records_of(new)
    pairs = pairs_of(*records)
    tables = changes(*records, pairs, spelling=spelling)
    return Diff(Side(old.workbook.path, old.as_of), Side(new.workbook.path, new.as_of),
                matters((old, new), records, pairs, tables), tables, tuple(_notes(old, new, records)))


def _notes(old: Book, new: Book, records: tuple[dict[str, Records], dict[str, Records]]) -> list[str]:
    """Return sentences on tables that only one of the workbooks has."""
    before, after = records
    gone = [found.title for name, found in before.items() if name not in after]
    fresh = [found.title for name, found in after.items() if name not in before]
    notes = []
    if gone:
        notes.append(f"{new.workbook.path} has no {', '.join(gone)}, so all rows that stood there count as gone.")
    if fresh:
        notes.append(f"{old.workbook.path} has no {', '.join(fresh)}, so all rows that stand there count as new.")
    return notes
