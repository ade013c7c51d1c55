"""The workbook in memory."""

from __future__ import annotations

import pytest

from smsxl.hosts.memory import Calculated, MemoryWorkbook
from smsxl.hosts.port import NOT_CALCULATED, Area, DefinedName, SheetInfo, TableInfo, Workbook
from tests.hosts.conftest import cells_of, formulas_of


@pytest.fixture
def book() -> MemoryWorkbook:
    """Return a workbook with two sheets, a table and names."""
    return MemoryWorkbook(
        {"Risks": {(1, 1): "id", (2, 1): "R-1", (5, 3): Calculated("A1", 2), (6, 9): None}, "Other": {(1, 1): 1}},
        tables=[
            TableInfo("Risks", "Risks", Area(1, 1, 2, 1), ("id",)), TableInfo("T", "Other", Area(1, 1, 2, 1), ("x",)),
        ],
        names=[DefinedName("AsOf", "Other!A1"), DefinedName("own", "1", "Other")],
    )


def test_it_satisfies_the_port(book: MemoryWorkbook) -> None:
    """What it was made of is what the port shows."""
    port: Workbook = book
    grid = port.grid("Risks")
    assert port.sheets == (SheetInfo("Risks", 0), SheetInfo("Other", 1))
    assert cells_of(grid) == {(1, 1): "id", (2, 1): "R-1", (5, 3): 2}
    assert formulas_of(grid) == {(5, 3): "A1"}
    assert (grid.rows, list(grid.columns), grid.columns[3].values) == ([1, 2, 5], [1, 3], [None, None, 2])
    assert list(port.tables) == ["Risks", "T"]


def test_edits_show_in_the_next_grid(book: MemoryWorkbook) -> None:
    """Cells, formulas, hidden rows and columns and merges can be changed at any time."""
    book.set_cell("Risks", 2, 1, None)
    book.set_formula("Risks", 3, 2, "B1")
    book.hide_row("Risks", 3)
    book.hide_row("Risks", 4)
    book.hide_column("Risks", 2)
    book.merge("Risks", Area(1, 1, 1, 2))
    grid = book.grid("Risks")
    assert cells_of(grid) == {(1, 1): "id", (3, 2): NOT_CALCULATED, (5, 3): 2}
    assert (grid.hidden_rows, grid.hidden_columns, grid.merges) == (frozenset({3}), frozenset({2}), (Area(1, 1, 1, 2),))


def test_a_dropped_sheet_takes_its_tables_and_names_along(book: MemoryWorkbook) -> None:
    """Nothing refers to a sheet that is gone but global names, as in Excel."""
    book.drop_sheet("Other")
    assert [sheet.name for sheet in book.sheets] == ["Risks"]
    assert list(book.tables) == ["Risks"]
    assert book.names == [DefinedName("AsOf", "Other!A1")]
    with pytest.raises(KeyError):
        book.grid("Other")
