"""The laws of traceability."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from smsxl.domain.trace import Edge, Expected, Graph, Key, Node

KINDS = ("Objectives", "Kpis", "Risks")
KEYS = st.tuples(st.sampled_from(KINDS), st.sampled_from("abcd"))


def graph_of(keys: list[Key], pairs: list[tuple[Key, Key]]) -> Graph:
    """Return a graph of rows with these keys and links."""
    return Graph([Node(kind, name, "", (kind, name), kind, "A5") for kind, name in keys],
                 [Edge(start, end, "link") for start, end in pairs])


@given(st.lists(KEYS), st.lists(st.tuples(KEYS, KEYS)))
def test_partners_know_each_other(keys: list[Key], pairs: list[tuple[Key, Key]]) -> None:
    """A link counts from both of its ends, never leads to a row that is not there, and never to itself."""
    graph = graph_of(keys, pairs)
    for key in graph.nodes:
        for partner in graph.partners(key):
            assert partner in graph.nodes
            assert partner != key
            assert key in graph.partners(partner)


@given(st.lists(KEYS), st.lists(st.tuples(KEYS, KEYS)), st.sampled_from(KINDS), st.sampled_from(KINDS))
def test_every_needed_row_is_kept_or_broken(keys: list[Key], pairs: list[tuple[Key, Key]], kind: str,
                                            partner: str) -> None:
    """Kept and broken make up all rows of the kind; one more link never breaks a thread."""
    expected = Expected(kind, (partner,), "missing", "fix")
    kept, broken = graph_of(keys, pairs).kept(expected)
    assert kept.kept + len(broken) == kept.needed == len({key for key in keys if key[0] == kind})
    more, _ = graph_of(keys, [*pairs, (("Objectives", "a"), ("Kpis", "a"))]).kept(expected)
    assert more.kept >= kept.kept


@given(st.lists(KEYS, min_size=1), st.lists(st.tuples(KEYS, KEYS)), st.integers(0, 5))
def test_a_thread_shows_each_row_once(keys: list[Key], pairs: list[tuple[Key, Key]], depth: int) -> None:
    """A thread begins with its row, shows no row twice, is no deeper than asked, and each row hangs on its parent."""
    graph = graph_of(keys, pairs)
    thread = list(graph.thread(keys[0], depth))
    assert thread[0] == (0, graph.nodes[keys[0]])
    assert len({node.key for _, node in thread}) == len(thread)
    path: list[Key] = []
    for distance, node in thread:
        assert distance <= depth
        assert distance == 0 or node.key in graph.partners(path[distance - 1])
        path[distance:] = [node.key]


def test_rows_and_excuses_narrow_what_is_needed() -> None:
    """Only the named rows need the link, and an excused one counts as having it."""
    graph = graph_of([("Kpis", "a"), ("Kpis", "b"), ("Kpis", "c")], [])
    expected = Expected("Kpis", ("Risks",), "missing", "fix", frozenset({("Kpis", "a"), ("Kpis", "b")}),
                        frozenset({("Kpis", "b")}))
    kept, broken = graph.kept(expected)
    assert (kept.kept, kept.needed) == (1, 2)
    assert [each.node.id for each in broken] == ["a"]
