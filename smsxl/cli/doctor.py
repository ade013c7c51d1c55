"""`smsxl doctor`: whether Python, smsxl, xlwings and Excel fit together on this computer."""

from __future__ import annotations

import click

from smsxl.cli.options import ANY_PATH
from smsxl.cli.output import print_lines, print_text


@click.command("doctor", short_help="Check the installation: Python, xlwings, Excel, a workbook's settings.")
@click.argument("file", type=ANY_PATH, required=False)
@click.option("--output-format", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="text for people, json for programs.")
def command(file: str | None, *, output_format: str) -> int:
    """Look at what smsxl needs on this computer, and at the settings of the workbook FILE, if one is given.

    Nothing is changed. The exit code is 0 where no fault was found (warnings do not count), 1 where one was, and 3
    where FILE could not be read.
    """
    from smsxl.doctor import Verdict, examine, this_machine  # noqa: PLC0415 - `smsxl --help` need not wait for it
    from smsxl.formats import doctor as shown  # noqa: PLC0415

    subject = None
    if file is not None:
        from smsxl.doctor.subject import subject_of  # noqa: PLC0415 - reads workbooks
        from smsxl.hosts.package import open_workbook  # noqa: PLC0415

        subject = subject_of(open_workbook(file), file)
    checks = examine(this_machine(), subject)
    if output_format == "json":
        print_text(shown.as_json(checks))
    else:
        print_lines(shown.lines(checks))
    return 1 if any(check.verdict is Verdict.FAULT for check in checks) else 0
