"""Risks counted: by level, by category, against tolerance, by strategy, and how they move through their ratings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from smsxl.domain.criteria import Criteria
from smsxl.domain.movement import MOVEMENTS, movement, transitions
from smsxl.domain.tolerance import ABOVE_TOLERANCE, TOLERANCE_STATUSES, tolerance_for
from smsxl.reports.model import Count
from smsxl.reports.risk.register import Risk, sources_of
from smsxl.rules.common import RATINGS
from smsxl.tables import BY_NAME
from smsxl.tables.text import fold

UNRATED = "Not rated"
NO_CATEGORY = "No category"
NO_STRATEGY = "Not chosen"
NO_LIMIT = "Cannot be said"


@dataclass(frozen=True)
class LevelLine:
    """How many open threats of one kind of rating (or one category) have which level, the lowest first."""

    label: str
    counts: tuple[Count, ...]
    all: Count


@dataclass(frozen=True)
class ToleranceLine:
    """A category against its limits: today, and after treatment."""

    category: str
    appetite: float | None
    tolerance: float | None
    highest_level: str
    now: tuple[Count, ...]
    after: tuple[Count, ...]
    above: tuple[Risk, ...]


@dataclass(frozen=True)
class Movement:
    """How open threats move from one rating to the next, and from which level to which."""

    before: str
    after: str
    counts: tuple[Count, ...]
    levels: tuple[tuple[str, str, int], ...]


def open_threats(risks: Iterable[Risk]) -> list[Risk]:
    """Return the threats that are not closed."""
    return [risk for risk in risks if risk.open and risk.threat]


def counted(labels: Sequence[str], risks: Sequence[Risk], word: Callable[[Risk], str], other: str) -> tuple[Count, ...]:
    """Return a count for each label, and one for what has none of them where there is such a risk."""
    known = {fold(label): label for label in labels}
    groups: dict[str, list[Risk]] = {label: [] for label in (*labels, other)}
    for risk in risks:
        groups[known.get(fold(word(risk)), other)].append(risk)
    return tuple(Count(label, sources_of(group), of=len(risks)) for label, group in groups.items()
                 if group or label != other)


def by_level(risks: Sequence[Risk], criteria: Criteria) -> tuple[LevelLine, ...]:
    """Return the levels of open threats: inherent, current, residual."""
    threats = open_threats(risks)
    return tuple(LevelLine(kind, counted(criteria.level_order, threats,
                                         lambda risk, kind=kind: getattr(risk, kind).level, UNRATED),  # type: ignore[misc]
                           Count("All", sources_of(threats))) for kind in RATINGS)


def categories_of(risks: Sequence[Risk], criteria: Criteria) -> dict[str, list[Risk]]:
    """Return open threats by category: those of the criteria in their order, then others as they come."""
    groups: dict[str, tuple[str, list[Risk]]] = {fold(name): (name, []) for name in criteria.categories}
    for risk in open_threats(risks):
        groups.setdefault(fold(risk.category), (risk.category or NO_CATEGORY, []))[1].append(risk)
    return dict(groups.values())


def by_category(risks: Sequence[Risk], criteria: Criteria) -> tuple[LevelLine, ...]:
    """Return the current levels of open threats by category."""
    return tuple(LevelLine(category, counted(criteria.level_order, group, lambda risk: risk.current.level, UNRATED),
                           Count("All", sources_of(group)))
                 for category, group in categories_of(risks, criteria).items())


def by_tolerance(risks: Sequence[Risk], criteria: Criteria) -> tuple[ToleranceLine, ...]:
    """Return open threats against the limits of their category."""
    lines = []
    for category, group in categories_of(risks, criteria).items():
        limits = tolerance_for(category, criteria.tolerances)
        lines.append(ToleranceLine(
            category, limits.appetite if limits else None, limits.tolerance if limits else None,
            (limits.highest_level if limits else None) or "",
            counted(TOLERANCE_STATUSES, group, lambda risk: risk.tolerance_now, NO_LIMIT),
            counted(TOLERANCE_STATUSES, group, lambda risk: risk.tolerance_after, NO_LIMIT),
            tuple(ranked(risk for risk in group if risk.tolerance_now == ABOVE_TOLERANCE))))
    return tuple(lines)


def by_strategy(risks: Sequence[Risk]) -> tuple[Count, ...]:
    """Return open risks, opportunities included, by what is done about them."""
    labels = [choice.label for choice in BY_NAME["Risks"]["treatment"].choices]
    return counted(labels, [risk for risk in risks if risk.open], lambda risk: risk.treatment, NO_STRATEGY)


def by_status(risks: Sequence[Risk]) -> tuple[Count, ...]:
    """Return all risks by their status."""
    return counted([choice.label for choice in BY_NAME["Risks"]["status"].choices], risks, lambda risk: risk.status,
                   "No status")


def movements(risks: Sequence[Risk]) -> tuple[Movement, ...]:
    """Return how open threats move from inherent to current, and from current to residual."""
    threats = open_threats(risks)
    out = []
    for before, after in pairwise(RATINGS):
        pairs = [(getattr(risk, before), getattr(risk, after)) for risk in threats]
        moved = [movement(*(rating.score if rating.given else None for rating in pair)) for pair in pairs]
        counts = tuple(Count(word, sources_of([risk for risk, way in zip(threats, moved, strict=True) if way == word]),
                             of=len(threats)) for word in MOVEMENTS)
        levels = transitions((first.level, then.level) for first, then in pairs)
        out.append(Movement(before, after, counts, tuple((*pair, number) for pair, number in sorted(levels.items()))))
    return tuple(out)


def ranked(risks: Iterable[Risk]) -> list[Risk]:
    """Return risks by rank; those without one last, in the order of the table."""
    return sorted(risks, key=lambda risk: (risk.rank is None, risk.rank or 0))


def opportunities(risks: Iterable[Risk]) -> list[Risk]:
    """Return the open opportunities by rank."""
    return ranked(risk for risk in risks if risk.open and not risk.threat)
