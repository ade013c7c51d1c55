"""The rules on objectives beyond their own examples."""

from __future__ import annotations

import datetime as dt

import pytest

from smsxl.domain.values import REFERENCE_ERROR
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.reported import Found, day, found, put, report

DROPPED = Put("Objectives", "O-1", "status", "Dropped")
METRIC = {("OBJ101", "O-1", "metric")}
SMART: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "one finding at the first blank cell": (
        put("Objectives", "O-1", metric=None, baseline=None, target=None, unit=None, why_achievable=None, due=None),
        METRIC),
    "the last of them": (put("Objectives", "O-1", due=None), {("OBJ101", "O-1", "due")}),
    "a reason of spaces": (put("Objectives", "O-1", why_achievable=" "), {("OBJ101", "O-1", "why_achievable")}),
    "a baseline and a target of 0": (put("Objectives", "O-1", baseline=0, target=0), set()),
    "a target typed as text is another finding": (put("Objectives", "O-1", target="95 %"), set()),
    "a target that is an error is another finding": (put("Objectives", "O-1", target=REFERENCE_ERROR), set()),
    "an error hides what is missing beside it": (
        put("Objectives", "O-1", target=REFERENCE_ERROR, metric=None), set()),
    "a due date before the start is another finding": (
        put("Objectives", "O-1", start=day(200)), {("OBJ105", "O-1", "due")}),
    "no business goal is another finding": (
        put("Objectives", "O-1", business_goal=None), {("OBJ104", "O-1", "business_goal")}),
    "a blank objective is another finding": (put("Objectives", "O-1", objective=None), set()),
    "what was dropped need not be": (
        (DROPPED, *put("Objectives", "O-1", metric=None, business_goal=None, owner_role=None, start=day(200))), set()),
    "what was achieved had to be": (put("Objectives", "O-2", unit=None), {("OBJ101", "O-2", "unit")}),
    "a mistyped status is not dropped": (
        put("Objectives", "O-1", status="Droped", metric=None, business_goal=None, owner_role=None),
        {*METRIC, ("OBJ104", "O-1", "business_goal"), ("OBJ110", "O-1", "owner_role")}),
}


@pytest.mark.parametrize("case", SMART, ids=str)
def test_smart(case: str) -> None:
    """Each letter is asked of every objective that was not dropped, once."""
    edits, expected = SMART[case]
    assert found("OBJ101 OBJ104 OBJ105 OBJ110", *edits) == expected


def test_message_names_letters_and_columns() -> None:
    """The letters that are missing and the blank columns are named, and those that are right are not."""
    finding, = report("OBJ101", *put("Objectives", "O-1", metric=None, unit=None, why_achievable=None))
    assert finding.message == ("O-1 is not specific (S), measurable (M) and achievable (A): Metric, Unit and Why "
                               "achievable are blank.")
    assert finding.fix == "Fill in Metric, Unit and Why achievable."
    assert len(finding.related) == 2
    finding, = report("OBJ101", *put("Objectives", "O-1", unit=None, start=day(200)))
    assert finding.message == "O-1 is not measurable (M): Unit is blank."


LATE = {("OBJ106", "O-1", "due")}
DATES: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "on the day itself": (put("Objectives", "O-1", due=day(0)), set()),
    "the day after": (put("Objectives", "O-1", due=day(-1)), LATE),
    "no status yet": (put("Objectives", "O-1", due=day(-1), status=None), LATE),
    "achieved": (put("Objectives", "O-1", due=day(-1), status="achieved"), set()),
    "missed": (put("Objectives", "O-1", due=day(-1), status="Missed"), set()),
    "dropped": (put("Objectives", "O-1", due=day(-1), status="Dropped"), set()),
    "a mistyped status may be any": (put("Objectives", "O-1", due=day(-1), status="Achievd"), set()),
    "a status that is an error may be any": (put("Objectives", "O-1", due=day(-1), status=REFERENCE_ERROR), set()),
    "a date that nobody means": (put("Objectives", "O-1", due=dt.date(1900, 1, 12)), set()),
    "due on the day of the start": (
        put("Objectives", "O-1", start=day(100)), {("OBJ105", "O-1", "due")}),
    "due in the evening of the day of the start": (
        put("Objectives", "O-1", start=day(100), due=dt.datetime.combine(day(100), dt.time(18))),
        {("OBJ105", "O-1", "due")}),
    "due the day after the start": (put("Objectives", "O-1", start=day(99)), set()),
    "a start that can't be read": (put("Objectives", "O-1", start="soon"), set()),
}


