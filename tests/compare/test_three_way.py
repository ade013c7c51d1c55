"""The laws of merging, on workbooks in memory: nothing from nothing, all from one side, no row lost."""

from __future__ import annotations

import datetime as dt

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from smsxl.compare.merge_model import MergePlan
from smsxl.compare.records import records_of
from smsxl.compare.three_way import three_way
from tests.compare.content import TABLES, book, edited, fresh
from tests.rules.sound import Records

_FEW = settings(max_examples=30, deadline=None, phases=(Phase.explicit, Phase.generate))
_SEEDS = st.integers(0, 1_000_000)


def plan(base: Records, ours: Records, theirs: Records) -> MergePlan:
    """Return what a merge of three sets of rows has to do."""
    return three_way(*(records_of(book(content)) for content in (base, ours, theirs)))


@_FEW
@given(_SEEDS)
def test_what_theirs_left_alone_changes_nothing(seed: int) -> None:
    """Where THEIRS is as BASE, or as OURS, there is nothing to do and nothing to decide."""
    assert plan(fresh(), edited(seed), fresh()) == MergePlan((), ())
    assert plan(fresh(), edited(seed), edited(seed)) == MergePlan((), ())


@_FEW
@given(_SEEDS)
def test_what_only_theirs_changed_is_taken_without_a_question(seed: int) -> None:
    """Where OURS is as BASE nothing is in conflict, as long as ids are unique."""
    theirs = edited(seed)
    doubled = any(len(ids := [row[key] for row in theirs[table.name] if row.get(key) is not None]) != len(set(ids))
                  for table in TABLES if (key := table.key) is not None)
    assert doubled or plan(fresh(), fresh(), theirs).conflicts == ()


@_FEW
@given(_SEEDS, _SEEDS)
def test_no_row_that_anybody_touched_is_removed(one: int, other: int) -> None:
    """A row of OURS goes only where OURS left it as it was in BASE and THEIRS has it no more."""
    base, ours, theirs = fresh(), edited(one), edited(other)
    for table in plan(base, ours, theirs).tables:
        for i in table.removed:
            row = ours[table.table][i]
            assert any(all(row.get(field) == value for field, value in each.items() if value is not None)
                       for each in base[table.table]), (table.table, row)


@_FEW
@given(_SEEDS, _SEEDS)
def test_every_row_of_theirs_is_there_or_was_removed_by_ours(one: int, other: int) -> None:
    """After a merge the number of rows is that of OURS, less what THEIRS removed, with what THEIRS added."""
    base, ours, theirs = fresh(), edited(one), edited(other)
    plans = {table.table: table for table in plan(base, ours, theirs).tables}
    for name, rows in theirs.items():
        ids = {str(row["id"]) for row in rows if row.get("id") is not None}
        kept = {str(row["id"]) for i, row in enumerate(ours[name]) if row.get("id") is not None
                and not (name in plans and i in plans[name].removed)}
        table = plans.get(name)
        if table is not None:
            kept |= {str(row["id"].value) for row in table.added if "id" in row}
            kept |= {str(taken.value) for (_, field), taken in table.cells.items() if field == "id"}
        gone = {str(row["id"]) for row in base[name] if row.get("id") is not None}
        assert ids - gone <= kept, name


def test_two_values_of_one_period_are_both_kept() -> None:
    """Where both sides added a measurement of one KPI and period, both rows are there and the conflict says so."""
    ours, theirs = fresh(), fresh()
    for content, value in ((ours, 1), (theirs, 2)):
        content["Measurements"].append({**content["Measurements"][0], "period": dt.date(2031, 1, 1), "value": value})
    found = plan(fresh(), ours, theirs)
    assert [[row["value"].value for row in table.added] for table in found.tables] == [[2]]
    assert len(found.conflicts) == 1
