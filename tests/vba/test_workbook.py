"""A lint over the parts of a new .xlsm: what Excel would stumble over, and what it would write otherwise itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import olefile
import openpyxl
import pytest
from pyopenvba import check_file as check_package

from smsxl.build import build_workbook, new_workbook
from smsxl.build.macros import asset
from smsxl.check import check_file
from smsxl.content import template_tables
from smsxl.errors import UsageError
from smsxl.functions import FUNCTIONS
from smsxl.tables import SHEETS
from smsxl.tables.compose import PARTS
from smsxl.tables.formula import LAMBDA, PLAIN, PYTHON, Dialect
from smsxl.xlwings_conf import SHEET
from tests.build.conftest import AS_OF
from tests.vba.reading import sources
from workbooks.excel.ribbon import NAMESPACES

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
NAMES = "|".join(function.name for function in FUNCTIONS)
BOOKS = [("risk", False), ("plan", False), ("both", False), ("both", True)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, bool], Path]:
    """Return the templates of every part and the sample, with macros."""
    folder = tmp_path_factory.mktemp("macros")
    paths = {(part, sample): folder / f"{part}-{sample}.xlsm" for part, sample in BOOKS}
    for (part, sample), path in paths.items():
        new_workbook(path, sample=sample, part=part, dialect=PYTHON, as_of=AS_OF)
    return paths


@pytest.fixture(params=BOOKS, ids=str)
def parts(request: pytest.FixtureRequest, made: dict[tuple[str, bool], Path]) -> dict[str, bytes]:
    """Return the parts of one of the workbooks."""
    with zipfile.ZipFile(made[request.param]) as package:
        names = package.namelist()
        assert len(names) == len(set(names))
        return {name: package.read(name) for name in names}


def cells(parts: dict[str, bytes]) -> Iterator[tuple[str, ET.Element, ET.Element]]:
    """Yield part, cell and formula of every formula cell."""
    for name, data in parts.items():
        if name.startswith("xl/worksheets/sheet"):
            for cell in ET.fromstring(data).iter(f"{MAIN}c"):
                formula = cell.find(f"{MAIN}f")
                if formula is not None:
                    yield name, cell, formula


def formulas(parts: dict[str, bytes]) -> list[str]:
    """Return the text of every formula, without texts in quotes: of cells, columns, names, rules and validations."""
    found = [formula.text or "" for _, _, formula in cells(parts)]
    for name, data in parts.items():
        if name.startswith(("xl/tables/", "xl/worksheets/sheet")) or name == "xl/workbook.xml":
            found += [element.text or "" for element in ET.fromstring(data).iter()
                      if element.tag in (f"{MAIN}calculatedColumnFormula", f"{MAIN}formula", f"{MAIN}definedName",
                                         f"{MAIN}formula1", f"{MAIN}formula2")]
    return [re.sub(r'"[^"]*"', '""', text) for text in found]


def test_every_relationship_leads_somewhere(parts: dict[str, bytes]) -> None:
    """Each internal relationship names a part that is there, under an id of its own."""
    for name, data in parts.items():
        if name.endswith(".rels"):
            folder = name.replace("_rels/", "").rpartition("/")[0]
            ids = []
            for relationship in ET.fromstring(data):
                ids.append(relationship.get("Id"))
                if relationship.get("TargetMode") != "External":
                    target = relationship.get("Target", "")
                    path = target[1:] if target.startswith("/") else _joined(folder, target)
                    assert path in parts, f"{name}: {target}"
            assert len(ids) == len(set(ids))


def _joined(folder: str, target: str) -> str:
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        steps = steps[:-1] if step == ".." else [*steps, step]
    return "/".join(steps)


def test_every_part_has_its_content_type(parts: dict[str, bytes]) -> None:
    """Each part has a type, by its name or by its ending, and none is named that is not there."""
    root = ET.fromstring(parts["[Content_Types].xml"])
    endings = {element.get("Extension") for element in root.iter(f"{TYPES}Default")}
    named = {element.get("PartName", "")[1:]: element.get("ContentType") for element in root.iter(f"{TYPES}Override")}
    assert set(named) <= set(parts)
    for name in parts:
        assert name == "[Content_Types].xml" or name in named or name.rpartition(".")[2] in endings, name
    assert named["xl/workbook.xml"] == "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert b'Extension="bin" ContentType="application/vnd.ms-office.vbaProject"' in parts["[Content_Types].xml"]
    assert parts["xl/_rels/workbook.xml.rels"].count(b"office/2006/relationships/vbaProject") == 1


def test_the_ribbon_is_there(parts: dict[str, bytes]) -> None:
    """Both parts of the ribbon hang on the package with the relationship that each version of Excel looks for."""
    kinds = {element.get("Target"): element.get("Type") for element in ET.fromstring(parts["_rels/.rels"])}
    for name, year in (("customUI.xml", "2006"), ("customUI14.xml", "2007")):
        assert kinds[f"customUI/{name}"] == f"http://schemas.microsoft.com/office/{year}/relationships/ui/extensibility"
        assert parts[f"customUI/{name}"] == asset(name)
        assert ET.fromstring(asset(name)).tag == f"{{{NAMESPACES[name]}}}customUI"


def test_document_modules_match_code_names(parts: dict[str, bytes]) -> None:
    """The project has a document module for the workbook and for each sheet, under the name that the sheet gives."""
    with olefile.OleFileIO(io.BytesIO(parts["xl/vbaProject.bin"])) as file:
        lines = file.openstream("PROJECT").read().decode("cp1252").splitlines()
    documents = [line[len("Document="):].partition("/")[0] for line in lines if line.startswith("Document=")]
    workbook = ET.fromstring(parts["xl/workbook.xml"]).find(f"{MAIN}workbookPr")
    assert workbook is not None
    count = len(list(ET.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")))
    names = [ET.fromstring(parts[f"xl/worksheets/sheet{i}.xml"]).find(f"{MAIN}sheetPr") for i in range(1, count + 1)]
    assert documents == [workbook.get("codeName"), *(sheet.get("codeName") for sheet in names if sheet is not None)]
    assert set(documents) <= set(sources(parts["xl/vbaProject.bin"]))


@pytest.mark.parametrize("book", BOOKS, ids=str)
def test_a_check_of_packages_finds_nothing(book: tuple[str, bool], made: dict[tuple[str, bool], Path]) -> None:
    """A library that looks for damage in packages and in VBA projects finds none, and looked at everything."""
    report = check_package(made[book])
    assert report.issues == ()
    assert report.complete


def test_openpyxl_keeps_the_project(made: dict[tuple[str, bool], Path]) -> None:
    """Another program, openpyxl, opens the sample with its macros and sees the declared sheets."""
    book = openpyxl.load_workbook(made["both", True], keep_vba=True)
    assert book.vba_archive is not None
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] == list(SHEETS)
    assert book[SHEET].sheet_state == "hidden"


@pytest.mark.parametrize("sample", [False, True])
def test_two_builds_are_identical(sample: bool, made: dict[tuple[str, bool], Path], tmp_path: Path) -> None:  # noqa: FBT001
    """The same input gives the same bytes."""
    again = tmp_path / "again.xlsm"
    new_workbook(again, sample=sample, dialect=PYTHON, as_of=AS_OF)
    assert again.read_bytes() == made["both", sample].read_bytes()


def test_opening_calculates_nothing(parts: dict[str, bytes]) -> None:
    """The cached values stay: no full calculation on load, and the calculation engine of today's Excel."""
    assert b"fullCalcOnLoad" not in parts["xl/workbook.xml"]
    assert re.findall(rb"<calcPr[^>]*>", parts["xl/workbook.xml"]) == [b'<calcPr calcId="191029"/>']


