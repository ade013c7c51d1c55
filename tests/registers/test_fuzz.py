"""Sheets of random rubbish: mapping, checking and importing never fail, whatever stands where."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from smsxl.domain.values import CellError
from smsxl.formats.mapping import as_json, lines
from smsxl.hosts.memory import Calculated, MemoryWorkbook
from smsxl.hosts.port import NOT_CALCULATED, Area
from smsxl.importing import plan_move
from smsxl.interchange import as_ciso_assistant
from smsxl.registers.book import RegisterBook
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.rules.their import judges_registers

_HEADS = ("Risk ID", "Risk", "Likelihood", "Impact", "Risk Score", "Level", "Owner", "Status", "Due date",
          "Residual likelihood", "Rank", "Type")
_VALUES: tuple[Any, ...] = (
    *_HEADS, "High", "4 - Likely", "x", "", "  ", "=1+1", "风险", "可能性", 1, 2, 3, 4, 5, 25, 0, -1, 1e300, 0.2, True, False,
    None, dt.date(2026, 1, 1), dt.datetime(1900, 1, 1), dt.time(3, 4), CellError("#REF!"), "a" * 500, "1-5", "Total",
    "12%", "(1-5)", "\n\n", "5+", ">=10", "Likelihood x Impact", "\x00", "٣", "²", "½", "１", "4²")
_FORMULAS = ("A1*B1", 'IF(C3>5,"High","Low")', "VLOOKUP(A1,$A$1:$B$9,2,FALSE)", "INDEX(A:A,MATCH(1,B:B,0))", "(((",
             "SUM(A1:A1048576)", "B2^9999", "1/0", "Sheet2!A1", "[@Likelihood]*[@Impact]", "RANK(A1,A:A)", "LEFT(A1,-3)",
             "CHOOSE(9,1)", "OFFSET(A1,-5,-5)", "C4", "{1,2;3}", "-A1%%", "A1&B1", 'MATCH("*",A:A,0)')


@pytest.mark.parametrize("seed", range(150))
def test_rubbish_is_no_error(seed: int) -> None:
    """No random sheet makes mapping, a rule or the import fail."""
    chance = random.Random(seed)
    width, height = chance.randint(2, 12), chance.randint(2, 20)
    cells: dict[tuple[int, int], Any] = {}
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            if chance.random() < 0.75:
                value = chance.choice(_VALUES)
                if chance.random() < 0.12:
                    value = Calculated(chance.choice(_FORMULAS), chance.choice((NOT_CALCULATED, value)))
                cells[row, column] = value
    if seed % 5:
        cells |= {(1, column): _HEADS[column - 1] for column in range(1, width + 1)}
    workbook = MemoryWorkbook({"S": cells, "T": dict(cells)})
    top, left = chance.randint(1, height), chance.randint(1, width)
    workbook.merge("S", Area(top, left, chance.randint(top, height), chance.randint(left, width)))
    book = RegisterBook(workbook, dt.date(2026, 3, 2))
    run([rule for rule in RULES if judges_registers(rule)], book)
    for register in book.registers:
        plan_move(register, dt.date(2026, 3, 2))
        as_ciso_assistant(register)
    as_json("x", book.registers)
    list(lines("x", book.registers))
