"""Hand-written packages: everything that a new sheet moves, and everything that must stay where it is."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from pathlib import Path
from typing import IO, Any

import pytest
import xlsxwriter

from smsxl.hosts.package.edit import EditError, FormulaCell, SheetTakenError, archive, edit_workbook
from tests.edit import foreign
from tests.edit.corpus import png
from tests.edit.parts import added, changed, edits, parts
from tests.edit.soundness import faults


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a workbook made by hand."""
    return foreign.write(tmp_path / "book.xlsx")


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    """Return a small workbook as a summary is rendered: formats, a chart, a picture of everything that moves."""
    path = tmp_path / "rendered.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Summary")
        percent = workbook.add_format({"num_format": "0.000%", "bold": True, "bg_color": "#FFEE00", "border": 1})
        sheet.write_number(0, 0, 0.5, percent)
        sheet.write_string(1, 0, "=HYPERLINK(1)")
        sheet.write_dynamic_array_formula("A3", "=SUM(A1:A2*1)", percent, 0.5)
        sheet.conditional_format("A1:A2", {"type": "cell", "criteria": ">", "value": 0, "format": workbook.add_format(
            {"font_color": "#FF0000", "num_format": "0.0"})})
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=Summary!$A$1:$A$2"})
        sheet.insert_chart("C1", chart)
        sheet.print_area("A1:D9")
        sheet.write_url("A5", "internal:'Start'!B2", string="There")
    return path


def text(path: Path, part: str) -> str:
    """Return a part as text."""
    return parts(path)[part].decode()


def put(book: Path, rendered: Path, name: str = "Summary", after: str | None = "Start") -> Path:
    """Put the rendered sheet into the book and return where it went."""
    out = book.with_name("out.xlsx")
    with edit_workbook(book) as edit:
        edit.put_sheet(name, rendered, after)
        edit.save(out)
    return out


def test_untouched_entries_keep_everything(book: Path, rendered: Path) -> None:
    """Entries that are not edited keep their bytes, compression, date, attributes and order, the file its comment."""
    out = put(book, rendered)
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(out) as new:
        assert new.comment == old.comment
        assert new.namelist()[:len(old.namelist())] == old.namelist()
        moved = changed(book, out)
        assert moved == {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
                         "docProps/app.xml", "xl/metadata.xml"}
        for entry in old.infolist():
            twin = new.getinfo(entry.filename)
            assert (twin.date_time, twin.external_attr) == (entry.date_time, entry.external_attr)
            if entry.filename not in moved:
                assert (twin.compress_type, twin.compress_size, twin.CRC) == (
                    entry.compress_type, entry.compress_size, entry.CRC)
    assert faults(out) == []


def test_what_counts_sheets_by_place_moves_along(book: Path, rendered: Path) -> None:
    """Names of sheets behind the new one, the active tab and the first tab shown count one further; ids stay."""
    workbook = text(put(book, rendered), "xl/workbook.xml")
    assert re.findall(r'<sheet [^>]*name=["\']([^>]*?)["\'] sheetId="(\d+)"', workbook) == [
        ("Start", "4"), ("Summary", "10"), ('It&apos;s "mine"', "9"), ("Third", "2")]
    names = re.findall(r'<definedName name="([^"]*)"(?: hidden="1")?(?: localSheetId="(\d)")', workbook)
    assert names == [("_xlnm.Print_Area", "0"), ("_xlnm.Print_Area", "3"), ("Own", "2"), ("Z_0_.wvu.PrintArea", "3"),
                     ("_smsxl", "1"), ("_xlnm.Print_Area", "1")]
    assert '<workbookView xWindow="1" firstSheet="2" activeTab="3"/><workbookView xWindow="2"/>' in workbook
    assert 'activeSheetId="9"' in workbook
    assert '<x15ac:absPath url="C:\\Mine\\"' in workbook
    assert 'rel:id="rId8"' in workbook


def test_a_sheet_at_the_end_moves_nothing(book: Path, rendered: Path) -> None:
    """Behind the last sheet nothing is counted anew."""
    workbook = text(put(book, rendered, after=None), "xl/workbook.xml")
    assert '<workbookView xWindow="1" firstSheet="1" activeTab="2"/>' in workbook
    assert re.findall(r'localSheetId="(\d)"', workbook) == ["0", "2", "1", "2", "3", "3"]


