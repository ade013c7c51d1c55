"""Keys: the small tables beside a register or on another sheet that say what its numbers and words mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from smsxl.hosts.port import GridValue
from smsxl.registers.cells import Cells
from smsxl.registers.headings.meaning import meaning
from smsxl.registers.model import Band, Register
from smsxl.registers.words import plain, strength
from smsxl.tables.rows import as_number, as_text

_DASH: Final = r"(?:-|–|—|~|～|〜|to|bis|à|a|al|do|до|t/m|till|ile|から|至|und|and|и|y|e|et)"
_NUMBER: Final = r"([0-9]{1,4}(?:[.,][0-9]+)?)"
_BETWEEN: Final = re.compile(rf"[^0-9]{{0,24}}?{_NUMBER}\s*{_DASH}\s*{_NUMBER}(?:[^0-9].{{0,20}})?", re.IGNORECASE)
_FROM: Final = re.compile(rf"(?:>=|≥|=>|ab|from|a partir de|desde|dès|vanaf|od|от|min\.?)\s*{_NUMBER}.{{0,12}}|{_NUMBER}\s*(?:\+|and above|or more|or higher|and over|以上|und mehr|et plus|o más|o mas|e oltre|ou mais|en hoger|i więcej|и выше|ve üzeri|och högre|og over)",
                          re.IGNORECASE)
_UP_TO: Final = re.compile(rf"(?:<=|≤|=<|bis|up to|hasta|jusqu'?[aà]|fino a|até|tot|do|до|max\.?)\s*{_NUMBER}.{{0,12}}|{_NUMBER}\s*(?:or less|and below|or lower|以下|und weniger|et moins|o menos|e meno|ou menos|en lager|i mniej|и ниже|ve altı)",
                           re.IGNORECASE)
_ABOVE: Final = re.compile(rf"[>＞]\s*{_NUMBER}")
_BELOW: Final = re.compile(rf"[<＜]\s*{_NUMBER}")
_TOP: Final = 1_000.0
_HIGHEST_STEP: Final = 100


def small_cells(cells: Cells, register: Register) -> Iterator[tuple[int, int, GridValue]]:
    """Yield the filled cells of a sheet in which a key may stand: not those of the register itself."""
    own = {*register.records, *register.place.placeholders, *register.place.heading.rows} if cells.sheet == register.sheet else set()
    columns = set(register.place.heading.texts)
    for row, column, value in cells.beginning:
        if row not in own or column not in columns:
            yield row, column, value


def numbers_beside(sheets: Iterable[Cells], register: Register, words: Sequence[str], axis: str) -> dict[str, float] | None:
    """Return the number that stands beside each word of a scale in a key; None where no key holds most of them."""
    wanted = set(words)
    best: tuple[float, dict[str, float]] | None = None
    for cells in sheets:
        for row, column, run in _runs(cells, register, wanted):
            held = len(wanted & run.keys())
            values = list(run.values())
            if held < max(2, 0.6 * len(wanted)) or len(set(values)) != len(values):
                continue
            named = any(axis in meaning(as_text(cells.value(row - up, column + side))).fields
                        for up in (1, 2, 3) for side in (-1, 0, 1) if row > up and column + side > 0)
            weight = held + (1 if named else 0) + (0.2 if cells.sheet == register.sheet else 0)
            if best is None or weight > best[0]:
                best = (weight, run)
    return None if best is None else best[1]


def _runs(cells: Cells, register: Register, wanted: set[str]) -> Iterator[tuple[int, int, dict[str, float]]]:
    """Yield what may be keys of words: the first row, the column of the words, and the number of each word."""
    found: dict[tuple[int, int], list[tuple[int, str, float]]] = {}
    for row, column, value in small_cells(cells, register):
        word = plain(as_text(value))
        if word not in wanted and strength(as_text(value)) is None:
            continue
        for step in (-1, 1, -2, 2):
            number = as_number(cells.value(row, column + step)) if column + step > 0 else float("nan")
            if number == number and 0 < number <= _HIGHEST_STEP:
                found.setdefault((column, step), []).append((row, word, number))
    for (column, _), lines in found.items():
        start = 0
        for i in range(1, len(lines) + 1):
            if i == len(lines) or lines[i][0] - lines[i - 1][0] > 2:
                run = {word: number for _, word, number in lines[start:i]}
                if len(run) == i - start:  # in a key each word stands once
                    yield lines[start][0], column, run
                start = i


def steps_under(sheets: Iterable[Cells], register: Register, axis: str) -> dict[float, str] | None:
    """Return the numbers 1 to n and their words that stand below a heading of an axis, in a key."""
    for cells in sheets:
        for row, column, value in small_cells(cells, register):
            if not isinstance(value, str) or len(value) > 60 or meaning(value).fields.get(axis, 0) < 0.6:
                continue
            for at in (column, column - 1, column + 1, column - 2, column - 3):
                risks = set(register.records) if cells.sheet == register.sheet else set()
                found = _steps(cells, row, at, column, risks)
                if found is not None:
                    return dict(sorted(found.items()))
    return None


def _steps(cells: Cells, row: int, column: int, named: int, risks: set[int]) -> dict[float, str] | None:
    """Return the numbers in a column and the words beside them: those below the heading itself come first."""
    found: dict[float, str] = {}
    for below in range(row + 1, row + 14):
        if below in risks:
            break
        number = as_number(cells.value(below, column)) if column > 0 else float("nan")
        if number != number:
            if found or below > row + 2:
                break
            continue
        steps = list(found)
        if number in found or (len(steps) > 1 and (number > steps[-1]) != (steps[1] > steps[0])):
            return None  # the numbers of a key go up or down, those of risks go anywhere
        words = [as_text(v) for side in (named - column or 1, 1, 2, -1) if column + side > 0
                 and isinstance(v := cells.value(below, column + side), str)]
        found[number] = " ".join(words[0].split())[:40] if words else ""
    numbers = sorted(found)
    whole = 3 <= len(numbers) <= 10 and numbers == [float(n) for n in range(int(numbers[0]), int(numbers[0]) + len(numbers))]
    return found if whole and numbers[0] in (0, 1) and any(found.values()) else None


def read_range(text: str) -> tuple[float, float] | None:
    """Return the scores that a text such as "5-9", ">= 15", "up to 4" or "15+" means; None where it means none."""
    text = " ".join(text.replace("（", "(").split())
    if len(text) > 60:
        return None
    for pattern, make in (
        (_BETWEEN, lambda n: (n[0], n[1])), (_FROM, lambda n: (n[0], _TOP)), (_UP_TO, lambda n: (0.0, n[0])),
        (_ABOVE, lambda n: (n[0] + 1, _TOP)), (_BELOW, lambda n: (0.0, n[0] - 1)),
    ):
        match = pattern.search(text)
        if match is not None:
            found = make([float(group.replace(",", ".")) for group in match.groups() if group is not None])
            return found if found[0] <= found[1] else None
    return None


def bands_of_labels(sheets: Iterable[Cells], register: Register,
                    labels: Sequence[str]) -> tuple[tuple[Band, ...], tuple[tuple[str, int, int], ...]]:
    """Return the scores that a key gives for the labels of levels, and the cells that say so.

    `labels` are those that the register uses; without any the words that levels usually have are looked for.
    """
    wanted = {plain(label) for label in labels}
    best: tuple[tuple[Band, ...], tuple[tuple[str, int, int], ...]] = ((), ())
    for cells in sheets:
        found: dict[str, tuple[Band, tuple[str, int, int]]] = {}
        several = False
        for row, column, value in small_cells(cells, register):
            if not isinstance(value, str) or len(value) > 80:
                continue
            read = _band(cells, row, column, value, wanted)
            if read is not None:
                there = found.setdefault(plain(read[0].label), read)
                several |= (there[0].low, there[0].high) != (read[0].low, read[0].high)
        if several:  # a key says it once; these are the rows of another register
            continue
        held = [read for label, read in found.items() if not wanted or label in wanted]
        if len(held) >= max(2, 0.6 * len(wanted)) and len(held) > len(best[0]):
            held.sort(key=lambda read: (read[0].low, read[0].high))
            best = (tuple(read[0] for read in held), tuple(read[1] for read in held))
    return best


def _band(cells: Cells, row: int, column: int, value: str,
          wanted: set[str]) -> tuple[Band, tuple[str, int, int]] | None:
    label = _label(value, wanted)
    if label is None:
        return None
    inner = read_range(value) if any(c.isdigit() for c in value) else None
    if inner is not None:
        return Band(label, *inner), (cells.sheet, row, column)
    for step in (1, -1, 2, -2):
        if column + step < 1:
            continue
        beside = cells.value(row, column + step)
        if isinstance(beside, str) and (read := read_range(beside)) is not None:
            return Band(label, *read), (cells.sheet, row, column + step)
    for first, second in ((1, 2), (-2, -1)):
        if column + first < 1:
            continue
        low, high = as_number(cells.value(row, column + first)), as_number(cells.value(row, column + second))
        if low == low and high == high and low <= high and high > 1:
            return Band(label, low, high), (cells.sheet, row, column + first)
    return None


def _label(value: str, wanted: set[str]) -> str | None:
    """Return the label that a cell of a key names, without the range that may stand with it."""
    for whole in (value, re.split(r"[(（:=\[]|\d", value)[0]):
        text = " ".join(whole.split()).strip(" -–:")
        if text and (plain(text) in wanted or (not wanted and strength(text) is not None)):
            return text
    words = re.sub(r"[0-9<>=≤≥+().:-]+", " ", value)
    words = " ".join(words.split())
    return words if words and plain(words) in wanted else None
