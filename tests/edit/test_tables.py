"""Rows of Excel tables: appended, replaced, and everything that has to grow with them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from smsxl.hosts.edit import Editor, Link, OwnTable
from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.edit import EditError, FormulaCell, SheetTakenError, edit_workbook
from smsxl.hosts.package.edit.port_editor import PackageEditor
from smsxl.hosts.port import MARK
from tests.edit.parts import by_openpyxl, cells, changed, edits, parts
from tests.edit.soundness import faults


def make(path: Path, more: Any = None, *, total: bool = False, rows: int = 3) -> Path:
    """Return a workbook with a table T in B2:E5 on the sheet Data, its column "Double" calculated."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Data")
        day = book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#DDEEFF"})
        red = book.add_format({"bg_color": "#FF0000"})
        sheet.add_table(1, 1, 1 + rows + total, 4, {
            "name": "T", "total_row": total, "columns": [{"header": "Id"}, {"header": "Day", "format": day},
                                                         {"header": "Size"}, {"header": "Double"}]})
        for row in range(rows):
            sheet.write_row(2 + row, 1, [f"a{row}", None, row])
            sheet.write_number(2 + row, 2, 46000 + row, day)
            sheet.write_formula(2 + row, 4, "T[[#This Row],[Size]]*2", None, row * 2)
        sheet.set_row(1 + rows, 33)
        sheet.conditional_format(2, 3, 1 + rows, 3, {"type": "cell", "criteria": ">", "value": 1, "format": red})
        sheet.conditional_format(2, 6, 1 + rows, 6, {"type": "cell", "criteria": ">", "value": 1, "format": red})
        sheet.conditional_format(2, 3, 1 + rows, 3, {"type": "data_bar", "bar_solid": True})
        sheet.data_validation(2, 1, 1 + rows, 1, {"validate": "list", "source": ["a0", "a1"]})
        sheet.data_validation(2, 2, 99, 2, {"validate": "any", "input_title": "Day"})
        if more is not None:
            more(book, sheet)
    with edit_workbook(path) as edit:
        edit.set_column_formula("T", "Double", "T[[#This Row],[Size]]*2")
        edit.save()
    return path


