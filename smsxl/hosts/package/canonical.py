"""Any legal sheet part, rewritten into the plain shape that the scanner reads.

Namespace prefixes, comments, CDATA, processing instructions, single quotes, other encodings, other orders of
attributes, rows and cells without an address and rich inline text all disappear here, so that one scanner suffices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from smsxl.hosts.package.areas import check_column, check_row
from smsxl.hosts.package.container import DamagedError, TooBigError
from smsxl.hosts.package.xmltree import MAIN, check_depth, new_parser, rewritten, short_name
from smsxl.hosts.port import LAST_COLUMN, column_letters, column_number

_PARENTS = {
    "sheetData": "worksheet", "row": "sheetData", "c": "row", "f": "c", "v": "c", "is": "c",
    "cols": "worksheet", "col": "cols", "mergeCells": "worksheet", "mergeCell": "mergeCells",
}
_KEPT = {"col": ("min", "max", "hidden", "outlineLevel"), "mergeCell": ("ref",), "row": ("hidden",), "c": ("s", "t"),
         "f": ("t", "ref", "si")}
_IN_TEXTS = frozenset(["r", "t", "rPh"])
_ADDRESS = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ESCAPED_IN_QUOTES = _ESCAPED | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})
_MOST_CELL = 16 << 20
"""The most characters of one cell's text, formula and value; Excel ends at 32,767."""


def plain_chunks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a sheet part in the plain shape. Raises DamagedError and expat.ExpatError."""
    return rewritten(chunks, _PlainWriter())


class _PlainWriter:
    """Hears the elements of a sheet part and writes those that matter."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self._path: list[str] = []
        self._row = 0
        self._column = 0
        self._opened = ""
        self._content: dict[str, list[str]] = {}
        self._held = 0
        self._described = 0
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _start(self, long_name: str, attributes: dict[str, str]) -> None:
        name = short_name(long_name)
        if not self._path:
            if name != "worksheet":
                raise DamagedError("is no worksheet")
            self._path.append(name)
            self.out.append(f'<worksheet xmlns="{MAIN}">')
            return
        check_depth(self._path)
        known = _PARENTS.get(name) == self._path[-1]
        self._path.append(name if known or (name in _IN_TEXTS and "is" in self._path) else "")
        if not known:
            return
        if name == "row":
            self._row = check_row(int(attributes.get("r", self._row + 1)))
            self._column = 0
            self.out.append(f'<row r="{self._row}"{_written(name, attributes)}>')
        elif name == "c":
            self._opened = f'<c r="{self._address(attributes.get("r"))}"{_written(name, attributes)}>'
        elif name in ("f", "v", "is"):
            self._content[name] = [f"<{name}{_written(name, attributes)}>"]
        else:
            self._described += name == "col"
            if self._described > LAST_COLUMN:
                raise TooBigError(f"describes more than {LAST_COLUMN:,} columns")
            self.out.append(f"<{name}{_written(name, attributes)}>")

    def _address(self, given: str | None) -> str:
        self._column += 1
        if given is not None:
            match = _ADDRESS.fullmatch(given)
            if match is None or int(match[2]) != self._row:
                raise DamagedError(f"has a cell with the address {given[:20]!r} in its row {self._row}")
            self._column = column_number(match[1])
        return f"{column_letters(check_column(self._column))}{self._row}"

    def _end(self, _: str) -> None:
        name = self._path.pop()
        if name == "c":
            # In the order of the schema, whatever order the file has.
            self.out.append(self._opened)
            for part in ("f", "v"):
                if part in self._content:
                    self.out.extend((*self._content[part], f"</{part}>"))
            if "is" in self._content and "v" not in self._content:
                opening, *runs = self._content["is"]
                self.out.extend((opening, "<t>", *runs, "</t></is>"))
            self.out.append("</c>")
            self._content = {}
            self._held = 0
        elif name in ("worksheet", "sheetData", "row", "cols", "col", "mergeCells", "mergeCell"):
            self.out.append(f"</{name}>")

    def _text(self, data: str) -> None:
        name = self._path[-1]
        self._held += len(data) if name in ("f", "v", "t") else 0
        if self._held > _MOST_CELL:
            raise TooBigError(f"has a cell with more than {_MOST_CELL:,} characters")
        if name in ("f", "v"):
            self._content[name].append(data.translate(_ESCAPED))
        elif name == "t" and "rPh" not in self._path:
            self._content["is"].append(data.translate(_ESCAPED))


def _written(name: str, attributes: dict[str, str]) -> str:
    kept = _KEPT.get(name, ())
    return "".join(f' {key}="{attributes[key].translate(_ESCAPED_IN_QUOTES)}"' for key in kept if key in attributes)
