"""The command as a user meets it, in a process of its own: bad files, hostile names, files left as they are."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from tests.cli.books import environment
from tests.formats.test_formats import COMMANDS, CONTROLS, SCHEMA
from tests.hosts.packages import DECLARATION, parts_of, sheet_xml, workbook_xml, write_package
from tests.hosts.test_bad_input import BAD, bad_checksum, cut, stream

_DOCTYPE = f'{DECLARATION}<!DOCTYPE x [<!ENTITY a "aaaa">]>'


def _with_doctype(path: Path) -> object:
    return write_package(path, parts_of(sheet_xml("").replace(DECLARATION, _DOCTYPE)))


def _bomb(path: Path) -> object:
    return write_package(path, parts_of(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>'), workbook=workbook_xml(
        after="<a/>" * 600_000)))


FILES: dict[str, Callable[[Path], object]] = {
    "text.xlsx": lambda path: path.write_text("id;title\n"), "empty.xlsx": lambda path: path.write_bytes(b""),
    "cut.xlsx": cut, "checksum.xlsx": bad_checksum,
    "password.xlsx": lambda path: path.write_bytes(stream("EncryptedPackage")),
    "old.xlsx": lambda path: path.write_bytes(stream("Workbook")), "doctype.xlsx": _with_doctype, "bomb.xlsx": _bomb,
    "no sheets.xlsx": lambda path: write_package(path, parts_of(sheet_xml(""), workbook=workbook_xml(""))),
    "word.xlsx": BAD["a Word document"][0], "ods.xlsx": BAD["an ods"][0], "xlsb.xlsx": BAD["an xlsb"][0],
}
HOSTILE_NAMES = ("[red]x.xlsx", "\x1b[31mred.xlsx", "::error file=x::.xlsx", "##[error].xlsx", "one\ntwo.xlsx",
                 "\u202edesrever.xlsx", "{0}.xlsx", "%s.xlsx", "-rf.xlsx", "a'b\"c.xlsx")


def command(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    return subprocess.run([sys.executable, "-m", "smsxl", *arguments], check=False, capture_output=True, cwd=cwd,
                          env=environment(XDG_STATE_HOME=str(cwd / "state"), **variables), timeout=120)


@pytest.mark.parametrize("engine", ["package", "openpyxl"])
def test_bad_files_get_a_sentence_each(tmp_path: Path, engine: str) -> None:
    """Exit 3, one sentence a file on standard error, JSON that says unreadable, the files untouched."""
    for name, make in FILES.items():
        make(tmp_path / name)
    (tmp_path / "folder").mkdir()
    before = {name: ((tmp_path / name).read_bytes(), (tmp_path / name).stat().st_mtime_ns) for name in FILES}
    paths = [*FILES, "missing.xlsx", "folder", "none*.xlsx"]
    done = command("check", *paths, "--output-format", "json", "--engine", engine, cwd=tmp_path)
    errors = done.stderr.decode().splitlines()
    assert done.returncode == 3
    assert len(errors) == len(paths)
    for path, line in zip(paths, errors, strict=True):
        assert line.startswith(f"smsxl: {path} ")
        assert line.endswith(".")
    assert b"Traceback" not in done.stderr
    data = json.loads(done.stdout)
    jsonschema.validate(data, SCHEMA)
    assert [(file["path"], file["status"]) for file in data["files"]] == [(path, "unreadable") for path in paths]
    assert all(file["error"] for file in data["files"])
    assert {name: ((tmp_path / name).read_bytes(), (tmp_path / name).stat().st_mtime_ns) for name in FILES} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*FILES, "folder"])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no files of such names")
def test_hostile_file_names_are_data(tmp_path: Path) -> None:
    """File names break no line and give no command, on standard error and in every format."""
    for name in HOSTILE_NAMES:
        (tmp_path / name).write_text("no workbook")
    for form in ("text", "concise", "json"):
        done = command("check", ".", *(f"./{name}" for name in HOSTILE_NAMES), "--output-format", form, cwd=tmp_path)
        assert done.returncode == 3
        assert len(done.stderr.decode().splitlines()) == len(HOSTILE_NAMES)
        for text in (done.stderr.decode(), done.stdout.decode()):
            assert not CONTROLS.search(text)
            assert not COMMANDS.search(text)
    assert [file["path"] for file in json.loads(done.stdout)["files"]] != []


@pytest.mark.parametrize("text", ["\x1b[31m", "::error::x", "one\ntwo", "[/]", "\u202ex"])
def test_hostile_arguments_are_data(tmp_path: Path, text: str) -> None:
    """What was typed is repeated as data."""
    for arguments in (("rule", text), ("check", "x.xlsx", "--select", text), (text,)):
        done = command(*arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert len(done.stderr.decode().splitlines()) == 1
        assert not CONTROLS.search(done.stderr.decode())
        assert not COMMANDS.search(done.stderr.decode())
