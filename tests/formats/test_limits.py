"""What the receivers don't take or don't show is kept within their limits, and said."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from smsxl.formats import as_junit, as_markdown, as_sarif
from smsxl.formats.model import FileReport, Report, Status
from smsxl.formats.table import FORMATS, remarks
from smsxl.rules.findings import Severity
from tests.formats.findings import AS_OF, finding, report
from tests.formats.shapes import github, markdown, sarif

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(name: str, given: Report) -> list[str]:
    """Return what is said about a format on standard error."""
    return list(remarks(name, given, FORMATS[name](given)))


def test_sarif_keeps_the_heaviest_and_says_so() -> None:
    """Above the limit light and suppressed findings give way, the rest stays in order, and the log tells."""
    suppressed = finding(suppressed={"reason": "x", "by": "x", "until": "2027-01-01"}, cell="A1")
    given = report(finding(severity=NOTE, cell="A2"), finding(cell="A3"), suppressed,
                   finding(severity=WARNING, cell="A4"), finding(cell="A5"))
    run = sarif(as_sarif.render(given, 3))
    assert [result["properties"]["cell"] for result in run["results"]] == ["A3", "A4", "A5"]
    note, = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("The SARIF output holds the heaviest 3 of 5 findings, because GitHub")
    assert len(sarif(as_sarif.render(given, 5))["results"]) == 5


def test_sarif_holds_as_many_as_github_takes() -> None:
    """A run never has more than 25,000 results, and standard error says what is left out and what is not shown."""
    given = report(*[finding()] * 25_001)
    assert FORMATS["sarif"](given).count('{"ruleId"') == 25_000
    left_out, shown = said("sarif", given)
    assert "heaviest 25,000 of 25,001 findings" in left_out
    assert shown.startswith("GitHub shows 5,000 of the 25,000 findings")
    assert len(said("sarif", report(*[finding()] * 5_001))) == 1
    assert said("sarif", report(*[finding()] * 5_000)) == []


def test_github_says_that_it_shows_ten_of_a_kind() -> None:
    """More than ten annotations of a kind are all in the log, and that the others aren't shown is said there too."""
    files = (FileReport("bad.xlsx", Status.UNREADABLE, "x"),
             FileReport("a.xlsx", findings=tuple([finding()] * 10 + [finding(severity=WARNING)] * 10)))
    given = Report(files, AS_OF)
    sentence = "GitHub shows 10 of the 11 annotations of the kind error; the log has all of them."
    assert said("github", given) == [sentence]
    text = FORMATS["github"](given)
    assert text.endswith(f"{sentence}\n")
    assert len(github(text)) == 21
    assert github(text)[0].properties["title"] == "unreadable"


def test_markdown_fits_a_comment_and_says_what_is_left_out() -> None:
    """A comment stays below what GitHub takes: errors and what was not checked stay, notes give way."""
    given = Report((
        FileReport("a.xlsx", findings=tuple([finding(severity=NOTE)] * 2_000 + [finding(cell="B2")])),
        FileReport("bad.xlsx", Status.UNREADABLE, "bad.xlsx is damaged.")), AS_OF)
    text = FORMATS["markdown"](given)
    assert len(text) < 65_536
    rows = markdown(text)
    assert rows[-1][:2] == ["Risks!B2", "error"]
    assert "bad.xlsx is damaged." in text
    left_out = 2_001 - len(rows)
    assert f"**{left_out:,} more lines are left out**" in text
    assert said("markdown", given) == [
        f"The Markdown output leaves {left_out:,} of its lines out, because GitHub rejects longer comments."]
    assert said("markdown", report(finding())) == []
    assert len(as_markdown.render(report(*[finding(message="x" * 70_000)]))) < 65_536


def test_junit_says_when_it_is_too_large_for_gitlab() -> None:
    """A file of 30 MB is written whole, since others take it, and standard error says who doesn't."""
    assert [*as_junit.remarks(report(), "x" * 30_000_000)] == [
        "The JUnit output has 30 MB or more, which GitLab does not read; check fewer workbooks at once."]
    assert said("junit", report(finding())) == []


@pytest.mark.parametrize("name", ["sarif", "junit"])
def test_fifty_thousand_findings_take_less_than_two_seconds(name: str) -> None:
    """The formats for CI stay fast where a register is full of faults; other programs on the machine don't count."""
    given = report(*[finding(cell=f"N{i}", fingerprint=f"{i:016x}") for i in range(50_000)])
    render = FORMATS[name]
    render(report())
    start = time.process_time()
    render(given)
    assert time.process_time() - start < 2


def test_gitlab_says_that_suppressed_findings_have_no_place() -> None:
    """Nothing is left out without a word."""
    suppressed = finding(suppressed={"reason": "x", "by": "x", "until": "2027-01-01"})
    assert said("gitlab", report(suppressed, finding())) == [
        "The GitLab report has no place for suppressed findings, so it leaves out 1."]
