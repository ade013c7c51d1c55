"""Findings as SARIF 2.1.0 (OASIS), for code scanning.

The cell is the logical location; the line of the physical one is its row, since receivers ask for a line. GitHub shows
the 5,000 heaviest results of a run and rejects a run of more than 25,000: the heaviest that fit are written, and what
is left out is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import smsxl
from smsxl.formats.escape import dump_line, for_json, for_sarif, json_value
from smsxl.formats.model import SEVERITIES, Report, Status
from smsxl.formats.place import line_of, name_of, top, uri
from smsxl.rules import BY_CODE
from smsxl.rules.findings import Finding, Related
from smsxl.rules.pages import page_of

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST: Final = 25_000
"""The results that GitHub takes in one run."""
_SHOWN: Final = 5_000
_MOST_RELATED: Final = 100
_RULE: Final = "urn:smsxl:rule:{code}"
"""What names a rule for good; `smsxl rule CODE` explains it, and so does the text that goes with it."""

_Placed = tuple[str, Finding]
"""A finding and the URI of its file."""


def render(report: Report, most: int = MOST) -> str:
    """Return the report as one SARIF log with one result a line; of more than `most` findings the heaviest."""
    base = top()
    placed = _kept(report, base, most)
    codes = {code: i for i, code in enumerate(sorted({finding.code for _, finding in placed}))}
    suppressing = any(finding.suppressed is not None for _, finding in placed)
    examples = {finding.code: finding for _, finding in placed}
    head = dump_line({
        "tool": {"driver": {"name": "smsxl", "version": smsxl.__version__, "semanticVersion": smsxl.__version__,
                            "rules": [_rule(examples[code]) for code in codes]}},
        "invocations": [{
            "executionSuccessful": not report.unchecked and bool(report.files),
            "toolExecutionNotifications": list(_notifications(report, base, most))}],
        "artifacts": [{"location": {"uri": uri(file.path, base)}, "roles": ["analysisTarget"]}
                      for file in report.files],
        "columnKind": "unicodeCodePoints",
        "properties": {"asOf": report.as_of.isoformat()},
    })
    results = ",\n".join(dump_line(_result(where, finding, codes[finding.code], suppressing=suppressing))
                         for where, finding in placed)
    return (f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[\n{head[:-1]},"results":[\n{results}\n]}}\n]}}\n')


def remarks(report: Report, _text: str) -> Iterator[str]:
    """Yield what the receiver will not show."""
    number = sum(len(file.findings) for file in report.files)
    if number > MOST:
        yield _left_out(number, MOST)
    if min(number, MOST) > _SHOWN:
        yield f"GitHub shows {_SHOWN:,} of the {min(number, MOST):,} findings in the SARIF file, the heaviest first."


def _left_out(number: int, most: int) -> str:
    return (f"The SARIF output holds the heaviest {most:,} of {number:,} findings, because GitHub rejects more in one "
            "run; check fewer workbooks at once, or see the JSON for all of them.")


def _kept(report: Report, base: Path, most: int) -> Sequence[_Placed]:
    """Return what fits, in the order of the report: suppressed findings and light ones give way."""
    placed = []
    for file in report.files:
        where = uri(file.path, base)
        placed += [(where, finding) for finding in file.findings]
    if len(placed) <= most:
        return placed

    def weight(i: int) -> tuple[bool, int]:
        finding = placed[i][1]
        return finding.suppressed is not None, SEVERITIES.index(finding.severity)
    return [placed[i] for i in sorted(sorted(range(len(placed)), key=weight)[:most])]


def _rule(finding: Finding) -> dict[str, Any]:
    """Return the rule of a finding, with its page."""
    rule = BY_CODE.get(finding.code)
    described: dict[str, Any] = {"id": finding.code, "name": finding.name, "helpUri": _RULE.format(code=finding.code)}
    if rule is None:
        return described | {"help": {"text": f"Area {finding.area}; ISO/IEC 20000-1:2018, {finding.clause}."}}
    page = page_of(rule)
    sections = [*page.sections, ("Area", f"{rule.area}; ISO/IEC 20000-1:2018, {rule.clause}.")]
    return described | {
        "shortDescription": {"text": for_sarif(page.title)},
        "fullDescription": {"text": for_sarif(page.sections[0][1])},
        "help": {"text": "\n\n".join(f"{heading}: {for_sarif(text)}" for heading, text in sections),
                 "markdown": "\n\n".join(f"**{heading}.** {text}" for heading, text in sections)},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.code[:3], f"clause {rule.clause}"]},
    }


def _notifications(report: Report, base: Path, most: int) -> Iterator[dict[str, Any]]:
    for file in report.files:
        if file.status is not Status.CHECKED:
            yield {"level": "error", "descriptor": {"id": str(file.status)},
                   "message": {"text": for_sarif(file.error or f"{file.path} was not checked.")},
                   "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(file.path, base)}}}]}
    if not report.files:
        yield {"level": "error", "message": {"text": "No workbook was checked."}}
    for reached in report.reached:
        yield {"level": "error" if reached.threshold.fails else "warning",
               "descriptor": {"id": reached.threshold.key}, "message": {"text": for_sarif(reached.sentence)}}
    number = sum(len(file.findings) for file in report.files)
    if number > most:
        yield {"level": "warning", "descriptor": {"id": "left-out"}, "message": {"text": _left_out(number, most)}}


def _result(where: str, finding: Finding, index: int, *, suppressing: bool) -> dict[str, Any]:
    place = name_of(finding)
    text = f"{place}: {finding.message} {finding.fix}" if place else f"{finding.message} {finding.fix}"
    result: dict[str, Any] = {
        "ruleId": finding.code, "ruleIndex": index, "level": finding.severity.value,
        "message": {"text": for_sarif(text)},
        "locations": [_location(where, finding, line_of(finding))],
        "partialFingerprints": {"smsxl/v1": finding.fingerprint, "primaryLocationLineHash": f"{finding.fingerprint}:1"},
        "properties": {
            "sheet": _text(finding.sheet), "cell": finding.cell, "table": finding.table,
            "row_id": _text(finding.row_id), "field": finding.field, "value": json_value(finding.value),
            "expected": _text(finding.expected), "fix": for_json(finding.fix)},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": i} | _location(where, related) | {"message": {"text": for_sarif(name_of(related))}}
            for i, related in enumerate(finding.related[:_MOST_RELATED], start=1)]
    if suppressing:  # all results of a run say something about it, or none
        result["suppressions"] = [] if finding.suppressed is None else [_suppression(finding.suppressed)]
    return result


def _location(where: str, place: Finding | Related, line: int | None = None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": where}}
    if line is not None:
        physical["region"] = {"startLine": line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if place.sheet is not None:
        location["logicalLocations"] = [{
            "name": for_json(place.cell or place.sheet), "fullyQualifiedName": for_json(name_of(place)),
            "kind": "cell" if place.cell else "sheet"}]
    return location


def _suppression(suppressed: Mapping[str, str]) -> dict[str, Any]:
    reason = suppressed.get("reason", "")
    others = "; ".join(f"{key} {text}" for key, text in suppressed.items() if key != "reason")
    return {"kind": "external", "status": "accepted",
            "justification": for_json(f"{reason} ({others})" if others else reason)}


def _text(text: str | None) -> str | None:
    return None if text is None else for_json(text)
