"""Excel tables: their size and calculated columns changed, and what has to grow with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from smsxl.hosts.package.areas import read_area
from smsxl.hosts.package.container import DamagedError
from smsxl.hosts.package.edit.content import escape_attribute, escape_formula
from smsxl.hosts.package.edit.markup import Element, Splices
from smsxl.hosts.package.edit.parts import Parts
from smsxl.hosts.package.relationships import relations_of
from smsxl.hosts.package.text import decode_escapes
from smsxl.hosts.package.xmltree import is_true
from smsxl.hosts.port import Area

MOST_LINKS: Final = 65_530
"""The most hyperlinks that Excel takes on one sheet."""

_SQREF_PARENTS: Final = ("conditionalFormatting", "dataValidation")
_BEHIND_LINKS: Final = ("printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
                        "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
                        "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
                        "tableParts", "extLst")


@dataclass(frozen=True)
class ColumnFormula:
    """The formula of a calculated column, and whether its cells are array formulas."""

    text: str
    array: bool = False


@dataclass(frozen=True)
class TablePart:
    """A table's part as it is now: its area, headers, and the formula of each calculated column."""

    part: str
    name: str
    area: Area
    headers: tuple[str, ...]
    formulas: Mapping[str, ColumnFormula]
    header_rows: int
    totals_rows: int

    @property
    def last_row(self) -> int:
        """The last row of its records."""
        return self.area.last_row - self.totals_rows

    @property
    def first_row(self) -> int:
        """The first row of its records."""
        return self.area.first_row + self.header_rows

    def column(self, header: str) -> int:
        """Return the sheet column of a header, without regard to case. Raises KeyError."""
        for place, text in enumerate(self.headers):
            if text.casefold() == header.casefold():
                return self.area.first_column + place
        raise KeyError(header)


def tables_on(parts: Parts, sheet_part: str) -> Iterator[TablePart]:
    """Yield the tables of a sheet."""
    for relation in relations_of(parts, sheet_part):
        if relation.kind == "table" and parts.has(relation.part):
            yield _read(parts, relation.part)


def _read(parts: Parts, part: str) -> TablePart:
    _, root = parts.xml(part)
    facts = root.attributes
    with parts.reading(part):
        if root.name != "table":
            raise DamagedError("is no table")
        columns = list(root.each("tableColumns", "tableColumn"))
        headers = tuple(decode_escapes(node.attributes.get("name", "")) for node in columns)
        formulas = {header: ColumnFormula(node.text, is_true(node.attributes.get("array")))
                    for header, column in zip(headers, columns, strict=True)
                    for node in column.each("calculatedColumnFormula") if node.text}
        return TablePart(part, facts.get("displayName") or facts.get("name", ""), read_area(facts.get("ref", "")),
                         headers, formulas, int(facts.get("headerRowCount", "1")),
                         int(facts.get("totalsRowCount", "0")))


def resize(parts: Parts, table: TablePart, last_row: int) -> None:
    """Let a table end with another row."""
    data, root = parts.xml(table.part)
    changes = Splices(data)
    area = table.area
    changes.set_attributes(root, ref=str(Area(area.first_row, area.first_column, last_row, area.last_column)))
    for node in root.each("autoFilter"):
        old = read_area(node.attributes.get("ref", str(area)))
        changes.set_attributes(node, ref=str(Area(old.first_row, old.first_column, last_row, old.last_column)))
    parts.write(table.part, changes.apply())


def set_formula(parts: Parts, table: TablePart, header: str, formula: ColumnFormula | None) -> None:
    """Set the formula that a calculated column gives to new rows; None takes it away."""
    data, root = parts.xml(table.part)
    changes = Splices(data)
    p = root.prefix
    for text, node in zip(table.headers, root.each("tableColumns", "tableColumn"), strict=True):
        if text.casefold() != header.casefold():
            continue
        old = node.first("calculatedColumnFormula")
        array = ' array="1"' if formula is not None and formula.array else ""
        new = "" if formula is None else (f"<{p}calculatedColumnFormula{array}>{escape_formula(formula.text)}"
                                          f"</{p}calculatedColumnFormula>")
        if old is not None:
            changes.replace(old.start, old.end, new)
        elif new and node.empty:
            changes.append(node, new)
        elif new:
            changes.insert(node.inside, new)
    if changes:
        parts.write(table.part, changes.apply())


def grow_ranges(changes: Splices, root: Element, area: Area, last_row: int) -> None:
    """Let conditional formats and validations that end with a table's last row end with its new one."""
    for parent in root.walk():
        if parent.name.rpartition(" ")[2] not in _SQREF_PARENTS:
            continue
        if "sqref" in parent.attributes:
            old = parent.attributes["sqref"]
            new = _grown(old, area, last_row)
            if new != old:
                changes.set_attributes(parent, sqref=new)
        for child in parent.children:
            if child.name.endswith(" sqref"):
                new = _grown(child.text, area, last_row)
                if new != child.text:
                    changes.replace(child.inside, child.close, new)


def _grown(references: str, area: Area, last_row: int) -> str:
    return " ".join(_grown_one(reference, area, last_row) for reference in references.split())


def _grown_one(reference: str, area: Area, last_row: int) -> str:
    try:
        old = read_area(reference)
    except DamagedError:  # whole columns such as A:C reach far enough
        return reference
    covers = old.last_row == area.last_row and old.first_row >= area.first_row
    beside = old.last_column < area.first_column or old.first_column > area.last_column
    return reference if beside or not covers else str(
        Area(old.first_row, old.first_column, last_row, old.last_column))


def relink(changes: Splices, root: Element, area: Area, links: Mapping[str, str]) -> None:
    """Replace the hyperlinks of an area: cell name to the place in this workbook that it leads to."""
    p = root.prefix
    listed = root.first("hyperlinks")
    kept = []
    for node in listed.children if listed is not None else ():
        try:
            place = read_area(node.attributes.get("ref", ""))
        except DamagedError:
            continue
        if (place.first_row, place.first_column) not in area:
            kept.append(changes.data[node.start:node.end])
    new = [f'<{p}hyperlink ref="{cell}" location="{escape_attribute(target)}"/>'.encode()
           for cell, target in list(links.items())[:MOST_LINKS - len(kept)]]
    element = (f"<{p}hyperlinks>".encode() + b"".join(kept + new) + f"</{p}hyperlinks>".encode()
               if kept or new else b"")
    if listed is not None:
        changes.replace(listed.start, listed.end, element)
    elif element:
        following = next((child for child in root.children if child.name in _BEHIND_LINKS), None)
        changes.insert(following.start if following is not None else root.close, element)
