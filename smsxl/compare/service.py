"""Compares two workbook files."""

from __future__ import annotations

import datetime as dt

from smsxl.compare.changes import changes, pairs_of
from smsxl.compare.matters import matters
from smsxl.compare.model import Diff, Side
from smsxl.compare.records import Records, records_of
from smsxl.errors import UnreadableError
from smsxl.hosts.opening import open_any
from smsxl.hosts.package import Limits
from smsxl.hosts.port import Workbook
from smsxl.tables.book import Book


def diff_files(old: str, new: str, *, today: dt.date, as_of: dt.date | None = None, spelling: bool = False,
               limits: Limits = Limits()) -> Diff:  # noqa: B008
    """Return what changed from one workbook to another, whatever their names end in.

    Each is judged as of its own day, as its formulas were when it was saved; the new one as of `as_of` where that is
    given. Raises UnreadableError, in one sentence, for what can't be read or holds no table that can be compared.
    """
    books = book_of(open_any(old, limits), today), book_of(open_any(new, limits), today, as_of)
    for path, book in zip((old, new), books, strict=True):
        if not book.rows:
            raise UnreadableError(f"{path} holds none of the tables that smsxl compares; make a workbook with "
                                  "`smsxl new`, or bring your register into one with `smsxl import`.")
    return diff_books(*books, spelling=spelling)


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