def test_every_formula_has_its_value(parts: dict[str, bytes]) -> None:
    """A computer without Python shows the values that were right when the workbook was made."""
    found = list(cells(parts))
    assert len(found) > 50
    for name, cell, _ in found:
        value = cell.find(f"{MAIN}v")
        assert value is not None, f"{name} {cell.get('r')}"
        assert value.text or cell.get("t") == "str", f"{name} {cell.get('r')}"


def test_formulas_are_written_as_excel_writes_them(parts: dict[str, bytes]) -> None:
    """Structured references name their table, no table stands bare, no `@`, nothing of LAMBDA."""
    tables = [ET.fromstring(data).get("name") for name, data in parts.items() if name.startswith("xl/tables/")]
    bare = re.compile(rf"(?<![\w'])(?:{'|'.join(map(str, tables))})\b(?![\[!'\w])")
    for text in formulas(parts):
        assert "@" not in text
        assert not re.search(r"(?<![\w\]\[:,])\[", text), text  # a bracket without a table's name before it
        assert not bare.search(text), text
        assert not re.search(r"LAMBDA|_xlpm|_xlop|\bLET\(", text), text
        assert not re.search(r"(?<!_xlfn\.)\b(?:IFNA|AGGREGATE)\(", text), text


def test_calls_are_dynamic_arrays_of_one_cell(parts: dict[str, bytes]) -> None:
    """A call of a macro's function may spill for all that Excel knows: it writes such cells as dynamic arrays."""
    calls = 0
    for name, cell, formula in cells(parts):
        if re.search(rf"\b(?:{NAMES})\(", formula.text or ""):
            calls += 1
            assert (formula.get("t"), formula.get("ref"), cell.get("cm")) == ("array", cell.get("r"), "1"), name
    assert calls > 5
    for name, data in parts.items():
        if name.startswith("xl/tables/"):
            for column in ET.fromstring(data).iter(f"{MAIN}calculatedColumnFormula"):
                assert column.get("array") == "1" or not re.search(rf"\b(?:{NAMES})\(", column.text or "")


