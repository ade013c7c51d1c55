"""The extension as a file, without LibreOffice."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from smsxl.cli.main import run
from smsxl.errors import UsageError
from smsxl.functions import FUNCTIONS
from smsxl.libreoffice import names
from smsxl.libreoffice.declare import CALLED
from smsxl.libreoffice.extension import build, files, unpack
from smsxl.tables.own import FINDINGS

_INSIDE = """
import sys
sys.path.insert(0, sys.argv[1])
from smsxl.libreoffice.inside import answers, command
from smsxl.functions import FUNCTIONS
faults = []
give = {function.name: answers.answering(function, faults.append, list) for function in FUNCTIONS}
assert give["RISK_SCORE"](None, 4.0, 5.0, None) == 20.0
assert give["RISK_LEVEL"](None, 5.0, 5.0, None) == "Extreme"
assert give["RISK_RANK"](None, ((3.0,), (5.0,)), ((3.0,), (5.0,)), None, None, None) == [(2.0,), (1.0,)]
assert not faults
print(sorted({name.partition(".")[0] for name in sys.modules}))
"""


def pythons() -> list[str]:
    """Return this Python, and 3.9 where it is there."""
    found = [sys.executable]
    old = shutil.which("python3.9")
    if old and not subprocess.run([old, "-c", "pass"], check=False, capture_output=True).returncode:
        found.append(old)
    return found


def test_same_bytes_every_time(tmp_path: Path) -> None:
    """Two builds give the same bytes, in one step, and replace an older one."""
    one, two = build(tmp_path / "one.oxt"), build(tmp_path / "two.oxt")
    (tmp_path / "two.oxt").write_bytes(b"old")
    build(two)
    assert one.read_bytes() == two.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "one.oxt", "two.oxt"]


def test_everything_that_the_manifest_names_is_there(tmp_path: Path) -> None:
    """Every file that the manifest and the components name is in the package, and all XML is well formed."""
    with zipfile.ZipFile(build(tmp_path / "smsxl.oxt")) as package:
        present = set(package.namelist())
        for name in present:
            if name.endswith((".xml", ".xcu", ".components")):
                ET.fromstring(package.read(name))
        named = re.findall(r'full-path="([^"]+)"', package.read("META-INF/manifest.xml").decode())
        components = package.read("smsxl.components").decode()
        assert len(named) == 5
        assert set(named) <= present
        assert re.findall(r'uri="([^"]+)"', components)[0] in present
        assert names.FUNCTIONS in components
        assert names.HANDLER in components
        assert json.loads(package.read(names.NOTES))["findings"] == [column.field for column in FINDINGS.columns]


def test_every_function_and_button_is_declared() -> None:
    """Interface and configuration hold every function with all its arguments, and the buttons that Calc has."""
    made = {name: content.decode() for name, content in files().items() if not name.startswith("pythonpath/")}
    for function in FUNCTIONS:
        [parameters] = re.findall(rf" {function.name}\( (.*) \);", made["XFunctions.idl"])
        assert parameters.count("[in] any") == len(function.arguments)
        assert made["CalcAddIns.xcu"].count(f'<node oor:name="{function.name}"') == 1
    assert {button.key for button in CALLED} == set(names.BUTTONS)
    for button in CALLED:
        assert made["Addons.xcu"].count(f"<value>{names.PROTOCOL}{button.key}</value>") == 2


@pytest.mark.parametrize("python", pythons())
def test_the_inside_needs_the_standard_library_alone(python: str, tmp_path: Path) -> None:
    """What runs inside LibreOffice loads and answers in a bare Python, 3.9 where there is one."""
    unpack(tmp_path)
    done = subprocess.run([python, "-I", "-S", "-c", _INSIDE, str(tmp_path / names.EXTENSION / "pythonpath")],
                          check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not {"numpy", "pandas", "click", "openpyxl", "xlsxwriter"} & set(re.findall(r"'(\w+)'", done.stdout))


def test_a_wrong_name_is_refused(tmp_path: Path) -> None:
    """LibreOffice knows an extension by its ending; a folder that is not there is named."""
    with pytest.raises(UsageError, match=r"has to end in \.oxt"):
        build(tmp_path / "smsxl.zip")
    with pytest.raises(UsageError, match="folder doesn't exist"):
        build(tmp_path / "nowhere" / "smsxl.oxt")


def test_build_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """`smsxl libreoffice build` makes smsxl.oxt here, and says what to do with it."""
    assert run(["libreoffice", "build"]) == 0
    assert Path("smsxl.oxt").read_bytes()[:2] == b"PK"
    assert "libreoffice install" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no root")
def test_root_installs_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
                               tmp_path: Path) -> None:
    """LibreOffice refuses root; smsxl says so in a sentence, and what to do."""
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\necho LibreOffice 25.2.3.2\n")
    program.chmod(0o755)
    monkeypatch.setenv("SMSXL_SOFFICE", str(program))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert run(["libreoffice", "install"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "root" in said
    assert "--all-users" in said
