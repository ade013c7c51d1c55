from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from smsxl.build import new_workbook
from smsxl.tables.formula import DIALECTS, ending_of
from tests.flawed.manifest import FLAWED
from tests.live.calc import Calc

AS_OF = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def calc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Calc]:
    """Give the Calc that the session shares, with the add-in in it."""
    started = Calc(tmp_path_factory.mktemp("calc"))
    yield started
    started.end()


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give the template and the sample in every dialect, and the flawed sample, by name."""
    folder = tmp_path_factory.mktemp("books")
    paths = {f"{kind}-{dialect.key}": folder / f"{kind}-{dialect.key}{ending_of(dialect)}"
             for kind in ("template", "sample") for dialect in DIALECTS}
    for name, path in paths.items():
        kind, _, key = name.partition("-")
        new_workbook(path, sample=kind == "sample", as_of=AS_OF,
                     dialect=next(dialect for dialect in DIALECTS if dialect.key == key))
    return {**paths, "flawed": FLAWED}
