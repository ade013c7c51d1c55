"""What all buttons begin with: the workbook as it is now, checked as `smsxl check` does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from smsxl.check import check_workbook
from smsxl.errors import UnreadableError
from smsxl.formats.model import FileReport, Status
from smsxl.hosts.program import Program, Reading
from smsxl.rules import BY_CODE, RULES
from smsxl.settings import Settings, load
from smsxl.suppress import with_faults
from smsxl.tables.book import Book


@dataclass(frozen=True)
class Looked:
    """What stands in the workbook, and what the rules found in it; `file` as in :class:`Reading`."""

    book: Book
    report: FileReport
    file: str | None = None


@contextmanager
def open_book(program: Program, as_of: dt.date) -> Iterator[Book]:
    """Let the tables of the workbook be read. Raises UnreadableError where it has none of them."""
    with program.reading() as reading:
        book = Book(reading.workbook, as_of)
        if not book.rows:
            raise _no_tables(program)
        yield book


@contextmanager
def checked(program: Program, as_of: dt.date) -> Iterator[Looked]:
    """Check the workbook by its own configuration file; what could not be seen makes the report incomplete.

    Raises UnreadableError where nothing could be checked.
    """
    settings = Settings() if program.folder is None else load(program.folder, BY_CODE)
    chosen = set(settings.chosen(BY_CODE))
    with program.reading() as reading:
        rules = [rule for rule in RULES if rule.code in chosen and not (reading.gap and rule.needs_file)]
        result = check_workbook(lambda: reading.workbook, program.path, as_of=as_of, rules=rules,
                                severities=settings.severity, suppressions=settings.suppressions)
        if result.report.log is not None:
            raise UnreadableError(f"{result.report.error} Please report it with the log {result.report.log}, which "
                                  "holds no cell contents.")
        if result.book is None:
            raise UnreadableError(result.report.error or f"{program.path} could not be checked.")
        if not result.book.is_ours:
            raise _no_tables(program)
        report = _complete(result.report, reading, chosen)
        if settings.source is not None:
            alone = replace(report, config=settings.source)
            report, = with_faults([alone], {settings.source: settings}, as_of, BY_CODE)
        yield Looked(result.book, report, reading.file)


def _no_tables(program: Program) -> UnreadableError:
    return UnreadableError(f"{program.path} holds none of the tables that smsxl knows; make a workbook with "
                           "`smsxl new` and paste your rows in.")


def _complete(report: FileReport, reading: Reading, chosen: set[str]) -> FileReport:
    if reading.gap is None:
        return report
    left_out = [rule.code for rule in RULES if rule.needs_file and rule.code in chosen]
    not_run = f" Not checked: {', '.join(left_out)}." if left_out else ""
    return replace(report, status=Status.INCOMPLETE, error=f"{reading.gap}{not_run}")
