"""Extracts for the tests: of small workbooks, without files."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

from smsxl.portfolio.extract import Extract, extract_of
from smsxl.portfolio.gather import Gathered
from smsxl.rules.examples import Put
from tests.reports.conftest import summary_of

DAY = dt.date(2026, 11, 22)
OTHER_LEVELS = tuple(Put("Levels", old, "label", new) for old, new in (("Low", "Green"), ("Extreme", "Red")))


@cache
def sound() -> Extract:
    """Return the extract of the small sound workbook."""
    return extract_of(summary_of())


def gathered(path: str, **changes: Any) -> Gathered:
    """Return a workbook that was read; its extract is the sound one with changes."""
    return Gathered(path, replace(sound(), **changes))
