"""What the adapters' tests share."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Mapping

import pytest

from smsxl.hosts.package import PackageWorkbook, open_workbook
from smsxl.hosts.port import Formula, Grid, GridValue
from tests.hosts.packages import parts_of, sheet_xml, write_package


@pytest.fixture
def one_sheet(tmp_path: pathlib.Path) -> Callable[..., PackageWorkbook]:
    """Return a maker of a workbook from a sheet's rows, or from all its parts."""

    def make(rows: str | bytes = "", **options: object) -> PackageWorkbook:
        before, after = str(options.pop("before", "")), str(options.pop("after", ""))
        sheet = options.pop("sheet", None) or sheet_xml(str(rows), before, after)
        return open_workbook(write_package(tmp_path / "book.xlsx", parts_of(sheet, **options)))  # type: ignore[arg-type]

    return make


def cells_of(grid: Grid) -> Mapping[tuple[int, int], GridValue]:
    """Return a grid's values by address, blanks left out."""
    return {
        (row, number): value
        for number, column in grid.columns.items()
        for row, value in zip(grid.rows, column.values, strict=True) if value is not None
    }


def formulas_of(grid: Grid) -> Mapping[tuple[int, int], Formula]:
    """Return a grid's formulas by address."""
    return {
        (row, number): formula
        for number, column in grid.columns.items() if column.formulas is not None
        for row, formula in zip(grid.rows, column.formulas, strict=True) if formula is not None
    }
