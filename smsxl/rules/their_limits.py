"""The limit up to which a register of another layout bears a risk (RSK607, RSK630, RSK631)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, permutations
from typing import TYPE_CHECKING, Final

from smsxl.lazily import lazily
from smsxl.registers.book import RegisterBook
from smsxl.registers.words import choice, plain
from smsxl.rules.base import Hit, Place
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import FEWEST, SHARE, TheirRule, at_heading, hit, number_text
from smsxl.tables.rows import as_text

if TYPE_CHECKING:
    from smsxl.registers.criteria import bands, limits
    from smsxl.registers.criteria.limits import Sides
    from smsxl.registers.model import Register
    from smsxl.registers.wishes import Limits
else:
    bands = lazily("smsxl.registers.criteria.bands")
    limits = lazily("smsxl.registers.criteria.limits")

_EVALUATE: Final = "6.1.2 Evaluate"
_CLEAR: Final = 0.9
"""The share of rows that one limit has to explain before those that it does not are called wrong."""

_BOTH: Final = 3
"""So many rows have to lie on each side of a limit that is only seen in the rows."""

_STATED: Final = {"smsxl.toml": "smsxl.toml", "key": "its key"}


class AppetiteAgainstScores(TheirRule):
    """A column says what lies within appetite, but follows no limit of the scores.

    What it checks: columns headed by appetite or tolerance with two or three words, against the residual score (else
    the current or inherent one): whether any limit divides the words.
    Why it matters: a statement about appetite that the scores contradict can't be relied on for any risk.
    How to fix: state the limit and let a formula compare the score with it.
    """

    code = "RSK607"
    name = "appetite-against-scores"
    severity = Severity.WARNING
    area = _EVALUATE
    message = "{column} says {words}, but follows no limit of the score: the best one explains {agree} of {of} rows."
    hidden = "What {column} says about the appetite follows no limit of the score."
    fix = "State the limit and let a formula compare the score with it."
    failing = example(*(Theirs(f"M{row}", "Within" if row % 2 else "Above") for row in range(4, 16)),
                      at=("Risk list", "M3", ""))
    passing = example(Theirs("M6", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        stage = next((s for s in ("residual_", "current_", "") if f"{s}score" in register.columns), None)
        if stage is None or (register.limits is not None and register.limits.source == "smsxl.toml"):
            return
        for column, header in register.unmapped:
            if not limits.is_limit_heading(header) or limits.asks_whether(header):
                continue
            pairs = [(score, plain(str(value))) for row, score in
                     zip(register.records, bands.score_numbers(register, stage), strict=True)
                     if score is not None and isinstance(value := register.cells.value(row, column), str)
                     and value.strip()]
            words = sorted({word for _, word in pairs})
            if not 2 <= len(words) <= 3 or len(pairs) < 2 * FEWEST:  # noqa: PLR2004 - within, above, perhaps at the limit
                continue
            best = max(_explained(pairs, order) for order in permutations(words))
            if best < 0.8 * len(pairs):
                yield at_heading(register, column, None, words=" or ".join(words), agree=best, of=len(pairs))


def _explained(pairs: list[tuple[float, str]], order: tuple[str, ...]) -> int:
    """Return how many rows are right when the scores are cut into as many stretches as there are words."""
    counted = Counter(pairs)
    best = [0] * len(order)  # of the scores so far, with the last one in the stretch of each word
    for score in sorted({score for score, _ in pairs}):
        best = [before + counted[score, word] for before, word in zip(accumulate(best, max), order, strict=True)]
    return max(best)


class SideAgainstOwnLimit(TheirRule):
    """A column says that a risk lies within the limit, or beyond it, and the score says the opposite.

    What it checks: columns such as "Within appetite?" and "Acceptable (Y/N)" against the limit that smsxl.toml or a
    key of the register states. Where none is stated, against the limit that nearly all other rows follow, and only in
    rows that a row of the same category contradicts.
    Why it matters: by this column it is decided which risks are treated; the wrong word leaves one out.
    How to fix: correct the word or the rating; a formula that compares the score with the limit keeps them together.
    """

    code = "RSK630"
    name = "side-against-own-limit"
    severity = Severity.WARNING
    area = _EVALUATE
    message = "{id} has {value} in {column}, but {rated}, and {why}."
    hidden = "What {column} says about the limit contradicts the score."
    fix = "Correct the word or the rating, or let a formula compare the score with the limit."
    failing = example(Theirs("M5", "Above"), Theirs("Y4", "Risk appetite: 9"), at=("Risk list", "M5", ""))
    passing = example(Theirs("Y4", "Risk appetite: 9"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for column in limits.sides(register):
            if register.limits is not None:
                yield from self._by_statement(register, register.limits, column)
            else:
                yield from self._by_rows(register, column)

    def _by_statement(self, register: Register, stated: Limits, column: Sides) -> Iterator[Hit]:
        options = [(stage, limits.allowed(register, stage, appetite=column.appetite))
                   for stage in limits.stages_of(register, column)]
        if not options:
            return
        stage, allowed = max(options, key=lambda option: _agreeing(option[1], column.within))
        judged = sum(a is not None and b is not None for a, b in zip(allowed, column.within, strict=True))
        if stated.source != "smsxl.toml" and _agreeing(allowed, column.within) < SHARE * judged:
            return  # the key speaks of something else
        related = (Place(*stated.where),) if stated.where is not None else ()
        for row, side, right, score in zip(register.records, column.within, allowed,
                                           bands.score_numbers(register, stage), strict=True):
            if side is not None and right is not None and side != right:
                why = f"{_STATED[stated.source]} allows {limits.in_words(stated, appetite=column.appetite)}"
                yield hit(register, row, column.column, None, rated=_rated(score), why=why, related=related)

    def _by_rows(self, register: Register, column: Sides) -> Iterator[Hit]:
        best: tuple[int, int, float, Sequence[float | None]] | None = None
        for stage in limits.stages_of(register, column):
            of_stage = bands.score_numbers(register, stage)
            pairs = [(score, side) for score, side in zip(of_stage, column.within, strict=True)
                     if score is not None and side is not None]
            for limit in sorted({score for score, _ in pairs}):
                agree = sum((score <= limit) == side for score, side in pairs)
                if best is None or agree > best[0]:
                    best = (agree, len(pairs), limit, of_stage)
        if best is None:
            return
        agree, of, limit, scores = best
        lines = [(row, score, side, _group(register, row)) for row, score, side in
                 zip(register.records, scores, column.within, strict=True) if score is not None and side is not None]
        sound = [(score, side, group) for _, score, side, group in lines if (score <= limit) == side]
        each = [sum(side is which for _, side, _ in sound) for which in (True, False)]
        if agree < 2 * FEWEST or agree < _CLEAR * of or min(each) < _BOTH:
            return
        for row, score, side, group in lines:
            if (score <= limit) != side and any(
                    other != side and where == group and (level <= score if side else level >= score)
                    for level, other, where in sound):
                yield hit(register, row, column.column, None, rated=_rated(score),
                          why=f"{agree} of {of} rows follow a limit of {number_text(limit)}")


def _group(register: Register, row: int) -> str:
    """Return the category of a risk: another one may have another limit."""
    mapped = register.columns.get("category")
    return "" if mapped is None else plain(as_text(register.cells.through_merge(row, mapped.column)))


def _agreeing(allowed: Sequence[bool | None], said: Sequence[bool | None]) -> int:
    return sum(a is not None and a == b for a, b in zip(allowed, said, strict=True))


def _rated(score: float | None) -> str:
    return "its level says otherwise" if score is None else f"scores {number_text(score)}"


class ClosedBeyondOwnLimit(TheirRule):
    """A risk is closed although its last rating lies beyond the register's own tolerance.

    What it checks: closed threats of registers that state a tolerance, in smsxl.toml or in a key: the rating after
    treatment, or the last one that there is.
    Why it matters: a closed risk is neither treated nor reviewed nor shown, and this one can't be borne.
    How to fix: open it again, or rate it again if it is gone.
    """

    code = "RSK631"
    name = "closed-beyond-own-limit"
    severity = Severity.WARNING
    area = "6.1.2 Treat"
    clause = "6.1.3"
    message = "{id} is closed ({value}), but still {rated}, and {why}."
    hidden = "A risk is closed in {column}, but lies beyond the register's tolerance."
    fix = "Open it again, or rate it as it stands now."
    failing = example(Theirs("L7", 16), Theirs("I7", "4 - Likely"), Theirs("J7", 4), Theirs("O7", "Closed"),
                      Theirs("E7", 4), Theirs("F7", 4), Theirs("G7", 16, "E7*F7"), Theirs("H7", "Critical"),
                      Theirs("M7", "Above"), Theirs("Y4", "Risk tolerance: 12"), at=("Risk list", "O7", ""))
    passing = example(Theirs("Y4", "Risk tolerance: 20"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        stage, stated, status = limits.last_stage(register), register.limits, register.columns.get("status")
        if stage is None or stated is None or status is None:
            return
        related = (Place(*stated.where),) if stated.where is not None else ()
        for row, right, score in zip(register.records, limits.allowed(register, stage),
                                     bands.score_numbers(register, stage), strict=True):
            said = as_text(register.cells.through_merge(row, status.column))
            if right is False and choice("statuses", said) == "closed":
                yield hit(register, row, status.column, "status", rated=_rated(score), related=related,
                          why=f"{_STATED[stated.source]} allows {limits.in_words(stated)}")


RULES: Final = (AppetiteAgainstScores, SideAgainstOwnLimit, ClosedBeyondOwnLimit)
