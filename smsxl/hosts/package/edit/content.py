"""What a cell can be made to hold, and how the file writes it.

A text is an inline string: the shared strings stay as they are, and no program takes it for a formula.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError, CellValue
from smsxl.hosts.package.edit.errors import EditError

LONGEST_TEXT: Final = 32_767
"""The most UTF-16 units of a cell's text."""

LONGEST_FORMULA: Final = 8_192
"""The most characters of a formula."""


@dataclass(frozen=True)
class FormulaCell:
    """A formula without `=`, as files store it, and the value that it has now (the cached value).

    `array` makes it a dynamic array of one cell, as Excel stores a formula whose functions are LAMBDA names; `legacy`
    an array formula of one cell as Excel before 365 stores it.
    """

    formula: str
    value: CellValue = None
    array: bool = False
    legacy: bool = False


@dataclass(frozen=True)
class NewValue:
    """A new cached value for a cell whose formula stays as it is."""

    value: CellValue


Content = CellValue | FormulaCell | NewValue

# What XML can't hold, what a parser would change (CR), and what would be read as such an escape.
_ESCAPED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SIGNIFICANT: Final = re.compile(r"\A[ \t\n]|[ \t\n]\Z")
_MILLISECONDS: Final = 86_400_000


def _markup(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_text(text: str) -> str:
    """Return text as character data of a cell: markup escaped, what XML can't hold as `_xHHHH_`."""
    return _markup(_ESCAPED.sub(lambda match: f"_x{ord(match[0]):04X}_", text))


def escape_attribute(text: str) -> str:
    """Return text as an attribute's value in double quotes."""
    text = _markup(_ILLEGAL.sub("\ufffd", text)).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def number_text(value: float) -> str:
    """Return a number as the file writes it: the shortest text that reads back as the same number."""
    if not math.isfinite(value):
        raise EditError("A cell can't hold a number without end; check the figures that lead to it.")
    whole = float(value).is_integer() and abs(value) < 1e15  # noqa: PLR2004 - where whole numbers are exact
    return str(int(value)) if whole else repr(float(value))


def serial_of(value: dt.date | dt.time, *, date1904: bool) -> float | None:
    """Return a date's number; None for a day that the date system doesn't know."""
    if isinstance(value, dt.time):
        whole = dt.datetime.combine(dt.date(1, 1, 1), value) - dt.datetime(1, 1, 1)
        return round(whole / dt.timedelta(milliseconds=1)) / _MILLISECONDS
    try:
        return to_serial(value, date1904)
    except ValueError:
        return None


@dataclass(frozen=True)
class CellWriter:
    """Writes cells of one workbook. `prefix` is that of the sheet's elements; `array_mark` the `cm` of its arrays."""

    date1904: bool = False
    prefix: str = ""
    array_mark: int = 0

    def value(self, value: CellValue, *, formula: bool = False) -> tuple[str, str]:
        """Return a value's type as an attribute and its element; the result of a formula is never an inline text."""
        return _value(type(value).__name__, value, formula, self.prefix, self.date1904)

    def cell(self, address: str, style: str, content: Content) -> bytes:
        """Return a cell; `style` is its number, empty for none."""
        p = self.prefix
        look = f' s="{style}"' if style else ""
        if isinstance(content, FormulaCell):
            kind, element = self.value(content.value, formula=True)
            mark = f' cm="{self.array_mark}"' if content.array and self.array_mark else ""
            is_array = content.array or content.legacy
            attributes = f' t="array" ref="{address}"' if is_array else ""
            if len(content.formula) > LONGEST_FORMULA:
                raise EditError(f"A formula of {len(content.formula):,} characters is longer than Excel takes "
                                f"({LONGEST_FORMULA:,}); use the other form of the formulas.")
            written = f"<{p}f{attributes}>{escape_formula(content.formula)}</{p}f>"
            return f'<{p}c r="{address}"{look}{kind}{mark}>{written}{element}</{p}c>'.encode()
        value = content.value if isinstance(content, NewValue) else content
        kind, element = self.value(value)
        if not element:
            return f'<{p}c r="{address}"{look}/>'.encode()
        return f'<{p}c r="{address}"{look}{kind}>{element}</{p}c>'.encode()


@lru_cache(maxsize=256)
def escape_formula(text: str) -> str:
    """Return a formula as character data: it has no `_xHHHH_` escapes. Whole columns hold the same one."""
    return _markup(_ILLEGAL.sub("\ufffd", text)).replace("\r", "&#13;")


@lru_cache(maxsize=1024)
def _value(_: str, value: CellValue, formula: bool, p: str, date1904: bool) -> tuple[str, str]:  # noqa: FBT001
    """Return a value's type and element. Columns repeat their values; the type tells 1 from True and 1.0."""
    if value is None or (value == "" and not formula):
        return "", ""
    if isinstance(value, bool):
        return ' t="b"', f"<{p}v>{int(value)}</{p}v>"
    if isinstance(value, (int, float)):
        return "", f"<{p}v>{number_text(value)}</{p}v>"
    if isinstance(value, CellError):
        return ' t="e"', f"<{p}v>{escape_text(value.code)}</{p}v>"
    if isinstance(value, (dt.date, dt.time)):  # what is a datetime is a date as well
        number = serial_of(value, date1904=date1904)
        if number is not None:
            return "", f"<{p}v>{number_text(number)}</{p}v>"
        value = value.isoformat()
    if len(value) > LONGEST_TEXT // 2 and len(value.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST_TEXT:
        raise EditError(f"A text of {len(value):,} characters is longer than a cell can hold "
                        f"({LONGEST_TEXT:,}); shorten it.")
    space = ' xml:space="preserve"' if _SIGNIFICANT.search(value) else ""
    text = escape_text(value)
    if formula:
        return ' t="str"', f"<{p}v>{text}</{p}v>"
    return ' t="inlineStr"', f"<{p}is><{p}t{space}>{text}</{p}t></{p}is>"
