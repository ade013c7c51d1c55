"""What matters among the changes: what crossed a level or a tolerance, acceptances, KPIs, objectives, the criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from smsxl.compare.changes import place
from smsxl.compare.model import Direction, FieldChange, Matter, RowChange, RowPlace, TableDiff
from smsxl.compare.records import Records
from smsxl.domain.kpi import KPI_STATUSES
from smsxl.domain.tolerance import ABOVE_TOLERANCE, TOLERANCE_STATUSES
from smsxl.domain.values import CellValue
from smsxl.rules.accepted import changes as stale
from smsxl.rules.accepted import standing
from smsxl.rules.common import RATINGS, holds, is_open, is_threat, tolerance_now
from smsxl.tables import BY_NAME, Part, header_of
from smsxl.tables.book import Book
from smsxl.tables.rows import as_text
from smsxl.tables.text import fold

TOLERANCE: Final = "tolerance"
LEVEL: Final = "level"
HAPPENED: Final = "risk"
ACCEPTANCE: Final = "acceptance"
KPI: Final = "kpi"
OBJECTIVE: Final = "objective"
CRITERIA: Final = "criteria"
KINDS: Final = (TOLERANCE, LEVEL, HAPPENED, ACCEPTANCE, KPI, OBJECTIVE, CRITERIA)
"""What can matter, in the order in which it is shown."""

_CRITERIA_FORMS: Final = {"Organisation": ("assessment_date", "approved_on", "as_of", "status")}
"""The fields of forms outside Criteria by which everything is judged."""

_BY_CRITERIA: Final = "the criteria changed, the rating did not"
_GOOD: Final = ("achieved",)
_BAD: Final = ("missed", "dropped")


@dataclass(frozen=True)
class Both:
    """One table in both workbooks: its records, and the rows that belong together (old, new)."""

    name: str
    books: tuple[Book, Book]
    records: tuple[Records | None, Records | None]
    pairs: Mapping[int, int]

    def rows(self) -> Iterator[tuple[int | None, int | None]]:
        """Yield the rows: those of the new workbook with their partners, then those that are gone."""
        back = {j: i for i, j in self.pairs.items()}
        yield from ((back.get(j), j) for j in range(len(self.records[1] or ())))
        yield from ((i, None) for i in range(len(self.records[0] or ())) if i not in self.pairs)

    def place(self, i: int | None, j: int | None) -> RowPlace:
        """Return where a row stands now, or where it stood."""
        old, new = self.records
        if j is not None and new is not None:
            return place(new, j)
        if i is not None and old is not None:
            return place(old, i)
        raise ValueError("no row")

    @property
    def title(self) -> str:
        """What people call the table."""
        found = self.records[1] or self.records[0]
        return found.title if found is not None else self.name


def matters(books: tuple[Book, Book], records: tuple[Mapping[str, Records], Mapping[str, Records]],
            pairs: Mapping[str, Mapping[int, int]], tables: Sequence[TableDiff]) -> tuple[Matter, ...]:
    """Return what crossed a line, bad news first within each kind. Each workbook is judged as of its own day."""
    both = {name: Both(name, books, (records[0].get(name), records[1].get(name)), pairs.get(name, {}))
            for name in ("Risks", "Acceptances", "Kpis", "Objectives")}
    found = [*_risks(both["Risks"]), *_acceptances(both["Risks"], both["Acceptances"]), *_kpis(both["Kpis"]),
             *_objectives(both["Objectives"]), *_criteria(tables)]
    order = list(Direction)
    return tuple(sorted(found, key=lambda matter: (
        KINDS.index(matter.kind), order.index(matter.direction), matter.reason == _BY_CRITERIA)))


# ---------------------------------------------------------------------- risks


def _risks(both: Both) -> Iterator[Matter]:
    told = [_told(book) for book in both.books]
    for i, j in both.rows():
        where, after = told[0].get(i), told[1].get(j)
        if where is not None and after is not None:
            yield from _status(both, i, j, where, after)
            if where.open and after.open:
                yield from _crossed(both, i, j, where, after)
        elif after is not None and after.open and ABOVE_TOLERANCE in after.tolerances.values():
            yield _risk(both, TOLERANCE, i, j, Direction.WORSE, _new_tolerance(after), "", ABOVE_TOLERANCE, "new risk")
        elif where is not None and where.open and ABOVE_TOLERANCE in where.tolerances.values():
            yield _risk(both, TOLERANCE, i, j, Direction.BETTER, _new_tolerance(where), ABOVE_TOLERANCE, "",
                        "the risk is gone")


@dataclass(frozen=True)
class _Told:
    """What a workbook says of a risk."""

    open: bool
    threat: bool
    status: str
    realised: bool
    levels: Mapping[str, str]
    tolerances: Mapping[str, str]
    inputs: Mapping[str, tuple[object, ...]]
    """For each kind of rating what it was made of."""
    ranks: Mapping[str, int]
    """The order of the levels, by folded label."""


def _told(book: Book) -> dict[int | None, _Told]:
    """Return what a workbook says of each of its risks."""
    if "Risks" not in book:
        return {}
    risks = book["Risks"]
    levels = {kind: _texts(book.truth("Risks", f"{kind}_level")) for kind in RATINGS}
    tolerances = {"current": [str(word) for word in tolerance_now(book)],
                  "residual": _texts(book.truth("Risks", "residual_tolerance"))}
    opened, threat, ranks = is_open(risks), is_threat(risks), _ranks(book)
    status = risks.choice("status")
    category = risks.folded("category")
    ratings = {kind: list(zip(np.nan_to_num(risks.number(f"{kind}_likelihood")).tolist(),
                              np.nan_to_num(risks.number(f"{kind}_impact")).tolist(), strict=True))
               for kind in RATINGS}
    return {i: _Told(bool(opened[i]), bool(threat[i]), risks.text("status")[i].strip(), status[i] == "realised",
                     {kind: words[i] for kind, words in levels.items()},
                     {kind: words[i] for kind, words in tolerances.items()},
                     {kind: (*ratings[kind][i], category[i]) for kind in RATINGS}, ranks)
            for i in range(len(risks))}


def _texts(values: Sequence[CellValue]) -> list[str]:
    return [value if isinstance(value, str) else "" for value in values]


def _ranks(book: Book) -> dict[str, int]:
    return {fold(level.label): rank for rank, level in enumerate(book.criteria.levels)}


def _status(both: Both, i: int | None, j: int | None, old: _Told, new: _Told) -> Iterator[Matter]:
    what = header_of("Risks", "status")
    if old.open != new.open:
        direction = Direction.WORSE if new.open else Direction.BETTER
        yield _risk(both, HAPPENED, i, j, direction, what, old.status, new.status)
    elif old.realised != new.realised:
        direction = Direction.WORSE if new.realised == new.threat else Direction.BETTER
        yield _risk(both, HAPPENED, i, j, direction, what, old.status, new.status)


def _crossed(both: Both, i: int | None, j: int | None, old: _Told, new: _Told) -> Iterator[Matter]:
    for kind in old.tolerances:
        before, after = old.tolerances[kind], new.tolerances[kind]
        # A risk that gets its first rating crosses a line only where it comes out above tolerance.
        if before != after and (ABOVE_TOLERANCE in (before, after) or (before and after)):
            direction = _direction(TOLERANCE_STATUSES.index, before, after)
            yield _risk(both, TOLERANCE, i, j, direction, header_of("Risks", f"{kind}_tolerance"), before, after,
                        _reason(old, new, kind))
    for kind in RATINGS:
        before, after = old.levels[kind], new.levels[kind]
        if fold(before) != fold(after) and before and after:
            direction = _moved(old, new, before, after)
            yield _risk(both, LEVEL, i, j, direction, header_of("Risks", f"{kind}_level"), before, after,
                        _reason(old, new, kind))


def _moved(old: _Told, new: _Told, before: str, after: str) -> Direction:
    """Return whether a level is worse than the one before, by the order that Criteria gave or gives the levels."""
    if old.threat != new.threat:
        return Direction.OTHER
    found = {_direction(lambda word, ranks=told.ranks: ranks[fold(word)], before, after)  # type: ignore[misc]
             for told in (old, new) if {fold(before), fold(after)} <= told.ranks.keys()}
    if len(found) != 1:  # no order knows both, or the two don't agree
        return Direction.OTHER
    direction = found.pop()
    if new.threat:
        return direction
    return {Direction.WORSE: Direction.BETTER, Direction.BETTER: Direction.WORSE}.get(direction, direction)


def _direction(rank: Callable[[str], int], before: str, after: str) -> Direction:
    """Return whether a word is worse than the one before; a blank is nothing bad."""
    try:
        old, new = (rank(word) if word else 0 for word in (before, after))
    except (ValueError, KeyError):
        return Direction.OTHER
    if old == new:
        return Direction.OTHER
    return Direction.WORSE if new > old else Direction.BETTER


def _reason(old: _Told, new: _Told, kind: str) -> str:
    return _BY_CRITERIA if old.inputs[kind] == new.inputs[kind] else ""


def _new_tolerance(told: _Told) -> str:
    kind = next(kind for kind, word in told.tolerances.items() if word == ABOVE_TOLERANCE)
    return header_of("Risks", f"{kind}_tolerance")


def _risk(both: Both, kind: str, i: int | None, j: int | None, direction: Direction, what: str, old: str, new: str,
          reason: str = "") -> Matter:
    return Matter(kind, direction, both.name, both.title, both.place(i, j), what, old, new, reason)


# ---------------------------------------------------------------------- acceptances


def _acceptances(risks: Both, acceptances: Both) -> Iterator[Matter]:
    """Yield the risks whose acceptance no longer counts, and those that are accepted now."""
    valid = [_valid(book) for book in risks.books]
    back = {j: i for i, j in risks.pairs.items()}
    for j, i in sorted(back.items()):
        if (i in valid[0]) == (j in valid[1]):
            continue
        if i in valid[0]:
            reason = _why(risks.books[1], j)
            if reason is not None:
                yield Matter(ACCEPTANCE, Direction.WORSE, acceptances.name, risks.title, risks.place(i, j),
                             "Acceptance", "Valid", "None", reason)
        elif (before := _why(risks.books[0], i)) is not None:
            yield Matter(ACCEPTANCE, Direction.BETTER, acceptances.name, risks.title, risks.place(i, j),
                         "Acceptance", "None", "Valid", f"before: {before}")


def _valid(book: Book) -> set[int]:
    """Return the risks with an acceptance that has not expired and still fits."""
    return {risk for risk, found in standing(book).items()
            if not found.expired and found.acceptance not in stale(book)}


def _why(book: Book, risk: int) -> str | None:
    """Return in words why no acceptance counts for a risk; None where there is no need of one any more."""
    if not holds(book, "Risks", "status") or not (is_open(book["Risks"]) & is_threat(book["Risks"]))[risk]:
        return None
    found = standing(book).get(risk)
    if found is None:
        return "no acceptance stands for it"
    name = book["Acceptances"].key_of(found.acceptance) or "the acceptance"
    if found.expired:
        until = as_text(book["Acceptances"].raw("until")[found.acceptance])
        return f"{name} expired on {until}, judged as of {book.as_of.isoformat()}"
    return f"{name}: {stale(book)[found.acceptance].reason}"


# ---------------------------------------------------------------------- plan


def _kpis(both: Both) -> Iterator[Matter]:
    status = [_texts(book.truth("Kpis", "status")) if "Kpis" in book else [] for book in both.books]
    for i, j in both.rows():
        if i is None or j is None:
            continue
        before, after = status[0][i], status[1][j]
        if (before != after and KPI_STATUSES[-1] in (before, after)) or (before and after and before != after):
            yield _risk(both, KPI, i, j, _direction(KPI_STATUSES.index, before, after),
                        header_of("Kpis", "status"), before, after)


def _objectives(both: Both) -> Iterator[Matter]:
    keys, texts = ([getattr(book["Objectives"], view)("status") if "Objectives" in book else [] for book in both.books]
                   for view in ("choice", "text"))
    for i, j in both.rows():
        if i is None or j is None or keys[0][i] == keys[1][j]:
            continue
        worth = [1 if key in _GOOD else -1 if key in _BAD else 0 for key in (keys[0][i], keys[1][j])]
        if worth[0] or worth[1]:
            direction = Direction.OTHER if worth[0] == worth[1] else (
                Direction.BETTER if worth[1] > worth[0] else Direction.WORSE)
            yield _risk(both, OBJECTIVE, i, j, direction, header_of("Objectives", "status"),
                        texts[0][i].strip(), texts[1][j].strip())


def _criteria(tables: Sequence[TableDiff]) -> Iterator[Matter]:
    """Yield what changed in the criteria, since it changes how everything is judged."""
    for table in tables:
        wanted = _CRITERIA_FORMS.get(table.table)
        if wanted is None and (table.table not in BY_NAME or BY_NAME[table.table].part is not Part.CRITERIA):
            continue
        for row in table.changed:
            for change in row.fields:
                if not change.spelling and (wanted is None or change.field in wanted):
                    yield _of_criteria(table, row, change.header, as_text(change.old), as_text(change.new))
        for row in (*table.added, *table.removed):
            if wanted is None:
                yield _of_criteria(table, row, "Row", _summary(row.fields, "old"), _summary(row.fields, "new"))


def _of_criteria(table: TableDiff, row: RowChange, what: str, old: str, new: str) -> Matter:
    return Matter(CRITERIA, Direction.OTHER, table.table, table.title, row.place, what, old, new)


def _summary(fields: Sequence[FieldChange], side: str) -> str:
    """Return the first cells of a row in one line."""
    texts = [as_text(getattr(change, side)) for change in fields]
    return ", ".join(text for text in texts if text)
