"""What the formulas and the numbers of a table tell about its columns: which one is made of which."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from smsxl.registers.cells import Cells
from smsxl.registers.columns.profile import Profile
from smsxl.registers.formulas.parse import Node, NotUnderstoodError, Ref, relative, tree
from smsxl.registers.ratings import read_rating
from smsxl.registers.words import order_of, strength
from smsxl.tables.rows import as_text

_ENOUGH: Final = 0.9
_FEWEST: Final = 4
_MOST_RECORDS: Final = 200
_WHOLE: Final = 100
"""Per cent."""

_WORDED: Final = 0.9
"""The share of cells that have to be words of a scale before their places in it are multiplied."""


@dataclass(frozen=True)
class Relation:
    """A column that is made of others. `kind` is product, sum, most (or mean), lookup, bands, rank or other."""

    column: int
    sources: tuple[int, ...]
    kind: str
    by: str = "formulas"


def relations(cells: Cells, records: Sequence[int], columns: Sequence[int]) -> list[Relation]:
    """Return which columns the formulas of which columns use, as most of their cells have it."""
    found = []
    for column in columns:
        usual = usual_formula(cells, records, column)
        if usual is None:
            continue
        row, node = usual
        sources = tuple(dict.fromkeys(c for c in same_row(node, row, column, cells.headers) if c != column))
        if sources:
            found.append(Relation(column, sources, _kind(node, row, column, cells.headers)))
    return found


def usual_formula(cells: Cells, records: Sequence[int], column: int) -> tuple[int, Node] | None:
    """Return the tree of the formula that most cells of a column have, and a row that has it."""
    grid = cells.grid.columns.get(column)
    if grid is None or grid.formulas is None:
        return None
    counted: Counter[str] = Counter()
    rows: dict[str, int] = {}
    for row in records[:_MOST_RECORDS]:
        formula = cells.formula(row, column)
        if formula is not None:
            key = relative(formula, row, column)
            counted[key] += 1
            rows.setdefault(key, row)
    for key, count in counted.most_common(3):
        if count < max(1, 0.2 * sum(counted.values())):
            break
        formula = cells.formula(rows[key], column)
        try:
            if formula is not None:
                return rows[key], tree(formula, rows[key], column)
        except NotUnderstoodError:
            continue
    return None


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it."""
    yield node
    for arg in node.args:
        yield from walk(arg)


def same_row(node: Node, row: int, column: int, headers: Mapping[str, int]) -> Iterator[int]:
    """Yield the columns of its own row that a formula uses."""
    for part in walk(node):
        found = own_column(part, row, column, headers)
        if found is not None:
            yield found
        elif part.kind == "range":
            first, last = part.value
            (r1, c1), (r2, c2) = first.at(row, column), last.at(row, column)
            if r1 == r2 == row and not first.fixed_row and first.sheet is None:
                yield from range(min(c1, c2), max(c1, c2) + 1)


def own_column(node: Node, row: int, column: int, headers: Mapping[str, int]) -> int | None:
    """Return the column of its own row that a reference means; None for every other node."""
    if node.kind == "ref":
        ref: Ref = node.value
        at = ref.at(row, column)
        return at[1] if at[0] == row and not ref.fixed_row and ref.sheet is None else None
    if node.kind == "part":
        _, text = node.value
        inner = str(text)[1:-1]
        if inner.startswith("@") or "#this row" in inner.casefold():
            name = inner.partition("],")[2] if "#this row" in inner.casefold() else inner.lstrip("@")
            return headers.get(" ".join(name.strip().strip("[]").replace("'", "").split()).casefold())
    return None


