"""The risk part (clause 6.1.2)."""

from __future__ import annotations

from typing import Final

from smsxl.domain.ranking import CLOSED, OPPORTUNITY, THREAT
from smsxl.tables.formula import Call, Expr, Field, If, Name, Native, Text, Whole, call
from smsxl.tables.model import YES_NO, Column, Part, Table, Type, choices

THREAT_TREATMENTS: Final = frozenset({"avoid", "reduce", "transfer_share", "accept"})
OPPORTUNITY_TREATMENTS: Final = frozenset({"exploit", "enhance", "share", "accept"})

_LEVELS = Whole("label", "RiskLevels", last="rank")
_TOLERANCES = Whole("category", "Tolerances", last="highest_level")


def _threats_only(expression: Expr) -> If:
    """Tolerance and acceptance do not apply to opportunities."""
    return If("type", OPPORTUNITY, Text(""), expression)


def _score(kind: str) -> Call:
    return call("RISK_SCORE", Field(f"{kind}_likelihood"), Field(f"{kind}_impact"), Name("ScoringMethod"))


def _level(kind: str) -> Call:
    return call("RISK_LEVEL", Field(f"{kind}_likelihood"), Field(f"{kind}_impact"), Name("RiskMatrix"))


def _tolerance(kind: str) -> If:
    return _threats_only(call("TOLERANCE_STATUS", Field(f"{kind}_score"), Field("category"), _TOLERANCES,
                              Field(f"{kind}_level"), _LEVELS))


def _rating(kind: str, axis: str, help_: str, *, required: bool = False) -> Column:
    return Column(f"{kind}_{axis}", Type.RATING, help_, required=required, width=11, number_format="0",
                  scale="LikelihoodScale" if axis == "likelihood" else "ImpactScale",
                  group=None if kind == "current" else kind, printed=kind == "current")


def _scored(kind: str, help_: str) -> tuple[Column, Column]:
    group = None if kind == "current" else kind
    return (
        Column(f"{kind}_score", Type.NUMBER, f"The score {help_}.", formula=_score(kind), width=9, number_format="0",
               group=group, printed=kind == "current"),
        Column(f"{kind}_level", Type.TEXT, f"The level {help_}, from the matrix.", formula=_level(kind), width=11,
               group=group, printed=kind == "current"),
    )


_PEERS = '{type},{@type},{status},"<>Closed",{current_score}'
# Likelihood needs no term of its own: under every method equal scores with equal impacts have equal likelihoods.
_RANK = Native(
    template=(
        'IF(OR({@current_score}="",{@type}="",{@status}="Closed"),"",'
        f'COUNTIFS({_PEERS},">"&{{@current_score}})'
        f'+COUNTIFS({_PEERS},{{@current_score}},{{current_impact}},">"&{{@current_impact}})'
        '+COUNTIFS(INDEX({type},1):{@type},{@type},INDEX({status},1):{@status},"<>Closed",'
        "INDEX({current_score},1):{@current_score},{@current_score},"
        "INDEX({current_impact},1):{@current_impact},{@current_impact}))"
    ),
    same_as=call("RISK_RANK", Whole("current_likelihood", "Risks"), Whole("current_impact", "Risks"),
                 Whole("type", "Risks"), Whole("status", "Risks"), Name("ScoringMethod")),
)

SERVICES = Table(
    name="Services",
    sheet="Services",
    part=Part.RISK,
    area="6.1.2 Identify",
    key="id",
    title="name",
    prefix="S-",
    help="The services, with their critical components and activities.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as S-01.", required=True, width=8, printed=True),
        Column("name", Type.TEXT, "The service, component or activity.", required=True, width=34, printed=True),
        Column("kind", Type.CHOICE, "A service, one of its components, or an activity it needs.", required=True,
               choices=choices("Service", "Component", "Activity"), width=12, printed=True),
        Column("part_of", Type.REFERENCE, "The service it belongs to.", refers=("Services",), width=10, printed=True),
        Column("critical", Type.CHOICE, "Yes where a failure stops customers from working.", required=True,
               choices=YES_NO, width=9, printed=True),
        Column("owner_role", Type.TEXT, "The role that answers for it.", width=26, printed=True),
        Column("continuity_arrangement", Type.TEXT, "How it goes on when it fails.", width=56, printed=True),
    ),
)

