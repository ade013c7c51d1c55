"""The folders show the design: no import loop, a domain on its own, one list of columns, small modules."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import smsxl
from smsxl.tables import TABLES

ROOT = Path(smsxl.__file__).parent
LARGEST = 400


@cache
def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of every module by its dotted name."""
    found = {}
    for path in ROOT.rglob("*.py"):
        parts = ("smsxl", *path.relative_to(ROOT).with_suffix("").parts)
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names that a module imports, wherever in it, but not those for type checkers alone."""
    skipped = {id(inner) for node in ast.walk(tree)
               if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
               for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own(name: str) -> str | None:
    """Return the module of ours that an imported name lies in."""
    while name.startswith("smsxl"):
        if name in trees():
            return name
        name = name.rpartition(".")[0]
    return None


def test_no_import_loop() -> None:
    """No module imports itself by way of others, inside functions included."""
    graph = {name: {target for item in imports(tree) if (target := own(item)) and target != name}
             for name, tree in trees().items()}
    state: dict[str, int] = {}

    def visit(name: str, path: tuple[str, ...]) -> None:
        if state.get(name) == 1:
            pytest.fail(" imports ".join((*path[path.index(name):], name)))
        if name in state:
            return
        state[name] = 1
        for target in sorted(graph[name]):
            visit(target, (*path, name))
        state[name] = 2

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("part", ["domain", "functions"])
def test_spreadsheet_side_uses_the_standard_library_alone(part: str) -> None:
    """What runs inside a spreadsheet program's own Python imports nothing that may be missing there."""
    for name, tree in trees().items():
        if name.startswith(f"smsxl.{part}"):
            for item in imports(tree):
                top = item.split(".")[0]
                assert top in sys.stdlib_module_names or item.startswith(("smsxl.domain", "smsxl.functions")), (
                    f"{name} imports {item}")


def test_no_header_stands_in_two_places() -> None:
    """The header texts of columns are written down in the declarations alone."""
    headers = {column.header for table in TABLES for column in table.columns if " " in column.header}
    for name, tree in trees().items():
        if name.startswith("smsxl.tables"):
            continue
        texts = {node.value for node in ast.walk(tree)
                 if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        assert not headers & texts, f"{name} repeats {sorted(headers & texts)}"


def test_no_module_is_too_long() -> None:
    """A module of more than 400 lines has a seam that nobody has cut."""
    long = {path.name: count for path in ROOT.rglob("*.py")
            if (count := len(path.read_text(encoding="utf-8").splitlines())) > LARGEST}
    assert long == {}
