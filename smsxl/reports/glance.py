"""The figures that a review looks at first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smsxl.domain.due import OVERDUE
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.reports.model import Count
from smsxl.reports.risk.counts import open_threats, opportunities
from smsxl.reports.risk.register import Risk, sources_of
from smsxl.reports.view import Look


def risk_glance(look: Look, risks: Sequence[Risk], acceptances: Sequence[Count], reviews: Sequence[Count],
                ) -> Iterator[Count]:
    """Yield the first figures of the risk part."""
    threats = open_threats(risks)
    yield Count("Open threats above tolerance", sources_of([risk for risk in threats
                                                            if risk.tolerance_now == ABOVE_TOLERANCE]),
                bad=True, of=len(threats))
    yield Count("Still above tolerance after treatment", sources_of([
        risk for risk in threats if risk.tolerance_after == ABOVE_TOLERANCE]), bad=True, of=len(threats))
    actions = look["Treatments"]
    yield Count("Actions overdue", actions.where(actions.is_one_of("due_status", OVERDUE)), bad=True, of=len(actions))
    yield Count("Reviews overdue", reviews[0].rows, bad=True)
    yield Count("Not accepted, or no longer", acceptances[-1].rows, bad=True)
    yield Count("Open threats", sources_of(threats))
    yield Count("Open opportunities", sources_of(opportunities(risks)))


def plan_glance(look: Look) -> Iterator[Count]:
    """Yield the first figures of the plan part."""
    items = look["PlanItems"]
    applying = [key not in ("", "not_applicable") for key in items.keys("status")]
    yield Count("Plan items in place", items.where(key == "in_place" for key in items.keys("status")),
                of=sum(applying))
    yield Count("Plan items overdue", items.where(items.is_one_of("due_status", OVERDUE)), bad=True, of=len(items))
    kpis = look["Kpis"]
    yield Count("KPIs off target", kpis.where(kpis.is_one_of("status", "Off target")), bad=True, of=len(kpis))
    goals = look["Objectives"]
    yield Count("Objectives overdue", goals.where(goals.is_one_of("due_status", OVERDUE)), bad=True, of=len(goals))
