"""The rules on processes beyond their own examples."""

from __future__ import annotations

from typing import Any

import pytest

from smsxl.domain.values import REFERENCE_ERROR
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.reported import Found, found, put, report


def process(number: int, interfaces: object = None, **values: Any) -> Add:
    """Return the edit that adds a process."""
    return Add("Processes", {"id": f"PR-{number}", "process": f"Process {number}", "objective": "O-1",
                             "owner_role": "RO-2", "inputs": "Calls", "outputs": "Answers", "interfaces": interfaces,
                             "workflow_document": "Manual"} | values)


def sides(one: object, two: object) -> tuple[Put, ...]:
    """Return the edits that put interfaces into the two processes."""
    return *put("Processes", "PR-1", interfaces=one), *put("Processes", "PR-2", interfaces=two)


INTERFACES: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "each names the other in any case": (sides(" pr-2", "PR-1"), set()),
    "several, separated in any way": ((*sides("PR-2;PR-3", "PR-1"), process(3, "PR-1\nPR-3")), set()),
    "only one names the other": (sides("PR-2", None), {("PRC105", "PR-2", "interfaces")}),
    "one names the other, which names a third": (
        (*sides("PR-2", "PR-3"), process(3, "PR-2")), {("PRC105", "PR-2", "interfaces")}),
    "a mistyped side may be the other": (sides("PR-2", "PR-11"), {("PRC104", "PR-2", "interfaces")}),
    "a side that can't be read may be the other": (sides("PR-2", REFERENCE_ERROR), set()),
    "two that name a third": (
        (*sides("PR-2, PR-3", "PR-1, PR-3"), process(3)), {("PRC105", "PR-3", "interfaces")}),
    "neither names the other": (
        sides(None, " "), {("PRC108", "PR-1", "interfaces"), ("PRC108", "PR-2", "interfaces")}),
    "one that stands apart": ((process(3),), {("PRC108", "PR-3", "interfaces")}),
    "one process alone has none": (
        (Delete("Processes", "PR-2"), *put("Processes", "PR-1", interfaces=None)), set()),
    "a process that names itself": (sides("PR-1, PR-2", "PR-1"), set()),
    "an unknown process among known ones": (sides("PR-2, PR-9", "PR-1"), {("PRC104", "PR-1", "interfaces")}),
    "a process without an id can be named by nobody": (
        (process(3, "PR-1", id=None),), set()),
}


@pytest.mark.parametrize("case", INTERFACES, ids=str)
def test_interfaces(case: str) -> None:
    """An interface is known on both sides; what is mistyped comes first."""
    edits, expected = INTERFACES[case]
    assert found("PRC104 PRC105 PRC108", *edits) == expected


def test_interfaces_are_named_as_a_list() -> None:
    """Unknown processes are named as they were typed; those that name one are listed with their cells."""
    finding, = report("PRC104", *sides("PR-2, PR-9; pr-8", "PR-1"))
    assert finding.message == "PR-1 has an interface with PR-9, pr-8, which Processes does not have."
    one, = report("PRC105", *sides("PR-2", None))
    assert one.message == "PR-2 does not name its interface with PR-1, which names PR-2."
    three, = report("PRC105", *sides("PR-2, PR-4", "PR-1, PR-4"), process(3, "PR-4"), process(4))
    assert three.message == "PR-4 does not name its interface with PR-1, PR-2 and PR-3, which name PR-4."
    assert [place.cell for place in three.related] == ["I5", "I6", "I7"]


KPI = {("PRC107", "PR-1", "id")}
NEEDS: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "neither inputs nor outputs": (
        put("Processes", "PR-1", inputs=None, outputs=" "),
        {("PRC103", "PR-1", "inputs"), ("PRC103", "PR-1", "outputs")}),
    "no objective": (put("Processes", "PR-1", objective=None), {("PRC102", "PR-1", "objective")}),
    "an unknown objective is another finding": (put("Processes", "PR-1", objective="O-9"), set()),
    "no owner": (put("Processes", "PR-1", owner_role=" "), {("PRC101", "PR-1", "owner_role")}),
    "no document": (put("Processes", "PR-1", workflow_document=""), {("PRC106", "PR-1", "workflow_document")}),
    "a document that is an error is another finding": (
        put("Processes", "PR-1", workflow_document=REFERENCE_ERROR), set()),
    "no KPI": (put("Kpis", "K-1", process=None), KPI),
    "a KPI in other case": (put("Kpis", "K-1", process=" pr-1"), set()),
    "a mistyped process may be any": (put("Kpis", "K-1", process="PR-11"), set()),
    "a process that is an error may be any": (put("Kpis", "K-1", process=REFERENCE_ERROR), set()),
    "no KPI at all is another finding": ((Delete("Kpis", "*"),), set()),
    "without the sheet none is missing": ((Shape("sheet dropped:", "KPIs"),), set()),
    "a process without an id": ((process(3, "PR-1", id=None),), set()),
}


@pytest.mark.parametrize("case", NEEDS, ids=str)
def test_what_a_process_needs(case: str) -> None:
    """Each thing that is asked of a process is a finding of its own."""
    edits, expected = NEEDS[case]
    assert found("PRC101 PRC102 PRC103 PRC106 PRC107", *edits) == expected


def test_inputs_and_outputs_are_told_apart() -> None:
    """The words fit the cell."""
    inputs, outputs = report("PRC103", *put("Processes", "PR-1", inputs=None, outputs=None))
    assert (inputs.message, inputs.fix) == ("PR-1 does not say what its inputs are.", "Enter what it takes.")
    assert (outputs.message, outputs.fix) == ("PR-1 does not say what its outputs are.", "Enter what it gives.")


def test_half_a_workbook_may_name_the_other_half() -> None:
    """In a plan alone an improvement may come from a risk of another workbook; a mistyped KPI is still found."""
    gone = [Shape("sheet dropped:", sheet) for sheet in (
        "Risks", "Services", "Treatments", "Controls", "Acceptances", "Distribution")]
    assert found("WBK208", Put("Improvements", "I-1", "linked_to", "K-1, r-77"), *gone) == set()
    finding, = report("WBK208", Put("Improvements", "I-1", "linked_to", "K-11, R-77"), *gone)
    assert "names K-11, which" in finding.message
    assert len(report("WBK208", Put("Improvements", "I-1", "linked_to", "K-1, R-77"))) == 1
