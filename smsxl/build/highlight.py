"""Conditional formats: findings, levels and tolerances in the criteria's colours, what is late or runs out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from smsxl.build.canvas import Canvas
from smsxl.build.layout import Placed
from smsxl.build.style import CALCULATED_FILL, SOON, TEXT, WARNING
from smsxl.domain.budget import AT_LIMIT, OVER_BUDGET
from smsxl.domain.due import DUE_SOON, OVERDUE
from smsxl.domain.kpi import AT_RISK, OFF_TARGET, WORSENING
from smsxl.domain.tolerance import ABOVE_TOLERANCE, WITHIN_APPETITE, WITHIN_TOLERANCE
from smsxl.domain.treatment import EXPIRED, EXPIRES_SOON
from smsxl.hosts.port import Area, cell_name, column_letters
from smsxl.tables.formula import Call, Expr, If, IfNa, Spelled
from smsxl.tables.model import Column

NEXT_DATES: Final = ("next_review", "next_check")
"""The fields whose date in the past means that something is late."""

_WORDS: Final[dict[str, tuple[str | None, str | None]]] = {
    "DUE_STATUS": (OVERDUE, DUE_SOON), "ACCEPTANCE_STATUS": (EXPIRED, EXPIRES_SOON),
    "KPI_STATUS": (OFF_TARGET, AT_RISK), "KPI_TREND": (WORSENING, None), "BUDGET_STATUS": (OVER_BUDGET, AT_LIMIT)}
"""By function: its word for what is wrong, and its word for what soon may be."""


def highlight_table(canvas: Canvas, sheet: Any, placed: Placed, last_row: int) -> None:  # noqa: ANN401
    """Lay all conditions over a table's cells, down to `last_row`."""
    first = placed.first_data_row
    whole = Area(first, placed.area.first_column, last_row, placed.area.last_column)
    highlight_findings(canvas, sheet, whole, placed)
    for column in placed.table.columns:
        at = placed.column(column.field)
        area = Area(first, at, last_row, at)
        if column.calculated and placed.table.key is not None:
            key = f"${column_letters(placed.column(placed.table.key))}{first}"
            _lay(sheet, area, f'={key}=""', canvas.styles.condition(font_color=CALCULATED_FILL), stop=True)
        if is_level(column):
            highlight_levels(canvas, sheet, area)
        elif _calls(column.formula, "TOLERANCE_STATUS"):
            highlight_tolerance(canvas, sheet, area)
        elif _calls(column.formula, *_WORDS):
            highlight_words(canvas, sheet, area, *(name for name in _WORDS if _calls(column.formula, name)))
        elif _calls(column.formula, "SMART_GAPS"):
            highlight_any_text(canvas, sheet, area)
        elif column.field in NEXT_DATES:
            late = f"=AND(ISNUMBER({cell_name(first, at)}),{cell_name(first, at)}<AsOf)"
            _lay(sheet, area, late, canvas.styles.condition(font_color=WARNING, bold=True))


def highlight_findings(canvas: Canvas, sheet: Any, area: Area, placed: Placed) -> None:  # noqa: ANN401
    """Mark the cells that Findings names: by row id and column header, by address only where there is no id."""
    name = placed.table.sheet
    here = cell_name(area.first_row, area.first_column)
    test = (f'COUNTIFS(findings_sheet,"{name}",findings_row_id,"",'
            f'findings_cell,ADDRESS(ROW({here}),COLUMN({here}),4))>0')
    if placed.table.key is not None:
        key = f"${column_letters(placed.column(placed.table.key))}{area.first_row}"
        header = f"{column_letters(area.first_column)}${placed.area.first_row}"
        test = (f'OR(AND({key}<>"",COUNTIFS(findings_sheet,"{name}",findings_row_id,{key},'
                f"findings_field,{header})>0),{test})")
    _lay(sheet, area, f"={test}", canvas.styles.condition(
        font_color=WARNING, bold=True, bg_color="#FDE7E9", border=1, border_color=WARNING))


