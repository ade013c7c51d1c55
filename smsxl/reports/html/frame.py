"""What every page has: its head, its contents, and the colours of the levels that it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Final

from smsxl.domain.contrast import text_on
from smsxl.reports.html.element import Html, tag
from smsxl.reports.html.parts import Section

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def whole_page(title: str, header: Html, blocks: Iterable[tuple[str, Iterable[Html | None]]], footer: Html, *,
               colours: Sequence[str], version: str) -> str:
    """Return a page that loads and runs nothing: groups of sections under their titles, and the contents beside them.

    `colours` (RRGGBB) are those of the classes lv1, lv2 ... of levels.
    """
    given = [(name, [block for block in inner if block is not None]) for name, inner in blocks]
    shown = [(name, inner) for name, inner in given if inner]
    head = tag("head", tag("meta", charset="utf-8"),
               tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
               tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
               tag("meta", name="color-scheme", content="light dark"),
               tag("meta", name="generator", content=f"smsxl {version}"),
               tag("meta", name="robots", content="noindex"),
               tag("title", title), tag("style", Html(_style(colours))))
    body = tag("body", tag("a", "Skip to the content", href="#main", class_="skip"), header,
               tag("div", _contents(shown), tag("main", (inner for _, inner in shown), id="main", tabindex="-1"),
                   class_="frame"), footer, id="top")
    return f"<!DOCTYPE html>\n{tag('html', head, body, lang='en')}\n"


def _contents(blocks: list[tuple[str, list[Html]]]) -> Html:
    groups = []
    for title, inner in blocks:
        lines = [tag("li", tag("a", block.title_, href=f"#{block.name}")) for block in inner
                 if isinstance(block, Section)]
        if lines:
            groups.append(tag("li", tag("span", title) if title else None, tag("ul", lines)))
    return tag("nav", tag("ul", groups), aria_label="Contents")


def _style(colours: Sequence[str]) -> str:
    """Return the style sheet with the colours of the levels behind it."""
    text = files("smsxl").joinpath("assets", "report.css").read_text(encoding="utf-8")
    rules = [f".lv{number}{{background:#{colour};color:#{text_on(colour)}}}"
             f".lv{number} a,.lv{number} summary{{color:#{text_on(colour)}}}.lf{number}{{fill:#{colour}}}"
             for number, colour in enumerate(map(_colour, colours), start=1)]
    return text + "\n".join(rules)


def _colour(text: str) -> str:
    digits = text.lstrip("#").upper()
    return digits if len(digits) == 6 and set(digits) <= set("0123456789ABCDEF") else "FFFFFF"  # noqa: PLR2004
