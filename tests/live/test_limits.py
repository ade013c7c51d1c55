"""Small, always equal parts of the soak and of the benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_our_functions_cost_little_more_than_the_way_to_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Eight calculated columns take at most 1.5 times what functions take that only return their argument."""
    folder = tmp_path_factory.mktemp("bench")
    calc = Calc(folder, bench.add_same)
    try:
        best = bench.measured(calc, folder, _ROWS, 5)
    finally:
        calc.end()
    assert best["ours"] <= bench.MOST * best["same"] + 0.05, best
