"""Findings and reports made by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from smsxl.formats.model import FileReport, Report
from smsxl.rules.findings import Finding, Related, Severity

AS_OF = dt.date(2026, 11, 22)

HOSTILE = (
    "[/]", "[red]x", "\x1b[31mred", "\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "\x9b31m", "=1+1",
    "</script>", "::error file=x::", "  ::error file=x::", "##[error]x", "##vso[task.complete]", "one\ntwo",
    "one\r\n::warning::two", "\u202edesrever", "\u2028line", "half \ud800 pair", "\udfff", "nul\x00",
    "zero\u200bwidth", "{value}", "%s", "\\u0041", 'quote " and \'', "tab\tstop", "\U000e0041tag",
)
"""Titles that try to be more than text."""


def finding(**changes: Any) -> Finding:
    """Return a finding like that of design section 7."""
    facts: dict[str, Any] = {
        "code": "RSK203", "name": "residual-above-inherent", "severity": Severity.ERROR,
        "message": "R-012 has a Residual likelihood of 5, above its inherent likelihood of 3.",
        "fix": "Rate it at most 3, or rate the inherent risk again.", "area": "6.1.2 Analyse", "clause": "6.1.2",
        "sheet": "Risks", "cell": "N14", "table": "Risks", "row_id": "R-012", "field": "residual_likelihood",
        "value": 5, "expected": "at most 3", "related": (Related("Risks", "H14"),), "row_text": "r-012",
        "fingerprint": "0123456789abcdef", "order": (6, 14, 14),
    }
    return Finding(**(facts | changes))


def report(*findings: Finding, **changes: Any) -> Report:
    """Return the report of one file."""
    return Report((FileReport("book.xlsx", findings=findings, **changes),), AS_OF)
