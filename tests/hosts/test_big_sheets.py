"""Sheets that are big in the file: streaming, bounded, and small where they hold little."""

from __future__ import annotations

import pathlib
import tracemalloc
import zipfile

from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.cells import REMEMBERED, CellReader
from smsxl.hosts.port import column_letters
from tests.hosts.conftest import cells_of, formulas_of
from tests.hosts.packages import parts_of, sheet_xml, write_package


def test_a_million_formatted_rows_around_a_few_real_ones(tmp_path: pathlib.Path) -> None:
    """Rows and cells that only carry formats leave no trace in the grid, and their number costs no memory."""
    parts = parts_of(sheet_xml("@"))
    head, tail = str(parts.pop("xl/worksheets/sheet1.xml")).split("@")
    path = tmp_path / "book.xlsx"
    write_package(path, parts)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package, \
            package.open("xl/worksheets/sheet1.xml", "w") as part:
        part.write(head.encode())
        for start in range(1, 1_048_577, 4096):
            part.write("".join(
                f'<row r="{row}" s="1"><c r="A{row}" s="1"/><c r="B{row}" s="1"/></row>' if row % 100_000
                else f'<row r="{row}"><c r="B{row}"><v>{row}</v></c></row>'
                for row in range(start, start + 4096)
            ).encode())
        part.write(tail.encode())
    book = open_workbook(str(path))
    tracemalloc.start()
    grid = book.grid("One")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert grid.rows == list(range(100_000, 1_048_577, 100_000))
    assert grid.columns[2].values == grid.rows
    assert list(grid.columns) == [2]
    assert peak < 40_000_000


def test_rows_larger_than_a_chunk_and_parts_of_many_chunks(tmp_path: pathlib.Path) -> None:
    """A row that is longer than what is inflated at a time is read whole."""
    text = "x" * 30_000
    wide = "".join(
        f'<c r="{column_letters(column)}2" t="inlineStr"><is><t>{column_letters(column)}{text}</t></is></c>'
        for column in range(1, 53)
    )
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{wide}</row><row r="3"><c r="AZ3"><v>3</v></c></row>'
    cells = cells_of(open_workbook(write_package(tmp_path / "b.xlsx", parts_of(sheet_xml(rows)))).grid("One"))
    assert len(cells) == 54
    assert cells[2, 52] == "AZ" + text
    assert cells[3, 52] == 3


def test_more_different_cells_than_are_remembered(tmp_path: pathlib.Path) -> None:
    """Forgetting what was parsed changes no result; a column that begins late is as long as the others."""
    count = REMEMBERED + 5_000
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><f t="array" ref="A{row}">ROW()*1</f><v>{row}.5</v></c>'
        f'<c r="B{row}"><v>7</v></c></row>' for row in range(1, count)
    )
    rows += (f'<row r="{count}"><c r="A{count}"><f>ROW()*1</f><v>{count}.5</v></c><c r="B{count}"><v>7</v></c>'
             f'<c r="C{count}"><f>LATE()</f><v>1</v></c></row>')
    grid = open_workbook(write_package(tmp_path / "b.xlsx", parts_of(sheet_xml(rows)))).grid("One")
    assert grid.columns[1].values == [row + 0.5 for row in range(1, count + 1)]
    assert set(grid.columns[2].values) == {7}
    assert grid.columns[3].values == [None] * (count - 1) + [1]
    assert formulas_of(grid)[count, 3] == "LATE()"
    assert set(grid.columns[1].formulas or []) == {"ROW()*1"}


def test_what_is_remembered_is_bounded() -> None:
    """A sheet of a million different cells doesn't fill the memory with their bytes."""
    cells = CellReader([], frozenset(), date1904=False)
    for number in range(REMEMBERED + 100):
        cells.parse(b"><v>%d</v></c>" % number, 1, b"A")
        assert len(cells.known) <= REMEMBERED


def test_one_cell_far_away_stays_cheap(tmp_path: pathlib.Path) -> None:
    """The last cell of a sheet costs one row and one column."""
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    grid = open_workbook(write_package(tmp_path / "b.xlsx", parts_of(sheet_xml(rows)))).grid("One")
    assert grid.rows == [1, 1_048_576]
    assert list(grid.columns) == [1, 16_384]
