"""The plan itself (clause 6.3): its items, obligations, other parties, objectives, people, resources and processes."""

from __future__ import annotations

from smsxl.tables.formula import Expr, Field, If, Name, Text, call
from smsxl.tables.model import YES_NO, Column, Part, Table, Type, choices

DUE_STATUS = call("DUE_STATUS", Field("due"), Field("status"), Name("AsOf"), Name("SoonDays"))


def owner_role(help_: str = "The role that answers for it.", *, required: bool = False) -> Column:
    """Return the column that names the role behind a row."""
    return Column("owner_role", Type.REFERENCE, help_, required=required, refers=("Roles",), width=24, printed=True)


def due_status(formula: Expr | None = None) -> Column:
    """Return the calculated column that says whether a row is on time."""
    return Column("due_status", Type.TEXT, "Whether it is on time.", width=12, printed=True,
                  formula=formula or DUE_STATUS)


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
        owner_role(),
        Column("status", Type.CHOICE, "How far it is.", width=14, printed=True,
               choices=choices("Not started", "In progress", "In place", "Not applicable")),
        Column("due", Type.DATE, "By when it is in place.", width=12, printed=True),
        Column("reviewed", Type.DATE, "When it was last looked at.", width=12),
        due_status(),
    ),
)

OBLIGATIONS = Table(
    name="Obligations",
    sheet="Obligations",
    part=Part.PLAN,
    area="6.3 Plan",
    key="id",
    title="obligation",
    prefix="OB-",
    help="Policies, standards, laws and contracts that bind the services, and how each is applied.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as OB-01.", required=True, width=8, printed=True),
        Column("obligation", Type.TEXT, "The policy, standard, law or contract.", required=True, width=44,
               printed=True),
        Column("kind", Type.CHOICE, "What it is.", required=True, width=12, printed=True,
               choices=choices("Policy", "Standard", "Legal", "Regulatory", "Contractual")),
        Column("how_it_applies", Type.TEXT, "What it means for the services, and how that is met.", required=True,
               width=54, printed=True),
        Column("applies_to", Type.TEXT, "The services or customers that it concerns.", width=30, printed=True),
        owner_role(required=True),
    ),
)

OTHER_PARTIES = Table(
    name="OtherParties",
    sheet="Other parties",
    part=Part.PLAN,
    area="6.3 Plan",
    key="id",
    title="party",
    prefix="OP-",
    help="Who else takes part in the services, and how their part is controlled.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as OP-01.", required=True, width=8, printed=True),
        Column("party", Type.TEXT, "The supplier, or the customer that supplies.", required=True, width=36,
               printed=True),
        Column("kind", Type.CHOICE, "Which kind of party it is.", required=True, width=28, printed=True,
               choices=choices("External supplier", "Internal supplier", "Customer acting as supplier")),
        Column("provides", Type.TEXT, "What it provides or operates.", required=True, width=44, printed=True),
        Column("controlled_by", Type.TEXT, "How its part is measured and evaluated.", width=44, printed=True),
        owner_role(required=True),
    ),
)

OBJECTIVES = Table(
    name="Objectives",
    sheet="Objectives",
    part=Part.PLAN,
    area="6.3 Objectives",
    key="id",
    title="objective",
    prefix="O-",
    help="What service management shall reach, for which business goal, and how that is seen.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as O-01.", required=True, width=8, printed=True),
        Column("objective", Type.TEXT, "What is to be reached.", required=True, width=44, printed=True),
        Column("business_goal", Type.TEXT, "The business goal that it serves.", width=34, printed=True),
        Column("policy_statement", Type.TEXT, "The statement of the service management policy behind it.", width=34),
        Column("metric", Type.TEXT, "What shows that it is reached.", width=30, printed=True),
        Column("baseline", Type.NUMBER, "Where the metric stood at the start.", width=10),
        Column("target", Type.NUMBER, "Where it shall stand.", width=10, printed=True),
        Column("unit", Type.TEXT, "The unit of baseline and target.", width=12, printed=True),
        Column("why_achievable", Type.TEXT, "Why it can be reached.", width=36),
        Column("actions", Type.TEXT, "What will be done for it.", width=40),
        Column("start", Type.DATE, "When work on it starts.", width=12),
        Column("due", Type.DATE, "By when it is reached.", width=12, printed=True),
        owner_role(),
        Column("communicated_on", Type.DATE, "When the people concerned were told.", width=14),
        Column("status", Type.CHOICE, "Where it stands.", width=11, printed=True,
               choices=choices("Open", "Achieved", "Missed", "Dropped")),
        Column("result", Type.TEXT, "What came of it.", width=36),
        Column("smart_gaps", Type.TEXT, "The letters of SMART that it lacks.", width=10, printed=True,
               formula=call("SMART_GAPS", Field("objective"), Field("metric"), Field("baseline"), Field("target"),
                            Field("unit"), Field("why_achievable"), Field("business_goal"), Field("start"),
                            Field("due"))),
        due_status(If("status", "Missed", Text(""), DUE_STATUS)),
    ),
)

