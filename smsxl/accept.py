"""Makes the row that records that a risk is accepted: what was accepted, by whom, until when, and its fingerprint."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from smsxl.domain.fingerprint import FINGERPRINT_FIELDS, risk_fingerprint
from smsxl.domain.values import CellValue
from smsxl.errors import UsageError
from smsxl.hosts.port import NOT_CALCULATED
from smsxl.rules.accepted import standing, who_may
from smsxl.rules.common import RATINGS, either
from smsxl.tables import BY_NAME
from smsxl.tables.book import Book
from smsxl.tables.rows import Rows, as_text
from smsxl.tables.text import fold

_ID: Final = re.compile(r"(.{0,20}?)(\d{1,15})")
_ID_DIGITS: Final = 2
_ORDER: Final = ("residual", "current", "inherent")
"""What is accepted: the rating after treatment where there is one, else that of today, else that before any control."""


@dataclass(frozen=True)
class Answers:
    """What the person who accepts says. None where it was not asked: the cell stays empty, to be filled in by hand."""

    by: str | None = None
    role: str | None = None
    until: dt.date | None = None
    reason: str | None = None
    conditions: str | None = None
    evidence: str | None = None


@dataclass(frozen=True)
class Acceptance:
    """The row for Acceptances as plain values by field, what is left to fill in, and what speaks against it."""

    row: Mapping[str, CellValue]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Acceptable:
    """A risk that can be accepted: its record in Risks, its id, rating and level, and the roles that may accept it."""

    record: int
    id: str
    likelihood: int
    impact: int
    level: str
    roles: tuple[str, ...]


def acceptable(book: Book, risk_id: str) -> Acceptable:
    """Return what would be accepted of a risk.

    Raises UsageError, in one sentence, where it makes no sense: the workbook has no Risks or Acceptances, the risk is
    unknown or stands there twice, is closed or an opportunity, or has no rating that the matrix knows.
    """
    for table in ("Risks", "Acceptances"):
        if table not in book:
            raise UsageError(f"{book.workbook.path} has no table {table}, so nothing can be accepted in it.")
    risks = book["Risks"]
    records = [i for i, text in enumerate(risks.folded("id")) if text == fold(risk_id) and text]
    if not records:
        raise UsageError(f"There is no risk {risk_id!r} in Risks; give an id that stands there.")
    if len(records) > 1:
        rows = " and ".join(str(risks.numbers[i]) for i in records)
        raise UsageError(f"The id {risk_id} stands in the rows {rows} of Risks; give each risk an id of its own first.")
    i = records[0]
    shown = risks.key_of(i) or risk_id
    if risks.choice("type")[i] == "opportunity":
        raise UsageError(f"{shown} is an opportunity, and only threats are accepted.")
    if risks.choice("status")[i] == "closed":
        raise UsageError(f"{shown} is closed, so there is nothing to accept; open it again first.")
    likelihood, impact = _rating(risks, i, shown)
    label = book.criteria.matrix.level(likelihood, impact)
    if label is None:
        raise UsageError(f"{shown} has likelihood {likelihood} and impact {impact}, which the matrix on Criteria does "
                         "not have; correct the rating or the matrix.")
    level = next((level for level in book.criteria.levels if fold(level.label) == fold(label)), None)
    return Acceptable(i, shown, likelihood, impact, label, () if level is None else tuple(who_may(book, level)))


def accept(book: Book, risk_id: str, answers: Answers, on: dt.date) -> Acceptance:
    """Return the acceptance of a risk on a day.

    Raises UsageError as `acceptable` does, and where the last day has passed or an answer is blank.
    """
    risk = acceptable(book, risk_id)
    _check_answers(answers, on)
    risks = book["Risks"]
    cells = {name: None if (cell := risks.raw(name)[risk.record]) is NOT_CALCULATED else cell
             for name in FINGERPRINT_FIELDS}
    row: dict[str, CellValue] = {
        "id": next_id(book["Acceptances"]), "risk": risk.id, "accepted_by": _tidy(answers.by),
        "role": _tidy(answers.role), "accepted_on": on, "until": answers.until, "likelihood": risk.likelihood,
        "impact": risk.impact, "level": risk.level, "conditions": _tidy(answers.conditions),
        "reason": _tidy(answers.reason), "evidence": _tidy(answers.evidence),
        "fingerprint": risk_fingerprint(cells)}
    missing = tuple(column.field for column in BY_NAME["Acceptances"].inputs
                    if column.required and row[column.field] is None)
    return Acceptance(row, missing, tuple(_warnings(book, risk, answers)))


def next_id(rows: Rows) -> str:
    """Return an id that no row of a table has: the highest number after the usual letters, and one more."""
    prefix, number, digits = rows.declaration.prefix, 0, _ID_DIGITS
    for text in rows.text(rows.declaration.key or "id"):
        match = _ID.fullmatch(text.strip())
        if match is not None and int(match[2]) >= number:
            prefix, number, digits = match[1], int(match[2]), len(match[2])
    return f"{prefix}{number + 1:0{digits}d}"


def _rating(risks: Rows, i: int, shown: str) -> tuple[int, int]:
    for kind in _ORDER:
        pair = [risks.number(f"{kind}_{axis}")[i] for axis in ("likelihood", "impact")]
        if all(number == number and number >= 1 and number == int(number) for number in pair):
            return int(pair[0]), int(pair[1])
    raise UsageError(f"{shown} has no rating yet, so nobody can know what is accepted; enter likelihood and impact "
                     f"({' or '.join(RATINGS[1:])}) first.")


def _check_answers(answers: Answers, on: dt.date) -> None:
    for what, text in (("who accepts the risk", answers.by), ("the role", answers.role),
                       ("the reason", answers.reason)):
        if text is not None and not text.strip():
            raise UsageError(f"An acceptance has to say {what}.")
    if answers.until is not None and answers.until < on:
        raise UsageError(f"The acceptance would have ended on {answers.until.isoformat()}, before it begins on "
                         f"{on.isoformat()}; give a later last day.")


def _warnings(book: Book, risk: Acceptable, answers: Answers) -> list[str]:
    found = []
    if answers.role is not None and risk.roles and fold(answers.role) not in set(map(fold, risk.roles)):
        found.append(f"{risk.id} has the level {risk.level}, which may be accepted only by {either(risk.roles)}, not "
                     f"by {_tidy(answers.role)}.")
    owner = book["Risks"].text("owner")[risk.record]
    if answers.by is not None and owner.strip() and fold(owner) == fold(answers.by):
        found.append(f"{_tidy(answers.by)} owns {risk.id}; somebody else should accept it.")
    known = standing(book).get(risk.record)
    if known is not None and not known.expired:
        rows = book["Acceptances"]
        until = as_text(rows.raw("until")[known.acceptance]) or "no day"
        found.append(f"{risk.id} is accepted already by {rows.key_of(known.acceptance) or 'an earlier row'} until "
                     f"{until}; the new acceptance takes its place.")
    return found


def _tidy(text: str | None) -> str | None:
    return None if text is None else " ".join(text.split()) or None
