from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from smsxl.cli.main import VERBS
from smsxl.rules import RULES
from tests.cli.books import environment, smsxl, write_book

HEAVY = ("numpy", "pandas", "pandera", "rich", "openpyxl", "xlsxwriter", "smsxl.rules", "smsxl.tables", "tomllib")


def test_help_loads_nothing_heavy() -> None:
    """`smsxl --help` answers at once: no library that only a verb needs is loaded."""
    code = ("import sys; from smsxl.cli.main import run; run(['--help']); "
            f"print([name for name in {HEAVY!r} if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment())
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_check_of_our_own_workbook_loads_nothing_for_others(tmp_path: Path) -> None:
    """What reads registers of other layouts is named by their rules, and run only where there is such a register."""
    book = write_book(tmp_path / "book.xlsx")
    code = ("import sys; from smsxl.cli.main import run; "
            f"run(['check', '--output-format', 'concise', {str(book)!r}]); "
            "others = ('parse', 'calculate', 'relations', 'bands', 'scales', 'profile', 'mapping'); "
            "kinds = {name: type(sys.modules.get('smsxl.registers.' + name)).__name__ for name in others}; "
            "print([name for name in others if kinds[name] == 'module'])")
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment())
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_lists_every_verb_with_a_sentence() -> None:
    """Each verb has a line in the help and help of its own."""
    outcome = smsxl("--help")
    assert outcome.code == 0
    for verb in VERBS:
        assert f"\n  {verb} " in outcome.out
        assert smsxl(verb, "--help").out.startswith(f"Usage: smsxl {verb} ")


def test_no_command_and_unknown_command_are_usage_errors() -> None:
    """Doing nothing is not a success."""
    assert smsxl().code == 2
    outcome = smsxl("chek")
    assert (outcome.code, outcome.err) == (
        2, f"smsxl: There is no command 'chek'; the commands are {', '.join(VERBS)}; see `smsxl --help`.\n")


def test_version() -> None:
    """--version names the version."""
    assert smsxl("--version").out.startswith("smsxl 0.")


def test_ctrl_c_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends the command with one word and the exit code that shells expect."""
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt
    monkeypatch.setattr("smsxl.check.check_paths", stop)
    outcome = smsxl("check", "x.xlsx")
    assert (outcome.code, outcome.err.strip()) == (130, "smsxl: Stopped.")


def test_rules_are_listed_by_family() -> None:
    """Without a code every rule has one line with code, name and severity."""
    lines = smsxl("rule").out.splitlines()
    for rule in RULES:
        [line] = [line for line in lines if line.startswith(f"  {rule.code} ")]
        assert f" {rule.name} " in line
        assert f" {rule.severity} " in line


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_its_page(rule: object) -> None:
    """`smsxl rule CODE` says what is checked, why, and how to fix it, by code in any case and by name."""
    code, name = rule.code, rule.name  # type: ignore[attr-defined]
    outcome = smsxl("rule", code)
    assert outcome.code == 0
    for part in (name, "What it checks", "Why it matters", "How to fix", "Clause", "Fails", "Passes"):
        assert part in outcome.out
    assert smsxl("rule", code.lower()).out == smsxl("rule", name).out == outcome.out


def test_rule_as_json() -> None:
    """Programs get the same page, and the list of all."""
    page = json.loads(smsxl("rule", "RSK203", "--output-format", "json").out)
    assert (page["code"], page["name"], page["severity"]) == ("RSK203", "residual-above-inherent", "error")
    assert all(page[key] for key in ("what", "why", "how", "failing", "passing", "message", "fix"))
    assert len(json.loads(smsxl("rule", "--output-format", "json").out)) == len(RULES)


@pytest.mark.parametrize(("given", "near"), [
    ("RSK2O3", "RSK203"), ("residual-over-inherent", "residual-above-inherent")])
def test_unknown_rule_suggests_the_nearest(given: str, near: str) -> None:
    """A slip of the finger is answered with what was probably meant."""
    outcome = smsxl("rule", given)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"smsxl: There is no rule {given!r}; did you mean {near}?\n"


@pytest.mark.parametrize(("arguments", "part"), [
    (("book.xlsm", "--formulas", "lambda"), "write book.xlsx, or leave --formulas out"),
    (("book.xlsm", "--formulas", "plain"), "write book.xlsx, or leave --formulas out"),
    (("book.xlsx", "--formulas", "python"), "write book.xlsm"), (("book", "--formulas", "python"), "write book.xlsm"),
    (("book.ods", "--formulas", "python"), "write book.xlsm"),
    (("book.xlsx", "--risks", "5"), "--sample"), (("no/book.xlsx",), "folder"),
    (("book.xlsx", "--sample", "--risks", "0"), "--risks"), (("book.xlsx", "--part", "half"), "--part"),
    (("book.xlsx", "--sample", "--risks", "many"), "a whole number from 1 to 1,000,000"),
    (("book.xlsx", "--sample", "--part", "plan", "--risks", "5"), "the plan alone has no risks"),
    (("book",), "write book.xlsx"), (("book.xls",), "write book.xlsx"), (("~$book.xlsx",), "choose another"),
    ((".xlsx",), "choose another"), (("a[1].xlsx",), "[ ]"), (("book.xlsx", "--as-of", "0001-01-01"), "--as-of"),
    (("book.xlsx", "--sample", "--as-of", "9999-12-31"), "--as-of"),
])
def test_new_refuses_in_one_sentence(arguments: tuple[str, ...], part: str) -> None:
    """What `new` can't make is said in one sentence, and nothing is written."""
    outcome = smsxl("new", *arguments)
    assert outcome.code == 2
    assert part in outcome.err
    assert outcome.err.count("\n") == 1
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("day", ["1910-01-01", "9989-12-31"])
def test_new_counts_with_the_first_and_the_last_day(day: str) -> None:
    """The whole sample can be built for every day that `new` accepts."""
    assert smsxl("new", "book.xlsx", "--sample", "--as-of", day).code == 0


