"""What a heading means below another one that is about measures: "Description" below "Controls" describes those."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_MEASURES: Final = ("controls", "treatment_plan")
_SURELY: Final = 0.95
_KINDS: Final = ("category", "type")
_TEXTS: Final = ("title", "description")


def below_measures(fields: Mapping[str, float], above: Mapping[str, float]) -> dict[str, float]:
    """Return what the lower heading of two means, where the upper one surely names controls or planned measures.

    A control's type is no category of risks, its description is the control itself, and the date of a plan is when it
    is due.
    """
    measure = max(_MEASURES, key=lambda name: above.get(name, 0.0))
    if above.get(measure, 0.0) < _SURELY:
        return dict(fields)
    found = {name: strength for name, strength in fields.items() if name not in _KINDS}
    for name in _TEXTS:
        if name in found:
            found[measure] = max(found.pop(name), found.get(measure, 0.0))
    if measure == "treatment_plan" and "identified" in found:
        found["due"] = max(found.pop("identified"), found.get("due", 0.0))
    return found
