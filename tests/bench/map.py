"""How many columns of the invented registers are mapped rightly: python -m tests.bench.map [--all]."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from smsxl.hosts.opening import open_any
from smsxl.registers.mapping import find_registers
from tests.registers.corpus import SHAPES


def run(arguments: list[str]) -> int:
    """Print what was mapped rightly, wrongly and not at all, per register and in total."""
    totals = [0, 0, 0, 0]
    with tempfile.TemporaryDirectory() as folder:
        for shape in SHAPES:
            path = shape.write(Path(folder))
            start = time.perf_counter()
            found = find_registers(open_any(path))
            taken = time.perf_counter() - start
            register = next((r for r in found if r.sheet == (shape.sheet or shape.sheets[0].name)), None)
            got = {name: mapped.letters for name, mapped in register.columns.items()} if register else {}
            right = sum(got.get(name) == column for name, column in shape.fields.items())
            wrong = {name: column for name, column in got.items() if shape.fields.get(name) != column}
            lacking = {name: column for name, column in shape.fields.items() if name not in got}
            notes = []
            if register is None:
                notes.append("not found")
            elif shape.rows is not None and len(register.records) != shape.rows:
                notes.append(f"{len(register.records)} rows, not {shape.rows}")
            if register and register.place.heading.rows != shape.header:
                notes.append(f"heading in {register.place.heading.rows}, not {shape.header}")
            methods = [s.method for s in register.scoring.values()] if register else []
            if shape.method is not None and methods[:1] != [shape.method]:
                notes.append(f"scoring {methods}, not {shape.method}")
            totals[0] += right
            totals[1] += len(lacking)
            totals[2] += len(wrong)
            totals[3] += bool(notes)
            if wrong or lacking or notes or "--all" in arguments:
                print(f"{shape.name:<28} right {right:>2}  unmapped {lacking}  wrong {wrong}  {'; '.join(notes)}  "
                      f"{taken:.2f} s")
    right, lacking, wrong, odd = totals
    print(f"{len(SHAPES)} registers: {right} columns right, {lacking} unmapped, {wrong} wrong "
          f"({right / max(1, right + lacking + wrong):.1%} right); {odd} with another remark")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
