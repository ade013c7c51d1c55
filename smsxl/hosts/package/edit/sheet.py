"""A sheet part with changes, block by block: memory is bounded by one row and by what stands around the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from smsxl.hosts.package.areas import read_area
from smsxl.hosts.package.cells import NotPlainError
from smsxl.hosts.package.container import DamagedError, TooBigError
from smsxl.hosts.package.edit.content import CellWriter, Content
from smsxl.hosts.package.edit.markup import Element, Splices, parse
from smsxl.hosts.package.edit.refuse import refuse_protected_sheet
from smsxl.hosts.package.edit.rows import RowEditor, by_letters, refuse_part_of_array
from smsxl.hosts.package.xmltree import MAIN, new_parser, short_name
from smsxl.hosts.port import Area

_MOST_AROUND: Final = 64 << 20
"""The most bytes before and after the rows, and of one row."""

_DATA: Final = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData(?:\s[^<>]*)?>")
_COLUMN: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?col\s([^<>]*)>")
_FACT: Final = re.compile(rb'\b(min|max|style)="(\d+)"')
_NAMESPACE: Final = MAIN.encode()
_WIDE: Final = re.compile(rb'ref="[A-Z]+[0-9]+:')
_NUMBER: Final = re.compile(rb'(?:^|\s)r="([0-9]{1,7})"')

FrameEdit = Callable[[Splices, Element], None]
"""Changes what stands behind the rows, given the sheet without its rows."""


@dataclass
class SheetEdit:
    """What is to change in one sheet: contents by row and column, looks of new rows, and what stands behind them."""

    cells: dict[int, dict[int, Content]] = field(default_factory=dict)
    like: dict[int, int] = field(default_factory=dict)
    frame: list[FrameEdit] = field(default_factory=list)
    code_name: str | None = None
    """The name that VBA shall have for the sheet."""
    replaced: list[tuple[int, int]] = field(default_factory=list)
    """After the edit: the cells whose formula has gone or has become another one."""

    def set(self, row: int, column: int, content: Content) -> None:
        """Set a cell; the last call counts."""
        self.cells.setdefault(row, {})[column] = content

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to change."""
        return not (self.cells or self.frame or self.code_name)

    def bounds(self) -> Area | None:
        """Return the area around the cells that come to hold something."""
        rows = [row for row, cells in self.cells.items() if any(content is not None for content in cells.values())]
        if not rows:
            return None
        columns = [column for row in rows for column in self.cells[row]]
        return Area(min(rows), min(columns), max(rows), max(columns))


def edited(path: str, sheet: str, chunks: Iterator[bytes], edit: SheetEdit, writer: CellWriter, *,
           plain: bool = False) -> Iterator[bytes]:
    """Yield the bytes of a sheet part with its changes. `plain`: the part is known to be in the plain spelling.

    Raises NotPlainError where the part has to be respelled first, EditError where a cell can't be changed.
    """
    head, prefix, rest, blocks = _split_head(chunks)
    if edit.code_name is not None:
        head = _with_code_name(head, prefix, edit.code_name)
    if not plain and head.count(_NAMESPACE) > 1:  # its rows may have several prefixes
        raise NotPlainError
    rows = _Rows(sheet, edit, CellWriter(writer.date1904, prefix, writer.array_mark), _column_styles(head), plain=plain)
    is_empty = head.endswith(b"/>")
    end = b"</" + prefix.encode() + b"sheetData>"
    yield _with_dimension(head[:-2].rstrip() + b">" if is_empty else head, edit.bounds())
    tail: list[bytes] = []
    if is_empty:
        yield rows.finish()
        tail.append(end + rest)
    else:
        for block, is_last in _blocks(rest, blocks, rows.opening, end):
            if not is_last:
                yield rows.edit(block)
                continue
            body, _, after = block.partition(end)
            yield rows.edit(body)
            yield rows.finish()
            tail.append(end + after)
    edit.replaced = rows.editor.replaced
    tail.append(next(blocks, b""))
    refuse_protected_sheet(path, sheet, b"".join(tail))
    if not edit.frame:
        yield from chain(tail, blocks)
        return
    tail.extend(blocks)
    behind = b"".join(tail)
    if len(behind) > _MOST_AROUND:
        raise TooBigError(f"holds more than {_MOST_AROUND:,} bytes behind its rows")
    yield _edit_frame(head[:-2].rstrip() + b">" if is_empty else head, behind, edit.frame)


