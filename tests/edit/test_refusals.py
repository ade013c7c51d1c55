"""Workbooks with which nothing is written: one sentence, and the file stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from smsxl.annotate import annotate
from smsxl.check import check_file
from smsxl.errors import SmsxlError
from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.edit import EditError, edit_workbook
from tests.edit import foreign
from tests.edit.test_corpus import AS_OF
from tests.hosts.packages import parts_of, sheet_xml, write_package


def _signed(path: Path) -> Path:
    content = foreign.parts()
    content["_xmlsignatures/sig1.xml"] = "<Signature/>"
    return foreign.write(path, content)


def _signed_by_relationship(path: Path) -> Path:
    content = foreign.parts()
    content["_rels/.rels"] = content["_rels/.rels"].replace(
        "</Relationships>", '<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
                            'digital-signature/origin" Target="sig/origin.sigs"/></Relationships>')
    content["sig/origin.sigs"] = b""
    return foreign.write(path, content)


def _strict(path: Path) -> Path:
    return Path(write_package(path, parts_of(sheet_xml("", namespace="http://purl.oclc.org/ooxml/spreadsheetml/main"),
                                             strict=True)))


def _structure(path: Path) -> Path:
    return foreign.write(path, foreign.parts(workbook=foreign.WORKBOOK.replace(
        "<bookViews>", '<workbookProtection workbookPassword="CC3D" lockStructure="1"/><bookViews>')))


def _reserved(path: Path) -> Path:
    return foreign.write(path, foreign.parts(workbook=foreign.WORKBOOK.replace(
        "<workbookPr ", '<fileSharing userName="Ann" reservationPassword="CC3D"/><workbookPr ')))


def _shared(path: Path) -> Path:
    content = foreign.parts()
    content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>", f'<Relationship Id="rIdR" Type="{foreign.OFFICE}/revisionHeaders" '
                            'Target="revisions/revisionHeaders.xml"/></Relationships>')
    content["xl/revisions/revisionHeaders.xml"] = "<headers/>"
    return foreign.write(path, content)


REFUSED = {"shared in the old way": _shared, "signed": _signed, "signature": _signed_by_relationship, "Strict": _strict,
           "protected structure": _structure, "password to be changed": _reserved}


@pytest.mark.parametrize("word", REFUSED)
def test_the_whole_workbook_is_refused(word: str, tmp_path: Path) -> None:
    """Opening such a workbook to write says why not and what to do; reading it goes on."""
    book = REFUSED[word](tmp_path / "book.xlsx")
    before = book.read_bytes()
    with pytest.raises(EditError) as error:
        edit_workbook(book)
    sentence = str(error.value)
    assert word in sentence
    assert str(book) in sentence
    assert sentence.endswith(".")
    assert book.read_bytes() == before
    assert open_workbook(book).sheets


@pytest.mark.parametrize("word", REFUSED)
def test_findings_are_written_alone(word: str, tmp_path: Path) -> None:
    """The findings of such a workbook go to a workbook of their own, which says what they are."""
    book, out = REFUSED[word](tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    written = annotate(check_file(str(book), as_of=AS_OF), out)
    assert written.alone is not None
    assert word in written.alone
    assert [sheet.name for sheet in open_workbook(out).sheets] == ["Findings"]


def test_a_protected_sheet_is_refused_when_it_is_written(tmp_path: Path) -> None:
    """A protected sheet can't be changed; its neighbours can."""
    book, out = tmp_path / "book.xlsx", tmp_path / "out.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook:
        workbook.add_worksheet("Locked").protect()
        workbook.add_worksheet("Free")
    with edit_workbook(book) as edit:
        edit.set_cells("Free", {(1, 1): 1})
        edit.save(out)
        edit.set_cells("Locked", {(1, 1): 1})
        with pytest.raises(EditError, match="protected sheet Locked"):
            edit.save(tmp_path / "other.xlsx")
    assert not (tmp_path / "other.xlsx").exists()


def test_a_chartsheet_has_no_cells(tmp_path: Path) -> None:
    """A sheet that holds a chart alone can't be given cells."""
    book = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook:
        workbook.add_worksheet("Data").write(0, 0, 1)
        chart = workbook.add_chart({"type": "bar"})
        chart.add_series({"values": "=Data!$A$1"})
        workbook.add_chartsheet("Chart").set_chart(chart)
    with edit_workbook(book) as edit, pytest.raises(EditError, match="holds a chart"):
        edit.set_cells("Chart", {(1, 1): 1})


@pytest.mark.parametrize("name", ["", "x" * 32, "a/b", "a:b", "[a]", "'a"])
def test_names_that_no_sheet_has(name: str, tmp_path: Path) -> None:
    """A sheet is not put in under a name that Excel would repair."""
    book = foreign.write(tmp_path / "book.xlsx")
    with edit_workbook(book) as edit, pytest.raises(EditError, match="name of a sheet"):
        edit.put_sheet(name, tmp_path / "none.xlsx")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/Sheet1.xml",
                                  "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("damage", [lambda data: data[:len(data) // 2], lambda _: b"", lambda _: b"\xff\xfe<a",
                                    lambda data: data.replace(b"</", b"<", 1)])
def test_damage_is_one_sentence(part: str, damage: object, tmp_path: Path) -> None:
    """A damaged part gives a sentence, never a traceback, and no file."""
    content = foreign.parts()
    text = content[part]
    content[part] = damage(text.encode() if isinstance(text, str) else text)  # type: ignore[operator]
    book, out = foreign.write(tmp_path / "book.xlsx", content), tmp_path / "out.xlsx"
    with pytest.raises(SmsxlError) as error:
        _edit_everything(book, out)
    assert str(error.value).endswith(".")
    assert "damaged" in str(error.value)
    assert not out.exists()


def _edit_everything(book: Path, out: Path) -> None:
    rendered = book.with_name("rendered.xlsx")
    with xlsxwriter.Workbook(str(rendered)) as workbook:
        workbook.add_worksheet("S").write(0, 0, 1, workbook.add_format({"bold": True}))
    with edit_workbook(book) as edit:
        edit.set_cells("Start", {(3, 2): 1})
        edit.define_name("New", "1")
        edit.add_part("xl/new.bin", b"x", "application/new", "http://example.com/new")
        edit.put_sheet("S", rendered)
        edit.save(out)
