"""What can't be read: one sentence that names the file, what was found and what to do; never a traceback."""

from __future__ import annotations

import pathlib
import shutil
import zipfile
from collections.abc import Callable

import pytest

from smsxl.errors import UnreadableError
from smsxl.hosts import openpyxl_host
from smsxl.hosts.package import Limits, open_workbook
from smsxl.hosts.port import Workbook
from tests.hosts.packages import DECLARATION, MAIN, parts_of, sheet_xml, workbook_xml, write_package

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ONE_CELL = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
SHEET = "xl/worksheets/sheet1.xml"
BOMB = f'{DECLARATION}<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def read_all(engine: Callable[[str], Workbook], path: pathlib.Path) -> None:
    """Open a file and read every sheet."""
    book = engine(str(path))
    for sheet in book.sheets:
        book.grid(sheet.name)


def stream(name: str) -> bytes:
    """Return bytes such as an OLE file with a stream of this name has."""
    return OLE + bytes(1016) + name.encode("utf-16-le") + bytes(64)


def changed(**parts: str | bytes | None) -> Callable[[pathlib.Path], object]:
    """Return a maker of a workbook with some parts changed or (None) removed; `__` in a name stands for a slash."""

    def make(path: pathlib.Path) -> object:
        whole = parts_of(ONE_CELL)
        for key, data in parts.items():
            name = {"sheet": SHEET, "workbook": "xl/workbook.xml", "styles": "xl/styles.xml",
                    "rels": "xl/_rels/workbook.xml.rels", "root": "_rels/.rels"}[key]
            if data is None:
                del whole[name]
            else:
                whole[name] = data
        return write_package(path, whole)

    return make


def rows(markup: str) -> Callable[[pathlib.Path], object]:
    """Return a maker of a workbook whose sheet holds these rows."""
    return changed(sheet=sheet_xml(markup))


def packed(**parts: str) -> Callable[[pathlib.Path], object]:
    """Return a maker of a zip file with these parts; `__` in a name stands for a slash."""
    return lambda path: write_package(path, {name.replace("__", "/") + ".xml": data for name, data in parts.items()})


def cut(path: pathlib.Path) -> None:
    """Make a workbook that ends too early."""
    write_package(path, parts_of(ONE_CELL))
    path.write_bytes(path.read_bytes()[:-60])


