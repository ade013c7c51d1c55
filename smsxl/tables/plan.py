"""The plan part (clause 6.3)."""

from __future__ import annotations

from smsxl.tables.formula import Field, Name, call
from smsxl.tables.model import Column, Part, Table, Type, choices

PLAN_ITEMS = Table(
    name="PlanItems",
    sheet="Plan",
    part=Part.PLAN,
    area="6.3 Plan",
    key="id",
    title="requirement",
    prefix="P-",
    help="What the plan has to answer, how it is answered and where the evidence is.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as P-01.", required=True, width=8, printed=True),
        Column("area", Type.CHOICE, "The area of the plan.", required=True, width=24, printed=True, choices=choices(
            "Objectives", "Responsibilities", "Risks", "Resources", "Processes", "Communication and training",
            "KPIs and monitoring", "Improvement and review", "Services", "Known limitations", "Obligations",
            "Authorities and responsibilities", "Other parties", "Technology",
            "Measurement, audit, reporting and improvement", "Context and interested parties",
            "Risk management approach")),
        Column("clause", Type.TEXT, "The clause of ISO/IEC 20000-1 that asks for it.", required=True, width=10,
               printed=True),
        Column("requirement", Type.TEXT, "What is asked for, in our words.", required=True, width=50, printed=True),
        Column("approach", Type.TEXT, "How your organization does it.", width=50, printed=True),
        Column("evidence", Type.TEXT, "Where an auditor finds it.", width=34, printed=True),
        Column("owner_role", Type.REFERENCE, "The role that answers for it.", refers=("Roles",), width=22,
               printed=True),
        Column("status", Type.CHOICE, "How far it is.", width=14, printed=True,
               choices=choices("Not started", "In progress", "In place", "Not applicable")),
        Column("due", Type.DATE, "By when it is in place.", width=12, printed=True),
        Column("reviewed", Type.DATE, "When it was last looked at.", width=12),
        Column("due_status", Type.TEXT, "Whether it is on time.", width=12, printed=True,
               formula=call("DUE_STATUS", Field("due"), Field("status"), Name("AsOf"), Name("SoonDays"))),
    ),
)

TABLES = (PLAN_ITEMS,)
