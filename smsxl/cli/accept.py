"""`smsxl accept`: records that a risk is accepted, for people without the ribbon."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from smsxl.cli.options import ANY_PATH, IN_PLACE, OUT, Date
from smsxl.cli.output import complain, print_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsxl.formats.styled import Line
    from smsxl.record import Recorded


@click.command("accept", short_help="Record that a risk is accepted: by whom, until when and why.")
@click.argument("file", type=ANY_PATH)
@click.argument("risk")
@click.option("--by", required=True, metavar="NAME", help="Who accepts it.")
@click.option("--role", required=True, metavar="ROLE", help="In which role; Criteria says who may accept which level.")
@click.option("--until", required=True, type=Date(), metavar="DATE", help="The last day on which it is accepted.")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is accepted.")
@click.option("--conditions", metavar="TEXT", help="Under which conditions.")
@click.option("--evidence", metavar="TEXT", help="Where the decision is recorded.")
@click.option("--on", type=Date(), metavar="DATE", help="The day of the acceptance; today where it is not given.")
@OUT
@IN_PLACE
def command(file: str, risk: str, *, by: str, role: str, until: dt.date, reason: str, conditions: str | None,
            evidence: str | None, on: dt.date | None, out: str | None, in_place: bool) -> int:
    """Add a row to the sheet Acceptances of FILE for the risk with the id RISK.

    The row holds what is accepted (likelihood, impact and level after treatment, else those of today) and a
    fingerprint of the risk, so that a later change shows. Nothing else in FILE changes.
    """
    from smsxl.accept import Answers  # noqa: PLC0415 - `smsxl --help` need not wait for it
    from smsxl.record import record_acceptance  # noqa: PLC0415

    answers = Answers(by, role, until, reason, conditions, evidence)
    recorded = record_acceptance(file, risk, answers, on or dt.date.today(), out, in_place=in_place)
    for warning in recorded.warnings:
        complain(warning)
    print_lines(_lines(recorded))
    return 0


def _lines(recorded: Recorded) -> Iterator[Line]:
    from smsxl.formats.styled import Span, line, wrote  # noqa: PLC0415

    yield line("Recorded ", Span(recorded.id, "bold"), f" in row {recorded.row} of {recorded.sheet}: "
               f"{recorded.risk} is accepted at level {recorded.level}.")
    yield wrote(recorded.saved.path, beside=recorded.saved.beside)
    if recorded.waiting:
        yield line(f"{recorded.waiting:,} other formulas may be out of date until recalculated: press Ctrl+Alt+F9 in "
                   "Excel.")
