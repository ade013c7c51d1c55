"""Findings for grep: one line each."""

from __future__ import annotations

from collections.abc import Iterator

from smsxl.formats.escape import for_terminal
from smsxl.formats.model import Report
from smsxl.rules.findings import Finding


def lines(report: Report, *, with_errors: bool = False) -> Iterator[str]:
    """Yield `path > Sheet!E14: RSK203 error message` for every finding."""
    for file in report.files:
        if with_errors and file.error is not None:
            yield for_terminal(f"{file.path}: {file.status} {file.error}")
        for finding in file.counted:
            yield for_terminal(f"{file.path}{_place(finding)}: {finding.code} {finding.severity} {finding.message}")


def _place(finding: Finding) -> str:
    if finding.sheet is None:
        return ""
    return f" > {finding.sheet}!{finding.cell}" if finding.cell else f" > {finding.sheet}"
