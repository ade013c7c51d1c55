"""The rules on risks, actions, controls and distribution beyond their own examples."""

from __future__ import annotations

import datetime as dt

import pytest

from smsxl.rules import risk_ratings
from smsxl.rules.common import known_keys
from smsxl.rules.engine import run
from smsxl.rules.examples import Add, Cache, Delete, Edit, Freeze, Put, Shape
from smsxl.rules.findings import Severity
from tests.rules.reported import CURRENT_BLANK, RESIDUAL_BLANK, Found, day, found, report, risk
from tests.rules.sound import sound_book

# --------------------------------------------------------------------------------------------------- identify


@pytest.mark.parametrize("typed", ["R-1", "r-1", " R-1", "R-1\u00a0", "R\u200b-1"])
def test_an_id_repeated_by_case_spaces_or_invisible_characters_is_found(typed: str) -> None:
    """The later of two equal ids is reported, and the first one named beside it."""
    findings = report("RSK102", Put("Risks", "R-3", "id", typed))
    assert [(f.code, f.cell, [r.cell for r in f.related]) for f in findings] == [("RSK102", "A7", ["A5"])]


def test_ids_that_are_blank_are_not_repeated() -> None:
    """Two rows without an id are two missing ids, not one repeated."""
    assert {code for code, _, _ in found("RSK101 RSK102", *risk("R-3", id=None), *risk("R-4", id=" "))} == {"RSK101"}


IDENTIFY: dict[str, tuple[str, tuple[Edit, ...], Found]] = {
    "a title may repeat that of a closed risk": (
        "RSK104", (*risk("R-1", status="Closed"), *risk("R-4", title="Sound risk number 1")), set()),
    "three equal titles are two findings": (
        "RSK104", (*risk("R-3", title="sound risk number 1"), *risk("R-4", title="Sound risk number 1 ")),
        {("RSK104", "R-3", "title"), ("RSK104", "R-4", "title")}),
    "no category is not an unknown one": ("RSK105", risk("R-1", category=None), set()),
    "without Categories none is unknown": (
        "RSK105", (*risk("R-1", category="Odd"), Shape("sheet dropped:", "Criteria")), set()),
    "without Services no service is unknown": (
        "RSK108", (*risk("R-1", service="S-9"), Shape("sheet dropped:", "Services")), set()),
    "where no service is listed every service is unknown": (
        "RSK108 RSK109", (Delete("Services", "*"), Delete("Processes", "*"),
                          *(edit for i in range(2, 6) for edit in risk(f"R-{i}", service=None))),
        {("RSK108", "R-1", "service")}),
    "a closed risk need not name a service": ("RSK109", risk("R-3", service=None, status="Closed"), set()),
    "a closed risk need not tell its story": (
        "RSK111 RSK112", risk("R-3", consequence=None, customer_impact=None, status="Closed"), set()),
    "an opportunity tells its story too": (
        "RSK111 RSK112", risk("R-5", consequence=None, customer_impact=None),
        {("RSK111", "R-5", "consequence"), ("RSK112", "R-5", "customer_impact")}),
}


@pytest.mark.parametrize("case", IDENTIFY, ids=str)
def test_identification(case: str) -> None:
    """What a risk has to say is asked where it can be asked."""
    codes, edits, expected = IDENTIFY[case]
    assert found(codes, *edits) == expected


@pytest.mark.parametrize("missing", ["Services", "Risks"])
def test_keys_are_unknown_while_one_of_their_tables_is_missing(missing: str) -> None:
    """Ids that may stand in a missing table are not called unknown, though another table is there."""
    assert known_keys(sound_book(), "Services", "Controls") == {"s-1", "s-2", "c-1", "c-2"}
    assert known_keys(sound_book([Shape("sheet dropped:", missing)]), missing, "Controls") is None


# --------------------------------------------------------------------------------------------------- coverage

