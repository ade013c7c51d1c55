"""`smsxl convert`: the same workbook with another form of its functions."""

from __future__ import annotations

import datetime as dt

import click

from smsxl.cli.hints import typed
from smsxl.cli.options import ANY_PATH, as_of
from smsxl.cli.output import print_lines


@click.command("convert", short_help="Move a workbook between LAMBDA names, built-in formulas and Python macros.")
@click.argument("file", type=ANY_PATH)
@click.option("--formulas", type=click.Choice(("lambda", "plain", "python")), required=True,
              help="lambda: names for Excel 365; plain: built-in functions for Excel 2016 and later, Calc and viewers; "
                   "python: macros and Python, for Excel on Windows with smsxl installed.")
@click.option("-o", "--output", "out", type=ANY_PATH, required=True, metavar="OUT",
              help="The workbook to make: .xlsx, or .xlsm for python. A file that is there is never replaced.")
@as_of("The day for values that the file does not hold; today where it is not given.")
def command(file: str, formulas: str, out: str, as_of: dt.date | None) -> int:
    """Write FILE in another form to OUT. FILE stays as it is, and so does all that is not one of our formulas.

    A shared workbook is best an .xlsx: a colleague without Python would turn the functions of an .xlsm into #NAME?.
    """
    from smsxl.convert import convert  # noqa: PLC0415 - the writer is needed only here
    from smsxl.formats.styled import Span, line  # noqa: PLC0415
    from smsxl.tables.formula import DIALECTS  # noqa: PLC0415

    target = next(dialect for dialect in DIALECTS if dialect.key == formulas)
    done = convert(file, out, target, as_of or dt.date.today())
    lines = [line("Made ", Span(out, "bold"), f": {done.cells:,} cells went from {done.source.key} to {target.key}.")]
    if done.dropped_macros:
        lines.append(line(f"Its macros were left out; {file} keeps them."))
    lines += [line(f"{out} > {left.sheet}!{left.cell} was left as it is: {left.why}.") for left in done.left]
    lines.append(line("Check it at any time: ", Span(typed("check", out), "bold")))
    print_lines(lines)
    return 0
