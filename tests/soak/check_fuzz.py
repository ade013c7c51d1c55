"""`python -m tests.soak.check_fuzz [--seconds N | --cases N] [--seed S]`: random workbooks through the whole check.

Every case has a number of its own, so that `--seed NUMBER --cases 1` repeats it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from smsxl.build import new_workbook
from smsxl.formats.model import FileReport
from smsxl.tables.formula import PLAIN
from tests.flawed.package import Package
from tests.soak import figures, memory_edits, package_edits
from tests.soak.verdict import HangError, judge, opened

_OPENPYXL_SHARE: Final = 0.1
_BASES: Final[dict[str, dict[str, Any]]] = {
    "template": {}, "sample": {"sample": True}, "plain": {"sample": True, "dialect": PLAIN},
    "risk": {"sample": True, "part": "risk"}}


@dataclass
class Score:
    """What a run came to."""

    outcomes: Counter[str] = field(default_factory=Counter)
    failures: dict[str, list[int]] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    slowest: tuple[float, int] = (0.0, 0)

    def add(self, seed: int, report: FileReport, seconds: float) -> None:
        """Count a case that went well."""
        self.outcomes[report.status.value] += 1
        self.codes.update(finding.code for finding in report.findings)
        self.slowest = max(self.slowest, (seconds, seed))

    def fail(self, seed: int, error: BaseException) -> None:
        """Count a case that did not, by the place where it broke."""
        places = [f"{frame.filename.replace(os.sep, '/')}:{frame.lineno}"
                  for frame in traceback.extract_tb(error.__traceback__)]
        place = next((name.rpartition("smsxl/")[2] for name in reversed(places) if "tests/soak" not in name), "verdict")
        if isinstance(error, HangError):
            place = "hang\n" + str(error)[-900:]
        self.outcomes["failed"] += 1
        self.failures.setdefault(f"{type(error).__name__} at {place}: {str(error)[:160]!r}", []).append(seed)


class Bases:
    """The workbooks whose packages are edited."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.packages: list[Package] = []
        for name, options in _BASES.items():
            path = folder / f"{name}.xlsx"
            new_workbook(path, as_of=memory_edits.AS_OF, **options)
            self.packages.append(Package.read(path))


def one_case(seed: int, bases: Bases) -> FileReport:
    """Run the case of a number. Raises whatever is not right."""
    chance = Random(seed)
    if chance.random() < 0.6:
        made = memory_edits.workbook(chance)
        return judge(lambda: made)
    package = chance.choice(bases.packages).copy()
    package_edits.edit(package, chance)
    path = bases.folder / "case.xlsx"
    package.save(path)
    return judge(opened(path, "openpyxl" if chance.random() < _OPENPYXL_SHARE else "package"))


def soak(first: int, *, cases: int | None = None, seconds: float | None = None, trace: bool = False) -> Score:
    """Run cases from a first number on, up to a count or a time."""
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        bases = Bases(Path(folder))
        start = time.monotonic()
        seed = first
        while (cases is None or seed < first + cases) and (seconds is None or time.monotonic() - start < seconds):
            began = time.monotonic()
            try:
                score.add(seed, one_case(seed, bases), time.monotonic() - began)
            except (Exception, HangError) as error:  # noqa: BLE001 - all of them are what this looks for
                score.fail(seed, error)
                if trace:
                    traceback.print_exc()
            seed += 1
    return score


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and print what was found."""
    parser = argparse.ArgumentParser(description="Random workbooks through the whole check.")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--cases", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--trace", action="store_true", help="Print the traceback of every failure.")
    parser.add_argument("--figures", action="store_true", help="Print what the worst files cost, and nothing else.")
    given = parser.parse_args(arguments)
    if given.figures:
        figures.show()
        return 0
    cases = given.cases if given.cases is not None or given.seconds is not None else 200
    score = soak(given.seed, cases=cases, seconds=given.seconds, trace=given.trace)
    total = sum(score.outcomes.values())
    print(f"{total} cases from {given.seed}: {dict(score.outcomes)}; {len(score.codes)} rules reported; "
          f"slowest {score.slowest[0]:.1f} s (case {score.slowest[1]})")
    for what, seeds in sorted(score.failures.items(), key=lambda item: -len(item[1])):
        print(f"{len(seeds):5}  {what}\n       cases {', '.join(map(str, seeds[:8]))}")
    return 1 if score.failures else 0


if __name__ == "__main__":
    sys.exit(main())
