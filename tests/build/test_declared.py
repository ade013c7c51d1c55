from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smsxl.build import build_workbook
from smsxl.content import template_tables
from smsxl.domain.values import CellError
from smsxl.hosts.package import open_workbook
from smsxl.sample import sample_tables
from smsxl.tables import SHEETS, Kind
from smsxl.tables.book import Book
from smsxl.tables.compose import tables_of
from smsxl.tables.evaluate import same_value
from smsxl.tables.formula import DIALECTS, LAMBDA, ending_of
from tests.build.conftest import AS_OF, KINDS


def book(path: Path) -> Book:
    """Return a built workbook as the rules see it."""
    return Book(open_workbook(str(path)), AS_OF)


def content_of(kind: str) -> dict[str, list[dict[str, Any]]]:
    """Return the content that a workbook was built from."""
    return sample_tables(AS_OF) if KINDS[kind][0] else template_tables(AS_OF)


@pytest.mark.parametrize("kind", KINDS)
def test_every_declaration_is_there(kind: str, built: dict[str, Path]) -> None:
    """Each declared table, form and grid lies on its sheet with exactly its declared headers."""
    found = book(built[kind])
    for table in tables_of():
        rows = found[table.name]
        assert rows.sheet == table.sheet
        assert set(rows.places) == {column.field for column in table.columns}
        if table.kind is Kind.TABLE:
            assert found.workbook.tables[table.name].columns == tuple(column.header for column in table.columns)
    assert [sheet.name for sheet in found.workbook.sheets if sheet.visibility == "visible"] == list(SHEETS)


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_given_stands_there(kind: str, built: dict[str, Path]) -> None:
    """Every input cell reads back as the content says."""
    found = book(built[kind])
    for name, records in content_of(kind).items():
        rows = found[name]
        assert len(rows) == len(records)
        for column in rows.declaration.inputs:
            if column.name != "AsOf":
                assert rows.raw(column.field) == [record.get(column.field) for record in records], column.field


@pytest.mark.parametrize("kind", KINDS)
def test_calculated_cells_hold_the_declared_formula_and_its_value(kind: str, built: dict[str, Path]) -> None:
    """Each calculated cell carries the formula of the declaration and the value that Python computes."""
    found = book(built[kind])
    checked = 0
    for rows in filter(len, found.rows.values()):
        for column in rows.declaration.calculated:
            assert set(found.formula_states(rows.declaration.name, column.field)) <= {0}
            truth = found.truth(rows.declaration.name, column.field)
            assert all(same_value(_day(cached), value)
                       for cached, value in zip(rows.raw(column.field), truth, strict=True)), column.field
            checked += len(rows)
    assert checked


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, dt.datetime) else value


def test_named_cells(built: dict[str, Path]) -> None:
    """AsOf, ScoringMethod and SoonDays are names of one cell each, with the form's value in it."""
    found = book(built["template"])
    assert found.of_form("Organisation", "as_of") == AS_OF
    assert found.criteria.method == "product"
    assert found.criteria.soon_days == 30
    names = {name.name for name in found.workbook.names if name.sheet is None}
    assert {"AsOf", "ScoringMethod", "SoonDays", "Organisation", "Settings", "RiskMatrix"} <= names


def test_errors_and_digits_keep_their_type(tmp_path: Path) -> None:
    """A calculated error is cached as an error, and a level called 1 as a text, in cells of both kinds."""
    content = template_tables(AS_OF)
    content["RiskLevels"] = [row | {"label": str(row["rank"])} for row in content["RiskLevels"]]
    content["RiskMatrix"] = [{"likelihood": like, "impact": impact, "level": str(min(4, max(like, impact)))}
                             for like in range(1, 5) for impact in range(1, 5)]
    content["Risks"] = [
        {"id": "R-1", "type": "Threat", "title": "Rated", "current_likelihood": 2, "current_impact": 2},
        {"id": "R-2", "type": "Threat", "title": "Outside", "current_likelihood": 9, "current_impact": 2}]
    for dialect in DIALECTS:
        path = tmp_path / f"{dialect.key}{ending_of(dialect)}"
        build_workbook(path, as_of=AS_OF, fixed=True, content=content, dialect=dialect)
        assert book(path)["Risks"].raw("current_level") == ["2", CellError("#N/A")]


def texts() -> Iterator[str]:
    """Yield texts that a careless writer would take for something else."""
    yield from ("=1+1", "+1", "-1", "@SUM(1)", "{=1}", "https://example.org/a", "internal:Start!A1", "mailto:a@b.c",
                "12", "1.5", "TRUE", "2026-11-22", "[/]", "</script>", "::error", " spaces  kept ", "line\nbreak",
                "_x000D_", "&<>\"'", "\u00e9\u4e2d\U0001f600")


def test_user_text_stays_text(tmp_path: Path) -> None:
    """Whatever a text looks like, it is written as text: no formula, no link, no number."""
    content = template_tables(AS_OF)
    content["Risks"] = [{"id": f"R-{i}", "title": text, "owner": text} for i, text in enumerate(texts())]
    content["Organisation"] = [content["Organisation"][0] | {"organization": "=1+1", "document_id": "007"}]
    path = tmp_path / "hostile.xlsx"
    build_workbook(path, as_of=AS_OF, fixed=True, content=content, dialect=LAMBDA)
    found = book(path)
    assert found["Risks"].raw("title") == list(texts())
    assert "title" not in found["Risks"].formulas
    assert found.of_form("Organisation", "organization") == "=1+1"
    assert found.of_form("Organisation", "document_id") == "007"
