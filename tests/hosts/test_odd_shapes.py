"""The package reader on shapes that Excel never writes but other programs do, each made by hand."""

from __future__ import annotations

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

from smsxl.domain.values import CellError
from smsxl.hosts.package import PackageWorkbook, formula_at, open_workbook
from smsxl.hosts.port import NOT_CALCULATED, Area, DefinedName, SharedFormula
from tests.hosts.conftest import cells_of, formulas_of
from tests.hosts.packages import DECLARATION, MAIN, STRICT, parts_of, rels, sheet_xml, workbook_xml, write_package

Make = Callable[..., PackageWorkbook]
STRINGS = (
    f'{DECLARATION}<sst xmlns="{MAIN}" count="9" uniqueCount="9"><si><t>plain</t></si>'
    '<si><t xml:space="preserve"> kept </t></si><si><r><t>ri</t></r><r><rPr><b/></rPr><t>ch</t></r></si>'
    '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>'
    "<si><t>a_x000D_b_x005F_x0041_</t></si><si><t>&lt;&amp;&#x20AC;&gt;</t></si><si><t/></si><si></si>"
    "<si><t>_xD83D__xDE00_</t></si></sst>"
)

CELLS = {
    "whole number": ('<c r="A1"><v>12</v></c>', 12),
    "decimal number": ('<c r="A1"><v>0.5</v></c>', 0.5),
    "power of ten": ('<c r="A1"><v>1.5E-3</v></c>', 0.0015),
    "more digits than a double holds": ('<c r="A1"><v>12345678901234567</v></c>', 12345678901234567.0),
    "spaces around a number": ('<c r="A1"><v> 12 </v></c>', 12),
    "text that looks like a number": ('<c r="A1" t="inlineStr"><is><t>007</t></is></c>', "007"),
    "text of a formula": ('<c r="A1" t="str"><v>4</v></c>', "4"),
    "true": ('<c r="A1" t="b"><v>1</v></c>', True),
    "false": ('<c r="A1" t="b"><v>0</v></c>', False),
    "error": ('<c r="A1" t="e"><v>#DIV/0!</v></c>', CellError("#DIV/0!")),
    "date in ISO form": ('<c r="A1" t="d"><v>2026-11-22</v></c>', dt.date(2026, 11, 22)),
    "moment in ISO form": ('<c r="A1" t="d"><v>2026-11-22T06:30:00Z</v></c>', dt.datetime(2026, 11, 22, 6, 30)),
    "midnight in ISO form": ('<c r="A1" t="d"><v>2026-11-22T00:00:00</v></c>', dt.date(2026, 11, 22)),
    "time in ISO form": ('<c r="A1" t="d"><v>06:30:00</v></c>', dt.time(6, 30)),
    "date format": ('<c r="A1" s="1"><v>46348</v></c>', dt.date(2026, 11, 22)),
    "date with time": ('<c r="A1" s="3"><v>46348.25</v></c>', dt.datetime(2026, 11, 22, 6)),
    "time of day": ('<c r="A1" s="3"><v>0.75</v></c>', dt.time(18)),
    "a moment before midnight": ('<c r="A1" s="3"><v>46347.999999999999</v></c>', dt.date(2026, 11, 22)),
    "a millisecond before midnight": ('<c r="A1" s="3"><v>46347.9999999999</v></c>', dt.date(2026, 11, 22)),
    "the first day": ('<c r="A1" s="1"><v>1</v></c>', dt.date(1900, 1, 1)),
    "the day that never was": ('<c r="A1" s="1"><v>60</v></c>', 60),
    "the day after it": ('<c r="A1" s="1"><v>61</v></c>', dt.date(1900, 3, 1)),
    "a negative date": ('<c r="A1" s="1"><v>-1</v></c>', -1),
    "a date after the last day": ('<c r="A1" s="1"><v>2958466</v></c>', 2958466),
    "elapsed hours": ('<c r="A1" s="2"><v>46348</v></c>', 46348),
    "shared text": ('<c r="A1" t="s"><v>0</v></c>', "plain"),
    "shared text with style": ('<c r="A1" s="1" t="s"><v>0</v></c>', "plain"),
    "spaces kept": ('<c r="A1" t="s"><v>1</v></c>', " kept "),
    "rich text": ('<c r="A1" t="s"><v>2</v></c>', "rich"),
    "phonetic runs": ('<c r="A1" t="s"><v>3</v></c>', "東京"),
    "escapes": ('<c r="A1" t="s"><v>4</v></c>', "a\rb_x0041_"),
    "entities": ('<c r="A1" t="s"><v>5</v></c>', "<&€>"),
    "empty shared text": ('<c r="A1" t="s"><v>6</v></c>', ""),
    "empty shared item": ('<c r="A1" t="s"><v>7</v></c>', ""),
    "escaped surrogates": ('<c r="A1" t="s"><v>8</v></c>', "\U0001f600"),
    "inline rich text": (
        '<c r="A1" t="inlineStr"><is><r><rPr><color rgb="F00"/></rPr><t>a</t></r><r><t> b</t></r></is></c>', "a b"),
    "character data section": ('<c r="A1" t="str"><v><![CDATA[<row r="9">]]></v></c>', '<row r="9">'),
    "comment": ('<!-- <c r="A1"><v>3</v></c> --><c r="A1"><v>4</v></c>', 4),
    "single quotes": ("<c r='A1' s='1'><v>46348</v></c>", dt.date(2026, 11, 22)),
    "another order of attributes": ('<c t="str" r="A1"><v>x</v></c>', "x"),
    "no address": ("<c><v>4</v></c>", 4),
    "an extension": ('<c r="A1"><v>4</v><extLst><ext uri="x"/></extLst></c>', 4),
    "value before formula": ('<c r="A1"><v>4</v><f>2+2</f></c>', 4),
    "line ends": ('<c r="A1" t="str"><v>a\r\nb</v></c>', "a\nb"),
    "styled blank": ('<c r="A1" s="1"/>', None),
    "empty value": ('<c r="A1"><v></v></c>', None),
}


