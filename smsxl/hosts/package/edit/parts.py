"""A package with changes laid over it: parts, relationships and content types; nothing is written until it is saved."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from smsxl.hosts.package.container import CHUNK, Limits, Package, part_key
from smsxl.hosts.package.edit.content import escape_attribute
from smsxl.hosts.package.edit.markup import Element, Splices, as_utf8, parse
from smsxl.hosts.package.relationships import relations_of
from smsxl.hosts.package.xmltree import RELATIONS

CONTENT_TYPES: Final = "[Content_Types].xml"
PACKAGE_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_DECLARATION: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_OVERRIDE: Final = f"{_TYPES} Override"
_DEFAULT: Final = f"{_TYPES} Default"
_NUMBERED: Final = re.compile(r"(.*?)(\d*)(\.[^.]*)?\Z")
RELATIONS_TYPE: Final = "application/vnd.openxmlformats-package.relationships+xml"


class Parts(Package):
    """An open package whose parts can be changed, added and removed in memory."""

    def __init__(self, path: str, limits: Limits) -> None:
        super().__init__(path, limits)
        self.changed: dict[str, bytes] = {}
        """The new bytes of changed parts, by their key."""
        self.added: dict[str, str] = {}
        """The names of parts that the package did not have, by their key, in order."""
        self.removed: set[str] = set()

    def has(self, part: str) -> bool:
        key = part_key(part)
        return key in self.added or (key not in self.removed and super().has(part))

    def part_names(self) -> list[str]:
        kept = [name for name in super().part_names() if part_key(name) not in self.removed]
        return [*kept, *self.added.values()]

    def chunks(self, part: str, most: int | None = None) -> Iterator[bytes]:
        data = self.changed.get(part_key(part))
        if data is None:
            yield from super().chunks(part, most)
            return
        for at in range(0, len(data), CHUNK):
            yield data[at:at + CHUNK]

    def write(self, part: str, data: bytes) -> None:
        """Set the bytes of a part; one that is not there is added."""
        key = part_key(part)
        if not self.has(part):
            if key in self._entries:
                self.removed.discard(key)
            else:
                self.added[key] = part.lstrip("/")
            if key.endswith(".rels"):  # nearly always said by the ending, but some producers name each part
                self.changed[key] = data
                self.set_content_type(part, RELATIONS_TYPE)
        self.changed[key] = data

    def xml(self, part: str) -> tuple[bytes, Element]:
        """Return a small part's bytes in UTF-8 and its root."""
        with self.reading(part):
            data = as_utf8(self.read(part))
            return data, parse(data)

    def add(self, part: str, data: bytes, content_type: str) -> None:
        """Add a part with its content type."""
        self.write(part, data)
        self.set_content_type(part, content_type)

    def remove(self, part: str) -> None:
        """Remove a part, its own relationships and its content type; what refers to it is the caller's business."""
        for name in (part, relations_part(part)):
            key = part_key(name)
            self.changed.pop(key, None)
            if self.added.pop(key, None) is None and key in self._entries:
                self.removed.add(key)
            self._forget_content_type(name)

    def free_name(self, wanted: str) -> str:
        """Return a part name like the wanted one that no part has, without regard to case."""
        match = _NUMBERED.fullmatch(wanted)
        stem, ending = (match[1], match[3] or "") if match is not None else (wanted, "")
        number = int(match[2] or 1) if match is not None else 1
        name = wanted
        while self.has(name):
            name = f"{stem}{number}{ending}"
            number += 1
        return name

    # ------------------------------------------------------------------ content types

    def content_type(self, part: str) -> str | None:
        """Return the content type of a part."""
        _, root = self.xml(CONTENT_TYPES)
        for node in root.each(_OVERRIDE):
            if part_key(node.attributes.get("PartName", "")) == part_key(part):
                return node.attributes.get("ContentType")
        return self._default_type(root, part)

    def _default_type(self, root: Element, part: str) -> str | None:
        ending = PurePosixPath(part).suffix[1:].casefold()
        return next((node.attributes.get("ContentType") for node in root.each(_DEFAULT)
                     if node.attributes.get("Extension", "").casefold() == ending), None)

    def set_content_type(self, part: str, content_type: str) -> None:
        """Say what a part is, where its ending does not say so already."""
        data, root = self.xml(CONTENT_TYPES)
        changes = Splices(data)
        for node in root.each(_OVERRIDE):
            if part_key(node.attributes.get("PartName", "")) == part_key(part):
                changes.set_attributes(node, ContentType=content_type)
                break
        else:
            if self._default_type(root, part) == content_type:
                return
            name = escape_attribute("/" + part.lstrip("/"))
            changes.append(root, f'<{root.prefix}Override PartName="{name}" '
                                 f'ContentType="{escape_attribute(content_type)}"/>')
        self.write(CONTENT_TYPES, changes.apply())

    def _forget_content_type(self, part: str) -> None:
        data, root = self.xml(CONTENT_TYPES)
        changes = Splices(data)
        for node in root.each(_OVERRIDE):
            if part_key(node.attributes.get("PartName", "")) == part_key(part):
                changes.remove(node)
        if changes:
            self.write(CONTENT_TYPES, changes.apply())

    # ------------------------------------------------------------------ relationships

    def relate(self, source: str, kind: str, target: str) -> str:
        """Add a relationship from a part (`""` is the package) to another and return its id.

        `kind` is the type's address, or its last word for the types of Office.
        """
        listing = relations_part(source)
        if not self.has(listing):
            self.write(listing, _DECLARATION + f'<Relationships xmlns="{PACKAGE_RELATIONS}"></Relationships>'.encode())
        data, root = self.xml(listing)
        taken = {node.attributes.get("Id", "").casefold() for node in root.each("Relationship")}
        number = len(taken) + 1
        while f"rid{number}" in taken:
            number += 1
        type_ = kind if "/" in kind else f"{RELATIONS}/{kind}"
        changes = Splices(data)
        changes.append(root, f'<{root.prefix}Relationship Id="rId{number}" Type="{escape_attribute(type_)}" '
                             f'Target="{escape_attribute(relative(source, target))}"/>')
        self.write(listing, changes.apply())
        return f"rId{number}"

    def unrelate(self, source: str, ids: Iterable[str]) -> None:
        """Remove relationships of a part by their ids."""
        wanted = set(ids)
        data, root = self.xml(relations_part(source))
        changes = Splices(data)
        for node in root.each("Relationship"):
            if node.attributes.get("Id") in wanted:
                changes.remove(node)
        if changes:
            self.write(relations_part(source), changes.apply())

    def reachable(self, part: str = "") -> dict[str, str]:
        """Return the parts to which relationships lead from a part, directly or not, by their key."""
        found: dict[str, str] = {}
        todo = [part]
        while todo:
            for relation in relations_of(self, todo.pop()):
                key = part_key(relation.part)
                if key not in found and self.has(relation.part):
                    found[key] = relation.part
                    todo.append(relation.part)
        return found


def relations_part(part: str) -> str:
    """Return the name of the part with a part's relationships."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relative(source: str, target: str) -> str:
    """Return a part's name as relationships of another write it: from the source's folder."""
    return posixpath.relpath("/" + target.lstrip("/"), "/" + posixpath.dirname(source))
