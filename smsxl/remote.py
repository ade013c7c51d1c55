"""Workbooks that lie elsewhere (s3://, github://, https:// ...), fetched through fsspec into a private folder."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, TypeVar

from smsxl.errors import UsageError
from smsxl.formats.model import FileReport, Status
from smsxl.found import SUFFIXES, Found, Remote, is_wanted, nothing_in, nothing_matches, wanted_suffixes
from smsxl.jobs import Asked, Job, limits_of, settled

_T = TypeVar("_T")
_CHUNK: Final = 1 << 20
_USER: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)[^/?#@]*@")
_QUERY: Final = re.compile(r"\?.*", re.DOTALL)
_NAMES_NO_USER: Final = ("github://",)
"""Where what stands before the @ is a repository."""


def shown(url: str) -> str:
    """Return a URL without what may be a secret in it: name and password, and the query (signatures, tokens)."""
    plain = _QUERY.sub("", url)
    return plain if plain.startswith(_NAMES_NO_USER) else _USER.sub(r"\1", plain)


def expand_url(url: str) -> Iterator[Found]:
    """Yield the workbooks that a URL means: a file, a folder, or a pattern such as s3://bucket/registers/*.xlsx.

    Raises UsageError where fsspec, or what it needs for this kind of place, is not installed.
    """
    system, path = _opened(url)
    name = shown(url)
    web = url.lower().startswith(("http://", "https://"))
    pattern = any(mark in path.partition("?")[0] if web else mark in path for mark in ("*[" if web else "*?["))
    suffixes = wanted_suffixes(path) if pattern else SUFFIXES
    try:
        if pattern:
            paths = system.glob(path)
        elif path.endswith("/") or (not web and system.isdir(path)):
            paths = system.find(path)
        else:
            yield Found(name, remote=Remote(system, path))
            return
    except Exception as error:  # noqa: BLE001 - each kind of place raises its own
        yield Found(name, f"{name} can't be searched ({_why(error)}); check the name and the right to read it.")
        return
    front = url[: len(url) - len(path.lstrip("/"))] if url.endswith(path.lstrip("/")) else ""
    found = sorted(each for each in map(str, paths) if _is_wanted(each, path, suffixes))
    for each in found:
        own = front + each.lstrip("/") if front or "://" in each else str(system.unstrip_protocol(each))
        yield Found(shown(own), remote=Remote(system, each))
    if not found:
        yield Found(name, nothing_matches(name, suffixes) if pattern else nothing_in(name))


def _is_wanted(path: str, root: str, suffixes: tuple[str, ...]) -> bool:
    """Whether a path found is that of a workbook, and lies in no hidden folder below where the search began."""
    inner = PurePosixPath(path.removeprefix(root.rstrip("/")))
    return is_wanted(PurePosixPath(path).name, suffixes) and not any(
        part.startswith(".") for part in inner.parts[:-1] if "*" not in root)


def _opened(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - most workbooks lie on a disk
    except ImportError as error:
        raise UsageError(f"{shown(url)} is a URL, and what reads URLs is not installed; install it with "
                         '`pip install "smsxl[cloud]"`.') from error
    try:
        system, path = url_to_fs(url)
    except ImportError as error:
        raise UsageError(f"{shown(url)} needs a further package: {_without(url, str(error)).rstrip('.')}.") from error
    except Exception as error:
        raise UsageError(f"{shown(url)} can't be opened ({_why(error)}); check how it is written and the access to "
                         "it.") from error
    return system, str(path)


def _without(url: str, text: str) -> str:
    """Return the text of a library with no part of a URL that may be a secret."""
    return shown(text.replace(url, shown(url)))


def _why(error: BaseException) -> str:
    """Return in words what kept a file from being read. The library's own text is left out: it may quote secrets."""
    for kind, words in _REASONS:
        if isinstance(error, kind):
            return words
    return type(error).__name__


_REASONS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (FileNotFoundError, "there is no such file"), (PermissionError, "access is denied"),
    (TimeoutError, "no answer in time"), (ConnectionError, "no connection"), (MemoryError, "too little memory"),
    (ValueError, "not a place that can be read"))


def check_remote(job: Job, asked: Asked, check: Callable[[Job, Asked], _T]) -> _T | FileReport:
    """Fetch a workbook, have it checked where it then lies, and return its report under its own name."""
    with contextlib.ExitStack() as stack:
        try:
            near = stack.enter_context(fetched(job))
        except _NotFetchedError as error:
            return FileReport(job.found.path, Status.UNREADABLE, str(error), config=job.settings.source,
                              fail_on=job.settings.fail_on)
        answer = check(near, asked)
    return renamed(answer, near.found.path, job.found.path) if isinstance(answer, FileReport) else answer


def renamed(report: FileReport, near: str, name: str) -> FileReport:
    """Return a report that calls a file by its name instead of by the place that it was brought to."""
    return replace(report, path=name, error=report.error and report.error.replace(near, name), findings=tuple(
        replace(each, message=each.message.replace(near, name)) if near in each.message else each
        for each in report.findings))


class _NotFetchedError(Exception):
    """A file could not be fetched; the text is the sentence."""


@contextlib.contextmanager
def fetched(job: Job) -> Iterator[Job]:
    """Bring a workbook into a private folder, which goes with the block; yield the job of the copy.

    Raises _NotFetchedError where it can't be read or is bigger than the settings allow a workbook to unpack to.
    """
    remote, name = job.found.remote, job.found.path
    assert remote is not None
    most = limits_of(job.settings).total_bytes
    with tempfile.TemporaryDirectory(prefix="smsxl-", ignore_cleanup_errors=True) as folder:
        near = Path(folder, file_name(name))
        try:
            with remote.system.open(remote.path, "rb") as source, near.open("wb") as target:
                whole = _copied(source, target, most)
        except Exception as error:
            raise _NotFetchedError(f"{name} could not be fetched ({_why(error)}); check the name and the right to "
                                   "read it.") from error
        if not whole:
            raise _NotFetchedError(f"{name} is bigger than {most:,} bytes and was not fetched; raise total_bytes under "
                                   "[limits] in smsxl.toml if it is to be read.")
        yield replace(settled(job), found=Found(str(near)))


def _copied(source: IO[bytes], target: IO[bytes], most: int) -> bool:
    """Copy a file; return False where it is bigger than `most` bytes, and leave it there."""
    while chunk := source.read(_CHUNK):
        most -= len(chunk)
        if most < 0:
            return False
        target.write(chunk)
    return True


def file_name(name: str) -> str:
    """Return a name for the copy: the file's own, as far as every system can hold it."""
    own = re.sub(r"[^\w.() \[\]-]", "_", PurePosixPath(name).name)[-120:]
    return own if own.strip(". ") else "workbook.xlsx"
