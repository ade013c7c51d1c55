"""Compiles the row rules of a table into one pandera schema, and reads its verdict.

The frame holds objects as the sheet has them, indexed by sheet row, and nothing is coerced; so a failing row of a
check is a sheet row, exactly. A check that breaks is a bug of ours, never a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
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


class TableSchema:
    """The schema of one table as it stands in a workbook: a check on the frame per rule, over all its columns there.

    What a check finds is kept by field, since pandera knows only that the rule failed in a row.
    """

    def __init__(self, rules: Sequence[RowRule], rows: Rows, book: Book) -> None:
        import pandera.pandas as pa  # noqa: PLC0415 - half a second that only `check` needs

        self._rules = {rule.code: rule for rule in rules}
        self._rows = rows
        self._book = book
        self._passed: dict[str, dict[str, Bools]] = {}
        checks = [pa.Check(partial(self._check, rule, fields), name=rule.code, error=rule.code, ignore_na=False)
                  for rule in rules if (fields := self._fields(rule))]
        self.schema = pa.DataFrameSchema(checks=checks, name=rows.declaration.name, coerce=False)

    def _fields(self, rule: RowRule) -> list[str]:
        name = self._rows.declaration.name
        how = rule.on_registers if self._book.foreign else None
        return [field for table, field in rule.places() if table == name and field in self._rows
                and (how is None or not how.fields or field in how.fields)]

    def _check(self, rule: RowRule, fields: Sequence[str], frame: pd.DataFrame) -> pd.Series[bool]:
        import pandas as pd  # noqa: PLC0415 - loaded by then

        mask = applicable(rule, self._rows)
        found: dict[str, Bools] = {}
        for field in fields:
            passed = rule.passes(self._rows, field, self._book)
            found[field] = passed if mask is None else passed | ~mask
        self._passed[rule.code] = found
        passed_in_row: Bools = np.logical_and.reduce(list(found.values()))
        passed_all: pd.Series[bool] = pd.Series(passed_in_row, index=frame.index)
        return passed_all

    def failures(self) -> Iterator[tuple[RowRule, str, int]]:
        """Validate lazily; yield (rule, field, record) for every cell that fails."""
        import pandera.errors as pe  # noqa: PLC0415 - as above

        try:
            self.schema.validate(self._rows.frame, lazy=True)
        except pe.SchemaErrors as errors:
            for error in errors.schema_errors:
                code = getattr(error.check, "name", None)
                if error.reason_code is pe.SchemaErrorReason.CHECK_ERROR or code not in self._passed:
                    raise RuntimeError(f"the check {code} of {self.schema.name} broke: {error}") from error
                for field, passed in self._passed[code].items():
                    for i in np.flatnonzero(~passed):
                        yield self._rules[code], field, int(i)


def failures(rules: Sequence[RowRule], rows: Rows, book: Book) -> Iterator[tuple[RowRule, str, int]]:
    """Yield (rule, field, record) for every cell of a table that a rule finds wrong."""
    if len(rows):
        yield from TableSchema(rules, rows, book).failures()
