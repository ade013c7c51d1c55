"""New files beside a workbook that live for one save, and what is left of saves that were killed.

Such a file is locked by the process that writes it, and a system lets go of a lock however a process dies. Network
drives may not pass locks on between computers, so a file of another computer is left alone for a day as well.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

_PREFIX: Final = ".smsxl-"
_SUFFIX: Final = ".tmp"
_MINUTE: Final = 60
"""Seconds that a file stays though nobody holds it: its lock is taken just after it is made, and on Windows let go of
just before it takes its place."""

_DAY: Final = 24 * 60 * 60
"""Seconds that a file stays whose process may live though no lock is seen: one of another computer."""


@contextlib.contextmanager
def new_file(folder: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """Yield a new file in a folder, open for writing, with its path; remove it where what is done with it fails.

    What earlier saves that were killed have left in the folder is removed first. Raises OSError where no file can be
    made.
    """
    handle, name = tempfile.mkstemp(prefix=f"{_PREFIX}{_this_computer()}-", suffix=_SUFFIX, dir=folder)
    path = Path(name)
    try:
        with _locked(handle), os.fdopen(handle, "wb") as file:
            _sweep(folder, path, os.fstat(handle).st_mtime)
            yield file, path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _this_computer() -> str:
    return hashlib.sha256(platform.node().encode("utf-8", "backslashreplace")).hexdigest()[:8]


def _sweep(folder: Path, own: Path, now: float) -> None:
    """Remove what nobody writes any more. `now` is the time by the clock of the drive, which may not be ours."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX) and entry.name != own.name:
                with contextlib.suppress(OSError):  # somebody else removes it, or Windows says that it is open
                    _remove_abandoned(Path(entry.path), now - entry.stat(follow_symlinks=False).st_mtime)


def _remove_abandoned(path: Path, age: float) -> None:
    """Remove a file of an age in seconds, unless it may be one of a running process. Raises OSError."""
    if age < _MINUTE or path.is_symlink() or not path.is_file():
        return
    ours = path.name.startswith(f"{_PREFIX}{_this_computer()}-")
    with path.open("r+b") as file:
        if not _is_free(file.fileno(), unknown=age >= _DAY) or not (ours or age >= _DAY):
            return
        if sys.platform != "win32":
            path.unlink()
    if sys.platform == "win32":  # which removes no file that is open, be it by ourselves
        path.unlink()


@contextlib.contextmanager
def _locked(handle: int) -> Iterator[None]:
    """Hold the lock of a file that is being written, also after it is closed and until it has its name.

    Windows needs none: it removes no file that is open.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - exists on POSIX systems alone

    again = os.dup(handle)
    try:
        with contextlib.suppress(OSError):  # a drive without locks
            fcntl.flock(again, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(again)


def _is_free(handle: int, *, unknown: bool) -> bool:
    """Whether no process holds a file's lock; `unknown` where the drive has no locks."""
    if sys.platform == "win32":
        return True
    import fcntl  # noqa: PLC0415 - as above

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return unknown
    return True
