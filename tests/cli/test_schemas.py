"""Every command that writes JSON has a schema, and what it writes keeps to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest

from smsxl.cli.main import main
from smsxl.docs import SCHEMAS
from tests.cli.books import smsxl
from tests.cli.test_fix import AS_OF, spoiled

DOCS = Path(__file__).resolve().parents[2] / "docs"


def writes_json(command: click.Command) -> bool:
    """Whether a command has an option for JSON."""
    return any("--json" in each.opts or ("--output-format" in each.opts and isinstance(each.type, click.Choice)
                                         and "json" in each.type.choices) for each in command.params)


def schema_of(name: str) -> Any:
    """Return the schema of a command, as the reference links to it."""
    return json.loads((DOCS / SCHEMAS[name] / f"{name}.schema.json").read_text(encoding="utf-8"))


def kept(name: str, text: str) -> Any:
    """Return what a command wrote, which keeps to its schema."""
    data = json.loads(text)
    jsonschema.validate(data, schema_of(name))
    return data


def test_every_command_that_writes_json_has_a_schema() -> None:
    """The reference lists a schema for each of them, and for no other."""
    context = click.Context(main, info_name="smsxl")
    found = {name for name in main.list_commands(context)
             if (command := main.get_command(context, name)) is not None and writes_json(command)}
    assert found == set(SCHEMAS)
    for name in found:
        jsonschema.Draft202012Validator.check_schema(schema_of(name))


def test_fix_keeps_to_its_schema(tmp_path: Path) -> None:
    """Fixed cells, values that follow, what was left and a file that could not be read are all in the schema."""
    book = spoiled(tmp_path / "book.xlsx", {"cell": "Controls > C-20 > Status", "text": "active"},
                   {"cell": "Risks > R-001 > Current likelihood", "text": " 4 "})
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"no workbook")
    options = ("--as-of", AS_OF.isoformat(), "--output-format", "json")
    planned = kept("fix", smsxl("fix", str(book), str(bad), "--diff", *options).out)
    assert planned["written"] is False
    assert [file["error"] is None for file in planned["files"]] == [True, False]
    codes = {change["code"] for change in planned["files"][0]["changes"]}
    assert "WBK210" in codes
    done = kept("fix", smsxl("fix", str(book), *options).out)
    assert done["files"][0]["written_to"] == book.as_posix()


def test_doctor_keeps_to_its_schema() -> None:
    """Its checks and verdicts are in the schema, with a fix or without."""
    data = kept("doctor", smsxl("doctor", "--output-format", "json").out)
    assert data["checks"]


@pytest.mark.parametrize("arguments", [("RSK203",), ("ACC",), ()], ids=["one", "family", "all"])
def test_rule_keeps_to_its_schema(arguments: tuple[str, ...]) -> None:
    """One page is an object, several are a list of them."""
    data = kept("rule", smsxl("rule", *arguments, "--output-format", "json").out)
    assert isinstance(data, dict) == (arguments == ("RSK203",))


@pytest.mark.parametrize(("name", "place"), [("fix", ("files", 0)), ("doctor", ("checks", 0)), ("rule", ())])
def test_a_schema_refuses_what_is_not_declared(name: str, place: tuple[str | int, ...], tmp_path: Path) -> None:
    """A key more or a key less is no longer what the command says that it writes."""
    book = spoiled(tmp_path / "book.xlsx", {"cell": "Controls > C-20 > Status", "text": "active"})
    arguments = {"fix": (str(book), "--diff"), "doctor": (), "rule": ("RSK203",)}[name]
    text = smsxl(name, *arguments, "--output-format", "json").out
    for change in (lambda each: each.update(more=1), lambda each: each.popitem()):
        data = each = kept(name, text)
        for step in place:
            each = each[step]
        change(each)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, schema_of(name))
