from __future__ import annotations

import datetime as dt
import io
import json
import re
from importlib import resources
from typing import Any

import jsonschema
import pytest

from smsxl.domain.values import CellError
from smsxl.formats import as_concise, as_json, as_text
from smsxl.formats.escape import for_terminal, json_value
from smsxl.formats.model import FileReport, Report, Status
from smsxl.formats.styled import plain, show
from smsxl.formats.table import FORMATS
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.rules.findings import Finding, Related, Severity
from tests.formats.findings import AS_OF, HOSTILE, finding, report

SCHEMA = json.loads(resources.files("smsxl").joinpath("assets/check.schema.json").read_text("utf-8"))
CONTROLS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff\U000e0041]")
COMMANDS = re.compile(r"^\s*::[A-Za-z]|##\w*\[", re.MULTILINE)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def text_of(*findings: Finding) -> str:
    """Return findings as text."""
    return plain(as_text.lines(report(*findings)))


def data_of(given: Report) -> Any:
    """Return a report as JSON data that follows the schema."""
    data = json.loads(as_json.render(given))
    jsonschema.validate(data, SCHEMA)
    return data


def test_text_shows_cell_severity_message_code_then_fix_and_related_cells() -> None:
    """The text puts the cell first and what to do below, under the file and the sheet."""
    lines = text_of(finding()).splitlines()
    assert lines[0] == "book.xlsx"
    assert lines[2] == "  Risks"
    assert lines[3].split(maxsplit=2) == [
        "N14", "error", "R-012 has a Residual likelihood of 5, above its inherent likelihood of 3.  RSK203"]
    assert lines[4].strip() == "Rate it at most 3, or rate the inherent risk again."
    assert lines[5].strip() == "See also H14."


def test_text_groups_by_sheet_and_counts() -> None:
    """Findings without a place come first, then the sheets as ordered; the end counts and says how to read more."""
    text = text_of(
        finding(sheet="Controls", cell=None, order=(-1, 0, 0), severity=Severity.NOTE, related=()),
        finding(related=(Related("Treatments", "B3"), Related("Services"))), finding(cell="AA15"),
        finding(sheet="Treatments", cell="B3", order=(7, 3, 2), severity=Severity.WARNING))
    headings = [line.strip() for line in text.splitlines() if re.match(r"  \S", line)]
    assert headings == ["The workbook as a whole", "Risks", "Treatments"]
    assert "See also Treatments!B3, Services." in text
    assert "2 errors, 1 warning and 1 note in 1 workbook, as of 2026-11-22." in text
    assert text.endswith("smsxl rule RSK203\n")


def test_text_of_a_fresh_workbook_is_a_line_a_finding() -> None:
    """A handful of notes, one of which says that nothing has been entered, take a line each; more than that do not."""
    fresh = finding(code="WBK001", severity=Severity.NOTE, related=())
    other = finding(code="WBK207", severity=Severity.NOTE, related=(), sheet="Start", cell="C9")
    lines = text_of(*[other] * 5, fresh).splitlines()
    assert lines[1].split()[:2] == ["Start!C9", "note"]
    assert lines[6].split()[:2] == ["Risks!N14", "note"]
    assert len(lines) == 10
    for longer in ([other] * 6 + [fresh], [fresh, finding(severity=Severity.WARNING)], [other]):
        assert "Rate it at most 3" in text_of(*longer)


def test_text_of_a_clean_file_says_so() -> None:
    """A clean workbook is named, so that nobody wonders whether it was looked at."""
    assert text_of() == "book.xlsx\n  No findings.\n\nNo findings in 1 workbook, as of 2026-11-22.\n"


def test_text_says_what_was_not_checked() -> None:
    """A file that was not read is counted at the end, and a report in a file says why."""
    given = Report((FileReport("a.xlsx"), FileReport("b.xlsx", Status.UNREADABLE, "b.xlsx is damaged.")), AS_OF)
    text = FORMATS["text"](given)
    assert "not checked: b.xlsx is damaged." in text
    assert "No findings in 1 workbook; 1 of 2 workbooks not checked" in text
    assert "b.xlsx: unreadable b.xlsx is damaged.\n" in FORMATS["concise"](given)


def test_terminal_output_is_wrapped_behind_the_head_and_coloured(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal long messages wrap under their beginning and severities have colours; no line is too wide."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    show(as_text.lines(report(finding())), stream)
    assert "\x1b[1;31merror" in stream.getvalue()
    lines = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()).splitlines()
    assert max(map(len, lines)) <= 60
    first = next(line for line in lines if "N14" in line)
    after = lines[lines.index(first) + 1]
    assert len(after) - len(after.lstrip()) == first.index("R-012")


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR set a terminal gets no colour."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    show(as_text.lines(report(finding())), stream)
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", stream.getvalue())


def test_piped_output_has_no_styles() -> None:
    """A pipe gets plain text."""
    stream = io.StringIO()
    show(as_text.lines(report(finding())), stream)
    assert stream.getvalue() == text_of(finding())
    assert "\x1b" not in stream.getvalue()


def test_concise_is_one_line_a_finding() -> None:
    """The concise format gives path, sheet, cell, code, severity and message."""
    lines = list(as_concise.lines(report(finding(), finding(cell=None), finding(sheet=None, cell=None))))
    message = "RSK203 error R-012 has a Residual likelihood of 5, above its inherent likelihood of 3."
    assert lines == [f"book.xlsx > Risks!N14: {message}", f"book.xlsx > Risks: {message}", f"book.xlsx: {message}"]


