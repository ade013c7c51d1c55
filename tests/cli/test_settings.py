from __future__ import annotations

from pathlib import Path

import pytest

from smsxl.errors import UsageError
from smsxl.rules.findings import Severity
from smsxl.settings import Overrides, Settings, load

CODES = ["WBK101", "RSK201", "RSK202", "RSK301", "TRT101"]


def put(path: str, text: str) -> None:
    """Write a file, with its folders."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def test_without_a_file_the_defaults_hold() -> None:
    """No configuration file means all rules, and errors fail."""
    assert load(".", CODES) == Settings()
    assert Settings().chosen(CODES) == CODES


def test_nearest_file_upwards_wins() -> None:
    """The file nearest to the workbook is used, whole."""
    put("smsxl.toml", 'select = ["TRT"]')
    put("a/smsxl.toml", 'ignore = ["rsk2"]\nfail-on = "note"\nengine = "openpyxl"\n'
                        'severity.WBK101 = "warning"\nlimits.part_bytes = 5')
    Path("a/b/c").mkdir(parents=True)
    settings = load("a/b/c", CODES)
    assert settings == Settings(ignore=("RSK2",), fail_on=Severity.NOTE, engine="openpyxl",
                                severity={"WBK101": Severity.WARNING}, part_bytes=5, source="a/smsxl.toml")
    assert settings.chosen(CODES) == ["WBK101", "RSK301", "TRT101"]
    assert load(".", CODES).chosen(CODES) == ["TRT101"]


def test_pyproject_serves_where_there_is_no_file_of_its_own() -> None:
    """[tool.smsxl] is used unless a smsxl.toml stands anywhere above."""
    put("pyproject.toml", '[tool.other]\nx = 1\n[tool.smsxl]\nselect = ["TRT"]')
    Path("a").mkdir()
    assert load("a", CODES).source == "pyproject.toml"
    put("a/pyproject.toml", "[tool.other]\nname = 'smsxl'")
    assert load("a", CODES).source == "pyproject.toml"
    put("a/b/smsxl.toml", "")
    assert load("a/b", CODES) == Settings(source="a/b/smsxl.toml")


@pytest.mark.parametrize(("text", "parts"), [
    ("selct = []", ["smsxl.toml", "selct", "select"]),
    ("select = 'RSK'", ["smsxl.toml", "select", "list"]),
    ("select = [1]", ["smsxl.toml", "select", "list"]),
    ("select = []", ["smsxl.toml", "select", "names no rule"]),
    ("ignore = ['RSK999']", ["smsxl.toml", "ignore", "RSK999"]),
    ("ignore = ['']", ["smsxl.toml", "ignore"]),
    ("fail-on = 'eror'", ["smsxl.toml", "fail-on", "eror", "warning"]),
    ("fail-on = 1", ["smsxl.toml", "fail-on"]),
    ("engine = 'excel'", ["smsxl.toml", "engine", "openpyxl"]),
    ("severity = 'note'", ["smsxl.toml", "severity"]),
    ("severity.RSK2 = 'note'", ["smsxl.toml", "severity.RSK2"]),
    ("severity.RSK201 = 'fatal'", ["smsxl.toml", "severity.RSK201", "fatal"]),
    ("limits = 1", ["smsxl.toml", "limits"]),
    ("limits.bytes = 1", ["smsxl.toml", "limits.bytes", "part_bytes"]),
    ("limits.part_bytes = 0", ["smsxl.toml", "limits.part_bytes"]),
    ("limits.part_bytes = true", ["smsxl.toml", "limits.part_bytes"]),
    ("select = [", ["smsxl.toml", "TOML"]),
    ("select = ['RSK']\nignore = ['RSK']", ["smsxl.toml", "No rule is left"]),
])
def test_wrong_configuration_names_file_and_key(text: str, parts: list[str]) -> None:
    """Every mistake in the file is one sentence that names the file, the key and what is allowed."""
    put("smsxl.toml", text)
    with pytest.raises(UsageError) as caught:
        load(".", CODES).chosen(CODES)
    for part in parts:
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_files_in_one_folder_are_an_error() -> None:
    """Nobody can tell which of two files was meant."""
    put("a/smsxl.toml", "")
    put("a/pyproject.toml", "[tool.smsxl]\n")
    with pytest.raises(UsageError, match=r"a/smsxl\.toml and .* both configure"):
        load("a", CODES)


def test_command_line_wins() -> None:
    """What the command line says replaces what the file says, and only that."""
    file = Settings(select=("RSK",), ignore=("RSK3",), fail_on=Severity.NOTE, engine="openpyxl")
    assert Overrides().over(file) == file
    assert Overrides(select=("RSK3",)).over(file).chosen(CODES) == ["RSK301"]
    assert Overrides(ignore=("RSK2",)).over(file).chosen(CODES) == ["RSK301"]
    assert Overrides(fail_on=Severity.ERROR, engine="package").over(file) == Settings(("RSK",), ("RSK3",))
