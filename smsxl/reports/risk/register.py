"""Every risk with all that belongs to it: the cards, and what the other views pick from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from smsxl.domain.due import is_done
from smsxl.domain.values import is_number
from smsxl.reports.model import Source, Sources
from smsxl.reports.view import Look, View
from smsxl.rules.accepted import changes, needed, standing
from smsxl.rules.common import RATINGS, is_open, is_threat, tolerance_decided, tolerance_now
from smsxl.rules.findings import Finding

_TEXTS: Final = (
    "title", "cause", "event", "consequence", "customer_impact", "category", "relates_to", "objective", "owner",
    "classification", "treatment", "open_points", "confidence", "rationale", "assessed_by", "status", "notes")
_DATES: Final = ("assessed_on", "identified", "last_review", "next_review")


@dataclass(frozen=True)
class Rating:
    """A rating with its words: None and "" where it is not given."""

    likelihood: int | None
    impact: int | None
    score: float | None
    level: str
    likelihood_label: str = ""
    impact_label: str = ""

    @property
    def given(self) -> bool:
        """Whether both numbers are there."""
        return self.likelihood is not None and self.impact is not None


@dataclass(frozen=True)
class Action:
    """One action of a treatment."""

    source: Source
    action: str
    owner: str
    due: dt.date | None
    status: str
    due_status: str
    done_on: dt.date | None
    effect: str


@dataclass(frozen=True)
class Acceptance:
    """The acceptance that stands for a risk. `changed` says why it no longer fits, "" where it does."""

    source: Source
    by: str
    role: str
    on: dt.date | None
    until: dt.date | None
    level: str
    reason: str
    conditions: str
    status: str
    changed: str


@dataclass(frozen=True)
class Risk:
    """One risk of the register."""

    source: Source
    threat: bool
    open: bool
    title: str
    cause: str
    event: str
    consequence: str
    customer_impact: str
    category: str
    relates_to: str
    objective: str
    service: str
    owner: str
    classification: str
    inherent: Rating
    current: Rating
    residual: Rating
    tolerance_now: str
    tolerance_after: str
    treatment: str
    rank: int | None
    open_points: str
    confidence: str
    rationale: str
    assessed_by: str
    status: str
    notes: str
    assessed_on: dt.date | None
    identified: dt.date | None
    last_review: dt.date | None
    next_review: dt.date | None
    controls: tuple[tuple[str, str], ...]
    """The id of each control, and what it does ("" where the workbook, or the audience, does not tell)."""
    actions: tuple[Action, ...]
    acceptance: Acceptance | None
    needs_acceptance: bool
    findings: tuple[Finding, ...]


def register(look: Look, findings: tuple[Finding, ...]) -> tuple[Risk, ...]:
    """Return the risks in the order of their table."""
    rows = look["Risks"]
    if rows.rows is None or not len(rows):
        return ()
    book = look.book
    ratings: Mapping[str, Sequence[object]] = {kind: _ratings(look, kind) for kind in RATINGS}
    texts: Mapping[str, Sequence[object]] = {field: rows.texts(field) for field in _TEXTS}
    dates: Mapping[str, Sequence[object]] = {field: rows.dates(field) for field in _DATES}
    now, after = tolerance_now(book), tolerance_decided(book)
    threat, still_open, must = is_threat(rows.rows), is_open(rows.rows), needed(book)
    services, controls, ranks = _named(look), _controls(look), rows.numbers("rank")
    actions, acceptances, found = _actions(look), _acceptances(look), _findings(findings)

    def told(i: int) -> dict[str, Any]:
        """Return what is taken from the row as it stands: texts, dates and ratings, by their fields."""
        return {field: column[i] for columns in (texts, dates, ratings) for field, column in columns.items()}

    return tuple(
        Risk(source=source, threat=bool(threat[i]), open=bool(still_open[i]), **told(i), service=services[i],
             tolerance_now=str(now[i]) if threat[i] else "", tolerance_after=str(after[i]) if threat[i] else "",
             rank=None if ranks[i] is None else int(ranks[i] or 0), controls=controls[i],
             actions=tuple(actions[rows.folded("id")[i]]), acceptance=acceptances.get(i),
             needs_acceptance=bool(must[i]), findings=tuple(found[source.id]))
        for i, source in enumerate(rows.sources))


def _ratings(look: Look, kind: str) -> list[Rating]:
    rows, criteria = look["Risks"], look.book.criteria
    pairs = zip(rows.values(f"{kind}_likelihood"), rows.values(f"{kind}_impact"), rows.numbers(f"{kind}_score"),
                rows.texts(f"{kind}_level"), strict=True)
    words = [{entry.value: entry.label for entry in scale.entries} for scale in (criteria.likelihood, criteria.impact)]
    out = []
    for likelihood, impact, score, level in pairs:
        like, imp = _whole(likelihood), _whole(impact)
        out.append(Rating(like, imp, score, level if score is not None and not level.startswith("#") else "",
                          words[0].get(like or 0, ""), words[1].get(imp or 0, "")))
    return out


def _whole(value: object) -> int | None:
    return int(value) if is_number(value) and value == int(value) and value >= 1 else None


def _named(look: Look) -> list[str]:
    """Return the service or process of each risk: its id and its name."""
    rows = look["Risks"]
    names: dict[str, str] = {}
    for table in ("Processes", "Services"):
        other = look[table]
        names |= {key: other.sources[i].title for key, i in other.index.items()}
    return [f"{text} {names[key]}".strip() if (key := folded) in names else text
            for text, folded in zip(rows.texts("service"), rows.folded("service"), strict=True)]


def _controls(look: Look) -> list[tuple[tuple[str, str], ...]]:
    controls = look["Controls"]
    known = {key: (controls.texts("id")[i], controls.texts("control")[i]) for key, i in controls.index.items()}
    return [tuple(known.get(part, (part.upper(), "")) for part in parts) for parts in look["Risks"].ids("controls")]


def _actions(look: Look) -> defaultdict[str, list[Action]]:
    rows = look["Treatments"]
    found: defaultdict[str, list[Action]] = defaultdict(list)
    for i, risk in enumerate(rows.folded("risk")):
        if risk:
            found[risk].append(Action(
                rows.sources[i], rows.texts("action")[i], rows.texts("owner")[i], rows.dates("due")[i],
                rows.texts("status")[i], rows.texts("due_status")[i], rows.dates("done_on")[i],
                rows.texts("effect")[i]))
    for actions in found.values():
        actions.sort(key=lambda action: (is_done(action.status), action.due or dt.date.max, action.source.id))
    return found


def _acceptances(look: Look) -> dict[int, Acceptance]:
    rows, changed = look["Acceptances"], changes(look.book) if len(look["Acceptances"]) else {}
    return {i: _acceptance(rows, stands.acceptance, changed[stands.acceptance].reason
                           if stands.acceptance in changed else "")
            for i, stands in standing(look.book).items()}


def _acceptance(rows: View, k: int, changed: str) -> Acceptance:
    words = {field: rows.texts(field)[k]
             for field in ("accepted_by", "role", "level", "reason", "conditions", "status")}
    return Acceptance(rows.sources[k], words["accepted_by"], words["role"], rows.dates("accepted_on")[k],
                      rows.dates("until")[k], words["level"], words["reason"], words["conditions"], words["status"],
                      changed)


def _findings(findings: tuple[Finding, ...]) -> defaultdict[str, list[Finding]]:
    found: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.table == "Risks" and finding.row_id:
            found[finding.row_id].append(finding)
    return found


def sources_of(risks: tuple[Risk, ...] | list[Risk]) -> Sources:
    """Return where risks stand."""
    return tuple(risk.source for risk in risks)
