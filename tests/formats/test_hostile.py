"""Text from a workbook is data in the formats for CI too: their own parsers read it back as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smsxl.formats.escape import for_markdown, for_sarif
from smsxl.formats.model import FileReport, Report, Status
from smsxl.formats.table import FORMATS
from smsxl.rules.findings import Related
from smsxl.rules.thresholds import Threshold
from tests.formats.findings import AS_OF, HOSTILE, finding, report
from tests.formats.shapes import SHAPES, github, gitlab, html, json_lines, junit, markdown, sarif

MORE = (
    "[link](https://example.org)", "\\[link](javascript:alert(1))", "![x](http://example.org/x.png)",
    "<img src=x onerror=x>", "<!-- comment", "]]>", "&lt;b&gt;", "a|b||c", "`code`", "**bold** __bold__ ~~gone~~",
    "@everyone", "#12 GH-1 !5 $x$ ~label",
    "https://example.org www.example.org", ":tada:", "{0} {1}", "%0A::error::x", "%25", "x,file=/etc/passwd::y",
    "\ufffe\uffff", "</system-out><failure/>", "' onmouseover='x", "{{value}}", "ends with \\", "\\",
)
TITLES = [*HOSTILE, *MORE]
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def hostile(title: str) -> Report:
    """Return a report that holds a text wherever a text of a workbook or of its user can stand."""
    found = finding(message=f"{title} is wrong: {title}", fix=title, sheet=title, row_id=title, value=title,
                    expected=title, related=(Related(title, "A1"), Related(title)))
    suppressed = finding(message=title, suppressed={"reason": title, "by": title, "until": "2027-01-01"})
    return Report((
        FileReport(f"{title}.xlsx", findings=(found, suppressed), config=title,
                   thresholds=(Threshold("error", 1, fails=True),)),
        FileReport(f"2{title}.xlsx", Status.UNREADABLE, f"{title} is damaged: {title}")), AS_OF)


@pytest.mark.parametrize("title", TITLES, ids=repr)
@pytest.mark.parametrize("name", SHAPES)
def test_no_format_breaks_or_obeys(name: str, title: str) -> None:
    """The output keeps its shape and its number of lines, and holds nothing that a terminal or a build server obeys."""
    text = FORMATS[name](hostile(title))
    SHAPES[name](text)
    text.encode("utf-8")
    assert not CONTROLS.search(text.replace("\t", "") if name == "html" else text)
    assert not re.search(r"##\w*\[", text)
    assert text.count("\n") == FORMATS[name](hostile("x")).count("\n")
    if name == "github":
        assert [command.kind for command in github(text)] == ["error"] * 3
    else:
        assert not re.search(r"^\s*::", text, re.MULTILINE)


@pytest.mark.parametrize("title", MORE, ids=repr)
def test_parsers_read_back_what_stood_there(title: str) -> None:
    """What a reader sees is what was typed: nothing is swallowed, nothing is added."""
    given = report(finding(message=f"[{title}]", fix="-"))
    plain = re.sub("[\ufffe\uffff]", "\ufffd", title)
    assert junit(FORMATS["junit"](given))[0][0].get("message") == f"[{plain}]"
    assert github(FORMATS["github"](given))[0].message == f"[{re.sub('::(?=[a-z])', ': :', title)}] -"
    assert gitlab(FORMATS["gitlab"](given))[0]["description"] == f"Risks!N14: [{title}] -"
    assert json_lines(FORMATS["json-lines"](given))[2]["message"] == f"[{title}]"
    assert markdown(FORMATS["markdown"](given))[0][2] == f"[{title}] -"
    assert html(FORMATS["html"](given)).cells[2].startswith(f"[{plain}]-")


def test_sarif_messages_hold_no_link_and_no_placeholder() -> None:
    """Brackets are escaped so that no text becomes a link, whatever stands before them; numbered braces are doubled."""
    assert for_sarif("[a](b)") == r"\[a\](b)"
    assert for_sarif("\\[a](b)") == r"\\\[a\](b)"
    assert for_sarif("C:\\x {0} {name}") == r"C:\x {{0}} {name}"
    result, = sarif(FORMATS["sarif"](report(finding(message="[a](b)"))))["results"]
    assert r"\[a\](b)" in result["message"]["text"]


def test_markdown_mentions_nobody_and_refers_to_nothing() -> None:
    """Signs that GitHub and GitLab look for in the finished page are parted from what follows."""
    assert for_markdown("@ada #12 !5 https://x www.y :tada:") == (
        "@<!-- -->ada #<!-- -->12 !<!-- -->5 https:<!-- -->//x www.<!-- -->y :<!-- -->tada:")
    assert for_markdown("Risks!N14, 10:30, 5 %, a - b (c)") == "Risks!N14, 10:30, 5 %, a - b (c)"
