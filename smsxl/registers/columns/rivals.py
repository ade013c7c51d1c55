"""Which of several columns that could be the same part of a rating it is: today's rating, not what lies beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from smsxl.registers.columns.relations import Relation
from smsxl.registers.fields import AXES, SURE
from smsxl.registers.headings.meaning import meaning
from smsxl.registers.model import Heading
from smsxl.registers.words import plain

if TYPE_CHECKING:
    from smsxl.registers.columns.assign import Column

_PERIOD: Final = re.compile(r"(?P<before>(?:[^\W\d_]{1,12} ?)?(?:\d{1,2} ){0,2}|[^\W\d_]\d )(?P<year>(?:19|20)\d\d)(?P<after>(?: ?[^\W\d_]{0,12} ?\d{0,2}){0,2})")
_READ_OFF: Final = ("bands", "lookup", "most")
_HALF: Final = 0.5
_NEARLY: Final = 0.9
_TEN: Final = 10
_MONEY: Final = 100
"""What exceeds it, multiplied with a chance, is a loss."""

_LEVELS: Final = 5
"""More steps than a scale of levels has: numbers up to here may be levels, more of them from 1 on are ranks."""


def settle(columns: Mapping[int, Column], heading: Heading, made: Sequence[Relation]) -> None:
    """Take away what a column could mean where another one means it more truly."""
    _points_before_measures(columns, made)
    _ratings_before_words(columns)
    _today_before_the_past(columns, heading)
    _ranks_beside_scores(columns)


def _with(columns: Mapping[int, Column], axis: str) -> list[Column]:
    return [column for column in columns.values() if column.fields.get(axis, 0.0) >= SURE]


def _points_before_measures(columns: Mapping[int, Column], made: Sequence[Relation]) -> None:
    """Let points that formulas make of a chance or a loss be the rating: the score is made of them."""
    used = {number for relation in made if relation.kind in ("product", "sum", "lookup") for number in relation.sources
            if len(relation.sources) > 1}
    products = [relation for relation in made if relation.kind == "product" and set(relation.sources) <= columns.keys()]
    measured: set[int] = set()
    if any(all(_is_points(columns[number]) for number in relation.sources) for relation in products):
        for relation in products:
            if any(columns[number].profile.high > _MONEY for number in relation.sources):
                measured.update(relation.sources)
    for number in measured:
        for axis in AXES[:2]:
            columns[number].fields.pop(axis, None)
    for relation in made:
        points = columns.get(relation.column)
        if points is None or relation.kind not in _READ_OFF or relation.column not in used or points.profile.whole < _NEARLY:
            continue
        sources = [columns[number] for number in relation.sources if number in columns]
        for axis in AXES[:2]:
            if points.fields.get(axis, 0.0) >= SURE:
                for source in sources:
                    if source.profile.numbers > _HALF and source.fields.pop(axis, None) is not None:
                        measured.add(source.number)
    for relation in products:
        if measured.issuperset(relation.sources) and relation.column in columns:
            for axis in AXES[2:]:  # the loss to be expected, beside the score that is made of points
                columns[relation.column].fields.pop(axis, None)


def _is_points(column: Column) -> bool:
    p = column.profile
    return p.numbers > _HALF and p.whole > _NEARLY and p.high <= _TEN


def _ratings_before_words(columns: Mapping[int, Column]) -> None:
    """Let texts that rate nothing give way to ratings: a "threat" beside how often it comes."""
    for axis in AXES[:2]:
        rivals = _with(columns, axis)
        if any(column.profile.rated > _NEARLY for column in rivals):
            for column in rivals:
                if column.profile.count and column.profile.rated == 0:
                    column.fields.pop(axis)


def _today_before_the_past(columns: Mapping[int, Column], heading: Heading) -> None:
    """Let ratings that are headed by a period, such as "Q3 2025", be what was, where one has none or a later one."""
    for axis in AXES:
        rivals = [column for column in _with(columns, axis) if column.stage is None or _period(column, heading)]
        dated = {column.number: period for column in rivals if (period := _period(column, heading)) is not None}
        if not dated or (len(set(dated.values())) == 1 and len(dated) == len(_with(columns, axis))):
            continue
        last = max(dated.values()) if len(dated) == len(_with(columns, axis)) else None
        for number, period in dated.items():
            if period != last:
                columns[number].fields.pop(axis)


def _period(column: Column, heading: Heading) -> tuple[int, str] | None:
    """Return the year and what stands beside it where one line of a heading is a period and nothing else."""
    for text in filter(None, heading.texts[column.number]):
        found = _PERIOD.fullmatch(plain(text))
        if found is not None and not meaning(found["before"] + found["after"]).fields:
            return int(found["year"]), found["before"].strip() or found["after"].strip()
    return None


def _ranks_beside_scores(columns: Mapping[int, Column]) -> None:
    """Let numbers from 1 on, no higher than there are risks, be ranks where their heading says so and scores stand apart."""
    for column in _with(columns, "rank"):
        p = column.profile
        ranks = p.low == 1 and _LEVELS < p.high <= p.count and p.whole > _NEARLY
        if ranks and any(other is not column for other in _with(columns, "score")):
            for axis in AXES:
                column.fields.pop(axis, None)
