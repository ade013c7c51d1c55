"""Compiles the row rules of a table into one pandera schema, and reads its verdict.

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
    if rule.applies_to is AppliesTo.BOTH or rows.declaration.name != "Risks" or "type" not in rows:
        return None
    mask: Bools = (rows.choice("type") == "opportunity").astype(bool)
    return mask if rule.applies_to is AppliesTo.OPPORTUNITIES else ~mask


class TableSchema:
    """The schema of one table as it stands in a workbook: one check on the frame, which asks every rule of the table.

    pandera needs longer for a check than most rules do for their columns, so they share one. What each rule finds is
    kept by field, since pandera knows only which rows failed.
    """

    def __init__(self, rules: Sequence[RowRule], rows: Rows, book: Book) -> None:
        import pandera.pandas as pa  # noqa: PLC0415 - half a second that only `check` needs

        self._rules = rules
        self._rows = rows
        self._book = book
        self._failed: list[tuple[RowRule, str, Bools]] = []
        self._asked: str | None = None
        name = rows.declaration.name
        check = pa.Check(self._check, name=name, error=name, ignore_na=False)
        self.schema = pa.DataFrameSchema(checks=[check], name=name, coerce=False)

    def _check(self, frame: pd.DataFrame) -> pd.Series[bool]:
        import pandas as pd  # noqa: PLC0415 - loaded by then

        rows, book = self._rows, self._book
        right = np.ones(len(rows), dtype=bool)
        for rule in self._rules:
            self._asked = rule.code
            mask = applicable(rule, rows)
            for field in fields_of(rule, rows.declaration.name):
                if field in rows:
                    passed = rule.passes(rows, field, book)
                    passed = passed if mask is None else passed | ~mask
                    if not passed.all():
                        self._failed.append((rule, field, passed))
                        right &= passed
        self._asked = None
        verdict: pd.Series[bool] = pd.Series(right, index=frame.index)
        return verdict

    def failures(self) -> Iterator[tuple[RowRule, str, int]]:
        """Validate lazily; yield (rule, field, record) for every cell that fails."""
        import pandera.errors as pe  # noqa: PLC0415 - as above

        try:
            self.schema.validate(self._rows.frame, lazy=True, inplace=True)  # it changes nothing: no need for a copy
        except pe.SchemaErrors as errors:
            if self._asked is not None or any(error.reason_code is pe.SchemaErrorReason.CHECK_ERROR
                                              for error in errors.schema_errors):
                raise RuntimeError(f"the check {self._asked} of {self.schema.name} broke: {errors}") from errors
            for rule, field, passed in self._failed:
                for i in np.flatnonzero(~passed):
                    yield rule, field, int(i)


@cache
def fields_of(rule: RowRule, table: str) -> tuple[str, ...]:
    """Return the fields of a table that a rule looks at."""
    return tuple(field for name, field in rule.places() if name == table)


def failures(rules: Sequence[RowRule], rows: Rows, book: Book) -> Iterator[tuple[RowRule, str, int]]:
    """Yield (rule, field, record) for every cell of a table that a rule finds wrong."""
    if len(rows):
        yield from TableSchema(rules, rows, book).failures()
