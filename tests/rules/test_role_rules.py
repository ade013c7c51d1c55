"""The rules on roles and RACI beyond their own examples."""

from __future__ import annotations

import pytest

from smsxl.domain.values import REFERENCE_ERROR
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.reported import Found, cells, found, put, report

NEW = {"id": "RO-9", "role": "Night watch", "person": "Nora Night", "responsibilities": "Watches",
       "authority": "May call the manager", "informed_on": None}


def raci(process: object, role: object, part: object) -> Add:
    """Return the edit that adds a part to RACI."""
    return Add("Raci", {"process": process, "role": role, "part": part})


UNUSED = {("ROL102", "RO-9", "role")}
USED: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "named nowhere": ((Add("Roles", NEW),), UNUSED),
    "named in RACI": ((Add("Roles", NEW), raci("PR-1", "night watch", "I")), set()),
    "named by its id": ((Add("Roles", NEW), Put("Kpis", "K-1", "owner_role", " ro-9")), set()),
    "named among others": ((Add("Roles", NEW), Put("Training", "TR-2", "audience_roles", "RO-1;\nNight watch")), set()),
    "named in words as the owner of a risk": ((Add("Roles", NEW), Put("Risks", "R-1", "owner", "night watch ")), set()),
    "named on the sheet of services": ((Add("Roles", NEW), Put("Services", "S-1", "owner_role", "RO-9")), set()),
    "named in the notes of a risk": ((Add("Roles", NEW), Put("Risks", "R-1", "notes", "Night watch")), UNUSED),
    "without the sheet of services": ((Add("Roles", NEW), Shape("sheet dropped:", "Services")), UNUSED),
    "without the sheet of KPIs": ((Add("Roles", NEW), Shape("sheet dropped:", "KPIs")), UNUSED),
    "without a column that names roles": (
        (Add("Roles", NEW), Shape("column dropped:", "Kpis", field="owner_role")), UNUSED),
    "a role without an id": ((Add("Roles", NEW | {"id": None}),), {("ROL102", None, "role")}),
    "a mistyped name may mean it": ((Add("Roles", NEW), raci("PR-1", "Night wach", "I")), set()),
    "an error may mean it": ((Add("Roles", NEW), raci("PR-1", REFERENCE_ERROR, "I")), set()),
    "a role without a name is another finding": ((Add("Roles", NEW | {"role": None}),), set()),
    "a repeated name is another finding": ((Add("Roles", NEW | {"role": "SERVICE manager"}),), set()),
    "a repeated id is another finding": ((Add("Roles", NEW | {"id": "ro-1"}),), set()),
}


@pytest.mark.parametrize("case", USED, ids=str)
def test_roles_that_are_used(case: str) -> None:
    """A role is used where any sheet names it, by its name or its id."""
    edits, expected = USED[case]
    assert found("ROL102", *edits) == expected


@pytest.mark.parametrize(("field", "code", "message"), [
    ("person", "ROL101", "Nobody fills the role {}."),
    ("responsibilities", "ROL103", "Nothing says what the role {} answers for."),
    ("authority", "ROL104", "Nothing says what the role {} may decide."),
    ("informed_on", "ROL105", "The role {} has never been told about the SMS, its objectives and its own part."),
])
def test_role_is_called_by_its_name_or_else_its_id(field: str, code: str, message: str) -> None:
    """A role says all four things about itself, and messages read well where it has no name."""
    finding, = report("ROL101 ROL103 ROL104 ROL105", Put("Roles", "RO-2", field, " "))
    assert (finding.code, finding.message) == (code, message.format("Process owner"))
    finding, = report("ROL101 ROL103 ROL104 ROL105", *put("Roles", "RO-2", **{field: None, "role": None}))
    assert finding.message == message.format("RO-2")
    finding, = report("ROL101 ROL103 ROL104 ROL105", *put("Roles", "RO-2", **{field: None, "role": None}),
                      Put("Roles", "RO-2", "id", None))
    assert finding.message == message.format("in row 6")


