"""Removes rows from a table that has to stay one block: the rows below move up, where that harms nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smsxl.compare.merge_model import TablePlan, Taken
from smsxl.compare.other_sheets import besides
from smsxl.compare.records import Records
from smsxl.domain.values import CellValue
from smsxl.hosts.port import NOT_CALCULATED, GridValue
from smsxl.tables.book import Book

Cells = dict[tuple[int, int], Taken]


def closed_up(table: TablePlan, records: Records, book: Book) -> tuple[Cells, dict[int, int]]:
    """Return the cells that a table gets, and the sheet row that each of its rows has then where it is another one.

    Where formulas in the table or elsewhere refer to its cells by where they stand, removed rows stay blank instead.
    """
    if not table.removed:
        return {records.at(i, name): taken for (i, name), taken in table.cells.items()}, {}
    gone = set(table.removed)
    names = [name for name, field in records.fields.items() if not field.typed_over]
    kept = [i for i in range(len(records)) if i not in gone]
    if not _may_move(records, book, names):
        cells = {records.at(i, name): taken for (i, name), taken in table.cells.items() if i not in gone}
        return cells | {records.at(i, name): Taken(None) for i in gone for name in names}, {}
    cells = {}
    moved = {}
    for place in range(len(records)):
        source = kept[place] if place < len(kept) else None
        for name in names:
            taken = Taken(None) if source is None else table.cells.get((source, name))
            if taken is None and source is not None and source != place:
                taken = Taken(_typed(records.value(source, name)))
            if taken is not None:
                cells[records.at(place, name)] = taken
        if source is not None and source != place and names:
            moved[source] = records.at(place, names[0])[0]
    return cells, moved


def _typed(value: GridValue) -> CellValue:
    return None if value is NOT_CALCULATED else value


def _may_move(records: Records, book: Book, names: list[str]) -> bool:
    """Whether all that a row holds moves with it, and nothing refers to a cell by where it stands."""
    rows = book[records.table]
    known = {records.at(0, name)[1] for name in names} | {rows.places[column.field][1]
                                                          for column in rows.declaration.calculated
                                                          if column.field in rows}
    if set(rows.headers) - known or any(name in rows.formulas for name in names):
        return False
    pattern = re.compile(rf"(?<!\w)'?{re.escape(records.sheet)}'?!\$?[A-Za-z]{{1,3}}\$?[0-9]")
    return not any(pattern.search(formula) for formula in _formulas(book))


def _formulas(book: Book) -> Iterator[str]:
    """Yield the formulas outside our tables."""
    for _, cells in besides(book):
        yield from (formula for formula, _ in cells.values() if formula)
