"""Writes a package: what did not change is copied as it lies in the old file, compressed bytes and all.

The order of entries, their dates, attributes and extra fields stay; new parts come last. Structure of the records:
APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16.
"""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final, Self

from smsxl.hosts.package.container import CHUNK, DamagedError, part_key
from smsxl.hosts.package.edit.parts import Parts

LEVEL: Final = 3
"""How hard changed parts are compressed: twice as fast as zlib's default, for a fifth to a third more bytes."""

_IN_MEMORY: Final = 8 << 20
_LOCAL: Final = struct.Struct("<4s5H3I2H")
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_END: Final = struct.Struct("<4s4H2IH")
_END_64: Final = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_64: Final = struct.Struct("<4sIQI")
_MOST_32: Final = 0xFFFFFFFF
_MOST_16: Final = 0xFFFF
_DESCRIPTOR: Final = 0x08
_UTF8: Final = 0x800
_KEPT_FLAGS: Final = 0xFFFF & ~_DESCRIPTOR  # sizes stand in front, where a streaming writer puts them behind
_ZIP64_EXTRA: Final = 1
_NEEDS_ZIP64: Final = 45
_NEEDS_DEFLATE: Final = 20
_NEW_DATE: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Staged:
    """A compressed part in the store: where it begins, its sizes and its checksum."""

    start: int
    packed: int
    size: int
    crc: int


class Store:
    """Compressed parts that wait to be written: in memory while they are small, else in a file that has no name."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by close()
        self._parts: dict[str, Staged] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __contains__(self, part: str) -> bool:
        return part_key(part) in self._parts

    def stage(self, part: str, chunks: Iterable[bytes]) -> None:
        """Compress a part."""
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        start, size, crc = self._file.tell(), 0, 0
        for chunk in chunks:
            size += len(chunk)
            crc = zlib.crc32(chunk, crc)
            self._file.write(packer.compress(chunk))
        self._file.write(packer.flush())
        self._parts[part_key(part)] = Staged(start, self._file.tell() - start, size, crc)

    def staged(self, part: str) -> Staged:
        """Return what is known of a compressed part."""
        return self._parts[part_key(part)]

    def chunks(self, staged: Staged) -> Iterator[bytes]:
        """Yield a compressed part."""
        end = self._file.tell()
        self._file.seek(staged.start)
        left = staged.packed
        while left:
            data = self._file.read(min(left, CHUNK))
            left -= len(data)
            yield data
        self._file.seek(end)


def write_archive(parts: Parts, store: Store, target: IO[bytes]) -> None:
    """Write the package with its changes to a file. Raises UnreadableError where an old entry can't be copied."""
    writer = _Writer(target)
    written: set[str] = set()
    for entry in parts.entries():
        key = part_key(entry.filename)
        if key in parts.removed:
            continue
        if key in store and key not in written:
            staged = store.staged(key)
            writer.put(entry, staged.crc, staged.packed, staged.size, zipfile.ZIP_DEFLATED, store.chunks(staged))
        else:
            writer.put(entry, entry.CRC, entry.compress_size, entry.file_size, entry.compress_type,
                       parts.raw_chunks(entry))
        written.add(key)
    for name in parts.added.values():
        staged = store.staged(name)
        entry = zipfile.ZipInfo(name, _NEW_DATE)
        entry.flag_bits = 0 if name.isascii() else _UTF8
        writer.put(entry, staged.crc, staged.packed, staged.size, zipfile.ZIP_DEFLATED, store.chunks(staged))
    writer.close(parts.comment)


class _Writer:
    """Writes entries one after the other, and the table of contents behind them."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self._at = 0
        self._records: list[bytes] = []

    def _write(self, data: bytes) -> None:
        self._target.write(data)
        self._at += len(data)

    def put(self, entry: zipfile.ZipInfo, crc: int, packed: int, size: int, method: int,
            chunks: Iterable[bytes]) -> None:
        flags = entry.flag_bits & _KEPT_FLAGS
        name = entry.orig_filename.encode("utf-8" if flags & _UTF8 else "cp437")
        date = entry.date_time
        time = date[3] << 11 | date[4] << 5 | date[5] // 2
        day = (date[0] - 1980) << 9 | date[1] << 5 | date[2]
        start = self._at
        big = packed >= _MOST_32 or size >= _MOST_32
        needs = max(entry.extract_version, _NEEDS_ZIP64 if big else _NEEDS_DEFLATE)
        extra = struct.pack("<2H2Q", _ZIP64_EXTRA, 16, size, packed) if big else b""
        self._write(_LOCAL.pack(b"PK\3\4", needs, flags, method, time, day, crc, _most(packed, big=big),
                                _most(size, big=big), len(name), len(extra)) + name + extra)
        begin = self._at
        for chunk in chunks:
            self._write(chunk)
        if self._at - begin != packed:
            raise DamagedError("is cut short")
        far = start >= _MOST_32
        fields = ([size, packed] if big else []) + ([start] if far else [])
        extra = struct.pack(f"<2H{len(fields)}Q", _ZIP64_EXTRA, 8 * len(fields), *fields) if fields else b""
        extra += _other_extra(entry.extra)
        version = max(entry.create_version, _NEEDS_ZIP64 if fields else _NEEDS_DEFLATE)
        self._records.append(_CENTRAL.pack(
            b"PK\1\2", version | entry.create_system << 8, max(needs, _NEEDS_ZIP64 if fields else 0), flags, method,
            time, day, crc, _most(packed, big=big), _most(size, big=big), len(name), len(extra), len(entry.comment), 0,
            entry.internal_attr, entry.external_attr, _most(start, big=far)) + name + extra + entry.comment)

    def close(self, comment: bytes) -> None:
        start, count = self._at, len(self._records)
        for record in self._records:
            self._write(record)
        size = self._at - start
        if count >= _MOST_16 or start >= _MOST_32 or size >= _MOST_32:
            place = self._at
            self._write(_END_64.pack(b"PK\6\6", 44, _NEEDS_ZIP64, _NEEDS_ZIP64, 0, 0, count, count, size, start))
            self._write(_LOCATOR_64.pack(b"PK\6\7", 0, place, 1))
        few = min(count, _MOST_16)
        self._write(_END.pack(b"PK\5\6", 0, 0, few, few, min(size, _MOST_32), min(start, _MOST_32), len(comment))
                    + comment)


def _most(number: int, *, big: bool) -> int:
    return _MOST_32 if big else number


def _other_extra(extra: bytes) -> bytes:
    """Return the extra fields of an entry without that of the 64-bit sizes, which is written anew."""
    kept = []
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind != _ZIP64_EXTRA:
            kept.append(extra[at:at + 4 + length])
        at += 4 + length
    return b"".join(kept)
