"""How firm a ranking is: what happens to it when one rating of one risk moves by one step of its scale."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Iterator, List, Optional, Sequence, Tuple

from smsxl.domain.scoring import METHODS, score

Pair = Tuple[int, int]
"""A rating: likelihood and impact."""


@dataclass(frozen=True)
class Reach:
    """The rank of a risk, and the best and the worst rank that one step of one of its own ratings would give it."""

    rank: int
    best: int
    worst: int


@dataclass(frozen=True)
class Stability:
    """The reach of every risk, and how many of all possible single steps change who is among the first `first`."""

    reaches: Tuple[Reach, ...]
    first: int
    steps: int
    changing: int

    def is_firm(self, place: int) -> bool:
        """Tell whether no step of its own moves a risk into the first ones or out of them."""
        reach = self.reaches[place]
        return (reach.best <= self.first) == (reach.worst <= self.first)


def stability(
    ratings: Sequence[Pair],
    likelihoods: Sequence[int],
    impacts: Sequence[int],
    method: str = METHODS[0],
    first: int = 10,
) -> Stability:
    """Return how stable the ranking of risks is, given in the order of their table.

    The order is that of `domain.ranking`: score, then impact, then likelihood, then the order of the table. A step
    goes to the next value of a scale; a rating that is not on its scale does not move. Ratings are rough judgements,
    so a ranking that turns on a single step should not be read as an order (Cox 2008).
    """
    keys = [_key(pair, place, method) for place, pair in enumerate(ratings)]
    ordered = sorted(keys)
    reaches: List[Reach] = []
    steps = changing = 0
    for place, pair in enumerate(ratings):
        own = bisect_left(ordered, keys[place])
        ranks = [own + 1]
        for moved in _steps(pair, sorted(set(likelihoods)), sorted(set(impacts))):
            key = _key(moved, place, method)
            ranks.append(bisect_left(ordered, key) + 1 - (keys[place] < key))
            steps += 1
            changing += (own + 1 <= first) != (ranks[-1] <= first)
        reaches.append(Reach(own + 1, min(ranks), max(ranks)))
    return Stability(tuple(reaches), first, steps, changing)


def _key(pair: Pair, place: int, method: str) -> Tuple[int, int, int, int]:
    likelihood, impact = pair
    return (-score(likelihood, impact, method), -impact, -likelihood, place)


def _steps(pair: Pair, likelihoods: Sequence[int], impacts: Sequence[int]) -> Iterator[Pair]:
    likelihood, impact = pair
    yield from ((value, impact) for value in _neighbours(likelihood, likelihoods))
    yield from ((likelihood, value) for value in _neighbours(impact, impacts))


def _neighbours(value: int, scale: Sequence[int]) -> Iterator[int]:
    place = _place(value, scale)
    if place is not None:
        yield from scale[max(0, place - 1) : place]
        yield from scale[place + 1 : place + 2]


def _place(value: int, scale: Sequence[int]) -> Optional[int]:
    place = bisect_left(scale, value)
    return place if place < len(scale) and scale[place] == value else None
