"""A sheet part in another spelling, with nothing lost: what the row editor reads.

Single quotes, CDATA, other encodings, addresses that are left out and prefixes that change within the rows disappear;
comments do so within the rows. Elements, attributes, namespaces and texts stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from smsxl.hosts.package.areas import check_column, check_row
from smsxl.hosts.package.container import DamagedError
from smsxl.hosts.package.edit.content import escape_attribute
from smsxl.hosts.package.xmltree import FORBIDDEN_DECLARATION, MAIN, check_depth, rewritten
from smsxl.hosts.port import column_letters, column_number

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def respelled(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a sheet part in the plain spelling. Raises DamagedError and expat.ExpatError."""
    return rewritten(chunks, _Respeller())


class _Respeller:
    """Hears the elements of a part and writes them again."""

    def __init__(self) -> None:
        self.out: list[str] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
        self._path: list[tuple[str, str]] = []  # what each open element is in the main namespace, and its written name
        self._scopes: list[dict[str, str]] = [{}]
        self._prefix: str | None = None
        self._row = 0
        self._column = 0
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.EntityDeclHandler = _refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = lambda text: self.out.append(text.translate(_TEXT))
        self.parser.CommentHandler = self._comment

    def _start(self, name: str, listed: list[str]) -> None:
        check_depth(self._path)
        attributes = dict(zip(listed[::2], listed[1::2], strict=True))
        scope = self._scopes[-1]
        declared = {key[6:]: value for key, value in attributes.items() if key == "xmlns" or key.startswith("xmlns:")}
        if declared:
            scope = {**scope, **declared}
        self._scopes.append(scope)
        prefix, colon, local = name.rpartition(":")
        known = local if scope.get(prefix) == MAIN else ""
        inside = self._prefix is not None
        if known == "sheetData" and len(self._path) == 1:
            self._prefix = prefix + colon
        elif inside and known:
            name = f"{self._prefix}{local}"
            attributes = self._with_address(known, attributes)
        self._path.append((known, name))
        written = "".join(f' {key}="{escape_attribute(value)}"' for key, value in attributes.items())
        self.out.append(f"<{name}{written}>")

    def _with_address(self, known: str, attributes: dict[str, str]) -> dict[str, str]:
        """Put the address of a row or cell in front of its other attributes."""
        if known == "row":
            self._row = check_row(int(attributes.get("r", self._row + 1)))
            self._column = 0
            return {"r": str(self._row), **{key: value for key, value in attributes.items() if key != "r"}}
        if known == "c":
            given = attributes.get("r", "")
            letters = given.rstrip("0123456789")
            self._column = check_column(column_number(letters) if letters else self._column + 1)
            address = f"{column_letters(self._column)}{self._row}"
            if given and given.upper() != address:
                raise DamagedError(f"has a cell with the address {given[:20]!r} in its row {self._row}")
            return {"r": address, **{key: value for key, value in attributes.items() if key != "r"}}
        return attributes

    def _end(self, _: str) -> None:
        known, name = self._path.pop()
        self._scopes.pop()
        if known == "sheetData" and len(self._path) == 1:
            self._prefix = None
        self.out.append(f"</{name}>")

    def _comment(self, text: str) -> None:
        if self._prefix is None and self._path:
            self.out.append(f"<!--{text}-->")


def _refuse(*_: object) -> None:
    raise DamagedError(FORBIDDEN_DECLARATION)
