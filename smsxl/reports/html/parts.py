"""The pieces that sections are made of: tables, figures with their rows, levels in the criteria's colours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from smsxl.domain.due import OVERDUE
from smsxl.domain.kpi import OFF_TARGET
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.domain.treatment import EXPIRED
from smsxl.reports.html.charts import bar
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.model import Count, Source, Sources
from smsxl.reports.risk.register import Rating, Risk
from smsxl.reports.summary import Summary
from smsxl.tables.text import fold

_T = TypeVar("_T")

_BAD_WORDS: Final = frozenset(fold(word) for word in (OVERDUE, EXPIRED, ABOVE_TOLERANCE, OFF_TARGET, "Over budget",
                                                      "Worsening", "Not effective", "error"))
_DASH: Final = "\u2013"
_BAD: Final = "\u25b2\u00a0"
"""A mark beside the colour of what is bad, for whoever does not see colours."""


@dataclass(frozen=True)
class Page:
    """What all sections need: the summary, the anchors of the risks, and the place of each level in the criteria."""

    summary: Summary
    anchors: dict[Source, str]
    levels: dict[str, int]
    top: int
    """How many risks stand there in full, and how many rows of each list: a page of all of 10,000 opens nowhere."""

    @cached_property
    def most(self) -> float:
        """The highest score of all, which is as far as lines of scores reach."""
        part = self.summary.risk
        scores = [rating.score for risk in (part.risks if part is not None else ())
                  for rating in (risk.inherent, risk.current, risk.residual) if rating.score is not None]
        return max([1.0, *scores])

    @cached_property
    def places(self) -> dict[tuple[str, str], str]:
        """The anchors by sheet and cell."""
        return {(source.sheet, source.cell): name for source, name in self.anchors.items()}

    def level_class(self, label: str) -> str:
        """Return the class that gives a level its colour."""
        return f"lv{self.levels.get(fold(label), 0)}"


def day(value: dt.date | None) -> Html | str:
    """Return a date."""
    return _DASH if value is None else tag("time", value.isoformat(), datetime=value.isoformat(), class_="d")


def number(value: float | None) -> str:
    """Return a number as people write it: thousands apart, no needless decimals."""
    if value is None:
        return _DASH
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def share(value: float | None) -> str:
    """Return a share in per cent."""
    return _DASH if value is None else f"{value:.0%}"


def word(text: str) -> Html | str:
    """Return a status word; a bad one is marked by more than its colour."""
    if not text:
        return _DASH
    return tag("span", _BAD, text, class_="bad") if fold(text) in _BAD_WORDS else text


def level(page: Page, label: str, score: float | None = None) -> Html | str:
    """Return a level in the criteria's colour, with its score."""
    if not label:
        return _DASH
    return tag("span", label, f" {number(score)}" if score is not None else None,
               class_=f"lv {page.level_class(label)}")


def rated(page: Page, rating: Rating) -> Html | str:
    """Return a rating as its level and score."""
    return level(page, rating.level or ("Rated" if rating.score is not None else ""), rating.score)


def link(page: Page, source: Source, *, title: bool = False) -> Html:
    """Return a row's id, as a link where the page shows the row."""
    name = page.anchors.get(source)
    text = tag("span", source.name, class_="id")
    if name is not None:
        text = tag("a", source.name, href=f"#{name}", class_="id")
    return join((text, " ", source.title)) if title and source.title else text


def links(page: Page, sources: Iterable[Source]) -> Html:
    """Return the ids of rows, the first of many."""
    return first_of(page, tuple(sources), lambda source: link(page, source))


def first_of(page: Page, items: Sequence[_T], shown: Callable[[_T], object]) -> Html:
    """Return items one after the other, the first of many, with how many more there are."""
    rest = len(items) - page.top
    return join([*([shown(item), " "] for item in items[:page.top]), _more(rest) if rest > 0 else None])


def _more(rest: int) -> str:
    return f"and {rest:,} more"


def bullets(page: Page, items: Sequence[_T], shown: Callable[[_T], object]) -> Html:
    """Return items below each other, the first of many, with how many more there are."""
    rest = len(items) - page.top
    return tag("ul", (tag("li", shown(item)) for item in items[:page.top]),
               tag("li", f"{_more(rest)}, which --top shows") if rest > 0 else None)


