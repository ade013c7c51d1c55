"""Risk Summary: where the risks stand, in live formulas. The full version of the report replaces it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from smsxl.build.canvas import Canvas, band, write, write_figure
from smsxl.build.criteria_sheet import scale_label
from smsxl.build.figures import Figure, Ref, Where, compared, differs, equal, nth_text
from smsxl.build.glance import OPEN_THREAT
from smsxl.build.highlight import highlight_by_matrix, highlight_levels, highlight_tolerance
from smsxl.build.paper import page
from smsxl.build.risk_figures import write_risk_figures
from smsxl.build.style import ACCENT, ACCENT_SOFT, MUTED, WARNING
from smsxl.build.top_ten import write_top_ten
from smsxl.domain.due import DONE, DUE_SOON, DUE_STATUSES, NO_DATE, ON_TRACK, OVERDUE
from smsxl.domain.ranking import CLOSED
from smsxl.domain.tolerance import TOLERANCE_STATUSES
from smsxl.domain.treatment import ACCEPTANCE_STATUSES, NO_ACCEPTANCE
from smsxl.hosts.port import Area, cell_name
from smsxl.tables.compose import grid_of

SHEET: Final = "Risk Summary"
_TITLE: Final = "Risk Summary"
_HELP: Final = "Where the open risks stand today. Everything here is counted from Risks, Treatments and Acceptances."
_WIDTHS: Final = (4, 24, 9, 10, 10, 10, 10, 10, 10, 3, 22, 9, 11, 11, 11, 11, 11, 7)

_CATEGORY_SLOTS: Final = 8
_LEVEL_SLOTS: Final = 6
_TOP: Final = 5
_LEFT: Final = 2
_RIGHT: Final = 11
_TEN_ROW: Final = 17
_LISTS_ROW: Final = 30
_CHARTS_ROW: Final = 39
_FIGURES_ROW: Final = 54
_DUE_COLOURS: Final = {OVERDUE: WARNING, DUE_SOON: "#D9A441", ON_TRACK: ACCENT_SOFT, DONE: "#9AB8A8", NO_DATE: MUTED}
CHART_FONT: Final = {"name": "Calibri", "size": 10, "color": MUTED}
_DAYS: Final = (30, 60, 90)


def build_risk_summary(canvas: Canvas) -> None:
    """Fill the sheet Risk Summary."""
    sheet = canvas.sheet(SHEET)
    canvas.mark_as_own(SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    band(canvas, sheet, _TITLE, _HELP, max(len(_WIDTHS), _RIGHT + 1 + len(canvas.layout.matrix.impacts)))
    levels = _by_category(canvas, sheet)
    _heat_map(canvas, sheet)
    write_top_ten(canvas, sheet, _TEN_ROW)
    _tolerance(canvas, sheet)
    _actions(canvas, sheet)
    _acceptances(canvas, sheet)
    _reviews(canvas, sheet)
    _charts(canvas, sheet, levels)
    heading(canvas, sheet, _FIGURES_ROW, 2, 16, "The assessment in figures")
    write_risk_figures(canvas, sheet, _FIGURES_ROW + 1)
    sheet.hide_gridlines(2)
    page(sheet)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()


def heading(canvas: Canvas, sheet: Any, row: int, first: int, last: int, text: str) -> None:  # noqa: ANN401
    """Write a block's title over its columns."""
    sheet.set_row(row - 1, 22)
    for column in range(first, last + 1):
        sheet.write_blank(row - 1, column - 1, None, canvas.styles["section"])
    write(sheet, row, first, text, canvas.styles["section"])


def _by_category(canvas: Canvas, sheet: Any) -> int:  # noqa: ANN401
    """Write open threats by category and level; return how many levels there are."""
    facts, styles = canvas.facts, canvas.styles
    heading(canvas, sheet, _TOP - 1, _LEFT, _LEFT + 1 + _LEVEL_SLOTS, "Open threats by category and level")
    write(sheet, _TOP, _LEFT + 1, "All", styles.cell(bold=True, align="right"))
    levels = [nth_text("RiskLevels", "label", i, facts) for i in range(1, _LEVEL_SLOTS + 1)]
    for column, level in enumerate(levels, start=_LEFT + 2):
        write_figure(sheet, _TOP, column, level, styles["level_head"])
    highlight_levels(canvas, sheet, Area(_TOP, _LEFT + 2, _TOP, _LEFT + 1 + _LEVEL_SLOTS))
    for number in range(1, _CATEGORY_SLOTS + 1):
        row = _TOP + number
        category = nth_text("Categories", "category", number, facts)
        write_figure(sheet, row, _LEFT, category, styles["slot"])
        here = Ref(f"${cell_name(row, _LEFT)}", category.value)
        _counts(canvas, sheet, row, levels, (equal("category", here),), guard=here)
    row = _TOP + _CATEGORY_SLOTS + 1
    write(sheet, row, _LEFT, "All categories", styles["bold"])
    _counts(canvas, sheet, row, levels, (), guard=None)
    return sum(1 for level in levels if level.value)


