"""A workbook's parts, edited as the text that they are.

Neither smsxl's writer nor its reader has a hand in this, nor any library for workbooks: a fault that both got wrong
in the same way would not be seen otherwise.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

WORKBOOK = "xl/workbook.xml"
_FIXED = (1980, 1, 1, 0, 0, 0)
_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_STYLE = re.compile(r' s="(\d+)"')


@dataclass(frozen=True)
class Content:
    """What a cell holds: the `t` attribute and the XML inside of `<c>`."""

    kind: str
    xml: str


BLANK = Content("", "")


def text(words: str) -> Content:
    """Return a cell that holds a text."""
    return Content("inlineStr", f'<is><t xml:space="preserve">{escape(words)}</t></is>')


def number(value: float) -> Content:
    """Return a cell that holds a number (a date is its day number)."""
    return Content("", f"<v>{value!r}</v>")


def boolean(*, value: bool) -> Content:
    """Return a cell that holds TRUE or FALSE."""
    return Content("b", f"<v>{int(value)}</v>")


def error(code: str) -> Content:
    """Return a cell that holds an error such as #REF!."""
    return Content("e", f"<v>{code}</v>")


def column_number(letters: str) -> int:
    """Return the number of a column: A is 1."""
    result = 0
    for letter in letters:
        result = result * 26 + ord(letter) - 64
    return result


