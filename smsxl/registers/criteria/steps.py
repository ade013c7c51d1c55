"""Which number each word of a scale has, as the scores that people made of them show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from smsxl.registers.criteria.rules_of_score import same
from smsxl.registers.criteria.scales import numbers
from smsxl.registers.criteria.scoring import score_number
from smsxl.registers.model import Register, Scale
from smsxl.registers.words import order_of, plain, strength

_USUAL: Final = ((3, 5, 7), (3, 5, 7, 9), (1, 3, 5, 7), (1, 3, 5, 7, 9), (3, 5, 7, 8))
"""The strengths of the words of common scales: low, medium, high; and those with a step more at an end."""

_LEAST: Final = 0.85
"""One score in seven may be wrong, and still the others show what the words count."""

_FEWEST: Final = 3


def fit_words(register: Register, stage: str) -> None:
    """Let the scores tell the numbers of words that a scale lacks the neighbours of.

    Where nobody chose "very low", "low" may be 1 or 2: what its products with the other axis come to says which.
    """
    mapped = register.columns.get(f"{stage}score")
    fields = [f"{stage}{axis}" for axis in ("likelihood", "impact")]
    scales = [register.scales.get(field) for field in fields]
    if mapped is None or any(scale is None for scale in scales):
        return
    known = [scale for scale in scales if scale is not None]
    if not any(scale.source == "words" for scale in known):
        return
    scores = [score_number(register.cells.value(row, mapped.column)) for row in register.records]
    best, most = None, max(_agree(register, fields, scores), _FEWEST - 1)
    for option in product(*(list(_options(scale, known)) for scale in known)):
        register.scales.update(zip(fields, option, strict=True))
        agree = _agree(register, fields, scores)
        if agree > most and agree >= _LEAST * sum(score is not None for score in scores):
            best, most = option, agree
    register.scales.update(zip(fields, best or known, strict=True))


def _agree(register: Register, fields: Sequence[str], scores: Sequence[float | None]) -> int:
    likelihoods, impacts = (numbers(register, field) for field in fields)
    return sum(p is not None and i is not None and same(p * i, score)
               for p, i, score in zip(likelihoods, impacts, scores, strict=True))


def _options(scale: Scale, every: Sequence[Scale]) -> Iterator[Scale]:
    """Yield a scale as it is, with the steps that the other axis uses too, and as a common scale would number it."""
    yield scale
    if scale.source != "words":
        return
    steps = sorted({order_of(word) for each in every if each.source == "words" for word in each.words})
    if all(order_of(word) in steps for word in scale.words):
        yield _numbered(scale, [steps.index(order_of(word)) + 1 for word in scale.words])
    strengths = [strength(word) for word in scale.words]
    for usual in _USUAL:
        if all(each in usual for each in strengths):
            yield _numbered(scale, [usual.index(each or 0) + 1 for each in strengths])


def _numbered(scale: Scale, values: Sequence[int]) -> Scale:
    order = sorted(range(len(values)), key=lambda at: (values[at], plain(scale.words[at])))
    return Scale(tuple(float(values[at]) for at in order), tuple(scale.words[at] for at in order), scale.source)
