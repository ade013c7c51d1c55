"""Findings for programs. The keys are a contract; smsxl/assets/check.schema.json is its schema."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from smsxl.formats.escape import dump_json, for_json, json_value
from smsxl.formats.model import FileReport, Report
from smsxl.formats.tool import tool
from smsxl.rules.findings import Finding, Severity

SCHEMA: Final = 1


def render(report: Report) -> str:
    """Return the report as one JSON object; the same report gives the same text."""
    return dump_json({
        "schema": SCHEMA,
        "tool": tool(),
        "as_of": report.as_of.isoformat(),
        "files": [_file(file) for file in report.files],
        "totals": {"files": len(report.files), **counts_data(report.counts)},
    })


def _file(file: FileReport) -> dict[str, Any]:
    return head_data(file) | {
        "findings": [finding_data(finding) for finding in file.findings],
        "counts": counts_data(file.counts),
    }


def head_data(file: FileReport) -> dict[str, Any]:
    """Return what the JSON holds of a file besides its findings."""
    return {
        "path": path_data(file.path),
        "status": file.status.value,
        "error": None if file.error is None else for_json(file.error),
        "config": None if file.config is None else path_data(file.config),
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as the JSON holds it."""
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": for_json(finding.message),
        "fix": for_json(finding.fix),
        "area": finding.area,
        "clause": finding.clause,
        "sheet": _text(finding.sheet),
        "cell": finding.cell,
        "table": finding.table,
        "row_id": _text(finding.row_id),
        "field": finding.field,
        "value": json_value(finding.value),
        "expected": _text(finding.expected),
        "fingerprint": finding.fingerprint,
        "related": [{"sheet": for_json(place.sheet), "cell": place.cell} for place in finding.related],
        "suppressed": None if finding.suppressed is None else {
            key: for_json(text) for key, text in finding.suppressed.items()},
    }


def counts_data(counts: Mapping[Severity, int]) -> dict[str, int]:
    """Return the number of findings by severity."""
    return {severity.value: number for severity, number in counts.items()}


def _text(text: str | None) -> str | None:
    return None if text is None else for_json(text)


def path_data(path: str) -> str:
    """Return a path as it was given, with forward slashes."""
    return for_json(path.replace(os.sep, "/"))
