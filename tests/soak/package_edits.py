"""Random edits of a workbook's package: its XML stays XML, its facts become odd."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Final
from xml.sax.saxutils import escape

from smsxl.domain.values import CellError
from tests.flawed.package import WORKBOOK, Package
from tests.soak import hostile

Edit = Callable[[Package, Random], None]

_CELL: Final = re.compile(r'<c r="[A-Z]+\d+"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_ROW: Final = re.compile(r'<row r="\d+"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
_TAG: Final = re.compile(r"<[A-Za-z][^<>]*>")
_ATTRIBUTE: Final = re.compile(r' ([A-Za-z:]+)="([^"]*)"')
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ODD: Final = ("", "0", "1", "-1", "x", "true", "9" * 12, "1048576", "1048577", "16385", "A1", "A1:B2", "1e308",
               "NaN", "\u0663", "rId99", "hidden", "A1:XFD1048576", "inlineStr", "str", "s", "b", "e", "d", "n",
               "shared", "array")
_CELLS: Final = (
    "<v>NaN</v>", "<v>1e999</v>", "<v></v>", "<v>  7 </v>", "<v>0x10</v>", "<v>1,5</v>", "<f/>", "<f></f><v>1</v>",
    '<f t="shared" si="0"/><v>3</v>', '<f t="shared" ref="A1:B9" si="0">A1</f><v>3</v>', '<f t="array" ref="A1">1</f>',
    '<f t="dataTable" ref="A1" dt2D="1"/><v>1</v>', "<is/>", "<is><t/></is>", "<is><r><t>a</t></r><r><t>b</t></r></is>",
    "<is><rPh><t>x</t></rPh></is>", "<x/>", "<!-- c --><v>1</v>", "<![CDATA[x]]>", "<v><![CDATA[1]]></v>",
    "<f>1<!-- c -->+1</f>", "<v>_x0000_</v>", "<v>_xD800_</v>", "<v>&#10;</v>", "<v>45000.5</v><extLst/>",
)


def in_xml(text: str) -> str:
    """Return text as a workbook's XML writes it: what XML can't hold is escaped as `_xHHHH_`."""
    return escape(_ILLEGAL.sub(lambda match: f"_x{ord(match[0]):04X}_", text), {'"': "&quot;", "\r": "_x000D_"})


def edit(package: Package, chance: Random) -> None:
    """Make a few edits."""
    for _ in range(chance.choice((1, 1, 2, 3, 8, 30))):
        chance.choice(EDITS)(package, chance)
    if chance.random() < 0.05:
        _part(package, chance)


def _parts(package: Package, start: str) -> list[str]:
    return sorted(name for name in package.parts if name.startswith(start) and name.endswith(".xml"))


def _replace(package: Package, part: str, match: re.Match[str], new: str) -> None:
    xml = match.string
    package.parts[part] = (xml[:match.start()] + new + xml[match.end():]).encode("utf-8", "surrogatepass")


def _sheet(package: Package, chance: Random) -> tuple[str, str]:
    part = chance.choice(_parts(package, "xl/worksheets/sheet"))
    return part, package.parts[part].decode("utf-8", "replace")


def _cell(package: Package, chance: Random) -> None:
    part, xml = _sheet(package, chance)
    found = list(_CELL.finditer(xml))
    for match in sorted(chance.sample(found, min(len(found), chance.choice((1, 1, 20)))), key=lambda m: -m.start()):
        xml = xml[:match.start()] + _cell_xml(match[0], chance) + xml[match.end():]
    package.parts[part] = xml.encode()


def _cell_xml(old: str, chance: Random) -> str:
    name = re.match(r'<c r="([A-Z]+\d+)"', old)
    style = re.search(r' s="\d+"', old)
    formula = re.search(r"<f\b.*?(?:</f>|/>)", old, re.DOTALL)
    assert name is not None
    look = style[0] if style and chance.random() < 0.8 else chance.choice(("", ' s="9999"'))
    opening = f'<c r="{name[1]}"{look}'
    kept = formula[0] if formula and chance.random() < 0.5 else ""
    if chance.random() < 0.3:
        kept = f"<f>{in_xml(str(chance.choice(hostile.FORMULAS)))}</f>"
    if chance.random() < 0.2:
        kind = chance.choice(("", *(f' t="{t}"' for t in ("s", "str", "b", "e", "n", "d", "inlineStr", "zz"))))
        return f"{opening}{kind}>{chance.choice(_CELLS)}</c>"
    value = hostile.value(chance)
    match value:
        case bool():
            return f'{opening} t="b">{kept}<v>{int(value)}</v></c>'
        case int() | float():
            return f"{opening}>{kept}<v>{value!r}</v></c>"
        case str() if kept:
            return f'{opening} t="str">{kept}<v>{in_xml(value)}</v></c>'
        case str():
            return f'{opening} t="inlineStr"><is><t xml:space="preserve">{in_xml(value)}</t></is></c>'
        case CellError(code):
            return f'{opening} t="e">{kept}<v>{in_xml(code)}</v></c>'
        case None:
            return f"{opening}>{kept}</c>" if kept else f"{opening}/>"
        case _:
            return f'{opening} t="d">{kept}<v>{value}</v></c>'


def _row(package: Package, chance: Random) -> None:
    part, xml = _sheet(package, chance)
    rows = list(_ROW.finditer(xml))
    if not rows:
        return
    match, kind = chance.choice(rows), chance.randrange(4)
    if kind == 0:
        _replace(package, part, match, "")
    elif kind == 1:
        _replace(package, part, match, match[0] * 2)
    elif kind == 2:
        _replace(package, part, match, match[0].replace("<row ", '<row hidden="1" ', 1))
    else:
        far = chance.choice((1_048_576, 1_048_577, 900))
        number = re.search(r'r="(\d+)"', match[0])
        assert number is not None
        moved = re.sub(rf'(r="[A-Z]*){number[1]}"', rf'\g<1>{far}"', match[0])
        package.parts[part] = xml.replace("</sheetData>", moved + "</sheetData>").encode()


def _attribute(package: Package, chance: Random) -> None:
    """Give some attribute of some part another value, or take it away."""
    part = chance.choice([*_parts(package, "xl/tables/") * 2, *_parts(package, "xl/worksheets/sheet"), WORKBOOK,
                          WORKBOOK, *_parts(package, "xl/styles"), "xl/_rels/workbook.xml.rels"])
    xml = package.parts[part].decode("utf-8", "replace")
    tags = list(_TAG.finditer(xml))
    if not tags:
        return
    tag = chance.choice(tags)
    attributes = list(_ATTRIBUTE.finditer(tag[0]))
    if not attributes:
        return
    chosen = chance.choice(attributes)
    odd = chance.choice((*_ODD, in_xml(chance.choice(hostile.TEXTS)), chosen[2] + "1", chosen[2].upper()))
    new = f' {chosen[1]}="{odd}"' if chance.random() < 0.8 else ""
    _replace(package, part, tag, tag[0][:chosen.start()] + new + tag[0][chosen.end():])


def _name(package: Package, chance: Random) -> None:
    found = list(re.finditer(r"(<definedName [^>]*>)([^<]*)(</definedName>)", package.parts[WORKBOOK].decode()))
    if found:
        match = chance.choice(found)
        _replace(package, WORKBOOK, match, match[1] + in_xml(chance.choice(hostile.REFERENCES)) + match[3])


def _element(package: Package, chance: Random) -> None:
    """Take an element without content away, or write it twice."""
    part = chance.choice([WORKBOOK, *_parts(package, "xl/tables/"), *_parts(package, "xl/worksheets/sheet")])
    found = list(re.finditer(r"<[A-Za-z][^<>]*/>", package.parts[part].decode("utf-8", "replace")))
    if found:
        match = chance.choice(found)
        _replace(package, part, match, match[0] * chance.choice((0, 0, 2)))


def _part(package: Package, chance: Random) -> None:
    names = sorted(package.parts)
    name = chance.choice(names)
    kind = chance.randrange(3)
    if kind == 0:
        del package.parts[name]
    elif kind == 1:
        package.parts[name] = package.parts[chance.choice(names)]
    else:
        package.parts[name] = package.parts[name][:chance.randrange(len(package.parts[name]) + 1)]


def _sheet_order(package: Package, chance: Random) -> None:
    xml = package.parts[WORKBOOK].decode()
    sheets = re.findall(r"<sheet [^>]*/>", xml)
    body = re.search(r"<sheets>.*</sheets>", xml, re.DOTALL)
    if body is not None:
        state = chance.choice(("hidden", "veryHidden", "visible"))
        mixed = [re.sub("<sheet ", f'<sheet state="{state}" ', s) if chance.random() < 0.2 and "state=" not in s else s
                 for s in chance.sample(sheets, len(sheets))]
        _replace(package, WORKBOOK, body, f"<sheets>{''.join(mixed)}</sheets>")


def _merge(package: Package, chance: Random) -> None:
    part, xml = _sheet(package, chance)
    odd = ("A1:B2", "A1:A1048576", "A1:XFD1048576", "C5:F9", "B2", "D6:D30")
    areas = "".join(f'<mergeCell ref="{chance.choice(odd)}"/>' for _ in range(3))
    package.parts[part] = xml.replace("</sheetData>", f"</sheetData><mergeCells>{areas}</mergeCells>").encode()


EDITS: Final[tuple[Edit, ...]] = (
    *(_cell,) * 8, _row, _row, *(_attribute,) * 5, _name, _name, _element, _sheet_order, _merge)