def _counts(canvas: Canvas, sheet: Any, row: int, levels: list[Figure], where: tuple[Where, ...],  # noqa: ANN401
            guard: Ref | None) -> None:
    """Write one line of counts, empty where its category or its level is."""
    every = canvas.facts.count("Risks", *OPEN_THREAT, *where)
    write_figure(sheet, row, _LEFT + 1, _guarded(every, guard),
                 canvas.styles.cell(bold=True, align="right", num_format="0"))
    for column, level in enumerate(levels, start=_LEFT + 2):
        head = Ref(cell_name(_TOP, column).rstrip("0123456789") + f"${_TOP}", level.value)
        count = canvas.facts.count("Risks", *OPEN_THREAT, *where, equal("current_level", head))
        write_figure(sheet, row, column, _guarded(_guarded(count, head), guard),
                     canvas.styles.cell(align="center", num_format="0;;", bold=guard is None))


def _guarded(figure: Figure, guard: Ref | None) -> Figure:
    if guard is None:
        return figure
    return Figure(f'IF({guard.text}="","",{figure.formula})', figure.value if guard.value else "")


def _heat_map(canvas: Canvas, sheet: Any) -> None:  # noqa: ANN401
    """Write how many open threats have which current likelihood and impact, in the matrix' colours."""
    grid = grid_of(canvas.layout.matrix)
    rows, columns = len(grid) - 1, len(grid[0]) - 1
    heading(canvas, sheet, _TOP - 1, _RIGHT, _RIGHT + 1 + columns, "Open threats by current likelihood and impact")
    first_row, first_column = _TOP + 2, _RIGHT + 2
    for i in range(columns):
        axis = Figure(f"INDEX(RiskMatrix,1,{i + 2})", grid[0][i + 1])
        cell = cell_name(_TOP + 1, first_column + i)
        write_figure(sheet, _TOP + 1, first_column + i, axis, canvas.styles["axis"])
        label = scale_label(canvas, "ImpactScale", cell, axis.value)
        write_figure(sheet, _TOP, first_column + i, label, canvas.styles["axis_label_top"])
    for r in range(rows):
        axis = Figure(f"INDEX(RiskMatrix,{r + 2},1)", grid[r + 1][0])
        row = first_row + r
        write_figure(sheet, row, _RIGHT + 1, axis, canvas.styles["axis"])
        label = scale_label(canvas, "LikelihoodScale", cell_name(row, _RIGHT + 1), axis.value)
        write_figure(sheet, row, _RIGHT, label, canvas.styles["axis_label"])
        likelihood = Ref(f"${cell_name(row, _RIGHT + 1)}", axis.value)
        for c in range(columns):
            top = cell_name(_TOP + 1, first_column + c)
            impact = Ref(top.rstrip("0123456789") + f"${_TOP + 1}", grid[0][c + 1])
            count = canvas.facts.count("Risks", *OPEN_THREAT, equal("current_likelihood", likelihood),
                                       equal("current_impact", impact))
            write_figure(sheet, row, first_column + c, count, canvas.styles["heat"])
    highlight_by_matrix(canvas, sheet, Area(first_row, first_column, first_row + rows - 1, first_column + columns - 1))


def _tolerance(canvas: Canvas, sheet: Any) -> None:  # noqa: ANN401
    heading(canvas, sheet, _LISTS_ROW, 2, 4, "Open threats and tolerance")
    write(sheet, _LISTS_ROW + 1, 3, "Today", canvas.styles.cell(font_color=MUTED, align="right"))
    write(sheet, _LISTS_ROW + 1, 4, "Treated", canvas.styles.cell(font_color=MUTED, align="right"))
    for row, word in enumerate(TOLERANCE_STATUSES, start=_LISTS_ROW + 2):
        write(sheet, row, 2, word, canvas.styles["row_text"])
        for column, field in ((3, "current_tolerance"), (4, "residual_tolerance")):
            count = canvas.facts.count("Risks", *OPEN_THREAT, equal(field, word))
            write_figure(sheet, row, column, count, canvas.styles["row_total"])
    highlight_tolerance(canvas, sheet, Area(_LISTS_ROW + 2, 2, _LISTS_ROW + 4, 2))


def _actions(canvas: Canvas, sheet: Any) -> None:  # noqa: ANN401
    _list(canvas, sheet, (6, 9), "Actions", [
        (word, canvas.facts.count("Treatments", differs("id"), equal("due_status", word))) for word in DUE_STATUSES])


