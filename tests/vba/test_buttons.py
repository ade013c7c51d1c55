"""The buttons of the ribbon and what happens on opening, in an interpreter."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

import pytest
from pyopenvba.interpreter import Interpreter
from pyopenvba.interpreter._runtime import Slot

from smsxl.buttons import BUTTONS
from smsxl.functions import FUNCTIONS
from tests.vba.interpreter import Control, Stage
from workbooks.excel.ribbon import NAMESPACES, ribbon
from workbooks.excel.wrappers import LONGEST_DESCRIPTION, LONGEST_LINE, functions_module, help_module

PYTHON: Final = r"%LOCALAPPDATA%\smsxl\Scripts\python.exe"
LIBRARY: Final = r"%LOCALAPPDATA%\smsxl\Scripts\xlwings64-0.37.8.dll"


def controls(part: str = "customUI14.xml", *, addin: bool = False) -> list[ET.Element]:
    """Return the buttons of a part of the ribbon."""
    return ET.fromstring(ribbon(part, addin=addin)).findall(f".//{{{NAMESPACES[part]}}}button")


def press(vba: Interpreter, button: ET.Element) -> None:
    """Press a button of the ribbon."""
    vba.run(button.get("onAction", ""), [Control(button.get("id", ""), button.get("tag", ""))])


@pytest.mark.parametrize("addin", [False, True])
@pytest.mark.parametrize("part", NAMESPACES)
def test_the_ribbon_is_that_of_the_declaration(part: str, addin: bool) -> None:  # noqa: FBT001
    """Each declared button is there in order with its texts, in its group, and no other."""
    root = ET.fromstring(ribbon(part, addin=addin))
    space = f"{{{NAMESPACES[part]}}}"
    found = [(button.get("label"), group.get("label"), button.get("screentip"), button.get("supertip"),
              button.get("imageMso")) for group in root.iter(f"{space}group") for button in group]
    assert found == [(b.label, b.group, b.summary, b.help, b.image) for b in BUTTONS]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert [tab.get("label") for tab in root.iter(f"{space}tab")] == ["SMS"]


@pytest.mark.parametrize("button", controls(), ids=lambda button: button.get("label"))
def test_a_button_runs_its_macro(button: ET.Element, vba: Interpreter, stage: Stage) -> None:
    """A press runs the macro of that name on the server that the functions use."""
    stage.settings["USE UDF SERVER"] = "True"
    press(vba, button)
    key = next(b.key for b in BUTTONS if b.label == button.get("label"))
    assert stage.executed[-1] == f"import smsxl_macros; smsxl_macros.{key}()"
    assert vba.dialogs == []


def test_without_the_server_xlwings_runs_it(vba: Interpreter, stage: Stage) -> None:
    """Where somebody switched the server off, RunPython of xlwings starts a Python of its own."""
    stage.settings["USE UDF SERVER"] = "False"
    press(vba, controls()[0])
    assert stage.executed == ["RunPython import smsxl_macros; smsxl_macros.validate()"]


def test_no_workbook_is_open(vba: Interpreter, stage: Stage) -> None:
    """The add-in's button without a workbook says what to do, and starts nothing."""
    stage.has_workbook = False
    press(vba, controls()[0])
    (_, text, title, _), = vba.dialogs
    assert text == "Validate needs an open workbook. Open one first; in Protected View choose Enable Editing."
    assert title == "smsxl"
    assert stage.started == 0


def test_a_failure_is_a_sentence(vba: Interpreter, stage: Stage) -> None:
    """Python's traceback goes into the log; the message is its last line and where the log is."""
    stage.settings["USE UDF SERVER"] = "True"
    stage.fails = "Traceback (most recent call last):\n  File x\nModuleNotFoundError: No module named 'smsxl_macros'.\n"
    press(vba, controls()[0])
    (_, text, _, _), = vba.dialogs
    assert text.startswith("Validate did not finish: ModuleNotFoundError: No module named 'smsxl_macros'.\r\n")
    assert "Traceback" not in text
    assert "smsxl-excel.log" in text
    assert "smsxl doctor" in text
    assert "Traceback (most recent call last)" in stage.log[0][1]


