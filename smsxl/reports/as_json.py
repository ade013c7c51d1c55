"""The summary as JSON: what every renderer draws from, for programs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from smsxl.domain.trace import Trace
from smsxl.formats.escape import dump_json, for_json, json_value
from smsxl.formats.tool import tool
from smsxl.formats.trace import as_data
from smsxl.reports.model import Count, Share, Source
from smsxl.reports.risk.register import Risk
from smsxl.reports.summary import RiskPart, Summary
from smsxl.rules.findings import Finding


def as_json(summary: Summary) -> str:
    """Return the whole summary as one JSON object; the same input gives the same bytes.

    A count has its `count` beside its rows; a row is given as sheet, cell and id, and so is a risk outside of `risks`.
    """
    return as_object(summary)


def as_object(whole: object) -> str:
    """Return a dataclass of plain parts as one JSON object with the tool's name on top."""
    return dump_json({"schema": 1, "tool": tool()} | _plain(whole))


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON has no type of its own
    match value:
        case Source():
            return {"sheet": for_json(value.sheet), "cell": value.cell, "id": for_json(value.id)}
        case Finding():
            return {"code": value.code, "severity": value.severity.value, "message": for_json(value.message),
                    "sheet": value.sheet and for_json(value.sheet), "cell": value.cell,
                    "row_id": value.row_id and for_json(value.row_id)}
        case Trace():
            return as_data(value)
        case Risk():
            return _plain(value.source)
        case RiskPart():
            return _fields(value) | {"risks": [_fields(risk) for risk in value.risks]}
        case Mapping():
            return {for_json(str(key)): _plain(each) for key, each in value.items()}
        case tuple() | list() | frozenset():
            return [_plain(each) for each in value]
        case str():
            return for_json(value)
        case bool() | int() | float() | dt.date() | None:
            return json_value(value)
    return _fields(value)


def _fields(value: object) -> dict[str, Any]:
    """Return the fields of a part of the summary, and the figure that it computes from its rows."""
    plain = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}  # type: ignore[arg-type]
    if isinstance(value, Count):
        plain["count"] = value.count
    if isinstance(value, Share):
        plain["share"] = value.share
    return plain
