"""`smsxl export`: the risks for another program."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smsxl.cli.hints import typed
from smsxl.cli.options import ANY_PATH
from smsxl.cli.output import complain, print_lines, write_file
from smsxl.errors import UsageError

if TYPE_CHECKING:
    from smsxl.registers.model import Register


@click.command("export", short_help="Write the risks as a file that CISO Assistant imports.")
@click.argument("file", type=ANY_PATH)
@click.option("-o", "--output", type=ANY_PATH, required=True, metavar="OUT",
              help="The .csv file to make. A file that is there is never replaced.")
@click.option("--layout", type=click.Choice(("ciso-assistant",)), default="ciso-assistant", show_default=True,
              help="The program that it is for.")
@click.option("--sheet", metavar="NAME", help="The sheet, where FILE holds several registers of another layout.")
def command(file: str, *, output: str, layout: str, sheet: str | None) -> int:  # noqa: ARG001 - there is one layout
    """Write the risks of FILE to OUT, in the 16 columns in which CISO Assistant imports risk assessments.

    FILE is a workbook of ours, or a register of another layout. Ratings are written as the labels of its own scales:
    choose a matrix there that has the same labels. `smsxl import OUT -o book.xlsx` brings such a file back.
    """
    return export_to(file, output, sheet)


def export_to(file: str, output: str, sheet: str | None) -> int:
    """Write the risks of a workbook in CISO Assistant's layout; return the exit code."""
    from smsxl.hosts.opening import open_any  # noqa: PLC0415 - `smsxl --help` need not wait for it
    from smsxl.interchange import Exported, as_ciso_assistant, export_book  # noqa: PLC0415
    from smsxl.tables.book import Book  # noqa: PLC0415

    if not output.lower().endswith(".csv"):
        raise UsageError("CISO Assistant takes a .csv file: name one with -o, such as -o risks.csv.")
    if Path(output).exists():
        raise UsageError(f"{output} is there already, and smsxl never writes over a file: choose another name.")
    book = Book(open_any(file), dt.date.today())
    if "Risks" in book:
        done = export_book(book)
    elif book.is_ours:
        raise UsageError(f"{file} has no sheet Risks: it is a plan without a risk assessment.")
    else:
        register = chosen(file, sheet)
        if register is None:
            return 3
        done = Exported(as_ciso_assistant(register), len(register.records))
    write_file(output, done.text)
    from smsxl.formats.styled import Span, line  # noqa: PLC0415

    criteria = ("--criteria", file) if "Risks" in book else ()
    print_lines((line(Span(f"{done.risks} risk{'s' if done.risks != 1 else ''} of {file}", "bold"), " written to ",
                      Span(output, "bold"), "."),
                 *(line(sentence) for sentence in done.said),
                 line("Back again: ", Span(typed("import", output, *criteria, "-o", "book.xlsx"), "bold"))))
    return 0


def chosen(file: str, sheet: str | None) -> Register | None:
    """Return the register of a file that is meant; None, once it is said why, where there is none."""
    from smsxl.foreign import map_file, why_not  # noqa: PLC0415

    registers = map_file(file)
    sentence = why_not(file, registers)
    if sentence is not None:
        complain(sentence)
        return None
    found = [register for register in registers if sheet is None or register.sheet.casefold() == sheet.casefold()]
    if not found:
        raise UsageError(f"{file} has no register on a sheet {sheet!r}; there is one on "
                         f"{', '.join(register.sheet for register in registers)}.")
    if len(found) > 1:
        complain(f"{file} holds {len(found)} registers; the one on {found[0].sheet} is taken, --sheet names another.")
    return found[0]
