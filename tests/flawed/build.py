"""Builds workbooks/sample-flawed.xlsx, the workbook that `smsxl demo` checks: `python -m tests.flawed.build`."""

from __future__ import annotations

from pathlib import Path

from tests.flawed.manifest import FLAWED, Fault, faults, planted


def shown() -> tuple[Fault, ...]:
    """Return the faults that the workbook has: of all families, and none that hides or causes another."""
    return tuple(fault for fault in faults() if fault.shown)


def build(path: Path) -> None:
    """Write the clean sample with these faults; the same sample and manifest give the same bytes."""
    planted(*shown()).save(path, level=9)


if __name__ == "__main__":
    build(FLAWED)
