"""Builds the small sound workbook, with the edits that a rule's example asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from smsxl.content import template_tables
from smsxl.domain.fingerprint import risk_fingerprint
from smsxl.hosts.memory import Calculated, Content, MemoryWorkbook
from smsxl.hosts.port import NOT_CALCULATED, Area, GridValue, cell_name
from smsxl.rules.examples import Add, Cache, Delete, Edit, Freeze, Level, Put, Shape, Write
from smsxl.tables import BY_NAME, Kind
from smsxl.tables.book import Book
from smsxl.tables.compose import compose
from smsxl.tables.rows import Rows, as_text
from tests.rules.sound_plan import sound_plan
from tests.rules.sound_rows import AS_OF, sound_rows

Records = dict[str, list[dict[str, Any]]]


def sound_content() -> Records:
    """Return the rows of the sound workbook: a new workbook's criteria, and a handful of risks."""
    content: Records = template_tables(AS_OF)
    content["PlanItems"] = [row | {"approach": "As the manual says", "evidence": "Manual",
                                   "owner_role": "Service manager", "status": "In place"}
                            for row in content["PlanItems"]]
    rows = sound_rows() | sound_plan()
    form = content["Organisation"][0] | rows.pop("Organisation")[0]
    content |= {"Organisation": [form], **rows}
    risks = {row["id"]: row for row in rows["Risks"]}
    content["Acceptances"] = [row | {"fingerprint": risk_fingerprint(risks[row["risk"]])}
                              for row in rows["Acceptances"]]
    return content


def edited_content(edits: Iterable[Edit] = ()) -> Records:
    """Return the rows of the sound workbook after those edits that change rows."""
    content = sound_content()
    for edit in edits:
        if isinstance(edit, (Put, Add, Delete)):
            _edit_content(content, edit)
    return content


def sound_workbook(edits: Iterable[Edit] = ()) -> MemoryWorkbook:
    """Return the sound workbook after some edits."""
    chosen = list(edits)
    workbook = compose(edited_content(chosen), as_of=AS_OF, settled=True)
    for edit in chosen:
        if isinstance(edit, (Write, Cache, Freeze, Level, Shape)):
            _edit_workbook(workbook, edit)
    return workbook


def sound_book(edits: Iterable[Edit] = ()) -> Book:
    """Return the sound workbook seen through the declarations."""
    return Book(sound_workbook(edits), AS_OF)


def record(rows: Rows, row_id: str) -> int:
    """Return the record with an id; the first one where the id is empty."""
    key = rows.declaration.key
    return 0 if key is None or not row_id else rows.text(key).index(row_id)


def _edit_content(content: Records, edit: Put | Add | Delete) -> None:
    table = BY_NAME[edit.table]
    rows = content.setdefault(edit.table, [])
    if isinstance(edit, Add):
        rows.append(dict(edit.values))
    elif isinstance(edit, Delete):
        content[edit.table] = [] if edit.row == "*" else [r for r in rows if as_text(r[table.key or ""]) != edit.row]
    else:
        wanted = rows[0] if table.kind is Kind.FORM or not edit.row else next(
            r for r in rows if as_text(r.get(table.key or "")) == edit.row)
        wanted[edit.field] = edit.value


def _edit_workbook(workbook: MemoryWorkbook, edit: Write | Cache | Freeze | Level | Shape) -> None:
    book = Book(workbook, AS_OF)
    if isinstance(edit, Level):
        place = book.matrix
        assert place is not None
        workbook.set_cell(place.sheet, *place.cells[edit.likelihood, edit.impact], edit.level)
        return
    if isinstance(edit, Shape):
        _SHAPES[edit.what](workbook, book, edit)
        return
    rows = book[edit.table]
    cells = workbook.cells[rows.sheet]
    if isinstance(edit, Freeze):
        for i in range(len(rows)):
            at = rows.cell(i, edit.field)
            cells[at] = _value(cells[at])
        return
    at = rows.cell(record(rows, edit.row), edit.field)
    present = cells[at]
    if isinstance(edit, Cache):
        assert isinstance(present, Calculated)
        cells[at] = Calculated(present.formula, NOT_CALCULATED if edit.value is None else edit.value)
    else:
        cells[at] = Calculated(edit.formula, _value(present)) if edit.formula else _value(present)


def _value(content: Content) -> GridValue:
    return content.value if isinstance(content, Calculated) else content


def _drop_sheet(workbook: MemoryWorkbook, book: Book, edit: Shape) -> None:  # noqa: ARG001
    workbook.drop_sheet(edit.table)


def _drop_table(workbook: MemoryWorkbook, book: Book, edit: Shape) -> None:  # noqa: ARG001
    """Leave the rows as a plain range; a form or grid loses its name."""
    if workbook.tables.pop(edit.table, None) is None:
        workbook.names = [name for name in workbook.names if name.name != edit.table]


def _drop_column(workbook: MemoryWorkbook, book: Book, edit: Shape) -> None:
    rows = book[edit.table]
    _, column = rows.places[edit.field]
    info = workbook.tables[edit.table]
    names = list(info.columns)
    names[column - info.area.first_column] = "Something else"
    workbook.tables[edit.table] = replace(info, columns=tuple(names))
    workbook.set_cell(rows.sheet, rows.area.first_row - 1, column, "Something else")


def _repeat_column(workbook: MemoryWorkbook, book: Book, edit: Shape) -> None:
    """Give the next free column of the table the header of an existing one."""
    rows = book[edit.table]
    info = workbook.tables.pop(edit.table)
    header = rows.declaration[edit.field].header
    last = info.area.last_column + 1
    workbook.tables[edit.table] = replace(
        info, columns=(*info.columns, header), area=replace(info.area, last_column=last))
    workbook.set_cell(rows.sheet, rows.area.first_row - 1, last, header)


def _hide_row(workbook: MemoryWorkbook, book: Book, edit: Shape) -> None:
    rows = book[edit.table]
    workbook.hide_row(rows.sheet, rows.numbers[record(rows, edit.row)])


def _merge_down(workbook: MemoryWorkbook, book: Book, edit: Shape) -> None:
    rows = book[edit.table]
    row, column = rows.cell(record(rows, edit.row), edit.field)
    workbook.merge(rows.sheet, Area(row, column, row + 1, column))


def _row_below(workbook: MemoryWorkbook, book: Book, edit: Shape) -> None:
    rows = book[edit.table]
    workbook.set_cell(rows.sheet, rows.area.last_row + 1, rows.places[edit.field][1], "typed below the table")


def _blank_row(workbook: MemoryWorkbook, book: Book, edit: Shape) -> None:
    """Empty a record's inputs, so that a blank row stands between the others."""
    rows = book[edit.table]
    i = record(rows, edit.row)
    for column in rows.declaration.inputs:
        if column.field in rows:
            workbook.set_cell(rows.sheet, *rows.cell(i, column.field), None)


_SHAPES = {"sheet dropped:": _drop_sheet, "no longer an Excel table:": _drop_table, "column dropped:": _drop_column,
           "column repeated:": _repeat_column, "row hidden:": _hide_row, "merged with the row below:": _merge_down,
           "typed below the table:": _row_below, "row emptied:": _blank_row}


def address(book: Book, at: tuple[str, str, str]) -> tuple[str, str]:
    """Return sheet and A1 cell of an example's (table, row id, field)."""
    table, row_id, field = at
    rows = book[table]
    return rows.sheet, cell_name(*rows.cell(record(rows, row_id), field))
