"""Which letters of SMART an objective lacks; each letter is a stated test, not a word count."""

from __future__ import annotations

import datetime as dt

LETTERS: tuple[str, ...] = ("S", "M", "A", "R", "T")


def smart_gaps(
    objective: str | None,
    metric: str | None,
    baseline: object | None,
    target: object | None,
    unit: str | None,
    why_achievable: str | None,
    business_goal: str | None,
    start: dt.date | None,
    due: dt.date | None,
) -> tuple[str, ...]:
    """Return the letters that an objective lacks, in the order of the word.

    Specific: an objective text and a metric. Measurable: metric, baseline, target and unit. Achievable: a reason why.
    Relevant: a business goal. Time-bound: a due date, after the start where there is one. None and empty text are
    missing; 0 is a number like any other.
    """
    measurable = all(part is not None and part != "" for part in (metric, baseline, target, unit))
    tests = {
        "S": bool(objective and metric),
        "M": measurable,
        "A": bool(why_achievable),
        "R": bool(business_goal),
        "T": due is not None and (start is None or start < due),
    }
    return tuple(letter for letter in LETTERS if not tests[letter])
