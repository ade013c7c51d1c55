"""Cell edits, read back by two readers: exactly the intended cells change, whatever spelling the part has."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from smsxl.domain.values import CellError
from smsxl.hosts.package import container
from smsxl.hosts.package.edit import Content, EditError, FormulaCell, NewValue, edit_workbook
from smsxl.hosts.package.edit import sheet as sheet_module
from tests.edit.parts import by_openpyxl, cells, changed, edits, parts
from tests.edit.soundness import faults
from tests.hosts.packages import MAIN, STYLES, parts_of, sheet_xml, write_package

INJECTIONS = ('=HYPERLINK("http://example.com")', "+1", "@x", "-2", "\t=1", "\r=1", "\n+1", "=cmd|' /C calc'!A0",
              "'=1")

SPELLINGS = {
    "plain": '<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="str"><f>"x"</f><v>x</v></c></row><row r="3"/>',
    "self-closing": '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="0"/><c r="C1" t="str"><f>"x"</f><v>x</v></c></row>',
    "single quotes": "<row r='1'><c r='A1'><v>1</v></c><c r='C1' t='str'><f>\"x\"</f><v>x</v></c></row>",
    "no addresses": '<row><c><v>1</v></c><c/><c t="str"><f>"x"</f><v>x</v></c></row>',
    "comments": '<!-- <row r="9"> --><row r="1"><c r="A1"><v>1</v></c><!-- x --><c r="C1" t="str"><f>"x"</f><v>x</v>'
                '</c></row>',
    "CDATA": '<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="str"><f><![CDATA["x"]]></f><v>x</v></c></row>',
    "other order": '<row spans="1:3" r="1"><c s="0" r="A1"><v>1</v></c><c t="str" r="C1"><f>"x"</f><v>x</v></c></row>',
    "small letters": '<row r="1"><c r="a1"><v>1</v></c><c r="c1" t="str"><f>"x"</f><v>x</v></c></row>',
    "line breaks": '\n  <row r="1">\n    <c r="A1">\n<v>1</v>\n</c>\n  <c r="C1" t="str"><f>"x"</f><v>x</v></c>\n'
                   '</row>\n',
    "other prefix": '<y:row xmlns:y="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="1"><y:c r="A1">'
                    '<y:v>1</y:v></y:c><y:c r="C1" t="str"><y:f>"x"</y:f><y:v>x</y:v></y:c></y:row>',
    "empty": "",
}


def book_of(folder: Path, sheet: str | bytes) -> Path:
    """Return a workbook with one sheet, named One."""
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    content = parts_of(sheet, strings)
    content["xl/styles.xml"] = STYLES.replace("<fill/>", '<fill><patternFill patternType="none"/></fill>').replace(
        "</cellXfs>", '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>')
    return Path(write_package(folder / "book.xlsx", content))


def edit(path: Path | str, sheet: str, wanted: dict[tuple[int, int], Content]) -> Path:
    """Set cells and return the copy that holds them."""
    out = Path(path).with_name("out.xlsx")
    with edit_workbook(path) as editor:
        editor.set_cells(sheet, wanted)
        editor.save(out)
    return out


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_a_sheet(spelling: str, tmp_path: Path) -> None:
    """Rows and cells are found in any legal XML: two cells change, every other keeps value, formula and place."""
    book = book_of(tmp_path, sheet_xml(SPELLINGS[spelling]))
    out = edit(book, "One", {(1, 1): "new", (1, 2): 7, (2, 5): FormulaCell("1+1", 2), (1, 9): None})
    assert edits(book, out, "One") == {(1, 1): ("new", None), (1, 2): (7, None), (2, 5): (2, "1+1")}
    assert faults(out) == []
    found = by_openpyxl(out)["One"]
    assert (found["A1"].value, found["B1"].value, found["E2"].value) == ("new", 7, "=1+1")
    assert spelling == "empty" or found["C1"].value == '="x"'


def test_two_prefixes_of_one_namespace(tmp_path: Path) -> None:
    """A part may bind the same namespace twice and write its rows under either prefix."""
    rows = '<y:row r="1"><y:c r="A1"><y:v>1</y:v></y:c></y:row><row r="2"><c r="A2"><v>2</v></c></row>'
    xml = sheet_xml(rows).replace("<worksheet ", f'<worksheet xmlns:y="{MAIN}" ')
    book = book_of(tmp_path, xml)
    out = edit(book, "One", {(1, 1): 5, (2, 2): 6})
    assert cells(out, "One") == {(1, 1): (5, None), (2, 1): (2, None), (2, 2): (6, None)}
    assert faults(out) == []


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_other_encodings(encoding: str, tmp_path: Path) -> None:
    """A part in another encoding is written in UTF-8, its texts unharmed."""
    xml = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>Gr\u00fc\u00dfe</t></is></c></row>')
    if encoding != "utf-8-sig":
        xml = xml.replace('encoding="UTF-8"', f'encoding="{encoding}"')
    book = book_of(tmp_path, xml.encode(encoding))
    out = edit(book, "One", {(2, 1): "\u20ac"})
    assert cells(out, "One") == {(1, 1): ("Gr\u00fc\u00dfe", None), (2, 1): ("\u20ac", None)}


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_is_never_a_formula(text: str, tmp_path: Path) -> None:
    """A text that begins like a formula is stored as text, and every reader sees the very same text."""
    book = book_of(tmp_path, sheet_xml(""))
    out = edit(book, "One", {(1, 1): text})
    assert cells(out, "One") == {(1, 1): (text, None)}
    assert b"<f" not in parts(out)["xl/worksheets/sheet1.xml"]
    assert by_openpyxl(out)["One"]["A1"].data_type != "f"


def test_values_of_every_kind(tmp_path: Path) -> None:
    """Every kind of value reads back as what it was; a date takes the workbook's date system."""
    wanted: dict[tuple[int, int], Content] = {
        (1, 1): True, (2, 1): -1.5e-300, (3, 1): 10**14, (4, 1): CellError("#N/A"), (5, 1): "_x0041_\x01",
        (6, 1): " a\n b ", (7, 1): 0.1 + 0.2, (8, 1): FormulaCell("NA()", CellError("#N/A")),
        (9, 1): FormulaCell('""', ""), (10, 1): FormulaCell("1=1", True), (11, 1): FormulaCell("1+1"),
        (12, 1): "\U0001f600", (13, 1): FormulaCell('A1&"<&>"', "<&>")}
    for date1904 in (False, True):
        path = tmp_path / "book.xlsx"
        with xlsxwriter.Workbook(str(path), {"date_1904": date1904}) as workbook:
            sheet = workbook.add_worksheet("One")
            day = workbook.add_format({"num_format": "yyyy-mm-dd"})
            sheet.write_blank("B1", None, day)
            sheet.write_blank("B2", None, day)
        moment = dt.datetime(2026, 11, 22, 6, 0)
        out = edit(path, "One", wanted | {(1, 2): moment.date(), (2, 2): moment})
        found = cells(out, "One")
        for at, content in wanted.items():
            if isinstance(content, FormulaCell):
                assert found[at][1] == content.formula
                assert content.value is None or found[at][0] == content.value
            else:
                assert found[at] == (content, None)
        assert (found[1, 2][0], found[2, 2][0]) == (moment.date(), moment)
        assert by_openpyxl(out)["One"]["B1"].value == dt.datetime(2026, 11, 22)


