"""The plan half of the sample: what its organization plans, who does it, how it is measured and improved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from smsxl.content import Row, Tables, dated, filled, read
from smsxl.domain.periods import Period, ended_before
from smsxl.tables.text import split_ids

_FILES: Final = {
    "Obligations": "parties", "OtherParties": "parties", "Objectives": "objectives", "Roles": "people",
    "Resources": "resources", "Processes": "processes", "Communications": "communication", "Training": "communication",
    "Improvements": "improvements", "Reviews": "improvements"}
"""The file that holds the rows of each table, under the table's name in lower snake case."""

_KEYS: Final = {"OtherParties": "other_parties"}


def plan_tables(as_of: dt.date, risks: Collection[str]) -> Tables:
    """Return the rows of the plan's tables besides PlanItems; improvements are linked to those of `risks` only."""
    currency = read("sample/organization.toml")["organization"]["currency"]
    tables = {name: dated(name, read(f"sample/{file}.toml")[_KEYS.get(name, name.lower())], as_of)
              for name, file in _FILES.items()}
    for resource in tables["Resources"]:
        resource |= {"currency": currency, "period": str(as_of.year)}
    for improvement in tables["Improvements"]:
        links = [link for link in split_ids(str(improvement.get("linked_to", "")))
                 if not link.startswith("R-") or link in risks]
        improvement["linked_to"] = ", ".join(links) or None
    tables["Improvements"] = [filled(row) for row in tables["Improvements"]]
    tables["Raci"] = list(_raci())
    file = read("sample/kpis.toml")
    tables["Kpis"] = [{field: value for field, value in kpi.items() if field != "values"} for kpi in file["kpis"]]
    tables["Measurements"] = list(_measurements(file, as_of))
    return tables


def _raci() -> Iterator[Row]:
    for process, parts in read("sample/people.toml")["raci"].items():
        for part, roles in parts.items():
            for role in [roles] if isinstance(roles, str) else roles:
                yield {"process": process, "role": role, "part": part}


def _measurements(file: Mapping[str, Any], as_of: dt.date) -> Iterator[Row]:
    """Yield the values of each KPI for the last periods that have ended, with the notes that stand at them."""
    notes = {(note["kpi"], note["back"]): filled({field: note.get(field) for field in ("comment", "action")})
             for note in file["notes"]}
    for kpi in file["kpis"]:
        last = ended_before(as_of, kpi["frequency"])
        back = len(kpi["values"])
        for value in kpi["values"]:
            back -= 1
            period = Period(last.number - back, last.frequency).first_day
            yield {"kpi": kpi["id"], "period": period, "value": value, **notes.get((kpi["id"], back), {})}
