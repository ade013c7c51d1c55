"""How alike two rows are, and which rows of many can be alike at all.

Both ways round it is the same: what is said of an old row and a new one holds of the new one and the old one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from smsxl.compare.meaning import Meaning
from smsxl.tables.text import fold

_FEW_PAIRS: Final = 10_000
"""Up to so many pairs all of them are looked at; above it only those that share something rare."""

_RARE: Final = 8
"""A word or a cell that more rows have on one side tells nothing."""

_LONGEST: Final = 400
"""The characters of a title that count; a novel is told apart by its beginning."""

_TITLE: Final = 0.6
"""How much of the likeness the title makes; the rest is the share of the other cells that are the same."""


@dataclass
class Subject:
    """A row to find a partner for: its place, whether it has an id, its title, and the meaning of its other cells."""

    place: int
    has_key: bool
    title: str
    cells: tuple[Meaning, ...]
    order: str = field(init=False)
    """What decides between partners that are equally good, apart from where the rows stand."""
    pieces: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.title = fold(self.title)[:_LONGEST]
        self.order = repr((self.title, self.cells))
        padded = f"  {self.title} "
        self.pieces = frozenset(padded[i:i + 3] for i in range(len(padded) - 2)) if self.title else frozenset()

    def features(self) -> Iterator[Hashable]:
        """Yield what a partner may have as well."""
        yield self.title
        yield from ((None, word) for word in set(self.title.split()))
        yield from ((i, cell) for i, cell in enumerate(self.cells) if cell is not None)


def likeness(one: Subject, other: Subject) -> float:
    """Return how alike two rows are, from 0 to 1."""
    same = filled = 0
    for left, right in zip(one.cells, other.cells, strict=True):
        if left is not None or right is not None:
            filled += 1
            same += left == right
    cells = same / filled if filled else 0.0
    if not one.pieces and not other.pieces:
        return cells
    size = len(one.pieces) + len(other.pieces)
    titles = 2 * len(one.pieces & other.pieces) / size
    return _TITLE * titles + (1 - _TITLE) * cells if filled else titles


def candidates(old: Sequence[Subject], new: Sequence[Subject]) -> Iterator[tuple[Subject, Subject]]:
    """Yield the pairs that can be alike, each once. Their number grows as the number of rows, not as its square."""
    if len(old) * len(new) <= _FEW_PAIRS:
        yield from ((one, other) for one in old for other in new)
        return
    sides = tuple(Counter(feature for subject in side for feature in subject.features()) for side in (old, new))
    rare = {feature for feature, count in sides[0].items() if count <= _RARE and 0 < sides[1][feature] <= _RARE}
    having: defaultdict[Hashable, list[Subject]] = defaultdict(list)
    for subject in new:
        for feature in subject.features():
            if feature in rare:
                having[feature].append(subject)
    for one in old:
        met = {other.place: other for feature in one.features() if feature in rare for other in having[feature]}
        yield from ((one, other) for other in met.values())
