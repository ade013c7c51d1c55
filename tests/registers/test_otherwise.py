"""Registers that lie otherwise are read as they lie: findings name the real cell, and nothing else is taken for one."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter.utility import xl_cell_to_rowcol

from smsxl.check import check_file, check_workbook
from smsxl.cli.main import run
from smsxl.formats.model import Status
from smsxl.hosts.memory import MemoryWorkbook
from smsxl.hosts.opening import open_any
from smsxl.registers.lying.parts import dated, rated, titled
from smsxl.registers.mapping import find_registers
from smsxl.rules.findings import Severity
from smsxl.tables.book import Book
from tests.registers import languages, layouts, public
from tests.registers.corpus import SHAPES
from tests.registers.otherwise import (
    everything,
    forms,
    german_sheets,
    grouped,
    paired,
    pairs,
    sectioned,
    turned,
    two_ratings,
)
from tests.registers.shape import Shape, letters

AS_OF = dt.date(2026, 3, 2)
_FEW = 8
_UNLIKE = {"habits-bridge", "habits-hazop", "odd-letters", "public-university", "rivals-letters", "spacer-columns"}
"""Turned by half, or with headings of one letter in a sheet of letters; known by formulas alone; the last has faults."""

_TURNED = [shape for shape in SHAPES if shape.name not in _UNLIKE and not shape.faults
           and {"likelihood", "impact"} <= shape.fields.keys() and (shape.rows or 0) >= _FEW]
ALL = [*pairs(), *map(turned, _TURNED), sectioned(), *forms()]


@pytest.mark.parametrize("shape", ALL, ids=lambda shape: shape.name)
def test_every_field_is_found_and_nothing_is_wrong(shape: Shape, tmp_path: Path) -> None:
    """Each field is known by what people call its place, all risks are read, and a sound register gives no alarm."""
    path = shape.write(tmp_path)
    register = next(r for r in find_registers(open_any(path)) if r.sheet == (shape.sheet or shape.sheets[0].name))
    assert {name: mapped.letters for name, mapped in register.columns.items()} == shape.fields
    assert shape.rows is None or len(register.records) == shape.rows
    assert shape.method is None or register.scoring[next(iter(register.scoring))].method == shape.method
    assert [f.message for f in check_file(path, as_of=AS_OF).findings if f.severity is not Severity.NOTE] == []


def _with(shape: Shape, cell: str, value: Any, sheet: str | None = None) -> Shape:
    name = sheet or shape.sheet or shape.sheets[0].name
    next(s for s in shape.sheets if s.name == name).cells[cell] = value
    return shape


def _product() -> Shape:
    return paired("product", "Risk rating (L x I)", lambda p, s: f"{p} x {s} = {p * s}")


def _german() -> Shape:
    return turned(languages.shapes()[0])


PLANTED: dict[str, tuple[Callable[[], Shape], str, str, str]] = {
    "product typed wrongly": (lambda: _with(_product(), "D4", "2 x 3 = 8"), "RSK601", "Register", "D4"),
    "rating became a date": (lambda: _with(_product(), "D6", dt.date(2026, 5, 4)), "RSK626", "Register", "D6"),
    "rating not decided": (lambda: _with(_product(), "D6", "TBD"), "RSK626", "Register", "D6"),
    "half of a rating": (lambda: _with(_product(), "D8", "3 /"), "RSK615", "Register", "D8"),
    "residual above inherent": (lambda: _with(two_ratings(), "E6", "5/4"), "RSK605", "Register", "E6"),
    "id in one cell with its title comes again": (lambda: _with(everything(), "A7", "R-01: Another one"), "RSK611", "Register",
                                                  "A7"),
    "owner not named before the date": (lambda: _with(everything(), "D5", dt.date(2026, 3, 31)), "RSK613", "Register", "D5"),
    "score typed over, on its side": (lambda: _with(_german(), "E8", 15), "WBK601", "Risikobezeichnung", "E8"),
    "score of another column": (lambda: _with(_german(), "E8", ("=F6*F7", 4)), "WBK602", "Risikobezeichnung", "E8"),
    "remembered zero, on its side": (lambda: _with(_german(), "E8", ("=E6*E7", 0)), "WBK603", "Risikobezeichnung", "E8"),
    "off the scale, on its side": (lambda: _with(_german(), "D6", 8), "RSK604", "Risikobezeichnung", "D6"),
    "id comes again, on its side": (lambda: _with(_german(), "F1", 2), "RSK611", "Risikobezeichnung", "F1"),
    "date as text, on its side": (lambda: _with(_german(), "D14", "31.03.2026"), "WBK613", "Risikobezeichnung", "D14"),
    "target above today, on its side": (lambda: _with(turned(layouts.three_ratings()), "D11", 4), "RSK605", "ERM", "D11"),
    "level typed over, its key on the same sheet": (lambda: _with(sectioned(), "G12", "Low"), "WBK601", "Register", "G12"),
    "key cut short in one column": (lambda: _with(sectioned(), "I18", ("=VLOOKUP(I17,$B$26:$C$28,2)", "Medium")), "WBK602",
                                    "Register", "I18"),
    "list violated, on its side": (lambda: _with(sectioned(), "J9", 6), "WBK615", "Register", "J9"),
    "score of a split cell typed over": (lambda: _with(grouped(), "D5", 20), "WBK601", "Register", "D5"),
    "residual pair above inherent": (lambda: _with(grouped(), "F7", "5/5"), "RSK605", "Register", "F7"),
    "form: typed over": (lambda: _with(german_sheets(), "B10", 21, "Risiko 3"), "WBK601", "Risiko 3", "B10"),
    "form: residual above": (lambda: _with(german_sheets(), "B13", 5, "Risiko 6"), "RSK605", "Risiko 6", "B13"),
    "form: id comes again": (lambda: _with(german_sheets(), "B3", "R-02", "Risiko 5"), "RSK611", "Risiko 5", "B3"),
    "form: formula of another": (lambda: _with(forms()[0], "B20", ("=B19*D11", 4)), "WBK602", "Risks", "B20"),
    "form: owner blank": (lambda: _with(forms()[0], "D9", None), "RSK613", "Risks", "D9"),
    "form: half a rating": (lambda: _with(forms()[1], "C28", None), "RSK615", "Risks", "C28"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_planted_fault_is_found_where_it_really_stands(name: str, tmp_path: Path) -> None:
    """The finding names sheet and cell as they are in the file, and no other risk is blamed."""
    make, code, sheet, cell = PLANTED[name]
    found = check_file(make().write(tmp_path), as_of=AS_OF).findings
    assert (code, sheet, cell) in {(f.code, f.sheet, f.cell) for f in found}
    ids = {f.row_id for f in found if f.severity is Severity.ERROR or f.code == code}
    assert len(ids) == 1


def _rows(*lines: Sequence[Any]) -> dict[tuple[int, int], Any]:
    return {(row, column): value for row, line in enumerate(lines, start=1) for column, value in enumerate(line, start=1)
            if value is not None}


NO_REGISTERS = {
    "matrix": _rows(["Risk matrix"], ["Likelihood", "Impact"], [None, 1, 2, 3, 4, 5],
                    *([n, *(n * m for m in range(1, 6))] for n in range(5, 0, -1))),
    "matrix of words": _rows(["Risk", "Impact", "Minor", "Major", "Severe"], ["Likelihood", "Rare", "Low", "Low", "High"],
                             ["Level", "Possible", "Low", "High", "High"], ["Score", "Likely", "High", "High", "High"]),
    "scales side by side": _rows(["Likelihood", None, "Impact"], *([n, word, n, other] for n, word, other in (
        (1, "Rare", "Minor"), (2, "Unlikely", "Moderate"), (3, "Possible", "Major"), (4, "Likely", "Severe")))),
    "scales along": _rows(["Criteria", 1, 2, 3, 4, 5], ["Likelihood", "Rare", "Unlikely", "Possible", "Likely", "Certain"],
                          ["Impact", "Minor", "Low", "Medium", "High", "Severe"],
                          ["Cost", "< 10k", "< 50k", "< 100k", "< 1M", "> 1M"], ["Risk level", "Low", "Low", "Medium", "High", "High"]),
    "explained fields": _rows(["Field", "How to fill it in"], ["Risk ID", "A number that is never used again"],
                              ["Risk", "What may happen, and to whom"], ["Likelihood", "1 to 5, see the scale"],
                              ["Impact", "1 to 5, see the scale"], ["Score", "Likelihood times impact"], ["Owner", "Who answers for it"]),
    "explained with an example": _rows(["Field", "Type", "Example"], ["Risk ID", "Text", "R-01"], ["Risk title", "Text", "Server fails"],
                                       ["Likelihood", "Whole number", 4], ["Impact", "Whole number", 3], ["Owner", "Name", "Kim"]),
    "glossary": _rows(["Risk", "Effect of uncertainty on objectives"], ["Likelihood", "Chance of something happening"],
                      ["Impact", "Outcome of an event affecting objectives"], ["Risk owner", "Person accountable for a risk"],
                      ["Control", "Measure that modifies risk"], ["Residual risk", "Risk that remains after treatment"]),
    "glossary twice": _rows(*[["Risk:", "Effect of uncertainty"], ["Likelihood:", "Chance"], ["Impact:", "Outcome"],
                              ["Owner:", "Who answers"]] * 2),
    "counts": _rows(["Risks", 24], ["Open", 20], ["High likelihood", 5], ["High impact", 7], ["Average score", 8.5], ["Owner missing", 2]),
    "counts by unit": _rows(["Unit", "North", "South", "West"], ["Risk ID", None, None, None], ["Risks", 12, 7, 9],
                            ["Likelihood (average)", 2.5, 3.1, 2.2], ["Owner missing", 1, 0, 2]),
    "blank form": _rows(["Risk ID:"], ["Risk title:"], ["Likelihood:"], ["Impact:"], ["Owner:"], ["Treatment:"]),
    "scores of people": _rows(["Name", "Result"], ["Kim", "4/5"], ["Noor", "3/5"], ["Ola", "5/5"], ["Lee", "2/5"]),
}


@pytest.mark.parametrize("name", NO_REGISTERS)
def test_what_is_no_register_is_taken_for_none(name: str) -> None:
    """A matrix, a key, a glossary or a page that explains the fields is no register on its side and no form."""
    found = find_registers(MemoryWorkbook({"Sheet": NO_REGISTERS[name]}))
    assert [(r.cells.lies, list(r.columns)) for r in found if r.rated()] == []


def test_two_numbers_that_are_no_rating_stay_one_cell(tmp_path: Path) -> None:
    """ "4/5" below "Rating" may be 4 of 5, "High/Low" below "before / after" is one rating twice."""
    for heading, pair in (("Rating", lambda p, _: f"{p}/5"), ("Risk level before / after", lambda _, s: "High/Low" if s > 2 else "Low/Low")):
        path = paired("no", heading, pair).write(tmp_path)
        assert not any(register.rated() for register in find_registers(open_any(path)))
        told = "no likelihood and no impact" if heading == "Rating" else "in one cell, in column D;"
        assert told in str(check_file(path, as_of=AS_OF).error)


def test_column_that_only_repeats_the_rating_is_not_split(tmp_path: Path) -> None:
    """Where likelihood and impact have columns of their own, "4 x 5 = 20" beside them is the score's cell alone."""
    shape = languages.shapes()[0]
    cells = shape.sheets[0].cells
    for row in range(2, 14):
        cells[f"P{row}"] = f"{cells[f'F{row}']} x {cells[f'G{row}']}"
    cells["P1"] = "L x I"
    found = find_registers(open_any(shape.write(tmp_path)))
    assert {name: mapped.letters for name, mapped in found[0].columns.items()} == shape.fields


