"""The assessment in figures: one line for each thing that the guide asks of a service risk assessment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from smsxl.build.canvas import Canvas
from smsxl.build.figure_block import Side, write_block
from smsxl.build.figures import Facts, FigureLine, Where, differs, equal
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.domain.treatment import VALID
from smsxl.tables import BY_NAME

_OPEN: Final = differs("status", "Closed")
_SIDES: Final[tuple[Side, Side]] = ((2, 7), (11, 15))

_COUNTS: Final[tuple[tuple[str, str, str, tuple[Where, ...]], ...]] = (
    ("categories", "Risks with a category", "Risks", (differs("category"),)),
    ("components", "Critical services, components and activities", "Services", (equal("critical", "Yes"),)),
    ("continuity", "Critical ones with a continuity arrangement", "Services",
     (equal("critical", "Yes"), differs("continuity_arrangement"))),
    ("analysed", "Risks rated by likelihood and impact", "Risks",
     (differs("current_likelihood"), differs("current_impact"))),
    ("customers", "Risks that say what customers notice", "Risks", (differs("customer_impact"),)),
    ("tolerance", "Open risks above tolerance", "Risks", (_OPEN, equal("current_tolerance", ABOVE_TOLERANCE))),
    *((f"treatment.{choice.key}", f"Open risks to treat: {choice.label}", "Risks",
       (_OPEN, equal("treatment", choice.label))) for choice in BY_NAME["Risks"]["treatment"].choices),
    ("acceptances", "Acceptances that are valid", "Acceptances", (equal("status", VALID),)),
    ("controls", "Controls that are active", "Controls", (equal("status", "Active"),)),
    *((f"controls.{choice.key}", f"Controls: {choice.label.lower()}", "Controls",
       (equal("effectiveness", choice.label),)) for choice in BY_NAME["Controls"]["effectiveness"].choices),
    ("monitored", "Controls with monitoring", "Controls", (differs("monitoring"),)),
    ("reviewed", "Risks that were reviewed", "Risks", (differs("last_review"),)),
    ("shared", "Times the results were shared", "Distribution", (differs("sent_on"),)),
    ("documented", "Changes of the document on record", "ChangeLog", (differs("version"),)),
)

PLACES: Final = {key: label for key, label, *_ in _COUNTS}
"""What the block says, by a key that stays: the label of its line."""


def write_risk_figures(canvas: Canvas, sheet: Any, top: int) -> int:  # noqa: ANN401
    """Write the lines from row `top` on; return the row below."""
    return write_block(canvas, sheet, top, list(risk_lines(canvas.facts)), _SIDES)


def risk_lines(facts: Facts) -> Iterator[FigureLine]:
    """Yield the lines of the tables that are there."""
    for _, label, table, where in _COUNTS:
        if table in facts.book:
            yield FigureLine(label, facts.count(table, *where), "count", table,
                             tuple(condition.field for condition in where))
