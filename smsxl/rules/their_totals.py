"""Totals below registers of other layouts (WBK617)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from smsxl.hosts.port import Formula
from smsxl.lazily import lazily
from smsxl.registers.book import RegisterBook
from smsxl.rules.base import Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import TheirRule, hit
from smsxl.rules.their_cells import AREA, CLAUSE, field_of
from smsxl.tables.rows import as_number

if TYPE_CHECKING:
    from smsxl.registers.columns import relations
    from smsxl.registers.formulas import parse
    from smsxl.registers.model import Register
else:
    parse = lazily("smsxl.registers.formulas.parse")
    relations = lazily("smsxl.registers.columns.relations")

_BELOW: Final = 4
"""So many rows below the last risk a total may stand."""

_SHOWN: Final = 3

_MOST: Final = 0.5
"""A range over fewer of the risks than this is a subtotal."""


class TotalLeavesOut(TheirRule):
    """A total below the register leaves risks out.

    What it checks: formulas right below the last risk that add up, average or count a range of their own column: that
    the range reaches from the first risk to the last. Subtotals over fewer than half of the risks are passed over.
    Why it matters: rows that were added after the total was written are missing in it, and nobody sees that.
    How to fix: let the range reach to the last risk; a total in an Excel table grows by itself.
    """

    code = "WBK617"
    name = "own-total-leaves-out"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "The total ={formula} leaves out {count} of {of} risks: {column} has numbers in {rows} as well."
    hidden = "A total in {column} leaves risks out."
    fix = "Let the range reach from the first risk to the last."
    failing = example(Theirs("G16", 100, "SUM(G4:G12)"), at=("Risk list", "G16", ""))
    passing = example(Theirs("G16", 100, "SUM(G4:G15)"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        last = register.records[-1]
        rows = {*register.place.totals, *range(last + 1, last + 1 + _BELOW)}
        for row in sorted(row for row in rows if row > last):
            for column in register.place.heading.texts:
                formula = register.cells.formula(row, column)
                if formula is not None:
                    yield from _short(register, row, column, formula)


def _short(register: Register, row: int, column: int, formula: Formula) -> Iterator[Hit]:
    try:
        node = parse.tree(formula, row, column)
    except parse.NotUnderstoodError:
        return
    inside: set[int] = set()
    for part in relations.walk(node):
        if part.kind in ("ref", "range"):
            first, end = part.value if part.kind == "range" else (part.value, part.value)
            (top, left), (bottom, right) = first.at(row, column), end.at(row, column)
            if first.sheet is None and left == right == column:
                inside.update(range(top, min(bottom, register.records[-1]) + 1))
    held = sum(risk in inside for risk in register.records)
    lacking = [risk for risk in register.records if risk not in inside
               and not math.isnan(as_number(register.cells.value(risk, column)))]
    if lacking and held >= _MOST * len(register.records):
        rows = ", ".join(map(register.cells.line, lacking[:_SHOWN])) + (" ..." if len(lacking) > _SHOWN else "")
        yield hit(register, row, column, field_of(register, column), count=len(lacking), of=len(register.records),
                  rows=rows, formula=register.cells.written(formula, row, column))


RULES: Final = (TotalLeavesOut,)
