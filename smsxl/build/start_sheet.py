"""Start: what the workbook is, the first steps, the document, the state at a glance, and how to rate a risk."""

from __future__ import annotations

from typing import Any, Final

from smsxl.build.canvas import Canvas, write, write_figure
from smsxl.build.figures import Figure
from smsxl.build.form import write_form
from smsxl.build.glance import glance
from smsxl.build.highlight import warn_above_zero
from smsxl.build.layout import FORM_ROW, quoted
from smsxl.build.paper import page
from smsxl.build.style import ACCENT, GOOD, MUTED
from smsxl.build.worked import write_rating_steps
from smsxl.functions import call
from smsxl.hosts.port import Area
from smsxl.tables import Part

_WIDTHS: Final = (2, 25, 50, 60, 3, 30, 19, 50)
_TITLES: Final = {"both": "Service management plan and risk assessment", "risk": "Service risk assessment",
                  "plan": "Service management plan"}
_ABOUT: Final = {
    Part.PLAN: "The plan for your service management system: what ISO/IEC 20000-1 clause 6.3 asks to be planned.",
    Part.RISK: "The assessment of your service risks: what clause 6.1 asks, from criteria to treatment and acceptance.",
}
_ABOUT_ALL: Final = "Every score, level, status and summary is a live formula; grey cells calculate themselves."

_STEPS: Final = (
    (None, "Start", "Fill in the document below: what it covers, who prepared it, its version and status."),
    (Part.RISK, "Criteria", "Agree the criteria before rating: scales, matrix, levels, appetite and tolerance."),
    (Part.RISK, "Services", "List the services with their critical components and activities."),
    (Part.RISK, "Risks", "Describe and rate the risks, one row each; the five steps at the bottom show how."),
    (Part.RISK, "Treatments", "Plan actions for what is above tolerance, or record who accepts it in Acceptances."),
    (Part.PLAN, "Plan", "Answer the requirements of the plan, then its sheets from Objectives to Reviews."),
    (None, "Findings", "Save and run smsxl check on the file. Findings that stand here light up in the sheets."),
)
_STEPS_ROW: Final = 9
_ROW_HEIGHT: Final = 18
_LINE_LENGTH: Final = 50
_MOST_LINES: Final = 8
_GROUPS: Final[tuple[tuple[Part | None, str, str], ...]] = (
    (Part.PLAN, "The plan", "What ISO/IEC 20000-1 clause 6.3 asks to be planned, a register a sheet."),
    (Part.RISK, "The risks", "The risk assessment of clause 6.1."),
    (None, "For both", "Criteria, summaries, and what a check found. Point at a link to see what its sheet holds."))
_WHERE: Final = {
    "lambda": "This file is the one to share: it works in Excel 365 on Windows, Mac, the web and phones, without "
              "Python.",
    "plain": "This file works in Excel 2016 and later, LibreOffice and viewers; it has no functions of its own.",
    "python": "This file calls Python, for a PC with Excel and smsxl. Share an .xlsx: without Python this shows "
              "errors.",
}
"""Where a workbook works, by dialect."""

_SELF_TEST: Final = {
    "lambda": ("Functions work here",
               ("Functions do not work here: open the file in Excel 365 and enable editing, or make one for older "
                "programs with: smsxl new FILE --formulas plain")),
    "plain": ("Built-in formulas work here", "Formulas are not calculated here: enable editing and calculation"),
    "python": ("Python functions work here",
               "Python does not answer: allow macros and run smsxl excel-setup on this file"),
}
"""What the self-test says where it is right and where it is not, by dialect."""

_SUMMARY_HELP: Final = {"Risk Summary": "Where the risks stand, on one page.",
                        "Plan Summary": "How far the plan is, area by area.",
                        "RACI grid": "Who does what in which process, as a grid."}


