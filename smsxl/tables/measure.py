"""How the plan is told, measured and improved (clause 6.3): communication, training, KPIs, improvements, reviews."""

from __future__ import annotations

from typing import Final

from smsxl.tables.formula import Field, If, IfNa, Lookup, Name, Series, Spelled, Text, call
from smsxl.tables.model import Column, Part, Table, Type, choices
from smsxl.tables.plan import due_status, owner_role

_COMMUNICATION: Final = "6.3 Communication and training"
_MONITORING: Final = "6.3 KPIs and monitoring"
_IMPROVEMENT: Final = "6.3 Improvement and review"

TREND_VALUES: Final = 12
"""How many of a KPI's last values its trend looks at: a year of monthly figures."""

COMMUNICATIONS = Table(
    name="Communications",
    sheet="Communication",
    part=Part.PLAN,
    area=_COMMUNICATION,
    key="id",
    title="what",
    prefix="CO-",
    help="Who is told what, how, how often and by whom: customers, employees, suppliers and other parties.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as CO-01.", required=True, width=8, printed=True),
        Column("what", Type.TEXT, "What is communicated.", required=True, width=44, printed=True),
        Column("audience", Type.TEXT, "Who is told.", width=32, printed=True),
        Column("channel", Type.TEXT, "How they are told.", width=26, printed=True),
        Column("frequency", Type.TEXT, "How often.", width=14, printed=True),
        Column("responsible_role", Type.REFERENCE, "The role that does it.", refers=("Roles",), width=24,
               printed=True),
        Column("last", Type.DATE, "When it was last done.", width=12, printed=True),
        Column("next", Type.DATE, "When it is done next.", width=12, printed=True),
        Column("due_status", Type.TEXT, "Whether it is on time.", width=12, printed=True,
               formula=call("DUE_STATUS", Field("next"), Text(""), Name("AsOf"), Name("SoonDays"))),
    ),
)

TRAINING = Table(
    name="Training",
    sheet="Training",
    part=Part.PLAN,
    area=_COMMUNICATION,
    key="id",
    title="topic",
    prefix="TR-",
    help="What people have to know and be able to do: competence, and awareness of the SMS and their own part.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as TR-01.", required=True, width=8, printed=True),
        Column("topic", Type.TEXT, "What it is about.", required=True, width=44, printed=True),
        Column("kind", Type.CHOICE, "Competence for a task, or awareness of the SMS, its objectives and one's part.",
               choices=choices("Competence", "Awareness"), width=12, printed=True),
        Column("audience_roles", Type.REFERENCE, "The roles that take part, separated by commas.", refers=("Roles",),
               many=True, width=40, printed=True),
        Column("competence", Type.TEXT, "What they can do afterwards.", width=36),
        Column("method", Type.TEXT, "How they learn it.", width=22, printed=True),
        Column("due", Type.DATE, "By when.", width=12, printed=True),
        Column("completed_share", Type.SHARE, "The share of them that has completed it.", width=12,
               number_format="0%", printed=True),
        Column("evidence", Type.TEXT, "Where that is recorded.", width=30, printed=True),
        due_status(call("DUE_STATUS", Field("due"), If("completed_share", 1, Text("Done"), Text("")), Name("AsOf"),
                        Name("SoonDays"))),
    ),
)

_LAST: Final = "{{{};1}}".format(";".join(map(str, range(TREND_VALUES, 1, -1))))
_DOWN: Final = "{{1;{}}}".format(";".join(map(str, range(2, TREND_VALUES + 1))))


def _series(last: int) -> Series:
    return Series("Measurements", "kpi", "period", "value", "id", last)


def _trend_in_full() -> str:
    """Return KPI_TREND of the last values in built-in functions, for an array formula; Source: as `domain.kpi`.

    The values that are there stand at the end of the window, so the distance from first to last is their number - 1.
    """
    values = "{values}"
    slopes = f"IFERROR(IF({_DOWN.replace(';', ',')}>{_DOWN},(TRANSPOSE({values})-{values})"
    slopes += f'/({_DOWN.replace(";", ",")}-{_DOWN}),""),"")'
    change = f"MEDIAN({slopes})*(COUNT({values})-1)"
    sign = 'IF(TRIM({@direction})="Lower",-1,1)'
    stable = f"IF({change}=0,TRUE,ABS({change})<0.05*ABS(MEDIAN({values})))"
    return (f'IF(TRIM({{@direction}})="","",IF((TRIM({{@direction}})="Higher")+(TRIM({{@direction}})="Lower")=0,'
            f'#VALUE!,IF(COUNT({values})<3,"",IF({stable},"Stable",IF({change}*{sign}>0,"Improving","Worsening")))))')


