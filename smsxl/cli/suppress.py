"""`smsxl suppress`: records in a workbook that a finding may stand for a time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from smsxl.cli.options import ANY_PATH, IN_PLACE, OUT, Date
from smsxl.cli.output import print_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsxl.agree import Agreed
    from smsxl.formats.styled import Line


@click.command("suppress", short_help="Let a finding stand for a time: why, who says so, until when.")
@click.argument("file", type=ANY_PATH)
@click.argument("finding")
@click.option("--reason", required=True, metavar="TEXT", help="Why the finding may stand.")
@click.option("--by", required=True, metavar="NAME", help="Who decided it.")
@click.option("--until", required=True, type=Date(), metavar="DATE", help="The last day on which it may stand.")
@click.option("--on", type=Date(), metavar="DATE", help="The day of the decision; today where it is not given.")
@OUT
@IN_PLACE
def command(file: str, finding: str, *, reason: str, by: str, until: dt.date, on: dt.date | None, out: str | None,
            in_place: bool) -> int:
    """Add a row to the sheet Suppressions of FILE, which is made where it is missing.

    FINDING is a rule and the id of a row, as in RSK107:R-012, or a fingerprint from the JSON of a check; a fingerprint
    holds only until the cell's content changes. A suppressed finding stays in the JSON and is not counted. After its
    last day it counts again.
    """
    from smsxl.agree import Agreement, suppress_in  # noqa: PLC0415 - `smsxl --help` need not wait for it

    agreed = suppress_in(file, Agreement(finding.strip(), reason, by, until), on or dt.date.today(), out,
                         in_place=in_place)
    print_lines(_lines(agreed, until))
    return 0


def _lines(agreed: Agreed, until: dt.date) -> Iterator[Line]:
    from smsxl.formats.styled import Span, line, wrote  # noqa: PLC0415

    for finding in agreed.findings:
        place = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet or "the workbook"
        yield line(f"Suppressed until {until.isoformat()}: ", Span(f"{finding.code} at {place}", "bold"),
                   f", {finding.message}")
    yield wrote(agreed.saved.path, beside=agreed.saved.beside)
