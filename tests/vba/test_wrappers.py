"""Every VBA function in an interpreter, with the real Python behind it: it shows what the registry gives."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyopenvba.interpreter import Interpreter, VBAArray, VBADate

from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError
from smsxl.functions import FUNCTIONS, Function, Takes, call
from tests.functions.test_arguments import GOOD, NAMES, PLACES
from tests.vba.interpreter import NUMBERS, Range, Stage, array, ask, from_vba, to_vba

ERRORS = [CellError(code) for code in NUMBERS]


def rows(function: Function, args: list[Any]) -> list[Any]:
    """Return arguments as a sheet has them: a column upright, as rows of one cell."""
    return [[[cell] for cell in value] if argument.takes is Takes.COLUMN and isinstance(value, list) else value
            for argument, value in zip(function.arguments, args, strict=False)]


def shown(result: Any) -> Any:
    """Return what the registry gives as a cell shows it: dates as serial numbers, numbers as doubles."""
    if isinstance(result, tuple):
        return tuple(tuple(shown(cell) for cell in row) for row in result)
    return from_vba(to_vba(result))


def check(vba: Interpreter, function: Function, args: list[Any]) -> None:
    """Assert that the wrapper shows what the registry gives."""
    expected = shown(call(function, *[None if one is ... else one for one in args]))
    found = ask(vba, function.name, *args)
    if isinstance(found, tuple) and not isinstance(expected, tuple):
        found = found[0][0]
    if isinstance(expected, tuple) and len(expected) == len(expected[0]) == 1 and not isinstance(found, tuple):
        expected = expected[0][0]
    assert found == expected


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_scalars_and_omitted_optionals(function: Function, vba: Interpreter) -> None:
    """A good call, with every optional argument there, left out at the end, or left out in the middle."""
    good = rows(function, GOOD[function.name])
    required = sum(not argument.optional for argument in function.arguments)
    for count in range(required, len(good) + 1):
        check(vba, function, good[:count])
    for place, argument in enumerate(function.arguments):
        if argument.optional:
            check(vba, function, [*good[:place], ..., *good[place + 1:]])


@pytest.mark.parametrize(("function", "place"), PLACES, ids=NAMES)
def test_blanks_and_errors(function: Function, place: int, vba: Interpreter) -> None:
    """A blank cell, a blank text and every cell error in each argument, alone and inside a range."""
    good = rows(function, GOOD[function.name])
    takes = function.arguments[place].takes
    for value in (None, "", *ERRORS):
        if takes is Takes.VALUE:
            variants = [value, [[value]], [[value], [good[place]]], [[value, good[place]]]]
        else:
            variants = [[[value, *good[place][0][1:]], *good[place][1:]]]
        for one in variants:
            check(vba, function, [*good[:place], one, *good[place + 1:]])


@pytest.mark.parametrize(("function", "place"), PLACES, ids=NAMES)
def test_ranges_broadcast(function: Function, place: int, vba: Interpreter) -> None:
    """A column, a row and a block where one value is expected give a grid, as Excel's operators do."""
    if function.arguments[place].takes is not Takes.VALUE:
        return
    good = rows(function, GOOD[function.name])
    value = good[place]
    for one in ([[value]] * 3, [[value] * 3], [[value, None], ["x", value]]):
        check(vba, function, [*good[:place], one, *good[place + 1:]])


CELLS = st.one_of(st.none(), st.booleans(), st.integers(-3, 30), st.floats(-50, 50_000), st.sampled_from(ERRORS),
                  st.sampled_from(["", " ", "Threat", "Opportunity", "Open", "Closed", "Higher", "Low", "High", "sum",
                                   "Reduce", "In place", "*", "Above tolerance", "1", "é", ",e;n1"]),
                  st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)))
GRIDS = st.integers(1, 3).flatmap(lambda width: st.lists(
    st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=3))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_input(vba: Interpreter, data: st.DataObject) -> None:
    """Whatever stands in the cells, the wrapper shows what the registry gives, however often it is asked."""
    function = data.draw(st.sampled_from(FUNCTIONS))
    least = sum(not argument.optional for argument in function.arguments)
    args = data.draw(st.lists(st.one_of(CELLS, GRIDS, st.just(...)), min_size=least, max_size=len(function.arguments)))
    args = [None if one is ... and not argument.optional else one
            for one, argument in zip(args, function.arguments, strict=False)]
    check(vba, function, args)
    check(vba, function, args)


