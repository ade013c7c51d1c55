"""Checks ten thousand workbooks in one go and watches the memory of every process.

    python -m tests.soak.many [WORKBOOKS] [--jobs N] [--risks N] [--part risk|plan|both]

Prints at each tenth the resident memory of this process and of each worker, and exits 1 where one of them grew from
the middle of the run to nine tenths by more than the share that counts as flat. A worker needs what its libraries
need; the process that gives out the work keeps the reports.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from smsxl.check import check_paths
from smsxl.formats.model import FileReport
from smsxl.many import in_processes
from tests.bench.many import AS_OF, make

GROWS = 0.05
"""What the memory of a process may grow by from there to there, as a share."""
KEPT = 3_000
"""Bytes that the report of a workbook without findings may take in the process that collects them."""


def resident(pid: int) -> int:
    """Return the bytes of a process that lie in memory; 0 where it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def workers() -> list[int]:
    """Return the processes that this one started, oldest first."""
    found = [path.read_text().split() for path in Path("/proc/self/task").glob("*/children")]
    return sorted(int(pid) for group in found for pid in group)


class Watch:
    """Takes the memory of all processes at each tenth of the way."""

    def __init__(self) -> None:
        self.taken: list[dict[int, int]] = []
        self.done = 0

    def __call__(self, reports: Iterable[tuple[int, FileReport]], count: int) -> Iterator[tuple[int, FileReport]]:
        """Pass the reports on."""
        start = time.monotonic()
        for each in reports:
            self.done += 1
            if self.done * 10 // count > len(self.taken):
                self.taken.append({pid: resident(pid) for pid in (os.getpid(), *workers())})
                said = ", ".join(f"{size / 2**20:.1f}" for size in self.taken[-1].values())
                print(f"{len(self.taken) * 10:3} %  {time.monotonic() - start:7.1f} s  MB: {said}", flush=True)
            yield each


def run(count: int, jobs: int, risks: int, part: str = "both") -> list[str]:
    """Check so many workbooks; return what is not as it should be."""
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), count, risks, part)
        watch = Watch()
        report = check_paths([folder], as_of=AS_OF, run=in_processes(jobs), track=watch)
    if len(report.files) != count or report.unchecked:
        wrong.append(f"{len(report.files)} reports for {count} workbooks, {len(report.unchecked)} not checked")
    if report.not_reached:
        return [*wrong, "stopped before its end"]
    middle, last = watch.taken[4], watch.taken[8]  # at the very end there is nothing left to do for some
    for pid, before in middle.items():
        allowed = before * GROWS + (count / 2 * KEPT if pid == os.getpid() else 0)
        if pid not in last or not last[pid]:
            wrong.append(f"the process {pid} ended on the way")
        elif last[pid] - before > allowed:
            wrong.append(f"the process {pid} grew from {before / 2**20:.1f} to {last[pid] / 2**20:.1f} MB")
    return wrong


def main() -> int:
    """Run, print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workbooks", nargs="?", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--risks", type=int, default=60)
    parser.add_argument("--part", choices=("risk", "plan", "both"), default="both")
    options = parser.parse_args()
    wrong = run(options.workbooks, options.jobs, options.risks, options.part)
    print("\n".join(wrong) if wrong else "flat")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
