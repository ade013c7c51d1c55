"""What `smsxl diff` found as Markdown for a comment at a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from smsxl.compare.model import Diff, Direction, RowChange, TableDiff
from smsxl.formats.diff import NOTHING, TITLES, heading, row_name, summary, values
from smsxl.formats.escape import for_markdown

_MOST: Final = 60_000
"""The characters that a comment has room for: GitHub takes 65,536 of them."""

_SIGNS: Final = {Direction.WORSE: "**worse**", Direction.BETTER: "better", Direction.OTHER: ""}


def as_markdown(diff: Diff) -> str:
    """Return what matters as a table, then each table of the workbook folded. What has no room is counted."""
    out: list[str] = []
    size = left = 0
    for block in _blocks(diff):
        if size + len(block) > _MOST:
            left += 1
            continue
        size += len(block) + 1
        out.append(block)
    if left:
        out.append(f"{left:,} more parts have no room in a comment; `--output-format html` shows all.\n")
    return "\n".join(out)


def _blocks(diff: Diff) -> Iterator[str]:
    """Yield the parts: none is cut through."""
    yield (f"### What changed in {for_markdown(diff.new.path)}\n\nAgainst {for_markdown(diff.old.path)}, as of "
           f"{diff.old.as_of.isoformat()} and {diff.new.as_of.isoformat()}. {for_markdown(summary(diff))}\n")
    for note in diff.notes:
        yield f"> {for_markdown(note)}\n"
    if diff.matters:
        rows = [(_SIGNS[each.direction], TITLES[each.kind], for_markdown(row_name(each.row)),
                 for_markdown(each.row.label), for_markdown(each.what),
                 f"{_shown(each.old)} → {_shown(each.new)}", for_markdown(each.reason)) for each in diff.matters]
        yield "#### What matters\n\n" + _table(("", "", "Row", "", "What", "From → to", "Why"), rows)
    for table in diff.tables:
        yield (f"<details><summary>{for_markdown(heading(table))}</summary>\n\n"
               + _table(("", "Row", "", "Column", "Cell", "Old", "New"), _rows(table)) + "\n</details>\n")
    if diff.is_empty and not diff.notes:
        return
    if not diff.tables and not diff.matters:
        yield f"{NOTHING}\n"


def _rows(table: TableDiff) -> Iterator[tuple[str, ...]]:
    for sign, rows in (("added", table.added), ("removed", table.removed)):
        for row in rows:
            yield (sign, *_named(row), "", row.place.cell or "", "", "")
    for row in table.changed:
        for i, change in enumerate(row.fields):
            old, new = values(change)
            yield ("changed" if i == 0 else "", *(_named(row) if i == 0 else ("", "")), for_markdown(change.header),
                   change.new_cell or change.old_cell or "", for_markdown(old), for_markdown(new))


def _named(row: RowChange) -> tuple[str, str]:
    return for_markdown(row_name(row.place)), for_markdown(row.place.label)


def _shown(text: str) -> str:
    return for_markdown(text) or "(blank)"


def _table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [headers, tuple("---" for _ in headers), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
