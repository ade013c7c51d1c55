"""What the rules report about an edited sound workbook, in a form that tables of cases can state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from smsxl.rules import BY_CODE
from smsxl.rules.engine import run
from smsxl.rules.examples import Edit, Put
from smsxl.rules.findings import Finding
from tests.rules.sound import sound_book
from tests.rules.sound_rows import AS_OF

Found = set[tuple[str, str | None, str | None]]


def day(offset: int) -> dt.date:
    """Return a day around the one by which the workbook is judged."""
    return AS_OF + dt.timedelta(days=offset)


def report(codes: str, *edits: Edit) -> list[Finding]:
    """Return what the rules whose codes begin with one of these words report about the edited workbook."""
    return run([rule for code, rule in BY_CODE.items() if code.startswith(tuple(codes.split()))], sound_book(edits))


def found(codes: str, *edits: Edit) -> Found:
    """Return code, row and field of what is reported."""
    return {(f.code, f.row_id, f.field) for f in report(codes, *edits)}


def cells(codes: str, *edits: Edit) -> set[tuple[str, str | None]]:
    """Return code and cell of what is reported, for tables whose rows have no ids."""
    return {(f.code, f.cell) for f in report(codes, *edits)}


def risk(row_id: str, **values: Any) -> tuple[Put, ...]:
    """Return the edits that put values into a risk."""
    return tuple(Put("Risks", row_id, field, value) for field, value in values.items())


def put(table: str, row_id: str, **values: Any) -> tuple[Put, ...]:
    """Return the edits that put values into a row of any table."""
    return tuple(Put(table, row_id, field, value) for field, value in values.items())


CURRENT_BLANK = {"current_likelihood": None, "current_impact": None}
RESIDUAL_BLANK = {"residual_likelihood": None, "residual_impact": None}