def highlight_levels(canvas: Canvas, sheet: Any, area: Area) -> None:  # noqa: ANN401
    """Colour level labels; a condition looks at the label in RiskLevels, so that a renamed level keeps its colour."""
    here = cell_name(area.first_row, area.first_column)
    for label, colour in level_cells(canvas):
        look = canvas.styles.condition(bg_color=colour, font_color=TEXT)
        _lay(sheet, area, f'=AND({here}<>"",{here}={label})', look)


def level_cells(canvas: Canvas) -> Iterator[tuple[str, str]]:
    """Yield the name of the cell with each level's label, and its colour."""
    for name, record in zip(canvas.layout.level_names(), canvas.content.get("RiskLevels") or (), strict=False):
        yield name, f"#{str(record.get('colour') or 'FFFFFF').lstrip('#')}"


def highlight_tolerance(canvas: Canvas, sheet: Any, area: Area) -> None:  # noqa: ANN401
    """Colour tolerance statuses like the lowest, the second and the highest level."""
    levels = canvas.facts.book.criteria.levels
    chosen = {WITHIN_APPETITE: levels[0], WITHIN_TOLERANCE: levels[min(1, len(levels) - 1)],
              ABOVE_TOLERANCE: levels[-1]}
    for word, level in chosen.items():
        _word(canvas, sheet, area, word, bg_color=canvas.colour(level.label), font_color=TEXT)


def highlight_words(canvas: Canvas, sheet: Any, area: Area, *functions: str) -> None:  # noqa: ANN401
    """Colour the words of status functions for what is wrong, and for what soon may be."""
    for wrong, soon in (_WORDS[function] for function in functions):
        for word, colour in ((wrong, WARNING), (soon, SOON)):
            if word is not None:
                _word(canvas, sheet, area, word, font_color=colour, bold=True)


def highlight_any_text(canvas: Canvas, sheet: Any, area: Area) -> None:  # noqa: ANN401
    """Colour a text that should not be there."""
    here = cell_name(area.first_row, area.first_column)
    _lay(sheet, area, f"=LEN({here})>0", canvas.styles.condition(font_color=SOON, bold=True))


def warn_above_zero(canvas: Canvas, sheet: Any, area: Area) -> None:  # noqa: ANN401
    """Colour a count that should be 0."""
    here = cell_name(area.first_row, area.first_column)
    _lay(sheet, area, f"=AND(ISNUMBER({here}),{here}>0)", canvas.styles.condition(font_color=WARNING))


def is_level(column: Column) -> bool:
    """Whether the cells of a column hold level labels."""
    return column.refers == ("RiskLevels",) or _calls(column.formula, "RISK_LEVEL")


def _calls(expression: Expr | None, *functions: str) -> bool:
    """Whether the cells of a formula show what one of these functions gives."""
    match expression:
        case If(_, _, then, otherwise):
            return _calls(then, *functions) or _calls(otherwise, *functions)
        case IfNa(formula) | Spelled(formula):
            return _calls(formula, *functions)
        case Call(function):
            return function in functions
        case _:
            return False


def _word(canvas: Canvas, sheet: Any, area: Area, word: str, **look: Any) -> None:  # noqa: ANN401
    here = cell_name(area.first_row, area.first_column)
    _lay(sheet, area, f'={here}="{word}"', canvas.styles.condition(**look))


def _lay(sheet: Any, area: Area, formula: str, style: Any, *, stop: bool = False) -> None:  # noqa: ANN401
    sheet.conditional_format(area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1,
                             {"type": "formula", "criteria": formula, "format": style, "stop_if_true": stop})


def highlight_by_matrix(canvas: Canvas, sheet: Any, area: Area) -> None:  # noqa: ANN401
    """Colour a grid of counts like the cells of the risk matrix that it repeats."""
    here = cell_name(area.first_row, area.first_column)
    top, left = f"${column_letters(area.first_column)}${area.first_row}", here
    rating = f"INDEX(RiskMatrix,ROW({left})-ROW({top})+2,COLUMN({left})-COLUMN({top})+2)"
    for label, colour in level_cells(canvas):
        _lay(sheet, area, f"={rating}={label}", canvas.styles.condition(bg_color=colour))
