"""The package reader against openpyxl, cell by cell, on generated sheets and on the libraries' own habits.

Where the two differ, the difference is openpyxl's and listed in `smsxl/hosts/openpyxl_host.py`.
"""

from __future__ import annotations

import datetime as dt
import math
import pathlib
import tempfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from smsxl.hosts import openpyxl_host, package
from smsxl.hosts.port import Grid, Workbook
from tests.hosts.conftest import cells_of, formulas_of

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1,
                max_size=30).filter(lambda text: "_x" not in text)
NUMBERS = st.one_of(
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: number == 0 or 1e-290 < abs(number) < 1e300),
)
DAYS = st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 30))
MOMENTS = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 30)).map(
    lambda moment: moment.replace(microsecond=0))
FORMULAS = st.sampled_from(
    ["=A1+B2*$C$3", '=IF(A1="a""b","<&>",\'My sheet\'!A1)', "=SUM(A1:B9)", "=T[[#This Row],[a]]"]
)
CELLS = st.dictionaries(
    st.tuples(st.integers(0, 40), st.integers(0, 30)),
    st.one_of(TEXTS, NUMBERS, DAYS, MOMENTS, st.booleans(), FORMULAS.map(lambda text: ("formula", text))),
    max_size=40,
)


def write_xlsxwriter(path: str, cells: dict[tuple[int, int], Any], *, date1904: bool = False) -> None:
    """Write cells with XlsxWriter, formulas with remembered values."""
    book = xlsxwriter.Workbook(path, {"date_1904": date1904})
    date, moment = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": 22})
    sheet = book.add_worksheet("One")
    for (row, column), value in cells.items():
        if isinstance(value, tuple):
            sheet.write_formula(row, column, value[1], None, 7.5)
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        elif isinstance(value, dt.datetime):
            sheet.write_datetime(row, column, value, moment)
        elif isinstance(value, dt.date):
            sheet.write_datetime(row, column, value, date)
        else:
            sheet.write(row, column, value)
    book.close()


def write_openpyxl(path: str, cells: dict[tuple[int, int], Any]) -> None:
    """Write cells with openpyxl."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "One"
    for (row, column), value in cells.items():
        cell = sheet.cell(row + 1, column + 1)
        cell.value = value[1] if isinstance(value, tuple) else value
        if isinstance(value, str):
            cell.data_type = "s"
    book.save(path)


def same(ours: Workbook, theirs: Workbook) -> None:
    """Compare two views of a file."""
    assert list(ours.sheets) == list(theirs.sheets)
    for sheet in ours.sheets:
        mine, other = ours.grid(sheet.name), theirs.grid(sheet.name)
        assert values_with_types(mine) == values_with_types(other)
        assert {at: package.formula_at(formula, *at) for at, formula in formulas_of(mine).items()} == formulas_of(other)
        assert (mine.rows, mine.hidden_rows, mine.hidden_columns) == (other.rows, other.hidden_rows,
                                                                       other.hidden_columns)
        assert set(mine.merges) == set(other.merges)


def values_with_types(grid: Grid) -> dict[tuple[int, int], tuple[Any, str]]:
    """Return values with their types, numbers apart (1 and 1.0 are one number in a file)."""
    return {at: (value, "number" if type(value) in (int, float) else type(value).__name__)
            for at, value in cells_of(grid).items()}


def both(path: str) -> tuple[Workbook, Workbook]:
    """Open a file with both adapters."""
    return package.open_workbook(path), openpyxl_host.open_workbook(path)


@settings(max_examples=40, deadline=None)
@given(CELLS, st.booleans())
def test_generated_sheets_by_xlsxwriter(cells: dict[tuple[int, int], Any], date1904: bool) -> None:  # noqa: FBT001
    """What XlsxWriter writes reads the same through both, and is what was written."""
    if date1904:
        cells = {at: value for at, value in cells.items() if not isinstance(value, dt.date) or value.year > 1904}
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder, "book.xlsx"))
        write_xlsxwriter(path, cells, date1904=date1904)
        ours, theirs = both(path)
        same(ours, theirs)
        read = cells_of(ours.grid("One"))
    for (row, column), value in cells.items():
        got: Any = read[row + 1, column + 1]
        if isinstance(value, float):
            assert math.isclose(got, value, rel_tol=1e-14)
        elif isinstance(value, dt.datetime) and value.time() == dt.time():
            assert got == value.date()
        elif not isinstance(value, tuple):
            assert got == value


@settings(max_examples=25, deadline=None)
@given(CELLS)
def test_generated_sheets_by_openpyxl(cells: dict[tuple[int, int], Any]) -> None:
    """What openpyxl writes reads the same through both."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(pathlib.Path(folder, "book.xlsx"))
        write_openpyxl(path, cells)
        same(*both(path))


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}], ids=["shared strings", "inline strings"])
def test_a_sheet_of_the_template_s_shape(tmp_path: pathlib.Path, options: dict[str, bool]) -> None:
    """Dynamic arrays in a table, styled blanks and repeated texts: hundreds of rows, every cell compared."""
    path = str(tmp_path / "book.xlsx")
    book = xlsxwriter.Workbook(path, options)
    sheet = book.add_worksheet("One")
    plain, date = book.add_format({"bold": True}), book.add_format({"num_format": "d mmm yyyy"})
    for row in range(800):
        sheet.write_string(row, 0, f"R-{row:03}")
        sheet.write_string(row, 1, ["High & low", "Low", " spaced "][row % 3], plain)
        sheet.write_number(row, 2, row % 5, plain)
        sheet.write_datetime(row, 3, dt.datetime(2026, 1, 1) + dt.timedelta(days=row), date)
        sheet.write_blank(row, 4, None, plain)
        sheet.write_dynamic_array_formula(row, 5, row, 5, "=RISK_SCORE(T[[#This Row],[a]],2)", plain, row % 5 * 2)
        if row % 7 == 0:
            sheet.write_formula(row, 30, f"=C{row + 1}*2", None, row % 5 * 2)
    book.close()
    ours, theirs = both(path)
    same(ours, theirs)
    grid = ours.grid("One")
    assert len(grid.rows) == 800
    assert list(grid.columns) == [1, 2, 3, 4, 6, 31]
    assert len({id(formula) for formula in grid.columns[6].formulas or []}) == 1
    assert len({id(value) for value in grid.columns[2].values}) == 3


def test_number_formats(tmp_path: pathlib.Path) -> None:
    """Both agree on which formats show a date."""
    path = str(tmp_path / "book.xlsx")
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("One")
    formats = ["General", "0.00", "0%", "yyyy", "d.m.", '"days" 0', "[Red]0.0", "[$-409]d mmm", "#,##0 \\d", "mm:ss",
               "h:mm AM/PM", "@", "0.00E+00", "[h]:mm", "0_d", "[mm]:ss", "[<100]0;d mmm", '0 "h"', 14, 20, 45, 46, 9]
    for row, code in enumerate(formats):
        sheet.write_number(row, 0, 46000.5, book.add_format({"num_format": code}))
    book.close()
    ours, theirs = both(path)
    same(ours, theirs)
    dates = {formats[row - 1] for row, value in zip(ours.grid("One").rows, ours.grid("One").columns[1].values,
                                                    strict=True) if isinstance(value, dt.datetime)}
    assert dates == {"yyyy", "d.m.", "[$-409]d mmm", "mm:ss", "h:mm AM/PM", 14, 20, 45}
