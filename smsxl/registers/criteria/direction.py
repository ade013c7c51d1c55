"""Which way the ratings of a register run: opportunities among threats, and scales on which 1 is the gravest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from smsxl.registers.criteria.bands import score_numbers
from smsxl.registers.criteria.scales import numbers
from smsxl.registers.words import choice
from smsxl.tables.risk import OPPORTUNITY_TREATMENTS, THREAT_TREATMENTS
from smsxl.tables.rows import as_text

if TYPE_CHECKING:
    from smsxl.registers.model import Register

_FEWEST: Final = 5
_MOST: Final = 0.6
_TREATED_UP: Final = OPPORTUNITY_TREATMENTS - THREAT_TREATMENTS


def opportunities(register: Register) -> set[int]:
    """Return the rows of opportunities, for which no limit holds: by their type, or a treatment that only they have."""
    found: set[int] = set()
    for name, kind, keys in (("type", "types", {"opportunity"}), ("treatment", "treatments", _TREATED_UP)):
        mapped = register.columns.get(name)
        if mapped is not None:
            found |= {row for row in register.records
                      if choice(kind, as_text(register.cells.through_merge(row, mapped.column))) in keys}
    return found


def rated(register: Register, name: str) -> Sequence[float | None]:
    """Return the numbers of a rating or of a score, one for each risk."""
    stage, _, axis = name.rpartition("_")
    return score_numbers(register, f"{stage}_" if stage else "") if axis == "score" else numbers(register, name)


def descends(register: Register, axis: str) -> bool:
    """Whether the lower number is the graver one: what is treated has a higher number afterwards, nearly everywhere."""
    before = axis if axis in register.columns else f"current_{axis}"
    if before not in register.columns or f"residual_{axis}" not in register.columns:
        return False
    gains = opportunities(register)
    steps = [last - first for row, first, last in zip(
        register.records, rated(register, before), rated(register, f"residual_{axis}"), strict=True)
        if first is not None and last is not None and first != last and row not in gains]
    risen = sum(step > 0 for step in steps)
    return risen >= _FEWEST and risen > _MOST * len(steps)
