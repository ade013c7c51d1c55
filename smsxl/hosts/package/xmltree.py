"""Small XML parts as trees, and the one way in which parsers are made: namespaces on, DTDs and entities refused."""

from __future__ import annotations

from collections.abc import Iterator, Sized
from dataclasses import dataclass, field
from typing import Final, Protocol, Self
from xml.parsers import expat

from smsxl.hosts.package.container import DamagedError, TooBigError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"

# Strict OOXML names the same things by other namespaces; element names without a namespace stand for the main one.
_SHORT = {
    MAIN: "",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
    _PACKAGE_RELATIONS: "",
    RELATIONS: "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    _COMPATIBILITY: "mc:",
}

_MOST_DEEP = 256
_MOST_ELEMENTS = 500_000
_MOST_TOKEN = 16 << 20
"""The most bytes of one tag or comment: a parser waits for its end with all of it in memory."""

_BATCH: Final = 4096
"""A writer's texts are handed on when there are more of them than this."""

FORBIDDEN_DECLARATION = "declares a document type or entities, which a workbook never does and which can be an attack"


def short_name(name: str) -> str:
    """Return the name of an element or attribute: main namespace without a prefix, others with prefix or address."""
    uri, found, local = name.rpartition(" ")
    if not found:
        return name
    prefix = _SHORT.get(uri)
    return name if prefix is None else prefix + local


def new_parser() -> expat.XMLParserType:
    """Return a parser that knows namespaces and refuses a DTD or an entity declaration."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.EntityDeclHandler = _refuse_declaration
    return parser


class Feed:
    """Hands a part to a parser, chunk by chunk. Calling it raises DamagedError where a tag does not end."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser
        self._fed = 0

    def __call__(self, data: bytes, *, last: bool = False) -> None:
        self._fed += len(data)
        self._parser.Parse(data, last)
        if self._fed - max(self._parser.CurrentByteIndex, 0) > _MOST_TOKEN + len(data):
            raise DamagedError("holds a tag that does not end")


class Rewriter(Protocol):
    """Hears the elements of a part and writes it anew: `out` holds the texts that wait to be taken."""

    out: list[str]
    parser: expat.XMLParserType


def rewritten(chunks: Iterator[bytes], writer: Rewriter) -> Iterator[bytes]:
    """Yield a part as a writer writes it. Raises DamagedError and expat.ExpatError."""
    feed = Feed(writer.parser)
    for chunk in chunks:
        feed(chunk)
        if len(writer.out) > _BATCH:
            yield _taken(writer)
    feed(b"", last=True)
    yield _taken(writer)


def _taken(writer: Rewriter) -> bytes:
    data = "".join(writer.out).encode()
    writer.out.clear()
    return data


def check_depth(path: Sized) -> None:
    """Raise DamagedError where elements are nested too deep."""
    if len(path) > _MOST_DEEP:
        raise DamagedError("nests its elements deeper than any spreadsheet does")


def _refuse_declaration(*_: object) -> None:
    raise DamagedError(FORBIDDEN_DECLARATION)


class Branching:
    """An element of a tree whose children are of its own kind."""

    name: str
    children: list[Self]

    def each(self, *path: str) -> Iterator[Self]:
        """Yield the elements along a path of child names."""
        for child in self.children:
            if child.name == path[0]:
                if len(path) == 1:
                    yield child
                else:
                    yield from child.each(*path[1:])


@dataclass
class Node(Branching):
    """An element: short name, attributes by short name, children, and the text directly in it."""

    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    text: str = ""


def parse_tree(data: bytes) -> Node:
    """Return the root of an XML text. Alternate content is replaced by its fallback."""
    root = Node("", {})
    stack = [root]
    texts: list[list[str]] = [[]]
    count = [0]

    def start(name: str, attributes: dict[str, str]) -> None:
        node = Node(short_name(name), {short_name(key): value for key, value in attributes.items()})
        check_depth(stack)
        count[0] += 1
        if count[0] > _MOST_ELEMENTS:
            raise TooBigError(f"holds more than {_MOST_ELEMENTS:,} elements")
        stack[-1].children.append(node)
        stack.append(node)
        texts.append([])

    def end(_: str) -> None:
        node = stack.pop()
        node.text = "".join(texts.pop())
        if node.name == "mc:AlternateContent":
            # We understand no extension namespace, so the fallback is ours, as the compatibility rules say.
            parent = stack[-1]
            parent.children.pop()
            for fallback in node.each("mc:Fallback"):
                parent.children.extend(fallback.children)

    def text(data: str) -> None:
        texts[-1].append(data)

    parser = new_parser()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(data, True)
    if not root.children:
        raise DamagedError("holds only alternatives that are unknown")
    return root.children[0]


def is_true(value: str | None) -> bool:
    """Read an XML boolean; absent is false."""
    return value in ("1", "true", "on")
