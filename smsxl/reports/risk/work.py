"""What is done about the risks: actions by due date, acceptances by validity, reviews that are due, controls."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smsxl.domain.due import DUE_STATUSES, OVERDUE
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.domain.treatment import ACCEPTANCE_STATUSES, EXPIRED, NO_ACCEPTANCE
from smsxl.reports.model import Count, Source
from smsxl.reports.risk.counts import open_threats
from smsxl.reports.risk.register import Risk, sources_of
from smsxl.reports.view import Look, every
from smsxl.tables import BY_NAME

WINDOWS: Final = (30, 60, 90)
"""Days ahead in which reviews are counted."""


@dataclass(frozen=True)
class Control:
    """A control, and the shown risks that rely on it."""

    source: Source
    kind: str
    status: str
    owner: str
    effectiveness: str
    monitoring: str
    next_check: dt.date | None
    overdue: bool
    risks: tuple[Source, ...]


@dataclass(frozen=True)
class Controls:
    """The controls that are not retired."""

    by_effectiveness: tuple[Count, ...]
    overdue: Count
    unmonitored: Count
    all: tuple[Control, ...]


def actions_by_due(look: Look) -> tuple[Count, ...]:
    """Return the actions by due status."""
    rows = look["Treatments"]
    return tuple(Count(word, rows.where(rows.is_one_of("due_status", word)), bad=word == OVERDUE, of=len(rows))
                 for word in DUE_STATUSES)


def acceptances_by_validity(look: Look, risks: Sequence[Risk]) -> tuple[Count, ...]:
    """Return the acceptances by status, and the risks that need one and have none that fits."""
    rows = look["Acceptances"]
    valid = [Count(word if word != NO_ACCEPTANCE else "Not begun", rows.where(rows.is_one_of("status", word)),
                   bad=word == EXPIRED) for word in ACCEPTANCE_STATUSES]
    changed = [risk for risk in risks if risk.acceptance is not None and risk.acceptance.changed]
    missing = [risk for risk in risks if risk.needs_acceptance and
               (risk.acceptance is None or risk.acceptance.status == EXPIRED)]
    return (*(count for count in valid if count.rows or count.label != "Not begun"),
            Count("Out of date: the risk has changed since", sources_of(changed), bad=True),
            Count("Risks that have to be accepted and are not", sources_of(missing), bad=True))


def reviews_due(look: Look, risks: Sequence[Risk]) -> tuple[Count, ...]:
    """Return open risks whose review is overdue, or due within 30, 60 and 90 days."""
    dated = [(risk, risk.next_review) for risk in risks if risk.open and risk.next_review is not None]
    late = [risk for risk, day in dated if day < look.as_of]
    windows = [(days, [risk for risk, day in dated if look.as_of <= day <= look.as_of + dt.timedelta(days=days)])
               for days in WINDOWS]
    undated = [risk for risk in risks if risk.open and risk.next_review is None]
    return (Count("Overdue", sources_of(late), bad=True),
            *(Count(f"Within {days} days", sources_of(group)) for days, group in windows),
            Count("Without a date", sources_of(undated), bad=True))


def untreated(risks: Sequence[Risk]) -> list[Risk]:
    """Return open threats above tolerance for which no treatment is chosen."""
    return [risk for risk in open_threats(risks) if risk.tolerance_now == ABOVE_TOLERANCE and not risk.treatment]


def controls(look: Look) -> Controls:
    """Return the controls by effectiveness, and those whose check is overdue."""
    rows = look["Controls"]
    used: dict[str, list[Source]] = {}
    for source, parts in zip(look["Risks"].sources, look["Risks"].ids("controls"), strict=True):
        for part in parts:
            used.setdefault(part, []).append(source)
    keep = [key != "retired" for key in rows.keys("status")]
    late = [day is not None and day < look.as_of and yes
            for day, yes in zip(rows.dates("next_check"), keep, strict=True)]
    labels = [choice.label for choice in BY_NAME["Controls"]["effectiveness"].choices]
    counts = [Count(label, rows.where(every(rows.is_one_of("effectiveness", label), keep)),
                    bad=label == "Not effective", of=sum(keep)) for label in labels]
    blank = [yes and not filled for yes, filled in zip(keep, rows.filled("effectiveness"), strict=True)]
    if any(blank):
        counts.append(Count("Not stated", rows.where(blank), of=sum(keep)))
    silent = [yes and not filled for yes, filled in zip(keep, rows.filled("monitoring"), strict=True)]
    listed = tuple(
        Control(source, rows.texts("kind")[i], rows.texts("status")[i], rows.texts("owner")[i],
                rows.texts("effectiveness")[i], rows.texts("monitoring")[i], rows.dates("next_check")[i], late[i],
                tuple(used.get(rows.folded("id")[i], ())))
        for i, source in enumerate(rows.sources) if keep[i])
    return Controls(tuple(counts), Count("Checks overdue", rows.where(late), bad=True),
                    Count("Without monitoring", rows.where(silent), bad=True), listed)
