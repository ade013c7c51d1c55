"""The workbook rules (WBK) beyond their own examples: the many forms that one fault has."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from smsxl.content import template_tables
from smsxl.domain.values import NAME_ERROR, REFERENCE_ERROR
from smsxl.hosts.memory import Calculated, MemoryWorkbook
from smsxl.hosts.port import NOT_CALCULATED, Area, TableInfo, cell_name
from smsxl.rules import (
    workbook_cells,
    workbook_document,
    workbook_formulas,
    workbook_layout,
    workbook_shape,
    workbook_stale,
    workbook_values,
)
from smsxl.rules.engine import run
from smsxl.rules.examples import Add, Cache, Delete, Edit, Freeze, Put, Shape, Write
from smsxl.rules.findings import Finding
from smsxl.rules.workbook_kinds import read_date, read_number, read_pair, stray_spaces
from smsxl.tables.book import Book
from smsxl.tables.compose import compose
from tests.rules.sound import address, sound_book, sound_workbook
from tests.rules.sound_plan import sound_plan
from tests.rules.sound_rows import AS_OF

FAMILIES = (workbook_cells, workbook_document, workbook_formulas, workbook_layout, workbook_shape, workbook_stale,
            workbook_values)
RULES = tuple(rule() for family in FAMILIES for rule in family.RULES)
DUE = ("Treatments", "T-1", "due")
LIKELIHOOD = ("Risks", "R-1", "current_likelihood")


def check(book: Book) -> list[Finding]:
    """Return what all workbook rules find."""
    return run(RULES, book)


def found(*edits: Edit) -> list[tuple[str, str | None, str | None]]:
    """Return code, sheet and cell of everything found after some edits of the sound workbook."""
    return [(f.code, f.sheet, f.cell) for f in check(sound_book(edits))]


def only(*edits: Edit) -> Finding:
    """Return the one finding after some edits of the sound workbook."""
    findings = check(sound_book(edits))
    assert len(findings) == 1, [(f.code, f.cell, f.message) for f in findings]
    return findings[0]


# ---------------------------------------------------------------------- typed-in cells


@pytest.mark.parametrize(("text", "readings"), [
    ("4", (4,)), (" 4 ", (4,)), ("\uff14", (4,)), ("-5", (-5,)), ("\u22125", (-5,)), ("(5)", (-5,)), ("1e3", (1000,)),
    ("4.5", (4.5,)), ("4,5", (4.5,)), ("1,234,567", (1234567,)), ("1.234.567", (1234567,)), ("1'200", (1200,)),
    ("1 200", (1200,)), ("1\u00a0200,50", (1200.5,)), ("1,200.50", (1200.5,)), ("1.200,50", (1200.5,)),
    ("1,200", (1200, 1.2)), ("1.200", (1.2, 1200)), ("12%", (0.12,)), ("12,5 %", (0.125,)), ("$0", (0,)),
    ("\u20ac 5", (5,)), ("5 EUR", (5,)), ("EUR 1,500.00", (1500,)), (".5", (0.5,)),
    ("four", ()), ("", ()), ("4 people", ()), ("1/2", ()), ("n/a", ()), ("1,2,3", ()), ("12 34", ()), ("5)", ()),
    (".", ()), ("$", ()), ("1e999", ()),
])
def test_text_reads_as_number(text: str, readings: tuple[float, ...]) -> None:
    """Separators, percent, currency and brackets are understood; a separator of two meanings gives two readings."""
    assert read_number(text) == pytest.approx(readings)


@pytest.mark.parametrize(("text", "days"), [
    ("2027-04-03", ["2027-04-03"]), ("2027/4/3", ["2027-04-03"]), ("20270403", ["2027-04-03"]),
    ("2027-04-03T10:15:00Z", ["2027-04-03"]), ("2027-04-03 10:15", ["2027-04-03"]),
    ("03.04.2027", ["2027-04-03", "2027-03-04"]), ("3/4/27", ["2027-04-03", "2027-03-04"]),
    ("03-04-2027", ["2027-04-03", "2027-03-04"]), ("04.04.2027", ["2027-04-04"]), ("23.04.2027", ["2027-04-23"]),
    ("04/23/2027", ["2027-04-23"]), ("3 April 2027", ["2027-04-03"]), ("3rd Apr. 2027", ["2027-04-03"]),
    ("3. M\u00e4rz 2027", ["2027-03-03"]), ("03-Apr-27", ["2027-04-03"]), ("April 3, 2027", ["2027-04-03"]),
    ("Saturday, 3 April 2027", ["2027-04-03"]), ("46480", ["2027-04-03"]),
    ("2027-02-30", []), ("31.02.2027", []), ("soon", []), ("Q2 2027", []), ("April 2027", []), ("3.4.", []),
    ("12", []), ("1.2.3.4", []), ("99999", []),
])
def test_text_reads_as_date(text: str, days: list[str]) -> None:
    """The usual notations are understood; where day and month can't be told apart, both readings are given."""
    assert [day.isoformat() for day in read_date(text)] == days