RISKS = Table(
    name="Risks",
    sheet="Risks",
    part=Part.RISK,
    area="6.1.2 Identify",
    key="id",
    title="title",
    prefix="R-",
    help="The service risk assessment: one row per risk.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as R-001.", required=True, width=8, printed=True,
               aliases=("risk id", "ref", "no")),
        Column("type", Type.CHOICE, "Threat: it would hurt. Opportunity: it would help.", required=True,
               choices=choices(THREAT, OPPORTUNITY), width=12),
        Column("title", Type.TEXT, "The risk in a few words.", required=True, width=38, printed=True,
               aliases=("risk", "risk title", "risk name")),
        Column("cause", Type.TEXT, "Why it could happen: because of ...", width=32),
        Column("event", Type.TEXT, "What could happen: ... may ...", width=32),
        Column("consequence", Type.TEXT, "What it leads to: so that ...", width=32),
        Column("customer_impact", Type.TEXT, "What customers notice of it.", width=32),
        Column("category", Type.REFERENCE, "The category, from Criteria.", required=True, refers=("Categories",),
               width=13, printed=True),
        Column("relates_to", Type.CHOICE, "What the risk concerns.", required=True, width=20,
               choices=choices("Organization", "Service requirements", "Other parties", "SMS")),
        Column("service", Type.REFERENCE, "The service, component or process that it hits.",
               refers=("Services", "Processes"), width=9),
        Column("objective", Type.REFERENCE, "The objective that it puts at risk.", refers=("Objectives",), width=10),
        Column("owner", Type.TEXT, "The person who answers for the risk.", required=True, width=20, printed=True,
               aliases=("risk owner", "responsible")),
        Column("classification", Type.CHOICE, "Who may read it.", width=13,
               choices=choices("Public", "Internal", "Confidential")),
        _rating("inherent", "likelihood", "How likely it would be without any control."),
        _rating("inherent", "impact", "How bad it would be without any control."),
        *_scored("inherent", "before any control"),
        Column("controls", Type.REFERENCE, "The ids of the controls that work today, separated by commas.",
               refers=("Controls",), many=True, width=16),
        _rating("current", "likelihood", "How likely it is with the controls that work today.", required=True),
        _rating("current", "impact", "How bad it is with the controls that work today; for an opportunity the "
                "benefit.", required=True),
        *_scored("current", "with the controls that work today"),
        Column("current_tolerance", Type.TEXT, "How the score compares with appetite and tolerance.",
               formula=_tolerance("current"), width=17, printed=True),
        Column("treatment", Type.CHOICE, "What is done about it. Threats: Avoid, Reduce, Transfer (share), Accept. "
               "Opportunities: Exploit, Enhance, Share, Accept.", width=16, printed=True,
               choices=choices("Avoid", "Reduce", "Transfer (share)", "Accept", "Exploit", "Enhance", "Share")),
        _rating("residual", "likelihood", "How likely it will be after the treatment."),
        _rating("residual", "impact", "How bad it will be after the treatment."),
        *_scored("residual", "expected after the treatment"),
        Column("residual_tolerance", Type.TEXT, "How the expected score compares with appetite and tolerance.",
               formula=_tolerance("residual"), width=17, group="residual"),
        Column("rank", Type.NUMBER, "The place among the open risks of its type.", formula=_RANK, width=7,
               number_format="0"),
        Column("open_points", Type.TEXT, "What this row still lacks.", width=30,
               formula=call("RISK_GAPS", Field("type"), Field("owner"), Field("current_likelihood"),
                            Field("current_impact"), Field("current_tolerance"), Field("treatment"),
                            Field("residual_likelihood"), Field("residual_impact"), Field("next_review"),
                            Name("AsOf"))),
        Column("confidence", Type.CHOICE, "How sure you are of the ratings.", choices=choices("Low", "Medium", "High"),
               width=11),
        Column("rationale", Type.TEXT, "Why it was rated so.", width=36),
        Column("assessed_by", Type.TEXT, "Who rated it.", width=20),
        Column("assessed_on", Type.DATE, "When it was rated.", width=12),
        Column("status", Type.CHOICE, "Where the risk stands.", required=True, width=13, printed=True,
               choices=choices("Open", "In treatment", "Accepted", CLOSED, "Realised")),
        Column("identified", Type.DATE, "When it was first seen.", width=12),
        Column("last_review", Type.DATE, "When it was last looked at.", width=12),
        Column("next_review", Type.DATE, "When it has to be looked at again, from its level.", width=12,
               number_format="yyyy-mm-dd",
               formula=call("REVIEW_DUE", Field("last_review"), Field("current_level"), _LEVELS)),
        Column("notes", Type.TEXT, "Anything else.", width=36),
    ),
)

TREATMENTS = Table(
    name="Treatments",
    sheet="Treatments",
    part=Part.RISK,
    area="6.1.2 Treat",
    key="id",
    title="action",
    prefix="T-",
    help="What is done about the risks: one row per action.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as T-001.", required=True, width=8, printed=True),
        Column("risk", Type.REFERENCE, "The risk it treats.", required=True, refers=("Risks",), width=9, printed=True),
        Column("action", Type.TEXT, "What is done.", required=True, width=52, printed=True),
        Column("owner", Type.TEXT, "Who does it.", required=True, width=20, printed=True),
        Column("due", Type.DATE, "By when.", required=True, width=12, printed=True),
        Column("status", Type.CHOICE, "How far it is.", required=True, width=12, printed=True,
               choices=choices("Planned", "In progress", "Done", "Dropped")),
        Column("done_on", Type.DATE, "When it was done.", width=12, printed=True),
        Column("becomes_control", Type.REFERENCE, "The control that it becomes.", refers=("Controls",), width=12),
        Column("effect_evaluated_on", Type.DATE, "When its effect was looked at.", width=13),
        Column("effect", Type.TEXT, "What it changed.", width=40, printed=True),
        Column("due_status", Type.TEXT, "Whether it is on time.", width=12, printed=True,
               formula=call("DUE_STATUS", Field("due"), Field("status"), Name("AsOf"), Name("SoonDays"))),
    ),
)

