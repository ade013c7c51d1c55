"""What `smsxl diff` shows, as text and as JSON; the words that its other forms share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from smsxl.compare.matters import KINDS
from smsxl.compare.model import Diff, Direction, FieldChange, Matter, RowChange, RowPlace, TableDiff
from smsxl.formats.escape import dump_json, for_json, json_value
from smsxl.formats.styled import EMPTY, Line, Span, line
from smsxl.formats.tool import tool
from smsxl.hosts.port import GridValue
from smsxl.tables.rows import as_text, is_blank

NOTHING: Final = "Nothing changed."
BLANK: Final = "(blank)"
CALCULATED: Final = "(calculated)"
TITLES: Final = dict(zip(KINDS, ("Tolerance", "Level", "Status of risks", "Acceptances", "KPIs", "Objectives",
                                 "Criteria"), strict=True))
"""What each kind of what matters is called."""

_LONGEST: Final = 60
"""The characters of a text that are shown on a line; of two long ones those around where they begin to differ."""

_SHOWN: Final = 20
"""Lines of one kind that are shown before the rest is only counted."""

_COLOURS: Final = {Direction.WORSE: "red", Direction.BETTER: "green", Direction.OTHER: "yellow"}
_SIGNS: Final = {Direction.WORSE: "worse", Direction.BETTER: "better", Direction.OTHER: ""}


def value_text(change: FieldChange, value: GridValue) -> str:
    """Return a cell as people read it."""
    if is_blank(value) and not (change.spelling and isinstance(value, str)):
        return CALCULATED if change.typed_over else BLANK
    text = value if isinstance(value, str) else as_text(value) or str(value)
    return repr(text)[1:-1] if change.spelling else text


def values(change: FieldChange, longest: int | None = _LONGEST) -> tuple[str, str]:
    """Return what a cell held and holds; of long texts the part in which they differ."""
    old, new = value_text(change, change.old), value_text(change, change.new)
    if change.spelling and old == new:  # 3 and a text "3"
        old, new = (f"{text} ({_kind(value)})" for text, value in ((old, change.old), (new, change.new)))
    if longest is None:
        return old, new
    old, new = " ".join(old.split()), " ".join(new.split())
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(0, same - longest // 3) if max(len(old), len(new)) > longest else 0
    return _cut(old, start, longest), _cut(new, start, longest)


def _cut(text: str, start: int, longest: int) -> str:
    if start and start < len(text):
        text = f"...{text[start:]}"
    return text if len(text) <= longest else f"{text[:longest - 3]}..."


def _kind(value: GridValue) -> str:
    return "text" if isinstance(value, str) else "number" if isinstance(value, (int, float)) else "date"


def row_name(place: RowPlace) -> str:
    """Return what a row is called: its id, else its cell."""
    return place.id or place.cell or "row"


def heading(table: TableDiff) -> str:
    """Return how many rows of a table are new, changed and gone."""
    counts = [(len(table.added), "added"), (len(table.changed), "changed"), (len(table.removed), "removed")]
    words = [f"{count:,} {word}" for count, word in counts if count]
    words += [f"column {header!r} {word}" for headers, word in (
        (table.columns_added, "added"), (table.columns_removed, "removed")) for header in headers]
    return f"{table.title}: {', '.join(words)}"


def totals(diff: Diff) -> dict[str, int]:
    """Return how much changed."""
    return {"added": sum(len(table.added) for table in diff.tables),
            "changed": sum(len(table.changed) for table in diff.tables),
            "removed": sum(len(table.removed) for table in diff.tables),
            "fields": sum(len(row.fields) for table in diff.tables for row in table.changed),
            "worse": sum(matter.direction is Direction.WORSE for matter in diff.matters),
            "better": sum(matter.direction is Direction.BETTER for matter in diff.matters)}


def summary(diff: Diff) -> str:
    """Return the whole in one sentence."""
    if diff.is_empty:
        return NOTHING
    count = totals(diff)
    noun = "row" if count["added"] == 1 else "rows"
    rows = f"{count['added']:,} {noun} added, {count['changed']:,} changed, {count['removed']:,} removed"
    return f"{rows}; {count['worse']:,} got worse, {count['better']:,} got better."


def matter_text(matter: Matter) -> str:
    """Return what crossed a line: what, from where, to where."""
    arrow = f"{_shown(matter.old)} -> {_shown(matter.new)}"
    return f"{matter.what}: {arrow}" + (f" ({matter.reason})" if matter.reason else "")


def _shown(text: str) -> str:
    text = " ".join(text.split())
    return _cut(text, 0, _LONGEST) if text else BLANK


def lines(diff: Diff, *, everything: bool = False) -> Iterator[Line]:
    """Yield what matters, then table by table what was added, changed and removed; of many the first ones."""
    yield line(f"{diff.old.path} (as of {diff.old.as_of.isoformat()}) -> {diff.new.path} (as of "
               f"{diff.new.as_of.isoformat()})")
    for note in diff.notes:
        yield line(note)
    yield EMPTY
    if diff.matters:
        yield line(Span("What matters", "bold"))
        for kind in dict.fromkeys(matter.kind for matter in diff.matters):
            yield line(f"  {TITLES[kind]}")
            yield from _first([_matter(matter) for matter in diff.matters if matter.kind == kind],
                              everything=everything)
        yield EMPTY
    for table in diff.tables:
        yield line(Span(heading(table), "bold"))
        yield from _first([_row(row, "+", "green") for row in table.added], everything=everything)
        for row in table.changed:
            yield _row(row, "~", "yellow")
            yield from map(_field, row.fields)
        yield from _first([_row(row, "-", "red") for row in table.removed], everything=everything)
        yield EMPTY
    yield line(summary(diff))


def _first(found: list[Line], *, everything: bool) -> Iterator[Line]:
    """Yield lines of one kind; of very many the first, and how many there are more."""
    shown = len(found) if everything else _SHOWN
    yield from found[:shown]
    if len(found) > shown:
        yield line(f"    and {len(found) - shown:,} more; --all shows them.")


def _field(change: FieldChange) -> Line:
    old, new = values(change)
    return line(f"{old} -> {new}", head=(
        "      ", Span(f"{change.new_cell or change.old_cell or '':<7}", "dim"), f"{change.header}: "))


def row_text(place: RowPlace) -> str:
    """Return what a row is called and what it is about, on one line."""
    label = _cut(place.label, 0, _LONGEST)
    return row_name(place) if not label or label == place.id else f"{row_name(place)} {label}"


def _matter(matter: Matter) -> Line:
    return line(f"{row_text(matter.row)}: {matter_text(matter)}",
                head=("    ", Span(f"{_SIGNS[matter.direction]:<7}", _COLOURS[matter.direction])))


def _row(row: RowChange, sign: str, colour: str) -> Line:
    place = row.place
    where = f"  ({place.sheet}!{place.cell})" if place.cell else ""
    name = place.id or (_described(row) if sign != "~" else "")
    label = place.label if place.label != name else ""
    return line(" ".join(filter(None, (_cut(name, 0, _LONGEST), _cut(label, 0, _LONGEST)))),
                Span(where, "dim"), head=("  ", Span(sign, colour), " "))


def _described(row: RowChange) -> str:
    """Return a row without an id by what it holds."""
    if row.place.label:
        return ""
    return ", ".join(values(change)[0 if row.new is None else 1] for change in row.fields[:3])


def as_json(diff: Diff) -> str:
    """Return everything as one JSON object; the same input gives the same bytes."""
    return dump_json({
        "schema": 1,
        "tool": tool(),
        "old": {"path": for_json(diff.old.path), "as_of": diff.old.as_of.isoformat()},
        "new": {"path": for_json(diff.new.path), "as_of": diff.new.as_of.isoformat()},
        "matters": [_matter_data(matter) for matter in diff.matters],
        "tables": [_table_data(table) for table in diff.tables],
        "notes": [for_json(note) for note in diff.notes],
        "totals": totals(diff),
    })


def _matter_data(matter: Matter) -> dict[str, Any]:
    return {"kind": matter.kind, "direction": matter.direction.value, "table": for_json(matter.table),
            "row": _place_data(matter.row), "what": for_json(matter.what), "old": for_json(matter.old),
            "new": for_json(matter.new), "reason": for_json(matter.reason) or None}


def _table_data(table: TableDiff) -> dict[str, Any]:
    return {"table": for_json(table.table), "title": for_json(table.title),
            "added": [_row_data(row) for row in table.added], "changed": [_row_data(row) for row in table.changed],
            "removed": [_row_data(row) for row in table.removed],
            "columns_added": [for_json(header) for header in table.columns_added],
            "columns_removed": [for_json(header) for header in table.columns_removed]}


def _row_data(row: RowChange) -> dict[str, Any]:
    return {"old": None if row.old is None else _place_data(row.old),
            "new": None if row.new is None else _place_data(row.new),
            "fields": [{"field": for_json(change.field), "header": for_json(change.header),
                        "old": json_value(change.old), "new": json_value(change.new), "old_cell": change.old_cell,
                        "new_cell": change.new_cell, "typed_over": change.typed_over, "spelling": change.spelling}
                       for change in row.fields]}


def _place_data(place: RowPlace) -> dict[str, Any]:
    return {"id": for_json(place.id) or None, "label": for_json(place.label) or None, "sheet": for_json(place.sheet),
            "cell": place.cell}
