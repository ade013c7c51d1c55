"""Findings that somebody agreed to leave standing: what counts, for how long, and what becomes of it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsxl.check import check_paths, check_workbook
from smsxl.errors import UsageError
from smsxl.formats import as_text
from smsxl.formats.model import Report, Status
from smsxl.formats.styled import plain
from smsxl.hosts.memory import MemoryWorkbook
from smsxl.report import summarise_file
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.rules.examples import Add, Put, Theirs
from smsxl.rules.findings import Finding
from smsxl.rules.suppressing import Suppression
from smsxl.settings import load
from tests.cli.books import smsxl, write_book
from tests.edit.parts import changed
from tests.edit.soundness import faults as package_faults
from tests.flawed.manifest import FLAWED, check
from tests.registers.sound import their_workbook
from tests.rules.sound import sound_book
from tests.rules.sound_rows import AS_OF, sound_rows

CODES = [rule.code for rule in RULES]
BLANK = Put("Risks", "R-2", "owner", None)
ROW: dict[str, Any] = {"rule": "RSK107", "row_id": "R-2", "reason": "A new owner starts soon.", "by": "Ada Quinn",
                       "until": dt.date(2099, 1, 31)}


def toml(*tables: str) -> None:
    """Write a configuration file with suppressions."""
    Path("smsxl.toml").write_text("\n".join(f"[[suppress]]\n{table}" for table in tables), "utf-8")


def entry(**changed: Any) -> str:
    """Return a suppression as the configuration file has it; None leaves a key out."""
    values = {**ROW, **changed}
    return "\n".join(f"{key} = {value.isoformat() if isinstance(value, dt.date) else json.dumps(value)}"
                     for key, value in values.items() if value is not None)


def checked(*paths: str, **options: Any) -> Report:
    """Check workbooks as the command does."""
    return check_paths(paths or ["book.xlsx"], as_of=AS_OF, **options)


def codes(report: Report) -> list[str]:
    """Return the codes of what counts."""
    return sorted(finding.code for file in report.files for finding in file.counted)


def the(found: list[Finding], code: str) -> Finding:
    """Return the only finding of a rule."""
    finding, = (each for each in found if each.code == code)
    return finding


def in_table(**changed: Any) -> list[Finding]:
    """Return what is found in a workbook with one blank owner and one row in Suppressions."""
    return run(RULES, sound_book([BLANK, Add("Suppressions", {**ROW, **changed})]))


def test_suppressed_finding_stays_in_the_json_and_is_not_counted() -> None:
    """By the workbook's own table: reason, name and day are told, the counts leave it out, the exit code is 0."""
    write_book("book.xlsx", BLANK, Add("Suppressions", ROW))
    done = smsxl("check", "book.xlsx", "--as-of", AS_OF.isoformat(), "--output-format", "json")
    assert done.code == 0
    file, = json.loads(done.out)["files"]
    finding, = file["findings"]
    assert finding["suppressed"] == {"reason": ROW["reason"], "by": "Ada Quinn", "until": "2099-01-31"}
    assert file["counts"] == {"error": 0, "warning": 0, "note": 0}
    assert "No findings in 1 workbook; 1 suppressed" in smsxl("check", "book.xlsx", "--as-of", AS_OF.isoformat()).out


def test_configuration_file_suppresses_as_the_table_does() -> None:
    """The same words in smsxl.toml give the same finding; a report counts it as suppressed and shows it nowhere."""
    write_book("book.xlsx", BLANK)
    assert codes(checked()) == ["RSK107"]
    toml(entry())
    report = checked()
    assert codes(report) == []
    assert report.suppressed == 1
    assert the(list(report.files[0].findings), "RSK107").suppressed == the(in_table(), "RSK107").suppressed
    summary = summarise_file("book.xlsx", as_of=AS_OF)
    assert summary.provenance.suppressed == 1
    assert summary.findings == ()


@pytest.mark.parametrize("changed", [
    {"reason": None}, {"by": "  "}, {"until": None}, {"row_id": None}, {"until": "soon"}, {"until": "2026-02-30"},
    {"until": AS_OF - dt.timedelta(days=1)}, {"until": True}, {"until": 12}])
