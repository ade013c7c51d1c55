"""`smsxl import`: moves a register of another layout into our template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from smsxl.cli.hints import typed
from smsxl.cli.options import ANY_PATH, as_of
from smsxl.cli.output import print_lines
from smsxl.errors import UsageError

if TYPE_CHECKING:
    from smsxl.formats.styled import Line
    from smsxl.importing import Move

_SHOWN: Final = 20


@click.command("import", short_help="Move a risk register of your own layout into our template.")
@click.argument("file", type=ANY_PATH)
@click.option("-o", "--output", type=ANY_PATH, metavar="FILE",
              help="The workbook to make; without it only what would happen is shown.")
@click.option("--layout", type=click.Choice(("smsxl", "ciso-assistant")), default="smsxl", show_default=True,
              help="smsxl for our template (.xlsx); ciso-assistant is short for `smsxl export`.")
@click.option("--criteria", type=ANY_PATH, metavar="BOOK",
              help="A workbook of ours whose scales, matrix, levels, tolerances and categories the new one gets; the "
                   "built-in ones, fitted to the register's scales, where it is not given.")
@click.option("--sheet", metavar="NAME", help="The sheet, where FILE holds several registers.")
@as_of("The day that the new workbook begins with; today where it is not given.")
def command(file: str, *, output: str | None, layout: str, criteria: str | None, sheet: str | None,
            as_of: dt.date | None) -> int:
    """Move the risk register in FILE into a new workbook of our template.

    Ids are kept. Columns that our template has no place for go to the notes of each risk, with their heading and their
    cell. FILE itself is never changed. `smsxl map FILE` shows how its columns are understood.
    """
    from smsxl.check import today  # noqa: PLC0415 - `smsxl --help` need not wait for it
    from smsxl.cli.export import chosen, export_to  # noqa: PLC0415
    from smsxl.import_criteria import criteria_of  # noqa: PLC0415
    from smsxl.importing import plan_move, write_move  # noqa: PLC0415

    if layout == "ciso-assistant":
        return export_to(file, output or "", sheet)
    register = chosen(file, sheet)
    if register is None:
        return 3
    day = as_of or today()
    move = plan_move(register, day, None if criteria is None else criteria_of(criteria, day))
    if output is None:
        print_lines(_lines(file, move, None))
        return 0
    if not output.lower().endswith(".xlsx"):
        raise UsageError(f"{output} has to end in .xlsx.")
    write_move(output, move, day)
    print_lines(_lines(file, move, output))
    return 0


def _lines(file: str, move: Move, output: str | None) -> Iterator[Line]:
    from smsxl.formats.styled import EMPTY, Span, line  # noqa: PLC0415

    register = move.register
    count = len(register.records)
    yield line(Span(f"{count} risk{'s' if count != 1 else ''} of {file} > {register.sheet}", "bold"),
               " moved to " if output else " would move to ", Span(output or "a new workbook", "bold"), ".")
    yield EMPTY
    for letters, header, target in move.columns:
        yield line(f"{target}", head=(f"  {letters:<7}", f"{' '.join(header.split())[:34]:<36}"))
    for sentence in move.said:
        yield EMPTY
        yield line(sentence, head=("  ",))
    if move.problems:
        yield EMPTY
        yield line(Span("Kept in the notes, not moved as it stands:", "bold"), head=("  ",))
        for row, problem in move.problems[:_SHOWN]:
            yield line(f"{problem}.", head=(f"    {register.cells.line(row):<10}",))
        if len(move.problems) > _SHOWN:
            yield line(f"and {len(move.problems) - _SHOWN} more", head=("    ",))
    yield EMPTY
    if output is None:
        yield line("Nothing is written yet: ", Span(typed("import", file, "-o", "book.xlsx"), "bold"))
    else:
        yield line("Check it: ", Span(typed("check", output), "bold"))
