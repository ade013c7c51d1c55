"""What a risk still lacks, as short words."""

from __future__ import annotations

import datetime as dt

from smsxl.domain.ranking import OPPORTUNITY
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.domain.treatment import ACCEPT
from smsxl.domain.words import same

OWNER = "owner"
RATING = "rating"
TREATMENT = "treatment"
RESIDUAL = "residual"
REVIEW = "review date"
REVIEW_OVERDUE = "review overdue"

GAP_WORDS: tuple[str, ...] = (OWNER, RATING, TREATMENT, RESIDUAL, REVIEW, REVIEW_OVERDUE)
"""All words, in the order in which they are given."""

SEPARATOR = "; "


def risk_gaps(
    kind: str | None,
    owner: str | None,
    likelihood: float | None,
    impact: float | None,
    tolerance_status: str | None,
    treatment: str | None,
    residual_likelihood: float | None,
    residual_impact: float | None,
    next_review: dt.date | None,
    *,
    as_of: dt.date,
) -> str:
    """Return what a risk lacks on the day `as_of`, joined by `; `; empty where it lacks nothing.

    A threat above tolerance needs a treatment; any treatment but Accept needs a residual rating; a rated risk needs a
    review date, and the day itself is not yet overdue. Tolerance does not apply to opportunities.
    """
    rated = likelihood is not None and impact is not None
    threat = kind is None or not same(kind, OPPORTUNITY)
    above = threat and tolerance_status is not None and same(tolerance_status, ABOVE_TOLERANCE)
    changes = bool(treatment) and not same(treatment or "", ACCEPT)
    found = {
        OWNER: not owner,
        RATING: not rated,
        TREATMENT: above and not treatment,
        RESIDUAL: changes and (residual_likelihood is None or residual_impact is None),
        REVIEW: rated and next_review is None,
        REVIEW_OVERDUE: next_review is not None and next_review < as_of,
    }
    return SEPARATOR.join(word for word in GAP_WORDS if found[word])
