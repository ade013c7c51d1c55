"""Plan Summary: the full version, on two pages of paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from smsxl.build.figures import Where, differs, equal
from smsxl.build.style import ACCENT
from smsxl.domain.due import DUE_SOON, OVERDUE
from smsxl.domain.kpi import OFF_TARGET, WORSENING
from smsxl.hosts.port import column_letters
from smsxl.reports.model import Count
from smsxl.reports.plan.items import AreaLine
from smsxl.reports.plan.money import Budget, BudgetLine
from smsxl.reports.sheets.blocks import Column, Tile, counts, table, tiles
from smsxl.reports.sheets.charts import bars
from smsxl.reports.sheets.live import Live
from smsxl.reports.sheets.pad import COLUMNS, Linked, Pad, Value
from smsxl.reports.summary import PlanPart, Summary
from smsxl.tables import header_of
from smsxl.tables.rows import as_text

_STATUS_COLOURS: Final = ("#D5DDE1", "#E3C565", "#4F8A6B")
_AHEAD: Final = 20
_VALUES: Final = 28
"""The first column, outside of what is printed, of the values that sparklines draw."""


def write_plan(pad: Pad, summary: Summary, part: PlanPart, live: Live, row: int) -> int:
    """Write the plan part from a row on; return the row below."""
    row = tiles(pad, row, list(_tiles(part, live)), wide=4)
    row = _coverage(pad, row, part, live)
    row = _objectives(pad, row, part)
    for each in part.budgets:
        row = _budget(pad, row, each, live, single=len(part.budgets) == 1)
    row = _kpis(pad, row, part)
    row = _people(pad, row, part, live)
    row = _roadmap(pad, row, summary)
    row = _processes(pad, row, part)
    return _clauses(pad, row, part)


def _tiles(part: PlanPart, live: Live) -> Iterator[Tile]:
    conditions: dict[str, tuple[str, tuple[Where, ...]]] = {
        "Plan items in place": ("PlanItems", (equal("status", "In place"),)),
        "Plan items overdue": ("PlanItems", (equal("due_status", OVERDUE),)),
        "KPIs off target": ("Kpis", (equal("status", OFF_TARGET),)),
        "Objectives overdue": ("Objectives", (equal("due_status", OVERDUE),)),
    }
    for count in part.glance:
        name, where = conditions[count.label]
        label = count.label if count.of is None else f"{count.label}, of {count.of}"
        yield Tile(label, live.count(count.count, name, *where), count.bad)
    yield Tile("KPIs getting worse", live.count(sum(kpi.trend == WORSENING for kpi in part.kpis.all), "Kpis",
                                                equal("trend", WORSENING)), bad=True)
    if part.coverage:
        yield Tile("Plan in place", part.coverage[-1].in_place.share, share=True)


def _coverage(pad: Pad, row: int, part: PlanPart, live: Live) -> int:
    if not part.coverage:
        return row
    heads = [count.label for count in part.coverage[0].by_status]
    columns = [Column("Area", 1, 5), *(Column(head, 6 + 2 * i, 7 + 2 * i, "count") for i, head in enumerate(heads)),
               Column("Share in place", 14, 15, "share"), Column("Overdue", 16, 17, "count")]
    top = row
    row = table(pad, row, "Requirements by area and status", columns,
                [_area(each, live) for each in part.coverage])
    first = row - len(part.coverage)
    for r in range(first, row):
        pad.warn(r, 16)
    bars(pad, "Status by area", (1, first, row - 2), [(6 + 2 * i, colour) for i, colour in enumerate(_STATUS_COLOURS)],
         head=first - 1, at=(top, 18), size=(COLUMNS - 17, max(300, 22 * (len(part.coverage) + 2))),
         subtype="percent_stacked", font=8)
    return row + 1


def _area(line: AreaLine, live: Live) -> list[Value]:
    where = () if line.area == "All" else (equal("area", line.area),)
    statuses: list[Value] = [live.count(count.count, "PlanItems", *where, equal("status", count.label))
                             for count in line.by_status]
    return [line.area, *statuses, line.in_place.share,
            live.count(line.overdue.count, "PlanItems", *where, equal("due_status", OVERDUE))]


def _objectives(pad: Pad, row: int, part: PlanPart) -> int:
    if not part.objectives:
        return row
    columns = [Column("Id", 1, 1), Column("Objective", 2, 8),
               Column(header_of("Objectives", "business_goal"), 9, 12), Column("Target", 13, 16),
               Column("Owner", 17, 19), Column("Due", 20, 21, "date"), Column("Status", 22, 23, "level"),
               Column("SMART lacks", 24, 24)]
    lines: list[list[Value]] = [
        [Linked(each.source, each.source.name), each.objective, each.business_goal, each.target, each.owner, each.due,
         each.due_status if each.due_status in (OVERDUE, DUE_SOON) else each.status, each.gaps]
        for each in part.objectives]
    return table(pad, row, "Objectives and where they stand", columns, lines) + 1


def _budget(pad: Pad, row: int, budget: Budget, live: Live, *, single: bool) -> int:
    if not budget.by_kind:
        return row
    columns = [Column("", 1, 5), Column("Planned", 6, 7, "money"), Column("So far", 8, 9, "money"),
               Column("Status", 10, 11, "level")]

    def line(each: BudgetLine, where: Sequence[Where]) -> list[Value]:
        # With several currencies a sum over the column would mix them.
        sums: list[Value] = [live.total(amount.value, "Resources", field, *where) if single else amount.value
                             for field, amount in (("planned", each.planned), ("actual", each.actual))]
        return [each.label, *sums, each.status]

    top = row
    row = table(pad, row, f"Budget in {budget.currency}" if budget.currency else "Budget", columns, [
        *(line(each, (equal("kind", each.label),)) for each in budget.by_kind),
        *(line(each, (equal("purpose", each.label),)) for each in budget.by_purpose), line(budget.total, ())])
    first = row - len(budget.by_kind) - len(budget.by_purpose) - 1
    bars(pad, "Planned and spent, by kind", (1, first, first + len(budget.by_kind) - 1),
         [(6, "#D5DDE1"), (8, ACCENT)], head=first - 1, at=(top, 13), size=(COLUMNS - 12, 22 * (row - top)),
         subtype=None)
    return max(row, top + 10) + 1


def _kpis(pad: Pad, row: int, part: PlanPart) -> int:
    if not part.kpis.all:
        return row
    columns = [Column("Id", 1, 1), Column("KPI", 2, 8), Column("Unit", 9, 11), Column("Target", 12, 12, "number"),
               Column("Latest", 13, 13, "number"), Column("Status", 14, 15, "level"), Column("Trend", 16, 17, "level"),
               Column("Owner", 18, 20), Column("Values", 21, 24)]
    lines: list[list[Value]] = [
        [Linked(kpi.source, kpi.source.name), kpi.kpi, kpi.unit, kpi.target, kpi.latest, kpi.status, kpi.trend,
         kpi.owner, ""] for kpi in part.kpis.all]
    row = table(pad, row, "KPIs, their status and their trend", columns, lines)
    first = row - len(lines)
    for r, kpi in enumerate(part.kpis.all, start=first):
        if not kpi.points:
            continue
        for c, point in enumerate(kpi.points, start=_VALUES):
            pad.put(r, c, point.value, font_color="#9AA7AE", num_format="General")
        last = _VALUES + len(kpi.points) - 1
        area = f"'{pad.name}'!${column_letters(_VALUES)}${r}:${column_letters(last)}${r}"
        pad.sheet.add_sparkline(r - 1, 20, {"range": area, "series_color": ACCENT, "last_point": True,
                                            "last_color": "#B3261E", "weight": 1.5})
    pad.put(first - 1, _VALUES, "Values behind the lines, oldest first", font_color="#9AA7AE")
    return row + 1


def _people(pad: Pad, row: int, part: PlanPart, live: Live) -> int:
    """Write RACI load beside communication, training and improvements."""
    where: dict[str, tuple[str, tuple[Where, ...]]] = {
        "Communications overdue": ("Communications", (equal("due_status", OVERDUE),)),
        "Trainings done": ("Training", (equal("due_status", "Done"),)),
        "Trainings overdue": ("Training", (equal("due_status", OVERDUE),)),
        "Roles told about the SMS and their part": ("Roles", (differs("informed_on"),)),
    }

    def line(count: Count) -> tuple[str, Value, bool]:
        known = where.get(count.label)
        return count.label, live.count(count.count, known[0], *known[1]) if known else count.count, count.bad

    left = counts(pad, row, "Communication and training", [line(count) for count in part.told], 1, 7)
    done = [(count.label, live.count(count.count, "Improvements", equal("status", count.label))
             if count.label in ("Open", "Done", "Rejected") else count.count, count.bad)
            for count in part.improvement_counts]
    middle = counts(pad, row, "Improvements", done, 9, 15)
    right = row
    if part.raci:
        columns = [Column("Role", 17, 20), *(Column(load.label, 21 + i, 21 + i, "count")
                                             for i, load in enumerate(part.raci[0].parts))]
        lines: list[list[Value]] = [[load.role, *(count.count for count in load.parts)] for load in part.raci[:12]]
        right = table(pad, row, "Parts in processes (RACI)", columns, lines)
    return max(left, middle, right) + 1


def _roadmap(pad: Pad, row: int, summary: Summary) -> int:
    if not summary.roadmap:
        return row
    columns = [Column("Due", 1, 2, "date"), Column("State", 3, 4, "level"), Column("What", 5, 6), Column("Id", 7, 7),
               Column("", 8, 19), Column("Owner", 20, 24)]
    lines: list[list[Value]] = [
        [each.end, each.status, each.lane, Linked(each.source, each.source.name), each.what, each.owner]
        for each in summary.roadmap[:_AHEAD]]
    row = table(pad, row, "Roadmap: the overdue first, then what comes next", columns, lines)
    left = len(summary.roadmap) - len(lines)
    return (pad.note(row, f"and {left} more, the last on {as_text(max(each.end for each in summary.roadmap))}")
            if left > 0 else row) + 1


def _processes(pad: Pad, row: int, part: PlanPart) -> int:
    if part.processes:
        columns = [Column("Id", 1, 1), Column("Process", 2, 7), Column("Owner", 8, 11), Column("Critical", 12, 12),
                   Column("Status", 13, 14), Column("Document", 15, 20), Column("Open risks", 21, 24)]
        lines: list[list[Value]] = [
            [Linked(each.source, each.source.name), each.process, each.owner, each.critical, each.status, each.document,
             ", ".join(source.name for source in each.risks)] for each in part.processes]
        row = table(pad, row, "Processes and where they stand", columns, lines) + 1
    if part.sms_risks:
        columns = [Column("Id", 1, 1), Column("Risk", 2, 11), Column("Level", 12, 13, "level"),
                   Column("Status", 14, 16), Column("Treatment", 17, 19), Column("Owner", 20, 24)]
        risks: list[list[Value]] = [[Linked(each.source, each.source.name), each.title, each.current.level, each.status,
                                     each.treatment, each.owner] for each in part.sms_risks]
        row = table(pad, row, "Risks to the SMS", columns, risks) + 1
    return row


def _clauses(pad: Pad, row: int, part: PlanPart) -> int:
    if not part.clauses:
        return row
    columns = [Column("Clause", 1, 1), Column("Id", 2, 2), Column("What is asked", 3, 11), Column("Evidence", 12, 18),
               Column("Owner", 19, 21), Column("Status", 22, 24, "level")]
    lines: list[list[Value]] = [
        [each.clause, Linked(each.source, each.source.name), each.requirement, each.evidence, each.owner,
         each.due_status if each.due_status == OVERDUE else each.status] for each in part.clauses]
    return table(pad, row, "Clause matrix: what is asked, where it is shown", columns, lines) + 1
