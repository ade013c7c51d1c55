"""What every sheet's builder works with, and the few ways in which it writes cells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from smsxl.build.figures import Facts, Figure
from smsxl.build.layout import Layout
from smsxl.build.package import ERROR_RESULT, TEXT_RESULT
from smsxl.build.style import ACCENT, ACCENT_PALE, Styles
from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError, CellValue
from smsxl.functions import BY_NAME, plain
from smsxl.hosts.port import MARK
from smsxl.tables import Part
from smsxl.tables.compose import Tables
from smsxl.tables.formula import Dialect

TAB_COLOURS: Final = {
    Part.START: ACCENT, Part.CRITERIA: "#C9A227", Part.RISK: "#3E7CB1", Part.PLAN: "#4F8A6B", Part.OWN: "#9AA7AE"}

DEFAULT_HEIGHT: Final = 16
BAND_HEIGHT: Final = 34


@dataclass(frozen=True)
class Canvas:
    """One workbook being built."""

    workbook: Any
    styles: Styles
    content: Tables
    layout: Layout
    facts: Facts
    dialect: Dialect
    as_of: dt.date
    fixed: bool

    def has(self, part: Part) -> bool:
        """Whether the workbook has this half."""
        return any(table.part is part for table in self.layout.tables)

    def sheet(self, name: str) -> Any:  # noqa: ANN401 - XlsxWriter ships no types
        """Return a sheet by its name."""
        return self.workbook.get_worksheet_by_name(name)

    def mark_as_own(self, sheet: str) -> None:
        """Say that a sheet is smsxl's own; the finished package hides the name."""
        self.workbook.define_name(f"'{sheet}'!{MARK}", "=TRUE")

    def colour(self, level: str) -> str:
        """Return the colour of a level as the criteria state it."""
        return next((f"#{entry.colour.lstrip('#')}" for entry in self.facts.book.criteria.levels
                     if entry.label.casefold() == level.casefold()), ACCENT_PALE)

    def call(self, function: str, *arguments: str) -> str:
        """Return the formula of a call of one of our functions in a cell outside tables."""
        if self.dialect.spelled_out:
            return plain(BY_NAME[function], list(arguments))
        return f"{function}({','.join(arguments)})"

    def write_call(self, sheet: Any, row: int, column: int, formula: str, value: CellValue,  # noqa: ANN401
                   style: Any) -> None:  # noqa: ANN401
        """Write a formula that calls our functions; `row` and `column` are 1-based."""
        if self.dialect.array:
            sheet.write_dynamic_array_formula(row - 1, column - 1, row - 1, column - 1, formula, style, cached(value))
        else:
            sheet.write_formula(row - 1, column - 1, formula, style, cached(value))


def cached(value: CellValue) -> str | float | bool:
    """Return a value as XlsxWriter stores the result of a formula."""
    if isinstance(value, dt.date):
        return to_serial(value)
    if isinstance(value, CellError):
        return ERROR_RESULT + value.code
    if isinstance(value, (bool, int, float)):
        return value
    return TEXT_RESULT + ("" if value is None else str(value))


def write(sheet: Any, row: int, column: int, value: CellValue, style: Any) -> None:  # noqa: ANN401
    """Write a constant; a text stays text whatever it looks like. `row` and `column` are 1-based."""
    place = (row - 1, column - 1)
    if value is None or value == "":
        sheet.write_blank(*place, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(*place, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(*place, value, style)
    elif isinstance(value, dt.date):
        sheet.write_number(*place, to_serial(value), style)
    else:
        sheet.write_string(*place, str(value), style)


def write_figure(sheet: Any, row: int, column: int, figure: Figure, style: Any) -> None:  # noqa: ANN401
    """Write a formula of built-in functions with its value. `row` and `column` are 1-based."""
    sheet.write_formula(row - 1, column - 1, figure.formula, style, cached(figure.value))


def band(canvas: Canvas, sheet: Any, title: str, help_text: str, width: int) -> None:  # noqa: ANN401
    """Write the title band and the help line below it over `width` columns."""
    for row, text, style, height in ((0, title, "title", BAND_HEIGHT), (1, help_text, "subtitle", 20)):
        sheet.set_row(row, height)
        for column in range(width):
            sheet.write_blank(row, column, None, canvas.styles[style])
        sheet.write_string(row, 0, text, canvas.styles[style])
