"""`smsxl merge`: two workbooks that come from a third become one, as a merge driver of git or by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from smsxl.cli.options import ANY_PATH
from smsxl.cli.output import print_lines

if TYPE_CHECKING:
    from smsxl.formats.styled import Line
    from smsxl.merge import Merged

_SHOWN = 10


@click.command("merge", short_help="Merge two workbooks that come from a third, cell by cell.")
@click.argument("base", type=ANY_PATH)
@click.argument("ours", type=ANY_PATH)
@click.argument("theirs", type=ANY_PATH)
@click.option("-o", "--output", "out", type=ANY_PATH, metavar="OUT",
              help="Write to another file, replacing it if it is there; OURS stays as it is.")
def command(base: str, ours: str, theirs: str, out: str | None) -> int:
    """Bring what THEIRS changed since BASE into OURS, row by row and cell by cell.

    Different cells of one row merge; rows that either side added are kept. Where both changed a cell, OURS stays and
    the sheet Conflicts lists what the others have. A row that one side removed and the other changed is kept. Exit
    codes: 0 merged, 1 merged with conflicts, 3 something could not be read or merged, and OURS is as it was.
    docs/git.md says how to make it the merge driver of a repository.
    """
    from smsxl.check import today  # noqa: PLC0415 - `smsxl --help` need not wait for it
    from smsxl.merge import merge_files  # noqa: PLC0415

    merged = merge_files(base, ours, theirs, out, today=today())
    print_lines(_lines(merged))
    return int(bool(merged.conflicts))


def _lines(merged: Merged) -> Iterator[Line]:
    from smsxl.formats.styled import Span, line  # noqa: PLC0415

    yield line(Span(merged.path, "bold"), f": {_counted(merged.cells, 'cell')} changed, "
                                          f"{_counted(merged.added, 'row')} added, {merged.removed:,} removed.")
    for conflict in merged.conflicts[:_SHOWN]:
        where = " ".join(filter(None, (conflict.title, conflict.row_id, conflict.column)))
        yield line(conflict.note, head=("  ", Span(where, "bold"), ": "))
    if merged.conflicts:
        yield line(f"{_counted(len(merged.conflicts), 'conflict')}, listed on the sheet {merged.sheet}.")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
