"""From what people name (files, folders, globs, URLs) to the workbooks that it means, each once, in a stable order."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from smsxl.found import Found, is_wanted, nothing_in, nothing_matches, wanted_suffixes

_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[A-Za-z][A-Za-z0-9+.-]+::.*://")


def is_url(path: str) -> bool:
    """Whether a path names a place that is not on this computer's disks, such as s3://bucket/book.xlsx."""
    return _URL.match(path) is not None


def expand(paths: Iterable[str]) -> list[Found]:
    """Return the workbooks that files, folders, globs and URLs mean, each once, in a stable order.

    A folder is searched with its sub-folders; hidden ones and the markers that Excel leaves beside open workbooks
    (`~$book.xlsx`) are left out. Raises UsageError for a URL that this installation can't read.
    """
    out: list[Found] = []
    seen: set[str] = set()
    for path in paths:
        for found in _expand(path):
            key = found.path if found.remote else os.path.normcase(os.path.realpath(found.path))
            if key not in seen:
                seen.add(key)
                out.append(found)
    return out


def _expand(path: str) -> Iterator[Found]:
    if is_url(path) and not os.path.lexists(path):
        from smsxl.remote import expand_url  # noqa: PLC0415 - most workbooks lie on a disk

        yield from expand_url(path)
    elif Path(path).is_dir():
        yield from _folder(path)
    elif os.path.lexists(path) or not glob.has_magic(path):
        yield Found(path)
    else:
        suffixes = wanted_suffixes(path)
        matches = sorted(match for match in glob.glob(path, recursive=True)  # noqa: PTH207 - absolute patterns too
                         if is_wanted(Path(match).name, suffixes) and Path(match).is_file())
        yield from (Found(match) for match in matches)
        if not matches:
            yield Found(path, nothing_matches(path, suffixes))


def _folder(path: str) -> Iterator[Found]:
    unread: list[Found] = []

    def refuse(error: OSError) -> None:
        folder = str(error.filename or path)
        unread.append(Found(folder, f"{folder} is a folder that can't be searched ({error.strerror}); ask for the "
                                    "right to read it."))

    count = 0
    for folder, folders, names in os.walk(path, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(filter(is_wanted, names)):
            count += 1
            yield Found(str(Path(folder, name)))
    yield from unread
    if not count and not unread:
        yield Found(path, nothing_in(path))
