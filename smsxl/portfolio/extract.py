"""What one workbook gives to the picture of all: its figures, and the criteria by which they were made."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from smsxl.domain.due import OVERDUE
from smsxl.domain.kpi import OFF_TARGET
from smsxl.domain.scoring import score as score_of
from smsxl.domain.tolerance import TOLERANCE_STATUSES
from smsxl.domain.treatment import EXPIRED
from smsxl.reports.criteria import CriteriaView
from smsxl.reports.model import Count
from smsxl.reports.plan.measures import Kpi
from smsxl.reports.risk.counts import NO_CATEGORY, NO_LIMIT, UNRATED, open_threats
from smsxl.reports.risk.register import Rating, Risk
from smsxl.reports.summary import PlanPart, Summary
from smsxl.rules.common import RATINGS
from smsxl.tables.text import fold

MOST_RISKS: Final = 50
"""So many of the highest risks of each workbook can become the highest of all."""


@dataclass(frozen=True)
class LevelStep:
    """A level of a workbook's criteria, from the lowest; `colour` is RRGGBB."""

    label: str
    colour: str


@dataclass(frozen=True)
class MatrixCell:
    """A cell of a workbook's matrix, and how many open threats it holds by each kind of rating."""

    likelihood: int
    impact: int
    level: str
    inherent: int = 0
    current: int = 0
    residual: int = 0


@dataclass(frozen=True)
class TopRisk:
    """An open threat. `standing` is its level's place in the criteria, 0 the lowest and 1 the highest."""

    sheet: str
    cell: str
    id: str
    title: str
    category: str
    owner: str
    likelihood: int | None
    impact: int | None
    score: float | None
    level: str
    standing: float | None
    share: float | None
    """The score as a share of the highest that the criteria allow."""
    tolerance: str
    treatment: str
    next_review: dt.date | None


@dataclass(frozen=True)
class KpiOff:
    """A KPI that misses its target by more than its tolerance."""

    sheet: str
    cell: str
    id: str
    kpi: str
    latest: float | None
    target: float | None
    unit: str
    trend: str
    answered: bool


@dataclass(frozen=True)
class Named:
    """How many there are of something."""

    label: str
    count: int


@dataclass(frozen=True)
class CategoryLine:
    """The open threats of a category against its limits, today."""

    category: str
    tolerance: tuple[Named, ...]


@dataclass(frozen=True)
class AreaShare:
    """How many requirements of an area of the plan are in place, of those that apply."""

    area: str
    in_place: int
    applying: int


@dataclass(frozen=True)
class Extract:
    """The figures of one workbook. Counts of risks are of open threats; those without a half of ours are empty."""

    organization: str
    version: str
    status: str
    assessed: dt.date | None
    next_review: dt.date | None
    last_review: dt.date | None
    """The latest review of any risk."""
    errors: int
    warnings: int
    notes: int
    has_risks: bool
    has_plan: bool
    levels: tuple[LevelStep, ...]
    matrix: tuple[MatrixCell, ...]
    threats: int
    rated: int
    opportunities: int
    by_level: tuple[Named, ...]
    tolerance: tuple[Named, ...]
    categories: tuple[CategoryLine, ...]
    top: tuple[TopRisk, ...]
    untreated: int
    """Above tolerance, with no treatment chosen."""
    reviews_overdue: int
    actions_overdue: int
    acceptances_expired: int
    areas: tuple[AreaShare, ...]
    kpis: tuple[Named, ...]
    off_target: tuple[KpiOff, ...]


def extract_of(summary: Summary) -> Extract:
    """Return what a summary gives to the picture."""
    risk, plan, document = summary.risk, summary.plan, summary.document
    found = dict(summary.provenance.findings)
    threats = open_threats(risk.risks) if risk is not None else []
    criteria = summary.criteria
    return Extract(
        organization=document.organization, version=document.version, status=document.status,
        assessed=document.assessment_date, next_review=document.next_review,
        last_review=max((each.last_review for each in threats if each.last_review is not None), default=None),
        errors=found.get("error", 0), warnings=found.get("warning", 0), notes=found.get("note", 0),
        has_risks=risk is not None, has_plan=plan is not None,
        levels=tuple(LevelStep(level.label, level.colour) for level in criteria.levels) if risk is not None else (),
        matrix=_matrix(criteria, threats) if risk is not None else (), threats=len(threats),
        rated=sum(each.current.given for each in threats),
        opportunities=len(risk.opportunities) if risk is not None else 0,
        by_level=_by_level(criteria, threats),
        tolerance=_against(threats), categories=_categories(threats), top=_top(criteria, threats),
        untreated=sum(each.tolerance_now == TOLERANCE_STATUSES[-1] and not each.treatment for each in threats),
        reviews_overdue=_count(risk.reviews, OVERDUE) if risk is not None else 0,
        actions_overdue=_count(risk.actions, OVERDUE) if risk is not None else 0,
        acceptances_expired=_count(risk.acceptances, EXPIRED) if risk is not None else 0,
        areas=_areas(plan), kpis=_kpis(plan), off_target=_off(plan))


