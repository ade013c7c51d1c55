"""Edits the cells of one row, as bytes in the plain spelling.

A row is cut into its cells, the cells that change are written anew with their style, all others stay byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from smsxl.hosts.package.areas import read_area
from smsxl.hosts.package.cells import NotPlainError
from smsxl.hosts.package.edit.content import CellWriter, Content, NewValue, escape_formula
from smsxl.hosts.package.edit.errors import EditError
from smsxl.hosts.package.edit.markup import without_attribute
from smsxl.hosts.package.formulas import formula_at
from smsxl.hosts.package.text import unescape
from smsxl.hosts.port import Area, SharedFormula, cell_name, column_letters, column_number

_STYLE: Final = re.compile(rb'\ss="(\d+)"')
_REF: Final = re.compile(rb'\sref="([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)"')
_GROUP: Final = re.compile(rb'\ssi="(\d+)"')
_TYPE: Final = re.compile(rb'\st="[^"]*"')
_MARKS: Final = re.compile(rb'\s[vc]m="\d+"')
_LOOKS: Final = re.compile(rb'\s(?:ht|customHeight|s|customFormat)="[^"]*"')

_MISSING: Final = object()

Changes = dict[bytes, Content]
"""New contents of one row by column letters."""


@dataclass
class Orphans:
    """A shared formula whose master cell was overwritten: the next cell of the group becomes the master."""

    formula: SharedFormula
    area: Area


@dataclass
class RowEditor:
    """Edits the rows of one sheet, which come in ascending order; remembers what later rows have to know."""

    sheet: str
    writer: CellWriter
    column_styles: Mapping[int, str] = field(default_factory=dict)
    models: frozenset[int] = frozenset()
    """Rows whose looks later rows take over."""
    like: Mapping[int, int] = field(default_factory=dict)
    """The model of rows that are new."""
    replaced: list[tuple[int, int]] = field(default_factory=list)
    """The cells whose formula has gone or has become another one."""
    orphans: dict[bytes, Orphans] = field(default_factory=dict)
    _styles: dict[int, dict[bytes, str]] = field(default_factory=dict)
    _looks: dict[int, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        prefix = self.writer.prefix.encode()
        self.open = b"<" + prefix + b"c "
        self.close = b"</" + prefix + b"c>"
        self.row_name = prefix + b"row"
        self._formula = re.compile(rb"\s*<" + prefix + rb"f(?:\s([^<>]*?))?(?:/>|>([^<]*)</" + prefix + rb"f>)")
        self._shared = b't="shared"'

    def watches(self, row: int) -> bool:
        """Whether a row matters though none of its cells is edited."""
        return row in self.models or bool(self.orphans)

    def new_row(self, row: int, changes: Changes) -> bytes:
        """Return a row that was not there; nothing where all of its cells are blank and have no style."""
        model = self.like.get(row)
        cells = self._new_cells(row, changes, self._styles.get(model or 0, {}), "")
        if not cells:
            return b""
        self._remember_model(row, self._looks.get(model or 0, b""), cells)
        return (b"<" + self.row_name + b' r="%d"' % row + self._looks.get(model or 0, b"") + b">" + b"".join(cells)
                + b"</" + self.row_name + b">")

    def edit(self, row: int, tag: bytes, inner: bytes, changes: Changes) -> bytes:
        """Return a row with changed cells. `tag` holds its attributes, `inner` its cells."""
        if row not in self.models and not self.orphans:
            cells = self._edit_those_there(row, inner, changes)
            if cells is not None:
                return b"<" + self.row_name + tag + b">" + cells + b"</" + self.row_name + b">"
        return self._edit_any(row, tag, inner, changes)

    def _edit_those_there(self, row: int, inner: bytes, changes: Changes) -> bytes | None:
        """Return a row's cells where all that change are there already, without cutting up the others; else None."""
        if not inner.startswith(self.open) or inner.count(self.open) != inner.count(self.open + b'r="'):
            return None
        found: list[tuple[bytes, int, int]] = []
        at = 0
        before, after = self.open + b'r="', b'%d"' % row
        for letters in _sorted(changes):
            start = inner.find(before + letters + after, at)
            if start < 0:
                return None
            end = inner.find(self.open, start + 1)
            at = len(inner) if end < 0 else end
            found.append((letters, start, at))
        out: list[bytes] = []
        at = 0
        skip = len(self.open)
        for letters, start, end in found:
            out.extend((inner[at:start], self._changed(inner[start + skip:end], row, letters, changes[letters])))
            at = end
            if self.orphans:  # the master of a shared formula was among them
                rest = inner[at:]
                left = {each: changes[each] for each in _sorted(changes)[len(out) // 2:]}
                return b"".join(out) + self._cells_of(self._edit_any(row, b"", rest, left)) if rest else b"".join(out)
        out.append(inner[at:])
        return b"".join(out)

    def _cells_of(self, row: bytes) -> bytes:
        return row[row.find(b">") + 1:row.rfind(b"</")]

    def _edit_any(self, row: int, tag: bytes, inner: bytes, changes: Changes) -> bytes:
        pieces = inner.split(self.open)
        if pieces[0].strip():
            raise NotPlainError
        number = b"%d" % row
        width = len(number)
        todo = dict(changes)
        cells: list[bytes] = []
        places: list[bytes] = []
        for piece in pieces[1:]:
            end = piece.find(b'"', 3)
            if not piece.startswith(b'r="') or piece[end - width:end] != number:
                raise NotPlainError
            letters = piece[3:end - width]
            if not letters.isupper():
                raise NotPlainError
            places.append(letters)
            content = todo.pop(letters, _MISSING)
            if content is not _MISSING:
                cells.append(self._changed(piece, row, letters, content))  # type: ignore[arg-type]  # not missing
            elif self.orphans and self._shared in piece:
                cells.append(self._adopted(piece, row, letters))
            else:
                cells.append(self.open + piece)
        if todo:
            style = _STYLE.search(tag)
            model = self._styles.get(self.like.get(row, 0), {})
            new = dict(zip(_sorted(todo), self._new_cells(row, todo, model, style[1].decode() if style else "",
                                                         keep=True), strict=True))
            if any(new.values()):
                tag = without_attribute(tag, b"spans")
            cells = _merged(places, cells, new)
        if row in self.models:
            self._remember_model(row, b"".join(_LOOKS.findall(tag)), cells)
        return b"<" + self.row_name + tag + b">" + pieces[0] + b"".join(cells) + b"</" + self.row_name + b">"

    def _new_cells(self, row: int, changes: Changes, model: Mapping[bytes, str], row_style: str, *,
                   keep: bool = False) -> list[bytes]:
        cells = []
        for letters in _sorted(changes):
            content = changes[letters]
            style = model.get(letters) or row_style or self.column_styles.get(column_number(letters.decode()), "")
            if content is None and not model.get(letters):
                if keep:
                    cells.append(b"")
                continue
            cells.append(self.writer.cell(f"{letters.decode()}{row}", style, content))
        return cells

    def _remember_model(self, row: int, looks: bytes, cells: Iterable[bytes]) -> None:
        if row not in self.models:
            return
        styles = {}
        for cell in cells:
            tag = cell[:cell.find(b">")]
            style = _STYLE.search(tag)
            address = re.search(rb'\sr="([A-Z]+)', tag)
            if style is not None and address is not None:
                styles[address[1]] = style[1].decode()
        self._styles[row] = styles
        self._looks[row] = looks

    def _changed(self, piece: bytes, row: int, letters: bytes, content: Content) -> bytes:
        end = piece.find(b">")
        tag = piece[:end].rstrip(b"/")
        formula = self._formula.match(piece, end + 1)
        if isinstance(content, NewValue) and formula is not None:
            kind, element = self.writer.value(content.value, formula=True)
            tag = _TYPE.sub(b"", tag)
            return self.open + tag.rstrip() + kind.encode() + b">" + formula[0].strip() + element.encode() + self.close
        if formula is not None:
            self._leave(formula, row, letters)
        style = _STYLE.search(tag)
        return self.writer.cell(f"{letters.decode()}{row}", style[1].decode() if style else "", content)

    def _leave(self, formula: re.Match[bytes], row: int, letters: bytes) -> None:
        """Note that a cell's formula goes."""
        column = column_number(letters.decode())
        self.replaced.append((row, column))
        if self._shared not in (formula[1] or b""):
            return
        attributes = b" " + (formula[1] or b"")
        area, group = _REF.search(attributes), _GROUP.search(attributes)
        if area is not None and group is not None:
            text = unescape((formula[2] or b"").decode())
            self.orphans[group[1]] = Orphans(SharedFormula(text, (row, column)), read_area(area[1].decode()))

    def _adopted(self, piece: bytes, row: int, letters: bytes) -> bytes:
        """Make a cell of a shared formula without a master the new master, or give it its own formula."""
        end = piece.find(b">")
        formula = self._formula.match(piece, end + 1)
        group = _GROUP.search(b" " + (formula[1] or b"")) if formula is not None else None
        orphans = self.orphans.get(group[1]) if group is not None else None
        if formula is None or group is None or orphans is None or b"ref=" in (formula[1] or b""):
            return self.open + piece
        column = column_number(letters.decode())
        text = escape_formula(formula_at(orphans.formula, row, column)).encode()
        area = orphans.area
        attributes = b""
        if area.first_column == area.last_column == column:
            rest = Area(row, column, max(row, area.last_row), column)
            attributes = b' t="shared" ref="%s" si="%s"' % (str(rest).encode(), group[1])
            del self.orphans[group[1]]
        prefix = self.writer.prefix.encode()
        new = b"<" + prefix + b"f" + attributes + b">" + text + b"</" + prefix + b"f>"
        return self.open + piece[:formula.start()] + new + piece[formula.end():]


def refuse_part_of_array(sheet: str, area: Area, edited: Mapping[int, Mapping[int, Content]]) -> None:
    """Raise EditError where some but not all cells of an array formula would be overwritten."""
    touched = [(row, column) for row in range(area.first_row, area.last_row + 1) if row in edited
               for column, content in edited[row].items()
               if (row, column) in area and not isinstance(content, NewValue)]
    size = (area.last_row - area.first_row + 1) * (area.last_column - area.first_column + 1)
    if touched and len(touched) < size:
        raise EditError(f"{sheet}!{cell_name(*touched[0])} belongs to the array formula over {area}, of which no "
                        "single cell can be changed; clear the array formula in Excel first.")


def _sorted(changes: Iterable[bytes]) -> Sequence[bytes]:
    return _in_order(tuple(changes))


@lru_cache(maxsize=64)
def _in_order(letters: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return columns from left to right. Row after row has the same ones to change."""
    return tuple(sorted(letters, key=lambda each: (len(each), each)))


def _merged(places: list[bytes], cells: list[bytes], new: Mapping[bytes, bytes]) -> list[bytes]:
    """Put new cells between those that are there, by column."""
    out: list[bytes] = []
    waiting = list(new)
    for letters, cell in zip(places, cells, strict=True):
        while waiting and (len(waiting[0]), waiting[0]) < (len(letters), letters):
            out.append(new[waiting.pop(0)])
        out.append(cell)
    return out + [new[letters] for letters in waiting]


def by_letters(cells: Mapping[int, Content]) -> Changes:
    """Return the changes of a row by column letters."""
    return {_letters(column): content for column, content in cells.items()}


@cache
def _letters(column: int) -> bytes:
    return column_letters(column).encode()
