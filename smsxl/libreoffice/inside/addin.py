"""The object that Calc asks for the value of a cell that calls one of our functions."""

from __future__ import annotations

from typing import Any, Set, Tuple

import unohelper  # comes with LibreOffice
from com.sun.star.lang import XServiceInfo
from org.smsxl.calc import XFunctions  # a type that the extension brings

from smsxl.bugs import write_log
from smsxl.domain.values import NAME_ERROR
from smsxl.functions import FUNCTIONS
from smsxl.libreoffice import names
from smsxl.libreoffice.inside.answers import answering, error_number

SERVICES = ("com.sun.star.sheet.AddIn", names.FUNCTIONS)


class _Described(unohelper.Base, XFunctions, XServiceInfo):  # type: ignore[misc]  # LibreOffice's own types
    """What LibreOffice asks every object."""

    def getImplementationName(self) -> str:  # noqa: N802 - LibreOffice's name
        return names.FUNCTIONS

    def supportsService(self, name: str) -> bool:  # noqa: N802 - as above
        return name in SERVICES

    def getSupportedServiceNames(self) -> Tuple[str, ...]:  # noqa: N802 - as above
        return SERVICES


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

    methods = {function.name: answering(function, report) for function in FUNCTIONS}
    return type("Functions", (_Described,), methods)()
