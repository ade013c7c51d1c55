"""How many cells may be out of date: those that can depend on what changed, no others."""

from __future__ import annotations

import datetime as dt

import pytest

from smsxl.dependants import count_dependants
from smsxl.hosts.memory import Calculated, MemoryWorkbook
from smsxl.hosts.port import Area, DefinedName, TableInfo
from smsxl.tables import BY_NAME
from smsxl.tables.book import Book

HEADERS = tuple(column.header for column in BY_NAME["Kpis"].columns)


def book(formulas: dict[tuple[str, int, int], str], names: list[DefinedName]) -> Book:
    """Return a workbook with the table of KPIs, and formulas of the user's on sheets One, Two and KPIs."""
    kpis = {(4, 1 + i): header for i, header in enumerate(HEADERS)} | {(5, 1): "K-1", (6, 1): "K-2"}
    status = 1 + HEADERS.index(BY_NAME["Kpis"]["status"].header)
    kpis |= {(row, status): Calculated("OURS()", "x") for row in (5, 6)}  # type: ignore[dict-item]
    sheets: dict[str, dict[tuple[int, int], object]] = {"KPIs": dict(kpis), "One": {(9, 9): 1}, "Two": {(9, 9): 1}}
    for (sheet, row, column), text in formulas.items():
        sheets[sheet][row, column] = Calculated(text, 1)
    table = TableInfo("Kpis", "KPIs", Area(4, 1, 6, len(HEADERS)), HEADERS)
    return Book(MemoryWorkbook(sheets, [table], names), dt.date(2026, 11, 22))  # type: ignore[arg-type]


@pytest.mark.parametrize(("formulas", "names", "count"), [
    ({("One", 1, 1): "1+1", ("Two", 1, 1): "One!A1"}, {}, 0),
    ({("One", 1, 1): "COUNTA(Kpis[Status])", ("Two", 1, 1): "1+1"}, {}, 1),
    ({("One", 1, 1): "SUM(KPIs!A5:B6)"}, {}, 1),
    ({("One", 1, 1): "ROWS(kpis[#All])", ("Two", 1, 1): "One!A1*2", ("Two", 2, 1): "A1+1", ("Two", 3, 1): "PI()"},
     {}, 3),
    ({("KPIs", 20, 1): "A5&B5", ("KPIs", 21, 1): "PI()"}, {}, 1),
    ({("One", 1, 1): "Mine+1"}, {"Mine": "COUNTA(Kpis[Id])"}, 1),
    ({("One", 1, 1): "Mine+1", ("Two", 1, 1): "COUNTA(Kpis[Id])"}, {"Mine": "Two!$A$1"}, 2),
    ({("One", 1, 1): "Mine+1", ("Two", 1, 1): "COUNTA(Kpis[Id])"}, {"Mine": "Two!$I$9"}, 1),
    ({("One", 1, 1): "MyKpis+Kpis2+1"}, {}, 0),
])
def test_dependants(formulas: dict[tuple[str, int, int], str], names: dict[str, str], count: int) -> None:
    """Formulas are followed through tables, sheets, cells beside them and names; what leads to a constant is none."""
    found = book(formulas, [DefinedName(name, text) for name, text in names.items()])
    assert count_dependants(found, {"Kpis": "KPIs"}) == count
