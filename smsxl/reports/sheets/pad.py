"""A summary sheet being written: values over spans of columns, with what the spreadsheet will count remembered."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from smsxl.build.canvas import write
from smsxl.build.figures import Figure
from smsxl.build.style import ACCENT, ACCENT_PALE, DATE_FORMAT, LINE, MUTED, SOON, TEXT, WARNING, Styles
from smsxl.domain.contrast import text_on
from smsxl.domain.due import DUE_SOON, OVERDUE
from smsxl.domain.kpi import OFF_TARGET, WORSENING
from smsxl.domain.tolerance import TOLERANCE_STATUSES
from smsxl.domain.treatment import EXPIRED, EXPIRES_SOON
from smsxl.domain.values import CellValue
from smsxl.formats.escape import for_sheet
from smsxl.reports.model import Source

COLUMNS: Final = 24
WIDTH: Final = 6.1
"""Of each of the 24 columns that blocks are laid over, in characters."""

PIXELS: Final = 48
_PER_COLUMN: Final = 8.0
"""Characters of our text that a column holds, for the height of wrapped lines."""

_LINE_HEIGHT: Final = 13.5
_HIGHEST: Final = 405.0
"""Points that a row can be high."""

_LONGEST: Final = 32_000
_LONGEST_WRAPPED: Final = 4_000
"""A row can't be higher than some thirty lines, however long its text is."""

_LONGEST_LINKED: Final = 250


@dataclass(frozen=True)
class Linked:
    """Text that leads to a row of the workbook."""

    source: Source
    text: str


Value = Figure | Linked | CellValue


class HasLevels(Protocol):
    """Criteria, as far as a sheet needs them: the levels from the lowest, each with its label and colour."""

    @property
    def levels(self) -> Sequence[Shade]:
        """The levels."""


class Shade(Protocol):
    """A level's label and colour (RRGGBB)."""

    @property
    def label(self) -> str:
        """The label."""

    @property
    def colour(self) -> str:
        """The colour."""


