"""The sections of the risk part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from smsxl.domain.movement import FALLS, RISES
from smsxl.domain.tolerance import TOLERANCE_STATUSES
from smsxl.reports.html.charts import bar, path
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.html.parts import (
    Page,
    Section,
    columns,
    counts,
    day,
    first_of,
    level,
    link,
    links,
    listing,
    number,
    plural,
    rated,
    risk_head,
    rows_of,
    section,
    table,
    word,
)
from smsxl.reports.risk.counts import LevelLine
from smsxl.reports.risk.heat import HeatCell, HeatMap
from smsxl.reports.risk.register import Risk
from smsxl.reports.summary import RiskPart
from smsxl.tables import header_of

_KINDS: Final = {"inherent": "Inherent: before any control", "current": "Current: with the controls that work today",
                 "residual": "Residual: expected after treatment"}
_BENEFIT: Final = {"inherent": "Before anything is done", "current": "Opportunities today",
                   "residual": "Opportunities after treatment"}
_IN_CELL: Final = 6
"""Ids that a cell of a heat map shows before the rest is folded away."""


def above(page: Page, risk: RiskPart) -> Section | None:
    """Return what is above tolerance, which comes first."""
    count = len(risk.above)
    lead = (f"{plural(count, 'open threat is', 'open threats are')} above the tolerance of "
            f"{'its' if count == 1 else 'their'} category today." if count else
            "No open threat is above the tolerance of its category.")
    listed = listing(page, "Above tolerance, by rank",
                     ("Risk", "Rank", "Today", "After treatment", "What is done", "Accepted"), risk.above,
                     lambda each: _above_line(page, each), numbers=(1,))
    return section("above-tolerance", "Above tolerance", listed or Html(" "), lead=lead)


def _above_line(page: Page, risk: Risk) -> tuple[object, ...]:
    after = join((rated(page, risk.residual), tag("span", risk.tolerance_after, class_="sub"))) \
        if risk.residual.given else word("")
    return (risk_head(page, risk), number(risk.rank), rated(page, risk.current), after, _done(page, risk),
            _accepted(risk))


def _done(page: Page, risk: Risk) -> Html:
    going = next((action for action in risk.actions if action.status.casefold() not in ("done", "dropped")), None)
    step = None if going is None else tag(
        "span", link(page, going.source), " ", going.action, " ", word(going.due_status), " ", day(going.due),
        class_="sub")
    return join((risk.treatment or tag("span", "\u25b2 Not decided", class_="bad"), step))


def _accepted(risk: Risk) -> Html | str:
    stands = risk.acceptance
    if stands is None:
        return tag("span", "\u25b2 Missing", class_="bad") if risk.needs_acceptance else "\u2013"
    changed = tag("span", "\u25b2 ", stands.changed, class_="bad sub") if stands.changed else None
    return join((word(stands.status), tag("span", stands.by, " until ", day(stands.until), class_="sub"), changed))


def maps(page: Page, risk: RiskPart) -> Section | None:
    """Return the heat maps."""
    drawn = [_heat(page, each) for each in risk.heat]
    return section("heat-maps", "Heat maps", tag("div", drawn, class_="heats"),
                   lead="Open threats by likelihood and impact. Each cell names its level and its risks.")


def _heat(page: Page, heat: HeatMap) -> Html:
    kind = _KINDS[heat.kind] if heat.threats else _BENEFIT[heat.kind]
    axis = "likelihood \\ impact" if heat.threats else "likelihood \\ benefit"
    head = tag("tr", tag("td", tag("span", axis, class_="v"), class_="corner"),
               (tag("th", str(value), tag("span", label, class_="axis-word"), scope="col")
                for value, label in heat.impacts))
    rows = [tag("tr", tag("th", str(value), tag("span", label, class_="axis-word"), scope="row"),
                (_cell(page, cell, threats=heat.threats) for cell in line))
            for (value, label), line in zip(heat.likelihoods, heat.cells, strict=True)]
    caption = tag("caption", kind)
    rest = tag("p", "Without this rating: ", links(page, heat.unplaced), class_="note") if heat.unplaced else None
    made = tag("table", caption, tag("thead", head), tag("tbody", rows), class_="heat")
    return tag("div", tag("div", made, class_="scroll", role="region", aria_label=kind, tabindex="0"),
               rest)


def _cell(page: Page, cell: HeatCell, *, threats: bool) -> Html:
    first, rest = cell.rows[:_IN_CELL], cell.rows[_IN_CELL:]
    more = tag("details", tag("summary", f"+{len(rest)}", aria_label=f"{len(rest)} more"), links(page, rest)) \
        if rest else None
    return tag("td", tag("span", cell.level, class_="word") if threats else None, links(page, first), more,
               class_=page.level_class(cell.level) if threats else "benefit")


def ranking(page: Page, risk: RiskPart) -> Section | None:
    """Return the first ten with how firm their place is."""
    firm = risk.ranking
    if not firm.placed:
        return None
    listed = table(
        f"The first {min(firm.first, len(firm.top))} of {plural(len(firm.placed), 'open threat')}",
        ("Risk", "Rank", "Score", "Current", "Could be rank", "Tolerance", "Way"),
        ((risk_head(page, each.risk), number(each.rank), number(each.risk.current.score),
          level(page, each.risk.current.level),
          join((f"{each.best} to {each.worst}", None if each.firm else tag("span", "could leave", class_="sub"))),
          word(each.risk.tolerance_now), _way(page, each.risk)) for each in firm.top), numbers=(1, 2), wide=True,
        note="Equal scores are ordered by impact, then likelihood, then the order of the register.")
    share = f"{firm.changing / firm.steps:.0%}" if firm.steps else "none"
    text = (f"If a single rating moved by one step, {share} of the {firm.steps} possible steps would change who is "
            f"among the first {firm.first}: {plural(len(firm.could_leave), 'risk')} could leave, "
            f"{plural(len(firm.could_enter), 'other')} could enter.")
    entering = tag("p", "Could enter: ", links(page, (each.risk.source for each in firm.could_enter)), class_="note") \
        if firm.could_enter else None
    return section("ranking", "Ranking, and how firm it is", listed, entering, lead=text)


def _way(page: Page, risk: Risk) -> Html:
    ratings = (risk.inherent, risk.current, risk.residual)
    label = ", ".join(f"{name} {number(rating.score)}" for name, rating in
                      zip(("inherent", "current", "residual"), ratings, strict=True) if rating.score is not None)
    return path([rating.score for rating in ratings], page.most, label)


def movement(page: Page, risk: RiskPart) -> Section | None:
    """Return how the risks move from inherent over current to residual."""
    if not risk.ranking.placed:
        return None
    words = [counts(page, f"From {each.before} to {each.after}", each.counts,
                    classes=["good-fill" if count.label == FALLS else "bad-fill" if count.label == RISES else "fill"
                             for count in each.counts]) for each in risk.movements]
    levels = level_table(page, "Open threats by level", risk.levels)
    way = listing(page, "Open threats on their way, by rank", ("Risk", "Inherent", "Current", "Residual", "Way"),
                  risk.ranking.placed,
                  lambda each: (join((link(page, each.risk.source), " ", each.risk.title)),
                                rated(page, each.risk.inherent), rated(page, each.risk.current),
                                rated(page, each.risk.residual), _way(page, each.risk)))
    legend = tag("p", "Hollow: inherent. Full: current. Diamond: residual. Further right is a higher score.",
                 class_="note")
    return section("movement", "Movement", levels, columns(*words),
                   tag("details", tag("summary", "Each risk on its way"), legend, way, class_="fold"),
                   lead="What the controls of today have changed, and what treatment is expected to change.")


def level_table(page: Page, caption: str, lines: Sequence[LevelLine]) -> Html | None:
    """Return counts by level, one bar a line in the criteria's colours."""
    if not lines:
        return None
    labels = list(dict.fromkeys(count.label for line in lines for count in line.counts))
    most = max(line.all.count for line in lines)

    def cells(line: LevelLine) -> Iterator[object]:
        known = {count.label: count for count in line.counts}
        yield line.label[:1].upper() + line.label[1:]
        yield bar([(count.count, f"lf{page.level_class(count.label)[2:]}") for count in line.counts], most)
        yield from (rows_of(page, known[label]) if label in known else "0" for label in labels)
        yield rows_of(page, line.all)

    return table(caption, ("", tag("span", "Share", class_="v"), *(level(page, label) for label in labels), "All"),
                 (tuple(cells(line)) for line in lines), numbers=range(2, len(labels) + 3), wide=True)


