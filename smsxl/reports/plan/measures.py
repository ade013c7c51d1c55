"""KPIs with their values over time, communication, training and improvements."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from smsxl.domain.due import DONE, DUE_SOON, OVERDUE
from smsxl.domain.kpi import KPI_STATUSES, KPI_TRENDS, OFF_TARGET, WORSENING
from smsxl.reports.model import Count, Source
from smsxl.reports.view import Look, every
from smsxl.rules.kpis import acted
from smsxl.tables import BY_NAME
from smsxl.tables.measure import TREND_VALUES


@dataclass(frozen=True)
class Point:
    """A measured value and its day."""

    day: dt.date
    value: float
    source: Source


@dataclass(frozen=True)
class Kpi:
    """A KPI with its last values in order of time; `answered` says that something is done where it goes wrong."""

    source: Source
    kpi: str
    unit: str
    direction: str
    target: float | None
    owner: str
    latest: float | None
    status: str
    trend: str
    points: tuple[Point, ...]
    answered: bool


@dataclass(frozen=True)
class Kpis:
    """All KPIs, and counts of them."""

    all: tuple[Kpi, ...]
    by_status: tuple[Count, ...]
    by_trend: tuple[Count, ...]
    unanswered: Count


@dataclass(frozen=True)
class Due:
    """A communication, a training or an improvement with its date."""

    source: Source
    what: str
    detail: str
    owner: str
    due: dt.date | None
    due_status: str
    status: str = ""


def kpis(look: Look) -> Kpis:
    """Return the KPIs in the order of their table."""
    rows = look["Kpis"]
    if not len(rows):
        return Kpis((), (), (), Count("", ()))
    points = _points(look)
    done = acted(look.book)
    improved = {part for parts, status in zip(look["Improvements"].ids("linked_to"),
                                              look["Improvements"].keys("status"), strict=True)
                if status not in ("done", "rejected") for part in parts}
    found = tuple(
        Kpi(source, rows.texts("kpi")[i], rows.texts("unit")[i], rows.texts("direction")[i], rows.numbers("target")[i],
            rows.texts("owner_role")[i], rows.numbers("latest_value")[i], rows.texts("status")[i],
            rows.texts("trend")[i], tuple(points[i][-TREND_VALUES:]),
            i in done or rows.folded("id")[i] in improved)
        for i, source in enumerate(rows.sources))
    by_status = [Count(word, tuple(kpi.source for kpi in found if kpi.status == word), bad=word == OFF_TARGET,
                       of=len(found)) for word in KPI_STATUSES]
    unmeasured = tuple(kpi.source for kpi in found if kpi.status not in KPI_STATUSES)
    if unmeasured:
        by_status.append(Count("Cannot be said", unmeasured, bad=True, of=len(found)))
    by_trend = tuple(Count(word, tuple(kpi.source for kpi in found if kpi.trend == word), bad=word == WORSENING,
                           of=len(found)) for word in KPI_TRENDS)
    silent = tuple(kpi.source for kpi in found
                   if (kpi.status == OFF_TARGET or kpi.trend == WORSENING) and not kpi.answered)
    return Kpis(found, tuple(by_status), by_trend, Count("Off target or worsening, and nothing done", silent, bad=True))


def _points(look: Look) -> defaultdict[int, list[Point]]:
    rows, index = look["Measurements"], look["Kpis"].index
    found: defaultdict[int, list[Point]] = defaultdict(list)
    for source, kpi, day, value in zip(rows.sources, rows.folded("kpi"), rows.dates("period"), rows.numbers("value"),
                                       strict=True):
        if kpi in index and day is not None and value is not None:
            found[index[kpi]].append(Point(day, value, source))
    for points in found.values():
        points.sort(key=lambda point: point.day)
    return found


def communications(look: Look) -> tuple[Due, ...]:
    """Return what is communicated, by date."""
    return _dues(look, "Communications", "what", "audience", "responsible_role", "next")


def trainings(look: Look) -> tuple[Due, ...]:
    """Return the trainings, by date."""
    return _dues(look, "Training", "topic", "audience_roles", "audience_roles", "due")


def improvements(look: Look) -> tuple[Due, ...]:
    """Return the improvements, by date."""
    return _dues(look, "Improvements", "improvement", "expected_benefit", "owner_role", "due", "status")


def _dues(look: Look, table: str, what: str, detail: str, owner: str, due: str, status: str = "") -> tuple[Due, ...]:
    rows = look[table]
    found = [Due(source, rows.texts(what)[i], rows.texts(detail)[i], rows.texts(owner)[i], rows.dates(due)[i],
                 rows.texts("due_status")[i], rows.texts(status)[i] if status else "")
             for i, source in enumerate(rows.sources)]
    order = {OVERDUE: 0, DUE_SOON: 1}
    return tuple(sorted(found, key=lambda each: (each.due_status == DONE, order.get(each.due_status, 2),
                                                 each.due or dt.date.max)))


def told(look: Look) -> tuple[Count, ...]:
    """Return how communication, training and awareness stand."""
    plans, courses, roles = look["Communications"], look["Training"], look["Roles"]
    kinds = BY_NAME["Training"]["kind"].choices
    return (
        Count("Communications overdue", plans.where(plans.is_one_of("due_status", OVERDUE)), bad=True, of=len(plans)),
        Count("Trainings done", courses.where(courses.is_one_of("due_status", DONE)), of=len(courses)),
        Count("Trainings overdue", courses.where(courses.is_one_of("due_status", OVERDUE)), bad=True, of=len(courses)),
        *(Count(f"Trainings: {kind.label.lower()}", courses.where(courses.is_one_of("kind", kind.label)),
                of=len(courses)) for kind in kinds),
        Count("Roles told about the SMS and their part", roles.where(roles.filled("informed_on")), of=len(roles)),
        Count("Roles not told yet", roles.where([not yes for yes in roles.filled("informed_on")]), bad=True,
              of=len(roles)),
    )


def improvement_counts(look: Look) -> tuple[Count, ...]:
    """Return the improvements by status, the overdue ones, and by what gave rise to them."""
    rows = look["Improvements"]
    table = BY_NAME["Improvements"]
    return (
        *(Count(choice.label, rows.where(rows.is_one_of("status", choice.label)), of=len(rows))
          for choice in table["status"].choices),
        Count("Overdue", rows.where(rows.is_one_of("due_status", OVERDUE)), bad=True, of=len(rows)),
        Count("Done without a result", rows.where(every(
            rows.is_one_of("status", "Done"), [not yes for yes in rows.filled("result")])), bad=True, of=len(rows)),
        *(count for choice in table["source"].choices if (count := Count(
            f"From: {choice.label}", rows.where(rows.is_one_of("source", choice.label)), of=len(rows))).rows),
    )


