"""A workbook written by hand, as no library writes it: everything that a new sheet or a new cell could upset."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
XM = "http://schemas.microsoft.com/office/excel/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'

WORKBOOK = f"""{DECLARATION}<workbook xmlns="{MAIN}" xmlns:rel="{OFFICE}" xmlns:mc="{COMPATIBILITY}" \
mc:Ignorable="x15" xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main">\
<fileVersion appName="xl"/><workbookPr codeName="ThisWorkbook" defaultThemeVersion="166925"/>\
<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath url="C:\\Mine\\" \
xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>\
<bookViews><workbookView xWindow="1" firstSheet="1" activeTab="2"/><workbookView xWindow="2"/></bookViews>\
<sheets><sheet name="Start" sheetId="4" rel:id="rId1"/><sheet name='It&apos;s "mine"' sheetId="9" rel:id="rId2"/>\
<sheet name="Third" sheetId="2" state="hidden" rel:id="rId3"/></sheets>\
<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">Start!$A$1:$B$9</definedName>\
<definedName name="_xlnm.Print_Area" localSheetId="2">Third!$A$1</definedName>\
<definedName name="Own" localSheetId="1" comment="a &lt; b">'It''s "mine"'!$A$1</definedName>\
<definedName name="Z_0_.wvu.PrintArea" localSheetId="2" hidden="1">Third!$B$2</definedName>\
<definedName name="Rate">0.19</definedName></definedNames>\
<calcPr calcId="191029" fullPrecision="0"/>\
<customWorkbookViews><customWorkbookView name="Print" guid="{{0}}" windowWidth="1" windowHeight="1" \
activeSheetId="9"/></customWorkbookViews><extLst><ext uri="x"><x15:any/></ext></extLst></workbook>"""

SHEET = f"""{DECLARATION}<x:worksheet xmlns:x="{MAIN}" xmlns:r="{OFFICE}" xmlns:x14ac="urn:x14ac">\
<x:sheetPr codeName="Sheet4"/><x:dimension ref="B2:D9"/><x:sheetViews><x:sheetView tabSelected="1" workbookViewId="0"/>\
</x:sheetViews><x:cols><x:col min="5" max="7" width="9" style="2"/></x:cols><x:sheetData>\
<x:row r="2" spans="2:4" x14ac:dyDescent="0.25"><x:c r="B2" s="1" t="s"><x:v>0</x:v></x:c>\
<x:c r="C2"><x:f t="shared" ref="C2:C6" si="0">B2*$D$1+SUM($B$2:B2)</x:f><x:v>1</x:v></x:c>\
<x:c r="D2" s="3"><x:f>NOW()</x:f><x:v>46000.5</x:v></x:c></x:row>\
<x:row r="3"><x:c r="B3"><x:v>2</x:v></x:c><x:c r="C3"><x:f t="shared" si="0"/><x:v>2</x:v></x:c></x:row>\
<x:row r="4"><x:c r="B4"/><x:c r="C4"><x:f t="shared" si="0"/><x:v>3</x:v></x:c></x:row>\
<x:row r="5" ht="40" customHeight="1"/>\
<x:row r="6" s="2" customFormat="1"><x:c r="C6"><x:f t="shared" si="0"/><x:v>4</x:v></x:c>\
<x:c r="D6" t="str"><x:f>"a"&amp;"b"</x:f><x:v xml:space="preserve"> ab </x:v></x:c></x:row>\
<x:row r="8"><x:c r="B8"><x:f t="array" ref="B8:C9">D2:E3*2</x:f><x:v>1</x:v></x:c>\
<x:c r="C8"><x:v>2</x:v></x:c></x:row>\
<x:row r="9"><x:c r="B9"><x:v>3</x:v></x:c><x:c r="C9" t="e" cm="1" vm="2"><x:v>#N/A</x:v></x:c></x:row>\
</x:sheetData><x:conditionalFormatting sqref="B2:B9"><x:cfRule type="expression" dxfId="0" priority="1">\
<x:formula>B2&gt;1</x:formula></x:cfRule></x:conditionalFormatting><x:pageMargins left="1" right="1" top="1" \
bottom="1" header="1" footer="1"/></x:worksheet>"""

PLAIN = f"""{DECLARATION}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData><row r="1"><c r="A1"><f>1+1</f>\
<v>2</v></c></row></sheetData><hyperlinks><hyperlink ref="A1" location="Start!A1"/></hyperlinks></worksheet>"""

STYLES = f"""{DECLARATION}<s:styleSheet xmlns:s="{MAIN}"><s:numFmts count="1"><s:numFmt numFmtId="170" \
formatCode="yyyy"/></s:numFmts><s:fonts count="1"><s:font><s:name val="Arial"/></s:font></s:fonts>\
<s:fills count="1"><s:fill><s:patternFill patternType="none"/></s:fill></s:fills>\
<s:borders count="1"><s:border/></s:borders><s:cellStyleXfs count="1"><s:xf/></s:cellStyleXfs>\
<s:cellXfs count="4"><s:xf numFmtId="0"/><s:xf numFmtId="1"/><s:xf numFmtId="2"/><s:xf numFmtId="170"/></s:cellXfs>\
<s:dxfs count="1"><s:dxf><s:font><s:b/></s:font></s:dxf></s:dxfs></s:styleSheet>"""

CHAIN = f"""{DECLARATION}<calcChain xmlns="{MAIN}"><c r="D2" i="4"/><c r="C6" l="1"/><c r="C4"/><c r="C3"/><c r="C2"/>\
<c r="D6"/><c r="B8" a="1"/><c r="A1" i="9"/></calcChain>"""

APP = f"""{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" \
xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><HeadingPairs><vt:vector size="4" \
baseType="variant"><vt:variant><vt:lpstr>Arbeitsbl\u00e4tter</vt:lpstr></vt:variant><vt:variant><vt:i4>3</vt:i4>\
</vt:variant><vt:variant><vt:lpstr>Benannte Bereiche</vt:lpstr></vt:variant><vt:variant><vt:i4>1</vt:i4></vt:variant>\
</vt:vector></HeadingPairs><TitlesOfParts><vt:vector size="4" baseType="lpstr"><vt:lpstr>Start</vt:lpstr>\
<vt:lpstr>It's "mine"</vt:lpstr><vt:lpstr>Third</vt:lpstr><vt:lpstr>Rate</vt:lpstr></vt:vector></TitlesOfParts>\
</Properties>"""

STRINGS = f"""{DECLARATION}<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>kept</t></si></sst>"""

METADATA = f"""{DECLARATION}<metadata xmlns="{MAIN}" xmlns:xlrd="urn:rich"><metadataTypes count="1">\
<metadataType name="XLRICHVALUE" minSupportedVersion="120000"/></metadataTypes><futureMetadata name="XLRICHVALUE" \
count="1"><bk/></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata>\
<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>"""


def relations(*entries: tuple[str, str, str]) -> str:
    """Return a relationship part of (id, last word of the type, target)."""
    items = "".join(f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"/>'
                    for key, kind, target in entries)
    return f'{DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{items}</Relationships>'


def parts(**changes: str) -> dict[str, str | bytes]:
    """Return the parts of the workbook by name; `changes` gives others for workbook, sheet, styles and so on."""
    texts = {"workbook": WORKBOOK, "sheet": SHEET, "second": PLAIN, "third": PLAIN, "styles": STYLES, "chain": CHAIN,
             "app": APP, "strings": STRINGS, "metadata": METADATA} | changes
    kinds = {"worksheets/Sheet1": "worksheet", "worksheets/sheet2": "worksheet", "worksheets/sheet3": "worksheet",
             "styles": "styles", "calcChain": "calcChain", "sharedStrings": "sharedStrings",
             "metadata": "sheetMetadata"}
    overrides = "".join(f'<Override PartName="/xl/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>'
                        for name, kind in kinds.items())
    return {
        "[Content_Types].xml": (
            f'{DECLARATION}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
            'ContentType="application/xml"/><Default Extension="bin" ContentType="application/octet-stream"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>{overrides}'
            '<Override PartName="/docProps/app.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>'),
        "_rels/.rels": relations(("rId1", "officeDocument", "/xl/workbook.xml"),
                                 ("rId2", "extended-properties", "docProps/app.xml")),
        "xl/workbook.xml": texts["workbook"],
        "xl/_rels/workbook.xml.rels": relations(
            *((f"rId{place}", kind, f"{name}.xml") for place, (name, kind) in enumerate(kinds.items(), start=1))),
        "xl/worksheets/Sheet1.xml": texts["sheet"],
        "xl/worksheets/sheet2.xml": texts["second"],
        "xl/worksheets/sheet3.xml": texts["third"],
        "xl/styles.xml": texts["styles"],
        "xl/calcChain.xml": texts["chain"],
        "xl/sharedStrings.xml": texts["strings"],
        "xl/metadata.xml": texts["metadata"],
        "docProps/app.xml": texts["app"],
        "xl/printerSettings1.bin": b"\x00\x01\x02" * 100,
        "customXml/item1.xml": "<mine/>",
    }


def write(path: Path, content: Mapping[str, str | bytes] | None = None) -> Path:
    """Write parts as a package, stored and deflated in turn, with a comment; return its path."""
    with zipfile.ZipFile(path, "w") as package:
        package.comment = b"Made by hand"
        for place, (name, data) in enumerate((content or parts()).items()):
            entry = zipfile.ZipInfo(name, (2019, 1 + place % 12, 3, 4, 5, 6))
            entry.compress_type = zipfile.ZIP_STORED if place % 2 else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o640 << 16
            package.writestr(entry, data)
    return path