def _edit_frame(head: bytes, behind: bytes, edits: list[FrameEdit]) -> bytes:
    changes = Splices(head + behind)
    root = parse(changes.data)
    for change in edits:
        change(changes, root)
    return changes.apply()[len(head):]


def _split_head(chunks: Iterator[bytes]) -> tuple[bytes, str, bytes, Iterator[bytes]]:
    """Return the bytes up to the rows with the tag that opens them, its prefix, what follows, and further chunks."""
    head = b""
    for chunk in chunks:
        head += chunk
        match = _DATA.search(head)
        if match is not None:
            if not _is_data(head[:match.end()], match.start()):
                raise NotPlainError
            return head[:match.end()], match[1].decode(), head[match.end():], chunks
        if len(head) > _MOST_AROUND:
            raise TooBigError(f"holds more than {_MOST_AROUND:,} bytes before its rows")
    raise NotPlainError


def _is_data(head: bytes, at: int) -> bool:
    """Whether what looks like the tag of the rows is one, and the part is in UTF-8."""
    declaration = head.partition(b"?>")[0].lower() if b"<?xml" in head[:64] else b""
    if b"encoding" in declaration and b"utf-8" not in declaration:
        return False
    path: list[str] = []
    seen: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        path.append(short_name(name))
        if path == ["worksheet", "sheetData"]:
            seen.append(parser.CurrentByteIndex)

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    parser.Parse(head, False)
    return seen == [at]


def _column_styles(head: bytes) -> dict[int, str]:
    """Return the style of each column that has one, for cells that are new."""
    styles: dict[int, str] = {}
    for match in _COLUMN.finditer(head):
        facts = dict(_FACT.findall(match[1]))
        if facts.get(b"style", b"0") != b"0" and b"min" in facts and b"max" in facts:
            first, last = int(facts[b"min"]), min(int(facts[b"max"]), int(facts[b"min"]) + 1000)
            styles.update(dict.fromkeys(range(first, last + 1), facts[b"style"].decode()))
    return styles


def _with_dimension(head: bytes, bounds: Area | None) -> bytes:
    match = re.search(rb'(<(?:[A-Za-z_][\w.-]*:)?dimension\s+ref=")([A-Z0-9:]+)(")', head)
    if bounds is None or match is None:
        return head
    old = read_area(match[2].decode())
    new = Area(min(old.first_row, bounds.first_row), min(old.first_column, bounds.first_column),
               max(old.last_row, bounds.last_row), max(old.last_column, bounds.last_column))
    return head[:match.start(2)] + str(new).encode() + head[match.end(2):] if new != old else head


def _with_code_name(head: bytes, prefix: str, name: str) -> bytes:
    """Return what stands before the rows with the sheet's name for VBA; `sheetPr` comes first in a worksheet."""
    p = re.escape(prefix).encode()
    found = re.search(rb"<" + p + rb"sheetPr(?=[\s/>])([^<>]*?)(/?)>", head)
    named = f' codeName="{name}"'.encode()
    if found is not None:
        others = re.sub(rb'\scodeName="[^"]*"', b"", found[1]).rstrip()
        return head[:found.start(1)] + named + others + head[found.start(2):]
    root = re.search(rb"<" + p + rb"worksheet(?=[\s>])[^<>]*>", head)
    if root is None:
        raise NotPlainError
    return head[:root.end()] + b"<" + prefix.encode() + b"sheetPr" + named + b"/>" + head[root.end():]


