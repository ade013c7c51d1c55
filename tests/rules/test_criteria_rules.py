"""The criteria rules (CRT) beyond their own examples."""

from __future__ import annotations

from typing import Any

import pytest

from smsxl.domain.values import REFERENCE_ERROR
from smsxl.hosts.port import NOT_CALCULATED, cell_name
from smsxl.rules import criteria_matrix, criteria_scales, criteria_tolerances
from smsxl.rules.engine import run
from smsxl.rules.examples import Add, Delete, Edit, Level, Put, Shape
from smsxl.rules.findings import Finding
from smsxl.tables.book import Book
from tests.rules.sound import address, sound_book, sound_workbook
from tests.rules.sound_rows import AS_OF

RULES = tuple(rule() for family in (criteria_scales, criteria_matrix, criteria_tolerances) for rule in family.RULES)


def findings(*edits: Edit) -> list[Finding]:
    """Return what all criteria rules find after some edits of the sound workbook."""
    return run(RULES, sound_book(edits))


def codes(*edits: Edit) -> list[str]:
    """Return the codes of what the criteria rules find, in the order of the cells."""
    return [finding.code for finding in findings(*edits)]


def matrix_cell(likelihood: int, impact: int) -> str:
    """Return the A1 name of a cell of the matrix."""
    place = sound_book().matrix
    assert place is not None
    return cell_name(*place.cells[likelihood, impact])


def test_sound_criteria_give_nothing() -> None:
    """The built-in criteria have no fault."""
    assert findings() == []


@pytest.mark.parametrize(("row", "value"), [("4", 6), ("1", 0), ("5", 7), ("2", 3), ("3", 2)])
def test_values_run_without_gap(row: str, value: float) -> None:
    """One wrong value of a scale is one finding, at the row that is out of place."""
    found = findings(Put("ImpactScale", row, "value", value))
    assert [(f.code, f.expected) for f in found] == [("CRT101", row)]
    assert (found[0].sheet, found[0].cell) == address(sound_book(), ("ImpactScale", row, "value"))


def test_deleted_step_is_a_gap_where_it_stood() -> None:
    """Where a step of a scale was deleted, the next one is named."""
    found = findings(Delete("ImpactScale", "3"))
    assert [(f.code, f.row_id, f.expected) for f in found] == [("CRT101", "4", "3")]


def test_scale_may_run_downwards() -> None:
    """The steps may stand in either order, and a gap is found in both."""
    turned = [Put("RiskLevels", label, "rank", rank) for label, rank in
              (("Low", 4), ("Moderate", 3), ("High", 2), ("Extreme", 1))]
    assert "CRT101" not in codes(*turned)
    assert "CRT101" in codes(*turned[1:], Put("RiskLevels", "Low", "rank", 5))


@pytest.mark.parametrize(("edit", "cell", "words"), [
    (Put("LikelihoodScale", "3", "from_per_year", 0.5), ("3", "from_per_year"), "leaves a gap"),
    (Put("LikelihoodScale", "3", "from_per_year", 0.2), ("3", "from_per_year"), "overlaps"),
    (Put("LikelihoodScale", "5", "to_per_year", 2), ("5", "to_per_year"), "holds nothing"),
])
def test_frequencies_follow_each_other(edit: Put, cell: tuple[str, str], words: str) -> None:
    """Each range begins where the one below ends, and ends above where it begins."""
    found = [f for f in findings(edit) if f.code == "CRT101"]
    assert [f.cell for f in found] == [address(sound_book(), ("LikelihoodScale", *cell))[1]]
    assert words in found[0].message


@pytest.mark.parametrize("value", [None, "three", 2.5, -1, REFERENCE_ERROR])
def test_a_value_that_does_not_count_is_another_rules_finding(value: Any) -> None:
    """A blank, a text, a fraction or an error among the values is not a gap."""
    assert codes(Put("ImpactScale", "3", "value", value)) == []


@pytest.mark.parametrize(("value", "code"), [
    (None, []), (REFERENCE_ERROR, []), (True, []), ("Weather", ["CRT301"]), ("4", ["CRT301"])])
def test_overwritten_row_for_all_others_is_one_finding(value: Any, code: list[str]) -> None:
    """Overwriting the row * is a missing tolerance, unless what stands there is no category at all."""
    assert codes(Put("Tolerances", "*", "category", value)) == code


@pytest.mark.parametrize(("table", "row", "field", "value"), [
    ("LikelihoodScale", "4", "label", "POSSIBLE"), ("ImpactScale", "4", "label", " moderate"),
    ("RiskLevels", "High", "label", "moderate"), ("Categories", "Security", "category", "technical"),
])
def test_labels_are_compared_without_case_and_spaces(table: str, row: str, field: str, value: str) -> None:
    """A repeated label is found at its second row, which names the first."""
    found = [f for f in findings(Put(table, row, field, value)) if f.code == "CRT102"]
    assert len(found) == 1
    assert len(found[0].related) == 1


def test_repeated_tolerance_is_found() -> None:
    """Two rows for all others contradict each other."""
    assert codes(Add("Tolerances", {"category": "*", "appetite": 3, "tolerance": 6})) == ["CRT102"]


