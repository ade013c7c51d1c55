"""The functions of the plan: SMART, KPI status and budget."""

from __future__ import annotations

import datetime as dt

from smsxl.domain.budget import AT_LIMIT, OVER_BUDGET, WITHIN_BUDGET, budget_status
from smsxl.domain.kpi import AT_RISK, DEFAULT_SHARE, DIRECTIONS, LOWER, OFF_TARGET, ON_TARGET, kpi_status
from smsxl.domain.smart import LETTERS, smart_gaps
from smsxl.domain.values import CellValue
from smsxl.functions.function import Function
from smsxl.functions.model import Argument, Blank, Kind
from smsxl.functions.status import listed

CATEGORY = "Service plan"

_SMART_FIELDS = (
    ("objective", "What is to be reached.", Kind.TEXT),
    ("metric", "What shows that it is reached.", Kind.TEXT),
    ("baseline", "Where the metric stands today.", Kind.NUMBER),
    ("target", "Where it shall stand.", Kind.NUMBER),
    ("unit", "The unit of baseline and target.", Kind.TEXT),
    ("why_achievable", "Why it can be reached.", Kind.TEXT),
    ("business_goal", "The business goal that it serves.", Kind.TEXT),
    ("start", "The day on which work starts.", Kind.DATE),
    ("due", "The day by which it is reached.", Kind.DATE),
)


def _smart(
    objective: str | None,
    metric: str | None,
    baseline: float | None,
    target: float | None,
    unit: str | None,
    why_achievable: str | None,
    business_goal: str | None,
    start: dt.date | None,
    due: dt.date | None,
) -> CellValue:
    given = (objective, metric, baseline, target, unit, why_achievable, business_goal, start, due)
    return "" if all(value is None for value in given) else ", ".join(smart_gaps(*given))


_SMART_CONDITIONS = (
    '(TRIM({objective})="")+(TRIM({metric})="")>0',
    '(TRIM({metric})="")+(TRIM({baseline})="")+(TRIM({target})="")+(TRIM({unit})="")>0',
    'TRIM({why_achievable})=""',
    'TRIM({business_goal})=""',
    'IF(TRIM({due})="",TRUE,IF(TRIM({start})="",FALSE,INT({start})>=INT({due})))',
)

SMART_GAPS = Function(
    "SMART_GAPS",
    CATEGORY,
    "The letters of SMART that an objective lacks.",
    tuple(Argument(name, help_text, kind, Blank.COUNTS) for name, help_text, kind in _SMART_FIELDS),
    _smart,
    "IF("
    + "&".join(f"TRIM({{{name}}})" for name, _, _ in _SMART_FIELDS)
    + '="","",'
    + listed(", ", tuple(zip(LETTERS, _SMART_CONDITIONS)))
    + ")",
)

DIRECTION = Argument("direction", "Whether the KPI should go Higher or Lower.", Kind.WORD, words=DIRECTIONS)


def share_argument(of: str) -> Argument:
    """Return the declaration of the share by which something may be missed."""
    return Argument(
        "tolerance",
        f"The share of the {of} by which it may be missed; 0.1 if omitted.",
        Kind.SHARE,
        Blank.DEFAULT,
        True,
        default=DEFAULT_SHARE,
    )


KPI_STATUS = Function(
    "KPI_STATUS",
    CATEGORY,
    "How a KPI stands to its target.",
    (
        Argument("value", "The measured value.", Kind.NUMBER),
        Argument("target", "The target.", Kind.NUMBER),
        DIRECTION,
        share_argument("target"),
    ),
    kpi_status,
    f'IF({{shortfall}}<=0,"{ON_TARGET}",IF({{shortfall}}<=({{tolerance}}+1E-9)*ABS({{target}}),'
    f'"{AT_RISK}","{OFF_TARGET}"))',
    (("shortfall", f'({{target}}-{{value}})*IF(TRIM({{direction}})="{LOWER}",-1,1)'),),
)

BUDGET_STATUS = Function(
    "BUDGET_STATUS",
    CATEGORY,
    "How spending stands to its plan.",
    (
        Argument("planned", "The planned amount.", Kind.NUMBER),
        Argument("actual", "The amount spent, in the same currency.", Kind.NUMBER),
        share_argument("plan"),
    ),
    budget_status,
    f'IF({{actual}}<={{planned}},"{WITHIN_BUDGET}",IF({{actual}}-{{planned}}<=({{tolerance}}+1E-9)*ABS({{planned}}),'
    f'"{AT_LIMIT}","{OVER_BUDGET}"))',
)
