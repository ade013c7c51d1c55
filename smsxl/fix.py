"""The service that fixes what a check found, where there is no doubt about what was meant.

Every fix answers a finding, and is tried out first: one that would leave its finding standing, or bring a new one, is
left out. What else a workbook holds stays byte for byte.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from smsxl.dependants import count_dependants
from smsxl.domain.values import CellError, CellValue
from smsxl.errors import UnwritableError
from smsxl.formats.fixes import FOLLOWS, Change, Fixed
from smsxl.hosts.overlay import Overlay
from smsxl.hosts.package import Limits
from smsxl.hosts.package.edit import Content, FormulaCell, NewValue, edit_workbook
from smsxl.hosts.package.edit.table_xml import TablePart
from smsxl.hosts.port import NOT_CALCULATED, cell_name
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.rules.findings import Finding
from smsxl.rules.fixes import FIXES, Fixer, Spot, order_of
from smsxl.rules.suppressing import Suppression
from smsxl.rules.workbook_formulas import DECLARED, agrees, is_plain
from smsxl.score import dialect_of, plan_of
from smsxl.suppress import suppressed
from smsxl.tables.book import Book
from smsxl.tables.formula import Dialect
from smsxl.tables.model import Kind
from smsxl.tables.rows import Rows

_Place = tuple[str, tuple[int, int]]
"""A sheet and the row and column of a cell."""

_Mark = tuple[str, str | None, str | None]
"""What tells a finding from others: its code, sheet and cell."""


@dataclass(frozen=True)
class Choice:
    """What may be fixed: rules by code, with their unsafe fixes, as of a day; what is suppressed is left standing."""

    codes: Collection[str]
    as_of: dt.date
    unsafe: bool = False
    suppressions: Sequence[Suppression] = ()


def fix_file(path: str, choice: Choice, out: str | os.PathLike[str] | None = None, *, write: bool = True,
             in_place: bool = False, limits: Limits = Limits()) -> Fixed:  # noqa: B008
    """Fix a workbook in place or into `out`; with `write` False only say what would be fixed.

    Raises UnreadableError and UnwritableError, each in one sentence.
    """
    with edit_workbook(path, limits) as edit:
        book = Book(edit.workbook, choice.as_of)
        if not book.is_ours:
            raise UnwritableError(f"{path} holds none of the tables that smsxl fixes; `smsxl import` moves a register "
                                  "of another layout into our template.")
        parts = {part.name.casefold(): part for _, part in edit.tables()}
        work = _Work(book, dialect_of(book, has_macros=edit.has_macros), parts, choice)
        chosen, trial, withheld = _chosen(work, list(work.units()))
        fixed = Fixed(path, tuple(_changes(work, trial)), tuple(trial.left), tuple(withheld), work.unsafe_left(trial))
        if not write:
            return fixed
        for sheet, cells in trial.cells.items():
            edit.set_cells(sheet, cells)
        for table, header, formula, array in trial.column_formulas:
            edit.set_column_formula(table, header, formula, array=array)
        if chosen:
            touched = {rows.declaration.name: rows.sheet for rows in book.rows.values() if trial.cells.get(rows.sheet)}
            dependants = count_dependants(book, touched)
            fixed = replace(fixed, dependants=dependants, recalculates=dependants > 0 and not edit.has_macros)
            if fixed.recalculates:
                edit.recalculate_on_load()
        saved = edit.save(out, in_place=in_place) if edit.is_changed or out is not None else None
    return replace(fixed, saved=saved)


# ---------------------------------------------------------------------- what could be done

@dataclass(frozen=True)
class Unit:
    """What is fixed or left as one: a typed-in cell, or the calculated cells of a column that have one fault."""

    finding: Finding
    place: _Place | None = None
    content: Content = None
    safe: bool = True
    column: tuple[str, str] | None = None
    """Table and field of a calculated column."""


@dataclass(frozen=True)
class Trial:
    """What the workbook would be with some fixes: the cells, what is found then, and where formulas are put back."""

    cells: dict[str, dict[tuple[int, int], Content]]
    units: dict[_Place, Unit | None]
    left: list[Finding]
    column_formulas: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def put(self, place: _Place, content: Content, unit: Unit | None) -> None:
        """Change a cell; without a unit because it follows from others."""
        self.cells.setdefault(place[0], {})[place[1]] = content
        self.units[place] = unit

    @cached_property
    def marks(self) -> Counter[_Mark]:
        """What is found, to compare."""
        return Counter(map(_mark, self.left))


class _Work:
    """A workbook that is being fixed: what was found, and what can be done about it."""

    def __init__(self, book: Book, dialect: Dialect, parts: Mapping[str, TablePart], choice: Choice) -> None:
        self.book = book
        self.choice = choice
        self.found, _ = suppressed(run(RULES, book), choice.suppressions, book.workbook.path, choice.as_of)
        self.marks = Counter(map(_mark, self.found))
        self.plan = plan_of(book, dialect, parts)
        self.stale = {(rows.sheet, rows.cell(i, name)) for rows, name, i, _ in _out_of_date(book)}
        self._records = {rows.declaration.name: {number: i for i, number in enumerate(rows.numbers)}
                         for rows in book.rows.values()}

    def units(self) -> Iterator[Unit]:
        """Yield what can be fixed: typed-in cells first, each once, then calculated columns by their fault."""
        held: dict[_Place, Unit] = {}
        wanted = [f for f in self.found if f.suppressed is None and f.code in self.choice.codes and f.code in FIXES]
        for finding in sorted(wanted, key=lambda f: (f.order, order_of(f.code))):
            spot = self.spot(finding)
            if spot is None or FIXES[finding.code].scored:
                continue
            place = (spot.rows.sheet, spot.rows.cell(spot.record, spot.field))
            earlier = held.get(place)
            if earlier is not None and not isinstance(earlier.content, (FormulaCell, NewValue)):
                spot = replace(spot, value=earlier.content)
            unit = self._typed(finding, spot, place)
            if unit is not None:
                held[place] = replace(unit, safe=unit.safe and (earlier is None or earlier.safe))
        yield from held.values()
        columns: dict[tuple[str, str, str], Finding] = {}
        for finding in wanted:
            if FIXES[finding.code].scored and finding.table is not None and finding.field is not None:
                columns.setdefault((finding.code, finding.table, finding.field), finding)
        for (_, table, name), finding in columns.items():
            yield Unit(finding, column=(table, name))

    def spot(self, finding: Finding) -> Spot | None:
        """Return the typed-in cell of a finding; None where it has none, or one with a formula that somebody wrote."""
        rows = self.book.rows.get(finding.table or "")
        if rows is None or finding.field is None or finding.field not in rows or rows.declaration.kind is Kind.GRID:
            return None
        record = 0 if rows.is_form else self._records[rows.declaration.name].get(finding.order[1])
        if record is None or finding.order[1:] != rows.cell(record, finding.field):
            return None
        if (rows.formulas.get(finding.field) or [None] * len(rows))[record] is not None:
            return None
        return Spot(self.book, rows, record, finding.field, rows.raw(finding.field)[record])

    def record_at(self, sheet: str, at: tuple[int, int]) -> tuple[Rows, int, str]:
        """Return the table, record and field of a cell. Raises KeyError for one that is none of them."""
        for rows in self.book.rows.values():
            if rows.sheet != sheet or rows.declaration.kind is Kind.GRID:
                continue
            i = 0 if rows.is_form else self._records[rows.declaration.name].get(at[0])
            for name in rows.places if i is not None else ():
                if i is not None and rows.cell(i, name) == at:
                    return rows, i, name
        raise KeyError(at)

    def _typed(self, finding: Finding, spot: Spot, place: _Place) -> Unit | None:
        fix = FIXES[finding.code]
        guess = fix.unsafe if self.choice.unsafe else None
        fixers: tuple[tuple[Fixer | None, bool], ...] = ((fix.safe, True), (guess, False))
        for fixer, safe in fixers:
            to = fixer(spot) if fixer is not None else None
            if to is not None and not (type(to.value) is type(spot.value) and to.value == spot.value):
                return Unit(finding, place, to.value, safe)
        return None

    def unsafe_left(self, trial: Trial) -> int:
        """Return for how many of the findings that are left there is an unsafe fix that was not asked for."""
        if self.choice.unsafe:
            return 0
        count = 0
        for finding in trial.left:
            fixer = FIXES[finding.code].unsafe if finding.code in FIXES and finding.code in self.choice.codes else None
            spot = self.spot(finding) if fixer is not None and finding.suppressed is None else None
            count += fixer is not None and spot is not None and fixer(spot) is not None
        return count

    def tried(self, units: Iterable[Unit]) -> Trial:
        """Return what would become of the workbook."""
        chosen = list(units)
        if not chosen:
            return Trial({}, {}, self.found)
        trial = Trial({}, {}, [])
        for unit in chosen:
            if unit.place is not None:
                trial.put(unit.place, unit.content, unit)
        columns = {(unit.finding.code, *unit.column): unit for unit in chosen if unit.column is not None}
        self._restore(trial, columns)
        self._bring_up_to_date(trial, columns)
        after = Book(Overlay(self.book.workbook, trial.cells), self.choice.as_of)
        trial.left[:], _ = suppressed(run(RULES, after), self.choice.suppressions, self.book.workbook.path,
                                      self.choice.as_of)
        return trial

    def _restore(self, trial: Trial, columns: Mapping[tuple[str, str, str], Unit]) -> None:
        """Put formulas back into the columns that are asked for."""
        if not any(code != "WBK303" for code, _, _ in columns):
            return
        restored = set()
        for rows in self.book.rows.values():
            planned, table = self.plan.cells.get(rows.sheet, {}), rows.declaration
            for column in table.calculated if planned and table.kind is Kind.TABLE else ():
                name = column.field
                for i in range(len(rows)) if name in rows else ():
                    content = planned.get(rows.cell(i, name))
                    asked = columns.get((_code_of(rows, name, i), table.name, name))
                    if isinstance(content, FormulaCell) and asked and not self._is_agreed(asked, rows, i, name):
                        trial.put((rows.sheet, rows.cell(i, name)), content, asked)
                        restored.add((table.name, self.book.header(table.name, name)))
        trial.column_formulas.extend(each for each in self.plan.column_formulas if each[:2] in restored)

    def _is_agreed(self, unit: Unit, rows: Rows, i: int, name: str) -> bool:
        mark = (unit.finding.code, rows.sheet, cell_name(*rows.cell(i, name)))
        return any(finding.suppressed is not None and _mark(finding) == mark for finding in self.found)

    def _bring_up_to_date(self, trial: Trial, columns: Mapping[tuple[str, str, str], Unit]) -> None:
        """Give calculated cells the value that their formula gives now, where it changed or that is asked for."""
        stale = next((unit for (code, _, _), unit in columns.items() if code == "WBK303"), None)
        book = Book(Overlay(self.book.workbook, trial.cells), self.choice.as_of)
        for rows, name, i, right in _out_of_date(book):
            place = (rows.sheet, rows.cell(i, name))
            table, value = rows.declaration.name, "" if right is None else right
            present = trial.cells.get(place[0], {}).get(place[1])
            if isinstance(present, FormulaCell):
                trial.put(place, replace(present, value=value), trial.units[place])
                continue
            uncalculated = rows.raw(name)[i] is NOT_CALCULATED
            # A chain is found at its first cell, wherever that is.
            asked = columns.get(("WBK304", table, name)) if uncalculated else stale if place in self.stale else None
            if asked is not None or not (uncalculated or agrees(self.book.expected(table, name)[i], right)):
                trial.put(place, NewValue(value), asked)


def _row(cell: str) -> int:
    return int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def _mark(finding: Finding) -> _Mark:
    return finding.code, finding.sheet, finding.cell


# ---------------------------------------------------------------------- calculated cells

def _out_of_date(book: Book) -> Iterator[tuple[Rows, str, int, CellValue]]:
    """Yield the cells with their declared formula whose value is another than it gives now, with what it gives."""
    for rows in book.rows.values():
        table = rows.declaration
        for column in table.calculated if table.kind is Kind.TABLE else ():
            if column.field not in rows or is_plain(rows, column.field):
                continue
            states, raw = book.formula_states(table.name, column.field), rows.raw(column.field)
            for i, right in enumerate(book.expected(table.name, column.field)):
                if states[i] == DECLARED and raw[i] != right and not isinstance(right, CellError) and (
                        raw[i] is NOT_CALCULATED or not agrees(raw[i], right)):
                    yield rows, column.field, i, right


def _code_of(rows: Rows, name: str, i: int) -> str:
    """Return the rule that a calculated cell without its declared formula breaks."""
    if is_plain(rows, name):
        return "WBK304" if rows.blank(name).all() else ""
    return "WBK301" if rows.formulas[name][i] is None else "WBK302"


# ---------------------------------------------------------------------- what is done

def _chosen(work: _Work, units: Sequence[Unit]) -> tuple[list[Unit], Trial, list[Finding]]:
    """Return the fixes that do what they should and bring no new finding, what they give, and what was left out."""

    def brings_nothing_new(some: Sequence[Unit]) -> bool:
        return not work.tried(some).marks - work.marks

    trial = work.tried(units)
    new = trial.marks - work.marks
    if not new:
        kept = list(units)
    else:
        # What a fix brings up mostly stands in its own row: then the others are tried once, however many there are.
        rows = {(sheet, _row(cell)) for _, sheet, cell in new if cell is not None}
        suspects = [unit for unit in units if unit.place is not None and (unit.place[0], unit.place[1][0]) in rows]
        kept = _kept(_kept([], _without(units, suspects), brings_nothing_new), suspects, brings_nothing_new)
        trial = work.tried(kept)
    while True:
        idle = [unit for unit in kept if trial.marks[_mark(unit.finding)] >= work.marks[_mark(unit.finding)]]
        if not idle:
            return kept, trial, [unit.finding for unit in _without(units, kept)]
        kept = _kept([], _without(kept, idle), brings_nothing_new)
        trial = work.tried(kept)


def _without(units: Sequence[Unit], some: Sequence[Unit]) -> list[Unit]:
    gone = set(map(id, some))
    return [unit for unit in units if id(unit) not in gone]


def _kept(base: list[Unit], units: Sequence[Unit], good: Callable[[Sequence[Unit]], bool]) -> list[Unit]:
    """Return the units that can be added to `base` one after the other: halves of them are tried at once."""
    if not units or good([*base, *units]):
        return [*base, *units]
    if len(units) == 1:
        return base
    middle = len(units) // 2
    return _kept(_kept(base, units[:middle], good), units[middle:], good)


def _changes(work: _Work, trial: Trial) -> Iterator[Change]:
    """Yield the cells that change, in the order of the workbook."""
    for sheet in work.book.workbook.sheets:
        for at, content in sorted(trial.cells.get(sheet.name, {}).items()):
            unit = trial.units[sheet.name, at]
            rows, i, name = work.record_at(sheet.name, at)
            written = (rows.formulas.get(name) or [None] * len(rows))[i]
            yield Change(sheet.name, cell_name(*at), rows.raw(name)[i], content,
                         unit.finding.code if unit is not None else FOLLOWS, unit is None or unit.safe,
                         rows.key_of(i), rows.declaration[name].header,
                         None if written is None else written if isinstance(written, str) else written.text)
