"""The work lists, the findings, and what the report was made from."""

from __future__ import annotations

from collections.abc import Iterable

from smsxl.reports.history import Figure
from smsxl.reports.html.element import Html, join, tag
from smsxl.reports.html.parts import (
    Page,
    Section,
    bullets,
    columns,
    day,
    facts,
    first_of,
    level,
    listing,
    number,
    plural,
    section,
    table,
    word,
)
from smsxl.reports.tasks import WorkList
from smsxl.tables import BY_NAME, header_of


def work(page: Page, lists: Iterable[WorkList]) -> Section | None:
    """Return one list of work for each owner."""
    made = [tag("details", tag("summary", each.owner or "Nobody", tag("span", _sum(page, each), class_="sub")),
                _list(page, each), class_="fold") for each in lists]
    return section("work", "Who does what by when", made,
                   lead="What is missing now comes first, then everything by date. Where a role is filled, its work "
                        "stands with its person.") if made else None


def one_list(page: Page, found: WorkList) -> Section | None:
    """Return the list of one owner, which stands at the top of that owner's page."""
    return section("work", f"Work list of {found.owner or 'nobody'}", _list(page, found), lead=", ".join(found.roles))


def _sum(page: Page, found: WorkList) -> str:
    as_of, soon = page.summary.provenance.as_of, page.summary.criteria.soon_days
    late = sum(task.state(as_of, soon) == "Overdue" for task in found.tasks)
    return ", ".join(filter(None, (plural(len(found.tasks), "task"), f"{late} overdue" if late else "",
                                   ", ".join(found.roles))))


def _list(page: Page, found: WorkList) -> Html | None:
    as_of, soon = page.summary.provenance.as_of, page.summary.criteria.soon_days
    return listing(page, f"Work of {found.owner or 'nobody'}", ("What", "Task", "By", "State", "Where"), found.tasks,
                   lambda task: (
                       task.what, task.kind, "at once" if task.at_once else day(task.due),
                       word(task.state(as_of, soon)),
                       join((_named(task.id, page.places.get((task.sheet, task.cell))),
                             tag("span", f"{task.sheet}!{task.cell}", class_="sub")))))


def _named(text: str, anchor: str | None) -> Html | None:
    if not text:
        return None
    return tag("a", text, href=f"#{anchor}", class_="id") if anchor else tag("span", text, class_="id")


def trend(page: Page) -> Section | None:
    """Return what has changed since the last report."""
    found = page.summary.trend
    if found is None:
        return None
    anchors = {source.id: name for source, name in page.anchors.items()}

    def ids(names: Iterable[str]) -> Html:
        return first_of(page, tuple(names), lambda name: _named(name, anchors.get(name)))

    figures = table("First figures", ("", "Then", "Now", "Change"), (
        (each.label, number(each.before), number(each.now), _change(each)) for each in found.figures),
        numbers=(1, 2, 3))
    lists = (("Above tolerance now, and was not", (each.now.id for each in found.crossed if each.now)),
             ("Within tolerance again", (each.now.id for each in found.back if each.now)),
             ("Score risen", (each.now.id for each in found.risen if each.now)),
             ("Score fallen", (each.now.id for each in found.fallen if each.now)),
             ("New", found.new), ("Closed or gone", found.gone),
             ("KPIs that stand otherwise to their target", (each.now.id for each in found.kpis if each.now)))
    moved = table("Risks and KPIs", ("", "Which"), (
        (label, made) for label, names in lists if (made := ids(names))))
    return section("trend", "Since the last report", columns(figures, moved),
                   lead=f"Compared with {found.since.isoformat()}, as History remembers it.")


def _change(figure: Figure) -> Html | str:
    if figure.before is None:
        return "\u2013"
    moved = figure.now - figure.before
    text = f"{moved:+,.0f}" if moved else "same"
    return tag("span", "\u25b2 ", text, class_="bad") if figure.bad and moved > 0 else text


