"""The two rating scales: whole numbers with labels and, where known, the range each of them stands for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from smsxl.domain.words import word_key


@dataclass(frozen=True)
class ScaleEntry:
    """One step of a scale.

    `low` and `high` bound what the step stands for: occurrences per year for a likelihood, any unit for an impact.
    """

    value: int
    label: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Scale:
    """A rating scale; its entries may stand in any order."""

    name: str
    entries: tuple[ScaleEntry, ...]

    @property
    def values(self) -> tuple[int, ...]:
        """The numbers of the scale, in the order of its entries."""
        return tuple(entry.value for entry in self.entries)

    def value_of(self, label: str) -> int | None:
        """Return the number of a label, compared without regard to case and spaces; None where there is none."""
        key = word_key(label)
        return next((entry.value for entry in self.entries if word_key(entry.label) == key), None)

    def label_of(self, value: float) -> str | None:
        """Return the label of a number; None where the scale has no such number."""
        return next((entry.label for entry in self.entries if entry.value == value), None)


Axis = Mapping[int, tuple[float, float]]
"""What each number of a scale stands for: its (low, high)."""


def equal_steps(values: tuple[int, ...]) -> Axis:
    """Return the axis of a scale without ranges: the i-th of n steps reaches from (i - 1)/n to i/n (Cox 2008)."""
    ordered = sorted(set(values))
    return {value: (step / len(ordered), (step + 1) / len(ordered)) for step, value in enumerate(ordered)}


def axis_of(scale: Scale) -> Axis:
    """Return the ranges of a scale, or equal steps where an entry gives neither end of its range.

    A missing lower end is 0, a missing upper end is unbounded. Ranges and equal steps are never mixed within a
    scale, since they are not in the same unit.
    """
    if any(entry.low is None and entry.high is None for entry in scale.entries):
        return equal_steps(scale.values)
    return {
        entry.value: (entry.low if entry.low is not None else 0.0, entry.high if entry.high is not None else math.inf)
        for entry in scale.entries
    }


# Steps of about a factor of three: coarser ones let a cell of the lowest level hold more risk than one of the highest.
DEFAULT_LIKELIHOOD = Scale(
    "likelihood",
    (
        ScaleEntry(1, "Rare", 0.0, 0.1),
        ScaleEntry(2, "Unlikely", 0.1, 0.3),
        ScaleEntry(3, "Possible", 0.3, 1.0),
        ScaleEntry(4, "Likely", 1.0, 3.0),
        ScaleEntry(5, "Almost certain", 3.0, 365.0),
    ),
)

DEFAULT_IMPACT = Scale(
    "impact",
    (
        ScaleEntry(1, "Negligible"),
        ScaleEntry(2, "Minor"),
        ScaleEntry(3, "Moderate"),
        ScaleEntry(4, "Major"),
        ScaleEntry(5, "Severe"),
    ),
)
