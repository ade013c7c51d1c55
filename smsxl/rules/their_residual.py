"""Ratings after treatment in registers of other layouts (RSK605)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from smsxl.lazily import lazily
from smsxl.registers.book import RegisterBook
from smsxl.rules.base import Hit
from smsxl.rules.examples import Theirs, example
from smsxl.rules.findings import Severity
from smsxl.rules.their import TheirRule, hit, number_text

if TYPE_CHECKING:
    from smsxl.registers.criteria import direction
    from smsxl.registers.model import Register
else:
    direction = lazily("smsxl.registers.criteria.direction")


class ResidualAboveOwnInherent(TheirRule):
    """A risk is rated higher after treatment than before.

    What it checks: residual likelihood, impact and score against those before treatment; on a scale whose lower numbers
    are the graver ones the other way round. Opportunities are treated to rise.
    Why it matters: a treatment that makes a risk worse is a typing error, or no treatment.
    How to fix: correct one of the two ratings.
    """

    code = "RSK605"
    name = "residual-above-own-inherent"
    severity = Severity.ERROR
    area = "6.1.2 Treat"
    message = "{id} has the {column} {value} after treatment, but {expected} before."
    hidden = "The rating in {column} is higher after treatment than before."
    fix = "Correct the rating before or after treatment."
    failing = example(Theirs("I6", "5 - Almost certain"), Theirs("L6", 20), at=("Risk list", "I6", ""))
    passing = example(Theirs("I6", "2 - Unlikely"), Theirs("L6", 6))

    def judge(self, register: Register, book: RegisterBook) -> Iterator[Hit]:
        gains: set[int] | None = None
        blamed: set[int] = set()
        explained = _made_of_two(register)
        for axis in ("likelihood", "impact", "score"):
            after = register.columns.get(f"residual_{axis}")
            if after is None or axis not in register.columns:
                continue
            gains = direction.opportunities(register) if gains is None else gains
            sign, least = (-1, "at least") if direction.descends(register, axis) else (1, "at most")
            lines = zip(register.records, direction.rated(register, axis),
                        direction.rated(register, f"residual_{axis}"), strict=True)
            for row, first, last in lines:
                if first is None or last is None or sign * last <= sign * first or row in gains:
                    continue
                if axis == "score" and (row in blamed or row in explained):
                    continue  # the rating that makes it so is reported, or the score that is not what its rule makes
                blamed.add(row)
                yield hit(register, row, after.column, f"residual_{axis}", expected=f"{least} {number_text(first)}")


def _made_of_two(register: Register) -> set[int]:
    """Return the rows whose scores before and after are made of a likelihood and an impact alone, all of them known."""
    rules = [register.scoring.get(stage) for stage in ("", "residual_")]
    if any(rule is None or rule.method not in ("product", "sum") for rule in rules):
        return set()
    rated = [direction.rated(register, stage + axis) for stage in ("", "residual_")
             for axis in ("likelihood", "impact")]
    return {row for row, *line in zip(register.records, *rated, strict=True) if None not in line}


RULES: Final = (ResidualAboveOwnInherent,)