def test_two_sheets_with_pairs_are_two_registers(tmp_path: Path) -> None:
    """Each sheet with two ratings in a cell is read, and its faults are found on it."""
    shape, other = _product(), _product()
    other.sheets[0].name = "South"
    other.sheets[0].cells |= {f"B{row}": f"Something else happens, case {row}" for row in range(2, 14)} | {"D5": "2 x 2 = 5"}
    shape.sheets += other.sheets
    path = shape.write(tmp_path)
    assert [register.sheet for register in find_registers(open_any(path))] == ["Register", "South"]
    assert ("RSK601", "South", "D5") in {(f.code, f.sheet, f.cell) for f in check_file(path, as_of=AS_OF).findings}


def test_hidden_risk_on_its_side_is_a_column(tmp_path: Path) -> None:
    """The note says that a column is hidden, at the cell where the risk begins."""
    found = check_file(sectioned().write(tmp_path), as_of=AS_OF).findings
    assert [(f.code, f.cell, f.message) for f in found] == [("WBK616", "F4", "1 risk stands in hidden columns (F).")]


def test_ids_before_titles_make_no_legend_of_a_register() -> None:
    """A short table with words for ratings and ids that run up by one, in one cell with the titles, stays a register."""
    lines = [["Risk", "Likelihood", "Impact", "Level"], ["R1: Data are seen by others", "Low", "Very high", "High"],
             ["R2: Advice steers a decision", "Medium", "High", "Medium"], ["R3: Logs are kept too long", "High", "Low", "Low"]]
    register = find_registers(MemoryWorkbook({"Risks": _rows(*lines)}))[0]
    assert {"id", "title", "likelihood", "impact", "level"} <= register.columns.keys()


