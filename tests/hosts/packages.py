"""Packages made by hand, part by part, for shapes that no library writes."""

from __future__ import annotations

import pathlib
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="46"/><xf numFmtId="22"/></cellXfs>'
    "</styleSheet>"
)


def rels(*relations: tuple[str, str, str], strict: bool = False) -> str:
    """Return a relationship part of (id, last word of the type, target)."""
    base = _STRICT_OFFICE if strict else _OFFICE
    items = "".join(f'<Relationship Id="{i}" Type="{base}/{kind}" Target="{target}"/>' for i, kind, target in relations)
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}">{items}</Relationships>'


def workbook_xml(sheets: str = '<sheet name="One" sheetId="1" r:id="rId1"/>', before: str = "", after: str = "",
                 *, strict: bool = False) -> str:
    """Return a workbook part."""
    main, office = (STRICT, _STRICT_OFFICE) if strict else (MAIN, _OFFICE)
    return (f'{DECLARATION}<workbook xmlns="{main}" xmlns:r="{office}" '
            'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"{before}<sheets>{sheets}</sheets>{after}</workbook>")


def sheet_xml(rows: str, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    """Return a sheet part around rows."""
    return f'{DECLARATION}<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts_of(sheet: str | bytes, strings: str | None = None, *, strict: bool = False,
             workbook: str | None = None) -> dict[str, str | bytes]:
    """Return the parts of a workbook with one sheet, named One."""
    relations = [("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml")]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_CONTENT}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_CONTENT}.worksheet+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_CONTENT}.styles+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_CONTENT}.sharedStrings+xml"/></Types>'
        ),
        "_rels/.rels": rels(("rId1", "officeDocument", "xl/workbook.xml"), strict=strict),
        "xl/workbook.xml": workbook or workbook_xml(strict=strict),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/styles.xml": STYLES,
    }
    if strings is not None:
        relations.append(("rId3", "sharedStrings", "sharedStrings.xml"))
        parts["xl/sharedStrings.xml"] = strings
    parts["xl/_rels/workbook.xml.rels"] = rels(*relations, strict=strict)
    return parts


def write_package(path: pathlib.Path, parts: Mapping[str, str | bytes]) -> str:
    """Write parts as a package; return its path as text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return str(path)
