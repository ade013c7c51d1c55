"""A workbook of which some sheets are seen in another arrangement: a risk per row, a field per column.

What reads registers reads rows of cells. A register that lies otherwise (fields down a column, a form for each risk,
two ratings in a cell) is laid out so, and every cell remembers where it really lies: findings, maps and imports name
that place. Formulas are written anew for the places that their cells have here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from smsxl.hosts.package.formulas import formula_at
from smsxl.hosts.port import (
    Area,
    DefinedName,
    Formula,
    Grid,
    GridColumn,
    GridValue,
    HasRules,
    SheetInfo,
    SheetRules,
    TableInfo,
    Workbook,
    cell_name,
    column_letters,
    column_number,
)

Cell = tuple[int, int]
Spot = tuple[str, int, int]
"""A sheet, a row and a column."""

REST: Final = " (as it lies)"
"""Ends the name of the sheet that holds what of an arranged sheet is no part of its register."""

_REFERENCES: Final = re.compile(
    r"\"(?:[^\"]|\"\")*\"|(?P<sheet>'(?:[^']|'')+'!|[^\W\d][\w.]*!)?(?<![\w.$\\])(?P<first>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})"
    r"(?::(?P<last>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}))?(?![\w(.!\[])")
_REFERENCE: Final = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})")
_MOST_RULES: Final = 200_000


@dataclass
class Arrangement:
    """One sheet as it is seen. `lies` says how it really lies: "rows" with columns added, "columns" or "forms"."""

    sheet: str
    lies: str
    grid: Grid
    spots: dict[Cell, Spot]
    """Where the cells really lie that do not lie where they are seen."""
    names: dict[int, str] = field(default_factory=dict)
    """What people call a column here: letters, or the number of a row."""
    lines: dict[int, tuple[str, str]] = field(default_factory=dict)
    """What people call a row here, shortly and in full: "E" and "column E"."""
    rest: dict[str, Grid] = field(default_factory=dict)
    """What the sheets that it is made of hold besides, by their names."""
    turned: bool = False
    """Whether rows and columns change places: what is fixed in references does as well."""
    parts: dict[int, int] = field(default_factory=dict)
    """The real column of each column that holds a part of its cells."""
    fields: dict[int, str] = field(default_factory=dict)
    """Which field the parts of a column are."""
    headings: dict[int, str] = field(default_factory=dict)
    """The heading of each real column of ratings that is seen in parts."""

    def __post_init__(self) -> None:
        """Find each real cell's place here."""
        self.places = {spot: cell for cell, spot in self.spots.items()} if self.lies != "rows" else {}


