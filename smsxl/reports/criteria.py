"""What the assessment was judged by: method, scales, levels, matrix and tolerances as the workbook states them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Final

from smsxl.domain.criteria import Criteria, Level, Tolerance
from smsxl.domain.words import same
from smsxl.reports.view import Look
from smsxl.tables import Part
from smsxl.tables.rows import as_text

METHOD_WORDS: Final = {
    "product": "Score = likelihood x impact",
    "sum": "Score = likelihood + impact",
    "impact-weighted": "Score = likelihood x impact + impact",
    "impact-first": "Score = 10 x impact + likelihood",
}
_PLAIN: Final = "FFFFFF"
_DIGITS: Final = 6


@dataclass(frozen=True)
class Step:
    """A step of a scale: its number, its word, and what it means, by the headers of its columns."""

    value: int
    label: str
    meaning: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CriteriaView:
    """The criteria. `version` is a hash of everything that the sheet states, so that a change of criteria shows."""

    version: str
    method: str
    method_words: str
    likelihood: tuple[Step, ...]
    impact: tuple[Step, ...]
    levels: tuple[Level, ...]
    likelihoods: tuple[int, ...]
    impacts: tuple[int, ...]
    cells: tuple[tuple[int, int, str], ...]
    """The matrix: likelihood, impact, level."""
    tolerances: tuple[Tolerance, ...]
    categories: tuple[str, ...]
    soon_days: int


def criteria_view(look: Look) -> CriteriaView:
    """Return the criteria of a book; the built-in ones where it states none."""
    criteria = look.book.criteria
    matrix = criteria.matrix
    return CriteriaView(
        version=criteria_version(look), method=criteria.method, method_words=METHOD_WORDS[criteria.method],
        likelihood=_steps(look, "LikelihoodScale"), impact=_steps(look, "ImpactScale"),
        levels=tuple(sorted(criteria.levels, key=lambda level: level.rank)),
        likelihoods=tuple(sorted(matrix.likelihoods, reverse=True)), impacts=tuple(sorted(matrix.impacts)),
        cells=tuple((like, imp, label) for (like, imp), label in sorted(matrix.cells.items())),
        tolerances=criteria.tolerances, categories=criteria.categories, soon_days=criteria.soon_days)


def criteria_version(look: Look) -> str:
    """Return `1:` and 16 digits of a SHA-256 over all that the criteria tables state, texts included."""
    stated = []
    for name, rows in sorted(look.book.rows.items()):
        if rows.declaration.part is Part.CRITERIA:
            stated.append([name, [[column.field, [as_text(cell) for cell in rows.raw(column.field)]]
                                  for column in rows.declaration.inputs]])
    place = look.book.matrix
    stated.append(["RiskMatrix", [] if place is None else [[as_text(cell) for cell in row] for row in place.raw]])
    text = json.dumps(stated, ensure_ascii=True)
    return f"1:{hashlib.sha256(text.encode('ascii')).hexdigest()[:16]}"


def colour_of(criteria: Criteria, label: str) -> str:
    """Return the colour of a level as RRGGBB; white for one that the criteria don't know or give no colour."""
    found = next((level.colour.lstrip("#") for level in criteria.levels if same(level.label, label)), _PLAIN)
    return found.upper() if _is_colour(found) else _PLAIN


def _is_colour(text: str) -> bool:
    return len(text) == _DIGITS and all(digit in "0123456789abcdefABCDEF" for digit in text)


def _steps(look: Look, table: str) -> tuple[Step, ...]:
    scale = look.book.criteria.likelihood if table == "LikelihoodScale" else look.book.criteria.impact
    rows = look[table]
    known = {value: i for i, value in reversed(list(enumerate(rows.numbers("value")))) if value is not None}
    told = [column for column in rows.table.columns if column.field not in ("value", "label")]
    steps = []
    for entry in scale.entries:
        i = known.get(float(entry.value))
        meaning = () if i is None else tuple(
            (column.header, rows.texts(column.field)[i]) for column in told if rows.texts(column.field)[i])
        steps.append(Step(entry.value, entry.label, meaning))
    return tuple(steps)