def categories(page: Page, risk: RiskPart) -> Section | None:
    """Return open threats by category, and against the limits of each."""
    levels = level_table(page, "Open threats by category and current level", risk.categories)
    limits = table("Against the limits of each category", ("Category", "Appetite", "Tolerance", *(
        f"{word_} now" for word_ in TOLERANCE_STATUSES), "Above after treatment", "Risks above"),
        ((each.category, number(each.appetite), join((number(each.tolerance), tag(
            "span", f"not above {each.highest_level}", class_="sub") if each.highest_level else None)),
          *(rows_of(page, count) for count in each.now[:3]), rows_of(page, each.after[2]),
          links(page, (one.source for one in each.above))) for each in risk.tolerance),
        numbers=(1, 2, 3, 4, 5, 6), wide=True)
    return section("categories", "Categories and tolerance", levels, limits,
                   lead="Appetite is what is wanted, tolerance what is borne; both limits are inclusive.")


def treatment(page: Page, risk: RiskPart) -> Section | None:
    """Return what is done: strategies, actions, acceptances, reviews."""
    return section("treatment", "Treatment, acceptance and review", columns(
        counts(page, "Open risks by strategy", risk.strategies), counts(page, "Actions by due date", risk.actions),
        counts(page, "Acceptances", risk.acceptances), counts(page, "Reviews of open risks", risk.reviews),
        counts(page, "All risks by status", risk.statuses)))


