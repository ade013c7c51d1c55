"""Plan Summary: how far the plan is, area by area, in live formulas. The full version of the report replaces it."""

from __future__ import annotations

from typing import Any, Final

from smsxl.build.canvas import Canvas, band, write, write_figure
from smsxl.build.figures import Figure, Ref, differs, equal
from smsxl.build.glance import coverage
from smsxl.build.highlight import warn_above_zero
from smsxl.build.paper import page
from smsxl.build.plan_figures import write_plan_figures
from smsxl.build.plan_lists import write_plan_lists
from smsxl.build.risk_summary import CHART_FONT, heading, plain_chart
from smsxl.domain.coverage import coverage_by_area
from smsxl.domain.due import DUE_SOON, OVERDUE
from smsxl.hosts.port import Area, cell_name
from smsxl.tables import BY_NAME

SHEET: Final = "Plan Summary"
_TITLE: Final = "Plan Summary"
_HELP: Final = "How far the plan is. Everything here is counted from the sheets of the plan."
_WIDTHS: Final = (2, 46, 12, 12, 12, 14, 10, 12, 11, 11, 3, 12, 12, 12, 12, 12, 12, 12, 12)
_TOP: Final = 5
_FIRST: Final = 2
_STATUS_COLOURS: Final = ("#D5DDE1", "#E3C565", "#4F8A6B", "#F0F2F3")


def build_plan_summary(canvas: Canvas) -> None:
    """Fill the sheet Plan Summary."""
    sheet = canvas.sheet(SHEET)
    canvas.mark_as_own(SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    band(canvas, sheet, _TITLE, _HELP, len(_WIDTHS))
    items = BY_NAME["PlanItems"]
    areas = [choice.label for choice in items["area"].choices]
    statuses = [choice.label for choice in items["status"].choices]
    heading(canvas, sheet, _TOP - 1, _FIRST, _FIRST + 8, "Requirements by area and status")
    sheet.set_row(_TOP - 1, 32)
    heads = ["Area", *statuses, "All", "In place, share", OVERDUE, DUE_SOON]
    for column, text in enumerate(heads, start=_FIRST):
        style = canvas.styles.cell(font_color="#66757D", bold=True, text_wrap=True,
                                   align="left" if column == _FIRST else "right")
        write(sheet, _TOP, column, text, style)
    for row, area in enumerate(areas, start=_TOP + 1):
        _line(canvas, sheet, row, area, statuses)
    _line(canvas, sheet, _TOP + 1 + len(areas), None, statuses)
    _chart(canvas, sheet, len(areas), len(statuses))
    top = _TOP + len(areas) + 4
    heading(canvas, sheet, top - 1, _FIRST, _FIRST + 8, "The plan in figures")
    write_plan_lists(canvas, sheet, write_plan_figures(canvas, sheet, top) + 2)
    sheet.hide_gridlines(2)
    page(sheet)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()


def _line(canvas: Canvas, sheet: Any, row: int, area: str | None, statuses: list[str]) -> None:  # noqa: ANN401
    """Write one area's counts; all areas together where `area` is None."""
    facts = canvas.facts
    write(sheet, row, _FIRST, area or "All", canvas.styles["row_text" if area else "figure_left"])
    where = [] if area is None else [equal("area", Ref(f"${cell_name(row, _FIRST)}", area))]
    for column, status in enumerate(statuses, start=_FIRST + 1):
        write_figure(sheet, row, column, facts.count("PlanItems", *where, equal("status", status)),
                     canvas.styles["row_number"])
    column = _FIRST + 1 + len(statuses)
    write_figure(sheet, row, column, facts.count("PlanItems", *where, differs("id")), canvas.styles["row_total"])
    share = coverage(facts) if area is None else _share(canvas, row, area, statuses)
    write_figure(sheet, row, column + 1, share, canvas.styles["row_share"])
    for i, word in enumerate((OVERDUE, DUE_SOON), start=2):
        write_figure(sheet, row, column + i, facts.count("PlanItems", *where, equal("due_status", word)),
                     canvas.styles["row_number"])
    warn_above_zero(canvas, sheet, Area(row, column + 2, row, column + 2))


def _share(canvas: Canvas, row: int, area: str, statuses: list[str]) -> Figure:
    """Return the share in place of an area's items that apply, from the counts to its left; empty where none does."""
    cells = [cell_name(row, _FIRST + 1 + i) for i in range(len(statuses))]
    *applying, _ = cells
    pairs = zip(*(canvas.facts.column("PlanItems", field) for field in ("area", "status")), strict=True)
    found = coverage_by_area((str(a or ""), None if s is None else str(s)) for a, s in pairs).get(area)
    total = "+".join(applying)
    return Figure(f'IF({total}=0,"",{applying[-1]}/({total}))', "" if found is None else found)


def _chart(canvas: Canvas, sheet: Any, areas: int, statuses: int) -> None:  # noqa: ANN401
    chart = canvas.workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for i in range(statuses - 1):
        column = _FIRST + i
        chart.add_series({
            "name": [SHEET, _TOP - 1, column], "gap": 40,
            "categories": [SHEET, _TOP, _FIRST - 1, _TOP + areas - 1, _FIRST - 1],
            "values": [SHEET, _TOP, column, _TOP + areas - 1, column],
            "fill": {"color": _STATUS_COLOURS[i]}, "border": {"color": "#FFFFFF"}})
    plain_chart(chart, "Status by area", reverse=True)
    chart.set_legend({"position": "bottom", "font": CHART_FONT})
    chart.set_size({"width": 620, "height": 480})
    sheet.insert_chart(_TOP - 2, _FIRST + 9, chart)
