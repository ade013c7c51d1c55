"""`smsxl check`: what is wrong in which cell, why, and how to fix it."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from smsxl.cli.options import ANY_PATH, Codes, Count, as_of
from smsxl.cli.output import complain, print_lines, watched
from smsxl.cli.outputs import FORMATS, TEXT, CommandWithOutputs, deliver, paired, refuse_statistics
from smsxl.errors import UsageError

if TYPE_CHECKING:
    from smsxl.annotate import Annotated
    from smsxl.formats.model import FileReport, Report
    from smsxl.jobs import Runner

    Numbered = Iterable[tuple[int, FileReport]]


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
@click.option("--engine", type=click.Choice(("package", "openpyxl", "dask")),
              help="What reads the workbook: package (fast, the default), openpyxl (a second opinion), or dask "
                   "(package on a cluster; needs --scheduler).")
@click.option("--scheduler", metavar="ADDRESS", help="The address of the Dask scheduler, such as tcp://10.0.0.5:8786.")
@click.option("--jobs", type=Count(1, 1024), metavar="N",
              help="So many workbooks at once, each in a process of its own; one per core where nothing is said and "
                   "there are more than a few.")
@click.option("--annotate", "annotated", type=ANY_PATH, metavar="OUT",
              help="Write a copy of the workbook with a sheet of findings whose links lead to the cells; OUT is "
                   "replaced if it is there.")
@click.option("--redact", is_flag=True, help="Keep cell contents out of the findings; ids and addresses stay.")
def command(paths: tuple[str, ...], *, output_format: tuple[str, ...], output_file: tuple[str, ...],
            statistics: bool, as_of: dt.date | None, fail_on: str | None, select: tuple[tuple[str, ...], ...],
            extend: tuple[tuple[str, ...], ...], ignore: tuple[tuple[str, ...], ...], exit_zero: bool,
            engine: str | None, scheduler: str | None, jobs: int | None, annotated: str | None, redact: bool) -> int:
    """Check workbooks: files, folders (with all below them), globs such as "registers/*.xlsx", or URLs.

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
        fail_on=Severity(fail_on) if fail_on else None, engine="package" if engine == "dask" else engine)
    try:
        with _without("hypothesis", "geopandas"):
            report = check_paths(paths, as_of=as_of or today(), overrides=overrides, hide=redact,
                                 track=_track, run=_runner(engine, scheduler, jobs))
    finally:
        gc.enable()
    written = _annotate(report, annotated) if annotated is not None else None
    deliver(report, outputs, statistics=statistics)
    if written is not None and TEXT[0] in outputs:
        _say_where(written)
    return 0 if exit_zero and report.exit_code == _FINDINGS else report.exit_code


def _runner(engine: str | None, scheduler: str | None, jobs: int | None) -> Runner:
    """Return what checks the workbooks, from the options. Raises UsageError for options that contradict each other."""
    from smsxl.many import in_processes  # noqa: PLC0415

    if (engine == "dask") != (scheduler is not None):
        raise UsageError("--engine dask and --scheduler ADDRESS belong together: that a cluster is used, and where "
                         "it is; give both or none.")
    if scheduler is None:
        return in_processes(jobs)
    if jobs is not None:
        raise UsageError("--jobs is for this computer; a Dask cluster has as many workers as were started there.")
    from smsxl.many.cluster import on_cluster  # noqa: PLC0415 - an extra

    return on_cluster(scheduler)


def _annotate(report: Report, out: str) -> Annotated | None:
    """Write the copy with the findings; on standard error say where it does not hold the whole workbook.

    Returns None where the workbook could not be read.
    """
    from smsxl.annotate import annotate  # noqa: PLC0415
    from smsxl.formats.model import Status  # noqa: PLC0415
    from smsxl.paths import is_url  # noqa: PLC0415

    if len(report.files) != 1:
        raise UsageError(f"--annotate writes a copy of one workbook, not of {len(report.files)}; give one workbook.")
    if is_url(report.files[0].path):
        raise UsageError(f"--annotate copies a workbook that lies on a disk; save {report.files[0].path} to one first.")
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
def _without(*packages: str) -> Iterator[None]:
    """Keep packages from being imported meanwhile.

    Where hypothesis is installed, pandera imports it at its first validation, for generating data: a fifth of a second
    that a check has no use for. Where geopandas is not, pandera looks for it on the disk at every validation.
    """
    absent = [package for package in packages if package not in sys.modules]
    for package in absent:
        sys.modules[package] = None  # type: ignore[assignment]  # Python's own way to say "not installed"
    try:
        yield
    finally:
        for package in absent:
            del sys.modules[package]


def _track(reports: Numbered, count: int) -> Numbered:
    """Yield the reports, with a progress bar on standard error where a person is waiting for several of them."""
    if count > 1:
        gc.enable()  # what one workbook leaves behind must not add up
    return watched(reports, count, "Checking")
