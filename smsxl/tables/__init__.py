"""The declarations of all tables. No second list of columns exists anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smsxl.tables import criteria, measure, own, plan, risk, start
from smsxl.tables.model import Choice, Column, Kind, Part, Table, Type

TABLES: Final[tuple[Table, ...]] = (
    *start.TABLES, *criteria.TABLES, *plan.TABLES, *measure.TABLES, *risk.TABLES, *own.TABLES)
BY_NAME: Final[Mapping[str, Table]] = {table.name: table for table in TABLES}

SHEETS: Final[tuple[str, ...]] = (
    "Start", "Risk Summary", "Plan Summary", "Criteria", "Plan", "Obligations", "Other parties", "Objectives", "Roles",
    "RACI", "RACI grid", "Resources", "Processes", "Communication", "Training", "KPIs", "Measurements", "Improvements",
    "Reviews", "Services", "Risks", "Treatments", "Controls", "Acceptances", "Distribution", "Findings", "Changes",
)
"""The sheets of the template in order."""


def header_of(table: str, field: str) -> str:
    """Return the header text of a column."""
    return BY_NAME[table][field].header


__all__ = ["BY_NAME", "SHEETS", "TABLES", "Choice", "Column", "Kind", "Part", "Table", "Type", "header_of"]
