"""Invented registers as people make them: what stands where, what it means, and which faults are planted in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

Put = tuple[str, Any]


@dataclass
class Sheet:
    """One sheet: cells by A1 name (a formula is a pair of its text and the value that the file remembers)."""

    name: str
    cells: dict[str, Any] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    colours: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    lists: list[tuple[str, list[str]]] = field(default_factory=list)
    formatted_to: int = 0

    def rows(self, top: int, left: int, lines: Sequence[Sequence[Any]]) -> None:
        """Write lines of cells from a 1-based place on."""
        for down, line in enumerate(lines):
            for right, value in enumerate(line):
                if value is not None:
                    self.cells[f"{letters(left + right)}{top + down}"] = value


@dataclass
class Shape:
    """A register and what there is to know about it. `fields` gives the column of every field that it has."""

    name: str
    sheets: list[Sheet]
    fields: dict[str, str]
    sheet: str = ""
    header: tuple[int, ...] = (1,)
    rows: int | None = None
    method: str | None = None
    faults: dict[str, str] = field(default_factory=dict)
    """The cell of each fault that it has, with the code of the rule that has to find it."""

    def write(self, folder: Path) -> str:
        """Write it as a workbook and return its path."""
        path = folder / f"{self.name}.xlsx"
        book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
        date, plain = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"bg_color": "#FFFFEE"})
        for sheet in self.sheets:
            made = book.add_worksheet(sheet.name)
            for row in range(sheet.formatted_to):
                made.set_row(row, None, plain)
            for name, value in sheet.cells.items():
                row, column = xl_cell_to_rowcol(name)
                if isinstance(value, tuple):
                    made.write_formula(row, column, value[0], None, "" if value[1] is None else value[1])
                elif isinstance(value, dt.date):
                    made.write_datetime(row, column, dt.datetime.combine(value, dt.time()), date)
                elif isinstance(value, str):
                    made.write_string(row, column, value)
                else:
                    made.write(row, column, value)
            for area in sheet.merges:
                first = area.split(":")[0]
                made.merge_range(area, sheet.cells.get(first, ""))
            for column in sheet.hidden:
                made.set_column(f"{column}:{column}", None, None, {"hidden": True})
            for area, rule, colour in sheet.colours:
                made.conditional_format(area, rule | {"format": book.add_format({"bg_color": colour})})
            for area, words in sheet.lists:
                made.data_validation(area, {"validate": "list", "source": words})
        book.close()
        return str(path)


def letters(column: int) -> str:
    """Return the letters of a 1-based column."""
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


RATINGS = ((4, 5), (3, 4), (2, 3), (5, 5), (1, 4), (3, 3), (4, 2), (2, 2), (5, 3), (1, 1), (3, 5), (2, 4))
"""Likelihood and impact of the invented risks, on 1 to 5."""


def level(score: float, words: Sequence[str]) -> str:
    """Return the level by the bands 1-4, 5-9, 10-15, 16-25."""
    return words[0] if score <= 4 else words[1] if score <= 9 else words[2] if score <= 15 else words[3]


def lines(make: Callable[[int, int, int], Sequence[Any]], count: int = 12) -> list[Sequence[Any]]:
    """Return a line per invented risk: `make` takes its number, likelihood and impact."""
    return [make(i, *RATINGS[(i - 1) % len(RATINGS)]) for i in range(1, count + 1)]


DAY = dt.date(2026, 3, 2)


def day(i: int) -> dt.date:
    """Return an invented date."""
    return DAY + dt.timedelta(days=11 * i)


def named(columns: Mapping[str, str]) -> dict[str, str]:
    """Return a copy of the expected columns."""
    return dict(columns)
