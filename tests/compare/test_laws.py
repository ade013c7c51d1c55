"""The laws of comparing: nothing is nothing, order is nothing, both ways round it is the same."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from smsxl.compare.model import Diff, Direction
from tests.compare.content import CELLS, TABLES, difference, edited, fresh, other_value
from tests.rules.sound import Records

_FEW = settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
_SEEDS = st.integers(0, 1_000_000)
_OPPOSITE = {Direction.WORSE: Direction.BETTER, Direction.BETTER: Direction.WORSE, Direction.OTHER: Direction.OTHER}


def shuffled(content: Records, seed: int) -> Records:
    """Return the same rows in another order, in every table."""
    chance = random.Random(seed)
    out = {name: list(rows) for name, rows in content.items()}
    for table in TABLES:
        chance.shuffle(out[table.name])
    return out


@_FEW
@given(_SEEDS)
def test_nothing_changed_from_a_workbook_to_itself(seed: int) -> None:
    """A workbook compared with itself shows nothing, whatever is wrong in it."""
    content = edited(seed)
    assert difference(content, content).is_empty
    assert difference(content, content, spelling=True).is_empty


@_FEW
@given(_SEEDS)
def test_the_order_of_rows_is_no_change(seed: int) -> None:
    """Sorting every table shows nothing, also where ids are missing or stand there twice."""
    content = edited(seed)
    assert difference(content, shuffled(content, seed)).is_empty


def _rows(diff: Diff, *, mirrored: bool = False) -> Counter[Any]:
    sides = ("new", "old") if mirrored else ("old", "new")
    return Counter((table.table, *(place and (place.id, place.label, place.cell) for place in
                                   (getattr(row, side) for side in sides)),
                    tuple((change.field, *(repr(getattr(change, side)) for side in sides)) for change in row.fields))
                   for table in diff.tables for row in (*table.added, *table.removed, *table.changed))


def _matters(diff: Diff, *, mirrored: bool = False) -> Counter[Any]:
    return Counter((each.kind, each.table, each.what, *((each.new, each.old) if mirrored else (each.old, each.new)),
                    _OPPOSITE[each.direction] if mirrored else each.direction) for each in diff.matters)


@_FEW
@given(_SEEDS, _SEEDS)
def test_both_ways_round_it_is_the_same(one: int, other: int) -> None:
    """What is added one way is removed the other way, old becomes new, and worse becomes better."""
    there, back = difference(edited(one), edited(other)), difference(edited(other), edited(one))
    assert _rows(there) == _rows(back, mirrored=True)
    assert _matters(there) == _matters(back, mirrored=True)


@_FEW
@given(st.sampled_from(TABLES))
def test_a_row_on_top_is_one_row(table: Any) -> None:
    """Inserting one row on top of a table shows that row and nothing else."""
    content = fresh()
    row = {column.field: other_value(column, 3) for column in table.inputs if column.required}
    content[table.name].insert(0, row)
    diff = difference(fresh(), content)
    assert [(each.table, len(each.added), len(each.removed), len(each.changed)) for each in diff.tables] == [
        (table.name, 1, 0, 0)]


@_FEW
@given(st.lists(st.sampled_from(CELLS), min_size=1, max_size=12, unique_by=lambda cell: (cell[0].name, *cell[1:])),
       st.integers(0, 1000))
def test_exactly_the_edited_cells_are_shown(cells: list[Any], seed: int) -> None:
    """Of some edited cells each is shown once with its column, in tables whose rows have ids, in any order of rows."""
    cells = [(table, i, column) for table, i, column in cells if table.key]
    content, wanted = fresh(), Counter[tuple[str, str, str, str]]()
    for number, (table, i, column) in enumerate(cells):
        row = content[table.name][i]
        row[column.field] = other_value(column, number)
        wanted[table.name, str(row[table.key]), column.field, str(row[column.field])] += 1
    diff = difference(fresh(), shuffled(content, seed))
    assert wanted == Counter((table.table, row.place.id, change.field, str(change.new))
                             for table in diff.tables for row in table.changed for change in row.fields)
    assert not any(table.added or table.removed for table in diff.tables)
