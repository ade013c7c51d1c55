"""The fields of a risk that columns of foreign registers are mapped to, declared once.

The JSON of `smsxl map`, its schema, the keys of `[map]` in smsxl.toml and the import are all derived from them. The
names by which registers head a field stand in `smsxl/assets/registers/aliases.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Field:
    """A field: its name, what its cells look like, and the field of the template that it moves to on import."""

    name: str
    content: str
    """One of the kinds that `profile.fit` knows."""
    target: str | None = None


_RATING: Final = (("likelihood", "rating"), ("impact", "rating"), ("score", "score"), ("level", "level"))
AXES: Final = tuple(name for name, _ in _RATING)
"""The four columns of a rating; likelihood and impact come first."""

STAGES: Final = ("", "current_", "residual_")
"""What stands before the name of an axis: the only or the inherent rating, today's, and the one after treatment."""

SURE: Final = 0.6
"""Below this confidence a column stays unmapped: smsxl asks rather than guesses."""

DAYS: Final = ("date", "review")
"""The kinds of fields that hold a day."""

_TARGETS: Final = {"": "inherent", "current_": "current", "residual_": "residual"}

FIELDS: Final[tuple[Field, ...]] = (
    Field("id", "id", "id"),
    Field("type", "type", "type"),
    Field("title", "title", "title"),
    Field("description", "text", "event"),
    Field("cause", "text", "cause"),
    Field("consequence", "text", "consequence"),
    Field("category", "group", "category"),
    Field("relates_to", "group"),
    Field("service", "group"),
    Field("objective", "words"),
    Field("owner", "name", "owner"),
    *(Field(stage + axis, content, f"{_TARGETS[stage]}_{axis}") for stage in STAGES for axis, content in _RATING),
    Field("controls", "text"),
    Field("treatment", "treatment", "treatment"),
    Field("treatment_plan", "text"),
    Field("due", "date"),
    Field("rank", "rank"),
    Field("status", "status", "status"),
    Field("identified", "date", "identified"),
    Field("review_date", "review", "last_review"),
)
BY_NAME: Final = {field.name: field for field in FIELDS}


def axis_of(field: str) -> tuple[str, str] | None:
    """Return stage and axis of a field of a rating; None for every other field."""
    for stage in reversed(STAGES):
        if field.startswith(stage) and field[len(stage):] in AXES:
            return stage, field[len(stage):]
    return None
