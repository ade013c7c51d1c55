from __future__ import annotations

import datetime as dt

import pytest

from smsxl.content import template_tables
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.sample import sample_tables
from smsxl.tables.book import Book
from smsxl.tables.compose import book_of, compose, day_of, grid_of, matrix_of, tables_of
from smsxl.tables.formula import DIALECTS, Dialect
from tests.build.conftest import AS_OF


def test_every_table_is_found_again() -> None:
    """What is laid out is located as declared, with the records of the content."""
    content = sample_tables(AS_OF)
    book = Book(compose(content, as_of=AS_OF), AS_OF)
    assert set(book.rows) == {table.name for table in tables_of()}
    assert {name: len(book[name]) for name in content} == {name: len(rows) for name, rows in content.items()}
    assert book["Risks"].raw("title") == [row["title"] for row in content["Risks"]]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.key)
def test_settled_cells_hold_formula_and_value(dialect: Dialect) -> None:
    """Settled, each calculated cell has the dialect's formula and the true value; else it is not calculated."""
    content = sample_tables(AS_OF)
    settled = Book(compose(content, dialect, as_of=AS_OF, settled=True), AS_OF)
    assert settled["Risks"].raw("current_level") == settled.truth("Risks", "current_level")
    assert set(settled.formula_states("Risks", "current_level")) == {0}
    bare = Book(compose(content, dialect, as_of=AS_OF), AS_OF)
    assert set(bare["Risks"].raw("current_level")) == {NOT_CALCULATED}


def test_book_of_computes_without_cells() -> None:
    """The book made straight from content computes what the laid-out workbook computes."""
    content = sample_tables(AS_OF)
    direct, laid_out = book_of(content, AS_OF), Book(compose(content, as_of=AS_OF), AS_OF)
    for rows in filter(len, laid_out.rows.values()):
        for column in rows.declaration.calculated:
            name = rows.declaration.name
            assert direct.truth(name, column.field) == laid_out.truth(name, column.field)


def test_a_matrix_of_ones_own() -> None:
    """Rows under RiskMatrix replace the built-in matrix, likelihoods with the highest on top."""
    content = template_tables(AS_OF)
    content["RiskMatrix"] = [{"likelihood": like, "impact": impact, "level": f"L{like * impact}"}
                             for like in (1, 2, 3) for impact in (1, 2)]
    assert grid_of(matrix_of(content)) == [[None, 1, 2], [3, "L3", "L6"], [2, "L2", "L4"], [1, "L1", "L2"]]
    assert Book(compose(content), AS_OF).criteria.matrix.level(3, 2) == "L6"


def test_the_day_that_content_is_judged_by() -> None:
    """The given day goes first, then AsOf, then the assessment date; without any of them it is an error."""
    form = {"as_of": dt.date(2026, 2, 1), "assessment_date": dt.date(2026, 1, 1)}
    assert day_of({"Organisation": [form]}, AS_OF) == AS_OF
    assert day_of({"Organisation": [form]}) == dt.date(2026, 2, 1)
    assert day_of({"Organisation": [form | {"as_of": None}]}) == dt.date(2026, 1, 1)
    with pytest.raises(ValueError, match="needs a day"):
        day_of({})