def risk_head(page: Page, risk: Risk) -> Html:
    """Return a risk as the first cell of its row: id, title and owner."""
    return join((link(page, risk.source), " ", risk.title,
                 tag("span", risk.owner or "no owner", class_="sub")))


def rows_of(page: Page, count: Count) -> Html | str:
    """Return a count that opens to the rows behind it."""
    if not count.rows:
        return "0"
    return tag("details", tag("summary", str(count.count), aria_label=f"{count.label}: {count.count}; show the rows"),
               tag("p", links(page, count.rows), tag("span", _sheets(count.rows), class_="sub")), class_="rows")


def _sheets(sources: Sources) -> str:
    return "from " + ", ".join(dict.fromkeys(source.sheet for source in sources))


def table(caption: str, heads: Sequence[object], lines: Iterable[Sequence[object]], *, numbers: Iterable[int] = (),
          wide: bool = False, note: str = "", rest: int = 0) -> Html | None:
    """Return a table with its caption; None where it has no line. The first cell of a line is its header.

    `numbers` are the columns set to the right; a `wide` table scrolls by itself on a narrow screen; `rest` is how many
    lines there are beside those given.
    """
    body = list(lines)
    if not body:
        return None
    right = set(numbers)
    style = ["n" if i in right else None for i in range(len(heads))]
    head = tag("tr", (tag("th", text, scope="col", class_=style[i]) for i, text in enumerate(heads)))
    rows = (tag("tr", tag("th", line[0], scope="row"),
                (tag("td", cell, class_=style[i]) for i, cell in enumerate(line[1:], start=1))) for line in body)
    made = tag("table", tag("caption", caption, tag("span", note, class_="sub") if note else None),
               tag("thead", head), tag("tbody", rows), tag("tfoot", tag("tr", tag(
                   "td", f"{_more(rest)}, which --top shows", colspan=len(heads)))) if rest > 0 else None,
               class_="wide" if wide else None)
    return tag("div", made, class_="scroll", role="region", aria_label=caption, tabindex="0")


def listing(page: Page, caption: str, heads: Sequence[object], items: Sequence[_T],
            line: Callable[[_T], Sequence[object]], *, numbers: Iterable[int] = (), wide: bool = True,
            note: str = "") -> Html | None:
    """Return the table of the first items of a list that may be long, with how many more there are."""
    return table(caption, heads, map(line, items[:page.top]), numbers=numbers, wide=wide, note=note,
                 rest=len(items) - page.top)


def counts(page: Page, caption: str, lines: Sequence[Count], *, total: int | None = None,
           classes: Sequence[str] = (), note: str = "") -> Html | None:
    """Return counts as a table with bars; bars share one scale."""
    most = total or max([count.count for count in lines], default=0)
    style = list(classes) or ["bad-fill" if count.bad else "fill" for count in lines]
    return table(caption, ("", "Rows", tag("span", "Share", class_="v")), (
        (tag("span", _BAD, count.label, class_="bad") if count.bad and count.rows else count.label,
         rows_of(page, count), bar([(count.count, style[i])], most)) for i, count in enumerate(lines)),
        numbers=(1,), note=note) if lines else None


class Section(Html):
    """A section, with the anchor and the title by which the contents list it."""

    name: str
    title_: str


def section(name: str, title: str, *children: object, lead: str = "") -> Section | None:
    """Return a section with its heading; None where nothing stands in it."""
    inner = [child for child in children if child is not None and child != ""]
    if not inner:
        return None
    made = Section(tag("section", tag("h2", title, id=f"{name}-h"), tag("p", lead, class_="lead") if lead else None,
                       inner, id=name, aria_labelledby=f"{name}-h"))
    made.name, made.title_ = name, title
    return made


def columns(*children: Html | None) -> Html | None:
    """Return blocks side by side where there is room."""
    inner = [child for child in children if child is not None]
    return tag("div", inner, class_="cols") if inner else None


def facts(pairs: Iterable[tuple[str, object]]) -> Html | None:
    """Return names and values; those without a value are left out."""
    shown = [(name, value) for name, value in pairs if value not in ("", None, _DASH)]
    if not shown:
        return None
    return tag("dl", (tag("div", tag("dt", name), tag("dd", value)) for name, value in shown), class_="facts")


def plural(count: int, noun: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"