def processes(count: int, role: str = "Process owner", first: int = 3) -> tuple[Edit, ...]:
    """Return edits that add processes for which a role is accountable."""
    return tuple(edit for n in range(first, first + count) for edit in (
        Add("Processes", {"id": f"PR-{n}", "process": f"Process {n}"}), raci(f"PR-{n}", role, "A")))


BUSY = {("ROL109", "RO-2", "person")}
LOAD: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "as many as Settings allows": (processes(3), set()),
    "one more": (processes(4), BUSY),
    "one more by the id of the role": (processes(4, "ro-2"), BUSY),
    "the same process twice counts once": ((*processes(3), raci("pr-3", "RO-2", "A")), set()),
    "a mistyped process counts for nothing": ((*processes(3), raci("PR-33", "RO-2", "A")), set()),
    "a blank process counts for nothing": ((*processes(3), raci(None, "RO-2", "A")), set()),
    "where no process is entered they count as they stand": (
        (*processes(4), Delete("Processes", "*")), BUSY),
    "a blank one is none there either": (
        (*processes(3), raci(None, "RO-2", "A"), Delete("Processes", "*")), set()),
    "a role without a name that nobody fills is nobody": ((Add("Roles", {"id": "RO-4"}), *processes(6, "RO-4")), set()),
    "a limit of one": ((Put("Settings", "", "max_accountable_processes", 1),), BUSY),
    "other parts count for nothing": ((*processes(3), raci("PR-1", "RO-2", "R"), raci("PR-2", "RO-2", "C")), set()),
    "one person in two roles": (
        (*processes(2), *processes(2, "RO-1", 5), Put("Roles", "RO-1", "person", " PIA process")),
        {("ROL109", "RO-1", "person")}),
    "two persons": ((*processes(3), raci("PR-1", "RO-1", "A")), set()),
    "a role that nobody fills is taken by itself": (
        (*processes(4), Put("Roles", "RO-2", "person", None)), {("ROL109", "RO-2", "role")}),
    "two roles that nobody fills are two": (
        (*processes(3), raci("PR-1", "RO-1", "A"), *put("Roles", "RO-1", person=None),
         *put("Roles", "RO-2", person=None)), set()),
    "an unknown role is another finding": (processes(9, "Nobody"), set()),
    "no limit in Settings": ((*processes(9), Put("Settings", "", "max_accountable_processes", None)), set()),
    "a limit of nothing is none": ((*processes(9), Put("Settings", "", "max_accountable_processes", 0)), set()),
    "a limit that can't be read": ((*processes(9), Put("Settings", "", "max_accountable_processes", "five")), set()),
    "without RACI": ((*processes(9), Shape("sheet dropped:", "RACI")), set()),
    "without Roles": ((*processes(9), Shape("sheet dropped:", "Roles")), set()),
}


@pytest.mark.parametrize("case", LOAD, ids=str)
def test_load_of_a_person(case: str) -> None:
    """A person is accountable for as many processes as Settings allows, over all of their roles."""
    edits, expected = LOAD[case]
    assert found("ROL109", *edits) == expected


def test_load_names_person_number_and_other_roles() -> None:
    """The message names the person and the number, and points to their other roles."""
    finding, = report("ROL109", *processes(2), *processes(2, "RO-1", 5), Put("Roles", "RO-1", "person", "Pia Process"))
    assert finding.message == "Pia Process is accountable for 6 processes, and Settings allows at most 5."
    assert [place.cell for place in finding.related] == ["D6"]


