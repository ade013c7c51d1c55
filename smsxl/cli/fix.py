"""`smsxl fix`: puts right what leaves no doubt about what was meant."""

from __future__ import annotations

import datetime as dt
import gc
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smsxl.cli.hints import typed
from smsxl.cli.options import ANY_PATH, IN_PLACE, OUT, Codes, as_of
from smsxl.cli.output import complain, print_lines, print_text
from smsxl.errors import SmsxlError, UsageError

if TYPE_CHECKING:
    from smsxl.formats.fixes import Fixed
    from smsxl.settings import Overrides


@click.command("fix", short_help="Fix what leaves no doubt: spaces, numbers and dates as text, formulas, values.")
@click.argument("paths", nargs=-1, required=True, type=ANY_PATH, metavar="FILE...")
@click.option("--unsafe", is_flag=True,
              help="Also what is a good guess: a mistyped label, R-12 for R-012. Look at it with --diff first.")
@click.option("--diff", is_flag=True,
              help="Only show what would change, cell by cell; the exit code is 1 where anything would.")
@OUT
@as_of("The day that due dates are judged by; today where it is not given.")
@click.option("--select", type=Codes(), multiple=True, metavar="CODES",
              help="Fix only what these rules find: codes or families such as WBK2,RSK105.")
@click.option("--ignore", type=Codes(), multiple=True, metavar="CODES", help="Leave what these rules find.")
@IN_PLACE
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="text for people, json for programs.")
def command(paths: tuple[str, ...], *, unsafe: bool, diff: bool, out: str | None, as_of: dt.date | None,
            select: tuple[tuple[str, ...], ...], ignore: tuple[tuple[str, ...], ...], in_place: bool,
            output_format: str) -> int:
    """Fix what a check finds in workbooks (files, folders or globs), where it leaves no doubt about what was meant.

    Each change answers a finding; one that would bring another finding is left out, and nothing else in the file
    changes. Formulas of yours are never touched. `smsxl rule CODE` says whether a rule's findings can be fixed.
    """
    gc.disable()  # looking for cycles while cells are read takes an eighth of the time
    from smsxl.formats.fixes import lines, render  # noqa: PLC0415
    from smsxl.paths import expand  # noqa: PLC0415 - `smsxl --help` need not wait for it
    from smsxl.rules import BY_CODE  # noqa: PLC0415
    from smsxl.settings import Overrides, check_codes, check_selection  # noqa: PLC0415

    overrides = Overrides(select=check_selection(sum(select, ()), BY_CODE, "--select") if select else None,
                          ignore=check_codes(sum(ignore, ()), BY_CODE, "--ignore") if ignore else None)
    found = expand(paths)
    if out is not None and len(found) != 1:
        raise UsageError(f"-o names one file, but {len(found)} workbooks are to be fixed; leave it out, or give one.")
    day = as_of or dt.date.today()
    results: list[Fixed] = []
    errors: dict[str, str] = {}
    try:
        for each in found:
            try:
                if each.error is not None:
                    raise UsageError(each.error)
                if each.remote is not None:
                    raise UsageError(f"{each.path} is a URL, where nothing is written; fetch the workbook, fix it, and "
                                     "put it back.")
                fixed = _fix(each.path, overrides, day, out, unsafe=unsafe, diff=diff, in_place=in_place)
            except SmsxlError as error:
                errors[each.path] = str(error)
                complain(str(error))
                continue
            results.append(fixed)
            if output_format == "text":
                print_lines(lines(fixed, written=not diff, again=f"{typed('check')} {fixed.path}"))
    finally:
        gc.enable()
    if output_format == "json":
        print_text(render(results, errors, day, written=not diff))
    if errors:
        return 3
    return 1 if diff and any(fixed.changes for fixed in results) else 0


def _fix(path: str, overrides: Overrides, day: dt.date, out: str | None, *, unsafe: bool, diff: bool,
         in_place: bool) -> Fixed:
    from smsxl.fix import Choice, fix_file  # noqa: PLC0415
    from smsxl.rules import BY_CODE  # noqa: PLC0415
    from smsxl.settings import load  # noqa: PLC0415

    settings = overrides.over(load(str(Path(path).absolute().parent), BY_CODE))
    mine = [each for each in settings.suppressions if each.is_for(path)]
    choice = Choice(frozenset(settings.chosen(BY_CODE)), day, unsafe, mine)
    return fix_file(path, choice, out, write=not diff, in_place=in_place)
