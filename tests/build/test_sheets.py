from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from smsxl.build.layout import HEADER_ROW, fits_inline, labels_of, list_name
from smsxl.tables import BY_NAME, SHEETS, Column, Kind, Part, Table, Type
from smsxl.tables.compose import tables_of


@pytest.fixture(scope="module")
def sample(built: dict[str, Path]) -> Any:
    """Return the sample as openpyxl sees it: what Excel would offer to the user."""
    return openpyxl.load_workbook(built["sample"])


def own_tables() -> list[Table]:
    """Return the tables with a sheet of their own that people fill."""
    return [t for t in tables_of() if t.kind is Kind.TABLE and t.part in (Part.START, Part.RISK, Part.PLAN)]


def validation(sheet: Any, cell: str) -> Any:
    """Return the validation that rules a cell."""
    found = [rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref]
    assert len(found) == 1, cell
    return found[0]


def columns() -> list[tuple[Table, int, Column]]:
    """Return every column that people may click into, with its number."""
    return [(table, i, column) for table in own_tables() for i, column in enumerate(table.columns, start=1)]


@pytest.mark.parametrize(("table", "number", "column"), columns(), ids=lambda v: getattr(v, "name", None) or getattr(
    v, "field", ""))
def test_every_cell_says_what_belongs_in_it(table: Table, number: int, column: Column, sample: Any) -> None:
    """Each column shows its help line, and offers or demands what its declaration says, far below the last row."""
    sheet = sample[table.sheet]
    rule = validation(sheet, f"{get_column_letter(number)}{HEADER_ROW + 1500}")
    assert rule.prompt.startswith(column.help[:200])
    assert rule.promptTitle == column.header[:32]
    if column.calculated or column.many:
        assert rule.type in (None, "none")
    elif column.choices:
        labels = labels_of(column)
        assert rule.type == "list"
        if fits_inline(labels):
            assert rule.formula1 == f'"{",".join(labels)}"'
        else:
            area = sample.defined_names[rule.formula1].attr_text.split("!")[1].replace("$", "")
            assert tuple(cell.value for (cell,) in sample["Lists"][area]) == labels
    elif column.scale or any(name in BY_NAME for name in column.refers):
        source = column.scale or next(name for name in column.refers if name in BY_NAME)
        assert (rule.type, rule.formula1) == ("list", list_name(source))
        shown = BY_NAME[source].names[0]
        assert sample.defined_names[list_name(source)].attr_text == f"{source}[{BY_NAME[source][shown].header}]"
    elif column.type is Type.DATE:
        assert rule.type == "date"


@pytest.mark.parametrize("table", own_tables(), ids=lambda table: table.name)
def test_headers_and_ids_stay_in_view(table: Table, sample: Any) -> None:
    """The header row is frozen and repeated on paper, and the id column is frozen too."""
    sheet = sample[table.sheet]
    assert sheet.freeze_panes.endswith(str(HEADER_ROW + 1))
    assert (sheet.freeze_panes[0] != "A") is (table.key is not None)
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"


def test_wide_registers_print_on_pages_side_by_side(sample: Any) -> None:
    """Risks has too many columns for one page: several lie side by side, id and title on each, text of 7 points."""
    sheet = sample["Risks"]
    wide = sheet.page_setup.fitToWidth
    fields = [column.field for column in BY_NAME["Risks"].columns]
    last = get_column_letter(fields.index("title") + 1)
    assert sheet.page_setup.pageOrder == "overThenDown"
    assert sheet.print_title_cols == f"$A:${last}"
    pixels = [7 * group.width + 5 for group in sheet.column_dimensions.values()
              for _ in range(group.min, group.max + 1)]
    assert len(pixels) == len(fields)
    repeated = sum(pixels[:fields.index("title") + 1])
    assert sum(pixels) + (wide - 1) * repeated <= wide * 10.89 * 96 / 0.7
    assert f"prints on {wide} pages" in str(sheet["A3"].value)
    assert sample["Treatments"].page_setup.fitToWidth in (None, 1)


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_can_be_printed(name: str, sample: Any) -> None:
    """Each sheet is landscape, fitted to pages or broken between its blocks, and says sheet, file and page."""
    sheet = sample[name]
    assert sheet.page_setup.orientation == "landscape"
    if name == "Criteria":
        assert sheet.page_setup.scale == 75
        assert [sheet.cell(each.id + 1, 1).value.split("  ")[0] for each in sheet.row_breaks.brk] == [
            "Impact", "Categories"]
        assert [each.id for each in sheet.col_breaks.brk] == [7]
    else:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "&A" in sheet.oddHeader.left.text
    assert "File" in sheet.oddHeader.right.text or "&F" in sheet.oddHeader.right.text
    assert "&P" in sheet.oddFooter.right.text
    assert sheet.sheet_properties.tabColor is not None


