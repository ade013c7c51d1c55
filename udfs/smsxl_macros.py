"""The macros behind the buttons, in the module that Excel imports. The buttons are declared in `smsxl.buttons`.

Installed as a top-level module, so that `RunPython "import smsxl_macros; smsxl_macros.validate()"` works from any
workbook. On Windows each macro is bound through xlwings; elsewhere they are plain Python.
"""

from __future__ import annotations

from smsxl.macros.excel import excel_macros

_MACROS = excel_macros()
globals().update(_MACROS)
__all__ = list(_MACROS)
