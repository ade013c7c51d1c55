"""Checks many workbooks at once: in processes of this computer, or on a Dask cluster. The results are the same.

What it takes to start processes is loaded when there are several workbooks.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from functools import partial
from typing import Final

from smsxl.check import one_by_one
from smsxl.formats.model import FileReport
from smsxl.jobs import Asked, Job, Runner

FEW: Final = 8
"""So many workbooks are checked before a second process has loaded what it needs."""


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(count: int | None = None) -> Runner:
    """Return what checks workbooks in `count` processes; None means one per core where they are worth their start."""
    return partial(_run, count)


def _run(count: int | None, jobs: Sequence[Job], asked: Asked) -> Generator[tuple[int, FileReport], None, None]:
    if count is None:
        count = cores() if len(jobs) > FEW else 1
    if min(count, len(jobs)) < 2:  # noqa: PLR2004 - one is this process
        yield from one_by_one(jobs, asked)
    else:
        from smsxl.many.processes import run  # noqa: PLC0415 - one workbook needs none of it

        yield from run(min(count, len(jobs)), jobs, asked)
