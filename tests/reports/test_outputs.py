"""The page, the calendar and the JSON: the same bytes for the same input, and nothing that a user typed is obeyed."""

from __future__ import annotations

import datetime as dt
import json
import re

import icalendar
import jsonschema
import pytest

from smsxl.domain.worklist import Task
from smsxl.reports.as_ics import as_ics
from smsxl.reports.as_json import as_json
from smsxl.reports.html import render_html
from smsxl.reports.html.anchors import anchors
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.model import Source
from smsxl.reports.schema import summary_schema
from smsxl.reports.summary import Summary
from smsxl.reports.tasks import WorkList
from smsxl.rules.examples import Put
from tests.reports.conftest import AS_OF, summary_of

HOSTILE = ("<script>alert(1)</script>", "</script>", "javascript:alert(1)", '" onload="x', "a;b,c\\d\ne",
           "BEGIN:VEVENT\r\nSUMMARY:x", "=1+1", "\ud800", "\x07\u202e", "\u00fc" * 200, "{{7*7}}")


@pytest.mark.parametrize("typed", HOSTILE, ids=repr)
def test_what_users_type_is_never_markup(typed: str) -> None:
    """No text of a user opens an element, makes a link or leaves its attribute, wherever it stands."""
    edits = [Put(table, row, field, typed) for table, row, field in (
        ("Risks", "R-1", "title"), ("Risks", "R-1", "owner"), ("Risks", "R-1", "category"),
        ("Risks", "R-1", "controls"), ("Organisation", "", "organization"), ("Organisation", "", "approved_by"),
        ("RiskLevels", "High", "colour"), ("RiskLevels", "High", "action"), ("Kpis", "K-1", "kpi"),
        ("Roles", "RO-2", "person"), ("Treatments", "T-1", "action"), ("Risks", "R-3", "id"))]
    page = render_html(summary_of(edits))
    assert "<script" not in page
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', page))
    assert {href[0] for href in re.findall(r'href="([^"]*)"', page)} == {"#"}
    assert page.count("<style>") == page.count("</style>") == 1
    page.encode("utf-8")
    read_back(as_ics(summary_of(edits), summary_of(edits).work))
    json.loads(as_json(summary_of(edits)))


@pytest.mark.parametrize("audience", [None, "Internal", "Public"])
def test_json_is_what_its_schema_says(audience: str | None) -> None:
    """The summary, whole and for an audience, is valid by the schema that is published."""
    judge = jsonschema.Draft202012Validator(summary_schema())
    judge.check_schema(summary_schema())
    found = [error.message for error in judge.iter_errors(json.loads(as_json(summary_of([], audience))))]
    assert found == []


def test_the_sample_is_valid_too(sample: Summary) -> None:
    """So is the summary of the sample, in which every view has rows; each risk is told once."""
    text = as_json(sample)
    assert [error.message for error in
            jsonschema.Draft202012Validator(summary_schema()).iter_errors(json.loads(text))] == []
    assert text.count("Only two engineers know the database platform") <= 4


def test_the_same_input_gives_the_same_bytes(sample: Summary) -> None:
    """Nothing depends on the clock, the machine or the order of a set."""
    again = summary_of([])
    assert render_html(again) == render_html(summary_of([]))
    assert as_json(again) == as_json(summary_of([]))
    assert as_ics(sample, sample.work) == as_ics(sample, sample.work)


def test_the_page_loads_nothing_and_runs_nothing(sample: Summary) -> None:
    """The policy forbids everything but the page's own style, and the page asks for nothing else."""
    page = render_html(sample)
    assert "default-src 'none'; style-src 'unsafe-inline'; base-uri" in page.replace("&#x27;", "'")
    assert "http://" not in page
    assert "https://" not in page
    assert "url(" not in page
    assert "@import" not in page


def test_a_long_page_is_shortened_and_says_so(sample: Summary) -> None:
    """Every risk stays on the page, the gravest in full; lists say how many rows are left out; figures count all."""
    whole, short = render_html(sample), render_html(sample, top=3)
    assert sample.risk is not None
    count = len(sample.risk.risks)
    cards = re.findall(r'<article id="([^"]+)"', short)
    assert cards == re.findall(r'<article id="([^"]+)"', whole)[:3]
    lines = re.findall(r'<span id="([^"]+)"', short)
    assert len({*cards, *lines}) == count == whole.count("<article")
    assert f"The workbook has {count} risks. The gravest 3 stand here in full" in short
    assert f"{count - 3} risks more stand below as a line each, which is not printed" in short
    above = len(sample.risk.above)
    assert f'<td colspan="6">and {above - 3} more, which --top shows</td>' in short
    assert len(short) < len(whole) / 2
    for text in ("The workbook has", "--top", "<tfoot", " more</"):
        assert text not in whole


