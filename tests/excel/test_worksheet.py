from __future__ import annotations

import datetime as dt
import inspect
import random
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

import smsxl.bugs
from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError
from smsxl.functions import FUNCTIONS, Function, Takes, Today, call
from smsxl.hosts.excel import worksheet
from smsxl.hosts.excel.worksheet import ERROR_MARK, worksheet_functions
from tests.bench.udf import CALLS, best, slowness
from tests.excel_engine.windows import MISSING, calling, windows
from tests.functions.test_forms_agree import _argument

CASES = 150
CELLS = ["Threat", "Open", "In place", 3, 4.0, None, "", CellError("#N/A"), CellError("#DIV/0!"), True, 0, "x"]


@pytest.fixture
def bound(xw: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[ModuleType, Callable[..., Any]]]:
    """Return the module of the functions as it is on Windows, and what calls them as Excel does."""
    with windows(monkeypatch, xw) as udfs:
        module = ModuleType("smsxl_udfs_on_windows")
        module.__file__ = __file__
        vars(module).update(worksheet_functions(xw))
        monkeypatch.setitem(sys.modules, module.__name__, module)
        yield module, calling(udfs, module.__name__)


def as_com(value: Any) -> Any:
    """Return an argument as Value2 gives it and COM carries it."""
    if isinstance(value, (list, tuple)):
        return tuple(tuple(as_com(cell) for cell in row) if isinstance(row, (list, tuple)) else as_com(row)
                     for row in value)
    if isinstance(value, CellError):
        return ERROR_MARK + value.code
    if isinstance(value, dt.date):
        return float(to_serial(value))
    return float(value) if type(value) is int else value


def expected(function: Function, arguments: list[Any]) -> Any:
    """Return what the registry gives for the same cells, as Excel receives it."""
    result = call(function, *arguments)
    if not isinstance(result, tuple):
        return as_com("" if result is None else result)
    rows = tuple(tuple(as_com("" if cell is None else cell) for cell in row) for row in result)
    return rows if len(rows) > 1 else rows[0] if len(rows[0]) > 1 else rows[0][0]


def generated(source: random.Random, function: Function) -> list[Any]:
    """Return arguments: cells, sometimes ranges of them, tables, columns, and None for an omitted one."""
    out = []
    for argument in function.arguments:
        if argument.takes is Takes.COLUMN:
            height = source.randint(1, 6)
            out.append([[source.choice(CELLS)] for _ in range(height)] if not argument.optional else None)
        elif argument.takes is Takes.VALUE and source.random() < 0.15:
            out.append([[_argument(source, function, argument) for _ in range(source.randint(1, 3))]
                        for _ in range(source.randint(1, 3))])
        else:
            out.append(_argument(source, function, argument))
        if out[-1] is None and argument.default is Today.TODAY:
            out[-1] = dt.date(2026, 11, 22)
    return out


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_dispatch_gives_what_the_registry_gives(function: Function, bound: Any) -> None:
    """Through xlwings' own dispatch every call gives what it gives in Python: blanks, errors, ranges, omitted ones."""
    source = random.Random(function.name)
    for _ in range(CASES):
        arguments = generated(source, function)
        wanted = expected(function, arguments)
        handed = [MISSING if value is None and declared.optional else as_com(value)
                  for value, declared in zip(arguments, function.arguments, strict=True)]
        assert bound[1](function.name, *handed) == wanted, arguments


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_xlwings_knows_name_category_help_and_optional_arguments(function: Function, bound: Any) -> None:
    """What the function wizard shows comes from the declaration, argument by argument."""
    known = vars(bound[0])[function.name].__xlfunc__
    assert (known["name"], known["category"], known["ret"]["doc"]) == (
        function.name, function.category, function.summary)
    assert [(arg["name"], arg["doc"], "optional" in arg) for arg in known["args"]] == [
        (argument.name, argument.help, argument.optional) for argument in function.arguments]


def test_errors_as_numbers_are_understood() -> None:
    """An error that COM turned into a number, as xlwings' own wrappers would hand it over, is that error."""
    score = worksheet_functions()["RISK_SCORE"]
    assert score(-2146826246, 2.0) == ((ERROR_MARK + "#N/A",),)
    assert worksheet_functions()["DUE_STATUS"](-2146826265, "Open", 46000.0) == ((ERROR_MARK + "#REF!",),)


def test_texts_that_look_like_errors_stay_texts() -> None:
    """Only the mark makes an error of a text: a label may read #N/A."""
    scale = ((1.0, "#N/A"), (2.0, "Likely"))
    assert worksheet_functions()["SCALE_VALUE"]("#N/A", scale) == ((1.0,),)


def test_days_go_out_as_serial_numbers() -> None:
    """COM has no plain day, so a day leaves as the number that Excel counts with."""
    assert worksheet_functions()["REVIEW_DUE"](46000.0, "Low") == ((46365.0,),)


def test_both_date_systems_agree_when_all_days_are_given() -> None:
    """In a workbook that counts from 1904 the numbers are 1,462 smaller, and every answer is the same day."""
    due = worksheet_functions()["DUE_STATUS"]
    for shift in (0.0, 1462.0):
        assert due(46010.0 - shift, "Open", 46000.0 - shift, 5.0) == (("On track",),)
        assert due(45999.0 - shift, "Open", 46000.0 - shift, 5.0) == (("Overdue",),)


def test_a_bug_gives_an_error_and_one_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours shows as #VALUE! in the cells, and fills no folder with logs."""
    logs: list[BaseException] = []
    monkeypatch.setattr(smsxl.bugs, "write_log", lambda error: logs.append(error) or "log")
    monkeypatch.setattr(worksheet, "call", lambda *_: 1 / 0)
    monkeypatch.setattr(worksheet, "_logged", set())
    score = worksheet_functions()["RISK_SCORE"]
    assert [score(1.0, 2.0) for _ in range(3)] == [((ERROR_MARK + "#VALUE!",),)] * 3
    assert len(logs) == 1


def test_arguments_keep_their_order_and_names() -> None:
    """A Python reader sees the same signature as the function wizard, and a wrong number of arguments fails."""
    for name, udf in worksheet_functions().items():
        declared = next(function for function in FUNCTIONS if function.name == name)
        assert list(inspect.signature(udf).parameters) == [argument.name for argument in declared.arguments]


@pytest.mark.parametrize("name", CALLS)
def test_a_call_costs_at_most_fifty_microseconds(name: str) -> None:
    """The Python side of a scalar call stays within its limit, in the shape of the template's columns."""
    assert best(worksheet_functions()[name], *CALLS[name], calls=500) <= 50 * slowness()
