"""`smsxl score`: calculated columns right again, everything else as it was."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Collection
from pathlib import Path

import pytest

from smsxl.build import new_workbook
from smsxl.hosts.package import open_workbook
from smsxl.hosts.package.edit import NewValue, edit_workbook
from smsxl.tables import BY_NAME, TABLES
from smsxl.tables.evaluate import same_value
from smsxl.tables.formula import LAMBDA, PLAIN, Dialect
from smsxl.tables.model import Kind
from tests.cli.books import smsxl
from tests.edit.corpus import build
from tests.edit.ours import AS_OF, book_of, sample, typed_over, with_macros
from tests.edit.parts import added, by_openpyxl, changed, edits, parts
from tests.edit.soundness import faults
from tests.office import recalculated

WRONG = {("Risks", 0, "current_score"): 99, ("Risks", 1, "current_level"): "Low", ("Risks", 2, "rank"): None,
         ("Risks", 3, "next_review"): NewValue(1), ("Kpis", 0, "status"): "typed", ("Treatments", 1, "due_status"): "x",
         ("Acceptances", 0, "status"): NewValue("x")}


def wrong_cells(path: Path) -> list[str]:
    """Return the calculated cells of a workbook that lack their formula or their value."""
    book = book_of(path)
    return [f"{table.name}.{column.field}[{i}]" for table in TABLES if table.kind is Kind.TABLE and table.name in book
            for column in table.calculated
            for i, (state, cached, value) in enumerate(zip(
                book.formula_states(table.name, column.field), book[table.name].raw(column.field),
                book.truth(table.name, column.field), strict=True)) if state or not same_value(cached, value)]


@pytest.mark.parametrize("dialect", [LAMBDA, PLAIN], ids=lambda dialect: dialect.key)
def test_calculated_columns_are_put_right(dialect: Dialect, tmp_path: Path) -> None:
    """Typed-over and stale cells get formula and value back, in the form of the workbook's formulas; the rest stays."""
    path = sample(tmp_path / "book.xlsx", dialect=dialect)
    good = parts(path)
    before = typed_over(path, WRONG)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(before.read_bytes())
    assert len(wrong_cells(path)) >= len(WRONG)
    outcome = smsxl("score", str(path))
    assert (outcome.code, outcome.err) == (0, "")
    assert "Risks > Current score: 1 formula and 1 value put right" in outcome.out
    assert "Treatments > Due status" in outcome.out
    assert f"Wrote {path}." in outcome.out
    assert wrong_cells(path) == []
    sheets = {name for name, data in good.items() if parts(broken)[name] != data}
    assert changed(broken, path) == sheets | {"xl/workbook.xml"}
    assert added(broken, path) == set()
    assert edits(broken, path, "Mine") == {}
    assert faults(path) == []
    workbook = parts(path)["xl/workbook.xml"].decode()
    assert workbook.replace(' fullCalcOnLoad="1"', "") == good["xl/workbook.xml"].decode()
    assert "Excel calculates when it opens the workbook" in outcome.out
    for sheet in sheets:  # what was put right is what the builder had written, but for text in the cells' XML
        old, new = (re.sub(rb' t="str"| spans="[^"]*"', b"", data) for data in (good[sheet], parts(path)[sheet]))
        assert new.count(b"<f") == old.count(b"<f")


def test_nothing_to_do_changes_nothing(tmp_path: Path) -> None:
    """A workbook that is right is not written at all; a copy is the same part by part."""
    path = sample(tmp_path / "book.xlsx")
    before, state = path.read_bytes(), path.stat()
    outcome = smsxl("score", str(path))
    assert outcome.code == 0
    assert "Nothing had to be written." in outcome.out
    assert path.read_bytes() == before
    assert path.stat().st_mtime_ns == state.st_mtime_ns
    out = tmp_path / "out.xlsx"
    assert smsxl("score", str(path), "-o", str(out)).code == 0
    assert parts(out) == parts(path)


def test_scoring_twice_is_scoring_once(tmp_path: Path) -> None:
    """The second run finds nothing left to do."""
    path = typed_over(sample(tmp_path / "book.xlsx"), WRONG)
    smsxl("score", str(path))
    once = path.read_bytes()
    assert "Nothing had to be written." in smsxl("score", str(path)).out
    assert path.read_bytes() == once


def test_a_workbook_with_macros_says_what_is_out_of_date(tmp_path: Path) -> None:
    """In a workbook with macros nothing is forced; the number of cells that wait for a calculation is said."""
    path = with_macros(typed_over(sample(tmp_path / "book.xlsx"), WRONG))
    before = parts(path)
    outcome = smsxl("score", str(path))
    assert outcome.code == 0
    assert re.search(r"[\d,]+ other formulas may depend on what changed and may be out of date until recalculated",
                     outcome.out)
    assert parts(path)["xl/workbook.xml"] == before["xl/workbook.xml"]
    assert parts(path)["xl/vbaProject.bin"] == b"a project"


