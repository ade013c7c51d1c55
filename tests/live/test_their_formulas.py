"""What smsxl calculates of the formulas in people's registers is what Calc gives, over thousands of them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Final

import pytest

from smsxl.domain.values import CellError
from smsxl.hosts.opening import open_any
from smsxl.hosts.port import GridValue, cell_name
from smsxl.registers.cells import Cells
from tests.live.calc import Calc
from tests.registers import formulas

FORMULAS: Final = 1_500

ITS_OWN: Final = CellError("Err:504")
"""What Calc says of a lookup for an error, which spreadsheets else hand on as the error that it is."""


def _same(ours: GridValue, theirs: object) -> bool:
    """Whether two results are the same; one that smsxl does not know is no contradiction."""
    if ours is None or theirs == ITS_OWN:
        return True
    if isinstance(ours, CellError) or isinstance(theirs, CellError):
        return isinstance(ours, CellError) and isinstance(theirs, CellError)
    if isinstance(ours, str) or isinstance(theirs, str):
        return ours == theirs or (ours == "" and theirs is None)
    return math.isclose(float(ours), float(theirs or 0), rel_tol=1e-9, abs_tol=1e-12)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_formulas_give_what_calc_gives(seed: int, calc: Calc, tmp_path: Path) -> None:
    """Generated formulas over ratings, words, blanks and keys: where smsxl gives a value, Calc gives the same.

    Not asked is where Calc differs from Excel: TRUE in a range is a number to it, FIND of nothing an error, a text is
    sought among numbers, and FALSE in a text is a 0.
    """
    asked = formulas.usual(seed, FORMULAS)
    path = tmp_path / "their.xlsx"
    formulas.write(path, asked)
    with calc.opened(path) as document:
        document.recalculate()
        answers = [row[formulas.COLUMN - 1] for row in document.read(formulas.SHEET)]
    theirs = [CellError(value["error"]) if isinstance(value, dict) else value for value in answers]
    cells = Cells(open_any(str(path)), formulas.SHEET)
    ours = [cells.calculated(row, formulas.COLUMN) for row in range(1, len(asked) + 1)]
    wrong = [f"{cell_name(row, formulas.COLUMN)} ={formula}: {mine!r}, Calc {other!r}"
             for row, (formula, mine, other) in enumerate(zip(asked, ours, theirs, strict=True), start=1)
             if not _same(mine, other)]
    assert not wrong, "\n".join(wrong)
    assert sum(value is not None for value in ours) > 0.9 * len(asked)
