"""Both engines read registers of other layouts alike."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from smsxl.check import check_file
from smsxl.hosts import openpyxl_host
from smsxl.hosts.package import open_workbook
from tests.registers.corpus import SHAPES
from tests.registers.made import table
from tests.registers.shape import Shape

AS_OF = dt.date(2026, 3, 2)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_both_engines_find_the_same(shape: Shape, tmp_path: Path) -> None:
    """Every register gives the same findings, whichever engine reads it."""
    path = shape.write(tmp_path)
    one, two = (check_file(path, as_of=AS_OF, engine=engine) for engine in ("package", "openpyxl"))
    assert (two.status, two.error) == (one.status, one.error)
    assert two.findings == one.findings


def _coloured() -> Shape:
    """Return a register whose bands stand in conditional formats, two of which overlap, and whose words in lists."""
    shape = table("coloured", [["ID", "Risk", "Likelihood", "Impact", "Score", "Status", "Owner"]],
                  ["id", "title", "likelihood", "impact", "score", "status", "owner"],
                  lambda i, p, s: [f"R{i}", f"Supplier {i} fails to deliver", p, s, (f"=C{i + 1}*D{i + 1}", p * s),
                                   "Opened" if i == 4 else "Open", "Kim"])
    between = {"type": "cell", "criteria": "between"}
    shape.sheets[0].colours += [
        ("E2:E13", {**between, "minimum": 1, "maximum": 5}, "#00B050"),
        ("E2:E13", {**between, "minimum": 5, "maximum": 12, "multi_range": "E2:E13 H2:H4"}, "#FFFF00"),
        ("E2:E13", {"type": "cell", "criteria": ">=", "value": 15}, "#FF0000"),
        ("F2:F13", {"type": "text", "criteria": "containing", "value": "Open"}, "#FFC000")]
    shape.sheets[0].lists.append(("F2:F13", ["Open", "Closed"]))
    return shape


def test_both_engines_see_the_same_formats(tmp_path: Path) -> None:
    """Bands in conditional formats and lists of allowed values give the same findings in both engines."""
    path = _coloured().write(tmp_path)
    one, two = open_workbook(path), openpyxl_host.open_workbook(path)
    mine, theirs = one.rules("Register"), two.rules("Register")
    assert sorted(map(repr, theirs.colours)) == sorted(map(repr, mine.colours))
    assert theirs.lists == mine.lists
    found = [check_file(path, as_of=AS_OF, engine=engine).findings for engine in ("package", "openpyxl")]
    assert {"CRT601", "WBK615"} <= {finding.code for finding in found[0]}
    assert found[1] == found[0]
