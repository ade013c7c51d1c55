"""What a report says about itself: the document, who approved it, and what the figures were made from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

import smsxl
from smsxl.reports.audience import Shown
from smsxl.reports.criteria import criteria_version
from smsxl.reports.view import Look
from smsxl.rules.findings import Finding, Severity
from smsxl.tables.rows import as_text


@dataclass(frozen=True)
class Document:
    """The form on Start. Dates are None, texts "" where they are not given."""

    organization: str
    scope: str
    document_id: str
    version: str
    status: str
    classification: str
    assessment_date: dt.date | None
    prepared_by: str
    approved_by: str
    approved_on: dt.date | None
    next_review: dt.date | None


@dataclass(frozen=True)
class Provenance:
    """What the figures were made from. `sheet_as_of` is the day by which the workbook's own formulas were computed."""

    file: str
    sha256: str
    smsxl: str
    template: str
    criteria: str
    as_of: dt.date
    sheet_as_of: dt.date
    audience: str | None
    classification: str
    findings: tuple[tuple[str, int], ...]
    suppressed: int
    findings_left_out: int


@dataclass(frozen=True)
class FindingGroup:
    """The findings of one rule on one sheet."""

    code: str
    name: str
    severity: str
    sheet: str
    findings: tuple[Finding, ...]


def document(look: Look) -> Document:
    """Return what the workbook says about itself."""
    rows = look["Organisation"]

    def text(field: str) -> str:
        return rows.texts(field)[0] if len(rows) else ""

    def day(field: str) -> dt.date | None:
        return rows.dates(field)[0] if len(rows) else None

    return Document(text("organization"), text("scope"), text("document_id"), text("version"), text("status"),
                    text("classification"), day("assessment_date"), text("prepared_by"), text("approved_by"),
                    day("approved_on"), day("next_review"))


def provenance(look: Look, shown: Shown, findings: tuple[Finding, ...], file: str, sha256: str) -> Provenance:
    """Return what a report of these findings was made from."""
    counted = [finding for finding in findings if finding.suppressed is None]
    return Provenance(
        file=file, sha256=sha256, smsxl=smsxl.__version__,
        template=as_text(look.book.of_form("Organisation", "template_version")), criteria=criteria_version(look),
        as_of=look.as_of, sheet_as_of=look.book.sheet_as_of, audience=shown.audience,
        classification=shown.classification,
        findings=tuple((severity.value, sum(finding.severity is severity for finding in counted))
                       for severity in Severity),
        suppressed=len(findings) - len(counted), findings_left_out=shown.findings_left_out)


def finding_groups(findings: tuple[Finding, ...]) -> tuple[FindingGroup, ...]:
    """Return the findings by rule and sheet: the heaviest first, then in the order in which they were found."""
    groups: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.code, finding.sheet or ""].append(finding)
    order = [severity.value for severity in Severity]
    found = [FindingGroup(code, each[0].name, each[0].severity.value, sheet, tuple(each))
             for (code, sheet), each in groups.items()]
    return tuple(sorted(found, key=lambda group: order.index(group.severity)))