def test_what_is_not_whole_or_over_hides_nothing(changed: dict[str, Any]) -> None:
    """Without reason, name, target or a day that has not passed the finding counts, and one more says why."""
    found = in_table(**changed)
    assert the(found, "RSK107").suppressed is None
    assert {finding.code for finding in found} in ({"RSK107", "WBK701"}, {"RSK107", "WBK702"})


def test_the_last_day_counts() -> None:
    """A suppression ends after its last day, whether that is a date or its text."""
    for until in (AS_OF, AS_OF.isoformat(), dt.datetime.combine(AS_OF, dt.time(23, 59))):
        assert the(in_table(until=until), "RSK107").suppressed is not None
        assert not any(finding.code.startswith("WBK7") for finding in in_table(until=until))


def test_field_narrows_a_suppression_down() -> None:
    """With a column only the finding in that one is meant; its header will do."""
    both = [Put("Risks", "R-2", "current_impact", 9), Put("Risks", "R-2", "current_likelihood", 9)]
    for field in ("current_impact", "Current impact"):
        row = {**ROW, "rule": "RSK202", "field": field}
        found = [f for f in run(RULES, sound_book([*both, Add("Suppressions", row)])) if f.code == "RSK202"]
        assert {f.field: f.suppressed is not None for f in found} == {
            "current_impact": True, "current_likelihood": False}


def test_fingerprint_holds_until_the_content_changes() -> None:
    """By fingerprint a finding is meant as it is now: another value is another finding, and the suppression stale."""
    bad = Put("Risks", "R-2", "current_impact", 9)
    mark = the(run(RULES, sound_book([bad])), "RSK202").fingerprint
    row = Add("Suppressions", {**ROW, "rule": "RSK202", "row_id": None, "fingerprint": mark.upper()})
    assert the(run(RULES, sound_book([bad, row])), "RSK202").suppressed is not None
    later = run(RULES, sound_book([Put("Risks", "R-2", "current_impact", 8), row]))
    assert the(later, "RSK202").suppressed is None
    assert the(later, "WBK704").field == "rule"


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_sorting_and_inserting_rows_moves_no_suppression(data: st.DataObject) -> None:
    """Whatever the order of the risks and whatever rows come in between, the same findings are suppressed."""
    blank = {**next(row for row in sound_rows()["Risks"] if row["id"] == "R-3"), "owner": None}
    ids = [row["id"] for row in sound_rows()["Risks"]]
    chosen = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    marks = {f.row_id: f.fingerprint for f in run(RULES, sound_book([Put("Risks", i, "owner", None) for i in ids]))
             if f.code == "RSK107"}
    rows = [Add("Suppressions", {**ROW, "row_id": i} if data.draw(st.booleans()) else
                {**ROW, "row_id": None, "fingerprint": marks[i]}) for i in chosen]
    new = [Add("Risks", {**blank, "id": f"N-{i}"}) for i in range(data.draw(st.integers(0, 3)))]
    book = sound_book([*(Put("Risks", i, "owner", None) for i in ids), *new, *rows])
    risks = book["Risks"]
    order = data.draw(st.permutations(range(len(risks))))
    for cells in (*risks.values.values(), *risks.formulas.values()):
        cells[:] = [cells[i] for i in order]  # type: ignore[index, call-overload]
    found = run([rule for rule in RULES if rule.code in ("RSK107", "WBK704")], book)
    assert {f.row_id for f in found if f.suppressed} == set(chosen)
    assert {f.code for f in found} == {"RSK107"}


def test_suppressions_suppress_nothing_about_suppressions() -> None:
    """Neither the rules about suppressions nor what says that something was not checked can be suppressed."""
    stale = Add("Suppressions", {**ROW, "row_id": "R-99"})
    found = run(RULES, sound_book([stale, Add("Suppressions", {**ROW, "rule": "WBK704", "row_id": "R-99"})]))
    assert sorted(f.code for f in found if f.suppressed is None) == ["WBK703", "WBK704"]
    for code in ("WBK101", "WBK102", "WBK103"):
        found = run(RULES, sound_book([Add("Suppressions", {**ROW, "rule": code})]))
        assert [f.code for f in found] == ["WBK703"]


