"""The package as a container: parts by name, inflated in chunks under limits, and faults as one sentence each."""

from __future__ import annotations

import contextlib
import lzma
import os
import pathlib
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Self
from xml.parsers import expat

from smsxl.errors import UnreadableError
from smsxl.hosts.package.refusals import refuse_other_formats

CHUNK = 1 << 20
"""Bytes inflated at a time."""

SMALL_PART = 32 << 20
"""The most bytes of a part that is read as a tree (workbook, relationships, tables)."""

_LOCAL_HEADER = struct.Struct("<4s22x2H")
"""What stands in front of an entry's bytes; the two numbers at its end are the lengths of its name and extra field."""

_ZIP_FAULTS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, OSError,
               ValueError, OverflowError, struct.error)

_TOO_BIG = "too big to be read safely"
_LESSEN = "remove what isn't needed (formatted empty rows, pictures)"
_REPAIR = "open it in Excel, let Excel repair and save it, then try again"


@dataclass(frozen=True)
class Limits:
    """How much a workbook may unpack to. Measured while inflating: what the file says of itself isn't trusted."""

    part_bytes: int = 1 << 30
    """Bytes of one part."""
    total_bytes: int = 4 << 30
    """Bytes of all parts that are read."""
    grid_cells: int = 25_000_000
    """Filled rows times filled columns of one sheet."""
    text_bytes: int = 384 << 20
    """Memory for the texts of one sheet, and for the texts that all sheets share."""


class Budget:
    """Counts the memory that texts take: what packs a thousand to one must not fill the machine."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._used = 0

    def spend(self, text: str) -> str:
        """Return the text again. Raises DamagedError where the texts are too much."""
        self._used += sys.getsizeof(text)
        if self._used > self._most:
            raise TooBigError(f"holds texts of more than {self._most:,} bytes")
        return text


class DamagedError(Exception):
    """A part does not hold what it must; the text completes the sentence "the part ... "."""


class TooBigError(DamagedError):
    """A part holds more than is read; the text completes the sentence as well."""


class Package:
    """An open zip package. Use it as a context manager; nothing is ever written."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.inflated = 0
        refuse_other_formats(path)
        # Held by us and not by the zip file, which would keep it open for parts that were not read to their end.
        self._file = pathlib.Path(path).open("rb")  # noqa: SIM115 - closed by close()
        try:
            self._zip = zipfile.ZipFile(self._file)
        except _ZIP_FAULTS as error:
            self._file.close()
            raise UnreadableError(
                f"{path} is damaged or cut short: it begins like a workbook, but its table of contents is missing or "
                "broken; fetch the file again or restore an earlier version."
            ) from error
        # Part names are compared without regard to case (OPC); some producers write backslashes.
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            self._entries.setdefault(part_key(entry.filename), entry)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()
        self._file.close()

    def has(self, part: str) -> bool:
        """Say whether the package holds a part, without regard to case."""
        return part_key(part) in self._entries

    def part_names(self) -> list[str]:
        """Return the names of all entries as they are in the file."""
        return [entry.filename for entry in self._entries.values()]

    @property
    def handle(self) -> IO[bytes]:
        """The open file, at no particular place."""
        return self._file

    @property
    def comment(self) -> bytes:
        """The comment of the whole file, which stands behind its table of contents."""
        return self._zip.comment

    def entries(self) -> list[zipfile.ZipInfo]:
        """Return all entries in their order, those that share a name included."""
        return self._zip.infolist()

    def raw_chunks(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield an entry's bytes as they lie in the file, still compressed. Raises UnreadableError."""
        self._file.seek(entry.header_offset)
        header = self._file.read(_LOCAL_HEADER.size)
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\3\4"):
            raise self._broken(entry.filename, None)
        self._file.seek(sum(_LOCAL_HEADER.unpack(header)[-2:]), os.SEEK_CUR)
        left = entry.compress_size
        while left:
            data = self._file.read(min(left, CHUNK))
            if not data:
                raise self._broken(entry.filename, None)
            left -= len(data)
            yield data

    def chunks(self, part: str, most: int | None = None) -> Iterator[bytes]:
        """Yield a part's bytes, a chunk at a time, at most `most` in all. Raises UnreadableError."""
        most = self.limits.part_bytes if most is None else min(most, self.limits.part_bytes)
        entry = self._entries.get(part_key(part))
        if entry is None:
            raise UnreadableError(f"{self.path} is damaged: its part {part} is missing; {_REPAIR}.")
        size = 0
        try:
            stream = self._zip.open(entry)
        except _ZIP_FAULTS as error:
            raise self._broken(part, error) from error
        with stream:
            while True:
                try:
                    chunk = stream.read(CHUNK)
                except _ZIP_FAULTS as error:
                    raise self._broken(part, error) from error
                if not chunk:
                    return
                size += len(chunk)
                self.inflated += len(chunk)
                if size > most:
                    raise self._too_big(f"its part {part} unpacks", most)
                if self.inflated > self.limits.total_bytes:
                    raise self._too_big("its parts unpack", self.limits.total_bytes)
                yield chunk

    def read(self, part: str) -> bytes:
        """Return the whole of a small part."""
        return b"".join(self.chunks(part, SMALL_PART))

    def _broken(self, part: str, error: BaseException | None) -> UnreadableError:
        if isinstance(error, RuntimeError) and "encrypted" in str(error):
            return UnreadableError(
                f"{self.path} is packed with a password: save it without one and try again."
            )
        return UnreadableError(
            f"{self.path} is damaged: its part {part} can't be unpacked; fetch the file again or restore an earlier "
            "version."
        )

    def _too_big(self, what: str, most: int) -> UnreadableError:
        setting = {self.limits.part_bytes: "part_bytes", self.limits.total_bytes: "total_bytes"}.get(most)
        more = f", or raise {setting} under [limits] in smsxl.toml" if setting else ""
        return UnreadableError(f"{self.path} is {_TOO_BIG}: {what} to more than {most:,} bytes; {_LESSEN}{more}.")

    @contextlib.contextmanager
    def reading(self, part: str) -> Iterator[None]:
        """Turn the faults of parsing a part into one sentence that names file and part."""
        try:
            yield
        except TooBigError as error:
            raise UnreadableError(f"{self.path} is {_TOO_BIG}: its part {part} {error}; {_LESSEN}.") from error
        except DamagedError as error:
            raise UnreadableError(f"{self.path} is damaged: its part {part} {error}; {_REPAIR}.") from error
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise UnreadableError(
                f"{self.path} is damaged: its part {part} is not well-formed XML (line {error.lineno}: {reason}); "
                f"{_REPAIR}."
            ) from error
        except (UnicodeError, LookupError, ValueError, OverflowError) as error:
            raise UnreadableError(
                f"{self.path} is damaged: its part {part} holds something that no spreadsheet writes ({error}); "
                f"{_REPAIR}."
            ) from error


def part_key(name: str) -> str:
    """Return a part's name as it is compared: without regard to case, with slashes."""
    return name.replace("\\", "/").lstrip("/").casefold()


def file_mark(path: str) -> tuple[int, int]:
    """Return what changes when a file is replaced or written: its size and time."""
    state = pathlib.Path(path).stat()
    return state.st_size, state.st_mtime_ns
