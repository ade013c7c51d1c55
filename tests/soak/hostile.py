"""Values, formulas and references that no careful person enters, and that stand in real workbooks all the same."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Final

from smsxl.domain.values import CellError
from smsxl.hosts.port import NOT_CALCULATED, GridValue, SharedFormula

LONG: Final = 32_767
"""The most characters of a cell."""

TEXTS: Final = (
    "", " ", "x", "\u00a0", "[/]", "[red]x", "\x1b[31mred", "\x1b]8;;http://example.org\x1b\\l\x1b]8;;\x1b\\", "=1+1",
    "</script>", "::error file=x::", "##[error]x", "##vso[task.complete]", "one\ntwo", "one\r\n::warning::two", "\x85",
    "\u202edesrever", "\u2028line", "\ufffd", "nul\x00", "zero\u200bwidth", "{value}", "{0.__class__}", "{", "%s", "%(x)s",
    "\u0627\u0644\u0645\u062e\u0627\u0637\u0631", "\U0001f525\U0001f1e9\U0001f1ea", "a\u0301\u0323", "\u0301" * 300,
    "9" * 400, "1e308", "-5", "4,5", "1.234,56", "0x10", "1_000", "\u0663", "\u00b2", "nan", "inf", "NaN", "-inf", "TRUE",
    "3/4/2026", "2026-11-22", "31.12.9999", "29.02.1900", "2026-11-22T10:00", "R-001", "r-001 ", "R-001, R-002;R-003",
    ",;,", "*", "**", "High", "high ", "Closed", "Accept", "Opportunity", "#REF!", "a" * LONG, "a, " * (LONG // 3),
    "\ud83d\ude00", "I\u0307", "\u0130", "\u00df", "\ufb01", "\u212a", "\U000e0041tag",  "'quoted'", "9" * 5000, "1." * 3000, "1" + " " * 3000 + "(", "1" + " " * 3000 + "2", " " * 3000 + "x(", "$" + " " * 3000,
    "1" + "," * 3000 + "x", "mon" + " " * 3000 + "1", "\u0301\u0323" * 8000, "\ufdfa" * 3000, "1 - " + "a " * 3000 + "1", '"', "`", "\\",
)
NUMBERS: Final[tuple[GridValue, ...]] = (
    0, 1, 2, 3, 4, 5, 6, 10, 42, -1, -5, 0.5, 2.5, 1e-300, 1e15, 1e16, 1e308, -1e308, 5e-324, 2**53, 10**14, 59, 60, 61,
    2_958_465, 2_958_466, 1e7, 45000, 45000.75, -0.0, 0.1 + 0.2, 1.0, 3.0000000001,
)
MOMENTS: Final[tuple[GridValue, ...]] = (
    dt.date(1900, 1, 1), dt.date(1900, 2, 28), dt.date(1900, 3, 1), dt.date(9999, 12, 31), dt.date(2026, 11, 22),
    dt.date(2026, 2, 28), dt.datetime(9999, 12, 31, 23, 59, 59, 999000), dt.datetime(2026, 11, 22, 10, 30),
    dt.time(0, 0), dt.time(23, 59, 59), dt.date(1899, 12, 31), dt.date(1, 1, 1), dt.datetime(1899, 12, 31, 12),
)
ERRORS: Final = tuple(map(CellError, ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!", "#SPILL!",
                                     "#CALC!", "#BUSY!", "", "no error", "\x1b[31m")))

FORMULAS: Final = (
    "1+1", "NOW()", "#REF!", "A1", "$A$1", "A1:A9", "A:A", "1:1", "XFD1048576", "ZZZ99999999", "A0", "A" + "1" * 5000, "A\u0663", "\u212a5",
    "R[-1]C", "'", "''", "'" * 3000, '"', '"open', "[", "]", "[[[[", "[@", "[@]", "[@[", "[#This Row]", "Risks[",
    "Risks[[#This Row],[Title]]", "Risks[[#All],[Title]:[Owner]]", "Risks[]", "Risks['", "[1]!x", "[1]Sheet!A1",
    "'C:\\x\\[b.xlsx]S'!A1", "RISK_SCORE(1,2)", "_xlfn._xlws.SORT(A1)", "LAMBDA(x,x)(1)", "@A1", "{1,2;3,4}", "1E400",
    "(" * 2000, "IF(" * 60, "a" * 8192, "A" * 8192 + "!", "\x00", "\u202e1", "=1", "+", "1..2", "A1!B2!C3", "Risks[Title]#",
    'IF(Risks[[#This Row],[Type]]="Opportunity","",1)',
)
REFERENCES: Final = (
    "", "#REF!", "Nowhere!$A$1", "Risks!$A$1", "Risks!#REF!", "Start!$A$1:$B$2", "Criteria!$A:$C", "Criteria!$1:$9",
    "Criteria!$A$1:$XFD$1048576", "Criteria!$A$1:$A$1048576", "Criteria!$A$1:$XFD$1", "Criteria!$G$9:$B$4",
    "Criteria!$B$9:$G$4", "Criteria!$A$0", "Criteria!$A$1:$ZZZ$99999999999", "Criteria!A1", "Criteria!$A$1,Criteria!$C$3",
    "(Criteria!$A$1:$B$2,Risks!$A$1)", "'Criteria'!$A$1:$C$3", "'Risk Summary'!$A$1:$G$9", "Findings!$A$1:$H$5", "5",
    '"text"', "TODAY()", "OFFSET(Criteria!$A$1,0,0,5,5)", "[1]Criteria!$A$1", "Criteria:Risks!$A$1", "Criteria!$\u212a$5",
    "Criteria!$A$\u0663", "RiskMatrix", "Criteria!$XFD$1048576", "Criteria!$A$1:$B$1", "Criteria!$A$1:$A$2",
)


def value(chance: Random) -> GridValue:
    """Return any value that a cell can hold."""
    kind = chance.randrange(12)
    if kind < 4:
        return chance.choice(TEXTS)
    if kind < 8:
        return chance.choice(NUMBERS)
    if kind < 10:
        return chance.choice(MOMENTS)
    return chance.choice((chance.choice(ERRORS), True, False, None, NOT_CALCULATED))


def formula(chance: Random, known: tuple[str, ...] = ()) -> str | SharedFormula:
    """Return any formula, sometimes one that the workbook has elsewhere."""
    text = chance.choice(known) if known and chance.random() < 0.3 else chance.choice(FORMULAS)
    if chance.random() < 0.2:
        return SharedFormula(text, (chance.choice((1, 5, 1_048_576)), chance.choice((1, 30, 16_384))))
    return text
