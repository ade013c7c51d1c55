"""Traceability: what is linked to what, from objective to improvement, and which links are not there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, FrozenSet, Iterable, Iterator, List, Optional, Tuple

Key = Tuple[str, str]
"""A row of the plan or the register: its kind and its id in the form in which ids are compared."""


@dataclass(frozen=True)
class Node:
    """A row that can be linked; its id stands in the cell `cell` of the sheet."""

    kind: str
    id: str
    title: str
    key: Key
    sheet: str
    cell: str


@dataclass(frozen=True)
class Edge:
    """A link: the row `start` names the row `end` in its column `relation`."""

    start: Key
    end: Key
    relation: str


@dataclass(frozen=True)
class Expected:
    """A link that each of some rows should have, with a row of one of the kinds `partners`."""

    kind: str
    partners: Tuple[str, ...]
    missing: str
    fix: str
    rows: Optional[FrozenSet[Key]] = None
    """The rows that need it; all of the kind where None."""
    excused: FrozenSet[Key] = frozenset()
    """Rows that have what the link would show in another way."""
    counting: Optional[FrozenSet[Key]] = None
    """The partners that count; all of their kinds where None."""


@dataclass(frozen=True)
class Kept:
    """How many of the rows that need a link have it."""

    expected: Expected
    kept: int
    needed: int


@dataclass(frozen=True)
class Broken:
    """A row that lacks a link."""

    node: Node
    missing: str
    fix: str


class Graph:
    """Rows and their links. Links to rows that are not there are left out: naming them is a rule's business."""

    def __init__(self, nodes: Iterable[Node], edges: Iterable[Edge]) -> None:
        self.nodes: Dict[Key, Node] = {}
        for node in nodes:
            self.nodes.setdefault(node.key, node)
        self.edges: Tuple[Edge, ...] = tuple(
            edge for edge in edges if edge.start in self.nodes and edge.end in self.nodes and edge.start != edge.end
        )
        self._partners: Dict[Key, List[Key]] = {}
        for edge in self.edges:
            self._partners.setdefault(edge.start, []).append(edge.end)
            self._partners.setdefault(edge.end, []).append(edge.start)

    def partners(self, key: Key) -> Tuple[Key, ...]:
        """Return the rows linked to a row, whichever of the two names the other, each once."""
        return tuple(dict.fromkeys(self._partners.get(key, ())))

    def kept(self, expected: Expected) -> Tuple[Kept, List[Broken]]:
        """Return how many of the rows that need a link have it, and those that lack it."""
        broken = []
        needed = 0
        for key, node in self.nodes.items():
            if node.kind != expected.kind or (expected.rows is not None and key not in expected.rows):
                continue
            needed += 1
            linked = any(
                partner[0] in expected.partners and (expected.counting is None or partner in expected.counting)
                for partner in self.partners(key)
            )
            if not linked and key not in expected.excused:
                broken.append(Broken(node, expected.missing, expected.fix))
        return Kept(expected, needed - len(broken), needed), broken

    def thread(self, key: Key, depth: int) -> Iterator[Tuple[int, Node]]:
        """Yield what hangs together with a row as a tree: (distance, row), each row once, `depth` links far at most.

        Links between rows of one kind, such as the interfaces of processes, are not followed.
        """
        seen = {key}
        # Breadth first decides where a row hangs, so that it stands beside its nearest neighbour.
        children: Dict[Key, List[Key]] = {}
        level = [key]
        for _ in range(depth):
            below = []
            for start in level:
                for partner in self.partners(start):
                    if partner not in seen and partner[0] != start[0]:
                        seen.add(partner)
                        children.setdefault(start, []).append(partner)
                        below.append(partner)
            level = below
        stack = [(0, key)]
        while stack:
            distance, current = stack.pop()
            yield distance, self.nodes[current]
            stack.extend((distance + 1, child) for child in reversed(children.get(current, ())))


@dataclass(frozen=True)
class Coverage:
    """How far an area of the plan is: items that apply, those in place, and their share (None where none applies)."""

    area: str
    applicable: int
    in_place: int
    share: Optional[float]


@dataclass(frozen=True)
class Trace:
    """What was found in a workbook."""

    coverage: Tuple[Coverage, ...]
    graph: Graph
    links: Tuple[Kept, ...]
    broken: Tuple[Broken, ...]
