"""Findings for people: by file and sheet, the cell first, what to do below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from smsxl.formats.model import SEVERITIES, FileReport, Report, Status
from smsxl.formats.styled import EMPTY, Line, Span, line
from smsxl.rules.findings import Finding, Related, Severity
from smsxl.rules.workbook_shape import NothingEnteredYet

STYLES: Final = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_SEVERITY_WIDTH: Final = len(Severity.WARNING)
_GLANCE: Final = 6
"""How many notes about a fresh workbook fit on ten lines, with the file's name and the summary around them."""


def lines(report: Report, read_on: str = "smsxl rule", *, with_errors: bool = False) -> Iterator[Line]:
    """Yield the report.

    `read_on` is the command that explains a rule. `with_errors` says why a file was not checked; on a terminal
    standard error says it.
    """
    for file in report.files:
        yield from _file(file, with_errors=with_errors)
        yield EMPTY
    yield from after(report)
    code = next((finding.code for file in report.files for finding in file.counted), None)
    if code is not None:
        yield line("Why a rule matters and how to fix it: ", Span(f"{read_on} {code}", "bold"))


def _file(file: FileReport, *, with_errors: bool) -> Iterator[Line]:
    yield line(Span(file.path, "bold underline"))
    if file.status is not Status.CHECKED:
        yield line(Span("not checked" if file.status is Status.UNREADABLE else "not wholly checked", "bold red"),
                   f": {file.error}" if with_errors and file.error else "", head=("  ",))
    elif not file.counted:
        yield line("No findings.", head=("  ",))
    if _is_fresh(file.counted):
        yield from _at_a_glance(file.counted)
        return
    for sheet, group in groupby(file.counted, key=_heading):
        yield from _sheet(sheet, list(group))


def _is_fresh(findings: Sequence[Finding]) -> bool:
    """Whether a handful of notes is all there is, and one of them says that nothing has been entered yet."""
    return len(findings) <= _GLANCE and all(finding.severity is Severity.NOTE for finding in findings) and any(
        finding.code == NothingEnteredYet.code for finding in findings)


def _at_a_glance(findings: Sequence[Finding]) -> Iterator[Line]:
    """Yield one line a finding: whoever has just made a workbook wants to know where to begin."""
    places = [f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet or "-" for finding in findings]
    width = max(map(len, places))
    for finding, place in zip(findings, places, strict=True):
        head = ("  ", Span(f"{place:<{width}}", "bold"), "  ", Span(finding.severity, STYLES[finding.severity]), "  ")
        yield line(finding.message, "  ", Span(finding.code, "cyan"), head=head)


def _heading(finding: Finding) -> str | None:
    """Return the sheet; None also for a sheet that should be there and is not."""
    return finding.sheet if finding.order[0] >= 0 else None


def _sheet(sheet: str | None, findings: Sequence[Finding]) -> Iterator[Line]:
    yield EMPTY
    yield line(Span(sheet or "The workbook as a whole", "bold"), head=("  ",))
    width = max(len(finding.cell or "-") for finding in findings)
    indent = " " * (width + _SEVERITY_WIDTH + 8)
    for finding in findings:
        head = ("    ", Span(f"{finding.cell or '-':<{width}}", "bold"), "  ",
                Span(f"{finding.severity:<{_SEVERITY_WIDTH}}", STYLES[finding.severity]), "  ")
        yield line(finding.message, "  ", Span(finding.code, "cyan"), head=head)
        yield line(Span(finding.fix, "dim"), head=(indent,))
        if finding.related:
            yield line(Span(f"See also {_places(finding.related, sheet)}.", "dim"), head=(indent,))


def _places(related: Iterable[Related], sheet: str | None) -> str:
    return ", ".join(dict.fromkeys(
        place.cell if place.cell and place.sheet == sheet else f"{place.sheet}!{place.cell}" if place.cell
        else place.sheet for place in related))


def after(report: Report) -> Iterator[Line]:
    """Yield the summary, and the thresholds that were reached."""
    yield summary(report)
    for reached in report.reached:
        yield line(Span(reached.sentence, "bold red" if reached.threshold.fails else "yellow"))


def summary(report: Report) -> Line:
    """Return how many findings there are in how many workbooks, and how many were not checked."""
    files = _number(len(report.files), "workbook")
    counts = report.counts
    found = [Span(_number(counts[severity], severity), STYLES[severity]) for severity in SEVERITIES if counts[severity]]
    unchecked = len(report.unchecked)
    parts: list[str | Span] = []
    for i, span in enumerate(found):
        parts += ["" if i == 0 else " and " if i == len(found) - 1 else ", ", span]
    if found:
        parts.append(f" in {files}")
    elif unchecked < len(report.files):
        parts.append(f"No findings in {_number(len(report.files) - unchecked, 'workbook')}")
    if unchecked:
        parts.append("; " if parts else "")
        parts.append(Span(f"{unchecked} of {files} not checked" if len(report.files) > 1 else f"{files} not checked",
                          "bold red"))
    if report.suppressed:
        parts.append(f"; {report.suppressed} suppressed")
    return line(*parts, f", as of {report.as_of.isoformat()}.")


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
