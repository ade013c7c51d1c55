"""Scores, levels, ranks and ratings that contradict a register's own rules (RSK601 to RSK606)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from smsxl.lazily import lazily
from smsxl.registers.book import RegisterBook
from smsxl.registers.criteria.rules_of_score import same
from smsxl.registers.words import plain, strength
from smsxl.rules.base import Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import FEWEST, SHARE, TheirRule, hit, number_text, stages_with
from smsxl.tables.rows import as_number

if TYPE_CHECKING:
    from smsxl.registers.columns import relations
    from smsxl.registers.criteria import bands, codes, scales
    from smsxl.registers.model import Levels, Register
else:
    bands = lazily("smsxl.registers.criteria.bands")
    codes = lazily("smsxl.registers.criteria.codes")
    relations = lazily("smsxl.registers.columns.relations")
    scales = lazily("smsxl.registers.criteria.scales")


class ScoreAgainstOwnRule(TheirRule):
    """A typed score is not what the register's own rule makes of the ratings.

    What it checks: every typed score against the rule that the other rows follow, such as likelihood times impact, and
    codes such as 3B against the two ratings that the other rows make them of.
    Why it matters: a score typed by hand stays when the ratings change, and the risk is ranked by it.
    How to fix: correct the score, or the rating that it was made of; a formula keeps them together.
    """

    code = "RSK601"
    name = "score-against-own-rule"
    severity = Severity.ERROR
    message = ("{id} has the {column} {value}, but {formula} makes it {expected}; {agree} of {of} rows agree with that "
               "rule.")
    hidden = "The score in {column} is not what the register's own rule makes of the ratings."
    fix = "Correct the score or the ratings, or let a formula make the score."
    failing = example(Theirs("L6", 12), at=("Risk list", "L6", ""))
    passing = example(Theirs("L6", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for stage, scoring in register.scoring.items():
            column = register.columns[f"{stage}score"].column
            alone = scoring.method == "product" and scoring.of - 1 <= scoring.agree >= _FEW_PRODUCTS
            if scoring.source == "formulas" or not (alone or believed(scoring.agree, scoring.of)):
                continue
            lines = zip(register.records, scoring.expected, bands.score_numbers(register, stage), strict=True)
            for row, wanted, found in lines:
                if wanted is not None and found is not None and not same(wanted, found):
                    yield hit(register, row, column, f"{stage}score", expected=number_text(wanted),
                              formula=scoring.formula, agree=scoring.agree, of=scoring.of)
        for code in codes.find_codes(register):
            for row, want in code.wrong(register):
                yield hit(register, row, code.column, expected=want, formula=code.formula, agree=code.agree, of=code.of)


_FEW_PRODUCTS: Final = 4
"""So many scores that are likelihood times impact are no chance: the one that is not is wrong, however few rows."""

_SOURCES: Final = {"key": "key", "matrix": "matrix", "smsxl.toml": "levels in smsxl.toml"}


class LevelAgainstOwnRule(TheirRule):
    """A typed level is not the one that the register's own bands or matrix give.

    What it checks: every typed level against the register's key, or against the bands that its other rows follow.
    Why it matters: the level decides who has to act; typed by hand it is the most frequent error of real registers.
    How to fix: correct the level, or the score that it was read from; a lookup in the key keeps them together.
    """

    code = "RSK602"
    name = "level-against-own-rule"
    severity = Severity.ERROR
    message = "{id} has the {column} {value}, but {why} it is {expected}; {agree} of {of} rows agree with the {source}."
    hidden = "The level in {column} is not the one that the register's own bands or matrix give."
    fix = "Correct the level or the score, or let a formula read the level from the bands."
    failing = example(Theirs("H6", "Low"), at=("Risk list", "H6", ""))
    passing = example(Theirs("H6", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for stage, levels in register.levels.items():
            mapped = register.columns.get(f"{stage}level")
            if mapped is None or levels.source == "formulas" or not levels.expected:
                continue
            if not believed(levels.agree, levels.of) and levels.source not in _SOURCES:
                continue
            source = _SOURCES.get(levels.source, "bands that the rows follow")
            contradicted = _contradicted(register, stage, levels)
            known = {plain(label) for label in levels.expected if label is not None}
            lines = zip(register.records, levels.expected, bands.level_texts(register, stage),
                        bands.score_numbers(register, stage), strict=True)
            for row, wanted, found, score in lines:
                if wanted is not None and found and plain(wanted) != plain(found) and (
                        strength(found) is not None or plain(found) in known) and (
                        levels.source != "rows" or row in contradicted):
                    why = f"for a score of {number_text(score)}" if score is not None else "by its ratings"
                    yield hit(register, row, mapped.column, f"{stage}level", expected=wanted, why=why,
                              agree=levels.agree, of=levels.of, source=source)


def _contradicted(register: Register, stage: str, levels: Levels) -> set[int]:
    """Return the rows whose level no rising rule can give: one that is rated no higher has a higher level, or the like.

    Levels that were only inferred from the rows may in truth come from a matrix that is nowhere in the file.
    """
    order = [plain(band.label) for band in levels.bands]
    if not order:
        return set(register.records)  # a matrix as most rows have it: each cell stands for itself
    rated = list(zip(*(scales.numbers(register, stage + axis) for axis in ("likelihood", "impact")), strict=True))
    if all(p is None or i is None for p, i in rated):
        rated = [(score, 0.0) for score in bands.score_numbers(register, stage)]
    texts = bands.level_texts(register, stage)
    lines = [(row, p, i, order.index(plain(text)), wanted is not None and plain(wanted) == plain(text))
             for row, (p, i), text, wanted in zip(register.records, rated, texts, levels.expected, strict=True)
             if p is not None and i is not None and plain(text) in order]
    sound = sorted({(p, i, rank) for _, p, i, rank, agrees in lines if agrees})
    return {row for row, p, i, rank, agrees in lines if not agrees and any(
        (p2 <= p and i2 <= i and rank2 > rank) or (p2 >= p and i2 >= i and rank2 < rank) for p2, i2, rank2 in sound)}


class RankAgainstScores(TheirRule):
    """A typed rank contradicts the scores.

    What it checks: that no risk with a lower score has a better rank than one with a higher score.
    Why it matters: the rank decides what is treated first.
    How to fix: rank by the score again, best by a formula.
    """

    code = "RSK603"
    name = "rank-against-scores"
    severity = Severity.WARNING
    message = "{id} has the {column} {value}, but {others} with a {lower} score rank{s} before it."
    hidden = "The rank in {column} contradicts the scores."
    fix = "Rank by the score again, best by a formula."
    failing = example(Theirs("K7", 12), at=("Risk list", "K7", ""))
    passing = example(Theirs("K6", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        mapped = register.columns.get("rank")
        if mapped is None or relations.usual_formula(register.cells, register.records, mapped.column):
            return
        ranked = [_ranked(register, stage, mapped.column) for stage in ("current_", "", "residual_")
                  if f"{stage}score" in register.columns]
        lines, pairs, wrong = min(ranked, key=lambda each: len(each[2]) / (len(each[1]) or 1), default=([], [], []))
        # Only ranks from 1 to the number of risks, each but ties once, are an order of the scores.
        if len(lines) < FEWEST or len({rank for _, rank, _ in lines}) < 0.6 * len({s for _, _, s in lines}):
            return
        if not pairs or len(wrong) > 0.3 * len(pairs):
            return
        blamed: dict[int, int] = {}
        for a, b in wrong:
            blamed[a[0]] = blamed.get(a[0], 0) + 1
            blamed[b[0]] = blamed.get(b[0], 0) + 1
        off = {row: abs(rank - 1 - sum(other > score for *_, other in lines)) for row, rank, score in lines}
        left = list(wrong)
        while left:
            worst = max(sorted(blamed), key=lambda row: (sum(row in (a[0], b[0]) for a, b in left), off[row]))
            mine = [(a, b) for a, b in left if worst in (a[0], b[0])]
            late = [b for a, b in mine if a[0] == worst]
            count = len(late) or len(mine)
            lower = "lower" if late else "higher"
            yield hit(register, worst, mapped.column, "rank", lower=lower,
                      others=f"{count} risk{'s' if count > 1 else ''}", s="" if count > 1 else "s") if late else hit(
                register, worst, mapped.column, "rank", lower="higher", s=" not" if count > 1 else "s not",
                others=f"{count} risk{'s' if count > 1 else ''}")
            left = [pair for pair in left if pair not in mine]


_Ranked = tuple[int, float, float]
"""A row, its rank and its score."""

_Pair = tuple[_Ranked, _Ranked]


def _ranked(register: Register, stage: str, column: int) -> tuple[list[_Ranked], list[_Pair], list[_Pair]]:
    """Return the ranked rows with their score of a stage, the pairs of unlike scores, and those the wrong way."""
    lines = [(row, as_number(register.cells.value(row, column)), score) for row, score in
             zip(register.records, bands.score_numbers(register, stage), strict=True) if score is not None]
    lines = [(row, rank, score) for row, rank, score in lines if rank == rank]
    pairs = [(a, b) for a in lines for b in lines if a[2] > b[2]] if len(lines) <= _MOST_RANKED else []
    return lines, pairs, [(a, b) for a, b in pairs if a[1] > b[1]]


_MOST_RANKED: Final = 600
_FRACTIONS: Final = 0.05
"""Up to this share of fractions on a scale of whole numbers they are mistakes; above it people rate in between."""
_TEN: Final = 10.0
"""No scale goes on from 10 to 11, while 5 may be the only top rating of a scale to 5."""

_FIVE: Final = 5.0
_MANY: Final = 40
_USED: Final = 6
"""So many of the steps 1 to 10 have to be used before a number above them is called a mistake."""

_KINNEY: Final = frozenset((0.1, 0.2, 0.5))
"""Steps below one on the scale of Fine and Kinney, which goes on to 10."""

_NUMBERED: Final = ("heading", "key", "numbers and words", "numbers")


class RatingOffOwnScale(TheirRule):
    """A rating is not on the register's own scale.

    What it checks: every likelihood and impact against the scale that the heading, a key or the other rows show;
    probabilities against 100 %; third factors, such as the detection of an FMEA, and what an impact is made of against
    what their other rows use.
    Why it matters: a 7 on a scale to 5 makes the score worthless and can outrank every real risk.
    How to fix: choose a value of the scale.
    """

    code = "RSK604"
    name = "rating-off-own-scale"
    severity = Severity.ERROR
    message = "{id} has the {column} {value}, which is not on its scale of {expected}."
    hidden = "The rating in {column} is not on its scale."
    fix = "Choose a value of the scale."
    failing = example(Theirs("E6", 7), Theirs("G6", 28, "E6*F6"), at=("Risk list", "E6", ""))
    passing = example(Theirs("E6", None), Theirs("G6", 0, "E6*F6"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        yield from _factors_off(register)
        yield from _beside_the_matrix(register)
        for stage in stages_with(register):
            for axis in ("likelihood", "impact"):
                mapped, scale = register.columns.get(stage + axis), register.scales.get(stage + axis)
                if mapped is None or mapped.ticks or scale is None or scale.source not in _NUMBERED:
                    continue
                over = _above_all(scales.numbers(register, stage + axis)) if axis == "likelihood" else ()
                for place in over:
                    yield hit(register, register.records[place], mapped.column, stage + axis, expected="0 to 100 %")
                if over:
                    continue
                allowed = set(scale.values)
                if scale.source in ("numbers", "numbers and words"):
                    allowed = _usual(register, axis)
                said = scales.ratings(register, stage + axis)
                broken = [r for r in said if r is not None and r.number is not None and r.number != int(r.number)]
                few = len(broken) <= max(1, _FRACTIONS * len(said)) and all(n == int(n) for n in allowed)
                for row, rating in zip(register.records, said, strict=True):
                    if rating is None or rating.number is None or not allowed:
                        continue
                    if rating.number not in allowed and (few or not (min(allowed) <= rating.number <= max(allowed)
                                                                     and rating.number != int(rating.number))):
                        yield hit(register, row, mapped.column, stage + axis, expected=_ends(allowed))


def _beside_the_matrix(register: Register) -> Iterator[Hit]:
    """Yield letters and words that the register's own matrix does not have along its sides."""
    sides = [(stage + axis, {cell[place] for cell in levels.cells}) for stage, levels in register.levels.items()
             if levels.source == "matrix" for place, axis in enumerate(("likelihood", "impact"))]
    for name, side in sides:
        scale = register.scales.get(name)
        if scale is None or scale.source in _NUMBERED:
            continue
        numbers = scales.numbers(register, name)
        off = [row for row, n in zip(register.records, numbers, strict=True) if n is not None and n not in side]
        if len(off) <= max(1, _FRACTIONS * len(numbers)):
            shown = ", ".join(word for value, word in zip(scale.values, scale.words, strict=False) if value in side)
            for row in off:
                yield hit(register, row, register.columns[name].column, name, expected=shown)


