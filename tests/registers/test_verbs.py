"""`smsxl map`, `check` and `import` on registers of other layouts, as people call them."""

from __future__ import annotations

import datetime as dt
import json
import math
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xlsxwriter

from smsxl.cli.main import run
from smsxl.domain.dates import to_serial
from smsxl.hosts.opening import open_any
from smsxl.hosts.package import open_workbook
from smsxl.interchange import CISO_ASSISTANT
from smsxl.registers.fields import FIELDS
from smsxl.registers.mapping import find_registers
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book
from tests.registers import languages, layouts, rough
from tests.registers.corpus import SHAPES

SCHEMA = json.loads(files("smsxl").joinpath("assets", "map.schema.json").read_text())


def mapped(path: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, Any]:
    """Return what `smsxl map` says as JSON."""
    capsys.readouterr()
    assert run(["map", path, "--output-format", "json"]) == code
    data: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(data, SCHEMA)
    return data


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_json_follows_its_schema(shape: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON of every register follows the published schema."""
    data = mapped(shape.write(tmp_path), capsys)
    assert data["registers"][0]["rows"] == shape.rows


def test_schema_knows_every_field() -> None:
    """The schema lists the fields that the declarations have."""
    register = SCHEMA["properties"]["registers"]["items"]["properties"]
    assert register["columns"]["propertyNames"]["enum"] == [field.name for field in FIELDS]


def test_text_names_columns_and_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """People see the column, how sure it is and why."""
    assert run(["map", layouts.two_row_heading().write(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "heading in row 3, 4, 12 risks in rows 5 to 16" in out
    assert "factor of F" in out
    assert "score = D*E (product, from its formulas): 12 of 12 rows agree" in out


def test_written_mapping_is_read_and_merged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--write keeps comments and what a person said, and the next run follows it."""
    path = languages.shapes()[0].write(tmp_path)
    own = tmp_path / "smsxl.toml"
    own.write_text('# ours\nfail-on = "warning"\n\n[map."language-de.xlsx".columns]\nowner = ""  # not the owner\n')
    assert run(["map", path, "--write"]) == 0
    text = own.read_text()
    assert "# ours" in text
    assert 'owner = ""  # not the owner' in text
    columns = mapped(path, capsys)["registers"][0]["columns"]
    assert "owner" not in columns
    assert columns["likelihood"] == {"column": "F", "header": "Eintrittswahrscheinlichkeit (1-5)", "confidence": 1.0,
                                     "evidence": "smsxl.toml"}
    before = own.read_text()
    assert run(["map", path, "--write"]) == 0
    assert own.read_text() == before


def test_mapping_of_a_person_wins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Columns, levels and the scoring can be said in a few lines."""
    path = tmp_path / "odd.csv"
    path.write_text("Thing,Alpha,Beta,Gamma,Delta\n" + "".join(
        f"Something long happens {i},{i % 3 + 1},{i % 2 + 1},{(i % 3 + 1) + (i % 2 + 1)},{'lo' if i % 3 < 2 else 'hi'}\n"
        for i in range(12)))
    assert run(["map", str(path)]) == 3
    (tmp_path / "smsxl.toml").write_text(
        '[map."odd.csv"]\nheader = 1\nscore = "sum"\ncolumns = { title = "A", likelihood = "B", impact = "C", score = "D" }\n')
    register = mapped(str(path), capsys)["registers"][0]
    assert register["score"] == {"method": "sum", "formula": "B+C", "source": "smsxl.toml", "agree": 12, "of": 12}


@pytest.mark.parametrize(("text", "key"), [
    ('[map."x.csv"]\nrow = 3\n', "map.x.csv.row"),
    ('[map."x.csv".columns]\nlikeliness = "B"\n', "likeliness"),
    ('[map."x.csv".columns]\nlikelihood = 4\n', "likelihood"),
    ('[map."x.csv"]\nheader = "first"\n', "header"),
    ('[map."x.csv".levels]\nLow = 4\n', "levels.Low"),
])
def test_wrong_mapping_is_named(text: str, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake in the mapping is a usage error that names the key."""
    (tmp_path / "smsxl.toml").write_text(text)
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert run(["map", str(tmp_path / "x.csv")]) == 2
    assert key in capsys.readouterr().err


def test_register_without_ratings_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A list of risks without likelihood and impact is told just that, by map and by check."""
    path = tmp_path / "log.csv"
    path.write_text("Risk ID,Risk,Mitigation,Owner\n" + "".join(
        f"R{i},Supplier {i} may fail to deliver,Second source {i},Kim\n" for i in range(8)))
    assert mapped(str(path), capsys, 3)["registers"][0]["missing"] == ["likelihood", "impact"]
    assert run(["check", str(path)]) == 3
    assert "has no likelihood and no impact" in capsys.readouterr().err


def test_check_reports_cells_of_their_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings carry sheet, cell and id of the file that was checked, and the exit code is 1."""
    shape = languages.shapes()[0]
    shape.sheets[0].cells["I2"] = "gering"
    assert run(["check", shape.write(tmp_path), "--output-format", "json", "--as-of", "2026-03-02"]) == 1
    file = json.loads(capsys.readouterr().out)["files"][0]
    assert file["status"] == "checked"
    assert [(f["code"], f["sheet"], f["cell"], f["row_id"]) for f in file["findings"]] == [
        ("RSK602", "Risikobezeichnung", "I2", "1")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separated_values(encoding: str, separator: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text files are read in their encoding, with their separator, with line breaks inside cells."""
    path = tmp_path / "risiken.csv"
    lines = [separator.join(("Nr.", "Risiko", "Eintrittswahrscheinlichkeit", "Auswirkung", "Risikowert", "Maßnahme"))]
    lines += [separator.join((str(i), f'"Ausfall für\nStandort {i}"', str(i % 5 + 1), str(i % 3 + 1),
                              str((i % 5 + 1) * (i % 3 + 1)), f"Maßnahme über {i}")) for i in range(10)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    register = mapped(str(path), capsys)["registers"][0]
    assert {name: c["column"] for name, c in register["columns"].items()} == {
        "id": "A", "title": "B", "likelihood": "C", "impact": "D", "score": "E", "treatment_plan": "F"}
    assert register["columns"]["treatment_plan"]["header"] == "Maßnahme"
    assert register["rows"] == 10


def test_cyrillic_code_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in the Cyrillic code page of Windows is read as such."""
    path = tmp_path / "r.csv"
    path.write_bytes(("№;Наименование риска;Вероятность;Влияние;Владелец риска\n" + "".join(
        f"{i};Отказ оборудования в филиале {i};{i % 5 + 1};{i % 4 + 1};Иванов\n" for i in range(9))).encode("cp1251"))
    assert set(mapped(str(path), capsys)["registers"][0]["columns"]) == {"id", "title", "likelihood", "impact", "owner"}


def test_import_moves_and_loses_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Risks keep their ids, what has no place goes to the notes with its cell, and the result checks without bugs."""
    shape = layouts.numbers_with_words()
    path, target = shape.write(tmp_path), tmp_path / "book.xlsx"
    assert run(["import", path]) == 0
    assert "would move" in capsys.readouterr().out
    assert not target.exists()
    assert run(["import", path, "-o", str(target), "--as-of", "2026-03-02"]) == 0
    book = Book(open_workbook(str(target)), dt.date(2026, 3, 2))
    risks = book["Risks"]
    assert risks.text("id")[:2] == ["1.1", "2.1"]
    assert risks.number("current_likelihood").tolist()[:3] == [4, 3, 2]
    assert risks.number("residual_impact").tolist()[:3] == [5, 4, 3]
    assert "Gross score (2026!G8): 20" in risks.text("notes")[0]
    assert "(2026!A7): A. Own risks" in risks.text("notes")[0]
    assert {"Reduce", "Accept", "Transfer (share)"} == set(risks.text("treatment"))
    assert run(["check", str(target), "--as-of", "2026-03-02", "--output-format", "json"]) in (0, 1)
    assert run(["import", path, "-o", str(target)]) == 2


def test_import_reads_days_as_their_column_is_written(tmp_path: Path) -> None:
    """A text with two readings is the day that its column's other texts make it; one that none tells stays a note."""
    days = ["13/05/2026", "03/04/2026", "2026年5月3日", "17.06.2026 r.", "soon"]
    lines = [f"R-{i},Supplier number {i} may fail,{i % 5 + 1},{i * 2 % 5 + 1},{day},{day.replace('13/', '12/')}"
             for i, day in enumerate(days, start=1)]
    path, target = tmp_path / "their.csv", tmp_path / "book.xlsx"
    path.write_text("\n".join(["Risk ID,Risk,Likelihood,Impact,Date identified,Review date", *lines]), encoding="utf-8")
    assert run(["import", str(path), "-o", str(target), "--as-of", "2026-07-01"]) == 0
    risks = Book(open_workbook(str(target)), dt.date(2026, 7, 1))["Risks"]
    first = [*map(to_serial, (dt.date(2026, 5, 13), dt.date(2026, 4, 3), dt.date(2026, 5, 3), dt.date(2026, 6, 17))), math.nan]
    assert risks.date("identified").tolist() == pytest.approx(first, nan_ok=True)
    assert risks.date("last_review").tolist() == pytest.approx([math.nan, math.nan, *first[2:]], nan_ok=True)
    notes = risks.text("notes")
    assert "soon" in notes[4]
    assert "12/05/2026" in notes[0]


def test_import_keeps_the_next_review_as_a_note(tmp_path: Path) -> None:
    """Where a register has the last and the next review, the next is the one that is judged, and never becomes the last."""
    path, target = tmp_path / "their.csv", tmp_path / "book.xlsx"
    lines = [f"R-{i},Ladder {i} of the lighthouse may rust,{i},{i},2026-0{i}-01,2027-0{i}-01" for i in range(1, 5)]
    path.write_text("\n".join(["Risk ID,Risk,Likelihood,Impact,Last reviewed,Next review", *lines]), encoding="utf-8")
    assert run(["import", str(path), "-o", str(target), "--as-of", "2026-07-01"]) == 0
    risks = Book(open_workbook(str(target)), dt.date(2026, 7, 1))["Risks"]
    assert all(math.isnan(day) for day in risks.date("last_review"))
    assert all("Next review" in note and "Last reviewed" in note for note in risks.text("notes"))


@pytest.mark.parametrize(("header", "last"), [("Review date", dt.date(2026, 5, 13)), ("Next review", None)])
def test_import_takes_no_next_review_for_the_last(header: str, last: dt.date | None, tmp_path: Path) -> None:
    """A review that lies ahead, or whose heading calls it the next one, is kept in the notes."""
    lines = [f"R-{i},Supplier number {i} may fail,{i % 5 + 1},{i * 2 % 5 + 1},{day}"
             for i, day in enumerate(["2026-05-13", "2026-08-01"], start=1)]
    path, target = tmp_path / "their.csv", tmp_path / "book.xlsx"
    path.write_text("\n".join([f"Risk ID,Risk,Likelihood,Impact,{header}", *lines]), encoding="utf-8")
    assert run(["import", str(path), "-o", str(target), "--as-of", "2026-07-01"]) == 0
    risks = Book(open_workbook(str(target)), dt.date(2026, 7, 1))["Risks"]
    expected = [math.nan if last is None else to_serial(last), math.nan]
    assert risks.date("last_review").tolist() == pytest.approx(expected, nan_ok=True)
    assert f"{header} (their!E3): 2026-08-01" in risks.text("notes")[1]


def test_import_keeps_further_rows_of_a_risk(tmp_path: Path) -> None:
    """A second control in a row of its own goes to the notes of its risk."""
    from smsxl.importing import plan_move

    (register,) = find_registers(open_any(rough.merged_risks().write(tmp_path)))
    move = plan_move(register, dt.date(2026, 3, 2))
    assert "Kontrollen (Risiken!C3): Notruf 0" in str(move.tables["Risks"][0]["notes"])


def test_ciso_assistant_layout_both_ways(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The 16 columns are written, and understood when they come back."""
    target = tmp_path / "ca.csv"
    assert run(["import", layouts.three_ratings().write(tmp_path), "--layout", "ciso-assistant", "-o", str(target)]) == 0
    assert target.read_text().splitlines()[0] == ",".join(name for name, _ in CISO_ASSISTANT)
    columns = mapped(str(target), capsys)["registers"][0]["columns"]
    for letter, (_, field) in zip("ABCDEFGHIJKLMNOP", CISO_ASSISTANT, strict=True):
        if field in ("id", "title", "likelihood", "impact", "current_likelihood", "current_impact", "residual_impact"):
            assert columns[field]["column"] == letter


def test_large_and_formatted_registers_are_quick(tmp_path: Path) -> None:
    """300 rows map in under two seconds, and 100,000 formatted rows below them change little."""
    taken = []
    for formatted in (0, 100_000):
        path = tmp_path / f"big{formatted}.xlsx"
        book = xlsxwriter.Workbook(str(path))
        sheet, grey = book.add_worksheet("Risks"), book.add_format({"bg_color": "#EEEEEE"})
        sheet.write_row(0, 0, ["ID", "Risk", "Likelihood", "Impact", "Score", "Owner"])
        for i in range(1, 301):
            sheet.write_row(i, 0, [f"R{i}", f"Supplier {i} fails to deliver on time", i % 5 + 1, i % 4 + 1])
            sheet.write_formula(i, 4, f"=C{i + 1}*D{i + 1}", None, (i % 5 + 1) * (i % 4 + 1))
            sheet.write(i, 5, "Kim")
        for i in range(301, formatted):
            sheet.write_blank(i, 0, None, grey)
        book.close()
        start = time.perf_counter()
        (register,) = find_registers(open_any(path))
        taken.append(time.perf_counter() - start)
        assert len(register.records) == 300
    assert taken[0] < 2
    assert taken[1] < taken[0] + 1.5


def test_redacted_findings_quote_no_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--redact keeps contents of their cells out of the findings."""
    shape = languages.shapes()[0]
    shape.sheets[0].cells["I2"] = "gering"
    run(["check", shape.write(tmp_path), "--redact", "--output-format", "json"])
    assert "gering" not in capsys.readouterr().out


def test_every_severity_is_used() -> None:
    """The rules for other layouts tell errors from warnings and notes."""
    from smsxl.rules import RULES
    from smsxl.rules.their import TheirRule

    assert {rule.severity for rule in RULES if isinstance(rule, TheirRule)} == set(Severity)
