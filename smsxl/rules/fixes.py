"""What `smsxl fix` can do about a finding, by the rule's code.

A safe fix leaves no doubt about what was meant and loses nothing. An unsafe one is a good guess. A fixer looks at one
typed-in cell and returns what belongs there, or None where it can't tell. Calculated cells are the business of scoring.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from smsxl.domain.values import CellError, CellValue
from smsxl.hosts.port import GridValue
from smsxl.rules import RULES
from smsxl.rules.risk_calculated import RULES as CALCULATED
from smsxl.rules.shared import Listed
from smsxl.rules.workbook_kinds import read_date, read_number, read_pair, stray_spaces
from smsxl.rules.workbook_values import respelled, spellings
from smsxl.tables.book import Book
from smsxl.tables.model import Column, Type
from smsxl.tables.rows import Rows, as_text
from smsxl.tables.text import INVISIBLE, fold

_PLAIN_NUMBER: Final = re.compile(r"[-+\u2212]?[\d.,'\u2019 \u00a0]+(?:[eE][+-]?\d+)?")
_WHOLE_DATE: Final = re.compile(r"(?!.*:)(?=.*(?<!\d)(?:\d{4}|\d{8})(?!\d)).*", re.DOTALL)
"""A date with its year in full and no time of day, which would be lost."""
_JOINED: Final = re.compile("(?<=[^\x00-\x7f])[\u200c\u200d](?=[^\x00-\x7f])")
"""Joiners inside words of scripts that need them, and inside emoji."""
_NO_BREAK: Final = re.compile("[\u00a0\u2007\u202f]")
_RUN: Final = re.compile(r"(?<=[^\s.!?:;])  +(?=\S)")
_ALIKE: Final = 0.8
"""How alike two labels have to be for one to be meant by the other, as difflib counts it."""


@dataclass(frozen=True)
class To:
    """What belongs into a cell; None empties it."""

    value: CellValue


@dataclass(frozen=True)
class Spot:
    """A typed-in cell: a record's field, and what it holds (after earlier fixes)."""

    book: Book
    rows: Rows
    record: int
    field: str
    value: GridValue

    @property
    def column(self) -> Column:
        """The declaration of the column."""
        return self.rows.declaration[self.field]

    @property
    def text(self) -> str:
        """The text that the cell holds; "" where it holds none."""
        return self.value if isinstance(self.value, str) else ""


Fixer = Callable[[Spot], To | None]


@dataclass(frozen=True)
class Fix:
    """What can be done about the findings of a rule. `scored` says that formulas and values are put back."""

    safe: Fixer | None = None
    unsafe: Fixer | None = None
    scored: bool = False

    @property
    def level(self) -> str:
        """Safe or unsafe; "safe, or unsafe" where some findings need a guess."""
        if self.scored or (self.safe is not None and self.unsafe is None):
            return "safe"
        return "unsafe" if self.safe is None else "safe, or unsafe"


# ---------------------------------------------------------------------- numbers and dates

def _number(spot: Spot) -> To | None:
    """Return the number that a text is; None where a currency, a unit or a separator leaves room for doubt."""
    text = spot.text.strip()
    pair = read_pair(text) if spot.column.type is Type.RATING else None
    if pair is not None:
        return To(pair[0]) if _scale_value(spot, pair[1]) == pair[0] else None
    share = spot.column.type is Type.SHARE and text.endswith("%")
    readings = read_number(text)
    if len(readings) != 1 or not _PLAIN_NUMBER.fullmatch(text.removesuffix("%").rstrip() if share else text):
        return None
    return To(_as_whole(readings[0]))


def _guessed_number(spot: Spot) -> To | None:
    """Return the only number that a text reads as, with its currency or words left out."""
    pair = read_pair(spot.text) if spot.column.type is Type.RATING else None
    readings = (float(pair[0]),) if pair is not None else read_number(spot.text)
    return To(_as_whole(readings[0])) if len(readings) == 1 else None


def _as_whole(number: float) -> float:
    return int(number) if number.is_integer() else number


def _date(spot: Spot) -> To | None:
    """Return the date that a text is, where day, month and the whole year are beyond doubt."""
    return _guessed_date(spot) if _WHOLE_DATE.fullmatch(spot.text) else None


def _guessed_date(spot: Spot) -> To | None:
    """Return the only date that a text reads as: with a year of two digits, or a time of day that is left out."""
    readings = read_date(spot.text)
    return To(readings[0]) if len(readings) == 1 else None


