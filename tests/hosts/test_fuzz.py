"""Damaged bytes: whatever is changed in a workbook, the answer is a workbook or UnreadableError."""

from __future__ import annotations

import io
import pathlib
import random
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

import pytest

from smsxl.errors import UnreadableError
from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.canonical import plain_chunks
from smsxl.hosts.package.cells import CellReader, Entry, NotPlainError
from smsxl.hosts.package.container import DamagedError
from smsxl.hosts.package.sheet import scan_sheet
from smsxl.hosts.port import Grid
from tests.hosts.test_contract import by_xlsxwriter

MUTATIONS = 150
NASTY = [
    b"<", b">", b'"', b"&", b"/", b"\0", b"-", b"9" * 9, b"<!", b"<!--", b"]]>", b"<c ", b"<row ", b"</row>", b" r=",
    b"</sheetData>", b"\xff", b"<v>", b"'", b"<?x?>", b"1e9", b"_xD800_", b"&#x110000;",
]
WELL_FORMED = [b" ", b"1", b"<!-- x -->", b"<?x y?>", b"<x/>", b"&#65;", b"<![CDATA[<]]>", b"<c/>", b"<row/>", b"\n"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a small workbook."""
    path = tmp_path_factory.mktemp("fuzz") / "book.xlsx"
    by_xlsxwriter(path)
    return path.read_bytes()


def read_all(path: pathlib.Path) -> None:
    """Read every grid; only UnreadableError may come out."""
    message = ""
    try:
        book = open_workbook(str(path))
        for sheet in book.sheets:
            book.grid(sheet.name)
    except UnreadableError as error:
        message = str(error)
    assert "\n" not in message


def mutate(data: bytes, chance: random.Random) -> bytes:
    """Change, cut or insert a few bytes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed))
        kind = chance.randrange(4)
        if kind == 0:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            del changed[at : at + chance.randint(1, 30)]
        elif kind == 2:
            changed[at:at] = chance.choice(NASTY)
        else:
            other = chance.randrange(len(changed))
            changed[at:at] = changed[other : other + 40]
        if not changed:
            break
    return bytes(changed)


@pytest.mark.parametrize("seed", range(MUTATIONS))
def test_damaged_bytes_of_the_file(tmp_path: pathlib.Path, small: bytes, seed: int) -> None:
    """Bytes changed in the packed file are refused or read, never a crash."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(mutate(small, random.Random(seed)))
    read_all(path)


@pytest.mark.parametrize("seed", range(MUTATIONS * 2))
def test_damaged_bytes_of_a_part(tmp_path: pathlib.Path, small: bytes, seed: int) -> None:
    """Bytes changed inside a part, under a right checksum, are refused or read, never a crash."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(small)) as package:
        parts = {name: package.read(name) for name in package.namelist() if "docProps" not in name}
    names = sorted(parts) + ["xl/worksheets/sheet1.xml"] * 8 + ["xl/sharedStrings.xml"] * 3
    name = chance.choice(names)
    parts[name] = mutate(parts[name], chance)
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        for part, data in parts.items():
            package.writestr(part, data)
    read_all(path)


def scan(chunks: Iterator[bytes]) -> Grid | None:
    """Return a sheet part's grid, None where it is refused or not in the plain shape."""
    strings: list[Entry] = [(f"text {number}", None) for number in range(20)]
    try:
        return scan_sheet("Risks", chunks, CellReader(strings, frozenset([1]), date1904=False), 10**6)
    except (DamagedError, NotPlainError, expat.ExpatError, ValueError):
        return None


def test_the_scanner_and_the_rewriting_parser_agree(small: bytes) -> None:
    """Wherever the quick scanner takes a changed part for plain and the parser for legal, both see the same cells."""
    with zipfile.ZipFile(io.BytesIO(small)) as package:
        sheet = package.read("xl/worksheets/sheet1.xml")
    edges = [at + 1 for at, byte in enumerate(sheet) if byte == ord(">")]
    compared = 0
    for seed in range(1500):
        chance = random.Random(seed)
        if seed % 2:
            changed = mutate(sheet, chance)
        else:
            at = chance.choice(edges[5:])
            changed = sheet[:at] + chance.choice(WELL_FORMED) + sheet[at:]
        quick, thorough = scan(iter([changed])), scan(plain_chunks(iter([changed])))
        if quick is not None and thorough is not None:
            compared += 1
            assert quick == thorough, seed
    assert compared > 100
