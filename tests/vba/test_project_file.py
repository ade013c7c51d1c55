"""The writer of VBA projects, read back by programs that do not know it."""

from __future__ import annotations

import io
import struct
import warnings

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyopenvba.vba import decompress

from tests.vba.reading import sources
from workbooks.excel.compound import compound_file
from workbooks.excel.compress import CHUNK, compressed
from workbooks.excel.project import Kind, Module, document, vba_project

SOURCES = st.lists(st.sampled_from(["Dim x", "End Sub", "    ", "\r\n", "é", "0"]), max_size=3000).map(
    lambda parts: "".join(parts).encode("cp1252"))


@given(st.one_of(st.binary(max_size=3600), SOURCES))
def test_compression_comes_back(data: bytes) -> None:
    """What is compressed, a reader that is not ours expands to the same bytes."""
    assert decompress(compressed(data)) == data


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4095, 4096, 4097, 8192, 50_000])
def test_compression_at_the_edges_of_chunks(size: int) -> None:
    """Chunks that are just full, and runs that copy from themselves, come back."""
    for data in (b"a" * size, (bytes(range(97, 123)) * 2000)[:size]):
        assert decompress(compressed(data)) == data


def test_what_does_not_shrink() -> None:
    """A full chunk of noise is stored as it is; a shorter last one is refused rather than padded."""
    noise = b"".join(struct.pack("<I", i * 2_654_435_761 & 0xFFFFFFFF) for i in range(CHUNK // 4))
    assert decompress(compressed(noise)) == noise
    with pytest.raises(ValueError, match="do not shrink"):
        compressed(noise[:4000])


@given(st.dictionaries(st.text("abcDEF_1é", min_size=1, max_size=20), st.binary(max_size=6000),
                       min_size=1, max_size=40))
def test_streams_come_back(streams: dict[str, bytes]) -> None:
    """Streams of every size, in a folder and beside it, are found by name and read back."""
    found: dict[str, bytes] = {}
    for name, data in streams.items():  # names count without regard to case
        found.setdefault(name.upper(), data)
    paths = {f"VBA/{name}": data for name, data in found.items()} | {"PROJECT": b"text"}
    with olefile.OleFileIO(io.BytesIO(compound_file(paths)), raise_defects=olefile.DEFECT_UNSURE) as file:
        assert {"/".join(path) for path in file.listdir()} == set(paths)
        assert {path: file.openstream(path).read() for path in paths} == paths


@given(st.integers(1, 200))
def test_directory_is_a_red_black_tree(count: int) -> None:
    """Names are in order, red entries have black parents, and every way down meets as many black ones (2.6.4)."""
    names = [f"n{i}" for i in range(count)]
    with olefile.OleFileIO(io.BytesIO(compound_file({f"VBA/{name}": b"x" for name in names}))) as file:
        raw = file.directory_fp.getvalue()
    entries = [raw[i:i + 128] for i in range(0, len(raw), 128)]
    order: list[str] = []

    def blacks(place: int, parent_is_red: bool) -> int:  # noqa: FBT001
        if place == 0xFFFFFFFF:
            return 1
        entry = entries[place]
        red = entry[67] == 0
        assert not (red and parent_is_red)
        left, right = struct.unpack_from("<2I", entry, 68)
        below = blacks(left, red)
        order.append(entry[:struct.unpack_from("<H", entry, 64)[0] - 2].decode("utf-16-le"))
        assert blacks(right, red) == below
        return below + (not red)

    storage = struct.unpack_from("<I", entries[0], 76)[0]
    top = struct.unpack_from("<I", entries[storage], 76)[0]
    assert entries[top][67] == 1
    blacks(top, parent_is_red=False)
    assert order == sorted(names, key=lambda name: (len(name), name.upper()))


def project() -> bytes:
    """Return a project with a module of each kind, one of them of many chunks."""
    return vba_project([
        document("ThisWorkbook", "workbook", "Private Sub Workbook_Open()\nEnd Sub\n"), document("Sheet1", "sheet"),
        Module("Long", Kind.STANDARD, 'Attribute VB_Name = "Long"\n' + "Const A = 1\n" * 2000),
        Module("Thing", Kind.CLASS, 'Attribute VB_Name = "Thing"\n\' caf\u00e9\n')])


def test_modules_come_back() -> None:
    """A reader that is not ours finds every module with exactly its source, in order."""
    modules = sources(project())
    assert list(modules) == ["ThisWorkbook", "Sheet1", "Long", "Thing"]
    assert modules["Long"] == 'Attribute VB_Name = "Long"\r\n' + "Const A = 1\r\n" * 2000
    assert "Workbook_Open" in modules["ThisWorkbook"]
    assert "caf\u00e9" in modules["Thing"]


def test_olevba_agrees() -> None:
    """olevba, which looks for malware in mail attachments, reads the same modules."""
    pytest.importorskip("oletools", reason="oletools is not installed (it needs pcodedmp, whose licence is the GPL)")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oletools.olevba import VBA_Parser

        found = {name: code for _, _, name, code in VBA_Parser("vbaProject.bin", data=project()).extract_macros()}
    assert {name.rpartition(".")[0]: code for name, code in found.items()} == sources(project())


def test_nothing_is_compiled() -> None:
    """The project names no version, and every module's source starts at offset 0, so Excel compiles it anew."""
    with olefile.OleFileIO(io.BytesIO(project())) as file:
        assert file.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("cc61ffff000000")
        offsets = [data for number, data in records(decompress(file.openstream("VBA/dir").read()))
                   if number == 0x31]
        assert offsets == [bytes(4)] * 4
        for name in ("Long", "Thing", "ThisWorkbook", "Sheet1"):
            assert file.openstream(f"VBA/{name}").read()[0] == 1  # the container begins at once


def records(directory: bytes) -> list[tuple[int, bytes]]:
    """Return number and data of each record of the stream dir."""
    found, at = [], 0
    while at < len(directory):
        number, size = struct.unpack_from("<HI", directory, at)
        size = 6 if number == 0x09 else size
        found.append((number, bytes(directory[at + 6:at + 6 + size])))
        at += 6 + size
    return found


def plain(text: str) -> tuple[int, bytes]:
    """Return key and value of a scrambled entry of PROJECT, as a reader undoes it (2.4.3.3)."""
    data = bytes.fromhex(text)
    assert data[0] ^ data[1] == 2
    key = data[0] ^ data[2]
    out, before = [], key
    for i in range(3, len(data)):
        before = data[i] ^ (data[i - 2] + before & 0xFF)
        out.append(before)
    rest = bytes(out[(data[0] & 6) // 2:])
    size = struct.unpack_from("<I", rest)[0]
    assert len(rest) == 4 + size
    return key, rest[4:]


def test_no_password() -> None:
    """The project says in the form that Office reads: not protected, no password, visible."""
    with olefile.OleFileIO(io.BytesIO(project())) as file:
        lines = dict(line.split("=", 1) for line in file.openstream("PROJECT").read().decode().splitlines()
                     if "=" in line and not line.startswith(("Document", "Module", "Class", "&")))
    key = sum(lines["ID"].strip('"').encode()) & 0xFF
    assert plain(lines["CMG"].strip('"')) == (key, bytes(4))
    assert plain(lines["DPB"].strip('"')) == (key, b"\0")
    assert plain(lines["GC"].strip('"')) == (key, b"\xff")


def test_the_reader_of_entries_is_right() -> None:
    """The undoing above fits what a program of Microsoft wrote, so that agreeing with it means something."""
    key = sum(b"{5CF9CDAB-B77B-4FE4-BD7E-D29900070E1B}") & 0xFF
    assert plain("8D8FA61394EA98EA98EA98EA98") == (key, bytes(4))
    assert plain("8D8FA61394EF95EF9510") == (key, b"\xff")