@pytest.mark.parametrize("strings", [STRINGS, STRINGS.replace("<si></si>", "<!-- x --><si/>")], ids=["plain", "odd"])
@pytest.mark.parametrize("name", CELLS)
def test_a_cell_is_read_as_the_file_says(one_sheet: Make, name: str, strings: str) -> None:
    """Each kind of cell arrives with its exact value and type."""
    markup, expected = CELLS[name]
    cells = cells_of(one_sheet(f'<row r="1">{markup}</row>', strings=strings).grid("One"))
    value = cells.get((1, 1))
    assert (value, type(value)) == (expected, type(expected))


FORMULAS: dict[str, tuple[str, Any, Any]] = {
    "with value": ('<c r="A1"><f>B1&amp;"x"</f><v>2</v></c>', 'B1&"x"', 2),
    "not calculated": ('<c r="A1"><f>B1</f></c>', "B1", NOT_CALCULATED),
    "not calculated, value element empty": ('<c r="A1"><f>B1</f><v/></c>', "B1", NOT_CALCULATED),
    "empty text": ('<c r="A1" t="str"><f>B1</f><v></v></c>', "B1", ""),
    "text without value": ('<c r="A1" t="str"><f>B1</f></c>', "B1", NOT_CALCULATED),
    "error": ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "1/0", CellError("#DIV/0!")),
    "date": ('<c r="A1" s="1"><f>TODAY()</f><v>46348</v></c>', "TODAY()", dt.date(2026, 11, 22)),
    "dynamic array": ('<c r="A1" cm="1"><f t="array" ref="A1">_xlfn.UNIQUE(B1:B2)</f><v>1</v></c>',
                      "_xlfn.UNIQUE(B1:B2)", 1),
    "array over cells": ('<c r="A1"><f t="array" ref="A1:A3" aca="1">B1:B3*2</f><v>1</v></c>', "B1:B3*2", 1),
    "data table": ('<c r="A1"><f t="dataTable" ref="A1:A3" dt2D="0" r1="B1"/><v>1</v></c>', None, 1),
    "no text": ('<c r="A1"><f/><v>1</v></c>', None, 1),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_read_with_its_remembered_value(one_sheet: Make, name: str) -> None:
    """Formula text comes unescaped and without an equals sign, beside the value that the file remembers."""
    markup, formula, value = FORMULAS[name]
    grid = one_sheet(f'<row r="1">{markup}</row>').grid("One")
    assert formulas_of(grid).get((1, 1)) == formula
    assert cells_of(grid)[1, 1] == value


