"""The service that checks workbooks: from paths to a report. Findings are values; what can't be checked is said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from smsxl.errors import SmsxlError, UsageError, short_of_memory, stopped_by_bug
from smsxl.formats.model import FileReport, Report, Status
from smsxl.found import Found
from smsxl.hosts.opening import VALUES_ONLY, open_any
from smsxl.hosts.package import Limits
from smsxl.hosts.port import Workbook
from smsxl.jobs import Asked, Job, Runner, Track, limits_of
from smsxl.paths import expand
from smsxl.redact import HIDDEN, redact
from smsxl.registers.book import RegisterBook
from smsxl.registers.wishes import Wish, wishes_for
from smsxl.rules import RULES
from smsxl.rules.base import Rule
from smsxl.rules.engine import run
from smsxl.rules.findings import Finding, Severity
from smsxl.rules.suppressing import Suppression
from smsxl.rules.suppressions import SuppressionRule
from smsxl.rules.their import judges_registers
from smsxl.settings import Overrides, Settings, load
from smsxl.suppress import suppressed, with_faults
from smsxl.tables.book import Book


def today() -> dt.date:
    """Return the day it is where the user is: due dates are days, not moments."""
    return dt.date.today()


@dataclass(frozen=True)
class Checked:
    """A report, and the workbook's tables where they could be read."""

    report: FileReport
    book: Book | None = None


def check_file(path: str, *, as_of: dt.date, rules: Sequence[Rule] = RULES, engine: str = "package",
               limits: Limits = Limits(), severities: Mapping[str, Severity] | None = None,  # noqa: B008
               hide: bool = False, wishes: Sequence[Wish] = (),
               suppressions: Sequence[Suppression] = ()) -> FileReport:
    """Return what the rules find in one workbook as of a day.

    A workbook without any of our tables is judged as the registers it holds, which `wishes` describes. `severities`
    re-grades rules by code; `suppressions` are those of its configuration file; `hide` takes cell contents out of the
    findings. What can't be read, and a bug of ours, are part of the report: nothing is raised but UsageError.
    """
    return check_workbook(lambda: _open(path, engine, limits), path, as_of=as_of, rules=rules, severities=severities,
                          hide=hide, wishes=wishes, suppressions=suppressions).report


def check_workbook(opened: Callable[[], Workbook], path: str, *, as_of: dt.date, rules: Sequence[Rule] = RULES,
                   severities: Mapping[str, Severity] | None = None, hide: bool = False,
                   wishes: Sequence[Wish] = (), suppressions: Sequence[Suppression] = ()) -> Checked:
    """Return what the rules find in the workbook that `opened` opens. `path` is what the report calls it."""
    try:
        book = _book(opened(), as_of, wishes)
        if isinstance(book, RegisterBook):
            rules = [rule for rule in rules if judges_registers(rule) or isinstance(rule, SuppressionRule)]
        findings = [_graded(finding, severities or {}) for finding in run(rules, book)]
        fitting: frozenset[int] = frozenset()
        if suppressions:
            findings, fitting = suppressed(findings, suppressions, path, as_of)
        if hide:
            by_code = {rule.code: rule for rule in rules}
            findings = [redact(finding, by_code[finding.code]) for finding in findings]
    except UsageError:
        raise
    except SmsxlError as error:
        return Checked(FileReport(path, Status.UNREADABLE, _without_contents(error) if hide else str(error)))
    except MemoryError:
        return Checked(FileReport(path, Status.UNREADABLE, short_of_memory(path)))
    except Exception as error:  # noqa: BLE001 - a bug must not keep the other files from being checked
        from smsxl.bugs import write_log  # noqa: PLC0415 - seldom needed, one hopes

        return Checked(FileReport(path, Status.INCOMPLETE, stopped_by_bug(path, "checked"), log=write_log(error)))
    if isinstance(book, RegisterBook):
        from smsxl.registers.mapping import nothing_found  # noqa: PLC0415 - only for registers of other layouts

        sentence_or_none = nothing_found(path, book.registers)
        status = Status.CHECKED if sentence_or_none is None else Status.INCOMPLETE
        return Checked(FileReport(path, status, sentence_or_none, tuple(findings), suppressions=fitting), book)
    if not book.is_ours and (nothing := _nothing_of_ours(path, book, findings)) is not None:
        return Checked(nothing, book)
    return Checked(FileReport(path, findings=tuple(findings), suppressions=fitting), book)


def _nothing_of_ours(path: str, book: Book, findings: Sequence[Finding]) -> FileReport | None:
    """Return the report on a workbook that holds neither a table of ours nor a register; None where findings say so."""
    from smsxl.registers.lying.sideways import lying  # noqa: PLC0415 - only where nothing of ours was found

    if (why := lying(path, book.workbook)) is not None:
        return FileReport(path, Status.INCOMPLETE, why)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None
    sentence = ("holds none of the tables that smsxl checks, and no risk register of another layout was found; "
                "make a workbook with `smsxl new`, or name the sheet and the columns in smsxl.toml.")
    return FileReport(path, Status.INCOMPLETE, f"{path} {sentence}", tuple(findings))


