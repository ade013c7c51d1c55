"""The rules on KPIs and their measurements beyond their own examples."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from smsxl.domain.values import REFERENCE_ERROR
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.reported import Found, cells, day, found, put, report

NONE = Delete("Measurements", "*")


def d(text: str) -> dt.date:
    """Return a day from its ISO text."""
    return dt.date.fromisoformat(text)


def measured(kpi: object, *days: str, value: object = 96, **more: Any) -> tuple[Add, ...]:
    """Return edits that add a value on each of some days."""
    return tuple(Add("Measurements", {"kpi": kpi, "period": d(text), "value": value, **more}) for text in days)


def alone(*days: str, frequency: str = "Monthly", grace: object = 0, value: object = 96) -> tuple[Edit, ...]:
    """Return edits that leave one KPI, K-1, with a value on each of some days."""
    return (NONE, Delete("Kpis", "K-2"), *measured("K-1", *days, value=value),
            Put("Kpis", "K-1", "frequency", frequency), Put("Settings", "", "review_grace_days", grace))


MISSING = {("KPI103", "K-1", "frequency")}
PERIODS: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "values on the first or the last day or in the middle of their periods": (
        alone("2026-07-01", "2026-08-31", "2026-09-15", "2026-10-31"), set()),
    "a KPI that began in the middle of the year": (alone("2026-09-01", "2026-10-01"), set()),
    "the period that is running needs no value": (alone("2026-10-01"), set()),
    "a value of the running period is none of the last one": (alone("2026-09-01", "2026-11-22"), MISSING),
    "a first value in the running period": (alone("2026-11-22"), set()),
    "a first value in the future": (alone("2027-01-01"), set()),
    "the month before is asked for once it has ended": (alone("2026-09-30"), MISSING),
    "with grace the day after the month is early enough to ask": (alone("2026-09-30", grace=21), MISSING),
    "the last day of the month and the days of grace": (alone("2026-09-30", grace=22), set()),
    "an older gap is asked for whatever the grace": (alone("2026-08-01", "2026-10-01", grace=3000), set()),
    "an older gap": (alone("2026-08-01", "2026-10-01"), MISSING),
    "no days of grace given": (alone("2026-09-30", grace=None), MISSING),
    "fewer than no days of grace": (alone("2026-10-01", grace=-400), set()),
    "weeks begin on Monday: Sunday the 15th was the end": (alone("2026-11-02", frequency="Weekly"), MISSING),
    "the week that is running": (alone("2026-11-15", frequency="Weekly"), set()),
    "the week is asked for on the Monday after it": (alone("2026-11-08", frequency="Weekly", grace=6), MISSING),
    "on its Sunday not yet": (alone("2026-11-08", frequency="Weekly", grace=7), set()),
    "a quarter": (alone("2026-09-30", frequency="quarterly "), set()),
    "a quarter that is missing": (alone("2026-06-30", frequency="Quarterly"), MISSING),
    "a year": (alone("2025-12-31", frequency="Yearly"), set()),
    "a year that is missing": (alone("2024-12-31", frequency="Yearly"), MISSING),
    "no frequency, no period": (alone("2024-01-01", frequency=""), set()),
    "a mistyped frequency": (alone("2024-01-01", frequency="Fortnightly"), set()),
    "a value that is no number is another finding": (
        (*alone("2026-09-01"), *measured("K-1", "2026-10-01", value="n/a")), set()),
    "a row without a value is another finding": (
        (*alone("2026-09-01"), *measured("K-1", "2026-10-01", value=None)), set()),
    "a value of a mistyped KPI may be the missing one": (
        (*alone("2026-09-01"), *measured("K-l", "2026-10-31")), set()),
    "a value of a mistyped KPI in another period is not": (
        (*alone("2026-08-01"), *measured("K-l", "2026-10-31")), MISSING),
    "a value without a readable day may be the missing one": (
        (*alone("2026-09-01"), Add("Measurements", {"kpi": "K-1", "period": "Oct", "value": 96})), set()),
    "it is only one": (
        (*alone("2026-08-01"), Add("Measurements", {"kpi": "K-1", "period": "Oct", "value": 96})), MISSING),
    "that of another KPI is not": (
        (*alone("2026-09-01"), Add("Measurements", {"kpi": "K-9", "period": "Oct", "value": 96})), MISSING),
    "a repeated period may be the missing one": (alone("2026-09-01", "2026-09-30"), set()),
    "it can't be two": (alone("2026-08-01", "2026-08-30"), MISSING),
    "ids in other case and with spaces": (
        (*alone("2026-09-01"), *measured(" k-1", "2026-10-01")), set()),
    "a blank row between the KPIs": (
        (*alone("2026-09-01"), Add("Kpis", {}), Add("Kpis", {"id": "K-5", "kpi": "Other"})),
        {*MISSING, ("KPI103", "K-5", "id")}),
    "a KPI without any value": ((Add("Kpis", {"id": "K-5", "kpi": "Other"}),), {("KPI103", "K-5", "id")}),
    "a KPI without any value has no missing periods": (
        (Add("Kpis", {"id": "K-5", "kpi": "Other", "frequency": "Monthly"}),), {("KPI103", "K-5", "id")}),
    "a KPI without any value beside a value of nobody": (
        (Add("Kpis", {"id": "K-5", "kpi": "Other"}), *measured("K-6", "2026-10-01")), set()),
    "a KPI without any value beside a value without a day": (
        (Add("Kpis", {"id": "K-5", "kpi": "Other"}), Add("Measurements", {"kpi": "K-1", "value": 3})), set()),
    "a KPI without an id has none": ((Add("Kpis", {"kpi": "Other"}),), set()),
    "a repeated id is another finding": ((Add("Kpis", {"id": "k-1", "kpi": "Other"}),), set()),
    "without any value the sheet is empty, which is said elsewhere": ((NONE,), set()),
    "without the sheet nothing is missing": ((Shape("sheet dropped:", "Measurements"),), set()),
    "without the column nothing is missing": ((Shape("column dropped:", "Measurements", field="value"),), set()),
}


@pytest.mark.parametrize("case", PERIODS, ids=str)
def test_missing_periods(case: str) -> None:
    """Every period that ended has its value, from the first one on, and the days of grace are given."""
    edits, expected = PERIODS[case]
    assert found("KPI103", *edits) == expected


@pytest.mark.parametrize(("days", "named"), [
    (("2026-09-01",), "no value for 2026-10."), (("2026-08-01",), "for 2026-09, 2026-10."),
    (("2026-07-01",), "for 2026-08, 2026-09, 2026-10."),
    (("2026-06-01",), "for 2026-07, 2026-08, 2026-09 and 1 more."),
])
def test_missing_periods_are_named(days: tuple[str, ...], named: str) -> None:
    """Up to three missing periods are named, and the rest counted; one is "the missing value"."""
    finding, = report("KPI103", *alone(*days))
    assert named in finding.message
    assert finding.fix.startswith("Enter the missing value" + ("s on" if "," in named else " on"))


WRONG: dict[str, tuple[tuple[Edit, ...], set[tuple[str, str | None]]]] = {
    "no KPI is not an unknown one": (measured(None, "2026-10-02"), set()),
    "an unknown KPI": (measured("K-9", "2026-10-01"), {("KPI106", "A24")}),
    "a cell error is no id": (measured(REFERENCE_ERROR, "2026-10-02"), set()),
    "without KPIs none is unknown": ((Shape("sheet dropped:", "KPIs"),), set()),
    "where the sheet KPIs is empty that is said elsewhere": ((Delete("Kpis", "*"),), set()),
    "a number typed as text is another finding": (measured("K-1", "2026-11-01", value="97 %"), set()),
    "words for a number": (measured("K-1", "2026-11-01", value="n/a"), {("KPI107", "C24")}),
    "a cell error is another finding": (measured("K-1", "2026-11-01", value=REFERENCE_ERROR), set()),
    "a truth value is another finding": (measured("K-1", "2026-11-01", value=True), set()),
    "nothing measured is 0": (measured("K-1", "2026-11-01", value=0), set()),
    "two values in a month": (measured("K-1", "2026-10-31"), {("KPI108", "B24")}),
    "two values on a day": (measured("k-1", "2026-10-01"), {("KPI108", "B24")}),
    "the first and the last day of a quarter": (measured("K-2", "2026-09-30"), {("KPI108", "B24")}),
    "the next quarter": (measured("K-2", "2026-10-01"), set()),
    "no frequency, two days": (
        (Put("Kpis", "K-1", "frequency", None), *measured("K-1", "2026-10-02")), set()),
    "no frequency, one day": (
        (Put("Kpis", "K-1", "frequency", None), *measured("K-1", "2026-10-01")), {("KPI108", "B24")}),
    "a row without a value repeats nothing": (measured("K-1", "2026-10-31", value=None), set()),
    "a value beside a row without one": (
        (Put("Measurements", "", "value", None), *measured("K-1", "2025-09-30")), set()),
    "two unknown KPIs are two findings of one kind": (
        measured("K-9", "2026-10-01", "2026-10-02"), {("KPI106", "A24"), ("KPI106", "A25")}),
    "three values in one month": (
        alone("2026-10-01", "2026-10-02", "2026-10-03"), {("KPI108", "B6"), ("KPI108", "B7")}),
    "weekly values of a monthly KPI, two months": (
        alone("2026-09-01", "2026-09-08", "2026-09-15", "2026-10-01", "2026-10-08"),
        {("KPI108", "B6"), ("KPI108", "B7"), ("KPI108", "B9")}),
    "weekly values of a monthly KPI, three months": (
        alone("2026-08-01", "2026-08-08", "2026-08-15", "2026-09-01", "2026-09-08", "2026-10-01", "2026-10-08"),
        {("KPI108", "B6")}),
    "without a frequency nobody knows what is too often": (
        alone(*["2026-08-01"] * 4, "2026-09-01", "2026-09-01", "2026-10-01", frequency=""),
        {("KPI108", f"B{row}") for row in (6, 7, 8, 10)}),
    "as many repeated as periods": (
        alone("2026-08-01", "2026-08-08", "2026-09-01", "2026-09-08", "2026-10-01", "2026-10-08"),
        {("KPI108", "B6"), ("KPI108", "B8"), ("KPI108", "B10")}),
}


@pytest.mark.parametrize("case", WRONG, ids=str)
def test_measurements_that_are_wrong(case: str) -> None:
    """A value belongs to one KPI and one period and is a number; each fault is one finding at its cell."""
    edits, expected = WRONG[case]
    assert cells("KPI106 KPI107 KPI108", *edits) == expected


def test_value_given_twice_names_period_and_first_place() -> None:
    """The message says for which period, and where the first value stands."""
    finding, = report("KPI108", *measured("K-1", "2026-10-31"))
    assert finding.message == "K-1 already has a value for 2026-10."
    assert [place.cell for place in finding.related] == ["B18"]
    weekly = alone("2026-08-01", "2026-08-08", "2026-08-15", "2026-09-01", "2026-09-08", "2026-10-01", "2026-10-08")
    finding, = report("KPI108", *weekly)
    assert finding.message == "K-1 already has a value for 2026-08, and so it is with 3 more of its values."
    assert "if that is not Monthly" in finding.fix


LATEST = ("2026-11-01",)
OFF = {("KPI104", "K-1", "status")}
STATUS: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "at the target": (measured("K-1", *LATEST, value=95), set()),
    "missed by the tolerance": (measured("K-1", *LATEST, value=85.5), set()),
    "missed by more": (measured("K-1", *LATEST, value=85.4), OFF),
    "a tolerance of nothing": (
        (*put("Kpis", "K-1", tolerance=0), *measured("K-1", *LATEST, value=94.9)), OFF),
    "a blank tolerance is 10 %": ((*put("Kpis", "K-1", tolerance=None), *measured("K-1", *LATEST, value=85.5)), set()),
    "a blank tolerance is no more": ((*put("Kpis", "K-1", tolerance=None), *measured("K-1", *LATEST, value=85)), OFF),
    "a target of nothing is met": (
        (*put("Kpis", "K-1", target=0, direction="Lower"), *measured("K-1", *LATEST, value=0)), set()),
    "a target of nothing is missed": (
        (*put("Kpis", "K-1", target=0, direction="Lower"), *measured("K-1", *LATEST, value=1)), OFF),
    "no target": ((*put("Kpis", "K-1", target=None), *measured("K-1", *LATEST, value=1)), set()),
    "no direction": ((*put("Kpis", "K-1", direction=None), *measured("K-1", *LATEST, value=1)), set()),
    "a mistyped direction": ((*put("Kpis", "K-1", direction="Up"), *measured("K-1", *LATEST, value=1)), set()),
    "an action at the latest value": (measured("K-1", *LATEST, value=1, action="Mended"), set()),
    "an action at an older value": (
        (Put("Measurements", "", "action", "Mended"), *measured("K-1", *LATEST, value=1)), OFF),
    "an action at one of two values of the day": (
        (*measured("K-1", *LATEST, value=1), *measured("K-1", *LATEST, value=1, action="Mended")), set()),
    "an action at the first of two values of the day": (
        (*measured("K-1", *LATEST, value=1, action="Mended"), *measured("K-1", *LATEST, value=1)), set()),
    "an action of spaces": (measured("K-1", *LATEST, value=1, action=" "), OFF),
    "an open improvement": (
        (Put("Improvements", "I-1", "linked_to", "R-1; k-1 "), *measured("K-1", *LATEST, value=1)), set()),
    "an improvement that is done": (
        (Put("Improvements", "I-1", "status", "Done"), *measured("K-1", *LATEST, value=1)), OFF),
    "an improvement that was rejected": (
        (Put("Improvements", "I-1", "status", "rejected"), *measured("K-1", *LATEST, value=1)), OFF),
    "an improvement of another KPI": (
        (Put("Improvements", "I-1", "linked_to", "K-2"), *measured("K-1", *LATEST, value=1)), OFF),
    "a mistyped link may mean it": (
        (Put("Improvements", "I-1", "linked_to", "K-l"), *measured("K-1", *LATEST, value=1)), set()),
    "a mistyped link of one that is done does not": (
        (Put("Improvements", "I-1", "linked_to", "K-2"), Put("Improvements", "I-2", "linked_to", "K-l"),
         *measured("K-1", *LATEST, value=1)), OFF),
    "a link that is an error may mean it": (
        (Put("Improvements", "I-1", "linked_to", REFERENCE_ERROR), *measured("K-1", *LATEST, value=1)), set()),
    "without Risks nobody knows whether a link is mistyped": (
        (Put("Improvements", "I-1", "linked_to", "K-l"), *measured("K-1", *LATEST, value=1),
         Shape("sheet dropped:", "Risks")), OFF),
    "an action at a value without a day": (
        (NONE, Add("Measurements", {"kpi": "K-1", "period": "Nov", "value": 1, "action": "Mended"}),
         *measured("K-1", *LATEST, value=1)), OFF),
    "an action at a value that is no number": (
        (*measured("K-1", *LATEST, value=1), *measured("K-1", "2026-11-02", value="poor", action="Mended")), OFF),
    "a link that is an error of one that is done does not": (
        (Put("Improvements", "I-1", "linked_to", "K-2"), Put("Improvements", "I-2", "linked_to", REFERENCE_ERROR),
         *measured("K-1", *LATEST, value=1)), OFF),
    "a value without a day is not the latest": (
        (Add("Measurements", {"kpi": "K-1", "period": "Nov", "value": 1}),), set()),
    "a value that is no number is not the latest": (measured("K-1", *LATEST, value="poor"), set()),
    "the latest by its day, wherever it stands": (
        (*measured("K-1", *LATEST), *measured("K-1", "2025-08-01", value=1)), set()),
    "a repeated id is another finding": (
        (Add("Kpis", {"id": "K-1", "kpi": "Copy", "direction": "Lower", "target": 1}),), set()),
    "without Improvements": (
        (Shape("sheet dropped:", "Improvements"), *measured("K-1", *LATEST, value=1)), OFF),
    "without Measurements": ((Shape("sheet dropped:", "Measurements"),), set()),
    "without the column for actions": (
        (*measured("K-1", *LATEST, value=1), Shape("column dropped:", "Measurements", field="action")), OFF),
}


@pytest.mark.parametrize("case", STATUS, ids=str)
def test_off_target(case: str) -> None:
    """What is off target needs an action at its latest value or an open improvement."""
    edits, expected = STATUS[case]
    if not any(isinstance(edit, Put) and edit.table == "Improvements" for edit in edits):
        edits = (Put("Improvements", "I-1", "linked_to", "K-2"), *edits)
    assert found("KPI104", *edits) == expected


def falling(*values: float, action: str | None = None) -> tuple[Edit, ...]:
    """Return edits that give K-1 these monthly values from January 2026 on, and no improvement."""
    months = [f"2026-{month:02d}-01" for month in range(1, len(values) + 1)]
    return (NONE, Put("Improvements", "I-1", "linked_to", "K-2"), *(
        edit for month, value in zip(months, values, strict=True)
        for edit in measured("K-1", month, value=value, action=action)))


WORSE = {("KPI105", "K-1", "trend")}
TREND: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "falling and still on target": (falling(104, 100, 96), WORSE),
    "falling and at risk": (falling(99, 95, 91), WORSE),
    "falling and off target is one finding": (falling(99, 95, 81), {("KPI104", "K-1", "status")}),
    "rising": (falling(96, 98, 104), set()),
    "steady": (falling(100, 98, 97), set()),
    "two values are no trend": (falling(120, 97), set()),
    "with an action": (falling(104, 100, 96, action="Mended"), set()),
    "with an improvement": ((*falling(104, 100, 96), Put("Improvements", "I-1", "linked_to", "K-1")), set()),
    "whatever periods lie between": (
        (NONE, Put("Improvements", "I-1", "linked_to", "K-2"), *measured("K-1", "2020-01-01", value=104),
         *measured("K-1", "2023-05-01", value=100), *measured("K-1", "2026-10-01", value=96)), WORSE),
    "only the last twelve values count": (falling(200, *(100.0,) * 11), set()),
    "without a direction nobody knows which way is worse": (
        (*falling(104, 100, 96), Put("Kpis", "K-1", "direction", None)), set()),
}


@pytest.mark.parametrize("case", TREND, ids=str)
def test_trend(case: str) -> None:
    """What gets worse before it is off target needs an action, too; off target is the one finding once it is."""
    edits, expected = TREND[case]
    assert {each for each in found("KPI104 KPI105", *edits) if each[1] == "K-1"} == expected


def test_messages_name_values_and_where_the_action_belongs() -> None:
    """The latest value and the target are named where there are such, and the cell of the action beside."""
    finding, = report("KPI104", Put("Improvements", "I-1", "linked_to", "K-2"), *measured("K-1", *LATEST, value=1))
    assert "K-1 is off target with 1 where 95 is wanted" in finding.message
    assert [(place.sheet, place.cell) for place in finding.related] == [("Measurements", "E24")]
    finding, = report("KPI105", *falling(104, 100, 96))
    assert "now 96 with a target of 95, and" in finding.message
    finding, = report("KPI105", *falling(104, 100, 96), Put("Kpis", "K-1", "target", None))
    assert "now 96, and nothing" in finding.message


def test_draft_is_not_drowned() -> None:
    """What is not there yet is a note in a draft; what goes wrong is said as it is."""
    edits = (Put("Organisation", "", "status", "Draft"), *put("Kpis", "K-2", target=None, owner_role=None),
             *measured("K-1", "2026-11-01", value=1), *measured("K-1", "2026-11-02", value="poor"),
             *put("Improvements", "I-1", linked_to="K-2"), Add("Kpis", {"id": "K-5", "kpi": "Other"}))
    severities = {(f.code, f.severity.value) for f in report("KPI", *edits)}
    assert severities == {("KPI101", "note"), ("KPI102", "note"), ("KPI103", "note"), ("KPI104", "warning"),
                          ("KPI107", "error"), ("KPI108", "warning"), ("KPI109", "note"), ("KPI110", "note")}


def test_what_a_kpi_needs() -> None:
    """A blank line of a KPI names each thing that it lacks; a target of 0 and text in any case are answers."""
    lacking = found("KPI", Add("Kpis", {"id": "K-5", "kpi": "Other"}))
    assert {code for code, _, _ in lacking} == {"KPI101", "KPI102", "KPI103", "KPI109", "KPI110"}
    assert found("KPI101 KPI102 KPI109 KPI110", *put("Kpis", "K-2", target=0, direction=" LOWER",
                                                   frequency="quarterly", owner_role="ro-2")) == set()
    assert found("KPI101", *put("Kpis", "K-2", target=REFERENCE_ERROR)) == set()


def test_days_around_today_are_days() -> None:
    """A time of day makes no difference to the period that a value belongs to."""
    late = dt.datetime.combine(d("2026-10-31"), dt.time(23, 30))
    assert cells("KPI108", Add("Measurements", {"kpi": "K-1", "period": late, "value": 96})) == {("KPI108", "B24")}
    assert day(0) == d("2026-11-22")
