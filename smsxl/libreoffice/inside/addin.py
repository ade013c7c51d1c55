"""The object that Calc asks for the value of a cell that calls one of our functions.

A method gives a bare value wherever it can: Calc does not find the texts of an array again, in a COUNTIF for example.
Python can't hand an array over as a method's result of no fixed type, so arrays go by way of a result that Calc listens
to, whose value may have any type.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, Set, Tuple

import uno  # comes with LibreOffice
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.sheet import ResultEvent, XVolatileResult
from org.smsxl.calc import XFunctions  # a type that the extension brings

from smsxl.bugs import write_log
from smsxl.functions import FUNCTIONS
from smsxl.libreoffice import names
from smsxl.libreoffice.inside.answers import Cells, answering

_KEPT: Final = 512
"""So many arrays are given again as they are: Calc keeps each new one until the document that asked is closed."""

SERVICES = ("com.sun.star.sheet.AddIn", names.FUNCTIONS)


class _Described(unohelper.Base, XFunctions, XServiceInfo):  # type: ignore[misc]  # LibreOffice's own types
    """What LibreOffice asks every object."""

    def getImplementationName(self) -> str:  # noqa: N802 - LibreOffice's name
        return names.FUNCTIONS

    def supportsService(self, name: str) -> bool:  # noqa: N802 - as above
        return name in SERVICES

    def getSupportedServiceNames(self) -> Tuple[str, ...]:  # noqa: N802 - as above
        return SERVICES


class _Array(unohelper.Base, XVolatileResult):  # type: ignore[misc]  # LibreOffice's own types
    """An array of cells as a result that never changes."""

    def __init__(self, cells: Cells) -> None:
        self._event = ResultEvent()  # without a source: an event that held its result would keep it for ever
        kinds = {type(value) for row in cells for value in row}
        kind = "string" if kinds == {str} else "double" if kinds == {float} else "any"
        self._event.Value = uno.Any(f"[][]{kind}", cells)

    def addResultListener(self, listener: Any) -> None:  # noqa: ANN401, N802 - LibreOffice's names and types
        listener.modified(self._event)

    def removeResultListener(self, listener: Any) -> None:  # noqa: ANN401, N802 - as above
        """Forget a listener: none is kept."""


def functions() -> Any:  # noqa: ANN401 - LibreOffice's own type
    """Return the object that answers all functions. An error that nobody foresaw goes into a log, once of its kind."""
    seen: Set[Tuple[type, str]] = set()

    def report(error: BaseException) -> None:
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        kind = (type(error), f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "")
        if kind not in seen:
            seen.add(kind)
            write_log(error)

    array = lru_cache(maxsize=_KEPT)(_Array)
    methods = {function.name: answering(function, report, array) for function in FUNCTIONS}
    return type("Functions", (_Described,), methods)()
