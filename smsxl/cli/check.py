"""`smsxl check`: what is wrong in which cell, why, and how to fix it."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from smsxl.cli.options import ANY_PATH, Codes, as_of
from smsxl.cli.output import complain, print_lines
from smsxl.cli.outputs import FORMATS, TEXT, CommandWithOutputs, deliver, paired, refuse_statistics
from smsxl.errors import UsageError

if TYPE_CHECKING:
    from smsxl.annotate import Annotated
    from smsxl.check import Found
    from smsxl.formats.model import Report


_FINDINGS: Final = 1
"""The exit code that tells of findings."""


@click.command("check", cls=CommandWithOutputs,
               short_help="Check workbooks and name every fault with its cell and its fix.")
@click.argument("paths", nargs=-1, required=True, type=ANY_PATH, metavar="PATH...")
@click.option("--output-format", "output_format", type=click.Choice(FORMATS), multiple=True,
              help="text for people (where nothing is said), concise with one line a finding, json and json-lines for "
                   "programs, the others for what their names say. May be given several times, with a file for each; "
                   "one may do without and goes to standard output.")
@click.option("--output-file", "output_file", type=ANY_PATH, metavar="FILE", multiple=True,
              help="Write the findings to a file, in the format given before it.")
@click.option("--statistics", is_flag=True,
              help="In text, how often each rule found something instead of the findings.")
@as_of("The day that due dates are judged by; today where it is not given.")
@click.option("--fail-on", type=click.Choice(("error", "warning", "note")),
              help="The lightest finding that makes the exit code 1; error where nothing says otherwise.")
@click.option("--select", type=Codes(), multiple=True, metavar="CODES",
              help="Only these rules: codes or families such as RSK,WBK204.")
@click.option("--extend-select", "extend", type=Codes(), multiple=True, metavar="CODES",
              help="These rules too, besides those that the configuration selects, and if it ignores them.")
@click.option("--ignore", type=Codes(), multiple=True, metavar="CODES", help="Not these rules.")
@click.option("--exit-zero", is_flag=True,
              help="Exit with 0 in spite of findings; never where something was not checked.")
@click.option("--engine", type=click.Choice(("package", "openpyxl")),
              help="What reads the workbook: package (fast, the default) or openpyxl (a second opinion).")
@click.option("--annotate", "annotated", type=ANY_PATH, metavar="OUT",
              help="Write a copy of the workbook with a sheet of findings whose links lead to the cells; OUT is "
                   "replaced if it is there.")
@click.option("--redact", is_flag=True, help="Keep cell contents out of the findings; ids and addresses stay.")
def command(paths: tuple[str, ...], *, output_format: tuple[str, ...], output_file: tuple[str, ...],
            statistics: bool, as_of: dt.date | None, fail_on: str | None, select: tuple[tuple[str, ...], ...],
            extend: tuple[tuple[str, ...], ...], ignore: tuple[tuple[str, ...], ...], exit_zero: bool,
            engine: str | None, annotated: str | None, redact: bool) -> int:
    """Check workbooks: files, folders (with all below them) or globs such as "registers/*.xlsx".

    Nothing is ever written to a workbook that is checked. A configuration file (smsxl.toml, or [tool.smsxl] in
    pyproject.toml) beside or above a workbook selects and re-grades rules; the command line wins.
    """
    outputs = paired(output_format, output_file)
    if statistics:
        refuse_statistics(outputs)
    gc.disable()  # looking for cycles while libraries load and cells are read takes an eighth of the time
    from smsxl.check import check_paths, today  # noqa: PLC0415 - reads the rules, which `smsxl --help` need not wait for
    from smsxl.rules import BY_CODE  # noqa: PLC0415
    from smsxl.rules.findings import Severity  # noqa: PLC0415
    from smsxl.settings import Overrides, check_codes, check_selection  # noqa: PLC0415

    overrides = Overrides(
        select=check_selection(sum(select, ()), BY_CODE, "--select") if select else None,
        extend=check_selection(sum(extend, ()), BY_CODE, "--extend-select") if extend else (),
        ignore=check_codes(sum(ignore, ()), BY_CODE, "--ignore") if ignore else None,
        fail_on=Severity(fail_on) if fail_on else None, engine=engine)
    try:
        with _without("hypothesis"):
            report = check_paths(paths, as_of=as_of or today(), overrides=overrides, hide=redact,
                                 track=_track)
    finally:
        gc.enable()
    written = _annotate(report, annotated) if annotated is not None else None
    deliver(report, outputs, statistics=statistics)
    if written is not None and TEXT[0] in outputs:
        _say_where(written)
    return 0 if exit_zero and report.exit_code == _FINDINGS else report.exit_code


def _annotate(report: Report, out: str) -> Annotated | None:
    """Write the copy with the findings; on standard error say where it does not hold the whole workbook.

    Returns None where the workbook could not be read.
    """
    from smsxl.annotate import annotate  # noqa: PLC0415
    from smsxl.formats.model import Status  # noqa: PLC0415

    if len(report.files) != 1:
        raise UsageError(f"--annotate writes a copy of one workbook, not of {len(report.files)}; give one workbook.")
    if report.files[0].status is Status.UNREADABLE:
        return None
    written = annotate(report.files[0], out)
    if written.alone is not None:
        complain(f"{written.alone} The findings were written to {out} alone, without the workbook.")
    return written


def _say_where(written: Annotated) -> None:
    """Say where the findings went, and why their sheet has another name where the user has one of that name."""
    from smsxl.formats.styled import Span, line  # noqa: PLC0415

    print_lines([line("The findings are on the sheet ", Span(written.sheet, "bold"), " of ",
                      Span(written.path, "bold"), f"; the sheet {written.taken} is yours and was left as it is."
                      if written.taken is not None else ".")])


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Keep a package from being imported meanwhile.

    Where hypothesis is installed, pandera imports it at its first validation, for generating data: a fifth of a second
    that a check has no use for.
    """
    absent = package not in sys.modules
    if absent:
        sys.modules[package] = None  # type: ignore[assignment]  # Python's own way to say "not installed"
    try:
        yield
    finally:
        if absent:
            del sys.modules[package]


def _track(files: Sequence[Found]) -> Iterable[Found]:
    """Yield the files, with a progress bar on standard error where a person is waiting for several of them."""
    if len(files) > 1:
        gc.enable()  # what one workbook leaves behind must not add up
    return _with_bar(files) if len(files) > 1 and sys.stderr.isatty() else files


def _with_bar(files: Sequence[Found]) -> Iterator[Found]:
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import track  # noqa: PLC0415

    yield from track(files, description="Checking", console=Console(stderr=True), transient=True)
