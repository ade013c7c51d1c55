"""Charts as inline SVG. They carry no text: words stand beside them as HTML, where they wrap and scale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from smsxl.reports.html.element import Html, tag

_WIDTH = 100


def bar(parts: Sequence[tuple[float, str]], total: float, label: str = "") -> Html:
    """Return a bar of parts, each a number and a class; the whole bar is `total` long."""
    at = 0.0
    rects = []
    for value, style in parts:
        width = _WIDTH * value / total if total else 0.0
        if width:
            rects.append(tag("rect", x=_number(at), y="0", width=_number(width), height="10", class_=style))
        at += width
    return _svg(f"0 0 {_WIDTH} 10", rects, label, "bar", stretched=True)


def path(scores: Sequence[float | None], most: float, label: str) -> Html:
    """Return three ratings on a line: inherent hollow, current full, residual a diamond."""
    places = [None if score is None else 4 + 192 * score / most for score in scores]
    known = [place for place in places if place is not None]
    marks = [tag("line", x1="4", x2="196", y1="8", y2="8", class_="axis")]
    if known:
        marks.append(tag("line", x1=_number(min(known)), x2=_number(max(known)), y1="8", y2="8", class_="way"))
    inherent, current, residual = places
    if inherent is not None:
        marks.append(tag("circle", cx=_number(inherent), cy="8", r="4.5", class_="hollow"))
    if residual is not None:
        x = residual
        marks.append(tag("path", d=f"M{_number(x)} 2L{_number(x + 6)} 8L{_number(x)} 14L{_number(x - 6)} 8Z",
                         class_="diamond"))
    if current is not None:
        marks.append(tag("circle", cx=_number(current), cy="8", r="4.5", class_="full"))
    return _svg("0 0 200 16", marks, label, "path")


def sparkline(values: Sequence[float], target: float | None, label: str) -> Html:
    """Return values in order of time as a line, with the target dashed."""
    known = [*values, *([] if target is None else [target])]
    if not values:
        return Html()
    low, high = min(known), max(known)
    room = (high - low) or 1.0

    def y(value: float) -> str:
        return _number(22 - 18 * (value - low) / room)

    step = 110 / max(1, len(values) - 1)
    points = " ".join(f"{_number(4 + i * step)},{y(value)}" for i, value in enumerate(values))
    last = len(values) - 1
    marks = [tag("polyline", points=points, class_="spark"),
             tag("circle", cx=_number(4 + last * step), cy=y(values[-1]), r="2.8", class_="full")]
    if target is not None:
        marks.insert(0, tag("line", x1="2", x2="116", y1=y(target), y2=y(target), class_="aim"))
    return _svg("0 0 118 26", marks, label, "spark-box")


@dataclass(frozen=True)
class Span:
    """The days that a time line shows."""

    first: dt.date
    last: dt.date

    def place(self, day: dt.date) -> float:
        """Return where a day lies, 0 to 100; what lies outside is at the edge."""
        days = max(1, (self.last - self.first).days)
        return min(100.0, max(0.0, 100 * (day - self.first).days / days))


def time_bar(span: Span, start: dt.date | None, end: dt.date, today: dt.date, style: str, label: str) -> Html:
    """Return a bar from start to end, with today as a line; without a start it reaches from today, or back to it."""
    left, right = sorted((span.place(today if start is None else start), span.place(end)))
    width = max(1.0, right - left)
    marks = [tag("line", x1=_number(span.place(today)), x2=_number(span.place(today)), y1="0", y2="10", class_="now"),
             tag("rect", x=_number(min(left, 100 - width)), y="2.5", width=_number(width), height="5", class_=style)]
    return _svg("0 0 100 10", marks, label, "bar", stretched=True)


def matrix_symbol(cells: Sequence[Sequence[str]]) -> Html:
    """Return the risk matrix as a symbol that every card uses: a class for each cell, the highest likelihood first."""
    rects = [tag("rect", x=_number(c * 20 + 0.5), y=_number(r * 20 + 0.5), width="19", height="19", class_=style)
             for r, row in enumerate(cells) for c, style in enumerate(row)]
    rows, columns = len(cells), len(cells[0]) if cells else 0
    return tag("svg", tag("symbol", rects, id="matrix-cells", viewBox=f"0 0 {columns * 20} {rows * 20}"),
               width="0", height="0", aria_hidden="true", class_="defs")


def matrix_path(rows: int, columns: int, places: Sequence[tuple[int, int] | None], label: str) -> Html:
    """Return the matrix with a risk's way through it; places are (row, column), inherent, current, residual."""
    points = [None if place is None else (place[1] * 20 + 10, place[0] * 20 + 10) for place in places]
    known = [point for point in points if point is not None]
    marks = [tag("use", href="#matrix-cells", width=columns * 20, height=rows * 20)]
    if len(known) > 1:
        marks.append(tag("polyline", points=" ".join(f"{x},{y}" for x, y in known), class_="trail"))
    inherent, current, residual = points
    if inherent is not None:
        marks.append(tag("circle", cx=inherent[0], cy=inherent[1], r="6.5", class_="m-hollow"))
    if residual is not None:
        x, y = residual
        marks.append(tag("path", d=f"M{x} {y - 8}L{x + 8} {y}L{x} {y + 8}L{x - 8} {y}Z", class_="m-diamond"))
    if current is not None:
        marks.append(tag("circle", cx=current[0], cy=current[1], r="4", class_="m-full"))
    return _svg(f"0 0 {columns * 20} {rows * 20}", marks, label, "mini")


def _svg(box: str, marks: Sequence[Html], label: str, style: str, *, stretched: bool = False) -> Html:
    hidden = {} if label else {"aria_hidden": "true"}
    named = {"role": "img", "aria_label": label} if label else {}
    return tag("svg", marks, viewBox=box, class_=style, preserveAspectRatio="none" if stretched else None,
               focusable="false", **named, **hidden)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
