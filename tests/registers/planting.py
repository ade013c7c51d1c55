"""Plants a fault of every kind that a register can have into it: where, what, and which rules may find it."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.registers.shape import Shape, Sheet


@dataclass(frozen=True)
class Planted:
    """A fault: the cell, what is typed there, and the rules of which one has to speak of that cell."""

    kind: str
    cell: str
    value: Any
    codes: frozenset[str]


def sheet_of(shape: Shape) -> Sheet:
    """Return the sheet with the register."""
    return next(each for each in shape.sheets if each.name == (shape.sheet or shape.sheets[0].name))


def planted(shape: Shape) -> Iterator[Planted]:
    """Yield the faults that can be planted into a register, each in a row in the middle of it."""
    cells, fields = sheet_of(shape).cells, shape.fields
    rows = [row for row in range(max(shape.header) + 1, max(shape.header) + 40)
            if all(f"{fields[name]}{row}" in cells for name in ("likelihood", "impact") if name in fields and
                   ":" not in fields[name])]
    if len(rows) < 8:
        return
    row = rows[5]

    def value(name: str, at: int = row) -> Any:
        found = cells.get(f"{fields[name]}{at}")
        return found[1] if isinstance(found, tuple) else found

    def here(name: str) -> bool:
        return name in fields and ":" not in fields[name] and not _blank(cells.get(f"{fields[name]}{row}"))

    for stage in ("", "current_", "residual_"):
        score = f"{stage}score"
        if here(score) and here(f"{stage}likelihood") and isinstance(value(score), (int, float)):
            formula = isinstance(cells[f"{fields[score]}{row}"], tuple)
            yield Planted(f"{score} typed", f"{fields[score]}{row}", value(score) + 1,
                          frozenset({"WBK601"} if formula else {"RSK601"}))
            if formula:
                text = cells[f"{fields[score]}{row}"][0]
                yield Planted(f"{score} stale", f"{fields[score]}{row}", (text, 0), frozenset({"WBK603"}))
        pair = [name for name in (f"{stage}likelihood", f"{stage}impact") if here(name)]
        if len(pair) == 2:
            yield Planted(f"{pair[1]} blank", f"{fields[pair[1]]}{row}", None, frozenset({"RSK615"}))
    if here("id") and here("title" if "title" in fields else "id") and not _is_read(cells, f"{fields['id']}{row}"):
        yield Planted("id twice", f"{fields['id']}{row}", value("id", rows[2]), frozenset({"RSK611"}))
        yield Planted("id missing", f"{fields['id']}{row}", None, frozenset({"RSK101"}))
    for name, code in (("owner", "RSK613"), ("consequence", "RSK111"), ("status", "WBK207")):
        if here(name):
            yield Planted(f"{name} missing", f"{fields[name]}{row}", None, frozenset({code}))
    name = "title" if here("title") else "description"
    if here(name):
        yield Planted(f"{name} missing", f"{fields[name]}{row}", None, frozenset({"RSK103"}))
    if here("owner"):
        yield Planted("owner to be found", f"{fields['owner']}{row}", "TBD", frozenset({"RSK625"}))
    if here("residual_likelihood") and isinstance(value("residual_likelihood"), int):
        name = "current_likelihood" if "current_likelihood" in fields else "likelihood"
        if isinstance(before := value(name), int):
            risen = sum(value("residual_likelihood", each) > value(name, each) for each in rows if each != row and
                        isinstance(value("residual_likelihood", each), int) and isinstance(value(name, each), int))
            worse = -1 if risen > len(rows) / 2 else 1  # 1 is the gravest where treatment raises the numbers
            yield Planted("residual worse", f"{fields['residual_likelihood']}{row}", before + worse,
                          frozenset({"RSK605", "RSK206", "RSK604"}))


def _is_read(cells: dict[str, Any], cell: str) -> bool:
    """Whether a formula reads a cell, as where each id is the one above and one more: a spreadsheet would go on with it."""
    return any(isinstance(value, tuple) and re.search(rf"\b{cell}\b", value[0]) for value in cells.values())


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def plant(shape: Shape, fault: Planted) -> Shape:
    """Return a copy of a register with the fault in it."""
    made = copy.deepcopy(shape)
    cells = sheet_of(made).cells
    if fault.value is None:
        del cells[fault.cell]
    else:
        cells[fault.cell] = fault.value
    return made