def test_only_the_cached_value_changes(tmp_path: Path) -> None:
    """A new value leaves the formula as it is written, shared or array, its marks included."""
    rows = ('<row r="1"><c r="A1" s="1" cm="1"><f t="array" ref="A1">NOW()</f><v>5</v></c>'
            '<c r="B1"><f t="shared" ref="B1:B2" si="3">A1</f><v>1</v></c></row>'
            '<row r="2"><c r="B2"><f t="shared" si="3"/></c></row>')
    book = book_of(tmp_path, sheet_xml(rows))
    out = edit(book, "One", {(1, 1): NewValue("text"), (1, 2): NewValue(True), (2, 2): NewValue(4)})
    sheet = parts(out)["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="A1" s="1" cm="1" t="str"><f t="array" ref="A1">NOW()</f><v>text</v></c>' in sheet
    assert '<c r="B1" t="b"><f t="shared" ref="B1:B2" si="3">A1</f><v>1</v></c>' in sheet
    assert '<c r="B2"><f t="shared" si="3"/><v>4</v></c>' in sheet


def test_shared_formulas_over_a_block(tmp_path: Path) -> None:
    """A shared formula over several columns whose master goes leaves each cell with its own formula."""
    rows = "".join(
        f'<row r="{row}">' + "".join(
            f'<c r="{letter}{row}"><f t="shared"' + (' ref="B1:C3" si="0">A$1+$A1' if (letter, row) == ("B", 1)
                                                     else ' si="0">') + f"</f><v>{row}</v></c>"
            for letter in "BC") + "</row>" for row in (1, 2, 3))
    book = book_of(tmp_path, sheet_xml(rows))
    for wanted in ({(1, 2): 0}, {(1, 2): 0, (2, 3): 0}, {(1, 2): 0, (1, 3): 0, (1, 4): 0}):
        out = edit(book, "One", dict(wanted))
        assert edits(book, out, "One") == dict.fromkeys(wanted, (0, None))
        assert faults(out) == []


@pytest.mark.parametrize(("content", "sentence"), [
    ("x" * 32_768, "longer than a cell can hold"), (float("nan"), "without end"), (float("inf"), "without end"),
    (FormulaCell("1+" * 5000 + "1"), "longer than Excel takes")])
def test_what_no_cell_can_hold(content: Content, sentence: str, tmp_path: Path) -> None:
    """What Excel would call damaged is refused, and nothing is written."""
    book = book_of(tmp_path, sheet_xml(""))
    with pytest.raises(EditError, match=sentence):
        edit(book, "One", {(1, 1): content})
    assert not (tmp_path / "out.xlsx").exists()


def test_rows_in_no_order_are_refused(tmp_path: Path) -> None:
    """In a sheet whose rows stand in no order a new row has no place."""
    book = book_of(tmp_path, sheet_xml(
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'))
    with pytest.raises(Exception, match="out of order"):
        edit(book, "One", {(3, 1): 1})


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-10**12, 10**12), st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\ufffe\uffff"), max_size=20),
    st.sampled_from(INJECTIONS), st.sampled_from([CellError("#REF!"), CellError("#DIV/0!")]),
    st.builds(FormulaCell, st.sampled_from(["A1+1", "SUM(A1:B2)", '"<&>"']), st.integers(0, 9), st.booleans()))
CELLS = st.dictionaries(st.tuples(st.integers(1, 12), st.integers(1, 30)), VALUES, max_size=25)


def _expected(content: Any) -> Any:
    if isinstance(content, FormulaCell):
        return content.value, content.formula
    return (None if content == "" else content), None


@settings(max_examples=150, deadline=None)
@given(before=CELLS, after=CELLS, chunk=st.sampled_from([64, 300, 1 << 20]))
def test_exactly_the_intended_cells_change(before: dict[tuple[int, int], Any], after: dict[tuple[int, int], Any],
                                           chunk: int) -> None:
    """Any edits over any cells, in blocks of any size: the cells that were set hold that, all others what they held."""
    with tempfile.TemporaryDirectory() as folder:
        book = book_of(Path(folder), sheet_xml(""))
        first = Path(folder, "first.xlsx")
        old_chunk, container.CHUNK = container.CHUNK, chunk
        try:
            with edit_workbook(book) as editor:
                editor.set_cells("One", before)
                editor.save(first)
            second = edit(first, "One", after)
        finally:
            container.CHUNK = old_chunk
        wanted = {at: _expected(content) for at, content in {**before, **after}.items()}
        found = cells(second, "One")
        assert found == {at: content for at, content in wanted.items() if content != (None, None)}
        assert faults(second) == []
        assert changed(first, second) <= {"xl/worksheets/sheet1.xml", "xl/metadata.xml", "[Content_Types].xml",
                                          "xl/_rels/workbook.xml.rels"}
        theirs = by_openpyxl(second)["One"]
        for at, (value, formula) in found.items():
            got = theirs.cell(*at).value
            if formula is not None:
                assert getattr(got, "text", got) == f"={formula}"
            elif isinstance(value, float):
                assert got == pytest.approx(value)
            elif not isinstance(value, (str, CellError)):
                assert got == value


def test_a_big_sheet_takes_little_memory(tmp_path: Path) -> None:
    """Edits of a sheet go block by block: the memory does not grow with the rows."""
    import tracemalloc

    path = tmp_path / "big.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet("One")
        for row in range(30_000):
            sheet.write_row(row, 0, range(20))
    size = len(parts(path)["xl/worksheets/sheet1.xml"])
    edit_cells = {(row, 3): row for row in range(1, 30_000, 1000)}
    tracemalloc.start()
    edit(path, "One", edit_cells)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 15_000_000
    assert peak < size / 1.5
    assert sheet_module is not None