def test_titles_are_listed(book: Path, rendered: Path) -> None:
    """The list of titles in the properties has the new sheet at its place, whatever language its heading has."""
    app = text(put(book, rendered), "docProps/app.xml")
    assert "<vt:lpstr>Start</vt:lpstr><vt:lpstr>Summary</vt:lpstr><vt:lpstr>It's" in app
    assert "<vt:i4>4</vt:i4>" in app
    assert '<vt:vector size="5" baseType="lpstr">' in app


def test_styles_are_appended(book: Path, rendered: Path) -> None:
    """The user's formats keep their numbers; what comes with the sheet stands behind them, under the part's prefix."""
    out = put(book, rendered)
    styles = text(out, "xl/styles.xml")
    old = foreign.STYLES
    for what in ("numFmts", "fonts", "fills", "borders", "cellXfs", "dxfs"):
        kept = re.search(rf"<s:{what} [^>]*>(.*?)</s:{what}>", old)[1]
        assert re.search(rf"<s:{what} [^>]*>(.*?)</s:{what}>", styles)[1].startswith(kept)
    assert '<s:numFmt numFmtId="171" formatCode="0.000%"/>' in styles
    sheet = text(out, next(name for name in added(book, out) if name.startswith("xl/worksheets/sheet")))
    assert 'dxfId="1"' in sheet
    assert not re.search(r' s="[0-3]"', sheet)


def test_array_mark_is_found_or_made(book: Path, rendered: Path) -> None:
    """A dynamic array gets a mark of its own where the marks that are there mean something else."""
    out = put(book, rendered)
    metadata = text(out, "xl/metadata.xml")
    assert metadata.index("XLRICHVALUE") < metadata.index("XLDAPR")
    assert '<cellMetadata count="2"><bk><rc t="1" v="0"/></bk><bk><rc t="2" v="0"/></bk></cellMetadata>' in metadata
    sheet = next(name for name in added(book, out) if name.startswith("xl/worksheets/sheet"))
    assert 'cm="2"' in text(out, sheet)
    again = out.with_name("again.xlsx")
    with edit_workbook(out) as edit:
        edit.set_cells("Summary", {(9, 1): FormulaCell("SUM(A1:A2)", 0.5, array=True)})
        edit.save(again)
    assert text(again, "xl/metadata.xml") == metadata
    assert 'r="A9" cm="2"' in text(again, sheet)


def test_a_replaced_sheet_keeps_its_place(book: Path, rendered: Path) -> None:
    """A second rendering changes the sheet's content alone, and the same one changes no byte of any part."""
    once = put(book, rendered)
    twice = once.with_name("twice.xlsx")
    with edit_workbook(once) as edit:
        assert edit.put_sheet("Summary", rendered).replaced
        edit.save(twice)
    assert changed(once, twice) <= {"[Content_Types].xml"}
    assert added(once, twice) == set()
    assert faults(twice) == []


def test_code_name_and_selection_stay_with_the_sheet(tmp_path: Path, rendered: Path) -> None:
    """A replaced sheet keeps the name by which macros know it, and whether its tab is selected."""
    marked = foreign.WORKBOOK.replace("<definedNames>", '<definedNames><definedName name="_smsxl" localSheetId="0" '
                                                        'hidden="1">TRUE</definedName>')
    book = foreign.write(tmp_path / "book.xlsx", foreign.parts(workbook=marked))
    out = put(book, rendered, "Start")
    sheet = text(out, "xl/worksheets/Sheet1.xml")
    assert 'codeName="Sheet4"' in sheet
    assert sheet.count('tabSelected="1"') == 1
    chain = text(out, "xl/calcChain.xml")
    assert chain.count("<c ") == 1
    assert 'r="A1" i="9"' in chain
    assert faults(out) == []


def test_a_new_sheet_is_not_selected(book: Path, rendered: Path) -> None:
    """Two selected tabs would be edited together: the new sheet's is not."""
    out = put(book, rendered)
    sheet = next(name for name in added(book, out) if name.startswith("xl/worksheets/sheet"))
    assert "tabSelected" not in text(out, sheet)


def test_a_users_sheet_is_never_replaced(book: Path, rendered: Path) -> None:
    """A sheet without the mark stays, and the message says so."""
    with edit_workbook(book) as edit, pytest.raises(SheetTakenError, match="did not make"):
        edit.put_sheet("THIRD", rendered)


