"""What the last run knew: a file of JSON lines beside the picture, one for each workbook, written as the run goes on.

A line counts for the bytes that it was made from, under the same day, configuration and version of smsxl; it is never
believed against the file. A run that is stopped leaves its lines behind, and the next one goes on from there.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Self

import smsxl
from smsxl.hosts.save import replace_file
from smsxl.portfolio.extract import Extract

_FIRST: Final = json.dumps({"smsxl portfolio": 1, "version": smsxl.__version__})
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True)
class Key:
    """What a line was made from: the SHA-256 of the workbook, the day (ISO) and a digest of the configuration."""

    sha256: str
    as_of: str
    settings: str


class Memory:
    """The lines of the last run. Without a path nothing is remembered.

    `ignored` says in one sentence why a file of that name is not used; then nothing is written to it.
    """

    def __init__(self, path: Path | None, *, fresh: bool = False) -> None:
        from pydantic import TypeAdapter  # noqa: PLC0415 - what is read back is checked, field by field

        self._adapter: TypeAdapter[Extract] = TypeAdapter(Extract)
        self._path = path
        self._known: dict[Key, Extract] = {}
        self._used: dict[Key, None] = {}
        self._file: IO[str] | None = None
        self.ignored: str | None = None
        if path is not None and not fresh:
            self._load(path)

    def __enter__(self) -> Self:
        if self._path is not None and self.ignored is None:
            with contextlib.suppress(OSError):  # a folder that can't be written to costs time, nothing else
                self._write()
                self._file = self._path.open("a", encoding="utf-8")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            if kind is None and self._path is not None:
                self._known = {key: self._known[key] for key in self._used}  # what is gone need not be kept
                with contextlib.suppress(OSError):
                    self._write()

    @property
    def is_kept(self) -> bool:
        """Whether what is put here outlives the run."""
        return self._file is not None

    def get(self, key: Key) -> Extract | None:
        """Return the extract that was made from the same bytes in the same way."""
        found = self._known.get(key)
        if found is not None:
            self._used[key] = None
        return found

    def put(self, key: Key, extract: Extract) -> None:
        """Remember an extract, on the disk at once."""
        self._known[key] = extract
        self._used[key] = None
        if self._file is not None:
            with contextlib.suppress(OSError):  # as above: a full disk
                self._file.write(self._line(key, extract))
                self._file.flush()

    def _load(self, path: Path) -> None:
        try:
            first, *lines = path.read_text(encoding="utf-8").splitlines() or [""]
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError):
            first, lines = "", []
        if not first.startswith('{"smsxl portfolio"'):
            self.ignored = (f"{path} is no file of smsxl's, so nothing is remembered; move it away, and the next run "
                            "is faster.")
            return
        if first == _FIRST:
            for line in lines:
                self._take(line)

    def _take(self, line: str) -> None:
        """Take a line; one that is torn, as the last of a killed run, is left out: its workbook is read again."""
        try:
            said: dict[str, Any] = json.loads(line)
            self._known[Key(**said["key"])] = self._adapter.validate_python(said["extract"], strict=False)
        except (ValueError, TypeError, KeyError):
            return

    def _write(self) -> None:
        if self._path is None:
            return
        text = "".join([f"{_FIRST}\n", *(self._line(key, extract) for key, extract in self._known.items())])
        replace_file(self._path, text.encode())
        self._path.chmod(_OWNER_ONLY)  # it holds what the registers hold

    def _line(self, key: Key, extract: Extract) -> str:
        said = {"key": vars(key), "extract": self._adapter.dump_python(extract, mode="json")}
        return json.dumps(said, ensure_ascii=True, separators=(",", ":")) + "\n"


def beside(output: str | os.PathLike[str]) -> Path:
    """Return where the lines of a picture are kept: a hidden file beside it."""
    place = Path(output).absolute()
    return place.with_name(f".{place.stem}.smsxl.jsonl")
