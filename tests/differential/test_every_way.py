"""One answer on every surface: the registry, our VBA over xlwings' real dispatch into `smsxl_udfs`, the LAMBDA names.

Each generated call goes through all of them: VBA in pyOpenVBA's interpreter hands it to xlwings' own `call_udf`, which
calls the function that the module `smsxl_udfs` holds; cellrune recalculates the LAMBDA name and the built-in formula.
Functions over whole columns meet the judge of formulas in tests/functions/test_forms_agree_on_columns.py, since their
cases need ranges in cells; the other ways are compared here for them as well.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from smsxl.domain.dates import PHANTOM_SERIAL, to_serial
from smsxl.functions import FUNCTIONS, Argument, Function, Kind, Takes, Today, call
from smsxl.hosts.excel.worksheet import worksheet_functions
from tests.excel.conftest import xw
from tests.excel.test_worksheet import generated
from tests.excel_engine.windows import calling, windows
from tests.functions.judge import TODAY, Sheet, agree, lambda_call, plain_call
from tests.functions.test_forms_agree import _argument
from tests.vba import interpreter
from tests.vba.interpreter import Stage, ask, project

CASES = 150

_FIXTURES = (xw,)


@pytest.fixture
def dispatch(xw: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Return xlwings' dispatch into the functions as `smsxl_udfs` holds them on Windows."""
    with windows(monkeypatch, xw) as udfs:
        module = ModuleType("smsxl_udfs_of_this_test")
        module.__file__ = __file__
        vars(module).update(worksheet_functions(xw))
        monkeypatch.setitem(sys.modules, module.__name__, module)
        yield calling(udfs, module.__name__)


def rows_of(result: Any) -> tuple[tuple[Any, ...], ...]:
    """Return an answer as rows of cells as a sheet shows them: blanks as empty texts, days as numbers."""
    rows = result if isinstance(result, tuple) else ((result,),)
    rows = rows if not rows or isinstance(rows[0], tuple) else (rows,)
    return tuple(tuple(_shown(cell) for cell in row) for row in rows)


def _even(value: Any) -> Any:
    """Return a range with rows of one width, as ranges are."""
    if not isinstance(value, list):
        return value
    width = min(map(len, value))
    return [row[:width] for row in value]


def _shown(cell: Any) -> Any:
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return float(to_serial(cell))
    return float(cell) if type(cell) is int else cell


def _is_no_day_everywhere(argument: Argument, value: Any) -> bool:
    """Whether the forms are known to differ for a day: DIFFERENCES in test_forms_agree.py lists both cases."""
    if argument.default is Today.TODAY and value in (None, "", " "):
        return True
    return argument.kind is Kind.DATE and type(value) in (int, float) and 0 < value <= PHANTOM_SERIAL


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_vba_and_xlwings_give_what_the_registry_gives(
        function: Function, dispatch: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole way from a formula in Excel to the domain and back changes nothing: cells, ranges, errors, blanks."""
    monkeypatch.setattr(interpreter, "_received", lambda value: value)  # marks travel on, into the real module
    vba = project(Stage(answer=lambda name, *given: rows_of(dispatch(name, *given))))
    source = random.Random(f"every way {function.name}")
    for _ in range(CASES):
        arguments = [_even(value) for value in generated(source, function)]
        handed = [... if value is None and declared.optional else value
                  for value, declared in zip(arguments, function.arguments, strict=True)]
        assert rows_of(ask(vba, function.name, *handed)) == rows_of(call(function, *arguments)), arguments


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if all(a.takes is not Takes.COLUMN for a in f.arguments)],
                         ids=lambda function: function.name)
def test_formulas_give_what_vba_gives(function: Function, dispatch: Callable[..., Any],
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    """The same call as a LAMBDA name, as built-in functions and as Python behind macros shows the same."""
    monkeypatch.setattr(interpreter, "_received", lambda value: value)
    vba = project(Stage(answer=lambda name, *given: rows_of(dispatch(name, *given))))
    source = random.Random(f"one answer {function.name}")
    sheet, asked = Sheet(), []
    for _ in range(CASES):
        arguments = [_argument(source, function, argument) for argument in function.arguments]
        arguments = [TODAY if _is_no_day_everywhere(argument, value) else value
                     for argument, value in zip(function.arguments, arguments, strict=True)]
        references = [None if value is None and argument.optional
                      else sheet.put(value if isinstance(value, list) else [[value]])
                      for argument, value in zip(function.arguments, arguments, strict=True)]
        handed = [... if reference is None else value for reference, value in zip(references, arguments, strict=True)]
        (shown,), = rows_of(ask(vba, function.name, *handed))
        asked.append((arguments, shown, sheet.ask(lambda_call(function, references)),
                      sheet.ask(plain_call(function, references))))
    answers = sheet.answers()
    wrong = [(arguments, shown, answers[by_name], answers[spelled]) for arguments, shown, by_name, spelled in asked
             if not (agree(answers[by_name], shown) and agree(answers[spelled], shown))]
    assert not wrong, f"{len(wrong)} of {CASES} differ, such as {wrong[:3]}"
