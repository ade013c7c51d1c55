"""Analyse: the ratings of a risk (RSK2xx)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Final

import numpy as np

from smsxl.rules.base import AppliesTo, Detail, OnRegisters, RowRule, place_of
from smsxl.rules.common import scores
from smsxl.rules.examples import Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled
from smsxl.rules.workbook_kinds import read_pair
from smsxl.tables import TABLES, Type
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text, is_blank

_ANALYSE: Final = "6.1.2 Analyse"
_CLAUSE: Final = "6.1.2"
_TREAT: Final = "6.1.2 Treat"
_TREAT_CLAUSE: Final = "6.1.3"
AXES: Final = ("likelihood", "impact")


def rating_places() -> list[tuple[str, str]]:
    """Return every (table, field) that holds a rating."""
    return [(table.name, column.field) for table in TABLES for column in table.columns if column.type is Type.RATING]


def scale_of(rows: Rows, field: str, book: Book) -> tuple[int, ...]:
    """Return the allowed values of a rating column."""
    on_likelihood = rows.declaration[field].scale == "LikelihoodScale"
    return (book.criteria.likelihood if on_likelihood else book.criteria.impact).values


def _on_scale(rows: Rows, field: str, book: Book) -> Bools:
    """Return which ratings the scale has: the others are a finding of their own, and compare with nothing."""
    return np.isin(rows.number(field), scale_of(rows, field, book))


class RatingMissing(Filled):
    """A risk has no current likelihood or no current impact.

    What it checks: that every risk has both current ratings, made with the controls that work today.
    Why it matters: without them there is no score, no level and no comparison with the tolerance; the risk is not
    analysed at all.
    How to fix: rate how likely it is and how bad it would be, by the scales on Criteria.
    """

    code = "RSK201"
    name = "rating-missing"
    severity = Severity.ERROR
    area = _ANALYSE
    clause = _CLAUSE
    message = "{column} of {id} is blank, so the risk has no score."
    fix = "Choose a value from the scale on Criteria."
    completeness = True
    on_registers = OnRegisters(message="{id} is not rated: {column} and the other half of the rating are blank.",
                               hidden="The rating is missing in {column}.",
                               fix="Rate the risk by the register's own scale.",
                               many="{count} of {of} risks are not rated: {column} is blank.", yields_to=("RSK626",))
    table = "Risks"
    fields = ("current_likelihood", "current_impact")
    failing = example(Put("Risks", "R-1", "current_impact", None), at=("Risks", "R-1", "current_impact"))
    passing = example(Put("Risks", "R-3", "residual_impact", None), Put("Risks", "R-3", "residual_likelihood", None))


class RatingOutsideScale(RowRule):
    """A rating is not on its scale.

    What it checks: every likelihood and impact, in Risks and in Acceptances, against the values of its scale.
    Why it matters: a rating that the scale does not have has no agreed meaning, and the matrix gives it no level.
    How to fix: choose a value of the scale, or add the value to the scale and to the matrix.
    """

    code = "RSK202"
    name = "rating-outside-scale"
    severity = Severity.ERROR
    area = _ANALYSE
    clause = _CLAUSE
    message = "{column} of {id} is {value}, but the scale has {expected}."
    fix = "Choose a value of the scale ({expected}), or extend the scale and the matrix on Criteria."
    failing = example(Put("Risks", "R-1", "current_likelihood", 9), at=("Risks", "R-1", "current_likelihood"))
    passing = example(Put("Risks", "R-5", "residual_impact", 5))

    def places(self) -> Iterable[tuple[str, str]]:
        return rating_places()

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        number = rows.number(field)
        whole = np.isfinite(number) & (number == np.floor(number))
        passed: Bools = ~whole | np.isin(number, scale_of(rows, field, book))
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail(expected=in_words(scale_of(rows, field, book)))


class RatingNotWhole(RowRule):
    """A rating is a fraction.

    What it checks: that every rating is a whole number.
    Why it matters: the scale has no values in between, so 2.5 has no description and no level in the matrix.
    How to fix: decide for the value whose description fits best; in doubt the higher one.
    """

    code = "RSK204"
    name = "rating-not-whole"
    severity = Severity.ERROR
    area = _ANALYSE
    clause = _CLAUSE
    message = "{column} of {id} is {value}, which is not a whole number."
    fix = "Choose a value of the scale ({expected}); in doubt the higher one."
    failing = example(Put("Risks", "R-2", "current_impact", 2.5), at=("Risks", "R-2", "current_impact"))
    passing = example(Put("Risks", "R-5", "residual_impact", 5.0))

    def places(self) -> Iterable[tuple[str, str]]:
        return rating_places()

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        number = rows.number(field)
        passed: Bools = ~np.isfinite(number) | (number == np.floor(number))
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail(expected=in_words(scale_of(rows, field, book)))


class _Above(RowRule):
    """The shared check of "must not exceed", on each axis: a score above the other follows, or is wrong itself."""

    severity = Severity.ERROR
    area = _ANALYSE
    clause = _CLAUSE
    table = "Risks"
    lower: ClassVar[str]
    """The rating that must not be above the other."""
    upper: ClassVar[str]

    def applies(self, rows: Rows) -> Bools:
        """Return the rows that the rule judges."""
        return np.ones(len(rows), dtype=bool)

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        axis = field.rsplit("_", 1)[1]
        below, above = rows.number(f"{self.lower}_{axis}"), rows.number(f"{self.upper}_{axis}")
        bad = below > above  # NaN compares as False: a missing rating is another rule's business
        bad &= _on_scale(rows, f"{self.lower}_{axis}", book) & _on_scale(rows, f"{self.upper}_{axis}", book)
        return ~bad | ~self.applies(rows)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        other = f"{self.upper}_{field.rsplit('_', 1)[1]}"
        limit = rows.raw(other)[i]
        return Detail({"other": rows.declaration[other].header.lower(), "limit": as_text(limit)},
                      expected=f"at most {as_text(limit)}", related=(place_of(rows, i, other),))


class ResidualAboveInherent(_Above):
    """The residual rating is above the inherent one.

    What it checks: threats without a current rating: residual likelihood and impact against the inherent ones.
    Why it matters: no treatment makes a threat worse than it would be without any control; one of the ratings is
    wrong, and the decision built on them with it.
    How to fix: rate again how the risk stands without controls and after the treatment.
    """

    code = "RSK203"
    name = "residual-above-inherent"
    area = _TREAT
    clause = _TREAT_CLAUSE
    message = "{column} of {id} is {value}, above its {other} of {limit}."
    fix = "Rate it {expected}, or rate the inherent risk again."
    applies_to = AppliesTo.THREATS
    lower = "residual"
    upper = "inherent"
    fields = ("residual_likelihood", "residual_impact")
    failing = example(
        Put("Risks", "R-1", "current_likelihood", None), Put("Risks", "R-1", "current_impact", None),
        Put("Risks", "R-1", "inherent_impact", 2), Put("Risks", "R-1", "residual_impact", 3),
        at=("Risks", "R-1", "residual_impact"))
    passing = example(Put("Risks", "R-1", "current_likelihood", None), Put("Risks", "R-1", "current_impact", None))

    def applies(self, rows: Rows) -> Bools:
        return rows.blank("current_likelihood") & rows.blank("current_impact")


class CurrentAboveInherent(_Above):
    """The current rating is above the inherent one.

    What it checks: threats with an inherent rating: current likelihood and impact against the inherent ones.
    Why it matters: controls do not make a threat worse; either the inherent rating forgot something, or the current
    one is wrong.
    How to fix: rate the risk again without and with its controls.
    """

    code = "RSK205"
    name = "current-above-inherent"
    message = "{column} of {id} is {value}, above its {other} of {limit}."
    fix = "Rate it {expected}, or rate the inherent risk again."
    applies_to = AppliesTo.THREATS
    lower = "current"
    upper = "inherent"
    on_registers = OnRegisters(message="{id} has the {column} {value} today, but {limit} without controls.",
                               hidden="The rating in {column} is higher today than without controls.",
                               severity=Severity.WARNING)
    fields = ("current_likelihood", "current_impact")
    failing = example(Put("Risks", "R-1", "inherent_likelihood", 2), at=("Risks", "R-1", "current_likelihood"))
    passing = example(Put("Risks", "R-1", "inherent_likelihood", 5))


class ResidualAboveCurrent(_Above):
    """The residual rating is above the current one.

    What it checks: threats: residual likelihood and impact against the current ones.
    Why it matters: a treatment that makes a threat worse is not one; more often the columns were mixed up.
    How to fix: rate what you expect to remain once the treatment is done.
    """

    code = "RSK206"
    name = "residual-above-current"
    area = _TREAT
    clause = _TREAT_CLAUSE
    message = "{column} of {id} is {value}, above its {other} of {limit}."
    fix = "Rate it {expected}, or rate the current risk again."
    applies_to = AppliesTo.THREATS
    lower = "residual"
    upper = "current"
    on_registers = OnRegisters(message="{id} has the {column} {value} after treatment, but {limit} today.",
                               hidden="The rating in {column} is higher after treatment than today.",
                               yields_to=("RSK605",))
    fields = ("residual_likelihood", "residual_impact")
    failing = example(Put("Risks", "R-3", "residual_likelihood", 3), at=("Risks", "R-3", "residual_likelihood"))
    passing = example(Put("Risks", "R-1", "residual_likelihood", 1))


class OpportunityResidualBelowCurrent(RowRule):
    """The treatment of an opportunity makes it smaller.

    What it checks: opportunities: residual likelihood and benefit against the current ones.
    Why it matters: an opportunity is treated to raise it; a lower rating after the treatment means that the columns
    were mixed up or that the treatment does harm.
    How to fix: rate what you expect once the treatment is done.
    """

    code = "RSK207"
    name = "opportunity-residual-below-current"
    severity = Severity.ERROR
    area = _TREAT
    clause = _TREAT_CLAUSE
    message = "{column} of the opportunity {id} is {value}, below its {other} of {limit}."
    fix = "Rate it {expected}, or choose a treatment that raises it."
    applies_to = AppliesTo.OPPORTUNITIES
    on_registers = OnRegisters(
        message="{id} is an opportunity and has the {column} {value} after treatment, but {limit} before.",
        hidden="The rating of an opportunity in {column} is lower after treatment than before.",
        severity=Severity.WARNING)
    table = "Risks"
    fields = ("residual_likelihood", "residual_impact")
    failing = example(Put("Risks", "R-5", "residual_likelihood", 1), at=("Risks", "R-5", "residual_likelihood"))
    passing = example(Put("Risks", "R-5", "residual_likelihood", 5))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        other = field.replace("residual", "current")
        bad = rows.number(field) < rows.number(other)
        return ~(bad & _on_scale(rows, field, book) & _on_scale(rows, other, book))

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        other = field.replace("residual", "current")
        limit = as_text(rows.raw(other)[i])
        return Detail({"other": rows.declaration[other].header.lower(), "limit": limit},
                      expected=f"at least {limit}", related=(place_of(rows, i, other),))


class ResidualLoweredWithoutTreatment(RowRule):
    """The residual rating is lower than the current one, and nothing is done that would lower it.

    What it checks: threats whose residual score is below the current one: that a treatment other than Accept is
    chosen.
    Why it matters: hope is not a treatment; the residual risk is shown smaller than it will be.
    How to fix: choose the treatment and enter its actions, or set the residual ratings to the current ones.
    """

    code = "RSK208"
    name = "residual-lowered-without-treatment"
    severity = Severity.ERROR
    area = _TREAT
    clause = _TREAT_CLAUSE
    message = "{id} is expected to fall from {current} to {residual}, but {reason}."
    fix = "Choose a treatment that lowers it and enter its actions, or set the residual ratings to the current ones."
    applies_to = AppliesTo.THREATS
    table = "Risks"
    fields = ("treatment",)
    failing = example(Put("Risks", "R-1", "treatment", None), at=("Risks", "R-1", "treatment"))
    passing = example(Put("Risks", "R-1", "treatment", "Avoid"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        nothing_done = rows.blank(field) | (rows.choice(field) == "accept")
        passed: Bools = ~(nothing_done & (scores(book, "residual") < scores(book, "current")))
        return passed

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        chosen = rows.text(field)[i].strip()
        return Detail({"current": as_text(scores(book, "current")[i].item()),
                       "residual": as_text(scores(book, "residual")[i].item()),
                       "reason": f"{chosen} changes nothing" if chosen else "no treatment is chosen"},
                      expected="a treatment", related=(place_of(rows, i, "residual_likelihood"),))


class WordContradictsNumber(RowRule):
    """A word and the number beside it say different things.

    What it checks: ratings typed as "4 - Likely" or "Likely (4)" whose word belongs to another number of the scale, and
    acceptances whose level is not the one that the matrix gives for their likelihood and impact.
    Why it matters: readers trust the word, formulas the number; the two lead to different decisions.
    How to fix: find out which of the two was meant, and correct the other.
    """

    code = "RSK209"
    name = "word-contradicts-number"
    severity = Severity.WARNING
    area = _ANALYSE
    clause = _CLAUSE
    message = '{column} of {id} is "{value}", but {meaning}.'
    fix = "Find out which of the two was meant, and correct the other."
    failing = example(Put("Acceptances", "A-1", "level", "Low"), at=("Acceptances", "A-1", "level"))
    passing = example(Put("Acceptances", "A-1", "level", "high"))

    def places(self) -> Iterable[tuple[str, str]]:
        return [*rating_places(), ("Acceptances", "level")]

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return np.array([self._meaning(rows, i, field, book) is None for i in range(len(rows))], dtype=bool) if (
            field == "level" or any(isinstance(v, str) for v in set(rows.raw(field)))) else np.ones(len(rows), bool)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"meaning": self._meaning(rows, i, field, book)})

    def _meaning(self, rows: Rows, i: int, field: str, book: Book) -> str | None:
        value = rows.raw(field)[i]
        if is_blank(value) or not isinstance(value, str):
            return None
        if field == "level":
            like, imp = rows.number("likelihood")[i], rows.number("impact")[i]
            if not (np.isfinite(like) and np.isfinite(imp)):
                return None
            level = book.criteria.matrix.level(int(like), int(imp))
            known = {lv.label.casefold() for lv in book.criteria.levels}
            if level is None or value.strip().casefold() == level.casefold() or value.strip().casefold() not in known:
                return None
            return f"likelihood {int(like)} and impact {int(imp)} are {level} in the matrix"
        pair = read_pair(value)
        if pair is None:
            return None
        number, word = pair
        likelihood = rows.declaration[field].scale == "LikelihoodScale"
        scale = book.criteria.likelihood if likelihood else book.criteria.impact
        means = scale.value_of(word)
        return None if means is None or means == number else f"{word} is {means} on the scale"


def in_words(values: tuple[int, ...]) -> str:
    """Return the values of a scale as people write them: "1 to 5"."""
    if values and all(value == values[0] + step for step, value in enumerate(values)):
        return f"{values[0]} to {values[-1]}"
    return ", ".join(map(str, values))


RULES = (RatingMissing, RatingOutsideScale, ResidualAboveInherent, RatingNotWhole, CurrentAboveInherent,
         ResidualAboveCurrent, OpportunityResidualBelowCurrent, ResidualLoweredWithoutTreatment,
         WordContradictsNumber)
