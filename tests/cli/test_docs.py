from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from types import ModuleType

import pytest

import smsxl.domain
import smsxl.functions
from smsxl.cli.main import VERBS
from smsxl.docs import pages, run, stale_pages
from smsxl.functions import FUNCTIONS
from smsxl.rules import RULES
from smsxl.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]


def modules() -> list[ModuleType]:
    """Return the modules of domain and functions."""
    return [importlib.import_module(info.name) for package in (smsxl.domain, smsxl.functions)
            for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")]


PUBLIC = [pytest.param(value, id=f"{module.__name__}.{name}") for module in modules()
          for name, value in vars(module).items()
          if not name.startswith("_") and (inspect.isfunction(value) or inspect.isclass(value))
          and value.__module__ == module.__name__]


def test_docs_are_current() -> None:
    """The pages in docs/ are what the declarations say now, and the README shows what the demonstration prints."""
    assert list(stale_pages(ROOT)) == [], "run python -m smsxl.docs"


def test_stale_page_is_noticed_and_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that somebody changed fails the check and is written again."""
    assert run([str(tmp_path)]) == 0
    assert run(["--check", str(tmp_path)]) == 0
    (tmp_path / "docs/rules.md").write_text("old", encoding="utf-8")
    capsys.readouterr()
    assert run(["--check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.count("\n") == 1
    run([str(tmp_path)])
    assert not stale_pages(tmp_path)


def test_everything_declared_has_its_place() -> None:
    """Every rule, function, table and command can be linked to."""
    text = pages()
    for rule in RULES:
        assert f'<a id="{rule.code.lower()}"></a>' in text["docs/rules.md"]
    for function in FUNCTIONS:
        assert f'<a id="{function.name.lower()}"></a>' in text["docs/functions.md"]
    for table in TABLES:
        assert f'<a id="{table.name.lower()}"></a>' in text["docs/tables.md"]
        for column in table.columns:
            assert f"`{column.field}`" in text["docs/tables.md"]
    for verb in VERBS:
        assert f"\n## smsxl {verb}\n" in text["docs/cli.md"]


@pytest.mark.parametrize("name", ["docs/rules.md", "docs/functions.md", "docs/tables.md"])
def test_links_within_a_page_lead_somewhere(name: str) -> None:
    """No link of a generated page points at nothing."""
    text = pages()[name]
    anchors = set(re.findall(r'<a id="([^"]+)">', text))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


@pytest.mark.parametrize("thing", PUBLIC)
def test_public_code_of_the_domain_says_what_it_does(thing: object) -> None:
    """Everything public in domain and functions opens with one whole sentence, which names the unit of a number."""
    text = inspect.getdoc(thing) or ""
    first = " ".join(text.split("\n\n")[0].split())
    assert re.match(r"[A-Z0-9\"`].{14,}[.:;]( |$)", first), first
