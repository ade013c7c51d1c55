"""The plan half of the small workbook in which no rule finds anything."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tests.rules.sound_rows import AS_OF

MANAGER, OWNER, BOARD = "Service manager", "Process owner", "Management board"


def _day(offset: int) -> dt.date:
    return AS_OF + dt.timedelta(days=offset)


def _role(number: int, name: str, kind: str, person: str) -> dict[str, Any]:
    return {"id": f"RO-{number}", "role": name, "kind": kind, "person": person,
            "responsibilities": "Keeps it going", "authority": "May decide about it", "deputy": "Dora Deputy",
            "informed_on": _day(-90)}


def _objective(number: int, **changes: Any) -> dict[str, Any]:
    row = {"id": f"O-{number}", "objective": f"Restore services sooner {number}", "business_goal": "Keep customers",
           "policy_statement": "We restore quickly", "metric": "Share restored in time", "baseline": 90, "target": 95,
           "unit": "%", "why_achievable": "Two teams do it already", "actions": "Train the second shift",
           "start": _day(-200), "due": _day(100), "owner_role": MANAGER, "communicated_on": _day(-190),
           "status": "Open"}
    return row | changes


def _process(number: int, name: str, **changes: Any) -> dict[str, Any]:
    row = {"id": f"PR-{number}", "process": name, "purpose": "Does what it says", "scope": "All services",
           "objective": f"O-{number}", "owner_role": OWNER, "inputs": "Calls", "outputs": "Answers",
           "workflow_document": f"Manual {number}", "critical": "Yes", "status": "In use"}
    return row | changes


def _resource(number: int, kind: str, purpose: str, used_for: str) -> dict[str, Any]:
    return {"id": f"RS-{number}", "kind": kind, "purpose": purpose, "description": f"What {kind.lower()} it takes",
            "quantity": 2, "unit": "pieces", "planned": 1000, "actual": 900, "currency": "EUR", "period": "2026",
            "used_for": used_for, "owner_role": MANAGER, "status": "In use"}


def _improvement(number: int, **changes: Any) -> dict[str, Any]:
    row = {"id": f"I-{number}", "improvement": f"Do it better {number}", "source": "KPI", "linked_to": "K-1",
           "expected_benefit": "Less waiting", "priority": "High", "owner_role": OWNER, "due": _day(80),
           "status": "Open"}
    return row | changes


def _review(number: int, kind: str, date: int, next_date: int) -> dict[str, Any]:
    return {"id": f"RV-{number}", "date": _day(date), "kind": kind, "scope": "All of it", "method": "Meeting",
            "participants": "Everybody concerned", "conclusions": "Goes on as planned", "next_date": _day(next_date)}


def _months(kpi: str, count: int, step: int, value: float) -> list[dict[str, Any]]:
    """Return values for the last periods of `step` months that have ended before October or November 2026."""
    last = 2026 * 12 + (9 if step == 1 else 6)
    months = range(last - step * (count - 1), last + 1, step)
    return [{"kpi": kpi, "period": dt.date(month // 12, month % 12 + 1, 1), "value": value} for month in months]


def sound_plan() -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the plan's tables besides those of Plan itself, by table."""
    return {
        "Obligations": [{"id": "OB-1", "obligation": "Data protection law", "kind": "Legal",
                         "how_it_applies": "Customer data stays in the country", "applies_to": "All services",
                         "owner_role": MANAGER}],
        "OtherParties": [{"id": "OP-1", "party": "Example Carrier", "kind": "External supplier",
                          "provides": "Lines", "controlled_by": "Monthly figures", "owner_role": MANAGER}],
        "Objectives": [_objective(1), _objective(2, status="Achieved", result="95.4 %", due=_day(-30))],
        "Roles": [_role(1, MANAGER, "Person", "Sam Service"), _role(2, OWNER, "Person", "Pia Process"),
                  _role(3, BOARD, "Board", "Bea Board")],
        "Raci": [{"process": process, "role": role, "part": part} for process, role, part in (
            ("PR-1", OWNER, "A"), ("PR-1", MANAGER, "R"), ("PR-1", BOARD, "I"), ("PR-2", OWNER, "A"),
            ("PR-2", MANAGER, "R"))],
        "Resources": [_resource(1, "People", "Operate", "PR-1, O-2"), _resource(2, "Technology", "Establish", "O-1"),
                      _resource(3, "Facilities", "Operate", "PR-2"), _resource(4, "Information", "Operate", "PR-1"),
                      _resource(5, "Financial", "Establish", "O-1, O-2")],
        "Processes": [_process(1, "Incident management", interfaces="PR-2"),
                      _process(2, "Change management", interfaces="PR-1", critical="No")],
        "Communications": [
            {"id": "CO-1", "what": "Service report", "audience": "Customers", "channel": "Mail",
             "frequency": "Monthly", "responsible_role": MANAGER, "last": _day(-20), "next": _day(40)},
            {"id": "CO-2", "what": "Policy", "audience": "Employees and suppliers", "channel": "Meeting",
             "frequency": "Yearly", "responsible_role": MANAGER, "last": _day(-100), "next": _day(200)}],
        "Training": [
            {"id": "TR-1", "topic": "The SMS and your part in it", "kind": "Awareness",
             "audience_roles": f"{MANAGER}, {OWNER}, RO-3", "competence": "Can say what their part is",
             "method": "Talk", "due": _day(-60), "completed_share": 1, "evidence": "Attendance list"},
            {"id": "TR-2", "topic": "Second shift", "kind": "Competence", "audience_roles": OWNER,
             "competence": "Can run a major incident", "method": "Course", "due": _day(90), "completed_share": 0}],
        "Kpis": [
            {"id": "K-1", "kpi": "Incidents restored in time", "process": "PR-1", "objective": "O-1", "unit": "%",
             "direction": "Higher", "target": 95, "tolerance": 0.1, "frequency": "Monthly", "owner_role": OWNER,
             "data_source": "Ticket system"},
            {"id": "K-2", "kpi": "Changes that failed", "process": "PR-2", "objective": "O-2", "unit": "%",
             "direction": "Lower", "target": 5, "frequency": "Quarterly", "owner_role": OWNER,
             "data_source": "Change records"}],
        "Measurements": _months("K-1", 14, 1, 96) + _months("K-2", 5, 3, 4),
        "Improvements": [_improvement(1),
                         _improvement(2, source="Risk", linked_to="R-1, K-2", status="Done", result="Halved",
                                      due=_day(-40))],
        "Reviews": [_review(1, "Management review", -100, 260), _review(2, "Plan review", -60, 120),
                    _review(3, "Risk assessment", -20, 340), _review(4, "Internal audit", -150, 215)],
    }
