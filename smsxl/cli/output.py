"""Where output goes: streams that never fail on a character, quiet pipes, files that are replaced in one step."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from smsxl.errors import UsageError
from smsxl.formats.escape import for_terminal
from smsxl.formats.styled import Line, show

_T = TypeVar("_T")

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


def prepare_streams() -> None:
    """Let no character stop the output: a console that can't show one gets a question mark.

    Where a stream is closed altogether, as for programs without a console, what would go there goes nowhere.
    """
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open as long as the program runs
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(errors="replace")


def silence_pipes() -> None:
    """Point standard output at nothing after its reader has gone (`smsxl rule | head`), so that exiting is quiet."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(sentence: str) -> None:
    """Say on standard error why something could not be done."""
    click.echo(f"smsxl: {for_terminal(sentence)}", err=True)


def ask_for_report(log: str | None) -> None:
    """Ask on standard error to report a bug, where one left a log."""
    if log is not None:
        from smsxl.bugs import please_report  # noqa: PLC0415 - seldom needed, one hopes

        complain(f"It is a bug of smsxl's; {please_report(log)}")


def print_lines(lines: Iterable[Line]) -> None:
    """Print styled lines on standard output; a reader that has gone is no error."""
    with _to_standard_output():
        show(lines, sys.stdout)


def print_text(text: str) -> None:
    """Print text as UTF-8 with plain line ends, the same bytes on every system."""
    with _to_standard_output():
        click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


@contextlib.contextmanager
def _to_standard_output() -> Iterator[None]:
    """Let a reader go without a word, and say so where the output can't be written, as on a full disk."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        silence_pipes()
    except OSError as error:
        silence_pipes()
        raise UsageError(f"The output could not be written ({error.strerror}); send it somewhere else.") from error


def watched(items: Iterable[_T], count: int, doing: str) -> Iterable[_T]:
    """Return items, with a progress bar on standard error where a person is waiting for several of them."""
    return _with_bar(items, count, doing) if count > 1 and sys.stderr.isatty() else items


def _with_bar(items: Iterable[_T], count: int, doing: str) -> Iterator[_T]:
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import track  # noqa: PLC0415

    yield from track(items, description=doing, total=count, console=Console(stderr=True), transient=True)


def write_file(path: str, text: str) -> None:
    """Replace a file with text in one step. Raises UsageError where that can't be."""
    from smsxl.hosts.save import replace_file  # noqa: PLC0415 - most commands write no file

    try:
        replace_file(path, text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{path} can't be written ({error.strerror}); choose another file.") from error


def refuse_workbook(path: str) -> None:
    """Raise UsageError where a report would be written over a workbook, or where its folder is missing."""
    if path.lower().endswith(_WORKBOOKS):
        raise UsageError(f"{path} has the name of a workbook, which a report must not replace; choose another name, "
                         "such as findings.txt.")
    if Path(path).is_dir() or not Path(path).absolute().parent.is_dir():
        raise UsageError(f"{path} can't be written: it is a folder, or its folder doesn't exist.")
