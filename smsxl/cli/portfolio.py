"""`smsxl portfolio`: all registers of a group in one picture."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smsxl.cli.options import ANY_PATH, Count, as_of
from smsxl.cli.output import ask_for_report, complain, print_lines, print_text, refuse_workbook, watched, write_file
from smsxl.errors import UsageError

if TYPE_CHECKING:
    from smsxl.found import Found
    from smsxl.portfolio.gather import Gathered
    from smsxl.portfolio.picture import Portfolio
    from smsxl.portfolio.remember import Memory

_MOST = 1000


@click.command("portfolio", short_help="Put all registers of a group into one picture.")
@click.argument("paths", nargs=-1, required=True, type=ANY_PATH, metavar="DIR...")
@click.option("-o", "--output", "out", type=ANY_PATH, metavar="OUT",
              help="Write the picture as a workbook; an earlier picture of that name is replaced, nothing else is.")
@click.option("--html", type=ANY_PATH, metavar="OUT", help="Write it as one self-contained HTML page.")
@click.option("--json", "json_", type=ANY_PATH, metavar="OUT", help='Write it as JSON, for programs; "-" prints it.')
@click.option("--unit", type=click.Choice(("folder", "organization", "file")),
              help="What the units are; else folders where there are several, else the organizations that the "
                   "workbooks name, else the workbooks.")
@click.option("--top", type=Count(1, _MOST), default=25, show_default=True, metavar="N",
              help="How many of the gravest risks to list.")
@as_of("The day that everything is judged by; today where it is not given.")
@click.option("--fresh", is_flag=True, help="Read every workbook again, also those that have not changed.")
def command(paths: tuple[str, ...], *, out: str | None, html: str | None, json_: str | None, unit: str | None, top: int,
            as_of: dt.date | None, fresh: bool) -> int:
    """Put the workbooks in folders, globs or files into one picture.

    It shows where the risks are, what is above its tolerance, how far the plans are, how fresh the assessments are and
    which KPIs miss their targets, by unit. Each register is judged by its own criteria; registers with other scales or
    levels stand side by side instead of being added up.

    Beside OUT a hidden file remembers what was read, so that the next run, or one after an interruption, reads only the
    workbooks that changed. The exit code is 3 where a workbook could not be read; the picture says which and why.
    """
    outputs = _outputs(out, html, json_)
    from smsxl.check import today  # noqa: PLC0415 - reads the rules, which `smsxl --help` need not wait for
    from smsxl.portfolio.picture import picture  # noqa: PLC0415
    from smsxl.portfolio.remember import Memory, beside  # noqa: PLC0415

    day = as_of or today()
    memory = Memory(beside(outputs[0]) if outputs else None, fresh=fresh)
    if memory.ignored is not None:
        complain(memory.ignored)
    found = _gather(paths, memory, day)
    made = picture(found, paths, as_of=day, unit=unit, top=top)
    _deliver(made, out, html, json_)
    return _told(found)


def _outputs(out: str | None, html: str | None, json_: str | None) -> list[str]:
    """Return the files to write. Raises UsageError where one must not be written, before any workbook is read."""
    outputs = [path for path in (out, html, json_) if path is not None and path != "-"]
    for path in outputs:
        if path is not out:
            refuse_workbook(path)
    if out is not None:
        from smsxl.portfolio.as_workbook import refuse_foreign  # noqa: PLC0415

        refuse_foreign(Path(out))
    if len({os.path.realpath(path) for path in outputs}) < len(outputs):
        raise UsageError("Two outputs have the same name; give each a file of its own.")
    return outputs


def _gather(paths: Sequence[str], memory: Memory, day: dt.date) -> list[Gathered]:
    """Read the workbooks."""
    from smsxl.portfolio.gather import gather  # noqa: PLC0415

    with memory:
        try:
            return list(gather(paths, memory, as_of=day, track=_track))
        except KeyboardInterrupt:
            if memory.is_kept:
                complain("Stopped before all workbooks were read. What was read is remembered: the same command goes "
                         "on from there.")
            raise


def _told(found: Sequence[Gathered]) -> int:
    """Say on standard error what is not in the picture, and return the exit code."""
    for each in found:
        if each.error is not None:
            complain(each.error)
        ask_for_report(each.log)
    if any(each.log is not None for each in found):
        return 4
    return 3 if not found or any(each.error is not None for each in found) else 0


def _deliver(made: Portfolio, out: str | None, html: str | None, json_: str | None) -> None:
    from smsxl.formats.styled import wrote  # noqa: PLC0415
    from smsxl.portfolio import as_text  # noqa: PLC0415

    if json_ is not None:
        from smsxl.reports.as_json import as_object  # noqa: PLC0415

        text = as_object(made)
        if json_ == "-":
            print_text(text)
        else:
            write_file(json_, text)
    if html is not None:
        from smsxl.portfolio.as_html import as_html  # noqa: PLC0415

        write_file(html, as_html(made))
    if out is not None:
        from smsxl.portfolio.as_workbook import write_workbook  # noqa: PLC0415

        write_workbook(made, out)
    if json_ != "-":
        print_lines(as_text.lines(made))
        print_lines(wrote(path) for path in (out, html, json_) if path is not None)


def _track(files: Sequence[Found]) -> Iterable[Found]:
    return watched(files, len(files), "Reading")
