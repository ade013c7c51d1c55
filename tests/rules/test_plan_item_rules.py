"""The rules on the plan's items, obligations, other parties and continuity beyond their own examples."""

from __future__ import annotations

from typing import Any

import pytest

from smsxl.domain.values import REFERENCE_ERROR
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.reported import Found, cells, day, found, put, report


def item(**values: Any) -> tuple[Put, ...]:
    """Return the edits that put values into the first item."""
    return put("PlanItems", "P-01", **values)


LATE, SAYS, SHOWS = ({("PLN105", "P-01", "due")}, {("PLN102", "P-01", "approach")}, {("PLN103", "P-01", "evidence")})
ITEMS: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "not started, nothing is asked": (item(status="Not started", approach=None, evidence=None), set()),
    "no status, nothing is asked": (item(status=None, approach=None, evidence=None), set()),
    "in progress it says how": (item(status="In progress", approach=" ", evidence=None), SAYS),
    "in place it says how and where": (item(approach=None, evidence=None), SAYS | SHOWS),
    "not applicable it says why": (item(status="not applicable", approach=None, evidence=None), SAYS),
    "a mistyped status comes first": (item(status="Inplace", approach=None, evidence=None), set()),
    "an approach that is an error is another finding": (item(approach=REFERENCE_ERROR), set()),
    "on the day itself": (item(status="In progress", due=day(0)), set()),
    "the day after": (item(status="In progress", due=day(-1)), LATE),
    "not started and late": (item(status="Not started", due=day(-1)), LATE),
    "without a status and late": (item(status=None, due=day(-1)), LATE),
    "in place and past its date": (item(due=day(-1)), set()),
    "not applicable and past its date": (item(status="Not applicable", due=day(-1)), set()),
    "a mistyped status may be in place": (item(status="Inplace", due=day(-1)), set()),
    "a date that can't be read": (item(status="In progress", due="spring"), set()),
    "an unknown role": (item(owner_role="RO-9"), {("PLN104", "P-01", "owner_role")}),
    "a role by its id in other case": (item(owner_role=" ro-1"), set()),
    "no role": (item(owner_role=None), set()),
    "without Roles none is unknown": ((*item(owner_role="RO-9"), Shape("sheet dropped:", "Roles")), set()),
    "where Roles is empty none is unknown": ((*item(owner_role="RO-9"), Delete("Roles", "*")), set()),
}


@pytest.mark.parametrize("case", ITEMS, ids=str)
def test_items(case: str) -> None:
    """What an item has to say follows from its status; it is late after its date."""
    edits, expected = ITEMS[case]
    assert found("PLN102 PLN103 PLN104 PLN105", *edits) == expected


@pytest.mark.parametrize(("status", "message", "fix"), [
    ("Not applicable", "P-01 is not applicable, but it does not say why it does not apply.",
     "Enter why it does not apply."),
    (" IN PROGRESS", "P-01 is in progress, but it does not say how it is done.", "Enter how it is done."),
])
def test_item_says_how_or_why(status: str, message: str, fix: str) -> None:
    """The words fit the status."""
    finding, = report("PLN102", *item(status=status, approach=None))
    assert (finding.message, finding.fix) == (message, fix)


