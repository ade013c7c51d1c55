"""`smsxl demo`: see it work on a workbook with faults."""

from __future__ import annotations

from pathlib import Path

import click

from smsxl.cli.hints import typed
from smsxl.cli.options import ANY_PATH
from smsxl.cli.output import print_lines
from smsxl.cli.outputs import deliver


@click.command("demo", short_help="Check a sample with faults, to see how it works.")
@click.argument("folder", type=ANY_PATH, default="smsxl-demo", metavar="[DIR]")
def command(folder: str) -> int:
    """Copy a sample workbook with faults into DIR (smsxl-demo where none is given), check it, and say what to do next.

    Nothing that lies in DIR is replaced. The exit code is 0 when the demonstration ran.
    """
    from smsxl.demo import run_demo  # noqa: PLC0415 - reads the rules, which `smsxl --help` need not wait for
    from smsxl.formats.styled import EMPTY, Span, line  # noqa: PLC0415

    demo = run_demo(folder)
    deliver(demo.report)
    if demo.report.unchecked:
        return demo.report.exit_code
    day = demo.report.as_of.isoformat()
    own = str(Path(demo.path).with_name("my-service.xlsx"))
    print_lines((
        EMPTY,
        line(Span("What to do next", "bold")),
        line("Open ", Span(demo.path, "bold"), " in Excel, correct a cell, save, and check again:", head=("1. ",)),
        line(Span(typed("check", demo.path, "--as-of", day), "cyan"), head=("   ",)),
        line("Make a workbook of your own:", head=("2. ",)),
        line(Span(typed("new", own), "cyan"), head=("   ",)),
    ))
    return 0