ON_S2 = Put("Services", "S-2", "critical", "Yes")
COVERAGE: dict[str, tuple[str, tuple[Edit, ...], Found]] = {
    "a risk of a component covers its service": (
        "RSK113", (*risk("R-1", service="S-2"), *risk("R-2", service=None), *risk("R-3", service=None),
                   *risk("R-4", service=None)), set()),
    "a risk of a component's component covers the service": (
        "RSK113", (Add("Services", {"id": "S-3", "part_of": "s-2 "}), *risk("R-1", service="S-3"),
                   *risk("R-2", service=None), *risk("R-3", service=None), *risk("R-4", service=None)), set()),
    "a risk of the service does not cover its component": ("RSK113", (ON_S2,), {("RSK113", "S-2", "id")}),
    "an opportunity covers nothing": ("RSK113", (ON_S2, *risk("R-5", service="S-2")), {("RSK113", "S-2", "id")}),
    "a closed risk covers no service": (
        "RSK113", (ON_S2, *risk("R-3", service="S-2", status="Closed")), {("RSK113", "S-2", "id")}),
    "services that are part of each other come to an end": (
        "RSK113", (Put("Services", "S-1", "part_of", "S-2"), ON_S2), set()),
    "a mistyped service comes first": ("RSK113", (ON_S2, *risk("R-1", service="S-9")), set()),
    "a blank answer about being critical comes first": ("RSK114", (Put("Services", "S-1", "critical", None),), set()),
    "without any service nothing is critical": ("RSK114", (Delete("Services", "*"),), {("RSK114", None, "critical")}),
    "a closed risk covers its category and what it relates to": (
        "RSK115 RSK116", risk("R-4", status="Closed"), set()),
    "a mistyped category comes first": ("RSK115", risk("R-4", category="Securty"), set()),
    "a blank relates-to comes first": ("RSK116", risk("R-4", relates_to=None), set()),
    "one finding for each that is missing": (
        "RSK115 RSK116", (*risk("R-3", category="Technical", relates_to="SMS"),),
        {("RSK115", "Financial", "category"), ("RSK116", None, "relates_to")}),
}


@pytest.mark.parametrize("case", COVERAGE, ids=str)
def test_coverage(case: str) -> None:
    """What the risks together cover is judged by the risks that count."""
    codes, edits, expected = COVERAGE[case]
    assert found(codes, *edits) == expected


def test_nothing_is_said_before_anybody_has_entered_a_risk() -> None:
    """A workbook without risk rows has no finding of these families, whatever else is filled in or blank."""
    nothing = [Delete(table, "*") for table in ("Risks", "Treatments", "Controls", "Acceptances", "Distribution")]
    assert report("RSK TRT ACC COM", *nothing) == []
    assert report("RSK TRT ACC COM", *nothing, Delete("Services", "*")) == []


# --------------------------------------------------------------------------------------------------- drafts


@pytest.mark.parametrize(("status", "missing", "wrong", "warned"), [
    ("Draft", Severity.NOTE, Severity.ERROR, Severity.NOTE),
    ("In review", Severity.WARNING, Severity.ERROR, Severity.WARNING),
    ("Approved", Severity.ERROR, Severity.ERROR, Severity.WARNING),
])
def test_what_is_not_there_yet_weighs_little_in_a_draft(status: str, missing: Severity, wrong: Severity,
                                                        warned: Severity) -> None:
    """Completeness rules follow the document's status; what is wrong is wrong in a draft too."""
    edits = (Put("Organisation", "", "status", status), *risk("R-1", owner=None, relates_to="Odd", consequence=None),
             Delete("Acceptances", "A-1"), Delete("Treatments", "T-1"))
    severities = {f.code: f.severity for f in report("RSK106 RSK107 RSK111 TRT101 ACC101", *edits)}
    assert severities == {"RSK106": wrong, "RSK107": missing, "RSK111": warned, "TRT101": missing, "ACC101": missing}


# --------------------------------------------------------------------------------------------------- plain columns


def plain(field: str, **typed: object) -> tuple[Edit, ...]:
    """Return the edits that turn a calculated column of Risks into plain values, some of them changed."""
    return *(Cache("Risks", row_id.replace("_", "-"), field, value) for row_id, value in typed.items()), Freeze(
        "Risks", field)


