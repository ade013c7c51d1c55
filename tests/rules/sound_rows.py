"""The rows of a small workbook in which no rule finds anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

AS_OF = dt.date(2026, 11, 22)


def _day(offset: int) -> dt.date:
    return AS_OF + dt.timedelta(days=offset)


def _risk(number: int, category: str, relates_to: str, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": f"R-{number}", "type": "Threat", "title": f"Sound risk number {number}", "cause": "A known cause",
        "event": "An event may happen", "consequence": "The service stops",
        "customer_impact": "Customers cannot work", "category": category, "relates_to": relates_to,
        "service": "S-1", "objective": "O-1", "owner": "Olga Owner", "classification": "Internal",
        "inherent_likelihood": 3, "inherent_impact": 3, "controls": "C-1",
        "current_likelihood": 2, "current_impact": 2, "confidence": "Medium", "rationale": "As discussed",
        "assessed_by": "Anna Assessor", "assessed_on": _day(-20), "status": "Open", "identified": _day(-300),
        "last_review": _day(-20),
    }
    return row | changes


def sound_rows() -> dict[str, list[dict[str, Any]]]:
    """Return the rows that replace or extend those of a new workbook, by table."""
    return {
        "Organisation": [{
            "organization": "Example Ltd", "scope": "All services", "document_id": "DOC-1", "version": "1.0",
            "status": "Approved", "classification": "Internal", "assessment_date": _day(-20),
            "prepared_by": "Anna Assessor", "approved_by": "Bea Board", "approved_on": _day(-10),
            "next_review": _day(100), "currency": "EUR", "as_of": AS_OF,
        }],
        "ChangeLog": [{"version": "1.0", "date": _day(-15), "author": "Anna Assessor", "change": "First version"}],
        "Services": [
            {"id": "S-1", "name": "Managed hosting", "kind": "Service", "critical": "Yes",
             "owner_role": "Service manager", "continuity_arrangement": "Second data centre"},
            {"id": "S-2", "name": "Storage", "kind": "Component", "part_of": "S-1", "critical": "No",
             "owner_role": "Service manager"},
        ],
        "Risks": [
            _risk(1, "Technical", "Service requirements", inherent_likelihood=4, inherent_impact=4,
                  current_likelihood=4, current_impact=3, treatment="Reduce", residual_likelihood=2,
                  residual_impact=3, status="In treatment"),
            _risk(2, "Operational", "Other parties", inherent_likelihood=4, inherent_impact=4, current_likelihood=3,
                  current_impact=4, treatment="Accept", residual_likelihood=3, residual_impact=4, status="Accepted"),
            _risk(3, "Financial", "Organization", treatment="Accept", residual_likelihood=2, residual_impact=2),
            _risk(4, "Security", "SMS", current_likelihood=1, current_impact=3),
            _risk(5, "Operational", "Service requirements", type="Opportunity", inherent_likelihood=None,
                  inherent_impact=None, controls=None, current_likelihood=2, current_impact=4, treatment="Enhance",
                  residual_likelihood=4, residual_impact=4, service="S-2"),
        ],
        "Treatments": [
            {"id": "T-1", "risk": "R-1", "action": "Add a second firewall", "owner": "Tom Treat", "due": _day(60),
             "status": "In progress", "becomes_control": "C-2"},
            {"id": "T-2", "risk": "R-5", "action": "Offer it to two customers", "owner": "Tom Treat",
             "due": _day(90), "status": "Planned"},
            {"id": "T-3", "risk": "R-4", "action": "Train the deputies", "owner": "Tom Treat", "due": _day(-60),
             "status": "Done", "done_on": _day(-61), "effect_evaluated_on": _day(-30), "effect": "Works"},
        ],
        "Controls": [
            {"id": "C-1", "control": "Daily backup", "kind": "Corrective", "status": "Active", "owner": "Carl Control",
             "effectiveness": "Effective", "monitoring": "Restore test", "frequency": "Monthly",
             "last_check": _day(-10), "next_check": _day(20), "evidence": "Log", "cost": 1200},
            {"id": "C-2", "control": "Second firewall", "kind": "Preventive", "status": "Planned",
             "owner": "Carl Control", "effectiveness": "Not tested", "monitoring": "Rule review",
             "frequency": "Quarterly", "next_check": _day(120)},
        ],
        "Acceptances": [
            {"id": "A-1", "risk": "R-2", "accepted_by": "Bea Board", "role": "Management board",
             "accepted_on": _day(-12), "until": _day(200), "likelihood": 3, "impact": 4, "level": "High",
             "reason": "No supplier offers more", "evidence": "Minutes 7"},
        ],
        "Distribution": [
            {"id": "D-1", "audience": "Management board", "document_version": "1.0", "sent_on": _day(-5),
             "channel": "Mail", "sent_by": "Anna Assessor", "acknowledged_on": _day(-4)},
        ],
    }