class Arranged:
    """A workbook with its arrangements; satisfies the port."""

    def __init__(self, workbook: Workbook, arrangements: Sequence[Arrangement]) -> None:
        self._workbook = workbook
        self._by_sheet = {each.sheet: each for each in arrangements}
        self._rest = {name + REST: grid for each in arrangements for name, grid in each.rest.items()}
        self._away = {name for each in arrangements for name in each.rest} - self._by_sheet.keys()
        self.path = workbook.path
        last = len(workbook.sheets)
        self.sheets = (*workbook.sheets, *(SheetInfo(name, last + i) for i, name in enumerate(self._rest)))
        self.tables: Mapping[str, TableInfo] = {
            name: table for name, table in workbook.tables.items()
            if table.sheet not in self._away and self.lies(table.sheet) == "rows"}
        self.names: Sequence[DefinedName] = [self._renamed(name) for name in workbook.names]

    def grid(self, sheet: str) -> Grid:
        """Return everything a sheet holds, as it is seen."""
        if sheet in self._by_sheet:
            return self._by_sheet[sheet].grid
        if sheet in self._away:
            return Grid(sheet)
        return self._rest[sheet] if sheet in self._rest else self._workbook.grid(sheet)

    def rules(self, sheet: str) -> SheetRules:
        """Return the conditional formats and the lists of a sheet, where its cells are seen."""
        real = sheet.removesuffix(REST) if sheet in self._rest else sheet
        if not isinstance(self._workbook, HasRules):
            return SheetRules()
        found = self._workbook.rules(real)
        arrangement = self._by_sheet.get(sheet)
        if arrangement is None or arrangement.lies == "rows":
            return found
        from dataclasses import replace  # noqa: PLC0415 - only where a register lies otherwise

        return SheetRules(
            tuple(replace(rule, areas=_moved(arrangement, real, rule.areas)) for rule in found.colours),
            tuple(replace(rule, areas=_moved(arrangement, real, rule.areas)) for rule in found.lists))

    def real(self, sheet: str, row: int | None, column: int | None) -> tuple[str, int | None, int | None]:
        """Return the sheet, row and column where a cell really lies."""
        arrangement = self._by_sheet.get(sheet)
        if arrangement is None:
            return sheet.removesuffix(REST) if sheet in self._rest else sheet, row, column
        if row is None or column is None:
            spots = [spot for (r, c), spot in arrangement.spots.items() if row == r or column == c]
            return min(spots) if spots and arrangement.lies != "rows" else (sheet, row, column)
        return arrangement.spots.get((row, column), (sheet, row, column))

    def lies(self, sheet: str) -> str:
        """Return how the register of a sheet really lies: "rows", "columns" or "forms"."""
        return self._by_sheet[sheet].lies if sheet in self._by_sheet else "rows"

    def letters(self, sheet: str, column: int) -> str:
        """Return what people call a column."""
        arrangement = self._by_sheet.get(sheet)
        return column_letters(column) if arrangement is None else arrangement.names.get(column, column_letters(column))

    def line(self, sheet: str, row: int, *, short: bool = False) -> str:
        """Return what people call a row: "row 7", "column E"."""
        arrangement = self._by_sheet.get(sheet)
        named = ("", "") if arrangement is None else arrangement.lines.get(row, ("", ""))
        return named[0 if short else 1] or (str(row) if short else f"row {row}")

    def parts(self, sheet: str) -> Mapping[tuple[int, str], int]:
        """Return the column that each field has here which is only a part of a real column's cells."""
        arrangement = self._by_sheet.get(sheet)
        if arrangement is None:
            return {}
        return {(real, arrangement.fields[column]): column for column, real in arrangement.parts.items()}

    def split(self, sheet: str) -> Mapping[int, str]:
        """Return the columns of ratings that are seen in parts, with their real headings."""
        return self._by_sheet[sheet].headings if sheet in self._by_sheet else {}

    def written(self, sheet: str, formula: str) -> str:
        """Return a formula of an arranged sheet as it stands in the file."""
        arrangement = self._by_sheet.get(sheet)
        if arrangement is None or not arrangement.places:
            return formula

        def back(match: re.Match[str]) -> str:
            if match["first"] is None:
                return match[0]
            if match["sheet"]:
                named = match["sheet"][:-1].strip("'").replace("''", "'")
                shown = "" if named == sheet + REST else match["sheet"].replace(REST, "")
                return shown + match[0][len(match["sheet"]):]
            return ":".join(self._back(arrangement, match[part]) for part in ("first", "last") if match[part])

        return _REFERENCES.sub(back, formula)

    def _back(self, arrangement: Arrangement, text: str) -> str:
        at, across, down = _cell(text)
        spot = arrangement.spots.get(at)
        if spot is None:
            return text
        if arrangement.turned:
            across, down = down, across
        name = f"{across}{column_letters(spot[2])}{down}{spot[1]}"
        return name if spot[0] == arrangement.sheet else f"{quoted(spot[0])}!{name}"

    def _renamed(self, name: DefinedName) -> DefinedName:
        for arrangement in self._by_sheet.values():
            if arrangement.places and any(sheet in name.text for sheet in arrangement.rest):
                return DefinedName(name.name, moved(arrangement, name.text, arrangement.sheet), name.sheet, name.hidden)
        return name


def quoted(sheet: str) -> str:
    """Return the name of a sheet as formulas have it."""
    return "'" + sheet.replace("'", "''") + "'"


def _cell(text: str) -> tuple[Cell, str, str]:
    """Return the cell of a reference, and what is before its letters and its number: nothing, or "$"."""
    match = _REFERENCE.fullmatch(text)
    if match is None:
        return (0, 0), "", ""
    return (int(match[4]), column_number(match[2])), match[1], match[3]


