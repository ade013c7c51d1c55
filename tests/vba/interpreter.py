"""Our VBA in pyOpenVBA's interpreter: Excel is played by a few objects, xlwings' server by the real functions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyopenvba.interpreter import (
    EMPTY,
    MISSING,
    NOTHING,
    HostBridge,
    Interpreter,
    VBAArray,
    VBAErrorValue,
    VBAInt,
    VBAObject,
    member,
    method,
    setter,
)
from pyopenvba.interpreter._runtime import UNRESOLVED
from pyopenvba.interpreter._values import error

from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError
from smsxl.functions import call
from workbooks.excel.modules import workbook_modules

MARK = "\ue000"
NUMBERS = {"#NULL!": 2000, "#DIV/0!": 2007, "#VALUE!": 2015, "#REF!": 2023, "#NAME?": 2029, "#NUM!": 2036,
           "#N/A": 2042, "#GETTING_DATA": 2043, "#SPILL!": 2045, "#CONNECT!": 2046, "#BLOCKED!": 2047,
           "#UNKNOWN!": 2048, "#FIELD!": 2049, "#CALC!": 2050}
"""The numbers of Excel's cell errors (XlCVError)."""

CODES = {number: code for code, number in NUMBERS.items()}

_XLWINGS = """
Public Const XLWINGS_VERSION As String = "0.37.8"
Public Function XLPy()
    Set XLPy = Stage.Server()
End Function
Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = Stage.Setting(configKey, default)
End Function
Public Function FileExists(ByVal path As String) As Boolean
    FileExists = Stage.HasFile(path)
End Function
Public Function ParentFolder(ByVal path As String) As String
    ParentFolder = Left$(path, InStrRev(path, "\\") - 1)
End Function
Public Function RunPython(command As String)
    Stage.Run command
End Function
"""
"""Stands in for xlwings' module, which declares functions of a DLL."""


def to_vba(value: object) -> object:
    """Return a Python value as VBA holds it: rows as an array that begins at 1, as Range.Value2 gives it."""
    if value is None:
        return EMPTY
    if isinstance(value, CellError):
        return VBAErrorValue(NUMBERS[value.code])
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, dt.date):
        return float(to_serial(value))
    if isinstance(value, (tuple, list)):
        return array([[to_vba(cell) for cell in row] for row in value], first=1)
    return value


def array(rows: Sequence[Sequence[object]], first: int) -> VBAArray:
    """Return rows of VBA values as an array."""
    made = VBAArray([(first, first + len(rows) - 1), (first, first + len(rows[0]) - 1)])
    for r, row in enumerate(rows, start=first):
        for c, cell in enumerate(row, start=first):
            made.set([r, c], cell)
    return made


def from_vba(value: object) -> Any:
    """Return a VBA value as Python holds it."""
    if value is EMPTY or value is MISSING:
        return None
    if isinstance(value, VBAErrorValue):
        return CellError(CODES[value.number])
    if isinstance(value, VBAInt):
        return int(value)
    if isinstance(value, VBAArray):
        if value.dimensions == 1:
            return (tuple(from_vba(cell) for cell in value.items),)
        (top, bottom), (left, right) = value.bounds
        return tuple(tuple(from_vba(value.get([r, c])) for c in range(left, right + 1)) for r in range(top, bottom + 1))
    return value


class Areas(VBAObject):
    """The areas of a range."""

    def __init__(self, count: int) -> None:
        self._count = count

    @member
    def Count(self) -> object:  # noqa: N802
        return VBAInt(self._count)


class Range(VBAObject):
    """Cells of a sheet; `value` may be changed behind the formula's back, as a user does."""

    vba_type_name = "Range"

    def __init__(self, value: object, areas: int = 1) -> None:
        self.value, self.areas = value, areas

    @member
    def Value2(self) -> object:  # noqa: N802
        return to_vba(self.value)

    @member(name="Areas")
    def its_areas(self) -> object:
        return Areas(self.areas)


@dataclass
class Stage(VBAObject):
    """What the modules see of the world, and what they did to it."""

    answer: Callable[..., object] = call
    full_name: str = r"C:\plans\book.xlsm"
    settings: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    has_workbook: bool = True
    has_addin: bool = False
    is_saved: bool = True
    calls: list[tuple[str, tuple[object, ...]]] = field(default_factory=list)
    executed: list[str] = field(default_factory=list)
    scheduled: list[str] = field(default_factory=list)
    described: dict[str, tuple[str, str, tuple[str, ...]]] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    volatile: int = 0
    started: int = 0
    stopped: bool = False
    fails: str = ""
    missing: str = ""

    vba_type_name = "Stage"

    @method(name="Server")
    def its_server(self) -> object:
        self.started += 1
        if self.missing:
            raise error(1000, self.missing)
        self.stopped = False
        return Server(self)

    @method(name="Setting")
    def setting(self, key: object, default: object) -> object:
        return self.settings.get(str(key), default)

    @method(name="HasFile")
    def has_file(self, path: object) -> object:
        return path in self.files

    @method(name="Append")
    def append(self, path: object, text: object) -> object:
        self.log.append((str(path), str(text)))
        return EMPTY

    @method(name="Run")
    def run(self, command: object) -> object:
        self.executed.append(f"RunPython {command}")
        return EMPTY


