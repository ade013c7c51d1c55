"""Calculated columns as abstract formulas, and how each spreadsheet dialect writes them.

A declaration says what a column calculates once, as an expression. A :class:`Dialect` writes it: the same text calls
the worksheet functions by name in Excel 365 (LAMBDA names), in Excel with Python and in Calc with the add-in; the
plain dialect spells the functions out in built-in formulas that Excel 2016 knows. :mod:`smsxl.tables.evaluate`
computes the same expression in Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from smsxl.functions import BY_NAME, Blank, plain
from smsxl.functions import Kind as ValueKind


@dataclass(frozen=True)
class Field:
    """The cell of this row in a column of the same table."""

    field: str


@dataclass(frozen=True)
class Whole:
    """A whole column of a table, or the columns from `field` to `last`."""

    field: str
    table: str
    last: str | None = None


@dataclass(frozen=True)
class Name:
    """A defined name of the workbook, such as AsOf."""

    name: str


@dataclass(frozen=True)
class Text:
    """A text constant."""

    text: str


@dataclass(frozen=True)
class Call:
    """A call of one of our worksheet functions."""

    function: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True)
class If:
    """`then` where the cell of `field` holds `equals`, else `otherwise`."""

    field: str
    equals: str | int
    then: Expr
    otherwise: Expr


@dataclass(frozen=True)
class IfNa:
    """A formula, or an empty text where it gives #N/A."""

    formula: Expr


@dataclass(frozen=True)
class Lookup:
    """The cell `wanted` of the row of another table whose `key` this row's `field` holds; #N/A where there is none."""

    field: str
    table: str
    key: str
    wanted: str


@dataclass(frozen=True)
class Series:
    """The last numbers in the column `value` of the rows of another table whose `key` is this row's `own`.

    They come in the order of the dates in `order`; several rows of one date count as their mean. Blanks stand before
    the first where there are fewer than `last`.
    """

    table: str
    key: str
    order: str
    value: str
    own: str
    last: int


@dataclass(frozen=True)
class Spelled:
    """A formula that has a form of its own in built-in functions, to be entered as an array formula.

    `plain` holds `{@field}` for this row's cells and `{values}` for the text of `values`.
    """

    formula: Expr
    plain: str
    values: Expr


@dataclass(frozen=True)
class Native:
    """A formula of built-in functions, the same in every dialect.

    `template` holds `{@field}` for this row's cell and `{field}` for the whole column; `same_as` is the call that
    gives the whole column at once in Python.
    """

    template: str
    same_as: Call


Expr = Field | Whole | Name | Text | Call | If | IfNa | Lookup | Series | Spelled | Native

Headers = Callable[[str, str], str]
"""Gives the header text of (table, field)."""

_PLACE: Final = re.compile(r"\{(@?)(\w+)\}")
_ESCAPED: Final = re.compile(r"(['\[\]#])")


def call(function: str, *arguments: Expr) -> Call:
    """Return a call of a worksheet function."""
    return Call(function, arguments)


def fields_of(expression: Expr) -> frozenset[str]:
    """Return the fields of its own row that a formula reads."""
    match expression:
        case Field(field) | Lookup(field):
            return frozenset({field})
        case Series(own=own):
            return frozenset({own})
        case IfNa(formula) | Spelled(formula):
            return fields_of(formula)
        case If(field, _, then, otherwise):
            return frozenset({field}) | fields_of(then) | fields_of(otherwise)
        case Call(_, arguments):
            return frozenset().union(*map(fields_of, arguments))
        case Native(template, _):
            return frozenset(match[2] for match in _PLACE.finditer(template) if match[1])
        case Whole() | Name() | Text():
            return frozenset()


def columns_of(expression: Expr, table: str) -> frozenset[str]:
    """Return the fields of a table that a formula reads as whole columns (of a run of columns, its ends)."""
    match expression:
        case Whole(field, other, last):
            return frozenset({field, last or field}) if other == table else frozenset()
        case Lookup(_, other, key, wanted):
            return frozenset({key, wanted}) if other == table else frozenset()
        case Series(other, key, order, value):
            return frozenset({key, order, value}) if other == table else frozenset()
        case IfNa(formula) | Spelled(formula):
            return columns_of(formula, table)
        case If(_, _, then, otherwise):
            return columns_of(then, table) | columns_of(otherwise, table)
        case Call(_, arguments):
            return frozenset().union(*(columns_of(argument, table) for argument in arguments))
        case Native(template, same_as):
            read = frozenset(match[2] for match in _PLACE.finditer(template) if not match[1])
            return read | columns_of(same_as, table)
        case Field() | Name() | Text():
            return frozenset()


def this_row(table: str, header: str) -> str:
    """Return the reference to this row's cell, as files store it."""
    return f"{table}[[#This Row],[{_escape(header)}]]"


def whole_column(table: str, header: str, last: str | None = None) -> str:
    """Return the reference to a whole column (or a run of columns) of a table."""
    if last is None:
        return f"{table}[{_escape(header)}]"
    return f"{table}[[{_escape(header)}]:[{_escape(last)}]]"


def _escape(header: str) -> str:
    return _ESCAPED.sub(r"'\1", header)


