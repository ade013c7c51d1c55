"""How many faults planted into the invented registers are found, and what else is: python -m tests.bench.plant."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path

from smsxl.check import check_file
from smsxl.rules.findings import Severity
from tests.registers.corpus import SHAPES
from tests.registers.planting import plant, planted

AS_OF = dt.date(2026, 3, 2)


def run() -> int:
    """Print what was missed and what was reported in other rows, and the totals."""
    total = missed = other = 0
    with tempfile.TemporaryDirectory() as folder:
        for shape in SHAPES:
            for fault in planted(shape):
                found = check_file(plant(shape, fault).write(Path(folder)), as_of=AS_OF).findings
                total += 1
                if not any(f.cell == fault.cell and f.code in fault.codes for f in found):
                    missed += 1
                    print(f"{shape.name:<28} missed {fault.kind} in {fault.cell}")
                row = fault.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                for f in found:
                    if f.severity is not Severity.NOTE and str(f.cell) not in shape.faults and (
                            str(f.cell).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != row):
                        other += 1
                        print(f"{shape.name:<28} {fault.kind} in {fault.cell}: {f.code} {f.message}")
    print(f"{total} faults planted, {missed} missed, {other} findings in other rows")
    return 0


if __name__ == "__main__":
    sys.exit(run())
