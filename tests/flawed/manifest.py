"""The manifest of faults (faults.toml), read."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from smsxl.hosts.package import open_workbook
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.rules.findings import Finding
from smsxl.tables.book import Book
from tests.flawed.package import Package
from tests.flawed.places import Places
from tests.flawed.plant import plant

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "workbooks" / "sample.xlsx"
FLAWED = ROOT / "workbooks" / "sample-flawed.xlsx"
AS_OF = dt.date(2026, 11, 22)
"""The day for which the sample was built."""

Found = Counter[tuple[str, str | None, str | None]]
"""What is reported: rule, sheet and cell, and how often."""


@dataclass(frozen=True)
class Fault:
    """One mistake that people make, and what has to be reported about it.

    `finds` is the rule and the place of the fault itself, `also` what follows from it of necessity. `shown` puts it
    into the workbook of `smsxl demo`.
    """

    name: str
    story: str
    edits: tuple[dict[str, Any], ...]
    finds: str
    also: tuple[str, ...] = ()
    shown: bool = False

    @property
    def code(self) -> str:
        """The rule that finds the fault itself."""
        return self.finds.split(" at ")[0]


@cache
def faults() -> tuple[Fault, ...]:
    """Return the manifest."""
    with Path(__file__).with_name("faults.toml").open("rb") as file:
        read = tomllib.load(file)["fault"]
    return tuple(Fault(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
                 for entry in read)


@cache
def places() -> Places:
    """Return where things stand in the clean sample."""
    return Places(SAMPLE)


@cache
def _clean() -> Package:
    return Package.read(SAMPLE)


def clean() -> Package:
    """Return a copy of the clean sample to plant faults into."""
    return _clean().copy()


def planted(*wanted: Fault) -> Package:
    """Return the sample with faults."""
    package = clean()
    for fault in wanted:
        for edit in fault.edits:
            plant(package, places(), edit)
    return package


def check(path: Path) -> list[Finding]:
    """Run all rules."""
    return run(RULES, Book(open_workbook(path), AS_OF))


def where(found: list[Finding]) -> Found:
    """Return rule and place of findings."""
    return Counter((finding.code, finding.sheet, finding.cell) for finding in found)


def expected(*lines: str) -> Found:
    """Return the lines of a manifest ("RSK107 at Risks > R-014 > Owner") as findings."""
    return Counter((code, *places()[place]) for code, place in (line.split(" at ") for line in lines))
