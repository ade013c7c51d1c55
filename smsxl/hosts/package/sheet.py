"""One sheet part as a grid, in one pass.

Rows are cut out of the stream as bytes. What stands before and after the cells goes through an XML parser; the cells
themselves are scanned in the plain shape that Excel, LibreOffice, XlsxWriter and openpyxl write. Whatever has another
shape raises NotPlainError, and the part is rewritten into the plain one (see `canonical`) and read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise

from smsxl.hosts.package.areas import LAST_ROW, check_column, check_row, read_area
from smsxl.hosts.package.cells import EMPTY, CellReader, Entry, NotPlainError
from smsxl.hosts.package.container import DamagedError
from smsxl.hosts.package.xmltree import is_true, new_parser, short_name
from smsxl.hosts.port import Area, Formula, Grid, GridColumn, GridValue, column_number

_MOST_ROW = 64 << 20
"""The most bytes of one row, and of what stands before the rows."""

_MOST_PENDING = 1 << 21
"""Cells of rows that wait to be turned into columns."""


def scan_sheet(sheet: str, chunks: Iterator[bytes], cells: CellReader, most_cells: int) -> Grid:
    """Return the grid of a sheet part in the plain shape. Raises NotPlainError and DamagedError."""
    frame = _Frame()
    start, rest = _find_data(frame, chunks)
    collector = _Collector(most_cells)
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
            raise DamagedError(f"has a row of more than {_MOST_ROW:,} bytes")
        carry = block[last:]
    for chunk in rest:
        frame.feed(chunk)
    frame.close()
    collector.flush()
    rows, columns = collector.sorted_columns()
    hidden = frozenset(collector.hidden)
    return Grid(sheet, rows, columns, hidden, frozenset(frame.hidden_columns), tuple(frame.merges))


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
        self.merges: list[Area] = []
        self.data_seen = 0
        self._path: list[str] = []
        self._closed = False
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = lambda _: self._path.pop()

    def feed(self, data: bytes) -> None:
        self._parser.Parse(data, False)

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        path = self._path
        path.append(short_name(name))
        if len(path) == 1 and path[0] != "worksheet":
            raise DamagedError("is no worksheet")
        if path[1:] == ["sheetData"]:
            self.data_seen += 1
        elif path[1:] == ["cols", "col"] and is_true(attributes.get("hidden")):
            first, last = (check_column(int(attributes.get(end, "0"))) for end in ("min", "max"))
            self.hidden_columns.update(range(first, last + 1))
        elif path[1:] == ["mergeCells", "mergeCell"]:
            self.merges.append(read_area(attributes.get("ref", "")))


class _Collector:
    """Gathers rows of entries and turns them into columns, a batch at a time."""

    def __init__(self, most_cells: int) -> None:
        self.places: dict[bytes, int] = {}
        self.rows: list[int] = []
        self.hidden: list[int] = []
        self.pending: list[list[Entry]] = []
        self._most_cells = most_cells
        self._numbers: list[int] = []
        self._values: list[list[GridValue]] = []
        self._formulas: list[list[Formula | None] | None] = []

    def new_column(self, letters: bytes) -> int:
        """Return the place of a column that was not seen before. Raises NotPlainError where the letters are none."""
        if not (letters.isalpha() and letters.isupper() and len(letters) <= 3):
            raise NotPlainError
        number = check_column(column_number(letters.decode()))
        place = self.places[letters] = len(self._numbers)
        self._numbers.append(number)
        self._values.append([])
        self._formulas.append(None)
        return place

    def flush(self) -> None:
        """Move the pending rows into the columns."""
        pending = self.pending
        if not pending:
            return
        width = len(self._numbers)
        if width * len(self.rows) > self._most_cells:
            raise DamagedError(
                f"holds {len(self.rows):,} rows times {width:,} columns, more than the {self._most_cells:,} cells that "
                "are read of one sheet"
            )
        for line in pending:
            if len(line) < width:
                line.extend([EMPTY] * (width - len(line)))
        before = len(self.rows) - len(pending)
        for place, entries in enumerate(zip(*pending, strict=True)):
            values, formulas = zip(*entries, strict=True)
            column = self._values[place]
            if len(column) < before:
                column.extend([None] * (before - len(column)))
            column.extend(values)
            if any(formulas):
                texts = self._formulas[place]
                if texts is None:
                    texts = self._formulas[place] = []
                texts.extend([None] * (before - len(texts)))
                texts.extend(formulas)
        pending.clear()

    def sorted_columns(self) -> tuple[list[int], dict[int, GridColumn]]:
        """Return the rows and columns, both ascending, every list as long as the rows."""
        count = len(self.rows)
        for texts in self._formulas:
            if texts is not None:
                texts.extend([None] * (count - len(texts)))
        order = sorted(range(count), key=self.rows.__getitem__)
        rows = self.rows
        ordered = all(at == place for place, at in enumerate(order))
        if not ordered:
            rows = [rows[at] for at in order]
        for number, following in pairwise(rows):
            if number == following:
                raise DamagedError(f"has the row {number} twice")
        columns = {}
        for place in sorted(range(len(self._numbers)), key=self._numbers.__getitem__):
            values, formulas = self._values[place], self._formulas[place]
            if not ordered:
                values = [values[at] for at in order]
                formulas = formulas and [formulas[at] for at in order]
            columns[self._numbers[place]] = GridColumn(values, formulas)
        return rows, columns


def _scan_rows(block: bytes, cells: CellReader, collector: _Collector) -> None:
    """Add the rows of a block of whole rows to the collector."""
    if b"<v" not in block and b"<f" not in block and b"<is" not in block:
        _skip_rows(block)
        return
    pieces = block.split(b"<row ")
    if pieces[0].strip():
        raise NotPlainError
    places, known, parse = collector.places, cells.known, cells.parse
    pending, rows = collector.pending, collector.rows
    most_lines = _MOST_PENDING // (len(places) + 64)
    for piece in pieces[1:]:
        if b"<v" not in piece and b"<f" not in piece and b"<is" not in piece:
            _skip_rows(b"<row " + piece)
            continue
        tag, _, body = piece.partition(b">")
        digits = tag[3 : tag.find(b'"', 3)]
        if tag[:3] != b'r="' or not digits.isdigit() or tag[-1:] == b"/":
            raise NotPlainError
        row = int(digits)
        if not 1 <= row <= LAST_ROW or len(digits) != len(str(row)):
            check_row(row)
            raise NotPlainError
        if body[-6:] != b"</row>":
            body = body.rstrip()
            if body[-6:] != b"</row>":
                raise NotPlainError
        chunks = body[:-6].split(b'<c r="')
        if chunks[0] and chunks[0].strip():
            raise NotPlainError
        line = [EMPTY] * len(places)
        place = -1
        address_end = digits + b'"'
        for chunk in chunks[1:]:
            letters, _, payload = chunk.partition(address_end)
            entry = known.get(payload)
            if entry is None:
                # The area of an array formula differs from cell to cell while all else repeats.
                head, found, tail = payload.partition(b'<f t="array" ref="')
                if found:
                    tail = tail.partition(b'"')[2]
                    payload = head + b'<f t="array"' + tail
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
                most_lines = _MOST_PENDING // (len(places) + 64)
        if place >= 0:
            rows.append(row)
            pending.append(line)
            if b" hidden=" in tag and (b' hidden="1"' in tag or b' hidden="true"' in tag):
                collector.hidden.append(row)
            if len(pending) >= most_lines:
                collector.flush()
    collector.flush()


def _skip_rows(block: bytes) -> None:
    """Check rows that hold nothing only for what may hide rows or lie beyond the sheet."""
    if b"<!" in block or b"<?" in block:
        raise NotPlainError
    at = block.rfind(b'<row r="')
    if at >= 0:
        digits = block[at + 8 : block.find(b'"', at + 8)]
        if not digits.isdigit():
            raise NotPlainError
        check_row(int(digits))
