"""The plan in figures: one line for each thing that the guide asks of a plan, counted from its sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from smsxl.build.canvas import Canvas
from smsxl.build.figure_block import Side, write_block
from smsxl.build.figures import Facts, Figure, FigureLine, Where, differs, equal
from smsxl.domain.budget import OVER_BUDGET
from smsxl.domain.due import DONE, OVERDUE
from smsxl.domain.kpi import KPI_STATUSES, WORSENING
from smsxl.tables import BY_NAME, header_of
from smsxl.tables.formula import whole_column
from smsxl.tables.rows import as_serial

_COUNTS: Final[tuple[tuple[str, str, str, tuple[Where, ...]], ...]] = (
    ("objectives.aligned", "Objectives with a business goal", "Objectives", (differs("business_goal"),)),
    ("objectives.smart", "Objectives that are SMART", "Objectives", (differs("id"), equal("smart_gaps", ""))),
    ("objectives.overdue", "Objectives overdue", "Objectives", (equal("due_status", OVERDUE),)),
    ("responsibilities.people", "Roles that a person fills", "Roles", (differs("person"),)),
    ("responsibilities.teams", "Teams among the roles", "Roles", (equal("kind", "Team"),)),
    ("responsibilities.written", "Roles with responsibilities", "Roles", (differs("responsibilities"),)),
    ("authorities", "Roles with authority", "Roles", (differs("authority"),)),
    ("responsibilities.raci", "Accountable parts in RACI", "Raci", (equal("part", "A"),)),
    ("risks.sms", "Risks that relate to the SMS", "Risks", (equal("relates_to", "SMS"),)),
    ("risks.strategies", "Risks that relate to the SMS, with a treatment", "Risks",
     (equal("relates_to", "SMS"), differs("treatment"))),
    ("continuity", "Critical services with a continuity arrangement", "Services",
     (equal("critical", "Yes"), differs("continuity_arrangement"))),
    ("resources.people", "Resources: people", "Resources", (equal("kind", "People"),)),
    ("resources.technology", "Resources: technology", "Resources", (equal("kind", "Technology"),)),
    ("resources.facilities", "Resources: facilities", "Resources", (equal("kind", "Facilities"),)),
    ("budget.over", "Resources over budget", "Resources", (equal("budget_status", OVER_BUDGET),)),
    ("processes.owner", "Processes with an owner", "Processes", (differs("owner_role"),)),
    ("processes.objective", "Processes that serve an objective", "Processes", (differs("objective"),)),
    ("processes.document", "Processes with a workflow document", "Processes", (differs("workflow_document"),)),
    ("processes.inputs", "Processes with inputs and outputs", "Processes", (differs("inputs"), differs("outputs"))),
    ("processes.interfaces", "Processes with interfaces", "Processes", (differs("interfaces"),)),
    ("communication", "Communications with an audience", "Communications", (differs("audience"),)),
    ("communication.overdue", "Communications overdue", "Communications", (equal("due_status", OVERDUE),)),
    ("awareness", "Awareness trainings", "Training", (equal("kind", "Awareness"),)),
    ("training.done", "Trainings done", "Training", (equal("due_status", DONE),)),
    ("training.overdue", "Trainings overdue", "Training", (equal("due_status", OVERDUE),)),
    ("told", "Roles told about the SMS and their part", "Roles", (differs("informed_on"),)),
    *((f"kpis.{word}", f"KPIs: {word.lower()}", "Kpis", (equal("status", word),)) for word in KPI_STATUSES),
    ("trends", "KPIs getting worse", "Kpis", (equal("trend", WORSENING),)),
    ("monitoring", "Measurements", "Measurements", (differs("value"),)),
    ("deviations", "Measurements with an action", "Measurements", (differs("action"),)),
    ("improvements.open", "Improvements open", "Improvements", (equal("status", "Open"),)),
    ("improvements.overdue", "Improvements overdue", "Improvements", (equal("due_status", OVERDUE),)),
    ("improvements.done", "Improvements done with a result", "Improvements",
     (equal("status", "Done"), differs("result"))),
    ("improvements.sources", "Improvements with a source", "Improvements", (differs("source"),)),
    ("obligations", "Obligations that say how they apply", "Obligations", (differs("how_it_applies"),)),
    ("parties", "Other parties under control", "OtherParties", (differs("controlled_by"),)),
    ("compliance", "Requirements with evidence", "PlanItems", (differs("evidence"),)),
    ("limitations", "Requirements on known limitations", "PlanItems", (equal("area", "Known limitations"),)),
    ("technology", "Requirements on technology", "PlanItems", (equal("area", "Technology"),)),
    ("risk approach", "Requirements on the risk management approach", "PlanItems",
     (equal("area", "Risk management approach"), differs("approach"))),
)
_SUMS: Final = (
    ("budget.establish", "Planned to establish the SMS", "planned", (equal("purpose", "Establish"),)),
    ("budget.operate", "Planned to operate it", "planned", (equal("purpose", "Operate"),)),
    ("budget.used", "Spent so far", "actual", ()),
)
_LAST: Final = "Last {}"
_SIDES: Final[tuple[Side, Side]] = ((2, 2), (5, 9))

PLACES: Final = {key: label for key, label, *_ in (*_COUNTS, *_SUMS)} | {
    f"reviews.{choice.key}": _LAST.format(choice.label.lower()) for choice in BY_NAME["Reviews"]["kind"].choices}
"""What the block says, by a key that stays: the label of its line."""


def write_plan_figures(canvas: Canvas, sheet: Any, top: int) -> int:  # noqa: ANN401
    """Write the lines from row `top` on; return the row below."""
    return write_block(canvas, sheet, top, list(plan_lines(canvas.facts)), _SIDES)


def plan_lines(facts: Facts) -> Iterator[FigureLine]:
    """Yield the lines of the tables that are there."""
    for _, label, table, where in _COUNTS:
        if table in facts.book:
            yield FigureLine(label, facts.count(table, *where), "count", table,
                             tuple(condition.field for condition in where))
    if "Resources" in facts.book:
        for _, label, field, where in _SUMS:
            yield FigureLine(label, facts.total("Resources", field, *where), "money", "Resources",
                             (field, *(condition.field for condition in where)))
    if "Reviews" in facts.book:
        for choice in BY_NAME["Reviews"]["kind"].choices:
            yield FigureLine(_LAST.format(choice.label.lower()), _last_review(facts, choice.label), "day", "Reviews",
                             ("date", "kind"))


def _last_review(facts: Facts, kind: str) -> Figure:
    """Return the day of the last review of a kind; "" where there is none."""
    dates, kinds = (whole_column("Reviews", header_of("Reviews", field)) for field in ("date", "kind"))
    days, words = (facts.column("Reviews", field) for field in ("date", "kind"))
    found = [as_serial(day) for day, word in zip(days, words, strict=True)
             if str(word or "").casefold() == kind.casefold() and as_serial(day) >= 1]
    return Figure(f'IFERROR(_xlfn.AGGREGATE(14,6,{dates}/({kinds}="{kind}"),1),"")', max(found, default=""))
