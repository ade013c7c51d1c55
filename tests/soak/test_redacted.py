"""--redact: no cell content in any output, whatever stands wherever."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from smsxl.formats.model import FileReport, Report
from smsxl.formats.table import FORMATS
from smsxl.hosts.memory import Calculated, MemoryWorkbook
from smsxl.hosts.port import GridValue
from smsxl.redact import redact
from smsxl.rules import BY_CODE, RULES
from smsxl.rules.engine import run
from smsxl.tables import BY_NAME, Type
from smsxl.tables.book import Book
from smsxl.tables.model import Kind
from tests.cli.books import smsxl
from tests.hosts.packages import MAIN, parts_of, sheet_xml, write_package
from tests.rules.sound import sound_workbook
from tests.soak.memory_edits import AS_OF

MARK = "XQMARKER"
NUMBER = 9_182_736_455

MARKS: dict[str, Callable[[int], GridValue]] = {
    "texts": lambda n: f"{MARK}{n}", "texts with spaces": lambda n: f" {MARK}  {n} ",
    "numbers": lambda n: NUMBER * 1000 + n, "fractions": lambda n: NUMBER + n / 7,
    "number texts": lambda n: f"{NUMBER}{n}", "pairs": lambda n: f"3 - {MARK}{n}",
    "dates": lambda n: dt.date(7913, 1, 1) + dt.timedelta(days=n), "date texts": lambda n: f"{n % 28 + 1}.03.7913",
    "same": lambda _: MARK,
}
SECRETS = (MARK, str(NUMBER), "7913-", ".7913")


def outputs(workbook: MemoryWorkbook) -> tuple[dict[str, str], int]:
    """Return every output of a redacted check, and how much was found."""
    found = run(RULES, Book(workbook, AS_OF))
    hidden = tuple(redact(finding, BY_CODE[finding.code]) for finding in found)
    report = Report((FileReport("book.xlsx", findings=hidden),), AS_OF)
    return {name: render(report) for name, render in FORMATS.items()} | {"repr": repr(hidden)}, len(found)


def assert_clean(workbook: MemoryWorkbook, least: int) -> None:
    """Look for the markers in every output."""
    texts, count = outputs(workbook)
    assert count >= least, "the markers must lead to findings"
    for name, text in texts.items():
        for secret in SECRETS:
            at = text.casefold().find(secret.casefold())
            assert at < 0, f"{name}: ...{text[max(0, at - 200):at + 80]}..."


@pytest.mark.parametrize("kind", MARKS)
@pytest.mark.parametrize("calculated", [False, True])
def test_no_cell_comes_through(kind: str, *, calculated: bool) -> None:
    """Every input cell but the ids (which stay), or every calculated one, holds a marker; none is in any output."""
    book = sound_workbook()
    for name, rows in Book(book, AS_OF).rows.items():
        for column in BY_NAME[name].columns:
            if column.field not in rows or column.type is Type.ID or column.calculated is not calculated:
                continue
            for i in range(len(rows)):
                at = rows.cell(i, column.field)
                held = book.cells[rows.sheet].get(at)
                value = MARKS[kind](i)
                book.set_cell(rows.sheet, *at, Calculated(held.formula, value) if isinstance(held, Calculated) and i % 2
                              else value)
    assert_clean(book, 20)


@pytest.mark.parametrize("kind", ["texts", "numbers", "same"])
def test_no_header_label_or_matrix_cell_comes_through(kind: str) -> None:
    """Headers, the labels of forms and the matrix are cells as well."""
    book = sound_workbook()
    n = 0
    for info in book.tables.values():
        for column in range(info.area.first_column, info.area.last_column + 1, 3):
            n += 1
            book.set_cell(info.sheet, info.area.first_row, column, MARKS[kind](n))
    for name, rows in Book(sound_workbook(), AS_OF).rows.items():
        if BY_NAME[name].kind is not Kind.TABLE:
            for row in range(rows.area.first_row, rows.area.last_row + 1, 2):
                book.set_cell(rows.sheet, row, rows.area.first_column, MARKS[kind](row))
            book.set_cell(rows.sheet, rows.area.first_row + 1, rows.area.first_column + 1, MARKS[kind](0))
    for sheet in ("Risks", "Controls"):
        book.set_cell(sheet, max(row for row, _ in book.cells[sheet]) + 1, 3, MARKS[kind](1))
    assert_clean(book, 10)


def test_formulas_do_not_come_through() -> None:
    """What stands in a formula is content too."""
    book = sound_workbook()
    for cells in book.cells.values():
        for at, held in list(cells.items()):
            if isinstance(held, Calculated):
                cells[at] = replace(held, formula=f'"{MARK}"&{NUMBER}')
    assert_clean(book, 10)


@pytest.mark.parametrize("engine", ["package", "openpyxl"])
@pytest.mark.parametrize("cell", [
    f"<v>{MARK}</v>", f't="e"><v>{MARK}</v>', f't="d"><v>{MARK}</v>', f't="{MARK}"><v>1</v>', f't="s"><v>{MARK}</v>',
    f't="s"><v>{NUMBER}</v>', f't="b"><v>{MARK}</v>', f"<f>{MARK}", f"<v>&{MARK};</v>",
])
def test_refusals_do_not_quote_cells(tmp_path: Path, engine: str, cell: str) -> None:
    """A damaged cell is not quoted, on standard error or in the JSON."""
    opening = '<row r="1"><c r="A1"' + (" " if cell.startswith("t=") else ">")
    parts = parts_of(sheet_xml(f"{opening}{cell}</c></row>"), f'<sst xmlns="{MAIN}"/>')
    parts["xl/styles.xml"] = str(parts["xl/styles.xml"]).replace("<fill/>", "<fill><patternFill/></fill>")
    path = write_package(tmp_path / "book.xlsx", parts)
    text = path.replace("\\", "/")
    outcome = smsxl("check", path, "--redact", "--engine", engine, "--output-format", "json", "--as-of", "2026-11-22")
    assert outcome.code in (1, 3)
    assert json.loads(outcome.out)["files"][0]["path"] == text
    assert MARK not in outcome.out + outcome.err
    assert str(NUMBER) not in outcome.out + outcome.err
