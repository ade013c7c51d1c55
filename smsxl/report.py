"""The service that makes summaries: from a file to a summary as plain data, and into the file's own sheets."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from smsxl.errors import UnreadableError, UsageError
from smsxl.findings_table import finding_rows
from smsxl.hosts.edit import Editor, NewSheet
from smsxl.hosts.package import Limits, open_workbook
from smsxl.hosts.package.edit import EditError, WorkbookEdit, edit_workbook
from smsxl.hosts.package.edit.port_editor import PackageEditor
from smsxl.hosts.port import Workbook
from smsxl.hosts.save import Saved, refuse_open, replace_file
from smsxl.reports.history import history, history_rows, remembered
from smsxl.reports.sheets import Rendered, render_sheets
from smsxl.reports.sheets.live import Live, live_for
from smsxl.reports.summary import Summary, summarise
from smsxl.reports.tasks import WorkList, list_of
from smsxl.reports.view import Look
from smsxl.rules import BY_CODE, RULES
from smsxl.rules.engine import run
from smsxl.rules.findings import Finding
from smsxl.score import dated
from smsxl.settings import Settings, load
from smsxl.suppress import suppressed_alone
from smsxl.tables import Part
from smsxl.tables.book import Book
from smsxl.tables.own import FINDINGS, HISTORY, own_table

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Reported:
    """What a report wrote: the summary, the sheets, and where they went.

    `alone` says why they are a workbook of their own instead of sheets in the user's; `live` how many figures the
    spreadsheet counts itself; `forgotten` how many earlier reports History does not remember any more.
    """

    summary: Summary
    sheets: tuple[str, ...]
    saved: Saved
    live: int = 0
    alone: str | None = None
    forgotten: int = 0


@dataclass(frozen=True)
class PutIn:
    """What was put into a workbook: the sheets, and how many earlier reports History does not remember any more.

    `kept` are the names of old sheets that stay, since formulas of the user's refer to them.
    """

    rendered: Rendered
    kept: Sequence[str]
    forgotten: int


def summarise_file(path: str, *, as_of: dt.date | None = None, audience: str | None = None) -> Summary:
    """Return the summary of a workbook as of a day: a date typed into the workbook where none is given, else today.

    The rules that its nearest configuration file selects are checked, with their severities. Raises UnreadableError
    where the workbook can't be read or holds nothing of ours, UsageError for a configuration that is not right.
    """
    settings = _settings(path)
    book, found = _checked(open_workbook(path, _limits(settings)), settings, as_of)
    return summarise(book, found, file=Path(path).name, sha256=sha256_of(path), audience=audience)


def write_report(path: str, out: str | os.PathLike[str] | None = None, *, as_of: dt.date | None = None,
                 audience: str | None = None, in_place: bool = False) -> Reported:
    """Bring the summary sheets, Findings and History of a workbook up to date, in the file itself or in `out`.

    The day is `as_of`, else a date that was typed into the workbook, else today.

    Everything else in the file stays byte for byte. With `out`, a workbook that can't be changed without harm gets its
    summary as a workbook of its own; so does every audience, since the workbook holds what the audience may not read.
    Raises UsageError, UnreadableError, and UnwritableError where the file can't be replaced.
    """
    if audience is not None and out is None:
        raise UsageError(f"The workbook holds what the audience {audience} may not read, so its summary is written to "
                         "a workbook of its own: name it with -o.")
    settings = _settings(path)
    if audience is not None and out is not None:
        return _alone(path, out, settings, as_of, audience, f"for the audience {audience}")
    try:
        with edit_workbook(path, _limits(settings)) as edit:
            return _into(edit, out, settings, as_of, in_place=in_place)
    except EditError as error:
        if out is None:
            raise
        return _alone(path, out, settings, as_of, None, str(error))


def _into(edit: WorkbookEdit, out: str | os.PathLike[str] | None, settings: Settings, as_of: dt.date | None, *,
          in_place: bool) -> Reported:
    book, found = _checked(edit.workbook, settings, as_of)
    summary = summarise(book, found, file=Path(edit.path).name, sha256=sha256_of(edit.path))
    put = put_summary(PackageEditor(edit), book, found, summary)
    return Reported(summary, put.rendered.sheets, edit.save(out, in_place=in_place),
                    sum(map(len, put.rendered.live.values())), forgotten=put.forgotten)


def put_summary(editor: Editor, book: Book, found: Sequence[Finding], summary: Summary,
                ) -> PutIn:
    """Put the summary sheets, with the formulas in their cells, into an editor's workbook; fill Findings and History.

    Raises UsageError where a sheet of that name is the user's; then nothing was written.
    """
    with tempfile.TemporaryDirectory(prefix="smsxl-", ignore_cleanup_errors=True) as folder:
        small = Path(folder, f"{Path(folder).name}.xlsx")  # Excel opens no second workbook of the same name
        rendered = render_sheets(summary, small, live_for(book, dt.date.today()))
        sheets = [NewSheet(name, {place: (figure.formula, figure.value) for place, figure in live.items()})
                  for name in rendered.sheets for live in (rendered.live.get(name, {}),)]
        with editor.put_sheets(str(small), sheets, "Start") as kept:
            editor.replace_rows(own_table(FINDINGS), finding_rows(
                (finding for finding in found if finding.suppressed is None), book))
            entries, forgotten = remembered(history(Look(book)), summary.snapshot, book.as_of)
            editor.replace_rows(own_table(HISTORY), history_rows(entries))
    return PutIn(rendered, kept, forgotten)


def _alone(path: str, out: str | os.PathLike[str], settings: Settings, as_of: dt.date | None, audience: str | None,
           reason: str) -> Reported:
    """Write the summary as a workbook of its own."""
    target = Path(out)
    if target.exists() and target.samefile(path):
        raise UsageError(f"{os.fspath(out)} is the workbook itself; give another name for the summary.")
    book, found = _checked(open_workbook(path, _limits(settings)), settings, as_of)
    summary = summarise(book, found, file=Path(path).name, sha256=sha256_of(path), audience=audience)
    refuse_open(os.fspath(out), target)
    live = Live(book) if audience is None else None
    try:
        with tempfile.TemporaryDirectory(prefix="smsxl-", ignore_cleanup_errors=True) as folder:
            small = Path(folder, "summary.xlsx")
            rendered = render_sheets(summary, small, live, alone=True)
            replace_file(target, small.read_bytes())
    except OSError as error:
        raise UsageError(f"{os.fspath(out)} can't be written ({error.strerror}); choose another file.") from error
    return Reported(summary, rendered.sheets, Saved(os.fspath(out), beside=False), alone=reason)


def _checked(workbook: Workbook, settings: Settings, as_of: dt.date | None) -> tuple[Book, list[Finding]]:
    book = Book(workbook, as_of) if as_of is not None else dated(workbook, dt.date.today())[0]
    refuse_nothing(book)
    chosen = set(settings.chosen(rule.code for rule in RULES))
    found = run([rule for rule in RULES if rule.code in chosen], book)
    found = [replace(finding, severity=settings.severity.get(finding.code, finding.severity)) for finding in found]
    return book, suppressed_alone(found, settings, workbook.path, book.as_of, BY_CODE)


def refuse_nothing(book: Book) -> None:
    """Raise UnreadableError for a workbook without a table that a summary is made of."""
    if not any(rows.declaration.part in (Part.RISK, Part.PLAN) for rows in book.rows.values()):
        message = "holds none of the tables that smsxl summarises; make one with `smsxl new` and paste your rows in."
        raise UnreadableError(f"{book.workbook.path} {message}")


def _settings(path: str) -> Settings:
    return load(str(Path(path).absolute().parent), [rule.code for rule in RULES])


def _limits(settings: Settings) -> Limits:
    default = Limits()
    return replace(default, part_bytes=settings.part_bytes or default.part_bytes,
                   total_bytes=settings.total_bytes or default.total_bytes)


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
