"""Reads cells that hold several fields: a likelihood and an impact, an id and a title, an owner and a date."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from smsxl.hosts.port import GridValue
from smsxl.registers.headings.meaning import short_meaning
from smsxl.registers.words import plain, strength

Parts = Mapping[str, GridValue]
"""What a cell says by field; what it does not say lacks."""

_MOST: Final = 80
"""Cells longer than this are texts."""

_STEPS: Final = 10
_HIGHEST: Final = 100

_NUMBER: Final = re.compile(r"[0-9]{1,3}(?:[.,][0-9]+)?")
_ARROW: Final = re.compile(r"\s*(?:→|->|⇒|=>)\s*")
_EQUALS: Final = re.compile(r"(?:(?<=[0-9)\s])|(?<=[0-9)\s] ))=\s*(?=[0-9]{0,4}[^=]*$)")
_STRONG: Final = re.compile(r"[/|×*xXхХ;]")
_EACH: Final = (r"\s*(?P<label>[^\W\d_]{1,14}\.?)?\s*[:=.]?\s*(?P<number>[0-9]{1,3}(?:[%s][0-9]+)?)"
                r"\s*(?P<word>\([^()]*\)|[^\W\d_]{3,}(?:[ -][^\W\d_]{2,}){0,2})?\s*(?:$|[/|×*xXхХ,;+&·]|(?=[^\W\d_]))")
_PIECE: Final = re.compile(_EACH % ".")
_PIECE_WITH_COMMA: Final = re.compile(_EACH % ".,")
_BETWEEN: Final = re.compile(r"\s*(?:[/|×*,;+&]|\b[xX]\b)\s*")
_ID: Final = re.compile(r"\s*(?P<id>(?:[^\W\d_]{1,6}[-_. #]?){1,2}[0-9]{1,5}(?:[-.][0-9]{1,4})?|#?[0-9]{1,4}(?:\.[0-9]{1,3})?)"
                        r"\s*(?:[:–—|]|-(?=\s)|\.(?=\s)|\)|\n)\s*(?P<title>\S.*)", re.DOTALL)
_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}"
_OWNED: Final = re.compile(rf"\s*(?P<owner>\S.*?)\s*(?:[/|,;–—\n(]|-(?=\s)|\bby\b|\bbis\b)\s*(?P<due>{_DATE})\s*\)?\s*",
                           re.DOTALL)


def rated(value: GridValue, order: Sequence[str], labels: Mapping[str, str] = MappingProxyType({})) -> Parts:
    """Return the rating that a cell says.

    `order` names its parts as the heading has them; letters in the cell win ("I5 L4"), where need be by what `labels`
    says of them.
    """
    if not isinstance(value, str) or not value.strip() or len(value) > _MOST:
        return {}
    match = _BRACKETED.fullmatch(value)
    if match is not None:
        for pair, result in ((match["inner"], match["outer"]), (match["outer"], match["inner"])):
            found = rated(pair, order, labels)
            if {"likelihood", "impact"} <= found.keys():
                return {**found, **_result(result)}
    match = _ARROW.search(value) or _EQUALS.search(value)
    left, result = (value, "") if match is None else (value[:match.start()], value[match.end():])
    found = _numbers(left, order, labels) or _words(left, order, labels)
    return {**found, **_result(result)} if found and result else found


_BRACKETED: Final = re.compile(r"\s*(?P<outer>[^()\[\]]{1,24}?)\s*[(\[](?P<inner>[^()\[\]]+)[)\]]\s*")
"""A rating and what comes of it, one of them in brackets: "20 (4 x 5)", "4/5 (High)"."""


def _result(text: str) -> Parts:
    """Return the score and the level that stand behind "=": "20", "20 (High)", "High"."""
    number = _NUMBER.search(text)
    word = text.replace(number[0], " ", 1) if number else text
    word = word.strip(" ()[]-–:,.")
    found: dict[str, GridValue] = {}
    if number:
        found["score"] = _number(number[0])
    if word and strength(word) is not None:
        found["level"] = word
    return found


def _numbers(text: str, order: Sequence[str], labels: Mapping[str, str]) -> Parts:
    pieces = pieces_of(text)
    if len(pieces) not in (2, 3):
        if len(pieces) == 1 and pieces[0]["label"] and (axis := _axis(pieces[0]["label"], labels)) is not None:
            return {axis: _number(pieces[0]["number"])}
        return _half(text, order)
    names: Sequence[str | None] = [_axis(piece["label"], labels) if piece["label"] else None for piece in pieces]
    if not any(piece["label"] for piece in pieces):
        names = [*order, "score"][:len(pieces)]
    if None in names or len(set(names)) < len(names) or not all(map(_is_step, pieces, names)):
        return {}
    return {name: _number(piece["number"]) for name, piece in zip(names, pieces, strict=True) if name is not None}


def _is_step(piece: re.Match[str], name: str | None) -> bool:
    """Whether a number may be one of a scale, or a score: no thousands, no money, no part of a date."""
    text, word = piece["number"], piece["word"]
    if (len(text) > 1 and text[0] == "0" and text[1].isdigit()) or float(text.replace(",", ".")) > (
            _HIGHEST if name == "score" else _STEPS):
        return False
    return word is None or word.startswith("(") or strength(word) is not None


def pieces_of(text: str) -> list[re.Match[str]]:
    """Return the numbers of a cell, each with the letters before it; none where it holds anything else."""
    text = text.strip()
    if text[:1] + text[-1:] in ("()", "[]", "{}"):
        text = text[1:-1]
    piece = _PIECE_WITH_COMMA if "," in text and _STRONG.search(text) else _PIECE
    found: list[re.Match[str]] = []
    at = 0
    while at < len(text):
        match = piece.match(text, at)
        if match is None:
            return []
        found.append(match)
        at = match.end()
    return found


_HALF: Final = re.compile(r"(?P<first>[0-9]{1,2})?\s*[/|×*xX,;]\s*(?P<second>[0-9]{1,2})?|")


def _half(text: str, order: Sequence[str]) -> Parts:
    """Return the one part that a cell such as "4/" or "/ 5" says."""
    match = _HALF.fullmatch(text.replace("?", "").replace("_", "").strip(" -–"))
    if match is None or (match["first"] is None) == (match["second"] is None):
        return {}
    return {order[0]: int(match["first"])} if match["first"] else {order[1]: int(match["second"])}


def _axis(label: str, labels: Mapping[str, str]) -> str | None:
    """Return the field that the letters before a number name."""
    known = labels.get(plain(label))
    return axis_of_label(label) if known is None else known


def axis_of_label(label: str) -> str | None:
    """Return the part of a rating that letters mean; None where they mean none, or several alike."""
    named = _meant(label)
    best = max(named.values(), default=0.0)
    options = [name for name, strength in named.items() if strength == best]
    return options[0] if len(options) == 1 else None


def _meant(label: str) -> dict[str, float]:
    return {name: strength for name, strength in short_meaning(label.rstrip(".")).items()
            if name in ("likelihood", "impact", "score")}


def _words(text: str, order: Sequence[str], labels: Mapping[str, str]) -> Parts:
    words = [word.strip() for word in _BETWEEN.split(text) if word.strip()]
    found = {}
    names = ["level" if name == "score" else name for name in [*order, "level"]]
    for name, word in zip(names, words, strict=False):
        match = _LABELLED.fullmatch(word)
        axis = _axis(match["label"], labels) if match is not None else None
        bare = match["word"] if match is not None and axis is not None else word
        if strength(bare) is None:
            return {}
        found[axis or name] = bare
    return found if len(found) == len(words) in (2, 3) else {}


_LABELLED: Final = re.compile(r"(?P<label>[^\W\d_]{1,16})\s*[:=]\s*(?P<word>\S.*)")


def _number(text: str) -> GridValue:
    value = float(text.replace(",", "."))
    return int(value) if value.is_integer() else value


def ordered_parts(values: Mapping[int, GridValue], order: Sequence[str],
                  initials: Mapping[str, str] = MappingProxyType({})) -> dict[int, Parts]:
    """Return what each cell of a column says. `initials` are the letters that the heading's words begin with."""
    counted: Counter[tuple[str, ...]] = Counter()
    for value in values.values():
        pieces = pieces_of(value) if isinstance(value, str) and len(value) <= _MOST else []
        if len(pieces) > 1 and all(piece["label"] for piece in pieces[:2]):
            counted[tuple(plain(piece["label"]) for piece in pieces[:2])] += 1
    labels = dict(initials)
    for (first, second), _ in counted.most_common(1):
        if first != second and not {first, second} <= labels.keys():
            labels |= _told_apart(first, second, order)
    return {row: rated(value, order, labels) for row, value in values.items()}


