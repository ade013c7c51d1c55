"""Compares `smsxl check` with its peers on one big register, each in a process of its own, in one run.

    python tests/bench/check.py [RISKS] [--rounds N]

Prints ratios of wall-clock time (the best of the rounds) and the peak memory of each process. The peers read one sheet
and run one pandera schema of 15 checks; `smsxl check` reads the whole workbook and runs every rule.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

PEER = """
import sys, pandas as pd, pandera.pandas as pa
frame = pd.read_excel(sys.argv[1], sheet_name="Risks", header=HEADER, engine=sys.argv[2])
scale, text = pa.Check.isin([1, 2, 3, 4, 5]), pa.Check(lambda s: s.str.len() > 0)
columns = {name: pa.Column(checks=scale, nullable=True) for name in (
    "Inherent likelihood", "Inherent impact", "Current likelihood", "Current impact", "Residual likelihood",
    "Residual impact")}
columns |= {name: pa.Column(checks=text, nullable=True) for name in ("Title", "Cause", "Event", "Consequence",
                                                                     "Category", "Owner")}
columns["Id"] = pa.Column(unique=True)
columns["Type"] = pa.Column(checks=pa.Check.isin(["Threat", "Opportunity"]))
columns["Status"] = pa.Column(checks=pa.Check.isin(["Open", "In treatment", "Accepted", "Closed", "Realised"]))
try:
    pa.DataFrameSchema(columns).validate(frame, lazy=True)
except pa.errors.SchemaErrors as errors:
    print(len(errors.failure_cases))
"""
AS_OF = "2026-11-22"


def measure(command: list[str]) -> tuple[float, float]:
    """Return the wall-clock seconds and the peak memory in MB of a command in a process of its own."""
    start = time.perf_counter()
    pid = os.posix_spawn(command[0], command, {**os.environ}, file_actions=[
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        message = f"{command} ended with {os.waitstatus_to_exitcode(status)}"
        raise SystemExit(message)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def best(commands: dict[str, list[str]], rounds: int) -> dict[str, tuple[float, float]]:
    """Return the best time and the peak memory of each command; the rounds go through all commands in turn."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(measure(command))
    return {name: (min(t for t, _ in runs), max(m for _, m in runs)) for name, runs in found.items()}


def main() -> None:
    """Build the workbook, run everything, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("risks", nargs="?", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    python = sys.executable
    smsxl = [python, "-m", "smsxl"]
    with tempfile.TemporaryDirectory() as folder:
        big, sample = str(Path(folder, "big.xlsx")), str(Path(folder, "sample.xlsx"))
        measure([*smsxl, "new", big, "--sample", "--risks", str(options.risks), "--as-of", AS_OF])
        measure([*smsxl, "new", sample, "--sample", "--as-of", AS_OF])
        peer = PEER.replace("HEADER", str(header_row(big) - 1))
        runs = best({
            "smsxl check": [*smsxl, "check", big, "--as-of", AS_OF, "--output-format", "json"],
            "read_excel(openpyxl) + pandera": [python, "-c", peer, big, "openpyxl"],
            "read_excel(calamine) + pandera": [python, "-c", peer, big, "calamine"],
        }, options.rounds)
        small = best({
            "python -c pass": [python, "-c", "pass"],
            "smsxl --help": [*smsxl, "--help"],
            'python -c "import pandera.pandas"': [python, "-c", "import pandera.pandas"],
            "smsxl check (sample)": [*smsxl, "check", sample, "--as-of", AS_OF, "--output-format", "json"],
        }, max(3, options.rounds))
    ours = runs["smsxl check"][0]
    for name, (seconds, memory) in runs.items():
        print(f"{name:<34} {seconds:7.2f} s {memory:7.0f} MB   smsxl / this = {ours / seconds:.2f}")
    for name, (seconds, memory) in small.items():
        print(f"{name:<34} {seconds:7.2f} s {memory:7.0f} MB")
    extra = small["smsxl --help"][0] - small["python -c pass"][0]
    ratio = small["smsxl check (sample)"][0] / small['python -c "import pandera.pandas"'][0]
    print(f"smsxl --help above a bare python: {extra:.3f} s")
    print(f"smsxl check of the sample / import of pandera: {ratio:.2f}")
    print(json.dumps({"risks": options.risks, "openpyxl": ours / runs["read_excel(openpyxl) + pandera"][0],
                      "calamine": ours / runs["read_excel(calamine) + pandera"][0],
                      "peak_mb": runs["smsxl check"][1], "help_s": extra, "sample": ratio}))


def header_row(path: str) -> int:
    """Return the sheet row of the headers of Risks."""
    from smsxl.hosts.package import open_workbook

    return open_workbook(path).tables["Risks"].area.first_row


if __name__ == "__main__":
    main()
