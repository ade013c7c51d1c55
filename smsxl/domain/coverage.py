"""How much of the plan is in place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Tuple

from smsxl.domain.words import word_key

IN_PLACE = "In place"
NOT_APPLICABLE = "Not applicable"


def plan_counts(statuses: Iterable[str | None]) -> Tuple[int, int]:
    """Return how many items are in place, and how many apply; blank statuses are left out."""
    keys = [word_key(status) for status in statuses if status is not None]
    applicable = [key for key in keys if key and key != word_key(NOT_APPLICABLE)]
    return applicable.count(word_key(IN_PLACE)), len(applicable)


def plan_coverage(statuses: Iterable[str | None]) -> float | None:
    """Return the share, 0 to 1, of the items in place among those that apply; None where none applies.

    Blank statuses are left out: a range may be longer than the plan.
    """
    in_place, applicable = plan_counts(statuses)
    return in_place / applicable if applicable else None


def coverage_by_area(items: Iterable[tuple[str, str | None]]) -> dict[str, float | None]:
    """Return the coverage of each area, in the order of their first items; items are (area, status) pairs."""
    areas: dict[str, list[str | None]] = {}
    for area, status in items:
        areas.setdefault(area, []).append(status)
    return {area: plan_coverage(statuses) for area, statuses in areas.items()}
