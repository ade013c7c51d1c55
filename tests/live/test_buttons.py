"""The menu and the toolbar SMS in Calc, pressed without a screen."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from smsxl.check import check_file, today
from smsxl.libreoffice import names
from smsxl.libreoffice.declare import CALLED
from smsxl.tables import header_of
from smsxl.tables.own import FINDINGS
from tests.live.calc import Calc, Document

STALE = "WBK303"
"""A stale value is none any more in a program that calculates: the one finding that Calc can't have."""

TO_OPEN = [header_of("Findings", column.field) for column in FINDINGS.columns]


def press(document: Document, key: str) -> tuple[bool, str]:
    """Press a button and return whether it worked and what it said."""
    result = document.ask("dispatch", address=f"{names.PROTOCOL}{key}")
    return result["state"] == 1, result["said"]


def found_in(document: Document) -> list[dict[str, Any]]:
    """Return the rows of the sheet Findings, by header."""
    rows = document.read(FINDINGS.sheet)
    start = rows.index(TO_OPEN)
    return [dict(zip(TO_OPEN, row, strict=True)) for row in rows[start + 1:] if any(row)]


@contextmanager
def command(calc: Calc, *words: str) -> Iterator[None]:
    """Let the buttons call another program for a while."""
    path = calc.folder / "extensions" / names.EXTENSION / names.NOTES
    before = path.read_text("utf-8")
    path.write_text(json.dumps({**json.loads(before), "command": list(words)}), "utf-8")
    try:
        yield
    finally:
        path.write_text(before, "utf-8")


@pytest.fixture
def flawed(books: dict[str, Path], tmp_path: Path) -> Path:
    """Give a copy of the flawed sample."""
    return Path(shutil.copy(books["flawed"], tmp_path / "my own.xlsx"))


def test_the_menu_and_the_toolbar_have_every_button(calc: Calc) -> None:
    """Calc shows each button of its own under the words of the declaration."""
    wanted = [[f"{names.PROTOCOL}{button.key}", button.label] for button in CALLED]
    assert calc.ask("entries") == [wanted, wanted]
    assert len(wanted) == 3


def _counted(severities: list[str]) -> str:
    """Return the sentence that counts findings; how many there are depends on the day."""
    errors, warnings, notes = (severities.count(name) for name in ("error", "warning", "note"))
    assert min(errors, warnings, notes) > 1
    return f"{errors} errors, {warnings} warnings and {notes} notes."


def test_validate_gives_what_the_command_gives(flawed: Path, calc: Calc) -> None:
    """Findings has what `smsxl check` finds in the file, in its order, with links; file, name and logs stay."""
    before = flawed.read_bytes()
    wanted = [(finding.code, finding.severity.value, finding.sheet, finding.cell, finding.message, finding.fix)
              for finding in check_file(str(flawed), as_of=today()).findings if finding.code != STALE]
    with calc.opened(flawed) as document:
        worked, said = press(document, "validate")
        assert worked, said
        fields = [header_of("Findings", field) for field in ("rule", "severity", "sheet", "cell", "message", "fix")]
        assert [tuple(row[field] or None for field in fields) for row in found_in(document)] == wanted
        assert said.startswith(_counted([severity for _, severity, *_ in wanted]))
        assert document.ask("state")["url"] == flawed.as_uri()
        assert document.ask("undo") == "SMS: Validate"
        assert found_in(document) == []
    assert flawed.read_bytes() == before
    assert sorted(path.name for path in flawed.parent.iterdir()) == [flawed.name]
    assert not list(calc.logs.glob("*")), "something went wrong inside Calc"


def test_validate_looks_at_what_is_not_saved(books: dict[str, Path], calc: Calc) -> None:
    """An edit of a moment ago is checked; the findings of the time before are gone; hostile text stays text."""
    hostile = '=HYPERLINK("http://example.org","x")'
    with calc.opened(books["sample-python"]) as document:
        risks = document.read("Risks")
        header = next(row for row in risks if header_of("Risks", "owner") in row)
        row = risks.index(header) + 2
        places = {field: f"{chr(65 + header.index(header_of('Risks', field)))}{row}" for field in ("id", "owner")}
        press(document, "validate")
        usual = found_in(document)
        document.write("Risks", **{places["owner"]: None, places["id"]: hostile})
        assert press(document, "validate")[0]
        more = found_in(document)
        assert len(more) > len(usual)
        assert hostile in {each[header_of("Findings", "row_id")] for each in more}
        assert document.ask("formula_cells", sheet="Findings") == ""
        document.write("Risks", **{places["owner"]: "Carla Mendes", places["id"]: risks[row - 1][0]})
        press(document, "validate")
        assert [each[header_of("Findings", "rule")] for each in found_in(document)] == [
            each[header_of("Findings", "rule")] for each in usual]


def test_a_sheet_of_the_user_is_not_touched(flawed: Path, calc: Calc) -> None:
    """A sheet Findings without smsxl's mark is the user's: nothing is written, and the message says what to do."""
    with calc.opened(flawed) as document:
        document.ask("unmark", sheet="Findings", name="_smsxl")
        worked, said = press(document, "validate")
        assert not worked
        assert "no sheet Findings of smsxl's own" in said
        assert found_in(document) == []


