"""One sheet part as a grid, in one pass.

Rows are cut out of the stream as bytes. What stands before and after the cells goes through an XML parser; the cells
themselves are scanned in the plain shape that Excel, LibreOffice, XlsxWriter and openpyxl write. Whatever has another
shape raises NotPlainError, and the part is rewritten into the plain one (see `canonical`) and read again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from smsxl.hosts.package.areas import check_column, check_row, read_area
from smsxl.hosts.package.cells import EMPTY, CellReader, Entry, NotPlainError
from smsxl.hosts.package.columns import Collector
from smsxl.hosts.package.container import DamagedError, TooBigError
from smsxl.hosts.package.xmltree import Feed, check_depth, is_true, new_parser, short_name
from smsxl.hosts.port import LAST_COLUMN, Area, Grid

_MOST_ROW = 64 << 20
"""The most bytes of one row, and of what stands before the rows."""

_MOST_MERGES = 200_000

_ROW_TAG = re.compile(rb'r="([1-9][0-9]{0,9})"(?: [A-Za-z0-9:]+="[^"<&]*")* ?')


def scan_sheet(sheet: str, chunks: Iterator[bytes], cells: CellReader, most_cells: int) -> Grid:
    """Return the grid of a sheet part in the plain shape. Raises NotPlainError and DamagedError."""
    frame = _Frame()
    start, rest = _find_data(frame, chunks)
    collector = Collector(most_cells)
    carry = start
    for chunk in chain(rest, (b"",)) if start is not None else ():
        block = carry + chunk if carry else chunk
        last = max(block.rfind(b"<row "), 0)
        end = block.find(b"</sheetData>", last)
        if end >= 0:
            _scan_rows(block[:end], cells, collector)
            frame.feed(block[end:])
            break
        if not chunk:
            raise DamagedError("ends in the middle of its rows")
        if last:
            _scan_rows(block[:last], cells, collector)
        elif len(block) > _MOST_ROW:
            raise TooBigError(f"has a row of more than {_MOST_ROW:,} bytes")
        carry = block[last:]
    for chunk in rest:
        frame.feed(chunk)
    frame.close()
    collector.flush()
    rows, columns = collector.sorted_columns()
    hidden = frozenset(collector.hidden)
    return Grid(sheet, rows, columns, hidden, frozenset(frame.hidden_columns),
                frozenset(frame.folded_columns), tuple(frame.merges))


def _find_data(frame: _Frame, chunks: Iterator[bytes]) -> tuple[bytes | None, Iterator[bytes]]:
    """Feed the frame up to the rows; return the first bytes of the rows (None: there are none) and further chunks."""
    head = b""
    for chunk in chunks:
        head += chunk
        at = head.find(b"<sheetData")
        end = head.find(b">", at) + 1 if at >= 0 else 0
        if end:
            frame.feed(head[:end])
            if frame.data_seen != 1 or not _is_plain_encoding(head[:at]):
                raise NotPlainError
            if head[end - 2 : end] == b"/>":
                frame.feed(head[end:])
                return None, chunks
            return head[end:], chunks
        if len(head) > _MOST_ROW:
            raise NotPlainError
    frame.feed(head)
    frame.close()
    raise NotPlainError


def _is_plain_encoding(head: bytes) -> bool:
    declaration = head.partition(b"?>")[0].lower() if b"<?xml" in head[:64] else b""
    return b"encoding" not in declaration or b"utf-8" in declaration


class _Frame:
    """What a sheet part says outside its rows: hidden columns and merged cells."""

    def __init__(self) -> None:
        self.hidden_columns: set[int] = set()
        self.folded_columns: set[int] = set()
        self.merges: list[Area] = []
        self.data_seen = 0
        self._hidden = 0
        self._path: list[str] = []
        self._closed = False
        parser = new_parser()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda _: self._path.pop()
        self.feed = Feed(parser)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self.feed(b"", last=True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        path = self._path
        path.append(short_name(name))
        check_depth(path)
        if len(path) == 1 and path[0] != "worksheet":
            raise DamagedError("is no worksheet")
        if path[1:] == ["sheetData"]:
            self.data_seen += 1
        elif path[1:] == ["cols", "col"] and is_true(attributes.get("hidden")):
            self._hidden += 1
            if self._hidden > LAST_COLUMN:
                raise TooBigError(f"hides more than {LAST_COLUMN:,} columns")
            first, last = (check_column(int(attributes.get(end, "0"))) for end in ("min", "max"))
            self.hidden_columns.update(range(first, last + 1))
            if attributes.get("outlineLevel", "0") != "0":
                self.folded_columns.update(range(first, last + 1))
        elif path[1:] == ["mergeCells", "mergeCell"]:
            self.merges.append(read_area(attributes.get("ref", "")))
            if len(self.merges) > _MOST_MERGES:
                raise TooBigError(f"has more than {_MOST_MERGES:,} merged cells")


def _scan_rows(block: bytes, cells: CellReader, collector: Collector) -> None:
    """Add the rows of a block of whole rows to the collector."""
    if _holds_nothing(block):
        _skip_rows(block)
        return
    before, *pieces = block.split(b"<row ")
    if before.strip():
        raise NotPlainError
    for piece in pieces:
        if _holds_nothing(piece):
            _skip_rows(b"<row " + piece)
            continue
        tag, _, body = piece.partition(b">")
        match = _ROW_TAG.fullmatch(tag)
        if match is None:
            raise NotPlainError
        row = check_row(int(match[1]))
        line = _scan_cells(body, row, match[1] + b'"', cells, collector)
        if line is not None:
            hidden = b" hidden=" in tag and (b' hidden="1"' in tag or b' hidden="true"' in tag)
            collector.add(row, line, hidden=hidden)
    collector.flush()


def _scan_cells(
    body: bytes, row: int, address_end: bytes, cells: CellReader, collector: Collector
) -> list[Entry] | None:
    """Return the cells of one row at their columns' places, None where all are empty.

    This loop runs once per cell of the workbook: it only cuts, and looks up what was parsed before.
    """
    if body[-6:] != b"</row>":
        body = body.rstrip()
        if body[-6:] != b"</row>":
            raise NotPlainError
    before, *chunks = body[:-6].split(b'<c r="')
    if before.strip():
        raise NotPlainError
    places, known, parse = collector.places, cells.known, cells.parse
    line = [EMPTY] * len(places)
    place = -1
    for chunk in chunks:
        letters, _, payload = chunk.partition(address_end)
        entry = known.get(payload)
        if entry is None:
            # The area of an array formula differs from cell to cell while all else repeats.
            head, found, tail = payload.partition(b'<f t="array" ref="')
            if found:
                payload = head + b'<f t="array"' + tail.partition(b'"')[2]
                entry = known.get(payload)
            if entry is None:
                entry = parse(payload, row, letters)
        if entry is EMPTY:
            continue
        try:
            place = places[letters]
            line[place] = entry
        except KeyError:
            place = collector.new_column(letters)
            line.append(entry)
    return line if place >= 0 else None


def _holds_nothing(markup: bytes) -> bool:
    return b"<v" not in markup and b"<f" not in markup and b"<is" not in markup


def _skip_rows(block: bytes) -> None:
    """Check rows that hold nothing only for what isn't plain, and for lying beyond the sheet."""
    known = block.count(b"<row ") + block.count(b'<c r="') + block.count(b"</row>") + block.count(b"</c>")
    if known != block.count(b"<"):
        raise NotPlainError
    at = block.rfind(b"<row ") + 5
    match = _ROW_TAG.match(block, at)
    if match is not None:
        check_row(int(match[1]))
    elif known:
        raise NotPlainError
