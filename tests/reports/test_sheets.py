"""The summary sheets in the user's workbook: right numbers, text that stays text, nothing else touched."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from smsxl.build import build_workbook, new_workbook
from smsxl.errors import UnwritableError, UsageError
from smsxl.hosts.package import open_workbook
from smsxl.report import summarise_file, write_report
from smsxl.reports.sheets import render_sheets
from smsxl.reports.summary import Summary
from smsxl.rules.examples import Put
from smsxl.sample import sample_tables
from smsxl.tables.formula import PLAIN
from tests import office
from tests.reports.conftest import AS_OF, SAMPLE, summary_of

OURS = ("Risk Summary", "Plan Summary")
TYPED = ('=HYPERLINK("http://example.invalid","x")', "+1", "-2", "@SUM(A1)", "\t=1+1", "\r=1+1", "{=1}", "'=1",
         "http://example.invalid", "mailto:a@b", "internal:Risks!A1", "12", "1/2", "TRUE", "#REF!", "</v><f>1</f>",
         "x" * 40_000)
pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension:UserWarning")


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sample in plain formulas with its summary."""
    path = tmp_path_factory.mktemp("reported") / "book.xlsx"
    new_workbook(path, sample=True, dialect=PLAIN, as_of=AS_OF)
    found = write_report(str(path), as_of=AS_OF)
    assert found.live > 200
    return path


def cells(path: Path, *, values: bool = True) -> dict[tuple[str, str], Any]:
    """Return every cell of our sheets."""
    book = openpyxl.load_workbook(path, data_only=values)
    return {(name, cell.coordinate): cell.value for name in OURS for row in book[name].iter_rows() for cell in row
            if cell.value is not None}


def test_libreoffice_counts_the_same(reported: Path, tmp_path: Path) -> None:
    """After a full recalculation every live formula gives what Python wrote beside it."""
    formulas = {place: text for place, text in cells(reported, values=False).items()
                if isinstance(text, str) and text.startswith("=")}
    ours, theirs = cells(reported), cells(office.recalculated(reported, tmp_path))
    assert len(formulas) > 200
    differing = {place: (ours.get(place), theirs.get(place), text) for place, text in formulas.items()
                 if ours.get(place) != theirs.get(place)}
    assert differing == {}


def parts(path: Path) -> dict[str, bytes]:
    """Return the parts of a package."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_nothing_else_in_the_workbook_changes(tmp_path: Path) -> None:
    """All sheets, tables and other parts that are not smsxl's own keep their bytes."""
    path = tmp_path / "book.xlsx"
    shutil.copy(SAMPLE, path)
    before = parts(path)
    names = {sheet.name: f"xl/worksheets/sheet{i}.xml" for i, sheet in enumerate(open_workbook(str(path)).sheets, 1)}
    write_report(str(path), as_of=AS_OF)
    after = parts(path)
    own = {names[name] for name in (*OURS, "Findings")}
    kept = [name for name in before if name.startswith("xl/worksheets/sheet") and name not in own]
    assert len(kept) > 20
    for name in kept:
        assert after[name] == before[name], name
    for name in before:
        if name.startswith(("xl/tables/", "xl/theme", "xl/sharedStrings")) and b"Findings" not in before[name]:
            assert after[name] == before[name], name


def test_charts_refer_to_their_own_sheet_alone(reported: Path) -> None:
    """A chart that is moved with its sheet shows that sheet's cells and no other's."""
    inner = parts(reported)
    charts = [text.decode() for name, text in inner.items() if name.startswith("xl/charts/chart")]
    assert len(charts) >= 4
    for text in charts:
        owners = {name.strip("'") for name in re.findall(r"<c:f>([^!<]+)!", text)}
        assert len(owners) == 1
        assert owners <= {*OURS}


def test_links_lead_to_the_row_that_they_name(reported: Path) -> None:
    """Every id that is a link leads to the cell with that id."""
    book = openpyxl.load_workbook(reported)
    seen = 0
    for name in OURS:
        for row in book[name].iter_rows():
            for cell in row:
                if cell.hyperlink is not None:
                    sheet, _, place = str(cell.hyperlink.location).rpartition("!")
                    assert book[sheet.strip("'").replace("''", "'")][place].value == cell.value
                    seen += 1
    assert seen > 100