def test_no_name_stands_in_the_way_of_a_function(parts: dict[str, bytes]) -> None:
    """The workbook defines no name like a function's: Excel would not know which of the two is meant."""
    names = {element.get("name") for element in ET.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}definedName")}
    assert not names & {function.name for function in FUNCTIONS}


def test_our_hidden_sheets_are_marked(parts: dict[str, bytes]) -> None:
    """The sheet of settings is smsxl's own, hidden, and carries the mark that says so."""
    sheets = [sheet.attrib for sheet in ET.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")]
    assert (sheets[-1]["name"], sheets[-1]["state"]) == (SHEET, "hidden")
    marked = {int(element.get("localSheetId", "-1")) for element in
              ET.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}definedName")
              if element.get("name") == "_smsxl" and element.get("hidden") == "1"}
    assert len(sheets) - 1 in marked


@pytest.mark.parametrize("book", BOOKS, ids=str)
def test_a_check_finds_what_it_finds_in_the_xlsx(book: tuple[str, bool], made: dict[tuple[str, bool], Path],
                                                 tmp_path: Path) -> None:
    """The same workbook as .xlsm and as .xlsx has the same findings: its formulas are known, its sheets expected."""
    part, sample = book
    new_workbook(tmp_path / "plain.xlsx", sample=sample, part=part, dialect=LAMBDA, as_of=AS_OF)
    found = [check_file(str(path), as_of=AS_OF) for path in (made[book], tmp_path / "plain.xlsx")]
    assert found[0].findings == found[1].findings


@pytest.mark.parametrize(("name", "dialect", "ending"), [
    ("book.xlsx", PYTHON, ".xlsm"), ("book.xlsm", LAMBDA, ".xlsx"), ("book.xlsm", PLAIN, ".xlsx")])
def test_the_ending_has_to_fit(name: str, dialect: Dialect, ending: str, tmp_path: Path) -> None:
    """Excel opens no .xlsx with macros and no .xlsm without: a name that does not fit is refused in a sentence."""
    with pytest.raises(UsageError, match=rf"has to end in \{ending}, since its formulas are {dialect.key}"):
        build_workbook(tmp_path / name, as_of=AS_OF, fixed=True, content=template_tables(AS_OF), dialect=dialect)
    assert list(tmp_path.iterdir()) == []


def test_start_says_where_the_file_works(made: dict[tuple[str, bool], Path], tmp_path: Path) -> None:
    """Start says of each form where it works, and what to do where the functions do not answer."""
    new_workbook(tmp_path / "lambda.xlsx", dialect=LAMBDA, as_of=AS_OF)
    new_workbook(tmp_path / "plain.xlsx", dialect=PLAIN, as_of=AS_OF)
    texts = [_texts(path) for path in (tmp_path / "lambda.xlsx", tmp_path / "plain.xlsx", made["both", False])]
    for one, words in zip(texts, ("the one to share", "Excel 2016 and later", "calls Python"), strict=True):
        assert sum(words in text for text in one) == 1
    with zipfile.ZipFile(made["both", False]) as package:
        assert b"run smsxl excel-setup on this file" in package.read("xl/worksheets/sheet1.xml")
    assert {part for part, _ in BOOKS} == set(PARTS)


def _texts(path: Path) -> list[str]:
    return [str(cell.value) for row in openpyxl.load_workbook(path)["Start"] for cell in row if cell.value is not None]
