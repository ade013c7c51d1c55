"""Columns that an outline folds away are told from columns that somebody hid."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from smsxl.hosts import openpyxl_host, package


@pytest.mark.parametrize("host", [package, openpyxl_host], ids=["package", "openpyxl"])
def test_folded_columns_are_a_part_of_the_hidden_ones(tmp_path: Path, host: object) -> None:
    """A collapsed outline group is folded, a hidden column without a level is not."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, [1, 2, 3, 4])
        sheet.set_column(1, 1, 10, None, {"hidden": True})
        sheet.set_column(2, 2, 10, None, {"level": 1, "hidden": True})
        sheet.set_column(3, 3, 10, None, {"collapsed": True})
    grid = host.open_workbook(str(path)).grid("S")  # type: ignore[attr-defined]
    assert grid.hidden_columns == {2, 3}
    assert grid.folded_columns == {3}
