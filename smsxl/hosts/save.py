"""Replaces a workbook in one step: whatever happens at whatever instant, the old file or the new one is there, whole.

The new bytes go to a file of another name in the same folder, onto the disk, and only then over the original, if that
still is what was read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

from smsxl.errors import UnwritableError, UsageError
from smsxl.hosts.leftovers import new_file

_CHUNK: Final = 1 << 20
_ADDED: Final = " (smsxl)"
_SYNC_VARIABLES: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_SYNC_FOLDERS: Final = ("onedrive", "sharepoint")
_SYNC_KEY: Final = r"Software\SyncEngines\Providers\OneDrive"


@dataclass(frozen=True)
class Original:
    """A file as it was read: its path as given, the file behind it (links followed), and what it held."""

    path: str
    file: Path
    digest: bytes

    @classmethod
    def of(cls, path: str, handle: IO[bytes] | None = None) -> Self:
        """Take note of a file, through the handle by which it is read where there is one."""
        file = Path(os.path.realpath(path))
        if handle is not None:
            handle.seek(0)
            return cls(path, file, _digest(handle))
        with file.open("rb") as opened:
            return cls(path, file, _digest(opened))

    def is_unchanged(self) -> bool:
        """Whether the file still holds what was read."""
        try:
            with self.file.open("rb") as handle:
                return _digest(handle) == self.digest
        except OSError:
            return False


@dataclass(frozen=True)
class Saved:
    """Where a workbook was written. `beside` says that it lies beside the original because its folder is synced."""

    path: str
    beside: bool = False


def _digest(handle: IO[bytes]) -> bytes:
    found = hashlib.sha256()
    while data := handle.read(_CHUNK):
        found.update(data)
    return found.digest()


def save_file(original: Original, write: Callable[[IO[bytes]], None], out: str | os.PathLike[str] | None = None, *,
              in_place: bool = False, release: Callable[[], None] | None = None) -> Saved:
    """Write a changed workbook over its original or to `out`; return where it went.

    `release` lets go of the original before it is replaced: Windows replaces no file that is open.
    Raises UnwritableError where the original is open in a spreadsheet program, read-only, or not what was read any
    more, and UsageError for an `out` that can't be written.
    """
    if out is not None and _same_file(Path(out), original.file):
        out, in_place = None, True
    if out is not None:
        target = Path(os.path.realpath(out))
        _check_folder(str(out), target)
        refuse_open(str(out), target)
        _replace(str(out), target, write, None)
        return Saved(os.fspath(out))
    if not in_place and is_synced(original.file):
        target = _free_beside(original.file)
        _replace(str(target), target, write, None)
        return Saved(str(target), beside=True)
    refuse_open(original.path, original.file)
    _refuse_read_only(original)
    _replace(original.path, original.file, write, original, release)
    return Saved(original.path)


def replace_file(target: str | os.PathLike[str], data: bytes) -> None:
    """Write a file of smsxl's own making whole, in the place of the one that is there. Raises OSError."""
    place = Path(os.path.realpath(target))
    with new_file(place.parent) as (file, temporary):
        file.write(data)
        file.close()
        _take_attributes(temporary, place)
        temporary.replace(place)


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _check_folder(name: str, target: Path) -> None:
    if target.is_dir():
        raise UsageError(f"{name} is a folder; give the name of a file.")
    if not target.parent.is_dir():
        raise UsageError(f"{name} can't be made: its folder doesn't exist; make the folder first.")


def refuse_open(name: str, file: Path) -> None:
    """Raise UnwritableError where a spreadsheet program has a file open, as its marker beside the file tells."""
    for marker, program in ((f"~${file.name}", "Excel"), (f".~lock.{file.name}#", "LibreOffice")):
        if os.path.lexists(file.parent / marker):
            raise UnwritableError(f"{name} is open in {program}, here or at a colleague's; close it there, then try "
                                  f"again (if nobody has it open, delete {marker} beside it).")


def _refuse_read_only(original: Original) -> None:
    mode = original.file.stat().st_mode
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(original.file, os.W_OK):
        raise UnwritableError(f"{original.path} is read-only; make it writable, or write to another file with -o.")


def _refuse_changed(original: Original) -> None:
    if not original.is_unchanged():
        raise UnwritableError(f"{original.path} was changed by somebody else in the meantime; nothing was written over "
                              "it, try again.")


def _replace(name: str, target: Path, write: Callable[[IO[bytes]], None], original: Original | None,
             release: Callable[[], None] | None = None) -> None:
    """Write to a new file in the target's folder and put it in the target's place."""
    with contextlib.ExitStack() as stack:
        try:
            file, temporary = stack.enter_context(new_file(target.parent))
        except OSError as error:
            raise UnwritableError(f"{name} can't be written, since no file can be made in its folder "
                                  f"({error.strerror}); write to another folder with -o.") from error
        with file, _disk_errors(name):
            write(file)
            file.flush()
            os.fsync(file.fileno())
        _take_attributes(temporary, target)
        if original is not None:
            _refuse_changed(original)
            refuse_open(name, target)
            if release is not None:
                release()
        with _disk_errors(name):
            temporary.replace(target)
    _sync_folder(target.parent)


@contextlib.contextmanager
def _disk_errors(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritableError(f"{name} can't be written ({error.strerror}); it was left as it is. Make room on the "
                              "disk or close the program that uses the file, then try again.") from error


def _take_attributes(new: Path, old: Path) -> None:
    """Give the new file the mode, owner and extended attributes of the one whose place it takes."""
    if not old.exists():
        mask = os.umask(0)
        os.umask(mask)
        new.chmod(0o666 & ~mask)
        return
    state = old.stat()
    with contextlib.suppress(OSError):
        if hasattr(os, "chown"):
            os.chown(new, state.st_uid, state.st_gid)
    shutil.copymode(old, new)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for attribute in os.listxattr(old):
                with contextlib.suppress(OSError):
                    os.setxattr(new, attribute, os.getxattr(old, attribute))


def _sync_folder(folder: Path) -> None:
    """Bring the new name onto the disk as well; systems that can't open a folder do so by themselves."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _free_beside(file: Path) -> Path:
    number = 1
    while True:
        more = "" if number == 1 else f" {number}"
        found = file.with_name(f"{file.stem}{_ADDED}{more}{file.suffix}")
        if not os.path.lexists(found):
            return found
        number += 1


def is_synced(file: Path) -> bool:
    """Whether OneDrive or SharePoint syncs a file's folder, where a co-author leaves no lock file."""
    places = [os.path.realpath(value) for name in _SYNC_VARIABLES if (value := os.environ.get(name))]
    places.extend(_mounted_libraries())
    folder = os.path.normcase(os.path.realpath(file.parent))
    if any(_is_below(folder, os.path.normcase(place)) for place in places):
        return True
    return any(part.casefold().startswith(_SYNC_FOLDERS) for part in Path(folder).parts)


def _is_below(folder: str, place: str) -> bool:
    try:
        return os.path.commonpath((folder, place)) == place
    except ValueError:  # on another drive
        return False


def _mounted_libraries() -> list[str]:
    """Return the folders of SharePoint libraries, whose names tell nothing; Windows keeps them in its registry."""
    found: list[str] = []
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - exists on Windows alone

        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _SYNC_KEY) as key:
            for place in range(winreg.QueryInfoKey(key)[0]):
                with contextlib.suppress(OSError), winreg.OpenKey(key, winreg.EnumKey(key, place)) as entry:
                    found.append(os.path.realpath(winreg.QueryValueEx(entry, "MountPoint")[0]))
    return found
