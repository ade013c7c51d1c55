"""Damaged bytes: whatever is changed in a workbook, the answer is a workbook or UnreadableError."""

from __future__ import annotations

import io
import pathlib
import random
import zipfile

import pytest

from smsxl.errors import UnreadableError
from smsxl.hosts.package import open_workbook
from tests.hosts.test_contract import by_xlsxwriter

MUTATIONS = 150
NASTY = [b"<", b">", b'"', b"&", b"/", b"\0", b"-", b"9" * 9, b"<!", b"<!--", b"]]>", b"<c ", b"<row ", b"</row>", b" r=",
         b"</sheetData>", b"\xff", b"<v>", b"'", b"<?x?>", b"1e9", b"_xD800_", b"&#x110000;"]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a small workbook."""
    path = tmp_path_factory.mktemp("fuzz") / "book.xlsx"
    by_xlsxwriter(path)
    return path.read_bytes()


def read_all(path: pathlib.Path) -> None:
    """Read every grid; only UnreadableError may come out."""
    try:
        book = open_workbook(str(path))
        for sheet in book.sheets:
            book.grid(sheet.name)
    except UnreadableError as error:
        assert "\n" not in str(error)


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
