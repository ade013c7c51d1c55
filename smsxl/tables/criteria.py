"""Criteria: what the risks are judged by (risk acceptance criteria)."""

from __future__ import annotations

from smsxl.domain.scoring import METHODS
from smsxl.tables.model import Choice, Column, Kind, Part, Table, Type

_AREA = "6.1.2 Criteria"

SETTINGS = Table(
    name="Settings",
    sheet="Criteria",
    part=Part.CRITERIA,
    area=_AREA,
    kind=Kind.FORM,
    help="The choices that change how risks and plan are judged.",
    columns=(
        Column("scoring_method", Type.CHOICE, "How likelihood and impact make the score.", name="ScoringMethod",
               required=True, choices=tuple(Choice(method, method) for method in METHODS)),
        Column("soon_days", Type.WHOLE, "How many days ahead counts as soon.", required=True, name="SoonDays"),
        Column("ties_threshold", Type.SHARE, "The share of open risks with a shared score that is still useful.",
               number_format="0%"),
        Column("max_accountable_processes", Type.WHOLE, "How many processes one person can be accountable for."),
        Column("review_grace_days", Type.WHOLE, "How many days a review may be late before it is a finding."),
    ),
)

LIKELIHOOD_SCALE = Table(
    name="LikelihoodScale",
    sheet="Criteria",
    part=Part.CRITERIA,
    area=_AREA,
    key="value",
    title="label",
    help="How likely it is that the risk happens, in words and in times a year.",
    columns=(
        Column("value", Type.WHOLE, "The rating: 1, 2, 3 ... without a gap.", required=True, width=8, printed=True),
        Column("label", Type.TEXT, "The rating in a word or two.", required=True, width=16, printed=True),
        Column("description", Type.TEXT, "What must be true to choose it.", required=True, width=44, printed=True),
        Column("from_per_year", Type.NUMBER, "At least how often a year it is expected.", width=12, printed=True,
               number_format="0.###"),
        Column("to_per_year", Type.NUMBER, "At most how often a year it is expected.", width=12, printed=True,
               number_format="0.###"),
        Column("example", Type.TEXT, "An example that your people know.", width=44, printed=True),
    ),
)

IMPACT_SCALE = Table(
    name="ImpactScale",
    sheet="Criteria",
    part=Part.CRITERIA,
    area=_AREA,
    key="value",
    title="label",
    help="How bad it is for service quality and delivery; the dimension hit hardest counts.",
    columns=(
        Column("value", Type.WHOLE, "The rating: 1, 2, 3 ... without a gap.", required=True, width=8, printed=True),
        Column("label", Type.TEXT, "The rating in a word or two.", required=True, width=16, printed=True),
        Column("customers_and_service", Type.TEXT, "What customers and the service suffer.", required=True,
               header="Customers and service", width=44, printed=True),
        Column("money", Type.TEXT, "What it costs.", width=26, printed=True),
        Column("security_and_compliance", Type.TEXT, "What it means for security and obligations.",
               header="Security and compliance", width=36, printed=True),
        Column("example", Type.TEXT, "An example that your people know.", width=36, printed=True),
    ),
)

RISK_LEVELS = Table(
    name="RiskLevels",
    sheet="Criteria",
    part=Part.CRITERIA,
    area=_AREA,
    key="label",
    title="label",
    help="The levels of risk, what each asks for, and who may accept it.",
    columns=(
        Column("label", Type.TEXT, "The level, as the matrix names it.", required=True, width=14, printed=True),
        Column("review_days", Type.WHOLE, "A risk of this level is reviewed at least every so many days.",
               required=True, width=12, printed=True),
        Column("rank", Type.WHOLE, "The order of the levels: 1 is the lowest.", required=True, width=8, printed=True),
        Column("colour", Type.COLOUR, "The colour of the level, six hexadecimal digits.", required=True, width=10,
               printed=True),
        Column("action", Type.TEXT, "What a risk of this level asks for.", required=True, width=50, printed=True),
        Column("accepted_by_role", Type.TEXT, "Who may accept this level and those below it.", required=True,
               width=28, printed=True),
    ),
)

RISK_MATRIX = Table(
    name="RiskMatrix",
    sheet="Criteria",
    part=Part.CRITERIA,
    area=_AREA,
    kind=Kind.GRID,
    help="The level of every likelihood (rows) and impact (columns).",
    columns=(Column("level", Type.REFERENCE, "The level of this likelihood and impact.", required=True,
                    refers=("RiskLevels",)),),
)

TOLERANCES = Table(
    name="Tolerances",
    sheet="Criteria",
    part=Part.CRITERIA,
    area="6.1.2 Tolerance",
    key="category",
    title="category",
    help="How much risk is wanted (appetite) and how much is borne (tolerance); * stands for all other categories.",
    columns=(
        Column("category", Type.TEXT, "A category of risk, or * for all others.", required=True, width=16,
               printed=True),
        Column("appetite", Type.NUMBER, "Scores up to this are wanted: no treatment is needed.", required=True,
               width=10, printed=True),
        Column("tolerance", Type.NUMBER, "Scores up to this are borne; above it a risk is treated or accepted.",
               required=True, width=10, printed=True),
        Column("highest_level", Type.REFERENCE, "A level above this one is above tolerance whatever the score.",
               refers=("RiskLevels",), width=14, printed=True),
    ),
)

CATEGORIES = Table(
    name="Categories",
    sheet="Criteria",
    part=Part.CRITERIA,
    area="6.1.2 Identify",
    key="category",
    title="category",
    help="The categories by which risks are identified.",
    columns=(
        Column("category", Type.TEXT, "The category.", required=True, width=16, printed=True),
        Column("description", Type.TEXT, "What belongs to it.", width=60, printed=True),
        Column("example", Type.TEXT, "An example that your people know.", width=60, printed=True),
    ),
)

TABLES = (SETTINGS, LIKELIHOOD_SCALE, IMPACT_SCALE, RISK_MATRIX, RISK_LEVELS, TOLERANCES, CATEGORIES)
