"""Opens, edits, recalculates and closes workbooks in one Calc, many times over, and watches its memory.

    python -m tests.soak.calc_cycles [CYCLES]

Every cycle edits an input of the sample and looks at the cell that depends on it, and lets an array over our functions
change. LibreOffice itself keeps some memory of every document that it opens (about 0.4 MB), so the same cycles are run
over the sample in built-in formulas as well. Exit code 1 where a value is wrong, or the memory grows more than there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import xlsxwriter

from smsxl.build import new_workbook
from smsxl.tables import header_of
from smsxl.tables.formula import PLAIN, PYTHON, Dialect, ending_of
from tests.live.calc import Calc

AS_OF = dt.date(2026, 11, 22)
ROWS = 200
MOST_MEGABYTES = 25
"""How much more the memory may grow than over built-in formulas."""


def arrays(path: Path) -> None:
    """Write a workbook with an array over our functions."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Arrays")
    for row in range(ROWS):
        sheet.write_row(row, 0, (row % 5 + 1, 5))
    sheet.write_array_formula(f"C1:C{ROWS}", f"{{=RISK_LEVEL(A1:A{ROWS},B1:B{ROWS})}}")
    sheet.write_array_formula(f"D1:D{ROWS}", f"{{=RISK_RANK(A1:A{ROWS},B1:B{ROWS})}}")
    book.close()


def cycles(calc: Calc, folder: Path, count: int, dialect: Dialect = PYTHON) -> Iterator[float]:
    """Go through the cycles and yield the memory in MB after each; raises AssertionError for a wrong value.

    Only in our own dialect are there arrays too.
    """
    sample, array = folder / f"soak-sample{ending_of(dialect)}", folder / "soak-arrays.xlsx"
    new_workbook(sample, sample=True, as_of=AS_OF, dialect=dialect)
    arrays(array)
    for number in range(count):
        rating = number % 5 + 1
        with calc.opened(sample) as document:
            header = document.read("Risks")[3]
            places = {field: chr(65 + header.index(header_of("Risks", field)))
                      for field in ("current_likelihood", "current_impact")}
            document.write("Risks", **{f"{places['current_likelihood']}5": rating, f"{places['current_impact']}5": 5})
            document.recalculate()
            found = document.cell("Risks", 5, header.index(header_of("Risks", "current_score")) + 1)
            assert found == 5 * rating, f"cycle {number}: {found} for {rating} x 5"
        if dialect is PYTHON:
            _change_array(calc, array, rating)
        yield calc.ask("memory")


def _change_array(calc: Calc, path: Path, rating: int) -> None:
    with calc.opened(path) as document:
        document.recalculate()
        document.write("Arrays", A1=rating)
        level = document.cell("Arrays", 1, 3)
        assert level == {1: "Moderate", 2: "High", 3: "High", 4: "Extreme", 5: "Extreme"}[rating], (rating, level)


def growth(memory: list[float]) -> float:
    """Return by how many MB the memory grew: the last tenth against the second one, when everything is loaded."""
    tenth = max(len(memory) // 10, 1)
    return median(memory[-tenth:]) - median(memory[tenth:2 * tenth])


def main() -> int:
    """Run, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cycles", nargs="?", type=int, default=500)
    options = parser.parse_args()
    native, ours = (_run(dialect, options.cycles) for dialect in (PLAIN, PYTHON))
    print(f"grown by {ours:.1f} MB, by {native:.1f} MB over built-in formulas "
          f"(at most {MOST_MEGABYTES} more)")
    return int(ours > native + MOST_MEGABYTES)


def _run(dialect: Dialect, count: int) -> float:
    """Run the cycles in a Calc of their own and return by how much its memory grew."""
    with tempfile.TemporaryDirectory() as name:
        calc = Calc(Path(name))
        memory: list[float] = []
        try:
            for number, used in enumerate(cycles(calc, Path(name), count, dialect), start=1):
                memory.append(used)
                if number % max(count // 10, 1) == 0:
                    print(f"{dialect.key:6} {number:5} cycles: {used:6.0f} MB", flush=True)
            assert not list(calc.logs.glob("*")), "something went wrong inside Calc"
        finally:
            calc.end()
    return growth(memory)


if __name__ == "__main__":
    sys.exit(main())
