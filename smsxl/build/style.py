"""How the workbook looks: one typeface, one accent colour, and a few named cell formats."""

from __future__ import annotations

from typing import Any, Final

ACCENT: Final = "#1F4E5F"
ACCENT_SOFT: Final = "#5C8091"
ACCENT_PALE: Final = "#E8EFF2"
TEXT: Final = "#1B2A30"
MUTED: Final = "#66757D"
LINE: Final = "#D5DDE1"
CALCULATED_HEADER: Final = "#8A979E"
CALCULATED_FILL: Final = "#F5F7F8"
WARNING: Final = "#B3261E"
SOON: Final = "#8A5A00"
GOOD: Final = "#2E6B4F"

DATE_FORMAT: Final = "yyyy-mm-dd"

_BASE: Final[dict[str, Any]] = {"font_name": "Calibri", "font_size": 10, "font_color": TEXT, "valign": "vcenter"}
_NAMED: Final[dict[str, dict[str, Any]]] = {
    "plain": {},
    "title": {"font_size": 18, "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "indent": 1},
    "subtitle": {"font_size": 11, "font_color": ACCENT, "bg_color": ACCENT_PALE, "indent": 1},
    "help": {"font_color": MUTED, "indent": 1},
    "level_head": {"bold": True, "align": "center"},
    "slot": {},
    "section": {"font_size": 12, "bold": True, "font_color": ACCENT, "bottom": 1, "bottom_color": ACCENT},
    "note": {"font_color": MUTED},
    "bold": {"bold": True},
    "link": {"font_color": ACCENT, "underline": 1},
    "label": {"font_color": MUTED, "bottom": 4, "bottom_color": LINE, "text_wrap": True},
    "label_required": {"font_color": TEXT, "bold": True, "bottom": 4, "bottom_color": LINE, "text_wrap": True},
    "figure": {"bold": True, "align": "right", "bottom": 4, "bottom_color": LINE, "num_format": "0"},
    "figure_left": {"bold": True, "align": "left", "bottom": 4, "bottom_color": LINE},
    "share": {"bold": True, "align": "right", "bottom": 4, "bottom_color": LINE, "num_format": "0%"},
    "axis": {"bold": True, "font_color": MUTED, "align": "center"},
    "axis_label": {"font_color": MUTED, "align": "right", "indent": 1},
    "axis_label_top": {"font_color": MUTED, "align": "center", "text_wrap": True},
    "matrix": {"align": "center", "border": 1, "border_color": "#FFFFFF"},
    "heat": {"align": "center", "border": 1, "border_color": "#FFFFFF", "num_format": "0;;", "bold": True,
             "font_size": 12},
    "row_centred": {"bottom": 4, "bottom_color": LINE, "align": "center"},
    "row_text": {"bottom": 4, "bottom_color": LINE},
    "row_text_wrapped": {"bottom": 4, "bottom_color": LINE, "text_wrap": True},
    "row_number": {"bottom": 4, "bottom_color": LINE, "align": "right", "num_format": "0;;"},
    "row_total": {"bottom": 4, "bottom_color": LINE, "align": "right", "num_format": "0", "bold": True},
    "row_share": {"bottom": 4, "bottom_color": LINE, "align": "right", "num_format": "0%"},
}


class Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401
        return self.cell(**_NAMED[name])

    def cell(self, **properties: Any) -> Any:  # noqa: ANN401
        """Return the format of a cell with these properties on top of the common ones."""
        return self._make(_BASE | properties)

    def condition(self, **properties: Any) -> Any:  # noqa: ANN401
        """Return the format that a condition lays over a cell."""
        return self._make(properties)

    def _make(self, properties: dict[str, Any]) -> Any:  # noqa: ANN401
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]
