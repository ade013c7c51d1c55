"""Compiles the row rules of a table into one pandera check, and reads its verdict.

The frame holds objects as the sheet has them, indexed by sheet row, and nothing is coerced; so a failing row of a
check is a sheet row, exactly. A check that breaks is a bug of ours, never a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from smsxl.rules.base import AppliesTo, RowRule
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

if TYPE_CHECKING:
    import pandas as pd


def applicable(rule: RowRule, rows: Rows) -> Bools | None:
    """Return the rows that a rule judges; None where it judges all."""
    if rule.applies_to is AppliesTo.BOTH or rows.declaration.name != "Risks":
        return None
    if "type" not in rows:  # what no type tells apart are threats
        return None if rule.applies_to is AppliesTo.THREATS else np.zeros(len(rows), dtype=bool)
    mask: Bools = (rows.choice("type") == "opportunity").astype(bool)
    return mask if rule.applies_to is AppliesTo.OPPORTUNITIES else ~mask


class TableCheck:
    """One pandera check on the frame of a table as it stands in a workbook, which asks every rule of the table.

    pandera needs longer for a check, and for going from a schema to its checks, than most rules do for their columns;
    so the rules share one, and it is called as it is. What a rule finds is kept by field, since pandera knows only
    which rows failed.
    """

    def __init__(self, rules: Sequence[RowRule], rows: Rows, book: Book) -> None:
        import pandera.pandas as pa  # noqa: PLC0415 - half a second that only `check` needs

        self._rules = rules
        self._rows = rows
        self._book = book
        self._failed: list[tuple[RowRule, str, Bools]] = []
        self._asked = ""
        name = rows.declaration.name
        self.check = pa.Check(self._ask, name=name, error=name, ignore_na=False)

    def _ask(self, frame: pd.DataFrame) -> pd.Series[bool]:
        import pandas as pd  # noqa: PLC0415 - loaded by then

        rows, book, table = self._rows, self._book, self._rows.declaration.name
        right = np.ones(len(rows), dtype=bool)
        for rule in self._rules:
            self._asked = rule.code
            mask = applicable(rule, rows)
            how = rule.on_registers if book.foreign else None
            for field in fields_of(rule, table):
                if field in rows.values and (how is None or not how.fields or field in how.fields):
                    passed = rule.passes(rows, field, book)
                    if mask is not None:
                        passed = passed | ~mask
                    if np.count_nonzero(passed) < len(right):
                        self._failed.append((rule, field, passed))
                        right &= passed
        return pd.Series(right, index=frame.index, dtype=bool)

    def failures(self) -> Iterator[tuple[RowRule, str, int]]:
        """Check; yield (rule, field, record) for every cell that fails."""
        try:
            passed = self.check(self._rows.frame).check_passed
        except Exception as error:
            raise RuntimeError(f"the check {self._asked} of {self._rows.declaration.name} broke: {error}") from error
        if not passed:
            for rule, field, found in self._failed:
                for i in np.flatnonzero(~found):
                    yield rule, field, int(i)


@cache
def fields_of(rule: RowRule, table: str) -> tuple[str, ...]:
    """Return the fields of a table that a rule looks at."""
    return tuple(field for name, field in rule.places() if name == table)


def failures(rules: Sequence[RowRule], rows: Rows, book: Book) -> Iterator[tuple[RowRule, str, int]]:
    """Yield (rule, field, record) for every cell of a table that a rule finds wrong."""
    if len(rows):
        yield from TableCheck(rules, rows, book).failures()
