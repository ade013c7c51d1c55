"""Criteria: appetite and tolerance (CRT301, CRT302, CRT303, CRT305)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from smsxl.domain.criteria import ALL_OTHERS
from smsxl.domain.scoring import score
from smsxl.rules.base import BookRule, Detail, Hit, RowRule, place_of
from smsxl.rules.criteria_scales import CRITERIA_CLAUSE
from smsxl.rules.examples import Add, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.workbook_kinds import misfit
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text
from smsxl.tables.text import fold

_AREA: Final = "6.1.2 Tolerance"
_MOST_RELATED: Final = 20


class ToleranceMissing(BookRule):
    """A category has no tolerance.

    What it checks: that every category has a row in Tolerances, or that a row with the category * serves the others.
    Why it matters: risks of the category are compared with nothing; none of them is ever above tolerance.
    How to fix: add a row with the category * for all others, or one for each category.
    """

    code = "CRT301"
    name = "tolerance-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = CRITERIA_CLAUSE
    message = "Tolerances has no row for {categories}, and no row * for all others."
    fix = "Add a row with the category *, or one for {categories}."
    failing = example(Put("Tolerances", "*", "category", "Technical"), at=("Tolerances", "Technical", "category"))
    passing = example(Add("Tolerances", {"category": "Technical", "appetite": 4, "tolerance": 8}))

    def find(self, book: Book) -> Iterator[Hit]:
        rows, categories = book.rows.get("Tolerances"), book.rows.get("Categories")
        if rows is None or categories is None or "category" not in rows:
            return
        known = set(rows.folded("category"))
        if ALL_OTHERS in known or not all(isinstance(cell, str) and cell.strip() for cell in rows.raw("category")):
            return  # a category that is blank or no text comes first: it may have been the *
        missing = [i for i, category in enumerate(categories.folded("category")) if category and category not in known]
        if missing:
            names = ", ".join(categories.text("category")[i].strip() for i in missing)
            related = tuple(place_of(categories, i, "category") for i in missing[:_MOST_RELATED])
            row = rows.numbers[0] if len(rows) else rows.area.first_row
            yield Hit("Tolerances", 0 if len(rows) else None, "category", sheet=rows.sheet, row=row,
                      column=rows.places["category"][1], value=rows.raw("category")[0] if len(rows) else None,
                      detail=Detail({"categories": names}, expected="a row *", related=related))


class AppetiteAboveTolerance(RowRule):
    """The appetite is above the tolerance.

    What it checks: each row of Tolerances: the score that is wanted against the score that is borne.
    Why it matters: a risk can't be wanted and above tolerance at once; one of the two limits is wrong.
    How to fix: correct the limit that is wrong, or swap the two.
    """

    code = "CRT302"
    name = "appetite-above-tolerance"
    severity = Severity.ERROR
    area = _AREA
    clause = CRITERIA_CLAUSE
    message = "The appetite of {id} is {value}, above its tolerance of {limit}."
    fix = "Enter an appetite of {expected}, or raise the tolerance."
    table = "Tolerances"
    fields = ("appetite",)
    failing = example(Put("Tolerances", "*", "appetite", 12), at=("Tolerances", "*", "appetite"))
    passing = example(Put("Tolerances", "*", "appetite", 9))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed: Bools = ~(rows.number(field) > rows.number("tolerance"))
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        limit = as_text(rows.raw("tolerance")[i])
        return Detail({"limit": limit}, expected=f"at most {limit}", related=(place_of(rows, i, "tolerance"),))


class ToleranceContradictsLevel(BookRule):
    """The highest level and the tolerance of a category contradict each other.

    What it checks: each row of Tolerances with a highest level: that some rating of this level has a score within the
    tolerance, and that some rating between appetite and tolerance is not above the highest level.
    Why it matters: one of the two limits then decides nothing, although readers rely on it.
    How to fix: raise or lower the tolerance or the highest level until both can decide.
    """

    code = "CRT303"
    name = "tolerance-contradicts-level"
    severity = Severity.WARNING
    area = _AREA
    clause = CRITERIA_CLAUSE
    message = "The highest level of {id} is {value}, but {contradiction}."
    fix = "Raise or lower the tolerance or the highest level until both agree with the matrix."
    failing = example(Put("Tolerances", "*", "highest_level", "Extreme"), at=("Tolerances", "*", "highest_level"))
    passing = example(Put("Tolerances", "*", "highest_level", "Moderate"))

    def find(self, book: Book) -> Iterator[Hit]:
        rows = book.rows.get("Tolerances")
        if rows is None or book.matrix is None or "highest_level" not in rows:
            return
        ranks = {fold(label): k for k, label in enumerate(book.criteria.level_order)}
        cells = [(ranks[fold(level)], score(*rating, book.criteria.method))
                 for rating, level in book.criteria.matrix.cells.items() if fold(level) in ranks]
        for i, level in enumerate(rows.folded("highest_level")):
            tolerance, appetite = float(rows.number("tolerance")[i]), float(rows.number("appetite")[i])
            if level in ranks and np.isfinite(tolerance):
                said = _contradiction(cells, ranks[level], appetite, tolerance, rows.text("highest_level")[i].strip())
                if said is not None:
                    yield Hit("Tolerances", i, "highest_level", detail=Detail(
                        {"contradiction": said}, expected="a level that the tolerance allows",
                        related=(place_of(rows, i, "tolerance"),)))


def _contradiction(cells: list[tuple[int, int]], highest: int, appetite: float, tolerance: float,
                   label: str) -> str | None:
    """Return how a highest level contradicts the limits. `cells` are the rank and the score of every rating."""
    own = [number for rank, number in cells if rank == highest]
    if own and min(own) > tolerance:
        return (f"the lowest score of {label} is {min(own)}, above the tolerance of {as_text(tolerance)}, so no such "
                "risk is ever within it")
    band = [rank for rank, number in cells if number <= tolerance and not number <= appetite]
    if band and min(band) > highest:
        return (f"every rating with a score above the appetite and up to the tolerance of {as_text(tolerance)} has a "
                "higher level, so the tolerance decides nothing")
    return None


class CategoryUnused(BookRule):
    """A tolerance is set for a category that nobody uses.

    What it checks: the categories in Tolerances: that Categories or at least one risk has them.
    Why it matters: mostly the category was renamed or is misspelt, and its risks are judged by the limits for all
    others.
    How to fix: write the category as in Categories, or delete the row.
    """

    code = "CRT305"
    name = "category-unused"
    severity = Severity.NOTE
    area = _AREA
    clause = CRITERIA_CLAUSE
    message = 'Tolerances has limits for "{value}", a category that neither Categories nor any risk has.'
    fix = "Write the category as in Categories, or delete the row."
    failing = example(Add("Tolerances", {"category": "Tecnical", "appetite": 3, "tolerance": 6}),
                      at=("Tolerances", "Tecnical", "category"))
    passing = example(Add("Tolerances", {"category": "technical", "appetite": 3, "tolerance": 6}))

    def find(self, book: Book) -> Iterator[Hit]:
        rows, categories = book.rows.get("Tolerances"), book.rows.get("Categories")
        if rows is None or categories is None:
            return
        limited = set(rows.folded("category"))
        if ALL_OTHERS not in limited and not set(categories.folded("category")) - {""} <= limited:
            return  # a row that somebody overwrote is missing, not unused
        used = set(categories.folded("category")) | {ALL_OTHERS, ""}
        if "Risks" in book:
            used |= set(book["Risks"].folded("category"))
        column = rows.declaration["category"]
        for i, category in enumerate(rows.folded("category")):
            if category not in used and not misfit(rows.raw("category")[i], column, names_things=True):
                yield Hit("Tolerances", i, "category", detail=Detail(expected="one of the categories"))


RULES = (ToleranceMissing, AppetiteAboveTolerance, ToleranceContradictsLevel, CategoryUnused)
