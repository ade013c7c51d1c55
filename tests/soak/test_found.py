"""What the soak found, each in its smallest form."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smsxl.errors import UnreadableError
from smsxl.hosts import openpyxl_host
from smsxl.hosts.memory import MemoryWorkbook
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import Area
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.rules.examples import Put, Write
from smsxl.rules.findings import Finding
from smsxl.rules.workbook_kinds import read_date, read_number, read_pair
from smsxl.tables.book import Book
from smsxl.tables.locate import parse_reference
from smsxl.tables.text import fold
from tests.hosts.packages import MAIN, parts_of, sheet_xml, write_package
from tests.rules.sound import sound_workbook
from tests.soak.memory_edits import AS_OF

EMPTY = ("Start!$X$1:$Y$9", "Start!$X$9:$Y$1", "Start!$X$1", "Start!$A$1:$XFD$1048576", "Start!$A$1:$A$1048576",
         "Risks!$A$1:$AZ$900", "Nowhere!$A$1", "Start!$A$0", "Start!$A$1:$ZZZ$9999999", "Start!$\u212a$5")


def check(workbook: MemoryWorkbook) -> list[Finding]:
    """Run all rules."""
    return run(RULES, Book(workbook, AS_OF))


def codes(workbook: MemoryWorkbook) -> set[str]:
    """Return the rules that report something."""
    return {finding.code for finding in check(workbook)}


@pytest.mark.parametrize("day", [2_958_466, 1e7, 1e308, -1, 0.5, 60, "soon", True])
def test_as_of_that_is_no_day(day: float | str) -> None:
    """A number, text or boolean in AsOf that is no day is a finding at most; the check uses its own day."""
    check(sound_workbook([Put("Organisation", "", "as_of", day)]))


@pytest.mark.parametrize("reference", EMPTY)
@pytest.mark.parametrize("name", ["Organisation", "Settings", "RiskMatrix"])
def test_name_that_points_elsewhere(name: str, reference: str) -> None:
    """A form's or the matrix's name over empty, huge, reversed or impossible areas is a finding, at once."""
    book = sound_workbook()
    book.names = [replace(each, text=reference) if each.name == name else each for each in book.names]
    began = time.monotonic()
    found = codes(book)
    assert time.monotonic() - began < 5
    holds_it = name == "Organisation" and reference.startswith("Start!$A$1:")
    assert holds_it or found & {"WBK102", "WBK103", "CRT201", "CRT202"}


def test_references_are_put_in_order_and_bounded() -> None:
    """A reference from below to above means the same area; one beyond the sheet means none."""
    assert parse_reference("Criteria!$G$9:$B$4") == ("Criteria", Area(4, 2, 9, 7))
    for text in ("S!$A$0", "S!$A$1:$A$1048577", "S!$XFE$1", "S!$A$99999999", "S!$\u212a$5", "S!$A$\u0663"):
        assert parse_reference(text) is None


def test_scale_with_a_gap_of_billions() -> None:
    """A scale from 1 to a number with a slip is described by its values, not by all that lie between."""
    book = sound_workbook([Put("LikelihoodScale", "5", "value", 5e11), Put("Risks", "R-1", "current_likelihood", 9)])
    finding = next(each for each in check(book) if each.code == "RSK202")
    assert finding.expected == "1, 2, 3, 4, 500000000000"


def test_version_of_thousands_of_digits() -> None:
    """A version longer than Python turns into a number is no version."""
    assert "WBK105" in codes(sound_workbook([Put("Organisation", "", "template_version", "9" * 5000)]))


@pytest.mark.parametrize("text", [
    "1" + " " * 30_000 + "(", "1" + " " * 30_000 + "2", " " * 30_000 + "x(", "$" + " " * 30_000 + "x", "9" * 32_767,
    "1" + "," * 30_000 + "x", "1e" + "9" * 30_000, "mon" + " " * 30_000 + "1", "\ufdfa" * 10_000,
    "1" + "\u0301\u0323" * 16_000,
])
def test_texts_that_take_patterns_for_ever(text: str) -> None:
    """A long text is quickly known not to be a number, a rating or a date."""
    began = time.monotonic()
    assert (read_number(text), read_pair(text), read_date(text)) == ((), None, ())
    assert {"RSK201", "RSK207", "WBK205"} & codes(sound_workbook([Put("Risks", "R-1", "current_likelihood", text)]))
    assert time.monotonic() - began < 5


def test_accents_by_the_thousand() -> None:
    """Thousands of accents on a letter, in many cells, are compared quickly; ordinary accents in either form."""
    began = time.monotonic()
    for number in range(200):
        fold(f"a{number}" + "\u0301\u0323" * 16_000)
    assert time.monotonic() - began < 5
    assert fold("Cafe\u0301") == fold("caf\u00e9")


@pytest.mark.parametrize("formula", ["A\u0663", "A" + "1" * 5000, "A\u0663:B\u0663", "\u212a5"])
def test_formulas_with_references_that_are_none(formula: str) -> None:
    """Digits of other scripts, and more of them than a row has, make no cell reference."""
    assert "WBK302" in codes(sound_workbook([Write("Risks", "R-1", "current_score", formula)]))


def test_titles_repeated_by_the_thousand_name_the_first() -> None:
    """Each repeated title names the first risk that has it, found without searching for it again and again."""
    edits = [Put("Risks", "R-3", "title", "Same"), Put("Risks", "R-5", "title", "same ")]
    finding = next(each for each in check(sound_workbook(edits)) if each.code == "RSK104")
    assert finding.row_id == "R-5"
    assert finding.related[0].cell is not None
    assert finding.related[0].cell.endswith("7")


def test_openpyxl_is_not_given_merges_over_millions_of_cells(tmp_path: Path) -> None:
    """Openpyxl makes an object of each merged cell; the refusal names the way out."""
    sheet = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>',
                      after="<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>")
    path = write_package(tmp_path / "book.xlsx", parts_of(sheet))
    assert open_workbook(path).grid("One").merges == (Area(1, 1, 1_048_576, 16_384),)
    with pytest.raises(UnreadableError, match="read it without --engine openpyxl"):
        openpyxl_host.open_workbook(path)


def test_openpyxl_sees_an_empty_text_as_a_result(tmp_path: Path) -> None:
    """A formula that gave an empty text is calculated, in both engines."""
    sheet = sheet_xml('<row r="1"><c r="A1" t="str"><f>B1</f><v></v></c></row>')
    parts = parts_of(sheet, f'<sst xmlns="{MAIN}"/>')
    parts["xl/styles.xml"] = str(parts["xl/styles.xml"]).replace("<fill/>", "<fill><patternFill/></fill>")
    path = write_package(tmp_path / "book.xlsx", parts)
    for engine in (open_workbook, openpyxl_host.open_workbook):
        assert engine(path).grid("One").columns[1].values == [""]


def test_folded_columns_of_a_prefixed_sheet(tmp_path: Path) -> None:
    """A sheet that has to be rewritten first keeps what folds its columns."""
    sheet = (f'<x:worksheet xmlns:x="{MAIN}"><x:cols><x:col min="2" max="3" hidden="1" outlineLevel="1"/></x:cols>'
             '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>')
    grid = open_workbook(write_package(tmp_path / "book.xlsx", parts_of(sheet))).grid("One")
    assert (grid.hidden_columns, grid.folded_columns) == (frozenset([2, 3]), frozenset([2, 3]))


@pytest.mark.parametrize(("markup", "text"), [
    ("<t>a</t><rPh sb='0' eb='1'><t>x</t></rPh><r><t>b</t></r>", "ab"), ("<rPh/><t>a</t>", "a"),
    ("<t>a</t><rPh><t>x</t></rPh ><t>b</t>", "ab"), ("<rPhx><t>a</t></rPhx>", "a"),
])
def test_phonetic_runs_are_left_out(one: Callable[[str], object], markup: str, text: str) -> None:
    """Phonetic runs go wherever they stand, and nothing else does."""
    assert one(markup) == text


@pytest.fixture
def one(tmp_path: Path) -> Callable[[str], object]:
    """Return what reads an inline text out of a sheet."""

    def read(markup: str) -> object:
        cell = f'<row r="1"><c r="A1" t="inlineStr"><is>{markup}</is></c></row>'
        book = open_workbook(write_package(tmp_path / "book.xlsx", parts_of(sheet_xml(cell))))
        return book.grid("One").columns[1].values[0]

    return read


def test_phonetic_runs_without_end_take_no_time() -> None:
    """An end in front of very many beginnings does not make each of them look for its own."""
    from smsxl.hosts.package.text import flatten_runs

    began = time.monotonic()
    assert flatten_runs("<rPh></rPh>" + "<rPh>" * 500_000 + "<t>a</t>") == "a"
    assert time.monotonic() - began < 5