@pytest.mark.parametrize(("days", "code"), [(None, ["CRT304"]), (0, ["CRT304"]), (1, []), (-3, []), ("x", [])])
def test_every_level_is_reviewed(days: Any, code: list[str]) -> None:
    """A level without days, or with none, is never reviewed; what is no number of days is another rule's finding."""
    assert codes(Put("RiskLevels", "High", "review_days", days)) == code


@pytest.mark.parametrize(("level", "code"), [
    (None, "CRT201"), ("  ", "CRT201"), ("Hihg", "CRT202"), (3, "CRT202"), (REFERENCE_ERROR, "CRT202"),
    ("Low", "CRT203"), ("Extreme", "CRT203"),
])
def test_one_wrong_cell_of_the_matrix_is_one_finding(level: Any, code: str) -> None:
    """A cell that is blank, unknown or out of order gives one finding at that cell; the finer rules wait."""
    found = findings(Level(2, 4, level))
    assert [(f.code, f.cell) for f in found if f.code != "CRT205"] == ([(code, matrix_cell(2, 4))])


def test_formula_without_value_is_a_missing_level() -> None:
    """A matrix cell that nobody calculated has no level, and is not unknown as well."""
    workbook = sound_workbook()
    place = Book(workbook, AS_OF).matrix
    assert place is not None
    workbook.set_formula(place.sheet, *place.cells[2, 4], "X1", NOT_CALCULATED)
    assert [f.code for f in run(RULES, Book(workbook, AS_OF))] == ["CRT201"]


@pytest.mark.parametrize("text", ["3", None, 9])
def test_axis_without_its_number_is_one_finding(text: Any) -> None:
    """A likelihood that no row of the matrix has is reported at the axis cell that should hold it."""
    workbook = sound_workbook()
    place = Book(workbook, AS_OF).matrix
    assert place is not None
    at = place.axes["likelihood", 3]
    workbook.set_cell(place.sheet, *at, text)
    found = run(RULES, Book(workbook, AS_OF))
    assert [(f.code, f.cell) for f in found] == [("CRT201", cell_name(*at))]
    assert "likelihood 3" in found[0].message


def test_extended_scale_needs_a_wider_matrix() -> None:
    """A new step of a scale that the matrix lacks is reported at the matrix."""
    step = {"value": 6, "label": "Catastrophic", "customers_and_service": "All customers lost"}
    found = findings(Add("ImpactScale", step))
    assert [f.code for f in found] == ["CRT201"]
    assert "column for the impact 6" in found[0].message


@pytest.mark.parametrize(("table", "row", "field", "value"), [
    ("Tolerances", "*", "highest_level", "Huge"), ("Acceptances", "A-1", "level", "Huge")])
def test_levels_named_elsewhere_are_known(table: str, row: str, field: str, value: str) -> None:
    """Tolerances and acceptances may only name levels that there are."""
    found = findings(Put(table, row, field, value))
    assert [(f.code, (f.sheet, f.cell)) for f in found] == [("CRT202", address(sound_book(), (table, row, field)))]


def test_not_monotone_names_the_partners() -> None:
    """The finding names the nearest cell that it contradicts, and the others as related."""
    [finding] = [f for f in findings(Level(5, 5, "High")) if f.code == "CRT203"]
    assert finding.cell == matrix_cell(5, 5)
    assert matrix_cell(4, 5) in {r.cell for r in finding.related}


def test_jump_is_told_once_and_not_beside_disorder() -> None:
    """A skipped level is a warning at one cell; where the order is broken, that is the finding."""
    assert codes(Level(1, 5, "High")) == ["CRT205"]
    assert codes(Level(5, 1, "Extreme")) == ["CRT203"]


def test_weak_consistency_uses_ranges_where_given_else_equal_steps() -> None:
    """Wide ranges of a likelihood let a low risk outgrow an extreme one; equal steps do not."""
    wide = [Put("LikelihoodScale", "3", "to_per_year", 300), Put("LikelihoodScale", "4", "from_per_year", 1)]
    assert "CRT206" in codes(*wide)
    without = [Put("LikelihoodScale", str(n), f"{end}_per_year", None) for n in range(1, 6) for end in ("from", "to")]
    assert codes(*without) == []


def test_unreachable_level_is_named_at_its_row() -> None:
    """A level that no cell holds is reported where it is declared."""
    extra = {"label": "Insane", "rank": 5, "review_days": 7, "colour": "FFFFFF", "action": "Run",
             "accepted_by_role": "Nobody"}
    found = findings(Add("RiskLevels", extra))
    assert [(f.code, f.row_id) for f in found if f.code != "CRT206"] == [("CRT204", "Insane")]


