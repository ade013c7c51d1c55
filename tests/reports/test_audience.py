"""What an audience may not read is nowhere in its report, and is counted."""

from __future__ import annotations

import pytest

from smsxl.reports.as_ics import as_ics
from smsxl.reports.as_json import as_json
from smsxl.reports.html import render_html
from smsxl.reports.summary import Summary
from smsxl.rules.examples import Edit, Put
from tests.reports.conftest import summary_of

SECRET = "Zyx secret"


def everywhere(summary: Summary) -> str:
    """Return everything that is made of a summary, in one text."""
    return render_html(summary) + as_json(summary) + as_ics(summary, summary.work)


def with_secret(*edits: Edit) -> tuple[Edit, ...]:
    """Return edits that make R-2 confidential and put a secret into it and into all that hangs on it."""
    return (Put("Organisation", "", "classification", "Internal"), Put("Risks", "R-2", "classification",
                                                                       "Confidential"),
            Put("Risks", "R-2", "title", SECRET), Put("Acceptances", "A-1", "reason", SECRET),
            Put("Treatments", "T-1", "risk", "R-2"), Put("Treatments", "T-1", "action", SECRET),
            Put("Improvements", "I-1", "linked_to", "R-2"), Put("Improvements", "I-1", "improvement", SECRET),
            Put("Risks", "R-2", "owner", None), *edits)


def test_a_confidential_risk_and_all_that_hangs_on_it_is_left_out() -> None:
    """The risk, its actions, acceptance, improvements and findings are in no output of a lower audience."""
    assert SECRET in everywhere(summary_of(with_secret()))
    found = summary_of(with_secret(), "Internal")
    text = everywhere(found)
    assert SECRET not in text
    assert ">R-2<" not in text
    assert '"R-2"' not in text
    counts = {each.table: each.count for each in found.left_out}
    assert counts == {"Risks": 1, "Acceptances": 1, "Treatments": 1, "Improvements": 1}
    assert "4 rows are left out: 1 from Improvements, 1 from Risks, 1 from Treatments, 1 from Acceptances." in text \
        or "4 rows are left out" in text
    assert found.provenance.findings_left_out >= 1
    assert "R-2" not in "".join(finding.message for group in found.findings for finding in group.findings)


@pytest.mark.parametrize(("document", "risk", "audience", "shown"), [
    ("Public", None, "Public", True), ("Internal", None, "Public", False), ("Internal", None, "Internal", True),
    (None, None, "Internal", False), (None, "Public", "Public", True), ("Confidential", "Internal", "Internal", True),
    ("Public", "Internal", "Public", False), ("Public", "Secret!", "Internal", False),
    ("Public", "internal", "Internal", True), ("Confidential", None, None, True),
])
def test_a_risk_without_a_classification_has_the_documents(document: str | None, risk: str | None,
                                                           audience: str | None, shown: bool) -> None:  # noqa: FBT001
    """A blank takes the document's classification; nothing stated, or an unknown word, counts as confidential."""
    found = summary_of([Put("Organisation", "", "classification", document),
                        Put("Risks", "R-1", "classification", risk)], audience)
    assert found.risk is not None
    assert ("R-1" in {each.source.id for each in found.risk.risks}) is shown


def test_rows_of_other_tables_have_the_documents_classification() -> None:
    """The plan of a confidential document is not in its public report; criteria and the document's data are."""
    found = summary_of([Put("Organisation", "", "classification", "Confidential"),
                        Put("Risks", "R-1", "classification", "Public")], "Public")
    assert found.plan is not None
    assert found.plan.objectives == ()
    assert found.plan.clauses == ()
    assert found.document.organization
    assert found.criteria.levels
    assert {"PlanItems", "Roles", "Controls", "Services"} <= {each.table for each in found.left_out}
    assert {task.sheet for each in found.work for task in each.tasks} <= {"Risks", "Treatments", "Start"}
    render_html(found)


def test_what_is_left_out_is_never_said_to_be_missing() -> None:
    """A link to a row that is left out still counts: the thread is not called broken."""
    whole, part = summary_of(with_secret()), summary_of(with_secret(), "Internal")
    assert {each.node.key for each in part.trace.broken} <= {each.node.key for each in whole.trace.broken}