@pytest.mark.parametrize(("text", "pair"), [
    ("4 - Likely", (4, "Likely")), ("4: Likely", (4, "Likely")), ("4 (Likely)", (4, "Likely")),
    ("Likely (4)", (4, "Likely")), ("4", None), ("Likely", None), ("4 - 5", None),
])
def test_text_reads_as_rating_with_its_word(text: str, pair: tuple[int, str] | None) -> None:
    """A number with its word beside it is understood, a range of numbers is not."""
    assert read_pair(text) == pair


@pytest.mark.parametrize(("text", "kinds"), [
    ("plain text", ()), ("First sentence.  Second one.", ()), ("two\nlines", ()), ("Caf\u00e9", ()),
    (" x", ("a space in front",)), ("\tx", ("a space in front",)), ("x ", ("a space at the end",)),
    ("x\n", ("a space at the end",)), ("x  y", ("a doubled space",)), ("x\u00a0y", ("a no-break space",)),
    ("x\u202fy", ("a no-break space",)), ("x\u200by", ("an invisible (zero-width) character",)),
    ("\ufeffx", ("an invisible (zero-width) character",)), ("x\u00ady", ("an invisible (zero-width) character",)),
    ("x\u00a0", ("a space at the end", "a no-break space")), ("  ", ("only spaces",)),
])
def test_stray_spaces_are_named(text: str, kinds: tuple[str, ...]) -> None:
    """Every kind of unseen space is named; two spaces after a sentence and line breaks are no fault."""
    assert stray_spaces(text) == kinds


