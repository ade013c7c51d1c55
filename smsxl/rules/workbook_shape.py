"""The shape of the workbook: which sheets, tables and columns are there (WBK001, WBK101 to WBK105)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from smsxl import __version__
from smsxl.domain.values import CellError
from smsxl.hosts.port import GridValue
from smsxl.rules.base import BookRule, Detail, Hit
from smsxl.rules.common import plan_untouched
from smsxl.rules.examples import Delete, Put, Shape, example
from smsxl.rules.findings import Severity
from smsxl.rules.workbook_cells import AREA, CLAUSE, JUDGED
from smsxl.tables import BY_NAME, Kind, Table
from smsxl.tables.book import Book
from smsxl.tables.locate import find_sheet, value_at
from smsxl.tables.rows import Rows, as_text
from smsxl.tables.text import fold, tidy

_START_AGAIN: Final = "start from `smsxl new` and paste the rows into its tables"


def is_ours(book: Book) -> bool:
    """Whether the workbook has any of the tables that people fill in."""
    return any(table.name in book for table in JUDGED)


def expected_tables(book: Book) -> list[Table]:
    """Return the tables of the halves of the workbook that are there."""
    return [table for table in JUDGED if book.expects(table)]


class NothingEnteredYet(BookRule):
    """A half of the workbook is still as it came.

    What it checks: that there is at least one risk, and that at least one plan item has been worked on or another
    sheet of the plan holds a row.
    Why it matters: a check without findings says nothing about a workbook in which nothing stands.
    How to fix: enter the first risk on Risks, or answer the first requirement on Plan.
    """

    code = "WBK001"
    name = "nothing-entered-yet"
    severity = Severity.NOTE
    area = AREA
    clause = "6.1"
    message = "Nothing has been entered on {sheet} yet."
    fix = "{first_step}."
    failing = example(Delete("Risks", "*"))
    passing = example(Delete("Distribution", "*"))
    _STEPS: Final[Mapping[str, str]] = {
        "Risks": "Enter the first risk",
        "PlanItems": "Answer the first requirement: say how you do it, who answers for it and how far it is",
    }

    def find(self, book: Book) -> Iterator[Hit]:
        for table, first_step in self._STEPS.items():
            rows = book.rows.get(table)
            if rows is not None and (not len(rows) if table == "Risks" else plan_untouched(book)):
                yield Hit(table, sheet=rows.sheet, row=rows.area.first_row, column=rows.area.first_column,
                          detail=Detail({"first_step": first_step}))


class SheetMissing(BookRule):
    """A sheet of the workbook is missing.

    What it checks: that every sheet is there whose tables belong to the half of the workbook in use, plan or risk. A
    workbook without any of the tables is taken for a register of another layout, which is one finding.
    Why it matters: nothing that stands on the sheet can be checked, and formulas that read it fail.
    How to fix: bring the sheet back from an earlier version, or start from `smsxl new` and paste the rows in.
    """

    code = "WBK101"
    suppressible = False
    name = "sheet-missing"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "{missing}; {consequence}."
    fix = "{remedy}."
    failing = example(Shape("sheet dropped:", "Controls"))
    passing = example(Shape("sheet dropped:", "Findings"))

    def find(self, book: Book) -> Iterator[Hit]:
        if not is_ours(book):
            plan, risks = BY_NAME["PlanItems"].sheet, BY_NAME["Risks"].sheet
            yield Hit(detail=Detail({
                "missing": f"None of the tables of smsxl is there, such as those of the sheets {plan} and {risks}",
                "consequence": "this looks like a register of another layout, so nothing in it was checked",
                "remedy": _START_AGAIN[:1].upper() + _START_AGAIN[1:]}))
            return
        by_sheet: dict[str, list[Table]] = {}
        for table in expected_tables(book):
            by_sheet.setdefault(table.sheet, []).append(table)
        for sheet, tables in by_sheet.items():
            if _is_missing(book, sheet, tables):
                names = ", ".join(table.name for table in tables)
                yield Hit(detail=Detail({
                    "missing": f"The sheet {sheet} is missing",
                    "consequence": f"its {'table' if len(tables) == 1 else 'tables'} {names} can't be checked",
                    "remedy": f"Bring the sheet back from an earlier version, or {_START_AGAIN}"}))


def _is_missing(book: Book, sheet: str, tables: Iterable[Table]) -> bool:
    """Whether a sheet is gone with all its tables: a renamed one still has them."""
    return find_sheet(book.workbook, sheet) is None and not any(table.name in book for table in tables)


class TableMissing(BookRule):
    """A table is missing from its sheet, or is no table any more.

    What it checks: that the sheet still has its Excel tables by name, and that the defined names of Organisation,
    Settings and RiskMatrix still point to them. Rows that still stand there as a plain range are checked all the same.
    Why it matters: formulas find the rows by the table's name; a plain range does not grow, and its formulas break.
    How to fix: select the rows with their headers, insert a table (Ctrl+T) and give it its name back; for a form or
    the matrix define the name again.
    """

    code = "WBK102"
    suppressible = False
    name = "table-missing"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "{what}."
    fix = "{remedy}."
    failing = example(Shape("no longer an Excel table:", "Treatments"))
    passing = example(Delete("Distribution", "*"))

    def find(self, book: Book) -> Iterator[Hit]:
        for table in expected_tables(book) if is_ours(book) else ():
            rows = book.rows.get(table.name)
            if rows is None:
                sheet = self._sheet(book, table)
                if sheet is not None:
                    yield Hit(table.name, sheet=sheet, detail=self._gone(table, sheet))
            elif not rows.is_excel_table and not any(fold(name) == fold(table.name) for name in book.workbook.tables):
                yield Hit(table.name, sheet=rows.sheet, row=rows.area.first_row - 1, column=rows.area.first_column,
                          detail=Detail({
                              "what": f"The rows of {table.name} are no longer an Excel table of this name",
                              "remedy": f"Select them with their headers, press Ctrl+T and name the table {table.name}",
                          }, expected=f"an Excel table named {table.name}"))

    def _sheet(self, book: Book, table: Table) -> str | None:
        """Return the sheet on which a table should stand: where its neighbours are; None where that is missing too."""
        found = find_sheet(book.workbook, table.sheet)
        return found or next((rows.sheet for rows in book.rows.values() if rows.declaration.sheet == table.sheet), None)

    def _gone(self, table: Table, sheet: str) -> Detail:
        if table.kind is Kind.TABLE:
            return Detail({"what": f"The table {table.name} is missing from the sheet {sheet}",
                           "remedy": f"Bring the table {table.name} back from an earlier version, or {_START_AGAIN}"},
                          expected=f"an Excel table named {table.name}")
        return Detail({"what": f"The name {table.name} no longer points to a range, so its cells on {sheet} can't be "
                               "found",
                       "remedy": f"Select the cells and define the name {table.name} for them again"},
                      expected=f"the defined name {table.name}")


@dataclass(frozen=True)
class _Line:
    """Where the headers of a table (or the labels of a form) stand: position on the line, and the text there."""

    known: Mapping[str, int]
    unknown: Mapping[int, str]


class ColumnMissing(BookRule):
    """A column of a table, or a line of a form, is missing.

    What it checks: that every declared header is there. Where an unknown header stands in its place, that is the cell.
    Why it matters: what the column says can't be checked, and formulas that read it fail.
    How to fix: give the header its name back, or insert the column again.
    """

    code = "WBK103"
    suppressible = False
    name = "column-missing"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "{table} has no {part} {column}{instead}."
    fix = "{remedy}."
    failing = example(Shape("column dropped:", "Risks", "", "owner"))
    passing = example(Shape("no longer an Excel table:", "Risks"))

    def find(self, book: Book) -> Iterator[Hit]:
        for table in JUDGED:
            rows = book.rows.get(table.name)
            if rows is None or table.kind is Kind.GRID:
                continue
            missing = [column.field for column in table.columns if column.field not in rows]
            if missing:
                yield from self._hits(book, rows, missing)

    def _hits(self, book: Book, rows: Rows, missing: list[str]) -> Iterator[Hit]:
        line = _line(book, rows)
        order = [column.field for column in rows.declaration.columns]
        for field in missing:
            k = order.index(field)
            before = next((name for name in reversed(order[:k]) if name in line.known), None)
            after = next((name for name in order[k:] if name in line.known), None)
            low = line.known[before] if before is not None else -1
            high = line.known[after] if after is not None else max([*line.known.values(), *line.unknown, low]) + 1
            between = [position for position in sorted(line.unknown) if low < position < high]
            gone = [name for name in missing if (before is None or order.index(name) > order.index(before))
                    and (after is None or order.index(name) < order.index(after))]
            instead = between[gone.index(field)] if len(between) == len(gone) else None
            yield self._hit(rows, field, line, before, instead)

    def _hit(self, rows: Rows, field: str, line: _Line, before: str | None, instead: int | None) -> Hit:
        header = rows.declaration[field].header
        position = instead if instead is not None else (
            line.known[before] if before is not None else
            min([*line.known.values(), *line.unknown], default=rows.area.first_column))
        place = (position, rows.area.first_column) if rows.is_form else (rows.area.first_row - 1, position)
        part = "line" if rows.is_form else "column"
        if instead is not None:
            said, remedy = f', and "{line.unknown[instead]}" stands in its place', f"Name it {header} again"
        else:
            said = ""
            side = "below" if rows.is_form else "to the right of"
            beside = f" {side} {rows.declaration[before].header}" if before is not None else ""
            remedy = f"Insert the {part} {header}{beside} again"
        return Hit(rows.declaration.name, field=field, sheet=rows.sheet, row=place[0], column=place[1],
                   value=line.unknown[instead] if instead is not None else None,
                   detail=Detail({"part": part, "instead": said, "remedy": remedy}, expected=header))


def _line(book: Book, rows: Rows) -> _Line:
    grid = book.workbook.grid(rows.sheet)
    if rows.is_form:
        known = {field: row for field, (row, _) in rows.places.items()}
        positions = [row for row in grid.rows if rows.area.first_row <= row <= rows.area.last_row]
        texts = {row: as_text(value_at(grid, row, rows.area.first_column)).strip() for row in positions}
    else:
        known = {field: column for field, (_, column) in rows.places.items()}
        texts = {column: as_text(value_at(grid, rows.area.first_row - 1, column)).strip() or text
                 for column, text in rows.headers.items()}
    taken = {*known.values(), *(position for _, position in rows.repeated)}
    return _Line(known, {position: text for position, text in texts.items() if text and position not in taken})


class ColumnRepeated(BookRule):
    """A column stands twice in a table.

    What it checks: that no declared header, nor another word for it, stands in two columns of a table or two lines of
    a form.
    Why it matters: one of the two is read and the other is not, and nobody sees which.
    How to fix: bring the values into one column, and delete or rename the other.
    """

    code = "WBK104"
    name = "column-repeated"
    severity = Severity.ERROR
    area = AREA
    clause = CLAUSE
    message = "{table} has a second {part} for {column}, which is not read."
    fix = "Bring the values together in one {part}, and delete or rename the other."
    failing = example(Shape("column repeated:", "Treatments", "", "owner"))
    passing = example(Put("Treatments", "T-1", "owner", "Owner"))

    def find(self, book: Book) -> Iterator[Hit]:
        for table in JUDGED:
            rows = book.rows.get(table.name)
            if rows is None:
                continue
            grid = book.workbook.grid(rows.sheet)
            for field, position in rows.repeated:
                row, column = (position, rows.area.first_column) if rows.is_form else (
                    rows.area.first_row - 1, position)
                value: GridValue = value_at(grid, row, column)
                yield Hit(table.name, field=field, sheet=rows.sheet, row=row, column=column, value=value,
                          detail=Detail({"part": "line" if rows.is_form else "column"},
                                        expected=f"one {table[field].header}"))


_VERSION: Final = re.compile(r"\s*v?(\d+(?:\.\d+)*)(?:[-+.]?(?:a|b|rc|dev|post|alpha|beta)[\w.]*)?(?:\+[\w.]+)?\s*",
                             re.IGNORECASE)
_LONGEST_VERSION: Final = 60
"""More characters are no version, whatever they are."""


def _version(text: str) -> tuple[int, ...] | None:
    match = _VERSION.fullmatch(text) if len(text) <= _LONGEST_VERSION else None
    if match is None:
        return None
    numbers = [int(part) for part in match[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()  # 1.0 is 1
    return tuple(numbers)


class WorkbookVersion(BookRule):
    """The workbook was made by another version of smsxl.

    What it checks: the version that stands in Organisation: that it is there, that it can be read, and that it is not
    newer than this smsxl.
    Why it matters: an older smsxl does not know what a newer workbook may contain, and would pass over it.
    How to fix: install the newer smsxl; where the version was deleted or changed, type it again.
    """

    code = "WBK105"
    name = "workbook-version"
    severity = Severity.WARNING
    area = AREA
    clause = CLAUSE
    message = "The workbook {said}."
    fix = "{remedy}."
    failing = example(Put("Organisation", "", "template_version", "99.1"), at=("Organisation", "", "template_version"))
    passing = example(Put("Organisation", "", "template_version", "0.0.1"))

    def find(self, book: Book) -> Iterator[Hit]:
        rows = book.rows.get("Organisation")
        if rows is None or "template_version" not in rows:
            return
        value = rows.raw("template_version")[0]
        if isinstance(value, CellError):
            return  # which is a finding of its own
        text = tidy(as_text(value))
        found, ours = _version(text), _version(__version__) or ()
        if found is not None and found <= ours:
            return
        if not text:
            said = "does not say which version of smsxl made it"
            remedy = f"Enter the version, or {__version__} where you do not know it"
        elif found is None:
            said = f'says that it was made by smsxl "{text[:40]}", which is no version'
            remedy = f"Enter the version, or {__version__} where you do not know it"
        else:
            said = f"was made by smsxl {text}, which is newer than this smsxl {__version__}"
            remedy = "Install the newer smsxl and check again"
        yield Hit("Organisation", 0, "template_version",
                  detail=Detail({"said": said, "remedy": remedy}, expected=f"at most {__version__}"))


RULES = (NothingEnteredYet, SheetMissing, TableMissing, ColumnMissing, ColumnRepeated, WorkbookVersion)
