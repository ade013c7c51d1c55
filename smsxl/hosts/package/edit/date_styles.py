"""Formats for dates that are written into cells whose own format would show them as numbers, as Excel gives them."""

from __future__ import annotations

import datetime as dt
from typing import Final

from smsxl.hosts.package.edit.markup import Element, Splices
from smsxl.hosts.package.edit.parts import Parts
from smsxl.hosts.package.edit.style_import import styles_part
from smsxl.hosts.package.styles import read_date_styles

_DAY: Final = 14
_MOMENT: Final = 22
_TIME: Final = 20
"""Built-in formats of ISO/IEC 29500-1 18.8.30, which show dates as the user's system does."""


class DateStyles:
    """Finds or makes the format like another one that shows a date; `finish` writes those that were made."""

    def __init__(self, parts: Parts, workbook_part: str) -> None:
        self._parts = parts
        self._part = styles_part(parts, workbook_part)
        self._known = read_date_styles(parts, self._part)
        self._data, self._root = parts.xml(self._part)
        self._list = self._root.first("cellXfs")
        items = list(self._list.each("xf")) if self._list is not None else []
        self._items = [self._data[item.start:item.end] for item in items]
        self._added = 0

    def like(self, style: str, value: dt.date | dt.time) -> str:
        """Return the number of the format that shows a value as what it is and looks like another in all else."""
        number = int(style or "0")
        if number in self._known or number >= len(self._items):
            return style
        shown = _TIME if isinstance(value, dt.time) else _MOMENT if isinstance(value, dt.datetime) else _DAY
        item = self._items[number]
        end = item.index(b">") + 1
        changes = Splices(item)
        changes.set_attributes(Element("xf", {}, 0, end, empty=item[:end].endswith(b"/>")), numFmtId=shown,
                               applyNumberFormat=1)
        wanted = changes.apply()
        if wanted not in self._items:
            self._items.append(wanted)
            self._added += 1
        return str(self._items.index(wanted))

    def finish(self) -> None:
        """Write the formats that were made."""
        if not self._added or self._list is None:
            return
        changes = Splices(self._data)
        changes.set_attributes(self._list, count=len(self._items))
        changes.insert(self._list.close, b"".join(self._items[-self._added:]))
        self._parts.write(self._part, changes.apply())
        self._added = 0
