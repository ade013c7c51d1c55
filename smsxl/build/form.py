"""Forms: label, value and help side by side."""

from __future__ import annotations

from typing import Any

from smsxl.build.canvas import Canvas, cached, write
from smsxl.build.highlight import highlight_findings
from smsxl.build.layout import Placed
from smsxl.build.style import ACCENT_PALE, DATE_FORMAT, LINE, MUTED
from smsxl.build.validation import rule_of
from smsxl.tables import Type
from smsxl.tables.model import Column


def write_form(canvas: Canvas, sheet: Any, placed: Placed) -> None:  # noqa: ANN401
    """Write a form's labels, values and help lines."""
    record = (canvas.content.get(placed.table.name) or [{}])[0]
    left = placed.area.first_column
    for row, column in enumerate(placed.table.columns, start=placed.area.first_row):
        label = canvas.styles["label_required" if column.required else "label"]
        write(sheet, row, left, column.header, label)
        style = _value_style(canvas, column)
        if column.name == "AsOf":
            _write_day(canvas, sheet, row, left + 1, style)
        else:
            write(sheet, row, left + 1, record.get(column.field), style)
        write(sheet, row, left + 2, column.help, canvas.styles.cell(
            font_color=MUTED, bottom=4, bottom_color=LINE, indent=1, text_wrap=True))
        sheet.data_validation(row - 1, left, row - 1, left, rule_of(placed.table, column, canvas.layout))
    highlight_findings(canvas, sheet, placed.area, placed)


def _write_day(canvas: Canvas, sheet: Any, row: int, column: int, style: Any) -> None:  # noqa: ANN401
    if canvas.fixed:
        write(sheet, row, column, canvas.as_of, style)
    else:
        sheet.write_formula(row - 1, column - 1, "TODAY()", style, cached(canvas.as_of))


def _value_style(canvas: Canvas, column: Column) -> Any:  # noqa: ANN401
    look: dict[str, Any] = {"bg_color": ACCENT_PALE, "border": 1, "border_color": "#FFFFFF", "align": "left",
                            "text_wrap": True, "indent": 1}
    if column.type is Type.DATE:
        look["num_format"] = DATE_FORMAT
    elif column.number_format:
        look["num_format"] = column.number_format
    return canvas.styles.cell(**look)
