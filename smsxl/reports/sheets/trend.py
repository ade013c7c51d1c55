"""What has changed since the last report, in a line or two."""

from __future__ import annotations

from smsxl.reports.sheets.pad import Pad
from smsxl.reports.summary import Summary

_NAMED = 12


def write_trend(pad: Pad, summary: Summary, row: int) -> int:
    """Write the trend from a row on; return the next free row."""
    found = summary.trend
    if found is None:
        return row
    moved = [f"{each.label} {each.before:.0f} \u2192 {each.now:.0f}" for each in found.figures
             if each.before is not None and each.before != each.now]
    lists = (("now above tolerance", [each.now.id for each in found.crossed if each.now]),
             ("within tolerance again", [each.now.id for each in found.back if each.now]),
             ("score risen", [each.now.id for each in found.risen if each.now]),
             ("score fallen", [each.now.id for each in found.fallen if each.now]),
             ("new", list(found.new)), ("closed or gone", list(found.gone)))
    moved += [f"{label}: {', '.join(ids[:_NAMED])}{' ...' if len(ids) > _NAMED else ''}" for label, ids in lists if ids]
    text = "; ".join(moved) or "nothing has changed in figures, scores and tolerance"
    return pad.note(row, f"Since the report of {found.since.isoformat()}: {text}.") + 1
