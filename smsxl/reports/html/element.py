"""Builds HTML from values. A text is always escaped; only what :func:`tag` made is markup.

A template engine would bring a language of its own that no type checker reads; the page needs one function.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from smsxl.formats.escape import for_html

_VOID: Final = frozenset({"meta", "link", "br", "hr", "img", "col"})


class Html(str):
    """Markup: text that is escaped already. Made by :func:`tag`, and by nothing that takes a user's text."""

    __slots__ = ()


Attribute = str | int | float | bool | None


def tag(name: str, /, *children: object, **attributes: Attribute) -> Html:
    """Return an element. Attributes: `class_` is class, `aria_label` is aria-label; None and False leave it out."""
    start = "<" + name
    for key, value in attributes.items():
        if value is not None and value is not False:
            start += _attribute(key, value)
    return Html(start + ">") if name in _VOID else Html(f"{start}>{join(children)}</{name}>")


def join(children: object) -> Html:
    """Return children one after the other: texts escaped, None as nothing."""
    if isinstance(children, Html):
        return children
    if isinstance(children, str):
        return Html(for_html(children))
    if children is None:
        return Html()
    if isinstance(children, tuple) and len(children) == 1:
        return join(children[0])
    if isinstance(children, Iterable):
        return Html("".join(map(join, children)))
    return Html(for_html(str(children)))


def _attribute(key: str, value: Attribute) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{for_html(str(value))}"'
