"""Each planted fault is found at its exact cell, with what follows from it and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smsxl.hosts.package import open_workbook
from smsxl.rules import RULES
from smsxl.rules.findings import Finding, Severity
from smsxl.rules.their import TheirRule
from tests.flawed.build import build, shown
from tests.flawed.manifest import FLAWED, SAMPLE, Fault, check, clean, expected, faults, places, planted, where
from tests.flawed.package import Package

GOLDEN = Path(__file__).parents[1] / "golden" / "sample-findings.json"


@pytest.fixture(scope="session")
def own() -> list[Finding]:
    """Return what is reported about the clean sample."""
    return check(SAMPLE)


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.name)
def test_fault_is_found_at_its_cell(fault: Fault, own: list[Finding], tmp_path: Path) -> None:
    """The fault and its consequences are reported beyond the sample's own findings, and nothing else."""
    path = tmp_path / f"{fault.name}.xlsx"
    planted(fault).save(path)
    found = where(check(path))
    assert found - where(own) == expected(fault.finds, *fault.also)
    assert not where(own) - found, "the fault hides findings of the clean sample"


def test_every_rule_has_a_fault() -> None:
    """No rule is left without a planted fault, and no fault names a rule that is not there.

    Rules for registers of other layouts have theirs in tests/registers.
    """
    assert {rule.code for rule in RULES if not isinstance(rule, TheirRule)} == {fault.code for fault in faults()}


def test_names_and_stories_are_distinct() -> None:
    """Each fault of the manifest has a name and a story of its own."""
    assert len({fault.name for fault in faults()}) == len(faults())
    assert len({fault.story for fault in faults()}) == len(faults())


def test_clean_sample_has_no_error(own: list[Finding]) -> None:
    """The sample that users start from is free of errors."""
    assert [finding.message for finding in own if finding.severity is Severity.ERROR] == []


def test_clean_sample_has_the_listed_warnings_and_notes(own: list[Finding]) -> None:
    """Its warnings and notes are those of the golden list, word by word."""
    listed = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert [{"code": finding.code, "severity": finding.severity.value, "sheet": finding.sheet, "cell": finding.cell,
             "message": finding.message} for finding in own] == listed


def test_planting_changes_nothing_else(tmp_path: Path) -> None:
    """The sample taken apart and put together again is the sample: only the edits make the difference."""
    path = tmp_path / "same.xlsx"
    clean().save(path)
    for sheet in open_workbook(SAMPLE).sheets:
        assert open_workbook(path).grid(sheet.name) == open_workbook(SAMPLE).grid(sheet.name)


def test_demo_workbook_has_exactly_the_shown_faults(own: list[Finding]) -> None:
    """In the combined workbook every shown fault is found as when it is alone: they do not interact."""
    lines = [line for fault in shown() for line in (fault.finds, *fault.also)]
    assert where(check(FLAWED)) - where(own) == expected(*lines)


def test_demo_workbook_is_current(tmp_path: Path) -> None:
    """The committed workbook is what the sample and the manifest give, part by part, and two builds are one."""
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    build(first)
    build(second)
    assert first.read_bytes() == second.read_bytes()
    # Compressed bytes depend on the zlib of the Python at hand, what they unpack to does not.
    fresh, committed = Package.read(first).parts, Package.read(FLAWED).parts
    assert list(fresh.items()) == list(committed.items()), "run `python -m tests.flawed.build`"


def test_demo_workbook_shows_all_families() -> None:
    """Twenty to thirty faults, of every family of rules, make the first impression."""
    assert 20 <= len(shown()) <= 30
    assert {fault.code[:3] for fault in shown()} == {rule.code[:3] for rule in RULES}


def test_places_are_looked_up_in_what_people_see() -> None:
    """A place is found by id and header, whatever row and column it is in."""
    sheet, cell = places()["Risks > R-014 > Owner"]
    assert sheet == "Risks"
    found = open_workbook(SAMPLE).grid("Risks")
    row = next(i for i, value in enumerate(found.columns[1].values) if value == "R-014")
    assert cell is not None
    assert cell.endswith(str(found.rows[row]))
