"""What is to be done, from all sheets, with the person who has to do it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from smsxl.domain import worklist
from smsxl.domain.due import is_done
from smsxl.domain.kpi import OFF_TARGET, WORSENING
from smsxl.domain.periods import FREQUENCIES, Period, missing_periods, period_of
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.domain.treatment import EXPIRED, EXPIRES_SOON
from smsxl.domain.words import word_key
from smsxl.domain.worklist import Task, by_owner
from smsxl.reports.plan.measures import Kpi
from smsxl.reports.plan.roadmap import REVIEW, Milestone
from smsxl.reports.risk.register import Risk
from smsxl.reports.risk.work import Controls
from smsxl.reports.view import Look
from smsxl.tables.text import fold


@dataclass(frozen=True)
class WorkList:
    """The tasks of one person (or of a role that nobody fills), in the order in which they should be done."""

    owner: str
    roles: tuple[str, ...]
    tasks: tuple[Task, ...]


def work_lists(look: Look, risks: Sequence[Risk], controls: Controls, kpis: Sequence[Kpi],
               milestones: Sequence[Milestone]) -> tuple[WorkList, ...]:
    """Return one list of work for each owner. Where a role is filled, its work is its person's."""
    tasks = [*_of_risks(risks), *_of_controls(controls), *_of_plan(look), *_of_kpis(look, kpis),
             *_of_reviews(look, milestones)]
    people = _people(look)
    # A person with two roles takes part in a training once.
    named = list({(task.kind, task.what, task.due, word_key(task.owner), task.sheet, task.cell): task
                  for task in reversed([_assigned(task, people) for task in tasks])}.values())
    roles = look["Roles"]
    held: dict[str, list[str]] = {}
    for role, person in zip(roles.texts("role"), roles.texts("person"), strict=True):
        held.setdefault(word_key(person or role), []).append(role)
    return tuple(WorkList(owner, tuple(held.get(word_key(owner), ())), tuple(each))
                 for owner, each in by_owner(named).items())


def list_of(lists: Sequence[WorkList], name: str) -> WorkList | None:
    """Return the list of a person, or of who fills a role; None where nobody of that name has anything to do."""
    key = word_key(name)
    found = [each for each in lists if word_key(each.owner) == key]
    found += [each for each in lists if key in map(word_key, each.roles)]
    return found[0] if found and key else None


def _people(look: Look) -> dict[str, tuple[str, str]]:
    """Return the person and the name of each role, by all that the role is known by."""
    roles = look["Roles"]
    return {key: (roles.texts("person")[i], roles.texts("role")[i]) for key, i in roles.index.items()}


def _assigned(task: Task, people: dict[str, tuple[str, str]]) -> Task:
    person, role = people.get(fold(task.owner), ("", ""))
    return Task(task.kind, task.what, task.due, person or role or task.owner, role, task.sheet, task.cell, task.id,
                task.at_once)


def _of_risks(risks: Sequence[Risk]) -> Iterator[Task]:
    for risk in risks:
        if not risk.open:
            continue
        place = (risk.owner, "", risk.source.sheet, risk.source.cell, risk.source.id)
        live = [action for action in risk.actions if word_key(action.status) != "dropped"]
        if risk.tolerance_now == ABOVE_TOLERANCE and not live and not risk.acceptance and not risk.needs_acceptance:
            yield Task(worklist.TREAT, f"Decide what is done about it: {risk.title}", None, *place, at_once=True)
        for action in live:
            if not is_done(action.status):
                source = action.source
                yield Task(worklist.TREAT, action.action, action.due, action.owner, "", source.sheet, source.cell,
                           source.id)
        yield from _acceptance(risk, place)
        yield Task(worklist.REVIEW, risk.title, risk.next_review, *place)


