"""The rules on communication and training beyond their own examples."""

from __future__ import annotations

import pytest

from smsxl.domain.values import REFERENCE_ERROR
from smsxl.rules.examples import Add, Delete, Edit, Put, Shape
from tests.rules.reported import Found, cells, day, found, put, report

ALL = "Service manager, Process owner, RO-3"


def aware(audience: object, kind: object = "Awareness") -> Add:
    """Return the edit that adds a training for some roles."""
    return Add("Training", {"id": "TR-9", "topic": "Once more", "kind": kind, "audience_roles": audience})


FEW = Put("Training", "TR-1", "audience_roles", "RO-1")
UNAWARE = {("COM104", "RO-2", "role"), ("COM104", "RO-3", "role")}
AWARE: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "roles by name and by id, in any case": (
        (Put("Training", "TR-1", "audience_roles", "ro-1, PROCESS OWNER , ro-3"),), set()),
    "separated by semicolons and line breaks": (
        (Put("Training", "TR-1", "audience_roles", "RO-1; RO-2\nManagement board"),), set()),
    "two roles are left out": ((FEW,), UNAWARE),
    "several trainings count together": ((FEW, aware("RO-2"), aware("RO-3")), set()),
    "a training of competence is none of awareness": ((FEW, aware(ALL, "Competence")), UNAWARE),
    "a training without a kind is none of awareness": ((FEW, aware(ALL, None)), UNAWARE),
    "a mistyped kind may be awareness": ((FEW, aware(ALL, "Awarness")), set()),
    "the only one may be it": ((Put("Training", "TR-1", "kind", "Awarness"),), set()),
    "a kind that is an error may be awareness": ((FEW, aware(ALL, REFERENCE_ERROR)), set()),
    "a mistyped kind is no awareness of others": ((FEW, aware("RO-2", "Awarness")), {("COM104", "RO-3", "role")}),
    "no training of awareness at all is one finding": (
        (Put("Training", "TR-1", "kind", "Competence"),), {("COM104", None, "kind")}),
    "a mistyped role may be any": ((Put("Training", "TR-1", "audience_roles", "RO-1, Proces owner"),), set()),
    "an audience that is an error may be any": ((FEW, aware(REFERENCE_ERROR)), set()),
    "a blank audience is another finding": ((Put("Training", "TR-1", "audience_roles", None),), set()),
    "without any training the sheet is empty": ((Delete("Training", "*"),), set()),
    "without the sheet nothing is said": ((Shape("sheet dropped:", "Training"),), set()),
    "without the column nothing is said": ((Shape("column dropped:", "Training", field="kind"),), set()),
    "without roles nothing is said": (
        (Delete("Roles", "*"), Put("Training", "TR-1", "kind", "Competence")), set()),
    "without the sheet of roles nothing is said": ((Shape("sheet dropped:", "Roles"),), set()),
    "a role without a name is another finding": (
        (Put("Roles", "RO-2", "role", None), FEW), {("COM104", "RO-3", "role")}),
    "a repeated role is another finding": (
        (Add("Roles", {"id": "RO-4", "role": "service manager", "person": "Somebody"}),), set()),
}


@pytest.mark.parametrize("case", AWARE, ids=str)
def test_awareness(case: str) -> None:
    """Every role takes part in some awareness training, however it is named."""
    edits, expected = AWARE[case]
    assert found("COM104", *edits) == expected


def test_awareness_names_the_role_or_what_to_plan() -> None:
    """The message names the role; where there is no awareness training at all it says what to plan."""
    first, _ = report("COM104", FEW)
    assert first.message == "No awareness training is planned for the role Process owner."
    assert first.fix == "Add Process owner to an awareness training, or plan one."
    none, = report("COM104", Put("Training", "TR-1", "kind", "Competence"))
    assert (none.message, none.sheet, none.cell) == (
        "No awareness training is planned for anybody.", "Training", "C4")
    assert none.fix == "Plan a training of the kind Awareness for all roles."


DUE = {("COM106", "TR-1", "due")}
TRAINING: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "on the day itself": (put("Training", "TR-1", completed_share=0.5, due=day(0)), set()),
    "the day after": (put("Training", "TR-1", completed_share=0.5, due=day(-1)), DUE),
    "nobody has completed it": (put("Training", "TR-1", completed_share=None), DUE),
    "everybody has": (put("Training", "TR-1", completed_share=1), set()),
    "a share typed as a text may be all": (put("Training", "TR-1", completed_share="100 %"), set()),
    "a share of 100 may be all": (put("Training", "TR-1", completed_share=100), set()),
    "a share above all": (put("Training", "TR-1", completed_share=1.5), set()),
    "a share below nothing": (put("Training", "TR-1", completed_share=-0.1), set()),
    "a share that is an error": (put("Training", "TR-1", completed_share=REFERENCE_ERROR), set()),
    "no date": (put("Training", "TR-1", completed_share=0, due=None), set()),
    "a date that can't be read": (put("Training", "TR-1", completed_share=0, due="spring"), set()),
    "completed by some and not recorded": (
        put("Training", "TR-2", completed_share=0.004), {("COM107", "TR-2", "evidence")}),
    "completed by nobody, nothing to record": (put("Training", "TR-2", completed_share=0, evidence=None), set()),
    "a share that can't be read comes first": (put("Training", "TR-2", completed_share=40), set()),
    "evidence of spaces": (put("Training", "TR-1", evidence="  "), {("COM107", "TR-1", "evidence")}),
    "nobody takes part": (put("Training", "TR-2", audience_roles=" "), {("COM108", "TR-2", "audience_roles")}),
}


