"""The log of a bug: what is needed to mend it, and nothing of what stands in anybody's workbook."""

from __future__ import annotations

import linecache
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import smsxl

_PACKAGE = Path(smsxl.__file__).resolve().parent


def please_report(log: str) -> str:
    """Return the half sentence that asks for a report with a log."""
    return f"please report it with the log {log}, which holds no cell contents."


def log_folder() -> Path:
    """Return the folder for logs: the user's place for such files on this system."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "smsxl" / "logs"
    if sys.platform == "darwin":
        return home / "Library" / "Logs" / "smsxl"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "smsxl"


def write_log(error: BaseException) -> str:
    """Write what led to an error into a new log file and return its path.

    The text of the exception is left out on purpose: it may quote a cell. Where the user's folder can't be written
    the system's temporary folder is used.
    """
    text = "\n".join(_describe(error)) + "\n"
    prefix = time.strftime("bug-%Y-%m-%d-")
    for folder in (log_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, path = tempfile.mkstemp(".log", prefix, folder)
        except OSError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        return path
    return "(no folder for a log could be written)"


def _describe(error: BaseException) -> Iterator[str]:
    yield f"smsxl {smsxl.__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield ""
        yield f"{type(current).__module__}.{type(current).__qualname__}"
        yield from _frames(current.__traceback__)
        current = current.__cause__ or current.__context__


def _frames(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"  {_where(code.co_filename)}:{trace.tb_lineno} in {code.co_name}"
        source = linecache.getline(code.co_filename, trace.tb_lineno).strip()
        if source:
            yield f"    {source}"
        trace = trace.tb_next


def _where(file: str) -> str:
    """Return a source file without the folders of the machine in front of the package."""
    path = Path(file)
    if path.is_relative_to(_PACKAGE):
        return path.relative_to(_PACKAGE.parent).as_posix()
    return "/".join(path.parts[-2:])
