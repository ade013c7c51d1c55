"""How firm the ranking of open threats is: who could leave the first ten, or enter them, if one rating moved by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smsxl.domain.criteria import Criteria
from smsxl.domain.stability import stability
from smsxl.reports.risk.counts import open_threats, ranked
from smsxl.reports.risk.register import Risk

FIRST: Final = 10
"""How many risks the list of the first ones has."""


@dataclass(frozen=True)
class Placed:
    """A ranked risk, and between which ranks one step of one of its ratings would place it."""

    risk: Risk
    rank: int
    best: int
    worst: int
    firm: bool


@dataclass(frozen=True)
class Firmness:
    """The ranking of open threats. `steps` are all possible single steps, `changing` those that change the first."""

    placed: tuple[Placed, ...]
    first: int
    steps: int
    changing: int

    @property
    def top(self) -> tuple[Placed, ...]:
        """The first ones."""
        return self.placed[: self.first]

    @property
    def could_leave(self) -> tuple[Placed, ...]:
        """Those of the first that one step would move out."""
        return tuple(each for each in self.top if not each.firm)

    @property
    def could_enter(self) -> tuple[Placed, ...]:
        """The others that one step would move in."""
        return tuple(each for each in self.placed[self.first:] if not each.firm)


def firmness(risks: Sequence[Risk], criteria: Criteria) -> Firmness:
    """Return the ranking with the reach of each risk. Order: score, impact, likelihood, order of the table."""
    chosen = [risk for risk in open_threats(risks) if risk.rank is not None and risk.current.given]
    pairs = [(risk.current.likelihood or 0, risk.current.impact or 0) for risk in chosen]
    found = stability(pairs, criteria.likelihood.values, criteria.impact.values, criteria.method, FIRST)
    placed = {risk.source: Placed(risk, reach.rank, reach.best, reach.worst, found.is_firm(place))
              for place, (risk, reach) in enumerate(zip(chosen, found.reaches, strict=True))}
    return Firmness(tuple(placed[risk.source] for risk in ranked(chosen)), FIRST, found.steps, found.changing)