@pytest.mark.parametrize("case", TRAINING, ids=str)
def test_training(case: str) -> None:
    """Training is judged by its date and the share that completed it, where they can be read."""
    edits, expected = TRAINING[case]
    assert found("COM106 COM107 COM108", *edits) == expected


@pytest.mark.parametrize(("share", "words"), [
    (None, "nobody is said to have completed it"), (0, "nobody is said to have completed it"),
    (0.004, "less than 1 % have completed it"), (0.29, "29 % have completed it"), (0.8, "80 % have completed it"),
    (0.999, "99 % have completed it"),
])
def test_share_is_never_rounded_up_to_all(share: float | None, words: str) -> None:
    """A training that somebody still lacks is not called completed by 100 %."""
    finding, = report("COM106", *put("Training", "TR-1", completed_share=share))
    assert finding.message == f"TR-1 was due on 2026-09-23, 60 days ago, and {words}."


def test_share_begins_the_sentence_on_evidence() -> None:
    """The message on missing evidence says how many it concerns."""
    finding, = report("COM107", *put("Training", "TR-2", completed_share=0.004))
    assert finding.message == "Less than 1 % have completed TR-2, but it does not say where that is recorded."


TOLD: dict[str, tuple[tuple[Edit, ...], Found]] = {
    "no next day": (put("Communications", "CO-1", next=None), set()),
    "on the day itself": (put("Communications", "CO-1", next=day(0)), set()),
    "the day after": (put("Communications", "CO-1", next=day(-1)), {("COM105", "CO-1", "next")}),
    "a day that can't be read": (put("Communications", "CO-1", next="soon"), set()),
    "neither channel nor role": (
        put("Communications", "CO-1", channel=None, responsible_role=" "),
        {("COM103", "CO-1", "channel"), ("COM103", "CO-1", "responsible_role")}),
    "an unknown role is another finding": (put("Communications", "CO-1", responsible_role="Nobody"), set()),
    "no frequency, no last day": (put("Communications", "CO-1", frequency=None, last=None), set()),
}


@pytest.mark.parametrize("case", TOLD, ids=str)
def test_communication(case: str) -> None:
    """Communication has its channel, its role and its day."""
    edits, expected = TOLD[case]
    assert found("COM102 COM103 COM105", *edits) == expected


@pytest.mark.parametrize(("last", "message", "fix"), [
    (-30, "CO-1 was to be done on 2026-11-21, 1 day ago.", "Do it, "),
    (-2, "CO-1 was to be done on 2026-11-21, 1 day ago.", "Do it, "),
    (-1, "CO-1 was to be done on 2026-11-21, 1 day ago; it was done on 2026-11-21, and the next day was not set.",
     "Enter the day on which it is done next."),
])
def test_what_was_done_only_needs_its_next_day(last: int, message: str, fix: str) -> None:
    """Whoever did it and forgot to move the next day is told so, and not to do it again."""
    finding, = report("COM105", *put("Communications", "CO-1", next=day(-1), last=day(last)))
    assert finding.message == message
    assert finding.fix.startswith(fix)


def test_words_fit_what_is_missing() -> None:
    """A missing channel and a missing role are told apart."""
    channel, role = report("COM103", *put("Communications", "CO-1", channel=None, responsible_role=None))
    assert (channel.message, channel.fix) == ("CO-1 does not say how they are told.", "Enter the channel.")
    assert (role.message, role.fix) == ("CO-1 does not say who does it.", "Choose the role that does it.")


def test_blank_rows_and_rows_without_ids() -> None:
    """A blank row between others is passed over; one without an id is called by its number."""
    assert cells("COM", Add("Communications", {}), Add("Communications", {"what": "News", "channel": "Wiki",
                                                                          "responsible_role": "RO-1"})) == {
        ("COM102", "C8")}
    finding, = report("COM102", Add("Communications", {"what": "News", "channel": "Wiki", "responsible_role": "RO-1"}))
    assert finding.message == "Row 7 does not say who is told."
