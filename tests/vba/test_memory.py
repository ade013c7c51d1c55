"""What the wrappers remember: few calls of Python, and never a wrong answer."""

from __future__ import annotations

import datetime as dt
import itertools
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyopenvba.interpreter import Interpreter

from smsxl.domain.values import CellError
from tests.vba.interpreter import Range, Stage, ask, to_vba


def test_ten_thousand_rows_cost_as_many_calls_as_inputs(vba: Interpreter, stage: Stage) -> None:
    """A column of 10,000 rows asks Python once per distinct pair of ratings."""
    pairs = random.Random(4).choices(list(itertools.product(range(1, 6), repeat=2)), k=10_000)
    vba.initialise()
    procedure, runtime = vba.find_procedure("RISK_SCORE")
    for likelihood, impact in pairs:
        assert vba.call(procedure, runtime, [float(likelihood), float(impact)], {}) == likelihood * impact
    assert len(stage.calls) == len(set(pairs)) == 25


def test_a_changed_cell_of_the_matrix_gives_new_answers(vba: Interpreter, stage: Stage) -> None:
    """The matrix is part of the key, so no event has to clear anything."""
    matrix = Range([[None, 1, 2], [2, "Low", "High"], [1, "Low", "Low"]])
    assert ask(vba, "RISK_LEVEL", 2, 2, matrix) == "High"
    matrix.value[1][2] = "Extreme"
    assert ask(vba, "RISK_LEVEL", 2, 2, matrix) == "Extreme"
    matrix.value[1][2] = "High"
    assert ask(vba, "RISK_LEVEL", 2, 2, matrix) == "High"
    assert len(stage.calls) == 2


def test_without_a_day_nothing_is_remembered(vba: Interpreter, stage: Stage) -> None:
    """A call that means today asks Python every time and is marked volatile; one with a day is remembered."""
    for day in (..., None, "", [[None]], [[46000], [None]]):
        before = len(stage.calls), stage.volatile
        for _ in range(3):
            ask(vba, "DUE_STATUS", 46000, "Open", day)
        assert (len(stage.calls), stage.volatile) == (before[0] + 3, before[1] + 3)
    before = len(stage.calls), stage.volatile
    for _ in range(3):
        ask(vba, "DUE_STATUS", 46000, "Open", dt.date(2026, 11, 22))
        ask(vba, "DUE_STATUS", 46000, "Open", [[46348]])
    assert (len(stage.calls), stage.volatile) == (before[0] + 1, before[1])


def test_a_day_that_passes(vba: Interpreter, stage: Stage) -> None:
    """Today's answer is not yesterday's: the same formula without a day changes with the day."""
    day = dt.date(2026, 11, 22)
    stage.answer = lambda *_: day.isoformat()
    assert ask(vba, "DUE_STATUS", 46000, "Open") == "2026-11-22"
    day = dt.date(2026, 11, 23)
    assert ask(vba, "DUE_STATUS", 46000, "Open") == "2026-11-23"


VALUES = [1, 2, 0, -1, 0.1 + 0.2, 0.3, 1e15, 1e15 + 1, "1", "", " ", "a", "A", "e", "n1", "b1", True, False, None,
          CellError("#N/A"), CellError("#REF!"), "#N/A", "1,2", "s1:a"]


@pytest.mark.parametrize("shape", ["cell", "range", "pair"])
def test_no_two_inputs_share_an_answer(shape: str, vba: Interpreter, stage: Stage) -> None:
    """1, "1", True, an error and a blank differ, as do two numbers that look alike: each is asked for."""
    stage.answer = lambda _, *given: repr(given)
    seen = {}
    for value in VALUES:
        args = {"cell": (value, 1), "range": ([[value], [1]], 1), "pair": (1, [[1, value]])}[shape]
        seen[type(value), value] = ask(vba, "RISK_SCORE", *args)
    assert len(set(seen.values())) == len(VALUES)
    assert len(stage.calls) == len(VALUES)


def test_shapes_differ(vba: Interpreter, stage: Stage) -> None:
    """A row, a column and a block of the same cells are different inputs; a range of one cell is that cell."""
    for cells in ([[1, 2, 3, 4]], [[1], [2], [3], [4]], [[1, 2], [3, 4]], 1, [[1]]):
        ask(vba, "RISK_SCORE", cells, 1)
    assert len(stage.calls) == 4


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5), st.booleans(),
                          st.none()), min_size=2, max_size=2))
def test_the_key_tells_all_values_apart(vba: Interpreter, values: list[object]) -> None:
    """Two values have one key only where Python could not tell them apart either."""
    module = vba.module("SmsxlPython")
    procedure = module.procedure("KeyOfCell")
    keys = [vba.call(procedure, module, [to_vba(value)], {}) for value in values]
    first, second = values
    if keys[0] and keys[0] == keys[1]:
        assert type(first) is type(second)
        assert first == second
    if repr(first) == repr(second):
        assert keys[0] == keys[1]


def test_functions_and_workbooks_differ(vba: Interpreter, stage: Stage) -> None:
    """The same arguments of another function, or in the workbook saved under another name, are another input."""
    stage.answer = lambda name, *_: name
    assert ask(vba, "RISK_SCORE", 1, 1) == "RISK_SCORE"
    assert ask(vba, "BUDGET_STATUS", 1, 1) == "BUDGET_STATUS"
    assert ask(vba, "BUDGET_STATUS", 1, 1) == "BUDGET_STATUS"
    stage.full_name = r"C:\plans\copy.xlsm"
    ask(vba, "BUDGET_STATUS", 1, 1)
    assert len(stage.calls) == 3


def test_an_omitted_argument_is_a_blank_one(vba: Interpreter, stage: Stage) -> None:
    """What Python cannot tell apart is one input: omitted, left out in the middle, a blank cell."""
    for args in ((1, 2), (1, 2, ...), (1, 2, None), (1, 2, [[None]])):
        assert ask(vba, "RISK_SCORE", *args) == 2
    assert len(stage.calls) == 1


def test_the_memory_has_a_limit(stage: Stage, vba: Interpreter) -> None:
    """The keys never hold more than four million characters; what was forgotten is asked for again."""
    stage.answer = lambda *_: "x"
    variables = vba.module("SmsxlPython").variables
    texts = [f"{number}{'y' * 900_000}" for number in range(6)]
    held = []
    for text in texts:
        ask(vba, "SCALE_VALUE", text, [[1, "a"]])
        keys = variables["manswers"].value.Keys().items
        held.append(len(keys))
        assert sum(map(len, keys)) == variables["mcharacters"].value <= 4_000_000
    assert held == [1, 2, 3, 4, 1, 2]
    ask(vba, "SCALE_VALUE", texts[5], [[1, "a"]])
    ask(vba, "SCALE_VALUE", texts[0], [[1, "a"]])
    assert len(stage.calls) == 7


def test_a_huge_range_is_asked_for_every_time(stage: Stage, vba: Interpreter) -> None:
    """A range of more than 5,000 cells is not remembered: comparing it would cost more than the call."""
    column = [[1]] * 5_001
    for _ in range(2):
        ask(vba, "PLAN_COVERAGE", column)
    assert len(stage.calls) == 2
