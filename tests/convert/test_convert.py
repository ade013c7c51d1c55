"""`smsxl convert`: the three forms of a workbook, from each to each other."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from itertools import permutations
from pathlib import Path

import pytest
import xlsxwriter

from smsxl.build import build_workbook
from smsxl.cli.main import run
from smsxl.convert import convert
from smsxl.errors import UsageError
from smsxl.functions import FUNCTIONS
from smsxl.hosts.package import formula_at, open_workbook
from smsxl.hosts.package.edit import FormulaCell, edit_workbook
from smsxl.sample import sample_tables
from smsxl.tables.formula import DIALECTS, LAMBDA, PLAIN, PYTHON, Dialect, ending_of

AS_OF = dt.date(2026, 11, 22)
PAIRS = [pytest.param(one, other, id=f"{one.key}-{other.key}") for one, other in permutations(DIALECTS, 2)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the sample in each form, as the builder makes it."""
    folder = tmp_path_factory.mktemp("built")
    made = {}
    for dialect in DIALECTS:
        made[dialect.key] = folder / f"{dialect.key}{ending_of(dialect)}"
        build_workbook(made[dialect.key], as_of=AS_OF, fixed=True, content=sample_tables(AS_OF, None), dialect=dialect)
    return made


def _cells(path: Path) -> dict[tuple[str, int, int], tuple[object, object]]:
    """Return formula and value of every cell, without the sheet that says where Python is."""
    workbook = open_workbook(path)
    found = {}
    for sheet in workbook.sheets:
        if sheet.name == "xlwings.conf":
            continue
        grid = workbook.grid(sheet.name)
        for place, column in grid.columns.items():
            formulas = column.formulas or [None] * len(grid.rows)
            for row, value, formula in zip(grid.rows, column.values, formulas, strict=True):
                if value is not None or formula is not None:
                    text = None if formula is None else formula_at(formula, row, place)
                    found[sheet.name, row, place] = (text, value)
    return found


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_a_converted_workbook_holds_what_the_builder_would_have_written(
        source: Dialect, target: Dialect, built: dict[str, Path], tmp_path: Path) -> None:
    """Cells with their values, names and columns are those of a workbook that was made in that form."""
    out = tmp_path / f"out{ending_of(target)}"
    convert(str(built[source.key]), str(out), target, AS_OF)
    assert _cells(out) == _cells(built[target.key])
    names = [{(name.name, name.text) for name in open_workbook(path).names if name.sheet is None}
             for path in (out, built[target.key])]
    assert names[0] == names[1]
    formulas = [{name: re.findall(rb"<calculatedColumnFormula.*?</calculatedColumnFormula>", data)
                 for name, data in _parts(path).items() if name.startswith("xl/tables/")}
                for path in (out, built[target.key])]
    assert formulas[0] == formulas[1]


@pytest.mark.parametrize("source", [LAMBDA, PLAIN], ids=lambda dialect: dialect.key)
def test_to_python_and_back(source: Dialect, built: dict[str, Path], tmp_path: Path) -> None:
    """Macros and ribbon come with what Excel looks for, and go again without a trace in types and relationships."""
    macros, back = tmp_path / "macros.xlsm", tmp_path / "back.xlsx"
    convert(str(built[source.key]), str(macros), PYTHON, AS_OF)
    parts, made = _parts(macros), _parts(built["python"])
    for name in ("xl/vbaProject.bin", "customUI/customUI.xml", "customUI/customUI14.xml"):
        assert parts[name] == made[name]
    code = re.compile(rb'codeName="(\w+)"')
    for name in parts:
        if re.fullmatch(r"xl/worksheets/sheet\d+\.xml|xl/workbook\.xml", name):
            assert code.findall(parts[name][:2000]), name
    assert b"macroEnabled" in parts["[Content_Types].xml"]
    assert b'name="xlwings.conf"' in parts["xl/workbook.xml"]
    done = convert(str(macros), str(back), source, AS_OF)
    assert done.dropped_macros
    for path in (macros, back):
        named = re.findall(rb'PartName="([^"]*)"', _parts(path)["[Content_Types].xml"])
        assert len(named) == len(set(named)), "a part with two content types is damage to Excel"
        assert {name.decode()[1:] for name in named} <= _parts(path).keys()
    for name, data in _parts(back).items():
        assert b"vbaProject.bin" not in data, name
        assert b"customUI" not in data, name
        assert b"macroEnabled" not in data, name


