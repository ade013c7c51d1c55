"""Findings as workflow commands of GitHub Actions, which become annotations of the run and of the pull request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from smsxl.formats.escape import for_github
from smsxl.formats.model import Report
from smsxl.formats.place import line_of, name_of, relative, top
from smsxl.rules.findings import Severity
from smsxl.rules.thresholds import Reached

_COMMANDS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_SHOWN: Final = 10
"""The annotations of one kind that GitHub shows for a step; the log holds all of them."""


def render(report: Report) -> str:
    """Return one command a line: what was not checked and the thresholds first, to be among those that are shown."""
    text = "".join(f"::{kind} {properties}::{message}\n" for kind, properties, message in _commands(report))
    return text + "".join(f"{sentence}\n" for sentence in remarks(report, text))


def remarks(report: Report, _text: str) -> Iterator[str]:
    """Yield what the receiver will not show."""
    kinds = {_COMMANDS[severity]: number for severity, number in report.counts.items()}
    kinds["error"] += len(report.unchecked)
    for reached in report.reached:
        kinds[_kind(reached)] += 1
    for kind, number in kinds.items():
        if number > _SHOWN:
            yield f"GitHub shows {_SHOWN} of the {number} annotations of the kind {kind}; the log has all of them."


def _kind(reached: Reached) -> str:
    return "error" if reached.threshold.fails else "warning"


def _commands(report: Report) -> Iterator[tuple[str, str, str]]:
    """Yield the kind, the properties and the message of each command."""
    base = top()
    for file in report.unchecked:
        yield ("error", _properties(relative(file.path, base), 1, f"{file.status}"),
               for_github(file.error or f"{file.path} was not checked."))
    if not report.files:
        yield "error", _titled("unreadable"), "No workbook was checked."
    for reached in report.reached:
        yield _kind(reached), _titled(reached.threshold.key), for_github(reached.sentence)
    for file in report.files:
        path = relative(file.path, base)
        for finding in file.counted:
            title = f"{name_of(finding)} {finding.code} {finding.name}".lstrip()
            yield (_COMMANDS[finding.severity], _properties(path, line_of(finding), title),
                   for_github(f"{finding.message} {finding.fix}"))


def _properties(path: str, line: int, title: str) -> str:
    return f"file={for_github(path, as_property=True)},line={line},{_titled(title)}"


def _titled(title: str) -> str:
    return f"title={for_github(title, as_property=True)}"