def build_start(canvas: Canvas) -> None:
    """Fill the sheet Start."""
    sheet = canvas.sheet("Start")
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _banner(canvas, sheet)
    _about(canvas, sheet)
    _first_steps(canvas, sheet)
    _heading(canvas, sheet, FORM_ROW - 1, 2, 4, "This document")
    form = canvas.layout["Organisation"]
    write_form(canvas, sheet, form)
    record = canvas.content["Organisation"][0]
    for i, field in enumerate(form.table.columns):
        lines = -(-len(str(record.get(field.field) or "")) // _LINE_LENGTH)
        sheet.set_row(FORM_ROW - 1 + i, min(_MOST_LINES, max(2 if field.field == "scope" else 1, lines)) * 14 + 5)
    row = _state(canvas, sheet)
    _self_test(canvas, sheet, row + 1)
    last = max(_links(canvas, sheet), form.area.last_row)
    if canvas.has(Part.RISK):
        write_rating_steps(canvas, sheet, last + 2)
    page(sheet)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    sheet.activate()
    sheet.hide_gridlines(2)
    sheet.set_selection(FORM_ROW - 1, 2, FORM_ROW - 1, 2)


def _banner(canvas: Canvas, sheet: Any) -> None:  # noqa: ANN401
    for row, style, height in ((0, "title", 40), (1, "subtitle", 22)):
        sheet.set_row(row, height)
        for column in range(len(_WIDTHS)):
            sheet.write_blank(row, column, None, canvas.styles[style])
    sheet.write_string(0, 1, _TITLES[canvas.layout.part], canvas.styles["title"])
    form = canvas.layout["Organisation"]
    record = canvas.content["Organisation"][0]
    name, version, status = (str(form.cell(field)) for field in ("organization", "version", "status"))
    values = [str(record.get(field) or "") for field in ("organization", "version", "status")]
    shown = f"{values[0]}  ·  version {values[1]}  ·  {values[2]}" if values[0] else "Begin with the first steps below"
    write_figure(sheet, 2, 2, Figure(
        f'IF({name}="","Begin with the first steps below",{name}&"  ·  version "&{version}&"  ·  "&{status})', shown),
        canvas.styles["subtitle"])


def _about(canvas: Canvas, sheet: Any) -> None:  # noqa: ANN401
    _heading(canvas, sheet, 4, 2, 4, "What this is")
    lines = [text for part, text in _ABOUT.items() if canvas.has(part)] + [_ABOUT_ALL, _WHERE[canvas.dialect.key]]
    for row, text in enumerate(lines, start=5):
        write(sheet, row, 2, text, canvas.styles["plain"])


def _first_steps(canvas: Canvas, sheet: Any) -> None:  # noqa: ANN401
    _heading(canvas, sheet, _STEPS_ROW, 2, 4, "First steps")
    for row in range(5, FORM_ROW - 2):
        sheet.set_row(row - 1, _ROW_HEIGHT)
    chosen = [(target, text) for part, target, text in _STEPS if part is None or canvas.has(part)]
    for number, (target, text) in enumerate(chosen, start=1):
        row = _STEPS_ROW + number
        cell = f"C{FORM_ROW}" if target == "Start" else "A1"
        sheet.write_url(row - 1, 1, f"internal:{quoted(target)}!{cell}", canvas.styles["link"],
                        f"{number}  {'This document' if target == 'Start' else target}")
        write(sheet, row, 3, text, canvas.styles["plain"])


def _state(canvas: Canvas, sheet: Any) -> int:  # noqa: ANN401
    """Write the state at a glance; return the row below it."""
    _heading(canvas, sheet, 4, 6, 8, "State at a glance")
    link = canvas.styles.cell(font_color=ACCENT, underline=1, indent=1)
    row = 5
    for line in glance(canvas):
        write(sheet, row, 6, line.label, canvas.styles["label"])
        write_figure(sheet, row, 7, line.figure, canvas.styles["share" if line.is_share else "figure"])
        sheet.write_url(row - 1, 7, f"internal:{quoted(line.sheet)}!A1", link, line.sheet)
        if line.bad_above_zero:
            warn_above_zero(canvas, sheet, Area(row, 7, row, 7))
        row += 1
    return row


def _self_test(canvas: Canvas, sheet: Any, row: int) -> None:  # noqa: ANN401
    works, help_text = _SELF_TEST[canvas.dialect.key]
    tested = canvas.call("RISK_SCORE", "4", "5")
    right = call("RISK_SCORE", 4, 5) == 20  # noqa: PLR2004 - 4 x 5
    write(sheet, row, 6, "Self-test", canvas.styles["label"])
    canvas.write_call(sheet, row, 7, f'IF(IFERROR({tested}=20,FALSE),"{works}","{help_text}")',
                      works if right else help_text, canvas.styles.cell(bold=True, font_color=GOOD, align="left"))


def _links(canvas: Canvas, sheet: Any) -> int:  # noqa: ANN401
    """Write the links to all sheets, a column for each half of the workbook and one for the rest; return the last row.

    The row of the document's scope is tall, so it holds what the halves are about.
    """
    _heading(canvas, sheet, FORM_ROW - 1, 6, 8, "The sheets")
    helps = dict(_SUMMARY_HELP)
    parts: dict[str, Part] = {}
    for table in canvas.layout.tables:
        helps.setdefault(table.sheet, table.help)
        parts.setdefault(table.sheet, table.part)
    helps["Criteria"] = "Scales, matrix, levels, appetite, tolerance and categories."
    parts["RACI grid"] = Part.PLAN
    about = canvas.styles.cell(font_color=MUTED, text_wrap=True, valign="top")
    groups: list[tuple[Part | None, str, str]] = [
        (part, title, text) for part, title, text in _GROUPS if part is None or canvas.has(part)]
    last = FORM_ROW + 1
    for column, (part, title, text) in enumerate(groups, start=6):
        write(sheet, FORM_ROW, column, title, canvas.styles["bold"])
        write(sheet, FORM_ROW + 1, column, text, about)
        names = [name for name in canvas.layout.sheets if name != "Start" and _group(parts.get(name)) is part]
        for row, name in enumerate(names, start=FORM_ROW + 2):
            sheet.write_url(row - 1, column - 1, f"internal:{quoted(name)}!A1", canvas.styles["link"], name,
                            helps[name])
        last = max(last, FORM_ROW + 1 + len(names))
    return last


def _group(part: Part | None) -> Part | None:
    return part if part in (Part.PLAN, Part.RISK) else None


def _heading(canvas: Canvas, sheet: Any, row: int, first: int, last: int, text: str) -> None:  # noqa: ANN401
    sheet.set_row(row - 1, 22 if row != _STEPS_ROW else _ROW_HEIGHT)
    for column in range(first, last + 1):
        sheet.write_blank(row - 1, column - 1, None, canvas.styles["section"])
    write(sheet, row, first, text, canvas.styles["section"])