CONTROLS = Table(
    name="Controls",
    sheet="Controls",
    part=Part.RISK,
    area="6.1.2 Control",
    key="id",
    title="control",
    prefix="C-",
    help="The controls, and how their effect is watched.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as C-01.", required=True, width=8, printed=True),
        Column("control", Type.TEXT, "What the control does.", required=True, width=44, printed=True),
        Column("kind", Type.CHOICE, "What it does to the risk.", choices=choices("Preventive", "Detective",
               "Corrective"), width=12, printed=True),
        Column("status", Type.CHOICE, "Only an active control may lower a current rating.", required=True,
               choices=choices("Planned", "Active", "Retired"), width=10, printed=True),
        Column("owner", Type.TEXT, "Who keeps it working.", width=20, printed=True),
        Column("effectiveness", Type.CHOICE, "What its last check showed.", width=13, printed=True,
               choices=choices("Effective", "Partly", "Not effective", "Not tested")),
        Column("monitoring", Type.TEXT, "How its effect is watched.", width=36, printed=True),
        Column("frequency", Type.TEXT, "How often it is checked.", width=13),
        Column("last_check", Type.DATE, "When it was last checked.", width=12),
        Column("next_check", Type.DATE, "When it is checked next.", width=12, printed=True),
        Column("evidence", Type.TEXT, "Where the check is recorded.", width=30),
        Column("cost", Type.NUMBER, "What it costs a year.", width=11, number_format="#,##0"),
    ),
)

ACCEPTANCES = Table(
    name="Acceptances",
    sheet="Acceptances",
    part=Part.RISK,
    area="6.1.2 Treat",
    key="id",
    title="reason",
    prefix="A-",
    help="Who accepted which risk, as it was then, and until when.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as A-01.", required=True, width=8, printed=True),
        Column("risk", Type.REFERENCE, "The risk that is accepted.", required=True, refers=("Risks",), width=9,
               printed=True),
        Column("accepted_by", Type.TEXT, "Who accepts it.", required=True, width=20, printed=True),
        Column("role", Type.TEXT, "In which role; see who may accept which level in Criteria.", required=True,
               width=26, printed=True),
        Column("accepted_on", Type.DATE, "When.", required=True, width=12, printed=True),
        Column("until", Type.DATE, "Until when; the last day still counts.", required=True, width=12, printed=True),
        Column("likelihood", Type.RATING, "The likelihood that was accepted.", required=True, width=11,
               number_format="0", scale="LikelihoodScale", printed=True),
        Column("impact", Type.RATING, "The impact that was accepted.", required=True, width=9, number_format="0",
               scale="ImpactScale", printed=True),
        Column("level", Type.REFERENCE, "The level that was accepted.", required=True, refers=("RiskLevels",),
               width=11, printed=True),
        Column("conditions", Type.TEXT, "What was asked for in return.", width=34),
        Column("reason", Type.TEXT, "Why it is accepted.", required=True, width=44, printed=True),
        Column("evidence", Type.TEXT, "Where the decision is recorded.", width=28),
        Column("fingerprint", Type.TEXT, "What the risk said when it was accepted, as smsxl computed it.", width=21),
        Column("status", Type.TEXT, "Whether it is still valid.", width=13, printed=True,
               formula=call("ACCEPTANCE_STATUS", Field("accepted_on"), Field("until"), Name("AsOf"),
                            Name("SoonDays"))),
    ),
)

DISTRIBUTION = Table(
    name="Distribution",
    sheet="Distribution",
    part=Part.RISK,
    area="6.1.2 Communicate",
    key="id",
    title="audience",
    prefix="D-",
    help="Who was told the results of the assessment.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as D-01.", required=True, width=8, printed=True),
        Column("audience", Type.TEXT, "Who received it.", required=True, width=36, printed=True),
        Column("document_version", Type.TEXT, "Which version they received.", required=True, width=17, printed=True),
        Column("sent_on", Type.DATE, "When.", required=True, width=12, printed=True),
        Column("channel", Type.TEXT, "How.", width=24, printed=True),
        Column("sent_by", Type.TEXT, "Who sent it.", width=20, printed=True),
        Column("acknowledged_on", Type.DATE, "When they confirmed it.", width=16, printed=True),
    ),
)

TABLES = (SERVICES, RISKS, TREATMENTS, CONTROLS, ACCEPTANCES, DISTRIBUTION)
