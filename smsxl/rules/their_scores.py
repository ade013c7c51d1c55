"""Scores, levels, ranks and ratings that contradict a register's own rules (RSK601 to RSK607)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations
from typing import TYPE_CHECKING, Final

from smsxl.lazily import lazily
from smsxl.registers.book import RegisterBook
from smsxl.registers.rules_of_score import same
from smsxl.registers.words import plain, strength
from smsxl.rules.base import Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import FEWEST, SHARE, TheirRule, at_heading, hit, number_text, stages_with
from smsxl.tables.rows import as_number

if TYPE_CHECKING:
    from smsxl.registers import bands, relations, scales
    from smsxl.registers.model import Levels, Register
else:
    bands = lazily("smsxl.registers.bands")
    relations = lazily("smsxl.registers.relations")
    scales = lazily("smsxl.registers.scales")


class ScoreAgainstOwnRule(TheirRule):
    """A typed score is not what the register's own rule makes of the ratings.

    What it checks: every typed score against the rule that the other rows follow, such as likelihood times impact.
    Why it matters: a score typed by hand stays when the ratings change, and the risk is ranked by it.
    How to fix: correct the score, or the rating that it was made of; a formula keeps them together.
    """

    code = "RSK601"
    name = "score-against-own-rule"
    severity = Severity.ERROR
    message = ("{id} has the {column} {value}, but {formula} makes it {expected}; {agree} of {of} rows agree with that "
               "rule.")
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
    fix = "Rank by the score again, best by a formula."
    failing = example(Theirs("K7", 12), at=("Risk list", "K7", ""))
    passing = example(Theirs("K6", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        mapped = register.columns.get("rank")
        stage = next((s for s in ("current_", "", "residual_") if f"{s}score" in register.columns), None)
        if mapped is None or stage is None or relations.usual_formula(register.cells, register.records, mapped.column):
            return
        lines = [(row, as_number(register.cells.value(row, mapped.column)), score) for row, score in
                 zip(register.records, bands.score_numbers(register, stage), strict=True) if score is not None]
        lines = [(row, rank, score) for row, rank, score in lines if rank == rank]
        # Only ranks from 1 to the number of risks, each but ties once, are an order of the scores.
        if len(lines) < FEWEST or len({rank for _, rank, _ in lines}) < 0.6 * len({s for _, _, s in lines}):
            return
        pairs = [(a, b) for a in lines for b in lines if a[2] > b[2]] if len(lines) <= _MOST_RANKED else []
        wrong = [(a, b) for a, b in pairs if a[1] > b[1]]
        if not pairs or len(wrong) > 0.3 * len(pairs):
            return
        blamed: dict[int, int] = {}
        for a, b in wrong:
            blamed[a[0]] = blamed.get(a[0], 0) + 1
            blamed[b[0]] = blamed.get(b[0], 0) + 1
        left = list(wrong)
        while left:
            worst = max(sorted(blamed), key=lambda row: sum(row in (a[0], b[0]) for a, b in left))
            mine = [(a, b) for a, b in left if worst in (a[0], b[0])]
            late = [b for a, b in mine if a[0] == worst]
            count = len(late) or len(mine)
            lower = "lower" if late else "higher"
            yield hit(register, worst, mapped.column, "rank", lower=lower,
                      others=f"{count} risk{'s' if count > 1 else ''}", s="" if count > 1 else "s") if late else hit(
                register, worst, mapped.column, "rank", lower="higher", s=" not" if count > 1 else "s not",
                others=f"{count} risk{'s' if count > 1 else ''}")
            left = [pair for pair in left if pair not in mine]


_MOST_RANKED: Final = 600
_FRACTIONS: Final = 0.05
"""Up to this share of fractions on a scale of whole numbers they are mistakes; above it people rate in between."""
_NUMBERED: Final = ("heading", "key", "numbers and words", "numbers")


class RatingOffOwnScale(TheirRule):
    """A rating is not on the register's own scale.

    What it checks: every likelihood and impact against the scale that the heading, a key or the other rows show.
    Why it matters: a 7 on a scale to 5 makes the score worthless and can outrank every real risk.
    How to fix: choose a value of the scale.
    """

    code = "RSK604"
    name = "rating-off-own-scale"
    severity = Severity.ERROR
    message = "{id} has the {column} {value}, which is not on its scale of {expected}."
    fix = "Choose a value of the scale."
    failing = example(Theirs("E6", 7), Theirs("G6", 28, "E6*F6"), at=("Risk list", "E6", ""))
    passing = example(Theirs("E6", None), Theirs("G6", 0, "E6*F6"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for stage in stages_with(register):
            for axis in ("likelihood", "impact"):
                mapped, scale = register.columns.get(stage + axis), register.scales.get(stage + axis)
                if mapped is None or mapped.ticks or scale is None or scale.source not in _NUMBERED:
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
                        yield hit(register, row, mapped.column, stage + axis,
                                  expected=f"{number_text(min(allowed))} to {number_text(max(allowed))}")


def _usual(register: Register, axis: str) -> set[float]:
    """Return the scale that all but one or two ratings lie on, where it is plain that they leave it."""
    every = [n for stage in ("", "current_", "residual_") for n in scales.numbers(register, stage + axis)
             if n is not None]
    if len(every) < 4 * FEWEST or any(n != int(n) for n in every):
        return set()
    for top in (3.0, 4.0, 5.0, 10.0):
        over = sum(n > top or n < 1 for n in every)
        used = {n for n in every if 1 <= n <= top}
        if 0 < over <= max(1, 0.05 * len(every)) and top in used and len(used) >= top - 1 and (
                max(every) >= top + 2 or min(every) < 0):
            return {float(n) for n in range(1, int(top) + 1)}
    return set()


class ResidualAboveOwnInherent(TheirRule):
    """A risk is rated higher after treatment than before.

    What it checks: residual likelihood, impact and score against those before treatment.
    Why it matters: a treatment that makes a risk worse is a typing error, or no treatment.
    How to fix: correct one of the two ratings.
    """

    code = "RSK605"
    name = "residual-above-own-inherent"
    severity = Severity.ERROR
    area = "6.1.2 Treat"
    message = "{id} has the {column} {value} after treatment, but {expected} before."
    fix = "Correct the rating before or after treatment."
    failing = example(Theirs("I6", "5 - Almost certain"), Theirs("L6", 20), at=("Risk list", "I6", ""))
    passing = example(Theirs("I6", "2 - Unlikely"), Theirs("L6", 6))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        if "residual_" not in {stage for stage in ("residual_",) if any(
                stage + axis in register.columns for axis in ("likelihood", "impact", "score"))}:
            return
        opportunities = _opportunities(register)
        found_rows: set[int] = set()
        for axis in ("likelihood", "impact", "score"):
            after = register.columns.get(f"residual_{axis}")
            if after is None or axis not in register.columns:
                continue
            firsts, lasts = (bands.score_numbers(register, stage) if axis == "score"
                             else scales.numbers(register, stage + axis) for stage in ("", "residual_"))
            for row, first, last in zip(register.records, firsts, lasts, strict=True):
                if first is not None and last is not None and last > first and row not in opportunities:
                    if axis == "score" and row in found_rows:
                        continue  # the rating that makes it so is reported
                    found_rows.add(row)
                    yield hit(register, row, after.column, f"residual_{axis}", expected=f"at most {number_text(first)}")


def _opportunities(register: Register) -> set[int]:
    mapped = register.columns.get("type")
    if mapped is None:
        return set()
    from smsxl.registers.words import choice  # noqa: PLC0415 - only where there is such a column

    return {row for row in register.records
            if choice("types", str(register.cells.value(row, mapped.column) or "")) == "opportunity"}


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
    area = "6.1.2 Evaluate"
    message = "{column} says {words}, but follows no limit of the score: the best one explains {agree} of {of} rows."
    fix = "State the limit and let a formula compare the score with it."
    failing = example(*(Theirs(f"M{row}", "Within" if row % 2 else "Above") for row in range(4, 16)),
                      at=("Risk list", "M3", ""))
    passing = example(Theirs("M6", None))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        stage = next((s for s in ("residual_", "current_", "") if f"{s}score" in register.columns), None)
        if stage is None:
            return
        for column, header in register.unmapped:
            if not set(plain(header).split()) & _APPETITE:
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
    limits = sorted({score for score, _ in pairs})
    best = 0
    for cuts in combinations(range(len(limits) + 1), len(order) - 1):
        edges = [0, *cuts, len(limits)]
        word_of = {limits[k]: word for word, a, b in zip(order, edges, edges[1:], strict=False) for k in range(a, b)}
        best = max(best, sum(word_of[score] == word for score, word in pairs))
    return best


_APPETITE: Final = frozenset(("appetite", "tolerance", "risikoappetit", "toleranz", "appetence", "apetito",
                              "tolerancia", "appetito", "tolleranza", "apetite", "apetyt", "tolerancja", "аппетит"))


def believed(agree: int, of: int) -> bool:
    """Whether so many rows follow a rule that the others can be called wrong."""
    return agree >= FEWEST and agree >= SHARE * of


RULES: Final = (ScoreAgainstOwnRule, LevelAgainstOwnRule, RankAgainstScores, RatingOffOwnScale,
                ResidualAboveOwnInherent, WordAgainstItsNumber, AppetiteAgainstScores)
