"""The register that every tool is given, and the faults that stand in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from smsxl.domain.values import CellError
from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.edit import Content, FormulaCell, NewValue, edit_workbook
from smsxl.hosts.port import column_letters
from smsxl.tables.book import Book
from smsxl.tables.rows import Rows

Record = Mapping[str, object]


@dataclass(frozen=True)
class Fault:
    """A fault: what it is, its table and field, which record it may be planted in, and what its cell then holds."""

    what: str
    table: str
    field: str
    content: Callable[[Record], Content]
    fits: Callable[[Record], bool] = lambda _: True


@dataclass(frozen=True)
class Planted:
    """A fault at its place: the sheet and the sheet row, the field's header and the letters of its column."""

    what: str
    sheet: str
    row: int
    header: str
    letters: str


def _is_open(record: Record) -> bool:
    return record["type"] == "Threat" and record["status"] in ("Open", "In treatment")


def _treated(record: Record) -> bool:
    return (_is_open(record) and isinstance(record["residual_likelihood"], int)
            and record["current_likelihood"] in (2, 3))


def _above(record: Record) -> bool:
    return _is_open(record) and record["current_tolerance"] == "Above tolerance"


FAULTS = (
    Fault("a type that is not in the list", "Risks", "type", lambda _: "Thread", _is_open),
    Fault("no title", "Risks", "title", lambda _: None, _is_open),
    Fault("a category that Categories lacks", "Risks", "category", lambda _: "Cyber stuff", _is_open),
    Fault("no owner", "Risks", "owner", lambda _: None, _is_open),
    Fault("a component that Services lacks", "Risks", "service", lambda _: "CMP-99", _is_open),
    Fault("likelihood 6 on a scale of 5", "Risks", "inherent_likelihood", lambda _: 6, _is_open),
    Fault("impact 0", "Risks", "inherent_impact", lambda _: 0, _is_open),
    Fault("likelihood 2.5", "Risks", "current_likelihood", lambda _: 2.5, _is_open),
    Fault("a number stored as text", "Risks", "current_impact", lambda r: str(r["current_impact"]), _is_open),
    Fault("residual above current likelihood", "Risks", "residual_likelihood",
          lambda r: _whole(r["current_likelihood"]) + 1, _treated),
    Fault("a score typed over its formula, wrong", "Risks", "inherent_score", lambda _: 99, _is_open),
    Fault("a score typed over its formula, right for now", "Risks", "current_score",
          lambda r: _whole(r["current_score"]), _is_open),
    Fault("a calculated value that is out of date", "Risks", "current_score", lambda _: NewValue(1), _above),
    Fault("a level that contradicts the matrix", "Risks", "current_level", lambda _: "Low", _above),
    Fault("a cell error", "Risks", "residual_level", lambda _: FormulaCell("#REF!", CellError("#REF!")), _treated),
    Fault("a status that is not in the list", "Risks", "status", lambda _: "Opened", _is_open),
    Fault("a date as text", "Risks", "next_review", lambda _: "31.12.2027", _is_open),
    Fault("a review before the risk was identified", "Risks", "last_review", lambda _: dt.date(2019, 1, 1), _is_open),
    Fault("an id that is there twice", "Risks", "id", lambda _: "R-00001", _is_open),
    Fault("above tolerance, and no treatment", "Risks", "treatment", lambda _: None, _above),
    Fault("an action for a risk that is not there", "Treatments", "risk", lambda _: "R-99999"),
    Fault("an action that is overdue", "Treatments", "due", lambda _: dt.date(2026, 1, 1),
          lambda r: r["status"] == "Planned"),
    Fault("an acceptance that ends before it begins", "Acceptances", "until", lambda _: dt.date(2020, 1, 1)),
    Fault("a KPI whose direction is not in the list", "Kpis", "direction", lambda _: "Bigger"),
)


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def plant(clean: str, out: str, as_of: dt.date) -> list[Planted]:
    """Write the register with every fault in a row of its own, and return where they stand."""
    book = Book(open_workbook(clean), as_of)
    taken: set[tuple[str, int]] = {("Risks", 0)}  # its id is the one that comes twice
    planted = []
    with edit_workbook(clean) as edit:
        for fault in FAULTS:
            rows = book[fault.table]
            i, record = next((i, record) for i, record in _records(rows)
                             if (fault.table, i) not in taken and fault.fits(record))
            taken.add((fault.table, i))
            cell = rows.cell(i, fault.field)
            edit.set_cells(rows.sheet, {cell: fault.content(record)})
            planted.append(Planted(fault.what, rows.sheet, cell[0], book.header(fault.table, fault.field),
                                   column_letters(cell[1])))
        edit.save(out)
    return planted


def _records(rows: Rows) -> Iterator[tuple[int, Record]]:
    for i in range(len(rows.numbers)):
        yield i, {field: rows.raw(field)[i] for field in rows.places}