@dataclass(frozen=True)
class Dialect:
    """One way to write formulas into a file.

    `spelled_out` replaces our functions by built-in ones; `array` stores a cell that calls a function as a dynamic
    array of one cell, as Excel does for whatever it does not know to give one value: a name that holds a LAMBDA, a
    function of a macro. `names` says that the workbook carries the functions as LAMBDA names, `macros` that it carries
    them as macros; a workbook must not do both.
    """

    key: str
    spelled_out: bool = False
    array: bool = False
    names: bool = False
    macros: bool = False

    def is_array(self, expression: Expr) -> bool:
        """Whether the cells of a calculated column are array formulas of one cell: dynamic ones where `array` is."""
        return not isinstance(expression, Native) if self.array else isinstance(expression, Spelled)

    def write(self, expression: Expr, table: str, headers: Headers) -> str:
        """Return the text of a calculated column's formula, without `=`."""
        return _write(expression, table, headers, spelled_out=self.spelled_out)


LAMBDA: Final = Dialect("lambda", array=True, names=True)
PLAIN: Final = Dialect("plain", spelled_out=True)
PYTHON: Final = Dialect("python", array=True, macros=True)
DIALECTS: Final = (LAMBDA, PLAIN, PYTHON)


def ending_of(dialect: Dialect) -> str:
    """Return how the name of a workbook in a dialect ends."""
    return ".xlsm" if dialect.macros else ".xlsx"


def _write(  # noqa: C901 - a case per kind of expression
        expr: Expr, table: str, headers: Headers, *, spelled_out: bool) -> str:
    match expr:
        case Field(field):
            return this_row(table, headers(table, field))
        case Whole(field, other, last):
            return whole_column(other, headers(other, field), headers(other, last) if last else None)
        case Name(name):
            return name
        case Text(text):
            return _constant(text)
        case If(field, equals, then, otherwise):
            cell = this_row(table, headers(table, field))
            yes, no = (_write(branch, table, headers, spelled_out=spelled_out) for branch in (then, otherwise))
            return f"IF({cell}={_constant(equals)},{yes},{no})"
        case IfNa(formula):
            return f'_xlfn.IFNA({_write(formula, table, headers, spelled_out=spelled_out)},"")'
        case Lookup():
            return _write_lookup(expr, table, headers)
        case Series():
            return _write_series(expr, table, headers)
        case Spelled(formula, template, values):
            if not spelled_out:
                return _write(formula, table, headers, spelled_out=False)
            written = template.replace("{values}", _write(values, table, headers, spelled_out=True))
            return _filled(written, table, headers)
        case Native(template, _):
            return _filled(template, table, headers)
        case Call():
            return _write_call(expr, table, headers, spelled_out=spelled_out)


def _constant(value: str | int) -> str:
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else str(value)


def _filled(template: str, table: str, headers: Headers) -> str:
    """Return a template with the references to its table's cells and columns in place."""
    return _PLACE.sub(lambda m: (this_row if m[1] else whole_column)(table, headers(table, m[2])), template)


def _write_lookup(expr: Lookup, table: str, headers: Headers) -> str:
    wanted, keys = (whole_column(expr.table, headers(expr.table, field)) for field in (expr.wanted, expr.key))
    return f"INDEX({wanted},MATCH({this_row(table, headers(table, expr.field))},{keys},0))"


def _write_series(expr: Series, table: str, headers: Headers) -> str:
    """Write the values by their dates, the dates as the largest ones of this row's; AGGREGATE leaves out errors."""
    keys, dates, values = (whole_column(expr.table, headers(expr.table, field))
                           for field in (expr.key, expr.order, expr.value))
    own = this_row(table, headers(table, expr.own))
    places = "1" if expr.last == 1 else "{" + ";".join(map(str, range(expr.last, 0, -1))) + "}"
    largest = f"_xlfn.AGGREGATE(14,6,{dates}/(({keys}={own})*ISNUMBER({values})),{places})"
    return f'IFERROR(AVERAGEIFS({values},{keys},{own},{dates},{largest}),"")'


def _write_call(expr: Call, table: str, headers: Headers, *, spelled_out: bool) -> str:
    """Write a call so that a blank cell means the same in every program.

    Calc hands a blank cell to an add-in as 0, so blanks are caught here: where a blank empties the result, in front of
    the call; where the blank itself is the information, around the argument.
    """
    function = BY_NAME[expr.function]
    texts: list[str | None] = [_write(argument, table, headers, spelled_out=spelled_out) for argument in expr.arguments]
    if spelled_out:
        return plain(function, texts)
    guards = []
    for i, (declared, argument) in enumerate(zip(function.arguments, expr.arguments, strict=False)):
        if not isinstance(argument, (Field, Lookup)):
            continue
        if declared.blank is Blank.EMPTIES:
            guards.append(f'{texts[i]}=""')
        elif declared.kind in (ValueKind.TEXT, ValueKind.WORD):
            texts[i] = f'{texts[i]}&""'
        else:
            texts[i] = f'IF({texts[i]}="","",{texts[i]})'
    written = f"{expr.function}({','.join(text or '' for text in texts)})"
    if not guards:
        return written
    test = guards[0] if len(guards) == 1 else f"OR({','.join(guards)})"
    return f'IF({test},"",{written})'
