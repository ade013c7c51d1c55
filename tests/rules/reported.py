"""What the rules of the risk part report about an edited sound workbook, in a form that tables of cases can state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from smsxl.rules import (
    acceptances,
    communicate,
    controls,
    risk_calculated,
    risk_coverage,
    risk_evaluate,
    risk_identify,
    treatments,
)
from smsxl.rules.engine import run
from smsxl.rules.examples import Edit, Put
from smsxl.rules.findings import Finding
from tests.rules.sound import sound_book
from tests.rules.sound_rows import AS_OF

FAMILIES = (risk_identify, risk_coverage, risk_calculated, risk_evaluate, treatments, controls, acceptances,
            communicate)
RULES = {rule.code: rule() for family in FAMILIES for rule in family.RULES}
Found = set[tuple[str, str | None, str | None]]


def day(offset: int) -> dt.date:
    """Return a day around the one by which the workbook is judged."""
    return AS_OF + dt.timedelta(days=offset)


def report(codes: str, *edits: Edit) -> list[Finding]:
    """Return what the rules whose codes begin with one of these words report about the edited workbook."""
    return run([rule for code, rule in RULES.items() if code.startswith(tuple(codes.split()))], sound_book(edits))


def found(codes: str, *edits: Edit) -> Found:
    """Return code, row and field of what is reported."""
    return {(f.code, f.row_id, f.field) for f in report(codes, *edits)}


def risk(row_id: str, **values: Any) -> tuple[Put, ...]:
    """Return the edits that put values into a risk."""
    return tuple(Put("Risks", row_id, field, value) for field, value in values.items())


CURRENT_BLANK = {"current_likelihood": None, "current_impact": None}
RESIDUAL_BLANK = {"residual_likelihood": None, "residual_impact": None}