def test_no_dependants_no_calculation(tmp_path: Path) -> None:
    """Where no formula of others can depend on what changed, Excel isn't made to calculate."""
    path = tmp_path / "book.xlsx"
    new_workbook(path, sample=True, part="risk", as_of=AS_OF)
    typed_over(path, {("Acceptances", 0, "status"): "typed"})
    with edit_workbook(path) as edit:  # leave no formula that could depend on Acceptances
        for info in edit.workbook.sheets:
            grid = edit.workbook.grid(info.name)
            if info.name not in ("Acceptances", "Risks", "Treatments", "Controls"):
                edit.set_cells(info.name, {
                    (row, number): None for number, column in grid.columns.items()
                    for row, formula in zip(grid.rows, column.formulas or (), strict=False) if formula is not None})
        edit.save()
    outcome = smsxl("score", str(path))
    assert "Acceptances > Status: 1 formula" in outcome.out
    assert "may depend" not in outcome.out
    assert b"fullCalcOnLoad" not in parts(path)["xl/workbook.xml"]


def test_today_moves_on(tmp_path: Path) -> None:
    """Where the workbook's date is =TODAY(), values are those of today, and the date's own cell shows it."""
    path = sample(tmp_path / "book.xlsx", as_of=None)
    later = dt.date(2031, 5, 4)
    outcome = smsxl("score", str(path), "--as-of", later.isoformat())
    assert outcome.code == 0
    assert "Due status" in outcome.out
    assert book_of(path).sheet_as_of == later
    assert open_workbook(path).grid("Start").columns[3].formulas is not None
    assert "Nothing had to be written." in smsxl("score", str(path), "--as-of", later.isoformat()).out


def test_a_typed_date_stays(tmp_path: Path) -> None:
    """A date that somebody typed into the workbook wins over the option."""
    path = sample(tmp_path / "book.xlsx")
    assert "Nothing had to be written." in smsxl("score", str(path), "--as-of", "2031-05-04").out


def test_new_rows_get_the_declared_formula(tmp_path: Path) -> None:
    """A column whose own formula was lost or changed gives new rows the declared one again."""
    path, again = sample(tmp_path / "book.xlsx"), tmp_path / "again.xlsx"
    before = parts(path)
    with edit_workbook(path) as edit:
        edit.set_column_formula("Risks", "Current score", None)
        edit.set_column_formula("Risks", "Current level", "1+1")
        edit.save(again)
    assert smsxl("score", str(again)).code == 0
    table = next(name for name, data in before.items() if b'displayName="Risks"' in data)
    assert parts(again)[table] == before[table]


def test_a_table_that_became_a_range_is_left(tmp_path: Path) -> None:
    """Formulas that name a table can't be put where there is none: the sentence says what to do."""
    path = sample(tmp_path / "book.xlsx")
    with edit_workbook(path) as edit:
        sheet, table = edit.table("Controls")
        edit.remove_part(table.part, source=edit.sheet_part(sheet))
        edit.save()
    outcome = smsxl("score", str(path))
    assert outcome.code == 0
    assert wrong_cells(path) == [] or "not an Excel table any more" in outcome.out


def test_libreoffice_agrees(tmp_path: Path) -> None:
    """LibreOffice opens the scored workbook, and calculates what was written (plain formulas, which it knows)."""
    path = typed_over(sample(tmp_path / "book.xlsx", dialect=PLAIN), WRONG)
    smsxl("score", str(path))
    folder = tmp_path / "office"
    folder.mkdir()
    found = by_openpyxl(recalculated(path, folder), data_only=True)
    book = book_of(path)
    for table, record, field in WRONG:
        rows = book[table]
        value = found[rows.sheet].cell(*rows.cell(record, field)).value
        expected = book.truth(table, field)[record]
        if isinstance(value, dt.datetime):
            value = value.date()
        assert (value or "") == (expected or "") or same_value(value, expected), (table, field)


@pytest.mark.parametrize(("spoil", "word"), [
    (lambda path: (path.parent / f"~${path.name}").write_bytes(b""), "open in Excel"),
    (lambda path: path.chmod(0o444), "read-only"),
    (lambda path: path.write_bytes(path.read_bytes()[:5000]), "damaged"),
    (lambda path: path.unlink(), "does not exist"),
    (lambda path: path.write_text("a,b"), "not a workbook"),
])
def test_refusals_are_one_sentence(spoil: object, word: str, tmp_path: Path) -> None:
    """What can't be written is refused with exit code 3 and one sentence, and nothing has changed."""
    path = typed_over(sample(tmp_path / "book.xlsx"), WRONG)
    spoil(path)  # type: ignore[operator]
    before = path.read_bytes() if path.exists() else None
    outcome = smsxl("score", str(path))
    assert outcome.code == 3
    assert word in outcome.err
    assert outcome.err.count("\n") == 1
    assert (path.read_bytes() if path.exists() else None) == before


