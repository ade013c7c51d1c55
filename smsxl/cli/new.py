"""`smsxl new`: a workbook to start from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from smsxl.cli.options import ANY_PATH, as_of
from smsxl.cli.output import print_lines
from smsxl.errors import UsageError


@click.command("new", short_help="Make a workbook: empty with criteria and help, or a worked sample.")
@click.argument("file", type=ANY_PATH)
@click.option("--sample", is_flag=True, help="Fill it with an invented managed-service provider.")
@click.option("--risks", type=click.IntRange(min=1, max=1_000_000), metavar="N",
              help="With --sample: N generated risks, the same every time.")
@click.option("--part", type=click.Choice(("risk", "plan", "both")), default="both", show_default=True,
              help="The service risk assessment, the plan, or both.")
@click.option("--formulas", type=click.Choice(("lambda", "plain")), default="lambda", show_default=True,
              help="lambda for Excel 365; plain uses built-in functions only, for Excel before 365.")
@as_of("Freeze the workbook's today at a day; =TODAY() where it is not given.")
def command(file: str, risks: int | None, part: str, formulas: str, as_of: dt.date | None, *, sample: bool) -> int:
    """Make the workbook FILE (.xlsx). A file that is there already is never replaced."""
    if not file.lower().endswith(".xlsx"):
        raise UsageError(f"{file} has to end in .xlsx; workbooks with macros are made from it in Excel.")
    if risks is not None and not sample:
        raise UsageError("--risks needs --sample: an empty workbook has no risks.")
    if not Path(file).absolute().parent.is_dir():
        raise UsageError(f"{file} can't be made: its folder doesn't exist; make the folder first.")
    from smsxl.build import new_workbook  # noqa: PLC0415 - the builder is needed only here
    from smsxl.formats.styled import Span, line  # noqa: PLC0415
    from smsxl.tables.formula import DIALECTS  # noqa: PLC0415

    dialect = next(dialect for dialect in DIALECTS if dialect.key == formulas)
    new_workbook(file, sample=sample, risks=risks, part=part, dialect=dialect, as_of=as_of)
    print_lines((line("Made ", Span(file, "bold"), ". Open it in Excel and begin with the sheet Start."),
                 line("Check it at any time: ", Span(f"smsxl check {file}", "bold"))))
    return 0
