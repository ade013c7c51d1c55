"""The contract of the port: one body over every adapter that reads files, and over the writers people use."""

from __future__ import annotations

import datetime as dt
import pathlib
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.defined_name import DefinedName as TheirName
from openpyxl.worksheet.table import Table

from smsxl.domain.values import CellError
from smsxl.hosts import openpyxl_host, package
from smsxl.hosts.port import NOT_CALCULATED, Area, DefinedName, Workbook
from tests.hosts.conftest import cells_of, formulas_of

Open = Callable[[str], Workbook]
OPENERS: dict[str, Open] = {"package": package.open_workbook, "openpyxl": openpyxl_host.open_workbook}


@pytest.fixture(params=OPENERS)
def open_book(request: pytest.FixtureRequest) -> Open:
    """Return an adapter's way to open a file."""
    return OPENERS[request.param]


def by_xlsxwriter(path: pathlib.Path) -> None:
    """Write the contract's workbook with XlsxWriter."""
    book = xlsxwriter.Workbook(str(path))
    date, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    hours = book.add_format({"num_format": "[h]:mm"})
    sheet = book.add_worksheet("Risks")
    sheet.write_row("A1", ["id", "name & more", 3, 2.5, True])
    sheet.write_string("A2", "0042")
    sheet.write_string("B2", "=1+1")
    sheet.write_formula("C2", "=C1*2", None, 6)
    sheet.write_formula("D2", "=1/0", None, "#DIV/0!")
    sheet.write_datetime("A4", dt.datetime(2026, 11, 22), date)
    sheet.write_datetime("B4", dt.datetime(2026, 11, 22, 6, 30), moment)
    sheet.write_number("C4", 1.5, hours)
    sheet.write_datetime("D4", dt.time(6, 30), moment)
    sheet.write_blank("E4", None, date)
    sheet.write_string("AB7", "far")
    sheet.merge_range("A9:B10", "merged")
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column("C:D", None, None, {"hidden": True})
    sheet.add_table("G1:H4", {"name": "Things", "columns": [{"header": "Key"}, {"header": "Two words"}],
                              "total_row": True})
    hidden = book.add_worksheet("Hidden one")
    hidden.very_hidden()
    book.define_name("AsOf", "=Risks!$A$4")
    book.define_name("'Hidden one'!Own", "=42")
    book.close()


def by_openpyxl(path: pathlib.Path) -> None:
    """Write the contract's workbook with openpyxl (which writes no remembered values)."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Risks"
    sheet.append(["id", "name & more", 3, 2.5, True])
    sheet.append(["0042"])
    sheet["B2"].value = "=1+1"
    sheet["B2"].data_type = "s"
    sheet["C2"], sheet["D2"] = "=C1*2", "=1/0"
    sheet["A4"], sheet["B4"], sheet["D4"] = dt.date(2026, 11, 22), dt.datetime(2026, 11, 22, 6, 30), dt.time(6, 30)
    sheet["C4"] = dt.timedelta(hours=36)
    sheet["AB7"], sheet["A9"] = "far", "merged"
    sheet.merge_cells("A9:B10")
    sheet.row_dimensions[4].hidden = True
    sheet.column_dimensions["C"].hidden = sheet.column_dimensions["D"].hidden = True
    sheet["G1"], sheet["H1"] = "Key", "Two words"
    table = Table(displayName="Things", ref="G1:H4", totalsRowCount=1)
    sheet.add_table(table)
    book.create_sheet("Hidden one").sheet_state = "veryHidden"
    book.defined_names["AsOf"] = TheirName("AsOf", attr_text="Risks!$A$4")
    book["Hidden one"].defined_names["Own"] = TheirName("Own", attr_text="42")
    book.save(path)


@pytest.fixture(params=[by_xlsxwriter, by_openpyxl])
def book_path(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> str:
    """Return the path of the contract's workbook, written by each writer in turn."""
    path = tmp_path / "book.xlsx"
    request.param(path)
    return str(path)


def test_values_are_what_the_cells_hold(open_book: Open, book_path: str) -> None:
    """Every kind of value arrives exact, at its address, without coercion."""
    cells = dict(cells_of(open_book(book_path).grid("Risks")))
    for address in ((2, 3), (2, 4)):
        cells.pop(address)
    assert cells == {
        (1, 1): "id", (1, 2): "name & more", (1, 3): 3, (1, 4): 2.5, (1, 5): True, (2, 1): "0042", (2, 2): "=1+1",
        (4, 1): dt.date(2026, 11, 22), (4, 2): dt.datetime(2026, 11, 22, 6, 30), (4, 3): 1.5, (4, 4): dt.time(6, 30),
        (7, 28): "far", (9, 1): "merged", (1, 7): "Key", (1, 8): "Two words",
    }
    assert type(cells[1, 3]) is int
    assert type(cells[4, 1]) is dt.date


def test_formulas_and_their_remembered_values(open_book: Open, book_path: str, request: pytest.FixtureRequest) -> None:
    """Formula texts come without an equals sign; a value that isn't there is not calculated."""
    grid = open_book(book_path).grid("Risks")
    assert formulas_of(grid) == {(2, 3): "C1*2", (2, 4): "1/0"}
    cells = cells_of(grid)
    remembers = "by_xlsxwriter" in request.node.name
    expected = (6, CellError("#DIV/0!")) if remembers else (NOT_CALCULATED, NOT_CALCULATED)
    assert (cells[2, 3], cells[2, 4]) == expected


def test_hidden_and_merged(open_book: Open, book_path: str) -> None:
    """Hidden rows and columns and merged cells are told."""
    grid = open_book(book_path).grid("Risks")
    assert (grid.hidden_rows, grid.hidden_columns, grid.merges) == (
        frozenset({4}), frozenset({3, 4}), (Area(9, 1, 10, 2),))


def test_sheets_tables_and_names(open_book: Open, book_path: str) -> None:
    """Sheets, tables and names come in the workbook's own order and words."""
    book = open_book(book_path)
    assert [(sheet.name, sheet.position, sheet.visibility, sheet.kind) for sheet in book.sheets] == [
        ("Risks", 0, "visible", "worksheet"), ("Hidden one", 1, "very hidden", "worksheet")]
    table = book.tables["Things"]
    assert (table.name, table.sheet, table.area, table.columns) == ("Things", "Risks", Area(1, 7, 4, 8),
                                                                    ("Key", "Two words"))
    assert (table.header_rows, table.totals_rows) == (1, 1)
    assert set(book.names) == {DefinedName("AsOf", "Risks!$A$4"), DefinedName("Own", "42", "Hidden one")}
    assert book.path == book_path


def test_grids_are_remembered_and_aligned(open_book: Open, book_path: str) -> None:
    """A grid is read once; its lists are as long as its rows; rows and columns ascend."""
    book = open_book(book_path)
    grid = book.grid("Risks")
    assert book.grid("Risks") is grid
    assert grid.rows == sorted(grid.rows)
    assert list(grid.columns) == sorted(grid.columns)
    for column in grid.columns.values():
        assert len(column.values) == len(grid.rows)
        assert column.formulas is None or len(column.formulas) == len(grid.rows)
    assert book.grid("Hidden one").rows == []


def test_reading_never_writes(open_book: Open, book_path: str) -> None:
    """The file keeps its bytes and its time."""
    path = pathlib.Path(book_path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    open_book(book_path).grid("Risks")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
