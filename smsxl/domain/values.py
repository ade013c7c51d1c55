"""What a worksheet cell can hold, without any library.

A cell value is None (blank), str, bool, int, float, datetime.date, datetime.datetime, datetime.time or a
:class:`CellError`. Dates are dates; a workbook's date system is the reader's business.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from typing import TypeGuard


@dataclass(frozen=True)
class CellError:
    """An error value as the spreadsheet shows it, such as ``#REF!``."""

    code: str

    def __str__(self) -> str:
        return self.code


VALUE_ERROR = CellError("#VALUE!")
NOT_AVAILABLE = CellError("#N/A")
REFERENCE_ERROR = CellError("#REF!")
DIVISION_ERROR = CellError("#DIV/0!")
NUMBER_ERROR = CellError("#NUM!")
NAME_ERROR = CellError("#NAME?")

CellValue = Union[None, str, bool, int, float, dt.date, dt.datetime, dt.time, CellError]


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a cell holds a finite number; a boolean is none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def cell_text(value: CellValue) -> str:
    """Return a cell's value as the spreadsheet joins it to a text: numbers with 15 digits, a blank as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return format(value, ".15g").upper()
    return str(value)
