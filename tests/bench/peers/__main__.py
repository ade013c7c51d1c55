"""Compares smsxl with other validators on one register and prints time, memory and planted faults found.

    python -m tests.bench.peers [--risks 200] [--rounds 3] [--env FOLDER]

Installs the others into an environment of its own (a temporary one, or the one in FOLDER, made where it is missing).
Every tool gets the same register with 24 planted faults and the rules that it can express (planted.py, with_*.py).
Times are those of a whole process, start included; the others read five sheets, smsxl reads all of them and runs all of
its rules.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path

from tests.bench.check import AS_OF, best
from tests.bench.peers.planted import Planted, plant

HERE = Path(__file__).parent
Place = tuple[str, int, str | None]


def environment(folder: Path) -> str:
    """Return the Python that has the other tools, installed where they are not there yet."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    return str(python)


def found_by(command: list[str]) -> set[Place]:
    """Return the sheet, row and header of what a tool reports."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        message = f"{command} ended with {done.returncode}: {done.stderr[-500:]}"
        raise SystemExit(message)
    said = json.loads(done.stdout)
    return set(_places(said)) if isinstance(said, dict) else {(sheet, row, header) for sheet, row, header in said}


def _places(report: dict[str, list[dict[str, list[dict[str, str]]]]]) -> Iterable[Place]:
    """Yield where the findings of smsxl are; columns are told by their letters, as it tells them."""
    for finding in report["files"][0]["findings"]:
        if finding["cell"]:
            letters = str(finding["cell"]).rstrip("0123456789")
            yield str(finding["sheet"]), int(str(finding["cell"])[len(letters):]), letters


def hits(planted: list[Planted], found: set[Place]) -> tuple[int, int]:
    """Return how many planted faults a tool reports in their row, and how many of them at their cell."""
    rows = {(sheet, row) for sheet, row, _ in found}
    cells = {(sheet, row, header) for sheet, row, header in found}
    in_row = [p for p in planted if (p.sheet, p.row) in rows]
    return len(in_row), sum(not cells.isdisjoint({(p.sheet, p.row, p.header), (p.sheet, p.row, p.letters)})
                            for p in in_row)


def main() -> None:
    """Make the register, run every tool on it and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--risks", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--env", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        python = environment(options.env or folder / "env")
        clean, faulty = str(folder / "clean.xlsx"), str(folder / "faulty.xlsx")
        subprocess.run([sys.executable, "-m", "smsxl", "new", clean, "--sample", "--risks", str(options.risks),
                        "--as-of", AS_OF], check=True, stdout=subprocess.DEVNULL)
        planted = plant(clean, faulty, dt.date.fromisoformat(AS_OF))
        tools = {"smsxl check": [sys.executable, "-m", "smsxl", "check", "--as-of", AS_OF, "--output-format", "json"]}
        tools |= {name: [python, str(HERE / f"with_{module}.py")] for name, module in (
            ("pandas + pandera", "pandera"), ("frictionless", "frictionless"),
            ("Great Expectations", "great_expectations"))}

        def command(name: str, book: str) -> list[str]:
            return [*tools[name], book] if name.startswith("smsxl") else [*tools[name], book, AS_OF]

        times = best({name: command(name, faulty) for name in tools}, options.rounds)
        ours = times["smsxl check"][0]
        print(f"{options.risks} risks, {len(planted)} planted faults; whole processes, best of {options.rounds}")
        print(f"{'tool':<20} {'time':>8} {'smsxl / it':>10} {'memory':>8} {'found':>6} {'at its cell':>12} "
              f"{'on the clean one':>17}")
        for name, (seconds, memory) in times.items():
            found, at_cell = hits(planted, found_by(command(name, faulty)))
            print(f"{name:<20} {seconds:>6.2f} s {ours / seconds:>10.2f} {memory:>5.0f} MB {found:>6} {at_cell:>12} "
                  f"{len(found_by(command(name, clean))):>17}")


if __name__ == "__main__":
    main()
