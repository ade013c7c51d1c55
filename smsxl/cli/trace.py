"""`smsxl trace`: follows the threads from objective to improvement, and names the broken ones."""

from __future__ import annotations

import datetime as dt

import click

from smsxl.cli.options import ANY_PATH, as_of
from smsxl.cli.output import print_lines, print_text
from smsxl.errors import UsageError

_DEPTH = 3


@click.command("trace", short_help="Follow the threads from objective to KPI, risk, control and improvement.")
@click.argument("file", type=ANY_PATH)
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="text for people, json for programs.")
@click.option("--id", "row", metavar="ID", help="Show what hangs together with this row only.")
@click.option("--all", "everything", is_flag=True, help="Show every broken thread, however many there are.")
@as_of("The day that statuses are judged by; today where it is not given.")
def command(file: str, *, output_format: str, row: str | None, everything: bool, as_of: dt.date | None) -> int:
    """Show how far each area of the plan is, which links FILE keeps, and which threads are broken.

    Objectives, processes, resources, KPIs, services, risks, treatments, controls, acceptances and improvements are
    followed. Broken threads are the result, not an error: the exit code is 0 when FILE could be read.
    """
    from smsxl.check import today  # noqa: PLC0415 - reads the rules, which `smsxl --help` need not wait for
    from smsxl.formats import trace as shown  # noqa: PLC0415
    from smsxl.tables.text import fold  # noqa: PLC0415
    from smsxl.trace import KINDS, trace_file  # noqa: PLC0415

    if row is not None and output_format == "json":
        raise UsageError("--id shows a tree for people; leave out --output-format json, which holds all links.")
    day = as_of or today()
    trace = trace_file(file, day)
    if row is not None:
        key = next(((kind, fold(row)) for kind in KINDS if (kind, fold(row)) in trace.graph.nodes), None)
        if key is None:
            raise UsageError(f"{file} has no row with the id {row!r} in {', '.join(KINDS)}.")
        print_lines(shown.thread_lines(trace, key, _DEPTH))
    elif output_format == "json":
        print_text(shown.as_json(trace, file, day))
    else:
        print_lines(shown.lines(trace, everything=everything))
    return 0
