"""What THEIRS changed outside our tables, which a merge leaves as OURS has it and has to name."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from smsxl.compare.merge_model import CHANGED, REMOVED, Conflict
from smsxl.compare.other_sheets import Cell, besides, own_sheets
from smsxl.hosts.port import cell_name
from smsxl.tables.book import Book

_PARTS: Final = (("xl/media/", "pictures"), ("xl/vbaProject.bin", "macros"), ("xl/comments", "comments"))
_NAMED: Final = 5

_Books = tuple[Book, Book, Book]


def elsewhere(books: _Books) -> Iterator[Conflict]:
    """Yield a line for each sheet outside whose tables THEIRS changed cells, and for pictures, macros and comments.

    `books` are BASE, OURS and THEIRS. Sheets that smsxl makes are left out: they can be made again.
    """
    base, ours, theirs = (dict(besides(book)) for book in books)
    own = frozenset[str]().union(*map(own_sheets, books))
    for sheet in dict.fromkeys((*theirs, *base)):
        if sheet in own or (sheet in base and sheet in theirs and base[sheet] == theirs[sheet]):
            continue
        before, mine, other = base.get(sheet), ours.get(sheet), theirs.get(sheet)
        if other == mine:
            continue
        where = sheet if sheet in ours else None
        if other is None:
            yield _line(sheet, REMOVED, "THEIRS removed the sheet; it stays as OURS has it. Delete it if it is not "
                                        "needed.", where)
        elif before is None:
            yield _line(sheet, CHANGED, "THEIRS added the sheet; copy it over from THEIRS if it is needed.", where)
        else:
            yield _line(sheet, CHANGED, f"THEIRS changed {_named(before, other)} outside the tables; the sheet stays "
                                        "as OURS has it. Copy over what is needed.", where)
    yield from _parts(books)


def _named(before: Mapping[Cell, object], after: Mapping[Cell, object]) -> str:
    cells = sorted(cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell))
    more = f" and {len(cells) - _NAMED:,} more" if len(cells) > _NAMED else ""
    return f"the cells {', '.join(cell_name(*cell) for cell in cells[:_NAMED])}{more}"


def _line(sheet: str, theirs: str, note: str, where: str | None) -> Conflict:
    return Conflict(sheet, "", "", "", "", theirs, note, sheet=where)


def _parts(books: _Books) -> Iterator[Conflict]:
    """Yield a line for each kind of part that THEIRS changed: by what the parts hold, whatever they are called."""
    base, ours, theirs = (_held(book.workbook.path) for book in books)
    for _, kind in _PARTS:
        if theirs[kind] not in (base[kind], ours[kind]):
            yield Conflict("Workbook", "", "", "", "", CHANGED, f"THEIRS changed {kind}; those of OURS were kept.")


def _held(path: str) -> dict[str, Counter[tuple[int, int]]]:
    found: dict[str, Counter[tuple[int, int]]] = {kind: Counter() for _, kind in _PARTS}
    with zipfile.ZipFile(path) as package:
        for info in package.infolist():
            for beginning, kind in _PARTS:
                if info.filename.startswith(beginning):
                    found[kind][info.CRC, info.file_size] += 1
    return found
