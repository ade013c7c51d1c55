"""`smsxl score`: calculated columns right again, in the workbook itself."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from smsxl.cli.options import ANY_PATH, IN_PLACE, OUT, as_of
from smsxl.cli.output import print_lines

if TYPE_CHECKING:
    from smsxl.formats.styled import Line
    from smsxl.score import Scored


@click.command("score", short_help="Fill and repair the calculated columns of a workbook.")
@click.argument("file", type=ANY_PATH)
@OUT
@as_of("The day that =TODAY() stands for; today where it is not given. A date typed into the workbook wins.")
@IN_PLACE
@click.option("--engine", type=click.Choice(("package", "openpyxl")), default="package", show_default=True,
              help="What writes: package keeps everything else as it is; openpyxl writes only to OUT and loses what it "
                   "doesn't know.")
def command(file: str, out: str | None, *, as_of: dt.date | None, in_place: bool, engine: str) -> int:
    """Put back formulas that were typed over, fill in those that are missing, and bring every value up to date.

    Only calculated columns of smsxl's tables change; everything else in FILE stays byte for byte. A workbook that is
    open, read-only, protected, signed or damaged is refused and left as it is.
    """
    gc.disable()  # looking for cycles while cells are read takes an eighth of the time
    from smsxl.score import score_file  # noqa: PLC0415 - `smsxl --help` need not wait for it

    try:
        scored = score_file(file, out, today=as_of or dt.date.today(), in_place=in_place, engine=engine)
    finally:
        gc.enable()
    print_lines(_lines(scored))
    return 0


def _lines(scored: Scored) -> Iterator[Line]:
    from smsxl.formats.styled import Span, line, wrote  # noqa: PLC0415
    from smsxl.tables import BY_NAME  # noqa: PLC0415

    for column in scored.columns:
        header = BY_NAME[column.table][column.field].header
        yield line(Span(f"{column.table} > {header}", "bold"), f": {_counted(column.formulas, column.values)}")
    for sentence in (*scored.skipped, *scored.lost):
        yield line(sentence)
    if not scored.columns:
        yield line(f"Every calculated cell has its formula and the right value as of {scored.as_of.isoformat()}.")
    if scored.saved is not None:
        yield wrote(scored.saved.path, beside=scored.saved.beside)
    elif not scored.columns:
        yield line("Nothing had to be written.")
    if scored.dependants:
        cells = "1 other formula" if scored.dependants == 1 else f"{scored.dependants:,} other formulas"
        yield line(f"{cells} may depend on what changed: Excel calculates when it opens the workbook."
                   if scored.recalculates else
                   f"{cells} may depend on what changed and may be out of date until recalculated: press Ctrl+Alt+F9 "
                   "in Excel, which does not happen by itself in a workbook with macros.")


def _counted(formulas: int, values: int) -> str:
    parts = [f"{count:,} {word if count == 1 else word + 's'}"
             for count, word in ((formulas, "formula"), (values, "value")) if count]
    return f"{' and '.join(parts)} put right" if parts else "put right"
