"""Small files that unpack to something huge are refused, or read, in little memory and time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.books import environment
from tests.soak.bombs import BOMBS, write

_SIZES = {"elements of the workbook": 30 << 20, "names": 30 << 20, "relationships": 30 << 20,
          "one attribute without end": 90 << 20}
_MOST_MEGABYTES = 450
_TOO_BIG = {"one cell without end, prefixed", "merges", "cell formats", "elements of the workbook", "names",
            "relationships"}
_DAMAGED = {"one attribute without end", "deep elements"}

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
