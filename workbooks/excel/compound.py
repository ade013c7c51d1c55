"""A compound file ([MS-CFB] version 3): streams in folders, packed into sectors of 512 bytes.

No date and no class stands in it, so the same streams give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

_SECTOR: Final = 512
_SMALL_SECTOR: Final = 64
_SMALL_STREAM: Final = 4096
"""Streams below this size share the small sectors of one stream."""

_NOTHING: Final = 0xFFFFFFFF
_END: Final = 0xFFFFFFFE
_TABLE: Final = 0xFFFFFFFD
_PER_SECTOR: Final = _SECTOR // 4
_TABLES_IN_HEADER: Final = 109
_MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


@dataclass
class _Entry:
    """One entry of the directory; `left`, `right` and `child` are places in it."""

    name: str
    kind: int
    data: bytes = b""
    members: dict[str, int] = field(default_factory=dict)
    left: int = _NOTHING
    right: int = _NOTHING
    child: int = _NOTHING
    colour: int = _BLACK
    start: int = 0
    size: int = 0


class _Chains:
    """Sectors and the table that says which one follows which."""

    def __init__(self, sector: int) -> None:
        self.sector = sector
        self.body = bytearray()
        self.next: list[int] = []

    def add(self, data: bytes) -> int:
        """Append data as a chain; return its first sector, `_END` for no data."""
        count = -(-len(data) // self.sector)
        if not count:
            return _END
        first = len(self.next)
        self.body += data.ljust(count * self.sector, b"\0")
        self.next += [*range(first + 1, first + count), _END]
        return first


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file that holds the streams, given by their paths such as `VBA/dir`."""
    entries = _entries(streams)
    large, small = _Chains(_SECTOR), _Chains(_SMALL_SECTOR)
    for entry in entries:
        if entry.kind == _STREAM:
            entry.size = len(entry.data)
            entry.start = (small if entry.size < _SMALL_STREAM else large).add(entry.data)
    root = entries[0]
    root.start, root.size = large.add(bytes(small.body)), len(small.body)
    small_table = _numbers(small.next)
    small_start = large.add(small_table)
    directory_start = large.add(_directory(entries))
    tables = 1
    while tables * _PER_SECTOR < len(large.next) + tables:
        tables += 1
    if tables > _TABLES_IN_HEADER:
        raise ValueError("the streams are too large for a compound file of this simple form")
    first_table = len(large.next)
    places = list(range(first_table, first_table + tables))
    header = _MAGIC + bytes(16) + struct.pack(
        "<5H6x10I", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory_start, 0, _SMALL_STREAM, small_start,
        len(small_table) // _SECTOR, _END, 0, places[0])
    header += struct.pack(f"<{_TABLES_IN_HEADER - 1}I", *places[1:], *[_NOTHING] * (_TABLES_IN_HEADER - tables))
    return header + bytes(large.body) + _numbers([*large.next, *[_TABLE] * tables])


def _numbers(values: Sequence[int]) -> bytes:
    """Return sector numbers as whole sectors, the rest of the last one free."""
    free = -len(values) % _PER_SECTOR
    return struct.pack(f"<{len(values) + free}I", *values, *[_NOTHING] * free)


def _entries(streams: Mapping[str, bytes]) -> list[_Entry]:
    entries = [_Entry("Root Entry", _ROOT)]
    for path, data in streams.items():
        *folders, name = path.split("/")
        parent = entries[0]
        for folder in folders:
            if folder not in parent.members:
                parent.members[folder] = len(entries)
                entries.append(_Entry(folder, _STORAGE))
            parent = entries[parent.members[folder]]
        parent.members[name] = len(entries)
        entries.append(_Entry(name, _STREAM, data))
    for entry in entries:
        places = [entry.members[name] for name in sorted(entry.members, key=_order)]
        entry.child = _tree(entries, places, 1, len(places).bit_length())
    return entries


def _order(name: str) -> tuple[int, str]:
    """Return what names are sorted by: the shorter first, then without regard to case (2.6.4)."""
    return len(name.encode("utf-16-le")), name.upper()


def _tree(entries: list[_Entry], places: Sequence[int], depth: int, deepest: int) -> int:
    """Link sorted entries as a red-black tree and return its root.

    Halving leaves all levels full but the deepest, whose entries are red: so every way down meets as many black ones.
    """
    if not places:
        return _NOTHING
    middle = len(places) // 2
    entry = entries[places[middle]]
    entry.colour = _RED if depth == deepest > 1 else _BLACK
    entry.left = _tree(entries, places[:middle], depth + 1, deepest)
    entry.right = _tree(entries, places[middle + 1:], depth + 1, deepest)
    return places[middle]


def _directory(entries: Sequence[_Entry]) -> bytes:
    out = bytearray()
    for entry in entries:
        name = (entry.name + "\0").encode("utf-16-le")
        out += name.ljust(64, b"\0") + struct.pack(
            "<HBB3I16xI16xIQ", len(name), entry.kind, entry.colour, entry.left, entry.right, entry.child, 0,
            entry.start, entry.size)
    unused = struct.pack("<64xHBB3I36xIQ", 0, 0, 0, _NOTHING, _NOTHING, _NOTHING, 0, 0)
    return bytes(out) + unused * (-len(entries) % (_SECTOR // len(unused)))
