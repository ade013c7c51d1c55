"""Which rows of two tables are the same row: by id, then by content, then by likeness. One to one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Final

from smsxl.compare.likeness import Subject, candidates, likeness
from smsxl.compare.meaning import Meaning
from smsxl.compare.records import Records, natural_fields

_OTHER_ID: Final = 0.75
"""How alike two rows with different ids must be to be taken for one whose id was changed."""

_NO_ID: Final = 0.5
"""How alike two rows must be where one of them has no id."""


def matched(old: Records, new: Records) -> dict[int, int]:
    """Return for the rows of the old table those that they are in the new one. Where rows stand plays no part."""
    if old.names and new.names:
        return _by(old.keys, new.keys, range(len(old)), range(len(new)))
    shared = [name for name in old.fields if name in new.fields]
    found = _by_id(old, new, shared)
    content = [name for name in shared if name != old.key]
    found |= _by(_contents(old, content), _contents(new, content), *_left(found, old, new),
                 blank=(None,) * len(content))
    found |= _by_nature(old, new, *_left(found, old, new))
    return found | _by_likeness(old, new, shared, *_left(found, old, new), least=None)


def _by_nature(old: Records, new: Records, those: Sequence[int], others: Sequence[int]) -> dict[int, int]:
    """Match the rows of tables without ids by what tells them apart, such as KPI and period.

    Only where nothing has it twice; a single column, such as the day of a change, tells too little.
    """
    names = natural_fields(old)
    if len(names) <= 1 or not all(name in new.fields for name in names):
        return {}
    sides = []
    for records, places in ((old, those), (new, others)):
        contents = _contents(records, names)
        count = Counter(contents[i] for i in places)
        sides.append((contents, [i for i in places if count[contents[i]] == 1 and None not in contents[i]]))
    return _by(sides[0][0], sides[1][0], sides[0][1], sides[1][1])


def _left(found: dict[int, int], old: Records, new: Records) -> tuple[list[int], list[int]]:
    taken = set(found.values())
    return [i for i in range(len(old)) if i not in found], [j for j in range(len(new)) if j not in taken]


def _contents(records: Records, names: Sequence[str]) -> list[tuple[Meaning, ...]]:
    if not names:
        return [()] * len(records)
    return list(zip(*(records.meanings[name] for name in names), strict=True))


def _by(old: Sequence[Hashable], new: Sequence[Hashable], those: Iterable[int], others: Iterable[int],
        blank: Hashable = "") -> dict[int, int]:
    """Match rows with equal values in the order in which they stand; rows whose value is blank are left."""
    waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
    for j in others:
        waiting[new[j]].append(j)
    for found in waiting.values():
        found.reverse()
    return {i: waiting[old[i]].pop() for i in those if old[i] != blank and waiting.get(old[i])}


def _by_id(old: Records, new: Records, shared: Sequence[str]) -> dict[int, int]:
    """Match rows with the same id; of several with one id those that are most alike."""
    groups: tuple[defaultdict[str, list[int]], ...] = (defaultdict(list), defaultdict(list))
    for records, group in zip((old, new), groups, strict=True):
        for i, key in enumerate(records.keys):
            if key:
                group[key].append(i)
    found: dict[int, int] = {}
    for key, those in groups[0].items():
        others = groups[1].get(key, [])
        if len(those) == len(others) == 1:
            found[those[0]] = others[0]
        elif others:
            same = _by(_contents(old, shared), _contents(new, shared), those, others)
            taken = set(same.values())
            found |= same | _by_likeness(old, new, shared, [i for i in those if i not in same],
                                         [j for j in others if j not in taken], least=0.0)
    return found


def _by_likeness(old: Records, new: Records, shared: Sequence[str], those: Sequence[int], others: Sequence[int], *,
                 least: float | None) -> dict[int, int]:
    """Match the rows that are most alike first; `least` is how alike they have to be, None for what fits their ids."""
    if not those or not others:
        return {}
    names = [name for name in shared if name not in (old.key, old.label)]
    left, right = _subjects(old, those, names), _subjects(new, others, names)
    pairs: list[tuple[float, str, str, int, int]] = []
    for one, other in candidates(left, right):
        alike = likeness(one, other)
        limit = least if least is not None else _OTHER_ID if one.has_key and other.has_key else _NO_ID
        if alike >= limit:
            pairs.append((-round(alike, 9), min(one.order, other.order), max(one.order, other.order), one.place,
                          other.place))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, _, i, j in sorted(pairs):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _subjects(records: Records, places: Sequence[int], names: Sequence[str]) -> list[Subject]:
    contents = _contents(records, names)
    return [Subject(i, bool(records.keys[i]), records.label_of(i), contents[i]) for i in places]
