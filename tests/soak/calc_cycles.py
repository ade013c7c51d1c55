"""Opens, edits, recalculates and closes workbooks in one Calc, many times over, and watches its memory.

    python -m tests.soak.calc_cycles [CYCLES] [--kind KIND ...]

Every cycle edits an input of the sample and looks at the cell that depends on it, and lets an array over our functions
change. LibreOffice itself takes memory for its caches in the first 150 or so openings, and keeps a little of every
workbook with macros, so the same cycles are run over the sample in built-in formulas as well, without and with the
same macros. Exit code 1 where a value is wrong, or the memory grows more over our functions than there.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import xlsxwriter

from smsxl.build import new_workbook
from smsxl.tables import header_of
from smsxl.tables.formula import LAMBDA, PLAIN, PYTHON, Dialect, ending_of
from tests.live.calc import Calc

AS_OF = dt.date(2026, 11, 22)
ROWS = 200
_FEWEST: Final = 10
MOST_MEGABYTES = 25
"""How much more the memory may grow than over built-in formulas."""


@dataclass(frozen=True)
class Kind:
    """A kind of workbook that is opened again and again, and the kind without our functions to compare it with."""

    dialect: Dialect
    macros: bool = False
    control: str | None = None


KINDS: Final = {
    "built-in": Kind(PLAIN),
    "functions": Kind(LAMBDA, control="built-in"),
    "built-in-with-macros": Kind(PLAIN, macros=True),
    "functions-with-macros": Kind(PYTHON, macros=True, control="built-in-with-macros"),
}
"""What a run goes through: .xlsx without and with our functions, then both as .xlsm with the VBA project."""


def sample_of(kind: Kind, folder: Path) -> Path:
    """Write the sample of a kind; built-in formulas with macros are made by putting the VBA project in."""
    path = folder / f"soak-sample{ending_of(kind.dialect)}"
    new_workbook(path, sample=True, as_of=AS_OF, dialect=kind.dialect)
    if not kind.macros or kind.dialect is PYTHON:
        return path
    donor = folder / "soak-donor.xlsm"
    new_workbook(donor, sample=True, as_of=AS_OF, dialect=PYTHON)
    out = path.with_suffix(".xlsm")
    with (zipfile.ZipFile(path) as plain, zipfile.ZipFile(donor) as macros,
          zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book):
        for name in plain.namelist():
            book.writestr(name, _with_macros(name, plain.read(name)))
        for name in macros.namelist():
            if name.startswith("xl/vbaProject"):
                book.writestr(name, macros.read(name))
    return out


def _with_macros(name: str, data: bytes) -> bytes:
    """Return a part of a workbook as it is with a VBA project beside it: sheets and workbook bear their modules' names.

    LibreOffice makes VBA's objects for a document only where these names are.
    """
    if name == "xl/workbook.xml":
        data = data.replace(b"<workbookPr ", b'<workbookPr codeName="ThisWorkbook" ', 1)
        return data.replace(b"<fileVersion ", b'<fileVersion codeName="{37E998C4-C9E5-D4B9-71C8-EB1FF731991C}" ', 1)
    if name.startswith("xl/worksheets/sheet"):
        number = Path(name).stem.removeprefix("sheet").encode()
        return data.replace(b"<sheetPr>", b'<sheetPr codeName="Sheet' + number + b'">', 1)
    if name == "[Content_Types].xml":
        data = data.replace(b"spreadsheetml.sheet.main+xml", b"vnd.marker").replace(
            b"application/vnd.openxmlformats-officedocument.vnd.marker",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        vba = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        return data.replace(b"<Default ", vba + b"<Default ", 1)
    if name == "xl/_rels/workbook.xml.rels":
        return data.replace(b"</Relationships>",
                            b'<Relationship Id="rIdVba" Target="vbaProject.bin" Type="http://schemas.microsoft.com/'
                            b'office/2006/relationships/vbaProject"/></Relationships>')
    return data


def arrays(path: Path) -> None:
    """Write a workbook with an array over our functions."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Arrays")
    for row in range(ROWS):
        sheet.write_row(row, 0, (row % 5 + 1, 5))
    sheet.write_array_formula(f"C1:C{ROWS}", f"{{=RISK_LEVEL(A1:A{ROWS},B1:B{ROWS})}}")
    sheet.write_array_formula(f"D1:D{ROWS}", f"{{=RISK_RANK(A1:A{ROWS},B1:B{ROWS})}}")
    book.close()


def cycles(calc: Calc, folder: Path, count: int, kind: Kind = KINDS["functions-with-macros"]) -> Iterator[float]:
    """Go through the cycles and yield the memory in MB after each; raises AssertionError for a wrong value.

    Only with our functions are there arrays too.
    """
    sample, array = sample_of(kind, folder), folder / "soak-arrays.xlsx"
    arrays(array)
    for number in range(count):
        rating = number % 5 + 1
        with calc.opened(sample) as document:
            header = document.read("Risks")[3]
            places = {field: chr(65 + header.index(header_of("Risks", field)))
                      for field in ("current_likelihood", "current_impact")}
            document.write("Risks", **{f"{places['current_likelihood']}5": rating, f"{places['current_impact']}5": 5})
            document.recalculate()
            found = document.cell("Risks", 5, header.index(header_of("Risks", "current_score")) + 1)
            assert found == 5 * rating, f"cycle {number}: {found} for {rating} x 5"
        if kind.control is not None:
            _change_array(calc, array, rating)
        yield calc.ask("memory")


def _change_array(calc: Calc, path: Path, rating: int) -> None:
    with calc.opened(path) as document:
        document.recalculate()
        document.write("Arrays", A1=rating)
        level = document.cell("Arrays", 1, 3)
        assert level == {1: "Moderate", 2: "High", 3: "High", 4: "Extreme", 5: "Extreme"}[rating], (rating, level)


def growth(memory: list[float]) -> float:
    """Return by how many MB the memory grew: the last tenth against the fourth one, when everything is loaded."""
    tenth = len(memory) // 10
    return median(memory[-tenth:]) - median(memory[3 * tenth:4 * tenth])


def main() -> int:
    """Run, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cycles", nargs="?", type=int, default=500)
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these kinds; all of them by default")
    options = parser.parse_args()
    if options.cycles < _FEWEST:
        parser.error(f"at least {_FEWEST} cycles: the growth is told from tenths of them")
    grown = {name: _run(name, options.cycles) for name in options.kind or KINDS}
    worst = 0
    for name, found in grown.items():
        control = KINDS[name].control
        if control in grown:
            print(f"{name}: grown by {found:.1f} MB from the fourth tenth to the last, {control} by "
                  f"{grown[control]:.1f} MB (at most {MOST_MEGABYTES} more)")
            worst |= found > grown[control] + MOST_MEGABYTES
        else:
            print(f"{name}: grown by {found:.1f} MB from the fourth tenth to the last")
    return int(worst)


def _run(name: str, count: int) -> float:
    """Run the cycles in a Calc of their own and return by how much its memory grew."""
    with tempfile.TemporaryDirectory() as folder:
        calc = Calc(Path(folder))
        memory: list[float] = []
        try:
            for number, used in enumerate(cycles(calc, Path(folder), count, KINDS[name]), start=1):
                memory.append(used)
                if number % max(count // 10, 1) == 0:
                    print(f"{name:21} {number:5} cycles: {used:6.0f} MB", flush=True)
            assert not list(calc.logs.glob("*")), "something went wrong inside Calc"
        finally:
            calc.end()
    return growth(memory)


if __name__ == "__main__":
    sys.exit(main())
