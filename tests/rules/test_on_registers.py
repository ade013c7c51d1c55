"""Which rules of our template judge registers of other layouts, and that somebody decided so for each."""

from __future__ import annotations

import pytest

from smsxl.hosts.memory import MemoryWorkbook
from smsxl.redact import HIDDEN, redact
from smsxl.registers.book import RegisterBook
from smsxl.rules import BY_CODE, RULES
from smsxl.rules.base import RowRule, Rule
from smsxl.rules.engine import run
from smsxl.rules.examples import Edit, Theirs
from smsxl.rules.their import TheirRule, judges_registers
from smsxl.tables import BY_NAME
from tests.registers.sound import SHEET, their_book

SAID_BY = {
    "RSK102": "RSK611", "RSK104": "RSK612", "RSK105": "RSK624", "RSK107": "RSK613", "RSK202": "RSK604",
    "RSK203": "RSK605", "RSK204": "RSK604", "RSK208": "RSK618", "RSK209": "RSK606", "RSK301": "RSK601",
    "RSK302": "RSK602", "RSK303": "RSK607", "RSK304": "RSK603", "RSK401": "RSK617", "RSK402": "RSK624",
    "RSK404": "RSK617", "RSK405": "RSK631", "RSK502": "RSK619", "WBK201": "WBK604", "TRT101": "RSK621",
    "WBK202": "WBK612",
    "WBK203": "WBK613", "WBK206": "WBK615", "WBK209": "RSK611", "WBK301": "WBK601", "WBK302": "WBK602",
}
"""What a rule made for registers of other layouts says in place of one of ours."""

OURS_ALONE = {
    "ACC101": "they have no table of acceptances", "TRT201": "their controls are texts, not ids",
    "TRT205": "their controls are texts, not ids", "TRT206": "their controls are texts, not ids",
    "WBK304": "a formula that the file remembers no value of is calculated",
    "RSK106": "the four choices are our method's", "RSK108": "they have no table of services",
    "RSK109": "they have no table of services", "RSK110": "they have no table of objectives",
    "RSK112": "a field of our method",
    "RSK501": "whether a date of review is the last one only the heading tells",
    "WBK205": "their columns promise no type: 'Q3' is a date there",
    "WBK208": "they have no tables to refer to", "WBK210": "their labels are their own",
}
"""Why a rule over our risks does not judge registers of other layouts."""


def _on_risks(rule: Rule) -> bool:
    return isinstance(rule, RowRule) and any(table == "Risks" for table, _ in rule.places())


@pytest.mark.parametrize("rule", [rule for rule in RULES if _on_risks(rule)], ids=lambda rule: rule.code)
def test_every_rule_over_risks_is_decided(rule: Rule) -> None:
    """A rule over our risks judges other registers, or another rule says the same, or a reason stands here."""
    assert (rule.on_registers is not None) + (rule.code in SAID_BY) + (rule.code in OURS_ALONE) == 1
    if rule.code in SAID_BY:
        assert isinstance(BY_CODE[SAID_BY[rule.code]], TheirRule)


def test_only_row_rules_over_risks_run_on_registers() -> None:
    """What a rule says that it looks at there is a field of Risks that it looks at, and what it yields to exists."""
    for rule in RULES:
        how = rule.on_registers
        if how is not None:
            assert isinstance(rule, RowRule)
            own = {field for table, field in rule.places() if table == "Risks"}
            assert set(how.fields or own) <= own & BY_NAME["Risks"].by_field.keys()
            assert all(isinstance(BY_CODE[code], TheirRule) for code in how.yields_to)


def _found(*edits: Edit) -> set[tuple[str, str | None, str]]:
    book = their_book(edits)
    rules = [rule for rule in RULES if judges_registers(rule)]
    return {(f.code, f.cell, f.severity.value) for f in run(rules, book)}


def _column(letter: str, heading: str, values: dict[int, object]) -> list[Edit]:
    return [Theirs(f"{letter}3", heading), *(Theirs(f"{letter}{row}", value) for row, value in values.items())]


