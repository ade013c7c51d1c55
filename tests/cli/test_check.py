from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import validate

from smsxl.check import check_paths
from smsxl.errors import UnreadableError
from smsxl.formats import as_json
from smsxl.hosts.memory import MemoryWorkbook
from smsxl.rules.examples import Put
from tests.cli.books import Fakes, Outcome, environment, fake_rules, smsxl, write_book, write_workbook
from tests.formats.findings import AS_OF, HOSTILE
from tests.formats.test_formats import CONTROLS, SCHEMA

__all__ = ["fake_rules"]
HIGH = Put("Risks", "R-3", "residual_likelihood", 3)


def check(*arguments: str) -> Outcome:
    return smsxl("check", "--as-of", AS_OF.isoformat(), *arguments)


def test_clean_workbook_exits_0() -> None:
    """A sound workbook has no findings."""
    outcome = check(write_book("sound.xlsx"))
    assert (outcome.code, outcome.err) == (0, "")
    assert "No findings in 1 workbook" in outcome.out


def test_fault_exits_1_and_names_sheet_cell_rule_and_fix() -> None:
    """A fault is reported with its cell, its rule and what to do."""
    outcome = check(write_book("faulty.xlsx", HIGH))
    assert outcome.code == 1
    assert re.search(r"^  Risks$", outcome.out, re.MULTILINE)
    assert re.search(r"^    [A-Z]+7 +error +[^\n]*R-3 .*RSK206$", outcome.out, re.MULTILINE)
    assert "Rate it at most 2" in outcome.out


@pytest.mark.parametrize("part", ["both", "plan", "risk"])
@pytest.mark.parametrize("formulas", ["lambda", "plain"])
def test_fresh_workbook_is_told_where_to_begin_on_ten_lines(part: str, formulas: str) -> None:
    """A new workbook has no error, says that nothing has been entered yet, and does so in at most ten lines."""
    assert smsxl("new", "fresh.xlsx", "--part", part, "--formulas", formulas, "--as-of", AS_OF.isoformat()).code == 0
    outcome = check("fresh.xlsx")
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert len(lines) <= 10
    assert max(map(len, lines)) <= 80
    for sheet in ("Plan", "Risks"):
        assert (f"Nothing has been entered on {sheet} yet." in outcome.out) == (part in ("both", sheet.lower()[:4]))
    found = json.loads(check("fresh.xlsx", "--output-format", "json").out)["files"][0]["findings"]
    concise = check("fresh.xlsx", "--output-format", "concise").out.splitlines()
    assert len(found) == len(concise) == len(lines) - 4
    assert all(finding["fix"] for finding in found)


def test_json_is_one_object_alone_and_the_same_each_time() -> None:
    """Standard output holds the JSON and nothing else, byte for byte the same for the same day."""
    write_book("faulty.xlsx", HIGH)
    first, second = check("faulty.xlsx", "--output-format", "json"), check("faulty.xlsx", "--output-format", "json")
    assert first.out == second.out
    data = json.loads(first.out)
    validate(data, SCHEMA)
    assert data["as_of"] == "2026-11-22"
    assert data["files"][0]["path"] == "faulty.xlsx"
    assert [f["code"] for f in data["files"][0]["findings"]] == ["RSK206"]


def test_both_engines_find_the_same() -> None:
    """The second engine gives the same findings."""
    write_book("faulty.xlsx", HIGH)
    outputs = [check("faulty.xlsx", "--engine", engine, "--output-format", "json").out
               for engine in ("package", "openpyxl")]
    assert outputs[0] == outputs[1]


def test_what_can_not_be_read_exits_3_and_the_others_are_checked() -> None:
    """A file that is no workbook gives one sentence on standard error, and the other files go on."""
    Path("bad.xlsx").write_bytes(b"no workbook")
    before = Path("bad.xlsx").read_bytes()
    write_book("faulty.xlsx", HIGH)
    outcome = check("bad.xlsx", "faulty.xlsx", "missing.xlsx")
    assert outcome.code == 3
    assert "RSK206" in outcome.out
    assert [line.split(" ")[1] for line in outcome.err.splitlines()] == ["bad.xlsx", "missing.xlsx"]
    assert "2 of 3 workbooks not checked" in outcome.out
    assert Path("bad.xlsx").read_bytes() == before
    data = json.loads(check("bad.xlsx", "--output-format", "json").out)
    validate(data, SCHEMA)
    assert data["files"][0]["status"] == "unreadable"


def test_folder_without_workbooks_exits_3() -> None:
    """Nothing to check is never a success."""
    Path("empty").mkdir()
    outcome = check("empty")
    assert outcome.code == 3
    assert outcome.err == (
        "smsxl: empty is a folder without workbooks (.xlsx or .xlsm); give the folder that holds them.\n")


