"""Where a KPI stands and where it is going."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from smsxl.domain.words import word_key

HIGHER = "Higher"
LOWER = "Lower"

DIRECTIONS: tuple[str, ...] = (HIGHER, LOWER)
"""Which way a KPI should go."""

ON_TARGET = "On target"
AT_RISK = "At risk"
OFF_TARGET = "Off target"

KPI_STATUSES: tuple[str, ...] = (ON_TARGET, AT_RISK, OFF_TARGET)
"""The status words, from the best to the worst."""

IMPROVING = "Improving"
STABLE = "Stable"
WORSENING = "Worsening"

KPI_TRENDS: tuple[str, ...] = (IMPROVING, STABLE, WORSENING)

DEFAULT_SHARE = 0.1
"""By which share of the target or the plan a value may miss it before it is off."""

STABLE_SHARE = 0.05
"""Below which share of the median a change over the window is no change."""

LEAST_VALUES = 3

# Forgives the last bits of a product such as 0.1 x 0.3, as a reader of rounded figures does.
_ALLOWANCE = 1e-9


def direction_sign(direction: str) -> int:
    """Return 1 where higher is better and -1 where lower is. Raises ValueError for another word."""
    key = word_key(direction)
    if key == word_key(HIGHER):
        return 1
    if key == word_key(LOWER):
        return -1
    raise ValueError(f"the direction {direction!r} is not known: use {' or '.join(DIRECTIONS)}")


def overrun_share(overrun: float, base: float, share: float) -> bool:
    """Tell whether an overrun is at most a share of a base, whatever its sign."""
    return overrun <= (share + _ALLOWANCE) * abs(base)


def kpi_status(value: float, target: float, direction: str, tolerance: float = DEFAULT_SHARE) -> str:
    """Return how a value stands to its target; `tolerance` is a share of the target.

    Raises ValueError for an unknown direction.
    """
    shortfall = (target - value) * direction_sign(direction)
    if shortfall <= 0:
        return ON_TARGET
    return AT_RISK if overrun_share(shortfall, target, tolerance) else OFF_TARGET


def theil_sen_change(values: Sequence[float | None]) -> float:
    """Return the change over the window, in the unit of the values.

    It is the median slope between any two values, times the distance from the first value to the last.
    None is a period without a value; it keeps its place in time. Source: Sen, P. K. (1968), Estimates of the
    regression coefficient based on Kendall's tau, JASA 63. Raises ValueError under two values.
    """
    points = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(points) <= 1:
        raise ValueError("a change needs at least two values")
    slopes = [
        (later - earlier) / (end - start)
        for index, (start, earlier) in enumerate(points)
        for end, later in points[index + 1 :]
    ]
    return statistics.median(slopes) * (points[-1][0] - points[0][0])


def kpi_trend(values: Sequence[float | None], direction: str) -> str | None:
    """Return where a KPI is going over the window of its values, in order of time; None under three values.

    `Stable` is a Theil-Sen change of nothing, or under 5 % of the median. Raises ValueError for an unknown direction.
    """
    sign = direction_sign(direction)
    present = [value for value in values if value is not None]
    if len(present) < LEAST_VALUES:
        return None
    change = theil_sen_change(values)
    if change == 0 or abs(change) < STABLE_SHARE * abs(statistics.median(present)):
        return STABLE
    return IMPROVING if change * sign > 0 else WORSENING