@pytest.mark.parametrize("case", DATES, ids=str)
def test_dates(case: str) -> None:
    """An objective is late after its due date as long as it is open, and due after its start."""
    edits, expected = DATES[case]
    assert found("OBJ105 OBJ106", *edits) == expected


def test_days_late_are_counted() -> None:
    """One day is one day."""
    assert "on 2026-11-21, 1 day ago" in report("OBJ106", *put("Objectives", "O-1", due=day(-1)))[0].message
    assert "on 2026-11-20, 2 days ago" in report("OBJ106", *put("Objectives", "O-1", due=day(-2)))[0].message


KPI, RESOURCE = {("OBJ102", "O-1", "id")}, {("OBJ103", "O-1", "id")}
UNSERVED = (Put("Resources", "RS-2", "used_for", "PR-1"), Put("Resources", "RS-5", "used_for", "O-2"))
LINKS: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "no KPI": (put("Kpis", "K-1", objective=None), KPI),
    "no KPI of one that was dropped": ((DROPPED, *put("Kpis", "K-1", objective=None)), set()),
    "a KPI in other case": (put("Kpis", "K-1", objective=" o-1"), set()),
    "a mistyped objective may be any": (put("Kpis", "K-1", objective="O-11"), set()),
    "an objective that is an error may be any": (put("Kpis", "K-1", objective=REFERENCE_ERROR), set()),
    "no KPI at all is another finding": ((Delete("Kpis", "*"),), set()),
    "without the sheet none is missing": ((Shape("sheet dropped:", "KPIs"),), set()),
    "no resource": (UNSERVED, RESOURCE),
    "a resource among others": ((*UNSERVED, Put("Resources", "RS-1", "used_for", "PR-1;PR-2\no-1")), set()),
    "a mistyped resource may be for any": ((*UNSERVED, Put("Resources", "RS-1", "used_for", "PR-1, 0-1")), set()),
    "an error may be for any": ((*UNSERVED, Put("Resources", "RS-1", "used_for", REFERENCE_ERROR)), set()),
    "an objective without an id": ((Add("Objectives", {"objective": "Nameless"}),), set()),
}


@pytest.mark.parametrize("case", LINKS, ids=str)
def test_links(case: str) -> None:
    """Every objective that was not dropped has a KPI and a resource."""
    edits, expected = LINKS[case]
    assert found("OBJ102 OBJ103", *edits) == expected


@pytest.mark.parametrize(("status", "codes"), [
    ("Open", {"OBJ107", "OBJ108"}), (None, {"OBJ107", "OBJ108"}), ("Achieved", {"OBJ109"}), ("Missed", {"OBJ109"}),
    ("dropped", set()),
])
def test_what_is_asked_in_each_status(status: str | None, codes: set[str]) -> None:
    """Open objectives are communicated and acted on; those that ended, but for dropped ones, have a result."""
    edits = put("Objectives", "O-1", status=status, communicated_on=None, actions=" ", result=None)
    assert {code for code, _, _ in found("OBJ107 OBJ108 OBJ109", *edits)} == codes


def test_draft_is_not_drowned() -> None:
    """In a draft what is missing is a note, dates that are wrong stay errors and what is late a warning."""
    edits = (Put("Organisation", "", "status", "Draft"), *put("Objectives", "O-1", metric=None, business_goal=None,
             owner_role=None, actions=None, communicated_on=None, due=day(-1), start=day(3)),
             *put("Kpis", "K-1", objective=None))
    severities = {f.code: f.severity.value for f in report("OBJ", *edits)}
    assert severities == {"OBJ101": "note", "OBJ102": "note", "OBJ104": "note", "OBJ105": "error",
                          "OBJ106": "warning", "OBJ107": "note", "OBJ108": "note", "OBJ110": "note"}
