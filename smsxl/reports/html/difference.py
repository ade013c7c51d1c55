"""What changed between two workbooks as one HTML file: no network, no script, readable on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import smsxl
from smsxl.compare.model import Diff, Direction, Matter, RowChange, RowPlace, TableDiff
from smsxl.formats.diff import BLANK, TITLES, heading, row_name, summary, values
from smsxl.formats.page import page
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.html.parts import table

_SIGNS: Final = {Direction.WORSE: ("▲ worse", "sub bad"), Direction.BETTER: ("▽ better", "sub"),
                 Direction.OTHER: ("", "")}
_STYLE: Final = ".frame{display:block}th:first-child{width:38%}td:nth-child(2){width:24%}td:last-child{width:auto}"
"""What the page has otherwise than the summary: no contents beside it, and columns that stand below each other."""


def render_diff(diff: Diff) -> str:
    """Return the page. The same input gives the same bytes; it loads nothing, runs nothing and links to nothing."""
    top = tag("header", tag("p", "What changed", class_="over"), tag("h1", diff.new.path),
              tag("p", f"Against {diff.old.path}. The old workbook is judged as of {diff.old.as_of.isoformat()}, the "
                       f"new one as of {diff.new.as_of.isoformat()}.", class_="scope"),
              tag("p", summary(diff), class_="lead"), *(tag("p", note, class_="note") for note in diff.notes),
              class_="top")
    body = join((top, tag("div", tag("main", *_sections(diff), id="main", tabindex="-1"), class_="frame"),
                 tag("footer", tag("p", f"Made by smsxl {smsxl.__version__}."))))
    return page(f"What changed in {diff.new.path}", body, style=_STYLE)


def _sections(diff: Diff) -> Iterator[Html]:
    if diff.matters:
        kinds = dict.fromkeys(matter.kind for matter in diff.matters)
        yield tag("section", tag("h2", "What matters"), (
            table(TITLES[kind], ("Row", "What", "Before → now"),
                  (_matter(matter) for matter in diff.matters if matter.kind == kind)) for kind in kinds))
    if diff.tables:
        yield tag("section", tag("h2", "All changes"), (_table(each) for each in diff.tables))


def _matter(matter: Matter) -> tuple[object, ...]:
    text, style = _SIGNS[matter.direction]
    return (_name(matter.row), join((matter.what, tag("span", text, class_=style) if text else None)),
            join((_arrow(matter.old or BLANK, matter.new or BLANK),
                  tag("span", matter.reason, class_="sub") if matter.reason else None)))


def _table(each: TableDiff) -> Html:
    changed = table("Changed", ("Row", "Column", "Before → now"), _changed(each.changed))
    whole = (table(caption, ("Row", "What it holds"), map(_whole, rows))
             for caption, rows in (("Added", each.added), ("Removed", each.removed)))
    return tag("details", tag("summary", heading(each)), changed, whole, class_="fold", open=True)


def _changed(rows: tuple[RowChange, ...]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        for i, change in enumerate(row.fields):
            yield (_name(row.place) if i == 0 else "",
                   join((change.header, tag("span", change.new_cell or change.old_cell or "", class_="sub"))),
                   _arrow(*values(change, None)))


def _whole(row: RowChange) -> tuple[object, ...]:
    side = 1 if row.old is None else 0
    return (join((_name(row.place), tag("span", row.place.cell or "", class_="sub"))),
            join([tag("b", change.header), ": ", values(change, None)[side], ". "] for change in row.fields))


def _arrow(old: str, new: str) -> Html:
    return join((tag("span", old, class_="quiet"), " → ", tag("b", new)))


def _name(place: RowPlace) -> Html:
    label = place.label if place.label != place.id else ""
    return join((tag("span", row_name(place), class_="id"), " ", label))