@pytest.mark.parametrize("arguments", [
    (), ("--nothing", "x.xlsx"), ("x.xlsx", "--as-of", "22.11.2026"), ("x.xlsx", "--as-of", "0050-01-01"),
    ("x.xlsx", "--fail-on", "never"),
    ("x.xlsx", "--select", "XYZ"), ("x.xlsx", "--select", ""),
    ("x.xlsx", "--output-format", "xml"), ("x.xlsx", "--output-file", "other.xlsx"),
    ("x.xlsx", "--output-file", "nowhere/f.txt"), ("x.xlsx", "--engine", "excel"),
])
def test_wrong_usage_exits_2_with_one_sentence(arguments: tuple[str, ...]) -> None:
    """A mistake on the command line is one line on standard error, without usage text or traceback."""
    outcome = smsxl("check", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("smsxl: ")
    assert outcome.err.count("\n") == 1


def test_report_never_replaces_a_workbook() -> None:
    """--output-file refuses the name of a workbook and leaves the file as it is."""
    write_book("book.xlsx")
    before = Path("book.xlsx").read_bytes()
    outcome = check("book.xlsx", "--output-file", "book.xlsx")
    assert outcome.code == 2
    assert "findings.txt" in outcome.err
    assert Path("book.xlsx").read_bytes() == before


def test_report_goes_to_a_file() -> None:
    """--output-file holds what standard output would, in every format, and leaves nothing else behind."""
    write_book("faulty.xlsx", HIGH)
    for name in ("text", "concise", "json"):
        outcome = check("faulty.xlsx", "--output-format", name, "--output-file", "out.txt")
        assert (outcome.code, outcome.out) == (1, "")
        assert Path("out.txt").read_text("utf-8") == check("faulty.xlsx", "--output-format", name).out
    assert sorted(path.name for path in Path().iterdir()) == ["faulty.xlsx", "out.txt"]


@pytest.mark.usefixtures("fake_rules")
def test_fail_on_and_selection() -> None:
    """--fail-on, --select and --ignore decide what makes the exit code 1."""
    rules = Fakes.rules
    path = write_book("book.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smsxl.check.check_paths.__kwdefaults__", check_paths.__kwdefaults__ | {"rules": rules})
        assert check(path).code == 1
        assert check(path, "--ignore", "RSK900").code == 0
        assert check(path, "--ignore", "RSK900", "--fail-on", "note").code == 1
        assert check(path, "--select", "RSK901, RSK902").code == 0
        assert check(path, "--select", "RSK901", "--ignore", "RSK901").code == 2
        Path("smsxl.toml").write_text("severity.RSK900 = 'warning'\nfail-on = 'error'\n")
        assert check(path).code == 0
        assert json.loads(check(path, "--output-format", "json").out)["files"][0]["config"] == "smsxl.toml"
        assert check(path, "--fail-on", "warning").code == 1
        Path("smsxl.toml").write_text("unknown = 1\n")
        outcome = check(path)
        assert outcome.code == 2
        assert "smsxl.toml: the key unknown" in outcome.err


def test_each_workbook_follows_its_own_configuration() -> None:
    """A folder's configuration holds for its workbooks alone."""
    write_book("a/book.xlsx")
    write_book("b/book.xlsx")
    Path("b/smsxl.toml").write_text("ignore = ['RSK900']\n")
    report = check_paths(["a", "b"], as_of=AS_OF, rules=Fakes.rules)
    assert [len(file.findings) for file in report.files] == [3, 1]
    assert [file.config for file in report.files] == [None, "b/smsxl.toml"]


def test_limits_of_the_configuration_hold() -> None:
    """A limit in the configuration makes a bigger workbook unreadable."""
    path = write_book("book.xlsx")
    Path("smsxl.toml").write_text("[limits]\ntotal_bytes = 2000\n")
    outcome = check(path)
    assert outcome.code == 3
    assert "2,000 bytes" in outcome.err


def test_bug_in_one_file_is_logged_without_contents_and_the_others_go_on() -> None:
    """A bug is one sentence and a log that names our lines and no cell; exit code 4."""
    write_book("a.xlsx", Put("Risks", "R-1", "title", "SECRET-BREAK"))
    write_book("b.xlsx")
    report = check_paths(["a.xlsx", "b.xlsx"], as_of=AS_OF, rules=Fakes.rules)
    assert report.exit_code == 4
    bad, good = report.files
    assert bad.error == "a.xlsx could not be checked because of a bug in smsxl."
    assert len(good.findings) == 3
    validate(json.loads(as_json.render(report)), SCHEMA)
    log = Path(bad.log or "").read_text("utf-8")
    assert "builtins.ValueError" in log
    assert "smsxl/rules/engine.py:" in log
    assert "SECRET" not in log


def test_bug_elsewhere_is_one_sentence_and_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks in the command itself, nobody sees a traceback."""
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("SECRET")
    monkeypatch.setattr("smsxl.check.check_paths", broken)
    outcome = check("x.xlsx")
    assert (outcome.code, outcome.out) == (4, "")
    assert "SECRET" not in outcome.err
    assert "Traceback" not in outcome.err
    path = re.search(r"the log (\S+\.log)", outcome.err)
    assert path is not None
    assert "SECRET" not in re.sub('"SECRET"', "", Path(path[1]).read_text("utf-8"))


def test_redacted_findings_hold_no_cell_contents() -> None:
    """--redact keeps the id, the cell and the rule, and nothing else that stands in the workbook."""
    write_book("book.xlsx", Put("Risks", "R-1", "title", "TITLE-SECRET"), Put("Risks", "R-1", "owner", "OWNER-SECRET"),
               Put("Risks", "R-1", "event", "EVENT-SECRET"))
    report = check_paths(["book.xlsx"], as_of=AS_OF, rules=Fakes.rules, hide=True)
    open_ = check_paths(["book.xlsx"], as_of=AS_OF, rules=Fakes.rules)
    assert "TITLE-SECRET" in as_json.render(open_)
    assert "OWNER-SECRET" in as_json.render(open_)
    text = as_json.render(report)
    assert "SECRET" not in text + repr(report)
    category = open_.files[0].findings[0]
    assert category.table == "Categories"
    assert str(category.value) not in re.sub(r'"(area|table|sheet)": "[^"]*"', "", text)
    assert str(category.value).casefold() not in repr(report.files[0].findings[0]).casefold()
    found = report.files[0].findings[1]
    assert found.row_id == "R-1"
    assert found.message == ("R-1 ([redacted]) has a Title of [redacted], beside [redacted] and [redacted], in Risks.")
    assert found.fingerprint == open_.files[0].findings[1].fingerprint


def test_redacted_refusal_does_not_quote_what_broke(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence about a damaged file may quote a cell; with --redact it does not."""
    def refuse(path: str, limits: object) -> None:
        try:
            float("CELL-SECRET")
        except ValueError as error:
            raise UnreadableError(f"{path} holds something odd ({error}); {limits and 'repair it'}.") from error
    monkeypatch.setattr("smsxl.check.open_any", refuse)
    assert "CELL-SECRET" in check("x.xlsx").err
    outcome = check("x.xlsx", "--redact")
    assert outcome.code == 3
    assert outcome.err == "smsxl: x.xlsx holds something odd ([redacted]); repair it.\n"


def test_workbook_without_any_of_our_tables_is_never_clean() -> None:
    """A workbook in which nothing could be checked does not exit 0, whichever rules were asked for."""
    write_workbook(MemoryWorkbook({"Sheet1": {(1, 1): "Probability", (1, 2): "Impact"}}), "other.xlsx")
    assert check("other.xlsx").code in (1, 3)
    outcome = check("other.xlsx", "--select", "RSK2")
    assert outcome.code == 3
    assert "none of the tables" in outcome.err


@pytest.mark.parametrize("title", [title for title in HOSTILE if "\x00" not in title and "\ud800" not in title
                                   and "\udfff" not in title], ids=repr)
def test_hostile_titles_pass_through_the_whole_command(title: str) -> None:
    """A title that tries to be more than text comes out of a real workbook as text."""
    write_book("book.xlsx", Put("Risks", "R-1", "title", title))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smsxl.check.check_paths.__kwdefaults__", check_paths.__kwdefaults__ | {"rules": Fakes.rules})
        for name in ("text", "concise"):
            outcome = check("book.xlsx", "--output-format", name)
            assert outcome.code == 1
            assert not CONTROLS.search(outcome.out)
        data = json.loads(check("book.xlsx", "--output-format", "json").out)
        validate(data, SCHEMA)
        assert len(data["files"][0]["findings"]) == 3


def test_concise_paths_are_one_line_each() -> None:
    """The concise format is made for grep."""
    write_book("faulty.xlsx", HIGH)
    outcome = check("faulty.xlsx", "--output-format", "concise")
    assert re.fullmatch(r"faulty\.xlsx > Risks![A-Z]+7: RSK206 error .*R-3 .*\n", outcome.out)


def test_installed_command_is_quiet_when_its_reader_goes(tmp_path: Path) -> None:
    """A pipe that closes early gives no traceback."""
    process = subprocess.Popen([sys.executable, "-m", "smsxl", "rule"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               cwd=tmp_path, env=environment())
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait(30)


def test_exit_code_reaches_the_shell() -> None:
    """The process itself ends with the code."""
    done = subprocess.run([sys.executable, "-m", "smsxl", "check", "missing.xlsx"], check=False, capture_output=True,
                          env=environment())
    assert done.returncode == 3


def test_console_that_can_not_show_a_character_does_not_stop_the_check() -> None:
    """On an old console a character that it lacks becomes a question mark."""
    write_book("größe.xlsx")
    done = subprocess.run([sys.executable, "-m", "smsxl", "check", "größe.xlsx", "--as-of", "2026-11-22"], check=False,
                          capture_output=True, env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0"))
    assert done.returncode == 0
    assert b"gr??e.xlsx" in done.stdout
