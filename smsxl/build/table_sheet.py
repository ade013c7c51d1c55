"""One sheet per growing table: the Excel table below a title, a help line and a legend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from smsxl.build.canvas import Canvas, band, cached, write
from smsxl.build.highlight import highlight_table
from smsxl.build.layout import Placed
from smsxl.build.package import ARRAY_FORMULA
from smsxl.build.paper import page, pages_wide
from smsxl.build.style import (
    ACCENT,
    ACCENT_SOFT,
    CALCULATED_FILL,
    CALCULATED_HEADER,
    DATE_FORMAT,
    LINE,
    MUTED,
)
from smsxl.build.validation import rule_of
from smsxl.tables import Kind, Part, Table, Type, header_of
from smsxl.tables.compose import Records
from smsxl.tables.model import Column

_LINE_HEIGHT: Final = 13
_LOW_ROW_HEIGHT: Final = 20
_ROW_HEIGHT: Final = 30
_TALL_ROW_HEIGHT: Final = 42
_MOST_LINES: Final = 6
"""Longer texts are cut off on the screen, so that a register stays a list; one with groups keeps to three lines."""

_HEADER_HEIGHT: Final = 32
_LEAST_ROWS: Final = 2000
_WIDEST_FROZEN: Final = 70
_NUMBER_TYPES: Final = (Type.RATING, Type.NUMBER, Type.WHOLE, Type.SHARE)
_WRAPPED: Final = (Type.TEXT, Type.CHOICE, Type.REFERENCE)
_FILTER_BUTTON: Final = 4

_LEGEND: Final = (
    ("Fill in always", ACCENT), ("Fill in where it helps", ACCENT_SOFT), ("Calculated, do not type", CALCULATED_HEADER))
_PRINT_HINT: Final = ("The small 1 above column A leaves the key columns, to read and to print; 3 shows everything, "
                      "which prints on {} pages side by side.")


def build_table_sheet(canvas: Canvas, placed: Placed) -> None:
    """Fill the sheet of a table that has a sheet of its own."""
    table = placed.table
    sheet = canvas.sheet(table.sheet)
    band(canvas, sheet, table.sheet, f"{table.help}  ·  {table.area}" if table.part is not Part.OWN else table.help,
         len(table.columns))
    last = last_ruled_row(placed)
    sheet.set_default_row(_row_height(table))
    sheet.set_row(2, 22)
    if table.part is not Part.OWN:
        _legend(canvas, sheet, table)
    write_table(canvas, sheet, placed)
    for column in table.columns:
        at = placed.column(column.field) - 1
        sheet.set_column(at, at, _width(column), None, _outline(table, column))
        if table.part is not Part.OWN:
            sheet.data_validation(placed.first_data_row - 1, at, last - 1, at, rule_of(table, column, canvas.layout))
    if table.part is not Part.OWN:
        highlight_table(canvas, sheet, placed, last)
    sheet.freeze_panes(placed.area.first_row, _frozen(table))
    page(sheet, header_row=placed.area.first_row, wide=_pages_wide(table), repeated=_frozen(table))


def write_table(canvas: Canvas, sheet: Any, placed: Placed) -> None:  # noqa: ANN401
    """Write an Excel table: headers, what people typed, formulas with their values."""
    table, area = placed.table, placed.area
    styles = {column.field: cell_style(canvas, table, column) for column in table.columns}
    formulas = {c.field: canvas.dialect.write(c.formula, table.name, header_of)
                for c in table.columns if c.formula is not None}
    sheet.add_table(area.first_row - 1, area.first_column - 1, area.last_row - 1, area.last_column - 1, {
        "name": table.name, "style": None, "autofilter": table.part is not Part.CRITERIA,
        "columns": [{"header": column.header, "header_format": header_style(canvas, column),
                     "formula": _column_formula(canvas, column, formulas), "format": styles[column.field]}
                    for column in table.columns]})
    sheet.set_row(area.first_row - 1, _HEADER_HEIGHT)
    records = canvas.content.get(table.name) or [{}]
    if table.part is not Part.CRITERIA and not _has_groups(table):
        _fit_rows(sheet, placed, records)
    for column in table.columns:
        at, style = placed.column(column.field), styles[column.field]
        if column.formula is None:
            for row, record in enumerate(records, start=placed.first_data_row):
                write(sheet, row, at, record.get(column.field), style)
        else:
            _write_formulas(canvas, sheet, placed, column, formulas[column.field], style)


def _write_formulas(canvas: Canvas, sheet: Any, placed: Placed, column: Column, formula: str,  # noqa: ANN401
                    style: Any) -> None:  # noqa: ANN401
    at = placed.column(column.field) - 1
    values = canvas.facts.book.truth(placed.table.name, column.field)
    for row, value in enumerate(values, start=placed.first_data_row - 1):
        if not _as_array(canvas, column):
            sheet.write_formula(row, at, formula, style, cached(value))
        elif canvas.dialect.array:
            sheet.write_dynamic_array_formula(row, at, row, at, formula, style, cached(value))
        else:
            sheet.write_array_formula(row, at, row, at, formula, style, cached(value))


def _as_array(canvas: Canvas, column: Column) -> bool:
    """Whether the cells of a calculated column are array formulas of one cell."""
    return column.formula is not None and canvas.dialect.is_array(column.formula)


def _column_formula(canvas: Canvas, column: Column, formulas: Mapping[str, str]) -> str:
    formula = formulas.get(column.field, "")
    return ARRAY_FORMULA + formula if formula and _as_array(canvas, column) else formula


def header_style(canvas: Canvas, column: Column) -> Any:  # noqa: ANN401
    """Return the format of a header: how dark it is says whether the column has to be filled in."""
    fill = CALCULATED_HEADER if column.calculated else ACCENT if column.required else ACCENT_SOFT
    return canvas.styles.cell(bold=True, font_color="#FFFFFF", bg_color=fill, text_wrap=True, right=1,
                              right_color="#FFFFFF", indent=1)


def cell_style(canvas: Canvas, table: Table, column: Column) -> Any:  # noqa: ANN401
    """Return the format of a column's cells."""
    look: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "indent": 1, "align": "left", "text_wrap": True}
    if column.calculated:
        look |= {"bg_color": CALCULATED_FILL, "font_color": MUTED}
    if column.type is Type.DATE:
        look["num_format"] = column.number_format or DATE_FORMAT
    elif column.number_format is not None:
        look["num_format"] = column.number_format
    if column.type in _NUMBER_TYPES and table.part is not Part.CRITERIA:
        look |= {"align": "center", "indent": 0}
    if column.type is Type.ID or column.field == table.key:
        look["bold"] = True
    return canvas.styles.cell(**look)