def test_commands_that_are_suggested_can_be_pasted() -> None:
    """A file name with spaces is quoted in the command that `new` suggests."""
    assert "smsxl check 'my service.xlsx'" in smsxl("new", "my service.xlsx").out


def test_program_is_suggested_as_it_was_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the shell would not find smsxl by its name, suggestions repeat the path that it was called by."""
    from smsxl.cli.hints import typed
    monkeypatch.setattr("sys.argv", [".venv/bin/smsxl", "demo"])
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert typed("rule", "RSK206") == ".venv/bin/smsxl rule RSK206"
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert typed("rule", "RSK206") == "smsxl rule RSK206"


def test_family_of_rules_is_listed() -> None:
    """The letters of a family list its rules and no others."""
    out = smsxl("rule", "acc").out
    assert "ACC101" in out
    assert "RSK101" not in out
    assert {page["code"][:3] for page in json.loads(smsxl("rule", "ACC", "--output-format", "json").out)} == {"ACC"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_is_one_sentence_and_no_bug() -> None:
    """Output that can't be written is said in a sentence, not reported as a bug of smsxl."""
    with Path("/dev/full").open("w") as full:
        outcome = subprocess.run([sys.executable, "-m", "smsxl", "rule"], stdout=full, stderr=subprocess.PIPE,
                                 text=True, check=False)
    assert outcome.returncode == 2
    assert outcome.stderr.count("\n") == 1
    assert "could not be written" in outcome.stderr


def test_new_never_replaces_a_file() -> None:
    """A file that is there stays as it is."""
    Path("book.xlsx").write_bytes(b"mine")
    outcome = smsxl("new", "book.xlsx")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert Path("book.xlsx").read_bytes() == b"mine"


def test_new_workbook_checks_without_errors() -> None:
    """What `new` makes, `check` reads: no error, few notes."""
    outcome = smsxl("new", "book.xlsx", "--as-of", "2026-11-22")
    assert (outcome.code, outcome.err) == (0, "")
    assert "smsxl check book.xlsx" in outcome.out
    checked = smsxl("check", "book.xlsx", "--as-of", "2026-11-22", "--output-format", "concise")
    assert checked.code == 0
    assert checked.out.count("\n") <= 10


@pytest.fixture
def flawed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let the demonstration use a small workbook with a fault."""
    from smsxl.rules.examples import Put
    path = Path(write_book(tmp_path / "sample-flawed.xlsx", Put("Risks", "R-3", "residual_likelihood", 3)))
    monkeypatch.setattr("smsxl.demo.flawed_sample", lambda: path)
    return path


def test_demo_shows_findings_and_what_to_do_next(flawed: Path) -> None:
    """The demonstration ran, so it exits 0; it says where the workbook lies and how to check it again."""
    outcome = smsxl("demo")
    assert (outcome.code, outcome.err) == (0, "")
    assert "RSK206" in outcome.out
    assert "as of 2026-11-22" in outcome.out
    assert "smsxl check smsxl-demo" in outcome.out
    assert Path("smsxl-demo/sample-flawed.xlsx").read_bytes() == flawed.read_bytes()


def test_demo_leaves_a_changed_copy_alone(flawed: Path) -> None:
    """A copy that the user changed stays, and the demonstration uses another name; an unchanged one is used again."""
    for _ in range(2):
        smsxl("demo", "d")
    assert [path.name for path in Path("d").iterdir()] == ["sample-flawed.xlsx"]
    Path("d/sample-flawed.xlsx").write_bytes(b"mine")
    outcome = smsxl("demo", "d")
    assert outcome.code == 0
    assert "sample-flawed-2.xlsx" in outcome.out
    assert Path("d/sample-flawed.xlsx").read_bytes() == b"mine"
    assert Path("d/sample-flawed-2.xlsx").read_bytes() == flawed.read_bytes()


@pytest.mark.usefixtures("flawed")
def test_demo_in_a_place_that_is_a_file_says_so() -> None:
    """A folder that can't be made is one sentence."""
    Path("d").write_text("mine")
    outcome = smsxl("demo", "d")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1


def test_shipped_sample_with_faults_is_found() -> None:
    """The package or the checkout holds the workbook that the demonstration checks."""
    from smsxl.demo import flawed_sample
    assert flawed_sample().suffix == ".xlsx"
