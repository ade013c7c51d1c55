"""New ids for rows of THEIRS whose id is taken, and the references to them."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from smsxl.domain.values import CellValue
from smsxl.tables.model import Column
from smsxl.tables.rows import as_text
from smsxl.tables.text import fold, split_ids

IdMap = dict[tuple[str, str], str]
"""The new id of a row by its table and its old id, folded."""

_NUMBERED: Final = re.compile(r"(.{0,40}?)([0-9]{1,15})", re.DOTALL)


def fresh_id(taken: str, used: Collection[str]) -> str:
    """Return an id like a taken one that nobody uses: its number goes on from the highest. `used` are folded."""
    match = _NUMBERED.fullmatch(taken)
    if match is None:
        number = 2
        while fold(f"{taken}-{number}") in used:
            number += 1
        return f"{taken}-{number}"
    prefix, digits = match[1], match[2]
    highest = max((int(found[2]) for each in used if (found := _NUMBERED.fullmatch(each)) is not None
                   and found[1] == fold(prefix)), default=int(digits))
    return f"{prefix}{max(highest, int(digits)) + 1:0{len(digits)}d}"


def renamed(value: CellValue, column: Column, ids: IdMap) -> CellValue:
    """Return a reference with the new ids in the place of old ones; as it is where it names none of them."""
    new = {old: fresh for (table, old), fresh in ids.items() if table in column.refers}
    if not new or not isinstance(value, (str, int, float)):
        return value
    parts = split_ids(as_text(value)) if column.many else [as_text(value)]
    if not any(fold(part) in new for part in parts):
        return value
    return ", ".join(new.get(fold(part), part) for part in parts)