def test_json_has_the_agreed_keys_in_order() -> None:
    """The keys and their order are those of the contract."""
    data = data_of(report(finding(), config="smsxl.toml"))
    assert list(data) == ["schema", "tool", "as_of", "files", "totals"]
    file = data["files"][0]
    assert list(file) == ["path", "status", "error", "config", "findings", "counts"]
    assert file["config"] == "smsxl.toml"
    assert list(file["findings"][0]) == [
        "code", "name", "severity", "message", "fix", "area", "clause", "sheet", "cell", "table", "row_id", "field",
        "value", "expected", "fingerprint", "related", "suppressed"]
    assert file["findings"][0]["related"] == [{"sheet": "Risks", "cell": "H14"}]
    assert data["totals"] == {"files": 1, "error": 1, "warning": 0, "note": 0}


def test_json_nulls_and_errors_follow_the_schema() -> None:
    """What has no place is null, and a file that was not read says why."""
    data = data_of(report(finding(sheet=None, cell=None, table=None, row_id=None, field=None, expected=None)))
    found = data["files"][0]["findings"][0]
    assert {found[key] for key in ("sheet", "cell", "table", "row_id", "field", "expected")} == {None}
    data = data_of(report(status=Status.UNREADABLE, error="book.xlsx is damaged."))
    assert data["files"][0]["error"] == "book.xlsx is damaged."


@pytest.mark.parametrize(("value", "expected"), [
    (None, None), (NOT_CALCULATED, None), (True, True), (5, 5), (5.0, 5), (2.5, 2.5), (1e300, 1e300),
    (float("nan"), None), (float("-inf"), None), ("x", "x"), ("\ud800", "\ufffd"),
    (CellError("#REF!"), {"error": "#REF!"}),
    (dt.date(2026, 11, 22), "2026-11-22"), (dt.datetime(2026, 11, 22, 8, 30), "2026-11-22T08:30:00"),
    (dt.time(8, 30), "08:30:00"),
])
def test_json_values(value: Any, expected: Any) -> None:
    """Dates are ISO text, cell errors objects, whole numbers without a point; JSON has no NaN."""
    result = json_value(value)
    assert result == expected
    assert type(result) is type(expected)
    data_of(report(finding(value=value)))


def test_suppressed_findings_are_shown_in_json_and_not_counted() -> None:
    """A suppressed finding stays in the JSON with its reason, and fails nothing."""
    given = report(finding(suppressed={"reason": "known", "by": "Olga", "until": "2027-01-01"}))
    assert given.exit_code == 0
    data = data_of(given)
    assert data["files"][0]["counts"]["error"] == 0
    assert data["files"][0]["findings"][0]["suppressed"]["by"] == "Olga"
    assert "1 suppressed" in plain(as_text.lines(given))
    assert list(as_concise.lines(given)) == []


@pytest.mark.parametrize("title", HOSTILE, ids=repr)
def test_text_from_a_workbook_is_data(title: str) -> None:
    """Whatever a cell, a sheet's name or a file's name says, no output obeys it or breaks at it."""
    found = finding(message=f"{title} is wrong: {title}", fix=f"{title}", sheet=title, row_id=title, value=title,
                    expected=title, related=(Related(title, "A1"), Related(title)))
    given = Report((FileReport(title, findings=(found,)),), AS_OF)
    for name in ("text", "concise"):
        text = FORMATS[name](given)
        text.encode()
        assert not CONTROLS.search(text)
        assert not COMMANDS.search(text)
    assert FORMATS["text"](given).count("\n") == FORMATS["text"](Report((FileReport("x", findings=(
        finding(sheet="x", message="x", fix="x", related=found.related),)),), AS_OF)).count("\n")
    assert FORMATS["concise"](given).count("\n") == 1
    stream = Terminal()
    show(as_text.lines(given), stream)
    assert not CONTROLS.search(re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue()))
    out = as_json.render(given)
    assert out.isascii()
    assert "</" not in out
    assert not re.search(r"##\w*\[", out)
    assert not re.search(r"^\s*::", out, re.MULTILINE)
    data = json.loads(out)
    jsonschema.validate(data, SCHEMA)
    assert data["files"][0]["findings"][0]["value"] == re.sub("[\ud800-\udfff]", "\ufffd", title)


def test_markup_reaches_the_terminal_as_it_stands() -> None:
    """Square brackets are text, not styles."""
    stream = Terminal()
    show(as_text.lines(report(finding(message="[/] and [red]x"))), stream)
    assert "[/] and [red]x" in stream.getvalue()


def test_ordinary_text_stays_as_it_is() -> None:
    """Escaping leaves every script alone, joiners, emoji and colons included."""
    for text in ("Größe: 100 %", "می‌خواهم", "क्‍ष", "日本語", "👩‍💻", "10::20", "a ## b", "C:\\x"):
        assert for_terminal(text) == text


@pytest.mark.parametrize(("files", "expected"), [
    ([FileReport("a")], 0),
    ([FileReport("a", findings=(finding(),))], 1),
    ([FileReport("a", findings=(finding(severity=Severity.WARNING),))], 0),
    ([FileReport("a", findings=(finding(severity=Severity.WARNING),), fail_on=Severity.WARNING)], 1),
    ([FileReport("a", findings=(finding(severity=Severity.NOTE),), fail_on=Severity.NOTE)], 1),
    ([FileReport("a", findings=(finding(),)), FileReport("b", Status.UNREADABLE, "x")], 3),
    ([FileReport("a", Status.INCOMPLETE, "x"), FileReport("b")], 3),
    ([FileReport("a", Status.INCOMPLETE, "x", log="bug.log"), FileReport("b", Status.UNREADABLE, "x")], 4),
    ([], 3),
])
def test_exit_codes(files: list[FileReport], expected: int) -> None:
    """A bug outweighs what was not read, and that outweighs findings; nothing checked is never 0."""
    assert Report(tuple(files), AS_OF).exit_code == expected
