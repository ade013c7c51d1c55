"""The blocks that summary sheets are made of: tiles, lists, tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from smsxl.build.style import ACCENT, MUTED
from smsxl.reports.sheets.pad import HEAD_CELL, TEXT_CELL, Linked, Pad, Value, lines_of


@dataclass(frozen=True)
class Column:
    """A column of a table over the sheet's columns `first` to `last`. `kind` is text, count, money, share or level."""

    title: str
    first: int
    last: int
    kind: str = "text"


_LOOKS: dict[str, dict[str, Any]] = {
    "text": {},
    "count": {"num_format": "0", "align": "right"},
    "money": {"num_format": "#,##0", "align": "right"},
    "number": {"num_format": "General", "align": "right"},
    "share": {"num_format": "0%", "align": "right"},
    "level": {"align": "center"},
    "rank": {"num_format": "0", "align": "center"},
    "date": {"align": "left"},
}

_HEIGHT = 13.5
_HIGHEST = 405.0


@dataclass(frozen=True)
class Tile:
    """A first figure: what it is, its value, and whether it should be 0."""

    label: str
    value: Value
    bad: bool = False
    share: bool = False


def tiles(pad: Pad, row: int, shown: Sequence[Tile], wide: int = 3) -> int:
    """Write the first figures beside each other; return the next free row."""
    pad.sheet.set_row(row - 1, 30)
    pad.sheet.set_row(row, 28)
    for place, tile in enumerate(shown):
        first = 1 + place * wide
        pad.put(row, first, tile.value, first + wide - 1, font_size=20, bold=True, align="left", font_color=ACCENT,
                num_format="0%" if tile.share else "0", indent=1)
        if tile.bad:
            pad.warn(row, first)
        pad.put(row + 1, first, tile.label, first + wide - 1, font_color=MUTED, text_wrap=True, valign="top", indent=1)
    return row + 3


def counts(pad: Pad, row: int, title: str, lines: Sequence[tuple[str, Value, bool]], first: int, last: int) -> int:
    """Write labels with their counts, the count in column `last`; return the row below."""
    row = pad.heading(row, title, first, last)
    for label, value, bad in lines:
        pad.put(row, first, label, last - 1, **{**TEXT_CELL, "text_wrap": False, "valign": "vcenter"})
        pad.put(row, last, value, num_format="#,##0", align="right", bold=True, bottom=4, bottom_color="#D5DDE1")
        if bad:
            pad.warn(row, last)
        row += 1
    return row


def table(pad: Pad, row: int, title: str, columns: Sequence[Column], lines: Sequence[Sequence[Value]], *,
          note: str = "") -> int:
    """Write a table with its title; return the row below. Lines are as high as their longest text needs."""
    row = pad.heading(row, title, columns[0].first, columns[-1].last)
    if note:
        row = pad.note(row, note, columns[0].first, columns[-1].last)
    high = max(lines_of(f"{column.title} ", column.last - column.first + 1) for column in columns)
    pad.sheet.set_row(row - 1, _HEIGHT * high + 4)
    for column in columns:
        look = {**HEAD_CELL, **({"align": align} if (align := _LOOKS[column.kind].get("align")) else {})}
        pad.put(row, column.first, column.title, column.last, **look)
    top = row + 1
    for place, line in enumerate(lines, start=top):
        _line(pad, place, columns, line)
    row = top + len(lines)
    for column in columns:
        if column.kind == "level" and lines:
            pad.colours(top, column.first, row - 1, column.last)
    return row


def _line(pad: Pad, row: int, columns: Sequence[Column], line: Sequence[Value]) -> None:
    texts = [(column, value.text if isinstance(value, Linked) else value)
             for column, value in zip(columns, line, strict=True)]
    high = max((lines_of(text, column.last - column.first + 1) for column, text in texts if isinstance(text, str)),
               default=1)
    place = {"valign": "top" if high > 1 else "vcenter"}
    for column, value in zip(columns, line, strict=True):
        pad.put(row, column.first, value, column.last, **{**TEXT_CELL, **place, **_LOOKS[column.kind]})
    if high > 1:
        pad.sheet.set_row(row - 1, min(_HIGHEST, _HEIGHT * high + 3))
