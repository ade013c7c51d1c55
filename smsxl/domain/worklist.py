"""Who has to do what by when: one list of work for each owner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Tuple

from smsxl.domain.due import DUE_SOON, NO_DATE, ON_TRACK, OVERDUE, due_status
from smsxl.domain.words import tidy, word_key

TREAT = "Treat"
ACCEPT = "Accept"
REVIEW = "Review"
CHECK = "Check"
MEASURE = "Measure"
IMPROVE = "Improve"
REACH = "Reach"
PLAN = "Put in place"
TELL = "Communicate"
TRAIN = "Train"

KINDS: Tuple[str, ...] = (TREAT, ACCEPT, REVIEW, CHECK, MEASURE, IMPROVE, REACH, PLAN, TELL, TRAIN)
"""What there is to do, in the order in which equal dates are listed."""

NOBODY = ""
"""The owner of work that nobody owns."""


@dataclass(frozen=True)
class Task:
    """Something to do with the row `id` of a sheet; without `due` it has no date of its own."""

    kind: str
    what: str
    due: Optional[dt.date]
    owner: str
    role: str
    sheet: str
    cell: str
    id: str
    at_once: bool = False
    """Whether it should have been there already, so that it goes before what has a date."""

    def state(self, as_of: dt.date, soon_days: float) -> str:
        """Return where it stands on a day: Overdue, Due soon, On track or No date."""
        return OVERDUE if self.at_once else due_status(self.due, None, as_of=as_of, soon_days=soon_days)


STATES: Tuple[str, ...] = (OVERDUE, DUE_SOON, ON_TRACK, NO_DATE)


def in_order(tasks: Iterable[Task]) -> List[Task]:
    """Return tasks as they should be worked off: what is missing at once, then by date, last what has no date."""
    return sorted(tasks, key=_key)


def _key(task: Task) -> Tuple[int, dt.date, int, str, str, str]:
    place = 0 if task.at_once else 1 if task.due is not None else 2
    kind = KINDS.index(task.kind) if task.kind in KINDS else len(KINDS)
    return (place, task.due or dt.date.max, kind, word_key(task.id), task.what, task.cell)


def by_owner(tasks: Iterable[Task]) -> Dict[str, List[Task]]:
    """Return the tasks of each owner in order; owners by name, work that nobody owns last.

    Names are compared without regard to case and spaces, and shown as they stand first.
    """
    names: Dict[str, str] = {}
    lists: Dict[str, List[Task]] = {}
    for task in in_order(tasks):
        key = word_key(task.owner)
        names.setdefault(key, tidy(task.owner))
        lists.setdefault(key, []).append(task)
    return {names[key]: lists[key] for key in sorted(lists, key=lambda key: (key == NOBODY, key))}
