"""The ways in which registers make one number of their ratings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final


@dataclass(frozen=True)
class Rule:
    """A way to score. `formula` has L and I for likelihood and impact."""

    method: str
    formula: str
    score: Callable[[float, float], float]


def _weighted(weight: float, likelihood: float, impact: float) -> float:
    return weight * likelihood + (1 - weight) * impact


RULES: Final[tuple[Rule, ...]] = (
    Rule("product", "L*I", lambda p, i: p * i),
    Rule("sum", "L+I", lambda p, i: p + i),
    Rule("impact-weighted", "L*I+I", lambda p, i: p * i + i),
    Rule("impact-first", "10*I+L", lambda p, i: 10 * i + p),
    Rule("weighted", "L*I+2*I", lambda p, i: p * i + 2 * i),
    Rule("weighted", "L*I+L", lambda p, i: p * i + p),
    Rule("weighted", "L*I+2*L", lambda p, i: p * i + 2 * p),
    Rule("weighted", "L+2*I", lambda p, i: p + 2 * i),
    Rule("weighted", "2*L+I", lambda p, i: 2 * p + i),
    Rule("weighted", "L*I*I", lambda p, i: p * i * i),
    Rule("weighted", "L*L*I", lambda p, i: p * p * i),
    Rule("weighted", "10*L+I", lambda p, i: 10 * p + i),
    Rule("average", "(L+I)/2", lambda p, i: (p + i) / 2),
    Rule("maximum", "MAX(L,I)", max),
    Rule("product", "L*I/100", lambda p, i: p * i / 100),
    Rule("product", "L*I*100", lambda p, i: p * i * 100),
    Rule("product", "L*I/25*100", lambda p, i: p * i * 4),
    Rule("sum", "L+I-1", lambda p, i: p + i - 1),
    *(Rule("weighted", f"{w:g}*L+{1 - w:g}*I", partial(_weighted, w)) for w in (0.4, 0.6, 0.3, 0.7)),
)
_CLOSE: Final = 0.011


def same(a: float | None, b: float | None) -> bool:
    """Whether two scores are equal as far as anybody would see."""
    return a is not None and b is not None and abs(a - b) <= _CLOSE * max(1.0, abs(a) / 100)


def best_rule(likelihoods: Sequence[float | None], impacts: Sequence[float | None],
              scores: Sequence[float | None]) -> tuple[Rule, int, int] | None:
    """Return the rule that explains the most scores, how many, and of how many; the simplest of equals."""
    lines = [(p, i, s) for p, i, s in zip(likelihoods, impacts, scores, strict=True)
             if p is not None and i is not None and s is not None]
    if not lines:
        return None
    counted = [(sum(same(rule.score(p, i), s) for p, i, s in lines), -place) for place, rule in enumerate(RULES)]
    agree, place = max(counted)
    return RULES[-place], agree, len(lines)


def product_of(columns: Mapping[int, Sequence[float | None]], scores: Sequence[float | None],
               must: Sequence[int]) -> tuple[tuple[int, ...], int, int] | None:
    """Return three columns, `must` among them, whose product explains the scores; None where none does well."""
    best: tuple[tuple[int, ...], int, int] | None = None
    for third, values in columns.items():
        if third in must:
            continue
        parts = [columns[column] for column in must] + [values]
        agree = of = 0
        for *factors, score in zip(*parts, scores, strict=True):
            if score is not None and all(f is not None for f in factors):
                of += 1
                product = 1.0
                for factor in factors:
                    product *= factor
                agree += same(product, score)
        if of >= 3 and agree >= 0.8 * of and (best is None or agree > best[1]) and len(set(values)) > 1:
            best = ((*must, third), agree, of)
    return best
