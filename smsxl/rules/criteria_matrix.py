"""Criteria: what can be wrong with the risk matrix (CRT201 to CRT207)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Final

import numpy as np

from smsxl.domain.matrix import (
    Matrix,
    MatrixFault,
    level_jumps,
    missing_cells,
    non_monotone_cells,
    unknown_cells,
    unreachable_levels,
    weak_consistency_violations,
)
from smsxl.domain.scales import axis_of
from smsxl.domain.values import CellError
from smsxl.hosts.port import NOT_CALCULATED, GridValue
from smsxl.rules.base import BookRule, Detail, Hit, Place, place_of
from smsxl.rules.common import is_open, is_threat, scores
from smsxl.rules.criteria_scales import CRITERIA_AREA, CRITERIA_CLAUSE, well_numbered
from smsxl.rules.examples import Level, Put, example
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book, MatrixPlace
from smsxl.tables.locate import value_at
from smsxl.tables.rows import Rows, as_number, as_text, is_blank
from smsxl.tables.text import fold

_MOST_RELATED: Final = 10
_LEVELS_IN_ORDER: Final = 3
"""With fewer levels the highest and the lowest always touch, and there is none to put between them."""
_SCALES: Final = {"likelihood": "LikelihoodScale", "impact": "ImpactScale"}


def _hit(book: Book, place: MatrixPlace, cell: tuple[int, int], detail: Detail) -> Hit:
    row, column = place.cells[cell]
    return Hit("RiskMatrix", sheet=place.sheet, row=row, column=column, field="level",
               value=value_at(book.workbook.grid(place.sheet), row, column), detail=detail)


def _places(place: MatrixPlace, cells: tuple[tuple[int, int], ...]) -> tuple[Place, ...]:
    return tuple(Place(place.sheet, *place.cells[cell]) for cell in cells[:_MOST_RELATED] if cell in place.cells)


def _rating(cell: tuple[int, int]) -> str:
    return f"likelihood {cell[0]} and impact {cell[1]}"


def _known_levels(book: Book) -> dict[str, str]:
    """Return the labels of the risk levels by their folded form; empty where the workbook has none."""
    rows = book.rows.get("RiskLevels")
    return {fold(text): text.strip() for text in rows.text("label") if fold(text)} if rows is not None else {}


def _sound_matrix(book: Book) -> tuple[MatrixPlace, Matrix] | None:
    """Return the matrix where all its cells hold levels: before that nothing can be said about their order."""
    place, criteria, levels = book.matrix, book.criteria, list(_known_levels(book).values())
    if place is None or not place.cells or not levels:
        return None
    matrix = criteria.matrix
    fits = all(well_numbered(book, scale) for scale in _SCALES.values()) and (
        set(criteria.likelihood.values) <= set(matrix.likelihoods)
        and set(criteria.impact.values) <= set(matrix.impacts))
    return (place, matrix) if fits and not (missing_cells(matrix) or unknown_cells(matrix, levels)) else None


class MatrixIncomplete(BookRule):
    """The risk matrix does not answer for every rating.

    What it checks: that every value of both scales stands on an axis of the matrix, as a number and once, and that
    every cell inside holds a level.
    Why it matters: a risk with that rating gets no level: no review is due, nobody is asked to accept it.
    How to fix: enter the level, or the number on the axis; after extending a scale extend the matrix and its name.
    """

    code = "CRT201"
    name = "matrix-incomplete"
    severity = Severity.ERROR
    area = CRITERIA_AREA
    clause = CRITERIA_CLAUSE
    message = "The risk matrix has no {missing}."
    fix = "Enter {expected}."
    failing = example(Level(3, 4, None))
    passing = example(Level(3, 4, "high"))

    def find(self, book: Book) -> Iterator[Hit]:
        place = book.matrix
        if place is None:
            return
        if place.cells:
            for fault in missing_cells(book.criteria.matrix):
                if not isinstance(_at(book, place, fault.cell), CellError):
                    yield _hit(book, place, fault.cell, Detail({"missing": f"level for {_rating(fault.cell)}"},
                                                               expected="one of the levels of RiskLevels"))
        yield from self._axes(book, place)

    def _axes(self, book: Book, place: MatrixPlace) -> Iterator[Hit]:
        for axis, scale, cells in (("likelihood", book.criteria.likelihood, self._axis(book, place, down=True)),
                                   ("impact", book.criteria.impact, self._axis(book, place, down=False))):
            if not well_numbered(book, _SCALES[axis]):
                continue  # the scale is the finding, not the axis that does not follow it
            numbers = {at: as_number(value) for at, value in cells.items()}
            values, stated = scale.values, set(numbers.values())
            missing = [value for value in values if value not in stated]
            seen: set[float] = set()
            unreadable = []
            for at, number in numbers.items():
                if number not in values or number in seen:
                    unreadable.append(at)
                seen.add(number)
            for value in missing:  # the axis cell that should hold it, else the corner of the matrix
                row, column = unreadable.pop(0) if unreadable else _corner(book)
                yield Hit("RiskMatrix", sheet=place.sheet, row=row, column=column, field="level",
                          value=value_at(book.workbook.grid(place.sheet), row, column), detail=Detail(
                    {"missing": f"{'row' if axis == 'likelihood' else 'column'} for the {axis} {value}"},
                    expected=f"the number {value} on the axis of the {axis}"))

    def _axis(self, book: Book, place: MatrixPlace, *, down: bool) -> dict[tuple[int, int], GridValue]:
        top, left = _corner(book)
        if down:
            return {(top + k, left): line[0] for k, line in enumerate(place.raw) if k}
        return {(top, left + k): value for k, value in enumerate(place.raw[0]) if k}


def _corner(book: Book) -> tuple[int, int]:
    area = book["RiskMatrix"].area
    return area.first_row, area.first_column


def _at(book: Book, place: MatrixPlace, cell: tuple[int, int]) -> GridValue:
    return value_at(book.workbook.grid(place.sheet), *place.cells[cell])


class LevelUnknown(BookRule):
    """A level is named that the risk levels do not have.

    What it checks: the cells of the risk matrix, the highest levels of the tolerances, and the levels of the
    acceptances against the labels of RiskLevels.
    Why it matters: nothing is known about such a level: how it ranks, who may accept it, when it is reviewed.
    How to fix: choose one of the levels, or add the level to RiskLevels.
    """

    code = "CRT202"
    name = "level-unknown"
    severity = Severity.ERROR
    area = CRITERIA_AREA
    clause = CRITERIA_CLAUSE
    message = '{place_name} holds "{value}", which is none of the levels ({expected}).'
    fix = "Choose one of {expected}, or add the level to RiskLevels."
    failing = example(Level(3, 4, "Hihg"))
    passing = example(Put("Acceptances", "A-1", "level", "HIGH "))

    def find(self, book: Book) -> Iterator[Hit]:
        levels = _known_levels(book)
        if not levels:
            return
        expected = ", ".join(levels.values())
        place = book.matrix
        if place is not None:
            for cell in sorted(place.cells):
                value = _at(book, place, cell)
                if not is_blank(value) and value is not NOT_CALCULATED and fold(as_text(value)) not in levels:
                    yield _hit(book, place, cell, Detail({"place_name": f"The matrix at {_rating(cell)}"},
                                                         expected=expected))
        for table, field in (("Tolerances", "highest_level"), ("Acceptances", "level")):
            rows = book.rows.get(table)
            if rows is not None and field in rows:
                yield from self._rows(rows, field, levels, expected)

    def _rows(self, rows: Rows, field: str, levels: dict[str, str], expected: str) -> Iterator[Hit]:
        if set(rows.folded(field)) - {""} <= levels.keys():
            return
        for i, text in enumerate(rows.folded(field)):
            if text and text not in levels:
                yield Hit(rows.declaration.name, i, field, detail=Detail(
                    {"place_name": f"{rows.declaration[field].header} of {rows.key_of(i) or 'a row without id'}"},
                    expected=expected))


class _MatrixRule(BookRule):
    """The shared walk over the faults of a sound matrix."""

    area = CRITERIA_AREA
    clause = CRITERIA_CLAUSE
    because: ClassVar[str]

    def faults(self, book: Book, matrix: Matrix, order: tuple[str, ...]) -> tuple[MatrixFault, ...]:
        """Return the cells at fault."""
        raise NotImplementedError

    def find(self, book: Book) -> Iterator[Hit]:
        found = _sound_matrix(book)
        if found is None:
            return
        place, matrix = found
        order = book.criteria.level_order
        for fault in self.faults(book, matrix, order):
            partner = min(fault.partners, key=lambda cell: abs(cell[0] - fault.cell[0]) + abs(cell[1] - fault.cell[1]))
            yield _hit(book, place, fault.cell, Detail(
                {"rating": _rating(fault.cell), "other_level": matrix.cells.get(partner, ""), "other": _rating(partner),
                 "than": "smaller than" if fold(matrix.cells[fault.cell]) == fold(order[-1]) else "bigger than"},
                expected=self.because, related=_places(place, fault.partners)))


class MatrixNotMonotone(_MatrixRule):
    """A level falls although likelihood or impact rises.

    What it checks: each cell of the matrix against all cells with at most its likelihood and its impact.
    Why it matters: a worse risk would get a better level; whoever rates higher to be careful is treated as if it were
    less.
    How to fix: raise or lower the level of the cell so that levels never fall towards the upper end of both axes.
    """

    code = "CRT203"
    name = "matrix-not-monotone"
    severity = Severity.ERROR
    message = "The matrix has {value} at {rating}, but {other_level} at {other}."
    fix = "Choose the level so that it never falls when likelihood or impact rises."
    because = "a level that does not fall when likelihood or impact rises"
    failing = example(Level(5, 5, "Low"))
    passing = example(Level(5, 1, "Low"), Level(4, 1, "Low"))

    def faults(self, book: Book, matrix: Matrix, order: tuple[str, ...]) -> tuple[MatrixFault, ...]:
        return non_monotone_cells(matrix, order)


class LevelUnreachable(BookRule):
    """No rating leads to a level.

    What it checks: that every level of RiskLevels stands somewhere in the matrix.
    Why it matters: the level with its rules for review and acceptance is never used; people believe in a grading that
    does not exist.
    How to fix: give the level its cells in the matrix, or delete it.
    """

    code = "CRT204"
    name = "level-unreachable"
    severity = Severity.WARNING
    area = CRITERIA_AREA
    clause = CRITERIA_CLAUSE
    message = "No cell of the matrix holds the level {value}."
    fix = "Give the level its cells in the matrix, or delete it."
    failing = example(*(Level(like, imp, "High") for like, imp in ((4, 4), (4, 5), (5, 4), (5, 5))),
                      at=("RiskLevels", "Extreme", "label"))
    passing = example(Level(4, 4, "High"))

    def find(self, book: Book) -> Iterator[Hit]:
        found = _sound_matrix(book)
        if found is None:
            return
        rows = book["RiskLevels"]
        for label in unreachable_levels(found[1], list(_known_levels(book).values())):
            yield Hit("RiskLevels", rows.folded("label").index(fold(label)), "label",
                      detail=Detail(expected="a level that stands in the matrix"))


class LevelJump(_MatrixRule):
    """A level is skipped between two neighbouring cells.

    What it checks: neighbours in likelihood or impact whose levels lie two or more steps apart.
    Why it matters: one step in a rating, often a matter of opinion, changes two steps in what has to be done.
    How to fix: put the level between them into one of the cells.
    """

    code = "CRT205"
    name = "level-jump"
    severity = Severity.WARNING
    message = "The matrix has {value} at {rating} beside {other_level} at {other}, with a level in between."
    fix = "Put the level between them into one of the two cells."
    because = "a level at most one step from its neighbours"
    failing = example(Level(1, 5, "High"))
    passing = example(Level(3, 3, "High"))

    def faults(self, book: Book, matrix: Matrix, order: tuple[str, ...]) -> tuple[MatrixFault, ...]:
        return () if non_monotone_cells(matrix, order) else level_jumps(matrix, order)


class WeakConsistency(_MatrixRule):
    """A risk of the highest level can be smaller than one of the lowest.

    What it checks: for each cell of the lowest level the most, for each of the highest the least that likelihood times
    impact can be within the cell (weak consistency, Cox 2008). The ranges of the likelihoods count where they are
    given, equal steps where not. Nothing is asked of a matrix with two levels: no such matrix can be consistent.
    Why it matters: money and attention go to the smaller risk.
    How to fix: give the cell a level in between, or draw the ranges of the scale tighter.
    """

    code = "CRT206"
    name = "weak-consistency"
    severity = Severity.WARNING
    message = "A risk with {rating} ({value}) can be {than} one with {other} ({other_level})."
    fix = "Give one of the two cells a level in between, or draw the ranges of the scale tighter."
    because = "a level that keeps the highest level above the lowest"
    failing = example(Put("LikelihoodScale", "3", "to_per_year", 300), Put("LikelihoodScale", "4", "from_per_year", 1))
    passing = example(Put("LikelihoodScale", "1", "from_per_year", None),
                      Put("LikelihoodScale", "1", "to_per_year", None))

    def faults(self, book: Book, matrix: Matrix, order: tuple[str, ...]) -> tuple[MatrixFault, ...]:
        if len(order) < _LEVELS_IN_ORDER or non_monotone_cells(matrix, order) or level_jumps(matrix, order):
            return ()
        return weak_consistency_violations(matrix, order, axis_of(book.criteria.likelihood),
                                           axis_of(book.criteria.impact))


class ManyTies(BookRule):
    """Many open risks share their score with a risk that is rated otherwise.

    What it checks: among the open, rated risks of each type the share whose score is also the score of another rating
    (3 x 4 and 4 x 3), against the threshold in Settings; nothing where no threshold is given.
    Why it matters: the score alone then no longer says what comes first.
    How to fix: choose a scoring method that tells the ratings apart, such as impact-first, and set appetite and
    tolerance anew for its scores.
    """

    code = "CRT207"
    name = "many-ties"
    severity = Severity.NOTE
    area = CRITERIA_AREA
    clause = CRITERIA_CLAUSE
    message = "{share} of the open risks share their score with a risk that is rated otherwise; the limit is {limit}."
    fix = ("Choose a scoring method that tells ratings apart, such as impact-first, and set the tolerances anew for "
           "its scores; or raise the limit in Settings.")
    failing = example(Put("Settings", "", "ties_threshold", 0.1), at=("Settings", "", "scoring_method"))
    passing = example(Put("Settings", "", "ties_threshold", 0.1), Put("Settings", "", "scoring_method", "impact-first"))

    def find(self, book: Book) -> Iterator[Hit]:
        settings, risks = book.rows.get("Settings"), book.rows.get("Risks")
        if settings is None or risks is None or "scoring_method" not in settings:
            return
        limit = as_number(settings.raw("ties_threshold")[0])
        share = _tied_share(book, risks)
        if share > limit:
            related = (place_of(settings, 0, "ties_threshold"),) if "ties_threshold" in settings else ()
            yield Hit("Settings", 0, "scoring_method", detail=Detail(
                {"share": f"{share:.0%}", "limit": f"{limit:.0%}"}, expected=f"at most {limit:.0%}", related=related))


def _tied_share(book: Book, risks: Rows) -> float:
    score = scores(book, "current")
    judged = is_open(risks) & np.isfinite(score)
    tied = 0
    for kind in (is_threat(risks), ~is_threat(risks)):
        these = judged & kind
        ratings = np.stack([score[these], risks.number("current_likelihood")[these],
                            risks.number("current_impact")[these]])
        distinct, counts = np.unique(ratings, axis=1, return_counts=True)
        values, ways = np.unique(distinct[0], return_counts=True)
        tied += int(counts[np.isin(distinct[0], values[ways > 1])].sum())
    total = int(judged.sum())
    return tied / total if total else 0.0


RULES = (MatrixIncomplete, LevelUnknown, MatrixNotMonotone, LevelUnreachable, LevelJump, WeakConsistency, ManyTies)
