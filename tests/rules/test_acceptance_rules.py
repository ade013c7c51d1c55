"""The law of acceptance: who bears which risk, until when, by what right, and whether it is still that risk."""

from __future__ import annotations

from typing import Any

import pytest

from smsxl.domain.fingerprint import risk_fingerprint
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.reported import CURRENT_BLANK, RESIDUAL_BLANK, Found, day, found, report, risk
from tests.rules.sound_rows import sound_rows

RISK_2 = next(row for row in sound_rows()["Risks"] if row["id"] == "R-2")
SIGNED = Put("Acceptances", "A-1", "fingerprint", risk_fingerprint(RISK_2))
UNSIGNED = Put("Acceptances", "A-1", "fingerprint", None)
GONE = Delete("Acceptances", "A-1")
EXPIRED = Put("Acceptances", "A-1", "until", day(-1))
MISSING = {("ACC101", "R-2", "treatment")}


def accept(row_id: str, of: str, **changes: Any) -> Add:
    """Return a further acceptance, like A-1 but for the changes."""
    first = next(row for row in sound_rows()["Acceptances"] if row["id"] == "A-1")
    return Add("Acceptances", first | {"id": row_id, "risk": of, "fingerprint": SIGNED.value} | changes)


ACCEPTANCE: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "a sound acceptance": ((), set()),
    "none": ((GONE,), MISSING),
    "expired yesterday counts as none, said once": ((EXPIRED,), {("ACC102", "A-1", "until")}),
    "the last day still counts": ((Put("Acceptances", "A-1", "until", day(0)),), set()),
    "expired, and renewed in a new row": ((EXPIRED, accept("A-2", "r-2 ")), set()),
    "the later one has expired, the earlier one has not": ((accept("A-2", "R-2", accepted_on=day(-9), until=day(-1)),),
                                                           set()),
    "both expired: the later one is reported": (
        (EXPIRED, accept("A-2", "R-2", accepted_on=day(-9), until=day(-2))), {("ACC102", "A-2", "until")}),
    "one that has not begun counts as none": ((Put("Acceptances", "A-1", "accepted_on", day(1)),), MISSING),
    "expired, and treated within tolerance since": (
        (EXPIRED, *risk("R-2", treatment="Reduce", residual_likelihood=1)), set()),
    "expired, and accepted within tolerance": (
        (EXPIRED, *risk("R-2", current_likelihood=2, residual_likelihood=2)), {("ACC102", "A-1", "until")}),
    "a closed risk needs none": ((GONE, *risk("R-2", status="Closed")), set()),
    "a closed risk's may expire": ((EXPIRED, *risk("R-2", status="Closed")), set()),
    "an opportunity needs none": ((GONE, *risk("R-2", type="Opportunity")), set()),
    "an opportunity's is not judged": (
        (EXPIRED, *risk("R-2", type="Opportunity", title="Another"), Put("Acceptances", "A-1", "role", "Nobody")),
        set()),
    "it is the residual rating that is accepted": (
        (GONE, *risk("R-2", treatment="Reduce", residual_likelihood=2, residual_impact=3)), set()),
    "a residual rating above tolerance is accepted whatever the treatment": (
        (GONE, *risk("R-2", treatment="Reduce")), MISSING),
    "without a residual rating it is the current one": ((GONE, *risk("R-2", **RESIDUAL_BLANK)), MISSING),
    "without a current rating it is the inherent one": (
        (GONE, *risk("R-2", **RESIDUAL_BLANK, **CURRENT_BLANK)), MISSING),
    "a treatment that is still to come needs none": (
        (GONE, *risk("R-2", treatment="Reduce", **RESIDUAL_BLANK)), set()),
    "a risk without an id can't be looked up": ((GONE, Put("Risks", "R-2", "id", None)), set()),
    "without the sheet nothing is missing here": ((Shape("sheet dropped:", "Acceptances"),), set()),
    "ratings changed, no fingerprint": (
        (UNSIGNED, *risk("R-2", current_likelihood=4, residual_likelihood=4)),
        {("ACC105", "A-1", "likelihood"), ("ACC109", "A-1", "fingerprint")}),
    "the impact changed": (
        (*risk("R-2", current_impact=5, residual_impact=5),), {("ACC105", "A-1", "impact")}),
    "texts changed": ((*risk("R-2", consequence="Something else"),), {("ACC105", "A-1", "fingerprint")}),
    "another rating changed": ((*risk("R-2", inherent_impact=5),), {("ACC105", "A-1", "fingerprint")}),
    "ratings and texts changed are one finding": (
        (*risk("R-2", title="Another", current_likelihood=4, residual_likelihood=4),),
        {("ACC105", "A-1", "likelihood")}),
    "spaces and 3.0 change nothing": (
        (*risk("R-2", cause=" A  known cause ", current_likelihood=3.0, residual_likelihood=3.0),), set()),
    "what is not part of the fingerprint changes nothing": (
        (*risk("R-2", notes="A note", owner="Else", last_review=day(-1)),), set()),
    "the current rating accepted while the treatment goes on": (
        (UNSIGNED, *risk("R-2", treatment="Reduce", residual_likelihood=1)), {("ACC109", "A-1", "fingerprint")}),
    "an expired one is not compared": (
        (EXPIRED, *risk("R-2", title="Another")), {("ACC102", "A-1", "until")}),
    "an earlier one is history": (
        (Put("Acceptances", "A-1", "role", "Nobody"), UNSIGNED, accept("A-2", "R-2", accepted_on=day(-1))), set()),
    "a fingerprint of no known recipe": (
        (Put("Acceptances", "A-1", "fingerprint", "by hand"),), {("ACC105", "A-1", "fingerprint")}),
    "a role that Criteria does not name": (
        (Put("Acceptances", "A-1", "role", "Team lead"),), {("ACC104", "A-1", "role")}),
    "a role of a lower level": ((Put("Acceptances", "A-1", "role", "Service manager"),), {("ACC104", "A-1", "role")}),
    "a role of the level itself": ((Put("Acceptances", "A-1", "role", "HEAD of service management"),), set()),
    "authority goes by rank, not by place": (
        (Put("Acceptances", "A-1", "role", "Service manager"), Put("RiskLevels", "Moderate", "rank", 9)), set()),
    "no role is another finding": ((Put("Acceptances", "A-1", "role", None),), set()),
    "ratings that are not there leave the authority open": (
        (Put("Acceptances", "A-1", "role", "Nobody"), Put("Acceptances", "A-1", "impact", None)), set()),
    "the owner accepts": ((*risk("R-2", owner=" bea  BOARD"),), {("ACC108", "A-1", "accepted_by")}),
    "the owner may accept the lowest level": (
        (accept("A-2", "R-3", accepted_by="Olga Owner", likelihood=2, impact=2, level="Low", fingerprint=None),),
        {("ACC109", "A-2", "fingerprint")}),
    "an unknown risk": ((Put("Acceptances", "A-1", "risk", "R-99"),), {("ACC106", "A-1", "risk")} | MISSING),
    "no last day is one finding": ((Put("Acceptances", "A-1", "until", None),), {("ACC103", "A-1", "until")}),
}


