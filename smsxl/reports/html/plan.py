"""The sections of the plan part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from smsxl.domain.due import DUE_SOON, OVERDUE
from smsxl.reports.html.charts import Span, bar, sparkline, time_bar
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.html.parts import (
    Page,
    Section,
    bullets,
    columns,
    counts,
    day,
    level,
    link,
    links,
    listing,
    number,
    plural,
    risk_head,
    rows_of,
    section,
    share,
    table,
    word,
)
from smsxl.reports.model import Count
from smsxl.reports.plan.measures import Due, Kpi
from smsxl.reports.plan.money import Budget, BudgetLine
from smsxl.reports.plan.roadmap import Milestone
from smsxl.reports.summary import PlanPart
from smsxl.tables import BY_NAME

_STATUS_FILL: Final = ("st0", "st1", "st2", "st3")
_LONGEST: Final = 550
"""Days ahead that the roadmap shows to scale; what is due later stands at its edge."""


def coverage(page: Page, plan: PlanPart) -> Section | None:
    """Return how far each area is."""
    if not plan.coverage:
        return None
    heads = [choice.label for choice in BY_NAME["PlanItems"]["status"].choices]
    listed = table("Requirements by area", ("Area", "In place", tag("span", "Share", class_="v"), *heads, "Overdue"),
                   ((each.area, share(each.in_place.share),
                     bar([(count.count, _STATUS_FILL[i]) for i, count in enumerate(each.by_status[:3])][::-1],
                         max(1, len(each.in_place.of))),
                     *(rows_of(page, count) for count in each.by_status), rows_of(page, each.overdue))
                    for each in plan.coverage), numbers=(1, *range(3, 4 + len(heads))), wide=True,
                   note="The share of what applies; an item that does not apply counts neither way.")
    return section("coverage", "How far the plan is", listed)


def roadmap(page: Page, milestones: Sequence[Milestone]) -> Section | None:
    """Return the time line, the overdue first."""
    if not milestones:
        return None
    today = page.summary.provenance.as_of
    first = min([today, *(each.end for each in milestones)])
    last = min(max(each.end for each in milestones), today + dt.timedelta(days=_LONGEST))
    span = Span(first - dt.timedelta(days=7), max(last, today + dt.timedelta(days=30)))
    fills = {OVERDUE: "bad-fill", DUE_SOON: "soon-fill"}
    axis = tag("span", day(span.first), day(span.last), class_="axis-days")
    listed = listing(page, "Objectives, actions, improvements and reviews", ("What", "Due", "Status", axis), milestones,
                     lambda each: (
                         join((link(page, each.source), " ", each.what,
                               tag("span", ", ".join(filter(None, (each.lane, each.owner))), class_="sub"))),
                         day(each.end), word(each.status),
                         time_bar(span, each.start, each.end, today, fills.get(each.status, "fill"),
                                  f"{each.lane} until {each.end.isoformat()}")))
    late = sum(each.status == OVERDUE for each in milestones)
    lead = f"{plural(len(milestones), 'thing')} ahead, {late or 'none'} of them overdue. The thin line is today."
    return section("roadmap", "Roadmap", listed, lead=lead)


def objectives(page: Page, plan: PlanPart) -> Section | None:
    """Return the objectives with their status and gaps."""
    if not plan.objectives:
        return None
    listed = table("Objectives", ("Objective", "Status", "Due", "SMART", "Owner"),
                   ((join((link(page, each.source), " ", each.objective, tag(
                       "span", " \u2192 ".join(filter(None, (each.business_goal, each.target))), class_="sub"))),
                     each.status, join((day(each.due), " ", word(each.due_status) if each.due_status in (
                         OVERDUE, DUE_SOON) else None)),
                     tag("span", "\u25b2 lacks ", each.gaps, class_="bad") if each.gaps else "complete", each.owner)
                    for each in plan.objectives), wide=True)
    return section("objectives", "Objectives", listed, counts(page, "What they lack to be SMART", plan.smart,
                                                              total=len(plan.objectives)))


def budget(page: Page, plan: PlanPart) -> Section | None:
    """Return planned and actual cost."""
    return section("budget", "Budget", *(_budget(page, each) for each in plan.budgets))


def _budget(page: Page, found: Budget) -> Html | None:
    def lines(caption: str, each: Sequence[BudgetLine]) -> Html | None:
        most = max([max(line.planned.value, line.actual.value) for line in each], default=0)
        return table(caption, ("", "Planned", "So far", tag("span", "Bars", class_="v"), "Status"), (
            (line.label, number(line.planned.value), number(line.actual.value),
             join((bar([(line.planned.value, "st0")], most), bar([(line.actual.value, "fill")], most))),
             word(line.status)) for line in (*each, found.total)[: None if len(each) > 1 else -1]), numbers=(1, 2),
            note=f"{found.currency}; pale planned, dark so far")

    return join((columns(lines("By kind of resource", found.by_kind), lines("By purpose", found.by_purpose)),
                 tag("p", found.over.label, ": ", links(page, found.over.rows), class_="bad")
                 if found.over.rows else None))


def kpis(page: Page, plan: PlanPart) -> Section | None:
    """Return the KPIs with their values over time."""
    if not plan.kpis.all:
        return None
    listed = table("KPIs", ("KPI", "Latest", "Target", "Status", "Trend", "Values"),
                   (_kpi(page, each) for each in plan.kpis.all), numbers=(1, 2), wide=True,
                   note="The dashed line is the target.")
    return section("kpis", "Measurement", columns(
        counts(page, "KPIs by status", plan.kpis.by_status), counts(page, "KPIs by trend", plan.kpis.by_trend),
        counts(page, "Deviations", (plan.kpis.unanswered,), total=len(plan.kpis.all))), listed)


def _kpi(page: Page, kpi: Kpi) -> tuple[object, ...]:
    better = {"higher": "\u2265 ", "lower": "\u2264 "}.get(kpi.direction.casefold(), "")
    values = [point.value for point in kpi.points]
    label = f"{len(values)} values from {number(values[0])} to {number(values[-1])}" if values else ""
    return (join((link(page, kpi.source), " ", kpi.kpi, tag("span", kpi.owner, class_="sub"))),
            join((number(kpi.latest), tag("span", kpi.unit, class_="sub"))), f"{better}{number(kpi.target)}",
            word(kpi.status), word(kpi.trend), sparkline(values, kpi.target, label))


def people(page: Page, plan: PlanPart) -> Section | None:
    """Return RACI load, communication and training."""
    raci = table("Parts in processes, by role", ("Role", "R does it", "A answers", "C is asked", "I is told"),
                 ((join((each.role, tag("span", "\u25b2 answers for many", class_="bad sub") if each.heavy else None)),
                   *(number(count.count) for count in each.parts)) for each in plan.raci), numbers=(1, 2, 3, 4))
    listed = [_dues(page, caption, each) for caption, each in
              (("Communication", plan.communications), ("Training", plan.trainings))]
    return section("people", "Responsibilities, communication and training",
                   columns(counts(page, "How it stands", [count for count in plan.told if count.of]), raci), *listed)


def improvements(page: Page, plan: PlanPart) -> Section | None:
    """Return the improvements."""
    if not plan.improvements:
        return None
    return section("improvements", "Improvement", counts(page, "Improvements", plan.improvement_counts),
                   _dues(page, "All improvements", plan.improvements))


def _dues(page: Page, caption: str, dues: Sequence[Due]) -> Html | None:
    listed = listing(page, caption, ("What", "For", "Who", "Due", "Status"), dues, lambda each: (
        link(page, each.source, title=True), each.detail, each.owner, day(each.due),
        join((each.status, " ", word(each.due_status) if each.due_status.casefold() != each.status.casefold()
              else None))))
    return None if listed is None else tag("details", tag("summary", f"{caption} ({len(dues)})"), listed,
                                           class_="fold")


def processes(page: Page, plan: PlanPart) -> Section | None:
    """Return the processes, and the risks to the SMS itself."""
    listed = table("Processes", ("Process", "Status", "Critical", "Owner", "Document", "Risks"),
                   ((link(page, each.source, title=True), each.status, each.critical, each.owner, each.document,
                     links(page, each.risks)) for each in plan.processes), wide=True)
    own = listing(page, "Risks to the service management system itself", ("Risk", "Today", "Treatment", "Status"),
                  plan.sms_risks, lambda each: (
                      risk_head(page, each), level(page, each.current.level, each.current.score), each.treatment,
                      each.status))
    return section("processes", "Processes, and risks to the SMS", listed, own)


def clauses(page: Page, plan: PlanPart) -> Section | None:
    """Return the clause matrix."""
    listed = table("Clause, what is asked, where it is shown, how far it is",
                   ("Requirement", "Clause", "How", "Evidence", "Status"),
                   ((join((link(page, each.source), " ", each.requirement)), each.clause, each.approach,
                     each.evidence or "\u2013", join((each.status, " ", word(each.due_status) if each.due_status in (
                         OVERDUE, DUE_SOON) else None))) for each in plan.clauses), wide=True)
    if listed is None:
        return None
    return section("clauses", "Clause matrix", tag("details", tag(
        "summary", f"All {len(plan.clauses)} requirements"), listed, class_="fold"),
        lead="ISO/IEC 20000-1:2018 in our own words; the standard itself is what counts.")


def trace(page: Page) -> Section | None:
    """Return which links are kept, and which threads are broken."""
    found = page.summary.trace
    listed = table("Links", ("From", "To", "Kept", tag("span", "Share", class_="v")),
                   ((BY_NAME[kept.expected.kind].sheet, " or ".join(
                       BY_NAME[name].sheet for name in kept.expected.partners), f"{kept.kept} of {kept.needed}",
                     bar([(kept.kept, "good-fill")], kept.needed)) for kept in found.links), numbers=(2,))
    broken = bullets(page, found.broken, lambda each: join((
        tag("span", each.node.id, class_="id"),
        f" {each.node.title}: {each.missing}; {each.fix} ({each.node.sheet}!{each.node.cell})."))) \
        if found.broken else None
    return section("trace", "Threads from objective to improvement", listed, broken) if listed else None


def glance_rows(page: Page, figures: Sequence[Count]) -> list[Html]:
    """Return the first figures as tiles."""
    tiles = []
    for count in figures:
        style = "tile bad-tile" if count.bad and count.rows else "tile"
        rest = f"of {count.of}" if count.of is not None else ""
        tiles.append(tag("li", tag("b", "\u25b2 " if count.bad and count.rows else None, str(count.count)),
                         tag("span", f" {rest}", class_="of") if rest else None,
                         tag("span", count.label, class_="sub"),
                         tag("details", tag("summary", "which"), links(page, count.rows)) if count.rows else None,
                         class_=style))
    return tiles
