"""Formulas as people's registers have them, and stranger ones: made at random over ratings, words, blanks and a key."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

import xlsxwriter

from smsxl.hosts.port import GridValue
from smsxl.registers.formulas.functions import FUNCTIONS

SHEET: Final = "Register"
COLUMN: Final = 12
"""The column that holds the formulas."""

_DEEPEST: Final = 3
_LONGEST: Final = 500

RATINGS: Final[list[list[GridValue]]] = [
    [1, 5, "Low", 0.25, "R-1", "abc"], [2, 4, "High", 0.5, "R-2", "Yes"], [3, 3, "Medium", 0.1, "R-3", None],
    [4, 2, "low", 1, "R-4", ""], [5, 1, "Very high", 0, "R-10", "Open"], [3, None, None, 0.75, "r-2", 2.5],
    [None, 4, "High", -1, "R-7", 12], [5, 5, "Extreme", 0.05, "R-8", -3]]
"""Six columns of eight risks, with the blanks, words, texts of numbers and signs that people's registers have."""

KEY: Final[list[list[GridValue]]] = [[1, "Low", 1], [5, "Medium", 2], [10, "High", 3], [15, "Very high", 4], [20, "Extreme", 5]]
"""A key of levels: the lowest score, the word, and its number."""

_ROWS: Final = len(RATINGS)
_TOP, _LAST = "$H$1:$J$5", f"$A$1:$F${_ROWS}"

Source = random.Random


def _cell(source: Source, columns: str = "ABCDEF") -> str:
    return f"{source.choice(columns)}{source.randint(1, _ROWS)}"


def _number(source: Source, depth: int) -> str:
    if depth <= 0 or source.random() < 0.3:
        return source.choice([str(source.randint(-3, 25)), "0.5", "2.5%", _cell(source, "AB"), _cell(source, "ABD")])
    return source.choice(NUMBERS)(source, depth - 1)


def _text(source: Source, depth: int) -> str:
    if depth <= 0 or source.random() < 0.4:
        return source.choice(['"High"', '"low"', '"R-"', '""', _cell(source, "CE"), _cell(source, "CEF")])
    return source.choice(TEXTS)(source, depth - 1)


def _any(source: Source, depth: int) -> str:
    return source.choice([_number, _text])(source, depth) if source.random() < 0.9 else _cell(source)


def _wanted(source: Source, depth: int) -> str:
    """Return what is looked for; no text that reads as a number, which Calc finds among numbers and Excel does not."""
    return _number(source, depth) if source.random() < 0.6 else source.choice(['"High"', '"r-1"', '"me*"', _cell(source, "CE")])


def _test(source: Source, depth: int) -> str:
    if depth <= 0 or source.random() < 0.5:
        make = source.choice([_number, _text])
        return f"{make(source, 0)}{source.choice(['=', '<>', '<', '>', '<=', '>='])}{make(source, 0)}"
    return source.choice(TESTS)(source, depth - 1)


def _area(source: Source) -> str:
    column = source.choice("ABCDEF")
    first, last = sorted((source.randint(1, _ROWS), source.randint(1, _ROWS)))
    return source.choice([f"{column}{first}:{column}{last}", f"${column}$1:${column}${_ROWS}", f"A{first}:B{last}"])


def _line(source: Source) -> str:
    column = source.choice("ABCE")
    return f"${column}$1:${column}${_ROWS}"


def _criterion(source: Source) -> str:
    return source.choice(['">2"', '"<=3"', '"<>3"', '"High"', '"<>low"', '"R-?"', '"*high*"', '"=R-1"', "3", f'">"&{_cell(source, "B")}'])


Maker = Callable[[Source, int], str]

