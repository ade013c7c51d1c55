"""Roles: who fills them, what they answer for and may decide, and whether they were told (ROL101 to ROL105, ROL109)."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

import numpy as np

from smsxl.rules.base import BookRule, Detail, Hit, RowRule, place_of
from smsxl.rules.common import equal, holds, per_book, unreadable_ids
from smsxl.rules.examples import Add, Put, example
from smsxl.rules.findings import Severity
from smsxl.rules.shared import Filled
from smsxl.tables import TABLES, Type
from smsxl.tables.book import Book
from smsxl.tables.rows import Bools, Rows, as_number

_AREA: Final = "6.3 Responsibilities"
_CLAUSE: Final = "5.3"

_REFERRING: Final = tuple((table.name, column.field) for table in TABLES for column in table.of_type(Type.REFERENCE)
                          if "Roles" in column.refers)
"""The columns that name roles."""

_IN_WORDS: Final = tuple((table.name, column.field) for table in TABLES for column in table.of_type(Type.TEXT)
                         if column.field.endswith(("role", "owner")) and table.name != "Roles")
"""The columns in which people may name a role, or anybody else."""


def roles_meant(book: Book, named: AbstractSet[str]) -> frozenset[int] | None:
    """Return the rows of the roles that folded names and ids mean; None where one is mistyped and may mean any."""
    index = book["Roles"].index
    return None if named - index.keys() else frozenset(index[name] for name in named)


def is_repeated(roles: Rows, i: int) -> bool:
    """Whether a role has the name or id of an earlier one, so that nobody knows which of them others mean."""
    return any(text and roles.index[text] != i for text in (roles.folded("role")[i], roles.folded("id")[i]))


class _Described(Filled):
    """The shared check of what every role has to say about itself; one without a name is called by its id."""

    def explain(self, rows: Rows, i: int, field: str, book: Book) -> Detail:
        name = rows.text("role")[i].strip() or rows.key_of(i) or f"in row {rows.numbers[i]}"
        return Detail({"role": name})


class RoleWithoutPerson(_Described):
    """Nobody fills a role.

    What it checks: that every role names the person who fills it, or who leads the team or board.
    Why it matters: a role on paper does no work.
    How to fix: enter the person, or leave the role out until there is one.
    """

    code = "ROL101"
    name = "role-without-person"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "Nobody fills the role {role}."
    fix = "Enter the person who fills it, or who leads the team or board."
    completeness = True
    table = "Roles"
    fields = ("person",)
    failing = example(Put("Roles", "RO-2", "person", None), at=("Roles", "RO-2", "person"))
    passing = example(Put("Roles", "RO-2", "deputy", None))


@per_book
def _used(book: Book) -> frozenset[int] | None:
    """Return the roles that any sheet names; None where a name is mistyped or unreadable and may mean any of them."""
    named: set[str] = set()
    for table, field in _REFERRING:
        if table in book and field in book[table]:
            if unreadable_ids(book[table], field).any():
                return None
            named |= {part for parts in book[table].ids(field) for part in parts}
    meant = roles_meant(book, named)
    if meant is None:
        return None
    index = book["Roles"].index
    in_words = {text for table, field in _IN_WORDS if table in book for text in book[table].folded(field)}
    return meant | {index[text] for text in in_words & index.keys()}


class RoleUnused(RowRule):
    """A role does nothing.

    What it checks: that every role answers for something or takes part in something on another sheet.
    Why it matters: either its part was forgotten, or the role is not needed.
    How to fix: enter its part in RACI or choose it where it answers for something, or remove the role.
    """

    code = "ROL102"
    name = "role-unused"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "No other sheet names the role {value}."
    fix = "Enter its part in RACI or choose it where it answers for something, or remove the role."
    completeness = True
    table = "Roles"
    fields = ("role",)
    failing = example(Add("Roles", {"id": "RO-9", "role": "Night watch", "person": "Nora Night",
                                    "responsibilities": "Watches", "authority": "None", "informed_on": None}),
                      at=("Roles", "RO-9", "role"))
    passing = example(Put("Training", "TR-1", "audience_roles", "RO-1, RO-2, RO-3"))

    def passes(self, rows: Rows, field: str, book: Book) -> Bools:
        used = _used(book)
        passed = rows.blank(field).copy()
        passed[list(used) if used is not None else slice(None)] = True
        for i in map(int, np.flatnonzero(~passed)):
            passed[i] = is_repeated(rows, i)  # that finding comes first
        return passed


class ResponsibilitiesMissing(_Described):
    """A role does not say what it answers for.

    What it checks: that every role has its responsibilities.
    Why it matters: people can't do a part that nobody has told them, and two do the same while something else is left.
    How to fix: enter what the role answers for.
    """

    code = "ROL103"
    name = "responsibilities-missing"
    severity = Severity.ERROR
    area = _AREA
    clause = _CLAUSE
    message = "Nothing says what the role {role} answers for."
    fix = "Enter its responsibilities."
    completeness = True
    table = "Roles"
    fields = ("responsibilities",)
    failing = example(Put("Roles", "RO-2", "responsibilities", None), at=("Roles", "RO-2", "responsibilities"))
    passing = example(Put("Roles", "RO-2", "kind", "Team"))


class AuthorityMissing(_Described):
    """A role does not say what it may decide.

    What it checks: that every role has its authority.
    Why it matters: who answers for something without the right to decide about it can only report it.
    How to fix: enter what the role may decide, spend, accept or stop.
    """

    code = "ROL104"
    name = "authority-missing"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "Nothing says what the role {role} may decide."
    fix = "Enter what it may decide, spend, accept or stop."
    completeness = True
    table = "Roles"
    fields = ("authority",)
    failing = example(Put("Roles", "RO-2", "authority", None), at=("Roles", "RO-2", "authority"))
    passing = example(Put("Roles", "RO-2", "authority", "None beyond the shift"))


class NotInformed(_Described):
    """Somebody was never told about the service management system and their own part in it.

    What it checks: that every role says when its people were told about the SMS, its objectives and their own part.
    Why it matters: awareness is asked for, and nobody works by a plan that they don't know.
    How to fix: tell them, and enter the day.
    """

    code = "ROL105"
    name = "not-informed"
    severity = Severity.WARNING
    area = _AREA
    clause = "7.3"
    message = "The role {role} has never been told about the SMS, its objectives and its own part."
    fix = "Tell them, and enter the day."
    completeness = True
    table = "Roles"
    fields = ("informed_on",)
    failing = example(Put("Roles", "RO-2", "informed_on", None), at=("Roles", "RO-2", "informed_on"))
    passing = example(Put("Roles", "RO-2", "person", "Somebody else"))


class PersonOverloaded(BookRule):
    """One person is accountable for too many processes.

    What it checks: for how many processes a person is accountable over all of their roles, against the limit in
    Settings.
    Why it matters: who answers for everything answers for nothing, and when that person is away it all stands still.
    How to fix: give some of the processes to others, or raise the limit in Settings if that is how you mean it.
    """

    code = "ROL109"
    name = "person-overloaded"
    severity = Severity.WARNING
    area = _AREA
    clause = _CLAUSE
    message = "{person} is accountable for {count} processes, and Settings allows {expected}."
    fix = "Give some of them to others, or raise the limit in Settings."
    failing = example(Put("Settings", "", "max_accountable_processes", 1), at=("Roles", "RO-2", "person"))
    passing = example(Put("Settings", "", "max_accountable_processes", 2))

    def find(self, book: Book) -> Iterator[Hit]:
        most = as_number(book.of_form("Settings", "max_accountable_processes"))
        if not most > 0 or "Roles" not in book or "Raci" not in book:
            return
        roles = book["Roles"]
        known = book["Processes"].index.keys() if holds(book, "Processes", "id") else None
        persons = [person or role for person, role in zip(roles.folded("person"), roles.folded("role"), strict=True)]
        processes: dict[str, set[str]] = {}
        first: dict[str, int] = {}
        raci = book["Raci"]
        for k in np.flatnonzero(equal(raci.choice("part"), "a")):
            i, process = roles.index.get(raci.folded("role")[k]), raci.folded("process")[k]
            if i is not None and persons[i] and process and (not known or process in known):
                processes.setdefault(persons[i], set()).add(process)
                first[persons[i]] = min(i, first.get(persons[i], i))
        for person, named in processes.items():
            if len(named) > most:
                i = first[person]
                field = "person" if not roles.blank("person")[i] else "role"
                others = tuple(place_of(roles, k, field) for k, name in enumerate(persons) if name == person and k != i)
                yield Hit("Roles", i, field, detail=Detail(
                    {"person": roles.text(field)[i].strip(), "count": len(named)}, expected=f"at most {most:g}",
                    related=others))


RULES = (RoleWithoutPerson, RoleUnused, ResponsibilitiesMissing, AuthorityMissing, NotInformed, PersonOverloaded)
