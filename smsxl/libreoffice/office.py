"""Finds LibreOffice on this computer, and runs it so that nothing is left behind whatever happens to it."""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smsxl.errors import UsageError
from smsxl.libreoffice.names import LEAST_VERSION

HOW_TO_GET_IT: Final = (
    "get LibreOffice 25.2 or newer from libreoffice.org (on Debian and Ubuntu: the packages libreoffice-calc and "
    "python3-uno), and where it lies in a folder of its own, name its program in the variable SMSXL_SOFFICE")

_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
)
_VERSION: Final = re.compile(r"LibreOffice\D+(\d+)\.(\d+)")
_QUICK: Final = 60
"""Seconds after which a program that only has to say its version is given up."""


@dataclass(frozen=True)
class Office:
    """An installed LibreOffice: its program and the first two numbers of its version."""

    program: str
    version: tuple[int, int]

    @property
    def folder(self) -> Path:
        """The folder of the program, links followed."""
        return Path(self.program).resolve().parent

    @property
    def worker(self) -> str:
        """The program that does the work, where it can be started on its own.

        On Linux the usual one is a script that starts it. Killing that would leave a dead child that nobody waits for.
        """
        path = self.folder / "soffice.bin"
        return str(path) if sys.platform == "linux" and path.is_file() else self.program

    def sibling(self, name: str) -> str | None:
        """Return another program of the same LibreOffice, such as unopkg; None where it is not there."""
        for path in (self.folder / f"{name}.com", self.folder / f"{name}.exe", self.folder / name):
            if path.is_file():
                return str(path)
        return shutil.which(name)


@functools.cache
def find() -> Office:
    """Return LibreOffice as it is installed. Raises UsageError where it is missing or too old."""
    program = _program()
    if program is None:
        raise UsageError(f"This needs LibreOffice, which was not found: {HOW_TO_GET_IT}.")
    done = run([program, "--version"], _QUICK)
    found = _VERSION.search(done.output)
    if found is None:
        raise UsageError(f"{program} does not say its version as LibreOffice does: {HOW_TO_GET_IT}.")
    version = int(found[1]), int(found[2])
    if version < LEAST_VERSION:
        raise UsageError(f"LibreOffice {version[0]}.{version[1]} is too old to know the functions: {HOW_TO_GET_IT}.")
    return Office(program, version)


def _program() -> str | None:
    named = os.environ.get("SMSXL_SOFFICE")
    if named:
        return shutil.which(named)
    for name in ("soffice", "libreoffice", *_PLACES):
        path = shutil.which(name)
        if path is not None:
            return path
    return None


_AGAIN: Final = (79, 81)
"""Exit codes by which LibreOffice asks for being started again, as it does in a new profile."""


def work(office: Office, arguments: Sequence[str], seconds: float, temporary: Path) -> Done:
    """Run LibreOffice itself, again where it asks for it; what it leaves lying about is left in a folder of ours."""
    end = time.monotonic() + seconds
    temporary.mkdir(parents=True, exist_ok=True)
    own = dict.fromkeys(("TMPDIR", "TMP", "TEMP"), str(temporary))
    for _ in range(3):
        done = run([office.worker, *arguments], max(end - time.monotonic(), 0), own)
        if done.code not in _AGAIN:
            break
    return done


@dataclass(frozen=True)
class Done:
    """How a program ended: its exit code (negative for a signal, None where the time was up), and what it printed."""

    code: int | None
    output: str


def run(command: Sequence[str], seconds: float, variables: Mapping[str, str] | None = None) -> Done:
    """Run a program that may start others; when it ends, or the time is up, none of them is left."""
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,  # noqa: S603 - no shell
                                   stderr=subprocess.STDOUT, env={**os.environ, **(variables or {})},
                                   start_new_session=sys.platform != "win32")
    except OSError as error:
        raise UsageError(f"{command[0]} can't be started ({error.strerror}): {HOW_TO_GET_IT}.") from error
    try:
        output, _ = process.communicate(timeout=seconds)
        code: int | None = process.returncode
    except subprocess.TimeoutExpired:
        _end(process)
        output, code = process.communicate()[0], None
    except BaseException:  # Ctrl-C too
        _end(process)
        process.communicate()
        raise
    return Done(code, output.decode("utf-8", "replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and everything that it started. LibreOffice's program only starts the one that works."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S603, S607 - a part of Windows
                           check=False, capture_output=True)
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
