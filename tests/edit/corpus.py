"""Workbooks of every kind that XlsxWriter can make: what a user's file may hold beside what smsxl knows."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter


def png() -> io.BytesIO:
    """Return a picture of 8 by 8 red points."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff\0\0" * 8) * 8
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
                      + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def _numbers(book: Any, name: str = "Data") -> Any:
    sheet = book.add_worksheet(name)
    for row in range(12):
        sheet.write_row(row, 0, [f"Name {row}", row + 1, (row * 7) % 5, row / 3])
    return sheet


def charts(book: Any) -> None:
    """Add every type of chart, a combined one, titles from cells."""
    sheet = _numbers(book)
    for at, kind in enumerate(("column", "bar", "line", "pie", "doughnut", "scatter", "area", "radar", "stock")):
        chart = book.add_chart({"type": kind})
        for column in ((1, 2, 3) if kind == "stock" else (1,)):
            chart.add_series({"categories": ["Data", 0, 0, 11, 0], "values": ["Data", 0, column, 11, column],
                              "data_labels": {"value": True}, "trendline": {"type": "linear"}}
                             if kind in ("column", "line") else
                             {"categories": ["Data", 0, 0, 11, 0], "values": ["Data", 0, column, 11, column]})
        chart.set_title({"name": "=Data!$A$1"})
        sheet.insert_chart(at * 15, 6, chart)
    combined, line = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
    combined.add_series({"values": "=Data!$B$1:$B$12"})
    line.add_series({"values": "=Data!$C$1:$C$12", "y2_axis": True})
    combined.combine(line)
    sheet.insert_chart("P1", combined)


def chartsheets(book: Any) -> None:
    """Add a sheet that is a chart, active, between worksheets."""
    _numbers(book)
    sheet = book.add_chartsheet("A chart")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Data!$B$1:$B$12"})
    sheet.set_chart(chart)
    book.add_worksheet("Behind").write_formula("A1", "=SUM(Data!B1:B12)", None, 78)
    sheet.activate()


def pictures(book: Any) -> None:
    """Add pictures on a sheet, in a cell, behind it and in its header."""
    sheet = _numbers(book)
    sheet.insert_image("F2", "a.png", {"image_data": png(), "description": "A picture", "url": "https://example.com"})
    sheet.embed_image("G2", "b.png", {"image_data": png()})
    sheet.set_background(png())
    sheet.set_header("&C&[Picture]", {"image_center": "c.png", "image_data_center": png()})
    sheet.set_footer("&L&D&RPage &P of &N")


def shapes(book: Any) -> None:
    """Add a text box, a button and a checkbox."""
    sheet = _numbers(book)
    sheet.insert_textbox("F2", "A text box", {"fill": {"color": "#FFEE00"}, "url": "internal:'Data'!A1"})
    sheet.insert_button("F12", {"macro": "Do_it", "caption": "Press"})
    sheet.insert_checkbox("H1", True)


def comments(book: Any) -> None:
    """Add notes, one of them shown."""
    sheet = _numbers(book)
    sheet.write_comment("A1", "A note", {"author": "Ann", "visible": True})
    sheet.write_comment("B3", "Another")


def sparklines(book: Any) -> None:
    """Add small charts in cells."""
    sheet = _numbers(book)
    sheet.add_sparkline("F1", {"range": "Data!B1:B12", "markers": True})
    sheet.add_sparkline("F2", {"location": ["F2", "F3"], "range": ["Data!B1:B12", "Data!C1:C12"], "type": "win_loss"})


def conditions(book: Any) -> None:
    """Add conditional formats, old and new, over several areas."""
    sheet = _numbers(book)
    red = book.add_format({"bg_color": "#FFC7CE", "font_color": "#9C0006", "num_format": "0.0%"})
    sheet.conditional_format("B1:B12", {"type": "cell", "criteria": ">", "value": 5, "format": red})
    sheet.conditional_format("C1:C12", {"type": "3_color_scale"})
    sheet.conditional_format("D1:D12", {"type": "data_bar", "bar_solid": True, "bar_negative_color": "#FF0000"})
    sheet.conditional_format("B1:C12", {"type": "icon_set", "icon_style": "5_ratings"})
    sheet.conditional_format("A1:A12", {"type": "formula", "criteria": '=LEFT(A1,1)="N"', "format": red})
    sheet.conditional_format("A1:D12", {"type": "duplicate", "format": red, "multi_range": "A1:B2 C3:D12"})


def validations(book: Any) -> None:
    """Add drop-downs and limits."""
    sheet = _numbers(book)
    sheet.data_validation("E1:E12", {"validate": "list", "source": ["Low", "High"]})
    sheet.data_validation("F1", {"validate": "list", "source": "=Data!$A$1:$A$12"})
    sheet.data_validation("G1", {"validate": "decimal", "criteria": "between", "minimum": 1, "maximum": 5,
                                 "input_title": "Rate", "error_message": "From 1 to 5"})


def arrays(book: Any) -> None:
    """Add dynamic arrays that spill, old array formulas, new functions."""
    sheet = _numbers(book)
    sheet.write_dynamic_array_formula("F1:F3", "=UNIQUE(C1:C12)", None, 0)
    sheet.write_array_formula("H1:H12", "{=B1:B12*2}", None, 2)
    sheet.write_formula("I1", "=LET(x,B1,x+1)", None, 2)
    sheet.write_dynamic_array_formula("J1", "=SUM(B1:B12*C1:C12)", None, 150)


