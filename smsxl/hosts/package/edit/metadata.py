"""The cell metadata that marks a formula as a dynamic array (`cm` of a cell), found or added."""

from __future__ import annotations

from typing import Final

from smsxl.hosts.package.edit.markup import Element, Splices
from smsxl.hosts.package.edit.parts import Parts
from smsxl.hosts.package.relationships import relations_of
from smsxl.hosts.package.xmltree import MAIN, is_true

_DYNAMIC: Final = "XLDAPR"
_ARRAYS: Final = "http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"
_TYPE: Final = (
    'minSupportedVersion="120000" copy="1" pasteAll="1" pasteValues="1" merge="1" splitFirst="1" rowColShift="1" '
    'clearFormats="1" clearComments="1" assign="1" coerce="1" cellMeta="1"')
_PROPERTIES: Final = (
    f'<{{p}}extLst><{{p}}ext uri="{{{{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}}}}"><xda:dynamicArrayProperties '
    f'xmlns:xda="{_ARRAYS}" fDynamic="1" fCollapsed="0"/></{{p}}ext></{{p}}extLst>')
_CONTENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
_ORDER: Final = ("metadataTypes", "metadataStrings", "mdxMetadata", "futureMetadata", "cellMetadata", "valueMetadata",
                 "extLst")


def dynamic_array_mark(parts: Parts, workbook_part: str) -> int:
    """Return the `cm` of dynamic arrays in this workbook; the metadata are added where they are missing."""
    part = next((each.part for each in relations_of(parts, workbook_part) if each.kind == "sheetMetadata"), None)
    if part is None or not parts.has(part):
        folder = workbook_part.rpartition("/")[0]
        part = parts.free_name(f"{folder}/metadata.xml" if folder else "metadata.xml")
        parts.add(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<metadata xmlns="{MAIN}"></metadata>'
                  .encode(), _CONTENT_TYPE)
        parts.relate(workbook_part, "sheetMetadata", part)
    data, root = parts.xml(part)
    types = [node.attributes.get("name") for node in root.each("metadataTypes", "metadataType")]
    if _DYNAMIC in types:
        number = types.index(_DYNAMIC) + 1
        known = _known_mark(root, number)
        if known:
            return known
    changes = Splices(data)
    p = root.prefix
    if _DYNAMIC not in types:
        number = len(types) + 1
        _extend(changes, root, "metadataTypes", f'<{p}metadataType name="{_DYNAMIC}" {_TYPE}/>')
    block = f"<{p}bk>{_PROPERTIES.format(p=p)}</{p}bk>"
    future = next((node for node in root.each("futureMetadata") if node.attributes.get("name") == _DYNAMIC), None)
    place = len(list(future.each("bk"))) if future is not None else 0
    if future is None:
        _insert(changes, root, "futureMetadata",
                f'<{p}futureMetadata name="{_DYNAMIC}" count="1">{block}</{p}futureMetadata>')
    else:
        changes.set_attributes(future, count=place + 1)
        changes.insert(future.close, block)
    cells = root.first("cellMetadata")
    mark = len(list(cells.each("bk"))) + 1 if cells is not None else 1
    _extend(changes, root, "cellMetadata", f'<{p}bk><{p}rc t="{number}" v="{place}"/></{p}bk>')
    parts.write(part, changes.apply())
    return mark


def _known_mark(root: Element, number: int) -> int:
    """Return the first mark that stands for a dynamic array and nothing else; 0 where there is none."""
    future = [node for node in root.each("futureMetadata") if node.attributes.get("name") == _DYNAMIC]
    dynamic = {place for node in future for place, block in enumerate(node.each("bk"))
               if any(inner.name.endswith("dynamicArrayProperties") and is_true(inner.attributes.get("fDynamic"))
                      for inner in block.walk())}
    cells = root.first("cellMetadata")
    for mark, block in enumerate(cells.each("bk") if cells is not None else (), start=1):
        records = list(block.each("rc"))
        if len(records) == 1 and records[0].attributes.get("t") == str(number) and int(
                records[0].attributes.get("v", "0")) in dynamic:
            return mark
    return 0


def _extend(changes: Splices, root: Element, name: str, item: str) -> None:
    """Add an item to a counted list, which is made where it is missing."""
    found = root.first(name)
    if found is None:
        p = root.prefix
        _insert(changes, root, name, f'<{p}{name} count="1">{item}</{p}{name}>')
        return
    changes.set_attributes(found, count=len(found.children) + 1)
    changes.insert(found.close, item)


def _insert(changes: Splices, root: Element, name: str, element: str) -> None:
    """Put an element where the schema wants it."""
    later = _ORDER[_ORDER.index(name) + 1:]
    following = next((child for child in root.children if child.name in later), None)
    if following is None:
        changes.append(root, element)
    else:
        changes.insert(following.start, element)
