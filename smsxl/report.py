"""The service that makes summaries: from a file to a summary as plain data."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path

from smsxl.errors import UnreadableError, UsageError
from smsxl.hosts.package import Limits, open_workbook
from smsxl.reports.summary import Summary, summarise
from smsxl.reports.tasks import WorkList, list_of
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.settings import load
from smsxl.tables import Part
from smsxl.tables.book import Book

_CHUNK = 1 << 20


def summarise_file(path: str, *, as_of: dt.date, audience: str | None = None) -> Summary:
    """Return the summary of a workbook as of a day.

    The rules that its nearest configuration file selects are checked, with their severities. Raises UnreadableError
    where the workbook can't be read or holds nothing of ours, UsageError for a configuration that is not right.
    """
    settings = load(str(Path(path).absolute().parent), [rule.code for rule in RULES])
    chosen = set(settings.chosen(rule.code for rule in RULES))
    default = Limits()
    limits = replace(default, part_bytes=settings.part_bytes or default.part_bytes,
                     total_bytes=settings.total_bytes or default.total_bytes)
    book = Book(open_workbook(path, limits), as_of)
    if not any(rows.declaration.part in (Part.RISK, Part.PLAN) for rows in book.rows.values()):
        message = "holds none of the tables that smsxl summarises; make one with `smsxl new` and paste your rows in."
        raise UnreadableError(f"{path} {message}")
    found = [replace(finding, severity=settings.severity.get(finding.code, finding.severity))
             for finding in run([rule for rule in RULES if rule.code in chosen], book)]
    return summarise(book, found, file=Path(path).name, sha256=sha256_of(path), audience=audience)


def sha256_of(path: str) -> str:
    """Return the SHA-256 of a file. Raises UnreadableError where it can't be read."""
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            while block := file.read(_CHUNK):
                digest.update(block)
    except OSError as error:
        raise UnreadableError(f"{path} can't be read ({error.strerror}); check the file and try again.") from error
    return digest.hexdigest()


def work_of(summary: Summary, name: str) -> WorkList:
    """Return the work list of a person, or of who fills a role. Raises UsageError where nobody of that name has any."""
    found = list_of(summary.work, name)
    if found is None:
        names = ", ".join(each.owner for each in summary.work if each.owner)
        known = f"; there is work for {names}." if names else ", and for nobody else either."
        raise UsageError(f"There is no work for {name!r} in {summary.provenance.file}{known}")
    return found
