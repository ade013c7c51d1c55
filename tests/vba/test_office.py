"""LibreOffice reads the VBA project: a program of its own that compiles and keeps macros."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from smsxl.build import new_workbook
from smsxl.build.macros import asset, project_name
from smsxl.tables.formula import PYTHON
from tests.build.conftest import AS_OF
from tests.vba.reading import sources

SCRIPT = "{http://openoffice.org/2000/script}"


def test_libreoffice_reads_every_module(tmp_path: Path) -> None:
    """The workbook opens, and each module arrives whole: documents, standard modules, the class."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    book = tmp_path / "book.xlsm"
    new_workbook(book, dialect=PYTHON, as_of=AS_OF)
    subprocess.run([program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
                    "ods", "--outdir", str(tmp_path), str(book)], check=True, capture_output=True, timeout=120)
    kinds: dict[str, list[str]] = {}
    with zipfile.ZipFile(tmp_path / "book.ods") as package:
        expected = sources(asset(project_name("both")))
        for name, code in expected.items():
            module = ET.fromstring(package.read(f"Basic/VBAProject/{name}.xml"))
            kinds.setdefault(str(module.get(f"{SCRIPT}moduleType")), []).append(name)
            wanted = [line.strip() for line in code.splitlines() if line.strip() and not line.startswith("Attribute")]
            read = [line.strip() for line in (module.text or "").splitlines()]
            assert [line for line in wanted if line not in read and "Attribute" not in line] == []
    assert {name for name in kinds["document"] if not name.startswith("Sheet")} == {"ThisWorkbook"}
    assert kinds["class"] == ["Dictionary"]
    assert set(kinds["normal"]) >= {"xlwings", "SmsxlPython", "SmsxlRibbon", "SmsxlFunctions", "SmsxlHelp"}
