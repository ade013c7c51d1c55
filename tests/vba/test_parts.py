"""What stands in smsxl/assets/excel: current, complete, and nothing in it that nobody expects."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tomllib
import warnings
import zipfile
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xlwings
from pyopenvba import check_file as check_package
from pyopenvba.interpreter import parse_module
from pyopenvba.interpreter._preprocess import DEFAULT_CONSTANTS

from smsxl.build.layout import Layout
from smsxl.build.macros import addin_path, asset, project_name, sheet_names
from smsxl.content import template_tables
from smsxl.functions import FUNCTIONS
from smsxl.tables.compose import PARTS
from smsxl.xlwings_conf import MACRO_MODULE, UDF_MODULE
from tests.build.conftest import AS_OF
from tests.vba.reading import sources
from workbooks.excel.build import TARGET, built
from workbooks.excel.modules import SOURCES, XLWINGS_VERSION, source
from workbooks.excel.ribbon import NAMESPACES

OURS = {"SmsxlPython", "SmsxlRibbon"}
OTHERS = {"xlwings", "Dictionary"}
ROOT = Path(__file__).parents[2]


def addin_part(name: str) -> bytes:
    """Return a part of the add-in."""
    with zipfile.ZipFile(addin_path()) as package:
        return package.read(name)


def projects() -> dict[str, bytes]:
    """Return every VBA project that we ship."""
    return {part: asset(project_name(part)) for part in PARTS} | {"addin": addin_part("xl/vbaProject.bin")}


def test_the_parts_are_current() -> None:
    """What is committed is what the sources make, byte for byte; else run workbooks/excel/build.py."""
    fresh = built()
    assert {path.name for path in TARGET.iterdir()} == set(fresh)
    for name, data in fresh.items():
        if name.endswith(".xlam"):  # another zlib packs the same parts into other bytes
            with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(TARGET / name) as committed:
                assert package.namelist() == committed.namelist()
                assert all(package.read(part) == committed.read(part) for part in package.namelist())
        else:
            assert (TARGET / name).read_bytes() == data, name


def test_two_builds_are_identical() -> None:
    """The same sources give the same bytes."""
    assert built() == built()


def test_the_build_is_a_command(tmp_path: Path) -> None:
    """`python workbooks/excel/build.py` works from any folder and changes nothing that is current."""
    before = {path.name: path.stat().st_size for path in TARGET.iterdir()}
    subprocess.run([sys.executable, str(ROOT / "workbooks" / "excel" / "build.py")], check=True, cwd=tmp_path)
    assert {path.name: path.stat().st_size for path in TARGET.iterdir()} == before


@pytest.mark.parametrize("part", PARTS)
def test_a_workbook_has_these_modules(part: str) -> None:
    """A workbook's project holds its documents, xlwings' module, the class that it needs, and ours."""
    names = sources(projects()[part]).keys()
    sheets = len(sheet_names(Layout(template_tables(AS_OF), part)))
    documents = {"ThisWorkbook"} | {f"Sheet{i}" for i in range(1, sheets + 1)}
    assert names == documents | OTHERS | OURS | {"SmsxlStart", "SmsxlFunctions", "SmsxlHelp"}


def test_the_addin_has_no_functions() -> None:
    """The add-in has the buttons alone: a function of the same name would stand in the way of a workbook's own."""
    modules = sources(projects()["addin"])
    assert modules.keys() == {"ThisWorkbook", "Sheet1"} | OTHERS | OURS
    names = {function.name for function in FUNCTIONS}
    assert not names & {word for code in modules.values() for word in re.findall(r"Function (\w+)", code)}


