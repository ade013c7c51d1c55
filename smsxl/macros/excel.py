"""The macros that Excel runs, one for each declared button, and the one place where their errors become a sentence."""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
from collections.abc import Callable, Mapping
from typing import Any, Final

from smsxl.buttons import BUTTONS, Button
from smsxl.check import today
from smsxl.doctor import this_machine
from smsxl.errors import SmsxlError
from smsxl.hosts.excel.guard import load_xlwings
from smsxl.hosts.excel.program import calling_program
from smsxl.hosts.program import Program
from smsxl.macros.accept import accept_selected
from smsxl.macros.doctor import doctor
from smsxl.macros.explain import explain
from smsxl.macros.report import report
from smsxl.macros.score import score
from smsxl.macros.validate import validate

_REFUSALS: Final = ("com_error", "CommandError")
"""What Excel's refusals are called: over COM and over Apple events."""

MACROS: Final[Mapping[str, Callable[[Program, dt.date], object]]] = {
    "validate": validate, "explain": explain, "score": score, "accept": accept_selected, "report": report,
    "doctor": lambda program, _: doctor(program, this_machine()),
}
"""What each button does, by its key."""


def press(button: Button, program: Program, on: dt.date) -> None:
    """Do what a button does. Whatever goes wrong is said in a sentence, and the workbook keeps its state."""
    try:
        MACROS[button.key](program, on)
    except SmsxlError as error:
        program.say(str(error))
    except Exception as error:  # noqa: BLE001 - the boundary
        from smsxl.bugs import please_report, write_log  # noqa: PLC0415 - needed only here

        log = write_log(error)
        if type(error).__name__ in _REFUSALS:
            program.say(f"{button.label} stopped, because Excel refused something: leave the cell that you edit, "
                        f"close open dialogs, and try again; the log is {log}.")
        else:
            program.say(f"{button.label} stopped because of a bug in smsxl; {please_report(log)}")
    finally:
        with contextlib.suppress(Exception):  # the message is out; a status bar that can't be reset must not hide it
            program.progress(None)


def excel_macros(xw: Any = None) -> dict[str, Callable[[], None]]:  # noqa: ANN401
    """Return a macro for each button by its key, bound to xlwings on Windows (or to `xw` where it is given)."""
    if xw is None and sys.platform == "win32":
        xw = load_xlwings()
    made = {button.key: _macro(button) for button in BUTTONS}
    return made if xw is None else {key: xw.sub(macro) for key, macro in made.items()}


def _macro(button: Button) -> Callable[[], None]:
    def macro():  # type: ignore[no-untyped-def]  # noqa: ANN202 - xlwings would convert by annotations
        press(button, calling_program(), today())

    macro.__name__ = macro.__qualname__ = button.key
    macro.__doc__ = button.summary
    return macro
