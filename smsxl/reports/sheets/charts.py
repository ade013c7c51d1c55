"""Native charts. They refer to cells of their own sheet alone, so that they move with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from smsxl.build.style import ACCENT, MUTED
from smsxl.reports.sheets.pad import PIXELS, Pad

_FONT: Final = {"name": "Calibri", "size": 9, "color": MUTED}
_WHITE: Final = "#FFFFFF"


def bars(pad: Pad, title: str, categories: tuple[int, int, int], series: Sequence[tuple[int, str]], *, head: int,
         at: tuple[int, int], size: tuple[int, int], subtype: str | None = "stacked", legend: bool = True,
         font: int = 9) -> None:
    """Draw horizontal bars.

    `categories` are column, first and last row of the labels; each of `series` is the column of its values and its
    colour; row `head` holds the names of the series. `at` is row and column, `size` columns and pixels.
    """
    chart: Any = pad.workbook.add_chart({"type": "bar", **({"subtype": subtype} if subtype else {})})
    column, first, last = categories
    for values, colour in series:
        chart.add_series({
            "name": [pad.name, head - 1, values - 1], "gap": 45,
            "categories": [pad.name, first - 1, column - 1, last - 1, column - 1],
            "values": [pad.name, first - 1, values - 1, last - 1, values - 1],
            "fill": {"color": colour}, "border": {"color": _WHITE}, **({} if subtype else {"overlap": -5})})
    chart.set_title({"name": title, "overlay": False,
                     "name_font": {"name": "Calibri", "size": 11, "bold": True, "color": ACCENT}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "num_format": "0", "num_font": _FONT})
    chart.set_y_axis({"num_font": {**_FONT, "size": font}, "line": {"color": "#D5DDE1"}, "reverse": True,
                      "major_tick_mark": "none", "major_gridlines": {"visible": False}})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_legend({"position": "bottom", "font": _FONT} if legend else {"none": True})
    chart.set_size({"width": size[0] * PIXELS, "height": size[1]})
    pad.sheet.insert_chart(at[0] - 1, at[1] - 1, chart, {"object_position": 2})
