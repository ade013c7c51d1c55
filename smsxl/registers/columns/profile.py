"""What the cells of a column look like, and how well that fits a field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from smsxl.domain.values import CellError
from smsxl.hosts.port import GridValue
from smsxl.registers.ratings import Rating, is_pair, known_word, read_rating
from smsxl.registers.words import TO_FILL, choice, is_cjk, plain
from smsxl.tables.rows import as_text, is_blank

_MOST: Final = 400
"""As many rows as tell what a column is."""

_MONTH: Final = ("(?:jan|feb|mar|mär|mrz|apr|may|mai|maj|jun|jul|aug|ago|sep|set|oct|okt|out|nov|dec|dez|dic|déc|янв|фев|мар|апр|ма[йя]|"
                 "июн|июл|авг|сен|окт|ноя|дек|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|gen|mag|"
                 "giu|lug|ott|ene|abr|avr|juin|juil|août|fév)[^\\W\\d]{0,8}\\.?")
_DATE_TEXT: Final = re.compile(
    r"\s*(?:\d{4}[-/.年]\s*\d{1,2}(?:[-/.月]\s*\d{1,2}日?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|"
    rf"\d{{1,2}}\.? ?[-. ]?(?:de )?{_MONTH},?(?:[-. ]| de )?\d{{2,4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|{_MONTH}[-. ]\d{{2,4}}|"
    r"Q[1-4][ /-]?\d{2,4}|\d{4}[ /-]?Q[1-4])(?:[ T]\d{1,2}:\d{2}.*| ?(?:r|г|р)\.?(?:oku|ода)?)?\s*", re.IGNORECASE)
_ID: Final = re.compile(r"[#№]?\s*(?:[^\W\d]{0,8}[-_. /#]{0,2}){0,3}\d{1,6}(?:[-_./]\d{1,6}){0,3}[a-z]?\.?", re.IGNORECASE)
_DAYS: Final = (20_000, 60_000)
_YEARS: Final = (1990, 2100)
_PERIOD: Final = 18
"""Periods in words are no longer than this on average."""

PAIRED: Final = 0.6
"""From this share on a column of pairs holds two ratings in each cell, and is no field of its own."""

_SENTENCE: Final = 36
"""Cells longer than this are texts, whatever numbers end them."""

_MONEY: Final = 5_000
"""What is typed and higher than this is an amount of money or of work, no score."""

_NAMES: Final = 3
_CODES: Final = 0.7
_CODE: Final = 8
"""As many different pairs of an unknown word and a number tell names from words of a scale."""


_ROMANS: Final = frozenset(("i", "ii", "iii", "iv", "v", "vi"))

_LETTERS: Final = 7
"""The most letters that a scale of letters has."""


@dataclass(frozen=True)
class Profile:
    """What the records of one column hold, as shares of those that are filled."""

    count: int = 0
    rows: int = 0
    formulas: int = 0
    numbers: float = 0.0
    """Cells that hold a number, typed as text or not."""
    ratings: tuple[Rating, ...] = ()
    dates: float = 0.0
    ids: float = 0.0
    distinct: int = 0
    length: float = 0.0
    low: float = 0.0
    high: float = 0.0
    whole: float = 0.0
    percents: bool = False
    graded: float = 0.0
    """Cells whose word is one of a scale, or whose number comes with a word."""
    worded: float = 0.0
    """Cells whose word is one that scales have."""
    treatments: float = 0.0
    statuses: float = 0.0
    types: float = 0.0
    rising: bool = False
    pairs: float = 0.0
    """Cells that hold a likelihood and an impact together."""
    remarked: float = 0.0
    """Cells that give reasons beside the word of a scale."""
    steps: int = 0
    """As many different ratings as the cells say, whatever remarks come with them."""
    romans: float = 0.0
    """Cells that hold a Roman numeral of a scale: "I" to "VI"."""
    ideographic: bool = False
    """Whether the cells are written in a script that says more in a letter."""

    @property
    def rated(self) -> float:
        """The share of cells that say a rating: a small number, or a word of a scale."""
        return self.numbers + self.graded

    @property
    def few(self) -> bool:
        """Whether the same few texts come back."""
        return self.distinct <= max(3, min(12, self.count // 2))


def profile(values: Sequence[GridValue], formulas: int = 0) -> Profile:
    """Return what a column's records hold."""
    typed = [value for value in values if not is_blank(value) and not isinstance(value, CellError)
             and not (isinstance(value, str) and TO_FILL.fullmatch(value))][:_MOST]
    filled = [value for value in typed if not (isinstance(value, str) and value.startswith("="))]
    formulas += len(typed) - len(filled)  # a text file keeps formulas as it keeps texts
    if not filled:
        return Profile(rows=len(values), formulas=formulas)
    total = len(filled)
    ratings = [read_rating(value) for value in filled]
    found = [rating for rating in ratings if rating is not None]
    numbers = [r.number for r in found if r.number is not None and not r.word]
    graded = [r for r in _scaled(found, total) if r.number is not None or known_word(r)]
    texts = [plain(as_text(value)) for value in filled]
    every = [r.number for r in found if r.number is not None]
    return Profile(
        count=total, rows=len(values), formulas=formulas, numbers=len(numbers) / total, ratings=tuple(found),
        dates=_share(filled, _is_date), ids=_share(filled, _is_id), distinct=len(set(texts)),
        length=sum(len(as_text(value)) for value in filled) / total,
        low=min(every, default=0.0), high=max(every, default=0.0),
        whole=sum(n == int(n) for n in every) / len(every) if every else 0.0,
        percents=any(r.percent for r in found), graded=len(graded) / total,
        worded=sum(known_word(r) for r in found) / total,
        treatments=sum(choice("treatments", text) is not None for text in texts) / total,
        statuses=sum(choice("statuses", text) is not None for text in texts) / total,
        types=sum(choice("types", text) is not None for text in texts) / total,
        pairs=0.0 if _out_of(found) else _share(filled, is_pair), rising=_rising(numbers, total),
        remarked=sum(r.remark for r in found) / total, steps=len({(r.number, plain(r.word)) for r in found}),
        romans=sum(text in _ROMANS for text in texts) / total, ideographic=sum(map(is_cjk, texts)) > total / 2)


