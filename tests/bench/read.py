"""How our reader compares with pandas.read_excel on a big sheet of the template's shape, in one run.

    python tests/bench/read.py [ROWS] [FILE]

Builds a workbook of ROWS risks (default 50,000; 43 columns, 11 of them dynamic-array formulas) unless FILE is there,
then reads it with our reader, with pandas and openpyxl and with pandas and calamine, each in a process of its own, and
prints seconds, ratios and peak memory. Reading is timed after the imports.
"""

from __future__ import annotations

import datetime as dt
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
from typing import Literal, cast

TEXTS, CHOICES, NUMBERS, DATES, FORMULAS, BLANKS = 7, 11, 6, 3, 11, 5
FORMULA = (
    "=RISK_SCORE(Risks[[#This Row],[Column {0}]],Risks[[#This Row],[Column {1}]],"
    'IF(Settings_scoring_method="","product",Settings_scoring_method))'
)


def build(path: pathlib.Path, rows: int) -> None:
    """Write a workbook with one sheet of `rows` risks."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Risks")
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    date = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
    width = TEXTS + CHOICES + NUMBERS + DATES + FORMULAS + BLANKS
    for column in range(width):
        sheet.write_string(0, column, f"Column {column + 1}", plain)
    for row in range(1, rows + 1):
        column = 0
        for text in range(TEXTS):
            sheet.write_string(row, column, f"Risk {row} may have the consequence {text} for a customer", plain)
            column += 1
        for choice in range(CHOICES):
            sheet.write_string(row, column, f"Choice {(row * 7 + choice) % (3 + choice)}", plain)
            column += 1
        for number in range(NUMBERS):
            sheet.write_number(row, column, (row * 3 + number) % 5 + 1, plain)
            column += 1
        for shift in range(DATES):
            sheet.write_datetime(row, column, dt.datetime(2026, 1, 1) + dt.timedelta(days=(row + shift) % 700), date)
            column += 1
        for formula in range(FORMULAS):
            sheet.write_dynamic_array_formula(
                row, column, row, column, FORMULA.format(19 + formula % 6, 20 + formula % 5), plain, row % 25 + 1
            )
            column += 1
        for _ in range(BLANKS):
            sheet.write_blank(row, column, None, plain)
            column += 1
    book.close()


def read(reader: Literal["smsxl", "calamine", "openpyxl"], path: str) -> None:
    """Read the workbook with one reader; print seconds and peak memory as JSON."""
    if reader == "smsxl":
        from smsxl.hosts.package import open_workbook

        begin = time.perf_counter()
        open_workbook(path).grid("Risks")
    else:
        import openpyxl  # noqa: F401
        import pandas as pd
        import python_calamine  # noqa: F401

        begin = time.perf_counter()
        pd.read_excel(path, engine=reader)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    print(json.dumps({"seconds": seconds, "megabytes": peak}))


def main(arguments: list[str]) -> None:
    """Run the comparison."""
    if arguments[:1] == ["--read"]:
        read(cast("Literal['smsxl', 'calamine', 'openpyxl']", arguments[1]), arguments[2])
        return
    if arguments[:1] == ["--build"]:
        build(pathlib.Path(arguments[1]), int(arguments[2]))
        return
    rows = int(arguments[0]) if arguments else 50_000
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(arguments[1]) if len(arguments) > 1 else pathlib.Path(folder, "big.xlsx")
        if not path.exists():
            # In a process of its own: a child's peak memory starts at its parent's.
            subprocess.run([sys.executable, __file__, "--build", str(path), str(rows)], check=True)
        results = {}
        for reader in ("smsxl", "calamine", "openpyxl"):
            command = [sys.executable, __file__, "--read", reader, str(path)]
            results[reader] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        ours = results["smsxl"]["seconds"]
        for reader, result in results.items():
            line = f"{reader:9} {result['seconds']:6.2f} s  {result['megabytes']:6.0f} MB peak  "
            print(line + f"ours / it = {ours / result['seconds']:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
