"""The laws of what the summaries compute: stability of ranks, movement, work lists, contrast."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from smsxl.domain.contrast import ENOUGH, contrast, text_on
from smsxl.domain.movement import FALLS, MOVEMENTS, RISES, STAYS, UNKNOWN, movement, transitions
from smsxl.domain.ranking import RankRow, rank
from smsxl.domain.scoring import METHODS, score
from smsxl.domain.stability import stability
from smsxl.domain.words import word_key
from smsxl.domain.worklist import KINDS, NOBODY, STATES, Task, by_owner, in_order

STEPS = st.integers(1, 5)
RATINGS = st.lists(st.tuples(STEPS, STEPS), max_size=14)
SCALE = (1, 2, 3, 4, 5)
TASKS = st.lists(st.builds(
    Task, kind=st.sampled_from(KINDS), what=st.text(max_size=4), due=st.none() | st.dates(), role=st.just(""),
    owner=st.sampled_from(("Ada", "ada ", "Bo  B", "bo b", "")), sheet=st.just("Risks"), cell=st.text(max_size=3),
    id=st.text(max_size=3), at_once=st.booleans()), max_size=12)


def ranks(ratings: list[tuple[int, int]], method: str) -> list[int | None]:
    """Return the ranks as the register computes them."""
    return rank([RankRow(score(like, imp, method), imp, like) for like, imp in ratings])


@given(RATINGS, st.sampled_from(METHODS), st.integers(1, 12))
def test_stability_is_what_ranking_anew_gives(ratings: list[tuple[int, int]], method: str, first: int) -> None:
    """For every single step of every rating the reach, the steps and the changes are those of ranking all anew."""
    found = stability(ratings, SCALE, SCALE, method, first)
    before = ranks(ratings, method)
    steps = changing = 0
    for place, (like, imp) in enumerate(ratings):
        seen = [before[place] or 0]
        for moved in ((like - 1, imp), (like + 1, imp), (like, imp - 1), (like, imp + 1)):
            if all(part in SCALE for part in moved):
                after = ranks([*ratings[:place], moved, *ratings[place + 1:]], method)
                seen.append(after[place] or 0)
                steps += 1
                top = [{i for i, number in enumerate(each) if number is not None and number <= first}
                       for each in (before, after)]
                changing += top[0] != top[1]
        reach = found.reaches[place]
        assert (reach.rank, reach.best, reach.worst) == (seen[0], min(seen), max(seen))
        assert found.is_firm(place) == (len({number <= first for number in (reach.best, reach.worst)}) == 1)
    assert (found.steps, found.changing) == (steps, changing)


@given(st.none() | st.integers(0, 9), st.none() | st.integers(0, 9))
def test_movement_turns_around(before: int | None, after: int | None) -> None:
    """What falls one way rises the other way; every answer is one of the words."""
    mirrored = {FALLS: RISES, RISES: FALLS, STAYS: STAYS, UNKNOWN: UNKNOWN}
    assert movement(after, before) == mirrored[movement(before, after)]
    assert movement(before, after) in MOVEMENTS


@given(st.lists(st.tuples(st.sampled_from(("", "Low", "High")), st.sampled_from(("", "Low", "High")))))
def test_transitions_count_every_rated_pair_once(pairs: list[tuple[str, str]]) -> None:
    """The transitions add up to the pairs that have both levels."""
    assert sum(transitions(pairs).values()) == sum(bool(before and after) for before, after in pairs)


@given(TASKS, st.randoms())
def test_no_task_is_lost_and_order_does_not_depend_on_input(tasks: list[Task], random: object) -> None:
    """The lists of all owners together hold every task once, in one order whatever the order of the rows."""
    lists = by_owner(tasks)
    assert sorted(map(repr, tasks)) == sorted(repr(task) for each in lists.values() for task in each)
    assert len({word_key(owner) for owner in lists}) == len(lists)
    assert NOBODY not in lists or list(lists)[-1] == NOBODY
    for owner, each in lists.items():
        assert {word_key(task.owner) for task in each} == {word_key(owner)}
        dates = [task.due for task in each if task.due is not None and not task.at_once]
        assert dates == sorted(dates)
        places = [0 if task.at_once else 1 if task.due else 2 for task in each]
        assert places == sorted(places)
    shuffled = list(tasks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(map(repr, in_order(shuffled))) == list(map(repr, in_order(tasks))) or len(set(tasks)) < len(tasks) or (
        len({(word_key(task.id), task.what, task.cell, task.kind, task.due, task.at_once) for task in tasks})
        < len(tasks))


@given(TASKS, st.dates(), st.integers(0, 90))
def test_a_state_is_one_of_the_states(tasks: list[Task], as_of: dt.date, soon: int) -> None:
    """Every task has a state that the lists show."""
    assert {task.state(as_of, soon) for task in tasks} <= set(STATES)


@given(st.from_regex(r"[0-9A-F]{6}", fullmatch=True))
def test_text_can_be_read_on_any_colour(colour: str) -> None:
    """Whatever colour the criteria give a level, its label has enough contrast."""
    assert contrast(text_on(colour), colour) >= ENOUGH
    assert contrast("000000", "FFFFFF") == 21