@pytest.mark.parametrize(("at", "value", "code", "words"), [
    (LIKELIHOOD, "4", "WBK202", "the number 4"),
    (LIKELIHOOD, "4 - Likely", "WBK202", "the number 4"),
    (LIKELIHOOD, "Likely", "WBK205", "the number 4"),
    (LIKELIHOOD, "quite high", "WBK205", "a number of the scale"),
    (LIKELIHOOD, True, "WBK205", "value"),
    (LIKELIHOOD, dt.date(2026, 4, 3), "WBK205", "the date"),
    (LIKELIHOOD, REFERENCE_ERROR, "WBK201", "#REF!"),
    (("Controls", "C-1", "cost"), "1,200", "WBK202", "1200 or 1.2"),
    (("Controls", "C-1", "cost"), "$0", "WBK202", "the number 0"),
    (("Controls", "C-1", "cost"), "about 1,000", "WBK205", "a number belongs"),
    (("Settings", "", "soon_days"), "30", "WBK202", "the number 30"),
    (("Settings", "", "soon_days"), 30.5, "WBK205", "a whole number"),
    (("Settings", "", "soon_days"), -1, "WBK205", "a whole number"),
    (("Settings", "", "ties_threshold"), "75 %", "WBK202", "0.75"),
    (("Settings", "", "ties_threshold"), 75, "WBK205", "from 0 % to 100 %"),
    (DUE, "03.04.2027", "WBK203", "ambiguous"),
    (DUE, "23.04.2027", "WBK203", "the date 2027-04-23"),
    (DUE, "asap", "WBK205", "a date belongs"),
    (DUE, 2027, "WBK205", "a date belongs"),
    (DUE, False, "WBK205", "a date belongs"),
    (DUE, dt.time(10, 30), "WBK205", "the time"),
    (("Organisation", "", "assessment_date"), "2026-11-22", "WBK203", "Assessment date holds"),
    (("ChangeLog", "1.0", "version"), dt.date(2026, 2, 1), "WBK205", "a text belongs"),
    (("RiskLevels", "High", "colour"), "orange", "WBK205", "six hexadecimal digits"),
    (("Risks", "R-1", "owner"), "Olga\u00a0Owner", "WBK204", "no-break"),
    (("Risks", "R-1", "category"), "Technical ", "WBK204", "at the end"),
    (("Risks", "R-1", "notes"), "   ", "WBK204", "only spaces"),
    (("Services", "S-2", "part_of"), "s-1", "WBK210", '"S-1"'),
    (("Risks", "R-1", "status"), "OPEN", "WBK210", '"Open"'),
    (("Risks", "R-1", "controls"), "c-1, C-2", "WBK210", '"C-1, C-2"'),
    (("Risks", "R-1", "status"), " open", "WBK204", "in front"),
    (("Risks", "R-1", "status"), " opne", "WBK206", "Realised"),
    (("Risks", "R-1", "status"), 3, "WBK206", "Realised"),
    (("Risks", "R-1", "status"), REFERENCE_ERROR, "WBK201", "#REF!"),
    (("Risks", "R-1", "type"), None, "WBK207", "blank"),
    (("Risks", "R-1", "category"), "   ", "WBK207", "blank"),
    (("Organisation", "", "scope"), None, "WBK207", "Scope is blank"),
    (("Organisation", "", "approved_on"), 2.5, "WBK205", "a date belongs"),
    (("Organisation", "", "as_of"), 2.5, "WBK205", "a date belongs"),
    (("Organisation", "", "template_version"), REFERENCE_ERROR, "WBK201", "#REF!"),
    (("Services", "S-2", "part_of"), "S-9 ", "WBK208", "S-9"),
    (("Treatments", "T-1", "becomes_control"), "C-9", "WBK208", "C-9"),
    (("Treatments", "T-2", "id"), "t-1 ", "WBK209", "already stands"),
])
def test_one_cell_gives_one_finding(at: tuple[str, str, str], value: Any, code: str, words: str) -> None:
    """A value that does not fit is one finding of these rules, at its cell, and the message says what was found."""
    table, row_id, field = at
    if table == "ChangeLog":
        row_id = ""
    clean = sound_book()
    wanted = address(clean, (table, row_id, field))
    # What the workbook shows must follow from the value: else the calculated cells of the row were stale as well.
    findings = [f for f in check(sound_book([Put(table, row_id, field, value)])) if f.cell == wanted[1]
                and f.sheet == wanted[0]]
    assert [f.code for f in findings] == [code]
    assert words in findings[0].message


@pytest.mark.parametrize(("at", "value"), [
    (LIKELIHOOD, 4.0), (DUE, dt.datetime(2027, 4, 3, 10, 0)), (DUE, 46480), (("Risks", "R-1", "title"), 2027),
    (("Organisation", "", "version"), 1), (("Risks", "R-1", "notes"), dt.date(2027, 4, 3)),
    (("RiskLevels", "High", "colour"), 123456), (("Services", "S-2", "part_of"), "S-1"),
    (("Risks", "R-1", "status"), "Open"), (("Risks", "R-1", "relates_to"), "Weather"),
    (("Risks", "R-1", "owner"), None), (("Risks", "R-1", "controls"), "C-9"),
])
def test_sensible_values_and_those_of_other_rules_are_left_alone(at: tuple[str, str, str], value: Any) -> None:
    """Texts may be numbers, dates may have lost their format, and columns with a rule of their own are its business."""
    assert found(Put(*at, value)) == []


