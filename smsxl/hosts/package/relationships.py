"""Relationships: which part a part refers to, and as what."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from smsxl.hosts.package.container import Package
from smsxl.hosts.package.xmltree import parse_tree


@dataclass(frozen=True)
class Relation:
    """One relationship: its id, its kind (last word of the type's address) and the part's name."""

    id: str
    kind: str
    part: str


def relations_of(package: Package, part: str) -> tuple[Relation, ...]:
    """Return the relationships of a part (`""` is the package itself) that lead to parts of the package."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if not package.has(listing):
        return ()
    with package.reading(listing):
        root = parse_tree(package.read(listing))
    found = []
    for node in root.each("Relationship"):
        if node.attributes.get("TargetMode") == "External":
            continue
        kind = node.attributes.get("Type", "").rpartition("/")[2]
        target = node.attributes.get("Target", "")
        found.append(Relation(node.attributes.get("Id", ""), kind, _resolve(package, folder, target)))
    return tuple(found)


def _resolve(package: Package, folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    # An absolute target starts at the package's root, any other at the folder of the part that refers to it.
    whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    if not package.has(whole) and package.has(unquote(whole)):
        return unquote(whole)
    return whole
