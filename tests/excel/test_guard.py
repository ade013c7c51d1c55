from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import smsxl
from smsxl.cli.main import VERBS
from tests.cli.books import environment

ROOT = Path(smsxl.__file__).parent
PROJECT = ROOT.parent

WATCH = """
import builtins, os, sys
asked = []
class Watched(dict):
    def __getitem__(self, key): asked.append(key); return dict.__getitem__(self, key)
    def get(self, key, default=None): asked.append(key); return dict.get(self, key, default)
    def __contains__(self, key): asked.append(key); return dict.__contains__(self, key)
os.environ = Watched(os.environ)
os.getenv = os.environ.get
opened = []
really = builtins.open
builtins.open = lambda file, *a, **k: (opened.append(str(file)), really(file, *a, **k))[1]
"""
LOAD = """
{load}
print([key for key in asked if "LICENSE" in key.upper()], [name for name in opened if "xlwings.conf" in name],
      [name for name in sys.modules if name.startswith("xlwings.pro") and sys.modules[name] is not None])
"""


def run(code: str, where: Path) -> str:
    """Run code in a Python of its own and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=where, env=environment(), capture_output=True, text=True,
                          check=True)
    return done.stdout.strip()


def test_no_licence_key_is_looked_up(tmp_path: Path) -> None:
    """Through the guard xlwings asks for no key, in the environment or in a file; without it, it does."""
    guarded = "from smsxl.hosts.excel.guard import load_xlwings; load_xlwings()"
    assert run(WATCH + LOAD.format(load=guarded), tmp_path) == "[] [] []"
    assert run(WATCH + LOAD.format(load="import xlwings"), tmp_path) != "[] [] []"


def test_macros_and_functions_look_for_no_key(tmp_path: Path) -> None:
    """The two modules that Excel imports come to xlwings through the guard alone."""
    code = ("import smsxl_udfs, smsxl_macros\nfrom smsxl.hosts.excel.program import calling_program\n"
            "try: calling_program()")
    assert run(WATCH + LOAD.format(load=f"{code}\nexcept Exception: pass"), tmp_path) == "[] [] []"


def trees() -> dict[str, ast.Module]:
    """Return the syntax tree of every module of ours by its path."""
    files = [*ROOT.rglob("*.py"), *(PROJECT / "udfs").glob("*.py")]
    return {path.relative_to(PROJECT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in files}


def test_only_the_guard_names_xlwings() -> None:
    """One module imports xlwings, and it is the one that names its non-free part, to keep it out."""
    importing, naming = set(), set()
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import) and any(name.name.split(".")[0] == "xlwings" for name in node.names):
                importing.add(path)
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "xlwings":
                importing.add(path)
            if isinstance(node, ast.Constant) and node.value == "xlwings.pro":
                naming.add(path)
            if isinstance(node, ast.Attribute) and node.attr == "pro":
                naming.add(path)
    assert importing == naming == {"smsxl/hosts/excel/guard.py"}


@pytest.mark.parametrize("arguments", [["check", "{book}"], ["doctor", "{book}"], ["trace", "{book}"], ["rule"],
                                       ["new", "made.xlsx"], ["demo", "shown"], ["--help"],
                                       *([verb, "--help"] for verb in VERBS)])
def test_commands_never_import_xlwings(arguments: list[str], tmp_path: Path) -> None:
    """Whatever is done without Excel needs no xlwings, and does not wait for it."""
    book = PROJECT / "workbooks" / "sample.xlsx"
    words = [word.format(book=book) for word in arguments]
    code = f"import sys\nfrom smsxl.cli.main import run\nrun({words!r})\nprint('xlwings' in sys.modules)"
    assert run(code, tmp_path).splitlines()[-1] == "False"


def test_modules_import_from_anywhere_without_xlwings(tmp_path: Path) -> None:
    """After an install both modules are found in any folder, also where xlwings is not installed."""
    code = ("import sys; sys.modules['xlwings'] = None; import smsxl_udfs, smsxl_macros, json;"
            "print(json.dumps([smsxl_udfs.RISK_SCORE(2.0, 3.0), smsxl_macros.__all__]))")
    result = json.loads(run(code, tmp_path))
    assert result[0] == [[6.0]]
    assert "validate" in result[1]


def test_functions_load_nothing_heavy(tmp_path: Path) -> None:
    """The first formula waits for the server to import this module: no pandas, no numpy, no openpyxl."""
    code = "import smsxl_udfs, sys; print([n for n in ('pandas', 'numpy', 'openpyxl', 'click') if n in sys.modules])"
    assert run(code, tmp_path) == "[]"


def test_wheel_installs_them_at_the_top_level() -> None:
    """The wheel holds both modules under the names that workbooks ask for, and no package called udfs."""
    data: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = data["tool"]["hatch"]["build"]["targets"]["wheel"]
    sources = sorted(path.name for path in (PROJECT / "udfs").glob("*.py"))
    assert sources == ["smsxl_macros.py", "smsxl_udfs.py"]
    assert all(wheel["force-include"][f"udfs/{name}"] == name for name in sources)
    assert "udfs" not in wheel["packages"]