def test_word_that_contradicts_its_number_is_left_to_its_own_rule() -> None:
    """A rating such as "4 - Rare" is reported by RSK209 alone."""
    assert found(Put(*LIKELIHOOD, "4 - Rare")) == []


# ---------------------------------------------------------------------- calculated cells

SCORE = ("Risks", "R-1", "current_score")


def test_typed_over_says_whether_the_value_is_right() -> None:
    """A typed-over cell is one finding, whose message judges the value; what follows from it is not stale."""
    assert "the value is right today" in only(Write(*SCORE, None)).message
    wrong = only(Cache(*SCORE, 3), Write(*SCORE, None), Cache("Risks", "R-1", "current_tolerance", "Within appetite"),
                 Cache("Risks", "R-1", "open_points", ""))
    assert (wrong.code, wrong.value) == ("WBK301", 3)
    assert "should be 12" in wrong.message


def test_emptied_cell_is_typed_over_with_nothing() -> None:
    """Deleting the content of one calculated cell is found like typing over it."""
    workbook = sound_workbook()
    rows = Book(workbook, AS_OF)["Risks"]
    cells = [rows.cell(3, "residual_level"), rows.cell(1, "residual_level")]  # R-4 has no residual rating
    for cell in cells:
        workbook.set_cell("Risks", *cell, None)
    findings = [f for f in check(Book(workbook, AS_OF)) if f.code == "WBK301"]
    assert [(f.cell, "the value is right" in f.message) for f in findings] == [
        (cell_name(*cells[1]), False), (cell_name(*cells[0]), True)]


@pytest.mark.parametrize("field", ["current_score", "current_level", "current_tolerance", "rank", "open_points",
                                   "next_review"])
def test_column_of_plain_values_is_not_typed_over(field: str) -> None:
    """Where no cell of a column holds a formula, right values are no finding."""
    assert found(Freeze("Risks", field)) == []


def test_wrong_plain_value_outside_the_risk_rules_is_stale() -> None:
    """A wrong value in a plain column that no RSK rule judges is reported at its cell; scores are left to RSK301."""
    finding = only(Cache("Risks", "R-3", "next_review", dt.date(2030, 1, 1)), Freeze("Risks", "next_review"))
    assert finding.code == "WBK303"
    assert finding.row_id == "R-3"
    assert found(Cache(*SCORE, 99), Freeze("Risks", "current_score")) == []


def test_another_formula_is_one_finding_with_both_formulas() -> None:
    """The message quotes what stands there and what is declared; the value is not judged on top."""
    finding = only(Write(*SCORE, "H5*I5"))
    assert finding.code == "WBK302"
    assert "=H5*I5" in finding.message
    assert "RISK_SCORE" in (finding.expected or "")


def test_another_formula_in_the_whole_column_is_said_once() -> None:
    """A column that somebody redesigned is one finding at its first cell."""
    formula = "[@[Current likelihood]]*[@[Current impact]]"
    finding = only(*(Write("Risks", f"R-{n}", "current_score", formula) for n in range(1, 6)))
    assert (finding.row_id, "whole column" in finding.message) == ("R-1", True)


def test_chain_of_stale_values_is_reported_at_its_first_cell() -> None:
    """What follows from a stale cell is named as related and is no finding of its own."""
    finding = only(Cache(*SCORE, 1), Cache("Risks", "R-1", "current_tolerance", "Within appetite"),
                   Cache("Risks", "R-1", "open_points", "nothing"))
    rows = sound_book()["Risks"]
    assert (finding.code, finding.field, finding.expected) == ("WBK303", "current_score", "12")
    assert [r.cell for r in finding.related] == [
        cell_name(*rows.cell(0, "current_tolerance")), cell_name(*rows.cell(0, "open_points"))]


def test_stale_cells_without_a_common_cause_are_reported_each() -> None:
    """Stale cells of different rows are different faults."""
    assert len(found(Cache(*SCORE, 1), Cache("Risks", "R-3", "current_score", 1))) == 2
    assert len(found(Cache(*SCORE, 1), Cache("Risks", "R-1", "current_level", "Low"))) == 2