def _count(counts: Iterable[Count], label: str) -> int:
    return sum(each.count for each in counts if each.label == label)


def _matrix(criteria: CriteriaView, threats: list[Risk]) -> tuple[MatrixCell, ...]:
    placed = {kind: Counter((rating.likelihood, rating.impact) for rating in _ratings(threats, kind))
              for kind in RATINGS}
    return tuple(MatrixCell(like, imp, label, **{kind: placed[kind][like, imp] for kind in RATINGS})
                 for like, imp, label in criteria.cells)


def _ratings(threats: Iterable[Risk], kind: str) -> list[Rating]:
    return [getattr(risk, kind) for risk in threats]


def _by_level(criteria: CriteriaView, threats: list[Risk]) -> tuple[Named, ...]:
    known = {fold(level.label): level.label for level in criteria.levels}
    found = Counter(known.get(fold(risk.current.level), UNRATED) for risk in threats)
    return tuple(Named(label, found[label]) for label in (*known.values(), UNRATED) if found[label])


def _against(threats: list[Risk]) -> tuple[Named, ...]:
    found = Counter(risk.tolerance_now if risk.tolerance_now in TOLERANCE_STATUSES else NO_LIMIT for risk in threats)
    return tuple(Named(label, found[label]) for label in (*TOLERANCE_STATUSES, NO_LIMIT) if found[label])


def _categories(threats: list[Risk]) -> tuple[CategoryLine, ...]:
    groups: dict[str, tuple[str, list[Risk]]] = {}
    for risk in threats:
        groups.setdefault(fold(risk.category), (risk.category or NO_CATEGORY, []))[1].append(risk)
    return tuple(CategoryLine(name, _against(group)) for name, group in groups.values())


def _top(criteria: CriteriaView, threats: list[Risk]) -> tuple[TopRisk, ...]:
    places = {fold(level.label): place for place, level in enumerate(criteria.levels)}
    steps = max(1, len(criteria.levels) - 1)
    highest = _highest(criteria)

    def made(risk: Risk) -> TopRisk:
        place, score = places.get(fold(risk.current.level)), risk.current.score
        return TopRisk(
            risk.source.sheet, risk.source.cell, risk.source.id, risk.title, risk.category, risk.owner,
            risk.current.likelihood, risk.current.impact, score, risk.current.level,
            None if place is None else place / steps, None if score is None or not highest else score / highest,
            risk.tolerance_now, risk.treatment, risk.next_review)

    return tuple(sorted(map(made, threats), key=severity)[:MOST_RISKS])


def severity(risk: TopRisk) -> tuple[float, float, float, str]:
    """Return what puts the gravest risk first, across workbooks of different criteria.

    What is above tolerance comes before what is not; then the level counts, by its place among the levels of its own
    criteria; then the score, as a share of the highest that they allow.
    """
    known = risk.tolerance in TOLERANCE_STATUSES
    above = len(TOLERANCE_STATUSES) - TOLERANCE_STATUSES.index(risk.tolerance) if known else len(TOLERANCE_STATUSES) + 1
    return (above, 1.0 if risk.standing is None else -risk.standing, 1.0 if risk.share is None else -risk.share,
            risk.id)


def _highest(criteria: CriteriaView) -> float:
    return max((score_of(like, imp, criteria.method) for like, imp, _ in criteria.cells), default=0)


def _areas(plan: PlanPart | None) -> tuple[AreaShare, ...]:
    lines = plan.coverage[:-1] if plan is not None else ()  # the last one is all of them together
    return tuple(AreaShare(line.area, len(line.in_place.rows), len(line.in_place.of)) for line in lines)


def _kpis(plan: PlanPart | None) -> tuple[Named, ...]:
    return tuple(Named(count.label, count.count) for count in (plan.kpis.by_status if plan is not None else ())
                 if count.count)


def _off(plan: PlanPart | None) -> tuple[KpiOff, ...]:
    def made(kpi: Kpi) -> KpiOff:
        return KpiOff(kpi.source.sheet, kpi.source.cell, kpi.source.id, kpi.kpi, kpi.latest, kpi.target, kpi.unit,
                      kpi.trend, kpi.answered)

    return tuple(made(kpi) for kpi in (plan.kpis.all if plan is not None else ()) if kpi.status == OFF_TARGET)
