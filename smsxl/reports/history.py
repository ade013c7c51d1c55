"""The trend since the last report: snapshots of the open risks, the KPIs, the objectives and the first figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from smsxl.domain.snapshot import ALL_DAYS, Change, Entry, changes, last_before, thinned, with_snapshot
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.reports.model import Count
from smsxl.reports.plan.goals import Objective
from smsxl.reports.plan.measures import Kpi
from smsxl.reports.risk.register import Risk
from smsxl.reports.view import Look
from smsxl.tables.own import HISTORY

_FIGURE = "Summary"


@dataclass(frozen=True)
class Figure:
    """A first figure at the last report and now."""

    label: str
    before: float | None
    now: float
    bad: bool


@dataclass(frozen=True)
class Trend:
    """What has changed since the last report."""

    since: dt.date
    figures: tuple[Figure, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    risen: tuple[Change, ...]
    """Risks whose score is higher than it was."""
    fallen: tuple[Change, ...]
    crossed: tuple[Change, ...]
    """Risks that were within tolerance and are above it."""
    back: tuple[Change, ...]
    """Risks that were above tolerance and are within it."""
    kpis: tuple[Change, ...]
    """KPIs that stand otherwise to their target."""


def snapshot(look: Look, risks: Sequence[Risk], kpis: Sequence[Kpi], objectives: Sequence[Objective],
             figures: Sequence[Count]) -> tuple[Entry, ...]:
    """Return how everything stands now."""
    return tuple(_entries(look.as_of, risks, kpis, objectives, figures))


def _entries(as_of: dt.date, risks: Sequence[Risk], kpis: Sequence[Kpi], objectives: Sequence[Objective],
             figures: Sequence[Count]) -> Iterator[Entry]:
    for count in figures:
        yield Entry(as_of, _FIGURE, count.label, float(count.count))
    for risk in risks:
        if risk.open and risk.source.id:
            yield Entry(as_of, "Risks", risk.source.id, risk.current.score, risk.current.level, risk.tolerance_now,
                        risk.status)
    for kpi in kpis:
        if kpi.source.id:
            yield Entry(as_of, "Kpis", kpi.source.id, kpi.latest, "", kpi.status, kpi.trend)
    for objective in objectives:
        if objective.source.id:
            yield Entry(as_of, "Objectives", objective.source.id, None, "", objective.due_status, objective.status)


def history(look: Look) -> list[Entry]:
    """Return what the workbook remembers; rows without a day, a table or an id are left out."""
    rows = look["History"]
    columns = zip(rows.dates("as_of"), rows.texts("table"), rows.texts("id"), rows.numbers("value"),
                  rows.texts("level"), rows.texts("state"), rows.texts("status"), strict=True)
    return [Entry(day, table, name, *rest) for day, table, name, *rest in columns if day is not None and table and name]


def trend(past: Sequence[Entry], now: Sequence[Entry], figures: Sequence[Count], as_of: dt.date) -> Trend | None:
    """Return what has changed since the last report before this day; None where there is none."""
    before = last_before(past, as_of)
    if not before:
        return None
    known = {entry.key: entry for entry in before}
    found = [change for change in changes(before, now) if _table(change) == "risks"]
    both = [(change, change.before, change.now) for change in found if change.before and change.now]
    return Trend(
        since=before[0].as_of,
        figures=tuple(Figure(count.label, old.value if (old := known.get(Entry(as_of, _FIGURE, count.label).key))
                             else None, float(count.count), count.bad) for count in figures),
        new=tuple(change.now.id for change in found if change.now and change.before is None),
        gone=tuple(change.before.id for change in found if change.before and change.now is None),
        risen=tuple(change for change, old, new in both if (new.value or 0) > (old.value or 0)),
        fallen=tuple(change for change, old, new in both if (new.value or 0) < (old.value or 0)),
        crossed=tuple(change for change, old, new in both
                      if new.state == ABOVE_TOLERANCE and old.state != ABOVE_TOLERANCE),
        back=tuple(change for change, old, new in both if old.state == ABOVE_TOLERANCE != new.state),
        kpis=tuple(change for change in changes(before, now) if _table(change) == "kpis" and change.before
                   and change.now and change.before.state != change.now.state))


def _table(change: Change) -> str:
    entry = change.now or change.before
    return entry.key[0] if entry is not None else ""


def remembered(past: Sequence[Entry], now: Sequence[Entry], as_of: dt.date) -> tuple[list[Entry], int]:
    """Return what is remembered from this report on, and how many earlier reports are not any more."""
    whole = with_snapshot(past, now)
    kept = thinned(whole, as_of)
    return kept, len({entry.as_of for entry in whole} - {entry.as_of for entry in kept})


def thinning(forgotten: int) -> str:
    """Return what is said where earlier reports are not remembered any more."""
    return (f"History keeps every report of the last {ALL_DAYS} days and the last one of each month before: "
            f"{forgotten} in between {'is' if forgotten == 1 else 'are'} taken out.")


def history_rows(entries: Iterable[Entry]) -> list[list[dt.date | str | float | None]]:
    """Return the rows of the table History, in the order of its columns."""
    return [[getattr(entry, column.field) for column in HISTORY.columns] for entry in entries]