def test_shared_formulas_are_one_object_per_group(one_sheet: Make) -> None:
    """All cells of a group hold the same object, also when the group's number is used again further down."""
    grid = one_sheet(
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B2" si="0">A1*2</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>1</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" ref="B3:B4" si="0">A3*3</f><v>1</v></c></row>'
        '<row r="4"><c r="B4"><f t="shared" si="0"/><v>1</v></c></row>'
    ).grid("One")
    first, second, third, fourth = grid.columns[2].formulas or []
    assert first is second
    assert third is fourth
    assert (first, third) == (SharedFormula("A1*2", (1, 2)), SharedFormula("A3*3", (3, 2)))
    assert formula_at(fourth or "", 4, 2) == "A4*3"


def test_rows_and_cells_without_addresses_are_counted(one_sheet: Make) -> None:
    """A row or cell without `r` follows the one before it."""
    grid = one_sheet('<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row r="5"/><row><c/><c><v>4</v>'
                     "</c></row>").grid("One")
    assert cells_of(grid) == {(1, 1): 1, (1, 4): 2, (1, 5): 3, (6, 2): 4}


def test_prefixed_strict_sheet(one_sheet: Make) -> None:
    """A Strict package with namespace prefixes and hidden parts reads like any other."""
    sheet = (f'{DECLARATION}<x:worksheet xmlns:x="{STRICT}"><x:cols><x:col min="2" max="3" hidden="true"/></x:cols>'
             '<x:sheetData><x:row r="2" hidden="1"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="C2"><x:f>1+1</x:f>'
             '<x:v>2</x:v></x:c></x:row></x:sheetData><x:mergeCells count="1"><x:mergeCell ref="A2:B3"/></x:mergeCells>'
             "</x:worksheet>")
    strings = f'<y:sst xmlns:y="{STRICT}"><y:si><y:t>te</y:t><y:rPh><y:t>no</y:t></y:rPh></y:si></y:sst>'
    grid = one_sheet(sheet=sheet, strings=strings, strict=True).grid("One")
    assert cells_of(grid) == {(2, 1): "te", (2, 3): 2}
    assert formulas_of(grid) == {(2, 3): "1+1"}
    assert (grid.hidden_rows, grid.hidden_columns, grid.merges) == (
        frozenset({2}), frozenset({2, 3}), (Area(2, 1, 3, 2),))


def test_other_encodings(one_sheet: Make) -> None:
    """Parts in UTF-16 and Latin-1 are read as their declaration says."""
    body = '<row r="1"><c r="A1" t="str"><v>für</v></c></row>'
    for encoding, name in (("utf-16", "UTF-16"), ("latin-1", "ISO-8859-1")):
        sheet = sheet_xml(body).replace("UTF-8", name).encode(encoding)
        assert cells_of(one_sheet(sheet=sheet).grid("One")) == {(1, 1): "für"}


def test_rows_in_any_order_come_sorted(one_sheet: Make) -> None:
    """Rows are ascending in the grid, wherever they stand in the file."""
    grid = one_sheet('<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>').grid("One")
    assert grid.rows == [1, 3]
    assert cells_of(grid) == {(1, 2): 1, (3, 1): 3}


def test_columns_are_aligned_and_ascending(one_sheet: Make) -> None:
    """Every column is as long as the rows; columns that hold nothing are absent; Z comes before AA."""
    grid = one_sheet('<row r="1"><c r="AA1"><v>1</v></c></row><row r="2"><c r="B2" s="1"/></row>'
                     '<row r="3"><c r="A3"><v>2</v></c><c r="Z3"><f>1</f><v>1</v></c></row>').grid("One")
    assert list(grid.columns) == [1, 26, 27]
    assert grid.rows == [1, 3]
    assert grid.columns[26].formulas == [None, "1"]
    assert grid.columns[27].values == [1, None]


