"""Where spending stands to its plan."""

from __future__ import annotations

from smsxl.domain.kpi import DEFAULT_SHARE, overrun_share

WITHIN_BUDGET = "Within budget"
AT_LIMIT = "At limit"
OVER_BUDGET = "Over budget"

BUDGET_STATUSES: tuple[str, ...] = (WITHIN_BUDGET, AT_LIMIT, OVER_BUDGET)
"""The status words, from the best to the worst."""


def budget_status(planned: float, actual: float, tolerance: float = DEFAULT_SHARE) -> str:
    """Return how actual spending stands to the plan, both in one currency; `tolerance` is a share of the plan."""
    if actual <= planned:
        return WITHIN_BUDGET
    return AT_LIMIT if overrun_share(actual - planned, planned, tolerance) else OVER_BUDGET