ROLES = Table(
    name="Roles",
    sheet="Roles",
    part=Part.PLAN,
    area="6.3 Responsibilities",
    key="id",
    title="role",
    prefix="RO-",
    known_by=("role", "id"),
    help="Who answers for what: persons, teams and boards. Other sheets name a role by its name or its id.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as RO-01.", required=True, width=8, printed=True),
        Column("role", Type.TEXT, "The name of the role; every role has a name of its own.", required=True, width=28,
               printed=True),
        Column("kind", Type.CHOICE, "Whether a person, a team or a board fills it.", width=10, printed=True,
               choices=choices("Person", "Team", "Board")),
        Column("person", Type.TEXT, "Who fills it: a person, or who leads the team or board.", width=24, printed=True),
        Column("responsibilities", Type.TEXT, "What the role answers for.", width=50, printed=True),
        Column("authority", Type.TEXT, "What the role may decide.", width=40, printed=True),
        Column("deputy", Type.TEXT, "Who stands in.", width=22),
        Column("informed_on", Type.DATE, "When they were told about the SMS, its objectives and their own part.",
               width=13, printed=True),
    ),
)

RACI = Table(
    name="Raci",
    sheet="RACI",
    part=Part.PLAN,
    area="6.3 Responsibilities",
    help="Who does what in which process, one row per part; the sheet RACI grid shows it as a grid.",
    columns=(
        Column("process", Type.REFERENCE, "The process.", required=True, refers=("Processes",), width=12,
               printed=True),
        Column("role", Type.REFERENCE, "The role.", required=True, refers=("Roles",), width=30, printed=True),
        Column("part", Type.CHOICE, "R does it, A answers for it (one a process), C is asked, I is told.",
               required=True, choices=choices("R", "A", "C", "I"), width=8, printed=True),
    ),
)

RESOURCES = Table(
    name="Resources",
    sheet="Resources",
    part=Part.PLAN,
    area="6.3 Resources",
    key="id",
    title="description",
    prefix="RS-",
    help="People, technology, facilities, information and money, to establish the SMS and to operate it.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as RS-01.", required=True, width=8, printed=True),
        Column("kind", Type.CHOICE, "What it is.", required=True, width=13, printed=True,
               choices=choices("People", "Technology", "Facilities", "Information", "Financial")),
        Column("purpose", Type.CHOICE, "To build the SMS and its services, or to keep them going.", required=True,
               width=12, printed=True, choices=choices("Establish", "Operate")),
        Column("description", Type.TEXT, "What is needed.", required=True, width=44, printed=True),
        Column("quantity", Type.NUMBER, "How much of it.", width=10),
        Column("unit", Type.TEXT, "Such as FTE, licences, days.", width=12),
        Column("planned", Type.NUMBER, "The planned cost for the period.", width=13, number_format="#,##0",
               printed=True),
        Column("actual", Type.NUMBER, "The cost so far.", width=13, number_format="#,##0", printed=True),
        Column("currency", Type.TEXT, "One currency for all, that of the document.", width=10, printed=True),
        Column("period", Type.TEXT, "The period of plan and cost, such as 2026.", width=11, printed=True),
        Column("used_for", Type.REFERENCE, "The objectives or processes that need it, separated by commas.",
               refers=("Objectives", "Processes"), many=True, width=18, printed=True),
        owner_role(),
        Column("status", Type.TEXT, "Such as requested, approved, in use.", width=14),
        Column("budget_status", Type.TEXT, "How the cost stands to its plan.", width=14, printed=True,
               formula=call("BUDGET_STATUS", Field("planned"), Field("actual"))),
    ),
)

PROCESSES = Table(
    name="Processes",
    sheet="Processes",
    part=Part.PLAN,
    area="6.3 Processes",
    key="id",
    title="process",
    prefix="PR-",
    help="The processes that scope and objectives ask for: purpose, roles, inputs, outputs, interfaces, document.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as PR-01.", required=True, width=8, printed=True),
        Column("process", Type.TEXT, "The process.", required=True, width=30, printed=True),
        Column("purpose", Type.TEXT, "What it is for.", width=38, printed=True),
        Column("scope", Type.TEXT, "Where it begins and ends.", width=32),
        Column("objective", Type.REFERENCE, "The objective that it serves.", refers=("Objectives",), width=10,
               printed=True),
        owner_role(),
        Column("inputs", Type.TEXT, "What starts or feeds it.", width=32, printed=True),
        Column("outputs", Type.TEXT, "What it gives.", width=32, printed=True),
        Column("interfaces", Type.REFERENCE, "The processes that it hands over to or takes from, separated by commas.",
               refers=("Processes",), many=True, width=18, printed=True),
        Column("workflow_document", Type.TEXT, "Where its workflow is written down.", width=34, printed=True),
        Column("critical", Type.CHOICE, "Yes where services stop without it.", choices=YES_NO, width=9, printed=True),
        Column("status", Type.TEXT, "Such as draft, in use.", width=12),
    ),
)

TABLES = (PLAN_ITEMS, OBLIGATIONS, OTHER_PARTIES, OBJECTIVES, ROLES, RACI, RESOURCES, PROCESSES)
