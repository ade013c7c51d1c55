"""XML parts edited as bytes: elements with their places, and changes that leave everything else as it is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from smsxl.hosts.package.container import DamagedError
from smsxl.hosts.package.edit.content import escape_attribute
from smsxl.hosts.package.xmltree import Branching, check_depth, new_parser, short_name

_TAG: Final = re.compile(rb"<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_NAME: Final = re.compile(rb"</?((?:[^\s<>/:\"']+:)?)[^\s<>/:\"']+")
_ATTRIBUTE: Final = re.compile(rb"\s([^\s=<>\"']+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_ENCODING: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


@dataclass
class Element(Branching):
    """An element: short name, decoded attributes, and its places in the part's bytes.

    The start tag is `start` to `inside`, the content `inside` to `close`, the whole `start` to `end`.
    """

    name: str
    attributes: dict[str, str]
    start: int
    inside: int = 0
    close: int = 0
    end: int = 0
    prefix: str = ""
    """The prefix of its tag with the colon, empty where it has none."""
    empty: bool = False
    """Whether it is written as `<a/>`."""
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def first(self, *path: str) -> Element | None:
        """Return the first element along a path of child names."""
        return next(self.each(*path), None)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in the order of the part."""
        yield self
        for child in self.children:
            yield from child.walk()


def as_utf8(data: bytes) -> bytes:
    """Return a part in UTF-8: the same bytes where it is already, otherwise converted without its declaration."""
    encoding = None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif (match := _ENCODING.match(data)) is not None:
        encoding = match[1].decode().lower()
    if encoding in (None, "utf-8", "utf8", "us-ascii", "ascii"):
        return data
    return _DECLARATION.sub('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', data.decode(encoding)).encode()


def parse(data: bytes) -> Element:
    """Return the root of a part in UTF-8. Raises DamagedError and expat.ExpatError."""
    top = Element("", {}, 0)
    stack = [top]
    texts: list[list[str]] = [[]]
    parser = new_parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        check_depth(stack)
        at = parser.CurrentByteIndex
        tag = _TAG.match(data, at)
        if tag is None:
            raise DamagedError("holds a tag that does not end")
        element = Element(short_name(name), {short_name(key): value for key, value in attributes.items()}, at,
                          tag.end(), prefix=_prefix(data, at), empty=tag[0].endswith(b"/>"))
        stack[-1].children.append(element)
        stack.append(element)
        texts.append([])

    def end(_: str) -> None:
        element = stack.pop()
        element.text = "".join(texts.pop())
        if element.empty:
            element.close = element.end = element.inside
            return
        element.close = parser.CurrentByteIndex
        element.end = data.index(b">", element.close) + 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: texts[-1].append(text)  # noqa: PLW0108 - which list is last changes
    parser.Parse(data, True)
    return top.children[0]


def _prefix(data: bytes, at: int) -> str:
    match = _NAME.match(data, at)
    return match[1].decode() if match is not None else ""


class Splices:
    """Changes to the bytes of one part, by places in the original; applied together."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._changes: list[tuple[int, int, int, bytes]] = []

    def replace(self, start: int, end: int, new: bytes | str) -> None:
        """Put other bytes in the place of a range."""
        text = new.encode() if isinstance(new, str) else new
        self._changes.append((start, end, len(self._changes), text))

    def insert(self, at: int, new: bytes | str) -> None:
        """Put bytes in front of a place; several at one place stay in the order of the calls."""
        self.replace(at, at, new)

    def remove(self, element: Element) -> None:
        """Take an element out."""
        self.replace(element.start, element.end, b"")

    def append(self, parent: Element, new: bytes | str) -> None:
        """Put an element behind the last child; a parent written as `<a/>` is opened."""
        if not parent.empty:
            self.insert(parent.close, new)
            return
        text = new.encode() if isinstance(new, str) else new
        tag = self.data[parent.start:parent.end]
        name = tag[1:].split(None, 1)[0].rstrip(b"/>")
        opened = tag[:-2].rstrip() + b">"
        self.replace(parent.start, parent.end, opened + text + b"</" + name + b">")

    def set_attributes(self, element: Element, **values: str | int | None) -> None:
        """Set attributes without a prefix; None takes one out. Call it once per element."""
        tag = bytearray(self.data[element.start:element.inside])
        for name, value in values.items():
            found = next((m for m in _ATTRIBUTE.finditer(tag) if m[1] == name.encode()), None)
            new = b"" if value is None else f' {name}="{escape_attribute(str(value))}"'.encode()
            if found is not None:
                tag[found.start():found.end()] = new
            elif new:
                at = len(tag) - (2 if element.empty else 1)
                tag[at:at] = new
        self.replace(element.start, element.inside, bytes(tag))

    def __bool__(self) -> bool:
        return bool(self._changes)

    def apply(self) -> bytes:
        """Return the changed part."""
        out: list[bytes] = []
        at = 0
        for start, end, _, new in sorted(self._changes):
            if start < at:
                raise DamagedError("would be changed twice in one place")
            out.extend((self.data[at:start], new))
            at = end
        out.append(self.data[at:])
        return b"".join(out)


def without_attribute(tag: bytes, name: bytes) -> bytes:
    """Return a start tag without one attribute."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name:
            return tag[:match.start()] + tag[match.end():]
    return tag
