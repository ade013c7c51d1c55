"""What a killed save leaves beside a workbook goes with the next one, and never what somebody is writing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from smsxl.hosts import leftovers
from smsxl.hosts.save import Original, replace_file, save_file

WRITER = """
import sys, time
from smsxl.hosts.save import Original, save_file
def write(target):
    target.write(b"half")
    target.flush()
    print("writing", flush=True)
    time.sleep(600)
save_file(Original.of(sys.argv[1]), write)
"""
HOUR = 3600


@contextmanager
def writing(book: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process that is in the midst of a save, and kill it at the end."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(book)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"writing"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a file that holds something."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"old")
    return path


def hidden(book: Path) -> list[Path]:
    """Return the temporary files beside a workbook."""
    return sorted(book.parent.glob(".smsxl-*.tmp"))


def aged(path: Path, seconds: float) -> None:
    """Make a file as old as that."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def save(book: Path) -> None:
    """Save the workbook once."""
    def write(target: IO[bytes]) -> None:
        target.write(b"new")

    save_file(Original.of(str(book)), write)
    assert book.read_bytes() == b"new"


def test_a_killed_save_leaves_a_file_that_the_next_save_removes(book: Path) -> None:
    """The file of a process that was killed goes after a minute; the workbook was whole all the time."""
    with writing(book):
        pass
    assert book.read_bytes() == b"old"
    left, = hidden(book)
    save(book)
    assert hidden(book) == [left]
    aged(left, 61)
    save(book)
    assert hidden(book) == []


def test_the_file_of_a_running_save_stays(book: Path) -> None:
    """However long a process writes, its file stays as long as it lives, and its save comes to its end."""
    with writing(book) as process:
        left, = hidden(book)
        aged(left, 1000 * HOUR)
        save(book)
        replace_file(book.parent / "findings.txt", b"found")
        assert hidden(book) == [left]
        process.kill()
        process.wait()
        save(book)
        assert hidden(book) == []


@pytest.mark.parametrize(("hours", "stays"), [(2, True), (25, False)])
def test_the_file_of_another_computer_stays_for_a_day(hours: int, stays: bool, book: Path) -> None:  # noqa: FBT001
    """A network drive may not say who holds a file there; so does one by a version that did not name its computer."""
    for name in (".smsxl-00c0ffee-abcd1234.tmp", ".smsxl-abcd1234.tmp"):
        path = book.parent / name
        path.write_bytes(b"theirs")
        aged(path, hours * HOUR)
    save(book)
    assert len(hidden(book)) == (2 if stays else 0)


@pytest.mark.parametrize(("hours", "stays"), [(2, True), (25, False)])
def test_on_a_drive_without_locks_age_alone_tells(hours: int, stays: bool, book: Path,  # noqa: FBT001
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file can be locked the save goes on all the same, and what is left of another stays for a day."""
    fcntl = pytest.importorskip("fcntl")

    def refused(*_: object) -> None:
        raise OSError(37, "No locks available")

    with writing(book):
        pass
    left, = hidden(book)
    aged(left, hours * HOUR)
    monkeypatch.setattr(fcntl, "flock", refused)
    save(book)
    assert hidden(book) == ([left] if stays else [])


def test_only_files_of_that_name_are_touched(book: Path, tmp_path: Path) -> None:
    """Folders, links and files of other names stay, however old they are."""
    others = [book.parent / name for name in (".smsxl-notes.txt", "smsxl-1.tmp", "~$x.tmp", ".other-1.tmp")]
    for path in others:
        path.write_bytes(b"mine")
        aged(path, 1000 * HOUR)
    (book.parent / ".smsxl-folder.tmp").mkdir()
    target = tmp_path / "target"
    target.write_bytes(b"mine")
    (book.parent / ".smsxl-link.tmp").symlink_to(target)
    for path in (book.parent / ".smsxl-folder.tmp", target):
        aged(path, 1000 * HOUR)
    os.utime(book.parent / ".smsxl-link.tmp", (1, 1), follow_symlinks=False)
    save(book)
    assert all(path.exists() for path in (*others, target))
    assert [path.name for path in hidden(book)] == [".smsxl-folder.tmp", ".smsxl-link.tmp"]


def test_the_clock_of_the_drive_counts(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer whose clock is a day ahead removes nothing that is young by the clock of the drive."""
    young = book.parent / ".smsxl-abcd1234.tmp"
    young.write_bytes(b"theirs")
    monkeypatch.setattr(time, "time", lambda: 4e9)
    save(book)
    assert hidden(book) == [young]
    assert not hasattr(leftovers, "time")