def test_charts_show_their_own_sheet_alone(book: Path, tmp_path: Path) -> None:
    """A chart that refers to another sheet's cells would show nothing, or the wrong ones, in the user's workbook."""
    path = tmp_path / "wrong.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet, _ = workbook.add_worksheet("Summary"), workbook.add_worksheet("Data")
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=Data!$A$1:$A$2"})
        sheet.insert_chart("C1", chart)
    with edit_workbook(book) as edit, pytest.raises(ValueError, match="own sheet"):
        edit.put_sheet("Summary", path)


def test_pictures_in_cells_are_not_moved(book: Path, tmp_path: Path) -> None:
    """What would lead to data that stays behind is refused while the report is being made."""
    path = tmp_path / "wrong.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet("Summary").embed_image("A1", "a.png", {"image_data": png()})
    with edit_workbook(book) as edit, pytest.raises(ValueError, match="pictures in cells"):
        edit.put_sheet("Summary", path)


def test_a_renamed_sheet_takes_its_charts_along(book: Path, rendered: Path) -> None:
    """The only sheet of a rendering may get another name: its charts and names follow."""
    out = put(book, rendered, "Bob's summary")
    assert "<c:f>'Bob''s summary'!$A$1:$A$2</c:f>" in text(out, "xl/charts/chart1.xml")
    assert "'Bob''s summary'!$A$1:$D$9" in text(out, "xl/workbook.xml")


def test_cells_in_a_part_with_prefixes(book: Path) -> None:
    """Cells are set in their rows and columns under the part's own prefix, each with the style it had."""
    out = book.with_name("out.xlsx")
    wanted = {(2, 2): "=1+1", (3, 1): 7, (3, 5): True, (5, 4): "in an empty row", (7, 2): "in a new row", (12, 1): 2.5}
    with edit_workbook(book) as edit:
        edit.set_cells("Start", wanted)
        edit.save(out)
    assert edits(book, out, "Start") == {at: (value, None) for at, value in wanted.items()}
    sheet = text(out, "xl/worksheets/Sheet1.xml")
    assert '<x:c r="B2" s="1" t="inlineStr"><x:is><x:t>=1+1</x:t></x:is></x:c>' in sheet
    assert '<x:c r="E3" s="2" t="b">' in sheet  # the column's style
    assert '<x:row r="5" ht="40" customHeight="1"><x:c r="D5"' in sheet
    assert '<x:dimension ref="A2:E12"/>' in sheet
    assert '<x:row r="3"><x:c r="A3">' in sheet
    assert changed(book, out) == {"xl/worksheets/Sheet1.xml"}
    assert faults(out) == []


def test_row_style_goes_to_new_cells(book: Path) -> None:
    """A new cell in a formatted row looks like its row; spans that no longer hold are dropped."""
    out = book.with_name("out.xlsx")
    with edit_workbook(book) as edit:
        edit.set_cells("Start", {(6, 1): 1, (2, 9): 1})
        edit.save(out)
    sheet = text(out, "xl/worksheets/Sheet1.xml")
    assert '<x:c r="A6" s="2"><x:v>1</x:v></x:c>' in sheet
    assert "spans=" not in sheet


def test_the_master_of_a_shared_formula_is_overwritten(book: Path) -> None:
    """The next cell becomes the master, and every other cell keeps the formula it had."""
    out = book.with_name("out.xlsx")
    with edit_workbook(book) as edit:
        edit.set_cells("Start", {(2, 3): 5, (3, 3): 6})
        edit.save(out)
    assert edits(book, out, "Start") == {(2, 3): (5, None), (3, 3): (6, None)}
    sheet = text(out, "xl/worksheets/Sheet1.xml")
    assert '<x:c r="C4"><x:f t="shared" ref="C4:C6" si="0">B4*$D$1+SUM($B$2:B4)</x:f>' in sheet
    assert '<x:c r="C6"><x:f t="shared" si="0"/>' in sheet
    chain = text(out, "xl/calcChain.xml")
    assert re.findall(r'r="(\w+)"', chain) == ["D2", "C6", "C4", "D6", "B8", "A1"]
    assert faults(out) == []


