"""A pair of sample workbooks a year apart: the sound workbook, and what became of it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.cli.books import write_workbook
from tests.compare.content import book, fresh
from tests.rules.sound import Records


def later() -> Records:
    """Return the sound workbook a year on: sorted anew, with what a year brings."""
    content = fresh()
    risks = {row["id"]: row for row in content["Risks"]}
    risks["R-1"] |= {"current_likelihood": 5, "current_impact": 5, "cause": "<b>Two</b> | causes & `more`"}
    risks["R-2"]["event"] = "Another event"
    risks["R-3"]["status"] = "Realised"
    del risks["R-4"]
    risks["R-6"] = {"id": "R-6", "type": "Threat", "title": "New: @all see #1", "category": "Technical",
                    "current_likelihood": 4, "current_impact": 4, "status": "Open", "owner": "Olga Owner"}
    content["Risks"] = list(reversed(risks.values()))
    content["Kpis"][0]["target"] = 1_000_000
    content["Objectives"][0]["status"] = "Achieved"
    content["Tolerances"][0]["tolerance"] = 8
    content["Treatments"][0] |= {"due": dt.date(2027, 6, 30), "owner": " Tom  Treat "}
    content["Controls"].insert(0, {"id": "C-3", "control": "Third firewall", "status": "Planned"})
    return content


def write_pair(folder: Path) -> tuple[Path, Path]:
    """Write both workbooks and return their paths."""
    paths = folder / "old.xlsx", folder / "new.xlsx"
    for path, content in zip(paths, (fresh(), later()), strict=True):
        write_workbook(book(content).workbook, path)  # type: ignore[arg-type]
    return paths
