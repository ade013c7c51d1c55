"""`smsxl render`: a PDF and pictures of a workbook."""

from __future__ import annotations

from pathlib import Path

import click

from smsxl.cli.options import ANY_PATH, Count
from smsxl.cli.output import print_lines


@click.command("render", short_help="Make a PDF and pictures of a workbook, through LibreOffice.")
@click.argument("file", type=ANY_PATH)
@click.argument("folder", type=ANY_PATH, required=False, metavar="[DIR]")
@click.option("--sheet", metavar="NAME", help="Only this sheet.")
@click.option("--seconds", type=Count(1, 86_400), default=180, show_default=True, metavar="N",
              help="How long LibreOffice may take.")
def command(file: str, folder: str | None, sheet: str | None, seconds: int) -> int:
    """Make a PDF of FILE and a PNG picture of each page, in DIR (a folder called like FILE where none is given).

    An earlier rendering there is replaced. LibreOffice prints a copy: FILE is only read, and nothing in it is executed.
    Values are those that stand in FILE; what depends on today is calculated anew. Needs LibreOffice 25.2 or newer.
    """
    from smsxl.formats.styled import Span, line  # noqa: PLC0415 - needed only here
    from smsxl.libreoffice import pages  # noqa: PLC0415
    from smsxl.libreoffice.office import find  # noqa: PLC0415
    from smsxl.libreoffice.render import render  # noqa: PLC0415

    made = render(find(), file, folder or f"{Path(file).stem}-pages", sheet=sheet, seconds=seconds)
    lines = [line("Made ", Span(str(made.pdf), "bold"), ".")]
    if made.pages:
        count = len(made.pages)
        lines.append(line(f"Pictures: {count} {'page' if count == 1 else 'pages'}, from ",
                          Span(str(made.pages[0]), "bold"), "."))
    elif not pages.can_draw():
        lines.append(line(f"For pictures of its pages get {pages.HOW_TO_GET_IT}."))
    print_lines(lines)
    return 0
