"""Several formats at once, and what else decides what a check says and how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from smsxl.cli.outputs import FORMATS
from smsxl.rules.examples import Put
from tests.cli.books import Outcome, environment, smsxl, write_book
from tests.formats.findings import AS_OF
from tests.formats.shapes import SHAPES

HIGH = Put("Risks", "R-3", "residual_likelihood", 3)


def check(*arguments: str) -> Outcome:
    """Check as of the day of the sample."""
    return smsxl("check", "--as-of", AS_OF.isoformat(), *arguments)


@pytest.fixture
def book() -> str:
    """Return a workbook with one error, RSK206."""
    return write_book("faulty.xlsx", HIGH)


def output(name: str, file: str | None = None) -> list[str]:
    """Return the options for one output."""
    return ["--output-format", name, *(["--output-file", file] if file else [])]


@pytest.mark.parametrize("name", SHAPES)
def test_each_format_goes_to_standard_output_alone(name: str, book: str) -> None:
    """Standard output holds the format and nothing else, as the file does."""
    outcome = check(book, *output(name))
    assert (outcome.code, outcome.err) == (1, "")
    SHAPES[name](outcome.out)
    assert "RSK206" in outcome.out
    assert check(book, *output(name, "out.x")).out == ""
    assert Path("out.x").read_text("utf-8") == outcome.out


def test_check_in_text_loads_no_other_format(book: str) -> None:
    """The formats for CI cost nothing where nobody asks for them."""
    code = (f"import sys; from smsxl.cli.main import run; run(['check', {book!r}]); "
            "print(sorted(name for name in sys.modules if name.startswith('smsxl.formats.as_')))")
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environment())
    assert done.stdout.splitlines()[-1] == str([f"smsxl.formats.as_{name}" for name in ("concise", "json", "text")])


def test_all_formats_at_once(book: str) -> None:
    """One run writes every format to its file, and the one without a file to standard output."""
    files = {name: f"out.{name}" for name in FORMATS if name != "json"}
    outcome = check(book, *output("json"), *(word for name, file in files.items() for word in output(name, file)))
    assert (outcome.code, outcome.err) == (1, "")
    assert json.loads(outcome.out)["totals"]["error"] == 1
    for name, file in files.items():
        text = Path(file).read_text("utf-8")
        assert "RSK206" in text
        if name in SHAPES:
            SHAPES[name](text)


@pytest.mark.parametrize(("arguments", "sarif", "out"), [
    (("--output-format", "sarif", "--output-file", "s", "--output-format", "json", "--output-file", "j"), "s", ""),
    (("--output-format", "json", "--output-format", "sarif", "--output-file", "j", "--output-file", "s"), "s", ""),
    (("--output-file", "s", "--output-format", "sarif"), "s", ""),
    (("--output-format", "text", "--output-format", "sarif", "--output-file", "s"), "s", "faulty.xlsx\n"),
    (("--output-format", "sarif", "--output-file", "s", "--output-format", "text"), "s", "faulty.xlsx\n"),
    (("--output-format", "json", "--output-file", "j", "--output-format", "sarif"), None, '{"$schema"'),
])
def test_formats_and_files_are_paired(arguments: tuple[str, ...], sarif: str | None, out: str, book: str) -> None:
    """Files and formats of the same number go together in order; else a file belongs to the format before it."""
    outcome = check(book, *arguments)
    assert outcome.code == 1
    assert outcome.out.startswith(out)
    assert bool(outcome.out) == bool(out)
    if sarif is not None:
        assert Path(sarif).read_text("utf-8").startswith('{"$schema"')


@pytest.mark.parametrize(("arguments", "sentence"), [
    (("--output-format", "sarif", "--output-format", "junit"), "2 formats would go to standard output"),
    (("--output-format", "sarif", "--output-file", "a", "--output-file", "b"), "2 times --output-file and 1 times"),
    (("--output-file", "a", "--output-file", "b"), "2 times --output-file and 0 times"),
    (("--output-format", "sarif", "--output-file", "a", "--output-format", "junit", "--output-file", "./a"),
     "./a is named twice"),
    (("--output-file", "a", "--output-format", "sarif", "--output-format", "junit"), "which format goes to a"),
    (("--output-format", "sarif", "--output-file", "a", "--output-format", "html", "--output-file", "b.xlsx"),
     "b.xlsx has the name of a workbook"),
    (("--output-format", "json", "--statistics"), "--statistics is a table for people"),
    (("--extend-select", "XYZ"), "--extend-select: 'XYZ' is no rule code"),
    (("--extend-select", ""), "--extend-select names no rule"),
])
def test_what_can_not_be_paired_is_refused(arguments: tuple[str, ...], sentence: str, book: str) -> None:
    """A mistake is one sentence, before anything is read or written."""
    outcome = check(book, *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1
    assert [path.name for path in Path().iterdir()] == ["faulty.xlsx"]


def test_limits_are_said_on_standard_error(monkeypatch: pytest.MonkeyPatch, book: str) -> None:
    """What a receiver will not take or show is said where people look, not in the output of another format."""
    monkeypatch.setattr("smsxl.formats.as_sarif.MOST", 0)
    outcome = check(book, *output("sarif", "s"), *output("json"))
    assert "smsxl: The SARIF output holds the heaviest 0 of 1 findings" in outcome.err
    json.loads(outcome.out)


def test_statistics_count_by_rule(book: str) -> None:
    """--statistics shows the number, severity, code and name of each rule, the heaviest first, in place of findings."""
    outcome = check(book, write_book("second.xlsx", HIGH, Put("Objectives", "O-1", "baseline", None)), "--statistics")
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert lines[0].split() == ["2", "error", "RSK206", "residual-above-current"]
    assert lines[1].split()[:3] == ["1", "warning", "OBJ101"]
    assert lines[-1].startswith("2 errors and 1 warning in 2 workbooks")
    assert check(book, "--statistics", *output("text", "out.txt"), *output("json")).code == 1
    assert Path("out.txt").read_text("utf-8").splitlines()[0].split()[0] == "1"


def test_statistics_name_what_was_not_checked() -> None:
    """A table without findings still says that a file was not read."""
    outcome = check("missing.xlsx", "--statistics")
    assert outcome.code == 3
    assert "unreadable: missing.xlsx" in outcome.out


def test_exit_zero_hides_findings_alone(book: str) -> None:
    """--exit-zero gives 0 in spite of findings; wrong usage and what was not checked keep their codes."""
    assert check(book, "--exit-zero").code == 0
    assert "RSK206" in check(book, "--exit-zero").out
    assert check(book, "missing.xlsx", "--exit-zero").code == 3
    assert check(book, "--exit-zero", "--select", "XYZ").code == 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smsxl.check.run", lambda *_: 1 / 0)
        assert check(book, "--exit-zero").code == 4


@pytest.mark.parametrize(("config", "arguments", "found"), [
    ('select = ["OBJ"]', (), []),
    ('select = ["OBJ"]', ("--extend-select", "RSK206"), ["RSK206"]),
    ('ignore = ["RSK"]', ("--extend-select", "RSK2"), ["RSK206"]),
    ('ignore = ["RSK"]', ("--extend-select", "RSK2", "--ignore", "RSK206"), []),
    ('ignore = ["RSK"]', ("--select", "OBJ", "--extend-select", "rsk"), ["RSK206"]),
    ('ignore = ["RSK"]', ("--extend-select", "OBJ"), []),
])
def test_extend_select_adds_to_the_configuration(config: str, arguments: tuple[str, ...], found: list[str],
                                                 book: str) -> None:
    """--extend-select adds rules, those too that the file ignores; what the command line ignores stays out."""
    Path("smsxl.toml").write_text(config, encoding="utf-8")
    data = json.loads(check(book, *arguments, *output("json")).out)
    assert [finding["code"] for finding in data["files"][0]["findings"]] == found


@pytest.mark.parametrize(("config", "code", "sentence"), [
    ('fail-on = "error"\nseverity = { RSK206 = "note" }\nerror-if = { note = 1 }', 1,
     "1 note: error-if of smsxl.toml fails the run from 1 on."),
    ('severity = { RSK206 = "note" }\nerror-if = { note = 2, RSK = 2, RSK206 = 2 }', 0, None),
    ('severity = { RSK206 = "note" }\nerror-if = { RSK2 = 1 }', 1, "1 finding of RSK2: error-if"),
    ('severity = { RSK206 = "note" }\nwarn-if = { rsk206 = 1 }', 0,
     "1 finding of RSK206: warn-if of smsxl.toml asks for attention from 1 on."),
])
def test_thresholds(config: str, code: int, sentence: str | None, book: str) -> None:
    """At least so many findings fail the run or are remarked on, on standard error and in the text; JSON stays."""
    Path("smsxl.toml").write_text(config, encoding="utf-8")
    outcome = check(book)
    assert outcome.code == code
    assert (sentence or "") in outcome.err
    assert bool(outcome.err) == (sentence is not None)
    assert ("-if of smsxl.toml" in outcome.out) == (sentence is not None)
    assert set(json.loads(check(book, *output("json")).out)) == {"schema", "tool", "as_of", "files", "totals"}
    assert check(book, "--exit-zero").code == 0


def test_thresholds_count_over_all_workbooks_of_a_configuration() -> None:
    """Workbooks under one configuration are counted together, those under another are not among them."""
    Path("one").mkdir()
    Path("two").mkdir()
    Path("one/smsxl.toml").write_text('severity = { RSK206 = "note" }\nerror-if = { RSK206 = 2 }', encoding="utf-8")
    Path("two/smsxl.toml").write_text('severity = { RSK206 = "note" }', encoding="utf-8")
    paths = [write_book(path, HIGH) for path in ("one/a.xlsx", "two/b.xlsx", "two/c.xlsx")]
    assert check(*paths).code == 0
    outcome = check(*paths, write_book("one/d.xlsx", HIGH))
    assert outcome.code == 1
    assert "smsxl: 2 findings of RSK206: error-if of one/smsxl.toml" in outcome.err


@pytest.mark.parametrize(("config", "sentence"), [
    ("error-if = 5", "smsxl.toml: the key error-if has to be a table of numbers of findings"),
    ("warn-if = { RSK = 0 }", "smsxl.toml: the key warn-if.RSK has to be a whole number of findings above 0, not 0."),
    ("warn-if = { RSK = true }", "the key warn-if.RSK has to be a whole number"),
    ("error-if = { XYZ = 1 }", "smsxl.toml: the key error-if.XYZ: 'XYZ' is no rule code"),
    ("error_if = { RSK = 1 }", "smsxl.toml: the key error_if is not known; the keys are"),
])
def test_wrong_thresholds_name_file_and_key(config: str, sentence: str, book: str) -> None:
    """A mistake in the configuration is wrong usage and says where it stands."""
    Path("smsxl.toml").write_text(config, encoding="utf-8")
    outcome = check(book)
    assert (outcome.code, outcome.out) == (2, "")
    assert sentence in outcome.err