def _out_of(found: Sequence[Rating]) -> bool:
    """Whether the cells count steps out of the same number ("3/5", "2/5") rather than rate twice."""
    tops = [rating.out_of for rating in found if rating.out_of is not None]
    return len(tops) > len(found) / 2 and len(set(tops)) == 1


def _rising(numbers: Sequence[float], total: int) -> bool:
    """Whether cells number the rows: each is one more than the one above, but for a typing error in a long column."""
    if len(numbers) < total or total <= 2:
        return False
    steps = [b - a == 1 for a, b in pairwise(numbers)]
    return all(steps) or (total > 6 and sum(steps) >= 0.75 * len(steps) and numbers[-1] - numbers[0] >= total - 2)


def _scaled(found: Sequence[Rating], total: int) -> list[Rating]:
    """Return the ratings with a word of a scale: unknown ones that come with ever other numbers ("Site 7") are names."""
    pairs = {(plain(r.word), r.number) for r in found if r.word and r.number is not None and not known_word(r)}
    words = {word for word, _ in pairs}
    once = len(pairs) > _NAMES and len(pairs) == len(words) and len(found) < total  # "4 Build server", "5 Payroll"
    names = words if once or (len(pairs) >= _NAMES and len(pairs) > 1.5 * len(words)) else set()
    marked = [r.number for r in found if r.number is not None and _MARK.fullmatch(r.word)]
    if len(marked) > _NAMES and len(marked) == len(found) and all(b > a for a, b in pairwise(marked)):  # "R1", "R2", ...: codes, no steps
        return []
    return [r for r in found if r.word and plain(r.word) not in names]


_MARK: Final = re.compile(r"[^\W\d]{1,3}\s?-?\s?[0-9]{1,2}")


def _share(values: Iterable[GridValue], test: object) -> float:
    found = [bool(test(value)) for value in values]  # type: ignore[operator]  # one of the functions below
    return sum(found) / len(found)


def _is_date(value: GridValue) -> bool:
    if isinstance(value, dt.date):
        return True
    return isinstance(value, str) and len(value) < 40 and _DATE_TEXT.fullmatch(value) is not None


def _is_id(value: GridValue) -> bool:
    if isinstance(value, float) and not value.is_integer():
        return False
    text = as_text(value).strip()
    letters = sum(c.isalpha() for c in text)
    return len(text) <= 24 and letters <= (3 if is_cjk(text) else 10) and _ID.fullmatch(text) is not None


def fit(kind: str, p: Profile) -> float:
    """Return how well a column's cells fit a kind of field: 0 not at all, 1 wholly. A blank column fits most."""
    if p.count == 0:
        return 0.85 if kind not in ("rating", "score", "level") else 0.75 if not p.formulas else 0.8
    if p.pairs >= PAIRED and kind not in ("id", "date"):
        return 0.1
    return _FITS[kind](p)


