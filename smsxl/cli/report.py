"""`smsxl report`: the summary that goes to the management review."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from smsxl.cli.options import ANY_PATH, IN_PLACE, Count, as_of
from smsxl.cli.output import print_lines, refuse_workbook, write_file
from smsxl.errors import UsageError

if TYPE_CHECKING:
    from smsxl.formats.styled import Line
    from smsxl.report import Reported
    from smsxl.reports.summary import Summary
    from smsxl.reports.tasks import WorkList

_MOST = 1_000_000
_AUDIENCES = ("Public", "Internal")


@click.command("report", short_help="Make the summary for the management review: sheets, a page, work lists.")
@click.argument("file", type=ANY_PATH)
@click.option("-o", "--output", "out", type=ANY_PATH, metavar="OUT",
              help="Write the workbook with its summary sheets to another file; FILE stays as it is.")
@click.option("--html", type=ANY_PATH, metavar="OUT", help="Write the summary as one self-contained HTML page.")
@click.option("--top", type=Count(1, _MOST), default=200, show_default=True, metavar="N",
              help="How many of the gravest risks the page shows in full, and how many rows of each list.")
@click.option("--json", "json_", type=ANY_PATH, metavar="OUT", help="Write the summary as JSON, for programs.")
@click.option("--owner", metavar="NAME", help="A person's or a role's work list: on the terminal, first on the page.")
@click.option("--ics", type=ANY_PATH, metavar="OUT", help="Write the work lists, with --owner that one, as a calendar.")
@click.option("--audience", type=click.Choice(_AUDIENCES, case_sensitive=False),
              help="Leave out what is classified higher, and say how many rows that are.")
@as_of("The day that everything is judged by; else a date typed into FILE as AsOf, else today.")
@IN_PLACE
def command(file: str, *, out: str | None, html: str | None, json_: str | None, owner: str | None, ics: str | None,
            audience: str | None, top: int, as_of: dt.date | None, in_place: bool) -> int:
    """Summarise the risk assessment and the plan in FILE.

    Without other options the sheets Risk Summary, Plan Summary and Findings in FILE are brought up to date, and History
    remembers how things stand, so that the next report shows what has changed. Everything else in FILE stays byte for
    byte. With --html, --json, --ics or --owner alone FILE is only read.

    The page needs no network and runs no script. A work list holds what there is to treat, accept, review, check,
    measure and improve, by date.
    """
    texts = [path for path in (html, json_, ics) if path is not None]
    _refuse_same(file, [*texts, *([out] if out is not None else [])])
    for path in texts:
        refuse_workbook(path)
    from smsxl.formats.styled import wrote  # noqa: PLC0415
    from smsxl.report import (  # noqa: PLC0415 - reads the rules, which `smsxl --help` need not wait for
        summarise_file,
        work_of,
        write_report,
    )

    if texts or owner is not None:
        summary = summarise_file(file, as_of=as_of, audience=audience)
        found = None if owner is None else work_of(summary, owner)
        for path, text in _texts(summary, found, html, json_, ics, top):
            write_file(path, text)
            print_lines([wrote(path)])
        if found is not None and not texts:
            from smsxl.reports import as_text  # noqa: PLC0415

            print_lines(as_text.lines(found, summary.provenance.as_of, summary.criteria.soon_days))
    if out is not None or in_place or not (texts or owner is not None):
        print_lines(_reported(write_report(file, out, as_of=as_of, audience=audience, in_place=in_place)))
    return 0


def _refuse_same(file: str, outputs: list[str]) -> None:
    """Raise UsageError where two outputs, or an output and the workbook, are the same file."""
    seen = {os.path.realpath(file)}
    for path in outputs:
        place = os.path.realpath(path)
        if place in seen:
            raise UsageError(f"{path} is named twice; give every output a file of its own.")
        seen.add(place)


def _reported(report: Reported) -> Iterator[Line]:
    from smsxl.formats.styled import line, wrote  # noqa: PLC0415
    from smsxl.reports.history import thinning  # noqa: PLC0415

    names = ", ".join(report.sheets)
    if report.alone is not None:
        yield line(f"{names}: a workbook of its own ({report.alone.rstrip('.')}).")
    else:
        live = (f"{report.live} figures are live formulas." if report.live else
                "their figures are values, because the workbook's own formulas go by another day.")
        yield line(f"{names}, Findings and History are as of {report.summary.provenance.as_of.isoformat()}; {live}")
    if report.forgotten:
        yield line(thinning(report.forgotten))
    yield wrote(report.saved.path, beside=report.saved.beside)


def _texts(summary: Summary, found: WorkList | None, html: str | None, json_: str | None,
           ics: str | None, top: int) -> list[tuple[str, str]]:
    """Return each file to write with its text; nothing is written before everything is made."""
    texts = []
    if html is not None:
        from smsxl.reports.html import render_html  # noqa: PLC0415

        texts.append((html, render_html(summary, found, top=top)))
    if json_ is not None:
        from smsxl.reports.as_json import as_json  # noqa: PLC0415

        texts.append((json_, as_json(summary)))
    if ics is not None:
        from smsxl.reports.as_ics import as_ics  # noqa: PLC0415

        texts.append((ics, as_ics(summary, summary.work if found is None else [found])))
    return texts
