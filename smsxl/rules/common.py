"""What several rule families ask about risks, actions and references."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet
from typing import Concatenate, Final, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from smsxl.domain.dates import to_serial
from smsxl.domain.tolerance import tolerance_status
from smsxl.domain.values import CellValue
from smsxl.tables import BY_NAME, Part
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Floats, Rows, as_number

Words = NDArray[np.object_]

RATINGS: Final = ("inherent", "current", "residual")

_P = ParamSpec("_P")
_T = TypeVar("_T")


def per_book(function: Callable[Concatenate[Book, _P], _T]) -> Callable[Concatenate[Book, _P], _T]:
    """Remember what a function of a book gives, as long as the book lives."""
    @functools.wraps(function)
    def remembered(book: Book, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        key = (function, args)
        if key not in book.memory:
            book.memory[key] = function(book, *args, **kwargs)
        result: _T = book.memory[key]
        return result

    return remembered


def holds(book: Book, table: str, *fields: str) -> bool:
    """Whether the workbook has a table with these columns."""
    return table in book and all(field in book[table] for field in fields)


def has_risks(book: Book) -> bool:
    """Whether anybody has entered a risk: before that nothing can be said about what the risks cover."""
    return "Risks" in book and len(book["Risks"]) > 0


_WORKED_ON: Final = ("approach", "evidence", "owner_role", "due", "reviewed")


@per_book
def plan_untouched(book: Book) -> bool:
    """Whether the plan half is as it came: no item worked on, and no row in its other tables."""
    for name, rows in book.rows.items():
        if rows.declaration.part is not Part.PLAN:
            continue
        if name != "PlanItems":
            if len(rows):
                return False
        elif set(rows.choice("status")) - {"", "not_started"} or not all(rows.blank(f).all() for f in _WORKED_ON):
            return False
    return True


def equal(words: Words, *wanted: str) -> Bools:
    """Return which words (or keys of choices) are one of the wanted ones."""
    found = np.zeros(len(words), dtype=bool)
    for word in wanted:
        found |= np.asarray(words == word, dtype=bool)
    return found


def unreadable(words: Words) -> Bools:
    """Return which keys of choices are mistyped or no text at all: they may mean any of the choices."""
    return np.fromiter((word is None for word in words), bool, len(words))


def is_open(risks: Rows) -> Bools:
    """Return the risks that are not closed."""
    return ~equal(risks.choice("status"), "closed")


def is_threat(risks: Rows) -> Bools:
    """Return the risks that are not opportunities."""
    return ~equal(risks.choice("type"), "opportunity")


def among(texts: Sequence[str], wanted: Collection[str]) -> Bools:
    """Return which texts are among the wanted ones."""
    return np.fromiter((text in wanted for text in texts), bool, len(texts))


def unknown(texts: Sequence[str], known: AbstractSet[str]) -> Bools:
    """Return which texts are neither blank nor known."""
    strange = set(texts) - known - {""}
    return among(texts, strange) if strange else np.zeros(len(texts), dtype=bool)


def known_keys(book: Book, *tables: str) -> AbstractSet[str] | None:
    """Return the keys that these tables hold together, folded.

    None where they can't be known: none of the tables is there, or one that should be there is not (another rule
    says so). A sheet of the plan that nobody has begun counts as not there.
    """
    keys: set[str] = set()
    found = False
    for name in tables:
        if name in book and (book[name].declaration.key or "") in book[name]:
            keys |= book[name].index.keys()
            found |= bool(len(book[name])) or BY_NAME[name].part is not Part.PLAN
        elif name in book or (name in BY_NAME and book.expects(BY_NAME[name])):
            return None
    return keys if found else None


def unreadable_ids(rows: Rows, field: str) -> Bools:
    """Return the cells of a reference column that hold something but name nothing, such as a cell error."""
    named = np.fromiter((bool(parts) for parts in rows.ids(field)), bool, len(rows))
    unreadable: Bools = ~(named | rows.blank(field))
    return unreadable


@per_book
def named_in(book: Book, table: str, field: str) -> AbstractSet[str] | None:
    """Return what the cells of a reference column name, folded.

    None where that can't be known: the column is not there, its table has no row, or a cell can't be read or names
    something unknown (a mistyped id may mean any row; that finding comes first).
    """
    if not holds(book, table, field) or not len(book[table]) or unreadable_ids(book[table], field).any():
        return None
    named = {part for parts in book[table].ids(field) for part in parts}
    known = known_keys(book, *book[table].declaration[field].refers)
    return None if known is None or named - known else named


@per_book
def scores(book: Book, kind: str) -> Floats:
    """Return the scores of the risks of one kind of rating; NaN where there is none."""
    return np.array([as_number(value) for value in book.truth("Risks", f"{kind}_score")], dtype=float)


@per_book
def tolerance_now(book: Book) -> Words:
    """Return how each risk compares with its tolerance today; "" where that can't be said.

    Judged by the current rating; without one the inherent rating takes its place. Opportunities have no tolerance.
    """
    risks = book["Risks"]
    words = _words(book.truth("Risks", "current_tolerance"))
    unrated = risks.blank("current_likelihood") & risks.blank("current_impact") & is_threat(risks)
    unrated &= np.isfinite(scores(book, "inherent"))
    if unrated.any():
        levels = book.truth("Risks", "inherent_level")
        known: dict[tuple[float, str, CellValue], str] = {}
        for i in np.flatnonzero(unrated):
            key = (float(scores(book, "inherent")[i]), risks.text("category")[i], levels[i])
            if key not in known:
                known[key] = _compared(book, *key)
            words[i] = known[key]
    return words


@per_book
def tolerance_decided(book: Book) -> Words:
    """Return how each risk compares with its tolerance after treatment; as today where no residual rating is given."""
    risks = book["Risks"]
    rated = ~(risks.blank("residual_likelihood") | risks.blank("residual_impact"))
    return np.where(rated, _words(book.truth("Risks", "residual_tolerance")), tolerance_now(book))


def _compared(book: Book, score: float, category: str, level: CellValue) -> str:
    criteria = book.criteria
    label = level if isinstance(level, str) else None
    return tolerance_status(score, category.strip() or None, criteria.tolerances, label, criteria.level_order) or ""


def _words(values: Sequence[CellValue]) -> Words:
    words = np.empty(len(values), dtype=object)
    words[:] = [value if isinstance(value, str) else "" for value in values]
    return words


@per_book
def has_action(book: Book) -> Bools | None:
    """Return the risks with an action that is not dropped; None where the workbook can't say."""
    if not (holds(book, "Treatments", "risk", "status") and holds(book, "Risks", "id")):
        return None
    actions = book["Treatments"]
    dropped = equal(actions.choice("status"), "dropped")
    treated = {risk for risk, out in zip(actions.folded("risk"), dropped, strict=True) if not out}
    return among(book["Risks"].folded("id"), treated)


def either(words: Sequence[str]) -> str:
    """Return words as alternatives: "A", "A or B", "A, B or C"."""
    return " or ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def today(book: Book) -> float:
    """Return the day by which due rules judge, as a day number."""
    return to_serial(book.as_of)


_MOST_GRACE: Final = 36_525
"""A century: whoever enters more means never."""


def grace_days(book: Book) -> float:
    """Return the days by which a review or a figure may be late, as Settings has them; 0 where it has none."""
    return min(max(0.0, as_number(book.of_form("Settings", "review_grace_days"))), _MOST_GRACE)