def test_the_chain_keeps_the_sheet_of_its_entries(book: Path) -> None:
    """An entry without a sheet has that of the entry before it: where that goes, it gets the number itself."""
    out = book.with_name("out.xlsx")
    with edit_workbook(book) as edit:
        edit.set_cells("Start", {(2, 4): None})
        edit.save(out)
    assert '<c i="4" r="C6" l="1"/>' in text(out, "xl/calcChain.xml")


def test_the_chain_goes_with_its_last_entry(tmp_path: Path) -> None:
    """An empty chain is a fault, so the part goes with its relationship and its content type."""
    chain = f'<calcChain xmlns="{foreign.MAIN}"><c r="D2" i="4"/></calcChain>'
    book = foreign.write(tmp_path / "book.xlsx", foreign.parts(chain=chain))
    out = tmp_path / "out.xlsx"
    with edit_workbook(book) as edit:
        edit.set_cells("Start", {(2, 4): "no formula"})
        edit.save(out)
    assert "xl/calcChain.xml" not in parts(out)
    assert "calcChain" not in text(out, "xl/_rels/workbook.xml.rels") + text(out, "[Content_Types].xml")


@pytest.mark.parametrize("cell", [(8, 2), (9, 3), (8, 3)])
def test_part_of_an_array_formula_is_refused(book: Path, cell: tuple[int, int]) -> None:
    """One cell of a multi-cell array can't be changed alone; nothing is written."""
    out = book.with_name("out.xlsx")
    with edit_workbook(book) as edit:
        edit.set_cells("Start", {cell: 1})
        with pytest.raises(EditError, match="array formula over B8:C9"):
            edit.save(out)
    assert not out.exists()


def test_a_whole_array_formula_can_be_overwritten(book: Path) -> None:
    """All cells of an array at once may change, and what marked them goes."""
    out = book.with_name("out.xlsx")
    with edit_workbook(book) as edit:
        edit.set_cells("Start", {(row, column): row * column for row in (8, 9) for column in (2, 3)})
        edit.save(out)
    assert '<x:c r="C9"><x:v>27</x:v></x:c>' in text(out, "xl/worksheets/Sheet1.xml")
    assert faults(out) == []


def test_names_come_and_go(book: Path) -> None:
    """A defined name is added, changed and removed without a byte of the others."""
    out = book.with_name("out.xlsx")
    with edit_workbook(book) as edit:
        edit.define_name("Rate", '"<0,2>"')
        edit.define_name("New", "Start!$A$1", "Third", hidden=True)
        edit.remove_name("own", 'It\'s "mine"')
        edit.remove_name("not there")
        edit.save(out)
    names = re.search("<definedNames>(.*)</definedNames>", text(out, "xl/workbook.xml"))[1]
    assert names.endswith('<definedName name="Rate">"&lt;0,2&gt;"</definedName><definedName name="New" '
                          'localSheetId="2" hidden="1">Start!$A$1</definedName>')
    assert "Own" not in names
    with edit_workbook(out) as edit:
        for name in edit.names():
            edit.remove_name(name.name, name.sheet)
        edit.save(out)
    assert "definedName" not in text(out, "xl/workbook.xml")


