"""Bands of levels in registers of other layouts that overlap or leave gaps (CRT601 to CRT603)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from smsxl.registers.book import RegisterBook
from smsxl.registers.criteria.rules_of_score import RULES as WAYS
from smsxl.rules.base import Detail, Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import TheirRule, at_heading, number_text

if TYPE_CHECKING:
    from smsxl.registers.model import Band, Levels, Register

_STATED: Final = ("key", "conditional formats", "smsxl.toml")
_MOST: Final = 200


class _Bands(TheirRule):
    area = "6.1.2 Criteria"

    def stated(self, register: Register) -> Iterator[tuple[str, Levels, list[Band]]]:
        """Yield the bands that somebody wrote down, each set once."""
        seen: set[tuple[Band, ...]] = set()
        for stage, levels in register.levels.items():
            bands = tuple(sorted(levels.bands, key=lambda band: (band.low, band.high)))
            if levels.source in _STATED and len(bands) > 1 and bands not in seen:
                seen.add(bands)
                yield stage, levels, list(bands)

    def place(self, register: Register, stage: str, levels: Levels, band: Band, **values: object) -> Hit:
        """Return a finding at the cell that states a band, else at the heading of the score."""
        if levels.where and band in levels.bands:
            sheet, row, column = levels.where[levels.bands.index(band)]
            return Hit(sheet=sheet, row=row, column=column, detail=Detail(values),
                       value=register.cells.value(row, column) if sheet == register.sheet else None)
        mapped = register.columns.get(f"{stage}score") or register.columns[f"{stage}level"]
        return at_heading(register, mapped.column, mapped.field, **values)


class OwnBandsOverlap(_Bands):
    """A score lies in two bands.

    What it checks: the bands that a key or the conditional formats of the score state.
    Why it matters: the same score has two levels, and which one is shown depends on the order of the formats.
    How to fix: let each band begin right above the one before.
    """

    code = "CRT601"
    name = "own-bands-overlap"
    severity = Severity.ERROR
    message = "The score {score} lies in two bands: {first} and {second} ({source})."
    hidden = "A score lies in two bands."
    fix = "Let each band begin right above the one before."
    failing = example(Theirs("W5", "4-9"), at=("Risk list", "W5", ""))
    passing = example(Theirs("W5", "5-9"))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for stage, levels, bands in self.stated(register):
            for first, second in pairwise(bands):
                if second.low <= first.high:
                    score = (number_text(second.low) if second.low == min(first.high, second.high)
                             else f"{number_text(second.low)} to {number_text(min(first.high, second.high))}")
                    yield self.place(register, stage, levels, second, score=score, first=shown(first),
                                     second=shown(second), source=levels.source)


class OwnBandsLeaveGap(_Bands):
    """A score that can occur lies in no band.

    What it checks: the bands that a key or the conditional formats of the score state, against the scores that the
    scales can give.
    Why it matters: a risk with such a score has no level, so nobody has to act.
    How to fix: let each band begin right above the one before.
    """

    code = "CRT602"
    name = "own-bands-leave-gap"
    severity = Severity.ERROR
    message = "No band holds the score {score}, between {first} and {second} ({source})."
    hidden = "A score lies between two bands, and none holds it."
    fix = "Let each band begin right above the one before."
    failing = example(Theirs("W6", "12-15"), at=("Risk list", "W6", ""))
    passing = example(Theirs("W6", "10-15"))
    reachable: bool = True

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        for stage, levels, bands in self.stated(register):
            possible = possible_scores(register, stage)
            for first, second in pairwise(bands):
                if not 1 < second.low - first.high < _MOST or first.high != int(first.high):
                    continue
                gap = [float(n) for n in range(int(first.high) + 1, int(second.low))]
                reached = [n for n in gap if possible is None or n in possible]
                if bool(reached) is self.reachable:
                    yield self.place(register, stage, levels, second, first=shown(first), second=shown(second),
                                     score=", ".join(map(number_text, (reached or gap)[:6])), source=levels.source)


class OwnBandsLeaveUnusedGap(OwnBandsLeaveGap):
    """A score that cannot occur today lies in no band.

    What it checks: what own-bands-leave-gap checks, for scores that no likelihood and impact of the scales can give.
    Why it matters: nothing happens today, but the first change of a scale or of the scoring leaves risks without one.
    How to fix: let each band begin right above the one before.
    """

    code = "CRT603"
    name = "own-bands-leave-unused-gap"
    severity = Severity.NOTE
    message = "No band holds the score {score}, between {first} and {second} ({source}); no rating makes it today."
    failing = example(Theirs("W7", "17-25"), Theirs("W6", "10-15"), Theirs("W5", "5-8"), Theirs("W6", "9-12"),
                      Theirs("W7", "15-25"), at=("Risk list", "W7", ""))
    passing = example(Theirs("W6", "10-15"))
    reachable = False


def possible_scores(register: Register, stage: str) -> set[float] | None:
    """Return the scores that the scales can give; None where the rule or a scale is not known."""
    scoring = register.scoring.get(stage)
    scales = [register.scales.get(stage + axis) for axis in ("likelihood", "impact")]
    rule = next((way for way in WAYS if scoring is not None and way.method == scoring.method), None)
    if rule is None or scales[0] is None or scales[1] is None or rule.method == "weighted":
        return None
    return {rule.score(p, i) for p in scales[0].values for i in scales[1].values}


def shown(band: Band) -> str:
    """Return a band as people write it."""
    if band.high >= 1_000:  # noqa: PLR2004 - without an upper end
        return f"{band.label} from {number_text(band.low)}"
    return f"{band.label} {number_text(band.low)} to {number_text(band.high)}"


RULES: Final = (OwnBandsOverlap, OwnBandsLeaveGap, OwnBandsLeaveUnusedGap)