def _rating(spot: Spot) -> To | None:
    """Return the number of a rating that was typed as the word of its scale."""
    value = _scale_value(spot, spot.text) if spot.column.type is Type.RATING else None
    return None if value is None else To(value)


def _scale_value(spot: Spot, word: str) -> int | None:
    criteria = spot.book.criteria
    return (criteria.likelihood if spot.column.scale == "LikelihoodScale" else criteria.impact).value_of(word)


# ---------------------------------------------------------------------- texts

def _tidied(spot: Spot) -> To | None:
    """Return a text without stray spaces; None where a joiner may belong to the word."""
    return None if _JOINED.search(spot.text) else _bare(spot)


def _bare(spot: Spot) -> To | None:
    """Return a text without stray spaces and without any character that nobody sees."""
    text = _NO_BREAK.sub(" ", re.sub(f"[{INVISIBLE}]", "", spot.text)).strip()
    while stray_spaces(text):  # a run that a removed character kept apart
        text = _RUN.sub(" ", text).strip()
    if spot.column.type in (Type.CHOICE, Type.REFERENCE) and text:
        text = respelled(text, spot.column, spot.book)
    return To(text or None)


def _spelled(spot: Spot) -> To | None:
    """Return a label or an id with the capitals of where it comes from."""
    return To(respelled(spot.text, spot.column, spot.book))


# ---------------------------------------------------------------------- guesses

def _near_label(spot: Spot) -> To | None:
    """Return the only label of the list that is like what was typed."""
    labels = {fold(choice.label): choice.label for choice in spot.column.choices}
    near = _near(fold(spot.text), labels)
    return None if near is None else To(near)


def _near_name(spot: Spot) -> To | None:
    """Return references with each unknown one as the only name that it can mean: R-12 is R-012, "Servce" is Service."""
    known = spellings(spot.book, spot.column.refers).by_fold
    if not known:
        return None

    def one(part: str) -> str:
        word = fold(part)
        if not word or word in known:
            return part
        same = {text for key, text in known.items() if _id_form(key) == _id_form(word)}
        has_digits = any(c.isdigit() for c in word)
        near = same.pop() if len(same) == 1 else None if same or has_digits else _near(word, known)
        return part if near is None else part.replace(part.strip(), near)

    text = as_text(spot.value)
    fixed = re.sub(r"[^,;\n]+", lambda match: one(match[0]), text) if spot.column.many else one(text)
    return To(fixed) if fixed != text else None


def _id_form(text: str) -> tuple[str, ...]:
    """Return the letters and numbers of an id, without zeros in front: R-012 and "r 12" are alike, R-1-2 is not."""
    return tuple(part.lstrip("0") or "0" if part.isdigit() else part for part in re.findall(r"\d+|[^\W\d_]+", text))


def _near(word: str, known: Mapping[str, str]) -> str | None:
    found = difflib.get_close_matches(word, list(known), n=2, cutoff=_ALIKE)
    return known[found[0]] if len(found) == 1 else None


def _right_value(spot: Spot) -> To | None:
    """Return what a calculated column of plain values should hold."""
    right = spot.book.truth(spot.rows.declaration.name, spot.field)[spot.record]
    return None if right is None or isinstance(right, CellError) else To(right)


FIXES: Final[Mapping[str, Fix]] = {
    "WBK202": Fix(_number, _guessed_number),
    "WBK203": Fix(_date, _guessed_date),
    "WBK204": Fix(_tidied, _bare),
    "WBK205": Fix(_rating),
    "WBK206": Fix(unsafe=_near_label),
    "WBK210": Fix(_spelled),
    **{code: Fix(scored=True) for code in ("WBK301", "WBK302", "WBK303", "WBK304")},
    **{rule.code: Fix(unsafe=_right_value) for rule in CALCULATED},
    **{rule.code: Fix(unsafe=_near_name) for rule in RULES if isinstance(rule, Listed)},
    "RSK106": Fix(unsafe=_near_label),
    "RSK402": Fix(unsafe=_near_label),
}


def level_of(code: str) -> str:
    """Return whether a rule's findings can be fixed: safe, unsafe, both or none."""
    return FIXES[code].level if code in FIXES else "none"


def order_of(code: str) -> int:
    """Return when a rule's fix comes among those of one cell: spaces first, then what the text is."""
    return 0 if code == "WBK204" else 1
