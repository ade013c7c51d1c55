"""The order in which open risks deserve attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smsxl.domain.words import word_key

CLOSED = "Closed"
"""The status of a risk that is no longer ranked."""

THREAT = "Threat"
OPPORTUNITY = "Opportunity"

TYPES: tuple[str, ...] = (THREAT, OPPORTUNITY)


@dataclass(frozen=True)
class RankRow:
    """What the rank of a risk depends on; None where it is not rated."""

    score: float | None
    impact: float | None
    likelihood: float | None
    type: str = THREAT
    status: str = ""


def rank(rows: Sequence[RankRow]) -> list[int | None]:
    """Return the rank of each row, 1 first, within the open risks of its type; None for closed and unrated rows.

    Highest score first, then impact, then likelihood, then the order of the rows. Words are compared without regard
    to case and spaces; a blank type is a threat.
    """
    closed = word_key(CLOSED)
    words = {text: word_key(text) for text in {word for row in rows for word in (row.type, row.status)}}
    keyed = []
    for position, row in enumerate(rows):
        if row.score is None or row.impact is None or row.likelihood is None or words[row.status] == closed:
            continue
        kind = words[row.type] or word_key(THREAT)
        keyed.append((kind, -row.score, -row.impact, -row.likelihood, position))
    ranks: list[int | None] = [None] * len(rows)
    last_kind, number = None, 0
    for kind, _, _, _, position in sorted(keyed):
        number = number + 1 if kind == last_kind else 1
        last_kind = kind
        ranks[position] = number
    return ranks