def bad_checksum(path: pathlib.Path) -> None:
    """Make a workbook with one wrong bit in a sheet that is stored as it is."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, data in parts_of(ONE_CELL).items():
            package.writestr(name, data)
    path.write_bytes(path.read_bytes().replace(b"<v>1</v>", b"<v>2</v>"))


def xlsb(path: pathlib.Path) -> None:
    """Make the outside of a binary workbook."""
    write_package(path, {"xl/workbook.bin": b"\0", "[Content_Types].xml": "<Types/>"})


BAD: dict[str, tuple[Callable[[pathlib.Path], object], str]] = {
    "no file": (lambda _: None, "does not exist"),
    "a folder": (lambda path: path.mkdir(), "is a folder"),
    "an empty file": (lambda path: path.write_bytes(b""), "is empty"),
    "text": (lambda path: path.write_text("id;title\n1;x\n"), r"text file \(such as .csv\)"),
    "a web page": (lambda path: path.write_text("\n<html><table>"), "web page"),
    "a PDF": (lambda path: path.write_bytes(b"%PDF-1.7\n"), "PDF"),
    "noise": (lambda path: path.write_bytes(bytes(range(256))), "not an Excel workbook"),
    "a cut file": (cut, "damaged or cut short"),
    "a password": (lambda path: path.write_bytes(stream("EncryptedPackage")), "protected with a password .* without"),
    "an old workbook": (lambda path: path.write_bytes(stream("Workbook")), r"old kind \(.xls\).*save it as"),
    "an old document": (lambda path: path.write_bytes(stream("WordDocument")), "Word document"),
    "an xlsb": (xlsb, r"binary workbook \(.xlsb\)"),
    "an ods": (packed(content="<x/>"), "OpenDocument"),
    "a Word document": (packed(word__document="<x/>"), "Word document"),
    "a zip file": (packed(readme="<x/>"), "without a workbook"),
    "another root": (changed(workbook="<x/>"), "without a workbook"),
    "no sheets": (changed(workbook=workbook_xml("")), "without any sheet"),
    "a missing sheet part": (changed(sheet=None), f"{SHEET} is missing"),
    "a sheet without relationship": (changed(rels=None), "is missing"),
    "a malformed workbook part": (changed(workbook=workbook_xml()[:-9]), "xl/workbook.xml is not well-formed"),
    "malformed rows": (rows('<row r="1"><c r="A1"><v>1</c></row>'), f"{SHEET} is not well-formed"),
    "a malformed row without values": (rows('<row r="1"><c r="A1"><w></c></row>'), f"{SHEET} is not well-formed"),
    "an unknown entity": (rows('<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>'), "is not well-formed"),
    "a forbidden character": (rows('<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>'), "is not well-formed"),
    "broken text": (changed(sheet=ONE_CELL.replace("<v>1", "<f>\udcff</f><v>1").encode("utf-8", "surrogateescape")),
                    SHEET),
    "an end that is missing": (changed(sheet=ONE_CELL[:-25]), SHEET),
    "a malformed end": (changed(sheet=ONE_CELL[:-1]), f"{SHEET} is not well-formed"),
    "a sheet that is none": (changed(sheet="<x/>"), "is no worksheet"),
    "a bad checksum": (bad_checksum, "can't be unpacked"),
    "a document type in a sheet": (changed(sheet=ONE_CELL.replace(DECLARATION, BOMB)), f"{SHEET} declares"),
    "a document type in the workbook": (changed(workbook=workbook_xml().replace(DECLARATION, BOMB)), "declares"),
    "a document type in the styles": (changed(styles=f'{BOMB}<styleSheet xmlns="{MAIN}"/>'), "xl/styles.xml declares"),
    "a document type in the relationships": (changed(root=f"{BOMB}<Relationships/>"), "_rels/.rels declares"),
    "a row too many": (rows('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), "row 1048577"),
    "an empty row too many": (rows('<row r="1048577"/>'), "row 1048577"),
    "a column too many": (rows('<row r="1"><c r="XFE1"><v>1</v></c></row>'), "column 16385"),
    "a row twice": (rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>'), "twice"),
    "a cell in another row": (rows('<row r="1"><c r="A2"><v>1</v></c></row>'), "address 'A2' in its row 1"),
    "no number": (rows('<row r="1"><c r="A1"><v>x</v></c></row>'), "'x' where a number"),
    "an endless number": (rows('<row r="1"><c r="A1"><v>1e999</v></c></row>'), "'1e999' where a number"),
    "an unknown type": (rows('<row r="1"><c r="A1" t="q"><v>1</v></c></row>'), "unknown type"),
    "a text that is not there": (rows('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "shared text 7"),
    "a merge that is none": (changed(sheet=ONE_CELL.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A"'
                                                            "/></mergeCells>")), "area of cells"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_one_sentence(tmp_path: pathlib.Path, name: str) -> None:
    """The message starts with the file, says what was found, and is one sentence; the file keeps its bytes."""
    make, expected = BAD[name]
    path = tmp_path / "book.xlsx"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(UnreadableError, match=expected) as caught:
        read_all(open_workbook, path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert message.endswith(".")
    assert "\n" not in message
    assert (path.read_bytes() if path.is_file() else None) == before


@pytest.mark.parametrize("name", BAD)
def test_openpyxl_never_leaks_its_own_errors(tmp_path: pathlib.Path, name: str) -> None:
    """The second adapter refuses with UnreadableError too, or reads what the first one is stricter about."""
    make, _ = BAD[name]
    path = tmp_path / "book.xlsx"
    make(path)
    message = f"{path} can be read"
    try:
        read_all(openpyxl_host.open_workbook, path)
    except UnreadableError as error:
        message = str(error)
    assert message.startswith(str(path))
    assert "\n" not in message


@pytest.mark.parametrize("engine", [open_workbook, openpyxl_host.open_workbook])
@pytest.mark.parametrize(("limits", "expected"), [
    (Limits(part_bytes=50_000), "its part xl/worksheets/sheet1.xml unpacks to more than 50,000 bytes"),
    (Limits(total_bytes=50_000), "its parts unpack to more than 50,000 bytes"),
])
def test_a_bomb_is_stopped_while_it_unpacks(
    tmp_path: pathlib.Path, engine: Callable[[str, Limits], Workbook], limits: Limits, expected: str
) -> None:
    """What unpacks to more than the limit is refused, whatever the ratio."""
    path = write_package(tmp_path / "book.xlsx", parts_of(sheet_xml(" " * 2_000_000)))
    with pytest.raises(UnreadableError, match=expected):
        engine(path, limits).grid("One")


def test_sizes_in_the_directory_are_not_trusted(tmp_path: pathlib.Path) -> None:
    """A directory that claims a small size doesn't get more past the limit."""
    path = tmp_path / "book.xlsx"
    parts = parts_of(sheet_xml(" " * 2_000_000))
    write_package(path, parts)
    data = path.read_bytes()
    size = len(parts[SHEET]).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (1000).to_bytes(4, "little")))
    with pytest.raises(UnreadableError):
        open_workbook(str(path)).grid("One")


def test_a_grid_too_large_is_refused(tmp_path: pathlib.Path) -> None:
    """Rows times columns are bounded, since a grid holds every one of them."""
    wide = "".join(f'<row r="{row}"><c r="{letter}{row}"><v>1</v></c></row>' for row, letter in enumerate("ABCDE", 1))
    path = write_package(tmp_path / "book.xlsx", parts_of(sheet_xml(wide)))
    with pytest.raises(UnreadableError, match="5 rows times 5 columns"):
        open_workbook(path, Limits(grid_cells=24)).grid("One")


def test_no_right_to_read(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be opened says so."""
    path = write_package(tmp_path / "book.xlsx", parts_of(ONE_CELL))

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pathlib.Path, "open", refuse)
    with pytest.raises(UnreadableError, match="may not be opened by you"):
        open_workbook(path)


def test_the_marker_of_an_open_workbook(tmp_path: pathlib.Path) -> None:
    """Excel's own lock file is told from a workbook."""
    path = tmp_path / "~$book.xlsx"
    path.write_bytes(bytes(165))
    with pytest.raises(UnreadableError, match="marker that Excel leaves"):
        open_workbook(str(path))


def test_a_file_that_changes_meanwhile(tmp_path: pathlib.Path) -> None:
    """Sheets are never taken from two states of a file."""
    path = write_package(tmp_path / "book.xlsx", parts_of(ONE_CELL))
    book = open_workbook(path)
    other = write_package(tmp_path / "other.xlsx", parts_of(sheet_xml('<row r="1"><c r="A1"><v>22222</v></c></row>')))
    shutil.copyfile(other, path)
    with pytest.raises(UnreadableError, match="changed while"):
        book.grid("One")
