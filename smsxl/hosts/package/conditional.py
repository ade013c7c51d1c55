"""What a sheet part says after its cells: conditional formats that colour cells, and lists of allowed values."""

from __future__ import annotations

import re

from smsxl.hosts.package.areas import read_area
from smsxl.hosts.package.container import DamagedError, Package, TooBigError
from smsxl.hosts.package.xmltree import Node, parse_tree
from smsxl.hosts.port import AllowedList, Area, ColourRule, SheetRules

_START = re.compile(rb"<(?:\w+:)?sheetData\b[^>]*>")
_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_MOST_TAIL = 16 << 20
_MOST_RULES = 5_000


def read_rules(package: Package, part: str, colours: tuple[str | None, ...]) -> SheetRules:
    """Return the colour rules and lists of a sheet part. `colours` holds the fill of each differential format."""
    text = _without_rows(package, part)
    with package.reading(part):
        root = parse_tree(text)
        rules = [rule for block in root.each("conditionalFormatting") for rule in _colour_rules(block, colours)]
        lists = [found for node in root.each("dataValidations", "dataValidation") if (found := _list(node)) is not None]
    return SheetRules(tuple(rules[:_MOST_RULES]), tuple(lists[:_MOST_RULES]))


def read_fills(package: Package, part: str | None) -> tuple[str | None, ...]:
    """Return the fill colour of each differential format, as RRGGBB."""
    if part is None or not package.has(part):
        return ()
    with package.reading(part):
        root = parse_tree(package.read(part))
    return tuple(_fill(node) for node in root.each("dxfs", "dxf"))


def _fill(dxf: Node) -> str | None:
    for kind in ("bgColor", "fgColor"):
        for colour in dxf.each("fill", "patternFill", kind):
            rgb = colour.attributes.get("rgb", "")
            if len(rgb) >= 6:  # noqa: PLR2004 - with or without transparency before it
                return rgb[-6:].upper()
    return None


def _without_rows(package: Package, part: str) -> bytes:
    """Return a sheet part with its rows left out."""
    head = tail = b""
    inside = ended = False
    for chunk in package.chunks(part):
        if ended:
            tail += chunk
        else:
            head += chunk
            if not inside and (match := _START.search(head)) is not None:
                inside = True
                if match[0].endswith(b"/>"):
                    return head + b"".join(package.chunks(part))[len(head):]
                start, rest = head[:match.start()], head[match.end():]
                head = rest
            if inside and (end := _END.search(head)) is not None:
                tail, ended = head[end.end():], True
            elif inside:
                head = head[-32:]
        if len(tail) > _MOST_TAIL:
            raise TooBigError("holds too many formats after its cells")
    if not inside:
        return head
    if not ended:
        raise DamagedError("ends in the middle of its rows")
    return start + tail


def _areas(text: str) -> tuple[Area, ...]:
    return tuple(read_area(each) for each in text.split()[:200])


def _colour_rules(block: Node, colours: tuple[str | None, ...]) -> list[ColourRule]:
    areas = _areas(block.attributes.get("sqref", ""))
    found = []
    for node in block.each("cfRule"):
        number = node.attributes.get("dxfId", "")
        colour = colours[int(number)] if number.isdecimal() and int(number) < len(colours) else None
        found.append(ColourRule(
            areas, node.attributes.get("type", ""), node.attributes.get("operator", ""),
            tuple(formula.text for formula in node.each("formula")), colour, node.attributes.get("text"),
            int(node.attributes.get("priority", "0") or 0)))
    return found


def _list(node: Node) -> AllowedList | None:
    if node.attributes.get("type") != "list":
        return None
    text = next((formula.text for formula in node.each("formula1")), "").strip()
    return AllowedList(_areas(node.attributes.get("sqref", "")), text) if text else None
