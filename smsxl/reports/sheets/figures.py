"""The lines that the template's own summaries have, one for each thing that the guide asks for."""

from __future__ import annotations

from smsxl.reports.sheets.live import Live
from smsxl.reports.sheets.pad import COLUMNS, TEXT_CELL, Pad
from smsxl.tables import Part

_TITLES = {Part.RISK: "The assessment in figures", Part.PLAN: "The plan in figures"}
_FORMATS = {"count": "0", "money": "#,##0", "day": "yyyy-mm-dd"}


def write_lines(pad: Pad, part: Part, live: Live, row: int) -> int:
    """Write the lines of a part in three columns; return the row below."""
    lines = list(live.lines(part))
    if not lines:
        return row
    row = pad.heading(row, _TITLES[part])
    high = -(-len(lines) // 3)
    wide = COLUMNS // 3
    for place, (label, value, kind) in enumerate(lines):
        first = 1 + place // high * wide
        at = row + place % high
        pad.put(at, first, label, first + wide - 4, **{**TEXT_CELL, "text_wrap": False, "shrink": True})
        pad.put(at, first + wide - 3, value, first + wide - 2, num_format=_FORMATS[kind], align="right", bold=True,
                bottom=4, bottom_color="#D5DDE1")
    return row + high + 1
