"""Small, always equal parts of the soak and of the benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.bench import calc as bench
from tests.live.calc import Calc
from tests.soak.calc_cycles import MOST_MEGABYTES, cycles, growth

_CYCLES = 20
_ROWS = 2_000


def test_cycles_leave_the_memory_as_it_is(calc: Calc, tmp_path: Path) -> None:
    """Opening, editing, recalculating and closing again and again: every value right, the memory flat, no log."""
    memory = list(cycles(calc, tmp_path, _CYCLES))
    assert len(memory) == _CYCLES
    assert growth(memory) < MOST_MEGABYTES
    assert not list(calc.logs.glob("*"))


def test_an_open_workbook_keeps_no_array_twice(calc: Calc, tmp_path: Path) -> None:
    """Calculating arrays again and again in one document does not fill the memory: Calc gets equal ones as they are.

    Without that each of these 6,000 results kept some six kilobytes until the document was closed.
    """
    path = tmp_path / "ranks.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Ranks")
    for row in range(300):
        sheet.write_row(row, 0, (row % 5 + 1, 5))
        sheet.write_formula(row, 2, f"=INDEX(RISK_RANK($A$1:$A$50,$B$1:$B$50),{row % 50 + 1})")
    book.close()
    with calc.opened(path) as document:
        memory = []
        for number in range(20):
            document.write("Ranks", A1=number % 5 + 1)
            document.recalculate()
            memory.append(calc.ask("memory"))
        assert document.cell("Ranks", 1, 3) == 1
    assert memory[-1] - memory[4] < 5, memory


def test_our_functions_cost_little_more_than_the_way_to_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Eight calculated columns take at most 1.5 times what functions take that only return their argument."""
    folder = tmp_path_factory.mktemp("bench")
    calc = Calc(folder, bench.add_same)
    try:
        best = bench.measured(calc, folder, _ROWS, 5)
    finally:
        calc.end()
    assert best["ours"] <= bench.MOST * best["same"] + 0.05, best