def _ends(allowed: set[float]) -> str:
    return f"{number_text(min(allowed))} to {number_text(max(allowed))}"


def _above_all(numbers: Sequence[float | None]) -> tuple[int, ...]:
    """Return the places of probabilities above 100 %, where nearly all others are shares of one."""
    found = [n for n in numbers if n is not None]
    over = tuple(place for place, n in enumerate(numbers) if n is not None and n > 1)
    between = {n for n in found if 0 < n < 1}
    few = len(over) <= max(1, _FRACTIONS * len(found)) and not between <= _KINNEY
    return over if few and sum(n in between for n in found) > len(found) / 2 else ()


def _factors_off(register: Register) -> Iterator[Hit]:
    """Yield what lies off the scale of a third factor, such as the detection of an FMEA, or of parts of an impact."""
    known = {mapped.column for mapped in register.columns.values()}
    parts = [tuple(scoring.factors) for scoring in register.scoring.values()]
    for stage in stages_with(register):
        for axis in ("likelihood", "impact", "score"):
            mapped = register.columns.get(stage + axis)
            usual = None if mapped is None else relations.usual_formula(register.cells, register.records, mapped.column)
            if mapped is not None and usual is not None:
                parts.append(tuple(relations.same_row(usual[1], usual[0], mapped.column, register.cells.headers)))
    judged: set[int] = set()
    for group in parts:
        columns = [column for column in dict.fromkeys(group) if column not in known | judged]
        judged.update(columns)
        numbers = [relations.numbers_of(register.cells, register.records, column) for column in columns]
        shared = _scale_of([n for line in numbers for n in line if n is not None])  # parts of one impact share a scale
        for column, line in zip(columns, numbers, strict=True):
            allowed = shared or _scale_of([n for n in line if n is not None])
            for row, number in zip(register.records, line, strict=True):
                if allowed and number is not None and number not in allowed:
                    yield hit(register, row, column, expected=_ends(allowed))


