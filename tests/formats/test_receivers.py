"""The formats for CI against the schemas and documents of those who receive them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smsxl.cli.outputs import FORMATS as NAMES
from smsxl.formats.model import FileReport, Report, Status
from smsxl.formats.table import FORMATS
from smsxl.rules.findings import Related, Severity
from smsxl.rules.thresholds import Threshold
from tests.formats.findings import AS_OF, finding, report
from tests.formats.shapes import SHAPES, github, gitlab, html, json_lines, junit, markdown, sarif

SUPPRESSED = {"reason": "known", "by": "Olga", "until": "2027-01-01"}
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
MIXED = Report((
    FileReport("clean.xlsx"),
    FileReport("sub/bücher & co.xlsx", findings=(
        finding(), finding(), finding(severity=WARNING, code="OBJ101", name="not-smart", sheet="Objectives", cell="F5"),
        finding(severity=NOTE, sheet="Risks", cell=None, code="WBK001", name="nothing-entered-yet", related=()),
        finding(sheet=None, cell=None, code="XYZ999", name="of-somebody-else", related=(Related("Risks"),)),
        finding(suppressed=SUPPRESSED, cell="N15", fingerprint="0123456789abcde0"))),
    FileReport("bad.xlsx", Status.UNREADABLE, "bad.xlsx is damaged."),
    FileReport("half.xlsx", Status.INCOMPLETE, "half.xlsx has no table.", findings=(finding(severity=NOTE),)),
), AS_OF)
EVERY = [
    pytest.param(MIXED, id="mixed"), pytest.param(report(), id="clean"), pytest.param(Report((), AS_OF), id="nothing"),
    pytest.param(report(finding(suppressed=SUPPRESSED)), id="all suppressed"),
    pytest.param(report(status=Status.UNREADABLE, error="It is damaged."), id="unreadable"),
    pytest.param(report(*[finding(severity=severity) for severity in (ERROR, WARNING, NOTE) for _ in range(12)]),
                 id="many"),
]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("given", EVERY)
@pytest.mark.parametrize("name", SHAPES)
def test_every_report_has_the_shape_of_its_format(name: str, given: Report) -> None:
    """Whatever was found or not read, the receivers can read it, and the same report gives the same text."""
    text = FORMATS[name](given)
    SHAPES[name](text)
    assert FORMATS[name](given) == text


def test_command_offers_what_there_is() -> None:
    """The names that --output-format takes are those of the table."""
    assert set(NAMES) == set(FORMATS)
    assert {"text", "concise", "json", *SHAPES} == set(FORMATS)


def test_sarif_names_cell_rule_and_fingerprint() -> None:
    """A result has its level, its cell as logical location, the row as line, its rule's page and what pins it."""
    run = sarif(FORMATS["sarif"](MIXED))
    first, _, objective, sheet, whole, suppressed, _ = run["results"]
    assert first["level"] == "error"
    assert first["message"]["text"].startswith("Risks!N14: R-012 has a Residual likelihood of 5")
    location = first["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "sub/b%C3%BCcher%20%26%20co.xlsx"
    assert location["physicalLocation"]["region"] == {"startLine": 14}
    assert location["logicalLocations"] == [{"name": "N14", "fullyQualifiedName": "Risks!N14", "kind": "cell"}]
    assert first["partialFingerprints"]["smsxl/v1"] == "0123456789abcdef"
    assert first["relatedLocations"][0]["logicalLocations"][0]["name"] == "H14"
    assert objective["level"] == "warning"
    assert sheet["locations"][0]["logicalLocations"] == [
        {"name": "Risks", "fullyQualifiedName": "Risks", "kind": "sheet"}]
    assert "logicalLocations" not in whole["locations"][0]
    assert suppressed["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "known (by Olga; until 2027-01-01)"}]
    assert first["suppressions"] == []
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert set(rules) == {"RSK203", "OBJ101", "WBK001", "XYZ999"}
    assert all(rule["helpUri"] for rule in rules.values())
    assert "Why it matters" in rules["OBJ101"]["help"]["text"]


def test_sarif_says_what_was_not_checked() -> None:
    """A run that missed a file was not successful, and says which file and why; a complete one was."""
    invocation, = sarif(FORMATS["sarif"](MIXED))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [note["message"]["text"] for note in invocation["toolExecutionNotifications"]] == [
        "bad.xlsx is damaged.", "half.xlsx has no table."]
    invocation, = sarif(FORMATS["sarif"](report(finding())))["invocations"]
    assert invocation == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_junit_fails_by_fail_on() -> None:
    """Findings as heavy as fail-on fail, lighter ones pass with their text, suppressed ones are skipped."""
    given = report(finding(), finding(severity=WARNING), finding(severity=NOTE), finding(suppressed=SUPPRESSED),
                   fail_on=WARNING)
    cases = junit(FORMATS["junit"](given))
    assert [case[0].tag for case in cases] == ["failure", "failure", "system-out", "skipped"]
    assert cases[0][0].get("message") == finding().message
    assert "book.xlsx > Risks!N14: error RSK203 residual-above-inherent." in (cases[0][0].text or "")
    assert "Rate it at most 3" in (cases[2][0].text or "")
    assert cases[3][0].get("message") == "suppressed: reason known; by Olga; until 2027-01-01"


def test_junit_has_errors_for_what_was_not_checked_and_a_case_for_what_is_clean() -> None:
    """No workbook is without a case: a clean one passes, one that was not read is an error with the reason."""
    cases = {case.get("classname"): case for case in junit(FORMATS["junit"](MIXED))}
    assert list(cases["clean.xlsx"]) == []
    assert cases["bad.xlsx"][0].tag == "error"
    assert cases["bad.xlsx"][0].get("message") == "bad.xlsx is damaged."
    assert cases["half.xlsx"][0].tag == "error"


def test_github_commands_name_file_row_and_cell() -> None:
    """A finding is an annotation of its kind at the file and the row, with the cell in its title."""
    commands = github(FORMATS["github"](MIXED))
    assert [(c.kind, c.properties["title"]) for c in commands[:3]] == [
        ("error", "unreadable"), ("error", "incomplete"), ("error", "Risks!N14 RSK203 residual-above-inherent")]
    assert commands[2].properties["file"] == "sub/bücher & co.xlsx"
    assert commands[2].properties["line"] == "14"
    assert [c.kind for c in commands[2:]] == ["error", "error", "warning", "notice", "error", "notice"]


def test_gitlab_issue_is_as_documented() -> None:
    """An issue has severity, path, row and the cell in its description; what was not checked is a blocker."""
    issues = gitlab(FORMATS["gitlab"](MIXED))
    assert issues[0]["description"].startswith("Risks!N14: R-012")
    assert issues[0]["location"] == {"path": "sub/bücher & co.xlsx", "lines": {"begin": 14}}
    assert [issue["severity"] for issue in issues] == [
        "critical", "critical", "minor", "info", "critical", "blocker", "blocker", "info"]


def test_gitlab_fingerprints_stay_when_a_file_is_added() -> None:
    """The same finding keeps its fingerprint, so that GitLab does not take it for a new one."""
    alone = gitlab(FORMATS["gitlab"](report(finding(), finding())))
    files = (FileReport("a.xlsx", findings=(finding(),)), *report(finding(), finding()).files)
    both = gitlab(FORMATS["gitlab"](Report(files, AS_OF)))
    assert [issue["fingerprint"] for issue in both[1:]] == [issue["fingerprint"] for issue in alone]


def test_json_lines_lose_nothing() -> None:
    """Every file has its line, before its findings, suppressed ones included."""
    lines = json_lines(FORMATS["json-lines"](MIXED))
    assert [line["path"] for line in lines if line["type"] == "file"] == [file.path for file in MIXED.files]
    assert [line["status"] for line in lines if line["type"] == "file"] == [
        "checked", "checked", "unreadable", "incomplete"]
    assert sum(line["type"] == "finding" for line in lines) == 7
    assert lines[-1]["error"] == 3


def test_markdown_shows_findings_in_tables() -> None:
    """Each finding that counts is a row with its cell; what was not checked says so."""
    text = FORMATS["markdown"](MIXED)
    rows = markdown(text)
    assert rows[0][:2] == ["Risks!N14", "error"]
    assert len(rows) == 6
    assert "**not checked**: bad.xlsx is damaged." in text
    assert "**not wholly checked**: half.xlsx has no table." in text
    assert "2 of 4 workbooks not checked" in text


def test_html_explains_every_rule_it_names() -> None:
    """Each finding links to its rule's page further down; suppressed ones are folded away with their reason."""
    text = FORMATS["html"](MIXED)
    page = html(text)
    assert set(page.ids) - {"top", "main"} == {"RSK203", "OBJ101", "WBK001", "XYZ999"}
    assert page.elements["tr"] == 3 + 5 + 1 + 1
    assert "reason: known; by: Olga; until: 2027-01-01" in text
    assert "Not checked. bad.xlsx is damaged." in text
    assert "Why it matters" in text


THRESHOLDS = (Threshold("error", 2, fails=True), Threshold("RSK", 1, fails=False), Threshold("OBJ", 1, fails=True))


@pytest.mark.parametrize(("name", "told"), [
    ("text", "as of 2026-11-22.\n2 errors: error-if of smsxl.toml fails the run from 2 on."),
    ("sarif", '"level":"warning","descriptor":{"id":"warn-if"},"message":{"text":"2 findings of RSK: warn-if of'),
    ("junit", 'name="error-if error" time="0"><failure message="2 errors: error-if of smsxl.toml fails'),
    ("github", "::warning title=warn-if::2 findings of RSK: warn-if of smsxl.toml asks for attention"),
    ("markdown", "**2 errors: error-if of smsxl.toml fails the run from 2 on.**"),
    ("html", '<p class="error">2 errors: error-if of smsxl.toml fails the run from 2 on.</p>'),
    ("json-lines", '{"type":"threshold","key":"error-if","what":"error","least":2,"found":2,"config":"smsxl.toml"'),
])
def test_thresholds_that_were_reached_are_said(name: str, told: str) -> None:
    """Formats with a place for it say which threshold was reached, and none that was not."""
    text = FORMATS[name](report(finding(), finding(), config="smsxl.toml", thresholds=THRESHOLDS))
    assert told in text
    assert "of OBJ" not in text
    if name in SHAPES:
        SHAPES[name](text)


@pytest.mark.parametrize(("path", "where"), [
    ("a b.xlsx", "a%20b.xlsx"), ("./sub/../x.xlsx", "x.xlsx"), ("a:b.xlsx", "a%3Ab.xlsx"),
    ("ü#1?.xlsx", "%C3%BC%231%3F.xlsx"),
    ("/elsewhere/x.xlsx", "file:///elsewhere/x.xlsx"), ("s3://bucket/a b.xlsx", "s3://bucket/a%20b.xlsx"),
])
def test_paths_are_relative_uris(path: str, where: str) -> None:
    """Paths are written from where the user stands, with forward slashes; others stay whole."""
    run: Any = sarif(FORMATS["sarif"](Report((FileReport(path, findings=(finding(),)),), AS_OF)))
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == where


def test_paths_begin_at_the_top_of_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a folder below, a path is still written as the repository knows it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    issue, = gitlab(FORMATS["gitlab"](report(finding())))
    assert issue["location"]["path"] == "deep/book.xlsx"
