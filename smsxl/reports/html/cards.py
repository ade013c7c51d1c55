"""One card for each risk: all that belongs to it, on one page of paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from smsxl.reports.html.charts import matrix_path, matrix_symbol
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.html.parts import Page, Section, day, facts, level, link, number, section, table, word
from smsxl.reports.risk.counts import ranked
from smsxl.reports.risk.register import Rating, Risk
from smsxl.tables import header_of

_KINDS: Final = (("Inherent", "inherent"), ("Current", "current"), ("Residual", "residual"))
_STORY: Final = (("Because of", "cause"), ("it may happen that", "event"), ("so that", "consequence"),
                 ("Customers notice", "customer_impact"))


def cards(page: Page) -> Section | None:
    """Return the cards: open threats by rank, open opportunities, then what is closed."""
    part = page.summary.risk
    if part is None or not part.risks:
        return None
    groups = ([risk for risk in part.risks if risk.open and risk.threat],
              [risk for risk in part.risks if risk.open and not risk.threat],
              [risk for risk in part.risks if not risk.open])
    criteria = page.summary.criteria
    symbol = matrix_symbol([[f"lf{page.level_class(_level(page, like, imp))[2:]}" for imp in criteria.impacts]
                            for like in criteria.likelihoods])
    risks = [risk for group in groups for risk in ranked(group)]
    shown, rest = risks[:page.top], risks[page.top:]
    return section("register", "The risks one by one", symbol, [_card(page, risk) for risk in shown],
                   _in_short(page, rest),
                   lead="Open threats by rank, then opportunities, then what is closed. On paper each has its page.")


def _in_short(page: Page, rest: Sequence[Risk]) -> Html | None:
    """Return the risks behind those that have a card as a line each, so that every link to them leads somewhere."""
    if not rest:
        return None
    count = f"{len(rest):,} {'risk' if len(rest) == 1 else 'risks'}"
    listed = table("In short", ("Risk", "Today", "After treatment", "Treatment", "Status"),
                   (_line(page, risk) for risk in rest), wide=True)
    return tag("div", tag("p", f"{count} more stand below as a line each, which is not printed: what else is known of "
                          "them is in the workbook, and on this page with a higher --top.", class_="left-out"),
               tag("details", tag("summary", f"{count} in short"), listed, class_="fold no-print"), id="in-short")


def _line(page: Page, risk: Risk) -> tuple[object, ...]:
    return (tag("span", tag("b", risk.source.name), f" {risk.title or 'Untitled'}",
                tag("span", f"{risk.owner or 'no owner'}, {risk.source.sheet}!{risk.source.cell}", class_="sub"),
                id=page.anchors[risk.source]),
            join((level(page, risk.current.level, risk.current.score), tag("span", risk.tolerance_now, class_="sub"))),
            level(page, risk.residual.level, risk.residual.score), risk.treatment, risk.status)


def _level(page: Page, likelihood: int, impact: int) -> str:
    return next((label for like, imp, label in page.summary.criteria.cells if (like, imp) == (likelihood, impact)), "")


def _card(page: Page, risk: Risk) -> Html:
    name = page.anchors[risk.source]
    head = tag("header", tag("h3", tag("span", risk.source.name, class_="id"), " ", risk.title or "Untitled"),
               tag("p", _state(page, risk), class_="state"))
    told = [tag("p", tag("b", word_), " ", text) for word_, field in _STORY if (text := getattr(risk, field))]
    rated = tag("div", _ratings(page, risk), _matrix(page, risk), class_="rated")
    return tag("article", head, tag("div", told, class_="story") if told else None, rated,
               facts(_facts(page, risk)), _actions(page, risk), _acceptance(page, risk), _controls(risk),
               _findings(risk), tag("p", f"From {risk.source.sheet}!{risk.source.cell}. ",
                                    tag("a", "Back to the top", href="#top", class_="no-print"), class_="note"),
               id=name, class_="card", aria_label=f"{risk.source.name} {risk.title}")


def _state(page: Page, risk: Risk) -> Iterator[object]:
    if not risk.threat:
        yield tag("span", "Opportunity", class_="tag")
    if risk.current.level:
        yield level(page, risk.current.level, risk.current.score)
    if risk.tolerance_now:
        yield join((" ", word(risk.tolerance_now)))
    yield f" \u00b7 {risk.status or 'no status'}"
    if risk.rank is not None:
        yield f" \u00b7 rank {risk.rank}"


def _ratings(page: Page, risk: Risk) -> Html | None:
    def line(name: str, rating: Rating, tolerance: str) -> tuple[object, ...]:
        return (name, _step(rating.likelihood, rating.likelihood_label), _step(rating.impact, rating.impact_label),
                number(rating.score), join((level(page, rating.level), tag("span", tolerance, class_="sub")
                                            if tolerance else None)))

    tolerance = {"current": risk.tolerance_now, "residual": risk.tolerance_after if risk.residual.given else ""}
    return table("Ratings", ("", "Likelihood", "Impact" if risk.threat else "Benefit", "Score", "Level"),
                 (line(name, getattr(risk, kind), tolerance.get(kind, "")) for name, kind in _KINDS), numbers=(3,))


def _step(value: int | None, label: str) -> str:
    return "\u2013" if value is None else f"{value} {label}".strip()


def _matrix(page: Page, risk: Risk) -> Html | None:
    criteria = page.summary.criteria
    places = []
    for _, kind in _KINDS:
        rating: Rating = getattr(risk, kind)
        on = rating.likelihood in criteria.likelihoods and rating.impact in criteria.impacts
        places.append((criteria.likelihoods.index(rating.likelihood or 0), criteria.impacts.index(rating.impact or 0))
                      if on else None)
    if not any(places):
        return None
    label = "The way through the matrix: " + ", ".join(
        f"{name.lower()} {getattr(risk, kind).likelihood} x {getattr(risk, kind).impact}"
        for (name, kind), place in zip(_KINDS, places, strict=True) if place is not None)
    return tag("figure", matrix_path(len(criteria.likelihoods), len(criteria.impacts), places, label),
               tag("figcaption", "ring inherent, dot current, diamond residual"))


def _facts(page: Page, risk: Risk) -> Iterator[tuple[str, object]]:
    yield "Owner", risk.owner or tag("span", "\u25b2 none", class_="bad")
    yield "Treatment", risk.treatment
    yield "Category", risk.category
    yield header_of("Risks", "relates_to"), risk.relates_to
    yield "Service or process", risk.service
    yield "Objective", risk.objective
    if risk.next_review is not None:
        yield header_of("Risks", "next_review"), join((day(risk.next_review), _late(page, risk)))
    yield header_of("Risks", "last_review"), None if risk.last_review is None else day(risk.last_review)
    yield "Assessed", _assessed(risk)
    yield "Confidence", risk.confidence
    yield "Classification", risk.classification
    yield header_of("Risks", "open_points"), risk.open_points
    yield "Why rated so", risk.rationale
    yield "Notes", risk.notes


def _late(page: Page, risk: Risk) -> Html | None:
    late = risk.open and risk.next_review is not None and risk.next_review < page.summary.provenance.as_of
    return join((" ", word("Overdue"))) if late else None


def _assessed(risk: Risk) -> Html | None:
    if risk.assessed_on is None and not risk.assessed_by:
        return None
    return join((day(risk.assessed_on) if risk.assessed_on else None, f" by {risk.assessed_by}" if risk.assessed_by
                 else None))


def _actions(page: Page, risk: Risk) -> Html | None:
    return table("Actions", ("Action", "Owner", "Due", "Status"),
                 ((join((link(page, each.source), " ", each.action,
                         tag("span", "Effect: ", each.effect, class_="sub") if each.effect else None)), each.owner,
                   day(each.due), join((each.status, " ", word(each.due_status)
                                        if each.due_status.casefold() != each.status.casefold() else None)))
                  for each in risk.actions))


def _acceptance(page: Page, risk: Risk) -> Html | None:
    stands = risk.acceptance
    if stands is None:
        return tag("p", "\u25b2 Has to be accepted, and is not.", class_="bad") if risk.needs_acceptance else None
    return tag("p", tag("b", "Accepted"), " by ", stands.by, f" ({stands.role})" if stands.role else None, " on ",
               day(stands.on), " until ", day(stands.until), ": ", word(stands.status), ". ", stands.reason, " ",
               f"Conditions: {stands.conditions} " if stands.conditions else None,
               tag("span", "\u25b2 Out of date: ", stands.changed, class_="bad") if stands.changed else None,
               tag("span", " ", link(page, stands.source), class_="note"))


def _controls(risk: Risk) -> Html | None:
    if not risk.controls:
        return None
    return tag("p", tag("b", "Controls today"), " ", join(
        [tag("span", name, class_="id"), " ", text, "; " if i < len(risk.controls) - 1 else None]
        for i, (name, text) in enumerate(risk.controls)))


def _findings(risk: Risk) -> Html | None:
    if not risk.findings:
        return None
    return tag("ul", (tag("li", word(each.severity.value), " ", each.message, " ",
                          tag("span", each.code, class_="note")) for each in risk.findings), class_="found")
