"""Codes that are made of the two ratings, such as 3B, in registers of councils, mines and airports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from smsxl.registers.fields import AXES, STAGES
from smsxl.registers.model import Register
from smsxl.tables.rows import as_text

_FEWEST: Final = 5
_SHARE: Final = 0.7


@dataclass(frozen=True)
class Codes:
    """A column of codes: what each record's ratings make of it, and how many rows agree."""

    column: int
    formula: str
    expected: tuple[str, ...]
    """The code of each record; "" where a rating is missing."""
    shown: tuple[str, ...]
    agree: int

    def wrong(self, register: Register) -> Iterator[tuple[int, str]]:
        """Yield the rows whose code is typed and another one than their ratings make, with the one that they make."""
        for row, want, found in zip(register.records, self.expected, self.shown, strict=True):
            if want and found and want != found and register.cells.formula(row, self.column) is None:
                yield row, want

    @property
    def of(self) -> int:
        """How many rows have a code and both ratings."""
        return sum(bool(want and found) for want, found in zip(self.expected, self.shown, strict=True))


def find_codes(register: Register) -> Iterator[Codes]:
    """Yield the columns whose cells are both ratings, one behind the other, in nearly all rows."""
    columns = [column for column, _ in register.unmapped]
    columns += [mapped.column for name, mapped in register.columns.items() if name.rpartition("_")[2] in AXES[2:]]
    texts = {column: _texts(register, column) for column in columns}
    for stage in STAGES:
        pair = [register.columns.get(stage + axis) for axis in AXES[:2]]
        rated = [mapped for mapped in pair if mapped is not None and not mapped.ticks]
        if len(rated) < len(pair):
            continue
        parts = [(mapped.letters, _texts(register, mapped.column)) for mapped in rated]
        options = [_best(column, shown, order) for column, shown in texts.items() for order in (parts, parts[::-1])]
        yield from (each for each in options if each.agree >= max(_FEWEST, _SHARE * each.of))


def _texts(register: Register, column: int) -> tuple[str, ...]:
    return tuple("".join(as_text(register.cells.value(row, column)).split()).upper() for row in register.records)


def _best(column: int, shown: Sequence[str], parts: Sequence[tuple[str, Sequence[str]]]) -> Codes:
    (first, before), (second, after) = parts
    expected = tuple(a + b if a and b and not (a + b).isdigit() else "" for a, b in zip(before, after, strict=True))
    agree = sum(want == found != "" for want, found in zip(expected, shown, strict=True))
    return Codes(column, f"{first}&{second}", expected, tuple(shown), agree)