def _blocks(first: bytes, chunks: Iterator[bytes], opening: bytes, end: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield blocks of whole rows; the last one goes on behind the rows as far as it was read."""
    block = first
    for chunk in chain([b""], chunks):
        block += chunk
        if block.find(end) >= 0:
            yield block, True
            return
        last = max(block.rfind(opening), 0)
        if last:
            yield block[:last], False
            block = block[last:]
        elif len(block) > _MOST_AROUND:
            raise TooBigError(f"has a row of more than {_MOST_AROUND:,} bytes")
    raise DamagedError("ends in the middle of its rows")


class _Rows:
    """Goes through the rows of a sheet once, with the changes in the order of the rows."""

    def __init__(self, sheet: str, edit: SheetEdit, writer: CellWriter, column_styles: dict[int, str], *,
                 plain: bool) -> None:
        self._plain = plain
        self.editor = RowEditor(sheet, writer, column_styles, frozenset(edit.like.values()), edit.like)
        self._sheet = sheet
        self._cells = edit.cells
        self._todo = sorted(edit.cells)
        self._next = 0
        self._last = 0
        name = re.escape(self.editor.row_name)
        self.opening = b"<" + self.editor.row_name
        self._closing = b"</" + self.editor.row_name + b">"
        self._tag = re.compile(rb"<" + name + rb"(?=[\s/>])([^<>]*)>")
        self._array = re.compile(rb"<" + re.escape(writer.prefix.encode())
                                 + rb'f\s(?=[^<>]*\bt="(?:array|dataTable)")[^<>]*\bref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')

    def edit(self, block: bytes) -> bytes:
        """Return a block of whole rows with its changes."""
        if not self._todo:
            return block
        if not self._plain and (b"<!" in block or b"xmlns" in block):
            raise NotPlainError
        for match in self._array.finditer(block) if _WIDE.search(block) else ():
            refuse_part_of_array(self._sheet, read_area(match[1].decode()), self._cells)
        if self._passes(block):
            return block
        out: list[bytes] = []
        at = 0
        for match in self._tags(block):
            row = self._number(match[1])
            if row <= self._last:
                raise DamagedError("has its rows out of order")
            self._last = row
            new = self._before(row)
            if new:
                out.extend((block[at:match.start()], new))
                at = match.start()
            changes = self._cells.get(row)
            if changes is None and not self.editor.watches(row):
                continue
            if changes is not None:
                self._next += 1
            out.append(block[at:match.start()])
            inner, at = self._inner(block, match)
            out.append(self.editor.edit(row, match[1].rstrip(b"/ \t\r\n"), inner, by_letters(changes or {})))
        out.append(block[at:])
        return b"".join(out)

    def _tags(self, block: bytes) -> Iterator[re.Match[bytes]]:
        """Yield the start tags of the rows."""
        at = block.find(self.opening)
        while at >= 0:
            match = self._tag.match(block, at)
            if match is not None:
                yield match
            at = block.find(self.opening, at + 1)

    def finish(self) -> bytes:
        """Return the rows that come behind the last one."""
        return self._before(None)

    def _passes(self, block: bytes) -> bool:
        """Whether nothing in a block changes; the number of its last row is remembered."""
        if self.editor.orphans:
            return False
        first, last = self._tag.search(block), self._tag.search(block, max(block.rfind(self.opening), 0))
        if first is None or last is None:
            return not block.strip()
        low, high = self._number(first[1]), self._number(last[1])
        following = self._todo[self._next] if self._next < len(self._todo) else None
        if (following is not None and following <= high) or any(low <= row <= high for row in self.editor.models):
            return False
        if low <= self._last or high < low:
            raise DamagedError("has its rows out of order")
        self._last = high
        return True

    def _number(self, attributes: bytes) -> int:
        match = _NUMBER.search(attributes)
        if match is None:
            raise NotPlainError
        return int(match[1])

    def _inner(self, block: bytes, match: re.Match[bytes]) -> tuple[bytes, int]:
        if match[1].endswith(b"/"):
            return b"", match.end()
        end = block.find(self._closing, match.end())
        if end < 0:
            raise NotPlainError
        return block[match.end():end], end + len(self._closing)

    def _before(self, row: int | None) -> bytes:
        """Return the new rows that come before a row of the sheet, or before its end."""
        out = []
        while self._next < len(self._todo) and (row is None or self._todo[self._next] < row):
            number = self._todo[self._next]
            out.append(self.editor.new_row(number, by_letters(self._cells[number])))
            self._next += 1
        return b"".join(out)
