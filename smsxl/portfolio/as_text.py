"""The picture in a few lines, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.formats.styled import EMPTY, Line, Span, line
from smsxl.portfolio.picture import Portfolio, UnitLine, count_of

_SHOWN: Final = 10
_WIDE: Final = 36


def lines(found: Portfolio) -> Iterator[Line]:
    """Yield the units with their first figures, the gravest risks, and what is not in the figures."""
    yield line(Span(f"  {found.unit_is.capitalize():<{_WIDE}}{'threats':>9}{'above':>8}{'overdue':>9}{'plan':>7}"
                    f"{'errors':>8}", "bold"))
    for each in (*found.units, *([found.all] if len(found.units) > 1 else ())):
        yield line(Span(_unit(each), "bold" if each is found.all else ""))
    if found.top:
        yield EMPTY
        yield line(Span("  The gravest risks", "bold"))
        for ranked in found.top[:_SHOWN]:
            risk = ranked.risk
            yield line(f"  {risk.level or 'Not rated'}, {risk.tolerance.lower() or 'no limits'}: ",
                       Span(risk.id or risk.cell, "bold"), f" {risk.title} ({ranked.unit})")
    yield EMPTY
    count = len(found.files) - len(found.unread)
    yield line(f"{count} workbook{'' if count == 1 else 's'}, as of {found.as_of.isoformat()}"
               + (f"; {len(found.unread)} could not be read." if found.unread else "."))


def _unit(each: UnitLine) -> str:
    name = each.unit if len(each.unit) < _WIDE else each.unit[:_WIDE - 4] + "..."
    place = "\u2013" if each.in_place is None else f"{each.in_place:.0%}"
    overdue = each.actions_overdue + each.reviews_overdue
    return (f"  {name:<{_WIDE}}{each.threats:>9}{count_of(each.tolerance, ABOVE_TOLERANCE):>8}{overdue:>9}{place:>7}"
            f"{each.errors:>8}")
