"""Moves a workbook between the three forms of its functions: LAMBDA names, built-in formulas, Python behind macros."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from smsxl.build.forms import Stated, restated
from smsxl.build.macros import (
    WORKBOOK_CODE_NAME,
    asset,
    code_name,
    conf_workbook,
    project_name,
    ribbon,
)
from smsxl.build.package import RIBBON_RELATIONSHIPS
from smsxl.domain.values import CellValue
from smsxl.errors import UnreadableError, UsageError
from smsxl.functions import BY_NAME, FUNCTIONS, stored_form
from smsxl.functions.spell import calls_functions, spelled_out
from smsxl.hosts.package import formula_at
from smsxl.hosts.package.edit import Content, FormulaCell, WorkbookEdit, edit_workbook
from smsxl.hosts.port import NOT_CALCULATED, Grid, GridColumn, GridValue, cell_name
from smsxl.repair import dialect_of
from smsxl.tables import Kind, Part, header_of
from smsxl.tables.book import Book
from smsxl.tables.formula import PYTHON, Dialect, Native, Spelled, ending_of
from smsxl.tables.model import Column
from smsxl.tables.rows import Rows
from smsxl.xlwings_conf import SHEET as CONF_SHEET

_OFFICE: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PLAIN_BOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_PROJECT: Final = "xl/vbaProject.bin"
_PROJECT_TYPE: Final = "application/vnd.ms-office.vbaProject"
_PROJECT_RELATIONSHIP: Final = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_OUR_MODULE: Final = b"Module=SmsxlPython"
"""How a VBA project lists the module that all of our functions call."""

_DECLARED: Final = 0


@dataclass(frozen=True)
class Left:
    """A cell that could not be carried over, and why, as the rest of a sentence."""

    sheet: str
    cell: str
    why: str


@dataclass(frozen=True)
class Conversion:
    """What became of a workbook: its forms, how many cells hold another formula, what stayed behind."""

    path: str
    source: Dialect
    target: Dialect
    cells: int
    left: tuple[Left, ...]
    dropped_macros: bool


def convert(path: str, out: str, target: Dialect, as_of: dt.date) -> Conversion:
    """Write a workbook of ours in another form to `out`; the original stays as it is.

    Values, formats and everything else stay; a calculated cell that somebody typed over stays typed over. Raises
    UnreadableError where the workbook can't be read or has no tables of ours, UsageError where it has the form
    already or `out` can't be made.
    """
    _check_out(path, out, target)
    with edit_workbook(path) as edit:
        book = Book(edit.workbook, as_of)
        if not any(rows.declaration.kind is Kind.TABLE and rows.declaration.calculated for rows in book.rows.values()):
            message = "holds none of the tables whose formulas smsxl writes; only workbooks of `smsxl new` have forms."
            raise UnreadableError(f"{path} {message}")
        project = edit.related_part("vbaProject")
        ours = project is not None and _OUR_MODULE in edit.part(project)
        source = PYTHON if ours else dialect_of(book)
        if source is target:
            raise UsageError(f"{path} has the form {target.key} already; there is nothing to convert.")
        if target.macros and project is not None:
            raise UsageError(f"{path} has macros of its own, which can't share a workbook with those of smsxl; convert "
                             "it to lambda or plain, which leaves its macros out, and then to python.")
        changed = sum(_convert_column(edit, book, rows, column, target) for rows, column in _columns(book))
        free, left = _convert_free_cells(edit, book, source, target)
        _set_names(edit, target)
        if project is not None:
            _drop_macros(edit, project)
        if target.macros:
            _add_macros(edit, _part(book))
        edit.save(out)
    return Conversion(path, source, target, changed + free, tuple(left), project is not None)


def _check_out(path: str, out: str, target: Dialect) -> None:
    ending = ending_of(target)
    if not out.lower().endswith(ending):
        raise UsageError(f"{out} has to end in {ending}, since it gets the form {target.key}; write "
                         f"{Path(out).with_suffix(ending)}.")
    if Path(out).exists():
        raise UsageError(f"{out} is there already, and smsxl never writes over a file: choose another name or move it.")
    if Path(path).is_dir():
        raise UsageError(f"{path} is a folder; give one workbook.")


def _part(book: Book) -> str:
    halves = [part for part in (Part.RISK, Part.PLAN) if part in book.parts]
    return halves[0].value if len(halves) == 1 else "both"


# ---------------------------------------------------------------------- calculated columns


def _columns(book: Book) -> Iterator[tuple[Rows, Column]]:
    for rows in book.rows.values():
        if rows.declaration.kind is Kind.TABLE and rows.is_excel_table:
            yield from ((rows, column) for column in rows.declaration.calculated if column.field in rows)


def _convert_column(edit: WorkbookEdit, book: Book, rows: Rows, column: Column, target: Dialect) -> int:
    """Write a calculated column's formula in another form, with the values that its cells have."""
    table, formula = rows.declaration, column.formula
    if formula is None or isinstance(formula, Native):
        return 0
    text = target.write(formula, table.name, header_of)
    legacy = target.spelled_out and isinstance(formula, Spelled)
    array = not target.spelled_out
    edit.set_column_formula(table.name, book.header(table.name, column.field), text, array=array or legacy)
    states = book.formula_states(table.name, column.field)
    raw = rows.raw(column.field)
    computed = book.truth(table.name, column.field) if NOT_CALCULATED in raw else raw
    cells: dict[tuple[int, int], Content] = {}
    for i, (state, value) in enumerate(zip(states, raw, strict=True)):
        if state == _DECLARED:
            shown = computed[i] if value is NOT_CALCULATED else value
            cells[rows.cell(i, column.field)] = FormulaCell(text, _plain(shown), array=array, legacy=legacy)
    edit.set_cells(rows.sheet, cells)
    return len(cells)