NUMBERS: Final[list[Maker]] = [
    lambda s, d: f"{_number(s, d)}{s.choice('+-*/')}{_number(s, d)}",
    lambda s, d: f"({_number(s, d)}){s.choice('+-*/')}({_number(s, d)})",
    lambda s, _: f"-{_cell(s, 'AB')}^{s.randint(0, 3)}",
    lambda s, d: f"IF({_test(s, d)},{_number(s, d)},{_number(s, d)})",
    lambda s, d: f"IFERROR({_number(s, d)},{_number(s, d)})",
    lambda s, d: f"_xlfn.IFNA(MATCH({_wanted(s, d)},{_line(s)},0),{_number(s, d)})",
    lambda s, d: f"_xlfn.IFS({_test(s, d)},{_number(s, d)},{_test(s, d)},{_number(s, d)},TRUE,0)",
    lambda s, d: f'_xlfn.SWITCH({_text(s, d)},"High",3,"Low",1,{_number(s, d)})',
    lambda s, d: f"CHOOSE({s.randint(0, 4)},{_number(s, d)},{_number(s, d)},3)",
    lambda s, _: f"{s.choice(['SUM', 'PRODUCT', 'MAX', 'MIN', 'AVERAGE', 'COUNT', 'COUNTA', 'COUNTBLANK'])}({_area(s)})",
    lambda s, d: f"{s.choice(['SUM', 'MAX', 'MIN', 'AVERAGE', 'PRODUCT'])}({_number(s, d)},{_number(s, d)},{_area(s)})",
    lambda s, _: f"SUMPRODUCT({_line(s)},{_line(s)})",
    lambda s, d: f"{s.choice(['ROUND', 'ROUNDUP', 'ROUNDDOWN'])}({_number(s, d)}/7,{s.randint(-1, 3)})",
    lambda s, d: f"{s.choice(['INT', 'ABS', 'SQRT'])}({_number(s, d)})",
    lambda s, _: f"POWER({s.randint(-9, 9)},{s.randint(-1, 3)})",
    lambda s, d: f"MATCH({_wanted(s, d)},{_line(s)},0)",
    lambda s, d: f"MATCH({_number(s, d)},$H$1:$H$5,1)",
    lambda s, _: f"INDEX({_LAST},{s.randint(1, _ROWS + 1)},{s.randint(1, 2)})",
    lambda s, _: f"SUM(INDEX({_LAST},{s.randint(0, 3)},{s.randint(0, 2)}))",
    lambda s, d: f"INDEX($J$1:$J$5,MATCH({_text(s, d)},$I$1:$I$5,0))",
    lambda s, d: f"VLOOKUP({_number(s, d)},{_TOP},{s.choice([1, 3])}{s.choice(['', ',TRUE'])})",
    lambda s, _: f"HLOOKUP({s.choice(['1', '5'])},$A$1:$B$3,{s.randint(1, 4)},FALSE)",
    lambda s, d: f"VLOOKUP({_wanted(s, d)},{_TOP},3,FALSE)",
    lambda s, d: f"LOOKUP({_number(s, d)},$H$1:$H$5,$J$1:$J$5)",
    lambda s, d: f"_xlfn.XLOOKUP({_wanted(s, d)},$I$1:$I$5,$J$1:$J$5,{_number(s, d)})",
    lambda s, d: f"COUNTIF({_line(s)},{_any(s, d)})",
    lambda s, _: f"COUNTIF({_line(s)},\"{s.choice(['>2', '<=3', '<>3', '=High', 'R-?', '*high*', '>=2.5', ''])}\")",
    lambda s, _: f'COUNTIF({_line(s)},">"&{_number(s, 0)})',
    lambda s, _: f"RANK({_number(s, 0)},$A$1:$A${_ROWS}{s.choice(['', ',0', ',1'])})",
    lambda s, d: f"LEN({_text(s, d)})",
    lambda s, d: f"MOD({_number(s, d)},{s.randint(-3, 7)})",
    lambda s, _: f"MEDIAN({_area(s)})",
    lambda s, _: f"{s.choice(['LARGE', 'SMALL'])}({_line(s)},{s.randint(0, 5)})",
    lambda s, _: f"COUNTIFS({_line(s)},{_criterion(s)},{_line(s)},{_criterion(s)})",
    lambda s, _: f"{s.choice(['SUMIF', 'AVERAGEIF'])}({_line(s)},{_criterion(s)}{s.choice(['', ',$A$1:$A$8', ',$D$1:$D$8'])})",
    lambda s, _: f"{s.choice(['SUMIFS', 'AVERAGEIFS', '_xlfn.MAXIFS', '_xlfn.MINIFS'])}($B$1:$B$8,{_line(s)},{_criterion(s)})",
    lambda s, _: f"_xlfn.LET(_xlpm.a,{_number(s, 0)},_xlpm.b,_xlpm.a*2,_xlpm.a+_xlpm.b)",
    lambda s, _: f"VALUE({_text(s, 0)})",
    lambda s, d: f"N({_any(s, d)})",
    lambda s, d: f"{s.choice(['SEARCH', 'FIND'])}(\"{s.choice(['high', 'R', 'o', 'm'])}\",{_text(s, d)})",
    lambda s, _: f"OFFSET({_cell(s, 'AB')},{s.randint(-1, 2)},{s.randint(0, 1)})",
]

