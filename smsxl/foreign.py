"""The services behind `smsxl map` and the check of registers that other people made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smsxl.hosts.opening import open_any
from smsxl.interchange import wishes_of
from smsxl.registers.lying.sideways import lying
from smsxl.registers.mapping import find_registers, nothing_found
from smsxl.registers.model import Register
from smsxl.registers.wishes import Wish, wishes_for


def map_file(path: str) -> tuple[Register, ...]:
    """Return the registers of a file, as its nearest smsxl.toml says and as they are found otherwise."""
    workbook = open_any(path)
    return find_registers(workbook, wishes(path) or wishes_of(workbook))


def why_not(path: str, registers: Sequence[Register]) -> str | None:
    """Return the sentence that says why a file can't be judged as a register; None where it can."""
    sentence = nothing_found(path, registers)
    if sentence is None or registers:
        return sentence
    return lying(path, open_any(path)) or sentence


def wishes(path: str) -> tuple[Wish, ...]:
    """Return what the nearest configuration says about a file's registers. Raises UsageError where it is not right."""
    from smsxl.rules import RULES  # noqa: PLC0415 - the settings name rules
    from smsxl.settings import load  # noqa: PLC0415 - as above

    settings = load(Path(path).absolute().parent, [rule.code for rule in RULES])
    return wishes_for(path, settings.mappings)
