"""The values and words in which a register rates, and the number that each cell of a rating stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from smsxl.registers.cells import Cells
from smsxl.registers.criteria.legend import numbers_beside, steps_under
from smsxl.registers.model import Mapped, Register, Scale
from smsxl.registers.ratings import Rating, read_rating
from smsxl.registers.words import order_of, plain, strength

_RANGE: Final = re.compile(r"(?<!\d)([01])\s*(?:\([^)]*\))?\s*(?:-|–|—|~|～|to|bis|à|a|al|do|до|od|…|\.\.+|t/m|till|ile|から)\s*"
                           r"([3-9]|10)(?!\d)", re.IGNORECASE)
_ODD: Final = 0.05
_SIZES: Final = (3, 4, 5, 6, 10, 100)


def ratings(register: Register, field: str) -> list[Rating | None]:
    """Return what each record says in a column of ratings; None where it says none."""
    mapped = register.columns.get(field)
    if mapped is None:
        return [None] * len(register.records)
    if mapped.ticks:
        return [_ticked(register.cells, row, mapped) for row in register.records]
    return [read_rating(register.cells.value(row, mapped.column)) for row in register.records]


def _ticked(cells: Cells, row: int, mapped: Mapped) -> Rating | None:
    marked = [place for place, (column, _) in enumerate(mapped.ticks) if cells.filled(row, column)]
    if len(marked) != 1:
        return None
    found = read_rating(mapped.ticks[marked[0]][1])
    number = found.number if found is not None and found.number is not None else None
    return Rating(number, found.word if found is not None else mapped.ticks[marked[0]][1])


def numbers(register: Register, field: str) -> list[float | None]:
    """Return the number of each record's rating, by the register's own scale where it is a word."""
    scale = register.scales.get(field)
    out: list[float | None] = []
    for rating in ratings(register, field):
        number = None if rating is None else rating.number
        if number is None and rating is not None and rating.word and scale is not None:
            number = scale.number(rating.word)
        out.append(number)
    return out


def find_scale(cells: Iterable[Cells], register: Register, field: str, highest: float) -> Scale | None:
    """Return the scale of a column of ratings; `highest` is the highest number of all ratings of the register."""
    said = [rating for rating in ratings(register, field) if rating is not None]
    sheets = list(cells)
    mapped = register.columns[field]
    if mapped.ticks:
        return _of_ticks(mapped)
    if not said:
        return _stated(register, mapped, sheets, field)
    pairs = [(r.number, r.word) for r in said if r.number is not None and r.word]
    if len(pairs) >= 0.5 * len(said):
        return _of_pairs(pairs)
    numbered = [r.number for r in said if r.number is not None]
    if len(numbered) >= 0.5 * len(said):
        return _stated(register, mapped, sheets, field) or _of_numbers(numbered, highest)
    return _of_words([r.word for r in said if r.word], sheets, register, field)


def _of_ticks(mapped: Mapped) -> Scale:
    read = [read_rating(head) for _, head in mapped.ticks]
    if all(rating is not None and rating.number is not None for rating in read):
        values = tuple(float(r.number) for r in read if r is not None and r.number is not None)
        words = tuple(r.word for r in read if r is not None)
        return Scale(values, words if all(words) else (), "ticks")
    return _ranked([head for _, head in mapped.ticks], "words")


def _of_pairs(pairs: Sequence[tuple[float, str]]) -> Scale:
    words: dict[float, Counter[str]] = {}
    for number, word in pairs:
        words.setdefault(number, Counter())[word] += 1
    values = sorted(words)
    full = _filled([int(v) for v in values]) if all(v == int(v) for v in values) else values
    known = {value: counter.most_common(1)[0][0] for value, counter in words.items()}
    return Scale(tuple(map(float, full)), tuple(known.get(value, "") for value in full), "numbers and words")


def _filled(values: Sequence[int]) -> list[float]:
    """Return whole numbers without the gaps that nobody chose."""
    top = max(values)
    return [float(v) for v in range(min(1, *values), top + 1)] if top <= 10 else [float(v) for v in values]


def _stated(register: Register, mapped: Mapped, sheets: Sequence[Cells], field: str) -> Scale | None:
    """Return a scale of numbers that the heading ("1 - 5") or a key beside the register states."""
    match = _RANGE.search(" ".join(register.place.heading.whole(mapped.column).split()))
    if match is not None:
        return Scale(tuple(float(v) for v in range(int(match[1]), int(match[2]) + 1)), (), "heading")
    found = steps_under(sheets, register, field.rpartition("_")[2])
    return None if found is None else Scale(tuple(found), tuple(found.values()), "key")


def _of_numbers(found: Sequence[float], highest: float) -> Scale:
    values = sorted(set(found))
    if all(v == int(v) for v in values) and values[0] >= 0 and highest <= 10:
        top = next(size for size in _SIZES if size >= highest)
        return Scale(tuple(float(v) for v in range(0 if values[0] == 0 else 1, top + 1)), (), "numbers")
    return Scale(tuple(values), (), "numbers")


def _of_words(words: Sequence[str], sheets: Sequence[Cells], register: Register, field: str) -> Scale | None:
    counted = Counter(plain(word) for word in words)
    shown = {plain(word): word for word in reversed(words)}
    distinct = [word for word in counted if word]
    known = [word for word in distinct if strength(shown[word]) is not None
             and (counted[word] > 1 or "/" not in shown[word])]
    odd = sum(counted[word] for word in distinct) - sum(counted[word] for word in known)
    if len(known) > 1 and odd <= max(1, _ODD * len(words)):
        distinct = known  # a word that stands in one row, such as "H/M", is none of the scale
    if not 1 < len(distinct) <= 12:
        return None
    numbered = numbers_beside(sheets, register, distinct, field.rpartition("_")[2])
    if numbered is not None:
        ordered = sorted(numbered, key=lambda word: numbered[word])
        return Scale(tuple(numbered[word] for word in ordered), tuple(shown.get(word, word) for word in ordered), "words")
    return _ranked([shown[word] for word in distinct], "words")


def _ranked(words: Sequence[str], source: str) -> Scale:
    """Order words by their strength; words as strong as each other, such as "rare" and "seldom", share a value."""
    if all(strength(word) is not None for word in words):
        ordered = sorted(words, key=order_of)
        steps = sorted(set(map(order_of, words)))
        if len(steps) > 1:
            return Scale(tuple(float(steps.index(order_of(word)) + 1) for word in ordered), tuple(ordered), source)
    elif (lettered := _lettered(words)) is not None:
        ordered = lettered
    elif all(len(word) == 1 and word.isascii() for word in words):
        ordered = sorted(words)
        places = [letter_step(ordered[0], word) for word in ordered]
        if all(0 < place <= _MOST_LETTERS for place in places):  # a letter that nobody chose keeps its place
            return Scale(tuple(places), tuple(ordered), source)
    else:
        return Scale((), (), "unknown words")
    return Scale(tuple(float(i) for i in range(1, len(ordered) + 1)), tuple(ordered), source)


_MOST_LETTERS: Final = 8


def letter_step(first: str, letter: str) -> float:
    """Return the place of a letter in the alphabet, counted from another that is 1."""
    return float(ord(letter.upper()) - ord(first.upper()) + 1)


_INITIALS: Final = ("nmh", "gmh", "nsw", "nśw", "fme", "fmf", "bma", "lmh", "lmg", "нсв", "doy", "lmk", "msk")
"""The first letters of low, medium and high in the languages that write them so, from the lowest."""


def _lettered(words: Sequence[str]) -> list[str] | None:
    """Return words that are initials of low, medium and high in their order, doubled ones outermost; None otherwise."""
    letters = [word.strip().casefold() for word in words]
    known = next((each for each in _INITIALS if set("".join(letters)) <= set(each)
                  and all(word.count(word[:1]) == len(word) > 0 for word in letters)), None)
    if known is None or len(words) < 2:
        return None
    places = {word: (at := known.index(word[0])) - (len(word) - 1 if at == 0 else 1 - len(word)) for word in letters}
    return sorted(words, key=lambda word: places[word.strip().casefold()])


def ordered_words(words: Sequence[str], stated: Mapping[str, float]) -> Scale:
    """Return one scale of the words that several ratings use; words with a number of their own in a key keep it."""
    distinct = list({plain(word): word for word in reversed(words)}.values())
    if len(set(stated.values())) == len(distinct) == len(stated):
        ordered = sorted(distinct, key=lambda word: stated[word])
        return Scale(tuple(stated[word] for word in ordered), tuple(ordered), "words")
    return _ranked(distinct, "words")
