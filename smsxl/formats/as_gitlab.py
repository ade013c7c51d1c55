"""Findings as a Code Quality report of GitLab, which shows them beside a merge request.

GitLab asks for a line: it is the row of the cell; the cell stands in the description. Suppressed findings are left out,
since there is no place to say that they are.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from smsxl.formats.escape import dump_line, for_json
from smsxl.formats.model import Report, Status
from smsxl.formats.place import line_of, name_of, relative, top
from smsxl.rules.findings import Severity

_SEVERITIES: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}
_NOT_CHECKED: Final = "blocker"


def render(report: Report) -> str:
    """Return the report as a list of issues, one a line; what was not checked is one too."""
    issues = ",\n".join(dump_line(issue) for issue in _issues(report))
    return f"[\n{issues}\n]\n" if issues else "[]\n"


def remarks(report: Report, _text: str) -> Iterator[str]:
    """Yield what the report has no place for."""
    if report.suppressed:
        yield f"The GitLab report has no place for suppressed findings, so it leaves out {report.suppressed}."


def _issues(report: Report) -> Iterator[dict[str, Any]]:
    base = top()
    seen: Counter[str] = Counter()

    def issue(path: str, line: int, name: str, severity: str, text: str, key: str) -> dict[str, Any]:
        same = f"{path}\0{key}"
        seen[same] += 1
        unique = f"{same}\0{seen[same]}"
        return {
            "description": for_json(text), "check_name": name,
            "fingerprint": hashlib.sha256(unique.encode("utf-8", "surrogatepass")).hexdigest()[:32],
            "severity": severity, "location": {"path": for_json(path), "lines": {"begin": line}}}

    for file in report.files:
        path = relative(file.path, base)
        if file.status is not Status.CHECKED:
            yield issue(path, 1, str(file.status), _NOT_CHECKED, file.error or f"{path} was not checked.", "")
        for finding in file.counted:
            place = name_of(finding)
            text = f"{place}: {finding.message} {finding.fix}" if place else f"{finding.message} {finding.fix}"
            yield issue(path, line_of(finding), f"{finding.code} {finding.name}", _SEVERITIES[finding.severity], text,
                        finding.fingerprint)