def last_ruled_row(placed: Placed) -> int:
    """Return the last row that validations and conditions reach, far enough for a table that grows."""
    return max(placed.area.last_row + _LEAST_ROWS, 2 * placed.area.last_row)


def _legend(canvas: Canvas, sheet: Any, table: Table) -> None:  # noqa: ANN401
    """Say in row 3 what the header colours mean; the words run on into the empty cells to their right."""
    parts: list[Any] = []
    for words, colour in _LEGEND:
        if words.startswith("Calculated") and not table.calculated:
            continue
        parts += [canvas.styles.condition(font_name="Calibri", font_size=10, font_color=colour, bold=True), "■ ",
                  canvas.styles.condition(font_name="Calibri", font_size=10, font_color=MUTED), f"{words}    "]
    if _has_groups(table):
        parts += [canvas.styles.condition(font_name="Calibri", font_size=10, font_color=MUTED),
                  _PRINT_HINT.format(_pages_wide(table))]
    sheet.write_rich_string(2, 0, *parts, canvas.styles["help"])


def _row_height(table: Table) -> int:
    """Return the height of all rows, those that are still to come included; rows without a key are many and short."""
    if _has_groups(table):
        return _TALL_ROW_HEIGHT
    return _ROW_HEIGHT if table.key else _LOW_ROW_HEIGHT


def _fit_rows(sheet: Any, placed: Placed, records: Records) -> None:  # noqa: ANN401
    """Make the rows higher whose texts need more lines than the others'."""
    texts = [(column.field, column.width) for column in placed.table.inputs if column.type in _WRAPPED]
    usual = _row_height(placed.table)
    for row, record in enumerate(records, start=placed.first_data_row):
        lines = max((-(-len(str(record.get(field) or "")) // width) for field, width in texts), default=1)
        height = min(lines, _MOST_LINES) * _LINE_HEIGHT + 4
        if height > usual:
            sheet.set_row(row - 1, height)


def _has_groups(table: Table) -> bool:
    return any(column.group for column in table.columns)


def _outline(table: Table, column: Column) -> dict[str, int]:
    """Return the outline level: in a table with groups, 1 hides all but the printed columns, 2 the groups alone."""
    if not _has_groups(table) or column.printed:
        return {}
    return {"level": 2 if column.group else 1}


def _frozen(table: Table) -> int:
    """Return how many columns stay in view: up to the title where that leaves room, else the id."""
    fields = [column.field for column in table.columns]
    if table.kind is not Kind.TABLE or table.key is None:
        return 0
    key = fields.index(table.key) + 1
    upto = fields.index(table.title) + 1 if table.title in fields else key
    return upto if sum(column.width for column in table.columns[:upto]) <= _WIDEST_FROZEN else key


def _width(column: Column) -> int:
    """Return how many characters wide a column is: as declared, and no word of its header broken."""
    return max(column.width + 1, max(map(len, column.header.split()), default=0) + _FILTER_BUTTON)


def _pages_wide(table: Table) -> int:
    return pages_wide([_width(column) for column in table.columns], _frozen(table))

