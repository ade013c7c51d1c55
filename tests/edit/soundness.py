"""What Excel would offer to repair, found in a package without Excel."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def faults(path: str | Path) -> list[str]:
    """Return what is wrong with a package, each as a line; an empty list for a sound one."""
    return list(_Package(path).faults())


class _Package:
    def __init__(self, path: str | Path) -> None:
        self.zip = zipfile.ZipFile(path)
        self.names = self.zip.namelist()
        self.known = {name.casefold() for name in self.names}
        self.trees: dict[str, ET.Element] = {}

    def tree(self, name: str) -> ET.Element:
        if name not in self.trees:
            real = next(each for each in self.names if each.casefold() == name.casefold())
            self.trees[name] = ET.fromstring(self.zip.read(real))
        return self.trees[name]

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        if listing.casefold() not in self.known:
            return {}
        found = {}
        for node in self.tree(listing):
            if node.get("TargetMode") != "External":
                target = unquote(posixpath.normpath(posixpath.join("/", folder, node.get("Target", "")))).lstrip("/")
                found[node.get("Id", "")] = (node.get("Type", "").rpartition("/")[2], target)
        return found

    def faults(self) -> Iterator[str]:
        if bad := self.zip.testzip():
            yield f"{bad} has a wrong checksum"
        if len(self.known) != len(self.names):
            yield "two entries have one name"
        yield from self.xml_faults()
        yield from self.relation_faults()
        yield from self.type_faults()
        yield from self.workbook_faults()

    def xml_faults(self) -> Iterator[str]:
        for name in self.names:
            if name.endswith((".xml", ".rels", ".vml")):
                try:
                    self.tree(name)
                except ET.ParseError as error:
                    yield f"{name} is no XML: {error}"

    def relation_faults(self) -> Iterator[str]:
        for name in self.names:
            if not name.endswith(".rels"):
                continue
            folder, listing = posixpath.split(name)
            part = posixpath.join(posixpath.dirname(folder), listing.removesuffix(".rels"))
            if part and part.casefold() not in self.known:
                yield f"{name} belongs to no part"
            ids = [node.get("Id", "") for node in self.tree(name)]
            if len(set(ids)) != len(ids):
                yield f"{name} has an id twice"
            for key, (_, target) in self.relations(part).items():
                if target.casefold() not in self.known and not target.endswith("NULL"):
                    yield f"{name}: {key} leads to {target}, which is missing"
            if part.endswith(".xml") and part.casefold() in self.known:
                for key in re.findall(rb'\br:(?:id|embed|link|pict)="([^"]+)"', self.zip.read(self.real(part))):
                    if key.decode() not in ids:
                        yield f"{part} uses {key.decode()}, which is missing"

    def real(self, name: str) -> str:
        return next(each for each in self.names if each.casefold() == name.casefold())

    def type_faults(self) -> Iterator[str]:
        root = self.tree("[Content_Types].xml")
        defaults = {node.get("Extension", "").casefold() for node in root.iter(f"{TYPES}Default")}
        overrides = [node.get("PartName", "").lstrip("/").casefold() for node in root.iter(f"{TYPES}Override")]
        if len(set(overrides)) != len(overrides):
            yield "a part has two content types"
        for name in overrides:
            if name not in self.known:
                yield f"there is a content type for {name}, which is missing"
        for name in self.names:
            ending = posixpath.basename(name).rpartition(".")[2].casefold()
            if name != "[Content_Types].xml" and not name.endswith("/") and name.casefold() not in overrides and (
                    ending not in defaults):
                yield f"{name} has no content type"

    def workbook_faults(self) -> Iterator[str]:
        part = next(target for kind, target in self.relations("").values() if kind == "officeDocument")
        root, relations = self.tree(part), self.relations(part)
        sheets = root.findall(f"{MAIN}sheets/{MAIN}sheet")
        for what in ("name", "sheetId"):
            values = [sheet.get(what, "").casefold() for sheet in sheets]
            if len(set(values)) != len(values):
                yield f"two sheets have one {what}"
        yield from self.place_faults(root, len(sheets))
        styles = self.style_counts(relations)
        formulas: dict[str, set[str]] = {}
        tables: list[str] = []
        for sheet in sheets:
            kind, target = relations.get(sheet.get(f"{RELATION}id", ""), ("", ""))
            if kind == "worksheet":
                yield from self.sheet_faults(target, styles, formulas.setdefault(sheet.get("sheetId", ""), set()))
                tables.extend(table for each, table in self.relations(target).values() if each == "table")
        yield from self.table_faults(tables)
        yield from self.chain_faults(relations, formulas)

    def place_faults(self, root: ET.Element, count: int) -> Iterator[str]:
        names = set()
        for node in root.iter(f"{MAIN}definedName"):
            place = node.get("localSheetId")
            if place is not None and int(place) >= count:
                yield f"the name {node.get('name')} belongs to a sheet {place} that is missing"
            key = (node.get("name", "").casefold(), place)
            if key in names:
                yield f"the name {key} stands there twice"
            names.add(key)
        for view in root.iter(f"{MAIN}workbookView"):
            for what in ("activeTab", "firstSheet"):
                if int(view.get(what, "0")) >= count:
                    yield f"{what} leads to no sheet"

    def style_counts(self, relations: dict[str, tuple[str, str]]) -> dict[str, int]:
        part = next((target for kind, target in relations.values() if kind == "styles"), None)
        if part is None or part.casefold() not in self.known:
            return {}
        return {name: len(list(self.tree(part).find(f"{MAIN}{name}") or ()))
                for name in ("cellXfs", "dxfs", "fonts", "fills", "borders")}

    def sheet_faults(self, part: str, styles: dict[str, int], formulas: set[str]) -> Iterator[str]:
        root = self.tree(part)
        last_row = 0
        for row in root.iterfind(f"{MAIN}sheetData/{MAIN}row"):
            number = int(row.get("r", last_row + 1))
            if number <= last_row:
                yield f"{part} has the row {number} behind {last_row}"
            last_row, last = number, 0
            for cell in row.iterfind(f"{MAIN}c"):
                address = cell.get("r")
                column = _column(address) if address else last + 1
                if column <= last or (address and int(re.sub("[A-Z]", "", address)) != number):
                    yield f"{part} has the cell {address} in a wrong place"
                last = column
                if styles and int(cell.get("s", "0")) >= styles["cellXfs"]:
                    yield f"{part}!{address} has the format {cell.get('s')}, which is missing"
                if cell.find(f"{MAIN}f") is not None and address:
                    formulas.add(address)
        for node in root.iter(f"{MAIN}cfRule"):
            if styles and node.get("dxfId") and int(node.get("dxfId", "0")) >= styles["dxfs"]:
                yield f"{part} has the conditional format {node.get('dxfId')}, which is missing"
        groups = {node.get("si") for node in root.iter(f"{MAIN}f") if node.get("t") == "shared"}
        masters = {node.get("si") for node in root.iter(f"{MAIN}f") if node.get("t") == "shared" and node.get("ref")}
        if groups - masters:
            yield f"{part} has shared formulas without a master: {sorted(map(str, groups - masters))}"

    def table_faults(self, tables: list[str]) -> Iterator[str]:
        for what in ("id", "displayName"):
            values = [self.tree(table).get(what, "").casefold() for table in tables]
            if len(set(values)) != len(values):
                yield f"two tables have one {what}"
        for table in tables:
            root = self.tree(table)
            columns = root.find(f"{MAIN}tableColumns")
            left, right = (_column(re.sub("[0-9]", "", end)) for end in root.get("ref", "").split(":"))
            if columns is None or len(columns) != right - left + 1:
                yield f"{table} has another width than columns"

    def chain_faults(self, relations: dict[str, tuple[str, str]], formulas: dict[str, set[str]]) -> Iterator[str]:
        part = next((target for kind, target in relations.values() if kind == "calcChain"), None)
        if part is None or part.casefold() not in self.known:
            return
        sheet = ""
        entries = list(self.tree(part))
        if not entries:
            yield "the calculation chain is empty"
        for node in entries:
            sheet = node.get("i", sheet)
            if sheet in formulas and node.get("r") not in formulas[sheet]:
                yield f"the calculation chain names {sheet}!{node.get('r')}, which holds no formula"


def _column(address: str) -> int:
    number = 0
    for letter in re.sub("[0-9$]", "", address):
        number = number * 26 + ord(letter) - 64
    return number
