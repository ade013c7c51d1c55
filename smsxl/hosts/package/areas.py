"""Areas as the file writes them (`A1:B9`), and the size of a sheet."""

from __future__ import annotations

import re

from smsxl.hosts.package.container import DamagedError
from smsxl.hosts.port import LAST_COLUMN, LAST_ROW, Area, column_number

_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")


def read_area(text: str) -> Area:
    """Return the area that a reference names. Raises DamagedError where it is none, or lies beyond a sheet's edges."""
    match = _AREA.fullmatch(text)
    if match is None:
        raise DamagedError(f"holds {text[:40]!r} where an area of cells such as A1:B9 must be")
    left, top, right, bottom = match.groups()
    columns = sorted((column_number(left), column_number(right or left)))
    rows = sorted((int(top), int(bottom or top)))
    check_row(rows[1])
    check_row(rows[0])
    check_column(columns[1])
    return Area(rows[0], columns[0], rows[1], columns[1])


def check_row(row: int) -> int:
    """Return a row number that a sheet has. Raises DamagedError."""
    if not 1 <= row <= LAST_ROW:
        raise DamagedError(f"has a row {row}, but a sheet has rows 1 to {LAST_ROW:,}")
    return row


def check_column(column: int) -> int:
    """Return a column number that a sheet has. Raises DamagedError."""
    if not 1 <= column <= LAST_COLUMN:
        raise DamagedError(f"has a column {column}, but a sheet has columns 1 to {LAST_COLUMN:,}")
    return column
