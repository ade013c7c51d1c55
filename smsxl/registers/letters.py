"""Headings of one letter: which of them are likelihood and impact, and which are none, by what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from smsxl.registers.fields import AXES, BY_NAME
from smsxl.registers.headings import letter_of, meaning
from smsxl.registers.profile import fit

if TYPE_CHECKING:
    from smsxl.registers.assign import Column
    from smsxl.registers.model import Heading

_PAIRS: Final = (("a", "b"), ("w", "a"), ("p", "s"), ("p", "w"), ("e", "a"), ("o", "s"), ("f", "s"), ("l", "s"), ("e", "s"),
                 ("p", "d"), ("f", "g"), ("p", "g"), ("s", "k"), ("k", "g"), ("p", "i"), ("l", "i"), ("l", "c"))
"""Letters that stand for likelihood and impact where both head a column: Auftreten and Bedeutung, Wahrscheinlichkeit and Auswirkung,
probabilidad and severidad, prawdopodobieństwo and wpływ, Eintritt and Auswirkung, occurrence and severity, ..."""

_PROTECTION: Final = tuple(map(frozenset, ("via", "cia", "cid", "dic", "rid", "biv", "kit", "kdi", "kri")))
"""Letters of three columns side by side that stand for confidentiality, integrity and availability."""

_STRENGTH: Final = 0.68


def pair_letters(columns: Mapping[int, Column], heading: Heading) -> None:
    """Give likelihood and impact to headings of one letter that come in a known pair, and take them from a triad."""
    letters = {number: letter_of(*heading.texts[number]) for number in columns}
    numbers = sorted(columns)
    for first, (second, third) in zip(numbers, pairwise(numbers[1:]), strict=False):
        if frozenset(letters[n] or "" for n in (first, second, third)) in _PROTECTION:
            for number in (first, second, third):
                letters[number] = None
                for axis in AXES:
                    columns[number].fields.pop(axis, None)
    there = {letter for letter in letters.values() if letter}
    pair = next((pair for pair in _PAIRS if set(pair) <= there), None)
    if pair is None or _spelt_out(columns):
        return
    for number, letter in letters.items():
        if letter not in pair:
            continue
        column = columns[number]
        mine, other = ("likelihood", "impact") if letter == pair[0] else ("impact", "likelihood")
        column.fields.pop(other, None)
        strength = _STRENGTH * fit(BY_NAME[mine].content, column.profile)
        if strength > column.fields.get(mine, 0.0):
            column.fields[mine] = round(strength, 4)
            column.evidence.setdefault(mine, ["header"])


def _spelt_out(columns: Mapping[int, Column]) -> bool:
    """Whether likelihood and impact are headed in words as well, so that the letters mean something else."""
    words = [column for column in columns.values() if len(column.header) > _WORD]
    return all(any(column.fields.get(axis, 0.0) >= _CLEAR and meaning(column.header).fields.get(axis, 0.0) >= _CLEAR
                   for column in words) for axis in ("likelihood", "impact"))


_WORD: Final = 4
_CLEAR: Final = 0.9