def test_text_is_escaped_and_markup_is_not() -> None:
    """Children and attributes are escaped once; what an element made is left alone."""
    assert tag("p", "a<b", tag("b", "c&d"), None, 1, class_='x"y') == \
        '<p class="x&quot;y">a&lt;b<b>c&amp;d</b>1</p>'
    assert join(["<", Html("<br>")]) == "&lt;<br>"
    assert tag("input", disabled=True, hidden=False, aria_label=None) == "<input disabled></input>"


def test_anchors_are_unique_and_plain() -> None:
    """Ids that can be an anchor are one; others lose what an address would have to escape; none comes twice."""
    rows = [Source("Risks", "Risks", f"A{i}", name) for i, name in enumerate(
        ("R-012", "r-012", "R-012", "a b", "", "\u00fc", "top", "javascript:x", "1\"'<>"))]
    found = list(anchors(rows, ["top"]).values())
    assert found[:3] == ["R-012", "r-012-2", "R-012-3"]
    assert len({name.casefold() for name in found}) == len(found)
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+", name) for name in found)
    assert "top" not in found


def read_back(text: str) -> list[icalendar.Event]:
    """Return the events of a calendar; every line keeps the law of RFC 5545 on length and breaks."""
    raw = text.encode("utf-8")
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    return [event for event in icalendar.Calendar.from_ical(raw).walk("VEVENT")
            if isinstance(event, icalendar.Event)]


def test_the_calendar_holds_each_task_with_a_date(sample: Summary) -> None:
    """A parser reads every task back: its words, its day, and a UID of its own."""
    events = read_back(as_ics(sample, sample.work))
    tasks = [task for each in sample.work for task in each.tasks if task.due is not None or task.at_once]
    assert len(events) == len(tasks) > 100
    assert len({str(event["UID"]) for event in events}) == len(events)
    for event, task in zip(events, tasks, strict=True):
        assert str(event["SUMMARY"]).endswith(task.what)
        day = event.decoded("DTSTART")
        assert day == max(task.due or AS_OF, AS_OF)
        assert event.decoded("DTEND") == day + dt.timedelta(days=1)
        assert event.decoded("DTSTAMP") == dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def test_a_task_keeps_its_uid_when_its_date_moves() -> None:
    """A calendar that reads the next report moves the event and makes no second one."""
    def uid(summary: Summary) -> dict[str, dt.date]:
        return {str(event["UID"]): event.decoded("DTSTART") for event in read_back(as_ics(summary, summary.work))
                if "I-1:" in str(event["SUMMARY"])}

    open_ = Put("Improvements", "I-1", "status", "Open")
    first = uid(summary_of([open_, Put("Improvements", "I-1", "due", dt.date(2027, 1, 1))]))
    then = uid(summary_of([open_, Put("Improvements", "I-1", "due", dt.date(2027, 2, 1))]))
    assert first.keys() == then.keys()
    assert list(first.values()) != list(then.values())


@pytest.mark.parametrize("what", ["a;b,c\\d\ne", "\u00fc\U0001f600" * 60, "x" * 500, " ", "END:VEVENT"])
def test_calendar_text_comes_back_as_it_was(sample: Summary, what: str) -> None:
    """Separators, breaks, long lines and characters of four octets survive folding and escaping."""
    task = Task("Treat", what, dt.date(2027, 1, 1), "Ada", "", "Risks", "A5", "R-1")
    (event,) = read_back(as_ics(sample, [WorkList("Ada", (), (task,))]))
    assert str(event["SUMMARY"]) == f"Treat R-1: {what}"


def test_separators_of_a_calendar_are_escaped(sample: Summary) -> None:
    """Backslash, semicolon, comma and line break stand as RFC 5545, 3.3.11, writes them."""
    task = Task("Treat", "a;b,c\\d\ne", dt.date(2027, 1, 1), "Ada", "", "Risks", "A5", "R-1")
    assert "SUMMARY:Treat R-1: a\\;b\\,c\\\\d\\ne\r\n" in as_ics(sample, [WorkList("Ada", (), (task,))])
