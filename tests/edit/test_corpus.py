"""Any workbook can be annotated, and nothing in the copy differs but what a new sheet needs."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from smsxl.annotate import Annotated, annotate
from smsxl.check import check_file
from tests.edit.corpus import KINDS, build
from tests.edit.parts import added, by_openpyxl, cells, changed
from tests.edit.soundness import faults

AS_OF = dt.date(2026, 11, 22)

LISTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "docProps/app.xml"}
"""The parts that a new sheet has to be entered in."""


def annotated(path: Path, folder: Path) -> tuple[Path, Annotated]:
    """Return the annotated copy of a workbook."""
    out = folder / f"annotated-{path.name}"
    return out, annotate(check_file(str(path), as_of=AS_OF), out)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path, Annotated]]:
    """Return each workbook of the corpus with its annotated copy."""
    folder = tmp_path_factory.mktemp("corpus")
    found = {}
    for kind in KINDS:
        path = build(kind, folder)
        found[kind] = (path, *annotated(path, folder))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_else_differs(kind: str, copies: dict[str, tuple[Path, Path, Annotated]]) -> None:
    """Every part of the user's stays byte for byte; only the lists in which sheets are entered change."""
    before, after, _ = copies[kind]
    assert changed(before, after) <= LISTS
    assert all("sheet" in name or "table" in name for name in added(before, after))


@pytest.mark.parametrize("kind", KINDS)
def test_copy_is_sound(kind: str, copies: dict[str, tuple[Path, Path, Annotated]]) -> None:
    """Excel would find nothing to repair, as far as a look into the package tells."""
    before, after, _ = copies[kind]
    assert set(faults(after)) <= set(faults(before))


@pytest.mark.parametrize("kind", KINDS)
def test_other_readers_open_it(kind: str, copies: dict[str, tuple[Path, Path, Annotated]]) -> None:
    """Two independent readers see the same sheets and cells as before, and the findings behind them."""
    before, after, written = copies[kind]
    old, new = by_openpyxl(before), by_openpyxl(after)
    assert new.sheetnames == [*old.sheetnames, written.sheet]
    for sheet in old.worksheets:
        assert _written(new[sheet.title]) == _written(sheet)
    old_calamine, new_calamine = (python_calamine.CalamineWorkbook.from_path(path) for path in (before, after))
    for sheet in old.worksheets:
        assert new_calamine.get_sheet_by_name(sheet.title).to_python() == old_calamine.get_sheet_by_name(
            sheet.title).to_python()
    assert new_calamine.get_sheet_by_name(written.sheet).to_python()[3][0] == "Rule"
    for name in old.sheetnames:
        if name in {sheet.title for sheet in old.worksheets}:
            assert cells(after, name) == cells(before, name)


def _written(sheet: Any) -> list[list[Any]]:
    return [[getattr(cell.value, "text", cell.value) for cell in row] for row in sheet.iter_rows()]


def test_libreoffice_opens_all(copies: dict[str, tuple[Path, Path, Annotated]], tmp_path: Path) -> None:
    """LibreOffice converts every copy, so it could load every one."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    files = [str(after) for _, after, _ in copies.values()]
    subprocess.run([program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
                    "ods", "--outdir", str(tmp_path), *files], check=True, capture_output=True, timeout=240)
    assert {path.stem for path in tmp_path.glob("*.ods")} == {Path(file).stem for file in files}


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_copy_changes_only_the_findings(kind: str, copies: dict[str, tuple[Path, Path, Annotated]],
                                                 tmp_path: Path) -> None:
    """Annotating an annotated workbook fills the sheet that is there: nothing piles up."""
    _, once, written = copies[kind]
    twice = tmp_path / once.name
    again = annotate(check_file(str(once), as_of=AS_OF), twice)
    assert again.sheet == written.sheet
    assert added(once, twice) == set()
    assert all("sheet" in name or "table" in name for name in changed(once, twice))
