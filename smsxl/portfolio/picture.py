"""The extracts of all workbooks put together. What can't be compared is not added up: it stands side by side."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

import smsxl
from smsxl.domain.kpi import KPI_STATUSES, OFF_TARGET
from smsxl.domain.tolerance import ABOVE_TOLERANCE, TOLERANCE_STATUSES
from smsxl.portfolio.extract import Extract, KpiOff, LevelStep, Named, TopRisk, severity
from smsxl.portfolio.gather import Gathered
from smsxl.reports.risk.counts import NO_LIMIT
from smsxl.rules.common import RATINGS
from smsxl.tables.text import fold

BY: Final = ("folder", "organization", "file")
"""What tells the units apart."""

ALL: Final = "All"


@dataclass(frozen=True)
class FileLine:
    """A workbook: its unit, how it stands, and one sentence where it is not in the picture."""

    path: str
    unit: str
    organization: str
    version: str
    status: str
    assessed: dt.date | None
    last_review: dt.date | None
    next_review: dt.date | None
    threats: int
    above: int
    errors: int
    warnings: int
    notes: int
    error: str | None


@dataclass(frozen=True)
class UnitLine:
    """The workbooks of a unit added up. Shares are None where there is nothing to take a share of."""

    unit: str
    files: int
    unread: int
    threats: int
    tolerance: tuple[Named, ...]
    untreated: int
    reviews_overdue: int
    actions_overdue: int
    acceptances_expired: int
    rated: float | None
    """The share of open threats that have a rating for today."""
    in_place: float | None
    """The share of the plan's requirements that are in place, of those that apply (clause 6.3)."""
    kpis: int
    off_target: int
    assessed: dt.date | None
    """The day of the oldest assessment."""
    last_review: dt.date | None
    """The latest review of any risk."""
    errors: int
    warnings: int


@dataclass(frozen=True)
class Ranked:
    """One of the gravest risks, and where it stands."""

    path: str
    unit: str
    risk: TopRisk


@dataclass(frozen=True)
class Missed:
    """A KPI that is off target, and where it stands."""

    path: str
    unit: str
    kpi: KpiOff


@dataclass(frozen=True)
class HeatCell:
    """A cell of a common matrix. `level` is "" where the workbooks of this scale call it by different names."""

    likelihood: int
    impact: int
    level: str
    colour: str
    inherent: int
    current: int
    residual: int