def opportunities(page: Page, risk: RiskPart) -> Section | None:
    """Return the opportunities, apart from the threats."""
    heads = ("Opportunity", "Rank", "Today", "After treatment", "What is done", header_of("Risks", "next_review"))
    listed = listing(page, "Open opportunities, by rank", heads, risk.opportunities, lambda each: (
        risk_head(page, each), number(each.rank), number(each.current.score), number(each.residual.score),
        _done(page, each), day(each.next_review)), numbers=(1, 2, 3))
    drawn = tag("div", [_heat(page, each) for each in risk.opportunity_heat if each.kind != "inherent"],
                class_="heats") if risk.opportunities else None
    return section("opportunities", "Opportunities", listed, drawn,
                   lead="Their impact is benefit: a higher score is better, and treatment raises it.")


def controls(page: Page, risk: RiskPart) -> Section | None:
    """Return the controls."""
    found = risk.controls
    if not found.all:
        return None
    heads = ("Control", "Effect", "Status", "Owner", header_of("Controls", "next_check"), "Risks")
    listed = listing(page, "All controls", heads, found.all, lambda each: (
        link(page, each.source, title=True), word(each.effectiveness), each.status, each.owner,
        join((day(each.next_check), " ", word("Overdue") if each.overdue else None)), links(page, each.risks)))
    return section("controls", "Controls", columns(
        counts(page, "By effectiveness", found.by_effectiveness),
        counts(page, "What is missing", (found.overdue, found.unmonitored))),
        tag("details", tag("summary", f"All {len(found.all)} controls"), listed, class_="fold"))


def services(page: Page, risk: RiskPart) -> Section | None:
    """Return critical services, what customers notice, and who was told."""
    critical = listing(page, "Critical services, components and activities",
                       ("Service", "Risks", "How it goes on", "Owner"), risk.services, lambda each: (
                           join((link(page, each.source, title=True), tag("span", each.kind, class_="sub"))),
                           first_of(page, each.risks, lambda one: tag(
                               "span", link(page, one.source), " ", level(page, one.current.level), class_="pair"))
                           or "none named",
                           each.continuity or tag("span", "\u25b2 No arrangement", class_="bad"), each.owner))
    customers = listing(page, "What customers would notice", ("Risk", "Today", "What they notice"), risk.customers,
                        lambda each: (risk_head(page, each), rated(page, each.current), each.customer_impact))
    told = table("Who received the assessment", ("Audience", "Version", "Sent", "How", "By", "Confirmed"),
                 ((join((link(page, each.source), " ", each.audience)), each.version, day(each.sent_on), each.channel,
                   each.sent_by, day(each.acknowledged_on)) for each in risk.distribution), wide=True)
    folded = tag("details", tag("summary", f"What customers would notice ({len(risk.customers)})"), customers,
                 class_="fold") if customers else None
    return section("services", "Services and customers", critical, folded, told)
