"""Lists of the Plan Summary, row by row from the plan: objectives, processes, risks to the SMS, the clause matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from smsxl.build.canvas import Canvas, write, write_figure
from smsxl.build.figures import Figure, nth_text
from smsxl.build.highlight import highlight_any_text, highlight_levels, highlight_words
from smsxl.build.style import MUTED
from smsxl.hosts.port import Area
from smsxl.tables import header_of
from smsxl.tables.formula import whole_column

Columns = Sequence[tuple[str, int, int]]
"""A field, and the first and last sheet column that show it."""

_MARGIN: Final = 5
"""Empty lines for rows that are still to come."""

OBJECTIVES: Final = "Objectives and where they stand"
PROCESSES: Final = "Processes and where they stand"
SMS_RISKS: Final = "Risks to the SMS"
MATRIX: Final = "Clause matrix: what is asked, where it is shown"
_SMS: Final = "SMS"

_BLOCKS: Final[tuple[tuple[str, str, Columns], ...]] = (
    (OBJECTIVES, "Objectives", (("objective", 2, 2), ("id", 3, 3), ("status", 4, 4), ("smart_gaps", 5, 5),
                                ("due_status", 6, 6), ("owner_role", 7, 10))),
    (PROCESSES, "Processes", (("process", 2, 2), ("id", 3, 3), ("critical", 4, 4), ("status", 5, 5),
                              ("owner_role", 6, 7), ("workflow_document", 8, 10))),
    (MATRIX, "PlanItems", (("requirement", 2, 2), ("clause", 3, 3), ("id", 4, 4), ("status", 5, 6),
                           ("evidence", 7, 10))),
)
_RISK_COLUMNS: Final[Columns] = (("title", 2, 2), ("id", 3, 3), ("current_level", 4, 4), ("status", 5, 6),
                                 ("treatment", 7, 10))


def write_plan_lists(canvas: Canvas, sheet: Any, top: int) -> int:  # noqa: ANN401
    """Write the lists below each other from row `top` on; return the row below."""
    for title, table, columns in _BLOCKS:
        count = len(canvas.facts.book[table]) + _MARGIN
        _heads(canvas, sheet, top, title, table, columns)
        for number in range(1, count + 1):
            _line(canvas, sheet, top + 1 + number, columns,
                  {field: nth_text(table, field, number, canvas.facts) for field, *_ in columns})
        for field, first, last in columns:
            area = Area(top + 2, first, top + 1 + count, last)
            if field == "due_status":
                highlight_words(canvas, sheet, area, "DUE_STATUS")
            elif field == "smart_gaps":
                highlight_any_text(canvas, sheet, area)
        top += count + 3
    if canvas.layout.has("Risks"):
        top = _sms_risks(canvas, sheet, top)
    return top


def _sms_risks(canvas: Canvas, sheet: Any, top: int) -> int:  # noqa: ANN401
    related = [str(value or "").casefold() == _SMS.casefold() for value in canvas.facts.column("Risks", "relates_to")]
    count = sum(related) + _MARGIN
    _heads(canvas, sheet, top, SMS_RISKS, "Risks", _RISK_COLUMNS)
    for number in range(1, count + 1):
        _line(canvas, sheet, top + 1 + number, _RISK_COLUMNS,
              {field: _nth_risk(canvas, field, number, related) for field, *_ in _RISK_COLUMNS})
    highlight_levels(canvas, sheet, Area(top + 2, 4, top + 1 + count, 4))
    return top + count + 3


def _nth_risk(canvas: Canvas, field: str, number: int, related: Sequence[bool]) -> Figure:
    """Return a field of the n-th risk to the SMS, "" where there are fewer."""
    column, relates = (whole_column("Risks", header_of("Risks", name)) for name in (field, "relates_to"))
    header = f"Risks[[#Headers],[{header_of('Risks', 'relates_to')}]]"
    place = f'_xlfn.AGGREGATE(15,6,(ROW({relates})-ROW({header}))/({relates}="{_SMS}"),{number})'
    places = [i for i, yes in enumerate(related) if yes]
    value = canvas.facts.column("Risks", field)[places[number - 1]] if number <= len(places) else ""
    return Figure(f'IFERROR(INDEX({column},{place})&"","")', "" if value is None else str(value))


def _heads(canvas: Canvas, sheet: Any, top: int, title: str, table: str, columns: Columns) -> None:  # noqa: ANN401
    for column in range(2, 11):
        sheet.write_blank(top - 1, column - 1, None, canvas.styles["section"])
    write(sheet, top, 2, title, canvas.styles["section"])
    head = canvas.styles.cell(font_color=MUTED, bold=True, text_wrap=True)
    for field, first, last in columns:
        if last > first:
            sheet.merge_range(top, first - 1, top, last - 1, "", head)
        write(sheet, top + 1, first, header_of(table, field), head)


def _line(canvas: Canvas, sheet: Any, row: int, columns: Columns, figures: dict[str, Figure]) -> None:  # noqa: ANN401
    style = canvas.styles["row_text"]
    for field, first, last in columns:
        if last > first:
            sheet.merge_range(row - 1, first - 1, row - 1, last - 1, "", style)
        write_figure(sheet, row, first, figures[field], style)


