"""The pieces of formulas that every function shares: guards, defaults, literals, and the prefixes of a file.

The guards follow the order of `evaluate.scalar`: errors, blanks that empty, wrong kinds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from smsxl.domain.dates import LAST_SERIAL
from smsxl.functions.model import Argument, Blank, Kind, Takes, Today

LONGEST_FORMULA = 8192
"""Characters that Excel allows in a formula."""

NEWER_FUNCTIONS: tuple[str, ...] = ("ISOMITTED", "LAMBDA", "LET", "MAKEARRAY", "MAP", "SEQUENCE", "TOCOL")
"""The functions newer than Excel 2016 that our LAMBDAs use: a file holds them with a prefix."""

LITERAL = re.compile(r'-?\d+(\.\d+)?|"([^"]|"")*"')
"""A number or a text as a formula writes it."""

_TOKEN = re.compile(
    r'"(?:[^"]|"")*"|#[A-Z/0]+[!?A]|\[[A-Za-z_][A-Za-z_0-9]*\]|\d[\d.]*(?:E[+-]?\d+)?|[A-Za-z_][A-Za-z_0-9.]*'
)


def stored_form(source: str) -> str:
    """Return what a file has to hold for a LAMBDA: prefixes before parameters and before newer functions.

    Every identifier that is not called is taken for a parameter or a LET name, so the source must not refer to cells
    or to names. An optional `[x]` is `_xlop.x` where it is declared and `_xlpm.x` where it is used.
    """

    def prefixed(match: re.Match[str]) -> str:
        token = match.group()
        if token[0] in '"#' or token[0].isdigit() or token in ("TRUE", "FALSE"):
            return token
        if token[0] == "[":
            return f"_xlop.{token[1:-1]}"
        if source[match.end() : match.end() + 1] == "(":
            return f"_xlfn.{token}" if token in NEWER_FUNCTIONS else token
        return f"_xlpm.{token}"

    return _TOKEN.sub(prefixed, source)


def literal(value: object) -> str:
    """Return a default as a formula writes it: a text, a number, an array constant or today."""
    if value is Today.TODAY:
        return "TODAY()"
    if isinstance(value, tuple):
        return "{" + ";".join(",".join(literal(cell) for cell in row) for row in value) + "}"
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return '""' if value is None else format(value, "")


def with_default(argument: Argument) -> str:
    """Return what a LAMBDA takes for an optional argument."""
    default = literal(argument.default)
    if argument.blank is not Blank.DEFAULT:
        return f"IF(ISOMITTED({argument.name}),{default},{argument.name})"
    return f"IF(ISOMITTED({argument.name}),{default},{or_default(argument, argument.name)})"


def or_default(argument: Argument, text: str) -> str:
    """Return the formula that takes the default where an argument is blank."""
    default = literal(argument.default)
    if argument.takes is Takes.TABLE:
        return f"IF(SUMPRODUCT(LEN(TRIM({text})))=0,{default},{text})"
    return f'IF(TRIM({text})="",{default},{text})'


def guarded(arguments: Sequence[Argument], names: Mapping[str, str], core: str) -> str:
    """Return a formula behind the guards of its arguments: errors, blanks, kinds."""
    wrong = [text for text in (_wrong(argument, names[argument.name]) for argument in arguments) if text]
    if wrong:
        core = f"IF({_any(wrong)},#VALUE!,{core})"
    empty = [_empty(argument, names[argument.name]) for argument in arguments if argument.blank is Blank.EMPTIES]
    if empty:
        core = f'IF({_any(empty)},"",{core})'
    for argument in reversed(arguments):
        text = names[argument.name]
        seen = f"SUM({text})" if argument.takes is Takes.TABLE else text
        core = f"IF(ISERROR({seen}),{seen},{core})"
    return core


def _any(tests: Sequence[str]) -> str:
    """Return the formula that is true where one of the tests is.

    A lone truth value is not compared with 0: in Excel every truth value is greater than every number.
    """
    return tests[0] if len(tests) == 1 else f"{'+'.join(tests)}>0"


def _empty(argument: Argument, text: str) -> str:
    if argument.takes is Takes.TABLE:
        return f"(SUMPRODUCT(LEN(TRIM({text})))=0)"
    return f'(TRIM({text})="")'


def _wrong(argument: Argument, text: str) -> str:
    """Return a number that is above 0 where an argument is of the wrong kind; empty where any kind is right."""
    if argument.takes is Takes.TABLE:
        return f"(COLUMNS({text})<{argument.columns})" if argument.columns > 1 else ""
    tests = {
        Kind.RATING: f"IF(ISNUMBER({text}),({text}<1)+({text}<>INT({text})),1)",
        Kind.NUMBER: f"(1-ISNUMBER({text}))",
        Kind.SHARE: f"IF(ISNUMBER({text}),--({text}<0),1)",
        Kind.DATE: f"IF(ISNUMBER({text}),({text}<1)+({text}>={LAST_SERIAL + 1}),1)",
        Kind.TEXT: f"ISLOGICAL({text})",
        Kind.WORD: "(" + "+".join(f'(TRIM({text})="{word}")' for word in argument.words) + "=0)",
        Kind.ANY: "",
    }
    test = tests[argument.kind]
    if argument.blank is Blank.COUNTS and argument.kind not in (Kind.TEXT, Kind.ANY):
        return f'IF(TRIM({text})="",0,{test})'
    return test