@dataclass(frozen=True)
class Heat:
    """The open threats of all workbooks whose matrix has the same numbers on both axes.

    Rows from the highest likelihood, columns from the lowest impact. `unplaced` counts threats without such a rating,
    by kind of rating.
    """

    likelihoods: tuple[int, ...]
    impacts: tuple[int, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    files: tuple[str, ...]
    unplaced: tuple[Named, ...]


@dataclass(frozen=True)
class LevelLine:
    """The open threats of workbooks that have the same levels, by unit."""

    levels: tuple[LevelStep, ...]
    files: int
    units: tuple[tuple[str, tuple[Named, ...]], ...]


@dataclass(frozen=True)
class CategoryTotal:
    """A category over all workbooks against the limits that each has for it."""

    category: str
    threats: int
    files: int
    tolerance: tuple[Named, ...]


@dataclass(frozen=True)
class AreaLine:
    """An area of the plan over all workbooks: the requirements in place, of those that apply."""

    area: str
    in_place: int
    applying: int


@dataclass(frozen=True)
class Portfolio:
    """The picture."""

    as_of: dt.date
    smsxl: str
    unit_is: str
    files: tuple[FileLine, ...]
    all: UnitLine
    units: tuple[UnitLine, ...]
    heat: tuple[Heat, ...]
    levels: tuple[LevelLine, ...]
    categories: tuple[CategoryTotal, ...]
    top: tuple[Ranked, ...]
    areas: tuple[AreaLine, ...]
    kpis: tuple[Named, ...]
    off_target: tuple[Missed, ...]

    @property
    def unread(self) -> list[FileLine]:
        """The workbooks that are not in the figures."""
        return [each for each in self.files if each.error is not None]


@dataclass(frozen=True)
class _Member:
    path: str
    unit: str
    extract: Extract


def picture(gathered: Sequence[Gathered], roots: Sequence[str], *, as_of: dt.date, unit: str | None = None,
            top: int = 25) -> Portfolio:
    """Return all workbooks as one picture.

    `unit` is one of BY; without it units are the folders below `roots` where the workbooks lie in several of them, else
    the organisations that the workbooks name where there are several, else the files. `top` is how many of the gravest
    risks are listed.
    """
    unit_is = unit or _tells(gathered, roots)
    named = [(each, _unit(each, unit_is, roots)) for each in gathered]
    members = [_Member(each.path, name, each.extract) for each, name in named if each.extract is not None]
    by_unit: defaultdict[str, list[tuple[Gathered, str]]] = defaultdict(list)
    for pair in named:
        by_unit[pair[1]].append(pair)
    ranked = sorted((Ranked(each.path, each.unit, risk) for each in members for risk in each.extract.top),
                    key=lambda found: (*severity(found.risk)[:3], fold(found.unit), found.path, found.risk.id))
    return Portfolio(
        as_of=as_of, smsxl=smsxl.__version__, unit_is=unit_is,
        files=tuple(_file(each, name) for each, name in named),
        all=_line(ALL, named), units=tuple(_line(name, by_unit[name]) for name in sorted(by_unit, key=fold)),
        heat=_heat(members), levels=_levels(members), categories=_categories(members), top=tuple(ranked[:top]),
        areas=_areas(members), kpis=_added((each.extract.kpis for each in members), KPI_STATUSES),
        off_target=tuple(Missed(each.path, each.unit, kpi) for each in members for kpi in each.extract.off_target))


def _tells(gathered: Sequence[Gathered], roots: Sequence[str]) -> str:
    """Return the first of BY that tells the workbooks apart."""
    for by in BY[:-1]:
        if len({_unit(each, by, roots) for each in gathered if each.extract is not None}) > 1:
            return by
    return BY[-1]


def _unit(each: Gathered, by: str, roots: Sequence[str]) -> str:
    path = Path(each.path)
    if by == "organization" and each.extract is not None and each.extract.organization:
        return each.extract.organization
    if by == "file":
        return path.stem
    folder = path.parent
    for root in roots:
        if folder.is_relative_to(root):
            below = folder.relative_to(root).parts
            return below[0] if below else Path(root).absolute().name
    return PurePath(folder.absolute()).name


def _file(each: Gathered, unit: str) -> FileLine:
    found = each.extract
    if found is None:
        return FileLine(each.path, unit, "", "", "", None, None, None, 0, 0, 0, 0, 0, each.error)
    return FileLine(each.path, unit, found.organization, found.version, found.status, found.assessed,
                    found.last_review, found.next_review, found.threats, count_of(found.tolerance, ABOVE_TOLERANCE),
                    found.errors, found.warnings, found.notes, None)


def count_of(counts: Iterable[Named], label: str) -> int:
    """Return the count of a label, 0 where there is none."""
    return sum(each.count for each in counts if each.label == label)


def _added(counts: Iterable[Iterable[Named]], order: Sequence[str]) -> tuple[Named, ...]:
    """Return counts added up by label: those of `order` first, in that order, then others as they come."""
    found: Counter[str] = Counter()
    for each in counts:
        for named in each:
            found[named.label] += named.count
    return tuple(Named(label, found[label]) for label in dict.fromkeys((*order, *found)) if label in found)


def _line(unit: str, named: Sequence[tuple[Gathered, str]]) -> UnitLine:
    read = [each.extract for each, _ in named if each.extract is not None]

    def total(count: Callable[[Extract], int]) -> int:
        return sum(map(count, read))

    threats, applying = total(lambda e: e.threats), total(lambda e: sum(area.applying for area in e.areas))
    kpis = _added((each.kpis for each in read), KPI_STATUSES)
    return UnitLine(
        unit=unit, files=len(named), unread=len(named) - len(read), threats=threats,
        tolerance=_added((each.tolerance for each in read), (*TOLERANCE_STATUSES, NO_LIMIT)),
        untreated=total(lambda e: e.untreated), reviews_overdue=total(lambda e: e.reviews_overdue),
        actions_overdue=total(lambda e: e.actions_overdue), acceptances_expired=total(lambda e: e.acceptances_expired),
        rated=total(lambda e: e.rated) / threats if threats else None,
        in_place=total(lambda e: sum(area.in_place for area in e.areas)) / applying if applying else None,
        kpis=sum(each.count for each in kpis), off_target=count_of(kpis, OFF_TARGET),
        assessed=min((each.assessed for each in read if each.assessed is not None), default=None),
        last_review=max((each.last_review for each in read if each.last_review is not None), default=None),
        errors=total(lambda e: e.errors), warnings=total(lambda e: e.warnings))


def _heat(members: Sequence[_Member]) -> tuple[Heat, ...]:
    groups: defaultdict[tuple[tuple[int, ...], tuple[int, ...]], list[_Member]] = defaultdict(list)
    for each in members:
        if each.extract.matrix:
            likelihoods = sorted({cell.likelihood for cell in each.extract.matrix}, reverse=True)
            groups[tuple(likelihoods), tuple(sorted({cell.impact for cell in each.extract.matrix}))].append(each)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(_map(*axes, group) for axes, group in ordered)


def _map(likelihoods: tuple[int, ...], impacts: tuple[int, ...], members: Sequence[_Member]) -> Heat:
    names: defaultdict[tuple[int, int], set[tuple[str, str]]] = defaultdict(set)
    placed: Counter[tuple[str, int, int]] = Counter()
    for each in members:
        colours = {fold(level.label): level.colour for level in each.extract.levels}
        for cell in each.extract.matrix:
            names[cell.likelihood, cell.impact].add((cell.level, colours.get(fold(cell.level), "")))
            for kind in RATINGS:
                placed[kind, cell.likelihood, cell.impact] += getattr(cell, kind)

    def made(like: int, imp: int) -> HeatCell:
        labels = names[like, imp]
        level, colour = next(iter(labels)) if len(labels) == 1 else ("", "")
        return HeatCell(like, imp, level, colour, *(placed[kind, like, imp] for kind in RATINGS))

    threats = sum(each.extract.threats for each in members)
    return Heat(likelihoods, impacts, tuple(tuple(made(like, imp) for imp in impacts) for like in likelihoods),
                tuple(each.path for each in members),
                tuple(Named(kind, threats - sum(count for (of, _, _), count in placed.items() if of == kind))
                      for kind in RATINGS))


def _levels(members: Sequence[_Member]) -> tuple[LevelLine, ...]:
    groups: defaultdict[tuple[str, ...], list[_Member]] = defaultdict(list)
    for each in members:
        if each.extract.levels:
            groups[tuple(fold(level.label) for level in each.extract.levels)].append(each)
    lines = []
    for group in sorted(groups.values(), key=lambda group: (-len(group), group[0].path)):
        levels = group[0].extract.levels
        units: defaultdict[str, list[list[Named]]] = defaultdict(list)
        for each in group:
            units[each.unit].append(_spelled(each.extract.by_level, levels))
        lines.append(LevelLine(levels, len(group), tuple(
            (unit, _added(units[unit], [level.label for level in levels])) for unit in sorted(units, key=fold))))
    return tuple(lines)


def _spelled(counts: Iterable[Named], levels: Sequence[LevelStep]) -> list[Named]:
    """Return counts under the labels as the first workbook of a group spells them."""
    known = {fold(level.label): level.label for level in levels}
    return [Named(known.get(fold(each.label), each.label), each.count) for each in counts]


def _categories(members: Sequence[_Member]) -> tuple[CategoryTotal, ...]:
    names: dict[str, str] = {}
    found: defaultdict[str, list[tuple[Named, ...]]] = defaultdict(list)
    for each in members:
        for line in each.extract.categories:
            names.setdefault(fold(line.category), line.category)
            found[fold(line.category)].append(line.tolerance)
    totals = [CategoryTotal(names[key], sum(named.count for line in lines for named in line), len(lines),
                            _added(lines, (*TOLERANCE_STATUSES, NO_LIMIT))) for key, lines in found.items()]
    return tuple(sorted(totals, key=lambda each: (-count_of(each.tolerance, ABOVE_TOLERANCE), -each.threats,
                                                  fold(each.category))))


def _areas(members: Sequence[_Member]) -> tuple[AreaLine, ...]:
    found: dict[str, list[int]] = {}
    for each in members:
        for area in each.extract.areas:
            line = found.setdefault(area.area, [0, 0])
            line[0] += area.in_place
            line[1] += area.applying
    return tuple(AreaLine(area, *line) for area, line in found.items())
