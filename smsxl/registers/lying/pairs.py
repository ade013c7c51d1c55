"""Columns that hold two fields in each cell ("4 x 5 = 20", "R-12: Server outage"), seen as a column for each of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from smsxl.hosts.port import Area, Grid, GridColumn, GridValue
from smsxl.registers.fields import AXES
from smsxl.registers.headings.meaning import meaning, short_meaning, stage_of
from smsxl.registers.lying.arranged import Arrangement
from smsxl.registers.lying.parts import Parts, dated, ordered_parts, titled
from smsxl.registers.model import Register
from smsxl.registers.words import is_cjk, plain
from smsxl.tables.rows import is_blank

_FEWEST: Final = 3
_SHARE: Final = 0.6
_SURE: Final = 0.85
_SPLIT: Final = re.compile(r"\s*[/|×*,;+&\n()（）\[\]=:、]\s*|\s+-\s+|\s+[xX]\s+|(?<=[^\W\d])[xX](?=[A-Z])|"
                           r"\s+(?:and|und|et|y|e|i|en|och|og|и|ve|by|mal|par|por|per)\s+")
_NAMES: Final = {"likelihood": "Likelihood", "impact": "Impact", "score": "Score", "level": "Level", "id": "ID",
                 "title": "Risk", "owner": "Owner", "due": "Due date"}
_STAGES: Final = {"inherent": "Inherent", "current": "Current", "residual": "Residual", "target": "Target"}


@dataclass(frozen=True)
class Split:
    """A column that is several: each part's field, its heading, and what it holds in the rows of the grid."""

    column: int
    fields: tuple[str, ...]
    headings: tuple[str, ...]
    values: dict[int, Parts]


def split_columns(registers: Sequence[Register]) -> list[Arrangement]:
    """Return the sheets whose registers hold two fields in a cell, with a further column for each field."""
    found: dict[str, list[tuple[Register, Split]]] = {}
    for register in registers:
        for split in _splits(register):
            found.setdefault(register.sheet, []).append((register, split))
    return [_arranged(sheet, splits) for sheet, splits in found.items()]


def _splits(register: Register) -> Iterator[Split]:
    heading = register.place.heading
    columns = {mapped.column: name for name, mapped in register.columns.items() if not mapped.ticks}
    for column in sorted(heading.texts):
        values = {row: register.cells.value(row, column) for row in register.records}
        filled = [value for value in values.values() if not is_blank(value)]
        if len(filled) < min(_FEWEST, len(values)) or not any(isinstance(value, (str, dt.date)) for value in filled):
            continue
        named = fields_of(heading.whole(column))
        split = (_ratings(register, column, values, named) or _title(register, column, columns, values, named)
                 or _owner(register, column, values, named))
        if split is not None:
            yield split


def fields_of(heading: str) -> list[str]:
    """Return the fields that a heading names one after the other, each once."""
    # What comes of a rating stands behind it, or in a form that `rated` knows, whatever the heading names first.
    return sorted((name for _, name in _named(heading)), key=lambda name: name in AXES[2:])


def _named(heading: str) -> list[tuple[str, str]]:
    """Return the parts of a heading with the fields that they name; what brackets hold, where it names both ratings."""
    for text in (*_INNER.findall(heading), heading):
        found: dict[str, str] = {}
        for part in _SPLIT.split(text):
            name = _field(part, found)
            if name is not None:
                found[name] = part.strip()
        if {"likelihood", "impact"} <= found.keys():
            break
    return [(part, name) for name, part in found.items()]


_INNER: Final = re.compile(r"[(\[（]([^)\]）]+)[)\]）]")


def _initials(heading: str) -> dict[str, str]:
    """Return the letters that a heading's words begin with: "W" for "Wahrscheinlichkeit"."""
    return {plain(part)[:1]: name for part, name in _named(heading) if plain(part) and name in AXES[:3]}


def _field(part: str, taken: Collection[str] = ()) -> str | None:
    """Return the field that a part of a heading names, other than those that parts before it do."""
    fields = short_meaning(part) if len(part.strip()) <= 3 else meaning(part).fields
    named = {name: strength for name, strength in fields.items() if name in _NAMES}
    if not named or (len(part.strip()) > 3 and any(named[name] == max(named.values()) for name in taken if name in named)):
        return None
    named = {name: strength for name, strength in named.items() if name not in taken}  # "S" may be either, beside "P" one
    best = max(named.values(), default=0.0)
    options = [name for name in ("likelihood", "impact", "score", "level", "id", "title", "owner", "due")
               if named.get(name, 0.0) >= best - 0.02]
    return options[0] if best >= 0.6 else None


