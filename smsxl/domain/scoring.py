"""Scores: one number from a likelihood and an impact."""

from __future__ import annotations

from smsxl.domain.words import word_key

METHODS: tuple[str, ...] = ("product", "sum", "impact-weighted", "impact-first")
"""The known ways to score, the default first.

`product` L x I; `sum` L + I; `impact-weighted` L x I + I; `impact-first` 10 x I + L, which has no ties on scales up
to 9.
"""


def method_key(word: str) -> str | None:
    """Return the method that a word names, without regard to case and spaces; None where there is none."""
    key = word_key(word)
    return key if key in METHODS else None


def score(likelihood: int, impact: int, method: str = "product") -> int:
    """Return the score of a rating; it never falls when likelihood or impact rises.

    Raises ValueError for a method that is not one of `METHODS`.
    """
    key = method_key(method)
    if key == "product":
        return likelihood * impact
    if key == "sum":
        return likelihood + impact
    if key == "impact-weighted":
        return likelihood * impact + impact
    if key == "impact-first":
        return 10 * impact + likelihood
    raise ValueError(f"the scoring method {method!r} is not known: use {', '.join(METHODS)}")
