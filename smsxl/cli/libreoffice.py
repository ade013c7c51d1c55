"""`smsxl libreoffice`: the functions and the buttons in LibreOffice Calc."""

from __future__ import annotations

import click

from smsxl.cli.hints import typed
from smsxl.cli.options import ANY_PATH
from smsxl.cli.output import print_lines


@click.group("libreoffice", short_help="Bring the functions and the buttons into LibreOffice Calc.")
def command() -> None:
    """Bring the worksheet functions and the buttons into LibreOffice Calc, 25.2 or newer."""


@command.command("build", short_help="Make the extension as a file.")
@click.argument("out", type=ANY_PATH, default="smsxl.oxt", metavar="[OUT]")
def build(out: str) -> int:
    """Make the extension OUT (smsxl.oxt where none is given), to be opened in LibreOffice or handed to others."""
    from smsxl.formats.styled import Span, line  # noqa: PLC0415 - needed only here
    from smsxl.libreoffice.extension import build as make  # noqa: PLC0415

    path = str(make(out))
    print_lines((line("Made ", Span(path, "bold"), "."),
                 line("Install it here with ", Span(typed("libreoffice", "install"), "bold"),
                      ", or open it in LibreOffice. Its buttons call smsxl, which has to be on the PATH.")))
    return 0


@command.command("install", short_help="Install it into LibreOffice on this computer.")
@click.option("--all-users", is_flag=True, help="For everybody on this computer; needs the administrator's rights.")
@click.option("--profile", type=ANY_PATH, metavar="DIR", help="Into the profile in this folder, not your usual one.")
def install(profile: str | None, *, all_users: bool) -> int:
    """Install the functions and the buttons into LibreOffice, in place of an older version of them."""
    from smsxl.formats.styled import Span, line  # noqa: PLC0415 - needed only here
    from smsxl.libreoffice import install as service  # noqa: PLC0415
    from smsxl.libreoffice.office import find  # noqa: PLC0415

    office = find()
    service.install(office, all_users=all_users, profile=profile)
    version = ".".join(map(str, office.version))
    print_lines((line(f"Installed in LibreOffice {version}. Close all its windows, and start Calc again."),
                 line("Then a cell with ", Span("=RISK_SCORE(4;5)", "bold"),
                      " shows 20, and a menu SMS has Validate, Score and Generate report."),
                 line("After you move or update smsxl, run ", Span(typed("libreoffice", "install"), "bold"),
                      " again.")))
    return 0
