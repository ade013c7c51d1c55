"""Registers in other kinds of files, in the code pages of many languages, and lying in ways that are not read."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.utility import xl_cell_to_rowcol

from smsxl.check import check_file
from smsxl.cli.main import run
from smsxl.formats.model import Status
from smsxl.hosts import csv_host
from smsxl.hosts.opening import open_any
from smsxl.registers.mapping import find_registers
from tests.live.calc import cannot
from tests.registers.corpus import SHAPES
from tests.registers.made import PEOPLE, Line, table, texts, what
from tests.registers.shape import RATINGS, Shape, Sheet, letters

AS_OF = dt.date(2026, 3, 2)
BY_NAME = {shape.name: shape for shape in SHAPES}
_TRADITIONAL = str.maketrans("风险类称后严响证现术为动应对态进时间责务数据断电导致业编号级处无关开发产资财运营项价转备与签订机制监测识别认会议题设计统络",
                             "風險類稱後嚴響證現術為動應對態進時間責務數據斷電導致業編號級處無關開發產資財運營項價轉備與簽訂機制監測識別認會議題設計統絡")


def _text(shape: Shape) -> str:
    """Return the sheet of the register as separated values."""
    sheet = next(each for each in shape.sheets if each.name == (shape.sheet or shape.sheets[0].name))
    cells = {xl_cell_to_rowcol(name): value[1] if isinstance(value, tuple) else value for name, value in sheet.cells.items()}
    rows, columns = max(row for row, _ in cells) + 1, max(column for _, column in cells) + 1
    out = io.StringIO()
    csv.writer(out).writerows([cells.get((row, column), "") for column in range(columns)] for row in range(rows))
    return out.getvalue()


@pytest.mark.parametrize(("name", "encoding"), [
    ("language-zh", "gb18030"), ("abroad-group-chinese", "gbk"), ("language-ja", "cp932"), ("language-ja", "euc_jp"),
    ("language-ko", "euc_kr"), ("language-el", "cp1253"), ("language-pl", "cp1250"), ("language-tr", "cp1254"),
    ("field-plant-russian", "cp1251"), ("field-plant-chinese", "big5"), ("language-zh", "big5")])
def test_code_pages(name: str, encoding: str, tmp_path: Path) -> None:
    """Separated values in the code page of their language are read as they were written, and mapped as in a workbook."""
    shape = BY_NAME[name]
    text = _text(shape).translate(_TRADITIONAL) if encoding == "big5" else _text(shape)
    path = tmp_path / "register.csv"
    path.write_bytes(text.encode(encoding, "ignore"))
    (register,) = find_registers(open_any(path))
    columns = {name: mapped.letters for name, mapped in register.columns.items()}
    rated = [name for name in shape.fields if name.endswith(("likelihood", "impact", "score"))]
    assert {name: columns.get(name) for name in rated} == {name: shape.fields[name] for name in rated}
    title = register.place.heading.text(register.columns["likelihood"].column)
    assert " ".join(title.split()) in " ".join(text.split())


_CYRILLIC_PAGES = ("cp1251", "koi8_r", "koi8_u", "mac_cyrillic", "cp866", "iso8859_5")
_CYRILLIC = [shape.name for shape in SHAPES if sum("\u0400" <= c <= "\u04ff" for c in _text(shape)) > 100]
_SENTENCES = ("Отказ основного канала связи", "РИСК СРЫВА ПОСТАВОК ОБОРУДОВАНИЯ", "Текучесть ключевого персонала",
              "Утечка персональных данных клиентов", "Рост цен на материалы и услуги", "ПОЖАР НА СКЛАДЕ ГОТОВОЙ ПРОДУКЦИИ",
              "Відмова основного обладнання", "Витік персональних даних клієнтів", "ЗРОСТАННЯ ЦІН НА МАТЕРІАЛИ",
              "Загуба на ключови служители", "Прекъсване на електрозахранването", "Изтичане на лични данни")


@pytest.mark.parametrize("encoding", _CYRILLIC_PAGES)
@pytest.mark.parametrize("name", _CYRILLIC)
def test_cyrillic_code_pages(name: str, encoding: str) -> None:
    """Every Cyrillic register is read as it was written, in each of the code pages that such files come in."""
    data = _text(BY_NAME[name]).encode(encoding, "replace")  # KOI8 has no numero sign
    assert csv_host.decoded("r.csv", data) == data.decode(encoding)


@pytest.mark.parametrize("encoding", _CYRILLIC_PAGES)
@pytest.mark.parametrize("sentence", _SENTENCES)
def test_single_cyrillic_sentences(sentence: str, encoding: str) -> None:
    """A few words are enough to tell the code page, in capitals too."""
    data = f"ID;Risk;P;I\n1;{sentence};3;4\n".encode(encoding, "replace")
    assert csv_host.decoded("r.csv", data) == data.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("name", ["language-de", "language-fr", "language-it", "language-pt", "language-sv"])
def test_western_code_pages(name: str, encoding: str) -> None:
    """Western registers from Windows and from a Mac are told apart."""
    data = _text(BY_NAME[name]).encode(encoding, "replace")
    assert csv_host.decoded("r.csv", data) == data.decode(encoding)


@pytest.mark.parametrize("name", ["public-construction", "rough-merged", "language-de", "field-departments"])
def test_separated_values_give_no_alarm(name: str, tmp_path: Path) -> None:
    """What a file of values loses, merged cells and ids such as 1.10, makes no false alarm."""
    path = tmp_path / "register.csv"
    path.write_text(_text(BY_NAME[name]), encoding="utf-8")
    report = check_file(str(path), as_of=AS_OF)
    assert report.status is Status.CHECKED
    assert [f.message for f in report.findings if f.severity.value != "note"] == []


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with some registers as LibreOffice writes them: .ods and .xls."""
    program = shutil.which("soffice")
    if program is None:
        cannot("LibreOffice (soffice) is not installed")
        raise AssertionError
    folder = tmp_path_factory.mktemp("converted")
    files = [BY_NAME[name].write(folder) for name in CONVERTED]
    for kind in ("ods", "xls"):
        subprocess.run([program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", kind,
                        "--outdir", str(folder), *files], check=True, capture_output=True, timeout=240)
    return folder


