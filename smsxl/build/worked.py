"""How to rate a risk in five steps, with one worked risk whose figures are calculated in the sheet."""

from __future__ import annotations

from typing import Any, Final

from smsxl.build.canvas import Canvas, write, write_figure
from smsxl.build.criteria_sheet import scale_label
from smsxl.build.highlight import highlight_levels, highlight_tolerance
from smsxl.build.style import LINE, MUTED
from smsxl.domain.values import CellValue
from smsxl.functions import BY_NAME, scalar
from smsxl.hosts.port import Area
from smsxl.tables import header_of
from smsxl.tables.compose import grid_of
from smsxl.tables.formula import whole_column

_LIKELIHOOD: Final = 3
_IMPACT: Final = 4
_CATEGORY: Final = "Technical"

_STEPS: Final = (
    ("1  Describe",
     "Write it as cause, event and consequence, and what customers notice of it.",
     "The only backup server is six years old (cause). It may fail in a restore (event); data is lost (consequence)."),
    ("2  Likelihood",
     "How often is it to be expected with the controls that work today? Choose from the scale in Criteria.",
     "Restores have failed once in the last two years, so 3."),
    ("3  Impact",
     "What would it do to service quality and delivery? The dimension hit hardest counts.",
     "A critical service would be down for half a day and credits would be due, so 4."),
    ("4  Compare",
     "Score, level and tolerance calculate themselves. Compare with your appetite and tolerance.",
     "The figures beside this show what follows: plan a treatment, or have it accepted by somebody who may."),
    ("5  Decide",
     "Choose a treatment, add actions with owner and date in Treatments, and rate what remains.",
     "Reduce: a second backup server with monthly restore tests. Then 2 and 4 remain, which is within tolerance."),
)


def write_rating_steps(canvas: Canvas, sheet: Any, top: int) -> None:  # noqa: ANN401
    """Write the five steps from row `top` on, and the worked risk's figures beside them."""
    for first, last, text in ((2, 4, "How to rate a risk in five steps"), (6, 8, "The worked risk, calculated here")):
        for column in range(first, last + 1):
            sheet.write_blank(top - 1, column - 1, None, canvas.styles["section"])
        write(sheet, top, first, text, canvas.styles["section"])
    sheet.set_row(top - 1, 22)
    for row, (name, todo, example) in enumerate(_STEPS, start=top + 1):
        sheet.set_row(row - 1, 44)
        write(sheet, row, 2, name, canvas.styles.cell(bold=True, bottom=4, bottom_color=LINE))
        write(sheet, row, 3, todo, canvas.styles["row_text_wrapped"])
        write(sheet, row, 4, example, canvas.styles.cell(
            text_wrap=True, italic=True, font_color=MUTED, bottom=4, bottom_color=LINE, indent=1))
    _figures(canvas, sheet, top + 1)


def _figures(canvas: Canvas, sheet: Any, top: int) -> None:  # noqa: ANN401
    likelihood, impact, score, level = (f"G{top + i}" for i in range(4))
    note = canvas.styles.cell(font_color=MUTED, indent=1)
    style = canvas.styles.cell(bold=True, align="left", indent=1, bottom=4, bottom_color=LINE)
    for i, (label, number) in enumerate((("Likelihood", _LIKELIHOOD), ("Impact", _IMPACT))):
        write(sheet, top + i, 6, label, canvas.styles["label"])
        write(sheet, top + i, 7, number, style)
        scale = ("LikelihoodScale", "ImpactScale")[i]
        write_figure(sheet, top + i, 8, scale_label(canvas, scale, f"G{top + i}", number), note)
    criteria = canvas.facts.book.criteria
    tolerances = _run("Tolerances", "category", "highest_level")
    levels = _run("RiskLevels", "label", "rank")
    grid = grid_of(canvas.layout.matrix)
    points = scalar(BY_NAME["RISK_SCORE"], [_LIKELIHOOD, _IMPACT, criteria.method])
    found = scalar(BY_NAME["RISK_LEVEL"], [_LIKELIHOOD, _IMPACT, grid])
    judged = scalar(BY_NAME["TOLERANCE_STATUS"], [
        points, _CATEGORY, [(t.category, t.appetite, t.tolerance, t.highest_level) for t in criteria.tolerances],
        found, [(entry.label, entry.review_days, entry.rank) for entry in criteria.levels]])
    lines: tuple[tuple[str, str, CellValue], ...] = (
        ("Score", canvas.call("RISK_SCORE", likelihood, impact, "ScoringMethod"), points),  # type: ignore[assignment]
        ("Level", canvas.call("RISK_LEVEL", likelihood, impact, "RiskMatrix"), found),
        ("Tolerance", canvas.call("TOLERANCE_STATUS", score, f'"{_CATEGORY}"', tolerances, level, levels), judged),
    )
    for row, (label, formula, value) in enumerate(lines, start=top + 2):
        write(sheet, row, 6, label, canvas.styles["label"])
        canvas.write_call(sheet, row, 7, formula, value, style)
    row = top + 3
    highlight_levels(canvas, sheet, Area(row, 7, row, 7))
    highlight_tolerance(canvas, sheet, Area(row + 1, 7, row + 1, 7))
    write(sheet, row - 1, 8, "likelihood and impact by the method in Criteria", note)
    write(sheet, row, 8, "from the risk matrix in Criteria", note)
    write(sheet, row + 1, 8, f"for the category {_CATEGORY}", note)


def _run(table: str, first: str, last: str) -> str:
    return whole_column(table, header_of(table, first), header_of(table, last))