def _plain(value: GridValue) -> CellValue:
    return "" if value is None or value is NOT_CALCULATED else value


# ---------------------------------------------------------------------- cells outside of the tables


def _convert_free_cells(edit: WorkbookEdit, book: Book, source: Dialect, target: Dialect) -> tuple[int, list[Left]]:
    """Convert what differs on Start and Criteria, and spell out calls in the user's own formulas where need be."""
    known = restated(_part(book), source, target)
    covered = {(rows.sheet, *rows.cell(i, column.field)) for rows, column in _columns(book)
               for i, state in enumerate(book.formula_states(rows.declaration.name, column.field))
               if state == _DECLARED}
    count, left = 0, []
    for info in edit.workbook.sheets:
        grid = edit.workbook.grid(info.name)
        cells: dict[tuple[int, int], Content] = {}
        for place, column in grid.columns.items():
            for row, value, formula in _cells(grid, column, place):
                if (info.name, row, place) in covered:
                    continue
                stated = known.get((info.name, (formula, None if formula is not None else value)))
                if stated is not None:
                    cells[row, place] = _restated(stated, value, target)
                elif formula is not None and target.spelled_out and calls_functions(formula):
                    spelled = spelled_out(formula)
                    if spelled.left:
                        why = f"{', '.join(spelled.left)} has no form in built-in functions"
                        left.append(Left(info.name, cell_name(row, place), why))
                        continue
                    cells[row, place] = FormulaCell(spelled.text, _plain(value), legacy=spelled.array)
        if cells:
            edit.set_cells(info.name, cells)
            count += len(cells)
    return count, left


def _cells(grid: Grid, column: GridColumn, place: int) -> Iterator[tuple[int, GridValue, str | None]]:
    formulas = column.formulas or [None] * len(grid.rows)
    for row, value, formula in zip(grid.rows, column.values, formulas, strict=True):
        if value is not None or formula is not None:
            yield row, value, None if formula is None else formula_at(formula, row, place)


def _restated(stated: Stated, value: GridValue, target: Dialect) -> Content:
    """Return a cell of Start or Criteria in the new form: its value where it is a figure stays as it is."""
    formula, new = stated
    if formula is None:
        return _plain(new)
    shown = new if isinstance(new, str) and isinstance(value, str) else value
    return FormulaCell(formula, _plain(shown), array=target.array)


# ---------------------------------------------------------------------- names and macros


def _set_names(edit: WorkbookEdit, target: Dialect) -> None:
    """Give the workbook the LAMBDA names, or take them out; a name of the user's that is no LAMBDA stays."""
    for name in edit.names():
        if name.sheet is None and name.name.upper() in BY_NAME and "LAMBDA(" in name.text.upper():
            edit.remove_name(name.name)
    if target.names:
        for function in FUNCTIONS:
            edit.define_name(function.name, stored_form(function.lambda_form))


def _drop_macros(edit: WorkbookEdit, project: str) -> None:
    edit.remove_part(project)
    while (part := edit.related_part("extensibility", "")) is not None:
        edit.remove_part(part, "")
    edit.set_workbook_type(_PLAIN_BOOK)


def _add_macros(edit: WorkbookEdit, part: str) -> None:
    with conf_workbook() as rendered:
        edit.put_sheet(CONF_SHEET, rendered, after=None)
    edit.hide_sheet(CONF_SHEET)
    edit.add_part(_PROJECT, asset(project_name(part)), _PROJECT_TYPE, _PROJECT_RELATIONSHIP)
    for name, data in ribbon().items():
        edit.add_part(f"customUI/{name}", data, "application/xml", RIBBON_RELATIONSHIPS[name], "")
    edit.set_code_names(WORKBOOK_CODE_NAME, [code_name(place) for place in range(len(edit.workbook.sheets) + 1)])
    edit.set_workbook_type(_OFFICE)