def test_register_of_dates_only_is_told_once(tmp_path: Path) -> None:
    """Where a spreadsheet made dates of all ratings, that is one error at the heading and no score is believed."""
    path = paired("dates", "L / I", lambda p, s: dt.date(2026, s, p)).write(tmp_path)
    found = check_file(path, as_of=AS_OF).findings
    assert [(f.code, f.cell) for f in found if f.severity is Severity.ERROR] == [("RSK626", "D1")]
    assert "make of ratings such as 4/5, in 12 of 12 cells" in found[0].message


@pytest.mark.parametrize(("text", "parts"), [
    ("4/5", (4, 5)), ("4 x 5 = 20", (4, 5, 20)), ("L4 / I5", (4, 5)), ("I5 L4", (4, 5)), ("L4I5", (4, 5)),
    ("High/Low", ("High", "Low")), ("L=4, I=5 → 20", (4, 5, 20)), ("4,5,20", (4, 5, 20)), ("20 (4x5)", (4, 5, 20)),
    ("(4,5)", (4, 5)), ("4 (likely) x 5 (major)", (4, 5)), ("3,5 x 4", (3.5, 4)), ("4/", (4, None)), ("/5", (None, 5)),
    ("Likelihood: High, Impact: Low", ("High", "Low")), ("P3 × I4 = 12", (3, 4, 12)), ("4", ()), ("tbd", ()), ("4-5", ()),
    ("n/a", ()), ("30,000 CHF", ()), ("5,000", ()), ("12/5", ()), ("3 months / 5 people", ()), ("4 Likely / 5 Major", (4, 5)), ("31/03/2026", ()), ("1/2/3/4", ())])
