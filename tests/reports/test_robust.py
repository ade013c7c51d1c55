"""No fault of a workbook stops the summary."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from smsxl.report import write_report
from smsxl.reports.as_ics import as_ics
from smsxl.reports.as_json import as_json
from smsxl.reports.html import render_html
from smsxl.reports.summary import summarise
from smsxl.rules import RULES
from tests.reports.conftest import AS_OF, HASH
from tests.rules.sound import sound_book

FLAWED = Path(__file__).parents[2] / "workbooks" / "sample-flawed.xlsx"


@pytest.mark.parametrize("family", sorted({rule.code[:3] for rule in RULES}))
def test_every_fault_that_a_rule_knows_is_survived(family: str) -> None:
    """With each rule's own fault in the workbook the summary is computed and drawn."""
    for rule in RULES:
        if rule.code.startswith(family):
            summary = summarise(sound_book(rule.failing.edits), (), file="book.xlsx", sha256=HASH)
            assert render_html(summary).endswith("</html>\n"), rule.code
            assert as_json(summary), rule.code
            assert as_ics(summary, summary.work), rule.code


def test_the_flawed_sample_gets_its_summary(tmp_path: Path) -> None:
    """A workbook full of faults is reported in place, and its findings are on their sheet."""
    path = tmp_path / "book.xlsx"
    shutil.copy(FLAWED, path)
    found = write_report(str(path), as_of=AS_OF)
    assert found.sheets == ("Risk Summary", "Plan Summary")
    assert sum(count for _, count in found.summary.provenance.findings) > 10
