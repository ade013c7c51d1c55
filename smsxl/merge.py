"""The service that merges two workbooks that come from a third: what THEIRS changed goes into OURS.

Only cells of our tables change, through the editor that leaves everything else as it lies in the file.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from smsxl.compare.elsewhere import elsewhere
from smsxl.compare.merge_model import Conflict, MergePlan, Taken
from smsxl.compare.records import Records, records_of
from smsxl.compare.rows_up import closed_up
from smsxl.compare.three_way import three_way
from smsxl.errors import SmsxlError, UnreadableError, UsageError
from smsxl.hosts.edit import Entry, Link, OwnTable
from smsxl.hosts.package import Limits, open_workbook
from smsxl.hosts.package.edit import Content, FormulaCell, WorkbookEdit, edit_workbook
from smsxl.hosts.package.edit.port_editor import PackageEditor
from smsxl.hosts.port import cell_name
from smsxl.hosts.save import Original, save_file
from smsxl.score import score_file
from smsxl.tables import Kind
from smsxl.tables.book import Book
from smsxl.tables.own import CONFLICTS, own_table

_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Merged:
    """What a merge did: cells that changed, rows that were added and removed, and what is left to decide."""

    path: str
    cells: int
    added: int
    removed: int
    conflicts: tuple[Conflict, ...]
    sheet: str | None = None
    """The sheet that lists the conflicts; None where there are none."""


def merge_files(base: str, ours: str, theirs: str, out: str | os.PathLike[str] | None = None, *, today: dt.date,
                limits: Limits = Limits()) -> Merged:  # noqa: B008
    """Merge THEIRS into OURS, or into `out`; the files may have any name, as those that git hands over.

    Where both sides changed a cell to something else OURS stays, and the sheet Conflicts lists it. Raises
    UnreadableError, with OURS untouched, where a file can't be read or the three do not have the same tables.
    """
    if out is not None and Path(ours).suffix and Path(out).suffix.lower() != Path(ours).suffix.lower():
        raise UsageError(f"{os.fspath(out)} has to end in {Path(ours).suffix}, as {ours} does.")
    books = (Book(open_workbook(base, limits), today), Book(open_workbook(ours, limits), today),
             Book(open_workbook(theirs, limits), today))
    tables = tuple(records_of(book) for book in books)
    _refuse_other_layout(books, tables)
    plan = three_way(*tables)
    plan = replace(plan, conflicts=(*plan.conflicts, *elsewhere(books)))
    original = Original.of(ours)
    with tempfile.TemporaryDirectory(prefix="smsxl-") as folder, _named(folder, ours):
        copy = str(Path(folder, "merged"))
        shutil.copyfile(ours, copy)
        with edit_workbook(copy, limits) as edit:
            sheet = _write(edit, plan, tables[1], Book(edit.workbook, today))
            changed = edit.is_changed
            if changed:
                edit.save(in_place=True)
        if changed and any(rows.declaration.calculated for rows in books[1].rows.values()):
            score_file(copy, today=today, in_place=True, limits=limits)
        if changed or out is not None:
            save_file(original, lambda target: _copy(copy, target), out, in_place=True)
    return Merged(ours if out is None else os.fspath(out), sum(len(table.cells) for table in plan.tables),
                  sum(len(table.added) for table in plan.tables), sum(len(table.removed) for table in plan.tables),
                  plan.conflicts, sheet)


@contextmanager
def _named(folder: str, ours: str) -> Iterator[None]:
    """Let errors name the user's file rather than the copy that is written first."""
    try:
        yield
    except SmsxlError as error:
        raise type(error)(str(error).replace(str(Path(folder, "merged")), ours)) from error


def _copy(source: str, target: IO[bytes]) -> None:
    with Path(source).open("rb") as file:
        shutil.copyfileobj(file, target, _CHUNK)


