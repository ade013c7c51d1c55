"""Which acceptance stands for a risk, and whether it still fits: what the rules on acceptances share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from smsxl.domain.criteria import Level
from smsxl.domain.fingerprint import FINGERPRINT_FIELDS, verify
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.rules.common import equal, holds, is_open, is_threat, per_book, today, tolerance_decided
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_text
from smsxl.tables.text import fold

_AXES: Final = ("likelihood", "impact")

Pair = tuple[float, float]


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
    law = judged(risks)
    best: dict[int, tuple[tuple[bool, float], Standing]] = {}
    for k in np.flatnonzero(~(start > now)):
        i = risks.index.get(rows.folded("risk")[k])
        if i is None or not law[i]:
            continue
        order = (not expired[k], float(start[k]) if np.isfinite(start[k]) else 0.0)
        if i not in best or order >= best[i][0]:
            best[i] = order, Standing(int(k), i, bool(expired[k]))
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


def level_accepted(book: Book, k: int) -> Level | None:
    """Return the level of the ratings that an acceptance names; None where criteria or ratings leave it open."""
    rows = book["Acceptances"]
    likelihood, impact = (rows.number(axis)[k] for axis in _AXES)
    if not (np.isfinite(likelihood) and np.isfinite(impact)) or "RiskLevels" not in book:
        return None
    label = fold(book.criteria.matrix.level(int(likelihood), int(impact)) or "")
    return next((level for level in book.criteria.levels if fold(level.label) == label), None)


@per_book
def changes(book: Book) -> dict[int, Change]:
    """Return what has changed since each standing acceptance that has not expired, by the acceptance's record."""
    found = {}
    for stands in standing(book).values():
        change = None if stands.expired else _rating_change(book, stands) or _text_change(book, stands)
        if change is not None:
            found[stands.acceptance] = change
    return found


def _pair(rows: Rows, record: int, prefix: str) -> Pair | None:
    likelihood, impact = (float(rows.number(f"{prefix}{axis}")[record]) for axis in _AXES)
    return (likelihood, impact) if np.isfinite(likelihood) and np.isfinite(impact) else None


def _rating_change(book: Book, stands: Standing) -> Change | None:
    """Compare the ratings that were accepted with the risk's own: those after treatment, or those of today."""
    risks = book["Risks"]
    accepted = _pair(book["Acceptances"], stands.acceptance, "")
    unrated = bool(risks.blank("current_likelihood")[stands.risk] and risks.blank("current_impact")[stands.risk])
    now = "inherent" if unrated else "current"
    own = {kind: pair for kind in ("residual", now) if (pair := _pair(risks, stands.risk, f"{kind}_"))}
    if accepted is None or not own or accepted in own.values():
        return None
    kind, pair = next(iter(own.items()))
    axis = _AXES[0] if pair[0] != accepted[0] else _AXES[1]
    words = [" and ".join(f"{axis} {as_text(value)}" for axis, value in zip(_AXES, values, strict=True))
             for values in (accepted, pair)]
    return Change(axis, f"it accepts {words[0]}, but the {kind} rating is now {words[1]}",
                  tuple(f"{kind}_{axis}" for axis in _AXES))


def _text_change(book: Book, stands: Standing) -> Change | None:
    """Compare the fingerprint, where there is one, with the risk's own."""
    risks = book["Risks"]
    fingerprint = book["Acceptances"].text("fingerprint")[stands.acceptance].strip()
    if not fingerprint or not all(field in risks for field in FINGERPRINT_FIELDS):
        return None
    cells = {field: risks.raw(field)[stands.risk] for field in FINGERPRINT_FIELDS}
    if verify(fingerprint, {field: None if cell is NOT_CALCULATED else cell for field, cell in cells.items()}):
        return None
    return Change("fingerprint", "the risk's texts, ratings, category, service or treatment have changed since",
                  ("id",))
