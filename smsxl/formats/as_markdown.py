"""Findings as Markdown, for the summary of a job and for a comment on a pull or merge request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from smsxl.formats import as_text
from smsxl.formats.escape import for_markdown
from smsxl.formats.model import SEVERITIES, Report, Status
from smsxl.formats.place import name_of
from smsxl.formats.styled import plain
from smsxl.rules.findings import Finding

MOST: Final = 60_000
"""Characters: a comment on GitHub takes 65,536, and whoever posts it may want to add a sentence."""


@dataclass(frozen=True)
class _Row:
    """A line of the report, the heading that it stands below, and its weight: light ones give way."""

    heading: str
    text: str
    weight: int


def render(report: Report) -> str:
    """Return the report: the summary, what was not checked, and a table of findings for each workbook."""
    return _fitting(report)[0]


def remarks(report: Report, _text: str) -> Iterator[str]:
    """Yield what was left out."""
    left_out = _fitting(report)[1]
    if left_out:
        yield f"The Markdown output leaves {left_out:,} of its lines out, because GitHub rejects longer comments."


def _fitting(report: Report) -> tuple[str, int]:
    """Return the text, and the number of rows that did not fit."""
    head = "".join(f"{line}\n" for line in _head(report))
    rows = list(_rows(report))
    room = MOST - len(head)
    kept = set()
    headings = set()
    for i in sorted(range(len(rows)), key=lambda i: rows[i].weight):
        room -= len(rows[i].text) + (0 if rows[i].heading in headings else len(rows[i].heading))
        if room < 0:
            break
        headings.add(rows[i].heading)
        kept.add(i)
    shown = [row for i, row in enumerate(rows) if i in kept]
    body = "".join(heading + "".join(row.text for row in group)
                   for heading, group in groupby(shown, key=lambda row: row.heading))
    left_out = len(rows) - len(shown)
    tail = (f"\n**{left_out:,} more lines are left out**, the lightest ones, because GitHub rejects longer comments.\n"
            if left_out else "")
    return head + body + tail, left_out


def _head(report: Report) -> Iterator[str]:
    yield "## smsxl"
    yield ""
    yield for_markdown(plain((as_text.summary(report),)).strip())
    for reached in report.reached:
        yield ""
        yield f"**{for_markdown(reached.sentence)}**"
    clean = sum(file.status is Status.CHECKED and not file.counted for file in report.files)
    if 0 < clean < len(report.files):
        yield ""
        yield f"Without findings: {clean} of {len(report.files)} workbooks."


def _rows(report: Report) -> Iterator[_Row]:
    for file in report.files:
        heading = f"\n### {for_markdown(file.path)}\n\n"
        if file.status is not Status.CHECKED:
            said = "not checked" if file.status is Status.UNREADABLE else "not wholly checked"
            yield _Row(heading, f"**{said}**: {for_markdown(file.error or '')}\n", -1)
        table = f"{heading}| Cell | Severity | Finding | Rule |\n| --- | --- | --- | --- |\n"
        if file.status is not Status.CHECKED:
            table = "\n| Cell | Severity | Finding | Rule |\n| --- | --- | --- | --- |\n"
        for finding in file.counted:
            yield _Row(table, _row(finding), SEVERITIES.index(finding.severity))


def _row(finding: Finding) -> str:
    return (f"| {for_markdown(name_of(finding)) or '-'} | {finding.severity} | {for_markdown(finding.message)} "
            f"{for_markdown(finding.fix)} | {finding.code} {for_markdown(finding.name)} |\n")
