"""The plan's requirements: coverage per area, and the clause matrix."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from smsxl.domain.due import OVERDUE
from smsxl.reports.model import Count, Share, Source
from smsxl.reports.view import Look, every
from smsxl.tables import BY_NAME


@dataclass(frozen=True)
class AreaLine:
    """An area of the plan: its items by status, the share in place among those that apply, and what is overdue."""

    area: str
    by_status: tuple[Count, ...]
    in_place: Share
    overdue: Count


@dataclass(frozen=True)
class ClauseLine:
    """A requirement of a clause: how it is met, where that is shown, and how far it is."""

    source: Source
    clause: str
    requirement: str
    approach: str
    evidence: str
    owner: str
    status: str
    due: dt.date | None
    due_status: str


def coverage(look: Look) -> tuple[AreaLine, ...]:
    """Return the coverage of each area that has items, and last of all of them together."""
    rows = look["PlanItems"]
    if not len(rows):
        return ()
    areas = [(choice.label, [key == choice.key for key in rows.keys("area")])
             for choice in BY_NAME["PlanItems"]["area"].choices]
    return (*(_line(look, area, mask) for area, mask in areas if any(mask)),
            _line(look, "All", [True] * len(rows)))


def _line(look: Look, area: str, mask: list[bool]) -> AreaLine:
    rows = look["PlanItems"]
    statuses = BY_NAME["PlanItems"]["status"].choices
    keys = rows.keys("status")
    counts = tuple(Count(choice.label, rows.where(every(mask, [key == choice.key for key in keys])), of=sum(mask))
                   for choice in statuses)
    applying = every(mask, [key not in ("", "not_applicable") for key in keys])
    done = every(mask, [key == "in_place" for key in keys])
    late = every(mask, rows.is_one_of("due_status", OVERDUE))
    return AreaLine(area, counts, Share(area, rows.where(done), rows.where(applying)),
                    Count("Overdue", rows.where(late), bad=True))


def clause_matrix(look: Look) -> tuple[ClauseLine, ...]:
    """Return the requirements in the order of their clauses."""
    rows = look["PlanItems"]
    lines = [ClauseLine(source, rows.texts("clause")[i], rows.texts("requirement")[i], rows.texts("approach")[i],
                        rows.texts("evidence")[i], rows.texts("owner_role")[i], rows.texts("status")[i],
                        rows.dates("due")[i], rows.texts("due_status")[i]) for i, source in enumerate(rows.sources)]
    return tuple(sorted(lines, key=lambda line: _order(line.clause)))


def _order(clause: str) -> list[tuple[int, str]]:
    """Return what sorts 6.1.2 before 6.3, 9 before 10, and texts last."""
    return [(int(part), "") if part.isdigit() else (10**9, part) for part in re.split(r"[.\s]+", clause)]