def test_stale_middle_of_a_chain_is_its_own_first_cell() -> None:
    """A dependant alone is wrong at its own cell."""
    assert only(Cache("Risks", "R-1", "current_tolerance", "Within appetite")).field == "current_tolerance"


def test_stale_ranks_are_one_finding() -> None:
    """One wrong place moves the others: ranks are reported once, the other cells as related."""
    finding = only(*(Cache("Risks", f"R-{n}", "rank", 9) for n in (1, 2, 3)))
    assert (finding.row_id, len(finding.related)) == ("R-1", 2)
    by_score = only(Cache(*SCORE, 1), Cache("Risks", "R-1", "rank", 4), Cache("Risks", "R-2", "rank", 3))
    assert (by_score.field, len(by_score.related)) == ("current_score", 2)


def test_cached_error_in_a_declared_formula_is_stale_not_an_error() -> None:
    """A calculated cell that shows an error where it should show a value is stale; WBK201 stays silent."""
    finding = only(Cache(*SCORE, REFERENCE_ERROR))
    assert finding.code == "WBK303"
    assert "#REF!" in finding.message


def test_unknown_function_is_said_once_per_column() -> None:
    """A column full of #NAME? is one finding that says why."""
    finding = only(*(Cache("Risks", f"R-{n}", "open_points", NAME_ERROR) for n in range(1, 6)))
    assert (finding.row_id, finding.field) == ("R-1", "open_points")
    assert "does not know a function" in finding.message


def test_error_in_a_plain_calculated_column_is_a_cell_error() -> None:
    """Without formulas a calculated column is plain data, and an error in it is one."""
    assert only(Cache("Risks", "R-1", "next_review", REFERENCE_ERROR), Freeze("Risks", "next_review")).code == "WBK201"


def test_date_that_lost_its_format_is_not_stale() -> None:
    """The serial number of the right day is the right value, another day is not."""
    book = sound_book()
    day = book.expected("Risks", "next_review")[0]
    assert isinstance(day, dt.date)
    serial = (day - dt.date(1899, 12, 30)).days
    assert found(Cache("Risks", "R-1", "next_review", serial)) == []
    assert only(Cache("Risks", "R-1", "next_review", serial + 1)).code == "WBK303"


def test_uncalculated_workbook_gives_one_note_per_column() -> None:
    """A file without any cached value gives a note for each calculated column, and nothing else."""
    content = {**template_tables(AS_OF)}
    book = Book(compose(content, as_of=AS_OF), AS_OF)
    plan = [f for f in check(book) if f.table == "PlanItems"]
    assert [(f.code, f.field) for f in plan] == [("WBK001", None), ("WBK304", "due_status")]


def test_workbook_of_another_day_is_judged_by_its_own_day() -> None:
    """Values that were right on the workbook's own day are not stale; the difference of days is one note."""
    workbook = sound_workbook()
    later = Book(workbook, AS_OF + dt.timedelta(days=400))
    assert [(f.code, f.cell) for f in check(later)] == [("WBK305", "B16")]


# ---------------------------------------------------------------------- shape


def test_foreign_workbook_gives_one_finding() -> None:
    """A register of another layout is one clear finding, whatever its sheets are called."""
    cells = {(1, 1): "Risk", (1, 2): "Likelihood", (2, 1): "Fire", (2, 2): " high"}
    for sheet in ("Register", "Risks", "Start"):
        table = TableInfo("Table1", sheet, Area(1, 1, 2, 2), ("Risk", "Likelihood"))
        workbook = MemoryWorkbook({sheet: cells}, [table])
        findings = check(Book(workbook, AS_OF))
        assert [(f.code, f.sheet) for f in findings] == [("WBK101", None)]
        assert "another layout" in findings[0].message
        assert "Plan and Risks" in findings[0].message
        assert len(findings[0].message) <= 180
        assert "smsxl new" in findings[0].fix


