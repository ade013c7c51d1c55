"""When a risk has to be reviewed again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from smsxl.domain.criteria import DEFAULT_LEVELS, Level
from smsxl.domain.words import same


def review_due(last_review: dt.date, level: str, levels: Sequence[Level] = DEFAULT_LEVELS) -> dt.date | None:
    """Return the day of the next review: the last one plus the review days of the level; None for an unknown level.

    Raises OverflowError where that day lies beyond the year 9999.
    """
    days = next((entry.review_days for entry in levels if same(entry.label, level)), None)
    return None if days is None else last_review + dt.timedelta(days=days)
