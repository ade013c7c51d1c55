"""Kills a process that saves a workbook over and over, at random instants: the file is always one of the saved ones.

What the killed saves leave beside it is gone with the next save.

python -m tests.soak.kills [TIMES]
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from smsxl.build import new_workbook
from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.edit import edit_workbook
from tests.edit.parts import parts
from tests.edit.soundness import faults

CELLS: Final = ((400, 1), (900, 2))
"""Two cells of the sheet Risks that one save sets to one number: a half save would show."""

SAVER: Final = """
import itertools, sys
from smsxl.hosts.package.edit import edit_workbook
print("ready", flush=True)
for number in itertools.count(int(sys.argv[2])):
    with edit_workbook(sys.argv[1]) as edit:
        edit.set_cells("Risks", {(400, 1): number, (900, 2): number})
        edit.save()
"""
_LONGEST: Final = 0.4
"""Seconds until the kill: enough for a few saves."""


def kills(times: int, seed: int = 0) -> list[str]:
    """Return what was wrong after each of the kills; an empty list where the file was whole every time."""
    found: list[str] = []
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "book.xlsx")
        new_workbook(book, sample=True)
        untouched = parts(book)
        saved = 0
        for turn in range(times):
            last = saved
            _kill(book, last + 1, chance.uniform(0, _LONGEST))
            saved, fault = _state(book, untouched)
            if fault or (turn and saved < last):
                found.append(f"kill {turn}: {fault or f'{saved} after {last}'}")
        if not saved:
            found.append("no save was ever finished, so nothing was tried")
        found += _left(book)
    return found


def _left(book: Path) -> list[str]:
    """Save once more, an hour after the kills as their files tell, and return what is left of them."""
    def left() -> list[Path]:
        return list(book.parent.glob(".smsxl-*.tmp"))

    an_hour_ago = time.time() - 3600
    for path in left():
        os.utime(path, (an_hour_ago, an_hour_ago))
    with edit_workbook(str(book)) as edit:
        edit.set_cells("Risks", dict.fromkeys(CELLS, 0))
        edit.save()
    return [f"{path.name} is left" for path in left()]


def _kill(book: Path, number: int, after: float) -> None:
    """Start the saver, wait for it to begin, and kill it after a while without any warning."""
    with subprocess.Popen([sys.executable, "-c", SAVER, str(book), str(number)], stdout=subprocess.PIPE) as process:
        if process.stdout is not None:
            process.stdout.readline()
        time.sleep(after)
        process.kill()
        process.wait()


def _state(book: Path, untouched: dict[str, bytes]) -> tuple[int, str]:
    """Return the number that the file holds, and what is wrong with the file."""
    wrong = faults(book)
    if wrong:
        return 0, wrong[0]
    new = parts(book)
    sheets = [name for name, data in untouched.items() if new.get(name) != data]
    if len(sheets) > 1 or new.keys() != untouched.keys():
        return 0, f"other parts changed: {sheets}"
    grid = open_workbook(book).grid("Risks")
    numbers = [grid.columns[column].values[grid.rows.index(row)] if row in grid.rows else 0 for row, column in CELLS]
    if numbers[0] != numbers[1] or not isinstance(numbers[0], int):
        return 0, f"half a save: {numbers}"
    return numbers[0], ""


if __name__ == "__main__":
    problems = kills(int(sys.argv[1]) if len(sys.argv) > 1 else 200, seed=int(time.time()))
    sys.stdout.write("".join(f"{problem}\n" for problem in problems) or "whole every time\n")
    sys.exit(bool(problems))
