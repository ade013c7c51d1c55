from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import smsxl as package
from smsxl.doctor import Check, Verdict, examine, this_machine
from smsxl.doctor.checks import CHECKS, in_order_of_need
from smsxl.doctor.machine import Machine
from smsxl.doctor.model import Subject
from smsxl.doctor.subject import subject_of
from smsxl.hosts.memory import MemoryWorkbook
from tests.cli.books import smsxl

PYTHON = r"C:\smsxl\Scripts\python.exe"
DLL = r"C:\smsxl\xlwings64-0.37.8.dll"
SETTINGS = {"INTERPRETER_WIN": r"%TOOLS%\smsxl\Scripts\pythonw.exe", "USE UDF SERVER": "True",
            "UDF MODULES": "smsxl_udfs", "ADD_WORKBOOK_TO_PYTHONPATH": "False"}
THERE = {PYTHON, DLL, r"C:\smsxl\Scripts\pythonw.exe"}


def pc(**changes: Any) -> Machine:
    """Return a Windows PC on which everything is right."""
    machine = Machine(
        system="win32", python=(3, 13, 1), bits=64, executable=PYTHON, package=r"C:\smsxl\Lib\smsxl",
        environment={"TOOLS": "C:", "APPDATA": r"C:\Users\ann\AppData\Roaming",
                     "OneDrive": r"C:\Users\ann\OneDrive"}, home=r"C:\Users\ann",
        versions={"smsxl": package.__version__, "xlwings": "0.37.8"}.get, requires=(
            "click>=8.2", 'xlwings==0.37.8; (sys_platform == "win32") and extra == "excel"'),
        installed_from="installed from a package index", python_wanted="<3.15,>=3.11", exists=THERE.__contains__,
        which=lambda _: None, registry=lambda *_: None)
    return replace(machine, **changes)


BOOK = Subject(r"D:\register.xlsm", SETTINGS, has_settings=True)


def found(machine: Machine, book: Subject | None = BOOK) -> dict[str, Check]:
    """Return the checks by key."""
    return {check.key: check for check in examine(machine, book)}


def test_a_sound_pc_has_nothing_to_mend() -> None:
    """Where everything fits no fault and no warning is given, so that a warning means something."""
    checks = found(pc())
    assert {key: check for key, check in checks.items() if check.fix is not None} == {}
    assert {check.verdict for check in checks.values()} <= {Verdict.OK, Verdict.NOT_APPLICABLE}
    assert len(checks) == len(CHECKS)


def settings(**changes: str) -> Subject:
    """Return the workbook with other settings."""
    return replace(BOOK, settings={**SETTINGS, **{key.replace("_", " ") if key == "USE_UDF_SERVER" else key: value
                                                  for key, value in changes.items()}})


def keys(values: dict[str, object]) -> Any:
    """Return a registry with these values by the end of their key."""
    return lambda key, name: next((value for end, value in values.items()
                                   if key.endswith(end) and name == "VBAWarnings"), None)


WRONG = [
    ("python", Verdict.FAULT, pc(python=(3, 10, 2)), BOOK, "3.10.2"),
    ("python", Verdict.FAULT, pc(python=(3, 15, 0)), BOOK, "3.15.0"),
    ("python", Verdict.FAULT, pc(bits=32), BOOK, "32 bits"),
    ("package", Verdict.FAULT, pc(versions={"xlwings": "0.37.8"}.get), BOOK, package.__version__),
    ("xlwings", Verdict.FAULT, pc(versions={"smsxl": package.__version__}.get), BOOK, "not installed"),
    ("xlwings", Verdict.FAULT, pc(versions={"smsxl": package.__version__, "xlwings": "0.36.0"}.get), BOOK, "0.37.8"),
    ("library", Verdict.FAULT, pc(exists=(THERE - {DLL}).__contains__), BOOK, "xlwings64-0.37.8.dll"),
    ("configuration", Verdict.FAULT, pc(), replace(BOOK, settings={}, has_settings=False), "missing"),
    ("configuration", Verdict.FAULT, pc(), settings(USE_UDF_SERVER="False"), "USE UDF SERVER is False"),
    ("configuration", Verdict.FAULT, pc(), settings(ADD_WORKBOOK_TO_PYTHONPATH=""), "not set"),
    ("interpreter", Verdict.WARNING, pc(), settings(INTERPRETER_WIN=""), "not set"),
    ("interpreter", Verdict.FAULT, pc(), settings(INTERPRETER_WIN=r"C:\gone\python.exe"), "does not exist"),
    ("interpreter", Verdict.WARNING, pc(executable=r"C:\other\python.exe", exists=lambda path: "Zone" not in path),
     BOOK, "another one"),
    ("trust", Verdict.FAULT, pc(exists=(THERE | {r"D:\register.xlsm:Zone.Identifier"}).__contains__), BOOK, "internet"),
    ("trust", Verdict.FAULT, pc(registry=keys({r"Office\16.0\Excel\Security": 4})), BOOK, "no macros run"),
    ("trust", Verdict.WARNING, pc(registry=keys({r"Policies\Microsoft\Office\16.0\Excel\Security": 3})), BOOK,
     "by company policy only signed"),
    ("place", Verdict.WARNING, pc(), replace(BOOK, path=r"C:\Users\ann\OneDrive\r.xlsm"), "OneDrive"),
    ("place", Verdict.WARNING, pc(), replace(BOOK, path="https://example.sharepoint.com/r.xlsm"), "OneDrive"),
    ("dates", Verdict.WARNING, pc(), replace(BOOK, date1904=True), "1904"),
]