class Pad:
    """One sheet. Rows and columns count from 1. `live` holds the formulas by the cell that shows their value."""

    def __init__(self, workbook: Any, name: str, criteria: HasLevels, *, links: bool) -> None:  # noqa: ANN401
        self.name = name
        self.workbook = workbook
        self.sheet = workbook.add_worksheet(name)
        self.styles = Styles(workbook)
        self.criteria = criteria
        self.live: dict[tuple[int, int], Figure] = {}
        self._links = links
        self.sheet.hide_gridlines(2)
        self.sheet.set_column(0, COLUMNS - 1, WIDTH)
        self.sheet.set_default_row(16)

    def put(self, row: int, first: int, value: Value, last: int = 0, **look: Any) -> None:  # noqa: ANN401
        """Write a value into a cell, or over the columns `first` to `last`. A text is never a formula."""
        if isinstance(value, dt.date):
            look.setdefault("num_format", DATE_FORMAT)
        if isinstance(value, Linked) and self._links:
            look = {"font_color": ACCENT, **look}
        style = self.styles.cell(**look)
        if last > first:
            self.sheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", style)
        if isinstance(value, Figure):
            self.live[row, first] = value
            value = value.value
        if isinstance(value, Linked):
            self._link(row, first, value, style)
        elif isinstance(value, str):
            write(self.sheet, row, first, for_sheet(value)[:_LONGEST], style)
        else:
            write(self.sheet, row, first, value, style)

    def _link(self, row: int, first: int, value: Linked, style: Any) -> None:  # noqa: ANN401
        sheet = value.source.sheet.replace("'", "''")
        text = for_sheet(value.text)[:_LONGEST_LINKED]
        if not self._links or not text:
            write(self.sheet, row, first, text, style)
            return
        self.sheet.write_url(row - 1, first - 1, f"internal:'{sheet}'!{value.source.cell}", style, text)

    def band(self, title: str, lines: Sequence[str]) -> int:
        """Write the title band and lines below it; return the next free row."""
        self.sheet.set_row(0, 34)
        for column in range(1, COLUMNS + 1):
            self.put(1, column, title if column == 1 else None, **_TITLE)
        for row, text in enumerate(lines, start=2):
            for column in range(1, COLUMNS + 1):
                self.put(row, column, text if column == 1 else None, font_color=ACCENT, bg_color=ACCENT_PALE, indent=1)
        return len(lines) + 3

    def heading(self, row: int, text: str, first: int = 1, last: int = COLUMNS) -> int:
        """Write a block's title over its columns; return the row below."""
        self.sheet.set_row(row - 1, 24)
        for column in range(first, last + 1):
            self.put(row, column, text if column == first else None, font_size=12, bold=True, font_color=ACCENT,
                     bottom=1, bottom_color=ACCENT)
        return row + 1

    def note(self, row: int, text: str, first: int = 1, last: int = COLUMNS) -> int:
        """Write a remark; return the row below."""
        self.put(row, first, text, last, font_color=MUTED, text_wrap=True, valign="top")
        self.grow(row, text, last - first + 1)
        return row + 1

    def grow(self, row: int, text: str, columns: int) -> None:
        """Make a row high enough for a text that is wrapped over some columns."""
        lines = lines_of(text, columns)
        if lines > 1:
            self.sheet.set_row(row - 1, min(_HIGHEST, _LINE_HEIGHT * lines + 3))

    def colours(self, first_row: int, first: int, last_row: int, last: int) -> None:
        """Colour levels and status words in an area, in the criteria's colours."""
        area = (first_row - 1, first - 1, last_row - 1, last - 1)
        for label, look in self._words():
            text = for_sheet(label).replace('"', '""')
            if len(text) > _LONGEST_LINKED:
                continue
            self.sheet.conditional_format(*area, {"type": "cell", "criteria": "==", "value": f'"{text}"',
                                                  "format": self.styles.condition(**look)})

    def _words(self) -> list[tuple[str, dict[str, Any]]]:
        levels = self.criteria.levels
        words = [(level.label, filled(level.colour)) for level in levels]
        chosen = (levels[0], levels[min(1, len(levels) - 1)], levels[-1]) if levels else ()
        words += [(word, filled(level.colour)) for word, level in zip(TOLERANCE_STATUSES, chosen, strict=False)]
        words += [(word, {"font_color": WARNING, "bold": True})
                  for word in (OVERDUE, EXPIRED, OFF_TARGET, WORSENING, "Over budget", "error")]
        words += [(word, {"font_color": SOON, "bold": True}) for word in (DUE_SOON, EXPIRES_SOON, "At risk", "warning")]
        return words

    def warn(self, row: int, column: int) -> None:
        """Let a figure that should be 0 stand out where it is not."""
        self.sheet.conditional_format(row - 1, column - 1, row - 1, column - 1, {
            "type": "cell", "criteria": ">", "value": 0,
            "format": self.styles.condition(font_color=WARNING, bold=True)})


_TITLE: Final[dict[str, Any]] = {
    "font_size": 18, "bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "indent": 1}
TEXT_CELL: Final = {"bottom": 4, "bottom_color": LINE, "text_wrap": True, "valign": "top"}
HEAD_CELL: Final = {"font_color": MUTED, "bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1,
                    "bottom_color": LINE}


def filled(colour: str) -> dict[str, Any]:
    """Return the look of a cell in a colour of the criteria, with text that can be read on it."""
    digits = colour.lstrip("#").upper()
    if len(digits) != 6 or not set(digits) <= set("0123456789ABCDEF"):  # noqa: PLR2004 - RRGGBB
        return {"font_color": TEXT}
    return {"bg_color": f"#{digits}", "font_color": f"#{text_on(digits)}"}


def lines_of(text: str, columns: int) -> int:
    """Return how many lines a text takes over some columns, broken between words."""
    room = max(1, int(columns * _PER_COLUMN) - 1)
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, len(textwrap.wrap(part, room))) for part in text[:_LONGEST_WRAPPED].split("\n"))
