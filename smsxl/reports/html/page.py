"""Puts the page together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from smsxl.reports.html import cards, plan, risk, work
from smsxl.reports.html.anchors import anchors
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.html.frame import whole_page
from smsxl.reports.html.parts import Page, day, facts, plural, section
from smsxl.reports.summary import Summary
from smsxl.reports.tasks import WorkList
from smsxl.tables import header_of
from smsxl.tables.text import fold

TOP: Final = 200
"""How many risks stand on the page in full where nobody says otherwise: as many pages on paper."""

_OWN: Final = (
    "top", "main", "glance", "trend", "above-tolerance", "heat-maps", "ranking", "movement", "categories", "treatment",
    "opportunities", "controls", "services", "coverage", "roadmap", "objectives", "budget", "kpis", "people",
    "improvements", "processes", "clauses", "trace", "work", "findings", "method", "provenance", "register",
    "matrix-cells", "in-short")


def render_html(summary: Summary, owner: WorkList | None = None, *, top: int = TOP) -> str:
    """Return the page of a summary; with an owner that owner's work list comes first. The same input, the same bytes.

    The `top` gravest risks have a card each, all others a line; every list ends after as many rows and says how many
    more there are. The page loads nothing, runs nothing and links to nothing but itself.
    """
    risks = summary.risk.risks if summary.risk is not None else ()
    taken = [*_OWN, *(f"{name}-h" for name in _OWN)]
    page = Page(summary, anchors((each.source for each in risks), taken),
                {fold(level.label): number for number, level in enumerate(summary.criteria.levels, start=1)}, top)
    blocks = list(_blocks(page, owner))
    name = summary.document.organization or summary.provenance.file
    return whole_page(f"{name}: {_title(summary)}", _header(page), blocks, _footer(page),
                      colours=[level.colour for level in summary.criteria.levels], version=summary.provenance.smsxl)


def _blocks(page: Page, owner: WorkList | None) -> Iterator[tuple[str, list[Html | None]]]:
    summary = page.summary
    yield "", [_left_out(page), _first(page), work.one_list(page, owner) if owner is not None else None, _glance(page)]
    if summary.risk is not None and summary.risk.risks:
        part = summary.risk
        yield "Risks", [risk.above(page, part), work.trend(page), *(draw(page, part) for draw in (
            risk.maps, risk.ranking, risk.movement, risk.categories, risk.treatment, risk.opportunities,
            risk.controls, risk.services))]
    if summary.plan is not None:
        whole = summary.plan
        since = work.trend(page) if summary.risk is None else None
        drawn = [since, *(draw(page, whole) for draw in (plan.objectives, plan.budget, plan.kpis, plan.people,
                                                plan.improvements, plan.processes, plan.clauses))]
        yield "Plan", [plan.coverage(page, whole), plan.roadmap(page, summary.roadmap), *drawn, plan.trace(page)]
    yield "Work", [work.work(page, summary.work) if owner is None else None, work.findings(page)]
    yield "Reference", [work.method(page), work.provenance(page), cards.cards(page)]


def _title(summary: Summary) -> str:
    parts = [word for word, part in (("risk assessment", summary.risk), ("service management plan", summary.plan))
             if part is not None]
    text = " and ".join(parts) or "summary"
    return text[:1].upper() + text[1:]


def _header(page: Page) -> Html:
    document, made = page.summary.document, page.summary.provenance
    approved = join((document.approved_by, " on ", day(document.approved_on))) if document.approved_by else \
        tag("span", "not approved", class_="quiet")
    return tag("header", tag("p", document.organization or made.file, class_="over"),
               tag("h1", _title(page.summary)), tag("p", document.scope, class_="scope") if document.scope else None,
               facts((
                   ("Status", " ".join(filter(None, (document.status, document.version)))),
                   ("Assessed", day(document.assessment_date) if document.assessment_date else "no date given"),
                   ("Approved", approved), (header_of("Organisation", "prepared_by"), document.prepared_by),
                   (header_of("Organisation", "next_review"),
                    day(document.next_review) if document.next_review else ""),
                   (header_of("Organisation", "as_of"), day(made.as_of)),
                   ("Classification", _classification(page)))), class_="top")


def _classification(page: Page) -> str:
    """Return that of the most confidential row shown; where neither document nor risks state one, just that."""
    made, part = page.summary.provenance, page.summary.risk
    stated = page.summary.document.classification or any(risk.classification for risk in (part.risks if part else ()))
    return made.classification if stated or made.audience else "not stated"


def _left_out(page: Page) -> Html | None:
    summary = page.summary
    if summary.provenance.audience is None:
        return None
    rows = sum(each.count for each in summary.left_out)
    text = f"For the audience {summary.provenance.audience} {plural(rows, 'row is', 'rows are')} left out: "
    listed = ", ".join(f"{each.count} from {each.sheet}" for each in summary.left_out)
    whole = summary.document.classification or "not stated, so taken as confidential"
    return tag("p", text + (listed + "." if rows else "nothing.") + f" The document's classification is {whole}; a "
               "row that states none has the document's. Figures and ranks count only what is shown.",
               class_="left-out")


def _first(page: Page) -> Html | None:
    """Return how the page of a large register is shortened; None where it holds everything."""
    count = len(page.summary.risk.risks) if page.summary.risk is not None else 0
    if count <= page.top:
        return None
    return tag("p", f"The workbook has {count:,} risks. The gravest {page.top:,} stand here in full, all others as a "
               f"line each; every list ends after {page.top:,} rows and says how many more there are. Figures count "
               "all of them. --top sets how many; --json writes everything.", class_="left-out")


def _glance(page: Page) -> Html | None:
    risks, whole = page.summary.risk, page.summary.plan
    groups = [*([risks.glance] if risks is not None and risks.risks else []), *([whole.glance] if whole else [])]
    tiles = [tag("ul", plan.glance_rows(page, shown), class_="tiles") for group in groups
             if (shown := [count for count in group if count.rows or count.of != 0])]
    return section("glance", "At a glance", *tiles)


def _footer(page: Page) -> Html:
    made = page.summary.provenance
    return tag("footer", tag("p", f"Made by smsxl {made.smsxl} from {made.file}, as of ", day(made.as_of), ". SHA-256 ",
                             tag("code", made.sha256[:16]), ". Clauses are paraphrased; this is no certificate."))
