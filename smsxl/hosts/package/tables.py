"""Excel tables: name, area and header texts."""

from __future__ import annotations

from smsxl.hosts.package.areas import read_area
from smsxl.hosts.package.container import DamagedError, Package
from smsxl.hosts.package.relationships import relations_of
from smsxl.hosts.package.text import decode_escapes
from smsxl.hosts.package.xmltree import parse_tree
from smsxl.hosts.port import TableInfo


def read_tables(package: Package, sheet_parts: dict[str, str]) -> dict[str, TableInfo]:
    """Return all tables of the workbook by the name that formulas use, sheet by sheet."""
    tables: dict[str, TableInfo] = {}
    for sheet, part in sheet_parts.items():
        for relation in relations_of(package, part):
            if relation.kind == "table":
                with package.reading(relation.part):
                    table = _parse_table(package.read(relation.part), sheet)
                tables.setdefault(table.name, table)
    return tables


def _parse_table(data: bytes, sheet: str) -> TableInfo:
    root = parse_tree(data)
    facts = root.attributes
    name = facts.get("displayName") or facts.get("name")
    if root.name != "table" or not name:
        raise DamagedError("describes a table without a name")
    columns = tuple(
        decode_escapes(node.attributes.get("name", "")) for node in root.each("tableColumns", "tableColumn")
    )
    return TableInfo(
        name, sheet, read_area(facts.get("ref", "")), columns,
        int(facts.get("headerRowCount", "1")), int(facts.get("totalsRowCount", "0")),
    )
