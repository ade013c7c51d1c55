"""Criteria: the scales, the levels and their labels (CRT101, CRT102, CRT304)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

import numpy as np

from smsxl.rules.base import BookRule, Detail, Hit, RowRule, place_of
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Floats, Rows, as_number, as_text

CRITERIA_AREA: Final = "6.1.2 Criteria"
CRITERIA_CLAUSE: Final = "6.1.2"


class ScaleGap(BookRule):
    """A scale has a gap, or the same value twice.

    What it checks: that the values of both scales and the ranks of the risk levels run 1, 2, 3 ... and that the yearly
    frequencies of one likelihood begin where those of the one below end.
    Why it matters: a rating between two values, or a frequency between two ranges, has no meaning; two rows with one
    value have two.
    How to fix: number the rows 1, 2, 3 ... and let each range begin where the one before ends.
    """

    code = "CRT101"
    name = "scale-gap"
    severity = Severity.ERROR
    area = CRITERIA_AREA
    clause = CRITERIA_CLAUSE
    message = "{table}: {what}."
    fix = "Enter {expected}, and check the rows around it."
    failing = example(Put("LikelihoodScale", "4", "value", 6), at=("LikelihoodScale", "6", "value"))
    passing = example(Put("LikelihoodScale", "5", "to_per_year", None))
    _NUMBERS: Final = (("LikelihoodScale", "value"), ("ImpactScale", "value"), ("RiskLevels", "rank"))

    def find(self, book: Book) -> Iterator[Hit]:
        for table, field in self._NUMBERS:
            if table in book and field in book[table]:
                yield from self._numbers(book[table], field)
        scale = book.rows.get("LikelihoodScale")
        if scale is not None and {"value", "from_per_year", "to_per_year"} <= scale.values.keys():
            yield from self._ranges(scale)

    def _numbers(self, rows: Rows, field: str) -> Iterator[Hit]:
        header = rows.declaration[field].header.lower()
        for i, expected, other in _misnumbered(rows.number(field)):
            number = as_text(rows.raw(field)[i])
            what = f"the {header} {number} stands where {expected} belongs" if other is None else (
                f"the {header} {number} stands twice, and {expected} is missing")
            related = () if other is None else (place_of(rows, other, field),)
            yield Hit(rows.declaration.name, i, field,
                      detail=Detail({"what": what}, expected=str(expected), related=related))

    def _ranges(self, rows: Rows) -> Iterator[Hit]:
        """Compare each range with the one below it; a missing end says nothing."""
        low, high = rows.number("from_per_year"), rows.number("to_per_year")
        for i in range(len(rows)):
            if low[i] >= high[i]:
                yield Hit("LikelihoodScale", i, "to_per_year", detail=Detail(
                    {"what": f"the range from {as_text(low[i])} to {as_text(high[i])} times a year holds nothing"},
                    expected=f"more than {as_text(low[i])}", related=(place_of(rows, i, "from_per_year"),)))
        values = rows.number("value")
        if not np.isfinite(values).all() or _misnumbered(values):
            return  # what lies below what is not clear yet
        for below, above in pairwise(map(int, np.argsort(values))):
            end, begin = float(high[below]), float(low[above])
            if abs(end - begin) > 1e-9 * max(1.0, abs(end)):
                what = "leaves a gap after" if begin > end else "overlaps"
                yield Hit("LikelihoodScale", above, "from_per_year", detail=Detail(
                    {"what": f"the range from {as_text(begin)} times a year {what} the one below, which ends at "
                             f"{as_text(end)}"}, expected=as_text(end),
                    related=(place_of(rows, below, "to_per_year"),)))


def _misnumbered(numbers: Floats) -> list[tuple[int, int, int | None]]:
    """Return the rows whose number breaks 1, 2, 3 ...: the row, the number expected, the row that has its number too.

    Rows in order with a number left out are wrong where the gap is; otherwise numbers outside 1 to n and repeated
    ones are, of the latter those that are out of place. Nothing is said where a number is missing or can't count rows.
    """
    n = len(numbers)
    if not (np.isfinite(numbers) & (numbers == np.floor(numbers)) & (numbers >= 0)).all():
        return []
    if sorted(numbers) == list(range(1, n + 1)):
        return []
    steps = np.diff(numbers)
    if (steps == 1).all() and min(numbers) == 0:
        return [(int(np.argmin(numbers)), 1, None)]  # the rows are in order, and begin too low
    if min(numbers) >= 1 and ((steps > 0).all() or (steps < 0).all()):
        order = [int(i) for i in np.argsort(numbers)]
        return [(i, int(before) + 1, None) for i, before in zip(order, [0, *numbers[order][:-1]], strict=True)
                if numbers[i] != before + 1]
    upwards = (numbers == np.arange(1, n + 1)).sum() >= (numbers == np.arange(n, 0, -1)).sum()
    in_place = [int(i) for i in range(n) if numbers[i] == (i + 1 if upwards else n - i)]
    holders: dict[float, int] = {}
    for i in [*in_place, *range(n)]:
        if numbers[i] in range(1, n + 1):
            holders.setdefault(float(numbers[i]), i)
    wrong = [i for i in range(n) if holders.get(float(numbers[i])) != i]
    missing = [number for number in range(1, n + 1) if number not in holders]
    return [(i, number, holders.get(float(numbers[i]))) for i, number in zip(wrong, missing, strict=True)]


def well_numbered(book: Book, scale: str) -> bool:
    """Whether the values of a scale run 1, 2, 3 ...; also where the scale is missing and the built-in one serves."""
    return scale not in book or sorted(book[scale].number("value")) == list(range(1, len(book[scale]) + 1))


class LabelRepeated(RowRule):
    """A label stands twice in the criteria.

    What it checks: the labels of both scales and of the levels, the categories, and the categories of the
    tolerances, without regard to case and spaces.
    Why it matters: whatever looks the label up finds the first and never the second.
    How to fix: rename one of the two, or delete it.
    """

    code = "CRT102"
    name = "label-repeated"
    severity = Severity.ERROR
    area = CRITERIA_AREA
    clause = CRITERIA_CLAUSE
    message = '{table} has "{value}" twice, in row {first} and in row {row}.'
    fix = "Rename one of the two rows, or delete it."
    failing = example(Put("ImpactScale", "4", "label", "moderate "), at=("ImpactScale", "4", "label"))
    passing = example(Put("ImpactScale", "4", "label", "Very moderate"))
    _LABELS: Final = (("LikelihoodScale", "label"), ("ImpactScale", "label"), ("RiskLevels", "label"),
                      ("Categories", "category"), ("Tolerances", "category"))

    def places(self) -> Iterable[tuple[str, str]]:
        return self._LABELS

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        texts = rows.folded(field)
        return np.array([not text or texts.index(text) == i for i, text in enumerate(texts)], dtype=bool)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        texts = rows.folded(field)
        first = texts.index(texts[i])
        return Detail({"row": rows.numbers[i], "first": rows.numbers[first]}, expected="a label of its own",
                      related=(place_of(rows, first, field),))


class ReviewCadenceMissing(RowRule):
    """A risk level does not say how often its risks are reviewed.

    What it checks: that every level has a number of days above 0 after which a risk is reviewed again.
    Why it matters: risks of this level never become due for a review, however long nobody has looked at them.
    How to fix: enter the days, fewer for higher levels.
    """

    code = "CRT304"
    name = "review-cadence-missing"
    severity = Severity.ERROR
    area = CRITERIA_AREA
    clause = CRITERIA_CLAUSE
    message = "The level {id} has no number of days after which its risks are reviewed."
    fix = "Enter the days, fewer for higher levels."
    table = "RiskLevels"
    fields = ("review_days",)
    failing = example(Put("RiskLevels", "High", "review_days", None), at=("RiskLevels", "High", "review_days"))
    passing = example(Put("RiskLevels", "Low", "review_days", 730))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed: Bools = ~(rows.blank(field) | (rows.number(field) == 0))
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        others = [int(number) for number in map(as_number, rows.raw(field)) if number > 0]
        return Detail(expected=f"a number of days, such as {min(others)} to {max(others)}" if others
                      else "a number of days")


RULES = (ScaleGap, LabelRepeated, ReviewCadenceMissing)
