"""What a cell says as a rating: a number, a word, or both ("4 - Likely")."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from smsxl.hosts.port import GridValue
from smsxl.registers.words import plain, strength

_MOST_WORD: Final = 48
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]+)?")
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?)\s*[%％](?:\s*[(\[（]\s*[0-9]{1,2}\s*[)\]）])?")
"""A share, with the step of a scale that it is on where the cell says so: "80 % (4)"."""
_LEADING: Final = re.compile(r"[(\[]?\s*([0-9]{1,3}(?:[.,][0-9]+)?)\s*[)\]]?\s*(?:[-–—:.=|)/、：)]\s*|\s+|(?=[^\W\d]))"
                             r"(\(?[^\W\d].*)", re.DOTALL)
_TRAILING: Final = re.compile(r"([^0-9]*[^\W\d][^0-9]*?)\s*[-–—:=(\[（]?\s*([0-9]{1,2}(?:[.,][0-9]+)?)\s*[)\]）]?", re.DOTALL)
_REMARKED: Final = re.compile(r"([^\W\d][^():;,–—→=\n]{0,40}?)\s*(?:[(（:：;,–—→=\n]|->|- |\. ).*", re.DOTALL)
_OF: Final = re.compile(r"(\d{1,2})\s*(?:/|von|out of|of|sur|de|di|su|van|из|av|z)\s*(\d{1,2})", re.IGNORECASE)
_MONEY: Final = re.compile(r"(?:[A-Z]{3}|[$€£¥₹])?\s*([+-]?\d{1,3}(?:(?P<gap>[ ,.'’\u00a0\u202f])\d{3})(?:(?P=gap)\d{3})*|[+-]?\d{1,9})"
                          r"(?:[.,]\d{1,2})?\s*(?:[A-Z]{3}|[$€£¥₹])?")
_BEFORE: Final = re.compile("^[\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f300-\U0001faff\\s]+")
_AFTER: Final = re.compile("(?<=[\\w)])\\s*[\u25a0-\u27bf\u2b00-\u2bff\ufe0f\U0001f300-\U0001faff]+$")
_MOST_REMARK: Final = 600
_MARKED: Final = re.compile(r"[A-Za-zА-Яа-я]{1,2}\s?-?\s?([0-9]{1,2})")
TICKS: Final = frozenset(("x", "✓", "✔", "✗", "✘", "☑", "☒", "●", "•", "■", "√", "v", "♦", "*", "ü", "û", "yes", "1", "○", "◯", "х", "+", "да", "oui", "ja", "si", "是", "true"))


@dataclass(frozen=True)
class Rating:
    """A rating as a cell says it. `text` is true where a number was typed as text."""

    number: float | None = None
    word: str = ""
    text: bool = False
    percent: bool = False
    remark: bool = False
    """Whether the cell goes on and says more than its rating: "Medium: the supplier has no spare"."""
    out_of: float | None = None
    """The highest step, where the cell names it: 5 in "3/5"."""


def read_rating(value: GridValue) -> Rating | None:
    """Return what a cell says as a rating; None where it says none."""
    if isinstance(value, bool) or value is None or isinstance(value, (dt.date, dt.time)):
        return None
    if isinstance(value, (int, float)):
        return Rating(float(value)) if math.isfinite(value) else None
    if isinstance(value, str):
        return _read(value.strip())
    return None


@lru_cache(maxsize=20_000)
def _read(text: str) -> Rating | None:
    sign, text = _sign(text)
    bare = _AFTER.sub("", text)  # "9 🟠"
    found = _said(bare)
    if found is not None and found.text and bare != text:
        return Rating(found.number)  # a number with a sign beside it is a text on purpose
    if sign and (found is None or (found.number is None and strength(found.word) is None)):
        return Rating(word=sign, remark=bool(text))  # a coloured circle and what else the cell says
    return found


def _sign(text: str) -> tuple[str, str]:
    """Return the sign that a cell begins with, where it is one of a colour, and the text without any such signs."""
    rest = _BEFORE.sub("", text)
    return next((sign for sign in text[:len(text) - len(rest)] if strength(sign) is not None), ""), rest


def _said(text: str) -> Rating | None:
    if not text or len(text) > _MOST_REMARK:
        return None
    match = _REMARKED.fullmatch(text)
    if match and strength(match[1]) is not None and not (len(match[1]) == 1 and strength(text) is not None):
        number = _TRAILING.fullmatch(text)
        if number is None or plain(number[1]) != plain(match[1]):  # "Major (box M4)" has a remark, "Major (4)" a number
            return Rating(word=match[1], remark=True)
    if len(text) > _MOST_WORD + 8:
        return None
    match = _OF.fullmatch(text)
    if match and 0 < int(match[1]) <= int(match[2]) > 2 and (int(match[2]) <= _STEPS or int(match[2]) in _TOPS):
        return Rating(float(match[1]), out_of=float(match[2]))
    if _NUMBER.fullmatch(text):
        return Rating(_float(text), text=True)
    match = _PERCENT.fullmatch(text)
    if match:
        return Rating(_float(match[1]) / 100, text=True, percent=True)
    match = _MONEY.fullmatch(text)
    if match and (match["gap"] or not text[-1:].isdigit() or not text[:1].isdigit()):
        return Rating(float("".join(c for c in match[1] if c.isdigit() or c == "-")))
    match = _LEADING.fullmatch(text)
    if match and _is_word(match[2]):
        return Rating(_float(match[1]), match[2].strip(" ()[]"))
    match = _MARKED.fullmatch(text)
    if match:
        return Rating(float(match[1]), text)
    match = _TRAILING.fullmatch(text)
    if match and _is_word(match[1]) and (text[len(match[1].rstrip()):].strip()[0] in "-–—:=([（"
                                         or text[-1] in ")]）" or strength(match[1]) is not None):
        return Rating(_float(match[2]), match[1].strip(" ()[]-–—:=（"))
    return Rating(word=text) if _is_word(text) else None


def _is_word(text: str) -> bool:
    return len(text) <= _MOST_WORD and len(text.split()) <= 6 and bool(plain(text))


def _float(text: str) -> float:
    return float(text.replace(",", "."))


_PAIR: Final = re.compile(r"(?:[^\W\d]+[ .:=]*)?(\d{1,2})\s*(?:[^\W\d]{2,}\s*)?[x×*/|,;+&хX]\s*(?:[^\W\d]+[ .:=]*)?(\d{1,2})"
                          r"(?:\s*(?:[^\W\d]{2,}\s*)?(?:[=→]|->)\s*\(?\d{1,3}.{0,20})?")
_BETWEEN: Final = re.compile(r"\s*[/|×x,;+&]\s*")
_STEPS: Final = 10
_TOPS: Final = (12, 15, 16, 20, 25)
"""The highest scores of usual matrices, as in "12/25"."""


def is_pair(value: GridValue) -> bool:
    """Whether a cell holds likelihood and impact together: "4 x 5 = 20", "3/4", "M/H", "Likely / Major"."""
    if not isinstance(value, str) or not 3 <= len(text := value.strip()) <= _MOST_WORD:
        return False
    match = _PAIR.fullmatch(text)
    if match:
        return 0 < int(match[1]) <= _STEPS and 0 < int(match[2]) <= _STEPS
    words = _BETWEEN.split(text)
    return len(words) == 2 and all(strength(word) is not None for word in words)


def known_word(rating: Rating) -> bool:
    """Whether the word of a rating is one that scales have."""
    return bool(rating.word) and strength(rating.word) is not None
