"""The threads of a workbook: from objective to process, KPI, risk, control and improvement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from smsxl.domain.coverage import plan_counts, plan_coverage
from smsxl.domain.kpi import OFF_TARGET, WORSENING
from smsxl.domain.tolerance import WITHIN_APPETITE
from smsxl.domain.trace import Coverage, Edge, Expected, Graph, Key, Node, Trace
from smsxl.errors import UnreadableError
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import cell_name
from smsxl.rules.accepted import standing
from smsxl.rules.common import equal, holds, is_open, is_threat, tolerance_now
from smsxl.rules.kpis import acted
from smsxl.tables import BY_NAME, Type
from smsxl.tables.book import Book

KINDS: Final = (
    "Objectives", "Processes", "Resources", "Kpis", "Services", "Risks", "Treatments", "Controls", "Acceptances",
    "Improvements")
"""The tables whose rows hang together, in the order in which an auditor follows them."""


def trace_file(path: str, as_of: dt.date) -> Trace:
    """Return the threads of a workbook as of a day. Raises UnreadableError where it can't be read or is not ours."""
    book = Book(open_workbook(path), as_of)
    if not any(kind in book for kind in (*KINDS, "PlanItems")):
        message = "holds none of the tables that smsxl follows; make one with `smsxl new` and paste your rows in."
        raise UnreadableError(f"{path} {message}")
    return trace_book(book)


def trace_book(book: Book, shown: Callable[[Key], bool] | None = None) -> Trace:
    """Return the threads of a workbook. Links are the references that the tables declare.

    Where `shown` is given, only rows that it lets through are asked about; rows that it holds back still count as
    partners, so that nothing is said to be missing that is only not shown.
    """
    graph = Graph(_nodes(book), _edges(book))
    found = [graph.kept(_restricted(expected, graph, shown)) for expected in _expected(book)]
    if shown is not None:
        graph = Graph((node for key, node in graph.nodes.items() if shown(key)), graph.edges)
    return Trace(tuple(_coverage(book)), graph, tuple(kept for kept, _ in found if kept.needed),
                 tuple(broken for _, each in found for broken in each))


def _restricted(expected: Expected, graph: Graph, shown: Callable[[Key], bool] | None) -> Expected:
    if shown is None:
        return expected
    rows = expected.rows if expected.rows is not None else (key for key in graph.nodes if key[0] == expected.kind)
    return replace(expected, rows=frozenset(filter(shown, rows)))


def _nodes(book: Book) -> Iterator[Node]:
    for kind in KINDS:
        if not holds(book, kind, "id"):
            continue
        rows = book[kind]
        title = rows.declaration.title or "id"
        for i, key in enumerate(rows.folded("id")):
            if key:
                yield Node(kind, rows.text("id")[i].strip(), rows.text(title)[i].strip(), (kind, key), rows.sheet,
                           cell_name(*rows.cell(i, "id")))


def _edges(book: Book) -> Iterator[Edge]:
    for kind in KINDS:
        if not holds(book, kind, "id"):
            continue
        rows = book[kind]
        for column in rows.declaration.of_type(Type.REFERENCE):
            targets = [name for name in column.refers if name in KINDS and name in book]
            if not targets or column.field not in rows:
                continue
            for own, parts in zip(rows.folded("id"), rows.ids(column.field), strict=True):
                for part in parts:
                    for name in targets:
                        if part in book[name].index:
                            yield Edge((kind, own), (name, part), column.header)


def _coverage(book: Book) -> Iterator[Coverage]:
    if not holds(book, "PlanItems", "area", "status"):
        return
    rows = book["PlanItems"]
    for choice in BY_NAME["PlanItems"]["area"].choices:
        mine = [status.strip() for status, area in zip(rows.text("status"), rows.choice("area"), strict=True)
                if area == choice.key]
        if mine:
            in_place, applicable = plan_counts(mine)
            yield Coverage(choice.label, applicable, in_place, plan_coverage(mine))


def _expected(book: Book) -> Iterator[Expected]:
    """Yield the links that the workbook's rows should have; those of a half that is not there are not asked for."""
    there = [kind for kind in KINDS if holds(book, kind, "id")]
    for expected in (*_of_plan(book), *_of_risks(book)):
        if expected.kind in there and any(partner in there for partner in expected.partners):
            yield expected


