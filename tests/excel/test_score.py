from __future__ import annotations

import shutil
from typing import Any

import pytest

from smsxl.build import new_workbook
from smsxl.hosts.memory import MemoryWorkbook
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import DefinedName
from smsxl.macros.score import score
from smsxl.macros.validate import validate
from smsxl.repair import dialect_of, repairs
from smsxl.tables import header_of
from smsxl.tables.book import Book
from smsxl.tables.formula import DIALECTS, LAMBDA, PLAIN, Dialect
from tests.excel.places import DAY, alerts, contents


def column_of(program: Any, table: str, field: str) -> tuple[Any, int, range]:
    """Return sheet, column and data rows of a field."""
    found = next(t for sheet in program._book.sheets for t in sheet.tables if t.name == table)
    header = found.header_row_range.options(ndim=2).value[0]
    body = found.data_body_range
    column = found.header_row_range.column + header.index(header_of(table, field))
    return found.parent, column, range(body.row, body.row + body.shape[0])


def test_typed_over_cells_get_their_formula_back(opened: Any) -> None:
    """A number, a text, nothing and another formula in calculated cells are replaced; no other cell changes."""
    program = opened("sample.xlsx")
    before = contents(program)
    sheet, column, rows = column_of(program, "Risks", "current_score")
    for row, wrong in zip(rows[2:6], (99, "'high", None, "=1+1"), strict=True):
        sheet.range((row, column)).value = wrong
    done = score(program, DAY)
    assert [(repair.header, repair.rows) for repair in done] == [
        (header_of("Risks", "current_score"), tuple(rows[2:6]))]
    assert contents(program) == before
    assert "into 4 calculated cells: 4 in Risks" in alerts(program)[-1]


def test_a_whole_column_of_values_is_restored(opened: Any) -> None:
    """Values pasted over a whole column are calculated again; the dialect comes from the other columns."""
    program = opened("sample.xlsx")
    before = contents(program)
    sheet, column, rows = column_of(program, "Risks", "current_level")
    sheet.range((rows[0], column), (rows[-1], column)).value = "Low"
    done = score(program, DAY)
    assert [len(repair.rows) for repair in done] == [len(rows)]
    assert contents(program) == before


def test_input_cells_are_never_touched(opened: Any) -> None:
    """Score mends calculated columns alone: the flawed sample keeps every fault that a person typed."""
    program = opened("sample-flawed.xlsx")
    before = contents(program)
    done = {(repair.table, row) for repair in score(program, DAY) for row in repair.rows}
    changed = {key for key, cell in contents(program).items() if before.get(key) != cell}
    assert len(changed) == len(done)
    report = validate(program, DAY)
    assert not {finding.code for finding in report.findings} & {"WBK301", "WBK302", "WBK303"}


def test_nothing_to_mend_writes_nothing(opened: Any) -> None:
    """A sound workbook is calculated, and not a cell of it is written."""
    program = opened("sample.xlsx")
    before = contents(program)
    assert score(program, DAY) == []
    assert contents(program) == before
    assert not program._book.impl.changed
    assert alerts(program) == ["Calculated. No calculated cell had lost its formula."]


@pytest.mark.parametrize("dialect", [LAMBDA, PLAIN], ids=lambda dialect: dialect.key)
def test_formulas_come_back_in_the_workbooks_own_dialect(dialect: Dialect, opened: Any, tmp_path: Any) -> None:
    """A workbook in built-in functions is not given a function that its Excel lacks, nor the other way round."""
    made = tmp_path / "made" / "book.xlsx"
    made.parent.mkdir()
    new_workbook(made, sample=True, risks=4, dialect=dialect, as_of=DAY)
    path = tmp_path / "book.xlsx"
    shutil.copy(made, path)
    program = opened(path)
    before = contents(program)
    sheet, column, rows = column_of(program, "Risks", "residual_tolerance")
    sheet.range((rows[0], column)).value = 1
    assert dialect_of(Book(open_workbook(path), DAY)).key == dialect.key
    score(program, DAY)
    assert contents(program) == before


def test_function_forms_are_told_from_plain_ones_alone() -> None:
    """LAMBDA and Python formulas read the same, so that a repair need not know which of them it is."""
    assert [dialect.spelled_out for dialect in DIALECTS] == [False, True, False]


def test_plain_ranges_are_left_alone(opened: Any) -> None:
    """Where a table was turned into a range its formulas would refer to nothing, so nothing is written."""
    program = opened("sample.xlsx")
    sheet, column, rows = column_of(program, "Risks", "current_score")
    sheet.range((rows[0], column)).value = 99
    del sheet.impl.ws.tables["Risks"]
    assert all(repair.table != "Risks" for repair in score(program, DAY))


def test_old_excel_gets_formulas_that_it_takes(opened: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An Excel without dynamic arrays refuses `formula2`; the formula goes in as one of its own."""
    from tests.excel_engine.cells import Range

    program = opened("sample.xlsx")
    written: list[tuple[str, str]] = []

    def refuse(*_: Any) -> None:
        raise AttributeError("Formula2")

    monkeypatch.setattr(Range, "formula2", property(lambda self: self.formula, refuse))
    monkeypatch.setattr(Range, "formula_array", property(None, lambda self, text: written.append((self.reference,
                                                                                                    text))))
    sheet, column, rows = column_of(program, "Risks", "current_score")
    sheet.range((rows[0], column), (rows[1], column)).value = 1
    score(program, DAY)
    assert len(written) == 2
    assert all(text.startswith("=IF(OR(Risks[[#This Row]") for _, text in written)
    rank, at, lines = column_of(program, "Risks", "rank")
    rank.range((lines[0], at)).value = 1
    score(program, DAY)
    assert rank.range((lines[0], at)).formula.startswith("=IF(")


def test_stored_prefixes_do_not_reach_excel(opened: Any) -> None:
    """Files mark newer functions with _xlfn.; typed into Excel that would be #NAME?."""
    program = opened("sample.xlsx")
    book = Book(open_workbook(program.path), DAY)
    sheet, column, rows = column_of(program, "Kpis", "latest_value")
    stored = next(repair.formula for repair in _all_broken(program, book) if "_xlfn." in repair.formula)
    program.editor.set_formulas("Kpis", header_of("Kpis", "latest_value"), [rows[0]], stored, array=True)
    assert "_xlfn." not in sheet.range((rows[0], column)).formula


def _all_broken(program: Any, book: Book) -> Any:
    from smsxl.repair import repair_of

    assert not list(repairs(book))
    for rows in book.rows.values():
        for column in rows.declaration.calculated:
            yield repair_of(book, rows, column, (rows.numbers[0],), LAMBDA)
    assert program is not None


@pytest.mark.parametrize(("path", "names", "spelled_out"), [
    ("b.xlsx", [DefinedName("risk_score", "LAMBDA(x,x)")], False), ("b.xlsm", [], False), ("b.xlsx", [], True)])
def test_without_any_formula_the_workbook_tells_the_dialect(path: str, names: list[DefinedName],
                                                            spelled_out: bool) -> None:  # noqa: FBT001
    """Where every formula is gone, names that hold a LAMBDA, or macros, say that our functions are there."""
    assert dialect_of(Book(MemoryWorkbook({"Risks": {}}, names=names, path=path), DAY)).spelled_out is spelled_out
