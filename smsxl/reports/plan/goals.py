"""Objectives and processes with their status, SMART gaps, and RACI load."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from smsxl.domain.smart import LETTERS
from smsxl.reports.model import Count, Source, Sources
from smsxl.reports.view import Look
from smsxl.tables import BY_NAME
from smsxl.tables.rows import as_number
from smsxl.tables.text import fold


@dataclass(frozen=True)
class Objective:
    """An objective and where it stands."""

    source: Source
    objective: str
    business_goal: str
    target: str
    owner: str
    start: dt.date | None
    due: dt.date | None
    status: str
    due_status: str
    gaps: str


@dataclass(frozen=True)
class Process:
    """A process and where it stands; `risks` are the shown open risks that name it."""

    source: Source
    process: str
    owner: str
    critical: str
    status: str
    document: str
    risks: Sources


@dataclass(frozen=True)
class RaciLoad:
    """How many parts of each kind a role has. `heavy` says that it is accountable for more than Settings allow."""

    role: str
    parts: tuple[Count, ...]
    heavy: bool


def objectives(look: Look) -> tuple[Objective, ...]:
    """Return the objectives in the order of their table."""
    rows = look["Objectives"]
    aims = [" ".join(filter(None, words)) for words in zip(rows.texts("target"), rows.texts("unit"), strict=True)]
    return tuple(
        Objective(source, rows.texts("objective")[i], rows.texts("business_goal")[i],
                  ": ".join(filter(None, (rows.texts("metric")[i], aims[i]))), rows.texts("owner_role")[i],
                  rows.dates("start")[i], rows.dates("due")[i], rows.texts("status")[i], rows.texts("due_status")[i],
                  rows.texts("smart_gaps")[i])
        for i, source in enumerate(rows.sources))


_WORDS = {"S": "Specific", "M": "Measurable", "A": "Achievable", "R": "Relevant", "T": "Time-bound"}


def smart_gaps(look: Look) -> tuple[Count, ...]:
    """Return the objectives that lack each letter of SMART."""
    rows = look["Objectives"]
    gaps = [{part.strip() for part in text.split(",")} for text in rows.texts("smart_gaps")]
    return tuple(Count(f"Not {_WORDS[letter].lower()} ({letter})", rows.where(letter in each for each in gaps),
                       bad=True, of=len(rows)) for letter in LETTERS)


def processes(look: Look) -> tuple[Process, ...]:
    """Return the processes in the order of their table."""
    rows, risks = look["Processes"], look["Risks"]
    named: defaultdict[str, list[Source]] = defaultdict(list)
    for source, key, status in zip(risks.sources, risks.folded("service"), risks.keys("status"), strict=True):
        if status != "closed":
            named[key].append(source)
    return tuple(
        Process(source, rows.texts("process")[i], rows.texts("owner_role")[i], rows.texts("critical")[i],
                rows.texts("status")[i], rows.texts("workflow_document")[i], tuple(named[fold(source.id)]))
        for i, source in enumerate(rows.sources))


def raci_load(look: Look) -> tuple[RaciLoad, ...]:
    """Return the parts of each role, the one that answers for most processes first."""
    rows, roles = look["Raci"], look["Roles"]
    most = as_number(look.book.of_form("Settings", "max_accountable_processes"))
    names = {key: roles.texts("role")[i] for key, i in roles.index.items()}
    found: defaultdict[str, defaultdict[str, list[Source]]] = defaultdict(lambda: defaultdict(list))
    for source, role, key, part, process in zip(rows.sources, rows.texts("role"), rows.folded("role"),
                                                rows.keys("part"), rows.texts("process"), strict=True):
        if role and part:
            found[names.get(key, role)][part].append(
                Source(source.table, source.sheet, source.cell, process, source.title))
    loads = []
    for role, parts in found.items():
        counts = tuple(Count(choice.label, tuple(parts[choice.key])) for choice in BY_NAME["Raci"]["part"].choices)
        answers = next(count.count for count in counts if fold(count.label) == "a")
        loads.append(RaciLoad(role, counts, answers > most))  # a blank limit is NaN, above which nothing is
    return tuple(sorted(loads, key=lambda load: [-load.parts[1].count, -load.parts[0].count]))