def test_array_constants(vba: Interpreter) -> None:
    """{1,2} arrives as an array of one dimension, {1;2} as one of two, and one of a single value is that value."""
    row = VBAArray([(1, 2)], items=[1.0, 2.0])
    assert from_vba(vba.run("RISK_SCORE", [row, 3.0])) == ((3.0, 6.0),)
    column = array([[1.0], [2.0]], first=1)
    assert from_vba(vba.run("RISK_SCORE", [column, 3.0])) == ((3.0,), (6.0,))
    assert vba.run("RISK_SCORE", [VBAArray([(1, 1)], items=[2.0]), 3.0]) == 6
    assert from_vba(vba.run("RISK_RANK", [column, row])) == from_vba(vba.run("RISK_RANK", [column, column]))


def test_a_date_of_vba(vba: Interpreter) -> None:
    """A date that VBA code hands over counts as its serial number, as it does in a cell."""
    day = VBADate(to_serial(dt.date(2026, 11, 22)))
    assert vba.run("DUE_STATUS", [day, "Open", day]) == ask(vba, "DUE_STATUS", 46348, "Open", 46348) == "Due soon"


def test_what_is_no_range(vba: Interpreter, stage: Stage) -> None:
    """A union of ranges has no shape, and another object is no value: both are #VALUE!."""
    assert ask(vba, "RISK_SCORE", Range([[1]], areas=2), 3) == CellError("#VALUE!")
    assert from_vba(vba.run("RISK_SCORE", [stage, 3.0])) == CellError("#VALUE!")


def test_a_failure_is_a_cell_error_and_a_line_in_the_log(vba: Interpreter, stage: Stage) -> None:
    """When Python fails, the cell shows #VALUE!, never the text of the failure; the log has it, once."""
    stage.fails = "Traceback: it went wrong"
    for likelihood in (1, 2, 3):
        assert ask(vba, "RISK_SCORE", likelihood, 3) == CellError("#VALUE!")
    assert [text for _, text in stage.log] == ["RISK_SCORE: Traceback: it went wrong"]
    assert stage.log[0][0] == r"C:\temp\smsxl-excel.log"
    stage.fails = ""
    assert ask(vba, "RISK_SCORE", 1, 3) == 3, "a failure is not remembered"


def test_a_server_that_is_gone_is_started_again(vba: Interpreter, stage: Stage) -> None:
    """Somebody ends the Python process: the next formula gets its answer from a new one."""
    assert ask(vba, "RISK_SCORE", 1, 3) == 3
    stage.stopped = True
    assert ask(vba, "RISK_SCORE", 2, 3) == 6
    assert stage.started == 2


def test_a_missing_python_is_tried_once(vba: Interpreter, stage: Stage) -> None:
    """Without Python each cell shows #VALUE! at once: starting it is not tried again cell by cell."""
    stage.settings["INTERPRETER_WIN"] = r"C:\gone\python.exe"
    for likelihood in range(1, 6):
        assert ask(vba, "RISK_SCORE", likelihood, 3) == CellError("#VALUE!")
    assert stage.started == 0
    assert any(r"Python was not found at C:\gone\python.exe" in line for line in vba.console)


def test_a_server_that_does_not_start_is_tried_once_a_minute(vba: Interpreter, stage: Stage) -> None:
    """A server that cannot start is not waited for in every cell, and it is tried again later."""
    stage.missing = "Could not activate the server"
    vba.freeze(dt.datetime(2026, 11, 22, 9, 0))
    for likelihood in range(1, 6):
        assert ask(vba, "RISK_SCORE", likelihood, 3) == CellError("#VALUE!")
    assert stage.started == 1
    stage.missing = ""
    vba.freeze(dt.datetime(2026, 11, 22, 9, 2))
    assert ask(vba, "RISK_SCORE", 1, 3) == 3


def test_nothing_shows_as_an_empty_text(vba: Interpreter, stage: Stage) -> None:
    """An answer of nothing shows as an empty text, in a cell and in a grid, since Excel shows Empty as 0."""
    stage.answer = lambda *_: None
    assert ask(vba, "RISK_SCORE", 1, 3) == ""
    stage.answer = lambda *_: ((None, 1), (2, None))
    assert ask(vba, "RISK_SCORE", 1, 4) == (("", 1), (2, ""))
