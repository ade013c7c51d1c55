"""A block of figures: labels on two sides, each with its figure to the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smsxl.build.canvas import Canvas, write, write_figure
from smsxl.build.figures import FigureLine
from smsxl.build.style import DATE_FORMAT

Side = tuple[int, int]
"""The first and the last sheet column of the labels on a side."""


def write_block(canvas: Canvas, sheet: Any, top: int, lines: Sequence[FigureLine], sides: tuple[Side, Side]) -> int:  # noqa: ANN401
    """Write the lines in two columns from row `top` on; return the row below."""
    styles = {"count": canvas.styles.cell(num_format="0", align="right"),
              "money": canvas.styles.cell(num_format="#,##0", align="right"),
              "day": canvas.styles.cell(num_format=DATE_FORMAT, align="right")}
    half = -(-len(lines) // 2)
    for place, line in enumerate(lines):
        row = top + place % half
        first, last = sides[place >= half]
        if last > first:
            sheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", canvas.styles["row_text"])
        write(sheet, row, first, line.label, canvas.styles["row_text"])
        write_figure(sheet, row, last + 1, line.figure, styles[line.kind])
    return top + half
