"""What the worst files cost the whole command: seconds and megabytes, each in a process of its own (on Linux)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from smsxl.build import new_workbook
from tests.cli.books import environment
from tests.flawed.package import Package
from tests.soak.bombs import BOMBS, write
from tests.soak.memory_edits import AS_OF

_BOMB: Final = 900 << 20
_ROWS: Final = 1_000_000
# The high-water mark and not getrusage, which begins with the memory of the process that started this one.
_CHECK: Final = """
import json, sys, time
from smsxl.cli.main import run
began = time.perf_counter()
code = run(["check", sys.argv[1], "--as-of", "2026-11-22", "--output-file", sys.argv[1] + ".txt"])
used = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps([code, time.perf_counter() - began, used]))
"""


def formatted_rows(path: Path) -> None:
    """Write the sample with a million formatted empty rows below its risks."""
    new_workbook(path, sample=True, as_of=AS_OF)
    package = Package.read(path)
    part = package.sheet_part("Risks")
    empty = "".join(f'<row r="{r}" ht="15" customHeight="1"><c r="A{r}" s="5"/><c r="B{r}" s="5"/></row>'
                    for r in range(2_000, 2_000 + _ROWS))
    package.change(part, "</sheetData>", f"{empty}</sheetData>")
    package.save(path)


def cost(path: Path) -> tuple[int, float, float]:
    """Return exit code, seconds and megabytes of a check."""
    done = subprocess.run([sys.executable, "-c", _CHECK, str(path)], check=False, capture_output=True, timeout=600,
                          env=environment())
    try:
        code, seconds, megabytes = json.loads(done.stdout)
    except ValueError:
        return -1, 0.0, 0.0
    return code, seconds, megabytes


def show() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        plain, long = Path(folder, "sample.xlsx"), Path(folder, "rows.xlsx")
        new_workbook(plain, sample=True, as_of=AS_OF)
        formatted_rows(long)
        for what, path in (("the sample", plain), (f"the sample with {_ROWS:,} formatted empty rows", long)):
            _line(what, path)
        for name in BOMBS:
            path = Path(folder, "bomb.xlsx")
            write(path, name, _BOMB)
            _line(f"bomb: {name}", path)


def _line(what: str, path: Path) -> None:
    began = time.monotonic()
    code, seconds, megabytes = cost(path)
    print(f"{what:48} {path.stat().st_size / 1e6:5.1f} MB packed: exit {code}, "
          f"{seconds or time.monotonic() - began:5.1f} s, {megabytes:4.0f} MB", flush=True)
