"""Which changes of a column are faults, derived from its declaration, and what to try on the sample."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from smsxl.tables import TABLES, Column, Kind, Part, Table, Type
from tests.flawed.manifest import places
from tests.flawed.plant import Edit

SEED = 20000
ROWS = 2
"""In how many rows of a table each change of each column is tried; in short tables in one."""
_SHORT = 12
_GROUP = 40
"""How many mutations share a workbook."""

_NUMERIC = (Type.NUMBER, Type.WHOLE, Type.SHARE, Type.RATING)
_DATE_TEXTS = ("31.01.2027", "3/4/2027", "2027-01-31", "31 January 2027")
_DATE_CELL = "Organisation > Assessment date"


@dataclass(frozen=True)
class Change:
    """One way to spoil a cell: what is done to it, and the rules one of which reports it.

    `besides` are rules that may report the same cell too, since what stands there now has a meaning all the same.
    """

    kind: str
    edit: Edit
    codes: str
    besides: str = ""


@dataclass(frozen=True)
class Mutation:
    """A change at a place. `touches` names what no other mutation of the same workbook may touch."""

    change: Change
    edit: Edit
    place: str
    at: tuple[str | None, str | None]
    realm: str
    touches: frozenset[tuple[Any, ...]]

    def __str__(self) -> str:
        return f"{self.change.kind} at {self.place}"


# ---------------------------------------------------------------------- what is a fault in which column

_BLANK = "WBK207 RSK101 RSK103 RSK107 RSK201 TRT102 TRT103 ACC103 CRT304 PLN107 RES103"
_UNKNOWN = "WBK208 RSK105 RSK108 RSK110 TRT105 TRT201 ACC106 CRT202 PLN104 PRC104 KPI106"


def changes(column: Column, held: Any) -> Iterator[Change]:
    """Yield the changes that are faults in a cell of a column which holds a value now."""
    if column.calculated:
        yield from _of_calculated()
        return
    yield Change("a cell error", {"error": "#REF!"}, "WBK201")
    if column.required:
        yield Change("blank", {"blank": True}, _BLANK)
    if column.type in _NUMERIC:
        yield from _of_number(column)
    elif column.type is Type.DATE:
        yield from _of_date(column)
    else:
        yield from _of_words(column, held)


def _of_words(column: Column, held: Any) -> Iterator[Change]:
    if column.type is Type.CHOICE:
        yield Change("not in the list", {"text": "Perhaps"}, "WBK206 RSK106 RSK402")
    elif column.type is Type.REFERENCE:
        if any(name in places().tables for name in column.refers):
            yield Change("unknown reference", {"text": "ZZ-99"}, _UNKNOWN)
            if column.many:
                yield Change("one unknown reference", {"text": f"{held or ''}, ZZ-99".strip(", ")}, _UNKNOWN)
    elif column.type is Type.COLOUR:
        yield Change("no colour", {"text": "light red"}, "WBK205")
    elif column.type is Type.ID or column.required:
        yield Change("turned into a date", {"date": dt.date(2026, 2, 1), "like": _DATE_CELL}, "WBK205")
    if column.type is not Type.COLOUR and isinstance(held, str):
        spaced = (f"{held} ", f" {held}", f"\u00a0{held}", f"{held[:1]}\u200b{held[1:]}")
        yield Change("stray space", {"text": spaced[len(held) % len(spaced)]}, "WBK204")


def _of_date(column: Column) -> Iterator[Change]:
    yield Change("date as text", {"text": _DATE_TEXTS[len(column.header) % len(_DATE_TEXTS)]}, "WBK203")
    yield Change("words for a date", {"text": "next spring"}, "WBK205")
    yield Change("a number for a date", {"number": 12}, "WBK205", "WBK305")
    yield Change("TRUE for a date", {"boolean": True}, "WBK205")


def _of_calculated() -> Iterator[Change]:
    yield Change("typed over", {"bare": True}, "WBK301")
    yield Change("typed over wrongly", {"text": "about right"}, "WBK301")
    yield Change("another formula", {"formula": "1+1"}, "WBK302")
    yield Change("stale", {"shows": 9999}, "WBK303")
    yield Change("shows an error", {"shows_error": "#VALUE!"}, "WBK303")
    yield Change("not calculated", {"uncalculated": True}, "WBK304")


def _of_number(column: Column) -> Iterator[Change]:
    yield Change("number as text", {"text": "3"}, "WBK202")
    yield Change("words for a number", {"text": "a lot"}, "WBK205 KPI107")
    yield Change("TRUE for a number", {"boolean": True}, "WBK205")
    if column.type is Type.RATING:
        yield Change("above the scale", {"number": 6}, "RSK202")
        yield Change("below the scale", {"number": 0}, "RSK202")
        yield Change("between two ratings", {"number": 2.5}, "RSK204")
    elif column.type is Type.WHOLE:
        yield Change("a fraction", {"number": 2.5}, "WBK205")
        yield Change("negative", {"number": -1}, "WBK205")
    elif column.type is Type.SHARE:
        yield Change("more than all", {"number": 1.5}, "WBK205")


_REPEATED = "WBK209 RSK102 CRT101 CRT102"
_UNIQUE_LABELS = {("LikelihoodScale", "label"), ("ImpactScale", "label")}


# ---------------------------------------------------------------------- mutations of the sample

def mutations() -> list[Mutation]:
    """Return the mutations of all tables, forms and the matrix: the same at every call."""
    dice = random.Random(SEED)
    out: list[Mutation] = []
    for table in TABLES:
        if table.part is Part.OWN:
            continue
        if table.kind is Kind.FORM:
            out.extend(_of_form(table))
        elif table.kind is Kind.GRID:
            out.extend(_of_matrix(table, dice))
        elif table.name in places().tables:
            out.extend(_of_table(table, dice))
            out.extend(_of_layout(table, dice))
    return out


def _of_form(table: Table) -> Iterator[Mutation]:
    box = places().named[table.name]
    for label, held, *_ in box.cells:
        column = next(column for column in table.columns if column.header == label)
        for change in changes(column, held):
            place = f"{table.name} > {label}"
            yield Mutation(change, {**change.edit, "cell": place}, place, places()[place], "criteria",
                           frozenset({(table.name, label)}))


def _of_matrix(table: Table, dice: random.Random) -> Iterator[Mutation]:
    cells = places().named[table.name].cells
    ratings = [(row[0], impact) for row in cells[1:] for impact in cells[0][1:]]
    for change in (Change("blank", {"blank": True}, "CRT201"), Change("unknown level", {"text": "Hihg"}, "CRT202"),
                   Change("a cell error", {"error": "#REF!"}, "CRT202"),
                   Change("number for a level", {"number": 12}, "CRT202")):
        for likelihood, impact in dice.sample(ratings, ROWS):
            place = f"{table.name} > {likelihood} > {impact}"
            yield Mutation(change, {**change.edit, "cell": place}, place, places()[place], "criteria",
                           frozenset({(table.name, likelihood, impact)}))


def _of_table(table: Table, dice: random.Random) -> Iterator[Mutation]:
    box = places().tables[table.name]
    count = len(box.cells) - 1
    rows = ROWS if count >= _SHORT else 1
    for column in table.columns:
        k = box.cells[0].index(column.header)
        for kind in dict.fromkeys(change.kind for i in range(1, count + 1)
                                  for change in changes(column, box.cells[i][k])):
            usable = [(i, change) for i in range(1, count + 1)
                      for change in changes(column, box.cells[i][k]) if change.kind == kind]
            for i, change in dice.sample(usable, min(rows, len(usable))):
                yield _in_row(table, column, change, i, {i})
        if column.field == table.key or (table.name, column.field) in _UNIQUE_LABELS:
            first = box.cells[1][k]
            twice = Change("repeated", {"number" if isinstance(first, int) else "text": first}, _REPEATED)
            for i in dice.sample(range(2, count + 1), rows):
                yield _in_row(table, column, twice, i, {1, i})


def _in_row(table: Table, column: Column, change: Change, i: int, rows: set[int]) -> Mutation:
    place = f"{table.name} > row {i} > {column.header}"
    edit = {**change.edit, "cell": place}
    if "date" in edit:
        edit["date"] += dt.timedelta(days=i)  # two of the same would be a repeated text besides
    touches: set[tuple[Any, ...]] = {(table.name, row) for row in rows}
    realm = "criteria" if table.part is Part.CRITERIA else "records"
    if column.field in table.names:
        touches |= {("what others refer to", table.name)}
    touches |= {("what others refer to", name) for name in column.refers}
    if table.name in ("Kpis", "Measurements"):
        touches |= {("measured", box.cells[k][0]) for box in [places().tables[table.name]] for k in rows}
    if column.field == table.key or column.type is Type.WHOLE:
        touches |= {(table.name, column.field)}
    if column.calculated:
        realm = "calculated"
        touches |= {(table.name, column.field)}
        touches |= {("an order over the rows",)} if column.field == "rank" else set()
    return Mutation(change, edit, place, places()[place], realm, frozenset(touches))


def _of_layout(table: Table, dice: random.Random) -> Iterator[Mutation]:
    """Yield rows that are hidden or emptied, cells that are merged, and columns that are hidden."""
    count = len(places().tables[table.name].cells) - 1
    if table.part is Part.CRITERIA or count < 3:
        return
    title = next(column for column in table.inputs if column.required and column.field != table.key)
    first = table.columns[0].header
    for i in dice.sample(range(2, count), 1):
        around = frozenset((table.name, row) for row in (i - 1, i, i + 1))
        row = f"{table.name} > row {i}"
        yield Mutation(Change("row hidden", {}, "WBK404"), {"row": row, "hidden": True}, row,
                       places()[f"{row} > {first}"], "records", around)
        yield Mutation(Change("row emptied", {}, "WBK403"), {"row": row, "emptied": True}, row,
                       places()[f"{row} > {first}"], "records", around)
        below = f"{table.name} > row {i + 1} > {title.header}"
        yield Mutation(Change("merged with the row below", {}, "WBK401"),
                       {"merged": [f"{row} > {title.header}", below]}, below, places()[below], "records", around)
    for column in table.inputs:
        if column.required:
            header = f"{table.name} > header > {column.header}"
            yield Mutation(Change("column hidden", {}, "WBK404"),
                           {"column": f"{table.name} > {column.header}", "hidden": True}, header, places()[header],
                           "records", frozenset({(table.name, column.header)}))


def grouped(all_of_them: Sequence[Mutation]) -> list[list[Mutation]]:
    """Return the mutations in groups that can share a workbook, since none touches what another does."""
    groups: list[list[Mutation]] = []
    for mutation in all_of_them:
        for group in groups:
            if (len(group) < _GROUP and group[0].realm == mutation.realm
                    and not any(other.touches & mutation.touches for other in group)
                    and (("an order over the rows",) not in mutation.touches
                         or all(other.place.split(" > ")[0] != "Risks" for other in group))
                    and not any(("an order over the rows",) in other.touches for other in group
                                if mutation.place.startswith("Risks > "))):
                group.append(mutation)
                break
        else:
            groups.append([mutation])
    return groups
