"""`smsxl check --annotate`: a copy with a sheet of findings, and nothing else different."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.edit import edit_workbook
from smsxl.hosts.port import MARK
from smsxl.tables.own import FINDINGS
from tests.cli.books import smsxl
from tests.edit.corpus import build
from tests.edit.ours import AS_OF, book_of, sample, typed_over
from tests.edit.parts import added, by_openpyxl, cells, changed, edits
from tests.edit.soundness import faults
from tests.edit.test_cells import INJECTIONS


def test_findings_fill_the_sheet_of_the_template(tmp_path: Path) -> None:
    """In a workbook of ours the sheet Findings holds what was found, with links and the columns that light up cells."""
    path, out = sample(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    typed_over(path, {("Risks", 0, "current_level"): "typed"})
    before = path.read_bytes()
    outcome = smsxl("check", str(path), "--as-of", AS_OF.isoformat(), "--annotate", str(out), "--output-format", "json")
    assert outcome.code == 1
    assert path.read_bytes() == before
    findings = json.loads(outcome.out)["files"][0]["findings"]
    rows = book_of(out)["Findings"]
    assert rows.text("rule") == [finding["code"] for finding in findings]
    assert rows.text("message") == [finding["message"] for finding in findings]
    i = next(i for i, finding in enumerate(findings) if finding["field"] == "current_level")
    assert rows.text("field")[i] == book_of(path)["Risks"].declaration["current_level"].header
    assert rows.text("cell")[i] == findings[i]["cell"]
    link = by_openpyxl(out)["Findings"].cell(*rows.cell(i, "cell")).hyperlink
    assert link.location == f"'Risks'!{findings[i]['cell']}"
    assert len(changed(path, out)) == 2
    assert added(path, out) == set()
    assert faults(out) == []


def test_a_workbook_that_is_not_ours(tmp_path: Path) -> None:
    """Any workbook gets a sheet of findings; where the user has one, it gets another name and theirs is left alone."""
    path, out, again = build("names", tmp_path), tmp_path / "out.xlsx", tmp_path / "again.xlsx"
    assert smsxl("check", str(path), "--annotate", str(out)).code == 1
    assert cells(out, "Findings")[5, 1] == ("WBK101", None)
    with edit_workbook(out) as edit:
        edit.remove_name(MARK, "Findings")
        edit.save(tmp_path / "theirs.xlsx")
    smsxl("check", str(tmp_path / "theirs.xlsx"), "--annotate", str(again))
    assert [sheet.name for sheet in open_workbook(again).sheets][-2:] == ["Findings", "Findings (smsxl)"]
    assert edits(tmp_path / "theirs.xlsx", again, "Findings") == {}


@pytest.mark.parametrize("title", INJECTIONS)
def test_text_of_users_stays_text(title: str, tmp_path: Path) -> None:
    """A hostile title that a message quotes is text in the sheet of findings."""
    path = typed_over(sample(tmp_path / "book.xlsx"), {("Risks", 0, "category"): title, ("Risks", 1, "status"): title})
    out = tmp_path / "out.xlsx"
    smsxl("check", str(path), "--as-of", AS_OF.isoformat(), "--annotate", str(out))
    grid = open_workbook(out).grid("Findings")
    assert all(column.formulas is None for column in grid.columns.values())
    sheet = by_openpyxl(out)["Findings"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_redacted_findings_stay_redacted(tmp_path: Path) -> None:
    """With --redact the copy's findings hold no cell contents either."""
    path, out = sample(tmp_path / "book.xlsx"), tmp_path / "out.xlsx"
    typed_over(path, {("Risks", 0, "category"): "Secret-4711"})
    smsxl("check", str(path), "--as-of", AS_OF.isoformat(), "--redact", "--annotate", str(out))
    assert book_of(out)["Findings"].numbers
    assert not any("Secret-4711" in str(value) for value, _ in cells(out, "Findings").values())


def test_one_workbook_and_not_itself(tmp_path: Path) -> None:
    """Several workbooks, or the workbook itself as the copy, are wrong usage."""
    path = sample(tmp_path / "book.xlsx")
    other = sample(tmp_path / "other.xlsx")
    before = path.read_bytes()
    assert smsxl("check", str(path), str(other), "--annotate", str(tmp_path / "o.xlsx")).code == 2
    assert smsxl("check", str(path), "--annotate", str(path)).code == 2
    assert path.read_bytes() == before


def test_the_columns_are_those_declared(tmp_path: Path) -> None:
    """The sheet that a foreign workbook gets has the declared columns."""
    out = tmp_path / "out.xlsx"
    smsxl("check", str(build("texts", tmp_path)), "--annotate", str(out))
    headers = [value for (row, _), (value, _) in sorted(cells(out, "Findings").items()) if row == 4]
    assert headers == [column.header for column in FINDINGS.columns]
