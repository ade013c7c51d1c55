"""The state at a glance: the few figures that a service manager looks at first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smsxl.build.canvas import Canvas
from smsxl.build.figures import Facts, Figure, Ref, compared, differs, equal
from smsxl.domain.coverage import plan_coverage
from smsxl.domain.due import OVERDUE
from smsxl.domain.ranking import CLOSED, OPPORTUNITY, THREAT
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.domain.treatment import EXPIRED
from smsxl.tables import Part

OPEN_THREAT = (equal("type", THREAT), differs("status", CLOSED))
OPEN_OPPORTUNITY = (equal("type", OPPORTUNITY), differs("status", CLOSED))


@dataclass(frozen=True)
class Line:
    """One figure with its label and the sheet that tells more."""

    label: str
    figure: Figure
    sheet: str
    bad_above_zero: bool = False
    is_share: bool = False


def glance(canvas: Canvas) -> Iterator[Line]:
    """Yield the figures of the parts that the workbook has."""
    facts = canvas.facts
    today = Ref("AsOf", canvas.as_of)
    if canvas.has(Part.RISK):
        yield Line("Open threats", facts.count("Risks", *OPEN_THREAT), "Risk Summary")
        yield Line("  of these above tolerance", facts.count(
            "Risks", *OPEN_THREAT, equal("current_tolerance", ABOVE_TOLERANCE)), "Risks", bad_above_zero=True)
        yield Line("Open opportunities", facts.count("Risks", *OPEN_OPPORTUNITY), "Risks")
        yield Line("Actions overdue", facts.count("Treatments", equal("due_status", OVERDUE)), "Treatments",
                   bad_above_zero=True)
        yield Line("Acceptances expired", facts.count("Acceptances", equal("status", EXPIRED)), "Acceptances",
                   bad_above_zero=True)
        yield Line("Reviews overdue", facts.count(
            "Risks", differs("status", CLOSED), compared("next_review", "<", today)), "Risks", bad_above_zero=True)
    if canvas.has(Part.PLAN):
        yield Line("Plan in place", coverage(facts), "Plan Summary", is_share=True)
        yield Line("Plan items overdue", facts.count("PlanItems", equal("due_status", OVERDUE)), "Plan",
                   bad_above_zero=True)
    yield Line("Errors listed in Findings", facts.count("Findings", equal("severity", "error")), "Findings",
               bad_above_zero=True)


def coverage(facts: Facts) -> Figure:
    """Return the share of plan items in place among those that apply; empty where none does."""
    items = facts.book["PlanItems"].declaration
    done, out = (items["status"].label(key) for key in ("in_place", "not_applicable"))
    in_place = facts.count("PlanItems", equal("status", done))
    applying = facts.count("PlanItems", differs("status"), differs("status", out))
    statuses = [str(value or "") for value in facts.column("PlanItems", "status")]
    share = plan_coverage(statuses)
    return Figure(f'IF({applying.formula}=0,"",{in_place.formula}/{applying.formula})', "" if share is None else share)
