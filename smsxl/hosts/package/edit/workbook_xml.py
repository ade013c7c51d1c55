"""The workbook part: its list of sheets, views, defined names and how it is calculated, changed in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from smsxl.hosts.package.edit.content import escape_attribute, escape_formula
from smsxl.hosts.package.edit.errors import EditError
from smsxl.hosts.package.edit.markup import Element, Splices
from smsxl.hosts.package.edit.parts import Parts
from smsxl.hosts.package.refusals import no_workbook
from smsxl.hosts.package.relationships import relations_of
from smsxl.hosts.package.xmltree import RELATIONS, is_true
from smsxl.hosts.port import DefinedName

_ORDER: Final = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets",
                 "functionGroups", "externalReferences", "definedNames", "calcPr")
MOST_SHEET_NAME: Final = 31


@dataclass(frozen=True)
class Sheet:
    """One sheet in workbook order: its number is the `sheetId`, its kind the last word of the relationship's type."""

    name: str
    number: int
    part: str
    kind: str


class WorkbookXml:
    """The workbook part of a package with changes; every method reads what the last one wrote."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        part = next((each.part for each in relations_of(parts, "") if each.kind == "officeDocument"), None)
        if part is None or not parts.has(part):
            raise no_workbook(parts.path)
        self.part = part

    def read(self) -> tuple[bytes, Element]:
        """Return the part's bytes and root."""
        return self.parts.xml(self.part)

    def sheets(self) -> list[Sheet]:
        """Return all sheets in workbook order."""
        _, root = self.read()
        relations = {relation.id: relation for relation in relations_of(self.parts, self.part)}
        found = []
        for node in root.each("sheets", "sheet"):
            relation = relations.get(node.attributes.get("r:id", ""))
            number = node.attributes.get("sheetId", "0")
            found.append(Sheet(node.attributes.get("name", ""), int(number) if number.isdecimal() else 0,
                               relation.part if relation is not None else "",
                               relation.kind if relation is not None else ""))
        return found

    def sheet(self, name: str) -> Sheet:
        """Return a sheet by its name, without regard to case. Raises KeyError."""
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def find(self, name: str) -> Sheet | None:
        """Return a sheet by its name, without regard to case; None where there is none."""
        return next((sheet for sheet in self.sheets() if sheet.name.casefold() == name.casefold()), None)

    def insert_sheet(self, name: str, part: str, position: int) -> None:
        """Put a sheet at a place (0 is the first); whatever counts sheets by their place moves along."""
        numbers = [sheet.number for sheet in self.sheets()]
        relation = self.parts.relate(self.part, "worksheet", part)
        data, root = self.read()
        changes = Splices(data)
        listed = root.first("sheets")
        if listed is None:
            raise no_workbook(self.parts.path)
        entries = list(listed.each("sheet"))
        prefix = _relations_prefix(data[root.start:root.inside])
        declared = "" if prefix else f' xmlns:r="{RELATIONS}"'
        element = (f'<{listed.prefix}sheet{declared} name="{escape_attribute(name)}" '
                   f'sheetId="{max(numbers, default=0) + 1}" {prefix or "r"}:id="{relation}"/>')
        if position < len(entries):
            changes.insert(entries[position].start, element)
        else:
            changes.append(listed, element)
        for node in root.each("definedNames", "definedName"):
            place = node.attributes.get("localSheetId", "")
            if place.isdecimal() and int(place) >= position:
                changes.set_attributes(node, localSheetId=int(place) + 1)
        for node in root.each("bookViews", "workbookView"):
            moved = {key: int(place) + 1 for key in ("activeTab", "firstSheet")
                     if (place := node.attributes.get(key, "0")).isdecimal() and int(place) >= position}
            # A view without an active sheet shows the first one, which has moved as well.
            if moved:
                changes.set_attributes(node, **moved)
        self.parts.write(self.part, changes.apply())

    def hide(self, name: str) -> None:
        """Hide a sheet. Raises KeyError for one that is not there."""
        data, root = self.read()
        changes = Splices(data)
        node = next((node for node in root.each("sheets", "sheet")
                     if node.attributes.get("name", "").casefold() == name.casefold()), None)
        if node is None:
            raise KeyError(name)
        changes.set_attributes(node, state="hidden")
        self.parts.write(self.part, changes.apply())

    def set_code_name(self, name: str) -> None:
        """Set the name that VBA has for the workbook."""
        data, root = self.read()
        changes = Splices(data)
        node = root.first("workbookPr")
        if node is not None:
            changes.set_attributes(node, codeName=name)
        else:
            changes.insert(self._place_of(root, "workbookPr"), f'<{root.prefix}workbookPr codeName="{name}"/>')
        self.parts.write(self.part, changes.apply())

    # ------------------------------------------------------------------ defined names

    def names(self) -> Iterator[DefinedName]:
        """Yield all defined names."""
        sheets = [sheet.name for sheet in self.sheets()]
        _, root = self.read()
        for node in root.each("definedNames", "definedName"):
            owner = _owner(node, sheets)
            yield DefinedName(node.attributes.get("name", ""), node.text.strip(), owner,
                              is_true(node.attributes.get("hidden")))

    def define(self, name: str, text: str, sheet: str | None = None, *, hidden: bool = False) -> None:
        """Add a defined name, or give one that is there another meaning. `text` is without `=`."""
        sheets = [each.name for each in self.sheets()]
        data, root = self.read()
        changes = Splices(data)
        p = root.prefix
        local = f' localSheetId="{_place(sheets, sheet)}"' if sheet is not None else ""
        unseen = ' hidden="1"' if hidden else ""
        element = (f'<{p}definedName name="{escape_attribute(name)}"{local}{unseen}>'
                   f"{escape_formula(text)}</{p}definedName>")
        listed = root.first("definedNames")
        old = next((node for node in root.each("definedNames", "definedName") if _is(node, name, sheet, sheets)), None)
        if old is not None:
            changes.replace(old.start, old.end, element)
        elif listed is not None:
            changes.append(listed, element)
        else:
            changes.insert(self._place_of(root, "definedNames"), f"<{p}definedNames>{element}</{p}definedNames>")
        self.parts.write(self.part, changes.apply())

    def forget(self, name: str, sheet: str | None = None) -> None:
        """Remove a defined name; one that is not there is no error."""
        self._forget(lambda node, sheets: _is(node, name, sheet, sheets))

    def _forget(self, unwanted: Callable[[Element, list[str]], bool]) -> None:
        sheets = [each.name for each in self.sheets()]
        data, root = self.read()
        listed = root.first("definedNames")
        nodes = [node for node in root.each("definedNames", "definedName") if unwanted(node, sheets)]
        if listed is None or not nodes:
            return
        changes = Splices(data)
        if len(nodes) == len(listed.children):
            changes.remove(listed)
        else:
            for node in nodes:
                changes.remove(node)
        self.parts.write(self.part, changes.apply())

    # ------------------------------------------------------------------ calculation, protection

    def recalculate_on_load(self) -> None:
        """Make Excel calculate everything when it opens the workbook."""
        data, root = self.read()
        changes = Splices(data)
        node = root.first("calcPr")
        if node is not None:
            changes.set_attributes(node, fullCalcOnLoad="1")
        else:
            changes.insert(self._place_of(root, "calcPr"), f'<{root.prefix}calcPr fullCalcOnLoad="1"/>')
        self.parts.write(self.part, changes.apply())

    def protection(self) -> tuple[bool, bool]:
        """Say whether the structure is locked, and whether a password is needed to write."""
        _, root = self.read()
        structure = root.first("workbookProtection")
        sharing = root.first("fileSharing")
        return (structure is not None and is_true(structure.attributes.get("lockStructure")),
                sharing is not None and any(
                    sharing.attributes.get(key, "0").strip("0") for key in ("reservationPassword", "hashValue")))

    @staticmethod
    def _place_of(root: Element, name: str) -> int:
        earlier = _ORDER[:_ORDER.index(name)]
        return max((child.end for child in root.children if child.name in earlier), default=root.inside)


