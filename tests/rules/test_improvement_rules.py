"""The rules on improvements and reviews, and on who was told, beyond their own examples."""

from __future__ import annotations

import pytest

from smsxl.domain.values import REFERENCE_ERROR
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.reported import Found, day, found, put, report

LATE = {("IMP103", "I-1", "due")}
IMPROVEMENTS: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "on the day itself": (put("Improvements", "I-1", due=day(0)), set()),
    "the day after": (put("Improvements", "I-1", due=day(-1)), LATE),
    "without a status": (put("Improvements", "I-1", due=day(-1), status=None), LATE),
    "done": (put("Improvements", "I-1", due=day(-1), status="done", result="Better"), set()),
    "rejected": (put("Improvements", "I-1", due=day(-1), status="Rejected", owner_role=None), set()),
    "a mistyped status may be done": (put("Improvements", "I-1", due=day(-1), status="Finished"), set()),
    "no date": (put("Improvements", "I-1", due=None), set()),
    "no owner": (put("Improvements", "I-1", owner_role=" "), {("IMP101", "I-1", "owner_role")}),
    "no owner of what is done": (put("Improvements", "I-2", owner_role=None), {("IMP101", "I-2", "owner_role")}),
    "no source": (put("Improvements", "I-1", source=" "), {("IMP102", "I-1", "source")}),
    "a mistyped source is another finding": (put("Improvements", "I-1", source="Customer"), set()),
    "done without a result": (put("Improvements", "I-2", result=" "), {("IMP104", "I-2", "result")}),
    "rejected without a result": (put("Improvements", "I-2", result=None, status="Rejected"), set()),
}


@pytest.mark.parametrize("case", IMPROVEMENTS, ids=str)
def test_improvements(case: str) -> None:
    """What is asked of an improvement follows from its status."""
    edits, expected = IMPROVEMENTS[case]
    assert found("IMP101 IMP102 IMP103 IMP104", *edits) == expected


def review(date: object, kind: object = "Plan review", **values: object) -> Add:
    """Return the edit that adds a review."""
    return Add("Reviews", {"id": "RV-9", "date": date, "kind": kind, "conclusions": "Goes on"} | values)


NEXT = {("IMP105", "RV-2", "next_date")}
PAST = Put("Reviews", "RV-2", "next_date", day(-8))
REVIEWS: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "within the days of grace": (put("Reviews", "RV-2", next_date=day(-7)), set()),
    "after them": ((PAST,), NEXT),
    "no days of grace given": (
        (Put("Settings", "", "review_grace_days", None), Put("Reviews", "RV-2", "next_date", day(-1))), NEXT),
    "on the day itself": (
        (Put("Settings", "", "review_grace_days", None), Put("Reviews", "RV-2", "next_date", day(0))), set()),
    "held since": ((PAST, review(day(-3))), set()),
    "held before": ((PAST, review(day(-61))), NEXT),
    "another one of the same day": ((PAST, review(day(-60))), NEXT),
    "another kind held since": ((PAST, review(day(-3), "Management review")), NEXT),
    "a mistyped kind may be it": ((PAST, review(day(-3), "Review of the plan")), set()),
    "a mistyped kind of long ago is not": ((PAST, review(day(-90), "Review of the plan")), NEXT),
    "a date that can't be read may be it": ((PAST, review("last week")), set()),
    "a blank kind is another finding": ((PAST, review(day(-3), None)), NEXT),
    "one that is planned": ((PAST, review(day(30))), set()),
    "its own kind is mistyped": ((PAST, Put("Reviews", "RV-2", "kind", "Review of the plan")), set()),
    "its own kind is blank": ((PAST, Put("Reviews", "RV-2", "kind", None)), set()),
    "its own date can't be read": ((PAST, Put("Reviews", "RV-2", "date", "spring")), set()),
    "no next date": (put("Reviews", "RV-2", next_date=None), set()),
    "a next date that can't be read": (put("Reviews", "RV-2", next_date="spring"), set()),
    "an audit too": (
        put("Reviews", "RV-4", next_date=day(-8)), {("IMP105", "RV-4", "next_date")}),
}


@pytest.mark.parametrize("case", REVIEWS, ids=str)
def test_next_reviews(case: str) -> None:
    """The next review of a kind is late after its date and the days of grace, if none was held since."""
    edits, expected = REVIEWS[case]
    assert found("IMP105", *edits) == expected


YEAR = {("IMP106", None, "date")}


def old(management: object = None, plan: object = None) -> tuple[Put, ...]:
    """Return the edits that date the two reviews that count."""
    return Put("Reviews", "RV-1", "date", management), Put("Reviews", "RV-2", "date", plan)


