"""The rules on resources beyond their own examples."""

from __future__ import annotations

from typing import Any

import pytest

from smsxl.domain.values import REFERENCE_ERROR
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.reported import Found, found, put, report


def first(**values: Any) -> tuple[Put, ...]:
    """Return the edits that put values into the first resource."""
    return put("Resources", "RS-1", **values)


OVER, PERIOD = {("RES101", "RS-1", "actual")}, {("RES108", "RS-1", "period")}
COSTS: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "at the plan": (first(actual=1000), set()),
    "over by a tenth": (first(actual=1100), set()),
    "over by more": (first(actual=1100.01), OVER),
    "planned at nothing": (first(planned=0, actual=1), OVER),
    "nothing planned is another finding": (first(planned=None, actual=5000), {("RES106", "RS-1", "planned")}),
    "a plan of 0 is one": (first(planned=0, actual=None), set()),
    "no cost yet": (first(actual=None), set()),
    "a cost as text is another finding": (first(actual="5,000"), set()),
    "a plan as text is another finding": (first(planned="1000"), set()),
    "a plan that is an error is another finding": (first(planned=REFERENCE_ERROR), set()),
    "no period": (first(period=" "), PERIOD),
    "what costs nothing needs no period": (first(planned=0, actual=None, period=None), set()),
    "what has cost nothing needs no period": (first(planned=0, actual=0, period=None), set()),
    "what was to cost nothing and did": (first(planned=0, actual=10, period=None), OVER | PERIOD),
    "what is to cost something": (first(actual=0, period=None), PERIOD),
    "what is not planned": (first(planned=None, actual=None, period=None), {("RES106", "RS-1", "planned"), *PERIOD}),
}


@pytest.mark.parametrize("case", COSTS, ids=str)
def test_costs(case: str) -> None:
    """A resource has a plan, stays within it by a tenth, and names the period."""
    edits, expected = COSTS[case]
    assert found("RES101 RES106 RES108", *edits) == expected


def test_over_budget_names_both_figures() -> None:
    """The message names cost and plan, and points to the plan."""
    finding, = report("RES101", *first(actual=1234.5))
    assert finding.message == "RS-1 has cost 1234.5, which is over its plan of 1000."
    assert [place.cell for place in finding.related] == ["G5"]


MIXED = {("RES107", "RS-1", "currency")}
NO_CURRENCY = Put("Organisation", "", "currency", None)
MONEY: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "another currency": (first(currency="USD"), MIXED),
    "its sign": (first(currency="€"), set()),
    "its name": (first(currency="Euro"), set()),
    "another sign": (first(currency="£"), MIXED),
    "an error is another finding": (first(currency=REFERENCE_ERROR), set()),
    "blank is not another one": (first(currency=None), set()),
    "the code where the document has the sign": ((Put("Organisation", "", "currency", "€"),), set()),
    "the document in another one": (
        (Put("Organisation", "", "currency", "CHF"),), {("RES107", f"RS-{n}", "currency") for n in range(1, 6)}),
    "without one on Start what most have": ((NO_CURRENCY, *first(currency="USD")), MIXED),
    "what most have in any case": (
        (NO_CURRENCY, *first(currency="usd"), *put("Resources", "RS-2", currency="USD"),
         *put("Resources", "RS-3", currency="Usd"), *put("Resources", "RS-4", currency=None)),
        {("RES107", "RS-5", "currency")}),
    "none anywhere": (
        (NO_CURRENCY, *(edit for n in range(1, 6) for edit in put("Resources", f"RS-{n}", currency=None))), set()),
}


@pytest.mark.parametrize("case", MONEY, ids=str)
def test_currencies(case: str) -> None:
    """All costs are in the document's currency, however that is written."""
    edits, expected = MONEY[case]
    assert found("RES107", *edits) == expected


def test_currency_is_named_as_it_is_written() -> None:
    """The message names the currency of the budget as people wrote it."""
    finding, = report("RES107", NO_CURRENCY, *first(currency="USD"))
    assert finding.message == "RS-1 is in USD, but the budget is in EUR."


KINDS: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "a kind is missing": ((Delete("Resources", "RS-4"),), {("RES104", None, "kind")}),
    "a blank kind may be it": ((*put("Resources", "RS-4", kind=None),), set()),
    "a mistyped kind may be it": ((*put("Resources", "RS-4", kind="Info"),), set()),
    "a purpose is missing": (
        (*put("Resources", "RS-2", purpose="Operate"), *put("Resources", "RS-5", purpose="operate")),
        {("RES105", None, "purpose")}),
    "a blank purpose may be it, and is a finding": (
        (*put("Resources", "RS-2", purpose="Operate"), *put("Resources", "RS-5", purpose=" ")),
        {("RES103", "RS-5", "purpose")}),
    "a mistyped purpose may be it": (
        (*put("Resources", "RS-2", purpose="Operate"), *put("Resources", "RS-5", purpose="Build")), set()),
    "no resource at all is another finding": ((Delete("Resources", "*"),), set()),
    "without the sheet nothing is said": ((Shape("sheet dropped:", "Resources"),), set()),
    "without the column nothing is said": (
        (Delete("Resources", "RS-4"), Shape("column dropped:", "Resources", field="kind")), set()),
    "no owner": (put("Resources", "RS-1", owner_role=" "), {("RES102", "RS-1", "owner_role")}),
    "an unknown owner is another finding": (put("Resources", "RS-1", owner_role="Nobody"), set()),
}


@pytest.mark.parametrize("case", KINDS, ids=str)
def test_kinds_purposes_and_owners(case: str) -> None:
    """Each kind and each purpose is planned, and somebody answers for each resource."""
    edits, expected = KINDS[case]
    assert found("RES102 RES103 RES104 RES105", *edits) == expected


def test_each_missing_kind_is_a_finding_at_the_header() -> None:
    """Two kinds that are left out are two findings with fingerprints of their own."""
    findings = report("RES104", Delete("Resources", "RS-3"), Delete("Resources", "RS-4"))
    assert [(f.cell, f.expected) for f in findings] == [("B4", "Facilities"), ("B4", "Information")]
    assert len({f.fingerprint for f in findings}) == 2


def test_blank_row_in_the_middle_has_no_findings() -> None:
    """Blank rows are passed over."""
    assert found("RES", Add("Resources", {}), Add("Resources", {
        "id": "RS-9", "kind": "People", "purpose": "Operate", "description": "More", "planned": 0,
        "owner_role": "RO-1"})) == set()
