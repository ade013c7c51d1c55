"""The rows of the sheet Findings: what a check found, with links to the cells."""

from __future__ import annotations

from collections.abc import Iterable

from smsxl.hosts.edit import Entry, Link
from smsxl.rules.findings import Finding
from smsxl.tables import BY_NAME, header_of
from smsxl.tables.book import Book
from smsxl.tables.own import FINDINGS


def finding_rows(findings: Iterable[Finding], book: Book | None = None) -> list[list[Entry]]:
    """Return a row for each finding, in the order of the columns of Findings.

    `field` holds the text of the column's header as the sheet has it, by which the cells light up.
    """
    out = []
    for finding in findings:
        place = Link(finding.cell, finding.sheet, finding.cell) if finding.cell and finding.sheet else finding.cell
        cells: dict[str, Entry] = {
            "rule": finding.code, "severity": finding.severity.value, "sheet": finding.sheet, "cell": place,
            "row_id": finding.row_id, "field": _header(finding, book), "message": finding.message,
            "fix": finding.fix}
        out.append([cells[column.field] for column in FINDINGS.columns])
    return out


def _header(finding: Finding, book: Book | None) -> str | None:
    if finding.table is None or finding.field is None or finding.field not in BY_NAME[finding.table].by_field:
        return finding.field
    return (header_of if book is None else book.header)(finding.table, finding.field)