@pytest.mark.parametrize(("key", "verdict", "machine", "book", "words"), WRONG)
def test_what_is_wrong_is_found_with_its_fix(key: str, verdict: Verdict, machine: Machine, book: Subject,
                                             words: str) -> None:
    """Each thing that users stumble over is found, said in words, and comes with what to do."""
    check = found(machine, book)[key]
    assert (check.verdict, bool(check.fix)) == (verdict, True)
    assert words in check.found


def test_every_check_that_can_fail_is_tried() -> None:
    """No check of the list is without a case above, but those that only inform."""
    assert {key for key, *_ in WRONG} | {"libreoffice", "add-in", "logs"} == set(found(pc()))


def test_other_systems_are_not_asked_for_windows_things() -> None:
    """On Linux and macOS what only Windows has is not applicable, and no fault."""
    for system, executable in (("linux", "/usr/bin/python3"), ("darwin", "/usr/local/bin/python3")):
        checks = found(pc(system=system, executable=executable, exists=lambda _: False), None)
        assert not [check for check in checks.values() if check.verdict is Verdict.FAULT]
        assert checks["library"].verdict is checks["trust"].verdict is Verdict.NOT_APPLICABLE


def test_pinned_version_comes_from_the_package_itself() -> None:
    """The version of xlwings is written down once, in the project file."""
    text = (Path(package.__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert f"xlwings=={this_machine().pinned_xlwings}" in text


def test_settings_are_read_as_xlwings_reads_them() -> None:
    """Names stand in the first column in any case, values in the second."""
    workbook = MemoryWorkbook({"xlwings.conf": {
        (1, 1): "Interpreter_Win", (1, 2): "C:\\p.exe", (2, 1): "USE UDF SERVER", (2, 2): True}})
    subject = subject_of(workbook, "C:\\book.xlsm")
    assert subject.settings == {"INTERPRETER_WIN": "C:\\p.exe", "USE UDF SERVER": "TRUE"}
    assert subject.has_settings
    assert not subject_of(MemoryWorkbook({"Risks": {}}), "b.xlsm").has_settings


def test_faults_come_first() -> None:
    """In the message box the first line is what has to be mended."""
    checks = tuple(Check(verdict.value, "x", "y", verdict) for verdict in reversed(Verdict))
    assert [check.verdict for check in in_order_of_need(checks)][:2] == [Verdict.FAULT, Verdict.WARNING]


def test_registry_is_read_without_one() -> None:
    """Where there is no registry nothing is found, and nothing fails."""
    if sys.platform != "win32":
        assert this_machine().registry("Software", "x") is None


def test_command_says_the_same_in_text_and_json(tmp_path: Path) -> None:
    """`smsxl doctor FILE` exits 0 where nothing is at fault, and its JSON holds the same checks."""
    book = tmp_path / "sample.xlsx"
    shutil.copy(Path(package.__file__).parents[1] / "workbooks" / "sample.xlsx", book)
    text, data = smsxl("doctor", str(book)), smsxl("doctor", str(book), "--output-format", "json")
    assert (text.code, data.code, text.err, data.err) == (0, 0, "", "")
    read = json.loads(data.out)
    assert (read["schema"], read["tool"]["name"]) == (1, "smsxl")
    assert len(read["checks"]) == len(CHECKS)
    for check in read["checks"]:
        assert f"{check['what']}: {check['found']}" in text.out


def test_command_exits_with_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault makes the exit code 1, as a finding of severity error does; a warning does not."""
    import smsxl.doctor

    monkeypatch.setattr(smsxl.doctor, "this_machine", lambda: pc(bits=32))
    assert run_code() == 1
    monkeypatch.setattr(smsxl.doctor, "this_machine", pc)
    assert run_code() == 0


def run_code() -> int:
    """Return the exit code of the command without a file."""
    return smsxl("doctor").code


def test_unreadable_file_is_said(tmp_path: Path) -> None:
    """What is no workbook gets one sentence and the exit code 3."""
    path = tmp_path / "book.xlsm"
    path.write_bytes(b"nothing")
    outcome = smsxl("doctor", str(path))
    assert outcome.code == 3
    assert outcome.err.count("\n") == 1
