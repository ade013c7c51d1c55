"""Compares `smsxl score` with openpyxl's load and save of the same workbook, each in a process of its own, in one run.

    python tests/bench/score.py [RISKS] [--rounds N]

Prints ratios of wall-clock time (the best of the rounds) and the peak memory of each process, for a workbook that is
right, for one in which a tenth of the risks is wrong, and for one in which every calculated cell is wrong.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tempfile
from pathlib import Path

from check import AS_OF, best, measure

LOAD_AND_SAVE = """
import sys, warnings, openpyxl
warnings.simplefilter("ignore")
openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])
"""


def spoil(source: str, target: str, every: int) -> None:
    """Write a copy in which every n-th risk has its calculated cells wrong: typed over and stale in turn."""
    from smsxl.hosts.package.edit import NewValue, edit_workbook
    from smsxl.tables.book import Book

    with edit_workbook(source) as edit:
        rows = Book(edit.workbook, dt.date.fromisoformat(AS_OF))["Risks"]
        for column in rows.declaration.calculated:
            edit.set_cells(rows.sheet, {rows.cell(i, column.field): 1 if i % 2 else NewValue(77)
                                        for i in range(0, len(rows), every)})
        edit.save(target)


def main() -> None:
    """Build the workbooks, run everything, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("risks", nargs="?", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        books = {name: str(Path(folder, f"{name}.xlsx")) for name in ("right", "a tenth wrong", "all wrong")}
        out = str(Path(folder, "out.xlsx"))
        measure([python, "-m", "smsxl", "new", books["right"], "--sample", "--risks", str(options.risks),
                 "--as-of", AS_OF])
        spoil(books["right"], books["a tenth wrong"], 10)
        spoil(books["right"], books["all wrong"], 1)
        runs = best({"openpyxl load and save": [python, "-c", LOAD_AND_SAVE, books["right"], out]} | {
            f"smsxl score ({name})": [python, "-m", "smsxl", "score", path, "-o", out] for name, path in books.items()},
            options.rounds)
    theirs, their_memory = runs["openpyxl load and save"]
    for name, (seconds, memory) in runs.items():
        print(f"{name:<30} {seconds:7.2f} s {memory:7.0f} MB   this / openpyxl = {seconds / theirs:.3f}")
    print(json.dumps({"risks": options.risks, "openpyxl_s": theirs, "openpyxl_mb": their_memory} | {
        name: {"time": seconds / theirs, "memory": memory / their_memory} for name, (seconds, memory) in runs.items()}))


if __name__ == "__main__":
    main()
