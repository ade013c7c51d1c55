"""What differs between the forms of a workbook outside of its tables: the self-test on Start and the like."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from smsxl.build.service import build_workbook
from smsxl.content import template_tables
from smsxl.hosts.package import formula_at, open_workbook
from smsxl.hosts.port import GridValue
from smsxl.tables.formula import Dialect, ending_of

_SHEETS: Final = ("Start", "Criteria")
_DAY: Final = dt.date(2026, 1, 1)

Stated = tuple[str | None, GridValue]
"""A formula, or None, and the value of the cell."""


def restated(part: str, source: Dialect, target: Dialect) -> Mapping[tuple[str, Stated], Stated]:
    """Return what becomes of the cells on Start and Criteria that differ between two forms.

    The key is the sheet and what the cell holds in the form `source`: a formula (with None for its value, which may
    be another one by now), or a text.
    """
    before, after = (_cells(part, dialect) for dialect in (source, target))
    found: dict[tuple[str, Stated], Stated] = {}
    for (sheet, row, column), (formula, value) in before.items():
        other = after.get((sheet, row, column))
        if other is not None and other != (formula, value):
            found[sheet, (formula, None if formula is not None else value)] = other
    return found


def _cells(part: str, dialect: Dialect) -> dict[tuple[str, int, int], Stated]:
    with tempfile.TemporaryDirectory(prefix="smsxl-") as folder:
        path = Path(folder, f"form{ending_of(dialect)}")
        build_workbook(path, as_of=_DAY, fixed=True, content=template_tables(_DAY), part=part, dialect=dialect)
        workbook = open_workbook(path)
        found: dict[tuple[str, int, int], Stated] = {}
        for sheet in _SHEETS:
            grid = workbook.grid(sheet)
            for number, column in grid.columns.items():
                formulas = column.formulas or [None] * len(grid.rows)
                for row, value, formula in zip(grid.rows, column.values, formulas, strict=True):
                    text = None if formula is None else formula_at(formula, row, number)
                    found[sheet, row, number] = (text, value)
        return found
