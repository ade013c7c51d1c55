"""The workbook part: sheets, defined names and the date system."""

from __future__ import annotations

from dataclasses import dataclass

from smsxl.hosts.package.container import Package
from smsxl.hosts.package.refusals import no_sheets, no_workbook, refuse_other_packages
from smsxl.hosts.package.relationships import relations_of
from smsxl.hosts.package.xmltree import is_true, parse_tree
from smsxl.hosts.port import DefinedName, SheetInfo

_VISIBILITY = {"hidden": "hidden", "veryHidden": "very hidden"}


@dataclass(frozen=True)
class WorkbookPart:
    """What the workbook part says; `sheet_parts` holds the part of each worksheet by the sheet's name."""

    sheets: tuple[SheetInfo, ...]
    sheet_parts: dict[str, str]
    names: tuple[DefinedName, ...]
    date1904: bool
    strings_part: str | None
    styles_part: str | None


def read_workbook_part(package: Package) -> WorkbookPart:
    """Read the workbook part, found by the package's relationships. Raises UnreadableError."""
    refuse_other_packages(package.path, package.part_names())
    part = next((relation.part for relation in relations_of(package, "") if relation.kind == "officeDocument"), None)
    if part is None or (not package.has(part) and not package.has("xl/workbook.xml")):
        raise no_workbook(package.path)
    with package.reading(part):
        root = parse_tree(package.read(part))
    if root.name != "workbook":
        raise no_workbook(package.path)
    relations = relations_of(package, part)
    by_id = {relation.id: relation for relation in relations}
    by_kind = {relation.kind: relation.part for relation in reversed(relations)}

    sheets: list[SheetInfo] = []
    sheet_parts: dict[str, str] = {}
    for node in root.each("sheets", "sheet"):
        name = node.attributes.get("name", "")
        relation = by_id.get(node.attributes.get("r:id", ""))
        is_worksheet = relation is None or relation.kind == "worksheet"
        visibility = _VISIBILITY.get(node.attributes.get("state", ""), "visible")
        sheets.append(SheetInfo(name, len(sheets), visibility, "worksheet" if is_worksheet else "other"))
        if is_worksheet:
            # A sheet without a part stays listed; the refusal comes with the missing part's name.
            sheet_part = relation.part if relation is not None else f"of the sheet {name}"
            if not package.has(sheet_part):
                next(package.chunks(sheet_part))
            sheet_parts[name] = sheet_part
    if not sheets:
        raise no_sheets(package.path)

    names = []
    for node in root.each("definedNames", "definedName"):
        index = node.attributes.get("localSheetId", "")
        owner = sheets[int(index)].name if index.isdecimal() and int(index) < len(sheets) else None
        hidden = is_true(node.attributes.get("hidden"))
        names.append(DefinedName(node.attributes.get("name", ""), node.text.strip(), owner, hidden))

    properties = next(root.each("workbookPr"), None)
    date1904 = properties is not None and is_true(properties.attributes.get("date1904"))
    return WorkbookPart(tuple(sheets), sheet_parts, tuple(names), date1904,
                        by_kind.get("sharedStrings"), by_kind.get("styles"))