KPIS = Table(
    name="Kpis",
    sheet="KPIs",
    part=Part.PLAN,
    area=_MONITORING,
    key="id",
    title="kpi",
    prefix="K-",
    help="What is measured, for which objective and process, and where it stands. The values stand in Measurements.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as K-01.", required=True, width=8, printed=True),
        Column("kpi", Type.TEXT, "What is measured.", required=True, width=40, header="KPI", printed=True),
        Column("process", Type.REFERENCE, "The process that it measures.", refers=("Processes",), width=10,
               printed=True),
        Column("objective", Type.REFERENCE, "The objective that it shows.", refers=("Objectives",), width=10,
               printed=True),
        Column("unit", Type.TEXT, "The unit of target and values.", width=14, printed=True),
        Column("direction", Type.CHOICE, "Which way is better.", choices=choices("Higher", "Lower"), width=10,
               printed=True),
        Column("target", Type.NUMBER, "The value to reach.", width=10, printed=True),
        Column("tolerance", Type.SHARE, "The share of the target by which it may be missed; 10 % if blank.", width=10,
               number_format="0%"),
        Column("frequency", Type.CHOICE, "How often it is measured.", width=11, printed=True,
               choices=choices("Weekly", "Monthly", "Quarterly", "Yearly")),
        owner_role(),
        Column("data_source", Type.TEXT, "Where the values come from.", width=28),
        Column("latest_value", Type.NUMBER, "The value of the latest period.", width=10, printed=True,
               formula=_series(1)),
        Column("status", Type.TEXT, "How the latest value stands to the target.", width=12, printed=True,
               formula=call("KPI_STATUS", Field("latest_value"), Field("target"), Field("direction"),
                            Field("tolerance"))),
        Column("trend", Type.TEXT, f"Where its last {TREND_VALUES} values are going.", width=12, printed=True,
               formula=Spelled(call("KPI_TREND", _series(TREND_VALUES), Field("direction")), _trend_in_full(),
                               values=_series(TREND_VALUES))),
    ),
)

MEASUREMENTS = Table(
    name="Measurements",
    sheet="Measurements",
    part=Part.PLAN,
    area=_MONITORING,
    help="One row per KPI and period: the value, and where it was missed what was done.",
    columns=(
        Column("kpi", Type.REFERENCE, "The KPI.", required=True, refers=("Kpis",), width=10, header="KPI",
               printed=True),
        Column("period", Type.DATE, "The first day of the period that was measured.", required=True, width=12,
               printed=True),
        Column("value", Type.NUMBER, "What was measured.", required=True, width=11, printed=True),
        Column("comment", Type.TEXT, "What explains it.", width=46, printed=True),
        Column("action", Type.TEXT, "What was done about a deviation.", width=46, printed=True),
        Column("status", Type.TEXT, "How it stands to the target.", width=12, printed=True,
               formula=IfNa(call("KPI_STATUS", Field("value"), *(
                   Lookup("kpi", "Kpis", "id", field) for field in ("target", "direction", "tolerance"))))),
    ),
)

IMPROVEMENTS = Table(
    name="Improvements",
    sheet="Improvements",
    part=Part.PLAN,
    area=_IMPROVEMENT,
    key="id",
    title="improvement",
    prefix="I-",
    help="What is improved, what gave rise to it, and what came of it.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as I-01.", required=True, width=8, printed=True),
        Column("improvement", Type.TEXT, "What is improved.", required=True, width=46, printed=True),
        Column("source", Type.CHOICE, "What gave rise to it.", width=11, printed=True,
               choices=choices("KPI", "Audit", "Feedback", "Risk", "Review", "Other")),
        Column("linked_to", Type.REFERENCE, "The KPIs or risks behind it, separated by commas.",
               refers=("Kpis", "Risks"), many=True, width=16, printed=True),
        Column("expected_benefit", Type.TEXT, "What it shall bring.", width=38, printed=True),
        Column("priority", Type.CHOICE, "How much it matters.", choices=choices("High", "Medium", "Low"), width=9,
               printed=True),
        owner_role(),
        Column("due", Type.DATE, "By when.", width=12, printed=True),
        Column("status", Type.CHOICE, "Where it stands.", choices=choices("Open", "Done", "Rejected"), width=10,
               printed=True),
        Column("result", Type.TEXT, "What came of it.", width=40, printed=True),
        due_status(),
    ),
)

REVIEWS = Table(
    name="Reviews",
    sheet="Reviews",
    part=Part.PLAN,
    area=_IMPROVEMENT,
    key="id",
    title="scope",
    prefix="RV-",
    help="The reviews and audits of the plan and the SMS, what they concluded, and when the next one is due.",
    columns=(
        Column("id", Type.ID, "A short unique id, such as RV-01.", required=True, width=8, printed=True),
        Column("date", Type.DATE, "When it took place.", required=True, width=12, printed=True),
        Column("kind", Type.CHOICE, "What kind of review it was.", required=True, width=19, printed=True,
               choices=choices("Management review", "Plan review", "Risk assessment", "Internal audit")),
        Column("scope", Type.TEXT, "What was looked at.", width=40, printed=True),
        Column("method", Type.TEXT, "How.", width=26),
        Column("participants", Type.TEXT, "Who took part.", width=32),
        Column("conclusions", Type.TEXT, "What was found and decided.", width=54, printed=True),
        Column("next_date", Type.DATE, "When the next one of this kind is due.", width=12, printed=True),
    ),
)

TABLES = (COMMUNICATIONS, TRAINING, KPIS, MEASUREMENTS, IMPROVEMENTS, REVIEWS)
