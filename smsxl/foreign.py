"""The services behind `smsxl map` and the check of registers that other people made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smsxl.hosts.opening import open_any
from smsxl.registers import Register, find_registers
from smsxl.registers.wishes import Wish, wishes_for


def map_file(path: str) -> tuple[Register, ...]:
    """Return the registers of a file, as its nearest smsxl.toml says and as they are found otherwise."""
    return find_registers(open_any(path), wishes(path))


def wishes(path: str) -> tuple[Wish, ...]:
    """Return what the nearest configuration says about a file's registers. Raises UsageError where it is not right."""
    from smsxl.rules import RULES  # noqa: PLC0415 - the settings name rules
    from smsxl.settings import load  # noqa: PLC0415 - as above

    settings = load(Path(path).absolute().parent, [rule.code for rule in RULES])
    return wishes_for(path, settings.mappings)


def nothing_found(path: str, registers: Sequence[Register]) -> str | None:
    """Return the sentence that says why a file can't be judged as a register; None where it can."""
    if not registers:
        return (f"{path} holds no table that looks like a risk register: no heading with a likelihood, an impact and "
                "what they rate was found; name the sheet and the columns in smsxl.toml, see `smsxl map --help`.")
    if all(not register.rated() for register in registers):
        first = registers[0]
        return (f"{path} > {first.sheet} lists {len(first.records)} risks, but it has no likelihood and no impact: "
                "there is nothing to score; add the two columns, or name them in smsxl.toml.")
    return None