HEADER = ("PlanItems", "area")
AREAS: dict[str, tuple[tuple[Edit, ...], set[str]]] = {
    "an area without an item": ((Delete("PlanItems", "P-20"),), {"PLN101"}),
    "two areas": ((Delete("PlanItems", "P-20"), Delete("PlanItems", "P-26")), {"PLN101"}),
    "an area that is left with one": ((Delete("PlanItems", "P-30"),), set()),
    "a mistyped area may be the missing one": (
        (Delete("PlanItems", "P-20"), Put("PlanItems", "P-01", "area", "Limitations")), set()),
    "a blank area may be the missing one": (
        (Delete("PlanItems", "P-20"), Put("PlanItems", "P-01", "area", None)), set()),
    "no item on risk management": ((Delete("PlanItems", "P-32"),), {"PLN109"}),
    "a mistyped area may be risk management": (
        (Delete("PlanItems", "P-32"), Put("PlanItems", "P-01", "area", "Risk approach")), set()),
    "a blank area may be risk management": (
        (Delete("PlanItems", "P-32"), Put("PlanItems", "P-01", "area", None)), set()),
    "risk management without an approach": (put("PlanItems", "P-32", approach=" "), {"PLN109"}),
    "risk management in progress": (put("PlanItems", "P-32", approach=None, status="In progress"), {"PLN109"}),
    "risk management without a status": (put("PlanItems", "P-32", approach=None, status=None), {"PLN109"}),
    "risk management not started": (put("PlanItems", "P-32", approach=None, status="Not started"), set()),
    "risk management that does not apply": (put("PlanItems", "P-32", status="Not applicable"), {"PLN109"}),
    "that and no reason is one finding": (
        put("PlanItems", "P-32", status="Not applicable", approach=None), {"PLN109"}),
    "without the sheet nothing is said": ((Shape("sheet dropped:", "Plan"),), set()),
    "without the column nothing is said": (
        (Delete("PlanItems", "P-20"), Shape("column dropped:", "PlanItems", field="area")), set()),
}


@pytest.mark.parametrize("case", AREAS, ids=str)
def test_areas(case: str) -> None:
    """Every area has an item; the approach to risks says how, and applies."""
    edits, expected = AREAS[case]
    assert {f.code for f in report("PLN101 PLN102 PLN109", *edits)} == expected


@pytest.mark.parametrize(("values", "reason"), [
    ({"approach": None}, "P-32 has no approach"), ({"status": "Not applicable"}, "P-32 is said not to apply"),
    ({"approach": None, "id": None}, "Risk management approach has no approach"),
    ({"status": "Not applicable", "id": None}, "Risk management approach is said not to apply"),
])
def test_risk_approach_names_its_item(values: dict[str, Any], reason: str) -> None:
    """The reason names the item by its id, or by its area where it has none."""
    edits = put("PlanItems", "P-32", **{field: value for field, value in values.items() if field != "id"})
    finding, = report("PLN109", *edits, *(put("PlanItems", "P-32", id=None) if "id" in values else ()))
    assert finding.message == f"The plan does not say how risks are managed: {reason}."


def test_missing_areas_are_named_at_the_header() -> None:
    """Each area that is left out is a finding of its own at the header of the column."""
    findings = report("PLN101", Delete("PlanItems", "P-20"), Delete("PlanItems", "P-26"))
    assert [(f.cell, f.expected) for f in findings] == [("B4", "Known limitations"), ("B4", "Technology")]
    assert len({f.fingerprint for f in findings}) == 2


NO_PARTIES = (Delete("OtherParties", "*"), Put("PlanItems", "P-25", "status", "Not applicable"))
EMPTY: dict[str, tuple[tuple[Edit, ...], set[tuple[str | None, str | None]]]] = {
    "one sheet of an area": ((Delete("Training", "*"),), {("Training", "A5")}),
    "both sheets of an area are one finding": (
        (Delete("Training", "*"), Delete("Communications", "*")), {("Communication", "A5")}),
    "a sheet beside one that is gone": (
        (Delete("Training", "*"), Shape("sheet dropped:", "Communication")), {("Training", "A5")}),
    "two areas": ((Delete("Reviews", "*"), Delete("Kpis", "*")), {("Reviews", "A5"), ("KPIs", "A5")}),
    "no other parties": ((Delete("OtherParties", "*"),), {("Other parties", "A5")}),
    "the plan says that there are none": (NO_PARTIES, set()),
    "it says so in one item of two": (
        (*NO_PARTIES, Add("PlanItems", {"id": "P-40", "area": "Other parties", "status": "In place"})),
        {("Other parties", "A5")}),
    "it has no item about them": (
        (Delete("OtherParties", "*"), Delete("PlanItems", "P-25")), {("Other parties", "A5")}),
    "no obligations, and nothing that says so": (
        (Delete("Obligations", "*"), Shape("sheet dropped:", "Plan")), {("Obligations", "A5")}),
    "no obligations, as the plan says": (
        (Delete("Obligations", "*"), Put("PlanItems", "P-21", "status", "Not applicable")), set()),
    "that objectives do not apply is no answer": (
        (Delete("Objectives", "*"), *(edit for n in (1, 2, 3) for edit in put(
            "PlanItems", f"P-0{n}", status="Not applicable"))), {("Objectives", "A5")}),
}