def test_ratings_are_read_from_a_cell(text: str, parts: tuple[Any, ...]) -> None:
    """A cell says likelihood, impact and score in the ways in which people write them, or nothing."""
    found = rated(text, ("likelihood", "impact"))
    assert tuple(found.get(name) for name in ("likelihood", "impact", "score"))[:max(len(parts), 2)] == (parts or (None, None))


def test_id_and_title_and_owner_and_date_are_read() -> None:
    """Ids are told from words with a number, dates are read only where they can be one."""
    assert titled("R-12: Server outage") == {"id": "R-12", "title": "Server outage"}
    assert titled("Phase 2: Go live") == {"title": "Phase 2: Go live"}
    assert dated("Kim Lee / 31.03.2026") == {"owner": "Kim Lee", "due": dt.datetime(2026, 3, 31)}
    assert dated("Kim / 03/04/2026") == {"owner": "Kim", "due": "03/04/2026"}


def _text(shape: Shape) -> str:
    cells = {xl_cell_to_rowcol(name): value[1] if isinstance(value, tuple) else value
             for name, value in shape.sheets[0].cells.items()}
    out = io.StringIO()
    csv.writer(out).writerows([[cells.get((row, column), "") for column in range(max(c for _, c in cells) + 1)]
                               for row in range(max(r for r, _ in cells) + 1)])
    return out.getvalue()


@pytest.mark.parametrize("shape", [pairs()[0], turned(languages.shapes()[0]), forms()[0]], ids=lambda shape: shape.name)
def test_separated_values_lie_otherwise_too(shape: Shape, tmp_path: Path) -> None:
    """Saved as separated values they are read alike."""
    path = tmp_path / "register.csv"
    path.write_text(_text(shape), encoding="utf-8")
    register = find_registers(open_any(str(path)))[0]
    assert {name: mapped.letters for name, mapped in register.columns.items()} == shape.fields
    assert check_file(str(path), as_of=AS_OF).status is Status.CHECKED


