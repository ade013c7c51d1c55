"""The VBA functions that Excel calls in formulas, and their help for the function wizard, made from the registry.

One VBA function stands for each worksheet function, under its name and with its arguments in their order. It hands
them to `SmsxlAnswer` of `sources/SmsxlPython.bas`, which asks the function of the same name in `smsxl_udfs.py` over
xlwings' server. What passes between the two:

- To Python: every argument of the declaration, always as many. A number, a text or a boolean as it is, a date as its
  serial number; a blank cell and an omitted argument as None; a cell error as its text behind the mark U+E000, such as
  "\ue000#N/A". A range or an array of more than one cell is a tuple of rows, each a tuple of these; of a single cell it
  is that cell.
- From Python: one of these, or rows of them, all of one length. A text behind the mark becomes a real cell error, in a
  cell and within a grid; None becomes an empty text, since Excel would show 0. An exception becomes #VALUE!, and its
  message goes into the log, never into the cell.
"""

from __future__ import annotations

import re
from typing import Final

from smsxl.functions import FUNCTIONS, Argument, Function

FUNCTIONS_MODULE: Final = "SmsxlFunctions"
HELP_MODULE: Final = "SmsxlHelp"
LONGEST_DESCRIPTION: Final = 255
"""Characters that Application.MacroOptions takes for a description or the help of an argument."""

LONGEST_LINE: Final = 1023
"""Characters that VBA takes in a line."""

KEYWORDS: Final = frozenset(re.findall(r"\w+", """
    abs access addressof alias and any append array as attribute base binary boolean byref byte byval call case cbool
    cbyte ccur cdate cdbl cdec cint circle clng clnglng clngptr close compare const csng cstr currency cvar cverr date
    debug decimal declare defbool defbyte defcur defdate defdbl defdec defint deflng defobj defsng defstr defvar dim do
    doevents double each else elseif empty end endif enum eqv erase error event exit explicit false fix for friend
    function get global gosub goto if imp implements in input int integer is lbound len let lib like line lock long
    longlong longptr loop lset me mid mod module name new next not nothing null object on open option optional or output
    paramarray preserve print private property pset public put raiseevent random read redim rem resume return rset scale
    seek select set sgn shared single spc static step stop string sub tab text then to true type typeof ubound unlock
    until variant wend while with withevents write xor
    """))
"""Words that VBA keeps for itself, or that read as something else ([MS-VBAL] 3.3.5.2 and the words of statements)."""

_OWN: Final = "remembered"
"""The variable of a wrapper."""


def vba_name(argument: Argument) -> str:
    """Return the name of an argument in VBA: its own, or with `the_` in front where VBA keeps it for itself."""
    name = argument.name
    return f"the_{name}" if name.lower() in KEYWORDS or name.lower() == _OWN else name


def functions_module() -> str:
    """Return the source of the module of worksheet functions."""
    return "\n".join([
        f'Attribute VB_Name = "{FUNCTIONS_MODULE}"', "Option Explicit", "",
        "' Made by workbooks/excel/build.py from the declarations in smsxl/functions: change those, not this.", "",
        *(line for function in FUNCTIONS for line in _wrapper(function))])


def _wrapper(function: Function) -> list[str]:
    parameters = ", ".join(("Optional " if a.optional else "") + vba_name(a) for a in function.arguments)
    given = ", ".join(f"SmsxlGiven({vba_name(argument)})" for argument in function.arguments)
    remembered, before = "True", []
    if function.today_argument is not None:
        remembered = _OWN
        before = [f"    Dim {_OWN} As Boolean",
                  f"    {_OWN} = SmsxlIsDay({vba_name(function.today_argument)})",
                  f"    If Not {_OWN} Then Application.Volatile"]
    return [f"Public Function {function.name}({parameters})", *before,
            f'    {function.name} = SmsxlAnswer("{function.name}", Array({given}), {remembered})', "End Function", ""]


def help_module() -> str:
    """Return the source of the module that registers the help of every function."""
    lines = [f'Attribute VB_Name = "{HELP_MODULE}"', "Option Explicit", "Option Private Module", "",
             "' Made by workbooks/excel/build.py from the declarations in smsxl/functions: change those, not this.", "",
             "Public Sub SmsxlRegisterHelp()"]
    for function in FUNCTIONS:
        texts = ", ".join(map(_text, (function.name, function.summary, function.category)))
        lines.append(f"    SmsxlDescribe {texts}, _")
        helps = [_text(argument.help) for argument in function.arguments]
        lines += [f"        {'Array(' if i == 0 else ''}{text}{', _' if i < len(helps) - 1 else ')'}"
                  for i, text in enumerate(helps)]
    return "\n".join([*lines, "End Sub", ""])


def _text(text: str) -> str:
    """Return a text as VBA writes it."""
    return '"' + text.replace('"', '""') + '"'
