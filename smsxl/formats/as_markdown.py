"""Findings as Markdown, for the summary of a job and for a comment on a pull or merge request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smsxl.formats import as_text
from smsxl.formats.escape import for_markdown
from smsxl.formats.model import SEVERITIES, FileReport, Report, Status
from smsxl.formats.place import name_of
from smsxl.formats.styled import plain
from smsxl.rules.findings import Finding

MOST: Final = 60_000
"""Characters: a comment on GitHub takes 65,536, and whoever posts it may want to add a sentence."""


_TABLE: Final = "\n| Cell | Severity | Finding | Rule |\n| --- | --- | --- | --- |\n"


@dataclass(frozen=True)
class _Row:
    """What becomes a line: a finding, or without one the sentence that its workbook was not checked."""

    file: FileReport
    finding: Finding | None = None

    @property
    def weight(self) -> int:
        """What stays the longest: light ones give way first."""
        return -1 if self.finding is None else SEVERITIES.index(self.finding.severity)


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
    rows = [row for file in report.files for row in _rows(file)]
    room = MOST - len(head)
    texts: dict[int, str] = {}
    begun: set[int] = set()
    for i in sorted(range(len(rows)), key=lambda i: rows[i].weight):
        text = _text(rows[i])
        room -= len(text) + (0 if id(rows[i].file) in begun else len(_heading(rows[i].file)) + len(_TABLE))
        if room < 0:
            break
        begun.add(id(rows[i].file))
        texts[i] = text
    body: list[str] = []
    file, in_table = None, False
    for i in sorted(texts):
        row = rows[i]
        if row.file is not file:
            body.append(_heading(row.file))
            file, in_table = row.file, False
        if row.finding is not None and not in_table:
            body.append(_TABLE)
            in_table = True
        body.append(texts[i])
    left_out = len(rows) - len(texts)
    tail = (f"\n**{left_out:,} more lines are left out**, the lightest ones, because GitHub rejects longer comments.\n"
            if left_out else "")
    return head + "".join(body) + tail, left_out


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


def _rows(file: FileReport) -> Iterator[_Row]:
    if file.status is not Status.CHECKED:
        yield _Row(file)
    for finding in file.counted:
        yield _Row(file, finding)


def _heading(file: FileReport) -> str:
    return f"\n### {for_markdown(file.path)}\n"


def _text(row: _Row) -> str:
    finding, file = row.finding, row.file
    if finding is None:
        said = "not checked" if file.status is Status.UNREADABLE else "not wholly checked"
        return f"\n**{said}**: {for_markdown(file.error or '')}\n"
    return (f"| {for_markdown(name_of(finding)) or '-'} | {finding.severity} | {for_markdown(finding.message)} "
            f"{for_markdown(finding.fix)} | {finding.code} {for_markdown(finding.name)} |\n")
