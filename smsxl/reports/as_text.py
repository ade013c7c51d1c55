"""A work list for the terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from smsxl.domain.due import OVERDUE
from smsxl.domain.worklist import STATES, Task
from smsxl.formats.styled import EMPTY, Line, Span, line
from smsxl.reports.tasks import WorkList

_STYLES: Final = {OVERDUE: "red"}
_KIND: Final = 13
_ID: Final = 8


def lines(found: WorkList, as_of: dt.date, soon_days: int) -> Iterator[Line]:
    """Yield the tasks of an owner by their state, each with its date, its id and its cell."""
    roles = f" ({', '.join(found.roles)})" if found.roles else ""
    yield line(Span(found.owner or "Nobody", "bold"), roles)
    yield EMPTY
    for state in STATES:
        tasks = [task for task in found.tasks if task.state(as_of, soon_days) == state]
        if tasks:
            yield line(Span(f"  {state}", f"bold {_STYLES.get(state, '')}".strip()))
            yield from (_line(task) for task in tasks)
            yield EMPTY
    late = sum(task.state(as_of, soon_days) == OVERDUE for task in found.tasks)
    count = len(found.tasks)
    yield line(f"{count} task{'' if count == 1 else 's'}, {late or 'none'} overdue, as of {as_of.isoformat()}.")


def _line(task: Task) -> Line:
    due = "at once" if task.at_once else task.due.isoformat() if task.due else ""
    return line(task.what, " ", Span(f"{task.sheet}!{task.cell}", "dim"),
                head=("    ", Span(f"{due:<11}"), f"{task.kind:<{_KIND}}", Span(f"{task.id:<{_ID}} ", "bold")))