TEXTS: Final[list[Maker]] = [
    lambda s, d: f"{_any(s, d)}&{_any(s, d)}",
    lambda s, d: f"IF({_test(s, d)},{_text(s, d)},{_text(s, d)})",
    lambda s, d: f'IF({_number(s, d)}>=15,"High",IF({_number(s, d)}>=8,"Medium","Low"))',
    lambda s, d: f'IFERROR(VLOOKUP({_number(s, d)},{_TOP},2),"")',
    lambda s, d: f"LOOKUP({_number(s, d)},$H$1:$I$5)",
    lambda s, _: f"INDEX($I$1:$I$5,{s.randint(1, 6)})",
    lambda s, d: f"{s.choice(['LEFT', 'RIGHT'])}({_text(s, d)}{s.choice(['', ',2', ',0', ',9'])})",
    lambda s, d: f"MID({_text(s, d)},{s.randint(1, 4)},{s.randint(0, 3)})",
    lambda s, d: f"{s.choice(['TRIM', 'UPPER', 'LOWER', 'T'])}({_text(s, d)})",
    lambda s, d: f'CONCATENATE({_any(s, d)}," - ",{_any(s, d)})',
    lambda s, _: f"_xlfn.CONCAT({_area(s)})",
    lambda s, d: f'_xlfn.TEXTJOIN(", ",{s.choice(["TRUE", "FALSE"])},{_area(s)},{_text(s, d)})',
    lambda s, d: f'SUBSTITUTE({_text(s, d)},"{s.choice(["i", "R-", "zz"])}",{_text(s, 0)}{s.choice(["", "", ",1", ",2"])})',
    lambda s, d: f'CHOOSE({s.randint(1, 3)},"Low",{_text(s, d)},"High")',
]

TESTS: Final[list[Maker]] = [
    lambda s, d: f"{s.choice(['AND', 'OR'])}({_test(s, d)},{_test(s, d)})",
    lambda s, d: f"NOT({_test(s, d)})",
    lambda s, d: f"{s.choice(['ISBLANK', 'ISNUMBER', 'ISTEXT'])}({s.choice([_cell(s), _any(s, d)])})",
    lambda s, d: f"ISERROR({_any(s, d)})",
    lambda s, d: f"EXACT({_text(s, d)},{_text(s, d)})",
]


def usual(seed: int, count: int) -> list[str]:
    """Return different formulas, the same for a seed."""
    source = random.Random(seed)
    makers = [_number, _text, _test]
    found = [makers[i % len(makers)](source, _DEEPEST) for i in range(2 * count)]
    return [formula for formula in dict.fromkeys(found) if len(formula) < _LONGEST][:count]


def strange(seed: int, count: int) -> list[str]:
    """Return calls of every function with any number of arguments of any kind."""
    source = random.Random(seed)
    odd = ["1E300*1E300", "-1E300", "10^400", "(-8)^0.5", "1/0", "#REF!", "{1,2;3,4}", "A:A", "A1:F8", '""', "TRUE", "-3", "1E-300",
           "[@Score]", "Other!A1", "missing_name", "A0", '"~*"']

    def argument() -> str:
        return source.choice(odd) if source.random() < 0.4 else _any(source, 1)

    return [f"{name}({','.join(argument() for _ in range(source.randint(0, 4)))}){source.choice(['', '*2', '&1', '=1', '^400'])}"
            for name in FUNCTIONS for _ in range(count)]


def write(path: Path, formulas: list[str]) -> None:
    """Write a workbook with the ratings, the key, and a formula in each row."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    for row, line in enumerate(RATINGS):
        for column, value in enumerate(line):
            if value == "":
                sheet.write_formula(row, column, '=""', None, "")
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif value is not None:
                sheet.write(row, column, value)
    for row, line in enumerate(KEY):
        for column, value in enumerate(line):
            sheet.write(row, 7 + column, value)
    for i, formula in enumerate(formulas):
        sheet.write_formula(i, COLUMN - 1, f"={formula}")
    book.close()
