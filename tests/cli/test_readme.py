from __future__ import annotations

import re
from pathlib import Path

import pytest

from smsxl.cli.main import main
from smsxl.rules import BY_CODE
from smsxl.rules.suppressing import Suppression
from smsxl.settings import load
from tests.rules.sound_rows import AS_OF

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_two_set_up_commands_stand_alone() -> None:
    """The two commands that do all the set-up are one line each, in this order, with the Windows form beside."""
    assert blocks("sh") == [
        "python3 -m venv .venv && .venv/bin/pip install -e . && .venv/bin/smsxl demo\n",
        'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/pytest\n']
    assert blocks("bat")[:2] == [
        "py -m venv .venv && .venv\\Scripts\\pip install -e . && .venv\\Scripts\\smsxl demo\n",
        'py -m venv .venv && .venv\\Scripts\\pip install -e ".[test]" && .venv\\Scripts\\pytest\n']


def test_configuration_examples_are_accepted() -> None:
    """Each example of a configuration file loads, with every key in it, those in comments included."""
    whole, = (text for text in blocks("toml") if text.startswith("select"))
    others = [text for text in blocks("toml") if text != whole]
    Path("smsxl.toml").write_text(whole, encoding="utf-8")
    settings = load(".", BY_CODE)
    assert settings.ignore
    assert settings.severity
    assert settings.part_bytes
    found: list[Suppression] = []
    for text in others:
        Path("smsxl.toml").write_text(re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE), encoding="utf-8")
        found.extend(load(".", BY_CODE).suppressions)
    example, = found
    assert example.counts(AS_OF)
    assert example.file == "group.xlsx"


@pytest.mark.parametrize("line", re.findall(r"- run: smsxl (\w+ .*)$|`smsxl (\w+[^`]*)`", README, re.MULTILINE),
                         ids="".join)
def test_commands_in_the_readme_exist(line: tuple[str, str]) -> None:
    """Every command that the README shows has the options that it shows."""
    verb, *options = "".join(line).split()
    command = main.get_command(None, verb)  # type: ignore[arg-type]
    assert command is not None, verb
    known = {option for parameter in command.params for option in parameter.opts}
    assert {option for option in options if option.startswith("--")} <= known


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/cli.md"])
def test_links_lead_to_files(name: str) -> None:
    """Every link of a page to a file of the project leads to one."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (ROOT / name).read_text("utf-8")):
        assert ((ROOT / name).parent / target).exists(), target
