"""What Excel makes of a text that is put into a cell: as if somebody had typed it."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

ERRORS = {"#NULL!": -2146826288, "#DIV/0!": -2146826281, "#VALUE!": -2146826273, "#REF!": -2146826265,
          "#NAME?": -2146826259, "#NUM!": -2146826252, "#N/A": -2146826246}
"""The numbers that COM makes of cell errors."""

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?")


@dataclass(frozen=True)
class FormulaText:
    """A formula with its `=`."""

    text: str


def entered(value: Any, number_format: str) -> Any:
    """Return what a cell holds after `value` was put into it: None, a number, a text, a moment or a formula.

    A first apostrophe is taken away. In cells formatted as text nothing else happens; elsewhere a text that looks like
    a formula, a number, a day, a boolean or an error becomes one.
    """
    if not isinstance(value, str):
        return value
    if not value:
        return None
    if value.startswith("'"):
        return value[1:]
    if number_format == "@":
        return value
    if value[0] in "=@" and len(value) > 1:
        return FormulaText("=" + value.lstrip("="))
    stripped = value.strip()
    if stripped.upper() in ("TRUE", "FALSE"):
        return stripped.upper() == "TRUE"
    if stripped in ERRORS:
        return ERRORS[stripped]
    with suppress(ValueError):
        return float(stripped.rstrip("%").replace(",", ""))
    if value[0] in "+-" and len(value) > 1:
        return FormulaText(f"={value}")
    match = _DAY.fullmatch(stripped)
    if match is not None:
        with suppress(ValueError):
            return (dt.datetime(int(match[1]), int(match[2]), int(match[3])) if match[1]
                    else dt.datetime(int(match[6] or 2026), int(match[4]), int(match[5])))
    return value