def _refuse_other_layout(books: Sequence[Book], tables: Sequence[Mapping[str, Records]]) -> None:
    """Raise UnreadableError where the three do not have the same tables with the same columns."""
    paths = [book.workbook.path for book in books]
    for path, found in zip(paths, tables, strict=True):
        if not found:
            raise UnreadableError(f"{path} holds none of the tables that smsxl merges, so nothing was merged; merge it "
                                  "by hand.")
    for path, book, found in zip(paths, books, tables, strict=True):
        for other, others in zip(paths, tables, strict=True):
            missing = [records.title for name, records in others.items() if name not in found]
            if missing:
                raise UnreadableError(f"{path} has no table {missing[0]}, which {other} has, so nothing was merged; "
                                      "merge it by hand.")
            for name, records in found.items():
                lacking = [field.header for key, field in others[name].fields.items()
                           if key not in records.fields and field.column is not None and not field.typed_over]
                if lacking:
                    raise UnreadableError(f"{path} > {records.sheet} has no column {lacking[0]!r}, which {other} has, "
                                          "so nothing was merged; give both the same columns, or merge them by hand.")
        for rows in book.rows.values():
            if rows.declaration.kind is Kind.TABLE and not rows.is_excel_table:
                raise UnreadableError(f"{path} > {rows.sheet} is not an Excel table any more, so nothing was merged; "
                                      f"select its cells in Excel, press Ctrl+T and name the table "
                                      f"{rows.declaration.name}.")


# ---------------------------------------------------------------------- writing


def _write(edit: WorkbookEdit, plan: MergePlan, ours: Mapping[str, Records], book: Book) -> str | None:
    """Write a plan into OURS; return the sheet that lists the conflicts."""
    places: dict[tuple[str, int], int] = {}
    rows: dict[tuple[str, int], int] = {}
    for table in plan.tables:
        records = ours[table.table]
        cells, moved = closed_up(table, records, book)
        edit.set_cells(records.sheet, {cell: _content(taken) for cell, taken in cells.items()})
        rows |= {(table.table, i): row for i, row in moved.items()}
        added = [{book.header(table.table, name) if records.fields[name].column is not None
                  else records.fields[name].header: _content(taken) for name, taken in row.items()}
                 for row in table.added]
        if added:
            places |= {(table.table, number): row
                       for number, row in enumerate(edit.append_rows(table.table, added))}
    if plan.conflicts:
        listed = _free(edit)
        PackageEditor(edit).replace_rows(listed, [_line(each, ours, rows, places) for each in plan.conflicts])
        return listed.sheet
    if plan.tables and edit.is_own(CONFLICTS.sheet):
        PackageEditor(edit).replace_rows(own_table(CONFLICTS), [])
    return None


def _content(taken: Taken) -> Content:
    return taken.value if taken.formula is None else FormulaCell(taken.formula, taken.value)


def _line(conflict: Conflict, ours: Mapping[str, Records], rows: Mapping[tuple[str, int], int],
          places: Mapping[tuple[str, int], int]) -> list[Entry]:
    """Return the row of Conflicts for a conflict, with a link to its cell as the sheet is after the merge."""
    place: Entry = None
    if conflict.table is not None:
        records = ours[conflict.table]
        name = conflict.field if conflict.field in records.fields else (
            records.key if records.key in records.fields else next(iter(records.fields), None))
        row = None if conflict.added is None else places.get((conflict.table, conflict.added))
        if name is not None and (conflict.row is not None or row is not None):
            at = records.at(conflict.row or 0, name)
            if row is None and conflict.row is not None:
                row = rows.get((conflict.table, conflict.row), at[0])
            cell = cell_name(row or at[0], at[1])
            place = Link(cell, records.sheet, cell)
    elif conflict.sheet is not None:
        place = Link("A1", conflict.sheet, "A1")
    cells: dict[str, Entry] = {
        "table": conflict.title, "row_id": conflict.row_id or None, "cell": place, "column": conflict.column or None,
        "base": conflict.base or None, "ours": conflict.ours or None, "theirs": conflict.theirs or None,
        "note": conflict.note}
    return [cells[column.field] for column in CONFLICTS.columns]


def _free(edit: WorkbookEdit) -> OwnTable:
    """Return the table of conflicts, under names that are free where the user has a sheet or table of that name."""
    wanted = own_table(CONFLICTS)
    sheets = {info.name.casefold() for info in edit.workbook.sheets} - edit.own_sheets()
    parts = {part.name.casefold(): sheet for sheet, part in edit.tables()}
    names = {name.name.casefold() for name in edit.names()}
    number = 0
    while True:
        added = "" if number == 0 else f"_smsxl{number}" if number > 1 else "_smsxl"
        table = replace(wanted, sheet=f"{wanted.sheet}{added}", name=f"{wanted.name}{added}")
        there = parts.get(table.name.casefold())
        free = there is None and table.name.casefold() not in names
        if table.sheet.casefold() not in sheets and (free or (there is not None and edit.is_own(there))):
            return table
        number += 1

