"""How a risk moves from one rating to the next: from inherent over current to residual."""

from __future__ import annotations

from collections import Counter
from typing import Dict, Iterable, Optional, Tuple

FALLS = "Falls"
STAYS = "Stays"
RISES = "Rises"
UNKNOWN = "Not rated"

MOVEMENTS: Tuple[str, ...] = (FALLS, STAYS, RISES, UNKNOWN)


def movement(before: Optional[float], after: Optional[float]) -> str:
    """Return how a score moves; unknown where one of the two ratings is missing."""
    if before is None or after is None:
        return UNKNOWN
    if after == before:
        return STAYS
    return FALLS if after < before else RISES


def transitions(pairs: Iterable[Tuple[str, str]]) -> Dict[Tuple[str, str], int]:
    """Return how many risks go from which level to which; a pair with a blank is left out."""
    return dict(Counter((before, after) for before, after in pairs if before and after))
