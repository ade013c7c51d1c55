"""What a table of smsxl's own holds, to be put back where a report fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OwnRows:
    """The rows of a table: its area with the header, and what is entered in each cell."""

    table: Any
    first: tuple[int, int]
    last: tuple[int, int]
    cells: Sequence[Sequence[Any]]

    def restore(self) -> None:
        """Give the table its area and its cells again, where they are others now."""
        now = own_rows(self.table)
        if now == self:
            return
        sheet = self.table.parent
        if now.cells:
            self.table.data_body_range.clear_contents()
        self.table.resize(sheet.range(self.first, self.last))
        if self.cells:
            sheet.range((self.first[0] + 1, self.first[1]), self.last).value = self.cells


def own_rows(table: Any) -> OwnRows:  # noqa: ANN401 - xlwings decides at run time what it holds
    """Return what a table holds now."""
    cells, body = table.range, table.data_body_range
    (height, width), row, column = cells.shape, cells.row, cells.column
    entered: list[list[Any]] = []
    if body is not None:
        formulas = body.formula if len(body) > 1 else ((body.formula,),)
        values = body.options(ndim=2, err_to_str=True).value
        entered = [[_entered(value, formula) for value, formula in zip(*pair, strict=True)]
                   for pair in zip(values, formulas, strict=True)]
    return OwnRows(table, (row, column), (row + height - 1, column + width - 1), entered)


def _entered(value: Any, formula: Any) -> Any:  # noqa: ANN401
    """Return what has to be entered for a cell to hold the same: a formula, a text that stays one, or a value."""
    if isinstance(formula, str) and formula.startswith("=") and formula != value:
        return formula
    return f"'{value}" if isinstance(value, str) else value
