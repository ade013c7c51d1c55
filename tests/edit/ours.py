"""Workbooks of ours as people use them: with a sheet of their own, cells typed over, macros."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import xlsxwriter

from smsxl.build import new_workbook
from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.edit import Content, edit_workbook
from smsxl.hosts.port import MARK
from smsxl.tables.book import Book
from smsxl.tables.formula import LAMBDA, Dialect
from tests.edit.corpus import png

AS_OF = dt.date(2026, 11, 22)


def sample(path: Path, *, dialect: Dialect = LAMBDA, as_of: dt.date | None = AS_OF) -> Path:
    """Return the sample with a sheet of the user's: chart, picture, note, sparkline, formulas over our tables."""
    path.write_bytes(_sample(dialect, as_of))
    return path


@cache
def _sample(dialect: Dialect, as_of: dt.date | None) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return _made(Path(folder, "book.xlsx"), dialect, as_of).read_bytes()


def _made(path: Path, dialect: Dialect, as_of: dt.date | None) -> Path:
    new_workbook(path, sample=True, dialect=dialect, as_of=as_of)
    extra = path.with_name("extra.xlsx")
    with xlsxwriter.Workbook(str(extra)) as book:
        sheet = book.add_worksheet("Mine")
        sheet.write_formula("A1", '=COUNTIFS(Risks[Current level],"High")', None, 3)
        sheet.write_formula("A2", "=1+1", None, 2)
        sheet.write_column("B1", [1, 2, 3])
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "=Mine!$B$1:$B$3"})
        sheet.insert_chart("D1", chart)
        sheet.insert_image("D20", "a.png", {"image_data": png()})
        sheet.write_comment("B1", "Mine")
        sheet.add_sparkline("C1", {"range": "Mine!B1:B3"})
        sheet.conditional_format("B1:B3", {"type": "data_bar", "bar_solid": True})
        sheet.insert_textbox("J1", "Mine as well")
    with edit_workbook(path) as edit:
        edit.put_sheet("Mine", extra, after=None)
        edit.remove_name(MARK, "Mine")
        edit.save(in_place=True)
    return path


def with_macros(path: Path) -> Path:
    """Return a workbook as one with macros."""
    out = path.with_suffix(".xlsm")
    with edit_workbook(path) as edit:
        edit.add_part("xl/vbaProject.bin", b"a project", "application/vnd.ms-office.vbaProject",
                      "http://schemas.microsoft.com/office/2006/relationships/vbaProject")
        edit.set_workbook_type("application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        edit.save(out)
    return out


def typed_over(path: Path, cells: Mapping[tuple[str, int, str], Content]) -> Path:
    """Set cells of our tables in place, by table, record (from 0) and field."""
    with edit_workbook(path) as edit:
        book = Book(edit.workbook, AS_OF)
        for (table, record, field), content in cells.items():
            rows = book[table]
            edit.set_cells(rows.sheet, {rows.cell(record, field): content})
        edit.save(in_place=True)
    return path


def book_of(path: Path) -> Book:
    """Return a workbook seen through the declarations."""
    return Book(open_workbook(path), AS_OF)
