"""Finds sheets and tables in the open workbook."""

from __future__ import annotations

import re
from typing import Any, Final

from smsxl.errors import UsageError

_STORED_PREFIX: Final = re.compile(r"_xl(?:fn|ws)\.")
"""Files mark newer functions so; Excel itself wants their plain names."""


def entered_formula(formula: str) -> str:
    """Return a formula, as files store it, as it is entered."""
    return "=" + _STORED_PREFIX.sub("", formula)


def find_table(book: Any, name: str) -> Any:  # noqa: ANN401 - xlwings decides at run time what it holds
    """Return a table by its name, whatever sheet it is on; None where there is none."""
    return next((table for sheet in book.sheets for table in sheet.tables
                 if table.name.casefold() == name.casefold()), None)


def find_sheet(book: Any, name: str) -> Any:  # noqa: ANN401
    """Return a worksheet by its name without regard to case; None where there is none."""
    return next((sheet for sheet in book.sheets if sheet.name.casefold() == name.casefold()), None)


def one_row(cells: Any) -> list[Any]:  # noqa: ANN401
    """Return the values of a range of one row."""
    values: list[list[Any]] = cells.options(ndim=2).value
    return values[0]


def header_of_table(table: Any) -> list[str]:  # noqa: ANN401
    """Return the header texts of a table. Raises UsageError where its header row is hidden."""
    header = table.header_row_range
    if header is None:
        raise UsageError(f"The header row of the table {table.name} is hidden; show it (Table Design, Header Row).")
    return ["" if value is None else str(value) for value in one_row(header)]


def refuse_protected(sheet: Any) -> None:  # noqa: ANN401
    """Raise UsageError where a sheet is protected."""
    if getattr(sheet.api, "ProtectContents", False) is True:
        raise UsageError(f"The sheet {sheet.name} is protected, so nothing was written to it; unprotect it (Review, "
                         "Unprotect Sheet) and try again.")