PLAIN: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "right values": (plain("current_score", R_1=12.0), set()),
    "a column with formulas is left to the rules on formulas": ((Cache("Risks", "R-1", "current_score", 7),), set()),
    "a number as text": (plain("current_score", R_1="12"), {("RSK301", "R-1", "current_score")}),
    "an inherent score without ratings can't be judged": (plain("inherent_score", R_5=3), set()),
    "a residual score": (plain("residual_score", R_1=1), {("RSK301", "R-1", "residual_score")}),
    "levels agree without regard to case and spaces": (plain("current_level", R_1=" HIGH"), set()),
    "a blank level": (plain("current_level", R_1=" "), {("RSK302", "R-1", "current_level")}),
    "a status that follows a wrong score is no second finding": (
        (*plain("current_score", R_1=4), *plain("current_tolerance", R_1="Within appetite")),
        {("RSK301", "R-1", "current_score")}),
    "a status that is right beside a wrong score is no finding": (
        (*plain("current_score", R_1=4), *plain("current_tolerance")), {("RSK301", "R-1", "current_score")}),
    "an opportunity has no tolerance": (plain("current_tolerance", R_5="Within tolerance"), set()),
    "a closed risk has no rank": (
        (*risk("R-3", status="Closed"), *plain("rank", R_3=3)), {("RSK304", "R-3", "rank")}),
    "two ranks exchanged": (plain("rank", R_1=1, R_2=2), {("RSK304", "R-1", "rank"), ("RSK304", "R-2", "rank")}),
    "a column that nobody filled is said once": (
        plain("current_score", **{f"R_{n}": " " for n in range(1, 6)}), {("RSK301", "R-1", "current_score")}),
}


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_plain_values_in_calculated_columns(case: str) -> None:
    """A column of plain values is judged cell by cell, each fault once."""
    edits, expected = PLAIN[case]
    assert found("RSK3", *edits) == expected


def test_a_wrong_plain_value_names_what_should_stand_there() -> None:
    """The finding says what was found and expected, and points to the ratings."""
    finding, = report("RSK301", *plain("current_score", R_1=7))
    assert (finding.value, finding.expected, [r.cell for r in finding.related]) == (7, "12", ["S5", "T5"])
    assert "12" in finding.message


# --------------------------------------------------------------------------------------------------- evaluate

UNTREATED = {"treatment": None, **RESIDUAL_BLANK}
EVALUATE: dict[str, tuple[str, tuple[Edit, ...], Found]] = {
    "within appetite nothing is asked": ("RSK4", risk("R-4", treatment=None), set()),
    "within tolerance a decision is asked": (
        "RSK4", risk("R-4", current_likelihood=2), {("RSK401", "R-4", "treatment")}),
    "above tolerance with an action the decision is asked": (
        "RSK4", risk("R-1", **UNTREATED), {("RSK401", "R-1", "treatment")}),
    "above tolerance with nothing at all": (
        "RSK4", (*risk("R-1", **UNTREATED), Put("Treatments", "T-1", "status", "Dropped")),
        {("RSK404", "R-1", "treatment")}),
    "without Treatments nobody knows of actions, and the decision is asked": (
        "RSK4", (*risk("R-1", **UNTREATED), Shape("sheet dropped:", "Treatments")), {("RSK401", "R-1", "treatment")}),
    "a lowered residual rating without treatment is RSK208's": ("RSK4", risk("R-1", treatment=None), set()),
    "without a current rating the inherent one counts": (
        "RSK4", risk("R-4", **CURRENT_BLANK), {("RSK401", "R-4", "treatment")}),
    "without any rating nothing is asked": (
        "RSK4 RSK5", risk("R-4", **CURRENT_BLANK, inherent_impact=None, last_review=None), set()),
    "an opportunity has no tolerance": ("RSK4", risk("R-5", treatment=None), set()),
    "a closed risk needs no treatment": ("RSK4", risk("R-4", current_likelihood=2, status="Closed"), set()),
    "a closed risk above tolerance by its inherent rating": (
        "RSK405", risk("R-1", **CURRENT_BLANK, status="Closed"), {("RSK405", "R-1", "status")}),
    "a closed risk above its category's own tolerance": (
        "RSK405", (Add("Tolerances", {"category": "financial ", "appetite": 1, "tolerance": 3}),
                   *risk("R-3", status="Closed")), {("RSK405", "R-3", "status")}),
    "a closed opportunity is no matter": ("RSK405", risk("R-5", status="Closed", current_likelihood=5), set()),
    "an unknown treatment is one finding": (
        "RSK4 TRT1", risk("R-1", treatment="Mitigate"), {("RSK402", "R-1", "treatment")}),
    "a treatment fits no unknown type": ("RSK403", risk("R-1", treatment="Exploit", type="Danger"), set()),
    "a threat's treatment for an opportunity": (
        "RSK403", risk("R-5", treatment="Transfer (share)"), {("RSK403", "R-5", "treatment")}),
    "the last day of the review": ("RSK502", risk("R-1", last_review=day(-90)), set()),
    "the days of grace are given": (
        "RSK502", (Put("Settings", "", "review_grace_days", 5), *risk("R-1", last_review=day(-95))), set()),
    "after the days of grace": (
        "RSK502", (Put("Settings", "", "review_grace_days", 5), *risk("R-1", last_review=day(-96))),
        {("RSK502", "R-1", "last_review")}),
    "no days of grace given": (
        "RSK502", (Put("Settings", "", "review_grace_days", None), *risk("R-1", last_review=day(-91))),
        {("RSK502", "R-1", "last_review")}),
    "an opportunity is reviewed too": ("RSK501", risk("R-5", last_review=None), {("RSK501", "R-5", "last_review")}),
    "a closed risk is not reviewed": (
        "RSK501 RSK502", (*risk("R-1", last_review=day(-900), status="Closed"),
                          *risk("R-3", last_review=None, status="Closed")), set()),
}


