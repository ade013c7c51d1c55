"""All worksheet functions, in the order in which the reference lists them."""

from __future__ import annotations

from smsxl.functions.function import Function
from smsxl.functions.lists import KPI_TREND, PLAN_COVERAGE, RISK_MATRIX, RISK_RANK
from smsxl.functions.plan import BUDGET_STATUS, KPI_STATUS, SMART_GAPS
from smsxl.functions.risk import RISK_LEVEL, RISK_SCORE, SCALE_VALUE, TOLERANCE_STATUS
from smsxl.functions.status import ACCEPTANCE_STATUS, DUE_STATUS, REVIEW_DUE, RISK_GAPS, TREATMENT_STATUS

FUNCTIONS: tuple[Function, ...] = (
    RISK_SCORE,
    RISK_LEVEL,
    TOLERANCE_STATUS,
    RISK_RANK,
    RISK_MATRIX,
    SCALE_VALUE,
    RISK_GAPS,
    TREATMENT_STATUS,
    ACCEPTANCE_STATUS,
    REVIEW_DUE,
    SMART_GAPS,
    KPI_STATUS,
    KPI_TREND,
    BUDGET_STATUS,
    PLAN_COVERAGE,
    DUE_STATUS,
)

BY_NAME: dict[str, Function] = {function.name: function for function in FUNCTIONS}
