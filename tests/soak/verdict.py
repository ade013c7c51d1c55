"""What must hold of every check: findings or one sentence, in every format, the same each time, in time."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import re
import signal
import traceback
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import jsonschema

from smsxl.errors import UnreadableError
from smsxl.formats import as_text
from smsxl.formats.model import FileReport, Report, Status
from smsxl.formats.styled import show
from smsxl.formats.table import FORMATS
from smsxl.hosts import openpyxl_host, package
from smsxl.hosts.port import Workbook
from smsxl.redact import redact
from smsxl.rules import BY_CODE, RULES
from smsxl.rules.engine import run
from smsxl.tables.book import Book
from tests.soak.memory_edits import AS_OF

SECONDS: Final = 20
"""More than that is a hang."""

_VALIDATED: Final = 150
"""Findings of a report that are held against the schema: it is the slowest part."""

_CONTROLS: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_STYLE: Final = re.compile(r"\x1b\[[0-9;]*m")
_COMMAND: Final = re.compile(r"^\s*(?:::[A-Za-z]|##)", re.MULTILINE)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class HangError(BaseException):
    """The check took too long; no `except Exception` on the way catches it."""


@contextlib.contextmanager
def in_time(seconds: int = SECONDS) -> Iterator[None]:
    """Raise HangError where the body takes longer (where the system has alarms)."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(_number: int, frame: Any) -> None:
        raise HangError("".join(traceback.format_stack(frame)[-6:]))

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def judge(make: Callable[[], Workbook], as_of: dt.date = AS_OF) -> FileReport:
    """Check a workbook twice and hold the outcome against what must hold. Raises whatever is not right."""
    with in_time():
        first = _report(make, as_of)
        texts = {name: render(Report((first,), as_of)) for name, render in FORMATS.items()}
        second = Report((_report(make, as_of),), as_of)
        for name, render in FORMATS.items():
            assert render(second) == texts[name], f"{name} differs the second time"
    data = json.loads(texts["json"])
    data["files"][0]["findings"] = data["files"][0]["findings"][:_VALIDATED]
    validator().validate(data)
    assert texts["json"].isascii()
    terminal = Terminal()
    show(as_text.lines(Report((first,), as_of)), terminal)
    texts["terminal"] = _STYLE.sub("", terminal.getvalue())
    for name in ("text", "concise", "terminal"):
        assert not _CONTROLS.search(texts[name]), f"{name} holds {_CONTROLS.search(texts[name])!r}"
        assert not _COMMAND.search(texts[name]), f"{name} holds a command"
    assert len(texts["concise"].splitlines()) == len(first.findings) + (first.error is not None)
    hidden = Report((FileReport("x", findings=tuple(redact(f, BY_CODE[f.code]) for f in first.findings)),), as_of)
    for render in FORMATS.values():
        render(hidden)
    return first


def _report(make: Callable[[], Workbook], as_of: dt.date) -> FileReport:
    try:
        return FileReport("book.xlsx", findings=tuple(run(RULES, Book(make(), as_of))))
    except UnreadableError as error:
        return FileReport("book.xlsx", Status.UNREADABLE, str(error))


def opened(path: Path, engine: str = "package") -> Callable[[], Workbook]:
    """Return what opens a file anew."""
    host = package if engine == "package" else openpyxl_host
    return lambda: host.open_workbook(str(path))


@cache
def validator() -> Any:
    """Return what holds JSON against the schema."""
    text = files("smsxl").joinpath("assets", "check.schema.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))
