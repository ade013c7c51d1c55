"""`smsxl report`: the summary that goes to the management review."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smsxl.cli.options import ANY_PATH, as_of
from smsxl.cli.output import print_lines, refuse_workbook, write_file
from smsxl.errors import UsageError

if TYPE_CHECKING:
    from smsxl.reports.summary import Summary
    from smsxl.reports.tasks import WorkList

_AUDIENCES = ("Public", "Internal")


@click.command("report", short_help="Make the summary for the management review: a page, work lists, a calendar.")
@click.argument("file", type=ANY_PATH)
@click.option("--html", type=ANY_PATH, metavar="OUT", help="Write the summary as one self-contained HTML page.")
@click.option("--json", "json_", type=ANY_PATH, metavar="OUT", help="Write the summary as JSON, for programs.")
@click.option("--owner", metavar="NAME", help="A person's or a role's work list: on the terminal, first on the page.")
@click.option("--ics", type=ANY_PATH, metavar="OUT", help="Write the work lists, with --owner that one, as a calendar.")
@click.option("--audience", type=click.Choice(_AUDIENCES, case_sensitive=False),
              help="Leave out what is classified higher, and say how many rows that are.")
@as_of("The day that everything is judged by; today where it is not given.")
def command(file: str, *, html: str | None, json_: str | None, owner: str | None, ics: str | None,
            audience: str | None, as_of: dt.date | None) -> int:
    """Summarise the risk assessment and the plan in FILE.

    The page needs no network and runs no script. The work list holds what there is to treat, accept, review, check,
    measure and improve, by date. FILE is only read.
    """
    outputs = [path for path in (html, json_, ics) if path is not None]
    if not outputs and owner is None:
        raise UsageError("Say what to make of it: --html OUT, --json OUT, --ics OUT or --owner NAME.")
    for path in outputs:
        refuse_workbook(path)
        if os.path.realpath(path) == os.path.realpath(file) or sum(
                Path(path).absolute() == Path(other).absolute() for other in outputs) > 1:
            raise UsageError(f"{path} is named twice; give every output a file of its own.")
    from smsxl.check import today  # noqa: PLC0415 - reads the rules, which `smsxl --help` need not wait for
    from smsxl.report import summarise_file, work_of  # noqa: PLC0415

    summary = summarise_file(file, as_of=as_of or today(), audience=audience)
    found = None if owner is None else work_of(summary, owner)
    for path, text in _texts(summary, found, html, json_, ics):
        write_file(path, text)
        click.echo(f"Written to {click.format_filename(path)}.")
    if found is not None and not outputs:
        from smsxl.reports import as_text  # noqa: PLC0415

        print_lines(as_text.lines(found, summary.provenance.as_of, summary.criteria.soon_days))
    return 0


def _texts(summary: Summary, found: WorkList | None, html: str | None, json_: str | None,
           ics: str | None) -> list[tuple[str, str]]:
    """Return each file to write with its text; nothing is written before everything is made."""
    texts = []
    if html is not None:
        from smsxl.reports.html import render_html  # noqa: PLC0415

        texts.append((html, render_html(summary, found)))
    if json_ is not None:
        from smsxl.reports.as_json import as_json  # noqa: PLC0415

        texts.append((json_, as_json(summary)))
    if ics is not None:
        from smsxl.reports.as_ics import as_ics  # noqa: PLC0415

        texts.append((ics, as_ics(summary, summary.work if found is None else [found])))
    return texts
