"""The workbooks that we ship, opened and recalculated by Calc with the add-in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from smsxl.build import build_workbook
from smsxl.domain.values import CellError
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import cell_name
from smsxl.sample import sample_tables
from smsxl.tables.book import Book
from smsxl.tables.formula import LAMBDA, PYTHON, Dialect, ending_of
from tests.build.test_recalculated import cached, plain_value
from tests.live.calc import Calc, Document
from tests.live.conftest import AS_OF

KINDS = [f"{kind}-{dialect}" for kind in ("template", "sample") for dialect in ("lambda", "plain", "python")]


def shown(value: Any) -> Any:
    """Return what Calc says of a cell in the form in which values are compared."""
    return CellError(value["error"]) if isinstance(value, dict) else plain_value(value)


def differences(document: Document, path: Path) -> tuple[int, list[str]]:
    """Return how many formula cells there are, and those in which Calc shows another value than the file holds."""
    sheets = {name: document.read(name) for name in document.sheets}
    count, out = 0, []
    for sheet, row, column, value in cached(open_workbook(str(path))):
        count += 1
        rows = sheets[sheet]
        inside = row <= len(rows) and column <= len(rows[0])
        found = shown(rows[row - 1][column - 1]) if inside else None
        if found != value:
            out.append(f"{sheet}!{cell_name(row, column)}: {value!r} is cached, Calc shows {found!r}")
    return count, out


@pytest.mark.parametrize("kind", KINDS)
def test_calc_calculates_what_python_did(kind: str, books: dict[str, Path], calc: Calc) -> None:
    """After a hard recalculation every formula of every sheet, summaries included, shows what the file holds."""
    with calc.opened(books[kind]) as document:
        assert document.ask("state")["repaired"] in (None, False)
        document.recalculate()
        count, wrong = differences(document, books[kind])
    assert count > 400
    assert wrong == []


def test_flawed_sample_calculates_what_a_check_expects(books: dict[str, Path], calc: Calc) -> None:
    """In the sample with faults, every calculated cell with its declared formula shows what `smsxl check` expects."""
    book = Book(open_workbook(str(books["flawed"])), AS_OF)
    wrong, count = [], 0
    with calc.opened(books["flawed"]) as document:
        document.recalculate()
        for rows in book.rows.values():
            cells = document.read(rows.sheet)
            for column in rows.declaration.calculated:
                if column.field not in rows.places:
                    continue
                name, at = rows.declaration.name, rows.places[column.field][1]
                values = zip(rows.numbers, book.expected(name, column.field), book.formula_states(name, column.field),
                             strict=True)
                for row, value, state in values:
                    if state == 0:
                        count += 1
                        found = shown(cells[row - 1][at - 1])
                        if found != plain_value(value):
                            wrong.append(f"{rows.sheet}!{cell_name(row, at)}: {value!r} expected, {found!r} shown")
    assert count > 400
    assert wrong == []


EDITS: list[tuple[str, int, str, Any]] = [
    ("Risks", 0, "current_likelihood", 5), ("Risks", 1, "current_impact", 1), ("Risks", 2, "residual_likelihood", None),
    ("Risks", 3, "category", "Financial"), ("Risks", 4, "status", "Closed"), ("Risks", 5, "last_review", AS_OF),
    ("Risks", 6, "treatment", None), ("Treatments", 0, "due", dt.date(2026, 1, 31)),
    ("Acceptances", 0, "until", dt.date(2026, 11, 30)), ("Measurements", 0, "value", 1), ("Kpis", 0, "target", 3),
    ("Objectives", 0, "baseline", None), ("PlanItems", 0, "status", "Not started"), ("Resources", 0, "actual", 999_999),
    ("Tolerances", 0, "tolerance", 12), ("RiskLevels", 1, "review_days", 90)]
"""What a person changes: table, row, field and the new value."""


@pytest.mark.parametrize("dialect", [LAMBDA, PYTHON], ids=lambda dialect: dialect.key)
def test_edits_reach_what_depends_on_them(dialect: Dialect, books: dict[str, Path], calc: Calc,
                                          tmp_path: Path) -> None:
    """After edits of inputs, and with no hard recalculation, every sheet shows what a workbook made of them holds."""
    content = {name: [dict(record) for record in records] for name, records in sample_tables(AS_OF).items()}
    source = books[f"sample-{dialect.key}"]
    book = Book(open_workbook(str(source)), AS_OF)
    with calc.opened(source) as document:
        document.recalculate()
        for table, row, field, value in EDITS:
            content[table][row][field] = value
            rows = book[table]
            entered = plain_value(value) if isinstance(value, dt.date) else value
            document.write(rows.sheet, **{cell_name(rows.numbers[row], rows.places[field][1]): entered})
        wanted = tmp_path / f"wanted{ending_of(dialect)}"
        build_workbook(wanted, as_of=AS_OF, fixed=True, content=content, dialect=dialect)
        count, wrong = differences(document, wanted)
        assert count > 2_000
        assert wrong == []
        assert differences(document, source)[1], "the edits change nothing"


def test_the_add_in_wins_over_the_lambda(books: dict[str, Path], calc: Calc) -> None:
    """In a workbook for Excel 365, which defines the functions as names, Calc calls the add-in."""
    with calc.opened(books["sample-lambda"]) as document:
        formulas = document.ask("read", sheet="Risks", formulas=True)["formulas"]
    called = [text for row in formulas for text in row if "RISK_LEVEL(" in text]
    assert len(called) > 100
    assert all("ORG.SMSXL.CALC.FUNCTIONS.RISK_LEVEL(" in text for text in called)


def test_drop_downs_are_there_after_loading(books: dict[str, Path], calc: Calc) -> None:
    """Every column with allowed values, in the first row of every table, offers a list in Calc."""
    book = Book(open_workbook(str(books["sample-python"])), AS_OF)
    count = 0
    with calc.opened(books["sample-python"]) as document:
        for rows in book.rows.values():
            for column in rows.declaration.columns:
                if column.choices and column.field in rows.places and len(rows):
                    row, at = rows.places[column.field]
                    place = cell_name(row if rows.is_form else rows.numbers[0], at)
                    found = document.ask("validation", sheet=rows.sheet, address=place)
                    assert found["type"] == "LIST", f"{rows.sheet}!{place}"
                    count += 1
    assert count > 25


def test_conditional_formats_are_there_after_loading(books: dict[str, Path], calc: Calc) -> None:
    """Calc has as many conditions on every sheet as the file."""
    path = books["sample-python"]
    with calc.opened(path) as document:
        for name, areas in conditions_in(path).items():
            found = document.ask("conditions", sheet=name)
            assert sum(each["count"] for each in found) == areas, name


def conditions_in(path: Path) -> dict[str, int]:
    """Return how many conditions each sheet of a file has."""
    book = openpyxl.load_workbook(path)
    return {sheet.title: sum(len(each.rules) for each in sheet.conditional_formatting) for sheet in book.worksheets}
