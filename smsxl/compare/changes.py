"""What changed between two workbooks, row by row and field by field."""

from __future__ import annotations

from collections.abc import Mapping

from smsxl.compare.match import matched
from smsxl.compare.model import FieldChange, RowChange, RowPlace, TableDiff
from smsxl.compare.records import Records
from smsxl.hosts.port import NOT_CALCULATED, GridValue
from smsxl.tables.rows import is_blank

Pairs = Mapping[str, Mapping[int, int]]
"""For each table that both workbooks have, which old row is which new one."""


def pairs_of(old: Mapping[str, Records], new: Mapping[str, Records]) -> dict[str, dict[int, int]]:
    """Return which rows belong together, table by table."""
    return {name: matched(records, new[name]) for name, records in old.items() if name in new}


def changes(old: Mapping[str, Records], new: Mapping[str, Records], pairs: Pairs, *,
            spelling: bool = False) -> tuple[TableDiff, ...]:
    """Return the tables in which anything changed, in the order of their declarations.

    With `spelling` also cells in which only spaces, letter case or the kind of cell differ.
    """
    names = [*new, *(name for name in old if name not in new)]
    found = []
    for name in names:
        before, after = old.get(name), new.get(name)
        if before is not None and after is not None:
            found.append(_compared(before, after, pairs[name], spelling=spelling))
        elif after is not None:
            found.append(TableDiff(name, after.title, added=tuple(added(after, i) for i in range(len(after)))))
        elif before is not None:
            found.append(TableDiff(name, before.title, removed=tuple(removed(before, i) for i in range(len(before)))))
    return tuple(table for table in found if not table.is_empty)


def _compared(old: Records, new: Records, pairs: Mapping[int, int], *, spelling: bool) -> TableDiff:
    taken = {j: i for i, j in pairs.items()}
    shared = [name for name in new.fields if name in old.fields]
    # A calculated column is compared where somebody typed over it on either side; the other side has nothing there.
    shared += [name for side, other in ((new, old), (old, new)) for name, field in side.fields.items()
               if field.typed_over and name not in other.fields]
    changed = []
    for j, i in sorted(taken.items()):
        fields = tuple(change for name in shared
                       if (change := _field(old, i, new, j, name, spelling=spelling)) is not None)
        if fields:
            changed.append(RowChange(place(old, i), place(new, j), fields))
    return TableDiff(
        new.table, new.title,
        added=tuple(added(new, j) for j in range(len(new)) if j not in taken),
        removed=tuple(removed(old, i) for i in range(len(old)) if i not in pairs),
        changed=tuple(changed),
        columns_added=_columns(new, old), columns_removed=_columns(old, new))


def _columns(one: Records, other: Records) -> tuple[str, ...]:
    """Return the headers of the columns that only one of the workbooks has."""
    return tuple(field.header for name, field in one.fields.items()
                 if name not in other.fields and not field.typed_over)


def _field(old: Records, i: int, new: Records, j: int, name: str, *, spelling: bool) -> FieldChange | None:
    meant = [None if name not in side.fields else side.meanings[name][k] for side, k in ((old, i), (new, j))]
    only_spelling = meant[0] == meant[1]
    if only_spelling and (not spelling or _written(old, i, name) == _written(new, j, name)):
        return None
    of = new.fields.get(name) or old.fields[name]
    return FieldChange(name, of.header, _value(old, i, name), _value(new, j, name), old.cell(i, name),
                       new.cell(j, name), of.typed_over, only_spelling)


def _written(records: Records, i: int, name: str) -> object:
    return records.written[name][i] if name in records.fields else None


def _value(records: Records, i: int, name: str) -> GridValue:
    value = records.value(i, name)
    return None if value is NOT_CALCULATED else value


def place(records: Records, i: int) -> RowPlace:
    """Return where a row stands."""
    return RowPlace(records.id_of(i), records.label_of(i), records.sheet, records.first_cell(i))


def added(records: Records, i: int) -> RowChange:
    """Return a row that is new, with all that it holds."""
    fields = tuple(FieldChange(name, of.header, None, records.value(i, name), None, records.cell(i, name))
                   for name, of in records.fields.items() if not of.typed_over and not _empty(records, i, name))
    return RowChange(None, place(records, i), fields)


def removed(records: Records, i: int) -> RowChange:
    """Return a row that is gone, with all that it held."""
    fields = tuple(FieldChange(name, of.header, records.value(i, name), None, records.cell(i, name), None)
                   for name, of in records.fields.items() if not of.typed_over and not _empty(records, i, name))
    return RowChange(place(records, i), None, fields)


def _empty(records: Records, i: int, name: str) -> bool:
    value = records.value(i, name)
    return is_blank(value) or value is NOT_CALCULATED
