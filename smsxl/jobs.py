"""What a check consists of: one job per workbook, what holds for all of them, and who may run them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace

from smsxl.formats.model import FileReport
from smsxl.found import Found
from smsxl.hosts.package import Limits
from smsxl.registers.wishes import wishes_for
from smsxl.rules import RULES
from smsxl.rules.base import Rule
from smsxl.settings import Settings


@dataclass(frozen=True)
class Job:
    """One workbook, and by which settings it is checked."""

    found: Found
    settings: Settings


@dataclass(frozen=True)
class Asked:
    """What holds for all workbooks of a check."""

    as_of: dt.date
    hide: bool = False
    rules: Sequence[Rule] = RULES


Track = Callable[[Iterable[tuple[int, FileReport]], int], Iterable[tuple[int, FileReport]]]
Runner = Callable[[Sequence[Job], Asked], Generator[tuple[int, FileReport], None, None]]
"""Checks workbooks and yields number and report of each as it is done. At Ctrl-C it raises KeyboardInterrupt."""


def settled(job: Job) -> Job:
    """Return a job whose workbook may be read under another name: what is said about its name is looked up now."""
    wishes = wishes_for(job.found.path, job.settings.mappings)
    return replace(job, settings=replace(job.settings, mappings={"*": wishes} if wishes else {}))


def limits_of(settings: Settings) -> Limits:
    """Return the bounds of what a workbook may unpack to."""
    default = Limits()
    return replace(default, part_bytes=settings.part_bytes or default.part_bytes,
                   total_bytes=settings.total_bytes or default.total_bytes)