def test_only_rows_that_hold_something_count_as_hidden(one_sheet: Make) -> None:
    """Hidden empty rows are left out, so that a sheet hidden to its end costs nothing."""
    grid = one_sheet('<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>').grid("One")
    assert grid.hidden_rows == {1}


def test_1904_dates(one_sheet: Make) -> None:
    """A workbook that counts from 1904 gives the same days."""
    book = one_sheet('<row r="1"><c r="A1" s="1"><v>44886</v></c></row>',
                     workbook=workbook_xml(before='<workbookPr date1904="1"/>'))
    assert book.date1904
    assert cells_of(book.grid("One")) == {(1, 1): dt.date(2026, 11, 22)}


def test_names_visibility_and_alternate_content(one_sheet: Make) -> None:
    """Names keep scope and hiddenness, sheets their visibility; alternate content doesn't disturb."""
    book = one_sheet(workbook=workbook_xml(
        sheets='<sheet name="One" sheetId="4" state="veryHidden" r:id="rId1"/>'
               '<sheet name="A &amp; B" sheetId="2" state="hidden" r:id="rId1"/>',
        before='<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath xmlns:x15ac="x" url="/"/></mc:Choice>'
               '<mc:Fallback><workbookPr date1904="true"/></mc:Fallback></mc:AlternateContent>',
        after='<definedNames><definedName name="AsOf">One!$A$1</definedName><definedName name="_own" localSheetId="1" '
              'hidden="1">"x&lt;"</definedName></definedNames>',
    ))
    assert [(sheet.name, sheet.position, sheet.visibility) for sheet in book.sheets] == [
        ("One", 0, "very hidden"), ("A & B", 1, "hidden")]
    assert book.names == (DefinedName("AsOf", "One!$A$1"), DefinedName("_own", '"x<"', "A & B", hidden=True))
    assert book.date1904


def test_part_names_in_any_case_and_absolute_targets(tmp_path: pathlib.Path) -> None:
    """Targets may be absolute, climb folders or differ in case from the entries of the zip file."""
    parts = parts_of(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'))
    parts["XL/Worksheets/Sheet1.XML"] = parts.pop("xl/worksheets/sheet1.xml")
    parts["xl/_rels/workbook.xml.rels"] = rels(("rId1", "worksheet", "/xl/../xl/worksheets/sheet1.xml"))
    assert cells_of(open_workbook(write_package(tmp_path / "b.xlsx", parts)).grid("One")) == {(1, 1): 1}
    parts["xl/_rels/workbook.xml.rels"] = rels(("rId1", "worksheet", "../xl/worksheets/sheet1.xml"))
    assert cells_of(open_workbook(write_package(tmp_path / "b.xlsx", parts)).grid("One")) == {(1, 1): 1}


def test_a_chart_sheet_is_empty_and_an_unknown_sheet_a_key_error(tmp_path: pathlib.Path) -> None:
    """A sheet that is no worksheet is listed as other and holds nothing; a wrong name is the caller's mistake."""
    parts = parts_of(sheet_xml(""), workbook=workbook_xml(
        '<sheet name="One" sheetId="1" r:id="rId1"/><sheet name="Chart" sheetId="2" r:id="rId9"/>'))
    parts["xl/_rels/workbook.xml.rels"] = rels(
        ("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "chartsheet", "chartsheets/sheet1.xml"))
    parts["xl/chartsheets/sheet1.xml"] = f'<chartsheet xmlns="{MAIN}"/>'
    book = open_workbook(write_package(tmp_path / "b.xlsx", parts))
    assert [sheet.kind for sheet in book.sheets] == ["worksheet", "other"]
    assert book.grid("Chart").rows == []
    with pytest.raises(KeyError):
        book.grid("Three")


def test_values_under_a_merge_stay(one_sheet: Make) -> None:
    """What a merged area hides is read like anything else."""
    grid = one_sheet('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>',
                     after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>').grid("One")
    assert cells_of(grid) == {(1, 1): 1, (1, 2): 2}
    assert grid.merges == (Area(1, 1, 1, 2),)
