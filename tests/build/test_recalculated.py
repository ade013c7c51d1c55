"""The judges: LibreOffice and cellrune recalculate the built workbooks, and every cached value must come out again."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cellrune
import openpyxl
import pytest

from smsxl.build import build_workbook
from smsxl.domain.dates import to_serial
from smsxl.domain.values import CellError
from smsxl.functions import FUNCTIONS
from smsxl.functions.formulas import literal
from smsxl.hosts.package import open_workbook
from smsxl.hosts.port import Workbook, cell_name
from smsxl.sample import sample_tables
from smsxl.tables import BY_NAME
from tests import office
from tests.build.conftest import AS_OF


def cached(workbook: Workbook) -> Iterator[tuple[str, int, int, Any]]:
    """Yield sheet, row, column and cached value of every formula cell."""
    for sheet in workbook.sheets:
        grid = workbook.grid(sheet.name)
        for column, cells in grid.columns.items():
            if cells.formulas is not None:
                for row, value, formula in zip(grid.rows, cells.values, cells.formulas, strict=True):
                    if formula is not None:
                        yield sheet.name, row, column, plain_value(value)


def plain_value(value: Any) -> Any:
    """Return a value in the form in which two programs' answers are compared: dates as numbers, "" as blank."""
    if isinstance(value, dt.date):
        return float(to_serial(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return round(float(value), 9)
    return None if value == "" else value


def differences(path: Path, answer: Callable[[str, int, int], Any]) -> list[str]:
    """Return the formula cells whose cached value is not what a program answers."""
    cells = list(cached(open_workbook(str(path))))
    assert len(cells) > 400
    return [f"{sheet}!{cell_name(row, column)}: {value!r} is cached, {found!r} comes out"
            for sheet, row, column, value in cells
            if (found := plain_value(answer(sheet, row, column))) != value]


@pytest.mark.parametrize("kind", ["template-plain", "sample-plain"])
def test_libreoffice_recalculates_the_same(kind: str, built: dict[str, Path], tmp_path: Path) -> None:
    """A hard recalculation in LibreOffice gives every cached value of the plain workbooks again."""
    copy = open_workbook(str(office.recalculated(built[kind], tmp_path)))
    found = {(sheet, row, column): value for sheet, row, column, value in cached(copy)}
    assert differences(built[kind], lambda *cell: found.get(cell)) == []


@pytest.mark.parametrize("kind", ["template", "sample", "template-plain", "sample-plain"])
def test_cellrune_recalculates_the_same(kind: str, built: dict[str, Path]) -> None:
    """An engine that knows LAMBDA gives every cached value again."""
    found = recalculated(built[kind])
    beyond = beyond_cellrune(built[kind])
    assert [each for each in differences(built[kind], lambda sheet, row, column: found[sheet, row, column])
            if each.partition(":")[0] not in beyond] == []


def beyond_cellrune(path: Path) -> set[str]:
    """Return the cells that cellrune 0.2.0 can't calculate: AVERAGEIFS with several criteria at once, as the trend has.

    LibreOffice judges them in the plain workbook; the trend's own LAMBDA is judged on columns in tests/functions.
    """
    workbook = open_workbook(str(path))
    return {f"{sheet.name}!{cell_name(row, column)}" for sheet in workbook.sheets
            for column, cells in workbook.grid(sheet.name).columns.items() if cells.formulas is not None
            for row, formula in zip(workbook.grid(sheet.name).rows, cells.formulas, strict=True)
            if formula is not None and re.search(r"\{12;11;|Kpis\[Trend\]", str(formula))}


def recalculated(path: Path) -> dict[tuple[str, int, int], Any]:
    """Return what cellrune calculates for every formula cell."""
    book = cellrune.Workbook.from_bytes(for_cellrune(path))
    report = book.calculate(today_serial=float(to_serial(AS_OF)))
    assert report["unavailable_count"] == 0
    answers = {}
    for sheet, row, column, _ in cached(open_workbook(str(path))):
        name = cell_name(row, column)
        cell = book.read_values(sheet, name, name)[0][0]
        answers[sheet, row, column] = CellError(cell["value"]) if cell["kind"] == "error" else cell.get("value")
    return answers


def for_cellrune(path: Path) -> bytes:
    """Return a workbook in which cellrune 0.2.0's gaps are written another way.

    It does not know the mark of an optional parameter, can't INDEX a variable that holds an array constant (no call in
    the workbooks takes such a default, so a cell stands in), needs every argument's comma in a call, and ROW of a
    range gives its first number only.
    """
    rows = {name: table.area for name, table in open_workbook(str(path)).tables.items()}["Risks"]
    upright = "{" + ";".join(str(row) for row in range(rows.first_row + 1, rows.last_row + 1)) + "}"
    out = io.BytesIO()
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(out, "w") as changed:
        for entry in package.infolist():
            text = package.read(entry)
            if entry.filename == "xl/workbook.xml":
                text = without_gaps(text.decode("utf-8")).encode("utf-8")
            elif entry.filename.startswith("xl/worksheets/sheet"):
                text = text.replace(b"ROW(Risks[Rank])", upright.encode())
                text = text.replace(b"ROW(Risks[Relates to])", upright.encode()).replace(b"(4,5)=20", b"(4,5,)=20")
                text = re.sub(rb"(BUDGET_STATUS\([^()]*)\)", rb"\1,)", text)
            changed.writestr(entry.filename, text)
    return out.getvalue()


def without_gaps(text: str) -> str:
    """Return the defined names without what cellrune does not know."""
    text = text.replace("_xlop.", "_xlpm.")
    tables = {literal(argument.default) for function in FUNCTIONS for argument in function.arguments
              if isinstance(argument.default, tuple)}
    for table in tables:
        text = text.replace(re.sub('"', "&quot;", table), "RiskMatrix").replace(table, "RiskMatrix")
    return text


def test_findings_light_up_their_cells(tmp_path: Path) -> None:
    """The condition over Risks is true at the cell that a finding names, wherever the row is now, and nowhere else."""
    content = sample_tables(AS_OF)
    named, addressed = content["Risks"][1]["id"], "C9"
    content["Findings"] = [
        {"rule": "RSK107", "severity": "error", "sheet": "Risks", "cell": "Z99", "row_id": named, "field": "Owner"},
        {"rule": "WBK402", "severity": "error", "sheet": "Risks", "cell": addressed}]
    path = tmp_path / "book.xlsx"
    build_workbook(path, as_of=AS_OF, fixed=True, content=content)
    areas = openpyxl.load_workbook(path)["Risks"].conditional_formatting
    first = min((rule for area in areas for rule in area.rules), key=lambda rule: rule.priority).formula[0]
    owner = cell_name(6, 1 + [column.field for column in BY_NAME["Risks"].columns].index("owner"))
    book = cellrune.Workbook.from_bytes(for_cellrune(path))
    asked = {"A5": False, owner: True, owner.replace("6", "7"): False, addressed: True, "D9": False}
    for i, cell in enumerate(asked):
        book.set_formula("Findings", f"Z{i + 1}", f"={moved(first, cell)}")
    book.calculate(today_serial=float(to_serial(AS_OF)))
    answers = [book.read_values("Findings", f"Z{i + 1}", f"Z{i + 1}")[0][0]["value"] for i in range(len(asked))]
    assert answers == list(asked.values())


def moved(formula: str, cell: str) -> str:
    """Return a condition written for A5 as it reads at another cell, asked from another sheet."""
    column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    formula = formula.replace("$A5", f"Risks!$A{row}").replace("A$4", f"Risks!{column}$4")
    return formula.replace("ROW(A5)", f"ROW({cell})").replace("COLUMN(A5)", f"COLUMN({cell})")
