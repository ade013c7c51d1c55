"""The small sound workbook as rows that tests shuffle and edit."""

from __future__ import annotations

import copy
import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from smsxl.compare.model import Diff
from smsxl.compare.service import diff_books
from smsxl.tables import BY_NAME, Kind, Part, Table, Type
from smsxl.tables.book import Book
from smsxl.tables.compose import compose
from smsxl.tables.model import Column
from tests.rules.sound import Records, edited_content
from tests.rules.sound_rows import AS_OF

CONTENT = edited_content()
TABLES = [BY_NAME[name] for name, rows in CONTENT.items()
          if BY_NAME[name].kind is Kind.TABLE and BY_NAME[name].part is not Part.OWN and rows]
CELLS = [(table, i, column) for table in TABLES for i in range(len(CONTENT[table.name])) for column in table.inputs
         if column.field != table.key]


def fresh() -> Records:
    """Return the rows of the sound workbook, to be edited."""
    return copy.deepcopy(CONTENT)


def book(content: Mapping[str, Any]) -> Book:
    """Return rows as a workbook seen through the declarations."""
    return Book(compose(content, as_of=AS_OF, settled=True), AS_OF)


def difference(old: Records, new: Records, **options: bool) -> Diff:
    """Return what changed between two sets of rows."""
    return diff_books(book(old), book(new), **options)


def other_value(column: Column, number: int) -> Any:
    """Return a value that a column of the sound workbook does not hold yet."""
    if column.type is Type.DATE:
        return dt.date(2031, 1, 1) + dt.timedelta(days=number)
    if column.type in (Type.RATING, Type.WHOLE, Type.NUMBER, Type.SHARE):
        return 1000 + number
    return f"Other {number}"


def edited(seed: int) -> Records:
    """Return the rows of the sound workbook after some cells were changed, and rows added, removed and moved."""
    chance = random.Random(seed)
    content = fresh()
    for number, (table, i, column) in enumerate(chance.sample(CELLS, chance.randint(0, 8))):
        content[table.name][i][column.field] = chance.choice([
            None, other_value(column, number), *(row.get(column.field) for row in content[table.name])])
    for table in chance.sample(TABLES, chance.randint(0, 5)):
        chance.choice(_CHANGES)(chance, table, content[table.name])
    return content


def _add(chance: random.Random, table: Table, rows: list[dict[str, Any]]) -> None:
    row: dict[str, Any] = {column.field: other_value(column, 7) for column in table.inputs
                           if column.required and column.field != table.key}
    if table.key:
        row[table.key] = chance.choice(["NEW-1", "NEW-2", None])
    rows.insert(chance.randint(0, len(rows)), row)


def _drop(chance: random.Random, _: Table, rows: list[dict[str, Any]]) -> None:
    if len(rows) > 1:
        rows.pop(chance.randrange(len(rows)))


def _shuffle(chance: random.Random, _: Table, rows: list[dict[str, Any]]) -> None:
    chance.shuffle(rows)


def _rename(chance: random.Random, table: Table, rows: list[dict[str, Any]]) -> None:
    if table.key and table.part is not Part.CRITERIA:
        chance.choice(rows)[table.key] = chance.choice(["RENAMED", None])


def _twice(chance: random.Random, _: Table, rows: list[dict[str, Any]]) -> None:
    rows.append(dict(chance.choice(rows)))


_CHANGES = (_add, _drop, _shuffle, _rename, _twice)
