"""Heat maps: which risk has which likelihood and impact, before controls, today and after treatment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from smsxl.domain.criteria import Criteria
from smsxl.reports.criteria import colour_of
from smsxl.reports.model import Source, Sources
from smsxl.reports.risk.register import Risk
from smsxl.rules.common import RATINGS


@dataclass(frozen=True)
class HeatCell:
    """A cell of the matrix with the risks in it."""

    likelihood: int
    impact: int
    level: str
    colour: str
    rows: Sources


@dataclass(frozen=True)
class HeatMap:
    """The open risks of one type by one kind of rating; `unplaced` are those without one, or with one off the scale."""

    kind: str
    threats: bool
    likelihoods: tuple[tuple[int, str], ...]
    """The numbers of the axis from the highest, each with its word."""
    impacts: tuple[tuple[int, str], ...]
    """The numbers of the axis from the lowest, each with its word."""
    cells: tuple[tuple[HeatCell, ...], ...]
    unplaced: Sources


def heat_maps(risks: Iterable[Risk], criteria: Criteria, *, threats: bool) -> tuple[HeatMap, ...]:
    """Return a map for inherent, current and residual ratings."""
    chosen = [risk for risk in risks if risk.open and risk.threat is threats]
    return tuple(_map(kind, chosen, criteria, threats=threats) for kind in RATINGS)


def _map(kind: str, risks: list[Risk], criteria: Criteria, *, threats: bool) -> HeatMap:
    matrix = criteria.matrix
    likelihoods, impacts = sorted(set(matrix.likelihoods), reverse=True), sorted(set(matrix.impacts))
    placed: defaultdict[tuple[int | None, int | None], list[Source]] = defaultdict(list)
    for risk in risks:
        rating = getattr(risk, kind)
        placed[rating.likelihood, rating.impact].append(risk.source)
    cells = tuple(
        tuple(HeatCell(like, imp, label := matrix.cells.get((like, imp), ""), colour_of(criteria, label),
                       tuple(placed.pop((like, imp), ()))) for imp in impacts)
        for like in likelihoods)
    unplaced = {source for sources in placed.values() for source in sources}
    return HeatMap(kind, threats, tuple((like, criteria.likelihood.label_of(like) or "") for like in likelihoods),
                   tuple((imp, criteria.impact.label_of(imp) or "") for imp in impacts), cells,
                   tuple(risk.source for risk in risks if risk.source in unplaced))