@pytest.mark.parametrize(("threshold", "edits", "told"), [
    (0.3, [], True), (0.4, [], False), (None, [], False),
    (0.1, [Put("Risks", "R-2", "status", "Closed")], False),
    (0.1, [Put("Risks", "R-2", "current_likelihood", 4), Put("Risks", "R-2", "current_impact", 3)], False),
    (0.1, [Put("Risks", "R-2", "type", "Opportunity")], False),
    (0.1, [Put("Settings", "", "scoring_method", "impact-first")], False), (0.1, [Delete("Risks", "*")], False),
])
def test_ties_are_counted_among_open_risks_of_a_type(threshold: Any, edits: list[Edit], *, told: bool) -> None:
    """Equal scores of different ratings count, equal ratings, closed risks and other types do not."""
    found = codes(Put("Settings", "", "ties_threshold", threshold), *edits)
    assert found == (["CRT207"] if told else [])


def test_missing_tolerance_is_said_once_with_all_categories() -> None:
    """Without a row for all others the categories without a row are named; without any row at all, too."""
    found = findings(Put("Tolerances", "*", "category", "Technical"))
    assert [f.code for f in found] == ["CRT301"]
    assert "Operational, Financial, Security" in found[0].message
    assert len(found[0].related) == 3
    rows = [Add("Tolerances", {"category": c, "appetite": 4, "tolerance": 9})
            for c in ("Operational", "Financial", "Security")]
    assert codes(Put("Tolerances", "*", "category", "Technical"), *rows) == []
    assert codes(Delete("Tolerances", "*")) == ["CRT301"]


@pytest.mark.parametrize(("row", "code"), [
    ({"highest_level": "Moderate"}, []), ({"highest_level": "High"}, ["CRT303"]),
    ({"highest_level": "High", "tolerance": 10}, []), ({"highest_level": "Low"}, ["CRT303"]),
    ({"highest_level": "Low", "tolerance": 4}, []), ({"highest_level": "Unheard of"}, ["CRT202"]),
    ({"appetite": 10}, ["CRT302"]), ({"appetite": "10"}, []), ({"appetite": 9}, []),
])
def test_limits_of_a_tolerance_agree(row: dict[str, Any], code: list[str]) -> None:
    """Appetite, tolerance and highest level must each be able to decide something."""
    assert codes(*(Put("Tolerances", "*", field, value) for field, value in row.items())) == code


@pytest.mark.parametrize(("category", "told"), [
    ("Tecnical", True), ("technical ", False), ("Weather", False), ("*", False)])
def test_tolerance_of_an_unused_category(category: str, *, told: bool) -> None:
    """A tolerance is in use when Categories or a risk has its category."""
    found = codes(Put("Risks", "R-1", "category", "Weather"),
                  Add("Tolerances", {"category": category, "appetite": 3, "tolerance": 6}))
    assert ("CRT305" in found) == told


@pytest.mark.parametrize("table", ["RiskMatrix", "Settings", "RiskLevels", "Tolerances", "Categories",
                                   "LikelihoodScale"])
def test_missing_criteria_are_another_rules_finding(table: str) -> None:
    """Without a criteria table the rules that need it are silent."""
    workbook = sound_workbook([Shape("no longer an Excel table:", table)])
    book = Book(workbook, AS_OF)
    book.rows.pop(table, None)
    book.__dict__.pop("matrix", None)
    assert run(RULES, book) == []


def test_two_levels_can_not_be_consistent() -> None:
    """A matrix with two levels is not asked for one in between."""
    edits = [Delete("RiskLevels", "Moderate"), Delete("RiskLevels", "High"), Put("RiskLevels", "Extreme", "rank", 2),
             Put("Acceptances", "A-1", "level", "Extreme"),
             *(Level(like, imp, "Extreme" if like * imp > 9 else "Low")
               for like in range(1, 6) for imp in range(1, 6))]
    assert codes(*edits) == []


def test_weak_consistency_says_which_risk_is_the_smaller_one() -> None:
    """Where the cell of the highest level is named, it is the one that can be too small."""
    wide, deep = Put("LikelihoodScale", "3", "to_per_year", 300), Put("LikelihoodScale", "4", "from_per_year", 0.001)
    said = [(f.value, "smaller than" in f.message) for edit in (wide, deep) for f in findings(edit)
            if f.code == "CRT206"]
    assert set(said) == {("Low", False), ("Extreme", True)}


def test_unused_tolerance_is_found_without_a_row_for_all_others() -> None:
    """Where every category has its own row, a row more is unused; where one is missing, that comes first."""
    own = [Put("Tolerances", "*", "category", "Technical"),
           *(Add("Tolerances", {"category": name, "appetite": 4, "tolerance": 9})
             for name in ("Operational", "Financial", "Security"))]
    extra = Add("Tolerances", {"category": "Legal", "appetite": 4, "tolerance": 9})
    assert codes(*own) == []
    assert codes(*own, extra) == ["CRT305"]
    assert codes(*own[:-1], extra) == ["CRT301"]


def test_scale_that_begins_with_zero_is_found_at_its_first_step() -> None:
    """A scale from 0 is in order and begins too low."""
    edits = [Put("ImpactScale", str(n), "value", n - 1) for n in range(1, 6)]
    assert [(f.row_id, f.expected) for f in findings(*edits) if f.code == "CRT101"] == [("0", "1")]