def test_half_a_workbook_misses_nothing() -> None:
    """The sheets of the half that is not there are not missed; those of the other half are."""
    risk = compose(template_tables(AS_OF), as_of=AS_OF, settled=True, part="risk")
    assert {f.code for f in check(Book(risk, AS_OF))} == {"WBK001", "WBK207"}
    risk.drop_sheet("Services")
    missing = [f for f in check(Book(risk, AS_OF)) if f.code == "WBK101"]
    assert len(missing) == 1
    assert "Services" in missing[0].message


def test_new_workbook_is_not_drowned() -> None:
    """The fresh template gives notes alone, and at most ten."""
    findings = check(Book(compose(template_tables(AS_OF), as_of=AS_OF, settled=True), AS_OF))
    assert {f.severity for f in findings} == {"note"}
    assert [f.sheet for f in findings if f.code == "WBK001"] == ["Plan", "Risks"]
    assert len(findings) <= 10


def test_renamed_sheet_is_not_missing() -> None:
    """Tables are found by their names, wherever they stand."""
    workbook = sound_workbook()
    workbook.cells["Our controls"] = workbook.cells.pop("Controls")
    info = workbook.tables["Controls"]
    workbook.tables["Controls"] = TableInfo(info.name, "Our controls", info.area, info.columns)
    assert check(Book(workbook, AS_OF)) == []


@pytest.mark.parametrize(("table", "cell", "words"), [
    ("Controls", "A4", "no longer an Excel table"), ("Settings", None, "the name Settings"),
    ("RiskMatrix", None, "the name RiskMatrix"), ("Organisation", None, "the name Organisation"),
])
def test_lost_table_or_name_is_found(table: str, cell: str | None, words: str) -> None:
    """A table turned into a range and a form or grid without its name are found, and nothing else."""
    finding = only(Shape("no longer an Excel table:", table))
    assert (finding.code, finding.cell) == ("WBK102", cell)
    assert words.casefold() in finding.message.casefold()


def test_missing_column_is_reported_where_its_header_stood() -> None:
    """A mistyped header is named as what stands in the column's place."""
    finding = only(Shape("column dropped:", "Controls", "", "monitoring"))
    rows = sound_book()["Controls"]
    assert (finding.code, finding.cell) == ("WBK103", cell_name(*rows.places["monitoring"]))
    assert "Something else" in finding.message


def test_missing_line_of_a_form_is_reported() -> None:
    """A label of a form that nobody can read any more is missing."""
    workbook = sound_workbook()
    row, column = Book(workbook, AS_OF)["Organisation"].places["scope"]
    workbook.set_cell("Start", row, column - 1, None)
    findings = check(Book(workbook, AS_OF))
    assert [(f.code, f.cell) for f in findings] == [("WBK103", cell_name(row - 1, column - 1))]
    assert "below Organization" in findings[0].fix


@pytest.mark.parametrize(("version", "words"), [
    ("0.1", None), ("v0.0.9", None), ("0.1.0.dev3", None), (0.1, None), ("99.0", "newer"), (2, "newer"),
    (None, "does not say"), ("latest", "no version"),
])
def test_version_is_read(version: Any, words: str | None) -> None:
    """Older and equal versions pass; newer, missing and unreadable ones are warned about."""
    edit = Put("Organisation", "", "template_version", version)
    if words is None:
        assert found(edit) == []
    else:
        assert words in only(edit).message


def test_plan_with_one_answer_is_begun() -> None:
    """One plan item that somebody worked on is enough."""
    items = [Put("PlanItems", row["id"], field, "Not started" if field == "status" else None)
             for row in template_tables(AS_OF)["PlanItems"] for field in ("approach", "evidence", "status")
             if isinstance(row["id"], str)]
    items += [Put("PlanItems", str(row["id"]), "owner_role", None) for row in template_tables(AS_OF)["PlanItems"]]
    rest = [Delete(name, "*") for name in sound_plan()]
    assert "WBK001" in {code for code, *_ in found(*items, *rest)}
    assert "WBK001" not in {code for code, *_ in found(*items, *rest[1:])}
    assert "WBK001" not in {code for code, *_ in found(*items, *rest, Put("PlanItems", "P-01", "approach", "As ever"))}


# ---------------------------------------------------------------------- layout


