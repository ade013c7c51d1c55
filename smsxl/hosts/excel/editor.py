"""Writes into the workbook that is open in Excel: one block per table, and no text that Excel could take for more."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from smsxl.domain.values import CellError
from smsxl.errors import UsageError
from smsxl.hosts.edit import Entry, Link, NewSheet, OwnTable
from smsxl.hosts.excel.new_sheets import put_sheets
from smsxl.hosts.excel.own_sheet import own_table_in
from smsxl.hosts.excel.places import entered_formula, find_table, header_of_table, one_row, refuse_protected

_TEXT_FORMAT: Final = "@"
_PREFIX: Final = "'"
"""In front of an entry it says that the rest is text. Excel takes exactly one away."""


class ExcelEditor:
    """Satisfies `Editor` over an xlwings book."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - xlwings decides at run time what it holds
        self._book = book

    def write_block(self, sheet: str, row: int, column: int, cells: Sequence[Sequence[Entry]]) -> None:
        if cells and cells[0]:
            target = self._book.sheets[sheet]
            refuse_protected(target)
            _write(target, row, column, cells)

    def replace_rows(self, table: OwnTable, rows: Sequence[Sequence[Entry]]) -> None:
        found = own_table_in(self._book, table)
        sheet, header, headers = found.parent, found.header_row_range, header_of_table(found)
        refuse_protected(sheet)
        top, left, width = header.row, header.column, len(headers)
        body = found.data_body_range
        old, new = 0 if body is None else body.shape[0], max(1, len(rows))
        if body is not None:
            _show_all_rows(found)
            body.clear_contents()
        if new != old:
            found.resize(sheet.range((top, left), (top + new, left + width - 1)))
        whole = sheet.range((top + 1, left), (top + new, left + width - 1))
        if new > max(1, old):
            sheet.range((top + 1, left), (top + 1, left + width - 1)).autofill(whole, "fill_formats")
        whole.number_format = "General"  # a column that somebody formatted as text would show links as formulas
        for header_text, form in zip(table.headers, table.formats, strict=False):
            place = _place(headers, header_text)
            if form is not None and place >= 0:
                sheet.range((top + 1, left + place), (top + new, left + place)).number_format = form
        for first, places in _runs(headers, table.headers):
            _write(sheet, top + 1, left + first, [[line[place] for place in places] for line in rows])

    def put_sheets(self, rendered: str, sheets: Sequence[NewSheet],
                   after: str) -> AbstractContextManager[Sequence[str]]:
        return put_sheets(self._book, rendered, sheets, after)

    def set_formulas(self, table: str, header: str, rows: Sequence[int], formula: str, *, array: bool) -> None:
        found = find_table(self._book, table)
        if found is None:
            raise UsageError(f"The workbook has no table {table}; put it back, or make a new workbook.")
        sheet = found.parent
        refuse_protected(sheet)
        column = found.header_row_range.column + _place(header_of_table(found), header)
        text = entered_formula(formula)
        for first, last in _consecutive(rows):
            _set_formula(sheet.range((first, column), (last, column)), text, array=array)

    def append_row(self, table: str, cells: Mapping[str, Entry]) -> int:
        found = find_table(self._book, table)
        if found is None:
            raise UsageError(f"The workbook has no table {table}; put it back, or make a new workbook.")
        sheet, headers = found.parent, header_of_table(found)
        refuse_protected(sheet)
        left, width = found.header_row_range.column, len(headers)
        known = {_place(headers, header): entry for header, entry in cells.items() if _place(headers, header) >= 0}
        row: int = found.header_row_range.row + len(_rows(found))
        held = one_row(sheet.range((row, left), (row, left + width - 1))) if _rows(found) else ["x"]
        if not _rows(found) or any(held[place] not in (None, "") for place in known):
            row += 1
            below = sheet.range((row, left), (row, left + width - 1))
            if found.show_totals or any(value not in (None, "") for value in one_row(below)):
                raise UsageError(f"{sheet.name}: row {row} below the table {table} is not empty; make room there "
                                 "(or turn the total row off) and try again.")
            found.resize(sheet.range((found.header_row_range.row, left), (row, left + width - 1)))
            if row > found.header_row_range.row + 1:
                above = sheet.range((row - 1, left), (row - 1, left + width - 1))
                above.autofill(sheet.range((row - 1, left), (row, left + width - 1)), "fill_formats")
        for first, places in _runs(headers, [headers[place] for place in sorted(known)]):
            _write(sheet, row, left + first, [[known[first + n] for n in range(len(places))]])
        return row