def _kind(node: Node, row: int, column: int, headers: Mapping[str, int]) -> str:
    def is_source(part: Node) -> bool:
        if part.kind == "call" and part.value in ("VALUE", "LEFT", "N", "INT", "VLOOKUP", "XLOOKUP", "MATCH", "LOOKUP",
                                                  "IFERROR", "RIGHT", "INDEX", "HLOOKUP", "SWITCH", "IF", "MID"):
            return any(own_column(each, row, column, headers) is not None for each in walk(part))
        return own_column(part, row, column, headers) is not None

    calls = {str(part.value) for part in walk(node) if part.kind == "call"}
    if calls & {"RANK", "RANK.EQ", "RANK.AVG"}:
        return "rank"
    for part in walk(node):
        if part.kind == "op" and part.value == "*" and all(map(is_source, part.args)):
            return "product"
        if part.kind == "call" and part.value == "PRODUCT":
            return "product"
    if any(part.kind == "op" and part.value in ("+", "*") and any(map(is_source, part.args)) for part in walk(node)):
        return "sum"
    if calls & {"SUM"} and not calls & {"INDEX", "VLOOKUP", "MATCH"}:
        return "sum"
    if calls & {"INDEX", "VLOOKUP", "HLOOKUP", "XLOOKUP", "MATCH", "LOOKUP", "OFFSET"}:
        return "lookup"
    if calls & {"IF", "IFS", "SWITCH", "CHOOSE"}:
        return "bands"
    return "most" if calls & {"MAX", "AVERAGE"} else "other"


def numbers_of(cells: Cells, records: Sequence[int], column: int) -> list[float | None]:
    """Return the numbers that the cells of a column say."""
    ratings = [read_rating(cells.value(row, column)) for row in records]
    return [None if rating is None else rating.number for rating in ratings]


def products(cells: Cells, records: Sequence[int], profiles: Mapping[int, Profile],
             known: Sequence[Relation]) -> list[Relation]:
    """Return the columns of numbers that are the product of two others: of ratings, or of a chance and a loss."""
    made = {relation.column for relation in known}
    rows = records[:_MOST_RECORDS]
    numbers = {column: _steps_of(cells, rows, column, p) for column, p in profiles.items()
               if p.count >= _FEWEST and p.numbers + p.graded > 0.7 and not p.dates > 0.5}
    small = [c for c in numbers if profiles[c].high <= 10 and profiles[c].low >= 0 and c not in made]
    shares = [c for c in numbers if profiles[c].numbers > 0.7 and profiles[c].low >= 0 and profiles[c].high <= _WHOLE
              and c not in made]
    found = []
    for column, values in numbers.items():
        p = profiles[column]
        if column in made or p.high <= 4 or p.rising or p.numbers < 0.7:
            continue
        pairs = [(*pair, 1) for pair in combinations(small, 2)]
        # A chance in per cent, or as a share, of a loss in money.
        pairs += [(a, b, per) for a in shares for b in numbers if a != b and profiles[b].high > _WHOLE
                  for per in (1, _WHOLE)]
        pairs = [pair for pair in pairs if column not in pair[:2]]
        pairs.sort(key=lambda pair: sum(abs(column - each) for each in pair[:2]))
        for a, b, per in pairs[:120]:
            if _explains(numbers[a], numbers[b], values, per):
                found.append(Relation(column, (a, b), "product", "values"))
                break
    return found


def _steps_of(cells: Cells, rows: Sequence[int], column: int, p: Profile) -> list[float | None]:
    """Return the numbers that a column says; where it says words of a scale alone, their places in it."""
    numbers = numbers_of(cells, rows, column)
    if p.worded < _WORDED or any(number is not None for number in numbers):
        return numbers
    words = [as_text(cells.value(row, column)) for row in rows]
    steps = sorted({order_of(word) for word in words if strength(word) is not None})
    return [float(steps.index(order_of(word)) + 1) if strength(word) is not None else None for word in words]


def _explains(a: Sequence[float | None], b: Sequence[float | None], product: Sequence[float | None], per: int) -> bool:
    compared = right = 0
    seen = set()
    for x, y, z in zip(a, b, product, strict=True):
        if x is not None and y is not None and z is not None:
            compared += 1
            right += math.isclose(x * y, z * per, rel_tol=1e-9)
            seen.add((x, y))
    return compared >= _FEWEST and len(seen) >= 3 and right >= _ENOUGH * compared and any(
        x != 1 and y != 1 for x, y in seen)
