"""Comparison of a risk with the tolerance of its category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smsxl.domain.criteria import ALL_OTHERS, DEFAULT_LEVELS, Tolerance, level_order
from smsxl.domain.words import word_key

WITHIN_APPETITE = "Within appetite"
WITHIN_TOLERANCE = "Within tolerance"
ABOVE_TOLERANCE = "Above tolerance"

TOLERANCE_STATUSES: tuple[str, ...] = (WITHIN_APPETITE, WITHIN_TOLERANCE, ABOVE_TOLERANCE)
"""The status words, from the best to the worst."""


def tolerance_for(category: str | None, tolerances: Sequence[Tolerance]) -> Tolerance | None:
    """Return the row of a category, else the row `*`; of several the first; None where there is neither."""
    rows: dict[str, Tolerance] = {}
    for row in tolerances:
        rows.setdefault(word_key(row.category), row)
    own = rows.get(word_key(category)) if category else None
    return own or rows.get(ALL_OTHERS)


def tolerance_status(
    score: float,
    category: str | None,
    tolerances: Sequence[Tolerance],
    level: str | None = None,
    level_order: Sequence[str] | Mapping[str, float] | None = None,
) -> str | None:
    """Return how a score stands to the limits of its category, both inclusive.

    Where a level is given and the category has a highest level, a level above it is above tolerance whatever the
    score; `level_order` lists the labels from the lowest to the highest or gives each its rank, the built-in ones
    where it is None. A category without an appetite has none.

    Returns None where a criterion is missing: no row for the category, no tolerance in it, or a level that the order
    does not know.
    """
    row = tolerance_for(category, tolerances)
    if row is None or row.tolerance is None:
        return None
    if level and row.highest_level:
        ranks = _ranks(DEFAULT_LEVEL_ORDER if level_order is None else level_order)
        own, highest = ranks.get(word_key(level)), ranks.get(word_key(row.highest_level))
        if own is None or highest is None:
            return None
        if own > highest:
            return ABOVE_TOLERANCE
    if score > row.tolerance:
        return ABOVE_TOLERANCE
    return WITHIN_APPETITE if row.appetite is not None and score <= row.appetite else WITHIN_TOLERANCE


DEFAULT_LEVEL_ORDER: tuple[str, ...] = level_order(DEFAULT_LEVELS)
"""The built-in level labels from the lowest to the highest."""


def _ranks(order: Sequence[str] | Mapping[str, float]) -> dict[str, float]:
    pairs = order.items() if isinstance(order, Mapping) else zip(order, range(len(order)))
    ranks: dict[str, float] = {}
    for label, place in pairs:
        ranks.setdefault(word_key(label), place)
    return ranks
