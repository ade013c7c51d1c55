"""The limit up to which a register bears a risk, and the columns that say on which side of it each risk lies.

A limit stands in smsxl.toml or in a key ("Risk appetite: 9", "Tolerance | Medium"); it is inclusive. A column is one
such as "Within appetite?", "Above tolerance" or "Acceptable (Y/N)".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from smsxl.hosts.port import GridValue
from smsxl.registers.cells import Cells
from smsxl.registers.criteria.bands import level_texts, score_numbers
from smsxl.registers.criteria.direction import opportunities
from smsxl.registers.criteria.legend import read_range, small_cells
from smsxl.registers.fields import AXES, STAGES
from smsxl.registers.headings.meaning import stage_of
from smsxl.registers.model import Register
from smsxl.registers.wishes import Limits
from smsxl.registers.words import asset, is_cjk, plain
from smsxl.tables.rows import as_number, as_text, is_blank

_LONGEST: Final = 70
_MOST_SAID: Final = 40
_UNDERSTOOD: Final = 0.8
"""The share of the filled cells of a column that have to say a side before it is one of these columns."""

_FEWEST: Final = 5
_BESIDE: Final = 2
_NUMBERS: Final = re.compile(r"\d+(?:[.,]\d+)?")
_LIMIT: Final = re.compile(r"(?:[:=：]|score|scores)\s*\d+(?:[.,]\d+)?\s*\.?\s*$", re.IGNORECASE)
"""A number alone is a limit where a text ends in it: "Risk appetite: 9", not "Risk appetite 2025"."""

_BEYOND: Final = re.compile(
    r"(?:above|over|more than|greater than|higher than|exceeding|[üu]ber|mehr als|plus de|au-dessus de|m[aá]s de|oltre|"
    r"acima de|boven|meer dan|powy[zż]ej|выше|более|больше|超过|超過)\s*(\d+(?:[.,]\d+)?)(?!\s*[-–—%\d])", re.IGNORECASE)
"""What lies beyond a limit: "scores above 9 exceed our appetite"."""

_TOP: Final = 1_000.0
_LAST_FIRST: Final = ("residual_", "current_", "")


@dataclass(frozen=True)
class Sides:
    """A column that says which risks lie within the limit: for each record, None where it says neither."""

    column: int
    header: str
    stage: str | None
    """The stage that its heading names."""
    appetite: bool
    within: tuple[bool | None, ...]


# ------------------------------------------------------------------ words

@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(plain(word) or word for word in asset("words.toml")["limits"][kind])


def _says(words: str, kind: str) -> bool:
    """Whether words hold one of a kind: at the beginning of a word, or anywhere in scripts without spaces."""
    return any(start in words if is_cjk(start) else f" {start}" in f" {words}" for start in _words(kind))


@lru_cache(maxsize=20_000)
def is_limit_heading(header: str) -> bool:
    """Whether a heading speaks of the limit: of appetite, tolerance or what is acceptable."""
    words = plain(header)
    return len(header) <= _LONGEST and any(_says(words, kind) for kind in ("appetite", "tolerance", "acceptable"))


def within(value: GridValue, header: str) -> bool | None:
    """Return whether a cell below a heading says that a risk lies within the limit; None where it says neither."""
    if isinstance(value, bool):
        words = "yes" if value else "no"
    elif not isinstance(value, str) or len(value) > _MOST_SAID:
        return None
    else:
        words = plain(value) or value.strip()
    if words in _words("yes") or words in _words("no"):
        return (words in _words("yes")) != _turned(plain(header))
    negated = any(word in _words("not") for word in words.split())
    if _says(words, "above"):
        return negated if not _says(words, "below") else None
    if _says(words, "below") or _says(words, "acceptable"):
        return not negated
    return None


def _turned(header: str) -> bool:
    """Whether a heading asks what lies beyond the limit ("Exceeds appetite?", "Not acceptable")."""
    return _says(header, "above") != any(word in _words("not") for word in header.split())


def asks_whether(header: str) -> bool:
    """Whether a heading asks if a risk is acceptable, which a person may judge by more than the score."""
    words = plain(header)
    return not _says(words, "appetite") and not _says(words, "tolerance")


def in_words(limits: Limits, *, appetite: bool = False) -> str:
    """Return the limit in words."""
    highest = limits.appetite if appetite and limits.appetite is not None else limits.tolerance
    highest = limits.appetite if highest is None and limits.highest_level is None else highest
    parts = [] if highest is None else [f"at most {highest:g}"]
    return " and ".join(parts + ([f"at most the level {limits.highest_level}"] if limits.highest_level else []))


# ------------------------------------------------------------------ columns

def sides(register: Register) -> Iterator[Sides]:
    """Yield the columns that say on which side of the limit each risk lies."""
    for column, header in register.unmapped:
        whole = register.place.heading.whole(column)
        if not is_limit_heading(header) and not is_limit_heading(whole):
            continue
        values = [register.cells.through_merge(row, column) for row in register.records]
        said = tuple(within(value, whole) for value in values)
        filled = sum(not is_blank(value) for value in values)
        if filled >= _FEWEST and sum(side is not None for side in said) >= _UNDERSTOOD * filled:
            named = stage_of(whole)
            stage = {"inherent": "", "current": "current_"}.get(named, "residual_") if named is not None else None
            yield Sides(column, header, stage, _says(plain(whole), "appetite"), said)


def stages_of(register: Register, column: Sides) -> list[str]:
    """Return the stages that a column may judge: the one it names or stands beside, else all, the last first."""
    has = [stage for stage in _LAST_FIRST if f"{stage}score" in register.columns
           or {f"{stage}likelihood", f"{stage}impact"} <= register.columns.keys() or f"{stage}level" in register.columns]
    if column.stage is not None:
        return [column.stage] if column.stage in has else has[-1:] if column.stage == "current_" else []
    beside = [stage for stage in has for axis in AXES if stage + axis in register.columns
              and 1 <= column.column - register.columns[stage + axis].column <= _BESIDE]
    return beside[:1] or has


# ------------------------------------------------------------------ the limit

def allowed(register: Register, stage: str, *, appetite: bool = False) -> list[bool | None]:
    """Return whether each risk lies within the register's own limit; None where that can't be said."""
    limits = register.limits
    if limits is None:
        return [None] * len(register.records)
    highest = limits.appetite if appetite and limits.appetite is not None else limits.tolerance
    if highest is None and limits.highest_level is None:
        highest = limits.appetite
    order = _order(register, stage)
    top = order.index(plain(limits.highest_level)) if limits.highest_level is not None and plain(
        limits.highest_level) in order else None
    gains = opportunities(register)
    found: list[bool | None] = []
    for row, score, level in zip(register.records, score_numbers(register, stage), level_texts(register, stage),
                                 strict=True):
        if row in gains:
            found.append(None)
            continue
        by_score = None if highest is None or score is None else score <= highest
        place = order.index(plain(level)) if plain(level) in order else None
        by_level = None if top is None or place is None else place <= top
        said = [side for side in (by_score, by_level) if side is not None]
        found.append(all(said) if said else None)
    return found


def _order(register: Register, stage: str) -> list[str]:
    """Return the labels of the levels from the lowest to the highest."""
    for each in (stage, *STAGES):
        levels = register.levels.get(each)
        if levels is not None and len(levels.bands) > 1:
            return [plain(band.label) for band in sorted(levels.bands, key=lambda band: band.low)]
    return []


def last_stage(register: Register) -> str | None:
    """Return the stage of the last rating that has a score or a level; None where there is none."""
    probe = Sides(0, "", None, appetite=False, within=())
    return next(iter(stages_of(register, probe)), None)


def find_limits(sheets: Iterable[Cells], register: Register) -> Limits | None:
    """Return the limit that a key states; None where none does, or several that differ."""
    highest = _highest(register)
    labels = {plain(band.label): band.label for levels in register.levels.values() for band in levels.bands}
    found: dict[str, set[tuple[str, float | str]]] = {}
    where: tuple[str, int, int] | None = None
    for cells in sheets:
        for row, column, value in small_cells(cells, register):
            if not isinstance(value, str) or not is_limit_heading(value):
                continue
            words = plain(value)
            kind = "appetite" if _says(words, "appetite") else "tolerance" if _says(words, "tolerance") else None
            if kind is None:
                continue
            said = _stated(value, [cells.value(row, column + 1), cells.value(row, column + 2)], labels)
            if said is None or (isinstance(said, (int, float)) and not 1 <= said <= highest):
                continue
            found.setdefault(kind, set()).add((kind, said))
            where = where or (cells.sheet, row, column)
    if not found or any(len(each) > 1 for each in found.values()):
        return None
    said_of = {kind: next(iter(each))[1] for kind, each in found.items()}
    numbers = {kind: said for kind, said in said_of.items() if isinstance(said, float)}
    level = next((said for said in said_of.values() if isinstance(said, str)), None)
    return Limits(numbers.get("appetite"), numbers.get("tolerance", numbers.get("appetite")), level, "key", where)


def _highest(register: Register) -> float:
    """Return the highest score that a risk can have, or has; 0 where there is none."""
    scores = [score for stage in STAGES for score in score_numbers(register, stage) if score is not None]
    tops = [max((max(register.scales[stage + axis].values, default=0.0) for stage in STAGES
                 if stage + axis in register.scales), default=0.0) for axis in ("likelihood", "impact")]
    return max([*scores, tops[0] * tops[1]], default=0.0) if scores else 0.0


def _stated(text: str, beside: Sequence[GridValue], labels: dict[str, str]) -> float | str | None:
    """Return the highest score, or level, that a sentence of a key allows; None where it states none for sure."""
    numbers = _NUMBERS.findall(text)
    words = plain(text)
    if len(numbers) > 1:
        return None
    if numbers:
        read = read_range(text)
        if read is None and (beyond := _BEYOND.search(text)) is not None:
            return float(beyond[1].replace(",", ".")) if _says(words, "above") else None
        if read is None:
            return float(numbers[0].replace(",", ".")) if _LIMIT.search(text) else None
        low, high = read
        if high < _TOP:
            return high if low == 0 else None
        return low - 1 if _says(words, "above") else None
    tail = text.rpartition(":")[2] if ":" in text else ""
    if plain(tail) in labels:
        return labels[plain(tail)]
    if _says(words, "above"):
        return None
    for value in beside:
        if is_blank(value):
            continue
        number = as_number(value)
        if number == number:
            return number
        if isinstance(value, str) and _NUMBERS.fullmatch(value.strip()):
            return float(value.strip().replace(",", "."))
        return labels.get(plain(as_text(value)))
    return None