def findings(page: Page) -> Section | None:
    """Return what the check found, by rule and sheet."""
    groups = page.summary.findings
    total = sum(len(group.findings) for group in groups)
    lead = (f"smsxl check reports {plural(total, 'finding')} in what is shown." if total else
            "smsxl check found nothing wrong in what is shown.")
    made = [tag("details", tag("summary", tag("span", group.code, class_="id"), " ", group.name.replace("-", " "),
                               tag("span", word(group.severity), f" \u00b7 {group.sheet or 'workbook'} \u00b7 "
                                   f"{len(group.findings)}", class_="sub")),
                bullets(page, group.findings, lambda each: join((
                    tag("span", f"{each.sheet or ''}{'!' + each.cell if each.cell else ''} ", class_="id"),
                    each.message, tag("span", each.fix, class_="sub")))), class_="fold") for group in groups]
    return section("findings", "Findings", made or Html(" "), lead=lead)


def method(page: Page) -> Section | None:
    """Return method, criteria and legend."""
    found = page.summary.criteria
    heads = ("Level", "Score as in the matrix", "What it asks for", "Review",
             header_of("RiskLevels", "accepted_by_role"))
    levels = table("Levels", heads,
                   ((level(page, each.label), _cells(page, each.label), each.action,
                     f"every {each.review_days} days", each.accepted_by_role) for each in reversed(found.levels)),
                   wide=True)
    scales = [table(caption, ("Step", "Meaning"),
                    ((f"{step.value} {step.label}", join(
                        tag("span", tag("b", head), ": ", text, " ", class_="mean") for head, text in step.meaning))
                     for step in steps))
              for caption, steps in (("Likelihood", found.likelihood), ("Impact", found.impact))]
    limits = table("Appetite and tolerance", ("Category", "Appetite up to", "Tolerance up to", "Not above level"),
                   (("All others" if each.category == "*" else each.category, number(each.appetite),
                     number(each.tolerance), level(page, each.highest_level or "")) for each in found.tolerances),
                   numbers=(1, 2))
    text = (f"{found.method_words}. The level comes from the matrix, the rank from score, then impact, then "
            "likelihood, then the order of the register. Inherent is before any control, current with the controls "
            "that work today, residual what is expected after treatment. Tolerance is judged by the current rating "
            "today and by the residual rating after treatment.")
    return section("method", "Method, criteria and legend", _matrix(page), levels, limits, *scales, lead=text)


def _cells(page: Page, label: str) -> str:
    cells = [(like, imp) for like, imp, name in page.summary.criteria.cells if name == label]
    return f"{plural(len(cells), 'cell')} of {len(page.summary.criteria.cells)}"


def _matrix(page: Page) -> Html:
    found = page.summary.criteria
    cells = {(like, imp): name for like, imp, name in found.cells}
    head = tag("tr", tag("td", tag("span", "likelihood \\ impact", class_="v"), class_="corner"),
               (tag("th", str(imp), scope="col") for imp in found.impacts))
    rows = [tag("tr", tag("th", str(like), scope="row"), (
        tag("td", tag("span", cells.get((like, imp), ""), class_="word"),
            class_=page.level_class(cells.get((like, imp), ""))) for imp in found.impacts))
        for like in found.likelihoods]
    made = tag("table", tag("caption", "Risk matrix: likelihood upwards, impact to the right"), tag("thead", head),
               tag("tbody", rows), class_="heat legend")
    return tag("div", made, class_="scroll", role="region", aria_label="Risk matrix", tabindex="0")


def provenance(page: Page) -> Section | None:
    """Return what the report was made from."""
    found, document = page.summary.provenance, page.summary.document
    counts = ", ".join(plural(count, severity) for severity, count in found.findings)
    apart = found.sheet_as_of != found.as_of
    return section("provenance", "What this report was made from", facts((
        ("Workbook", found.file), ("SHA-256", tag("code", found.sha256)),
        ("Document", " ".join(filter(None, (document.document_id, document.version)))),
        (header_of("Organisation", "as_of"), day(found.as_of)),
        ("The workbook's own formulas", join(("computed as of ", day(found.sheet_as_of))) if apart else ""),
        ("smsxl", found.smsxl), ("Template", found.template), ("Criteria", tag("code", found.criteria)),
        ("Findings", counts), ("Suppressed", plural(found.suppressed, "finding")),
        ("Audience", found.audience or "everybody who may read the workbook"),
        ("Left out", _left_out(page)))))


def _left_out(page: Page) -> str:
    left = [f"{each.count} from {BY_NAME[each.table].sheet}" for each in page.summary.left_out]
    if page.summary.provenance.findings_left_out:
        left.append(plural(page.summary.provenance.findings_left_out, "finding"))
    return ", ".join(left) or "nothing"
