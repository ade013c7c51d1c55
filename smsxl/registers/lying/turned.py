"""Registers that lie on their side: the fields one below another, a risk per column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from smsxl.hosts.port import Area, GridValue, Workbook, column_letters
from smsxl.registers.cells import Cells
from smsxl.registers.fields import AXES
from smsxl.registers.headings.meaning import Meaning, joined, meaning
from smsxl.registers.lying.arranged import Arrangement, Laid, without
from smsxl.registers.model import Register
from smsxl.registers.ratings import known_word, read_rating
from smsxl.registers.words import plain
from smsxl.tables.rows import as_text, is_blank

COLUMNS: Final = 6
"""Columns of a sheet, from the left, in which headings may stand one below another."""

_ROWS: Final = 300
_MOST_RISKS: Final = 2_000
_SURE: Final = 0.6
_FIELDS: Final = 4
"""As many different fields one below another are headings, not cells that happen to be called so."""

_SOME: Final = 0.55
_LONGEST: Final = 60
"""Longer texts are no headings."""

_GROUPS: Final = 2
"""As many columns before the headings may hold those of groups."""

_REPEATED: Final = 0.7
_SHORT: Final = 25
_RANGE: Final = re.compile(r"[0-9]{1,2} ?(?:-|–|to|bis|à) ?[0-9]{1,2}")
_FEW: Final = 7
_NAMING: Final = frozenset(("id", "title", "description", "cause", "consequence"))
_RATED: Final = 0.75
_FEWEST: Final = 2


@dataclass(frozen=True)
class Labels:
    """Headings one below another: their column, and the fields of each row that names any for sure."""

    column: int
    rows: dict[int, frozenset[str]]
    again: bool
    """Whether what names a risk comes again in the same words: these are forms, one below another."""


def labels_in(cells: Cells) -> Iterator[Labels]:
    """Yield the columns of a sheet that name likelihood, impact and what tells a risk, one below another."""
    for column in sorted(cells.grid.columns)[:COLUMNS]:
        found: dict[int, frozenset[str]] = {}
        texts: dict[int, str] = {}
        for row in cells.rows[:_ROWS]:
            upper, value = _label(cells, row, column)
            if 0 < len(value) <= _LONGEST:
                texts[row] = plain(f"{upper} {value}")
                said = joined(upper, value) if upper else meaning(value)
                names = frozenset(name for name, strength in said.fields.items() if strength >= _SURE)
                if names:
                    found[row] = names
        fields = {name for names in found.values() for name in names}
        if len(found) >= _FIELDS and len(fields) >= _FIELDS and {"likelihood", "impact"} <= fields and fields & _NAMING:
            told = Counter(texts[row] for row in found)
            naming = any(told[texts[row]] > 1 for row, names in found.items() if names & _NAMING)
            yield Labels(column, found, naming and len(told) <= _REPEATED * len(found))


def _label(cells: Cells, row: int, column: int) -> tuple[str, str]:
    """Return the heading of a row: of its group, which stands before it, and its own; one stands for both."""
    found: list[str] = []
    for at in range(max(1, column - _GROUPS), column + 1):
        area = cells.merged.get((row, at))
        value = cells.through_merge(row, at)
        text = value.strip() if isinstance(value, str) else ""
        if text and text not in found[-1:] and (at < column or area is None or area.first_row == row):
            found.append(text)
    own = cells.through_merge(row, column)
    if found and not is_blank(own):
        return " ".join(found[:-1]), found[-1]
    area = cells.merged.get((row, column - 1)) if column > 1 else None
    if found and (area is None or area.first_row == row):
        return "", found[-1]
    return "", ""


def turned_sheets(workbook: Workbook) -> list[Arrangement]:
    """Return the sheets with a register on its side, each turned."""
    found: list[Arrangement] = []
    for info in workbook.sheets:
        if info.kind != "worksheet":
            continue
        cells = Cells(workbook, info.name)
        for labels in labels_in(cells):
            block = None if labels.again else _block(cells, labels)
            if block is not None:
                found.append(_turned(cells, labels, block))
                break
    return found


def believed(register: Register) -> bool:
    """Whether what was found in a turned sheet is a register: nearly all of its risks say how likely and how grave."""
    if register.missing or not _NAMING & register.columns.keys() or len(register.records) < _FEWEST:
        return False
    for axis in ("likelihood", "impact"):
        name = next(stage + axis for stage in ("", "current_", "residual_") if stage + axis in register.columns)
        mapped = register.columns[name]
        if mapped.ticks:
            continue
        values = [register.cells.value(row, mapped.column) for row in register.records]
        texts = {as_text(value) for value in values}
        if len(values) > _FEW >= len(texts) and max(map(len, texts)) <= _SHORT:
            continue  # the same few words come again
        if sum(map(_is_rating, values)) < _RATED * len(values):
            return False
    return True


def _block(cells: Cells, labels: Labels) -> Area | None:
    """Return the headings and the risks beside them; None where nothing stands beside."""
    last = _last_row(cells, labels)
    rows = [row for row in cells.rows if min(labels.rows) <= row <= last]
    columns = sorted(column for column in cells.grid.columns if column > labels.column)[:_MOST_RISKS]
    rated = [row for row, names in labels.rows.items() if names & {"likelihood", "impact"}]
    end = labels.column
    for column in columns:
        filled = sum(cells.filled(row, column) for row in rows)
        if column > end + 1 and not all(cells.filled(row, column) for row in rated[:2]):
            break
        if filled:
            end = column
    if end == labels.column:
        return None
    first = min(labels.rows)
    while first > 1 and sum(cells.filled(first - 1, column) for column in columns if column <= end) >= 2:
        first -= 1
    left = min((column for column in cells.grid.columns if labels.column - _GROUPS <= column <= labels.column
                and sum(cells.filled(row, column) for row in rows) > 1), default=labels.column)
    return Area(first, left, last, end)


def _last_row(cells: Cells, labels: Labels) -> int:
    """Return the last row of the headings: after a blank row only what surely is one goes on with them."""
    last = min(labels.rows)
    for row in cells.rows:
        if row <= last:
            continue
        _, value = _label(cells, row, labels.column)
        if row - last > 1 and not (row - last == 2 and value and meaning(value).best >= _SOME):
            break
        if not value and not any(cells.filled(row, column) for column in cells.grid.columns if column > labels.column):
            break
        last = row
    return last


def _hint_column(cells: Cells, labels: Labels, block: Area) -> int | None:
    """Return the column right of the headings where it says how they are filled in, and holds no risk."""
    rows = [row for row, names in labels.rows.items() if names & {"likelihood", "impact"}]
    columns = range(labels.column + 1, min(labels.column + 4, block.last_column + 1))
    rated = [sum(_is_rating(cells.value(row, column)) for row in rows) for column in columns]
    filled = any(cells.filled(row, labels.column + 1) for row in rows)
    return labels.column + 1 if len(rated) > 1 and filled and rated[0] == 0 and all(rated[1:]) else None


def _is_rating(value: GridValue) -> bool:
    rating = read_rating(value)
    return rating is not None and (rating.number is not None or known_word(rating))


def _turned(cells: Cells, labels: Labels, block: Area) -> Arrangement:
    laid = Laid(cells.workbook, cells.sheet)
    taken = set()
    hint = _hint_column(cells, labels, block)
    headings = _headings(cells, labels, block, hint)
    for row in range(block.first_row, block.last_row + 1):
        for column in range(block.first_column, block.last_column + 1):
            taken.add((row, column))
            if column == hint or (row in headings and not headings[row]):
                continue
            value = headings[row] if column == labels.column and row in headings else cells.raw(row, column)
            laid.put((column, row), (cells.sheet, row, column), value, cells.formula(row, column))
    grid = cells.grid
    merges = tuple(Area(area.first_column, area.first_row, area.last_column, area.last_row) for area in grid.merges
                   if (area.first_row, area.first_column) in block)
    found = laid.arrangement("columns", turned=True, rest={cells.sheet: without(grid, taken)}, merges=merges,
                             hidden=(grid.hidden_columns, grid.hidden_rows))
    found.names = {row: f"row {row}" for row in range(block.first_row, block.last_row + 1)}
    found.lines = {column: (column_letters(column), f"column {column_letters(column)}")
                   for column in range(block.first_column, block.last_column + 1)}
    return found


def _headings(cells: Cells, labels: Labels, block: Area, hint: int | None) -> dict[int, str]:
    """Return what headings of ratings say with their section and their hint; nothing for the heading of a section.

    A section is a row without values that names a stage: "Residual risk" above "Likelihood" and "Impact".
    """
    found: dict[int, str] = {}
    section = ""
    for row in range(block.first_row, block.last_row + 1):
        _, text = _label(cells, row, labels.column)
        said = meaning(text) if 0 < len(text) <= _LONGEST else Meaning()
        values = any(cells.filled(row, column) for column in range(labels.column + 1, block.last_column + 1)
                     if column != hint)
        if text and not values and said.stage is not None:
            section = text
            found[row] = ""
        elif text and max((said.fields.get(axis, 0.0) for axis in AXES), default=0.0) < max(_SURE, said.best):
            section = ""
        elif text:
            of_section = f" ({section})" if section and said.stage is None else ""
            guide = as_text(cells.value(row, hint)) if hint is not None else ""
            range_of = f" ({guide})" if _RANGE.fullmatch(guide) else ""
            if of_section or range_of:
                found[row] = f"{text}{of_section}{range_of}"
    return found


def on_their_side(registers: Sequence[Register], arrangements: Sequence[Arrangement]) -> list[Arrangement]:
    """Return the arrangements in which a register was found that can be believed."""
    sheets = {register.sheet for register in registers if believed(register)}
    return [each for each in arrangements if each.sheet in sheets]