def _book(workbook: Workbook, as_of: dt.date, wishes: Sequence[Wish]) -> Book:
    """Return a workbook as its tables, or where it has none of ours as the registers that it holds."""
    book = Book(workbook, as_of)
    if book.is_ours:
        return book
    for sheet in workbook.sheets:  # that nothing of ours is there can only be said of a workbook that is sound
        workbook.grid(sheet.name)
    theirs = RegisterBook(workbook, as_of, wishes)
    return theirs if theirs.registers else book


def _open(path: str, engine: str, limits: Limits) -> Workbook:
    if engine == "package" or Path(path).suffix.lower() in VALUES_ONLY:
        return open_any(path, limits)
    if engine == "openpyxl":
        from smsxl.hosts import openpyxl_host  # noqa: PLC0415 - the second engine is slow to load and seldom asked for

        return openpyxl_host.open_workbook(path, limits)
    raise UsageError(f"There is no engine {engine!r}; choose package or openpyxl.")


def _graded(finding: Finding, severities: Mapping[str, Severity]) -> Finding:
    return replace(finding, severity=severities[finding.code]) if finding.code in severities else finding


def _without_contents(error: SmsxlError) -> str:
    """Return the sentence of an error without the text of what caused it, which may quote a cell."""
    text = str(error)
    if error.__cause__ is None or isinstance(error.__cause__, OSError):
        return text
    cause = str(error.__cause__)
    for quoted in (cause, cause.partition("\n")[0]):  # a sentence has room for the first line only
        text = text.replace(quoted, HIDDEN) if quoted else text
    return text


def one_by_one(jobs: Sequence[Job], asked: Asked) -> Generator[tuple[int, FileReport], None, None]:
    """Check workbooks in this process, one after the other."""
    for number, job in enumerate(jobs):
        if job.found.remote is not None:
            from smsxl.remote import check_remote  # noqa: PLC0415 - most workbooks lie on a disk

            yield number, check_remote(job, asked, check_job)
        else:
            yield number, check_job(job, asked)


def untracked(reports: Iterable[tuple[int, FileReport]], _: int) -> Iterable[tuple[int, FileReport]]:
    """Watch nothing."""
    return reports


def check_paths(paths: Iterable[str], *, as_of: dt.date, overrides: Overrides = Overrides(),  # noqa: B008
                rules: Sequence[Rule] = RULES, hide: bool = False, track: Track = untracked,
                run: Runner = one_by_one) -> Report:
    """Return what is found in the workbooks that files, folders, globs and URLs mean.

    Each workbook is checked by its nearest configuration file, under what the command line says. `run` does it, here
    or elsewhere; `track` is handed what it yields and yields it again, so that a progress bar can watch. After Ctrl-C
    the report holds what was done, and for every other file that it was not reached. Raises UsageError for a
    configuration that is not right, before any workbook is read.
    """
    jobs = _jobs(expand(paths), overrides, [rule.code for rule in rules])
    done: dict[int, FileReport] = {}
    reports = run(jobs, Asked(as_of, hide, rules))
    try:
        for number, report in track(reports, len(jobs)):
            done[number] = report  # noqa: PERF403 - what is done stays when Ctrl-C ends the loop
    except KeyboardInterrupt:
        reports.close()
    files = [done[i] if i in done else _not_reached(job) for i, job in enumerate(jobs)]
    sources = {job.settings.source: job.settings for job in jobs if job.settings.source}
    return Report(with_faults(files, sources, as_of, [rule.code for rule in rules]), as_of)


def _jobs(found: Sequence[Found], overrides: Overrides, codes: Sequence[str]) -> list[Job]:
    known: dict[str, Settings] = {}
    for each in found:
        folder = _folder_of(each)
        if folder not in known:
            known[folder] = overrides.over(load(folder, codes))
            known[folder].chosen(codes)
    return [Job(each, known[_folder_of(each)]) for each in found]


def _folder_of(found: Found) -> str:
    """Return the folder whose configuration holds: for what lies elsewhere the one where the user is."""
    place = Path.cwd() if found.remote is not None else Path(found.path).absolute()
    return str(place if place.is_dir() else place.parent)


def _not_reached(job: Job) -> FileReport:
    sentence = f"{job.found.path} was not checked, because the check was stopped before; run it again."
    return FileReport(job.found.path, Status.INCOMPLETE, sentence, config=job.settings.source,
                      fail_on=job.settings.fail_on, reached=False)


def check_job(job: Job, asked: Asked) -> FileReport:
    """Return the report of one workbook that lies on a disk, or of a path that leads to none."""
    found, settings = job.found, job.settings
    if found.error is not None:
        report = FileReport(found.path, Status.UNREADABLE, found.error)
    else:
        chosen = set(settings.chosen(rule.code for rule in asked.rules))
        report = check_file(found.path, as_of=asked.as_of, rules=[rule for rule in asked.rules if rule.code in chosen],
                            engine=settings.engine, limits=limits_of(settings), severities=settings.severity,
                            hide=asked.hide, wishes=wishes_for(found.path, settings.mappings),
                            suppressions=settings.suppressions)
    return replace(report, config=settings.source, fail_on=settings.fail_on,
                   thresholds=settings.error_if + settings.warn_if)