NEW_PROCESS = Add("Processes", {"id": "PR-3", "process": "Problem management"})
MISSING = {("ROL108", "PR-3", "id")}
RACI: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "a process that is nowhere in RACI": ((NEW_PROCESS,), MISSING),
    "one that only has somebody who does it": (
        (NEW_PROCESS, raci("pr-3 ", "RO-1", "R")), {("ROL106", "PR-3", "id")}),
    "one with somebody accountable": ((NEW_PROCESS, raci("PR-3", "RO-1", " a")), set()),
    "a part that can't be read may be the A": ((NEW_PROCESS, raci("PR-3", "RO-1", "Accountable")), set()),
    "a blank part may be the A": ((NEW_PROCESS, raci("PR-3", "RO-1", None)), set()),
    "an A without a role is another finding": ((NEW_PROCESS, raci("PR-3", None, "A")), set()),
    "a mistyped process may be the missing one": ((NEW_PROCESS, raci("PR-33", "RO-1", "A")), set()),
    "a process that is an error may be the missing one": ((NEW_PROCESS, raci(REFERENCE_ERROR, "RO-1", "A")), set()),
    "a process without an id is another finding": ((Add("Processes", {"process": "Nameless"}),), set()),
    "an empty sheet is another finding": ((Delete("Raci", "*"),), set()),
    "without the sheet nothing is missing": ((Shape("sheet dropped:", "RACI"),), set()),
    "without the parts nobody knows who is accountable": (
        (NEW_PROCESS, raci("PR-3", "RO-1", "R"), Shape("column dropped:", "Raci", field="part")), set()),
}


@pytest.mark.parametrize("case", RACI, ids=str)
def test_processes_in_raci(case: str) -> None:
    """Every process is in RACI, and one role is accountable for it."""
    edits, expected = RACI[case]
    assert found("ROL106 ROL108", *edits) == expected


TWICE: dict[str, tuple[tuple[Edit, ...], set[tuple[str, str | None]]]] = {
    "a second accountable role": ((raci(" pr-1", "RO-1", "a"),), {("ROL107", "C10")}),
    "a third": ((raci("PR-1", "RO-1", "A"), raci("PR-1", "RO-3", "A")), {("ROL107", "C10"), ("ROL107", "C11")}),
    "the same role by its id is the row repeated": ((raci("PR-1", "RO-2", "A"),), {("ROL110", "C10")}),
    "the second one repeated": (
        (raci("PR-1", "RO-1", "A"), raci("PR-1", "Service manager", "A")), {("ROL107", "C10"), ("ROL110", "C11")}),
    "an unknown role is accountable too": ((raci("PR-1", "Somebody", "A"),), {("ROL107", "C10")}),
    "an A without a role is another finding": ((raci("PR-1", None, "A"),), set()),
    "an A without a process is another finding": ((raci(None, "RO-1", "A"), raci(None, "RO-3", "A")), set()),
    "a role with two parts": ((raci("PR-1", "Process owner", "R"), raci("PR-2", "RO-1", "C")), set()),
    "a part repeated": ((raci("PR-2", "RO-1", "r"),), {("ROL110", "C10")}),
    "rows without a part repeat nothing": ((raci("PR-1", "RO-1", None), raci("PR-1", "RO-1", None)), set()),
    "rows with a mistyped part repeat nothing": ((raci("PR-1", "RO-1", "X"), raci("PR-1", "RO-1", "X")), set()),
    "unknown roles are told apart": ((raci("PR-1", "One", "R"), raci("PR-1", "Two", "R")), set()),
    "unknown roles repeat each other": (
        (raci("PR-1", "One", "R"), raci("PR-1", "one ", "R")), {("ROL110", "C11")}),
    "without Roles names are compared": (
        (raci("PR-2", "Service manager", "R"), raci("PR-1", "RO-2", "A"), Shape("sheet dropped:", "Roles")),
        {("ROL110", "C10"), ("ROL107", "C11")}),
}


@pytest.mark.parametrize("case", TWICE, ids=str)
def test_parts_that_stand_twice(case: str) -> None:
    """A second accountable role and a repeated row are told apart, each at its own cell."""
    edits, expected = TWICE[case]
    assert cells("ROL107 ROL110", *edits) == expected


def test_second_accountable_names_both_and_the_first_cell() -> None:
    """The message names both roles, and points to the first."""
    finding, = report("ROL107", raci("PR-1", None, "A"), raci("PR-1", "RO-1", "A"))
    assert finding.message == "PR-1 has a second accountable role, RO-1, besides Process owner."
    assert [place.cell for place in finding.related] == ["C5"]
