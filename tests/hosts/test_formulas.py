"""Shared formulas moved to another cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator

from smsxl.hosts.package import formula_at
from smsxl.hosts.port import SharedFormula, cell_name

MOVES = {
    "A1+$A1+A$1+$A$1": "B3+$A3+B$1+$A$1",
    "SUM(A1:B2,A:A,$A:B,1:1,1:$2)": "SUM(B3:C4,B:B,$A:C,3:3,3:$2)",
    'IF(A1="A1",""&"say ""A1""","x")': 'IF(B3="A1",""&"say ""A1""","x")',
    "'My A1 sheet'!A1+Sheet1!A1+A1!B2": "'My A1 sheet'!B3+Sheet1!B3+A1!C4",
    "Risks[[#This Row],[A1]]+Risks[A1]+Risks[[a'[A1]]": "Risks[[#This Row],[A1]]+Risks[A1]+Risks[[a'[A1]]",
    "[1]Sheet1!A1": "[1]Sheet1!B3",
    "LOG10(A1)+TAXES2026+_A1+A1.b+x.A1": "LOG10(B3)+TAXES2026+_A1+A1.b+x.A1",
    "ABCD1+XFE1+A1048577+A0": "ABCD1+XFE1+A1048577+A0",
    "XFD1+A1048576": "#REF!+#REF!",
    "1.5E3+2E5*a1": "1.5E3+2E5*B3",
}


@pytest.mark.parametrize("text", MOVES)
def test_relative_references_move(text: str) -> None:
    """Two rows down and one column to the right, relative references follow and everything else stays."""
    shared = SharedFormula(text, (1, 1))
    assert formula_at(shared, 1, 1) == text
    assert formula_at(shared, 3, 2) == MOVES[text]


def test_a_text_stays_as_it_is() -> None:
    """A formula that isn't shared is its own text wherever it is asked for."""
    assert formula_at("A1", 7, 7) == "A1"


REFERENCE = st.tuples(
    st.sampled_from(["", "$"]), st.integers(50, 300), st.sampled_from(["", "$"]), st.integers(50, 900)
).map(lambda parts: parts[0] + cell_name(1, parts[1])[:-1] + parts[2] + str(parts[3]))
TERM = st.one_of(REFERENCE, st.tuples(REFERENCE, REFERENCE).map(lambda pair: f"SUM({pair[0]}:{pair[1]})"),
                 st.sampled_from(['"A1"', "3.5", "PI()", "Sheet2!C7", "'a b'!$D9"]))


@given(st.lists(TERM, min_size=1, max_size=6).map("+".join), st.integers(0, 40), st.integers(0, 40))
def test_moves_agree_with_openpyxl(text: str, down: int, right: int) -> None:
    """The same move by openpyxl's translator gives the same text."""
    target = cell_name(1 + down, 1 + right)
    expected = Translator("=" + text, origin="A1").translate_formula(target)
    assert "=" + formula_at(SharedFormula(text, (1, 1)), 1 + down, 1 + right) == expected


@given(TERM, st.integers(0, 40), st.integers(0, 40))
def test_moving_there_and_back(text: str, down: int, right: int) -> None:
    """A move and its opposite cancel."""
    moved = formula_at(SharedFormula(text, (1, 1)), 1 + down, 1 + right)
    assert formula_at(SharedFormula(moved, (1 + down, 1 + right)), 1, 1) == text
