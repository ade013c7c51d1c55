"""Our wrappers beside those that xlwings' own generator writes for the same functions.

They have the same names and the same arguments in the same order, and call the same Python function. They differ in
this, on purpose; each difference is asserted below:

- Arguments that VBA keeps for itself (`type`, `until`, `scale`) have `the_` in front; VBA refuses a
  module with xlwings' wrappers of them.
- On failure xlwings shows the message as a text in the cell; ours shows a cell error and writes the message to a log.
- xlwings hands ranges over as objects, which Python reads back over COM; ours hands over their values.
- Ours remembers answers, and is volatile where an omitted argument means today.
"""

from __future__ import annotations

import importlib
import inspect
import io
import re
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from smsxl.functions import FUNCTIONS, Function
from workbooks.excel.wrappers import KEYWORDS, functions_module

WINDOWS = ("pythoncom", "pywintypes", "win32com", "win32com.client")
"""The modules of pywin32 that `xlwings.udfs` imports."""


@pytest.fixture
def udfs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Return the module of xlwings that writes wrappers, with stand-ins for pywin32."""
    for name in WINDOWS:
        module = types.ModuleType(name)
        module.__dict__.update(CoInitialize=lambda *_: None, com_error=Exception, Dispatch=lambda one: one)
        monkeypatch.setitem(sys.modules, name, module)
    yield importlib.import_module("xlwings.udfs")
    sys.modules.pop("xlwings.udfs", None)


def decorated(udfs: Any, function: Function) -> Any:
    """Return a Python function as smsxl_udfs would offer it to xlwings."""
    def udf(*args: object) -> object:
        return args

    udf.__name__ = function.name
    udf.__doc__ = function.summary
    udf.__signature__ = inspect.Signature([  # type: ignore[attr-defined]
        inspect.Parameter(argument.name, inspect.Parameter.POSITIONAL_OR_KEYWORD,
                          default=None if argument.optional else inspect.Parameter.empty)
        for argument in function.arguments])
    made = udfs.xlfunc(category=function.category)(udf)
    for argument in function.arguments:
        made = udfs.xlarg(argument.name, doc=argument.help)(made)
    return made


def generated(udfs: Any, workbook: str = "book.xlsm") -> str:
    """Return what xlwings writes for all our functions."""
    module = types.SimpleNamespace(**{function.name: decorated(udfs, function) for function in FUNCTIONS})
    out = io.StringIO()
    udfs.generate_vba_wrapper("smsxl_udfs", module, out, types.SimpleNamespace(Name=workbook))
    return out.getvalue()


HEAD = re.compile(r"^(?:Public )?Function (\w+)\((.*)\)", re.MULTILINE)


def heads(source: str) -> dict[str, list[str]]:
    """Return the arguments of each function as they are declared, by its name."""
    return {name: arguments.split(", ") for name, arguments in HEAD.findall(source)}


def renamed(argument: str) -> str:
    """Return an argument as xlwings writes it, with our name."""
    optional, _, name = argument.rpartition("Optional ")
    return f"{optional}{'Optional ' if argument.startswith('Optional') else ''}" + (
        f"the_{name}" if name in KEYWORDS else name)


def test_same_names_same_arguments(udfs: Any) -> None:
    """Each wrapper has the arguments of xlwings' one in the same order, optional where that is; three are renamed."""
    theirs, ours = heads(generated(udfs)), heads(functions_module())
    assert ours == {name: [renamed(one) for one in arguments] for name, arguments in theirs.items()}
    changed = {one for name in ours for one in set(theirs[name]) - set(ours[name])}
    assert changed == {"type", "until", "scale"}


def test_no_argument_is_a_word_of_vba() -> None:
    """No argument has a name that VBA keeps for itself: Excel would refuse the whole module."""
    for name, arguments in heads(functions_module()).items():
        names = [one.removeprefix("Optional ").lower() for one in arguments]
        assert len(set(names)) == len(names)
        assert not KEYWORDS & {*names, name.lower()}
    assert {"type", "until", "scale"} <= KEYWORDS


def test_the_same_python_function_is_called(udfs: Any) -> None:
    """Both hand all arguments in their order to the function of the same name."""
    for function in FUNCTIONS:
        theirs = re.search(rf'XLPy\.CallUDF\("smsxl_udfs", "{function.name}", Array\((.*?)\), ThisWorkbook, '
                           r"Application\.Caller\)", generated(udfs))
        ours = re.search(rf'SmsxlAnswer\("{function.name}", Array\((.*)\), \w+\)', functions_module())
        assert theirs is not None
        assert ours is not None
        assert re.findall(r"SmsxlGiven\((\w+)\)", ours[1]) == [renamed(one) for one in theirs[1].split(", ")]


def test_the_differences(udfs: Any) -> None:
    """Failures as texts, ranges as objects and no volatility are theirs alone."""
    theirs, ours = generated(udfs), functions_module()
    assert theirs.count("= Err.Description") == len(FUNCTIONS)
    assert "Err.Description" not in ours
    assert "Volatile" not in theirs
    assert ours.count("Application.Volatile") == sum(function.is_volatile for function in FUNCTIONS) == 4
