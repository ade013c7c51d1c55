"""Tells the ratings of a register apart: inherent, current, residual, by their headings, formulas and order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from smsxl.registers.columns.relations import Relation
from smsxl.registers.fields import AXES
from smsxl.registers.headings.meaning import repeats

if TYPE_CHECKING:
    from smsxl.registers.columns.assign import Column

_ORDER: Final = ("inherent", "current", "residual", "target")
_LEAST: Final = 0.4
_CLEAR: Final = 0.55

_Key = tuple[str | None, int]
Slot = tuple[str, str | None, int]
"""An axis, a stage as the heading names it, and how many of the kind stand before."""


def staged(columns: Mapping[int, Column], made: Sequence[Relation]) -> dict[str, int]:
    """Return the column of each field of a rating."""
    _spread(columns, made)
    slots = _slots(columns, {relation.column: frozenset(relation.sources) for relation in made})
    _adopt(slots)
    names = _names(slots)
    found: dict[str, int] = {}
    for (axis, stage, place), number in slots.items():
        name = names.get((stage, place))
        if name is not None and name + axis not in found:
            found[name + axis] = number
    return found


def _spread(columns: Mapping[int, Column], made: Sequence[Relation]) -> None:
    """Give what a formula joins one stage: that of the part that names any.

    What two scores are made of, such as an impact that treatment leaves as it is, belongs to the first of them.
    """
    used = Counter(number for relation in made if relation.kind in ("product", "sum", "lookup")
                   for number in relation.sources)
    for relation in made:
        if relation.kind not in ("product", "sum", "lookup", "bands"):
            continue
        parts = [columns[n] for n in (relation.column, *relation.sources) if n in columns]
        parts = [part for part in parts if any(part.fields.get(axis, 0) >= _LEAST for axis in AXES)]
        named = {part.stage for part in parts if part.stage is not None}
        if len(named) == 1 and len(parts) <= 4:
            target = columns.get(relation.column)
            if target is not None and target.stage is None:
                target.stage = next(iter(named))
            if target is not None and target.stage in named:
                for part in parts:
                    if used[part.number] < 2:
                        part.stage = part.stage or target.stage


def _slots(columns: Mapping[int, Column], sources: Mapping[int, frozenset[int]]) -> dict[Slot, int]:
    """Give each column of a rating one axis: the surest first, repeated headings in their order."""
    options = sorted(((confidence, -number, axis) for number, column in columns.items()
                      for axis, confidence in column.fields.items()
                      if axis in AXES and confidence >= max(_LEAST, 0.6 * max(
                          (c for name, c in column.fields.items() if name not in AXES), default=0))), reverse=True)
    taken: dict[int, str] = {}
    owners: dict[tuple[str, str | None], list[int]] = {}
    for _, negative, axis in options:
        number = -negative
        column = columns[number]
        if number in taken or not _wins(column, axis):
            continue
        same = owners.setdefault((axis, column.stage), [])
        if not same or any(repeats(columns[other].header, column.header) or _made_apart(sources, other, number)
                           for other in same):
            taken[number] = axis
            same.append(number)
    return {(axis, stage, place): number for (axis, stage), numbers in owners.items()
            for place, number in enumerate(sorted(numbers))}


def _made_apart(sources: Mapping[int, frozenset[int]], first: int, second: int) -> bool:
    """Whether two columns are made of other columns each: the scores of two ratings."""
    return first in sources and second in sources and not sources[first] & sources[second]


def _wins(column: Column, axis: str) -> bool:
    """Whether a rating is what the column means most, other fields included."""
    others = [c for name, c in column.fields.items() if name not in AXES]
    return column.fields[axis] >= max(others, default=0.0) - 0.06 and (
        column.fields[axis] >= _CLEAR or not others or column.fields[axis] >= max(others))


def _adopt(slots: dict[Slot, int]) -> None:
    """Give a score or level without a stage the stage of the rating that stands right before it."""
    by_column = {number: slot for slot, number in slots.items()}
    for number in sorted(by_column):
        axis, stage, place = by_column[number]
        if stage is not None or axis not in AXES[2:]:
            continue
        before = next((by_column[number - step] for step in (1, 2) if number - step in by_column), None)
        if before is None or before[1] is None:
            continue
        wanted = (axis, before[1], 0)
        if wanted in slots:
            continue
        del slots[axis, stage, place]
        slots[wanted] = number
        by_column[number] = wanted


def _columns_of(slots: Mapping[Slot, int], stage: str | None) -> list[int]:
    return sorted(number for (_, each, _), number in slots.items() if each == stage)


def _complete_each_other(first: Sequence[Sequence[str]], second: Sequence[Sequence[str]]) -> bool:
    """Whether two ratings are one: a likelihood or an impact alone, and then a score or level alone ("Restscore")."""
    before, after = {axis for axes in first for axis in axes}, {axis for axes in second for axis in axes}
    return before <= set(AXES[:2]) and after <= set(AXES[2:])


def _names(slots: Mapping[Slot, int]) -> dict[tuple[str | None, int], str]:
    """Return what stands before the axis for every stage and place: nothing, "current_" or "residual_"."""
    plain_ones = sorted({place for _, stage, place in slots if stage is None})
    named = [stage for stage in _ORDER if any(stage == each for _, each, _ in slots)]
    both = {axis for axis, stage, _ in slots if stage is None} & {axis for axis, stage, _ in slots
                                                                 if stage == "inherent"}
    listed: list[list[_Key]] = [[(None, place)] for place in plain_ones]
    rest: list[list[_Key]] = [[(stage, 0)] for stage in named]
    order: list[list[_Key]]
    if named and named[0] == "inherent" and not both and len(plain_ones) <= 1:
        order = [[("inherent", 0), (None, 0)], *rest[1:]]
    elif named and named[0] == "inherent":
        order = [*rest[:1], *listed, *rest[1:]]
    elif named == ["current"] and plain_ones and _columns_of(slots, "current")[-1] < _columns_of(slots, None)[0]:
        order = [*rest, *listed]  # "Risk now", and then the same headings once more
    else:
        order = [*listed, *rest]
    axes = {key: [axis for axis, stage, place in slots if (stage, place) == key] for group in order for key in group}
    order = _joined(order, axes)
    order = [group for group in order if any(axes[key] for key in group)]
    if len(order) > 2 and _complete_each_other([axes[key] for key in order[-2]], [axes[key] for key in order[-1]]):
        order = [*order[:-2], [*order[-2], *order[-1]]]
    if len(order) == 1:
        only = order[0]
        name = "residual_" if all(stage in ("residual", "target") for stage, _ in only) else ""
        return dict.fromkeys(only, name)
    labels = ["", "residual_"] if len(order) == 2 else ["", "current_", "residual_"]
    return {key: label for group, label in zip(order, labels, strict=False) for key in group}


def _joined(order: list[list[_Key]], axes: Mapping[_Key, list[str]]) -> list[list[_Key]]:
    """Let a named stage that has results only have the axes that come a second time without a name."""
    bare = [group for group in order for stage, place in group
            if stage is None and place > 0 and axes[stage, place] and set(axes[stage, place]) <= set(AXES[:2])]
    named = [group for group in order for stage, place in group
             if stage in ("residual", "target", "current") and set(axes[stage, place]) <= set(AXES[2:])]
    if len(bare) != 1 or len(named) != 1:
        return order
    return [[*named[0], *bare[0]] if group is named[0] else group for group in order if group is not bare[0]]