def test_what_somebody_typed_over_stays_typed_over(built: dict[str, Path], tmp_path: Path) -> None:
    """A value in place of a formula is a finding of the check, not for a conversion to take away unseen."""
    typed, out = tmp_path / "typed.xlsx", tmp_path / "out.xlsx"
    workbook = open_workbook(built["lambda"])
    rows = workbook.tables["Risks"]
    column = rows.columns.index("Current score") + rows.area.first_column
    row = rows.area.first_row + 3
    with edit_workbook(built["lambda"]) as edit:
        edit.set_cells("Risks", {(row, column): 99, (row + 1, column): FormulaCell("1+1", 2)})
        edit.save(typed)
    convert(str(typed), str(out), PLAIN, AS_OF)
    cells = _cells(out)
    assert cells["Risks", row, column] == (None, 99)
    assert cells["Risks", row + 1, column] == ("1+1", 2)


def test_formulas_of_the_user_are_spelled_out_or_named(built: dict[str, Path], tmp_path: Path) -> None:
    """A call in a free cell works in the plain form too; one that has no such form is said to stay."""
    free, out = tmp_path / "free.xlsx", tmp_path / "out.xlsx"
    with edit_workbook(built["lambda"]) as edit:
        called = FormulaCell('"RISK_SCORE(1,2)"&RISK_SCORE(2,RISK_SCORE(1,2))', "x", array=True)
        edit.set_cells("Changes", {(40, 1): called, (41, 1): FormulaCell("SUM(1,2)", 3)})
        edit.save(free)
    done = convert(str(free), str(out), PLAIN, AS_OF)
    formula, value = _cells(out)["Changes", 40, 1]
    assert value == "x"
    assert str(formula).startswith('"RISK_SCORE(1,2)"&')
    assert "RISK_SCORE(" not in str(formula).removeprefix('"RISK_SCORE(1,2)"&')
    assert _cells(out)["Changes", 41, 1] == ("SUM(1,2)", 3)
    assert done.left == ()


def test_a_foreign_workbook_and_a_form_that_is_there_are_one_sentence(
        built: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written, and the sentence says why."""
    foreign = tmp_path / "foreign.xlsx"
    with xlsxwriter.Workbook(str(foreign)) as workbook:
        workbook.add_worksheet().write(0, 0, "Likelihood")
    out = tmp_path / "out.xlsx"
    assert run(["convert", str(foreign), "--formulas", "plain", "-o", str(out)]) == 3
    assert run(["convert", str(built["plain"]), "--formulas", "plain", "-o", str(out)]) == 2
    assert run(["convert", str(built["plain"]), "--formulas", "python", "-o", str(out)]) == 2
    assert run(["convert", str(built["plain"]), "--formulas", "lambda", "-o", str(built["lambda"])]) == 2
    said = capsys.readouterr().err
    assert len(said.strip().splitlines()) == 4
    assert not out.exists()


def test_macros_of_the_user_are_never_mixed_with_ours(built: dict[str, Path], tmp_path: Path) -> None:
    """A workbook can hold one VBA project."""
    own = tmp_path / "own.xlsm"
    with edit_workbook(built["lambda"]) as edit:
        edit.add_part("xl/vbaProject.bin", b"Module=Mine", "application/vnd.ms-office.vbaProject",
                      "http://schemas.microsoft.com/office/2006/relationships/vbaProject")
        edit.set_workbook_type("application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        edit.save(own)
    with pytest.raises(UsageError, match="macros of its own"):
        convert(str(own), str(tmp_path / "out.xlsm"), PYTHON, AS_OF)


def test_every_function_without_a_plain_form_is_left() -> None:
    """Which functions those are is no secret: the reference says so, and a conversion says where."""
    from smsxl.functions.spell import spelled_out

    for function in FUNCTIONS:
        call = f"{function.name}({','.join(['A1'] * len(function.arguments))})"
        spelled = spelled_out(f"1+{call}")
        assert (spelled.left == (function.name,)) is (function.plain_gap is not None), function.name
