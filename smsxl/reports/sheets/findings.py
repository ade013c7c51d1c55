"""Findings, for a summary that is a workbook of its own."""

from __future__ import annotations

from smsxl.reports.sheets.blocks import Column, counts, table
from smsxl.reports.sheets.pad import Pad, Value
from smsxl.reports.summary import Summary


def write_findings(pad: Pad, summary: Summary, row: int) -> int:
    """Write the findings by rule, then one by one; return the row below."""
    groups = summary.findings
    if not groups:
        return pad.note(row, "smsxl check found nothing wrong in what is shown.") + 1
    row = counts(pad, row, "By rule and sheet", [
        (f"{group.code} {group.name.replace('-', ' ')}, on {group.sheet or 'the workbook'}", len(group.findings), False)
        for group in groups], 1, 12) + 1
    columns = [Column("Rule", 1, 2), Column("Severity", 3, 4, "level"), Column("Where", 5, 7), Column("Row", 8, 8),
               Column("What was found", 9, 17), Column("What to do", 18, 24)]
    lines: list[list[Value]] = [
        [each.code, each.severity.value, f"{each.sheet or ''}{'!' + each.cell if each.cell else ''}", each.row_id or "",
         each.message, each.fix] for group in groups for each in group.findings]
    return table(pad, row, "One by one", columns, lines) + 1