WITHIN: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "a year ago to the day": (old(day(-365), day(-700)), set()),
    "a day more": (old(day(-366), day(-700)), YEAR),
    "a plan review alone": (old(day(-700), day(-365)), set()),
    "today": (old(day(-700), day(0)), set()),
    "tomorrow is not yet": (old(day(-700), day(1)), YEAR),
    "both to come": (old(day(20), day(1)), YEAR),
    "a date that can't be read may be it": (old(day(-700), "spring"), set()),
    "a blank date may be it": (old(day(-700), None), set()),
    "an old review of another kind without a date is not": (
        (*old(day(-700), day(-700)), Put("Reviews", "RV-4", "date", None)), YEAR),
    "a mistyped kind may be it": ((*old(day(-700), day(-700)), Put("Reviews", "RV-4", "kind", "Plan revue")), set()),
    "a blank kind may be it": ((*old(day(-700), day(-700)), Put("Reviews", "RV-4", "kind", None)), set()),
    "a mistyped kind of long ago is not": (
        (*old(day(-700), day(-700)), *put("Reviews", "RV-4", kind="Plan revue", date=day(-366))), YEAR),
    "no review of these kinds": ((Delete("Reviews", "RV-1"), Delete("Reviews", "RV-2")), YEAR),
    "no review at all is another finding": ((Delete("Reviews", "*"),), set()),
    "without the sheet nothing is said": ((Shape("sheet dropped:", "Reviews"),), set()),
    "without the column nothing is said": (
        (*old(day(-700), day(-700)), *put("Reviews", "RV-3", date=day(-700)), *put("Reviews", "RV-4", date=day(-700)),
         Shape("column dropped:", "Reviews", field="kind")), set()),
}


@pytest.mark.parametrize("case", WITHIN, ids=str)
def test_review_within_the_year(case: str) -> None:
    """One management or plan review within 365 days is enough, and none that is to come counts."""
    edits, expected = WITHIN[case]
    assert found("IMP106", *edits) == expected


@pytest.mark.parametrize(("edits", "end"), [
    (old(day(-366), day(-400)), "; the last one was on 2025-11-21."), (old(day(-400), day(-366)), "2025-11-21."),
    (old(day(9), day(-366)), "2025-11-21."), (old(day(9), day(9)), "in the year before 2026-11-22."),
])
def test_last_review_is_named(edits: tuple[Edit, ...], end: str) -> None:
    """The message names the last review that was held, if there was one, at the header of the dates."""
    finding, = report("IMP106", *edits)
    assert finding.message.endswith(end)
    assert finding.cell == "B4"


@pytest.mark.parametrize(("date", "asked"), [(-1, True), (0, False), (3, False), (-900, True)])
def test_conclusions_are_asked_the_day_after(date: int, asked: bool) -> None:  # noqa: FBT001
    """A review of today may still be written up; one of yesterday has its conclusions."""
    edits = put("Reviews", "RV-3", date=day(date), conclusions=" ")
    assert found("IMP107", *edits) == ({("IMP107", "RV-3", "conclusions")} if asked else set())


def test_overdue_review_names_kind_and_day() -> None:
    """The message says which kind was due when."""
    finding, = report("IMP105", PAST)
    assert finding.message == "The next plan review after RV-2 was due on 2026-11-14, and there is none."


SENT: dict[str, tuple[tuple[Edit, ...], str | None]] = {
    "on the day of the assessment": (put("Distribution", "D-1", sent_on=day(-20)), None),
    "the day before": (put("Distribution", "D-1", sent_on=day(-21)), "; the last distribution was on 2026-11-01."),
    "today": (put("Distribution", "D-1", sent_on=day(0)), None),
    "planned for tomorrow": (put("Distribution", "D-1", sent_on=day(1)),
                             "; the next distribution is planned on 2026-11-23."),
    "planned, and sent before": (
        (*put("Distribution", "D-1", sent_on=day(1)), Add("Distribution", {"id": "D-2", "sent_on": day(-30)}),
         Add("Distribution", {"id": "D-3", "sent_on": day(-40)})), "; the last distribution was on 2026-10-23."),
    "planned twice": (
        (*put("Distribution", "D-1", sent_on=day(9)), Add("Distribution", {"id": "D-2", "sent_on": day(2)})),
        "; the next distribution is planned on 2026-11-24."),
    "a row without a day": (
        (*put("Distribution", "D-1", sent_on=day(-30)), Add("Distribution", {"id": "D-2", "audience": "All"})),
        "; the last distribution was on 2026-10-23."),
    "an assessment of today": (
        (Put("Organisation", "", "assessment_date", day(0)),), "; the last distribution was on 2026-11-17."),
    "an assessment that is to come": ((Put("Organisation", "", "assessment_date", day(1)),), None),
    "a day that can't be read beside an older one": (
        (*put("Distribution", "D-1", sent_on=day(-30)), Add("Distribution", {"id": "D-2", "sent_on": "spring"})), None),
    "without the sheet": ((Shape("sheet dropped:", "Distribution"),), None),
    "without the day of the assessment": (
        (Put("Distribution", "D-1", "sent_on", day(-30)), Shape("sheet dropped:", "Start")), None),
    "a day that is an error": (put("Distribution", "D-1", sent_on=REFERENCE_ERROR), None),
}


@pytest.mark.parametrize("case", SENT, ids=str)
def test_distribution_of_the_assessment(case: str) -> None:
    """The assessment was sent on its day or later, and what is planned was not sent."""
    edits, end = SENT[case]
    findings = report("COM101", *edits)
    assert [f.message.partition("sent to anybody")[2] for f in findings] == ([] if end is None else [end])