def test_merge_reports_each_hidden_value() -> None:
    """Each stored value under a merge is a finding at its cell; blank cells under it are not."""
    workbook = sound_workbook()
    rows = Book(workbook, AS_OF)["Risks"]
    row, column = rows.cell(0, "classification")
    workbook.merge("Risks", Area(row, column, row + 2, column))
    findings = check(Book(workbook, AS_OF))
    assert [(f.code, f.cell, f.row_id, f.field) for f in findings] == [
        ("WBK401", cell_name(row + k, column), f"R-{k + 1}", "classification") for k in (1, 2)]


def test_merged_title_is_no_fault() -> None:
    """Merges outside the data, such as a title above the table, are left alone."""
    workbook = sound_workbook()
    workbook.set_cell("Risks", 1, 1, "Our risks")
    workbook.set_cell("Risks", 1, 2, "hidden")
    workbook.merge("Risks", Area(1, 1, 2, 9))
    assert check(Book(workbook, AS_OF)) == []


def test_merge_in_a_form_hides_its_value() -> None:
    """Merging a label with its value hides the value."""
    workbook = sound_workbook()
    row, column = Book(workbook, AS_OF)["Organisation"].places["scope"]
    workbook.merge("Start", Area(row, column - 1, row, column))
    assert [(f.code, f.cell) for f in check(Book(workbook, AS_OF))] == [("WBK401", cell_name(row, column))]


@pytest.mark.parametrize(("gap", "columns", "reported"), [
    (1, (1,), True), (1, (1, 3), True), (3, (1, 2, 3), True), (3, (3,), False), (3, (1, 3), False),
    (49, (1, 2, 3), True), (60, (1, 2, 3), False), (1, (60, 61), False),
])
def test_rows_below_a_table(gap: int, columns: tuple[int, ...], *, reported: bool) -> None:
    """Rows within reach and in the table's columns are found; a remark or a legend further below is left alone."""
    workbook = sound_workbook()
    last = workbook.tables["Risks"].area.last_row
    for column in columns:
        workbook.set_cell("Risks", last + gap, column, "x")
    assert [(f.code, f.cell) for f in check(Book(workbook, AS_OF))] == (
        [("WBK402", cell_name(last + gap, columns[0]))] if reported else [])


def test_totals_row_and_tables_below_are_not_outside() -> None:
    """Excel's totals row belongs to the table, another table with its title to itself."""
    workbook = sound_workbook()
    info = workbook.tables["Controls"]
    end = info.area.last_row
    workbook.set_cell("Controls", end + 1, 1, "Total")
    workbook.set_cell("Controls", end + 1, 12, 1200)
    workbook.tables["Controls"] = TableInfo(
        info.name, info.sheet, Area(info.area.first_row, 1, end + 1, info.area.last_column), info.columns,
        totals_rows=1)
    workbook.set_cell("Controls", end + 4, 1, "Suppliers of controls")
    workbook.set_cell("Controls", end + 4, 3, "as of today")
    for column, text in enumerate(("Supplier", "Phone"), start=1):
        workbook.set_cell("Controls", end + 5, column, text)
        workbook.set_cell("Controls", end + 6, column, text * 2)
    workbook.tables["Mine"] = TableInfo("Mine", "Controls", Area(end + 5, 1, end + 6, 2), ("Supplier", "Phone"))
    assert check(Book(workbook, AS_OF)) == []


def test_filter_that_hides_many_rows_is_one_finding() -> None:
    """The message names the first runs of hidden rows and counts the rows of the others."""
    rows = [Add("Risks", {"id": f"X-{n}", "type": "Threat"}) for n in range(20)]
    hidden = [Shape("row hidden:", "Risks", f"X-{n}") for n in range(0, 20, 2)]
    finding, = (f for f in check(sound_book([*rows, *hidden])) if f.code == "WBK404")
    assert "Rows 10, 12, 14, 16, 18 and 5 more of Risks are hidden" in finding.message


