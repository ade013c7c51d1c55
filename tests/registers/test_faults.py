"""Faults as they occur in real registers, planted into consistent ones, are found at their cell and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from smsxl.check import check_file
from smsxl.hosts.memory import MemoryWorkbook
from smsxl.registers.book import RegisterBook
from smsxl.rules import RULES
from smsxl.rules.engine import run
from smsxl.rules.findings import Severity
from smsxl.rules.their import judges_registers
from tests.registers import languages, layouts, rivals, rough
from tests.registers.corpus import SHAPES
from tests.registers.planting import Planted, plant, planted
from tests.registers.shape import Shape

AS_OF = dt.date(2026, 3, 2)


def _german(change: Callable[[dict[str, object], dict[str, str]], None]) -> Shape:
    shape = languages.shapes()[0]
    change(shape.sheets[0].cells, shape.fields)
    return shape


def _set(field: str, row: int, value: object) -> Shape:
    return _german(lambda cells, column: cells.__setitem__(f"{column[field]}{row}", value))


def _named(make: Callable[[], Shape], cell: str, value: object) -> Shape:
    shape = make()
    next(s for s in shape.sheets if s.name == (shape.sheet or shape.sheets[0].name)).cells[cell] = value
    return shape


CASES = {
    "level typed by hand": (lambda: _set("level", 2, "gering"), "RSK602", "I2"),
    "score typed over": (lambda: _set("score", 5, 25), "WBK601", "H5"),
    "score of another row": (lambda: _set("score", 5, ("=F6*G6", 25)), "WBK602", "H5"),
    "remembered zero": (lambda: _set("score", 5, ("=F5*G5", 0)), "WBK603", "H5"),
    "id repeated": (lambda: _set("id", 6, 2), "RSK611", "A6"),
    "typed score": (lambda: _named(layouts.short_headings, "E6", 24), "RSK601", "E6"),
    "residual above inherent": (lambda: _named(layouts.three_ratings, "K4", 4), "RSK605", "K4"),
    "sum typed wrongly": (lambda: _named(layouts.sums, "E5", 3), "RSK601", "E5"),
    "word contradicts number": (lambda: _named(layouts.numbers_with_words, "E10", "2 - Almost certain"), "RSK606", "E10"),
    "half a rating": (lambda: _named(layouts.matrix_lookup, "C5", ""), "RSK615", "C5"),
    "likelihood off the scale": (lambda: _set("likelihood", 4, 8), "RSK604", "F4"),
    "date as text": (lambda: _set("due", 4, "31.03.2026"), "WBK613", "N4"),
    "level of a formula typed over": (lambda: _named(layouts.words_and_key, "H8", "Low"), "WBK601", "H8"),
    "level against the matrix": (lambda: _named(rough.typed_matrix, "E2", "Moderate"), "RSK602", "E2"),
    "risk without a name, rated by ticks": (lambda: _named(layouts.ticks, "B8", None), "RSK103", "B8"),
    "owner of a merged row": (lambda: _named(rough.merged_risks, "G12", None), "RSK613", "G12"),
    "code of other ratings": (lambda: _named(rivals.letters_and_matrix, "G4", "A2"), "RSK601", "G4"),
    "letter beside the matrix": (lambda: _named(rivals.letters_and_matrix, "C5", "F"), "RSK604", "C5"),
    "level against a matrix with a level that no risk has": (
        lambda: _named(rivals.letters_and_matrix, "E6", "Medium"), "RSK602", "E6"),
    "part of an impact off the scale of its neighbours": (
        lambda: _named(rivals.four_impacts, "F8", 9), "RSK604", "F8"),
    "rank by the residual score": (lambda: _named(rivals.priorities, "J3", 9), "RSK603", "J3"),
    "owner missing where something is to be done": (
        lambda: _named(rivals.activities_and_hazards, "I5", None), "RSK613", "I5"),
    "lookup range misses": (lambda: _named(layouts.matrix_lookup, "E6", (
        "=INDEX(Matrix!$B$2:$F$6,MATCH(D6,Matrix!$A$2:$A$6,0),MATCH(C5,Matrix!$B$1:$F$1,0))", "Low")), "WBK602", "E6"),
}


@pytest.mark.parametrize("name", CASES)
def test_planted_fault_is_found(name: str, tmp_path: Path) -> None:
    """The rule reports the planted cell, and no rule reports a cell of another row."""
    make, code, cell = CASES[name]
    found = check_file(make().write(tmp_path), as_of=AS_OF).findings
    assert (code, cell) in {(f.code, f.cell) for f in found}
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    others = [(f.code, f.cell) for f in found if f.severity is Severity.ERROR and f.cell is not None
              and f.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != row]
    assert others == []


def test_score_that_is_wrong_alone_is_not_put_down_to_the_likelihood(tmp_path: Path) -> None:
    """A gross score far too low is reported as such; the ratings today are none the higher for it."""
    found = check_file(_named(layouts.three_ratings, "G4", 1).write(tmp_path), as_of=AS_OF).findings
    assert [(f.code, f.cell) for f in found if f.severity is not Severity.NOTE] == [("RSK601", "G4")]


def test_two_departments_with_the_same_numbers_are_no_copies() -> None:
    """Two sheets that number their risks alike, each with ratings of its own, give no alarm."""
    sheets: dict[str, dict[tuple[int, int], object]] = {}
    for name, step in (("North", 3), ("South", 7)):
        cells: dict[tuple[int, int], object] = {(1, c): head for c, head in enumerate(
            ("No", "Risk", "L", "I", "Score", "Rating", "Owner"), start=1)}
        for i in range(1, 15):
            p, s = (i * step) % 5 + 1, (i + step) % 5 + 1
            line = (i, f"{name} site {i} loses its power", p, s, p * s, "High" if p * s > 12 else "Low", "Kim")
            cells |= {(i + 1, c): value for c, value in enumerate(line, start=1)}
        sheets[name] = cells
    book = RegisterBook(MemoryWorkbook(sheets), AS_OF)  # type: ignore[arg-type]
    assert len(book.registers) == 2
    assert run([rule for rule in RULES if judges_registers(rule)], book) == []


SOME = [(shape, fault) for shape in SHAPES for fault in planted(shape)][::11]
"""Every eleventh of all faults that can be planted: `python -m tests.bench.plant` tries them all."""


@pytest.mark.parametrize(("shape", "fault"), SOME, ids=[f"{shape.name}-{fault.kind}" for shape, fault in SOME])
def test_fault_planted_into_any_register_is_found(shape: Shape, fault: Planted, tmp_path: Path) -> None:
    """The rule for it speaks of the cell, and nothing is said of the other rows."""
    found = check_file(plant(shape, fault).write(tmp_path), as_of=AS_OF).findings
    assert any(f.cell == fault.cell and f.code in fault.codes for f in found), [(f.code, f.cell) for f in found]
    row = fault.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert [(f.code, f.cell) for f in found if f.severity is not Severity.NOTE and str(f.cell) not in shape.faults
            and str(f.cell).lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") != row] == []
