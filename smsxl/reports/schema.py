"""JSON Schemas of what commands write, derived from the dataclasses and TypedDicts that hold it."""

from __future__ import annotations

import collections.abc
import dataclasses
import datetime as dt
import enum
import types
import typing
from typing import Any, Final

from smsxl.domain.trace import Trace
from smsxl.reports.model import Count, Share, Source
from smsxl.reports.risk.register import Risk
from smsxl.reports.summary import RiskPart, Summary
from smsxl.rules.findings import Finding

_PLAIN: Final[dict[Any, dict[str, Any]]] = {
    str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"},
    type(None): {"type": "null"}, dt.date: {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}}
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final = {"type": "string"}
_MAYBE: Final = {"type": ["string", "null"]}


def summary_schema() -> dict[str, Any]:
    """Return the schema of what `smsxl report --json` writes."""
    known: dict[str, Any] = {
        "Source": _object({"sheet": _TEXT, "cell": _TEXT, "id": _TEXT}),
        "Finding": _object({"code": _TEXT, "severity": {"enum": ["error", "warning", "note"]}, "message": _TEXT,
                            "sheet": _MAYBE, "cell": _MAYBE, "row_id": _MAYBE}),
        "Trace": {"type": "object", "required": ["coverage", "links", "nodes", "edges", "broken", "totals"]},
    }
    return _whole(Summary, "smsxl report", known)


def schema_of(kind: type, title: str) -> dict[str, Any]:
    """Return the schema of what `as_object` makes of a dataclass."""
    return _whole(kind, title, {})


def schema_of_data(kind: Any, title: str) -> dict[str, Any]:  # noqa: ANN401 - a type, which may be a union
    """Return the schema of plain data whose shape a TypedDict declares."""
    known: dict[str, Any] = {}
    whole = _of(kind, known)
    return {"$schema": _DIALECT, "title": title, **whole, "$defs": dict(sorted(known.items()))}


def _whole(kind: type, title: str, known: dict[str, Any]) -> dict[str, Any]:
    whole = _of_class(kind, known)
    whole["properties"] = {"schema": {"const": 1}, "tool": _object({"name": _TEXT, "version": _TEXT}),
                           **whole["properties"]}
    whole["required"] = ["schema", "tool", *whole["required"]]
    return {"$schema": _DIALECT, "title": title, **whole, "$defs": dict(sorted(known.items()))}


def _of(kind: Any, known: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a type, which may be an alias
    """Return the schema of a type; those of dataclasses are added to `known` and referred to."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal or isinstance(kind, enum.EnumMeta):
        return {"enum": list(inner) or [each.value for each in kind]}
    if origin in (dict, collections.abc.Mapping):
        return {"type": "object", "additionalProperties": _of(inner[1], known)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of(each, known) for each in inner]}
    if origin in (tuple, list, collections.abc.Sequence):
        if (len(inner) == 2 and inner[1] is not Ellipsis) or len(inner) > 2:  # noqa: PLR2004 - a tuple of fixed parts
            return {"type": "array", "prefixItems": [_of(each, known) for each in inner], "minItems": len(inner),
                    "maxItems": len(inner)}
        return {"type": "array", "items": _of(inner[0], known)}
    if kind in (Source, Risk):
        return {"$ref": "#/$defs/Source"}
    if kind in (Finding, Trace):
        return {"$ref": f"#/$defs/{kind.__name__}"}
    name = f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"
    if name not in known:
        known[name] = {}
        known[name] = _of_class(kind, known)
    return {"$ref": f"#/$defs/{name}"}


def _of_class(kind: Any, known: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    hints = typing.get_type_hints(kind)
    if typing.is_typeddict(kind):
        return _object({name: _of(hint, known) for name, hint in hints.items()})
    fields = {field.name: _of(hints[field.name], known) for field in dataclasses.fields(kind)}
    if kind is Count:
        fields["count"] = {"type": "integer", "minimum": 0}
    if kind is Share:
        fields["share"] = {"type": ["number", "null"]}
    if kind is RiskPart:
        known["register.Risk"] = _of_class(Risk, known)
        fields["risks"] = {"type": "array", "items": {"$ref": "#/$defs/register.Risk"}}
    return _object(fields)


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
