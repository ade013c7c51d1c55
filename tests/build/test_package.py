from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from smsxl.build import new_workbook
from smsxl.functions import FUNCTIONS
from tests.build.conftest import AS_OF, KINDS

WORKBOOKS = Path(__file__).parents[2] / "workbooks"


def part(path: Path, name: str) -> str:
    """Return the text of a part."""
    with zipfile.ZipFile(path) as package:
        return package.read(name).decode("utf-8")


def parts(path: Path) -> dict[str, bytes]:
    """Return all parts in their order."""
    with zipfile.ZipFile(path) as package:
        return {entry.filename: package.read(entry) for entry in package.infolist()}


@pytest.mark.parametrize("kind", ["template", "sample"])
def test_two_builds_are_identical(kind: str, built: dict[str, Path], tmp_path: Path) -> None:
    """The same input gives the same bytes."""
    again = tmp_path / "again.xlsx"
    new_workbook(again, sample=KINDS[kind][0], as_of=AS_OF)
    assert again.read_bytes() == built[kind].read_bytes()


@pytest.mark.parametrize("kind", ["template", "sample"])
def test_committed_workbooks_are_current(kind: str, built: dict[str, Path]) -> None:
    """What stands in workbooks/ is what the builder makes today; run tests/build/rebuild.py where it is not."""
    committed = parts(WORKBOOKS / f"{kind}.xlsx")  # parts, since another zlib packs the same parts into other bytes
    assert list(committed) == list(parts(built[kind]))
    assert committed == parts(built[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_asks_for_a_calculation_on_load(kind: str, built: dict[str, Path]) -> None:
    """The cached values stay on the screen: no full calculation, and the calculation engine of today."""
    text = part(built[kind], "xl/workbook.xml")
    assert "fullCalcOnLoad" not in text
    assert '<calcPr calcId="191029"/>' in text


def test_own_sheets_carry_a_hidden_mark(built: dict[str, Path]) -> None:
    """Summaries, the RACI grid, Findings and the lists are marked as smsxl's own, and nobody sees the name."""
    names = re.findall(r'<definedName name="_smsxl"[^>]*>', part(built["template"], "xl/workbook.xml"))
    assert len(names) == 5
    assert all('hidden="1"' in name and "localSheetId" in name for name in names)


def test_lambda_workbook_carries_every_function(built: dict[str, Path]) -> None:
    """Each worksheet function is a defined name that holds a LAMBDA, and the plain workbook has none."""
    text = part(built["template"], "xl/workbook.xml")
    assert all(f'<definedName name="{function.name}">_xlfn.LAMBDA(' in text for function in FUNCTIONS)
    assert "LAMBDA" not in part(built["template-plain"], "xl/workbook.xml")


def test_calculated_columns_are_dynamic_arrays(built: dict[str, Path]) -> None:
    """Excel shows a call of a LAMBDA name without `@` only where column and cells are dynamic arrays."""
    tables = {name: text.decode() for name, text in parts(built["sample"]).items() if name.startswith("xl/tables/")}
    risks = next(text for text in tables.values() if 'name="Risks"' in text)
    assert risks.count('<calculatedColumnFormula array="1">') == 10
    assert risks.count("<calculatedColumnFormula>") == 1  # the rank, made of built-in functions
    sheet = next(text for name, text in parts(built["sample"]).items()
                 if name.startswith("xl/worksheets/sheet") and b"RISK_LEVEL(Risks" in text).decode()
    cell = re.search(r'<c r="(\w+)"[^>]*>(?=<f[^>]*>[^<]*RISK_LEVEL\(Risks)', sheet)
    assert cell is not None
    assert 'cm="1"' in cell[0]
    assert f'<f t="array" ref="{cell[1]}">' in sheet
    plain = [text for name, text in parts(built["sample-plain"]).items() if name.startswith(("xl/tables/", "xl/works"))]
    arrays = [text for text in plain if b't="array"' in text or b'array="1"' in text]
    assert len(arrays) == 2  # the trend of the KPIs, which has no other form: its table and its sheet
    assert all(b"Worsening" in text for text in arrays)


@pytest.mark.parametrize("kind", KINDS)
def test_no_marks_are_left(kind: str, built: dict[str, Path]) -> None:
    """The builder's marks before results are gone from every part."""
    assert not any("\ue000" in text.decode("utf-8") or "\ue001" in text.decode("utf-8")
                   for name, text in parts(built[kind]).items() if name.endswith(".xml"))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_protected(kind: str, built: dict[str, Path]) -> None:
    """Tables do not grow on protected sheets."""
    assert not any(b"sheetProtection" in text for text in parts(built[kind]).values())