def split(cell: str) -> tuple[str, int]:
    """Return the letters and the row number of a cell's name."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", cell)
    assert match is not None, cell
    return match[1], int(match[2])


class Package:
    """The parts of a workbook by their names, in the order of the archive."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = dict(parts)

    @classmethod
    def read(cls, path: Path) -> Package:
        """Read all parts of an archive."""
        with zipfile.ZipFile(path) as archive:
            return cls({name: archive.read(name) for name in archive.namelist()})

    def copy(self) -> Package:
        """Return a package that can be changed on its own."""
        return Package(self.parts)

    def save(self, path: Path, *, level: int = 1) -> None:
        """Write the archive: the same parts give the same bytes."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
            for name, data in self.parts.items():
                info = zipfile.ZipInfo(name, _FIXED)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data, compresslevel=level)

    # ------------------------------------------------------------------ parts

    def xml(self, part: str) -> str:
        """Return a part's text."""
        return self.parts[part].decode("utf-8")

    def change(self, part: str, old: str, new: str) -> None:
        """Replace the only occurrence of a text in a part."""
        xml = self.xml(part)
        assert xml.count(old) == 1, (part, old, xml.count(old))
        self.parts[part] = xml.replace(old, new).encode()

    def _target(self, owner: str, relationship: str) -> str:
        folder, _, name = owner.rpartition("/")
        rels = self.xml(f"{folder}/_rels/{name}.rels")
        match = re.search(rf'<Relationship [^>]*Id="{relationship}"[^>]*?Target="([^"]+)"', rels)
        assert match is not None, relationship
        path = match[1].removeprefix("/xl/")
        steps = [*folder.split("/"), *path.split("/")]
        while ".." in steps:
            i = steps.index("..")
            del steps[i - 1:i + 1]
        return "/".join(steps)

    def sheet_part(self, sheet: str) -> str:
        """Return the part of a worksheet."""
        match = re.search(rf"<sheet name={re.escape(quoteattr(sheet))} [^>]*r:id=\"([^\"]+)\"", self.xml(WORKBOOK))
        assert match is not None, sheet
        return self._target(WORKBOOK, match[1])

    def table_part(self, table: str) -> str:
        """Return the part that declares an Excel table."""
        return next(name for name in self.parts
                    if name.startswith("xl/tables/") and f' displayName="{table}"' in self.xml(name))

    # ------------------------------------------------------------------ cells

    def content(self, sheet: str, cell: str) -> Content:
        """Return what a cell holds."""
        _, match = self._find(self.xml(self.sheet_part(sheet)), cell)
        if match is None:
            return BLANK
        kind = re.search(r' t="(\w+)"', match[3])
        return Content(kind[1] if kind else "", match[4] or "")

    def style(self, sheet: str, cell: str) -> str:
        """Return the number of a cell's style; "" where it has none."""
        _, match = self._find(self.xml(self.sheet_part(sheet)), cell)
        found = _STYLE.search(match[3]) if match is not None else None
        return found[1] if found else ""

    def put(self, sheet: str, cell: str, content: Content, *, style: str | None = None, array: bool = False) -> None:
        """Put a content into a cell; it keeps its style unless another is given, and loses its formula."""
        part = self.sheet_part(sheet)
        xml = self.xml(part)
        row, match = self._find(xml, cell)
        if style is None:
            found = _STYLE.search(match[3]) if match is not None else None
            style = found[1] if found else ""
        attributes = (f' s="{style}"' if style else "") + (' cm="1"' if array else "") + (
            f' t="{content.kind}"' if content.kind else "")
        new = f'<c r="{cell}"{attributes}' + (f">{content.xml}</c>" if content.xml else "/>")
        letters, number_ = split(cell)
        if match is not None:
            xml = xml[:match.start()] + new + xml[match.end():]
        elif row is None:
            xml = self._with_row(xml, number_, new)
        else:
            after = (m for m in _CELL.finditer(xml, *row) if column_number(m[1]) > column_number(letters))
            at = next((m.start() for m in after), row[1])
            xml = xml[:at] + new + xml[at:]
        self.parts[part] = xml.encode()

    def _find(self, xml: str, cell: str) -> tuple[tuple[int, int] | None, re.Match[str] | None]:
        """Return where the cells of a row stand, and the cell."""
        letters, number_ = split(cell)
        start = xml.find(f'<row r="{number_}"')
        if start < 0:
            return None, None
        inside = xml.index(">", start) + 1
        assert xml[inside - 2] != "/", f"row {number_} has no cells"
        end = xml.index("</row>", inside)
        for match in _CELL.finditer(xml, inside, end):
            if match[1] == letters:
                return (inside, end), match
        return (inside, end), None

    @staticmethod
    def _with_row(xml: str, number_: int, cells: str) -> str:
        later = (m for m in re.finditer(r'<row r="(\d+)"', xml) if int(m[1]) > number_)
        at = next((m.start() for m in later), xml.index("</sheetData>"))
        return f'{xml[:at]}<row r="{number_}">{cells}</row>{xml[at:]}'

    def formula(self, sheet: str, cell: str) -> str:
        """Return a cell's formula as the file has it, with its tag; "" where there is none."""
        match = re.match(r"<f\b.*?(?:</f>|/>)", self.content(sheet, cell).xml, re.DOTALL)
        return match[0] if match else ""

    def show(self, sheet: str, cell: str, value: Content | None) -> None:
        """Change the value that a formula last gave; None removes it."""
        formula = self.formula(sheet, cell)
        assert formula, f"{sheet}!{cell} has no formula"
        words = re.fullmatch(r"<is><t[^>]*>(.*)</t></is>", value.xml, re.DOTALL) if value else None
        if value is None:
            shown = Content("", "")
        elif words is not None:
            shown = Content("str", f"<v>{words[1]}</v>")
        else:
            shown = value
        self.put(sheet, cell, Content(shown.kind, formula + shown.xml), array='t="array"' in formula)

    def write_formula(self, sheet: str, cell: str, formula: str) -> None:
        """Put another formula into a calculated cell, which goes on showing what it showed."""
        held = self.content(sheet, cell)
        tag = self.formula(sheet, cell)
        new = re.sub(r"(<f\b[^>]*>).*(</f>)", lambda m: m[1] + escape(formula) + m[2], tag, flags=re.DOTALL)
        assert new != tag, "the formula is the same"
        self.put(sheet, cell, Content(held.kind, held.xml.replace(tag, new)), array='t="array"' in tag)

    def freeze(self, sheet: str, cell: str) -> None:
        """Turn a calculated cell into the bare value that it shows."""
        held = self.content(sheet, cell)
        bare = held.xml.replace(self.formula(sheet, cell), "")
        if held.kind == "str":
            words = re.fullmatch(r"<v>(.*)</v>", bare, re.DOTALL)
            self.put(sheet, cell, Content("inlineStr", f'<is><t xml:space="preserve">{words[1]}</t></is>')
                     if words and words[1] else BLANK)
        else:
            self.put(sheet, cell, Content(held.kind, bare))

    # ------------------------------------------------------------------ rows, columns, merges

    def set_row(self, sheet: str, row: int, attribute: str) -> None:
        """Give a row of a sheet a further attribute."""
        self.change(self.sheet_part(sheet), f'<row r="{row}" ', f'<row r="{row}" {attribute} ')

    def hide_column(self, sheet: str, letters: str) -> None:
        """Hide a column, taking it out of the run of columns that it is declared in."""
        part, wanted = self.sheet_part(sheet), column_number(letters)

        def split_run(match: re.Match[str]) -> str:
            low, high, rest = int(match[1]), int(match[2]), match[3]
            if not low <= wanted <= high:
                return match[0]
            alone = re.sub(r' outlineLevel="\d+"', "", rest) + ' hidden="1"'  # hidden for good, not a folded group
            runs = ((low, wanted - 1, rest), (wanted, wanted, alone), (wanted + 1, high, rest))
            return "".join(f'<col min="{a}" max="{b}"{attributes}/>' for a, b, attributes in runs if a <= b)

        self.parts[part] = re.sub(r'<col min="(\d+)" max="(\d+)"([^>]*?)/>', split_run, self.xml(part)).encode()
        assert ' hidden="1"' in self.xml(part)

    def merge(self, sheet: str, first: str, last: str) -> None:
        """Merge cells; what the others hold stays stored, as some programs leave it."""
        part = self.sheet_part(sheet)
        xml = self.xml(part)
        new = f'<mergeCell ref="{first}:{last}"/>'
        match = re.search(r'<mergeCells count="(\d+)">', xml)
        if match is not None:
            xml = xml.replace(match[0], f'<mergeCells count="{int(match[1]) + 1}">{new}')
        else:
            place = re.compile(r"</sheetData>(?:<(autoFilter)\b.*?(?:/>|</\1>))?", re.DOTALL).search(xml)
            assert place is not None
            xml = f'{xml[:place.end()]}<mergeCells count="1">{new}</mergeCells>{xml[place.end():]}'
        self.parts[part] = xml.encode()

    # ------------------------------------------------------------------ names, tables, sheets

    def remove_name(self, name: str) -> None:
        """Delete a defined name of the whole workbook."""
        xml, count = re.subn(rf'<definedName name="{re.escape(name)}">[^<]*</definedName>', "", self.xml(WORKBOOK))
        assert count == 1, name
        self.parts[WORKBOOK] = xml.encode()

    def unlist(self, table: str) -> None:
        """Convert an Excel table into a plain range: the cells stay, the table is gone."""
        part = self.table_part(table)
        name = part.rpartition("/")[2]
        del self.parts[part]
        for rels in [p for p in self.parts if p.startswith("xl/worksheets/_rels/")]:
            xml = self.xml(rels)
            match = re.search(rf'<Relationship Id="([^"]+)"[^>]*Target="[^"]*/{re.escape(name)}"/>', xml)
            if match is not None:
                self.parts[rels] = xml.replace(match[0], "").encode()
                self._drop_table_of(f"xl/worksheets/{rels.rpartition('/')[2].removesuffix('.rels')}", match[1])
        self._drop_type(part)

    def _drop_table_of(self, sheet_part: str, relationship: str) -> None:
        xml = self.xml(sheet_part).replace(f'<tablePart r:id="{relationship}"/>', "")
        left = xml.count("<tablePart ")
        xml = re.sub(r'<tableParts count="\d+">', f'<tableParts count="{left}">', xml)
        self.parts[sheet_part] = xml.replace('<tableParts count="0"></tableParts>', "").encode()

    def _drop_type(self, part: str) -> None:
        types = self.xml("[Content_Types].xml")
        self.parts["[Content_Types].xml"] = re.sub(rf'<Override PartName="/{re.escape(part)}"[^>]*/>', "",
                                                   types).encode()

    def rename_header(self, table: str, sheet: str, cell: str, old: str, new: str) -> None:
        """Give a table's column another header, in its cell and in the table's own list."""
        self.put(sheet, cell, text(new))
        self.change(self.table_part(table), f" name={quoteattr(old)}", f" name={quoteattr(new)}")

    def resize(self, table: str, old: str, new: str) -> None:
        """Let a table reach over other cells."""
        part = self.table_part(table)
        self.parts[part] = self.xml(part).replace(f'ref="{old}"', f'ref="{new}"').encode()

    def add_header(self, table: str, header: str) -> None:
        """Give a table a further column, its last."""
        part = self.table_part(table)
        count = len(re.findall(r"<tableColumn ", self.xml(part)))
        self.change(part, f'<tableColumns count="{count}">', f'<tableColumns count="{count + 1}">')
        self.change(part, "</tableColumns>",
                    f'<tableColumn id="{count + 1}" name={quoteattr(header)}/></tableColumns>')

    def rename_sheet(self, old: str, new: str) -> None:
        """Rename a sheet; the names that point to it follow, as they do in Excel."""
        self.change(WORKBOOK, f"<sheet name={quoteattr(old)} ", f"<sheet name={quoteattr(new)} ")
        xml = self.xml(WORKBOOK)
        quoted = f"'{new}'" if re.search(r"\W", new) else new
        self.parts[WORKBOOK] = re.sub(rf">{re.escape(old)}!", f">{quoted}!", xml).encode()

    def add_sheet(self, sheet: str) -> None:
        """Add an empty sheet behind the others."""
        part, rels = "xl/worksheets/added.xml", "xl/_rels/workbook.xml.rels"
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        self.parts[part] = f'<worksheet xmlns="{main}"><sheetData></sheetData></worksheet>'.encode()
        self.change(WORKBOOK, "</sheets>", f'<sheet name={quoteattr(sheet)} sheetId="999" r:id="rIdAdded"/></sheets>')
        self.change(rels, "</Relationships>", f'<Relationship Id="rIdAdded" Type="{office}" '
                                              'Target="worksheets/added.xml"/></Relationships>')
        self.change("[Content_Types].xml", "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>')

    def remove_sheet(self, sheet: str) -> None:
        """Delete a sheet with its tables and its own names."""
        part = self.sheet_part(sheet)
        xml = self.xml(WORKBOOK)
        sheets = re.findall(r"<sheet [^>]*/>", xml)
        gone = next(i for i, tag in enumerate(sheets) if f"name={quoteattr(sheet)} " in tag)
        relationship = re.search(r'r:id="([^"]+)"', sheets[gone])
        assert relationship is not None
        xml = xml.replace(sheets[gone], "")
        xml = re.sub(rf'<definedName [^>]*localSheetId="{gone}"[^>]*>[^<]*</definedName>', "", xml)
        xml = re.sub(r'localSheetId="(\d+)"',
                     lambda m: f'localSheetId="{int(m[1]) - (int(m[1]) > gone)}"', xml)
        self.parts[WORKBOOK] = xml.encode()
        self.parts["xl/_rels/workbook.xml.rels"] = re.sub(
            rf'<Relationship [^>]*Id="{relationship[1]}"[^>]*/>', "", self.xml("xl/_rels/workbook.xml.rels")).encode()
        rels = f"xl/worksheets/_rels/{part.rpartition('/')[2]}.rels"
        for table in re.findall(r'Target="\.\./(tables/[^"]+)"', self.xml(rels)) if rels in self.parts else ():
            del self.parts[f"xl/{table}"]
            self._drop_type(f"xl/{table}")
        self.parts.pop(rels, None)
        del self.parts[part]
        self._drop_type(part)