def test_rows_are_appended(tmp_path: Path) -> None:
    """New rows stand below the last one, look like it, have their formula, and lie inside all that ended with it."""
    book, out = make(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    with edit_workbook(book) as edit:
        assert edit.append_rows("T", [{"Id": "=new", "Size": 5, "Double": 10}, {"id": "b"}]) == [6, 7]
        edit.save(out)
    assert changed(book, out) == {"xl/worksheets/sheet1.xml", "xl/tables/table1.xml"}
    text = "T[[#This Row],[Size]]*2"
    found = edits(book, out, "Data")
    assert found.pop((7, 5))[1] == text  # nobody said its value
    assert found == {(6, 2): ("=new", None), (6, 4): (5, None), (6, 5): (10, text), (7, 2): ("b", None)}
    table = open_workbook(out).tables["T"]
    assert str(table.area) == "B2:E7"
    assert 'autoFilter ref="B2:E7"' in parts(out)["xl/tables/table1.xml"].decode()
    sheet = parts(out)["xl/worksheets/sheet1.xml"].decode()
    assert set(re.findall(r'<(?:conditionalFormatting|dataValidation)[^>]* sqref="([^"]*)"', sheet)) == {
        "D3:D7", "G3:G5", "B3:B7", "C3:C100"}
    assert "<xm:sqref>D3:D7</xm:sqref>" in sheet
    theirs = by_openpyxl(out)["Data"]
    assert theirs["C7"].number_format == "yyyy-mm-dd"
    assert theirs.row_dimensions[7].height == 33
    assert faults(out) == []


def test_blank_rows_are_filled_first(tmp_path: Path) -> None:
    """Rows at the end in which nobody entered anything are used before the table grows."""
    book, out = make(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    with edit_workbook(book) as edit:
        edit.set_cells("Data", {(row, column): None for row in (4, 5) for column in (2, 3, 4)})
        assert edit.append_rows("T", [{"Id": "x"}, {"Id": "y"}, {"Id": "z"}]) == [4, 5, 6]
        edit.save(out)
    assert str(open_workbook(out).tables["T"].area) == "B2:E6"
    assert [cells(out, "Data")[row, 2][0] for row in (3, 4, 5, 6)] == ["a0", "x", "y", "z"]


def test_two_calls_follow_one_another(tmp_path: Path) -> None:
    """A second call sees the rows of the first."""
    book, out = make(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    with edit_workbook(book) as edit:
        assert edit.append_rows("T", [{"Id": "x"}]) == [6]
        assert edit.append_rows("T", [{"Id": "y"}]) == [7]
        edit.save(out)
    assert str(open_workbook(out).tables["T"].area) == "B2:E7"


def test_an_array_column_gets_array_cells(tmp_path: Path) -> None:
    """Where a column's formula is an array formula, so are its new cells, with the mark of dynamic arrays."""
    book, out = make(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    with edit_workbook(book) as edit:
        edit.set_column_formula("T", "Double", "DOUBLE(T[[#This Row],[Size]])", array=True)
        edit.append_rows("T", [{"Size": 2, "Double": 4}])
        edit.save(out)
    sheet = parts(out)["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="E6" cm="1"><f t="array" ref="E6">DOUBLE(T[[#This Row],[Size]])</f><v>4</v></c>' in sheet
    assert '<calculatedColumnFormula array="1">' in parts(out)["xl/tables/table1.xml"].decode()


@pytest.mark.parametrize(("more", "sentence"), [
    (lambda _, sheet: sheet.write(5, 3, "below"), "Data!D6 lies below the table T"),
    (lambda _, sheet: sheet.write_formula(5, 4, "1+1"), "Data!E6 lies below"),
    (lambda _, sheet: sheet.merge_range("A6:B6", ""), "Data!A6:B6 lies below"),
    (lambda _, sheet: sheet.add_table("D6:E8", {"name": "U"}), "lies below"),
])
def test_what_lies_below_is_not_overwritten(more: Any, sentence: str, tmp_path: Path) -> None:
    """A table does not grow over anything; what lies beside it is no obstacle."""
    def with_neighbour(book: Any, sheet: Any) -> None:
        sheet.write(5, 6, "beside")
        more(book, sheet)

    book = make(tmp_path / "book.xlsx", with_neighbour)
    with edit_workbook(book) as edit, pytest.raises(EditError, match=sentence):
        edit.append_rows("T", [{"Id": "x"}])


def test_a_totals_row_is_refused(tmp_path: Path) -> None:
    """Below a totals row nothing can be added without moving it."""
    with edit_workbook(make(tmp_path / "book.xlsx", total=True)) as edit, pytest.raises(EditError, match="totals row"):
        edit.append_rows("T", [{"Id": "x"}])


def test_only_own_tables_are_replaced(tmp_path: Path) -> None:
    """The rows of a table on a user's sheet are never thrown away."""
    with edit_workbook(make(tmp_path / "book.xlsx")) as edit, pytest.raises(SheetTakenError, match="left as it is"):
        edit.replace_rows("T", [])


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5])
def test_rows_are_replaced(count: int, tmp_path: Path) -> None:
    """All old rows go, the table ends with the last new one (never without a row), links lead where they should."""
    book, out = make(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    with edit_workbook(book) as edit:
        edit.mark_own("Data")
        edit.replace_rows("T", [{"Id": f"n{i}", "Double": i} for i in range(count)],
                          {(i, "Id"): f"'Data'!A{i + 1}" for i in range(count)})
        edit.save(out)
    held = {at: content for at, content in cells(out, "Data").items() if at[0] > 2}
    assert held == {(3 + i, column): (value, None) for i in range(count) for column, value in ((2, f"n{i}"), (5, i))}
    assert str(open_workbook(out).tables["T"].area) == f"B2:E{2 + max(1, count)}"
    sheet = parts(out)["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'<hyperlink ref="B(\d)" location="\'Data\'!A(\d)"/>', sheet) == [
        (str(3 + i), str(1 + i)) for i in range(count)]
    assert faults(out) == []


def test_columns_formula_is_taken_away(tmp_path: Path) -> None:
    """A column stops being calculated for new rows."""
    book, out = make(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    with edit_workbook(book) as edit:
        edit.set_column_formula("T", "double", None)
        edit.append_rows("T", [{"Id": "x"}])
        edit.save(out)
    assert "calculatedColumnFormula" not in parts(out)["xl/tables/table1.xml"].decode()
    assert (6, 5) not in cells(out, "Data")


OWN = OwnTable("Log", "Our log", "What was done.", ("What [x]", "Where"), (20, 30), {"log_what": "What [x]"})


def test_the_port_makes_a_missing_sheet(tmp_path: Path) -> None:
    """Through the port a table of ours is made with its sheet, mark and names, then filled and filled again."""
    book, out = make(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    with edit_workbook(book) as edit:
        editor: Editor = PackageEditor(edit)
        editor.replace_rows(OWN, [["=1", Link("B3", "Data", "B3")], ["x", None]])
        editor.write_block("Data", 9, 1, [[1, "two"], [None, True]])
        editor.set_formulas("T", "Double", [3, 5], "1+1", array=False)
        assert editor.append_row("T", {"Id": "c", "Not there": 1}) == 6
        edit.save(out)
    assert {at: value for at, (value, _) in cells(out, "Our log").items() if at[0] > 3} == {
        (4, 1): "What [x]", (4, 2): "Where", (5, 1): "=1", (5, 2): "B3", (6, 1): "x"}
    assert any(name.name == MARK and name.sheet == "Our log" for name in open_workbook(out).names)
    assert next(name.text for name in open_workbook(out).names if name.name == "log_what") == "Log[What '[x']]"
    assert cells(out, "Data")[3, 5][1] == "1+1"
    again = tmp_path / "again.xlsx"
    with edit_workbook(out) as edit:
        PackageEditor(edit).replace_rows(OWN, [["only", Link("C3", "It's", "C3")]])
        edit.save(again)
    assert {at: value for at, (value, _) in cells(again, "Our log").items() if at[0] > 4} == {
        (5, 1): "only", (5, 2): "C3"}
    assert "location=\"'It''s'!C3\"" in parts(again)["xl/worksheets/sheet2.xml"].decode()
    assert faults(again) == []


def test_the_port_leaves_a_users_sheet(tmp_path: Path) -> None:
    """Where the user has a sheet of that name the port refuses, as the other adapters do."""
    book = make(tmp_path / "book.xlsx", lambda book, _: book.add_worksheet("Our log"))
    with edit_workbook(book) as edit, pytest.raises(SheetTakenError, match="did not make"):
        PackageEditor(edit).replace_rows(OWN, [])


def test_a_cell_in_a_table_can_be_set_while_it_grows(tmp_path: Path) -> None:
    """Setting cells, growing the table and changing formulas go together in one save."""
    book, out = make(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    with edit_workbook(book) as edit:
        edit.set_cells("Data", {(5, 4): 9, (3, 5): FormulaCell("2+2", 4), (1, 1): "title"})
        edit.append_rows("T", [{"Id": "x", "Size": 1, "Double": 2}])
        edit.save(out)
    assert edits(book, out, "Data") == {
        (5, 4): (9, None), (3, 5): (4, "2+2"), (1, 1): ("title", None), (6, 2): ("x", None), (6, 4): (1, None),
        (6, 5): (2, "T[[#This Row],[Size]]*2")}