def test_beside_in_a_synced_folder(tmp_path: Path) -> None:
    """In a folder of OneDrive the original stays, unless the command is told to replace it."""
    (tmp_path / "OneDrive - Contoso").mkdir()
    path = typed_over(sample(tmp_path / "OneDrive - Contoso" / "book.xlsx"), WRONG)
    before = path.read_bytes()
    outcome = smsxl("score", str(path))
    assert "--in-place" in outcome.out
    assert path.read_bytes() == before
    assert wrong_cells(path.with_name("book (smsxl).xlsx")) == []
    smsxl("score", str(path), "--in-place")
    assert wrong_cells(path) == []


def test_the_other_engine_writes_elsewhere_only(tmp_path: Path) -> None:
    """The engine openpyxl loses what it doesn't know: it is named, and the original is never replaced."""
    path, out = typed_over(sample(tmp_path / "book.xlsx"), WRONG), tmp_path / "out.xlsx"
    before = path.read_bytes()
    refused = smsxl("score", str(path), "--engine", "openpyxl")
    assert refused.code == 2
    assert "pictures" in refused.err
    assert smsxl("score", str(path), "--engine", "openpyxl", "-o", str(path)).code == 2
    assert path.read_bytes() == before
    outcome = smsxl("score", str(path), "--engine", "openpyxl", "-o", str(out))
    assert outcome.code == 0
    assert "loses" in outcome.out
    book, rows = by_openpyxl(out), book_of(path)["Risks"]
    assert "RISK_SCORE" in book["Risks"].cell(*rows.cell(0, "current_score")).value.text
    assert all(state != 2 for state in book_of(out).formula_states("Risks", "current_score"))


def test_a_workbook_without_our_tables(tmp_path: Path) -> None:
    """A workbook that has nothing to score is told so; it is not called right."""
    path = build("charts", tmp_path)
    before = path.read_bytes()
    outcome = smsxl("score", str(path))
    assert outcome.code == 3
    assert "none of the tables" in outcome.err
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["out.xlsm", "out", "out.pdf"])
def test_the_output_has_to_end_like_the_workbook(name: str, tmp_path: Path) -> None:
    """Excel opens a workbook by its ending: another one than the content has is refused."""
    path, out = sample(tmp_path / "book.xlsx"), tmp_path / name
    outcome = smsxl("score", str(path), "-o", str(out))
    assert outcome.code == 2
    assert "has to end in .xlsx" in outcome.err
    assert not out.exists()


def _renamed(path: Path, old: str, new: str, files: Collection[str] = ()) -> Path:
    """Rename a column as Excel does: in its cell, its table and every formula; in some parts or in all."""
    content = parts(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in content.items():
            package.writestr(name, data.replace(old.encode(), new.encode()) if not files or name in files else data)
    return path


def test_a_column_under_another_known_header(tmp_path: Path) -> None:
    """Where a column has another header that smsxl knows, formulas name it as it is called now."""
    path = sample(tmp_path / "book.xlsx")
    column = BY_NAME["Risks"]["owner"]
    new = column.aliases[1].capitalize()
    with edit_workbook(path) as edit:
        rows = book_of(path)["Risks"]
        edit.set_cells(rows.sheet, {rows.places["owner"]: new})
        files = (edit.sheet_part(rows.sheet), edit.table("Risks")[1].part)
        edit.save()
    _renamed(path, f"[{column.header}]", f"[{new}]", files)
    _renamed(path, f'name="{column.header}"', f'name="{new}"', files)
    assert "Nothing had to be written." in smsxl("score", str(path)).out
    typed_over(path, {("Risks", 0, "open_points"): "typed"})
    assert "1 formula" in smsxl("score", str(path)).out
    assert "Nothing had to be written." in smsxl("score", str(path)).out
    assert column.header not in (book_of(path)["Risks"].formulas["open_points"][0] or "")


def test_a_column_that_formulas_need_is_missing(tmp_path: Path) -> None:
    """A formula that would name a column that isn't there is never written: Excel would call the file damaged."""
    header = BY_NAME["Risks"]["last_review"].header
    path = _renamed(sample(tmp_path / "book.xlsx"), header, "Nobody knows")
    before = path.read_bytes()
    outcome = smsxl("score", str(path))
    assert f"calculated from the column {header!r}" in outcome.out
    assert path.read_bytes() == before
