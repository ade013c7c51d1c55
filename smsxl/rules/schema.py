"""Compiles the row rules of a table into one pandera schema, and reads its verdict.

The frame holds objects as the sheet has them, indexed by sheet row, and nothing is coerced; so a failing row of a
check is a sheet row, exactly. A check that breaks is a bug of ours, never a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from smsxl.rules.base import AppliesTo, RowRule
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa


def applicable(rule: RowRule, rows: Rows) -> Bools | None:
    """Return the rows that a rule judges; None where it judges all."""
    if rule.applies_to is AppliesTo.BOTH or rows.declaration.name != "Risks" or "type" not in rows:
        return None
    mask: Bools = (rows.choice("type") == "opportunity").astype(bool)
    return mask if rule.applies_to is AppliesTo.OPPORTUNITIES else ~mask


def compile_schema(rules: Sequence[RowRule], rows: Rows, book: Book) -> pa.DataFrameSchema:
    """Return the schema of one table: a check on the frame per rule and field."""
    import pandera.pandas as pa  # noqa: PLC0415 - half a second that only `check` needs

    def make(rule: RowRule, field: str) -> pa.Check:
        def check(frame: pd.DataFrame) -> pd.Series[bool]:
            import pandas as pd  # noqa: PLC0415

            passed = rule.passes(rows, field, book)
            mask = applicable(rule, rows)
            return pd.Series(passed if mask is None else passed | ~mask, index=frame.index)

        return pa.Check(check, name=f"{rule.code}:{field}", error=rule.code, ignore_na=False)

    checks = [make(rule, field) for rule in rules for table, field in rule.places()
              if table == rows.declaration.name and field in rows]
    return pa.DataFrameSchema(checks=checks, name=rows.declaration.name, coerce=False)


def failures(rules: Sequence[RowRule], rows: Rows, book: Book) -> Iterator[tuple[RowRule, str, int]]:
    """Validate a table lazily; yield (rule, field, record) for every row that fails."""
    import pandera.errors as pe  # noqa: PLC0415

    if not len(rows):
        return
    schema = compile_schema(rules, rows, book)
    by_code = {rule.code: rule for rule in rules}
    try:
        schema.validate(rows.frame, lazy=True)
    except pe.SchemaErrors as errors:
        for error in errors.schema_errors:
            name = getattr(error.check, "name", None)
            if error.reason_code is pe.SchemaErrorReason.CHECK_ERROR or name is None or ":" not in name:
                raise RuntimeError(f"the check {name} of {rows.declaration.name} broke: {error}") from error
            code, field = name.split(":", 1)
            for i in np.flatnonzero(~np.asarray(error.check_output, dtype=bool)):
                yield by_code[code], field, int(i)
