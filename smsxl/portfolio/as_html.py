"""The picture as one self-contained page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from smsxl.domain.kpi import OFF_TARGET
from smsxl.domain.tolerance import ABOVE_TOLERANCE
from smsxl.portfolio.extract import LevelStep, Named, TopRisk
from smsxl.portfolio.picture import Heat, LevelLine, Portfolio, UnitLine, count_of
from smsxl.reports.html.charts import bar
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.html.frame import whole_page
from smsxl.reports.html.parts import columns, day, facts, number, plural, section, share, table, word
from smsxl.rules.common import RATINGS
from smsxl.tables import header_of
from smsxl.tables.text import fold

KINDS: Final = {"inherent": "Inherent: before any control", "current": "Current: with the controls that work today",
                "residual": "Residual: expected after treatment"}
UNIT_WORDS: Final = {"folder": "folder", "organization": "organization", "file": "workbook"}


class _Colours:
    """The levels of all criteria by label and colour, and the class that each has on the page."""

    def __init__(self, found: Portfolio) -> None:
        steps = [step for line in found.levels for step in line.levels]
        steps += [LevelStep(cell.level, cell.colour) for heat in found.heat for line in heat.cells for cell in line
                  if cell.level]
        self._places = {key: place for place, key in enumerate(dict.fromkeys(
            (fold(step.label), step.colour) for step in steps), start=1)}
        self._first: dict[str, int] = {}
        for (label, _), place in self._places.items():
            self._first.setdefault(label, place)

    @property
    def all(self) -> list[str]:
        """The colours in the order of their classes."""
        return [colour for _, colour in self._places]

    def class_of(self, label: str, colour: str | None = None) -> str:
        """Return the class of a level; without a colour that of the first criteria with such a level."""
        place = self._first.get(fold(label), 0) if colour is None else self._places.get((fold(label), colour), 0)
        return f"lv{place}"


def as_html(found: Portfolio) -> str:
    """Return the page; it loads nothing, runs nothing and has no link but to itself. The same input, the same bytes."""
    colours = _Colours(found)
    return whole_page("All registers", _header(found), _blocks(found, colours), _footer(found), colours=colours.all,
                      version=found.smsxl)


def _blocks(found: Portfolio, colours: _Colours) -> Iterator[tuple[str, list[Html | None]]]:
    yield "", [_unread(found), _glance(found)]
    yield "Risks", [_top(found, colours), _maps(found, colours), _tolerance(found), _levels(found, colours)]
    yield "Plan", [_coverage(found), _kpis(found)]
    yield "Workbooks", [_freshness(found), _files(found)]


def _header(found: Portfolio) -> Html:
    read = len(found.files) - len(found.unread)
    return tag("header", tag("p", "Service management", class_="over"), tag("h1", "All registers"), facts((
        (header_of("Organisation", "as_of"), day(found.as_of)),
        ("Workbooks", f"{read} of {len(found.files)}" if found.unread else str(read)),
        ("Units", f"{len(found.units)}, by {UNIT_WORDS[found.unit_is]}"))), class_="top")


def _footer(found: Portfolio) -> Html:
    return tag("footer", tag("p", f"Made by smsxl {found.smsxl}, as of ", day(found.as_of), ". Each register was "
                             "judged by its own criteria; clauses are paraphrased, and this is no certificate."))


def _unread(found: Portfolio) -> Html | None:
    if not found.unread:
        return None
    return tag("div", tag("p", f"{plural(len(found.unread), 'workbook is', 'workbooks are')} not in these figures:"),
               tag("ul", (tag("li", each.error or each.path) for each in found.unread)), class_="left-out")


def _glance(found: Portfolio) -> Html | None:
    whole = found.all
    tiles = (("Open threats", number(whole.threats), False),
             ("Above tolerance", number(count_of(whole.tolerance, ABOVE_TOLERANCE)), True),
             ("Above tolerance, nothing decided", number(whole.untreated), True),
             ("Actions overdue", number(whole.actions_overdue), True),
             ("Reviews overdue", number(whole.reviews_overdue), True),
             ("Acceptances expired", number(whole.acceptances_expired), True),
             ("Plan in place", share(whole.in_place), False),
             ("KPIs off target", f"{whole.off_target} of {whole.kpis}", True),
             ("Errors found", number(whole.errors), True))
    return section("glance", "At a glance", tag("ul", (
        tag("li", tag("b", value), tag("span", label, class_="sub"),
            class_="tile bad-tile" if bad and value[0] != "0" else "tile") for label, value, bad in tiles),
        class_="tiles"))


def _top(found: Portfolio, colours: _Colours) -> Html | None:
    lines = ((_named(each.risk.id or each.risk.cell, each.risk.title, f"{each.unit}, {each.risk.owner or 'no owner'}"),
              tag("span", each.risk.level or "Not rated", f" {number(each.risk.score)}"
                  if each.risk.score is not None else None, class_=f"lv {colours.class_of(each.risk.level)}"),
              word(each.risk.tolerance), _decided(each.risk), day(each.risk.next_review),
              _where(each.path, each.risk.sheet, each.risk.cell)) for each in found.top)
    listed = table(f"The gravest {len(found.top)} of {plural(found.all.threats, 'open threat')}",
                   ("Risk", "Today", "Tolerance", "Treatment", header_of("Risks", "next_review"), "Where"), lines,
                   wide=True,
                   note="What is above its tolerance comes first, then the level by its place in its own criteria, "
                        "then the score as a share of the highest that they allow.")
    return section("gravest", "The gravest risks", listed)


def _named(name: str, title: str, below: str) -> Html:
    return join((tag("span", name, class_="id"), " ", title, tag("span", below, class_="sub")))


def _where(path: str, sheet: str, cell: str) -> Html:
    return tag("code", f"{path} > {sheet}!{cell}")


def _decided(risk: TopRisk) -> Html | str:
    missing = tag("span", "\u25b2 Not decided", class_="bad") if risk.tolerance == ABOVE_TOLERANCE else "\u2013"
    return risk.treatment or missing


def _maps(found: Portfolio, colours: _Colours) -> Html | None:
    drawn = [(_heat_title(heat, len(found.heat)), [_heat(heat, kind, colours) for kind in RATINGS])
             for heat in found.heat]
    return section("heat-maps", "Heat maps", *(
        part for title, maps in drawn
        for part in ((tag("h3", title) if title else None), tag("div", maps, class_="heats"))),
        lead="How many open threats have which likelihood and impact. Only registers with the same numbers on both "
             "axes are counted together" + ("; a grey cell has different levels in them." if any(
                 not cell.level for heat in found.heat for line in heat.cells for cell in line) else "."))


def _heat_title(heat: Heat, maps: int) -> str:
    size = f"{len(heat.likelihoods)} by {len(heat.impacts)}"
    return f"{size}: {plural(len(heat.files), 'workbook')}" if maps > 1 else ""


def _heat(heat: Heat, kind: str, colours: _Colours) -> Html:
    head = tag("tr", tag("td", tag("span", "likelihood \\ impact", class_="v"), class_="corner"),
               (tag("th", str(value), scope="col") for value in heat.impacts))
    rows = [tag("tr", tag("th", str(like), scope="row"),
                (tag("td", tag("span", cell.level, class_="word"), tag("b", count) if (count := getattr(cell, kind))
                     else None, class_=colours.class_of(cell.level, cell.colour)) for cell in line))
            for like, line in zip(heat.likelihoods, heat.cells, strict=True)]
    made = tag("table", tag("caption", KINDS[kind]), tag("thead", head), tag("tbody", rows), class_="heat")
    rest = count_of(heat.unplaced, kind)
    return tag("div", tag("div", made, class_="scroll", role="region", aria_label=KINDS[kind], tabindex="0"),
               tag("p", f"Without this rating: {rest}", class_="note") if rest else None)


def _tolerance(found: Portfolio) -> Html | None:
    most = max((each.threats for each in found.units), default=0)
    units = table(f"By {UNIT_WORDS[found.unit_is]}", ("Unit", "Threats", "Above", tag("span", "Share", class_="v"),
                                                      "Nothing decided", "Acceptances expired", "Actions overdue"),
                  ((each.unit, number(each.threats), _bad(count_of(each.tolerance, ABOVE_TOLERANCE)),
                    _against(each.tolerance, most), _bad(each.untreated), _bad(each.acceptances_expired),
                    _bad(each.actions_overdue)) for each in found.units), numbers=(1, 2, 4, 5, 6), wide=True)
    most = max((each.threats for each in found.categories), default=0)
    kinds = table("By category", ("Category", "Threats", "Above", tag("span", "Share", class_="v"), "Workbooks"),
                  ((each.category, number(each.threats), _bad(count_of(each.tolerance, ABOVE_TOLERANCE)),
                    _against(each.tolerance, most), number(each.files)) for each in found.categories),
                  numbers=(1, 2, 4), note="Each register against the limits that it states for the category.")
    return section("tolerance", "Tolerance", units, kinds,
                   lead="Open threats against the limits of their own register; the dark part of a bar is above them.")


def _bad(count: int) -> Html | str:
    return tag("span", number(count), class_="bad") if count else "0"


def _against(tolerance: Sequence[Named], most: int) -> Html:
    above = count_of(tolerance, ABOVE_TOLERANCE)
    return bar([(above, "bad-fill"), (sum(each.count for each in tolerance) - above, "st0")], most)


def _levels(found: Portfolio, colours: _Colours) -> Html | None:
    return section("levels", "Levels today", *(_level_table(line, colours, len(found.levels)) for line in found.levels))


def _level_table(line: LevelLine, colours: _Colours, tables: int) -> Html | None:
    labels = [step.label for step in line.levels]
    others = sorted({each.label for _, counts in line.units for each in counts} - set(labels))
    heads = [tag("span", step.label, class_=f"lv {colours.class_of(step.label, step.colour)}") for step in line.levels]
    name = "Open threats by level" + (f", {plural(line.files, 'workbook')} with these levels" if tables > 1 else "")
    return table(name, ("Unit", *heads, *others), (
        (unit, *(number(count_of(counts, label)) for label in (*labels, *others)))
        for unit, counts in line.units), numbers=range(1, len(labels) + len(others) + 1), wide=True)


def _coverage(found: Portfolio) -> Html | None:
    planned = [each for each in found.units if each.in_place is not None]
    units = table(f"By {UNIT_WORDS[found.unit_is]}", ("Unit", "In place", tag("span", "Share", class_="v")),
                  ((each.unit, share(each.in_place), bar([(each.in_place or 0, "good-fill")], 1)) for each in planned),
                  numbers=(1,))
    areas = table("By area of the plan", ("Area", "In place", tag("span", "Share", class_="v")),
                  ((each.area, f"{each.in_place} of {each.applying}", bar([(each.in_place, "good-fill")],
                                                                         each.applying)) for each in found.areas),
                  numbers=(1,))
    return section("coverage", "Coverage of the plan", columns(units, areas) if planned else None,
                   lead="Requirements that are in place, of those that apply.")


def _kpis(found: Portfolio) -> Html | None:
    missed = table(f"{plural(len(found.off_target), 'KPI')} off target",
                   ("KPI", "Latest", "Target", "Trend", "Something is done", "Where"),
                   ((_named(each.kpi.id or each.kpi.cell, each.kpi.kpi, each.unit),
                     f"{number(each.kpi.latest)} {each.kpi.unit}".strip(), number(each.kpi.target),
                     word(each.kpi.trend), "Yes" if each.kpi.answered else tag("span", "\u25b2 No", class_="bad"),
                     _where(each.path, each.kpi.sheet, each.kpi.cell)) for each in found.off_target),
                   numbers=(1, 2), wide=True)
    total = sum(each.count for each in found.kpis)
    states = table("All KPIs", ("", "KPIs", tag("span", "Share", class_="v")), (
        (each.label, number(each.count), bar([(each.count, "bad-fill" if each.label == OFF_TARGET else "fill")], total))
        for each in found.kpis), numbers=(1,))
    return section("kpis", "KPIs", missed, states)


def _freshness(found: Portfolio) -> Html | None:
    lines = sorted(found.units, key=lambda each: (each.assessed is None, each.assessed or found.as_of))
    return section("freshness", "Freshness", table(
        "Oldest assessment first", ("Unit", "Assessed", "Days ago", "Latest review of a risk", "Reviews overdue",
                                    "Rated"),
        (_fresh(each, found) for each in lines), numbers=(2, 4, 5), wide=True))


def _fresh(each: UnitLine, found: Portfolio) -> tuple[object, ...]:
    age = None if each.assessed is None else (found.as_of - each.assessed).days
    return (each.unit, day(each.assessed) if each.assessed else tag("span", "\u25b2 no date", class_="bad"),
            number(age), day(each.last_review), _bad(each.reviews_overdue), share(each.rated))


def _files(found: Portfolio) -> Html | None:
    return section("files", "Workbooks", table(
        "All workbooks", ("Workbook", "Unit", "Version", "Assessed", "Threats", "Above", "Errors", "Warnings"),
        ((tag("code", each.path) if each.error is None else join((tag("code", each.path),
                                                                  tag("span", "\u25b2 not read", class_="bad sub"))),
          each.unit, f"{each.version} {each.status}".strip() or "\u2013", day(each.assessed), number(each.threats),
          _bad(each.above), _bad(each.errors), number(each.warnings)) for each in found.files),
        numbers=(4, 5, 6, 7), wide=True))