def _ratings(register: Register, column: int, values: dict[int, GridValue], named: list[str]) -> Split | None:
    axes = [name for name in named if name in AXES]
    whole = meaning(register.place.heading.whole(column))
    if {"likelihood", "impact"} <= set(axes):
        order = tuple(axes)
    elif max((whole.fields.get(name, 0.0) for name in AXES[2:]), default=0.0) >= _FEW_SURE or whole.stage is not None:
        order = ("likelihood", "impact")
    else:
        return None
    if len({stage_of(part) for part in _SPLIT.split(register.place.heading.whole(column))} - {None}) > 1:
        return None  # one rating at two stages
    stage = whole.stage
    prefix = {None: "", "inherent": "", "current": "current_"}.get(stage, "residual_")
    there = [register.columns.get(prefix + axis) for axis in ("likelihood", "impact")]
    if all(mapped is not None and mapped.column != column for mapped in there):
        return None  # it says again what has columns of its own
    parts = ordered_parts(values, order, _initials(register.place.heading.whole(column)))
    read = [row for row, part in parts.items() if part.get("likelihood") is not None or part.get("impact") is not None]
    whole_pairs = [row for row in read if None not in (parts[row].get("likelihood"), parts[row].get("impact"))]
    dates = sum(isinstance(value, dt.date) for value in values.values())
    filled = sum(not is_blank(value) for value in values.values())
    sure = {"likelihood", "impact"} <= set(axes)
    if len(whole_pairs) + dates < _SHARE * filled or not (whole_pairs or sure):
        return None
    if not sure and any(len({parts[row].get(name) for row in whole_pairs}) == 1 or isinstance(
            parts[row].get(name), str) for name in ("likelihood", "impact") for row in whole_pairs):
        return None  # "4/5" may be 4 of 5, and "High/Low" a rating before and after
    fields = ["likelihood", "impact", *(name for name in ("score", "level")
                                        if any(part.get(name) is not None for part in parts.values()))]
    return Split(column, tuple(fields), tuple(_heading(register, column, name, stage) for name in fields), parts)


_FEW_SURE: Final = 0.6


def _title(register: Register, column: int, columns: dict[int, str], values: dict[int, GridValue],
           named: list[str]) -> Split | None:
    if "id" in register.columns and register.columns["id"].column != column:
        return None
    if not {"id", "title"} <= set(named) and columns.get(column) not in ("title", "description", "id"):
        return None
    parts = {row: titled(value, sure="id" in named) for row, value in values.items()}
    filled = [row for row, value in values.items() if not is_blank(value)]
    read = [row for row in filled if parts[row].get("id") is not None and parts[row].get("title") is not None]
    ids = {plain(str(parts[row]["id"])) for row in read}
    if len(read) < max(_FEWEST, 0.8 * len(filled)) or len(ids) < 0.8 * len(read):
        return None
    return Split(column, ("id", "title"), tuple(_heading(register, column, name, None) for name in ("id", "title")),
                 parts)


def _owner(register: Register, column: int, values: dict[int, GridValue], named: list[str]) -> Split | None:
    if not {"owner", "due"} <= set(named):
        return None
    parts = {row: dated(value) for row, value in values.items()}
    filled = [row for row, value in values.items() if not is_blank(value)]
    if sum(None not in (parts[row].get("owner"), parts[row].get("due")) for row in filled) < _SHARE * len(filled):
        return None
    return Split(column, ("owner", "due"), tuple(_heading(register, column, name, None) for name in ("owner", "due")),
                 parts)


def _heading(register: Register, column: int, name: str, stage: str | None) -> str:
    """Return the heading of a part: what the real heading calls it where that is clear, else our own word."""
    for part in _SPLIT.split(register.place.heading.whole(column)):
        found = meaning(part)
        clear = (len(part.strip()) > 3 or is_cjk(part)) and found.fields.get(name, 0.0) >= max(_SURE, found.best)
        if clear and stage in (None, found.stage):
            return " ".join(part.split())
    word = _NAMES[name]
    return word if stage is None else f"{_STAGES[stage]} {word.lower()}"


def _free(grid: Grid, at: int, row: int, column: int) -> None:
    """Take the heading of a column away; what heads its neighbours as well goes on to stand above them."""
    area = next((area for area in grid.merges if (row, column) in area and area.last_column > area.first_column), None)
    held, beside = grid.columns[column].values, grid.columns.get(column + 1)
    if area is not None:
        grid.merges = tuple(each for each in grid.merges if each != area)
        for first, last in ((area.first_column, column - 1), (column + 1, area.last_column)):
            if first <= last:
                grid.merges = (*grid.merges, Area(area.first_row, first, area.last_row, last))
    if column == (column if area is None else area.first_column) and beside is not None and beside.values[at] is None and (
            area is None or column < area.last_column):
        beside.values[at] = held[at]
    held[at] = None


def _arranged(sheet: str, splits: Sequence[tuple[Register, Split]]) -> Arrangement:
    """Return a sheet with a column behind its last one for each part.

    The columns that they are parts of lose their heading, so that they are no columns of the register any more.
    """
    register = splits[0][0]
    grid = register.cells.grid
    columns = {number: GridColumn(list(column.values), column.formulas) for number, column in grid.columns.items()}
    index = {row: i for i, row in enumerate(grid.rows)}
    found = Arrangement(sheet, "rows", Grid(sheet, grid.rows, columns, grid.hidden_rows, grid.hidden_columns,
                                            grid.folded_columns, grid.merges), {})
    next_column = max((*columns, *(area.last_column for area in grid.merges if area.last_column < 1000))) + 1
    for owner, split in splits:
        heads = owner.place.heading.rows
        if "likelihood" in split.fields:
            found.headings[split.column] = owner.place.heading.whole(split.column)
        for row in heads:
            _free(found.grid, index[row], row, split.column)
        for name, text in zip(split.fields, split.headings, strict=True):
            column = columns.setdefault(next_column, GridColumn([None] * len(grid.rows)))
            column.values[index[heads[-1]]] = text
            for row, parts in split.values.items():
                column.values[index[row]] = parts.get(name)
            for row in grid.rows:
                found.spots[row, next_column] = (sheet, row, split.column)
            found.names[next_column] = owner.cells.letters(split.column)
            if split.column in grid.hidden_columns:
                found.grid.hidden_columns |= {next_column}
            found.parts[next_column], found.fields[next_column] = split.column, name
            next_column += 1
    return found
