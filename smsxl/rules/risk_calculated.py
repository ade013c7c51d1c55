"""Evaluate: scores, levels, tolerance and ranks in columns that hold plain values (RSK301 to RSK304).

Where a column still holds a formula in any of its cells, the rules on formulas judge it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from smsxl.domain.values import CellError, CellValue
from smsxl.hosts.port import GridValue
from smsxl.rules.base import AppliesTo, Detail, RowRule, place_of
from smsxl.rules.common import RATINGS, is_open
from smsxl.rules.examples import Cache, Freeze, Put, example
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book
from smsxl.tables.evaluate import same_value
from smsxl.tables.rows import Bools, Rows, as_text, is_blank
from smsxl.tables.text import fold

_CLAUSE: Final = "6.1.2"


class _Wrong(RowRule):
    """The shared check of a calculated column that somebody fills by hand.

    A value is right when it follows from what people typed, or from the other calculated cells as they stand: so a
    level that follows a wrong score is not a second finding.
    """

    severity = Severity.ERROR
    area = "6.1.2 Evaluate"
    clause = _CLAUSE
    table = "Risks"

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = np.ones(len(rows), dtype=bool)
        if field in rows.formulas:
            return passed
        name = rows.declaration.name
        raw, truth, follows = rows.raw(field), book.truth(name, field), book.expected(name, field)
        wrong = [i for i, (cell, right) in enumerate(zip(raw, truth, strict=True))
                 if not _agrees(cell, right) and not _agrees(cell, follows[i]) and self.asked(rows, i, right)]
        if len(wrong) > 1 and rows.blank(field).all():
            del wrong[1:]  # nobody filled the column: said once
        passed[wrong] = False
        return passed

    def asked(self, rows: Rows, i: int, right: CellValue) -> bool:
        """Whether a cell can be judged: not where its own inputs are missing or outside the criteria."""
        return right is not None and right != "" and not isinstance(right, CellError)

    def inputs(self, field: str) -> Sequence[str]:
        """Return the fields that the value follows from."""
        kind = field.rsplit("_", 1)[0]
        return f"{kind}_likelihood", f"{kind}_impact"

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        cell, right = rows.raw(field)[i], book.truth(rows.declaration.name, field)[i]
        wanted = as_text(right)
        if isinstance(cell, str) and wanted and cell.strip() == wanted:
            wanted = f"the number {wanted}"  # a text that looks right
        found = as_text(cell).strip() or "blank"
        return Detail({"found": f'"{found}"' if isinstance(cell, str) and not is_blank(cell) else found},
                      expected=wanted or "nothing at all",
                      related=tuple(place_of(rows, i, name) for name in self.inputs(field) if name in rows))


def _agrees(cell: GridValue, right: CellValue) -> bool:
    if isinstance(cell, CellError):
        return True  # the rule on cell errors reports it
    if isinstance(cell, str) and isinstance(right, str):
        return fold(cell) == fold(right)
    return same_value(None if is_blank(cell) else cell, right)


class ScoreWrong(_Wrong):
    """A score does not follow from its ratings.

    What it checks: score columns without any formula: each score against likelihood, impact and the scoring method.
    Why it matters: the score decides whether the risk is borne, treated or reported; a wrong one decides wrongly.
    How to fix: put the formula back into the column, or correct the score.
    """

    code = "RSK301"
    name = "score-wrong"
    message = "{column} of {id} is {found}, but its ratings give {expected}."
    fix = "Put the formula back into the column, or enter {expected}."
    fields = tuple(f"{kind}_score" for kind in RATINGS)
    failing = example(Cache("Risks", "R-1", "current_score", 7), Freeze("Risks", "current_score"),
                      at=("Risks", "R-1", "current_score"))
    passing = example(Freeze("Risks", "current_score"))


class LevelWrong(_Wrong):
    """A level is not the one that the matrix gives.

    What it checks: level columns without any formula: each level against the risk matrix on Criteria.
    Why it matters: the level sets who may accept the risk and how often it is reviewed; typed by hand it drifts away
    from the criteria.
    How to fix: put the formula back into the column, or correct the level.
    """

    code = "RSK302"
    name = "level-wrong"
    message = "{column} of {id} is {found}, but the matrix gives {expected}."
    fix = "Put the formula back into the column, or enter {expected}."
    fields = tuple(f"{kind}_level" for kind in RATINGS)
    failing = example(Cache("Risks", "R-1", "current_level", "Low"), Freeze("Risks", "current_level"),
                      at=("Risks", "R-1", "current_level"))
    passing = example(Cache("Risks", "R-1", "current_level", "high"), Freeze("Risks", "current_level"))


class ToleranceStatusWrong(_Wrong):
    """A risk is said to be within appetite or tolerance, or above, and is not.

    What it checks: tolerance columns without any formula: each status of a threat against its score and the limits
    of its category on Criteria.
    Why it matters: this is the comparison that the whole assessment is made for.
    How to fix: put the formula back into the column, or correct the status.
    """

    code = "RSK303"
    name = "tolerance-status-wrong"
    message = "{column} of {id} is {found}, but its score and category give {expected}."
    fix = "Put the formula back into the column, or enter {expected}."
    applies_to = AppliesTo.THREATS
    fields = ("current_tolerance", "residual_tolerance")
    failing = example(Cache("Risks", "R-1", "current_tolerance", "Within tolerance"),
                      Freeze("Risks", "current_tolerance"),
                      at=("Risks", "R-1", "current_tolerance"))
    passing = example(Freeze("Risks", "current_tolerance"), Put("Risks", "R-1", "current_impact", 2))

    def inputs(self, field: str) -> Sequence[str]:
        return field.replace("tolerance", "score"), "category"


class RankWrong(_Wrong):
    """A rank disagrees with the scores.

    What it checks: a rank column without any formula: among the open risks of a type by current score, then impact,
    then likelihood, then the order of the rows; closed risks have no rank.
    Why it matters: the list of what to do first is read from the ranks; a closed or a small risk pushes a big one down.
    How to fix: put the formula back into the column, or correct the rank.
    """

    code = "RSK304"
    name = "rank-wrong"
    message = "{column} of {id} is {found}, but {reason}."
    fix = "Put the formula back into the column, or enter {expected}."
    fields = ("rank",)
    failing = example(Cache("Risks", "R-1", "rank", 4), Freeze("Risks", "rank"), at=("Risks", "R-1", "rank"))
    passing = example(Cache("Risks", "R-1", "rank", 2.0), Freeze("Risks", "rank"))

    def asked(self, rows: Rows, i: int, right: CellValue) -> bool:
        return super().asked(rows, i, right) or (not is_open(rows)[i] and not isinstance(right, CellError))

    def inputs(self, field: str) -> Sequence[str]:
        return "current_score", "status"

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        said = super().explain(rows, i, field, book)
        reason = (f"its place among the open risks is {said.expected}" if is_open(rows)[i] else
                  "a closed risk has no rank")
        return replace(said, values={**said.values, "reason": reason})


RULES = (ScoreWrong, LevelWrong, ToleranceStatusWrong, RankWrong)
