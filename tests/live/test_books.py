"""The workbooks that we ship, opened and recalculated by Calc with the add-in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smsxl.domain.values import CellError
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import cell_name
from tests.build.test_recalculated import cached, plain_value
from tests.live.calc import Calc, Document

KINDS = [f"{kind}-{dialect}" for kind in ("template", "sample") for dialect in ("lambda", "plain", "python")]


def shown(value: Any) -> Any:
    """Return what Calc says of a cell in the form in which values are compared."""
    return CellError(value["error"]) if isinstance(value, dict) else plain_value(value)


def differences(document: Document, path: Path) -> tuple[int, list[str]]:
    """Return how many formula cells there are, and those in which Calc shows another value than the file holds."""
    sheets = {name: document.read(name) for name in document.sheets}
    count, out = 0, []
    for sheet, row, column, value in cached(open_workbook(str(path))):
        count += 1
        rows = sheets[sheet]
        inside = row <= len(rows) and column <= len(rows[0])
        found = shown(rows[row - 1][column - 1]) if inside else None
        if found != value:
            out.append(f"{sheet}!{cell_name(row, column)}: {value!r} is cached, Calc shows {found!r}")
    return count, out


@pytest.mark.parametrize("kind", KINDS)
def test_calc_calculates_what_python_did(kind: str, books: dict[str, Path], calc: Calc) -> None:
    """After a hard recalculation every formula of every sheet, summaries included, shows what the file holds."""
    with calc.opened(books[kind]) as document:
        assert document.ask("state")["repaired"] in (None, False)
        document.recalculate()
        count, wrong = differences(document, books[kind])
    assert count > 400
    assert wrong == []