@pytest.mark.parametrize("case", EVALUATE, ids=str)
def test_evaluation(case: str) -> None:
    """What has to be decided about a risk follows from its rating and the tolerance of its category."""
    codes, edits, expected = EVALUATE[case]
    assert found(codes, *edits) == expected


# --------------------------------------------------------------------------------------------------- actions, controls

DONE = {"status": "Done", "effect_evaluated_on": day(0), "effect": "Works"}
WORK: dict[str, tuple[str, tuple[Edit, ...], Found]] = {
    "an opportunity needs an action too": ("TRT101", (Delete("Treatments", "T-2"),), {("TRT101", "R-5", "treatment")}),
    "an action that is done is one": ("TRT101", (Put("Treatments", "T-1", "status", "Done"),), set()),
    "Accept needs no action": ("TRT101", risk("R-1", treatment="accept"), set()),
    "without Treatments no action is missing": ("TRT101", (Shape("sheet dropped:", "Treatments"),), set()),
    "an action finds its risk without regard to case": ("TRT101", (Put("Treatments", "T-1", "risk", " r-1"),), set()),
    "a dropped action is not overdue": (
        "TRT104", (Put("Treatments", "T-1", "due", day(-9)), Put("Treatments", "T-1", "status", "Dropped")), set()),
    "an action without a status is overdue": (
        "TRT104", (Put("Treatments", "T-1", "due", day(-9)), Put("Treatments", "T-1", "status", None)),
        {("TRT104", "T-1", "due")}),
    "a due date that is no date is not overdue": ("TRT104", (Put("Treatments", "T-1", "due", "last spring"),), set()),
    "no risk is not an unknown one": ("TRT105", (Put("Treatments", "T-1", "risk", None),), set()),
    "without Risks no risk is unknown": ("TRT105 ACC106", (Shape("sheet dropped:", "Risks"),), set()),
    "evaluated without a word on the effect": (
        "TRT106", (Put("Treatments", "T-3", "effect", None),), {("TRT106", "T-3", "effect")}),
    "neither day nor effect is one finding": (
        "TRT106", (Put("Treatments", "T-3", "effect", None), Put("Treatments", "T-3", "effect_evaluated_on", None)),
        {("TRT106", "T-3", "effect_evaluated_on")}),
    "several actions done since are one finding": (
        "TRT107", (Add("Treatments", {"id": "T-8", "risk": "R-4", "done_on": day(-2), **DONE}),
                   Add("Treatments", {"id": "T-9", "risk": "R-4", "done_on": day(-1), **DONE})),
        {("TRT107", "R-4", "assessed_on")}),
    "rated on the day itself": (
        "TRT107", (Put("Treatments", "T-3", "done_on", day(-20)),), set()),
    "a closed risk is not rated again": (
        "TRT107", (Put("Treatments", "T-3", "done_on", day(-2)), *risk("R-4", status="Closed")), set()),
    "without the day of the rating nothing can be compared": (
        "TRT107", (Put("Treatments", "T-3", "done_on", day(-2)), *risk("R-4", assessed_on=None)), set()),
    "an action in progress changes no rating yet": (
        "TRT107", (Put("Treatments", "T-1", "done_on", day(-2)),), set()),
    "ids of controls in any list": ("TRT201", risk("R-1", controls="c-1; C-2\nC-1,"), set()),
    "without Controls none is unknown": ("TRT2", (Shape("sheet dropped:", "Controls"),), set()),
    "a retired control needs no check": (
        "TRT203 TRT204", (Put("Controls", "C-1", "status", "Retired"), Put("Controls", "C-1", "next_check", day(-9)),
                          Put("Controls", "C-1", "monitoring", None)), set()),
    "a planned control that lowers nothing": (
        "TRT206", risk("R-3", controls="C-2", inherent_likelihood=2, inherent_impact=2), set()),
    "a retired control": (
        "TRT206", risk("R-1", controls="C-2"), {("TRT206", "R-1", "controls")}),
    "a closed risk counts on nothing": ("TRT206", risk("R-3", controls="C-2", status="Closed"), set()),
    "without an inherent rating no credit shows": (
        "TRT206", risk("R-1", controls="C-2", inherent_likelihood=None), set()),
    "a planned control that failed is planned first": (
        "TRT205 TRT206", (Put("Controls", "C-2", "effectiveness", "Not effective"), *risk("R-1", controls="C-2")),
        {("TRT206", "R-1", "controls")}),
    "sent on the day of the assessment": ("COM101", (Put("Distribution", "D-1", "sent_on", day(-20)),), set()),
    "never sent": ("COM101", (Delete("Distribution", "D-1"),), {("COM101", None, "sent_on")}),
    "the latest of several is named": (
        "COM101", (Put("Distribution", "D-1", "sent_on", day(-40)),
                   Add("Distribution", {"id": "D-2", "audience": "Teams", "sent_on": day(-30)})),
        {("COM101", "D-2", "sent_on")}),
    "a day of sending that can't be read": ("COM101", (Put("Distribution", "D-1", "sent_on", "spring"),), set()),
    "an assessment without a date": (
        "COM101", (Put("Organisation", "", "assessment_date", None), Delete("Distribution", "D-1")), set()),
}


