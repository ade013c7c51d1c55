"""Workbooks that the tests of the builder look at, built once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from smsxl.build import new_workbook
from smsxl.tables.formula import LAMBDA, PLAIN, Dialect

AS_OF = dt.date(2026, 11, 22)
KINDS: dict[str, tuple[bool, Dialect]] = {
    "template": (False, LAMBDA), "sample": (True, LAMBDA), "template-plain": (False, PLAIN),
    "sample-plain": (True, PLAIN)}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the template and the sample in both dialects."""
    folder = tmp_path_factory.mktemp("built")
    paths = {kind: folder / f"{kind}.xlsx" for kind in KINDS}
    for kind, (sample, dialect) in KINDS.items():
        new_workbook(paths[kind], sample=sample, dialect=dialect, as_of=AS_OF)
    return paths