ROWS = range(4, 16)
_TYPES: dict[int, object] = {row: "Opportunity" if row == 5 else "Threat" for row in ROWS}
CASES: dict[str, tuple[list[Edit], tuple[str, str, str]]] = {
    "id missing": ([Theirs("A6", None)], ("RSK101", "A6", "warning")),
    "risk without a name": ([Theirs("B6", None)], ("RSK103", "B6", "warning")),
    "not rated": ([Theirs(f"{c}6", None) for c in "EFGHIJKL"] + [Theirs("M6", None)], ("RSK201", "E6", "warning")),
    "category missing": ([Theirs("C6", None)], ("WBK207", "C6", "warning")),
    "status missing": ([Theirs("O6", "  ")], ("WBK207", "O6", "warning")),
    "space after a category": ([Theirs("C6", "People ")], ("WBK204", "C6", "note")),
    "consequence missing": (_column("S", "Consequence", {
        row: f"Customers wait, case {row}" if row != 8 else None for row in ROWS}), ("RSK111", "S8", "warning")),
    "opportunity that is reduced": ([*_column("S", "Threat / Opportunity", _TYPES), Theirs("I5", "3 - Possible"),
                                     Theirs("L5", 12)], ("RSK403", "P5", "warning")),
    "opportunity made smaller": ([*_column("S", "Threat / Opportunity", _TYPES), Theirs("P5", "Enhance")],
                                 ("RSK207", "I5", "warning")),
}


@pytest.mark.parametrize("name", CASES)
def test_rule_of_ours_speaks_of_their_cell(name: str) -> None:
    """A rule of our template finds its fault in a register of another layout, at the register's own cell."""
    edits, wanted = CASES[name]
    assert wanted in _found(*edits)


def test_sound_register_says_nothing() -> None:
    """No rule says anything of a sound register."""
    assert _found() == set()


def test_messages_use_the_headings_of_the_register() -> None:
    """A message calls a column as the register does, and the finding names the register's field and sheet."""
    book = their_book([Theirs("B6", None)])
    finding = next(f for f in run([BY_CODE["RSK103"]], book))
    assert (finding.sheet, finding.cell, finding.table) == (SHEET, "B6", None)
    assert (finding.field, finding.row_id) == ("title", "R-03")
    assert finding.message == "R-03 has no Risk: nobody can tell what the risk is."


def test_missing_in_most_rows_is_said_once() -> None:
    """What most rows lack is one finding at the heading; what no row has is left to the rule for blank columns."""
    most = _found(*(Theirs(f"O{row}", None) for row in ROWS if row > 5))
    assert ("WBK207", "O3", "warning") in most
    assert not any(code == "WBK207" and cell != "O3" for code, cell, _ in most)
    assert not any(code == "WBK207" for code, _, _ in _found(*(Theirs(f"O{row}", None) for row in ROWS)))


def test_categories_of_groups_are_no_gaps() -> None:
    """Where only the first row of each group has a category, the rows below it lack none."""
    assert _found(*(Theirs(f"C{row}", None) for row in ROWS if row % 4)) == set()


def test_register_without_a_column_hears_nothing_of_it() -> None:
    """A register that has no column for categories, owners or status is not asked for them."""
    cells = their_book().workbook.cells[SHEET]  # type: ignore[attr-defined]  # a workbook in memory
    for row in range(3, 16):
        for column in (3, 4, 14, 15, 16, 17, 18, 19):
            cells.pop((row, column), None)
    book = RegisterBook(MemoryWorkbook({SHEET: cells}), their_book().as_of)
    rules = [rule for rule in RULES if judges_registers(rule)]
    assert [(f.code, f.cell) for f in run(rules, book)] == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if judges_registers(rule)], ids=lambda rule: rule.code)
def test_redacted_findings_are_plain_sentences(rule: Rule) -> None:
    """Where no cell may be quoted, a finding in a register says in one sentence what is wrong, and quotes nothing."""
    how = rule.on_registers
    hidden = how.hidden if how is not None else rule.hidden
    assert hidden.count("{") == hidden.count("{column}") <= 1
    assert hidden[0].isupper()
    assert hidden.endswith(".")
    if isinstance(rule, TheirRule):
        for finding in run([rule], their_book(rule.failing.edits)):
            said = redact(finding, rule)
            assert HIDDEN not in said.message + said.fix
            letters = "".join(c for c in str(finding.cell) if c.isalpha())
            assert said.message == hidden.format(column=f"column {letters}")
