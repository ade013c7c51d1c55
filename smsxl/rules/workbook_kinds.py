"""What a cell's content is, whatever type its column declares: numbers and dates typed as text, stray spaces.

Pure functions over single values; the WBK2xx rules call them once per distinct value.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
from typing import Final

from smsxl.domain.values import CellError
from smsxl.hosts.port import NOT_CALCULATED, GridValue
from smsxl.tables.model import Column, Type
from smsxl.tables.rows import FIRST_DAY, LAST_DAY, is_blank
from smsxl.tables.text import INVISIBLE

NUMERIC: Final = frozenset({Type.NUMBER, Type.WHOLE, Type.SHARE, Type.RATING})


class Misfit(enum.Enum):
    """Why a value does not fit its column. A value has at most one; the first in this order wins."""

    ERROR = "cell error"
    NUMBER_AS_TEXT = "number as text"
    DATE_AS_TEXT = "date as text"
    WRONG_TYPE = "wrong type"


# ---------------------------------------------------------------------- numbers

_CURRENCY: Final = r"(?:[$\u00a3\u00a5\u20ac\u20b9]|[A-Z]{3}(?![A-Za-z]))"
_AMOUNT: Final = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[-+\u2212])?\s*{_CURRENCY}?\s*(?P<sign2>[-+\u2212])?\s*"
    rf"(?P<body>\d[\d.,'\u2019 ]*(?:[eE][+-]?\d+)?|[.,]\d+)\s*(?P<percent>%)?\s*{_CURRENCY}?\s*(?(open)\))")
_GROUPS: Final = re.compile(
    r"\d{1,3}(?:(?P<mark>[.,'\u2019 ])\d{3})(?:(?P=mark)\d{3})*(?:(?P<point>[.,])(?P<rest>\d+))?")
_SIMPLE: Final = re.compile(r"(\d*)(?:[.,](\d+)?)?")
_SCIENTIFIC: Final = re.compile(r"(\d+)(?:[.,](\d+))?[eE]([+-]?\d+)")
_PAIR: Final = re.compile(
    r"\s*(\d+)\s*[-:=.)(\u2013\u2014]*\s*([^\d()]+?)\s*\)?\s*|\s*([^\d()]+?)\s*\(\s*(\d+)\s*\)\s*")


_LONGEST: Final = 80


def _brief(text: str) -> str:
    """Return a text without spaces around it; "" where it is too long for a number, a rating or a date.

    The patterns here try many ways to divide a text: on 30,000 characters that never ends.
    """
    text = text.strip()
    return text if len(text) <= _LONGEST else ""


def read_number(text: str) -> tuple[float, ...]:
    """Return what number a text reads as, the likelier reading first; nothing where it is none.

    Thousands separators, a decimal comma, a percent sign (a share of 1), a currency, accounting brackets and exponents
    are understood. Two readings where a separator may mean thousands or decimals: "1,200".
    """
    match = _AMOUNT.fullmatch(_brief(unicodedata.normalize("NFKC", _brief(text))))
    if match is None:
        return ()
    negative = bool(match["open"]) != ((match["sign"] or match["sign2"] or "+") != "+")
    factor = (-1 if negative else 1) / (100 if match["percent"] else 1)
    return tuple(dict.fromkeys(number * factor for number in _bodies(match["body"].strip())))


def _bodies(body: str) -> list[float]:
    scientific = _SCIENTIFIC.fullmatch(body)
    if scientific is not None:
        if abs(int(scientific[3])) > 300:  # noqa: PLR2004 - beyond what a cell can hold
            return []
        return [float(f"{scientific[1]}.{scientific[2] or 0}e{scientific[3]}")]
    out: list[float] = []
    groups = _GROUPS.fullmatch(body)
    if groups is not None and groups["point"] != groups["mark"]:
        whole = body[:groups.start("point")] if groups["point"] else body
        out.append(float(re.sub(r"\D", "", whole) + "." + (groups["rest"] or "0")))
    simple = _SIMPLE.fullmatch(body)
    if simple is not None and body not in {".", ","}:
        number = float(f"{simple[1] or 0}.{simple[2] or 0}")
        # "1.200" reads as one point two in English first, "1,200" as one thousand two hundred.
        out.insert(0 if "." in body else len(out), number)
    return out


def read_pair(text: str) -> tuple[int, str] | None:
    """Return number and word of a rating typed as "4 - Likely" or "Likely (4)"; None where the text is not one."""
    match = _PAIR.fullmatch(_brief(text))
    if match is None:
        return None
    return (int(match[1]), match[2]) if match[1] else (int(match[4]), match[3])


# ---------------------------------------------------------------------- dates

_MONTHS: Final = {name: number for number, names in enumerate((
    "jan january januar", "feb february februar", "mar march mrz m\u00e4r m\u00e4rz", "apr april", "may mai",
    "jun june juni", "jul july juli", "aug august", "sep sept september", "oct october okt oktober",
    "nov november", "dec december dez dezember"), start=1) for name in names.split()}
_WEEKDAY: Final = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+")
_TIME: Final = re.compile(r"(?:,?\s+|t)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:z|[ap]\.?m\.?|[+-]\d{2}:?\d{2})?")
_ISO: Final = re.compile(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})\.?")
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_NUMERIC_DATE: Final = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[-/ ]*([^\W\d_]{3,9})\.?,?[-/ ]*(\d{4}|\d{2})")
_MONTH_FIRST: Final = re.compile(r"([^\W\d_]{3,9})\.?[-/ ]*(\d{1,2})(?:st|nd|rd|th)?,?[-/ ]+(\d{4}|\d{2})")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?")
_CENTURY: Final = 2000
_DAY_ZERO: Final = dt.date(1899, 12, 30)


def read_date(text: str) -> tuple[dt.date, ...]:
    """Return which date a text reads as, day before month first; nothing where it is none.

    Two readings where day and month can't be told apart: "03.04.2027", "3/4/27".
    """
    plain = " ".join(_brief(unicodedata.normalize("NFKC", _brief(text))).casefold().split())
    plain = _WEEKDAY.sub("", plain, count=1) if plain[:1].isalpha() else plain
    time = _TIME.search(plain)
    if time is not None and time.end() == len(plain):
        plain = plain[:time.start()]
    for pattern in (_ISO, _COMPACT):
        match = pattern.fullmatch(plain)
        if match is not None:
            return _days((int(match[1]), int(match[2]), int(match[3])))
    match = _NUMERIC_DATE.fullmatch(plain)
    if match is not None:
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        return _days((year, second, first), (year, first, second))
    match = _DAY_FIRST.fullmatch(plain)
    if match is not None and match[2] in _MONTHS:
        return _days((_year(match[3]), _MONTHS[match[2]], int(match[1])))
    match = _MONTH_FIRST.fullmatch(plain)
    if match is not None and match[1] in _MONTHS:
        return _days((_year(match[3]), _MONTHS[match[1]], int(match[2])))
    if _SERIAL.fullmatch(plain) and is_day_number(float(plain)):
        return (_DAY_ZERO + dt.timedelta(days=int(float(plain))),)
    return ()


def is_day_number(number: float) -> bool:
    """Whether a bare number in a date column is a date whose format got lost: a day from 1990 to 2099."""
    return FIRST_DAY <= number < LAST_DAY + 1


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else _CENTURY + int(text)  # noqa: PLR2004 - "27" is 2027


def _days(*candidates: tuple[int, int, int]) -> tuple[dt.date, ...]:
    out: dict[dt.date, None] = {}
    for year, month, day in candidates:
        try:
            out[dt.date(year, month, day)] = None
        except ValueError:
            continue
    return tuple(out)


# ---------------------------------------------------------------------- spaces

_NO_BREAK: Final = re.compile("[\u00a0\u2007\u202f]")
_ZERO_WIDTH: Final = re.compile(f"[{INVISIBLE}]")
_DOUBLED: Final = re.compile(r"(?<=[^\s.!?:;])  +(?=\S)")


def stray_spaces(text: str) -> tuple[str, ...]:
    """Return which kinds of spaces stand in a text that nobody sees, in words.

    Two spaces after the end of a sentence are how some people type, and no fault.
    """
    odd = not text.isascii()
    stripped = text.strip()
    if stripped == text and "  " not in text and not odd:
        return ()
    visible = _ZERO_WIDTH.sub("", text) if odd else text
    found = {
        "only spaces": not stripped,
        "a space in front": bool(stripped) and visible[:1].isspace(),
        "a space at the end": bool(stripped) and visible[-1:].isspace(),
        "a doubled space": _DOUBLED.search(text) is not None,
        "a no-break space": odd and _NO_BREAK.search(text) is not None,
        "an invisible (zero-width) character": odd and visible != text,
    }
    return tuple(words for words, is_there in found.items() if is_there)


# ---------------------------------------------------------------------- does a value fit its column?

_COLOUR: Final = re.compile(r"#?[0-9A-Fa-f]{6}")


def misfit(value: GridValue, column: Column, *, names_things: bool = False) -> Misfit | None:
    """Return why a value does not fit a typed-in column; None where it does.

    `names_things` says that the column's texts name something (a key, a title, a required text), where a date can
    only come from a spreadsheet that took "1-2" for one. Choices and references have rules of their own.
    """
    if value is NOT_CALCULATED or is_blank(value):
        return None
    if isinstance(value, CellError):
        return Misfit.ERROR
    if column.type in NUMERIC:
        return _number_misfit(value, column)
    if column.type is Type.DATE:
        return _date_misfit(value)
    if column.type is Type.COLOUR:
        wrong = _COLOUR.fullmatch(str(value).strip()) is None
    else:
        naming = column.type is Type.ID or (column.type is Type.TEXT and names_things)
        wrong = naming and isinstance(value, (bool, dt.date, dt.time))
    return Misfit.WRONG_TYPE if wrong else None


def _number_misfit(value: GridValue, column: Column) -> Misfit | None:
    if isinstance(value, str):
        pair = read_pair(value) if column.type is Type.RATING else None
        return Misfit.NUMBER_AS_TEXT if pair is not None or read_number(value) else Misfit.WRONG_TYPE
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return Misfit.WRONG_TYPE
    if column.type is Type.WHOLE and (value != int(value) or value < 0):
        return Misfit.WRONG_TYPE
    return Misfit.WRONG_TYPE if column.type is Type.SHARE and not 0 <= value <= 1 else None


def _date_misfit(value: GridValue) -> Misfit | None:
    if isinstance(value, str):
        return Misfit.DATE_AS_TEXT if read_date(value) else Misfit.WRONG_TYPE
    if isinstance(value, (bool, dt.time)):
        return Misfit.WRONG_TYPE
    if isinstance(value, (int, float)):
        return None if is_day_number(value) else Misfit.WRONG_TYPE
    return None