def _rows(book: Book, kind: str, chosen: Iterable[object]) -> frozenset[Key]:
    """Return the rows of a kind that are chosen: a truth value for each row of its table."""
    return frozenset((kind, key) for key, yes in zip(book[kind].folded("id"), chosen, strict=True) if yes and key)


def _of_plan(book: Book) -> Iterator[Expected]:
    if "Objectives" in book:
        live = _rows(book, "Objectives", ~equal(book["Objectives"].choice("status"), "dropped"))
        for partner, missing, fix in (
                ("Processes", "no process serves it", "name it at the process that does"),
                ("Kpis", "no KPI shows whether it is reached", "name it at the KPI that does, or add one"),
                ("Resources", "no resource is planned for it", "name it at the resources that serve it")):
            yield Expected("Objectives", (partner,), missing, fix, live)
    yield Expected("Processes", ("Objectives",), "it serves no objective", "choose the objective")
    yield Expected("Processes", ("Kpis",), "no KPI measures it", "name it at the KPI that does, or add one")
    yield Expected("Kpis", ("Objectives", "Processes"), "it belongs to no objective and no process",
                   "choose what it shows")
    if "Kpis" in book:
        wrong = [status == OFF_TARGET or trend == WORSENING for status, trend in
                 zip(book.truth("Kpis", "status"), book.truth("Kpis", "trend"), strict=True)]
        yield Expected("Kpis", ("Improvements",), "it is off target or getting worse, and nothing is done",
                       "link an improvement to it, or enter the action at its latest value",
                       _rows(book, "Kpis", wrong),
                       _rows(book, "Kpis", (i in acted(book) for i in range(len(wrong)))),
                       _going(book, "Improvements", "done", "rejected"))
    if "Improvements" in book:
        rows = book["Improvements"]
        linked = _rows(book, "Improvements", equal(rows.choice("source"), "kpi", "risk"))
        # Where the risks stand in another workbook nobody can tell whether they are there.
        elsewhere = frozenset() if "Risks" in book else _rows(book, "Improvements", ~rows.blank("linked_to"))
        yield Expected("Improvements", ("Kpis", "Risks"), "it comes from a KPI or a risk and names none",
                       "enter the KPI or the risk", linked, excused=elsewhere)


def _going(book: Book, kind: str, *ended: str) -> frozenset[Key]:
    """Return the rows of a kind whose status is none of those."""
    if not holds(book, kind, "id"):
        return frozenset()
    rows = book[kind]
    return _rows(book, kind, ~equal(rows.choice("status"), *ended) if ended else [True] * len(rows))


def _valid_acceptances(book: Book) -> frozenset[Key]:
    """Return the acceptances that stand for a risk today: an expired one counts as none."""
    if not holds(book, "Acceptances", "id"):
        return frozenset()
    valid = {found.acceptance for found in standing(book).values() if not found.expired}
    return _rows(book, "Acceptances", (i in valid for i in range(len(book["Acceptances"]))))


def _of_risks(book: Book) -> Iterator[Expected]:
    if "Services" in book:
        critical = _rows(book, "Services", equal(book["Services"].choice("critical"), "yes"))
        yield Expected("Services", ("Risks",), "it is critical and no risk names it", "ask what could stop it",
                       critical)
    if "Risks" in book:
        risks = book["Risks"]
        above = is_open(risks) & is_threat(risks) & ~equal(tolerance_now(book), WITHIN_APPETITE, "")
        yield Expected("Risks", ("Treatments", "Acceptances"), "it is above the appetite, neither treated nor accepted",
                       "plan an action, or have it accepted", _rows(book, "Risks", above),
                       counting=_going(book, "Treatments", "dropped") | _valid_acceptances(book))
    if "Controls" in book:
        kept = _rows(book, "Controls", ~equal(book["Controls"].choice("status"), "retired"))
        yield Expected("Controls", ("Risks", "Treatments"), "no risk names it", "name it at the risks that it lowers",
                       kept)