def test_suppressing_all_does_not_make_an_unread_workbook_clean() -> None:
    """What could not be checked stays said, and the exit code stays 3."""
    write_book("book.xlsx", BLANK)
    Path("broken.xlsx").write_bytes(b"PK no workbook")
    toml(entry())
    report = checked("book.xlsx", "broken.xlsx")
    assert codes(report) == []
    assert [file.status for file in report.files] == [Status.CHECKED, Status.UNREADABLE]
    assert report.exit_code == 3


def test_one_that_fits_nothing_is_told_once_a_run() -> None:
    """A suppression of the configuration file is for all workbooks below; it is stale where it fits none of them."""
    for name, edits in (("a.xlsx", []), ("b.xlsx", [BLANK])):
        write_book(name, *edits)
    toml(entry())
    assert codes(checked("a.xlsx", "b.xlsx")) == []
    assert codes(checked("a.xlsx")) == ["WBK704"]
    toml(entry(file="a.xlsx"))
    assert codes(checked("a.xlsx", "b.xlsx")) == ["RSK107", "WBK704"]
    toml(entry(file="b.xlsx"))
    assert codes(checked("a.xlsx", "b.xlsx")) == codes(checked("a.xlsx")) == []
    toml(entry(row_id="R-77"))
    report = checked("b.xlsx", "a.xlsx")
    assert [sorted(f.code for f in file.counted) for file in report.files] == [["RSK107", "WBK704"], []]


def test_nothing_is_stale_where_its_rule_was_not_run_or_not_all_was_read() -> None:
    """Whether a suppression fits can't be said of a rule that did not look, or of a workbook that was not read."""
    write_book("book.xlsx", BLANK)
    Path("broken.xlsx").write_bytes(b"PK no workbook")
    Path("smsxl.toml").write_text(f'ignore = ["RSK107"]\n[[suppress]]\n{entry()}', "utf-8")
    assert codes(checked()) == []
    toml(entry(row_id="R-77"))
    assert codes(checked("book.xlsx", "broken.xlsx")) == ["RSK107"]
    assert codes(checked("book.xlsx")) == ["RSK107", "WBK704"]


def test_faults_of_the_configuration_file_are_found() -> None:
    """Ended, without a reason, with words for a day: each is a finding that names file and place."""
    write_book("book.xlsx", BLANK)
    toml(entry(until="next spring"), entry(reason=None), entry(until=AS_OF - dt.timedelta(days=3)))
    report = checked()
    assert codes(report) == ["RSK107", "WBK701", "WBK702", "WBK702"]
    text = plain(as_text.lines(report), 300)
    assert "smsxl.toml, [[suppress]] 1" in text
    assert '"next spring"' in text
    assert "smsxl.toml, [[suppress]] 2 says no reason" in text
    assert "ended on 2026-11-19" in text


