"""Merges two workbooks that come from a third, row by row and cell by cell. No row of either is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from smsxl.compare.fresh import IdMap, fresh_id, renamed
from smsxl.compare.match import matched
from smsxl.compare.meaning import Meaning
from smsxl.compare.merge_model import ADDED, CHANGED, REMOVED, Conflict, MergePlan, TablePlan, Taken
from smsxl.compare.records import Records, formula_text, natural_fields
from smsxl.domain.values import CellValue
from smsxl.hosts.package import formula_at
from smsxl.hosts.port import NOT_CALCULATED, SharedFormula
from smsxl.tables.model import Kind, Type
from smsxl.tables.rows import as_text
from smsxl.tables.text import fold

Tables = Mapping[str, Records]

_KEPT: Final = "OURS was kept; type the value that is right into the cell."


@dataclass
class _Table:
    """One table in the three workbooks, and which rows belong together."""

    base: Records
    ours: Records
    theirs: Records
    plan: TablePlan
    conflicts: list[Conflict] = field(default_factory=list)
    copies: dict[int, int] = field(default_factory=dict)
    """Rows that both sides added and that are merged as one: of THEIRS, of OURS."""

    def __post_init__(self) -> None:
        self.to_ours, self.to_theirs = matched(self.base, self.ours), matched(self.base, self.theirs)
        taken = set(self.to_ours.values()), set(self.to_theirs.values())
        self.ours_added = [j for j in range(len(self.ours)) if j not in taken[0]]
        self.theirs_added = [j for j in range(len(self.theirs)) if j not in taken[1]]
        self.fields = [name for name, of in self.ours.fields.items()
                       if not of.typed_over and name in self.theirs.fields]

    def contents(self, records: Records, i: int) -> tuple[Meaning, ...]:
        return tuple(records.meanings[name][i] for name in self.fields)

    def same(self, one: Records, i: int, other: Records, j: int) -> bool:
        """Whether two rows mean the same in every column that all three have."""
        return all(one.meanings[name][i] == other.meanings[name][j] for name in self.fields
                   if name in one.fields and name in other.fields)


def three_way(base: Tables, ours: Tables, theirs: Tables) -> MergePlan:
    """Return what has to change in OURS so that it holds the changes of THEIRS as well.

    All three have the same tables. A cell that only one side changed is taken from that side; where both changed it
    to something else, OURS stays and the conflict is named. So is a row that one side removed and the other changed,
    which is kept, and two new rows with one id, of which THEIRS gets another id.
    """
    tables = [_Table(base[name], records, theirs[name], TablePlan(name)) for name, records in ours.items()]
    ids: IdMap = {}
    new = {table.ours.table: list(_new_rows(table, ids)) for table in tables}
    for table in tables:
        _columns(table)
        if _is_grid(table):
            _axes(table)
        _rows(table, ids)
        for each in new[table.ours.table]:
            _add(table, each.row, ids, each.note, fresh=each.fresh)
    return MergePlan(tuple(table.plan for table in tables if not table.plan.is_empty),
                     tuple(conflict for table in tables for conflict in table.conflicts))


def _is_grid(table: _Table) -> bool:
    return table.ours.declaration is not None and table.ours.declaration.kind is Kind.GRID


# ---------------------------------------------------------------------- rows that all three, or two, have


def _rows(table: _Table, ids: IdMap) -> None:
    for i in range(len(table.base)):
        mine, other = table.to_ours.get(i), table.to_theirs.get(i)
        if mine is not None and other is not None:
            _cells(table, i, mine, other, ids)
        elif _is_grid(table):
            continue
        elif mine is not None:
            _removed_there(table, i, mine)
        elif other is not None and not table.same(table.base, i, table.theirs, other):
            _add(table, other, ids, "OURS removed the row and THEIRS changed it, so it was put back; remove it if it "
                                    "is not needed.", ours=REMOVED)
    for other, mine in table.copies.items():
        _cells(table, None, mine, other, ids)


def _removed_there(table: _Table, i: int, mine: int) -> None:
    if table.same(table.base, i, table.ours, mine):
        table.plan.removed.append(mine)
    else:
        _conflict(table, mine, None, "", CHANGED, REMOVED,
                  "THEIRS removed the row and OURS changed it, so it was kept; remove it if it is not needed.")


def _cells(table: _Table, i: int | None, mine: int, other: int, ids: IdMap) -> None:
    """Merge the cells of a row; `i` is its row in BASE, None where both sides added it."""
    for name in table.fields:
        base = None if i is None or name not in table.base.fields else (
            table.base.meanings[name][i], table.base.written[name][i])
        ours, theirs = (each.meanings[name][at] for each, at in ((table.ours, mine), (table.theirs, other)))
        written = table.ours.written[name][mine], table.theirs.written[name][other]
        was = (None, None) if base is None else base
        if written[1] == was[1] or written[0] == written[1]:
            continue  # THEIRS left it alone, or both wrote the same
        if written[0] == was[1] or (ours == was[0] and theirs != was[0]):
            _take(table, mine, other, name, ids)
        elif theirs not in (was[0], ours):
            _conflict(table, mine, name, _text(table.base, i, name), _text(table.ours, mine, name),
                      _text(table.theirs, other, name), f"Both sides changed the cell. {_KEPT}")


def _take(table: _Table, mine: int, other: int, name: str, ids: IdMap) -> None:
    taken = taken_from(table.theirs, other, name, ids)
    if taken is None:
        _conflict(table, mine, name, "", _text(table.ours, mine, name), _formula(table.theirs, other, name),
                  "THEIRS has a formula there that depends on where it stands. " + _KEPT)
        return
    if name == table.ours.key and table.theirs.keys[other] in table.ours.keys:
        _conflict(table, mine, name, "", _text(table.ours, mine, name), _text(table.theirs, other, name),
                  "THEIRS gave the row an id that another row of OURS has. " + _KEPT)
        return
    table.plan.cells[mine, name] = taken


def taken_from(theirs: Records, j: int, name: str, ids: IdMap) -> Taken | None:
    """Return a cell of THEIRS to be taken over; None for a formula that would mean something else elsewhere."""
    column = theirs.fields[name].column
    formulas = theirs.formulas.get(name)
    formula = formulas[j] if formulas is not None else None
    value = _raw(theirs, j, name)
    if formula is not None:
        text = formula_text(formula)
        moved = formula_at(formula, *theirs.at(j, name)) if isinstance(formula, SharedFormula) else text
        if moved != text or _has_cells(text):
            return None
        return Taken(None if isinstance(value, str) and value.startswith("=") else value, text)
    if column is not None and column.refers:
        value = renamed(value, column, ids)
    return Taken(value)


def _has_cells(formula: str) -> bool:
    """Whether a formula names cells by where they stand."""
    shared = SharedFormula(formula, (1, 1))
    return formula_at(shared, 2, 2) != formula


def _raw(records: Records, i: int, name: str) -> CellValue:
    value = records.value(i, name)
    return None if value is NOT_CALCULATED else value


# ---------------------------------------------------------------------- rows that are new


@dataclass(frozen=True)
class _New:
    """A row of THEIRS to be added: what people have to know of it, and its new id where its own is taken."""

    row: int
    note: str = ""
    fresh: str | None = None


def _new_rows(table: _Table, ids: IdMap) -> Iterator[_New]:
    """Yield the rows of THEIRS to be added, with what people have to know; give those with a taken id another one."""
    if _is_grid(table):
        return
    copies = Counter(table.contents(table.ours, i) for i in table.ours_added)
    natural = natural_fields(table.ours)
    nature = {tuple(table.ours.meanings[name][i] for name in natural) for i in table.ours_added}
    by_key = {table.ours.keys[i]: i for i in reversed(range(len(table.ours))) if table.ours.keys[i]}
    used = {key for each in (table.base, table.ours, table.theirs) for key in each.keys}
    for j in table.theirs_added:
        content, key = table.contents(table.theirs, j), table.theirs.keys[j]
        if copies[content] > 0:
            copies[content] -= 1  # both sides added the same row
        elif key and key in by_key:
            if by_key[key] in table.ours_added and not _numbered(table):
                table.copies[j] = by_key[key]
                continue
            name = fresh_id(table.theirs.id_of(j), used)
            used.add(fold(name))
            ids[table.ours.table, key] = name
            yield _New(j, f"OURS has another row with the id {table.theirs.id_of(j)}; this one of THEIRS got the id "
                          f"{name}, and so did what THEIRS refers to it by.", name)
        elif len(natural) > 1 and not table.ours.key and _dated(table) and tuple(
                table.theirs.meanings[name][j] for name in natural) in nature:
            yield _New(j, "Both sides added a row for this, and both were kept; remove the one that is wrong.")
        else:
            yield _New(j)


def _numbered(table: _Table) -> bool:
    """Whether the rows are known by ids that stand for nothing else, unlike the labels of a scale."""
    declaration = table.ours.declaration
    return declaration is not None and declaration.key is not None and declaration[declaration.key].type is Type.ID


def _dated(table: _Table) -> bool:
    return any(column.type is Type.DATE for name in natural_fields(table.ours)
               if (column := table.ours.fields[name].column) is not None)


def _add(table: _Table, j: int, ids: IdMap, note: str, *, ours: str = ADDED, fresh: str | None = None) -> None:
    row: dict[str, Taken] = {}
    place = len(table.plan.added)
    for name in table.fields:
        taken = taken_from(table.theirs, j, name, ids)
        if taken is None:
            table.conflicts.append(Conflict(
                table.ours.title, table.theirs.id_of(j), table.ours.fields[name].header, "", "",
                _formula(table.theirs, j, name), "THEIRS has a formula there that depends on where it stands; enter it "
                "by hand.", table.ours.table, name, added=place))
        elif taken.value is not None or taken.formula is not None:
            row[name] = taken
    if fresh is not None and table.ours.key is not None:
        row[table.ours.key] = Taken(fresh)
    table.plan.added.append(row)
    if note:
        shown = "; ".join(f"{table.ours.fields[name].header}: {as_text(taken.value)}" for name, taken in row.items())
        table.conflicts.append(Conflict(table.ours.title, fresh or table.theirs.id_of(j), "", "", ours, shown, note,
                                        table.ours.table, added=place))


# ---------------------------------------------------------------------- what can't be merged cell by cell


def _columns(table: _Table) -> None:
    """Name the columns of the user's own that only THEIRS has, or that hold values only there."""
    for name, of in table.theirs.fields.items():
        if name in table.ours.fields or of.typed_over:
            continue
        changed = name not in table.base.fields or any(
            table.base.meanings[name][i] != table.theirs.meanings[name][j] for i, j in table.to_theirs.items())
        if changed:
            table.conflicts.append(Conflict(
                table.ours.title, "", of.header, "", "", CHANGED, "THEIRS has values in this column, which OURS does "
                "not have, or calculates; copy them over from THEIRS if they are needed.", sheet=table.ours.sheet))


def _axes(table: _Table) -> None:
    """Say that a matrix has other axes than before: its cells can't be told from one another then."""
    if set(table.theirs.keys) != set(table.base.keys) and set(table.theirs.keys) != set(table.ours.keys):
        table.conflicts.append(Conflict(
            table.ours.title, "", "", "", "", CHANGED, "THEIRS has another size of the matrix; OURS was kept, change "
            "it by hand if THEIRS is right.", sheet=table.ours.sheet))


def _conflict(table: _Table, mine: int, name: str | None, base: str, ours: str, theirs: str, note: str) -> None:
    header = table.ours.fields[name].header if name is not None else ""
    table.conflicts.append(Conflict(table.ours.title, table.ours.id_of(mine), header, base, ours, theirs, note,
                                    table.ours.table, name, row=mine))


def _text(records: Records, i: int | None, name: str) -> str:
    return "" if i is None or name not in records.fields else as_text(_raw(records, i, name))


def _formula(records: Records, i: int, name: str) -> str:
    formulas: Sequence[object] | None = records.formulas.get(name)
    return "" if formulas is None else f"={formula_text(records.formulas[name][i])}"