def check_sheet_name(name: str) -> None:
    """Raise EditError for a name that Excel does not take."""
    if not name or len(name) > MOST_SHEET_NAME or any(mark in name for mark in "[]:*?/\\") or name.strip("'") != name:
        raise EditError(f"{name!r} can't be the name of a sheet; use up to {MOST_SHEET_NAME} characters without "
                        "[ ] : * ? / \\.")


def _relations_prefix(tag: bytes) -> str:
    at = tag.find(f'="{RELATIONS}"'.encode())
    name = tag[:at].rpartition(b"xmlns:")[2] if at >= 0 else b""
    return name.decode() if name and b" " not in name else ""


def _owner(node: Element, sheets: list[str]) -> str | None:
    place = node.attributes.get("localSheetId", "")
    return sheets[int(place)] if place.isdecimal() and int(place) < len(sheets) else None


def _is(node: Element, name: str, sheet: str | None, sheets: list[str]) -> bool:
    owner = _owner(node, sheets)
    same_owner = owner is None if sheet is None else owner is not None and owner.casefold() == sheet.casefold()
    return same_owner and node.attributes.get("name", "").casefold() == name.casefold()


def _place(sheets: list[str], name: str) -> int:
    return next(place for place, sheet in enumerate(sheets) if sheet.casefold() == name.casefold())
