"""Criteria: settings, scales, levels, tolerances and the matrix on one sheet, each with room to grow."""

from __future__ import annotations

from typing import Any, Final

from smsxl.build.canvas import Canvas, band, write, write_figure
from smsxl.build.figures import Figure
from smsxl.build.form import write_form
from smsxl.build.highlight import highlight_findings, highlight_levels, highlight_table
from smsxl.build.layout import Placed
from smsxl.build.paper import page
from smsxl.build.style import ACCENT, MUTED
from smsxl.build.table_sheet import write_table
from smsxl.build.validation import rule_of
from smsxl.domain.values import CellValue
from smsxl.hosts.port import Area, cell_name
from smsxl.tables import Kind, Type, header_of
from smsxl.tables.compose import grid_of
from smsxl.tables.formula import whole_column

_SHEET: Final = "Criteria"
_TITLE: Final = "Criteria"
_HELP: Final = "What the risks are judged by: change the words and numbers here, and every sheet follows."
_WIDTHS: Final = (18, 30, 46, 20, 36, 34, 3, 21, 11, 12, 13, 12, 12, 12, 26)
_MATRIX_HEIGHT: Final = 26
_HEIGHTS: Final = {"LikelihoodScale": 28, "ImpactScale": 40, "RiskLevels": 26, "Categories": 44, "Settings": 26}
_TITLES: Final = {
    "Settings": "Settings", "LikelihoodScale": "Likelihood", "ImpactScale": "Impact", "RiskLevels": "Levels",
    "Categories": "Categories", "Tolerances": "Appetite and tolerance", "RiskMatrix": "Risk matrix"}

_LEFT_COLUMNS: Final = 7
"""Up to the gap before the matrix and the tolerances, which are printed beside the rest."""

_ON_A_NEW_PAGE: Final = ("ImpactScale", "Categories")
_PRINT_SCALE: Final = 75

_ROOM_HEIGHT = 21
"""Of the rows that wait for further entries, tall enough for a line of text."""


def build_criteria(canvas: Canvas) -> None:
    """Fill the sheet Criteria."""
    sheet = canvas.sheet(_SHEET)
    band(canvas, sheet, _TITLE, _HELP, len(_WIDTHS))
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_default_row(_ROOM_HEIGHT)
    for name in _TITLES:
        placed = canvas.layout[name]
        if placed.table.kind is Kind.GRID:
            _build_matrix(canvas, sheet, placed)
            continue
        first = placed.area.first_row
        for row in range(first, placed.area.last_row + 1):
            if name in _HEIGHTS:
                sheet.set_row(row - 1, _HEIGHTS[name])
        if placed.table.kind is Kind.FORM:
            _heading(canvas, sheet, placed, first - 1, 3)
            write_form(canvas, sheet, placed)
        else:
            _heading(canvas, sheet, placed, first - 1, len(placed.table.columns))
            _build_table(canvas, sheet, placed)
    sheet.freeze_panes(2, 0)
    sheet.hide_gridlines(2)
    page(sheet)
    sheet.set_print_scale(_PRINT_SCALE)  # manual page breaks count only where nothing is fitted to pages
    sheet.set_v_pagebreaks([_LEFT_COLUMNS])
    sheet.set_h_pagebreaks([canvas.layout[name].area.first_row - 2 for name in _ON_A_NEW_PAGE])


def _heading(canvas: Canvas, sheet: Any, placed: Placed, row: int, width: int) -> None:  # noqa: ANN401
    """Write a block's title, with its help line as the words after it."""
    sheet.set_row(row - 1, 24)
    first = placed.area.first_column
    for column in range(first, first + width):
        sheet.write_blank(row - 1, column - 1, None, canvas.styles["section"])
    look = {"font_name": "Calibri", "bold": True, "font_size": 12, "font_color": ACCENT}
    muted = {"font_name": "Calibri", "font_size": 10, "font_color": MUTED}
    sheet.write_rich_string(row - 1, first - 1, canvas.styles.condition(**look), _TITLES[placed.table.name],
                            canvas.styles.condition(**muted), f"   {placed.table.help}", canvas.styles["section"])


