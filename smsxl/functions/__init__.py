"""The worksheet functions: one declaration each, over the domain.

From a declaration come the Python call, the LAMBDA for Excel 365 and the formula in built-in functions.
"""

from __future__ import annotations

from smsxl.functions.evaluate import Same, call, each, over_rows, scalar
from smsxl.functions.formulas import stored_form
from smsxl.functions.function import Function, plain
from smsxl.functions.model import Argument, Blank, Kind, Result, Takes, Today
from smsxl.functions.registry import BY_NAME, FUNCTIONS

__all__ = [
    "BY_NAME",
    "FUNCTIONS",
    "Argument",
    "Blank",
    "Function",
    "Kind",
    "Result",
    "Same",
    "Takes",
    "Today",
    "call",
    "each",
    "over_rows",
    "plain",
    "scalar",
    "stored_form",
]