def tables(book: Any) -> None:
    """Add a table with totals and a calculated column, one without a header filter, a filtered range."""
    sheet = book.add_worksheet("Data")
    sheet.add_table("A3:D8", {"name": "Plain", "data": [[1, 2, 3, 4]] * 5, "total_row": True, "columns": [
        {"header": "a", "total_string": "Sum"}, {"header": "b", "total_function": "sum"},
        {"header": "c", "format": book.add_format({"num_format": "0.00"})}, {"header": "d", "formula": "=[@a]+[@b]"}]})
    sheet.add_table("G3:H6", {"name": "Findings_of_mine", "autofilter": False, "style": "Table Style Medium 9"})
    sheet.autofilter("K1:L5")
    sheet.filter_column("K", "x > 1")


def macros(book: Any) -> None:
    """Add a project of macros with code names."""
    sheet = _numbers(book)
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 a project that nobody opens " * 40), is_stream=True)
    book.set_vba_name("ThisWorkbook")
    sheet.set_vba_name("Sheet7")


def outlines(book: Any) -> None:
    """Add groups, hidden and tall rows, formatted columns, frozen panes, merged cells."""
    sheet = _numbers(book)
    sheet.set_row(2, None, None, {"level": 1, "hidden": True})
    sheet.set_row(3, 30, book.add_format({"italic": True}), {"collapsed": True})
    sheet.set_column("B:C", 20, book.add_format({"bold": True}), {"level": 2})
    sheet.freeze_panes(1, 1)
    sheet.merge_range("F1:G3", "Merged", book.add_format({"align": "center", "border": 2}))


def links(book: Any) -> None:
    """Add links away, inside, to other files, from sheets with odd names."""
    sheet = _numbers(book, "Links & <more>")
    sheet.write_url("F1", "https://example.com/?a=1&b=2", string="Away")
    sheet.write_url("F2", "internal:'Other ''one'' more'!A1")
    sheet.write_url("F3", "external:other.xlsx#Sheet1!A1", tip="A tip")
    sheet.write_url("F4", "mailto:someone@example.com")
    book.add_worksheet("Other 'one' more")


def names(book: Any) -> None:
    """Add names of sheets and of the workbook, print areas, a hidden sheet, an active tab, a first tab."""
    for name in ("First", "Second sheet", "Third"):
        sheet = _numbers(book, name)
        sheet.print_area("A1:D12")
        sheet.repeat_rows(0)
        sheet.repeat_columns("A:B")
        sheet.autofilter("A1:D12")
        book.define_name(f"'{name}'!Local", f"='{name}'!$A$1")
    book.define_name("Rate", "=0.19")
    book.define_name("Block", "='Second sheet'!$A$1:$D$12")
    book.get_worksheet_by_name("Third").activate()
    book.get_worksheet_by_name("First").hide()
    book.get_worksheet_by_name("Second sheet").set_first_sheet()


def texts(book: Any) -> None:
    """Add texts that are easily harmed, dates, errors, blanks with a format."""
    sheet = book.add_worksheet("Texts")
    bold = book.add_format({"bold": True})
    sheet.write_rich_string("A1", "Plain ", bold, "bold", " plain")
    for row, text in enumerate((" spaces ", "line\nbreak", "_x0041_", "tab\there", "\x01", "😀 emoji", "ümlaut", "=1+1",
                                "'quoted", "&<>\"'")):
        sheet.write_string(row + 1, 0, text)
    sheet.write_boolean("B1", True)
    sheet.write_datetime("B2", __import__("datetime").datetime(2026, 1, 2, 3, 4), book.add_format(
        {"num_format": "dd/mm/yyyy hh:mm"}))
    sheet.write_formula("B3", "=1/0", None, "#DIV/0!")
    sheet.write_blank("B4", None, bold)
    sheet.ignore_errors({"number_stored_as_text": "A1:A20"})


def properties(book: Any) -> None:
    """Add properties of the document, own ones, manual calculation."""
    _numbers(book).set_tab_color("#FF9900")
    book.set_properties({"title": "A title", "author": "Ann", "comments": "Made by hand", "keywords": "a, b"})
    book.set_custom_property("Checked by", "Bob")
    book.set_custom_property("Number", 12)
    book.set_calc_mode("manual")


def protected(book: Any) -> None:
    """Add a protected sheet."""
    sheet = _numbers(book)
    sheet.protect("secret", {"sort": True})
    sheet.unprotect_range("A1:B2", "Mine")


def empty(book: Any) -> None:
    """Add one sheet without a cell."""
    book.add_worksheet()


def many(book: Any) -> None:
    """Add forty sheets."""
    for number in range(40):
        _numbers(book, f"Sheet number {number}").set_landscape()


KINDS: dict[str, Callable[[Any], None]] = {
    make.__name__: make for make in (
        charts, chartsheets, pictures, shapes, comments, sparklines, conditions, validations, arrays, tables, macros,
        outlines, links, names, texts, properties, protected, empty, many)}


def build(kind: str, folder: Path, **options: Any) -> Path:
    """Return a workbook of a kind, made in a folder."""
    path = folder / f"{kind}{'.xlsm' if kind == 'macros' else '.xlsx'}"
    with xlsxwriter.Workbook(str(path), options) as book:
        KINDS[kind](book)
    return path