def test_a_missing_python_is_said(vba: Interpreter, stage: Stage) -> None:
    """Without its interpreter, or the library of xlwings beside it, a button says which file is missing."""
    stage.settings |= {"USE UDF SERVER": "True", "INTERPRETER_WIN": PYTHON}
    press(vba, controls()[0])
    stage.files = {PYTHON}
    press(vba, controls()[0])
    first, second = (text.splitlines()[0] for _, text, _, _ in vba.dialogs)
    assert first == f"Validate did not finish: Python was not found at {PYTHON}."
    assert second == f"Validate did not finish: xlwings64-0.37.8.dll was not found beside {PYTHON}."
    assert stage.started == 0
    stage.files = {PYTHON, LIBRARY}
    press(vba, controls()[0])
    assert len(vba.dialogs) == 2
    assert stage.started == 1


def test_the_tab_shows_once(vba: Interpreter, stage: Stage) -> None:
    """A workbook's tab stands back where the add-in shows the same one; the add-in's own always shows."""
    for stage.has_addin in (False, True):
        shown = Slot(None)
        vba.call(*vba.find_procedure("SmsxlGetVisible"), [Control("smsxl_tab", ""), shown], {})
        assert shown.value is not stage.has_addin
    assert "getVisible" in ribbon("customUI14.xml", addin=False)
    assert "getVisible" not in ribbon("customUI14.xml", addin=True)


def opened(vba: Interpreter) -> None:
    """Open the workbook."""
    vba.run("SmsxlOpened")


def test_help_is_registered_on_opening(vba: Interpreter, stage: Stage) -> None:
    """The function wizard gets summary, category and one help per argument of every function."""
    stage.full_name = r"C:\plans\it's mine.xlsm"
    opened(vba)
    assert stage.described == {
        f"'it''s mine.xlsm'!{function.name}":
            (function.summary, function.category, tuple(argument.help for argument in function.arguments))
        for function in FUNCTIONS}


def test_opening_without_python_is_quiet(vba: Interpreter, stage: Stage) -> None:
    """No interpreter named, or one that is gone: no message, nothing started, nothing scheduled, not changed."""
    for stage.settings in ({}, {"INTERPRETER_WIN": "pythonw"}, {"INTERPRETER_WIN": PYTHON}):
        opened(vba)
    assert (vba.dialogs, stage.started, stage.scheduled, stage.is_saved) == ([], 0, [], True)


def test_opening_does_not_hide_a_change(vba: Interpreter, stage: Stage) -> None:
    """A workbook that Excel changed while it opened stays unsaved."""
    stage.is_saved = False
    opened(vba)
    assert not stage.is_saved


def test_opening_warms_the_server_up_later(vba: Interpreter, stage: Stage) -> None:
    """With Python there, it is started once Excel has opened the workbook; a failure of it stays quiet."""
    stage.settings["INTERPRETER_WIN"] = PYTHON
    stage.files = {PYTHON, LIBRARY}
    opened(vba)
    assert (stage.started, stage.scheduled) == (0, ["'book.xlsm'!SmsxlWarmUp"])
    vba.run("SmsxlWarmUp")
    assert (stage.started, stage.executed) == (1, ["import smsxl_udfs"])
    stage.fails = "broken"
    vba.run("SmsxlWarmUp")
    assert vba.dialogs == []


def test_descriptions_fit() -> None:
    """Excel takes 255 characters for a description and for each argument's help, VBA 1,023 for a line."""
    for function in FUNCTIONS:
        for text in (function.summary, function.category, *(argument.help for argument in function.arguments)):
            assert len(text) <= LONGEST_DESCRIPTION
            assert text.isascii()  # a VBA project is stored in a code page
    assert all(len(line) <= LONGEST_LINE for line in (functions_module() + help_module()).splitlines())
    assert help_module().count(" _\n") <= 24 * len(FUNCTIONS)