def test_header_that_ends_in_of_is_quoted() -> None:
    """Messages stay readable where a header is half a phrase."""
    finding, = (f for f in check(sound_book([Put("Services", "S-2", "part_of", "S-9")])) if f.code == "WBK208")
    assert finding.message.startswith('"Part of" of S-2 names S-9')


def test_neighbouring_blank_rows_are_one_finding() -> None:
    """A run of blank rows is one finding at its first row; blank rows at the end are room to grow."""
    book = sound_book([Shape("row emptied:", "Risks", "R-2"), Shape("row emptied:", "Risks", "R-3")])
    [finding] = [f for f in check(book) if f.code == "WBK403"]
    assert finding.cell == "A6"
    assert "6 to 7" in finding.message
    assert "WBK403" not in {code for code, _, _ in found(Shape("row emptied:", "Controls", "C-2"))}


def test_hidden_rows_and_columns() -> None:
    """Hidden rows with data are one finding a table, hidden columns only where people must fill them in."""
    findings = check(sound_book([Shape("row hidden:", "Risks", f"R-{n}") for n in (1, 2, 4)]))
    assert [(f.code, f.cell) for f in findings] == [("WBK404", "A5")]
    assert "Rows 5 to 6 and 8 of Risks are hidden" in findings[0].message
    assert [place.cell for place in findings[0].related] == ["A8"]
    workbook = sound_workbook()
    places = Book(workbook, AS_OF)["Risks"].places
    workbook.hide_column("Risks", places["inherent_likelihood"][1])
    assert check(Book(workbook, AS_OF)) == []
    workbook.hide_column("Risks", places["category"][1])
    assert [(f.code, f.cell) for f in check(Book(workbook, AS_OF))] == [("WBK404", cell_name(*places["category"]))]


# ---------------------------------------------------------------------- document


def test_approval_needs_name_and_day() -> None:
    """Each blank field of an approval is a finding at its cell, in approved documents alone."""
    blank = [Put("Organisation", "", field, None) for field in ("approved_by", "approved_on")]
    assert [code for code, _, _ in found(*blank)] == ["WBK501", "WBK501"]
    assert found(*blank, Put("Organisation", "", "status", "Draft")) == []


def test_change_on_the_day_of_approval_is_part_of_it() -> None:
    """Only a later change asks for a new approval."""
    def changed(day: dt.date) -> Add:
        return Add("ChangeLog", {"version": "1.1", "date": day, "author": "A", "change": "C"})

    assert found(changed(dt.date(2026, 11, 12))) == []
    assert [code for code, _, _ in found(changed(dt.date(2026, 11, 13)))] == ["WBK502"]
    assert found(Delete("Distribution", "D-1")) == []


def test_formulas_of_unknown_cells_do_not_break_the_rules() -> None:
    """Input cells that hold a formula are judged by its value; one without a value is left alone."""
    workbook = sound_workbook()
    rows = Book(workbook, AS_OF)["Risks"]
    workbook.set_cell("Risks", *rows.cell(0, "status"), Calculated('"Open"', "Open"))
    workbook.set_cell("Risks", *rows.cell(0, "assessed_on"), Calculated("TODAY()", NOT_CALCULATED))
    workbook.set_cell("Risks", *rows.cell(0, "confidence"), Calculated("X1", NOT_CALCULATED))
    assert {f.code for f in check(Book(workbook, AS_OF))} <= {"WBK303"}  # R-1's own row follows the changed status


def test_address_of_another_row_is_another_formula() -> None:
    """The declared formula written with addresses is right in its own row only, wherever else the text stands."""
    book = sound_book()
    rows = book["Risks"]
    likelihood, impact = (cell_name(*rows.cell(0, f"current_{axis}")) for axis in ("likelihood", "impact"))
    text = (f'IF(OR(Risks[[#This Row],[Current likelihood]]="",{impact}=""),"",'
            f"RISK_SCORE({likelihood},{impact},ScoringMethod))")
    edits = [Write("Risks", row, "current_score", text) for row in ("R-1", "R-2")]
    found = [f for f in run(RULES, sound_book(edits)) if f.code == "WBK302"]
    assert [f.row_id for f in found] == ["R-2"]
