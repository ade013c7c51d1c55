"""xlwings' real dispatch of worksheet functions, with stand-ins for the modules that only Windows has."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

MISSING = -2147352572
"""What COM makes of an omitted argument."""


class _Caller:
    """What xlwings wraps the calling cell in."""

    address = "$D$2"

    def __init__(self, xl: Any) -> None:
        self.xl = xl


@contextmanager
def windows(patch: pytest.MonkeyPatch, xw: Any) -> Iterator[Any]:
    """Let xlwings.udfs be imported, and xlwings have the decorators that it has on Windows."""
    client = ModuleType("win32com.client")
    client.Dispatch = lambda value: value  # type: ignore[attr-defined]
    stand_ins = {
        "pythoncom": SimpleNamespace(CoInitialize=lambda: None), "pywintypes": SimpleNamespace(),
        "win32com": ModuleType("win32com"), "win32com.client": client,
        "xlwings.com_server": SimpleNamespace(loop=None),
        "xlwings._xlwindows": SimpleNamespace(Range=_Caller, is_range_instance=lambda _: False, BOOK_CALLER=None),
    }
    for name, module in stand_ins.items():
        patch.setitem(sys.modules, name, module)
    patch.setattr(xw, "_xlwindows", stand_ins["xlwings._xlwindows"], raising=False)
    udfs = importlib.import_module("xlwings.udfs")
    for ours, theirs in (("func", "xlfunc"), ("arg", "xlarg"), ("ret", "xlret"), ("sub", "xlsub")):
        patch.setattr(xw, ours, getattr(udfs, theirs), raising=False)
    yield udfs
    udfs.udf_modules.clear()
    sys.modules.pop("xlwings.udfs", None)


def calling(udfs: Any, module: str) -> Callable[..., Any]:
    """Return what calls a function of a module as Excel does, the squeeze of `XLPython.CallUDF` included."""
    def call(name: str, *arguments: Any) -> Any:
        rows = udfs.call_udf(module, name, arguments, None, object())
        if len(rows) == 1:
            return rows[0][0] if len(rows[0]) == 1 else rows[0]
        return rows

    return call
