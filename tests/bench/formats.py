"""Times every output format on one big report, in one run.

    python tests/bench/formats.py [FINDINGS] [--rounds N]

Prints for each format the best of the rounds (processor time, which other programs disturb least, and wall-clock
time), its size and its ratio to the JSON. The findings are those of the flawed
sample, again and again with other cells. SARIF holds at most 25,000 of them, as many as GitHub takes in one run; the
line "sarif, all" is what it takes without that limit.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from smsxl.check import check_file
from smsxl.formats import as_sarif
from smsxl.formats.model import FileReport, Report
from smsxl.formats.table import FORMATS, remarks

SAMPLE = Path(__file__).resolve().parents[2] / "workbooks" / "sample-flawed.xlsx"
AS_OF = dt.date(2026, 11, 22)


def big_report(number: int) -> Report:
    """Return a report of one file with a number of findings, each with a row and a fingerprint of its own."""
    findings = check_file(str(SAMPLE), as_of=AS_OF).findings
    return Report((FileReport("register.xlsx", findings=tuple(
        replace(finding, cell=f"N{i + 7}", row_id=f"R-{i}", fingerprint=f"{i:016x}")
        for i, finding in ((i, findings[i % len(findings)]) for i in range(number)))),), AS_OF)


def best(render: Callable[[], str], rounds: int) -> tuple[float, float, int]:
    """Return the best processor time and the best wall-clock time in seconds, and the size of the text in bytes."""
    times = []
    text = ""
    for _ in range(rounds):
        start, begun = time.process_time(), time.perf_counter()
        text = render()
        times.append((time.process_time() - start, time.perf_counter() - begun))
    return min(cpu for cpu, _ in times), min(wall for _, wall in times), len(text.encode())


def _whole(name: str, report: Report) -> str:
    """Return what a command writes, with the work of saying what a receiver will not show."""
    text = FORMATS[name](report)
    list(remarks(name, report, text))
    return text


def main() -> None:
    """Render everything and print the table, then the same as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("findings", nargs="?", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    report = big_report(options.findings)
    runs = {name: best(lambda name=name: _whole(name, report), options.rounds) for name in FORMATS}
    runs["sarif, all"] = best(lambda: as_sarif.render(report, options.findings), options.rounds)
    base = runs["json"][0]
    for name, (cpu, wall, size) in runs.items():
        print(f"{name:<12} processor {cpu:6.2f} s   wall {wall:6.2f} s {size / 1e6:8.1f} MB   "
              f"this / json = {cpu / base:.2f}")
    print(json.dumps({"findings": options.findings} | {
        name: {"processor_s": round(cpu, 3), "wall_s": round(wall, 3)} for name, (cpu, wall, _) in runs.items()}))


if __name__ == "__main__":
    main()
