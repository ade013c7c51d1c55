"""Summaries for the tests: of the sample, and of the sound workbook after some edits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import pytest

from smsxl.report import summarise_file
from smsxl.reports.summary import Summary, summarise
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.rules.examples import Edit
from tests.rules.sound import sound_book

SAMPLE = Path(__file__).parents[2] / "workbooks" / "sample.xlsx"
AS_OF = dt.date(2026, 11, 22)
HASH = "ab" * 32


@pytest.fixture(scope="session")
def sample() -> Summary:
    """Return the summary of the sample."""
    return summarise_file(str(SAMPLE), as_of=AS_OF)


def summary_of(edits: Iterable[Edit] = (), audience: str | None = None) -> Summary:
    """Return the summary of the sound workbook after some edits."""
    book = sound_book(edits)
    return summarise(book, run(RULES, book), file="book.xlsx", sha256=HASH, audience=audience)
