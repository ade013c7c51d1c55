"""`smsxl textconv`: a workbook as text, for `git diff`."""

from __future__ import annotations

import click

from smsxl.cli.options import ANY_PATH
from smsxl.cli.output import print_text


@click.command("textconv", short_help="Print a workbook as text, for git diff.")
@click.argument("file", type=ANY_PATH)
def command(file: str) -> int:
    """Print every row of the tables of FILE by its id, a line per field, so that `git diff` shows what changed.

    The same contents give the same text, in whatever order rows and columns stand. Calculated columns are left out.
    docs/git.md says how to set git up.
    """
    from smsxl.check import today  # noqa: PLC0415 - `smsxl --help` need not wait for it
    from smsxl.formats.textconv import text_of  # noqa: PLC0415
    from smsxl.hosts.opening import open_any  # noqa: PLC0415
    from smsxl.tables.book import Book  # noqa: PLC0415

    workbook = open_any(file)
    print_text(text_of(workbook, Book(workbook, today())))
    return 0