@pytest.mark.parametrize("kind", [*PARTS, "addin"])
def test_olevba_finds_no_other_module(kind: str) -> None:
    """olevba, which looks for malware in mail attachments, sees the same modules as we do, and no hidden one."""
    pytest.importorskip("oletools", reason="oletools is not installed (it needs pcodedmp, whose licence is the GPL)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oletools.olevba import VBA_Parser

        found = {name.rpartition(".")[0]: code
                 for _, _, name, code in VBA_Parser("vbaProject.bin", data=projects()[kind]).extract_macros()}
    assert found == sources(projects()[kind])


MACHINES = {"windows": {"Mac": False, "Win64": True}, "windows-32": {"Mac": False, "Win64": False},
            "mac": {"Mac": True, "Win64": False, "Win32": False}}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("kind", ["both", "addin"])
def test_every_module_parses(kind: str, machine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A VBA parser that is not ours reads every module, those of other people too, as each machine compiles it."""
    for name, value in MACHINES[machine].items():
        monkeypatch.setitem(DEFAULT_CONSTANTS, name, value)
    for name, code in sources(projects()[kind]).items():
        known = re.sub(r"^(\s*#[^'\n]*)'.*$", r"\1", code, flags=re.MULTILINE)  # the parser knows no comments there
        parsed = parse_module(known, name=name, kind="class" if name == "Dictionary" else "standard")
        assert parsed.attributes["VB_Name"] == name


@pytest.mark.parametrize("kind", [*PARTS, "addin"])
def test_every_callback_is_there(kind: str) -> None:
    """What the ribbon calls is a public procedure with the signature that Excel wants."""
    parts = NAMESPACES if kind != "addin" else [f"customUI/{name}" for name in NAMESPACES]
    wanted = {"onAction": "control As IRibbonControl", "getVisible": "control As IRibbonControl, ByRef visible"}
    code = "\n".join(sources(projects()[kind]).values())
    for part in parts:
        root = ET.fromstring(asset(part) if kind != "addin" else addin_part(part))
        for element in root.iter():
            for attribute, name in element.attrib.items():
                if attribute.startswith(("on", "get", "load")):
                    assert f"Public Sub {name}({wanted[attribute]})" in code


def test_the_module_is_that_of_the_pinned_xlwings() -> None:
    """The module of xlwings is shipped unchanged, and its version is the pinned one, since it names the DLL."""
    assert version("xlwings") == XLWINGS_VERSION
    pinned = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert [one.partition(";")[0] for one in pinned["excel"]] == [f"xlwings=={XLWINGS_VERSION}"]
    folder = Path(xlwings.__file__).parent
    assert (SOURCES / "xlwings.bas").read_bytes() == (folder / "xlwings.bas").read_bytes()
    assert (SOURCES / "Dictionary.cls").read_bytes() == (folder / "addin" / "Dictionary.cls").read_bytes()
    assert f'XLWINGS_VERSION As String = "{XLWINGS_VERSION}"' in source("xlwings.bas")


def test_modules_begin_as_excel_writes_them() -> None:
    """The attributes of each kind of module are those in a workbook that xlwings ships, which Excel saved."""
    with zipfile.ZipFile(Path(xlwings.__file__).parent / "quickstart_standalone.xlsm") as package:
        saved = sources(package.read("xl/vbaProject.bin"))
    ours = sources(projects()["both"])
    for name in ("ThisWorkbook", "Sheet1", "Sheet2", "Dictionary", "xlwings"):
        attributes = [[line for line in code.splitlines() if line.startswith("Attribute VB_")]
                      for code in (saved[name], ours[name])]
        assert attributes[0] == attributes[1]
    assert ours["xlwings"].splitlines() == saved["xlwings"].splitlines()


def test_the_notices_of_others_are_there() -> None:
    """The licences of the two modules that others wrote lie beside the sources and beside the built parts."""
    notice = asset("NOTICE.txt").decode("utf-8")
    for words in ("Zoomer Analytics GmbH", "Neither the name of the copyright holder", "Copyright (c) 2017 Tim Hall",
                  "The MIT License"):
        assert words in notice
    assert "Zoomer Analytics LLC" in sources(projects()["both"])["xlwings"]


def test_nothing_of_the_paid_part() -> None:
    """Our own modules name nothing of xlwings.pro and hold no key."""
    for kind in projects():
        for name, code in sources(projects()[kind]).items():
            if name not in OTHERS:
                assert ".pro" not in code.lower().replace(".project", "")
                assert "license" not in code.lower()


def test_the_modules_of_python_are_named_once() -> None:
    """VBA calls the two Python modules that the sheet of settings and the buttons mean."""
    assert f'Private Const UDF_MODULE As String = "{UDF_MODULE}"' in source("SmsxlPython.bas")
    assert f'"import {MACRO_MODULE}; {MACRO_MODULE}."' in source("SmsxlRibbon.bas")


def test_the_addin_is_one() -> None:
    """The add-in's content type says so, its two ribbon parts hang on the package, its one sheet is the settings."""
    types = addin_part("[Content_Types].xml").decode()
    assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in types
    assert "sheet.macroEnabled" not in types
    relationships = addin_part("_rels/.rels").decode()
    for name in NAMESPACES:
        assert f'Target="customUI/{name}"' in relationships
        assert b"getVisible" not in addin_part(f"customUI/{name}")
    assert re.findall(r'<sheet name="([^"]*)"[^>]*>', addin_part("xl/workbook.xml").decode()) == ["xlwings.conf"]
    assert check_package(addin_path()).issues == ()
    assert '<workbookView visibility="hidden"' in addin_part("xl/workbook.xml").decode()
    assert "<f>" not in addin_part("xl/worksheets/sheet1.xml").decode()