@pytest.mark.parametrize("case", ACCEPTANCE, ids=str)
def test_the_law_of_acceptance(case: str) -> None:
    """Who accepted what until when is judged as tables.md lays it down, each fault once."""
    edits, expected = ACCEPTANCE[case]
    assert found("ACC", *(() if UNSIGNED in edits else (SIGNED,)), *edits) == expected


def test_a_stale_acceptance_says_what_was_accepted_and_what_is_there_now() -> None:
    """The message names both pairs of ratings, and the risk's own cells stand beside it."""
    finding, = report("ACC105", SIGNED, *risk("R-2", current_likelihood=4, residual_likelihood=4))
    assert "likelihood 3 and impact 4" in finding.message
    assert "likelihood 4 and impact 4" in finding.message
    assert {place.sheet for place in finding.related} == {"Risks"}


def test_acceptance_that_begins_later_is_named() -> None:
    """The message does not say that there is no acceptance where one begins tomorrow."""
    finding, = report("ACC101", Put("Acceptances", "A-1", "accepted_on", day(1)))
    assert "its acceptance A-1 begins only on 2026-11-23" in finding.message
    assert [(place.sheet, place.cell) for place in finding.related] == [("Acceptances", "E5")]


def test_what_is_no_fingerprint_is_not_called_a_change() -> None:
    """A fingerprint that nothing can be compared with says nothing about the risk."""
    by_hand, = report("ACC105", Put("Acceptances", "A-1", "fingerprint", "by hand"))
    assert "can verify" in by_hand.message
    changed, = report("ACC105", *risk("R-2", consequence="Something else"))
    assert "have changed since" in changed.message


def test_roles_are_listed_as_alternatives() -> None:
    """Three roles read "A, B or C"."""
    finding, = report("ACC104", *risk("R-2", current_likelihood=3, current_impact=3, residual_likelihood=3,
                                      residual_impact=3),
                      Put("Acceptances", "A-1", "impact", 3), Put("Acceptances", "A-1", "role", "Trainee"))
    assert finding.expected == "Service manager, Head of service management or Management board"
