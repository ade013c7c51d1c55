"""The names of fields that stand somewhere in a longer heading: as words of it, or as the end of a compound."""

from __future__ import annotations

from functools import cache
from typing import Final

from smsxl.registers.words import aliases, cjk_noise, dates, is_cjk, noise

MOST_WORDS: Final = 14
"""Longer texts are no headings."""

_LEAST: Final = 0.45


def strip_noise(words: str) -> str:
    """Return plain words without those that change nothing in a heading."""
    if is_cjk(words):
        return strip_cjk(words)
    return " ".join(word for word in words.split() if word not in noise() and not word.isdigit())


def strip_cjk(words: str) -> str:
    """Return words of a script without spaces without those that change nothing in a heading."""
    words = words.replace(" ", "")
    for part in cjk_noise():
        if words != part and len(words) > len(part):
            words = words.removesuffix(part).removeprefix(part)
    return "" if words in cjk_noise() else words


def contained(words: str) -> dict[str, float]:
    """Return the fields whose names stand somewhere in a longer heading, the stronger the more of it they are."""
    found: dict[str, float] = {}
    if is_cjk(words):
        compact = words.replace(" ", "")
        bare = strip_cjk(compact) or compact
        for alias, names in _cjk_aliases():
            if alias in compact:
                share = min(1.0, len(alias) / len(bare))
                strength = 0.45 + 0.45 * share + (0.03 if compact.endswith(alias) else 0)
                for name in names:
                    found[name] = max(found.get(name, 0.0), strength)
        return {name: strength for name, strength in found.items() if strength >= _LEAST + 0.1}
    parts = words.split()
    if not 1 < len(parts) <= MOST_WORDS:
        return _compound(words) if len(parts) == 1 else {}
    known = aliases()
    weights = [_weight(part) for part in parts]
    weight = sum(weights) or 1
    covered: dict[str, int] = {}
    joint = False
    for start, first in enumerate(parts):
        for length in range(1, min(_openings().get(first, 0), len(parts) - start, len(parts) - 1) + 1):
            alias = " ".join(parts[start:start + length])
            if len(alias) < 3 or alias not in known:
                continue
            share = sum(weights[start:start + length]) / weight
            places = (1 << length) - 1 << start
            for name, place in known[alias].items():
                if name == "identified" and alias in dates():
                    continue  # a "decision date" is the date of something else
                strength = 0.45 + 0.43 * share - (0.03 if place > 12 else 0)
                if strength > found.get(name, 0.0):
                    found[name] = strength
                before = covered.get(name, 0)
                joint = joint or (before & ~places != 0 and places & ~before != 0)
                covered[name] = before | places
    for name, places in covered.items() if joint else ():  # "Mitigation & contingency strategy": several words of one field
        share = sum(each for i, each in enumerate(weights) if places >> i & 1) / weight
        found[name] = max(found[name], 0.42 + 0.43 * share)
    return {name: strength for name, strength in found.items() if strength >= _LEAST + 0.15}


@cache
def _openings() -> dict[str, int]:
    """Return the first word of each known heading, and how many words the longest of those has."""
    found: dict[str, int] = {}
    for alias in aliases():
        first, *others = alias.split()
        found[first] = max(found.get(first, 0), 1 + len(others))
    return found


def _weight(word: str) -> float:
    return 0.25 if len(word) == 1 or word in noise() or word.isdigit() else 0.5 + len(word) / 8


@cache
def _cjk_aliases() -> tuple[tuple[str, dict[str, int]], ...]:
    return tuple((alias.replace(" ", ""), dict(names)) for alias, names in aliases().items()
                 if is_cjk(alias) and len(alias) > 1)


@cache
def _long_aliases() -> tuple[tuple[str, dict[str, int]], ...]:
    return tuple((alias, dict(names)) for alias, names in aliases().items()
                 if len(alias) >= 6 and " " not in alias and not is_cjk(alias))


_FEWEST_LETTERS: Final = 4
"""What a compound has beside a known word: "operating" is no rating."""


def _compound(word: str) -> dict[str, float]:
    """Return the fields of a compound such as "Risikoeintrittswahrscheinlichkeit", by how it ends or begins."""
    found: dict[str, float] = {}
    if len(word) < 9:
        return found
    for alias, names in _long_aliases():
        strength = 0.8 if word.endswith(alias) else 0.62 if word.startswith(alias) else 0.0
        if strength and len(word) - len(alias) >= _FEWEST_LETTERS:
            strength += 0.1 * len(alias) / len(word)
            for name in names:
                found[name] = max(found.get(name, 0.0), strength)
    return found