def _write(sheet: Any, row: int, column: int, cells: Sequence[Sequence[Entry]]) -> None:  # noqa: ANN401
    """Write a block in one call. Each text gets the prefix, but for columns whose cells are formatted as text."""
    if not cells:
        return
    height, width = len(cells), len(cells[0])
    formats = [sheet.range((row, column + n), (row + height - 1, column + n)).number_format for n in range(width)]
    block = [[_entered(entry, as_text=form == _TEXT_FORMAT) for entry, form in zip(line, formats, strict=True)]
             for line in cells]
    sheet.range((row, column), (row + height - 1, column + width - 1)).value = block


def _entered(entry: Entry, *, as_text: bool) -> Any:  # noqa: ANN401
    """Return an entry as it is handed to Excel."""
    if isinstance(entry, Link):
        sheet = entry.sheet.replace("'", "''")
        return f'=HYPERLINK({_literal(f"#{_PREFIX}{sheet}{_PREFIX}!{entry.cell}")},{_literal(entry.text)})'
    if isinstance(entry, CellError):
        return _PREFIX + entry.code
    if isinstance(entry, str):
        if not entry:
            return None
        return entry if as_text and not entry.startswith(_PREFIX) else _PREFIX + entry
    if isinstance(entry, dt.date) and not isinstance(entry, dt.datetime):
        return dt.datetime(entry.year, entry.month, entry.day)
    return entry


def _literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _runs(headers: Sequence[str], wanted: Sequence[str]) -> Iterator[tuple[int, list[int]]]:
    """Yield where columns that lie side by side begin, and which of the wanted ones they are, in order."""
    places = sorted((place, n) for n, header in enumerate(wanted) if (place := _place(headers, header)) >= 0)
    first, run = -1, list[int]()
    for place, n in places:
        if run and place == first + len(run):
            run.append(n)
            continue
        if run:
            yield first, run
        first, run = place, [n]
    if run:
        yield first, run


def _place(headers: Sequence[str], header: str) -> int:
    return next((n for n, text in enumerate(headers) if text.casefold() == header.casefold()), -1)


def _consecutive(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each run of consecutive rows."""
    ordered = sorted(rows)
    first = 0
    for n in range(1, len(ordered) + 1):
        if n == len(ordered) or ordered[n] != ordered[n - 1] + 1:
            yield ordered[first], ordered[n - 1]
            first = n


def _rows(table: Any) -> range:  # noqa: ANN401
    body = table.data_body_range
    return range(0 if body is None else body.shape[0])


def _set_formula(target: Any, text: str, *, array: bool) -> None:  # noqa: ANN401
    """Put a formula into cells of a column. An Excel without dynamic arrays refuses `formula2`."""
    try:
        target.formula2 = text
    except Exception:  # noqa: BLE001 - what it raises is the engine's business; a real refusal shows below
        if not array:
            target.formula = text
            return
        for cell in target:
            cell.formula_array = text


def _show_all_rows(table: Any) -> None:  # noqa: ANN401
    """Take back a filter, so that no finding is hidden by the question of last time."""
    with contextlib.suppress(Exception):  # there is no filter, or this engine can't say
        table.api.AutoFilter.ShowAllData()
