"""Checks many small workbooks: how much a second process helps, and what a check costs beside reading alone.

    python tests/bench/many.py [WORKBOOKS] [--risks N] [--rounds N]

Prints two ratios beside their limits, and exits 1 where one is missed. Both are ratios within one run on one machine:
the rounds alternate, and the median counts. With one core, or with other work on it, the first one says little.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

AS_OF = dt.date(2026, 11, 22)
FASTER = 1.8
"""How much faster two processes have to be than one."""
MOST = 1.5
"""What a check may cost, as a multiple of unzipping, parsing and framing the workbook."""
PAIRS = 25
VARIED = 50
"""So many workbooks differ; the others are links to them, since making them is not what is measured."""


def make(folder: Path, count: int, risks: int, part: str = "both") -> None:
    """Write workbooks of so many risks: a few dozen that differ a little, and links to them."""
    first = folder / "0000.xlsx"
    subprocess.run([sys.executable, "-m", "smsxl", "new", str(first), "--sample", "--risks", str(risks), "--part", part,
                    "--as-of", AS_OF.isoformat()], check=True, stdout=subprocess.DEVNULL)
    with zipfile.ZipFile(first) as package:
        parts = [(info, package.read(info)) for info in package.infolist()]
    for i in range(1, count):
        target = folder / f"{i // 100:02d}" / f"{i:05d}.xlsx"
        target.parent.mkdir(exist_ok=True)
        if i >= VARIED:
            os.link(folder / "00" / f"{i % VARIED:05d}.xlsx" if i % VARIED else first, target)
            continue
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
            for info, data in parts:
                package.writestr(info, data.replace(b"Managed", f"Managed {i}".encode()))


def reading_and_checking(path: str) -> tuple[float, float, int]:
    """Return the median seconds of reading and of checking in this process, and the number of findings."""
    from smsxl.check import check_file
    from smsxl.many.worker import warm_up
    from smsxl.tables.book import Book

    warm_up()

    def read() -> None:
        from smsxl.hosts.package import open_workbook

        workbook = open_workbook(path)
        for sheet in workbook.sheets:
            workbook.grid(sheet.name)
        for rows in Book(workbook, AS_OF).rows.values():
            _ = rows.frame

    def check() -> None:
        check_file(path, as_of=AS_OF)

    times: dict[str, list[float]] = {"read": [], "check": []}
    for turn in range(PAIRS + 2):
        for name, function in (("read", read), ("check", check))[:: 1 if turn % 2 else -1]:
            gc.collect()
            start = time.process_time()
            function()
            if turn > 1:
                times[name].append(time.process_time() - start)
    found = len(check_file(path, as_of=AS_OF).findings)
    return statistics.median(times["read"]), statistics.median(times["check"]), found


def whole(folder: Path, jobs: int) -> tuple[float, float]:
    """Return the wall-clock seconds of checking the folder, and those of all processors together."""
    before, start = os.times(), time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "smsxl", "check", str(folder), "--as-of", AS_OF.isoformat(),
                           "--output-format", "json", "--jobs", str(jobs)], check=False, stdout=subprocess.DEVNULL)
    if done.returncode not in (0, 1):
        message = f"the check ended with {done.returncode}"
        raise SystemExit(message)
    used, after = time.perf_counter() - start, os.times()
    return used, sum(after[2:4]) - sum(before[2:4])


def main() -> int:
    """Build the workbooks, run, print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workbooks", nargs="?", type=int, default=1000)
    parser.add_argument("--risks", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, options.workbooks, options.risks)
        read, check, found = reading_and_checking(str(folder / "0000.xlsx"))
        print(f"per workbook: reading {read * 1000:.1f} ms, checking {check * 1000:.1f} ms, {found} findings; "
              f"checking / reading = {check / read:.2f} (at most {MOST})")
        times: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        for turn in range(options.rounds):
            for jobs in (1, 2)[:: 1 if turn % 2 else -1]:
                times[jobs].append(whole(folder, jobs))
                seconds, processors = times[jobs][-1]
                print(f"{options.workbooks:,} workbooks, --jobs {jobs}: {seconds:.1f} s, processors {processors:.1f} s",
                      flush=True)
    (one, one_used), (two, two_used) = (map(statistics.median, zip(*times[jobs], strict=True)) for jobs in (1, 2))
    faster = one / two
    print(f"two processes / one: {faster:.2f} times as fast (at least {FASTER}); with two idle cores it would be "
          f"{2 * one_used / two_used:.2f} by what the processors did")
    print(json.dumps({"workbooks": options.workbooks, "risks": options.risks, "faster": faster,
                      "check_to_read": check / read}))
    return int(faster < FASTER or check / read > MOST)


if __name__ == "__main__":
    sys.exit(main())
