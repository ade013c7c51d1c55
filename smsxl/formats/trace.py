"""What `smsxl trace` shows: coverage per area and broken threads, as text and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from smsxl.domain.trace import Kept, Key, Node, Trace
from smsxl.formats.escape import dump_json, for_json
from smsxl.formats.styled import EMPTY, Line, Span, line
from smsxl.formats.tool import tool
from smsxl.tables import BY_NAME

_SHOWN: Final = 10
"""Broken threads of one kind that are shown before the rest is only counted."""

_AREA: Final = 56


def lines(trace: Trace, *, everything: bool = False) -> Iterator[Line]:
    """Yield the coverage of each area, the links of each kind and the broken threads."""
    if trace.coverage:
        yield line(Span(f"  {'Plan, by area':<{_AREA}}{'in place':>10}{'share':>8}", "bold"))
        for area in trace.coverage:
            yield line(f"  {area.area:<{_AREA}}{f'{area.in_place} of {area.applicable}':>10}{_share(area.share):>8}")
        yield EMPTY
    if trace.links:
        yield line(Span(f"  {'Links':<{_AREA}}{'kept':>10}{'share':>8}", "bold"))
        for kept in trace.links:
            share = _share(kept.kept / kept.needed)
            yield line(f"  {_between(kept):<{_AREA}}{f'{kept.kept} of {kept.needed}':>10}{share:>8}")
        yield EMPTY
    yield from _broken(trace, everything=everything)
    kept_, needed = (sum(getattr(kept, name) for kept in trace.links) for name in ("kept", "needed"))
    if not needed:
        yield line("Nothing is linked yet: enter objectives, processes, KPIs or risks first.")
    else:
        count = len(trace.broken)
        yield line(f"{kept_} of {needed} links are kept; {count or 'no'} thread{'' if count == 1 else 's'} "
                   f"{'is' if count == 1 else 'are'} broken.")


def _broken(trace: Trace, *, everything: bool) -> Iterator[Line]:
    by_kind: dict[str, list[Any]] = {}
    for broken in trace.broken:
        by_kind.setdefault(broken.node.kind, []).append(broken)
    for kind, found in by_kind.items():
        yield line(Span(f"  {BY_NAME[kind].sheet}: broken threads", "bold"))
        for broken in found if everything else found[:_SHOWN]:
            yield line(f"{broken.missing}; {broken.fix}.",
                       head=("    ", Span(f"{broken.node.cell:<6}", "dim"), f"{_shortened(broken.node.id, 10):<10} "))
        if len(found) > _SHOWN and not everything:
            yield line(f"    and {len(found) - _SHOWN} more; --all shows them.")
        yield EMPTY


def thread_lines(trace: Trace, key: Key, depth: int) -> Iterator[Line]:
    """Yield what hangs together with one row, as a tree."""
    for distance, node in trace.graph.thread(key, depth):
        yield line(_shortened(node.title, 80), head=(
            "  " * distance, Span(f"{_shortened(node.id, 20)}  ", "bold" if not distance else ""),
            Span(f"{BY_NAME[node.kind].sheet}!{node.cell}  ", "dim")))


def as_json(trace: Trace, path: str, as_of: dt.date) -> str:
    """Return the whole trace as one JSON object; the same input gives the same bytes."""
    return dump_json({
        "schema": 1,
        "tool": tool(),
        "as_of": as_of.isoformat(),
        "path": for_json(path),
    } | as_data(trace))


def as_data(trace: Trace) -> dict[str, Any]:
    """Return the trace as JSON holds it."""
    broken = [_node(each.node) | {"missing": each.missing, "fix": each.fix} for each in trace.broken]
    return {
        "coverage": [{"area": area.area, "applicable": area.applicable, "in_place": area.in_place,
                      "share": area.share} for area in trace.coverage],
        "links": [{"kind": kept.expected.kind, "partners": list(kept.expected.partners),
                   "missing": kept.expected.missing, "kept": kept.kept, "expected": kept.needed}
                  for kept in trace.links],
        "nodes": [_node(node) for node in trace.graph.nodes.values()],
        "edges": [{"from": _end(trace, edge.start), "to": _end(trace, edge.end), "relation": edge.relation}
                  for edge in trace.graph.edges],
        "broken": broken,
        "totals": {"kept": sum(kept.kept for kept in trace.links), "expected": sum(kept.needed for kept in trace.links),
                   "broken": len(broken)},
    }


def _node(node: Node) -> dict[str, Any]:
    return {"kind": node.kind, "id": for_json(node.id), "title": for_json(node.title), "sheet": for_json(node.sheet),
            "cell": node.cell}


def _end(trace: Trace, key: Key) -> dict[str, str]:
    node = trace.graph.nodes[key]
    return {"kind": node.kind, "id": for_json(node.id)}


def _between(kept: Kept) -> str:
    partners = " or ".join(BY_NAME[name].sheet for name in kept.expected.partners)
    some = " (those that need it)" if kept.expected.rows is not None and kept.expected.kind != "Objectives" else ""
    return f"{BY_NAME[kept.expected.kind].sheet} - {partners}{some}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _shortened(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most - 3] + "..."
