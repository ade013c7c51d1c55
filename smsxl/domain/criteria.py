"""Risk acceptance criteria: levels, tolerances and everything that a risk is judged by, with the built-in ones."""

from __future__ import annotations

from dataclasses import dataclass

from smsxl.domain.matrix import Matrix, default_matrix
from smsxl.domain.scales import DEFAULT_IMPACT, DEFAULT_LIKELIHOOD, Scale
from smsxl.domain.scoring import METHODS

ALL_OTHERS = "*"
"""The category of the tolerance row that serves all categories without a row of their own."""

DEFAULT_SOON_DAYS = 30
"""How many days ahead of its date something counts as soon."""


@dataclass(frozen=True)
class Level:
    """A risk level: `rank` 1 is the lowest; a review is due every `review_days`; `colour` is RRGGBB.

    `accepted_by_role` may accept a risk of this level and of those below.
    """

    label: str
    rank: int
    review_days: int
    colour: str
    action: str
    accepted_by_role: str


@dataclass(frozen=True)
class Tolerance:
    """The limits of a category as scores, inclusive; a level above `highest_level` is above tolerance in any case."""

    category: str
    appetite: float | None
    tolerance: float | None
    highest_level: str | None = None


@dataclass(frozen=True)
class Criteria:
    """Everything that a risk is judged by. `soon_days` counts days."""

    likelihood: Scale
    impact: Scale
    levels: tuple[Level, ...]
    matrix: Matrix
    tolerances: tuple[Tolerance, ...]
    categories: tuple[str, ...]
    method: str
    soon_days: int

    @property
    def level_order(self) -> tuple[str, ...]:
        """The level labels from the lowest to the highest."""
        return level_order(self.levels)


def level_order(levels: tuple[Level, ...]) -> tuple[str, ...]:
    """Return the level labels from the lowest rank to the highest."""
    return tuple(level.label for level in sorted(levels, key=lambda level: level.rank))


# The colours run from light blue over yellow and orange to a rose: they differ in lightness too, so that they stay
# apart for colour-blind readers, and dark text keeps a contrast of at least 7:1 on each.
DEFAULT_LEVELS: tuple[Level, ...] = (
    Level("Low", 1, 365, "D6ECFA", "Keep the controls working and review once a year.", "Risk owner"),
    Level("Moderate", 2, 180, "FFE699", "Keep watch; treat it where that costs little.", "Service manager"),
    Level("High", 3, 90, "F4B183", "Plan a treatment with an owner and a date.", "Head of service management"),
    Level("Extreme", 4, 30, "E88BA5", "Act at once and report to the management board.", "Management board"),
)

DEFAULT_TOLERANCES: tuple[Tolerance, ...] = (Tolerance(ALL_OTHERS, 4, 9),)

DEFAULT_CATEGORIES: tuple[str, ...] = ("Technical", "Operational", "Financial", "Security")


def default_criteria() -> Criteria:
    """Return the built-in criteria."""
    return Criteria(
        likelihood=DEFAULT_LIKELIHOOD,
        impact=DEFAULT_IMPACT,
        levels=DEFAULT_LEVELS,
        matrix=default_matrix(),
        tolerances=DEFAULT_TOLERANCES,
        categories=DEFAULT_CATEGORIES,
        method=METHODS[0],
        soon_days=DEFAULT_SOON_DAYS,
    )
