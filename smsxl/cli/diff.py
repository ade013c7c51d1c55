"""`smsxl diff`: what changed between two workbooks, whatever the order of their rows."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import click

from smsxl.cli.options import ANY_PATH, as_of
from smsxl.cli.output import print_lines, print_text, refuse_workbook, write_file

if TYPE_CHECKING:
    from smsxl.compare.model import Diff

_FORMATS: Final = ("text", "json", "markdown", "html")


@click.command("diff", short_help="Show what changed between two workbooks, and what of it matters.")
@click.argument("old", type=ANY_PATH)
@click.argument("new", type=ANY_PATH)
@click.option("--output-format", type=click.Choice(_FORMATS), default="text", show_default=True,
              help="text for people, json for programs, markdown for a pull request, html as a page of its own.")
@click.option("--output-file", type=ANY_PATH, metavar="FILE", help="Write to FILE instead of standard output.")
@as_of("The day as of which NEW is judged; its own day where it is not given. OLD is judged as of its own day.")
@click.option("--exit-code", "as_exit_code", is_flag=True, help="Exit with 1 where anything changed.")
@click.option("--all", "everything", is_flag=True,
              help="Show every line, and as well where only spaces, letter case or the kind of a cell (3 and a text 3) "
                   "changed.")
def command(old: str, new: str, *, output_format: str, output_file: str | None, as_of: dt.date | None,
            as_exit_code: bool, everything: bool) -> int:
    """Show which rows of OLD are new, changed or gone in NEW, field by field, with what matters on top.

    Rows are matched by id, then by likeness: sorting, inserted rows, formats and the order of columns are no changes.
    What matters is what crossed a level or a tolerance, acceptances that no longer count, KPIs and objectives that
    stand otherwise, and changed criteria. The exit code is 0 when both could be read.
    """
    from smsxl.check import today  # noqa: PLC0415 - reads the rules, which `smsxl --help` need not wait for
    from smsxl.compare.service import diff_files  # noqa: PLC0415 - as above
    from smsxl.foreign import wishes  # noqa: PLC0415 - as above

    if output_file is not None:
        refuse_workbook(output_file)
    diff = diff_files(old, new, today=today(), as_of=as_of, spelling=everything,
                      wishes=wishes)
    if output_file is not None:
        write_file(output_file, _text(diff, output_format, everything=everything))
    elif output_format == "text":
        from smsxl.formats.diff import lines  # noqa: PLC0415

        print_lines(lines(diff, everything=everything))
    else:
        print_text(_text(diff, output_format, everything=everything))
    return int(as_exit_code and not diff.is_empty)


def _text(diff: Diff, output_format: str, *, everything: bool) -> str:
    if output_format == "json":
        from smsxl.formats.diff import as_json  # noqa: PLC0415

        return as_json(diff)
    if output_format == "markdown":
        from smsxl.formats.diff_markdown import as_markdown  # noqa: PLC0415

        return as_markdown(diff)
    if output_format == "html":
        from smsxl.reports.html.difference import render_diff  # noqa: PLC0415

        return render_diff(diff)
    from smsxl.formats.diff import lines  # noqa: PLC0415
    from smsxl.formats.styled import plain  # noqa: PLC0415

    return plain(lines(diff, everything=everything))
