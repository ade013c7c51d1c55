"""A workbook as text for `git diff`: every row of its tables by id, a line per field."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from smsxl.compare.other_sheets import besides
from smsxl.compare.records import Records, records_of
from smsxl.formats.escape import for_terminal
from smsxl.hosts.package import formula_at
from smsxl.hosts.port import NOT_CALCULATED, GridValue, Workbook, cell_name
from smsxl.tables.book import Book
from smsxl.tables.rows import as_text, is_blank


def text_of(workbook: Workbook, book: Book) -> str:
    """Return a workbook as text; the same contents give the same text, in whatever order the rows stand.

    Calculated columns are left out. A sheet with anything besides our tables gets a line that changes when it does; a
    workbook without any of our tables is shown cell by cell.
    """
    lines = _tables(book) if book.rows else _cells(workbook)
    return "".join(f"{line}\n" for line in lines)


def _tables(book: Book) -> Iterator[str]:
    for records in records_of(book).values():
        yield from _rows(records)
    for sheet, cells in besides(book):
        if cells:
            digest = hashlib.sha256(repr(sorted(cells.items())).encode("utf-8", "backslashreplace")).hexdigest()
            yield f"Sheet {for_terminal(sheet)}: {len(cells):,} cells besides the tables, fingerprint {digest[:16]}"


def _rows(records: Records) -> Iterator[str]:
    blocks = []
    for i in range(len(records)):
        fields = [f"{for_terminal(field.header)}: {shown}" for name, field in records.fields.items()
                  if name != records.key and (shown := _shown(records.value(i, name)))]
        name = "" if records.is_form else records.id_of(i)
        head = for_terminal(f"{records.table} {name}".rstrip())
        if records.key is None and not records.names:
            block = [f"{records.table} | {' | '.join(fields)}"]  # a row that only its content tells from others
        else:
            block = [head, *(f"  {field}" for field in fields)]
        blocks.append((records.keys[i], block))
    for _, block in sorted(blocks):
        yield from block


def _cells(workbook: Workbook) -> Iterator[str]:
    for info in workbook.sheets:
        grid = workbook.grid(info.name)
        columns = sorted(grid.columns.items())
        for i, row in enumerate(grid.rows):
            for number, column in columns:
                formula = column.formulas[i] if column.formulas is not None else None
                shown = _shown(column.values[i])
                if formula is not None:
                    shown = for_terminal(f"={formula_at(formula, row, number)}")
                if shown:
                    yield f"{for_terminal(info.name)}!{cell_name(row, number)}: {shown}"


def _shown(value: GridValue) -> str:
    if is_blank(value) or value is NOT_CALCULATED:
        return ""
    if isinstance(value, float):
        return format(value, ".15g")
    return for_terminal(as_text(value) or str(value))
