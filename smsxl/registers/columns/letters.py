"""What single letters mean as headings: pairs of axes side by side, the factors of an FMEA, what is to be protected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smsxl.registers.columns.profile import fit
from smsxl.registers.fields import AXES
from smsxl.registers.headings.meaning import letter_of

if TYPE_CHECKING:
    from smsxl.registers.columns.assign import Column
    from smsxl.registers.model import Heading

_PAIRS: Final = frozenset((
    "li", "pi", "lc", "ls", "ps", "pc", "oi", "os", "fs", "fc",
    "wa", "ws", "es", "ea", "ha", "pa", "wk",
    "pg", "vg", "fg", "vi", "fi", "og",
    "pd", "kd", "kg", "ki", "ke", "sk", "pw", "pk", "pn", "tv", "vh", "oe", "oş", "io",
    "ву", "вп", "вс", "вт", "рв", "ув", "вв", "хв"))
"""Likelihood and impact as their first letters, in the languages whose registers write them so."""

_FACTORS: Final = (
    ("s", "o", "d"), ("g", "o", "d"), ("g", "f", "d"), ("g", "p", "d"), ("b", "a", "e"), ("g", "p", "r"), ("t", "o", "d"),
    ("s", "o", "f"), ("e", "w", "b"))
"""Severity, occurrence and detection of an FMEA: how bad, how often, and how well it is noticed, which is no axis.

The last two are severity, likelihood and exposure as Fine and Kinney multiply them, in English and in Dutch.
"""

_PROTECTION: Final = frozenset(map(frozenset, ("via", "cia", "cid", "dic", "rid", "biv", "kit", "kdi", "kri")))
"""Confidentiality, integrity and availability side by side, which are no axes: what is made of them is the impact."""

_SURE: Final = 0.9


def from_letters(columns: Mapping[int, Column], heading: Heading) -> None:
    """Let single letters tell each other: "S", "O" and "D" side by side, or "P" beside "I". Stages are left aside."""
    letters = {number: letter for number, column in columns.items()
               if (letter := letter_of(*heading.texts[number])) is not None and _rates(column)}
    for number in sorted(letters):
        three = [letters.get(each) for each in (number, number + 1, number + 2)]
        if frozenset(three) in _PROTECTION:
            for each in (number, number + 1, number + 2):
                del letters[each]
                for axis in AXES:
                    columns[each].fields.pop(axis, None)
    for severity, occurrence, detection in _FACTORS:
        if {severity, occurrence, detection} <= set(letters.values()):
            for number, letter in letters.items():
                if letter in (severity, occurrence):
                    _set(columns[number], "impact" if letter == severity else "likelihood")
                elif letter == detection:
                    for axis in ("likelihood", "impact"):
                        columns[number].fields.pop(axis, None)
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
    return fit("rating", column.profile) >= _SURE - 0.2


def _set(column: Column, axis: str) -> None:
    for other in ("likelihood", "impact", "id"):
        column.fields.pop(other, None)
    column.fields[axis] = _SURE
    column.evidence.setdefault(axis, ["header"]).append("the letters beside it")
