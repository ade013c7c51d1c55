"""Which acceptance stands for a risk, and whether it still fits: what the rules on acceptances share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from smsxl.domain.criteria import Level
from smsxl.domain.fingerprint import FINGERPRINT_FIELDS, RECIPE, verify
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.rules.common import equal, holds, is_open, is_threat, per_book, today, tolerance_decided
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Floats, Rows, as_text
from smsxl.tables.text import fold, tidy

_AXES: Final = ("likelihood", "impact")
_FINGERPRINT: Final = re.compile(rf"{RECIPE}:[0-9a-f]{{16}}", re.IGNORECASE)


@dataclass(frozen=True)
class Standing:
    """The acceptance that stands for a risk: records of Acceptances and of Risks; `expired` where its time is over."""

    acceptance: int
    risk: int
    expired: bool


@dataclass(frozen=True)
class Change:
    """Why an acceptance no longer fits: the field of Acceptances that shows it, and the reason in words."""

    field: str
    reason: str
    risk_fields: tuple[str, ...]


def judged(risks: Rows) -> Bools:
    """Return the risks to which the law of acceptance applies: open threats."""
    return is_open(risks) & is_threat(risks)


@per_book
def standing(book: Book) -> dict[int, Standing]:
    """Return the acceptance that stands for each open threat, by the risk's record.

    One that has begun and not expired comes before one that has; of several the latest. The others are history.
    """
    if not (holds(book, "Acceptances", "risk") and holds(book, "Risks", "id")):
        return {}
    rows, risks = book["Acceptances"], book["Risks"]
    start, end, now = np.floor(rows.date("accepted_on")), np.floor(rows.date("until")), today(book)
    expired = end < now  # NaN compares as False: a missing date is another rule's business
    law, risk_ids = judged(risks), rows.folded("risk")
    best: dict[int, tuple[tuple[bool, float], Standing]] = {}
    for k in np.flatnonzero(~(start > now)).tolist():
        i = risks.index.get(risk_ids[k])
        if i is None or not law[i]:
            continue
        order = (not expired[k], float(start[k]) if np.isfinite(start[k]) else 0.0)
        if i not in best or order >= best[i][0]:
            best[i] = order, Standing(k, i, bool(expired[k]))
    return {i: found for i, (_, found) in best.items()}


@per_book
def by_acceptance(book: Book) -> dict[int, Standing]:
    """Return the standing acceptances by their own records."""
    return {found.acceptance: found for found in standing(book).values()}


@per_book
def needed(book: Book) -> Bools:
    """Return the risks that have to be accepted.

    Open threats that stay above tolerance: those that are treated by acceptance, and those whose residual rating is
    above tolerance after all treatment.
    """
    risks = book["Risks"]
    above = equal(tolerance_decided(book), ABOVE_TOLERANCE) & judged(risks)
    treated = ~risks.blank("treatment") & ~(risks.blank("residual_likelihood") | risks.blank("residual_impact"))
    return above & (accepts(risks) | treated)


def accepts(risks: Rows) -> Bools:
    """Return the risks whose treatment is to accept them."""
    return equal(risks.choice("treatment"), "accept")


@per_book
def levels_accepted(book: Book) -> dict[int, Level]:
    """Return the level of the ratings that each standing acceptance names; none where Criteria leaves it open."""
    if "RiskLevels" not in book:
        return {}
    likelihood, impact = (book["Acceptances"].number(axis) for axis in _AXES)
    known = {fold(level.label): level for level in reversed(book.criteria.levels)}
    matrix = {pair: known.get(fold(label)) for pair, label in book.criteria.matrix.cells.items()}
    pairs = ((k, matrix.get((likelihood[k], impact[k]))) for k in by_acceptance(book))
    return {k: level for k, level in pairs if level is not None}


def who_may(book: Book, level: Level) -> list[str]:
    """Return the roles that may accept a level, lowest first; none where Criteria does not say who."""
    if not level.accepted_by_role:
        return []
    roles = (other.accepted_by_role for other in book.criteria.levels if other.rank >= level.rank)
    return list(dict.fromkeys(role for role in roles if role))


@per_book
def changes(book: Book) -> dict[int, Change]:
    """Return what has changed since each standing acceptance that has not expired, by the acceptance's record."""
    found: dict[int, Change] = {}
    if by_acceptance(book):
        current = [stands for stands in standing(book).values() if not stands.expired]
        found |= _text_changes(book, current)
        found |= _rating_changes(book, current)  # they say more, so they win
    return found


def _rating_changes(book: Book, current: list[Standing]) -> dict[int, Change]:
    """Compare the ratings that were accepted with the risk's own: those after treatment, or those of today."""
    risks = book["Risks"]
    records = np.array([stands.acceptance for stands in current], dtype=int)
    of = np.array([stands.risk for stands in current], dtype=int)
    unrated = (risks.blank("current_likelihood") & risks.blank("current_impact"))[of]
    accepted, after, now, before = (
        np.array([rows.number(f"{kind}{axis}")[i] for axis in _AXES])
        for rows, kind, i in ((book["Acceptances"], "", records), (risks, "residual_", of), (risks, "current_", of),
                              (risks, "inherent_", of)))
    now = np.where(unrated, before, now)
    rated_after, rated_now = (np.isfinite(pair).all(axis=0) for pair in (after, now))
    scales = book.criteria.likelihood, book.criteria.impact
    rated = np.all([np.isin(given, scale.values) for given, scale in zip(accepted, scales, strict=True)], axis=0)
    same = (accepted == after).all(axis=0) | (accepted == now).all(axis=0)
    found = {}
    for n in np.flatnonzero(rated & (rated_after | rated_now) & ~same):
        kind = "residual" if rated_after[n] else "inherent" if unrated[n] else "current"
        own = (after if rated_after[n] else now)[:, n]
        axis = _AXES[0] if own[0] != accepted[0, n] else _AXES[1]
        found[current[n].acceptance] = Change(
            axis, f"it accepts {_in_words(accepted[:, n])}, but the {kind} rating is now {_in_words(own)}",
            tuple(f"{kind}_{name}" for name in _AXES))
    return found


def _in_words(pair: Floats) -> str:
    return " and ".join(f"{axis} {as_text(float(value))}" for axis, value in zip(_AXES, pair, strict=True))


def _text_changes(book: Book, current: list[Standing]) -> dict[int, Change]:
    """Compare the fingerprints, where there are any, with the risks' own."""
    risks = book["Risks"]
    if not all(field in risks for field in FINGERPRINT_FIELDS):
        return {}
    fingerprints = book["Acceptances"].text("fingerprint")
    columns = {field: risks.raw(field) for field in FINGERPRINT_FIELDS}
    found = {}
    for stands in current:
        fingerprint = tidy(fingerprints[stands.acceptance])
        cells = {field: None if (cell := column[stands.risk]) is NOT_CALCULATED else cell
                 for field, column in columns.items()}
        if fingerprint and not verify(fingerprint, cells):
            reason = ("the risk's texts, ratings, category, service or treatment have changed since"
                      if _FINGERPRINT.fullmatch(fingerprint) else "its fingerprint is none that this smsxl can verify")
            found[stands.acceptance] = Change("fingerprint", reason, ("id",))
    return found
