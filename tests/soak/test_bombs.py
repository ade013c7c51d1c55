"""Small files that unpack to something huge are refused, or read, in little memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from smsxl.errors import UnreadableError
from smsxl.hosts.package import Limits, open_workbook
from smsxl.hosts.package.container import DamagedError
from smsxl.hosts.package.xmltree import Feed, new_parser
from tests.cli.books import environment
from tests.hosts.packages import MAIN, parts_of, sheet_xml, write_package
from tests.soak.bombs import BOMBS, write

_SIZES = {"elements of the workbook": 30 << 20, "names": 30 << 20, "relationships": 30 << 20}
_MOST_MEGABYTES = 450
_TOO_BIG = {"one cell without end, prefixed", "merges", "cell formats", "elements of the workbook", "names",
            "relationships"}
_DAMAGED = {"deep elements"}

_READ = """
import json, sys
from smsxl.errors import UnreadableError
from smsxl.hosts.package import open_workbook
error = None
try:
    open_workbook(sys.argv[1]).grid("One")
except UnreadableError as refused:
    error = str(refused)
print(json.dumps([error, int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
@pytest.mark.parametrize("name", sorted(_TOO_BIG | _DAMAGED))
def test_bomb_is_defused(name: str, tmp_path: Path) -> None:
    """Each shape of bomb is refused in a sentence and takes no more than a few hundred megabytes."""
    assert name in BOMBS
    path = tmp_path / "book.xlsx"
    write(path, name, _SIZES.get(name, 40 << 20))
    done = subprocess.run([sys.executable, "-c", _READ, str(path)], check=True, capture_output=True, timeout=60,
                          env=environment(), cwd=tmp_path)
    error, megabytes = json.loads(done.stdout)
    assert error is not None
    assert ("too big to be read safely" in error) == (name in _TOO_BIG)
    assert megabytes < _MOST_MEGABYTES


def test_tag_without_end_is_not_waited_for() -> None:
    """A parser keeps a tag in memory until it ends; it is given no more than a few megabytes of one."""
    with pytest.raises(DamagedError, match="a tag that does not end"):
        _feed_megabytes(b'<a x="', b"a")


def test_long_texts_and_spaces_are_no_tags() -> None:
    """What a parser can let go of at once is not counted."""
    _feed_megabytes(b"<a>", b" ")(b"</a>", last=True)
    _feed_megabytes(b"<a>", b"a")(b"</a>", last=True)


def _feed_megabytes(opening: bytes, repeated: bytes) -> Feed:
    feed = Feed(new_parser())
    feed(opening)
    for _ in range(40):
        feed(repeated * (1 << 20))
    return feed


def test_texts_are_counted_as_they_are_kept(tmp_path: Path) -> None:
    """Shared, inline and calculated texts and formulas all spend from the budget."""
    words = ["x" * 400 + str(n) for n in range(9)]
    strings = f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{w}</t></si>" for w in words)}</sst>'
    inline = "".join(f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>{w}</t></is></c></row>'
                     for r, w in enumerate(words, 1))
    formulas = "".join(f'<row r="{r}"><c r="A{r}"><f>{w}</f><v>1</v></c></row>' for r, w in enumerate(words, 1))
    results = "".join(f'<row r="{r}"><c r="A{r}" t="str"><f>B1</f><v>{w}</v></c></row>' for r, w in enumerate(words, 1))
    sheets = [parts_of(sheet_xml(rows)) for rows in (inline, formulas, results)]
    for parts in (parts_of(sheet_xml(""), strings), *sheets):
        path = write_package(tmp_path / "book.xlsx", parts)
        open_workbook(path).grid("One")
        with pytest.raises(UnreadableError, match="holds texts of more than 3,000 bytes"):
            open_workbook(path, Limits(text_bytes=3000)).grid("One")
