"""Rules that end the process that runs them, and where to look for what is left of a process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from smsxl.rules.base import BookRule, Hit
from smsxl.tables.book import Book
from tests.cli.books import Titles


class Kills(Titles):
    """A rule that ends its process, as the system does when memory runs out.

    What it checks: nothing.
    Why it matters: the tests need a process that dies over a workbook.
    How to fix: it is meant to be so.
    """

    code = "RSK903"
    name = "process-ended"

    def find(self, book: Book) -> Iterator[Hit]:
        """End the process at a workbook whose first risk says so: always, or once, leaving a mark."""
        word, _, mark = str(book["Risks"].raw("title")[0]).partition(" ")
        if word == "SLOW":
            time.sleep(float(mark))
        if word == "KILL" or (word == "ONCE" and not Path(mark).exists()):
            if mark:
                Path(mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if word == "CRASH":
            os.kill(os.getpid(), signal.SIGSEGV)
        yield from ()


class Killers:
    """The tests' own rules, as what checks workbooks in other processes takes them."""

    rules: ClassVar[tuple[BookRule, ...]] = (Titles(), Kills())


def group_is_gone(group: int, seconds: float) -> bool:
    """Whether no process of a process group is left within some seconds; zombies that wait for init do not count."""
    until = time.monotonic() + seconds
    while any(_alive(group)):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _alive(group: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                yield int(entry.name)
