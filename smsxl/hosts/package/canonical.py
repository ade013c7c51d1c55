"""Any legal sheet part, rewritten into the plain shape that the scanner reads.

Namespace prefixes, comments, CDATA, processing instructions, single quotes, other encodings, other orders of
attributes, rows and cells without an address and rich inline text all disappear here, so that one scanner suffices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from smsxl.hosts.package.areas import check_column, check_row
from smsxl.hosts.package.container import Damaged
from smsxl.hosts.package.xmltree import new_parser, short_name
from smsxl.hosts.port import column_letters, column_number

_QUOTES = {'"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
_KEPT_BARE = frozenset(["cols", "mergeCells"])
_KEPT = {
    "col": ("min", "max", "hidden"),
    "mergeCell": ("ref",),
    "f": ("t", "ref", "si"),
    "v": (),
}
_PLACES = {
    "cols": "worksheet", "mergeCells": "worksheet", "sheetData": "worksheet", "col": "cols", "mergeCell": "mergeCells",
    "row": "sheetData", "c": "row", "f": "c", "v": "c", "is": "c",
}
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


def plain_chunks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a sheet part in the plain shape. Raises Damaged and expat.ExpatError."""
    writer = _PlainWriter()
    for chunk in chunks:
        writer.parser.Parse(chunk, False)
        if len(writer.out) > 4096:
            yield writer.take()
    writer.parser.Parse(b"", True)
    yield writer.take()


class _PlainWriter:
    def __init__(self) -> None:
        self.out: list[str] = []
        self._path: list[str] = []
        self._row = 0
        self._column = 0
        self._runs: list[str] | None = None
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def take(self) -> bytes:
        data = "".join(self.out).encode()
        self.out.clear()
        return data

    def _start(self, long_name: str, attributes: dict[str, str]) -> None:
        name = short_name(long_name)
        parent = self._path[-1] if self._path else ""
        known = _PLACES.get(name) == parent
        self._path.append(name if known or parent in ("", "is", "r", "rPh") or name in ("t", "r", "rPh") else "?")
        if not parent:
            if name != "worksheet":
                raise Damaged("is no worksheet")
            self.out.append(
                '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            )
        elif not known:
            return
        elif name == "row":
            self._start_row(attributes)
        elif name == "c":
            self._start_cell(attributes)
        elif name == "is":
            self._runs = []
        elif name == "sheetData" or name in _KEPT_BARE:
            self.out.append(f"<{name}>")
        else:
            self.out.append(f"<{name}{_written(attributes, _KEPT[name])}>")

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = check_row(int(attributes["r"])) if "r" in attributes else check_row(self._row + 1)
        self._column = 0
        self.out.append(f'<row r="{self._row}"{_written(attributes, ("hidden",))}>')

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if "r" in attributes:
            match = _ADDRESS.fullmatch(attributes["r"])
            if match is None or int(match[2]) != self._row:
                raise Damaged(f"has a cell with the address {attributes['r'][:20]!r} in its row {self._row}")
            self._column = column_number(match[1])
        check_column(self._column)
        address = f"{column_letters(self._column)}{self._row}"
        self.out.append(f'<c r="{address}"{_written(attributes, ("s", "t"))}>')

    def _end(self, _: str) -> None:
        name = self._path.pop()
        if name == "is":
            text = "".join(self._runs or [])
            self._runs = None
            self.out.append(f"<is><t>{_escaped(text)}</t></is>")
        elif name == "worksheet" or name in _PLACES or (name in _KEPT and self._path[-1:] == [_PLACES[name]]):
            self.out.append(f"</{name}>")

    def _text(self, data: str) -> None:
        name = self._path[-1]
        if self._runs is not None:
            if name == "t" and "rPh" not in self._path:
                self._runs.append(data)
        elif name in ("f", "v"):
            self.out.append(_escaped(data))


def _written(attributes: dict[str, str], kept: tuple[str, ...]) -> str:
    return "".join(f' {name}="{escape(attributes[name], _QUOTES)}"' for name in kept if name in attributes)


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})
