"""RACI: every process has exactly one role that answers for it (ROL106 to ROL108, ROL110)."""

from __future__ import annotations

from typing import Final

import numpy as np

from smsxl.rules.base import Detail, RowRule, place_of
from smsxl.rules.common import among, equal, named_in, per_book
from smsxl.rules.examples import Add, Delete, Put, example
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows

_AREA: Final = "6.3 Responsibilities"
_CLAUSE: Final = "5.3"


@per_book
def _accountable(book: Book) -> dict[str, list[int]]:
    """Return the rows of RACI in which a role is accountable, by folded process id, in the order of the sheet."""
    rows = book["Raci"]
    found: dict[str, list[int]] = {}
    for i in map(int, np.flatnonzero(equal(rows.choice("part"), "a"))):
        if rows.folded("process")[i]:
            found.setdefault(rows.folded("process")[i], []).append(i)
    return found


@per_book
def _unread(book: Book) -> set[str]:
    """Return the processes with a part in RACI that can't be read: it may be the one that is missing."""
    rows = book["Raci"]
    return {process for process, part in zip(rows.folded("process"), rows.choice("part"), strict=True) if not part}


class RaciWithoutAccountable(RowRule):
    """Nobody is accountable for a process.

    What it checks: that every process with a row in RACI has one with the part A.
    Why it matters: many do the work and nobody answers for it.
    How to fix: enter the one role that answers for it with the part A.
    """

    code = "ROL106"
    name = "raci-without-accountable"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "No role is accountable (A) for {id}, {title}."
    fix = "Enter the one role that answers for it in RACI, with the part A."
    completeness = True
    table = "Processes"
    fields = ("id",)
    failing = example(Put("Raci", "", "part", "C"), at=("Processes", "PR-1", "id"))
    passing = example(Put("Raci", "", "part", "a"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        named = named_in(book, "Raci", "process")
        if named is None:
            return np.ones(len(rows), dtype=bool)
        answered = _accountable(book).keys() | _unread(book)
        ids = rows.folded(field)
        return ~among(ids, named) | among(ids, answered)


def _with_role(rows: Rows, places: list[int]) -> list[int]:
    """Return those rows of RACI that name a role: a blank one may be a role that is there already."""
    return [i for i in places if rows.folded("role")[i]]


class RaciTwoAccountables(RowRule):
    """Two roles are accountable for the same process.

    What it checks: that no process has the part A twice in RACI.
    Why it matters: each of the two can rely on the other, and when it matters nobody decides.
    How to fix: keep the A of the role that decides, and give the other R or C.
    """

    code = "ROL107"
    name = "raci-two-accountables"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "{process} has a second accountable role, {role}, besides {first}."
    fix = "Keep the A of the role that decides, and give the other R or C."
    table = "Raci"
    fields = ("part",)
    failing = example(Add("Raci", {"process": "PR-1", "role": "Management board", "part": "A"}))
    passing = example(Add("Raci", {"process": "PR-1", "role": "Management board", "part": "C"}))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        passed = np.ones(len(rows), dtype=bool)
        for found in _accountable(book).values():
            passed[_with_role(rows, found)[1:]] = False
        judged: Bools = np.logical_or(passed, ~_first_of_its_kind(book))
        return judged

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        first = _with_role(rows, _accountable(book)[rows.folded("process")[i]])[0]
        return Detail({"process": rows.text("process")[i].strip(), "role": rows.text("role")[i].strip(),
                       "first": rows.text("role")[first].strip()}, expected="one A a process",
                      related=(place_of(rows, first, field),))


class RaciProcessMissing(RowRule):
    """A process is not in RACI.

    What it checks: that every process has at least one row in RACI.
    Why it matters: nobody knows who does it, who answers for it, and who has to be asked or told.
    How to fix: enter its roles with their parts.
    """

    code = "ROL108"
    name = "raci-process-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "RACI has no row for {id}, {title}."
    fix = "Enter its roles there with their parts, one of them A."
    completeness = True
    table = "Processes"
    fields = ("id",)
    failing = example(Put("Processes", "PR-2", "id", "PR-2"), Add("Processes", {
        "id": "PR-3", "process": "Problem management", "objective": "O-1", "owner_role": "Process owner",
        "inputs": "Incidents", "outputs": "Known errors", "workflow_document": "Manual 3"}),
        at=("Processes", "PR-3", "id"))
    passing = example(Delete("Raci", "*"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        named = named_in(book, "Raci", "process")
        return np.ones(len(rows), dtype=bool) if named is None else among(rows.folded(field), named | {""})


@per_book
def _first_of_its_kind(book: Book) -> Bools:
    """Return the rows of RACI that do not repeat an earlier one."""
    rows = book["Raci"]
    first = np.ones(len(rows), dtype=bool)
    seen: set[tuple[object, ...]] = set()
    roles = book["Roles"].index if "Roles" in book else {}
    lines = zip(rows.folded("process"), rows.folded("role"), rows.choice("part"), strict=True)
    for i, (process, role, part) in enumerate(lines):
        key = (process, roles.get(role, role), part)
        first[i] = not all((process, role, part)) or key not in seen
        seen.add(key)
    return first


class RaciPartRepeated(RowRule):
    """A row of RACI stands twice.

    What it checks: that no role has the same part in the same process twice; a role's name and its id are the same.
    Why it matters: one of the two was meant to be something else, or one will be changed and the other not.
    How to fix: delete the row, or correct the process, the role or the part.
    """

    code = "ROL110"
    name = "raci-part-repeated"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "{role} already has the part {value} in {process}."
    fix = "Delete the row, or correct its process, role or part."
    table = "Raci"
    fields = ("part",)
    failing = example(Add("Raci", {"process": "pr-1", "role": "RO-2", "part": "A"}))
    passing = example(Add("Raci", {"process": "PR-1", "role": "RO-2", "part": "R"}))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        return _first_of_its_kind(book)

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        return Detail({"role": rows.text("role")[i].strip(), "process": rows.text("process")[i].strip()},
                      expected="a row that is not there yet")


RULES = (RaciWithoutAccountable, RaciTwoAccountables, RaciProcessMissing, RaciPartRepeated)
