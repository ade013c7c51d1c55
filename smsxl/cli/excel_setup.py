"""`smsxl excel-setup`: where Python is, for the macros of a workbook, and the add-in with the buttons."""

from __future__ import annotations

import click

from smsxl.cli.options import ANY_PATH
from smsxl.cli.output import print_lines
from smsxl.errors import UsageError


@click.command("excel-setup", short_help="Tell a workbook with macros where Python is, or install the add-in.")
@click.argument("file", type=ANY_PATH, required=False)
@click.option("-o", "--output", "out", type=ANY_PATH, metavar="OUT", help="Write to OUT and leave FILE as it is.")
@click.option("--windows-python", metavar="PATH",
              help="python.exe on the computers that will open the workbook; %LOCALAPPDATA% and the like may be in it.")
@click.option("--mac-python", metavar="PATH", help="python on the Macs that will open the workbook.")
def command(file: str | None, out: str | None, windows_python: str | None, mac_python: str | None) -> int:
    """Write into FILE (.xlsm) which Python its functions and buttons start; nothing else of it is touched.

    Without FILE the add-in smsxl.xlam is put where Excel loads it by itself: it brings the tab SMS with its buttons to
    every workbook, on Windows and macOS. The Python that runs this command is taken, unless others are named.
    """
    from smsxl.doctor import this_machine  # noqa: PLC0415
    from smsxl.excel_setup import install_add_in, interpreter_of, set_up_workbook  # noqa: PLC0415
    from smsxl.formats.styled import Span, line  # noqa: PLC0415

    machine = this_machine()
    if file is None:
        if out or windows_python or mac_python:
            raise UsageError("The options need a FILE; without one, excel-setup installs the add-in for this Python.")
        print_lines((line("Installed ", Span(install_add_in(machine), "bold"),
                          ". Close Excel, open it again, and the tab SMS is there."),))
        return 0
    named = {"INTERPRETER_WIN": windows_python, "INTERPRETER_MAC": mac_python}
    values = interpreter_of(machine) | {key: value for key, value in named.items() if value}
    if not values:
        raise UsageError("Excel does not run on this computer: name the Python of those that will open the workbook, "
                         "with --windows-python or --mac-python.")
    lines, written = set_up_workbook(file, values, out)
    print_lines((line("Wrote the settings of ", Span(written, "bold"), ":"),
                 *(line(f"  {key}  {value}") for key, value in lines)))
    return 0
