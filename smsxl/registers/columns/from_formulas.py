"""Lets formulas tell what columns are: factors are likelihood and impact, what comes out is the score, its words the level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from smsxl.registers.cells import Cells
from smsxl.registers.columns.relations import Relation
from smsxl.registers.fields import AXES, SURE

if TYPE_CHECKING:
    from smsxl.registers.columns.assign import Column

_RATED: Final = AXES[:2]
_RESULTS: Final = AXES[2:]
_MADE: Final = ("product", "sum", "lookup")
_HALF: Final = 0.5
_PAIR: Final = 2


def from_formulas(cells: Cells, columns: Mapping[int, Column], made: Sequence[Relation]) -> None:
    """Take what formulas (or the numbers themselves) say of columns as evidence for their fields."""
    for relation in made:
        if relation.kind in ("sum", "most") and len(relation.sources) >= _PAIR and relation.column in columns:
            _from_parts(cells, columns, relation, made)
    for relation in made:
        target = columns.get(relation.column)
        sources = [columns[number] for number in relation.sources if number in columns]
        if target is None or not sources:
            continue
        if relation.kind == "rank":
            _forget(target, AXES)
            target.add("rank", 0.9, f"rank of {cells.letters(sources[0].number)}")
        elif relation.kind in _MADE and len(sources) == _PAIR:
            _of_two(cells, relation, target, sources[0], sources[1])
        elif relation.kind in _MADE and len(sources) > _PAIR:
            _of_several(cells, relation, target, sources)
        elif relation.kind in ("bands", "lookup") and len(sources) == 1 and target.profile.numbers < _HALF:
            _in_words(cells, relation, target, sources[0])


def _axis(column: Column) -> float:
    return max(column.fields.get(name, 0.0) for name in _RATED)


def _forget(column: Column, names: Sequence[str]) -> None:
    for name in names:
        column.fields.pop(name, None)


def _from_parts(cells: Cells, columns: Mapping[int, Column], parts: Relation, made: Sequence[Relation]) -> None:
    """Let an impact that is made of several (money, time, reputation; confidentiality and so on) be the impact.

    Where a sum, a mean or the largest of columns is multiplied with a column that is surely the one axis, it is the
    other axis, and what it is made of is neither.
    """
    for user in made:
        if user.kind not in _MADE or len(user.sources) != _PAIR or parts.column not in user.sources:
            continue
        other = columns.get(next(n for n in user.sources if n != parts.column))
        if other is None or other.number in parts.sources or _axis(other) < SURE:
            continue
        likelihood, impact = (other.fields.get(name, 0.0) for name in _RATED)
        target = columns[parts.column]
        _forget(target, _RESULTS)
        target.add("impact" if likelihood > impact else "likelihood", 0.7,
                   f"made of {len(parts.sources)} columns, factor of {cells.letters(user.column)}")
        for number in parts.sources:
            if number in columns:
                _forget(columns[number], AXES)


def _of_two(cells: Cells, relation: Relation, target: Column, first: Column, second: Column) -> None:
    letters = f"{cells.letters(first.number)} and {cells.letters(second.number)}"
    if relation.kind == "product" and max(_axis(first), _axis(second)) >= _HALF:
        axis = "score" if target.profile.numbers >= _HALF or target.profile.count == 0 else "level"
        word = "product" if relation.by == "formulas" else "product in nearly every row"
        target.add(axis, 0.75, f"{word} of {letters}")
    if relation.kind == "lookup" and target.profile.numbers < _HALF and (
            min(_axis(first), _axis(second)) >= SURE > max(target.fields.values(), default=0.0)):
        target.add("level", 0.7, f"looked up by {letters}")
    if _complete(first, second, relation, cells.letters(relation.column)) and relation.kind == "product":
        for source in (first, second):  # a factor is no score, whatever its heading says of the stage
            if _axis(source) >= SURE:
                _forget(source, _RESULTS)


def _complete(first: Column, second: Column, relation: Relation, letters: str) -> bool:
    """Where one factor is known to be one axis, the other one is the other axis: return whether that is so."""
    for one, other in ((first, second), (second, first)):
        for axis, opposite in (("likelihood", "impact"), ("impact", "likelihood")):
            sure = one.fields.get(axis, 0.0)
            if sure >= _HALF and sure >= one.fields.get(opposite, 0.0) and other.fields.get(axis, 0.0) <= sure:
                if other.fields.get(opposite, 0.0) < _HINTED and relation.kind != "product":
                    return False
                other.add(opposite, 0.7 if relation.kind == "product" else 0.45, f"factor of {letters}")
                one.add(axis, 0.6, f"factor of {letters}")
                return True
    return False


_HINTED: Final = 0.2
"""What a heading has to hint at before a sum or a lookup makes an axis of it."""


def _of_several(cells: Cells, relation: Relation, target: Column, sources: Sequence[Column]) -> None:
    axes = [source for source in sources if _axis(source) >= _HALF]
    if len(axes) < _PAIR or target.profile.numbers < _HALF:
        return
    target.add("score", 0.6, f"made of {', '.join(cells.letters(source.number) for source in sources)}")
    for source in axes:
        surer = max(_RATED, key=lambda name: source.fields.get(name, 0.0))
        source.add(surer, 0.3, f"factor of {cells.letters(relation.column)}")


def _in_words(cells: Cells, relation: Relation, target: Column, source: Column) -> None:
    """Let what formulas read off a score be its level, whatever its heading says."""
    if source.fields.get("score", 0.0) < _HALF:
        return
    target.add("level", 0.5 if "level" in target.fields else 0.75, f"made of {cells.letters(source.number)}")
    _forget(target, ("category", "status", "rank"))
    source.add("score", 0.3, f"makes {cells.letters(relation.column)}")