def _build_table(canvas: Canvas, sheet: Any, placed: Placed) -> None:  # noqa: ANN401
    write_table(canvas, sheet, placed)
    last = placed.area.last_row + 4
    for column in placed.table.columns:
        at = placed.column(column.field) - 1
        sheet.data_validation(placed.first_data_row - 1, at, last - 1, at,
                              rule_of(placed.table, column, canvas.layout))
    highlight_table(canvas, sheet, placed, last)
    for column in placed.table.of_type(Type.COLOUR):
        at = placed.column(column.field)
        highlight_levels_beside(canvas, sheet, placed, at)


def highlight_levels_beside(canvas: Canvas, sheet: Any, placed: Placed, at: int) -> None:  # noqa: ANN401
    """Show each level's colour in the cell that states it and in its label."""
    for row, record in enumerate(canvas.content.get(placed.table.name) or (), start=placed.first_data_row):
        colour = f"#{str(record.get('colour') or 'FFFFFF').lstrip('#')}"
        for column in (at, placed.column("label")):
            cell = cell_name(row, column)
            sheet.conditional_format(row - 1, column - 1, row - 1, column - 1, {
                "type": "formula", "criteria": f'={cell}<>""', "format": canvas.styles.condition(bg_color=colour)})


def _build_matrix(canvas: Canvas, sheet: Any, placed: Placed) -> None:  # noqa: ANN401
    """Write the grid with its numbers on two sides, and outside the named range the words for them."""
    area = placed.area
    _heading(canvas, sheet, Placed(placed.table, Area(area.first_row - 2, area.first_column - 1, 0, 0)),
             area.first_row - 2, area.last_column - area.first_column + 2)
    for row in range(area.first_row, area.last_row + 1):
        sheet.set_row(row - 1, _MATRIX_HEIGHT)
    cells = grid_of(canvas.layout.matrix)
    for r, line in enumerate(cells, start=area.first_row):
        for c, value in enumerate(line, start=area.first_column):
            on_axis = r == area.first_row or c == area.first_column
            write(sheet, r, c, value, canvas.styles["axis" if on_axis else "matrix"])
    write(sheet, area.first_row, area.first_column - 1, "Likelihood ↓ · Impact →", canvas.styles["axis_label"])
    for c, value in enumerate(cells[0][1:], start=area.first_column + 1):
        label = scale_label(canvas, "ImpactScale", cell_name(area.first_row, c), value)
        write_figure(sheet, area.first_row - 1, c, label, canvas.styles["axis_label_top"])
    for r, line in enumerate(cells[1:], start=area.first_row + 1):
        label = scale_label(canvas, "LikelihoodScale", cell_name(r, area.first_column), line[0])
        write_figure(sheet, r, area.first_column - 1, label, canvas.styles["axis_label"])
    inside = Area(area.first_row + 1, area.first_column + 1, area.last_row, area.last_column)
    highlight_findings(canvas, sheet, area, placed)
    highlight_levels(canvas, sheet, inside)
    sheet.data_validation(inside.first_row - 1, inside.first_column - 1, inside.last_row - 1, inside.last_column - 1,
                          rule_of(placed.table, placed.table.columns[0], canvas.layout))


def scale_label(canvas: Canvas, scale: str, cell: str, value: CellValue) -> Figure:
    """Return the word that a scale has for the number in a cell."""
    labels = whole_column(scale, header_of(scale, "label"))
    values = whole_column(scale, header_of(scale, "value"))
    known = next((record.get("label") for record in canvas.content.get(scale) or () if record.get("value") == value),
                 "")
    return Figure(f'IFERROR(INDEX({labels},MATCH({cell},{values},0))&"","")', str(known or ""))