@pytest.mark.parametrize(("text", "parts"), [
    ("suppress = 1", ["smsxl.toml", "suppress", "[[suppress]]"]),
    ("[suppress]\nrule = 'RSK107'", ["smsxl.toml", "suppress", "[[suppress]]"]),
    ("[[suppress]]\nrule = 7", ["smsxl.toml", "suppress[1].rule", "text"]),
    ("[[suppress]]\nrule = 'RSK107'\n[[suppress]]\nrule = 'RSK999'", ["suppress[2].rule", "RSK999"]),
    ("[[suppress]]\nrle = 'RSK107'", ["suppress[1].rle", "rule", "until"]),
    ("[[suppress]]\nuntil = 20270131", ["suppress[1].until", "2027-01-31"]),
    ("[[suppress]]\nreason = ['a']", ["suppress[1].reason", "text"]),
])
def test_configuration_of_the_wrong_kind_names_file_and_key(text: str, parts: list[str]) -> None:
    """What can't be a suppression stops the check before it begins."""
    Path("smsxl.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        load(".", CODES)
    assert all(part in str(caught.value) for part in parts)


def test_redacted_findings_keep_why_to_themselves() -> None:
    """With --redact reason and name are hidden like other cells; a stale suppression is not made up by that."""
    write_book("book.xlsx", BLANK)
    toml(entry())
    finding = the(list(checked(hide=True).files[0].findings), "RSK107")
    assert finding.suppressed == {"reason": "[redacted]", "by": "[redacted]", "until": "2099-01-31"}
    assert codes(checked(hide=True)) == []


def test_numbers_are_days_as_spreadsheets_count_them() -> None:
    """A date whose format got lost still is that day."""
    assert Suppression("X", until=46418.0).last_day == dt.date(2027, 1, 31)
    assert Suppression("X", until=3).last_day is None


DAY = AS_OF.isoformat()
WORDS = ("--reason", "=A new owner starts soon", "--by", "Ada Quinn", "--until", "2099-01-31", "--on", DAY)


def test_command_adds_a_row_and_makes_the_sheet(tmp_path: Path) -> None:
    """`smsxl suppress` writes into a real workbook: the sheet is made once, rows are added, all else stays."""
    book = tmp_path / "book.xlsx"
    shutil.copy(FLAWED, book)
    before = {(f.code, f.cell): f for f in check(book)}
    mark = next(f.fingerprint for f in before.values() if f.code == "CRT203")
    for finding in ("PLN103:p-22", mark):
        done = smsxl("suppress", str(book), finding, *WORDS)
        assert done.code == 0, done.err
    after = {(f.code, f.cell): f for f in check(book)}
    assert after.keys() == before.keys()
    assert {f.code for f in after.values() if f.suppressed} == {"PLN103", "CRT203"}
    assert {f.suppressed["reason"] for f in after.values() if f.suppressed} == {"=A new owner starts soon"}
    assert changed(FLAWED, book) <= {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml",
                                     "xl/styles.xml", "docProps/app.xml"}
    assert package_faults(book) == package_faults(FLAWED)


@pytest.mark.parametrize(("finding", "words", "said"), [
    ("RSK107:R-001", WORDS, "no finding"), ("RSK107", WORDS, "RSK107:R-012"), ("0" * 16, WORDS, "no finding"),
    ("PLN103:P-22", (*WORDS[:5], "2020-01-01", "--on", DAY), "later last day"),
    ("PLN103:P-22", ("--reason", " ", *WORDS[2:]), "why"),
    ("PLN103:P-22", ("--by", " ", *WORDS[:2], *WORDS[4:]), "who"),
])
def test_command_refuses_what_would_not_count(finding: str, words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """Without such a finding, a reason, a name or a day to come nothing is written, and it is said why."""
    book = tmp_path / "book.xlsx"
    shutil.copy(FLAWED, book)
    done = smsxl("suppress", str(book), finding, *words)
    assert done.code == 2
    assert said in done.err
    assert book.read_bytes() == FLAWED.read_bytes()


def test_suppressions_alone_make_no_workbook_of_ours() -> None:
    """A register of another layout with a sheet Suppressions is still judged as such, and its suppressions count."""
    theirs = their_workbook([Theirs("I5", "5 - Almost certain"), Theirs("J5", 7)])
    found = check_workbook(lambda: theirs, "their.xlsx", as_of=AS_OF).report.counted
    assert found
    rows = [["Rule", "Row id", "Field", "Fingerprint", "Reason", "By", "Until"],
            *([f.code, f.row_id, None, f.fingerprint, "Known", "Ada Quinn", dt.date(2099, 1, 31)] for f in found)]
    cells = {(r, c): value for r, line in enumerate(rows, 1) for c, value in enumerate(line, 1) if value is not None}
    both = MemoryWorkbook({**theirs.cells, "Suppressions": cells}, path="their.xlsx")
    both.sheet_rules.update(theirs.sheet_rules)
    report = check_workbook(lambda: both, "their.xlsx", as_of=AS_OF).report
    assert {f.code for f in report.findings if f.suppressed} == {f.code for f in found}
    assert report.counted == []