def test_what_users_type_stays_text(tmp_path: Path) -> None:
    """A title that looks like a formula, a link or a number is text in every cell that shows it."""
    content = sample_tables(AS_OF)
    for i, typed in enumerate(TYPED):
        for table, field in (("Risks", "title"), ("Risks", "owner"), ("Risks", "category"), ("Services", "name"),
                             ("Kpis", "kpi"), ("PlanItems", "requirement")):
            content[table][i][field] = typed
        content["Categories"].append({"category": typed})
    path = tmp_path / "book.xlsx"
    build_workbook(path, as_of=AS_OF, fixed=True, content=content)
    write_report(str(path), as_of=AS_OF)
    book = openpyxl.load_workbook(path)
    cells_ = [cell for name in OURS for row in book[name].iter_rows() for cell in row if cell.value is not None]
    assert all(str(cell.value).startswith(("=COUNTIFS(", "=SUMIFS(", "=SUM(", "=IFERROR("))
               for cell in cells_ if cell.data_type == "f")
    texts = {str(cell.value).strip()[:200] for cell in cells_ if cell.data_type == "s"}
    assert {typed.strip()[:200] for typed in TYPED} <= texts
    assert not [cell for cell in cells_ if cell.hyperlink is not None and cell.hyperlink.target]


@pytest.mark.parametrize("typed", ["a\x07b", "\ud800x", "\uffff"], ids=ascii)
def test_what_xml_cannot_hold_stops_nothing(typed: str, tmp_path: Path) -> None:
    """Control characters and halves of a surrogate pair become the replacement character."""
    summary = summary_of([Put("Risks", "R-1", "title", typed), Put("Risks", "R-1", "owner", typed),
                          Put("Risks", "R-1", "category", typed), Put("RiskLevels", "Low", "label", typed),
                          Put("Organisation", "", "organization", typed)])
    path = tmp_path / "summary.xlsx"
    render_sheets(summary, path, alone=True)
    shown = {str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row}
    assert [text for text in shown if "\ufffd" in text]


@pytest.mark.parametrize("size", [2, 3, 7, 10])
def test_any_matrix_has_its_maps(size: int, tmp_path: Path) -> None:
    """Small and large matrices, many levels, no risks at all: the sheets are made, and no block lies over another."""
    content = sample_tables(AS_OF)
    content["RiskMatrix"] = [{"likelihood": like, "impact": imp, "level": "Low" if like * imp < 5 else "High"}
                             for like in range(1, size + 1) for imp in range(1, size + 1)]
    path = tmp_path / "book.xlsx"
    build_workbook(path, as_of=AS_OF, fixed=True, content=content)
    write_report(str(path), as_of=AS_OF)
    assert open_workbook(str(path)).grid("Risk Summary").rows


@pytest.mark.parametrize("part", ["risk", "plan", "both"])
def test_half_a_workbook_gets_half_a_summary(part: str, tmp_path: Path) -> None:
    """A workbook of one half gets the summary of that half, an empty one a summary of nothing."""
    for sample in (True, False):
        path = tmp_path / f"{sample}.xlsx"
        new_workbook(path, sample=sample, part=part, as_of=AS_OF)
        assert set(write_report(str(path), as_of=AS_OF).sheets) == {
            *(["Risk Summary"] if part != "plan" else []), *(["Plan Summary"] if part != "risk" else [])}


def test_another_day_gives_values(tmp_path: Path) -> None:
    """Where the workbook's formulas go by another day than the report, no figure is a formula that would disagree."""
    path = tmp_path / "book.xlsx"
    shutil.copy(SAMPLE, path)
    assert write_report(str(path), as_of=dt.date(2027, 3, 1)).live == 0
    assert not [text for text in cells(path, values=False).values() if str(text).startswith("=")]