@pytest.mark.parametrize("case", EMPTY, ids=str)
def test_empty_sheets(case: str) -> None:
    """An area whose sheets are empty is one finding, where it has to hold something."""
    edits, expected = EMPTY[case]
    assert {(f.sheet, f.cell) for f in report("PLN106", *edits)} == expected


def test_empty_sheets_are_named() -> None:
    """The message names the sheets that are empty and no other."""
    one, = report("PLN106", Delete("Training", "*"))
    both, = report("PLN106", Delete("Training", "*"), Delete("Communications", "*"))
    single, = report("PLN106", Delete("Resources", "*"))
    beside, = report("PLN106", Delete("Training", "*"), Shape("sheet dropped:", "Communication"))
    assert one.message == "The plan says nothing about communication and training: Training is empty."
    assert both.message.endswith(": Communication and Training are empty.")
    assert single.message == "The plan says nothing about resources and budget: Resources is empty."
    assert beside.message == one.message
    assert [f.field for f in report("PLN106", Delete("Measurements", "*"), Delete("Raci", "*"))] == ["process", "kpi"]


def test_plan_that_nobody_has_begun_is_not_judged() -> None:
    """With nothing entered no rule on items speaks."""
    tables = ("Obligations", "OtherParties", "Objectives", "Roles", "Raci", "Resources", "Processes",
              "Communications", "Training", "Kpis", "Measurements", "Improvements", "Reviews")
    edits = [edit for n in range(1, 33) for edit in put(
        "PlanItems", f"P-{n:02d}", status="Not started", approach=None, evidence=None, owner_role=None)]
    nothing = (*edits, *(Delete(table, "*") for table in tables), Delete("PlanItems", "P-20"))
    assert found("PLN OBJ ROL RES PRC KPI IMP COM102 COM103 COM104", *nothing) == set()
    assert {code for code, _, _ in found("PLN", *nothing, Put("PlanItems", "P-01", "due", day(9)))} == {
        "PLN101", "PLN106"}


@pytest.mark.parametrize(("value", "missing"), [(None, True), (" ", True), ("By contract", False),
                                                (REFERENCE_ERROR, False)])
def test_obligations_parties_and_continuity(value: object, missing: bool) -> None:  # noqa: FBT001
    """Whether each says how it is met, controlled or kept going."""
    assert bool(found("PLN107", *put("Obligations", "OB-1", how_it_applies=value))) == missing
    assert bool(found("PLN108", *put("OtherParties", "OP-1", controlled_by=value))) == missing
    assert bool(found("SVC101", *put("Services", "S-1", continuity_arrangement=value))) == missing


@pytest.mark.parametrize(("critical", "asked"), [("Yes", True), (" yes", True), ("No", False), (None, False),
                                                 ("Y", False)])
def test_continuity_is_asked_of_what_is_critical(critical: str | None, asked: bool) -> None:  # noqa: FBT001
    """Only what is marked as critical needs an arrangement."""
    edits = put("Services", "S-2", critical=critical, continuity_arrangement=None)
    assert found("SVC101", *edits) == ({("SVC101", "S-2", "continuity_arrangement")} if asked else set())


def test_blank_rows_are_passed_over() -> None:
    """A blank row in the middle is no item, and those below it keep their cells."""
    more = Add("PlanItems", {"id": "P-40", "area": "Risks", "status": "In place", "evidence": "Wiki"})
    assert cells("PLN102 PLN103", Add("PlanItems", {}), more) == {("PLN102", "E38")}
