"""smsxl's own sheets in the open workbook: found by their mark, made where they are missing."""

from __future__ import annotations

import contextlib
from typing import Any, Final

from smsxl.errors import UsageError
from smsxl.hosts.edit import OwnTable
from smsxl.hosts.excel.places import find_sheet, find_table
from smsxl.hosts.port import MARK
from smsxl.tables.formula import whole_column

_HEADER_ROW: Final = 4
_STYLE: Final = "TableStyleLight1"


def own_table_in(book: Any, table: OwnTable) -> Any:  # noqa: ANN401 - xlwings decides at run time what it holds
    """Return a table of smsxl's own; made, with its sheet and its names, where it is missing.

    Raises UsageError where a sheet or a table of that name is the user's.
    """
    sheet, found = find_sheet(book, table.sheet), find_table(book, table.name)
    if sheet is not None and not is_own(sheet):
        raise UsageError(f"The sheet {sheet.name} is not smsxl's own, so nothing was written to it; rename it and try "
                         "again.")
    if found is not None and (sheet is None or found.parent.name != sheet.name):
        raise UsageError(f"The table {found.name} on the sheet {found.parent.name} is not smsxl's own, so nothing was "
                         "written to it; rename it and try again.")
    if found is None:
        found = _fill(sheet if sheet is not None else _add(book, table.sheet), table)
        _point_names(book, table)
    return found


def is_own(sheet: Any) -> bool:  # noqa: ANN401
    """Whether a sheet carries the mark of those that smsxl makes."""
    return any(name.name.rpartition("!")[2] == MARK for name in sheet.names)


def mark_own(sheet: Any) -> None:  # noqa: ANN401
    """Say that a sheet is one that smsxl makes, and may make anew."""
    mark = sheet.names.add(MARK, "=TRUE")
    with contextlib.suppress(Exception):  # hiding it is a courtesy
        mark.api.Visible = False


def disown(sheet: Any) -> None:  # noqa: ANN401
    """Let a sheet be the user's from now on."""
    for name in sheet.names:
        if name.name.rpartition("!")[2] == MARK:
            name.delete()
            return


def _add(book: Any, name: str) -> Any:  # noqa: ANN401
    """Add a sheet at the end, with the mark; the sheet that was shown stays in view."""
    shown = book.sheets.active
    sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    mark_own(sheet)
    shown.activate()
    return sheet


def _fill(sheet: Any, table: OwnTable) -> Any:  # noqa: ANN401
    width = len(table.headers)
    sheet.clear_contents()
    sheet.range((1, 1)).value = [[table.sheet], [table.help]]
    sheet.range((1, 1)).font.bold = True
    header = sheet.range((_HEADER_ROW, 1), (_HEADER_ROW, width))
    header.value = [list(table.headers)]
    for column, characters in enumerate(table.widths, start=1):
        sheet.range((1, column)).column_width = characters + 1
    return sheet.tables.add(source=sheet.range((_HEADER_ROW, 1), (_HEADER_ROW + 1, width)), name=table.name,
                            has_headers=True, table_style_name=_STYLE)


def _point_names(book: Any, table: OwnTable) -> None:  # noqa: ANN401
    """Let the names that conditional formats look at point to the new table."""
    known = {name.name.casefold(): name for name in book.names}
    for name, header in table.names.items():
        target = f"={whole_column(table.name, header)}"
        if name.casefold() in known:
            known[name.casefold()].refers_to = target
        else:
            book.names.add(name, target)