def _acceptance(risk: Risk, place: tuple[str, str, str, str, str]) -> Iterator[Task]:
    stands = risk.acceptance
    if risk.needs_acceptance and (stands is None or stands.status == EXPIRED or stands.changed):
        why = "have it accepted" if stands is None else "have it accepted again"
        yield Task(worklist.ACCEPT, f"{why[:1].upper()}{why[1:]}: {risk.title}", None, *place, at_once=True)
    elif risk.needs_acceptance and stands is not None and stands.status == EXPIRES_SOON:
        yield Task(worklist.ACCEPT, f"Have it accepted anew before it runs out: {risk.title}", stands.until, *place)


def _of_controls(controls: Controls) -> Iterator[Task]:
    for control in controls.all:
        if control.next_check is not None:
            source = control.source
            yield Task(worklist.CHECK, source.title, control.next_check, control.owner, "", source.sheet, source.cell,
                       source.id)


_PLAN = (
    (worklist.PLAN, "PlanItems", "requirement", "owner_role", "due"),
    (worklist.REACH, "Objectives", "objective", "owner_role", "due"),
    (worklist.IMPROVE, "Improvements", "improvement", "owner_role", "due"),
    (worklist.TELL, "Communications", "what", "responsible_role", "next"),
)


def _of_plan(look: Look) -> Iterator[Task]:
    for kind, table, what, owner, due in _PLAN:
        rows = look[table]
        statuses = rows.texts("status") if "status" in rows.table.by_field else [""] * len(rows)
        for i, source in enumerate(rows.sources):
            missed = word_key(statuses[i]) == "missed"
            if (rows.texts(what)[i] and not is_done(statuses[i]) and not missed
                    and (rows.dates(due)[i] or rows.texts(owner)[i])):
                yield Task(kind, rows.texts(what)[i], rows.dates(due)[i], rows.texts(owner)[i], "", source.sheet,
                           source.cell, source.id)
    rows = look["Training"]
    for i, source in enumerate(rows.sources):
        if rows.numbers("completed_share")[i] != 1:
            for role in rows.ids("audience_roles")[i]:
                yield Task(worklist.TRAIN, source.title, rows.dates("due")[i], role, "", source.sheet, source.cell,
                           source.id)


def _of_kpis(look: Look, kpis: Sequence[Kpi]) -> Iterator[Task]:
    rows = look["Kpis"]
    for kpi, frequency in zip(kpis, rows.texts("frequency"), strict=True):
        place = (kpi.owner, "", kpi.source.sheet, kpi.source.cell, kpi.source.id)
        known = next((word for word in FREQUENCIES if word_key(word) == word_key(frequency)), None)
        if known is not None:
            days = [point.day for point in kpi.points]
            missing = missing_periods(days, known, look.as_of)
            yield Task(worklist.MEASURE, f"{kpi.kpi} ({_periods(missing) or period_of(look.as_of, known)})",
                       (missing[0] if missing else period_of(look.as_of, known)).last_day, *place)
        if (kpi.status == OFF_TARGET or kpi.trend == WORSENING) and not kpi.answered:
            yield Task(worklist.IMPROVE, f"{kpi.status}, {kpi.trend.lower() or 'no trend'}: {kpi.kpi}", None, *place,
                       at_once=True)


def _periods(missing: list[Period]) -> str:
    if not missing:
        return ""
    return str(missing[0]) if len(missing) == 1 else f"{missing[0]} to {missing[-1]}"


def _of_reviews(look: Look, milestones: Sequence[Milestone]) -> Iterator[Task]:
    """Yield the reviews that the plan announces; who prepared the document sees to them."""
    owner = str(look.book.of_form("Organisation", "prepared_by") or "")
    for each in milestones:
        if each.lane == REVIEW:
            yield Task(worklist.REVIEW, each.what, each.end, owner, "", each.source.sheet, each.source.cell,
                       each.source.id)
    day = look.book.of_form("Organisation", "next_review")
    if isinstance(day, dt.date):
        rows = look["Organisation"].sources[0]
        yield Task(worklist.REVIEW, "This document", day.date() if isinstance(day, dt.datetime) else day, owner, "",
                   rows.sheet, rows.cell, "")
