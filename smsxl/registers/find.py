"""Finds the heading of a register in a sheet: in any row, of one to three rows, with merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smsxl.domain.values import is_number
from smsxl.hosts.port import GridValue
from smsxl.registers.cells import Cells
from smsxl.registers.fields import AXES
from smsxl.registers.headings.meaning import Meaning, joined, meaning, stage_of
from smsxl.registers.model import Heading
from smsxl.registers.ratings import known_word, read_rating
from smsxl.registers.words import aliases, is_cjk, plain
from smsxl.tables.rows import is_blank

_MOST_ROWS: Final = 400
"""Rows with contents in which headings are looked for, from the top of a sheet."""

_MOST_COLUMNS: Final = 400
_LONG: Final = 120
_LEAST: Final = 0.55
"""How well a heading has to fit to be counted."""

_ENOUGH: Final = 2.2
_STAGES: Final = 0.5
_FIGURES: Final = 0.25
_FEW_FIGURES: Final = 3
"""A row with more numbers than this, and than that share of its cells, is a record."""

_STEP: Final = 60
_DEEPEST: Final = 3
_WEIGHTS: Final = {"likelihood": 1.4, "impact": 1.4, "score": 0.9, "level": 0.7, "title": 0.9, "description": 0.9,
                   "owner": 1.0, "id": 0.8, "status": 0.8, "treatment_plan": 0.9, "controls": 0.9}


@dataclass(frozen=True)
class Candidate:
    """Rows that may be the heading of a register, and how much speaks for it."""

    heading: Heading
    weight: float
    fields: frozenset[str]


def candidates(cells: Cells) -> list[Candidate]:
    """Return what may be headings of registers, from the top of the sheet to its bottom."""
    rows = cells.rows[:_MOST_ROWS]
    found: list[Candidate] = []
    at = 0
    while at < len(rows):
        best = _best_at(cells, rows, at)
        if best is None:
            at += 1
            continue
        following = _best_at(cells, rows, at + 1)
        if following is not None and following.heading.rows[0] <= best.heading.rows[-1] + 1 and (
                following.weight > best.weight * (1.02 if _belongs(cells, best.heading) else 0.97)):
            at += 1
            continue
        found.append(best)
        at = _after(rows, best.heading.rows[-1])
    return found


def _after(rows: list[int], row: int) -> int:
    return next((i for i, each in enumerate(rows) if each > row), len(rows))


def _best_at(cells: Cells, rows: list[int], at: int) -> Candidate | None:
    """Return the best heading that begins in a row: of this row alone, or with one or two rows below."""
    if not _may_be_heading(cells, rows[at]):
        return None
    best: Candidate | None = None
    for depth in range(1, _DEEPEST + 1):
        block = rows[at:at + depth]
        if len(block) < depth or (depth > 1 and not _continues(cells, block)):
            break
        found = _weigh(cells, _heading(cells, tuple(block)))
        if found is not None and (best is None or found.weight > 0.93 * best.weight):
            best = found
    return best


def _may_be_heading(cells: Cells, row: int) -> bool:
    """Whether a row is worth a closer look: short texts, few numbers, also as texts, and few dates."""
    values = list(_texts(cells, row).values())
    texts = [value for value in values if isinstance(value, str)]
    if len(texts) <= 0.5 * len(values) or sum(len(_first_line(text)) for text in texts) > 70 * len(texts):
        return False
    figures = len(values) - len(texts) + sum(map(_has_figure, texts))
    return figures <= max(_FEW_FIGURES, _FIGURES * len(values))


def _has_figure(text: str) -> bool:
    """Whether a text is a number, or a step of a scale with its number: "3", "4 - Likely"."""
    return any(character.isdigit() for character in text[:_STEP]) and (
        (rating := read_rating(text)) is not None and rating.number is not None)


def _belongs(cells: Cells, heading: Heading) -> bool:
    """Whether the first row of a heading is more than a note above it: merged cells, or the stages of ratings."""
    first = heading.rows[0]
    if len(heading.rows) == 1:
        return True
    for column in heading.texts:
        area = cells.merged.get((first, column))
        width = 0 if area is None else area.last_column - area.first_column + 1
        if area is not None and area.first_row == first and (
                area.last_row > first or 1 < width <= 0.7 * len(heading.texts)):
            return True
        text = _heading_text(cells.value(first, column))
        if text and stage_of(text) is not None and len(text) <= _LONG:
            return True
    return False


def _first_line(text: str) -> str:
    """Return the first line of a heading: those below say how the column is to be filled."""
    return text.strip().partition("\n")[0]


def _is_long(text: str) -> bool:
    return len(text) > _LONG and len(_first_line(text)) > 60


def _texts(cells: Cells, row: int) -> dict[int, GridValue]:
    return {column: value for column in list(cells.grid.columns)[:_MOST_COLUMNS]
            if not is_blank(value := cells.value(row, column))}


def _continues(cells: Cells, block: list[int]) -> bool:
    """Whether the last row of a block carries on its heading: merged into it, or made of sub-headings."""
    first, last = block[0], block[-1]
    if last - block[-2] > 1:
        return False
    merged = cells.merged
    if any((area := merged.get((last, column))) is not None and first <= area.first_row < last <= area.last_row
           for column in cells.grid.columns):
        return True
    own = _texts(cells, last)
    above = _texts(cells, block[-2])
    if not own or not above:
        return False
    if len(above) == 1 and len(block) == 2:
        (column, value), = above.items()
        area = merged.get((block[0], column))
        if stage_of(_heading_text(value)) is None and (area is None or not (
                1 < area.last_column - area.first_column + 1 <= 0.7 * len(own))):
            return False
    hits = misses = 0
    for left, (column, value) in zip(range(len(own), 0, -1), own.items(), strict=True):
        if misses and hits + left < max(2, 2 * misses):
            return False  # whatever the rest is
        area = merged.get((block[-2], column))
        if area is not None and area.last_column > area.first_column and _is_step(value):
            hits += 1  # a step of a scale below a merged heading: its column is ticked
            continue
        if not isinstance(value, str):
            misses += 1
            continue
        found = meaning(value)
        over = above.get(column)
        if found.best < _LEAST and _is_step(value) and isinstance(over, str) and (
                set(AXES[:2]) & meaning(over).fields.keys()):
            return False  # below a heading for ratings stands the first of them
        if found.best >= _LEAST and len(value) <= _LONG:
            hits += 1
        elif _hint(value) or found.stage is not None:
            hits += 0 if found.stage is None else 1
        else:
            misses += 1
    if hits >= max(2, 2 * misses):
        return True
    return misses == 0 and len(own) >= 1 and all(isinstance(v, str) and _hint(v) for v in own.values())


def _is_step(value: GridValue) -> bool:
    """Whether a cell holds a number or a word of a scale."""
    rating = read_rating(value)
    return rating is not None and (rating.number is not None or known_word(rating))


_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def _hint(text: str) -> bool:
    """Whether a text says no more than how a column is to be filled: "(1-5)", "1 to 5", "H/M/L"."""
    words = plain(text).split()
    if any(_YEAR.fullmatch(word) for word in words):
        return False  # "Q3 2025" says when it was rated
    return bool(words) and len(words) <= 8 and (text.strip().startswith("(") or all(
        word.isdigit() or len(word) <= 2 or word in ("low", "medium", "high", "auto", "yes", "drop", "down", "yyyy", "jjjj", "aaaa", "гггг")
        for word in words))


def _heading(cells: Cells, block: tuple[int, ...]) -> Heading:
    """Return the heading that a block of rows makes: of each column its lowest text, and what stands above it."""
    texts: dict[int, tuple[str, str]] = {}
    columns = list(cells.grid.columns)[:_MOST_COLUMNS]
    running: dict[int, str] = {}
    for column in columns:
        pile: list[str] = []
        for row in block:
            text = _heading_text(cells.through_merge(row, column))
            if row != block[-1]:
                area = cells.merged.get((row, column))
                if text and (area is None or area.first_column == column):
                    running[row] = text
                elif not text and area is None:
                    text = f"\0{running.get(row, '')}"
            if text and (not pile or pile[-1] != text):
                pile.append(text)
        own = [text for text in pile if not text.startswith("\0")]
        carried = [text[1:] for text in pile if text.startswith("\0") and len(text) > 1]
        if not own:
            continue
        lower = own[-1]
        if len(own) > 1 and _hint(lower) and not _is_step(lower) and meaning(lower).best < _LEAST:
            lower, own = f"{own[-2]} {lower}" if len(lower) < 20 else own[-2], own[:-1]
            lower = own[-1]
        upper = " ".join(dict.fromkeys(own[:-1]))
        if not upper and carried:
            upper = next((text for text in carried if stage_of(text)), "")
            upper = upper if set(meaning(lower).fields) & set(AXES) else ""
        texts[column] = (upper, lower)
    return Heading(block, texts)


def _heading_text(value: GridValue) -> str:
    if isinstance(value, str):
        return value.strip()
    return f"{value:.15g}" if is_number(value) else ""


def meanings(heading: Heading) -> Iterator[tuple[int, Meaning]]:
    """Yield what the heading of each column may mean."""
    for column, (upper, lower) in heading.texts.items():
        if len(lower) > 8 * _LONG:
            continue
        yield column, joined(upper, lower) if upper else meaning(lower)


def _weigh(cells: Cells, heading: Heading) -> Candidate | None:
    """Return how much speaks for a heading; None where too little does."""
    if sum(_is_long(lower) for _, lower in heading.texts.values()) > 0.3 * len(heading.texts):
        return None
    fields: dict[str, float] = {}
    known = long = 0
    for _, lower in heading.texts.values():
        long += _is_long(lower)
    for column, found in meanings(heading):
        lower = heading.texts[column][1]
        names = [(strength, name) for name, strength in found.fields.items() if strength >= _LEAST]
        if not names or (len(lower) == 1 and not is_cjk(lower) and lower.isalpha() and len(heading.texts) < 4):
            continue
        known += 1
        for strength, name in names:
            key = f"{found.stage or ''} {name}" if name in AXES else name
            fields[key] = max(fields.get(key, 0.0), strength * _WEIGHTS.get(name, 0.7) * (
                1.0 if strength == max(names)[0] else 0.5))
    numbers = sum(read_rating(lower) is not None and lower.replace(".", "").isdigit()
                  for _, lower in heading.texts.values())
    if known < 2 or not heading.texts:
        return None
    # A row of "D2, Support, Likely, High" is a record; below a heading for ratings, the steps of a scale are to be ticked.
    numbers += sum(plain(lower) not in aliases() and _is_step(lower) and meaning(upper).best < _LEAST
                   for upper, lower in heading.texts.values() if not lower.replace(".", "").isdigit())
    # A column can be one field only: as many count as there are columns that are known.
    weight = sum(sorted(fields.values(), reverse=True)[:known])
    weight *= 0.35 + 0.65 * known / len(heading.texts)
    weight -= 0.6 * long + 0.5 * numbers
    if len({key.split()[0] for key in fields if key.split()[-1] in AXES and " " in key.strip()}) > 1:
        weight += _STAGES  # "inherent risk" beside "residual risk": no other table has both
    if weight < _ENOUGH or not _data_below(cells, heading):
        return None
    return Candidate(heading, weight, frozenset(key.split()[-1] for key in fields))


def _data_below(cells: Cells, heading: Heading) -> bool:
    """Whether rows with at least two filled cells follow."""
    below = [row for row in cells.rows if row > heading.rows[-1]][:12]
    return any(sum(cells.filled(row, column) for column in heading.texts) >= 2 for row in below)


def heading_at(cells: Cells, rows: tuple[int, ...]) -> Candidate:
    """Return the heading in rows that a person named."""
    return Candidate(_heading(cells, tuple(sorted(rows))), _ENOUGH, frozenset())
