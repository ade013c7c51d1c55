"""The calculation chain: lists every formula cell. An entry without its formula makes Excel offer a repair.

Entries of formulas that are new may be missing: Excel adds them when it calculates.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from smsxl.hosts.package.edit.parts import Parts
from smsxl.hosts.package.relationships import relations_of

_ENTRY: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?c\s([^<>]*?)/?>(?:\s*</(?:[A-Za-z_][\w.-]*:)?c>)?")
_CELL: Final = re.compile(rb"""\br=["']([A-Z]+[0-9]+)["']""")
_SHEET: Final = re.compile(rb"""\bi=["']([0-9]+)["']""")


def drop_from_chain(parts: Parts, workbook_part: str, gone: Mapping[int, Collection[str] | None]) -> None:
    """Remove the entries of cells, by the number (`sheetId`) of their sheet; None stands for all cells of a sheet.

    Where nothing is left the chain goes altogether.
    """
    chain = next((each for each in relations_of(parts, workbook_part) if each.kind == "calcChain"), None)
    if chain is None or not parts.has(chain.part) or not gone:
        return
    data = b"".join(parts.chunks(chain.part))
    out: list[bytes] = []
    at, sheet, written, kept = 0, 0, 0, 0
    for match in _ENTRY.finditer(data):
        cell, number = _CELL.search(match[1]), _SHEET.search(match[1])
        if number is not None:
            sheet = int(number[1])
        cells = gone.get(sheet, ())
        if cell is not None and (cells is None or cell[1].decode() in cells):
            out.append(data[at:match.start()])
            at = match.end()
            continue
        kept += 1
        if number is None and written != sheet:  # an entry without a number has that of the entry before it
            out.extend((data[at:match.start(1)], b'i="%d" ' % sheet))
            at = match.start(1)
        written = sheet
    out.append(data[at:])
    if kept:
        parts.write(chain.part, b"".join(out))
        return
    parts.unrelate(workbook_part, [chain.id])
    parts.remove(chain.part)
