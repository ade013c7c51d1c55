"""The ten open threats that rank first, looked up by their rank in Risks."""

from __future__ import annotations

from typing import Any, Final

from smsxl.build.canvas import Canvas, write, write_figure
from smsxl.build.figures import Figure
from smsxl.build.highlight import highlight_levels, highlight_tolerance
from smsxl.build.style import MUTED
from smsxl.domain.ranking import THREAT
from smsxl.domain.values import CellValue
from smsxl.hosts.port import Area, cell_name
from smsxl.tables import header_of
from smsxl.tables.formula import whole_column

_COUNT: Final = 10
_ROW_COLUMN: Final = 18
"""The sheet column with the row of the risk in its sheet, which the other columns look up."""

_COLUMNS: Final = (("id", 2, 2), ("title", 3, 9), ("owner", 11, 11), ("current_score", 12, 12),
                   ("current_level", 13, 14), ("current_tolerance", 15, 17))


def write_top_ten(canvas: Canvas, sheet: Any, top: int) -> None:  # noqa: ANN401
    """Write the list with its title in row `top`."""
    sheet.set_row(top - 1, 22)
    for column in range(2, _ROW_COLUMN):
        sheet.write_blank(top - 1, column - 1, None, canvas.styles["section"])
    write(sheet, top, 2, "The ten open threats that rank first", canvas.styles["section"])
    head = canvas.styles.cell(font_color=MUTED, bold=True)
    centre = canvas.styles.cell(font_color=MUTED, bold=True, align="center", text_wrap=True)
    sheet.set_row(top, 28)
    for field, first, last in _COLUMNS:
        centred = field == "current_score" or (last > first and field != "title")
        if last > first:
            sheet.merge_range(top, first - 1, top, last - 1, "", centre if centred else head)
        write(sheet, top + 1, first, header_of("Risks", field), centre if centred else head)
    write(sheet, top + 1, _ROW_COLUMN, "Row", head)
    for number in range(1, _COUNT + 1):
        _write_line(canvas, sheet, top + 1 + number, number)
    rows = (top + 2, top + 1 + _COUNT)
    highlight_levels(canvas, sheet, Area(rows[0], 13, rows[1], 14))
    highlight_tolerance(canvas, sheet, Area(rows[0], 15, rows[1], 17))


def _write_line(canvas: Canvas, sheet: Any, row: int, number: int) -> None:  # noqa: ANN401
    write(sheet, row, 1, number, canvas.styles["axis"])
    place = _place(canvas, row, number)
    write_figure(sheet, row, _ROW_COLUMN, place, canvas.styles.cell(font_color="#9AA7AE", num_format="0;;"))
    found = f"${cell_name(row, _ROW_COLUMN)}"
    for field, first, last in _COLUMNS:
        style = canvas.styles["row_text"] if last == first or field == "title" else canvas.styles["row_centred"]
        column = whole_column("Risks", header_of("Risks", field))
        formula = f'IF({found}=0,"",INDEX({column},{found}-ROW(Risks[[#Headers],[{header_of("Risks", field)}]]))&"")'
        if field == "current_score":
            formula = formula.replace('&"")', ")")
            style = canvas.styles["row_centred"]
        value = _value(canvas, field, place.value)
        if last > first:
            sheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", style)
        write_figure(sheet, row, first, Figure(formula, value), style)


def _place(canvas: Canvas, row: int, number: int) -> Figure:
    """Return the sheet row of the threat with a rank; 0 where there is none."""
    rank, kind = (whole_column("Risks", header_of("Risks", field)) for field in ("rank", "type"))
    formula = f'SUMPRODUCT(MAX(({rank}=$A{row})*({kind}="{THREAT}")*ROW({rank})))'
    ranks, kinds = canvas.facts.column("Risks", "rank"), canvas.facts.column("Risks", "type")
    first = canvas.layout["Risks"].first_data_row
    found = [i for i, (r, k) in enumerate(zip(ranks, kinds, strict=True), start=first)
             if r == number and str(k or "").casefold() == THREAT.casefold()]
    return Figure(formula, max(found, default=0))


def _value(canvas: Canvas, field: str, place: CellValue) -> CellValue:
    if not isinstance(place, int) or place == 0:
        return ""
    value = canvas.facts.column("Risks", field)[place - canvas.layout["Risks"].first_data_row]
    return "" if value is None else value