@pytest.mark.parametrize("case", WORK, ids=str)
def test_actions_controls_and_distribution(case: str) -> None:
    """Actions, controls and distribution are judged where their dates and references can be read."""
    codes, edits, expected = WORK[case]
    assert found(codes, *edits) == expected


def test_all_unknown_controls_of_a_cell_are_named_as_they_were_typed() -> None:
    """One cell is one finding, which names every id that is not there and none that is."""
    finding, = report("TRT201", *risk("R-1", controls="X-1, C-1, x-2"))
    assert "X-1, x-2" in finding.message
    assert "C-1" not in finding.message


def test_word_behind_the_bracketed_number_is_compared_too() -> None:
    """"Likely (3)" is a contradiction like "3 - Likely"; a right pair is none."""
    book = sound_book(risk("R-1", current_likelihood="Likely (3)", current_impact="3 - Moderate"))
    found_there = run([risk_ratings.WordContradictsNumber()], book)
    assert [(f.row_id, f.field) for f in found_there] == [("R-1", "current_likelihood")]


def test_reassessment_on_the_day_itself_is_enough() -> None:
    """The time of day makes no difference between an action and the rating after it."""
    done = dt.datetime.combine(day(-20), dt.time(15, 0))
    assert found("TRT107", Put("Treatments", "T-3", "done_on", done)) == set()


def test_level_that_decides_is_what_the_message_names() -> None:
    """A score within the tolerance is not called above it."""
    finding, = report("RSK404", Put("Tolerances", "*", "highest_level", "Moderate"),
                      Put("Tolerances", "*", "tolerance", 12), *risk("R-2", treatment=None))
    assert "has the level High, above its tolerance" in finding.message
    assert [place.cell for place in finding.related] == ["V6"]


def test_message_on_a_row_without_id_begins_with_a_capital() -> None:
    """A row without an id is called by its number."""
    finding, = report("RSK107", Add("Risks", {"type": "Threat", "title": "Nobody's"}))
    assert finding.message == "Row 10 has no owner."


def test_value_with_a_time_reads_as_people_write_it() -> None:
    """A day with a time is shown with a space and without seconds."""
    due = dt.datetime.combine(day(-1), dt.time(14, 0))
    finding, = report("TRT104", Put("Treatments", "T-1", "due", due))
    assert "2026-11-21 14:00 and" in finding.message
