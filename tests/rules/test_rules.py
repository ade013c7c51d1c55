"""Every rule: its examples, and what holds the registry together."""

from __future__ import annotations

import re

import pytest

from smsxl.rules import RULES
from smsxl.rules.base import AfterRule, Rule
from smsxl.rules.engine import run
from smsxl.rules.examples import Example
from smsxl.rules.findings import Finding
from smsxl.rules.their import TheirRule
from smsxl.tables.book import Book
from tests.registers.sound import their_book
from tests.rules.sound import address, sound_book

CODE = re.compile(r"(WBK|CRT|RSK|TRT|ACC|PLN|OBJ|SVC|ROL|RES|PRC|COM|KPI|IMP)\d{3}")


def book_for(rule: Rule, example: Example) -> Book:
    """Return the sound workbook that a rule judges, with an example's edits: ours, or one of another layout."""
    return (their_book if isinstance(rule, TheirRule) else sound_book)(example.edits)


def found_by(rule: Rule, book: Book) -> list[Finding]:
    """Return what a rule finds; one that looks at what the others found is run with all of them."""
    return [f for f in run(RULES if isinstance(rule, AfterRule) else [rule], book) if f.code == rule.code]


def place_of(rule: Rule, book: Book, at: tuple[str, str, str]) -> tuple[str, str | None]:
    """Return sheet and cell that an example names."""
    return at[:2] if isinstance(rule, TheirRule) else address(book, at)


def test_sound_register_of_another_layout_is_clean() -> None:
    """The register that the examples of its rules start from gives no finding at all."""
    assert [(f.code, f.sheet, f.cell, f.message) for f in run(RULES, their_book()) if f.code[3] == "6"] == []


def test_sound_workbook_is_clean() -> None:
    """The workbook that the examples start from gives no finding at all."""
    assert [(f.code, f.sheet, f.cell, f.message) for f in run(RULES, sound_book())] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_failing_example_is_found_at_its_cell(rule: Rule) -> None:
    """Each rule reports its own failing example, at the cell that the example names."""
    book = book_for(rule, rule.failing)
    found = found_by(rule, book)
    assert found, f"{rule.code} did not report: {rule.failing}"
    if rule.failing.at is not None:
        assert place_of(rule, book, rule.failing.at) in {(f.sheet, f.cell) for f in found}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_passing_example_is_not_reported(rule: Rule) -> None:
    """Each rule stays silent on its passing example."""
    assert found_by(rule, book_for(rule, rule.passing)) == []


def test_codes_and_names_are_unique() -> None:
    """No code and no name stands twice, and both have the agreed form."""
    codes, names = [rule.code for rule in RULES], [rule.name for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)
    assert all(CODE.fullmatch(code) for code in codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_docstring_says_what_why_and_how(rule: Rule) -> None:
    """Every rule's docstring has the three sections, and the rule names its clause and step."""
    text = " ".join((rule.__doc__ or "").split())
    for section in ("What it checks:", "Why it matters:", "How to fix:"):
        assert section in text, section
    assert rule.area
    assert re.fullmatch(r"\d+(\.\d+)*", rule.clause)
    assert rule.fix.endswith(".")
    assert rule.message.endswith(".")