def moved(arrangement: Arrangement, text: str, sheet: str) -> str:
    """Return a formula of a real sheet for the arranged one.

    Cells of the register are named by their places here; others by their real ones, fixed, so that equal formulas stay
    equal wherever they stand.
    """
    known = {name.casefold(): name for name in arrangement.rest}

    def move(match: re.Match[str]) -> str:
        if match["first"] is None:
            return match[0]
        named = match["sheet"][:-1].strip("'").replace("''", "'") if match["sheet"] else sheet
        real = known.get(named.casefold())
        texts = [match[part] for part in ("first", "last") if match[part]]
        if real is not None:
            here = [_here(arrangement, real, text) for text in texts]
            if None not in here and (len(here) == 1 or arrangement.turned):
                return ":".join(each for each in here if each is not None)
        fixed = ":".join(f"${column_letters(at[1])}${at[0]}" for at, _, _ in map(_cell, texts))
        return f"{quoted(named if real is None else real + REST)}!{fixed}"

    return _REFERENCES.sub(move, text)


def _here(arrangement: Arrangement, sheet: str, text: str) -> str | None:
    at, across, down = _cell(text)
    place = arrangement.places.get((sheet, *at))
    if place is None:
        return None
    if arrangement.turned:
        return f"{down}{column_letters(place[1])}{across}{place[0]}"
    return cell_name(*place)


def _moved(arrangement: Arrangement, sheet: str, areas: Sequence[Area]) -> tuple[Area, ...]:
    """Return areas of a real sheet as they are seen, each as a rectangle where it stays one."""
    found: list[Area] = []
    for area in areas:
        if arrangement.turned:
            found.append(Area(area.first_column, area.first_row, area.last_column, area.last_row))
        elif len(found) < _MOST_RULES:
            found += [Area(*cell, *cell) for (name, *at), cell in arrangement.places.items()
                      if name == sheet and tuple(at) in area]
    return tuple(found)


class Laid:
    """Lays cells out as rows of an arrangement: `put` takes them one by one, `grid` is what comes of it."""

    def __init__(self, workbook: Workbook, sheet: str) -> None:
        self.workbook, self.sheet = workbook, sheet
        self.spots: dict[Cell, Spot] = {}
        self._values: dict[Cell, GridValue] = {}
        self._formulas: dict[Cell, tuple[Formula, Spot]] = {}

    def put(self, cell: Cell, spot: Spot, value: GridValue, formula: Formula | None = None) -> None:
        """Lay a real cell to a place."""
        self.spots[cell] = spot
        if value is not None:
            self._values[cell] = value
        if formula is not None:
            self._formulas[cell] = (formula, spot)

    def arrangement(self, lies: str, *, turned: bool = False, rest: dict[str, Grid],
                    merges: tuple[Area, ...] = (), hidden: tuple[frozenset[int], frozenset[int]] = (
                        frozenset(), frozenset())) -> Arrangement:
        """Return the sheet as it was laid out. `hidden` are its hidden rows and columns."""
        rows = sorted({row for row, _ in (*self._values, *self._formulas)})
        index = {row: i for i, row in enumerate(rows)}
        found = Arrangement(self.sheet, lies, Grid(self.sheet, rows, merges=merges, hidden_rows=hidden[0],
                                                   hidden_columns=hidden[1]), self.spots, turned=turned, rest=rest)
        for (row, column), value in self._values.items():
            found.grid.columns.setdefault(column, GridColumn([None] * len(rows))).values[index[row]] = value
        for (row, column), (formula, spot) in self._formulas.items():
            held = found.grid.columns.setdefault(column, GridColumn([None] * len(rows)))
            if held.formulas is None:
                held.formulas = [None] * len(rows)
            held.formulas[index[row]] = moved(found, formula_at(formula, spot[1], spot[2]), spot[0])
        return found


def without(grid: Grid, taken: set[Cell]) -> Grid:
    """Return what a sheet holds besides some of its cells."""
    columns = {}
    for number, column in grid.columns.items():
        keep = [(row, number) not in taken for row in grid.rows]
        formulas = column.formulas and [f if kept else None for f, kept in zip(column.formulas, keep, strict=True)]
        columns[number] = GridColumn([v if kept else None for v, kept in zip(column.values, keep, strict=True)],
                                     formulas or None)
    return Grid(grid.sheet, grid.rows, columns, merges=grid.merges)
