"""Builds a workbook: content in, a finished .xlsx or .xlsm out."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Final

import xlsxwriter

from smsxl.build.canvas import DEFAULT_HEIGHT, TAB_COLOURS, Canvas
from smsxl.build.criteria_sheet import build_criteria
from smsxl.build.figures import Facts
from smsxl.build.layout import LISTS, Layout
from smsxl.build.macros import add_macros, ribbon
from smsxl.build.package import finish
from smsxl.build.plan_summary import build_plan_summary
from smsxl.build.raci_grid import build_raci_grid
from smsxl.build.risk_summary import build_risk_summary
from smsxl.build.sheet import Sheet
from smsxl.build.start_sheet import build_start
from smsxl.build.style import Styles
from smsxl.build.table_sheet import build_table_sheet
from smsxl.content import template_tables
from smsxl.errors import UsageError
from smsxl.functions import FUNCTIONS, stored_form
from smsxl.sample import sample_tables
from smsxl.tables import Kind, Part
from smsxl.tables.compose import PARTS, Tables, book_of
from smsxl.tables.formula import LAMBDA, Dialect, ending_of
from smsxl.tables.own import SUMMARIES

_SHARED: Final = ("Start", "Criteria")
"""The sheets that hold more than one table, or more than a table."""


def new_workbook(path: str | Path, *, sample: bool = False, risks: int | None = None, part: str = "both",
                 dialect: Dialect = LAMBDA, as_of: dt.date | None = None) -> None:
    """Make a new workbook: the template, or with `sample` the sample (with `risks` generated ones).

    With `as_of` the workbook is judged as of that day for good; without it AsOf is =TODAY(). Raises UsageError where
    the file is there already, cannot be written, or the options and the ending of its name do not fit together.
    """
    if risks is not None and not sample:
        message = "A number of risks was asked for without the sample: add --sample, or leave --risks out."
        raise UsageError(message)
    day = as_of or dt.date.today()
    _refuse_existing(Path(path))
    content = sample_tables(day, risks) if sample else template_tables(day)
    build_workbook(path, as_of=day, fixed=as_of is not None, content=content, part=part, dialect=dialect)


def build_workbook(path: str | Path, *, as_of: dt.date, fixed: bool, content: Tables, part: str = "both",
                   dialect: Dialect = LAMBDA) -> None:
    """Write content as a workbook whose formulas carry their values as of `as_of`.

    `fixed` makes AsOf a constant. The file appears in one step, complete, or not at all; the same input gives the same
    bytes. Raises UsageError where the file is there already or cannot be written, the part is unknown, or the ending of
    the name does not fit the dialect: a workbook whose functions are Python has macros, and is an .xlsm.
    """
    target = Path(path)
    if part not in PARTS:
        message = f"There is no part {part!r}: choose one of {', '.join(PARTS)}."
        raise UsageError(message)
    if target.suffix.lower() != ending_of(dialect):
        message = f"{target} has to end in {ending_of(dialect)}, since its formulas are {dialect.key}."
        raise UsageError(message)
    _refuse_existing(target)
    try:
        with tempfile.TemporaryDirectory(prefix=".smsxl-", dir=target.parent) as folder:
            raw, finished = Path(folder, "raw.xlsx"), Path(folder, "finished.xlsx")
            _write(raw, folder, as_of=as_of, fixed=fixed, content=content, part=part, dialect=dialect)
            finish(raw, finished, ribbon() if dialect.macros else None)
            _refuse_existing(target)
            finished.replace(target)
    except OSError as error:
        message = f"{target} could not be written ({error.strerror or error}): check the folder and try again."
        raise UsageError(message) from error


def _refuse_existing(target: Path) -> None:
    if target.exists():
        message = f"{target} is there already, and smsxl never writes over a file: choose another name or move it."
        raise UsageError(message)


def _write(path: Path, folder: str, *, as_of: dt.date, fixed: bool, content: Tables, part: str,
           dialect: Dialect) -> None:
    layout = Layout(content, part)
    workbook = xlsxwriter.Workbook(str(path), {"tmpdir": folder, "strings_to_urls": False,
                                               "strings_to_formulas": False, "strings_to_numbers": False})
    workbook.set_properties({"title": "Service management workbook", "author": "smsxl", "comments": "Made by smsxl",
                             "created": dt.datetime.combine(as_of, dt.time())})
    workbook.formats[0].set_font_name("Calibri")
    workbook.formats[0].set_font_size(10)
    canvas = Canvas(workbook, Styles(workbook), content, layout, Facts(book_of(content, as_of, part)), dialect,
                    as_of, fixed)
    _add_sheets(canvas)
    for name, text in layout.names().items():
        workbook.define_name(name, f"={text}")
    if dialect.names:
        for function in FUNCTIONS:
            workbook.define_name(function.name, f"={stored_form(function.lambda_form)}")
    build_start(canvas)
    if canvas.has(Part.RISK):
        build_risk_summary(canvas)
    if canvas.has(Part.PLAN):
        build_plan_summary(canvas)
        build_raci_grid(canvas)
    build_criteria(canvas)
    for placed in layout.placed.values():
        if placed.table.sheet not in _SHARED and placed.table.kind is Kind.TABLE:
            build_table_sheet(canvas, placed)
            if placed.table.part is Part.OWN:
                canvas.mark_as_own(placed.table.sheet)
    _write_lists(canvas)
    if dialect.macros:
        add_macros(canvas)
    workbook.close()


def _add_sheets(canvas: Canvas) -> None:
    parts = {table.sheet: table.part for table in canvas.layout.tables} | dict(SUMMARIES)
    for name in canvas.layout.sheets:
        sheet = canvas.workbook.add_worksheet(name, worksheet_class=Sheet)
        sheet.set_tab_color(TAB_COLOURS[parts[name]])
        sheet.set_default_row(DEFAULT_HEIGHT)
        sheet.set_zoom(100)


def _write_lists(canvas: Canvas) -> None:
    """Write the words of long drop-downs to a hidden sheet."""
    lists = canvas.layout.long_lists()
    if not lists:
        return
    sheet = canvas.workbook.add_worksheet(LISTS)
    canvas.mark_as_own(LISTS)
    sheet.hide()
    sheet.set_column(0, len(lists) - 1, 40)
    for column, (name, words) in enumerate(lists.items()):
        sheet.write_string(0, column, name, canvas.styles["bold"])
        for row, word in enumerate(words, start=1):
            sheet.write_string(row, column, word, canvas.styles["plain"])