def test_outline_leaves_the_key_columns(sample: Any) -> None:
    """Folded to level 1 Risks shows exactly the printed columns; inherent and residual columns fold on their own."""
    sheet = sample["Risks"]
    levels = {}
    for group in sheet.column_dimensions.values():
        for number in range(group.min, group.max + 1):
            levels[number] = group.outlineLevel
    for number, column in enumerate(BY_NAME["Risks"].columns, start=1):
        assert levels.get(number, 0) == (2 if column.group else 0 if column.printed else 1), column.field
        assert not sheet.column_dimensions[get_column_letter(number)].hidden


def conditions(sheet: Any, cell: str) -> list[tuple[str, Any]]:
    """Return formula and look of the conditions over a cell, the first to win first."""
    rules = [rule for area in sheet.conditional_formatting if cell in area.cells for rule in area.rules]
    return [(rule.formula[0], rule.dxf) for rule in sorted(rules, key=lambda rule: rule.priority)]


def test_levels_wear_the_criteria_s_colours(sample: Any) -> None:
    """A level cell has one condition per level, which compares with the label in RiskLevels and has its colour."""
    number = 1 + [column.field for column in BY_NAME["Risks"].columns].index("current_level")
    cell = f"{get_column_letter(number)}{HEADER_ROW + 1}"
    found = {formula: look.fill.bgColor.rgb for formula, look in conditions(sample["Risks"], cell)
             if "level_" in formula}
    area = sample["Criteria"].tables["RiskLevels"].ref
    levels = [[c.value for c in row] for row in sample["Criteria"][area]][1:]
    assert len(found) == len(levels) == 4
    for i, level in enumerate(levels, start=1):
        sheet, where = sample.defined_names[f"level_{i}"].attr_text.split("!")
        assert sample[sheet][where.replace("$", "")].value == level[0]
        assert found[f'AND({cell}<>"",{cell}=level_{i})'] == f"FF{level[3]}"


@pytest.mark.parametrize("table", own_tables(), ids=lambda table: table.name)
def test_findings_light_up_first(table: Table, sample: Any) -> None:
    """The condition that reads Findings wins over all others: by row id and header, by address where there is no id."""
    first = f"A{HEADER_ROW + 1}"
    formula, _ = conditions(sample[table.sheet], first)[0]
    assert f'COUNTIFS(findings_sheet,"{table.sheet}"' in formula
    assert "ADDRESS(ROW(A5),COLUMN(A5),4)" in formula
    assert ("findings_field,A$4" in formula) is (table.key is not None)


def test_findings_is_there_and_empty(sample: Any) -> None:
    """Findings is a table with its headers and one blank row."""
    table = sample["Findings"].tables["Findings"]
    assert table.ref == f"A{HEADER_ROW}:H{HEADER_ROW + 1}"
    assert all(cell.value is None for cell in sample["Findings"][HEADER_ROW + 1])


def test_criteria_can_grow(sample: Any) -> None:
    """Below every criteria table there are empty rows before the next block begins."""
    sheet = sample["Criteria"]
    for table in sheet.tables.values():
        area = sheet[table.ref]
        last, first = area[-1][0].row, area[0][0].column
        below = [sheet.cell(row, column).value for row in range(last + 1, last + 5)
                 for column in range(first, first + len(area[0]))]
        assert below == [None] * len(below), table.name


@pytest.mark.parametrize("name", ["Risk Summary", "Plan Summary"])
def test_summaries_have_charts(name: str, sample: Any) -> None:
    """Each summary shows at least one chart."""
    assert sample[name]._charts


def test_start_leads_to_every_sheet(sample: Any) -> None:
    """Start links to each other sheet."""
    targets = {cell.hyperlink.location.split("!")[0].strip("'")
               for row in sample["Start"].iter_rows() for cell in row if cell.hyperlink}
    assert targets >= set(SHEETS) - {"Start"}


def test_self_test_says_that_functions_work(sample: Any, built: dict[str, Path]) -> None:
    """Start has a cell that tries a function, and what it caches says that functions work here."""
    formulas = [cell.coordinate for row in sample["Start"].iter_rows() for cell in row
                if "RISK_SCORE(4,5)=20" in str(getattr(cell.value, "text", cell.value))]
    assert len(formulas) == 1
    values = openpyxl.load_workbook(built["sample"], data_only=True)["Start"]
    assert values[formulas[0]].value == "Functions work here"
