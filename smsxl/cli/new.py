"""`smsxl new`: a workbook to start from."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import click

from smsxl.cli.hints import typed
from smsxl.cli.options import ANY_PATH, Count, as_of
from smsxl.cli.output import print_lines
from smsxl.errors import UsageError

_MACROS: Final = ".xlsm"
_PYTHON: Final = "python"
_NOT_IN_NAMES: Final = '<>:"|?*[]'


@click.command("new", short_help="Make a workbook: empty with criteria and help, or a worked sample.")
@click.argument("file", type=ANY_PATH)
@click.option("--sample", is_flag=True, help="Fill it with an invented managed-service provider.")
@click.option("--risks", type=Count(1, 1_000_000), metavar="N",
              help="With --sample: N generated risks, the same every time.")
@click.option("--part", type=click.Choice(("risk", "plan", "both")), default="both", show_default=True,
              help="The service risk assessment, the plan, or both.")
@click.option("--formulas", type=click.Choice(("lambda", "plain", "python")),
              help="lambda for Excel 365 (what an .xlsx has where nothing is said); plain uses built-in functions "
                   "only, for Excel before 365; python for a PC with Excel and smsxl (always and only in an .xlsm).")
@as_of("Freeze the workbook's today at a day; =TODAY() where it is not given.")
def command(file: str, risks: int | None, part: str, formulas: str | None, as_of: dt.date | None, *,
            sample: bool) -> int:
    """Make the workbook FILE: an .xlsx, or an .xlsm whose functions and buttons call Python.

    A file that is there already is never replaced.
    """
    _refuse_name(file, formulas)
    if risks is not None and not sample:
        raise UsageError("--risks needs --sample: an empty workbook has no risks.")
    if risks is not None and part == "plan":
        raise UsageError("--risks does not go with --part plan: the plan alone has no risks.")
    if not Path(file).absolute().parent.is_dir():
        raise UsageError(f"{file} can't be made: its folder doesn't exist; make the folder first.")
    from smsxl.build import new_workbook  # noqa: PLC0415 - the builder is needed only here
    from smsxl.formats.styled import Span, line  # noqa: PLC0415
    from smsxl.tables.formula import DIALECTS  # noqa: PLC0415

    key = formulas or (_PYTHON if Path(file).suffix.lower() == _MACROS else "lambda")
    dialect = next(dialect for dialect in DIALECTS if dialect.key == key)
    new_workbook(file, sample=sample, risks=risks, part=part, dialect=dialect, as_of=as_of)
    print_lines((line("Made ", Span(file, "bold"), ". Open it in Excel and begin with the sheet Start."),
                 line("Check it at any time: ", Span(typed("check", file), "bold"))))
    if dialect.macros:
        print_lines((line("Its functions need Excel for Windows with smsxl; what a team shares is an .xlsx."),))
    return 0


def _refuse_name(file: str, formulas: str | None) -> None:
    """Raise UsageError for a name under which Excel would not open the workbook, or not everywhere."""
    name = Path(file).name
    stem, dot, ending = name.rpartition(".")
    wanted = _MACROS if formulas == _PYTHON else ".xlsx"
    if not dot:
        raise UsageError(f"{file} has to end in {wanted}; write {file}{wanted}.")
    if f".{ending.lower()}" == _MACROS and formulas not in (None, _PYTHON):
        raise UsageError(f"{file} would have Python functions, since it is an .xlsm, but --formulas says {formulas}; "
                         f"write {Path(file).with_suffix('.xlsx')}, or leave --formulas out.")
    if ending.lower() == "xlsx" and formulas == _PYTHON:
        raise UsageError(f"{file} can't have Python functions, since an .xlsx has no macros; "
                         f"write {Path(file).with_suffix(_MACROS)}.")
    if ending.lower() not in ("xlsx", "xlsm"):
        raise UsageError(f"{file} has to end in {wanted}; write {Path(file).with_suffix(wanted)}.")
    if not stem or name.startswith("~$"):
        raise UsageError(f"{file} is not a name for a workbook: Excel gives such names to files of its own; choose "
                         "another, such as my-service.xlsx.")
    wrong = [mark for mark in _NOT_IN_NAMES if mark in name]
    if wrong:
        raise UsageError(f"{file} has {' '.join(wrong)} in its name, which Excel or Windows can't open; leave it out.")