def _usual(register: Register, axis: str) -> set[float]:
    """Return the scale that all but one or two ratings lie on, where it is plain that they leave it."""
    return _scale_of([n for stage in ("", "current_", "residual_") for n in scales.numbers(register, stage + axis)
                      if n is not None])


def _scale_of(every: Sequence[float]) -> set[float]:
    """Return the scale that all but one or two numbers lie on: 1 to n, or even steps such as 5, 10, 15; else none."""
    if len(every) < 4 * FEWEST or any(n != int(n) for n in every):
        return _even_steps(every)
    counted = Counter(every)
    for top in (3.0, 4.0, 5.0, _TEN):
        off = [n for n in every if n > top or n < 1]
        used = {n for n in every if 1 <= n <= top}
        least = top - 1 if top < _TEN else _USED
        if not 0 < len(off) <= max(1, 0.05 * len(every)) or len(used) < least or not (top in used or top == _TEN):
            continue
        # A 5 beside numbers to 4 may be the scale's own top; a single 6 among many that are rated to 5 is not.
        single = top == _FIVE and len(off) == 1 and len(every) >= _MANY and counted[top] > 1
        if all(n >= top + 2 or n < 1 or top == _TEN or single for n in off):
            return {float(n) for n in range(1, int(top) + 1)}
    return _even_steps(every)