def test_import_splits_cells_and_keeps_what_they_said(tmp_path: Path) -> None:
    """The two ratings go to columns of their own, the cell as it was to the notes."""
    path, out = _with(_product(), "D3", "sometime").write(tmp_path), tmp_path / "out.xlsx"
    assert run(["import", path, "-o", str(out)]) == 0
    risks = Book(open_any(str(out)), AS_OF)["Risks"]
    assert (risks.raw("current_likelihood")[0], risks.raw("current_impact")[0]) == (4, 5)
    assert "Risk rating (L x I) (Register!D2): 4 x 5 = 20" in str(risks.raw("notes")[0])
    assert "Risk rating (L x I) (Register!D3): sometime" in str(risks.raw("notes")[1])


@pytest.mark.parametrize(("shape", "note"), [(_german(), "(Risikobezeichnung!C8): 12"), (german_sheets(), "(Risiko 2!B10): 12")],
                         ids=["turned", "forms"])
def test_import_names_the_real_cell(shape: Shape, note: str, tmp_path: Path) -> None:
    """What is kept as a note says where it really stood."""
    out = tmp_path / "out.xlsx"
    assert run(["import", shape.write(tmp_path), "-o", str(out)]) == 0
    risks = Book(open_any(str(out)), AS_OF)["Risks"]
    assert note in str(risks.raw("notes")[1])
    assert (risks.raw("current_likelihood")[1], risks.raw("current_impact")[1]) == (3, 4)


def test_map_says_how_a_register_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """People and programs are told where headings and risks are."""
    path = turned(public.hospital_board()).write(tmp_path)
    assert run(["map", path]) == 0
    assert "lies on its side, headings in column C, D, 12 risks in columns E to P" in capsys.readouterr().out
    assert run(["map", german_sheets().write(tmp_path)]) == 0
    assert "a form for each of 8 risks, on sheets Risiko 1, Risiko 2" in capsys.readouterr().out
    assert run(["map", path, "--output-format", "json"]) == 0
    register = json.loads(capsys.readouterr().out)["registers"][0]
    assert (register["lies"], register["risks"][0], register["header_rows"]) == ("columns", "column E", [])
    assert run(["map", path, "--write"]) == 2
    assert "Paste Special > Transpose" in capsys.readouterr().err


def test_written_mapping_of_parts_is_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """smsxl.toml names the real column for each of its parts."""
    path = _product().write(tmp_path)
    assert run(["map", path, "--write"]) == 0
    assert 'impact = "D"' in (tmp_path / "smsxl.toml").read_text()
    capsys.readouterr()
    assert run(["map", path, "--output-format", "json"]) == 0
    columns = json.loads(capsys.readouterr().out)["registers"][0]["columns"]
    assert {columns[name]["column"] for name in ("likelihood", "impact", "score")} == {"D"}
    assert columns["impact"]["header"] == "Impact"


def test_difference_names_the_real_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What changed in a register on its side is told by its real cell."""
    (tmp_path / "new").mkdir()
    old, new = _german().write(tmp_path), _with(_german(), "E6", 4).write(tmp_path / "new")
    run(["diff", old, new])
    assert "E6" in capsys.readouterr().out


def test_findings_are_copied_to_the_real_cell(tmp_path: Path) -> None:
    """The links of an annotated copy lead to the real cells."""
    path, out = _with(_german(), "E8", 15).write(tmp_path), tmp_path / "copy.xlsx"
    run(["check", path, "--annotate", str(out)])
    grid = open_any(str(out)).grid("Findings")
    assert any("E8" in str(value) for column in grid.columns.values() for value in column.values)


def test_a_long_register_on_its_side_is_read() -> None:
    """Three hundred risks in three hundred columns."""
    cells = {}
    for down, head in enumerate(("Risk ID", "Risk", "Likelihood", "Impact", "Score", "Owner"), start=1):
        cells[1 + down, 1] = head
    for i in range(300):
        for down, value in enumerate((f"R-{i}", f"Thing {i} may fail", i % 5 + 1, i % 3 + 1, (i % 5 + 1) * (i % 3 + 1), "Kim"), start=1):
            cells[1 + down, 2 + i] = value
    cells[6, 2 + 99] = 99
    book = MemoryWorkbook({"Risks": cells}, path="long.xlsx")  # type: ignore[dict-item]
    found = check_workbook(lambda: book, "long.xlsx", as_of=AS_OF).report.findings
    assert [(f.code, f.cell) for f in found if f.severity is Severity.ERROR] == [("RSK601", f"{letters(101)}6")]
