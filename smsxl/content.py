"""What every new workbook holds: criteria in words, and the requirements of the plan.

The texts stand in `smsxl/assets/content/*.toml`, the numbers in `smsxl/domain`. Dates in those files are whole
numbers, days from the as-of date.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from smsxl import __version__
from smsxl.domain.criteria import DEFAULT_CATEGORIES, DEFAULT_LEVELS, DEFAULT_SOON_DAYS, DEFAULT_TOLERANCES
from smsxl.domain.scales import DEFAULT_IMPACT, DEFAULT_LIKELIHOOD
from smsxl.domain.scoring import METHODS
from smsxl.tables import BY_NAME, Type

Row = dict[str, object]
Tables = dict[str, list[Row]]
"""The rows of each table by its name, a row by its field names; a field without a value is left out."""


def template_tables(as_of: dt.date) -> Tables:
    """Return the rows of a new workbook; forms (Organisation, Settings) are tables of one row."""
    words = read("criteria.toml")
    plan: list[Row] = [{**item, "status": "Not started"} for item in read("plan.toml")["items"]]
    return {
        "Organisation": [
            {"version": "0.1", "status": "Draft", "assessment_date": as_of, "template_version": __version__}
        ],
        "Settings": [{"scoring_method": METHODS[0], "soon_days": DEFAULT_SOON_DAYS, **words["settings"]}],
        "LikelihoodScale": [
            {"value": entry.value, "label": entry.label, "from_per_year": entry.low, "to_per_year": entry.high,
             **words["likelihood"][entry.label]}
            for entry in DEFAULT_LIKELIHOOD.entries
        ],
        "ImpactScale": [
            {"value": entry.value, "label": entry.label, **words["impact"][entry.label]}
            for entry in DEFAULT_IMPACT.entries
        ],
        "RiskLevels": [
            {"label": level.label, "review_days": level.review_days, "rank": level.rank, "colour": level.colour,
             "action": level.action, "accepted_by_role": level.accepted_by_role}
            for level in DEFAULT_LEVELS
        ],
        "Tolerances": [
            filled({"category": row.category, "appetite": row.appetite, "tolerance": row.tolerance,
                    "highest_level": row.highest_level})
            for row in DEFAULT_TOLERANCES
        ],
        "Categories": [{"category": category, **words["categories"][category]} for category in DEFAULT_CATEGORIES],
        "PlanItems": plan,
    }


@cache
def read(name: str) -> Mapping[str, Any]:
    """Return a content file, given by its path below `assets/content`; callers must not change it."""
    path = files("smsxl").joinpath("assets", "content", *name.split("/"))
    return tomllib.loads(path.read_text(encoding="utf-8"))


def filled(row: Mapping[str, object]) -> Row:
    """Return a row without its empty fields."""
    return {field: value for field, value in row.items() if value is not None}


def dated(table: str, rows: Iterable[Mapping[str, object]], as_of: dt.date) -> list[Row]:
    """Return rows whose date columns, given in days from `as_of`, hold dates."""
    fields = {column.field for column in BY_NAME[table].columns if column.type is Type.DATE}
    return [
        {
            field: as_of + dt.timedelta(days=value) if field in fields and isinstance(value, int) else value
            for field, value in row.items()
        }
        for row in rows
    ]