def _rating(p: Profile) -> float:
    if p.length <= 1 and p.distinct <= _LETTERS and p.count >= _NAMES + 1 and p.rated < 0.5:
        return 0.9  # A to E
    if p.romans > 0.9 and p.distinct > 1:
        return 0.9
    if p.count and p.rated < 0.5:
        if p.few and p.distinct <= 7 and p.length <= 20 and p.count >= _NAMES and not p.dates:
            return 0.7
        return 0.1 if p.length > 25 or p.dates > 0.5 else 0.35
    if p.dates > 0.5:
        return 0.05
    if p.graded > 0.4:
        if p.remarked and p.worded > 0.6:
            return 1.0 if p.steps <= 9 else 0.6
        return 1.0 if p.distinct <= 12 and (p.worded > 0.3 or p.length <= _SENTENCE) else 0.3 if p.length > _SENTENCE else 0.6
    if p.high <= 10 and p.low >= 0 and (p.whole > 0.8 or p.high <= 1 or p.distinct <= 12):
        return 0.8 if p.rising and p.count > 5 else 1.0
    if p.percents or p.high <= 100:
        return 0.6 if p.rising else 0.85 if p.distinct <= max(12, p.count // 2) else 0.7
    return 0.5 if p.rising else 0.7  # money


def _score(p: Profile) -> float:
    if p.dates > 0.5:
        return 0.05
    if p.numbers > 0.6 or (p.worded > 0.5 and p.high > 5):
        base = 1.0 if p.formulas or 5 < p.high <= _MONEY else 0.55 if p.high > _MONEY else 0.9
        return 0.5 if p.rising else base
    if p.graded > 0.5:
        return 0.3
    return 0.15


def _level(p: Profile) -> float:
    if p.numbers > 0.6:
        return 0.35
    if p.graded > 0.5:
        if not p.worded and p.steps > 1:
            return 0.93  # "P1", "P2" may be levels; where another column has words, those are
        return 1.0 if p.worded > 0.3 or p.length <= _SENTENCE else 0.3
    if p.distinct <= 7 and p.length <= 25 and not p.dates and (p.few or p.formulas):
        return 0.8
    return 0.15


def _id(p: Profile) -> float:
    if p.dates > 0.5 or p.length > 25:
        return 0.15
    unique = p.distinct / p.count
    if p.ids > 0.6:
        return 1.0 if unique > 0.7 else 0.55
    return 0.8 if unique > 0.8 and p.length <= 16 else 0.35


def _title(p: Profile) -> float:
    if p.dates > 0.5 or p.numbers > 0.5:
        return 0.15
    if p.length < 4 or (p.distinct <= 6 and p.count > 12) or p.ids > 0.7:
        return 0.45
    if p.worded > 0.5 and (p.few or p.worded > 0.9):
        return 0.25
    return 1.0 if p.length <= 150 else 0.9


def _text(p: Profile) -> float:
    if p.dates > 0.6 or p.numbers > 0.5:
        return 0.2
    if p.worded > 0.6 and p.few and p.count > 3:
        return 0.3
    if p.ids > _CODES and p.length <= _CODE:
        return 0.4
    if p.few and p.distinct <= min(_NAMES, p.count - 2) and p.length <= _CODE:
        return 0.58  # "internal" and "external": two or three words that come again are chosen, not written
    return 1.0 if p.length > (4 if p.ideographic else 12) or p.count < 4 else 0.85


def _words(p: Profile) -> float:
    return 0.3 if p.dates > 0.6 or (p.numbers > 0.6 and p.distinct > 12) else 1.0


def _group(p: Profile) -> float:
    if p.dates > 0.5 or p.numbers > 0.7:
        return 0.3
    if p.worded > 0.6 and p.few:
        return 0.55
    return 1.0 if p.length <= 60 else 0.6


def _name(p: Profile) -> float:
    if p.dates > 0.5 or p.numbers > 0.5:
        return 0.25
    return 1.0 if p.length <= 60 else 0.6


def _type(p: Profile) -> float:
    if p.types > 0.6 and p.distinct <= 4:
        return 1.0
    return 0.5 if p.distinct <= 3 else 0.3


def _treatment(p: Profile) -> float:
    if p.treatments > 0.5 and p.length <= 40:
        return 1.0
    if p.length > 30 or p.distinct > 12:
        return 0.3
    return 0.75 if p.few else 0.6


def _status(p: Profile) -> float:
    if p.statuses > 0.5:
        return 1.0
    if p.dates > 0.6 or p.numbers > 0.7:
        return 0.3
    if p.statuses <= 0.34 and p.count < p.rows / 2:
        return 0.6  # remarks on a few risks
    return 0.9 if p.few and p.length <= 30 else 0.65


def _date(p: Profile) -> float:
    if p.dates >= 0.4:
        return 1.0
    if p.numbers > 0.8 and _DAYS[0] <= p.low and p.high <= _DAYS[1]:
        return 0.9
    if p.numbers > 0.8 and p.whole > 0.99 and _YEARS[0] <= p.low and p.high <= _YEARS[1]:
        return 0.8
    if p.statuses <= 0.5 and (p.dates > 0 or (p.length <= _PERIOD and p.numbers < 0.5)):
        return 0.68  # "1 month", "end of year", "at once"
    return 0.25 if p.numbers > 0.6 else 0.6


def _review(p: Profile) -> float:
    return _date(p) if p.dates > 0 or p.numbers > 0.5 else 0.55  # "weekly" says how often, not when


def _rank(p: Profile) -> float:
    if p.numbers > 0.8 and p.whole > 0.9 and p.low >= 1 and p.high <= max(10, p.rows * 1.2):
        return 0.65 if p.rising else 1.0  # running numbers number the rows
    return 0.2


_FITS: Final = {"rating": _rating, "score": _score, "level": _level, "id": _id, "title": _title, "text": _text,
                "words": _words, "group": _group, "name": _name, "type": _type, "treatment": _treatment,
                "status": _status, "date": _date, "review": _review, "rank": _rank}
