"""What single letters mean as headings: pairs of axes that stand side by side, and the three factors of an FMEA."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smsxl.registers.profile import fit
from smsxl.registers.words import plain

if TYPE_CHECKING:
    from smsxl.registers.assign import Column

_PAIRS: Final = frozenset((
    "li", "pi", "lc", "ls", "ps", "pc", "oi", "os", "fs", "fc",
    "wa", "ws", "es", "ea", "ha", "pa", "wk",
    "pg", "vg", "fg", "vi", "fi", "og",
    "pd", "kd", "kg", "ki", "ke", "sk", "pw", "pk", "pn", "tv", "vh", "oe", "oş", "io",
    "ву", "вп", "вс", "вт", "рв", "ув", "вв", "хв"))
"""Likelihood and impact as their first letters, in the languages whose registers write them so."""

_FACTORS: Final = (
    ("s", "o", "d"), ("g", "o", "d"), ("g", "f", "d"), ("g", "p", "d"), ("b", "a", "e"), ("g", "p", "r"), ("t", "o", "d"))
"""Severity, occurrence and detection of an FMEA: how bad, how often, and how well it is noticed, which is no axis."""

_SURE: Final = 0.9


def from_letters(columns: Mapping[int, Column]) -> None:
    """Let single letters tell each other: "S", "O" and "D" side by side, or "P" beside "I"."""
    heads = {number: plain(column.header.rstrip("*†‡¹²³ ")) for number, column in columns.items()}
    letters = {number: head for number, head in heads.items() if len(head) == 1 and _rates(columns[number])}
    for severity, occurrence, detection in _FACTORS:
        three = _together(letters, {severity, occurrence, detection})
        if three is not None:
            _set(columns[three[severity]], "impact")
            _set(columns[three[occurrence]], "likelihood")
            for axis in ("likelihood", "impact"):
                columns[three[detection]].fields.pop(axis, None)
            return
    for number, letter in letters.items():
        after = letters.get(number + 1)
        if after is None:
            continue
        for pair, (likelihood, impact) in ((letter + after, (number, number + 1)), (after + letter, (number + 1, number))):
            if pair in _PAIRS:
                _set(columns[likelihood], "likelihood")
                _set(columns[impact], "impact")
                break


def _rates(column: Column) -> bool:
    return column.profile.count > 0 and fit("rating", column.profile) >= _SURE - 0.2


def _together(letters: Mapping[int, str], wanted: set[str]) -> dict[str, int] | None:
    """Return the first columns of three letters; None where one of them is missing."""
    found: dict[str, int] = {}
    for number in sorted(letters):
        if letters[number] in wanted:
            found.setdefault(letters[number], number)
    return found if len(found) == len(wanted) else None


def _set(column: Column, axis: str) -> None:
    for other in ("likelihood", "impact", "id"):
        column.fields.pop(other, None)
    column.fields[axis] = _SURE
    column.evidence.setdefault(axis, ["header"]).append("the letters beside it")
