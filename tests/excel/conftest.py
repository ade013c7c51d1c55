from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from smsxl.hosts.excel.guard import load_xlwings
from smsxl.hosts.excel.program import ExcelProgram
from tests.excel_engine.engine import Engine

WORKBOOKS = Path(__file__).resolve().parents[2] / "workbooks"

Open = Callable[..., ExcelProgram]


@pytest.fixture(scope="session")
def xw() -> Iterator[Any]:
    """Return xlwings with our engine as its Excel."""
    xw = load_xlwings()
    engine = xw.Engine(impl=Engine())
    xw.engines.add(engine)
    xw.engines.active = engine
    yield xw
    xw.engines.active = None
    xw.engines.engines.remove(engine)
    xw.engines.engines_by_name.pop(engine.name, None)  # another module's stand-in may have gone first


@pytest.fixture
def excel(xw: Any) -> Any:
    """Return the running Excel, without a workbook."""
    app = next(iter(xw.engines.active.impl.apps))
    app.reset()
    return app


@pytest.fixture
def opened(xw: Any, excel: Any, tmp_path: Path) -> Open:
    """Return what opens a copy of a workbook in Excel."""
    def make(name: str | Path) -> ExcelProgram:
        source = WORKBOOKS / name
        path = tmp_path / source.name
        if source != path:
            shutil.copy(source, path)
        assert excel is not None
        book = xw.apps.active.books.open(str(path))
        return ExcelProgram(book)

    assert sys.modules["xlwings.pro"] is None
    return make