def _even_steps(every: Sequence[float]) -> set[float]:
    """Return the steps 5, 10, 15 or 0.1, 0.3, 0.5 and so on, where each is used and one number alone lies between."""
    counted = Counter(every)
    odd = [n for n, count in counted.items() if count == 1]
    steps = sorted(n for n, count in counted.items() if count > 1)
    if len(every) < 2 * FEWEST or len(odd) != 1 or len(steps) < _STEPS or max(every) > _HUNDRED:
        return set()
    gaps = {round(b - a, 9) for a, b in pairwise(steps)}
    gap = gaps.pop()
    return set(steps) if not gaps and (gap < 1 or gap >= _WIDE) else set()


_STEPS: Final = 3
_WIDE: Final = 5
_HUNDRED: Final = 100


class WordAgainstItsNumber(TheirRule):
    """The word of a rating contradicts the number beside it.

    What it checks: cells such as "4 - Likely" against what the other rows call the number.
    Why it matters: one of the two is wrong, and the score follows the number only.
    How to fix: choose the entry of the list again.
    """

    code = "RSK606"
    name = "word-against-its-number"
    severity = Severity.ERROR
    message = "{id} has the {column} {value}, but the other rows call {number} {expected}."
    hidden = "The word in {column} contradicts the number beside it."
    fix = "Choose the rating again, so that word and number agree."
    failing = example(Theirs("I7", "2 - Almost certain"), at=("Risk list", "I7", ""))
    passing = example(Theirs("I7", "1 - Rare"), Theirs("L7", 3))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for stage in stages_with(register):
            for axis in ("likelihood", "impact"):
                mapped = register.columns.get(stage + axis)
                if mapped is None or mapped.ticks:
                    continue
                said = scales.ratings(register, stage + axis)
                votes: dict[float, dict[str, int]] = {}
                for rating in said:
                    if rating is not None and rating.number is not None and rating.word:
                        words = votes.setdefault(rating.number, {})
                        words[plain(rating.word)] = words.get(plain(rating.word), 0) + 1
                for row, rating in zip(register.records, said, strict=True):
                    if rating is None or rating.number is None or not rating.word:
                        continue
                    words = votes[rating.number]
                    usual = max(words, key=lambda word: words[word])
                    mine = plain(rating.word)
                    elsewhere = any(mine in other for number, other in votes.items() if number != rating.number)
                    odd = mine != usual and words[usual] >= 2 * words[mine]
                    if odd and (elsewhere or strength(rating.word) is not None):
                        yield hit(register, row, mapped.column, stage + axis, expected=usual,
                                  number=number_text(rating.number))


def believed(agree: int, of: int) -> bool:
    """Whether so many rows follow a rule that the others can be called wrong."""
    return agree >= FEWEST and agree >= SHARE * of


RULES: Final = (ScoreAgainstOwnRule, LevelAgainstOwnRule, RankAgainstScores, RatingOffOwnScale,
                WordAgainstItsNumber)
