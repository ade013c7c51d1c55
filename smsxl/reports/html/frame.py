"""What every page has: its head, its contents, and the colours of the levels that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from smsxl.domain.contrast import text_on
from smsxl.formats.page import page
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.html.parts import Section


def whole_page(title: str, header: Html, blocks: Iterable[tuple[str, Iterable[Html | None]]], footer: Html, *,
               colours: Sequence[str], version: str) -> str:
    """Return a page that loads and runs nothing: groups of sections under their titles, and the contents beside them.

    `colours` (RRGGBB) are those of the classes lv1, lv2 ... of levels.
    """
    given = [(name, [block for block in inner if block is not None]) for name, inner in blocks]
    shown = [(name, inner) for name, inner in given if inner]
    main = tag("main", (inner for _, inner in shown), id="main", tabindex="-1")
    body = join((header, tag("div", _contents(shown), main, class_="frame"), footer))
    return page(title, body, style=_colours(colours), version=version)


def _contents(blocks: list[tuple[str, list[Html]]]) -> Html:
    groups = []
    for title, inner in blocks:
        lines = [tag("li", tag("a", block.title_, href=f"#{block.name}")) for block in inner
                 if isinstance(block, Section)]
        if lines:
            groups.append(tag("li", tag("span", title) if title else None, tag("ul", lines)))
    return tag("nav", tag("ul", groups), aria_label="Contents")


def _colours(colours: Sequence[str]) -> str:
    """Return the style of the levels."""
    return "\n".join(
        f".lv{number}{{background:#{colour};color:#{text_on(colour)}}}"
        f".lv{number} a,.lv{number} summary{{color:#{text_on(colour)}}}.lf{number}{{fill:#{colour}}}"
        for number, colour in enumerate(map(_colour, colours), start=1))


def _colour(text: str) -> str:
    digits = text.lstrip("#").upper()
    return digits if len(digits) == 6 and set(digits) <= set("0123456789ABCDEF") else "FFFFFF"  # noqa: PLR2004