CONVERTED = ("language-de", "language-ja", "public-hospital", "field-city-polish", "two-row-heading")


@pytest.mark.parametrize("kind", ["ods", "xls"])
@pytest.mark.parametrize("name", CONVERTED)
def test_other_kinds_of_files(name: str, kind: str, converted: Path) -> None:
    """A register saved as .ods or .xls is mapped as the workbook that it was made of, and gives no alarm."""
    shape, path = BY_NAME[name], converted / f"{name}.{kind}"
    register = next(r for r in find_registers(open_any(path)) if r.sheet == (shape.sheet or shape.sheets[0].name))
    assert {field: mapped.letters for field, mapped in register.columns.items()} == shape.fields
    assert len(register.records) == shape.rows
    assert [f.message for f in check_file(str(path), as_of=AS_OF).findings if f.severity.value != "note"] == []


def _one_cell(pair: Any) -> Shape:
    def line(i: int, p: int, s: int) -> list[Any]:
        return [f"R{i}", texts("en", i), PEOPLE[i % 4], pair(p, s), what("en", i), "Open"]

    made: Line = line
    return table("pairs", [["Ref", "Risk", "Owner", "Risk rating (L x I)", "Mitigation", "Status"]],
                 ["id", "title", "owner", None, "treatment_plan", "status"], made)


def test_two_ratings_in_a_cell_that_nobody_can_tell_apart_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the heading does not say that two ratings stand there, the sentence names the column and what to do."""
    shape = _one_cell(lambda p, s: f"{'LMH'[(p - 1) // 2]}/{'LMH'[(s - 1) // 2]}")
    shape.sheets[0].cells["D1"] = "Risk rating"
    path = shape.write(tmp_path)
    assert run(["map", path]) == 3
    assert "likelihood and impact in one cell, in column D;" in capsys.readouterr().err
    report = check_file(path, as_of=AS_OF)
    assert report.status is Status.INCOMPLETE
    assert "in one cell, in column D;" in str(report.error)


def _down(sheet: Sheet, top: int, column: int, values: list[Any]) -> None:
    for i, value in enumerate(values):
        sheet.cells[f"{letters(column)}{top + i}"] = value


_HEADS = ["Risk ID", "Risk", "Owner", "Likelihood", "Impact", "Score", "Mitigation", "Status"]


def _risk(i: int) -> list[Any]:
    p, s = RATINGS[i]
    return [f"R{i}", texts("en", i), PEOPLE[i % 4], p, s, p * s, what("en", i), "Open"]


@pytest.mark.parametrize("rated", [1, 8], ids=["one", "many"])
def test_headings_down_a_column_without_rated_risks_are_told(rated: int, tmp_path: Path,
                                                            capsys: pytest.CaptureFixture[str]) -> None:
    """One risk beside the headings, or risks without ratings, are told by check, map and import."""
    sheet = Sheet("Risks")
    _down(sheet, 2, 1, _HEADS)
    for i in range(1, rated + 1):
        _down(sheet, 2, 1 + i, _risk(i))
        if rated > 1:
            sheet.cells |= {f"{letters(1 + i)}{row}": "to be agreed" for row in (5, 6)}
    path = Shape("side", [sheet], {}).write(tmp_path)
    report = check_file(path, as_of=AS_OF)
    assert report.status is Status.INCOMPLETE
    assert "one below another in column A" in str(report.error)
    assert report.findings == ()
    for arguments in (["map", path], ["import", path]):
        assert run(arguments) == 3
        assert "enter the ratings" in capsys.readouterr().err


_MERGED_AWAY = {"ticks", "habits-hazop", "rivals-control-types"}
"""A text file has no merged cells, so what heads several columns heads the first of them there, and no formulas, by
which alone a column that is headed "RR" is known."""


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape.name not in _MERGED_AWAY],
                         ids=lambda shape: shape.name)
def test_registers_saved_as_text(shape: Shape, tmp_path: Path) -> None:
    """Saved as separated values, without formulas and merges, every register maps as it does as a workbook."""
    path = tmp_path / f"{shape.name}.csv"
    path.write_text(_text(shape), encoding="utf-8")
    (register, *_) = find_registers(open_any(path))
    assert {name: mapped.letters for name, mapped in register.columns.items() if name in shape.fields} == shape.fields