def test_parts_come_and_go(book: Path) -> None:
    """A part comes with relationship and content type, and goes with them and with what only it leads to."""
    out = book.with_name("out.xlsx")
    with edit_workbook(book) as edit:
        edit.add_part("xl/vbaProject.bin", b"project", "application/vnd.ms-office.vbaProject",
                      "http://schemas.microsoft.com/office/2006/relationships/vbaProject")
        edit.add_part("customUI/customUI14.xml", b"<customUI/>", "application/xml",
                      "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility", source="")
        edit.set_workbook_type("application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        assert edit.has_macros
        edit.save(out.with_suffix(".xlsm"))
    made = out.with_suffix(".xlsm")
    assert faults(made) == []
    assert parts(made)["xl/vbaProject.bin"] == b"project"
    with edit_workbook(made) as edit:
        edit.remove_part("xl/vbaProject.bin")
        edit.remove_part("customUI/customUI14.xml", source="")
        edit.set_workbook_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
        edit.save(out)
    assert parts(out).keys() == parts(book).keys()
    assert faults(out) == []


def test_entries_that_differ_in_case(tmp_path: Path, rendered: Path) -> None:
    """A package with two names that differ in case only keeps both, and new parts avoid both."""
    content = foreign.parts()
    content["XL/Worksheets/SHEET2.xml"] = content["xl/worksheets/sheet2.xml"]
    book = foreign.write(tmp_path / "book.xlsx", content)
    out = put(book, rendered)
    assert changed(book, out) <= {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
                                  "xl/styles.xml", "docProps/app.xml", "xl/metadata.xml"}
    assert "XL/Worksheets/SHEET2.xml" in parts(out)


def test_a_workbook_without_strings_and_styles(tmp_path: Path, rendered: Path) -> None:
    """A sheet can be put into a workbook that has neither shared strings nor styles nor metadata."""
    content = foreign.parts(sheet=foreign.PLAIN)
    for name in ("xl/styles.xml", "xl/sharedStrings.xml", "xl/metadata.xml", "docProps/app.xml", "xl/calcChain.xml"):
        del content[name]
        content["[Content_Types].xml"] = re.sub(rf'<Override PartName="/{name}"[^>]*>', "",
                                                content["[Content_Types].xml"])
    content["xl/_rels/workbook.xml.rels"] = foreign.relations(
        *((f"rId{i}", "worksheet", f"worksheets/{name}.xml") for i, name in enumerate(
            ("Sheet1", "sheet2", "sheet3"), start=1)))
    content["_rels/.rels"] = foreign.relations(("rId1", "officeDocument", "xl/workbook.xml"))
    out = put(foreign.write(tmp_path / "book.xlsx", content), rendered)
    assert faults(out) == []
    assert "xl/styles.xml" in parts(out)


def test_parts_that_others_need_stay(tmp_path: Path, rendered: Path) -> None:
    """What only a replaced sheet led to goes with it; what another sheet leads to as well stays."""
    marked = foreign.WORKBOOK.replace("<definedNames>", '<definedNames><definedName name="_smsxl" localSheetId="0" '
                                                        'hidden="1">TRUE</definedName>')
    content = foreign.parts(workbook=marked)
    content["xl/own.bin"] = b"of the first sheet alone"
    content["xl/worksheets/_rels/Sheet1.xml.rels"] = foreign.relations(
        ("rId1", "printerSettings", "../printerSettings1.bin"), ("rId2", "printerSettings", "../own.bin"))
    content["xl/worksheets/_rels/sheet2.xml.rels"] = foreign.relations(
        ("rId1", "printerSettings", "/xl/printerSettings1.bin"))
    book = foreign.write(tmp_path / "book.xlsx", content)
    out = put(book, rendered, "Start")
    assert parts(out)["xl/printerSettings1.bin"] == parts(book)["xl/printerSettings1.bin"]
    assert "xl/own.bin" not in parts(out)
    assert faults(out) == []


class _Stream(io.RawIOBase):
    """A target that can't be gone back in, such as a pipe: sizes then stand behind the data of each entry."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._file.write(data)


def test_a_package_that_was_streamed(tmp_path: Path, rendered: Path) -> None:
    """Entries whose sizes stood behind their data get them in front, where the flag then says so."""
    book = tmp_path / "book.xlsx"
    with book.open("wb") as file, zipfile.ZipFile(_Stream(file), "w", zipfile.ZIP_DEFLATED) as package:  # type: ignore[call-overload]
        for name, data in foreign.parts().items():
            package.writestr(name, data)
    with zipfile.ZipFile(book) as package:
        assert all(entry.flag_bits & 8 for entry in package.infolist())
    out = put(book, rendered)
    data = out.read_bytes()
    with zipfile.ZipFile(out) as package:
        for entry in package.infolist():
            assert not entry.flag_bits & 8
            crc, packed, size = struct.unpack_from("<3I", data, entry.header_offset + 14)
            assert (crc, packed, size) == (entry.CRC, entry.compress_size, entry.file_size)
    assert faults(out) == []


def test_sizes_beyond_four_gigabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rendered: Path) -> None:
    """Where sizes, places or the number of entries need 64 bits the records say so (with the limit lowered here)."""
    monkeypatch.setattr(archive, "_MOST_16", 4)
    book = foreign.write(tmp_path / "book.xlsx")
    out = put(book, rendered)
    data = out.read_bytes()
    assert b"PK\6\6" in data
    assert b"PK\6\7" in data
    assert data[data.rindex(b"PK\5\6") + 8:][:4] == b"\4\0\4\0"
