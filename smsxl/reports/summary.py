"""The whole summary: computed once from a book and its findings, drawn many times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from smsxl.domain.snapshot import Entry
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.domain.trace import Key, Trace
from smsxl.reports.audience import LeftOut, shown_to
from smsxl.reports.criteria import CriteriaView, criteria_view
from smsxl.reports.document import Document, FindingGroup, Provenance, document, finding_groups, provenance
from smsxl.reports.glance import plan_glance, risk_glance
from smsxl.reports.history import Trend, history, snapshot, trend
from smsxl.reports.model import Count
from smsxl.reports.plan import goals, items, measures, money
from smsxl.reports.plan.roadmap import Milestone, roadmap
from smsxl.reports.risk import counts, work
from smsxl.reports.risk import services as served
from smsxl.reports.risk.firmness import Firmness, firmness
from smsxl.reports.risk.heat import HeatMap, heat_maps
from smsxl.reports.risk.register import Risk, register
from smsxl.reports.tasks import WorkList, work_lists
from smsxl.reports.view import Look
from smsxl.rules.findings import Finding
from smsxl.tables import Part
from smsxl.tables.book import Book
from smsxl.trace import KINDS, trace_book


@dataclass(frozen=True)
class RiskPart:
    """The risk assessment."""

    glance: tuple[Count, ...]
    risks: tuple[Risk, ...]
    above: tuple[Risk, ...]
    """Open threats above tolerance today, by rank."""
    ranking: Firmness
    heat: tuple[HeatMap, ...]
    opportunity_heat: tuple[HeatMap, ...]
    levels: tuple[counts.LevelLine, ...]
    categories: tuple[counts.LevelLine, ...]
    tolerance: tuple[counts.ToleranceLine, ...]
    movements: tuple[counts.Movement, ...]
    statuses: tuple[Count, ...]
    strategies: tuple[Count, ...]
    actions: tuple[Count, ...]
    acceptances: tuple[Count, ...]
    reviews: tuple[Count, ...]
    opportunities: tuple[Risk, ...]
    controls: work.Controls
    services: tuple[served.CriticalService, ...]
    customers: tuple[Risk, ...]
    distribution: tuple[served.Recipient, ...]


@dataclass(frozen=True)
class PlanPart:
    """The service management plan."""

    glance: tuple[Count, ...]
    coverage: tuple[items.AreaLine, ...]
    clauses: tuple[items.ClauseLine, ...]
    objectives: tuple[goals.Objective, ...]
    smart: tuple[Count, ...]
    processes: tuple[goals.Process, ...]
    raci: tuple[goals.RaciLoad, ...]
    budgets: tuple[money.Budget, ...]
    kpis: measures.Kpis
    told: tuple[Count, ...]
    communications: tuple[measures.Due, ...]
    trainings: tuple[measures.Due, ...]
    improvements: tuple[measures.Due, ...]
    improvement_counts: tuple[Count, ...]
    sms_risks: tuple[Risk, ...]


@dataclass(frozen=True)
class Summary:
    """All of it. `risk` or `plan` is None where the workbook has no such half."""

    document: Document
    provenance: Provenance
    criteria: CriteriaView
    left_out: tuple[LeftOut, ...]
    risk: RiskPart | None
    plan: PlanPart | None
    trace: Trace
    roadmap: tuple[Milestone, ...]
    work: tuple[WorkList, ...]
    findings: tuple[FindingGroup, ...]
    trend: Trend | None
    """What has changed since the last report; None where there was none, and for an audience, since History holds the
    figures of all rows."""
    snapshot: tuple[Entry, ...]
    """How everything stands, for the next report to compare with."""


def summarise(book: Book, findings: Iterable[Finding], *, file: str, sha256: str,
              audience: str | None = None) -> Summary:
    """Return the summary of a book and of what a check found in it.

    `file` is the name to show, `sha256` the hash of the workbook's bytes. With an audience the rows that it may not
    read are left out of everything, and counted.
    """
    shown, found = shown_to(book, findings, audience)
    counted = tuple(finding for finding in found if finding.suppressed is None)
    look = Look(shown.book, book)
    risks = register(look, counted)
    milestones = roadmap(look)
    kpis = measures.kpis(look)
    controls = work.controls(look)
    risk = _risk(look, risks, controls) if Part.RISK in book.parts else None
    plan = _plan(look, risks, kpis) if Part.PLAN in book.parts else None
    figures = [count for part in (risk, plan) if part is not None for count in part.glance]
    now = snapshot(look, risks, kpis.all, plan.objectives if plan is not None else (), figures)
    return Summary(
        document=document(look), provenance=provenance(look, shown, found, file, sha256),
        criteria=criteria_view(look), left_out=shown.left_out,
        risk=risk, plan=plan,
        trace=_trace(look), roadmap=milestones, work=work_lists(look, risks, controls, kpis.all, milestones),
        findings=finding_groups(counted),
        trend=trend(history(look), now, figures, look.as_of) if audience is None else None, snapshot=now)


def _trace(look: Look) -> Trace:
    """Return the threads of the rows that are shown; whether a link is there is asked of the whole book."""
    if look.whole is look.book:
        return trace_book(look.book)
    shown: set[Key] = {(kind, key) for kind in KINDS for key in look[kind].folded("id")}
    return replace(trace_book(look.whole, shown.__contains__), coverage=trace_book(look.book).coverage)


def _risk(look: Look, risks: tuple[Risk, ...], controls: work.Controls) -> RiskPart:
    criteria = look.book.criteria
    acceptances, reviews = work.acceptances_by_validity(look, risks), work.reviews_due(look, risks)
    ranked = counts.ranked(counts.open_threats(risks))
    return RiskPart(
        glance=tuple(risk_glance(look, risks, acceptances, reviews)), risks=risks,
        above=tuple(risk for risk in ranked if risk.tolerance_now == ABOVE_TOLERANCE),
        ranking=firmness(risks, criteria), heat=heat_maps(risks, criteria, threats=True),
        opportunity_heat=heat_maps(risks, criteria, threats=False), levels=counts.by_level(risks, criteria),
        categories=counts.by_category(risks, criteria), tolerance=counts.by_tolerance(risks, criteria),
        movements=counts.movements(risks), statuses=counts.by_status(risks), strategies=counts.by_strategy(risks),
        actions=work.actions_by_due(look), acceptances=acceptances, reviews=reviews,
        opportunities=tuple(counts.opportunities(risks)), controls=controls,
        services=served.critical_services(look, risks), customers=served.customer_impact(risks),
        distribution=served.distribution(look))


def _plan(look: Look, risks: tuple[Risk, ...], kpis: measures.Kpis) -> PlanPart:
    return PlanPart(
        glance=tuple(plan_glance(look)), coverage=items.coverage(look), clauses=items.clause_matrix(look),
        objectives=goals.objectives(look), smart=goals.smart_gaps(look), processes=goals.processes(look),
        raci=goals.raci_load(look), budgets=money.budgets(look), kpis=kpis, told=measures.told(look),
        communications=measures.communications(look), trainings=measures.trainings(look),
        improvements=measures.improvements(look), improvement_counts=measures.improvement_counts(look),
        sms_risks=tuple(counts.ranked(risk for risk in risks if risk.open and risk.relates_to.casefold() == "sms")))