def test_a_sheet_of_the_users_is_left_alone(tmp_path: Path) -> None:
    """A sheet of that name without smsxl's mark stops the report; with -o the summary is a workbook of its own."""
    path, out = tmp_path / "book.xlsx", tmp_path / "summary.xlsx"
    new_workbook(path, sample=True, part="risk", as_of=AS_OF)
    book = openpyxl.load_workbook(path)
    del book["Risk Summary"].defined_names["_smsxl"]
    book.save(path)
    before = path.read_bytes()
    with pytest.raises(UnwritableError, match="Risk Summary"):
        write_report(str(path), as_of=AS_OF)
    assert path.read_bytes() == before
    found = write_report(str(path), out, as_of=AS_OF)
    assert found.alone is not None
    assert found.sheets == ("Risk Summary", "Findings")
    assert path.read_bytes() == before
    alone = openpyxl.load_workbook(out)
    assert not [cell for sheet in alone for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_an_audience_gets_a_workbook_of_its_own(tmp_path: Path) -> None:
    """What is made for an audience never lies beside the rows that it may not read."""
    path, out = tmp_path / "book.xlsx", tmp_path / "summary.xlsx"
    shutil.copy(SAMPLE, path)
    with pytest.raises(UsageError, match="-o"):
        write_report(str(path), as_of=AS_OF, audience="Internal")
    write_report(str(path), out, as_of=AS_OF, audience="Internal")
    whole = summarise_file(str(path), as_of=AS_OF)
    assert whole.risk is not None
    secret = {risk.title for risk in whole.risk.risks if risk.classification == "Confidential"}
    assert secret
    shown = "\n".join(str(cell.value) for sheet in openpyxl.load_workbook(out) for row in sheet.iter_rows()
                      for cell in row)
    assert not [title for title in secret if title in shown]
    with pytest.raises(UsageError, match="itself"):
        write_report(str(path), path, as_of=AS_OF, audience="Internal")


def test_the_same_summary_gives_the_same_bytes(sample: Summary, tmp_path: Path) -> None:
    """The rendered workbook depends on nothing but the summary."""
    for name in ("a", "b"):
        render_sheets(sample, tmp_path / f"{name}.xlsx", alone=True)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_each_summary_prints_on_two_pages(reported: Path) -> None:
    """Print set-up: A4, one page wide and two high, with an area that leaves the values of sparklines out."""
    book = openpyxl.load_workbook(reported)
    for name in OURS:
        sheet = book[name]
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 2)
        assert sheet.page_setup.paperSize == 9
        assert str(sheet.print_area).replace("$", "").split("!")[-1].startswith("A1:X")


def test_history_remembers_each_day_once_and_the_next_report_shows_the_change(tmp_path: Path) -> None:
    """A second report of a day replaces the first; a later one compares; without History nothing is compared."""
    content = sample_tables(AS_OF)
    path = tmp_path / "book.xlsx"
    build_workbook(path, as_of=AS_OF, fixed=True, content=content)
    assert summarise_file(str(path), as_of=AS_OF).trend is None
    for _ in range(2):
        write_report(str(path), as_of=AS_OF)
    remembered = open_workbook(str(path)).grid("History").rows
    assert summarise_file(str(path), as_of=AS_OF).trend is None
    edit = openpyxl.load_workbook(path)
    risks = edit["Risks"]
    heads = {cell.value: cell.column for cell in risks[4]}
    assert risks.cell(5, heads["ID" if "ID" in heads else "Id"]).value == "R-001"
    risks.cell(5, heads["Current likelihood"]).value = 5
    risks.cell(5, heads["Current impact"]).value = 5
    risks.cell(6, heads["Status"]).value = "Closed"
    edit.save(path)
    later = AS_OF + dt.timedelta(days=30)
    trend = summarise_file(str(path), as_of=later).trend
    assert trend is not None
    assert trend.since == AS_OF
    assert [change.now.id for change in trend.risen if change.now] == ["R-001"]
    assert [change.now.id for change in trend.crossed if change.now] == ["R-001"]
    assert trend.gone == ("R-002",)
    (figure,) = (each for each in trend.figures if each.label == "Open threats")
    assert figure.now == (figure.before or 0) - 1
    write_report(str(path), as_of=later)
    assert len(open_workbook(str(path)).grid("History").rows) == 2 * len(remembered) - 4 or len(
        open_workbook(str(path)).grid("History").rows) > len(remembered)
    edit = openpyxl.load_workbook(path)
    del edit["History"]
    edit.save(path)
    assert summarise_file(str(path), as_of=later).trend is None