def _acceptances(canvas: Canvas, sheet: Any) -> None:  # noqa: ANN401
    _list(canvas, sheet, (11, 12), "Acceptances", [
        (word, canvas.facts.count("Acceptances", differs("id"), equal("status", word)))
        for word in ACCEPTANCE_STATUSES if word != NO_ACCEPTANCE])


def _reviews(canvas: Canvas, sheet: Any) -> None:  # noqa: ANN401
    still_open = differs("status", CLOSED)
    today = Ref("AsOf", canvas.as_of)
    lines = [(OVERDUE, canvas.facts.count("Risks", still_open, compared("next_review", "<", today)))]
    for days in _DAYS:
        end = Ref(f"(AsOf+{days})", canvas.as_of + dt.timedelta(days=days))
        lines.append((f"Due within {days} days", canvas.facts.count(
            "Risks", still_open, compared("next_review", ">=", today), compared("next_review", "<=", end))))
    _list(canvas, sheet, (14, 17), "Reviews of open risks", lines)


def _list(canvas: Canvas, sheet: Any, columns: tuple[int, int], title: str,  # noqa: ANN401
          lines: list[tuple[str, Figure]]) -> None:
    """Write a title and lines of words with their counts in the last column."""
    first, last = columns
    heading(canvas, sheet, _LISTS_ROW, first, last, title)
    for row, (word, figure) in enumerate(lines, start=_LISTS_ROW + 2):
        write(sheet, row, first, word, canvas.styles["row_text"])
        for column in range(first + 1, last):
            write(sheet, row, column, None, canvas.styles["row_text"])
        write_figure(sheet, row, last, figure, canvas.styles["row_total"])
        if word in (OVERDUE, "Expired"):
            sheet.conditional_format(row - 1, last - 1, row - 1, last - 1, {
                "type": "cell", "criteria": ">", "value": 0, "format": canvas.styles.condition(font_color=WARNING)})


def _charts(canvas: Canvas, sheet: Any, levels: int) -> None:  # noqa: ANN401
    """Draw the counts: categories stacked by level in the criteria's colours, actions by due status."""
    categories = min(_CATEGORY_SLOTS, max(1, len(canvas.content.get("Categories") or ())))
    labels = [str(record.get("label")) for record in canvas.content.get("RiskLevels") or ()]
    chart = canvas.workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for i in range(levels):
        column = _LEFT + 1 + i
        chart.add_series({
            "name": [SHEET, _TOP - 1, column], "gap": 60,
            "categories": [SHEET, _TOP, _LEFT - 1, _TOP + categories - 1, _LEFT - 1],
            "values": [SHEET, _TOP, column, _TOP + categories - 1, column],
            "fill": {"color": canvas.colour(labels[i])}, "border": {"color": "#FFFFFF"}})
    plain_chart(chart, "Open threats by category and level", reverse=True)
    chart.set_legend({"position": "bottom", "font": CHART_FONT})
    chart.set_size({"width": 620, "height": 260})
    sheet.insert_chart(_CHARTS_ROW - 1, 1, chart)
    chart = canvas.workbook.add_chart({"type": "bar"})
    rows = (_LISTS_ROW + 1, _LISTS_ROW + len(DUE_STATUSES))
    chart.add_series({
        "name": "Actions", "categories": [SHEET, rows[0], 5, rows[1], 5], "values": [SHEET, rows[0], 8, rows[1], 8],
        "gap": 60, "points": [{"fill": {"color": _DUE_COLOURS[word]}} for word in DUE_STATUSES],
        "data_labels": {"value": True}})
    plain_chart(chart, "Actions by due date", reverse=True)
    chart.set_legend({"none": True})
    chart.set_size({"width": 620, "height": 260})
    sheet.insert_chart(_CHARTS_ROW - 1, _RIGHT - 1, chart)


def plain_chart(chart: Any, title: str, *, reverse: bool) -> None:  # noqa: ANN401
    """Give a bar chart its title and take away what distracts."""
    chart.set_title({"name": title, "overlay": False,
                     "name_font": {"name": "Calibri", "size": 12, "bold": True, "color": ACCENT}})
    chart.set_x_axis({"num_font": CHART_FONT, "line": {"none": True}, "major_gridlines": {"visible": False},
                      "num_format": "0", "reverse": False, "visible": False})
    chart.set_y_axis({"num_font": CHART_FONT, "line": {"color": "#D5DDE1"}, "reverse": reverse,
                      "major_gridlines": {"visible": False}, "major_tick_mark": "none"})
    chart.set_chartarea({"border": {"none": True}})

