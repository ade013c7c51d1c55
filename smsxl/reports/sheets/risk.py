"""Risk Summary: the full version, on two pages of paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from smsxl.build.figures import Ref, Where, compared, differs, equal
from smsxl.build.glance import OPEN_OPPORTUNITY, OPEN_THREAT
from smsxl.build.style import MUTED
from smsxl.domain.ranking import CLOSED
from smsxl.domain.tolerance import ABOVE_TOLERANCE, TOLERANCE_STATUSES
from smsxl.reports.model import Count
from smsxl.reports.risk.counts import LevelLine
from smsxl.reports.risk.firmness import Placed
from smsxl.reports.risk.heat import HeatMap
from smsxl.reports.risk.register import Risk
from smsxl.reports.risk.work import WINDOWS
from smsxl.reports.sheets.blocks import Column, Tile, counts, table, tiles
from smsxl.reports.sheets.charts import bars
from smsxl.reports.sheets.live import Live, Shown
from smsxl.reports.sheets.pad import COLUMNS, Linked, Pad, Value, filled
from smsxl.reports.summary import RiskPart, Summary
from smsxl.tables.rows import as_text

_NOT_CLOSED: Final = differs("status", CLOSED)
_KINDS: Final = {"inherent": "Inherent: before any control", "current": "Current: with today's controls",
                 "residual": "Residual: after treatment"}
_IN_CELL: Final = 9
_LISTED: Final = 30
_GAP: Final = 1
_FEW_LEVELS: Final = 4
_CHARTS: Final = 17
"""The column where the charts begin."""


def write_risks(pad: Pad, summary: Summary, part: RiskPart, live: Live, row: int) -> int:
    """Write the risk part from a row on; return the row below."""
    row = tiles(pad, row, list(_tiles(part, live)))
    row = _maps(pad, row, part.heat)
    row = _levels(pad, row, part, live)
    row = _lists(pad, row, summary, part, live)
    row = _ranking(pad, row, part)
    row = _opportunities(pad, row, part)
    return _services(pad, row, part)


def _tiles(part: RiskPart, live: Live) -> Iterator[Tile]:
    known = {count.label: count for count in part.glance}
    conditions: dict[str, tuple[str, tuple[Where, ...]]] = {
        "Open threats above tolerance": ("Risks", (*OPEN_THREAT, equal("current_tolerance", ABOVE_TOLERANCE))),
        "Actions overdue": ("Treatments", (equal("due_status", "Overdue"),)),
        "Reviews overdue": ("Risks", (_NOT_CLOSED, compared("next_review", "<", Ref("AsOf", None)))),
        "Open threats": ("Risks", OPEN_THREAT),
        "Open opportunities": ("Risks", OPEN_OPPORTUNITY),
    }
    for label, count in known.items():
        name, where = conditions.get(label, ("", ()))
        where = tuple(_dated(condition, live) for condition in where)
        yield Tile(label, live.count(count.count, name, *where) if name else count.count, count.bad)


def _dated(condition: Where, live: Live) -> Where:
    """Return a condition on AsOf with the day that it stands for."""
    operand = condition.operand
    return Where(condition.field, condition.operator, Ref(operand.text, live.as_of)) if isinstance(
        operand, Ref) and operand.text == "AsOf" else condition


def _maps(pad: Pad, row: int, heat: Sequence[HeatMap]) -> int:
    """Write the heat maps beside each other, or below each other where the matrix is wide."""
    row = pad.heading(row, "Open threats by likelihood and impact")
    wide = max((len(each.impacts) for each in heat), default=0) + 2 + _GAP
    beside = max(1, COLUMNS // wide)
    for start in range(0, len(heat), beside):
        group = heat[start:start + beside]
        for place, each in enumerate(group):
            _map(pad, row, 1 + place * (COLUMNS // beside), each)
        for line in range(max(len(each.likelihoods) for each in group)):
            most = max((min(_IN_CELL, len(cell.rows)) for each in group if line < len(each.cells)
                        for cell in each.cells[line]), default=1)
            pad.sheet.set_row(row + 1 + line, max(24, 12.5 * most + 4))
        row += max(len(each.likelihoods) for each in group) + 3
    return row


def _map(pad: Pad, row: int, first: int, heat: HeatMap) -> None:
    columns = len(heat.impacts)
    pad.put(row, first, _KINDS[heat.kind], first + columns + 1, bold=True)
    for place, (value, label) in enumerate(heat.impacts):
        pad.put(row + 1, first + 2 + place, f"{value} {label}".strip(), font_color=MUTED, align="center", font_size=8,
                shrink=True)
    for r, ((value, label), line) in enumerate(zip(heat.likelihoods, heat.cells, strict=True), start=row + 2):
        pad.put(r, first, f"{value} {label}".strip(), first + 1, font_color=MUTED, align="right", font_size=8,
                text_wrap=True, indent=1)
        for c, cell in enumerate(line, start=first + 2):
            ids = [source.name for source in cell.rows]
            text = "\n".join(ids[:_IN_CELL] if len(ids) <= _IN_CELL else
                             [*ids[:_IN_CELL - 1], f"+{len(ids) - _IN_CELL + 1} more"])
            shown: Value = Linked(cell.rows[0], text) if len(ids) == 1 else text or cell.level
            look = {"font_size": 9, "bold": True, "text_wrap": True} if ids else {"font_size": 8, "shrink": True}
            pad.put(r, c, shown, **{"align": "center", "border": 1, "border_color": "#FFFFFF", **look,
                                    **filled(cell.colour)})
    if heat.unplaced:
        names = ", ".join(source.name for source in heat.unplaced)
        pad.put(row + 2 + len(heat.likelihoods), first, f"Without this rating: {names}", font_color=MUTED, font_size=8)


def _levels(pad: Pad, row: int, part: RiskPart, live: Live) -> int:
    """Write the levels and the categories with two charts beside them."""
    labels = [count.label for count in part.levels[0].counts if count.label != "Not rated"]
    wide = 2 if len(labels) <= _FEW_LEVELS else 1
    at = [4 + i * wide for i in range(len(labels) + 2)]
    columns = [Column("", 1, 3), *(Column(label, first, first + wide - 1, "count")
                                   for label, first in zip((*labels, "Not rated", "All"), at, strict=True))]
    series = [(first, f"#{_colour(pad, label)}") for label, first in zip(labels, at, strict=False)]
    top = row

    def block(at_row: int, title: str, lines: list[list[Value]]) -> tuple[int, tuple[int, int, int]]:
        below = table(pad, at_row, title, columns, lines)
        shown = (1, below - len(lines), below - 1)
        pad.colours(shown[1] - 1, at[0], shown[1] - 1, at[len(labels)] - 1)
        return below, shown

    row, shown = block(row, "Open threats by level", [
        _line(each, labels, live, each.label.capitalize(), f"{each.label}_level", ()) for each in part.levels])
    bars(pad, "From inherent to residual", shown, series, head=shown[1] - 1, at=(top, _CHARTS),
         size=(COLUMNS - _CHARTS + 1, 160), legend=False)
    second = row + 1
    row, shown = block(second, "By category, today", [
        _line(each, labels, live, each.label, "current_level", (equal("category", each.label),))
        for each in part.categories])
    bars(pad, "Open threats by category and level", shown, series, head=shown[1] - 1, at=(second + 1, _CHARTS),
         size=(COLUMNS - _CHARTS + 1, 230))
    return max(_limits(pad, row + 1, part, live), second + 12)


def _limits(pad: Pad, row: int, part: RiskPart, live: Live) -> int:
    """Write how the categories stand against their limits; return the row below."""
    heads = ("Appetite", "Tolerance", *TOLERANCE_STATUSES, "Above after")
    columns = [Column("", 1, 3), *(Column(head, 4 + 2 * i, 5 + 2 * i, "number") for i, head in enumerate(heads))]
    lines: list[list[Value]] = [
        [each.category, each.appetite, each.tolerance, *(
            live.count(count.count, "Risks", *OPEN_THREAT, equal("category", each.category),
                       equal("current_tolerance", count.label)) for count in each.now[:3]), each.after[2].count]
        for each in part.tolerance]
    row = table(pad, row, "Against the limits of each category", columns, lines)
    for place in range(row - len(lines), row):
        pad.warn(place, columns[-2].first)
        pad.warn(place, columns[-1].first)
    return row + 1


def _colour(pad: Pad, label: str) -> str:
    found = next((level.colour for level in pad.criteria.levels if level.label == label), "")
    return str(filled(found).get("bg_color", "#D5DDE1")).lstrip("#")


def _line(line: LevelLine, labels: Sequence[str], live: Live, name: str, field: str,
          where: tuple[Where, ...]) -> list[Value]:
    known = {count.label: count.count for count in line.counts}
    out: list[Value] = [name]
    out += [live.count(known.get(label, 0), "Risks", *OPEN_THREAT, *where, equal(field, label)) for label in labels]
    return [*out, known.get("Not rated", 0), live.count(line.all.count, "Risks", *OPEN_THREAT, *where)]


def _lists(pad: Pad, row: int, summary: Summary, part: RiskPart, live: Live) -> int:
    """Write what is done: strategies, actions, acceptances, reviews beside each other."""
    def lines(found: Sequence[Count], table_: str, field: str, *where: Where) -> list[tuple[str, Value, bool]]:
        return [(count.label, live.count(count.count, table_, *where, equal(field, count.label)), count.bad)
                for count in found]

    blocks = (
        ("Open risks by strategy", lines(part.strategies, "Risks", "treatment", _NOT_CLOSED)),
        ("Actions", lines(part.actions, "Treatments", "due_status", differs("id"))),
        ("Acceptances", lines(part.acceptances, "Acceptances", "status", differs("id"))),
        ("Reviews of open risks", list(_reviews(part, live))),
        ("Controls", lines(part.controls.by_effectiveness, "Controls", "effectiveness", differs("status", "Retired"))
         + [(count.label, count.count, True) for count in (part.controls.overdue, part.controls.unmonitored)]),
        ("Movement, current to residual", [(count.label, count.count, False) for count in part.movements[1].counts]),
    )
    for start in range(0, len(blocks), 3):
        row = 1 + max(counts(pad, row, title, found, 1 + place * 8, 7 + place * 8 + (place == 2))  # noqa: PLR2004
                      for place, (title, found) in enumerate(blocks[start:start + 3]))
    if summary.provenance.audience is not None:
        pad.note(row, f"For the audience {summary.provenance.audience}; rows of a higher classification are left out.")
        row += 2
    return row


def _reviews(part: RiskPart, live: Live) -> Iterator[tuple[str, Value, bool]]:
    late, *windows, undated = part.reviews
    today = Ref("AsOf", live.as_of)
    yield late.label, live.count(late.count, "Risks", _NOT_CLOSED, compared("next_review", "<", today)), True
    for days, count in zip(WINDOWS, windows, strict=True):
        value: Shown = count.count
        if live.as_of is not None:
            end = Ref(f"(AsOf+{days})", live.after(days))
            value = live.count(count.count, "Risks", _NOT_CLOSED, compared("next_review", ">=", today),
                               compared("next_review", "<=", end))
        yield count.label, value, False
    yield undated.label, undated.count, True


def _ranking(pad: Pad, row: int, part: RiskPart) -> int:
    """Write the first ten and all others above tolerance."""
    firm = part.ranking
    chosen = list(islice((each for i, each in enumerate(firm.placed)
                          if i < firm.first or each.risk.tolerance_now == ABOVE_TOLERANCE), _LISTED))
    if not chosen:
        return row
    share = firm.changing / firm.steps if firm.steps else 0.0
    note = (f"If one rating moved by one step, {share:.0%} of the {firm.steps} possible steps would change who is "
            f"among the first {firm.first}. Equal scores go by impact, likelihood, and the order of the register.")
    columns = [Column("Rank", 1, 1, "rank"), Column("Risk", 2, 2), Column("Title", 3, 7), Column("Owner", 8, 9),
               Column("Score", 10, 10, "rank"), Column("Level", 11, 12, "level"), Column("Could be", 13, 13, "level"),
               Column("Tolerance", 14, 16, "level"), Column("Treatment", 17, 18), Column("Next step", 19, 22),
               Column("After", 23, 24, "level")]
    row = table(pad, row, "The first ten, and all others above tolerance", columns,
                [_ranked(each) for each in chosen], note=note)
    left = sum(each.risk.tolerance_now == ABOVE_TOLERANCE for each in firm.placed) - sum(
        each.risk.tolerance_now == ABOVE_TOLERANCE for each in chosen)
    return (pad.note(row, f"and {left} more above tolerance, in Risks") if left else row) + 1


def _ranked(each: Placed) -> list[Value]:
    risk = each.risk
    return [each.rank, Linked(risk.source, risk.source.name), risk.title, risk.owner, risk.current.score,
            risk.current.level, f"{each.best}\u2013{each.worst}", risk.tolerance_now, risk.treatment or "Not decided",
            _step(risk), risk.residual.level]


def _step(risk: Risk) -> str:
    going = next((action for action in risk.actions if action.status.casefold() not in ("done", "dropped")), None)
    if going is not None:
        return ", ".join(filter(None, (going.action, as_text(going.due), going.due_status)))
    if risk.acceptance is not None:
        return f"Accepted by {risk.acceptance.by} until {as_text(risk.acceptance.until)}: {risk.acceptance.status}"
    return "Has to be accepted" if risk.needs_acceptance else ""


def _opportunities(pad: Pad, row: int, part: RiskPart) -> int:
    if not part.opportunities:
        return row
    columns = [Column("Rank", 1, 1, "rank"), Column("Id", 2, 2), Column("Title", 3, 9), Column("Owner", 10, 12),
               Column("Score", 13, 13, "count"), Column("After", 14, 14, "count"), Column("Treatment", 15, 16),
               Column("Next step", 17, 24)]
    lines: list[list[Value]] = [[each.rank, Linked(each.source, each.source.name), each.title, each.owner,
                                 each.current.score, each.residual.score, each.treatment, _step(each)]
                                for each in part.opportunities[:_LISTED]]
    return table(pad, row, "Open opportunities: a higher score is better", columns, lines) + 1


def _services(pad: Pad, row: int, part: RiskPart) -> int:
    if part.services:
        columns = [Column("Service", 1, 2), Column("", 3, 8), Column("Open risks, the highest first", 9, 14),
                   Column("How it goes on when it fails", 15, 24)]
        lines: list[list[Value]] = [
            [Linked(each.source, each.source.name), each.source.title,
             ", ".join(risk.source.name for risk in each.risks) or "none named", each.continuity or "No arrangement"]
            for each in part.services[:_LISTED]]
        row = table(pad, row, "Critical services, components and activities", columns, lines) + 1
    if part.distribution:
        columns = [Column("Id", 1, 2), Column("Audience", 3, 10), Column("Version", 11, 12),
                   Column("Sent", 13, 14, "date"), Column("How", 15, 19), Column("By", 20, 22),
                   Column("Confirmed", 23, 24, "date")]
        told: list[list[Value]] = [[Linked(each.source, each.source.name), each.audience, each.version, each.sent_on,
                                    each.channel, each.sent_by, each.acknowledged_on]
                                   for each in part.distribution[:_LISTED]]
        row = table(pad, row, "Who received the assessment", columns, told) + 1
    return row
