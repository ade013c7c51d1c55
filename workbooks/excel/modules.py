"""The modules of our two VBA projects: the workbook's and the add-in's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from smsxl.build.macros import WORKBOOK_CODE_NAME, code_name
from workbooks.excel.project import Kind, Module, document
from workbooks.excel.wrappers import FUNCTIONS_MODULE, HELP_MODULE, functions_module, help_module

SOURCES: Final = Path(__file__).parent / "sources"
XLWINGS_VERSION: Final = "0.37.8"
"""The version whose module we ship: the DLL beside the interpreter carries it in its name."""

_SHARED: Final = ("SmsxlPython", "SmsxlRibbon")
_CLASS_HEAD: Final = re.compile(r"\AVERSION 1\.0 CLASS\r?\nBEGIN\r?\n.*?^END\r?\n", re.DOTALL | re.MULTILINE)
_CLASS_BASE: Final = 'Attribute VB_Base = "0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"\n'
_EXPOSED: Final = re.compile(r"^Attribute VB_Exposed = \w+\r?\n", re.MULTILINE)
_CLASS_REST: Final = "Attribute VB_TemplateDerived = False\nAttribute VB_Customizable = False\n"


def workbook_modules(sheets: int) -> list[Module]:
    """Return the modules of a workbook with so many sheets: the functions, their help, the buttons."""
    return [document(WORKBOOK_CODE_NAME, "workbook", source("ThisWorkbook.cls")),
            *(document(code_name(place), "sheet") for place in range(sheets)), *_others(),
            *(standard(name) for name in (*_SHARED, "SmsxlStart")),
            Module(FUNCTIONS_MODULE, Kind.STANDARD, functions_module()),
            Module(HELP_MODULE, Kind.STANDARD, help_module())]


def addin_modules() -> list[Module]:
    """Return the modules of the add-in: the buttons, and no worksheet function of ours."""
    return [document(WORKBOOK_CODE_NAME, "workbook"), document(code_name(0), "sheet"), *_others(),
            *(standard(name) for name in _SHARED)]


def source(name: str) -> str:
    """Return a source file."""
    return (SOURCES / name).read_text(encoding="cp1252")


def standard(name: str) -> Module:
    """Return one of our own modules that stands in a file."""
    return Module(name, Kind.STANDARD, source(f"{name}.bas"))


def _others() -> list[Module]:
    """Return xlwings' standalone module, and the class that it needs on a Mac."""
    return [standard("xlwings"), Module("Dictionary", Kind.CLASS, _class_source(source("Dictionary.cls")))]


def _class_source(exported: str) -> str:
    """Return the source of a class as a project holds it: without the head of an exported file, with all attributes."""
    name, _, rest = _CLASS_HEAD.sub("", exported).partition("\n")
    return f"{name}\n{_CLASS_BASE}" + _EXPOSED.sub(lambda line: line[0] + _CLASS_REST, rest, count=1)
