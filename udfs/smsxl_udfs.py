"""The worksheet functions, in the module that Excel imports. They are declared in `smsxl.functions`, and only there.

Installed as a top-level module, so that xlwings finds it from any workbook. On Windows each function is bound through
xlwings; elsewhere the same functions are plain Python.
"""

from __future__ import annotations

from smsxl.hosts.excel.worksheet import worksheet_functions

_FUNCTIONS = worksheet_functions()
globals().update(_FUNCTIONS)
__all__ = list(_FUNCTIONS)
