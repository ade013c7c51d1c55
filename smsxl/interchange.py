"""The layout in which CISO Assistant takes and gives risk assessments: 16 columns, one line per risk."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Final

from smsxl.registers.fields import axis_of
from smsxl.registers.model import Register
from smsxl.registers.scales import numbers
from smsxl.registers.words import choice
from smsxl.tables.rows import as_text

CISO_ASSISTANT: Final = (
    ("ref_id", "id"), ("name", "title"), ("description", "description"), ("inherent_proba", "likelihood"),
    ("inherent_impact", "impact"), ("inherent_level", "level"), ("existing_controls", "controls"),
    ("current_proba", "current_likelihood"), ("current_impact", "current_impact"), ("current_level", "current_level"),
    ("additional_controls", "treatment_plan"), ("residual_proba", "residual_likelihood"),
    ("residual_impact", "residual_impact"), ("residual_level", "residual_level"), ("treatment", "treatment"),
    ("assets", "service"))
"""Each column of the layout, and the field that it holds."""

_TREATMENTS: Final = {"avoid": "avoid", "reduce": "mitigate", "transfer": "transfer", "accept": "accept"}
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_ciso_assistant(register: Register) -> str:
    """Return a register as the text of a .csv file in CISO Assistant's layout. Cells are never formulas."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _ in CISO_ASSISTANT])
    columns = [_column(register, field) for _, field in CISO_ASSISTANT]
    for i in range(len(register.records)):
        writer.writerow([_safe(column(i)) for column in columns])
    return out.getvalue()


def _column(register: Register, field: str) -> Callable[[int], str]:
    mapped = register.columns.get(field)
    if mapped is None:
        return lambda _: ""
    axis = axis_of(field)
    if axis is not None and axis[1] in ("likelihood", "impact"):
        rated = numbers(register, field)
        return lambda i: "" if (number := rated[i]) is None else f"{number:g}"
    texts = [as_text(register.cells.value(row, mapped.column)).strip() for row in register.records]
    if field == "treatment":
        return lambda i: _TREATMENTS.get(choice("treatments", texts[i]) or "", "open")
    return lambda i: texts[i]


def _safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) and not text.lstrip("+-").replace(".", "").isdigit() else text
