"""A sheet of smsxl's own with an empty table, for workbooks that lack it: rendered, then moved in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from smsxl.hosts.edit import OwnTable

HEADER_ROW: Final = 4
"""As in the template, so that the sheet looks the same wherever it came from."""

_FONT: Final = {"font_name": "Calibri", "font_size": 10, "font_color": "#1B2A30"}
_TITLE: Final = _FONT | {"bold": True, "font_size": 18, "font_color": "#FFFFFF", "bg_color": "#1F4E5F",
                         "valign": "vcenter", "indent": 1}
_HELP: Final = _FONT | {"font_size": 11, "font_color": "#1F4E5F", "bg_color": "#E8EFF2", "valign": "vcenter",
                        "indent": 1}
_HEADER: Final = _FONT | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E5F", "text_wrap": True,
                          "valign": "vcenter", "indent": 1}
_CELL: Final = _FONT | {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": "#D5DEE2", "indent": 1}
_ROOM: Final = 2
"""Characters that the indent and the filter button take."""


def render_own_sheet(table: OwnTable, path: Path) -> None:
    """Write a workbook of one sheet: title, help line, and the table with one blank row."""
    import xlsxwriter  # noqa: PLC0415 - needed only where a sheet is missing

    workbook = xlsxwriter.Workbook(str(path))
    sheet: Any = workbook.add_worksheet(table.sheet)
    width = len(table.headers)
    for row, text, look, height in ((0, table.sheet, _TITLE, 33), (1, table.help, _HELP, 20)):
        style = workbook.add_format(look)
        sheet.set_row(row, height)
        for column in range(width):
            sheet.write_blank(row, column, None, style)
        sheet.write_string(row, 0, text, style)
    header, cell = workbook.add_format(_HEADER), workbook.add_format(_CELL)
    dated = {number: workbook.add_format(_CELL | {"num_format": text, "align": "left"})
             for number, text in enumerate(table.formats) if text is not None}
    sheet.add_table(HEADER_ROW - 1, 0, HEADER_ROW, width - 1, {
        "name": table.name, "style": None,
        "columns": [{"header": text, "header_format": header} for text in table.headers]})
    for column, characters in enumerate(table.widths):
        sheet.set_column(column, column, characters + _ROOM)
        sheet.write_blank(HEADER_ROW, column, None, dated.get(column, cell))
    sheet.set_row(HEADER_ROW - 1, 24)
    sheet.freeze_panes(HEADER_ROW, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.hide_gridlines(2)
    workbook.close()