class Server(VBAObject):
    """XLPython, the server of xlwings: the real functions behind the contract of smsxl_udfs."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def _check(self) -> None:
        if self._stage.stopped:
            raise error(462, "The remote server machine does not exist or is unavailable")
        if self._stage.fails:
            raise error(-2147352567, self._stage.fails)

    @method
    def CallUDF(self, module: object, name: object, args: object, book: object, caller: object) -> object:  # noqa: N802
        self._check()
        assert module == "smsxl_udfs"
        assert isinstance(args, VBAArray)
        given = tuple(_received(from_vba(one)) for one in args.items)
        self._stage.calls.append((str(name), given))
        return _returned(self._stage.answer(str(name), *given))

    @method
    def Module(self, name: object) -> object:  # noqa: N802
        self._check()
        self._stage.executed.append(f"import {name}")
        return name

    @method
    def SetAttr(self, module: object, name: object, value: object) -> object:  # noqa: N802
        assert (module, name) == ("xlwings._xlwindows", "BOOK_CALLER")
        return EMPTY

    @method
    def Exec(self, command: object) -> object:  # noqa: N802
        self._check()
        self._stage.executed.append(str(command))
        return EMPTY


def _received(value: Any) -> Any:
    """Return an argument as smsxl_udfs takes it: a marked text is a cell error."""
    if isinstance(value, tuple):
        return tuple(tuple(_received(cell) for cell in row) for row in value)
    if isinstance(value, str) and value.startswith(MARK):
        return CellError(value[1:])
    assert not isinstance(value, CellError), "errors have to travel as marked texts"
    return value


def _returned(value: Any) -> object:
    """Return an answer as the server gives it: errors marked, one cell and one row out of their grid."""
    if not isinstance(value, tuple):
        return MARK + value.code if isinstance(value, CellError) else to_vba(value)
    rows = [[_returned(cell) for cell in row] for row in value]
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    if len(rows) == 1:
        return VBAArray([(0, len(rows[0]) - 1)], items=list(rows[0]))
    return array(rows, first=0)


class Application(VBAObject):
    """What our modules use of Excel."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @member
    def Caller(self) -> object:  # noqa: N802
        return Range(None)

    @method
    def Volatile(self) -> object:  # noqa: N802
        self._stage.volatile += 1
        return EMPTY

    @method
    def OnTime(self, when: object, macro: object) -> object:  # noqa: N802
        self._stage.scheduled.append(str(macro))
        return EMPTY

    @method
    def MacroOptions(self, Macro: object, Description: object, Category: object,  # noqa: N802, N803
                     ArgumentDescriptions: object) -> object:  # noqa: N803
        assert isinstance(ArgumentDescriptions, VBAArray)
        helps = tuple(str(text) for text in ArgumentDescriptions.items)
        self._stage.is_saved = False
        self._stage.described[str(Macro)] = (str(Description), str(Category), helps)
        return EMPTY


class Book(VBAObject):
    """A workbook."""

    vba_type_name = "Workbook"

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @member
    def Name(self) -> object:  # noqa: N802
        return self._stage.full_name.rpartition("\\")[2]

    @member
    def FullName(self) -> object:  # noqa: N802
        return self._stage.full_name

    @member
    def Saved(self) -> object:  # noqa: N802
        return self._stage.is_saved

    @setter("Saved")
    def _set_saved(self, value: object) -> None:
        self._stage.is_saved = bool(value)


class Control(VBAObject):
    """A button of the ribbon."""

    def __init__(self, identifier: str, tag: str) -> None:
        self._id, self._tag = identifier, tag

    @member
    def ID(self) -> object:  # noqa: N802
        return self._id

    @member
    def Tag(self) -> object:  # noqa: N802
        return self._tag


class Excel(HostBridge):
    """What a project sees of Excel."""

    def __init__(self, stage: Stage) -> None:
        self._stage, self._application, self._book = stage, Application(stage), Book(stage)

    def global_object(self, name: str) -> object:
        """Return what a name stands for."""
        return {"stage": self._stage, "application": self._application, "thisworkbook": self._book,
                "activeworkbook": self._book if self._stage.has_workbook else NOTHING}.get(name.lower(), UNRESOLVED)

    def has_global_member(self, name: str) -> bool:
        """Whether Excel's own global object has it."""
        return name.lower() == "workbooks"

    def call_global(self, name: str, args: list[object], named: dict[str, object]) -> object:
        """Return a workbook by its name."""
        assert args == ["smsxl.xlam"]
        if self._stage.has_addin:
            return self._book
        raise error(9)

    def constant(self, name: str) -> object:
        """Return a constant of Excel's library."""
        return VBAInt(2015) if name.lower() == "xlerrvalue" else UNRESOLVED


_WRITES_LOG = re.compile(r"    file = FreeFile\r?\n.*?    Close #file\r?\n", re.DOTALL)


def project(stage: Stage) -> Interpreter:
    """Return our modules, ready to run; the interpreter opens no files, so the stage keeps the log."""
    vba = Interpreter(Excel(stage))
    vba.add_module(_XLWINGS, name="xlwings")
    for module in workbook_modules(0):
        if module.name.startswith("Smsxl"):
            source = _WRITES_LOG.sub("    Stage.Append SmsxlLogFile(), text\n", module.source)
            source = source.replace('Environ("TEMP")', r'"C:\temp"')
            assert (source != module.source) is (module.name == "SmsxlPython")
            vba.add_module(source, name=module.name)
    return vba


def ask(vba: Interpreter, function: str, *arguments: object) -> Any:
    """Return what a formula shows: lists of rows are ranges, `...` is an omitted argument."""
    given = [MISSING if one is ... else one if isinstance(one, Range)
             else Range(one) if isinstance(one, (list, tuple)) else to_vba(one) for one in arguments]
    return from_vba(vba.run(function, given))