def _told_apart(first: str, second: str, order: Sequence[str]) -> dict[str, str]:
    """Return what two letters mean: what they usually do, else what stands where they do."""
    ways = [(order[0], order[1]), (order[1], order[0])]
    one, two = _meant(first), _meant(second)
    a, b = max(ways, key=lambda way: one.get(way[0], 0.0) + two.get(way[1], 0.0))
    return {first: a, second: b}


def titled(value: GridValue, *, sure: bool = False) -> Parts:
    """Return the id and the title that a cell such as "R-12: Server outage" says; what has no id is a title.

    Unless it is sure that ids stand there, words with a number ("Phase 2: ...") are none.
    """
    if not isinstance(value, str) or not value.strip():
        return {}
    match = _ID.fullmatch(value.strip())
    if match is None or not (sure or match["id"].upper() == match["id"]):
        return {"title": value.strip()}
    return {"id": match["id"].strip(), "title": match["title"].strip()}


def dated(value: GridValue) -> Parts:
    """Return the owner and the due date that a cell such as "Kim Lee / 2026-03-31" says."""
    if isinstance(value, dt.date):
        return {"due": value}
    if not isinstance(value, str) or not value.strip():
        return {}
    match = _OWNED.fullmatch(value)
    if match is None:
        return {"owner": value.strip()}
    return {"owner": match["owner"], "due": _day(match["due"])}


def _day(text: str) -> GridValue:
    """Return the date of a text that can only be one; else the text."""
    parts = [int(part) for part in re.split(r"[-./]", text)]
    if "-" in text:
        options = [(parts[0], parts[1], parts[2])]
    elif "." in text or parts[0] > 12:
        options = [(parts[2], parts[1], parts[0])]
    elif parts[1] > 12:
        options = [(parts[2], parts[0], parts[1])]
    else:
        options = []
    for year, month, day in options:
        try:
            return dt.datetime(year, month, day)
        except ValueError:  # the 31st of June
            return text
    return text