def test_score_calculates_everything(books: dict[str, Path], calc: Calc) -> None:
    """With automatic calculation off, Score brings every value up to date and says how it stands."""
    with calc.opened(books["sample-plain"]) as document:
        document.ask("automatic", on=False)
        header = document.read("Risks")[3]
        score = header.index(header_of("Risks", "current_score"))
        document.write("Risks", **{f"{chr(65 + header.index(header_of('Risks', field)))}5": 5
                                   for field in ("current_likelihood", "current_impact")})
        assert document.read("Risks")[4][score] != 25
        assert press(document, "score") == (True, "Calculated. No cell shows an error.")
        assert document.read("Risks")[4][score] == 25


def test_score_puts_formulas_back(books: dict[str, Path], calc: Calc, tmp_path: Path) -> None:
    """What `smsxl score` restores in a copy comes back into the open workbook, in one step, and nothing else does."""
    with calc.opened(books["sample-python"]) as document:
        header = document.read("Risks")[3]
        at = header.index(header_of("Risks", "current_score"))
        place = f"{chr(65 + at)}5"
        before = document.ask("read", sheet="Risks", formulas=True)["formulas"]
        document.write("Risks", **{place: 99})
        fake = tmp_path / "fake.py"
        fake.write_text("import sys, openpyxl\nassert [sys.argv[1], sys.argv[3]] == ['score', '-o']\n"
                        "book = openpyxl.load_workbook(sys.argv[2])\n"
                        f"assert book['Risks']['{place}'].value == 99\n"
                        f"book['Risks']['{place}'] = {'=' + 'RISK_SCORE(S5,T5)'!r}\nbook.save(sys.argv[4])\n")
        with command(calc, sys.executable, str(fake)):
            assert press(document, "score") == (
                True, "Put the formula back into 1 cell, and calculated. No cell shows an error.")
        after = document.ask("read", sheet="Risks", formulas=True)["formulas"]
        assert after[4][at] == "=ORG.SMSXL.CALC.FUNCTIONS.RISK_SCORE(S5;T5)"
        assert document.read("Risks")[4][at] == document.read("Risks")[4][18] * document.read("Risks")[4][19]
        after[4][at] = before[4][at]
        assert after == before
        assert document.ask("undo") == "SMS: Score"
        assert document.read("Risks")[4][at] == 99


def test_report_brings_the_page_or_says_what_is_missing(flawed: Path, calc: Calc, tmp_path: Path) -> None:
    """The page lies beside the workbook under a free name; an smsxl that knows no report is to be updated."""
    fake = tmp_path / "bin" / "fake.py"
    fake.parent.mkdir()
    fake.write_text("import sys\nassert sys.argv[1] == 'report' and sys.argv[3] == '--html'\n"
                    "assert open(sys.argv[2], 'rb').read(2) == b'PK'\nopen(sys.argv[4], 'w').write('<html>')\n")
    with calc.opened(flawed) as document:
        with command(calc, sys.executable, str(fake)):
            first, second = press(document, "report"), press(document, "report")
        fake.write_text("import sys\nprint(\"smsxl: There is no command 'report'; see\", file=sys.stderr)\nsys.exit(2)")
        with command(calc, sys.executable, str(fake)):
            worked, said = press(document, "report")
    assert first[0], first[1]
    assert second[0], second[1]
    pages = sorted(flawed.parent.glob("my own-report-*.html"))
    assert len(pages) == 2
    assert str(pages[0]) in first[1] + second[1]
    assert not worked
    assert said == "The installed smsxl does not know `smsxl report` yet: update it, and press the button again."


def test_the_real_report(flawed: Path, calc: Calc) -> None:
    """The page that the installed smsxl makes of the open workbook lies beside it."""
    with calc.opened(flawed) as document:
        worked, said = press(document, "report")
    assert worked, said
    [page] = flawed.parent.glob("my own-report-*.html")
    assert page.read_text("utf-8").lstrip().lower().startswith("<!doctype html>")
    assert str(page) in said


def test_the_real_score(flawed: Path, calc: Calc) -> None:
    """Formulas that were typed over in the flawed sample come back, and Validate finds them no more."""
    with calc.opened(flawed) as document:
        worked, said = press(document, "score")
        assert worked, said
        assert said.startswith("Put the formula back into ")
        press(document, "validate")
        rules = {row[header_of("Findings", "rule")] for row in found_in(document)}
        assert not {"WBK301", "WBK302"} & rules


@pytest.mark.parametrize(("code", "said"), [
    ("import sys; print('smsxl: The disk is full.', file=sys.stderr); sys.exit(2)", "The disk is full."),
    ("import os; os.abort()", "did not say why"),
    ("print('no JSON')", "smsxl has a bug"),
])
def test_a_failing_command_changes_nothing(code: str, said: str, flawed: Path, calc: Calc) -> None:
    """Whatever the command does, one sentence is shown and the workbook keeps its state."""
    with calc.opened(flawed) as document, command(calc, sys.executable, "-c", code):
        worked, text = press(document, "validate")
        assert not worked
        assert said in text
        assert "\n" not in text
        assert not document.ask("state")["modified"]
        assert found_in(document) == []
    for log in calc.logs.glob("*"):
        log.unlink()
