from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from smsxl.build import new_workbook, service
from smsxl.errors import UsageError
from smsxl.hosts.package import open_workbook
from smsxl.tables import Part
from smsxl.tables.book import Book
from smsxl.tables.formula import PLAIN
from tests.build.conftest import AS_OF


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    """A file of that name stays as it is, and the message says what to do."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"mine")
    with pytest.raises(UsageError, match=r"book\.xlsx is there already.*choose another name"):
        new_workbook(path, as_of=AS_OF)
    assert path.read_bytes() == b"mine"


def test_a_failed_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the build breaks off, neither a half file nor a temporary folder stays behind."""
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(service, "finish", fail)
    with pytest.raises(UsageError, match="No space left on device"):
        new_workbook(tmp_path / "book.xlsx", as_of=AS_OF)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    """A path into a folder that is not there is wrong usage, in one sentence."""
    with pytest.raises(UsageError, match="could not be written"):
        new_workbook(tmp_path / "nowhere" / "book.xlsx", as_of=AS_OF)


def test_risks_need_the_sample(tmp_path: Path) -> None:
    """A number of risks without the sample is wrong usage."""
    with pytest.raises(UsageError, match="add --sample"):
        new_workbook(tmp_path / "book.xlsx", risks=5)


def test_an_unknown_part_is_said(tmp_path: Path) -> None:
    """A part that does not exist is named together with those that do."""
    with pytest.raises(UsageError, match="both, risk, plan"):
        new_workbook(tmp_path / "book.xlsx", part="half", as_of=AS_OF)


def test_without_a_day_the_workbook_lives(tmp_path: Path) -> None:
    """Without --as-of AsOf is TODAY(), with today's date cached; with it a constant, and no cell calls TODAY."""
    living, frozen = tmp_path / "living.xlsx", tmp_path / "frozen.xlsx"
    new_workbook(living)
    new_workbook(frozen, as_of=AS_OF)
    rows = Book(open_workbook(str(living)), AS_OF)["Organisation"]
    assert rows.formulas["as_of"] == ["TODAY()"]
    assert abs((rows.raw("as_of")[0] - dt.date.today()).days) <= 1
    rows = Book(open_workbook(str(frozen)), AS_OF)["Organisation"]
    assert "as_of" not in rows.formulas
    assert rows.raw("as_of") == [AS_OF]


@pytest.mark.parametrize(("part", "there", "absent"), [
    ("risk", "Risks", "Plan"), ("plan", "Plan", "Risks"), ("both", "Plan", "Half")])
def test_parts(part: str, there: str, absent: str, tmp_path: Path) -> None:
    """Half a workbook has its own sheets, its own summary and no formula that points to the other half."""
    path = tmp_path / "book.xlsx"
    new_workbook(path, part=part, sample=True, as_of=AS_OF)
    workbook = open_workbook(str(path))
    names = [sheet.name for sheet in workbook.sheets]
    assert there in names
    assert absent not in names
    assert ("Risk Summary" in names) is (part != "plan")
    assert ("Plan Summary" in names) is (part != "risk")
    texts = [str(formula) for name in names for column in workbook.grid(name).columns.values()
             for formula in column.formulas or () if formula is not None]
    texts += [name.text for name in workbook.names]
    missing = {"risk": "PlanItems[", "plan": "Risks["}.get(part, "Nothing[")
    assert not any(missing in text for text in texts)
    assert (Part.PLAN in Book(workbook, AS_OF).parts) is (part != "risk")


def test_many_risks(tmp_path: Path) -> None:
    """A generated register is as long as asked for, and its summary counts all of it."""
    path = tmp_path / "book.xlsx"
    new_workbook(path, sample=True, risks=300, dialect=PLAIN, as_of=AS_OF)
    book = Book(open_workbook(str(path)), AS_OF)
    assert len(book["Risks"]) == 300
    kinds = list(zip(book["Risks"].text("type"), book["Risks"].text("status"), strict=True))
    threats = sum(kind == "Threat" and status != "Closed" for kind, status in kinds)
    start = book.workbook.grid("Start")
    assert start.columns[7].values[start.rows.index(5)] == threats
